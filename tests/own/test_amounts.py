"""Amounts in the notations that files have: the decimal sign, thousands, signs, currencies, and prices of lines."""

import pytest
from own.written import purchases, read, refused, says

from casekit import CaseError


def text(*amounts):
    return "customer;date;amount\n" + "".join(f"k{n};2025-01-01;{amount}\n" for n, amount in enumerate(amounts))


def bought(folder, *amounts, **said):
    found = read(folder, text(*amounts), **said)
    assert found.refused.empty
    return [one[2] for one in purchases(found)]


@pytest.mark.parametrize(
    ("amount", "value"),
    [("1234.5", 1234.5), ("1,234.50", 1234.5), ("$1,234.50", 1234.5), ("US$ 1,234.50", 1234.5),
     ("1.234,50 €", 1234.5), ("EUR 1.234,50", 1234.5), ("1234,50EUR", 1234.5), ("1 234,50", 1234.5),
     ("1\u00a0234,50\u00a0€", 1234.5), ("1\u202f234,50", 1234.5), ("CHF 1'234.50", 1234.5), ("1’234.50", 1234.5),
     ("12,34,567.00", 1234567.0), ("1.234.567", 1234567.0), ("1.234.567,8", 1234567.8), ("0,125", 0.125),
     (".5", 0.5), ("5.", 5.0), ("12,-", 12.0), ("12.–", 12.0), ("+3.00", 3.0), ("0", 0.0), ("-0.00", 0.0),
     ("R$ 1.234,56", 1234.56), ("9,99 zł", 9.99), ("kr 12,50", 12.5), ("12.50 CR", 12.5), ("1,234.5678", 1234.5678)],
)  # fmt: skip
def test_one_amount_in_many_notations(tmp_path, amount, value):
    assert bought(tmp_path, amount) == [value]


@pytest.mark.parametrize(
    "amount", ["-12.00", "(12.00)", "12.00-", "$-12.00", "-$12.00", "($12.00)", "12,00- €", "−12", "12.00 DR"]
)
def test_below_zero(tmp_path, amount):
    found = read(tmp_path, text(amount, "3"))
    assert refused(found) == {1: "negative amount"} and says(found, "the purchase it belongs to stays whole")


@pytest.mark.parametrize(
    ("amount", "reason"),
    [("", "no amount"), ("-", "no amount"), ("N/A", "no amount"), ("free", "no amount that can be read"),
     ("12 34", "no amount that can be read"), ("1.2.3", "no amount that can be read"),
     ("12.34.56", "no amount that can be read"), ("--5", "no amount that can be read"),
     ("(5", "no amount that can be read"), ("ca. 5", "no amount that can be read"),
     ("1e5", "amount rounded by a spreadsheet"), ("1.23457E+11", "amount rounded by a spreadsheet"),
     ("99999999999999", "no amount that can be read"), ("12%", "no amount that can be read")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(tmp_path, amount, reason):
    found = read(tmp_path, text("3.50", amount))
    assert refused(found) == {2: reason}


def test_one_amount_decides_for_all(tmp_path):
    assert bought(tmp_path, "1,234", "1.50") == [1234.0, 1.5]
    assert bought(tmp_path, "1,234", "1,50") == [1.234, 1.5]
    assert bought(tmp_path, "1.234", "1.234.567") == [1234.0, 1234567.0]
    assert bought(tmp_path, "1.234", "7", decimal=",") == [1234.0, 7.0]
    assert bought(tmp_path, "1.234", "7", decimal=".") == [1.234, 7.0]
    with pytest.raises(
        CaseError, match="'amount' can be read in two ways.*'1.234' has a decimal sign or thousands; say decimal="
    ):
        read(tmp_path, text("7", "1.234"))
    with pytest.raises(CaseError, match="There is no decimal ';'"):
        read(tmp_path, text("7"), decimal=";")


def test_other_columns_of_money_decide_too(tmp_path):
    found = read(tmp_path, "customer;date;quantity;price\na;2025-01-01;1,000;2,50\n")
    assert purchases(found) == [("a", "2025-01-01", 2.5)]


def test_two_notations_in_one_column(tmp_path):
    found = read(tmp_path, text("1,50", "1.50", "1.234", "7"))
    assert [one[2] for one in purchases(found)] == [1.5, 1.5, 7.0]
    assert refused(found) == {3: "an amount that can be read in two ways"}
    assert says(found, "'1.50' has a decimal point and '1,50' a comma")


def test_currencies_are_not_added(tmp_path):
    rows = "customer,date,amount,currency\na,2025-01-01,1.00,eur\nb,2025-01-02,2.00,€\nc,2025-01-03,4.00,{}\n"
    found = read(tmp_path, rows.format("USD"))
    assert [one[2] for one in purchases(found)] == [1.0, 2.0] and refused(found) == {3: "in another currency"}
    assert [one[2] for one in purchases(read(tmp_path, rows.format("USD"), currency="usd"))] == [4.0]
    assert len(read(tmp_path, rows.format("")).purchases) == 3
    assert (
        refused(read(tmp_path, rows.format("USD") + "d,2025-01-04,8.00,\n"))[4]
        == "no currency, where the file has several"
    )
    with pytest.raises(
        CaseError, match="several currencies cannot be added: EUR .2 rows., USD .2 rows.; say currency="
    ):
        read(tmp_path, rows.format("USD") + "d,2025-01-04,8.00,USD\n")
    with pytest.raises(CaseError, match="There is no currency 'CHF'.* Allowed: EUR, USD"):
        read(tmp_path, rows.format("USD"), currency="CHF")
    beside = read(tmp_path, text("1,00 €", "2,00 €", "$3.00"))
    assert [one[2] for one in purchases(beside)] == [1.0, 2.0] and refused(beside) == {3: "in another currency"}


def test_quantity_times_price(tmp_path):
    rows = "customer,date,qty,unit price\na,2025-01-01,3,0.10\nb,2025-01-01,-1,5\nc,2025-01-01,2,-5\nd,2025-01-01,,5\n"
    found = read(tmp_path, rows + "e,2025-01-01,x,5\n")
    assert purchases(found) == [("a", "2025-01-01", 0.3)]
    assert refused(found) == {
        2: "negative quantity", 3: "negative price", 4: "no amount", 5: "no amount that can be read",
    }  # fmt: skip
    named = read(tmp_path, "who,date,n,each\na,2025-01-01,3,0.10\n", customer="who", quantity="n", price="each")
    assert purchases(named) == [("a", "2025-01-01", 0.3)] and says(named, "amount is 'n' times 'each'")


@pytest.mark.parametrize(
    ("headings", "taken"),
    [("subtotal,tax,total", "total"), ("net,gross,fee", "gross"), ("amount,fee,net", "amount"),
     ("Betrag,MwSt,Brutto", "Betrag"), ("price,discount,Total Amount", "Total Amount"),
     ("order value,x,Order Total", "Order Total"), ("Sales,Profit,y", "Sales"), ("Montant TTC,TVA,x", "Montant TTC"),
     ("VALOR TOTAL,x,y", "VALOR TOTAL"), ("Umsatz in EUR,x,y", "Umsatz in EUR")],
)  # fmt: skip
def test_the_column_of_amounts(tmp_path, headings, taken):
    found = read(tmp_path, f"customer,date,{headings}\na,2025-01-01,10,20,30\n")
    assert purchases(found)[0][2] == (headings.split(",").index(taken) + 1) * 10
    assert says(found, f"amount is '{taken}'")


def test_only_columns_that_are_needed_are_asked_about(tmp_path):
    found = read(tmp_path, "customer;date;quantity;total\na;2025-01-01;1.000;5\nb;2025-01-02;2.000;7\n")
    assert [one[2] for one in purchases(found)] == [5.0, 7.0]
    with pytest.raises(CaseError, match="'quantity' can be read in two ways"):
        read(tmp_path, "customer;date;quantity;price\na;2025-01-01;1.000;5\n")
