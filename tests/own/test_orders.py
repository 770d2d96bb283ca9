"""What a purchase is, and what comes twice."""

import pytest
from own.written import purchases, read, refused, says

from casekit import CaseError

HEAD = "order_id,customer,date,item,amount\n"
LINES = HEAD + "1,a,2025-01-01,x,5.00\n1,a,2025-01-01,y,7.00\n2,b,2025-01-02,x,5.00\n"


def test_lines_are_added(tmp_path):
    found = read(tmp_path, LINES)
    assert purchases(found) == [("a", "2025-01-01", 12.0), ("b", "2025-01-02", 5.0)]
    assert [one[2] for one in purchases(read(tmp_path, LINES, purchase="row"))] == [5.0, 7.0, 5.0]
    assert [one[2] for one in purchases(read(tmp_path, LINES, purchase="order"))] == [5.0, 5.0]
    with pytest.raises(CaseError, match="There is no purchase 'line'; did you mean 'lines'"):
        read(tmp_path, LINES, purchase="line")
    with pytest.raises(CaseError, match="purchase='lines' needs the orders' numbers; say order="):
        read(tmp_path, "customer,date,amount\na,2025-01-01,1\n", purchase="lines")


def test_lines_need_not_stand_together(tmp_path):
    found = read(tmp_path, LINES + "1,,,z,1.00\n")
    assert purchases(found) == [("a", "2025-01-01", 13.0), ("b", "2025-01-02", 5.0)]


def test_an_order_without_an_amount_on_one_line_is_refused_whole(tmp_path):
    found = read(tmp_path, LINES + "1,a,2025-01-01,z,\n")
    assert purchases(found) == [("b", "2025-01-02", 5.0)]
    other = "a line of an order that has another line without an amount"
    assert refused(found) == {1: other, 2: other, 4: "no amount"}


def test_an_order_of_two_customers_or_below_zero(tmp_path):
    found = read(
        tmp_path,
        LINES
        + "1,b,2025-01-01,z,1\n3,a,2025-01-03,x,5\n3,a,2025-01-03,y,-8\n4,a,2025-01-04,x,5\n4,a,2025-01-04,y,-5\n",
    )
    assert purchases(found) == [("b", "2025-01-02", 5.0), ("a", "2025-01-04", 0.0)]
    assert refused(found)[1] == refused(found)[4] == "an order of two customers"
    assert refused(found)[5] == "a line of an order that comes to less than nothing"
    assert refused(found)[6] == "negative amount"


def test_a_line_that_was_not_bought_is_left_out(tmp_path):
    rows = "order_id,customer,date,item,amount,status\n1,a,2025-01-01,x,5.00,shipped\n1,a,2025-01-01,y,7.00,cancelled\n"
    found = read(tmp_path, rows)
    assert purchases(found) == [("a", "2025-01-01", 5.0)] and refused(found) == {2: "cancelled"}


def test_equal_lines_are_kept_and_told(tmp_path):
    found = read(tmp_path, LINES + "1,a,2025-01-01,x,5.00\n")
    assert purchases(found)[0][2] == 17.0 and says(found, "equal to another line of their order: 1 line; each counts")


def test_equal_amounts_on_all_lines_are_asked_about(tmp_path):
    rows = HEAD + "1,a,2025-01-01,x,5.00\n1,a,2025-01-01,y,5.00\n2,b,2025-01-02,x,5.00\n"
    with pytest.raises(
        CaseError, match="'order_id' 1 has 2 rows, each with the amount 5, .*purchase='lines'.*purchase='order'"
    ):
        read(tmp_path, rows)
    assert [one[2] for one in purchases(read(tmp_path, rows, purchase="lines"))] == [10.0, 5.0]
    assert [one[2] for one in purchases(read(tmp_path, rows, purchase="order"))] == [5.0, 5.0]


def test_a_number_that_comes_twice_is_one_purchase(tmp_path):
    rows = "transaction_id,customer,at,amount\nt1,a,2025-01-01 10:00,5\n"
    rows += "t1,a ,2025-01-01 10:00:00,5.00\nt2,b,2025-01-02,7\n"
    more = "t3,b,2025-01-03,7\nt3,c,2025-01-03,7\nt4,b,2025-01-03,7\nt4,b,2025-01-04,7\n"
    more += "t5,b,2025-01-03,7\nt5,b,2025-01-03,8\n"
    ok = "".join(f"u{n},d,2025-02-01,1\n" for n in range(9))
    found = read(tmp_path, rows + more + ok)
    assert (
        purchases(found)[:2] == [("a", "2025-01-01T10:00:00", 5.0), ("b", "2025-01-02", 7.0)]
        and len(found.purchases) == 11
    )
    assert refused(found) == {
        2: "duplicate of record 1",
        4: "more than one customer for one transaction_id (t3)",
        5: "more than one customer for one transaction_id (t3)",
        6: "more than one date for one transaction_id (t4)", 7: "more than one date for one transaction_id (t4)",
        8: "more than one amount for one transaction_id (t5)", 9: "more than one amount for one transaction_id (t5)",
    }  # fmt: skip


def test_an_order_that_was_exported_again_when_it_was_paid(tmp_path):
    rows = "order_id,customer,date,order_total,status\n1,a,2025-01-01,5,pending\n1,a,2025-01-01,5,completed\n"
    rows += "2,b,2025-01-01,5,completed\n"
    found = read(tmp_path, rows)
    assert [one[0] for one in purchases(found)] == ["a", "b"] and refused(found) == {1: "not paid (pending)"}


def test_numbers_that_mostly_come_twice_are_asked_about(tmp_path):
    rows = "order_id,customer,date,amount\n" + "".join(f"{n // 2},a,2025-01-01,{n + 1}\n" for n in range(8))
    with pytest.raises(
        CaseError, match="4 of 4 numbers in 'order_id' stand in several rows that differ; say purchase='lines'"
    ):
        read(tmp_path, rows)
    assert [one[2] for one in purchases(read(tmp_path, rows, purchase="lines"))] == [3, 7, 11, 15]


def test_equal_rows_without_a_number_are_told_and_kept(tmp_path):
    found = read(tmp_path, "customer,date,amount\na,2025-01-01,1\na,2025-01-01,1\na,2025-01-02,1\n")
    assert len(found.purchases) == 3 and says(
        found, "equal to an earlier one: 1 purchase; as no number tells them apart"
    )


def test_a_refund_beside_the_amount_is_taken_off(tmp_path):
    rows = "order_id,customer,date,total,refunded\n1,a,2025-01-01,10.00,2.50\n2,b,2025-01-01,10.00,10.00\n"
    rows += "3,c,2025-01-01,10.00,\n"
    found = read(tmp_path, rows)
    assert purchases(found) == [("a", "2025-01-01", 7.5), ("c", "2025-01-01", 10.0)] and refused(found) == {
        2: "refunded"
    }


def test_numbers_that_a_spreadsheet_has_rounded_bring_nothing_together(tmp_path):
    rows = HEAD + "1.23457E+11,a,2025-01-01,x,5\n1.23457E+11,b,2025-01-02,y,6\n7,a,2025-01-03,x,1\n7,a,2025-01-03,y,2\n"
    found = read(tmp_path, rows)
    assert [one[2] for one in purchases(found)] == [5.0, 6.0, 3.0]
    assert says(found, "numbers that a spreadsheet has rounded: 2 rows, each for itself")
