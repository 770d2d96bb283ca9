"""Who bought, and who did not: ids as they are written, guests, tests, and the columns and states that say so."""

import pytest
from own.written import purchases, read, refused, says

from casekit import CaseError


def text(*customers, heading="customer_id"):
    return f"{heading},date,amount\n" + "".join(
        f'"{one}",2025-01-{n:02},1.00\n' for n, one in enumerate(customers, start=1)
    )


def test_ids_are_as_written(tmp_path):
    found = read(
        tmp_path, text("00123", "123", " 123 ", "123.0", '=""00123""', "'00123", "a-1", "A-1", "\u200bx\u00a0")
    )
    told = [one[0] for one in purchases(found)]
    assert told == ["00123", "123", "123", "123", "00123", "00123", "a-1", "A-1", "x"]
    assert says(found, "zeros before it only: 1") and says(found, "capitals only: 1")


@pytest.mark.parametrize(
    "mark", ["", "NULL", "null", "N/A", "NA", "#N/A", "nan", "None", "-", "--", "(blank)", "\\N", "?", " "]
)
def test_marks_that_say_nothing(tmp_path, mark):
    assert refused(read(tmp_path, text("a", mark))) == {2: "no customer"}


@pytest.mark.parametrize(
    ("customer", "reason"),
    [("1.23457E+11", "customer lost in a spreadsheet (1.23457E+11)"),
     ("1,2E+15", "customer lost in a spreadsheet (1,2E+15)"), ("0", "guest (customer_id 0)"),
     ("0.0", "guest (customer_id 0)"), ("Guest", "guest"), ("Gast", "guest"), ("walk-in", "guest"),
     ("test", "test order"), ("TEST2@shop.example", "test order"), ("test customer", "test order")],
)  # fmt: skip
def test_who_is_nobody(tmp_path, customer, reason):
    assert refused(read(tmp_path, text("a", customer))) == {2: reason}


def test_a_code_is_no_number_that_was_rounded(tmp_path):
    assert read(tmp_path, text("12E3", "5E10", "0x0", "00")).refused.empty


def test_somebody_is_called_0_where_ids_count_from_there(tmp_path):
    assert read(tmp_path, text(*range(20))).refused.empty
    assert refused(read(tmp_path, text(0, *range(2, 20)))) == {1: "guest (customer_id 0)"}


@pytest.mark.parametrize(
    "heading",
    ["customer_id", "CustomerID", "CUSTOMER ID", "Customer #", "cust_no", "Kundennr", "KUNDENNUMMER", "Kunden-Nr.",
     "Käufer", "ID Cliente", "Código cliente", "Numéro client", "N° client", "Klantnummer", "client_id", "user id",
     "buyer_user_id", "Member Number", "email", "E-Mail-Adresse", "Adresse e-mail", "Correo electrónico",
     "Billing Email", "Customer Name"],
)  # fmt: skip
def test_headings_of_customers(tmp_path, heading):
    found = read(tmp_path, text("a", heading=heading).replace("amount", "zz").replace("date,", "when,"), amount="zz")
    assert found.customers == 1 and says(found, "customer_id is ")


def test_the_reader_names_columns(tmp_path):
    rows = "who,wann,wieviel,Land\na,2025-01-01,1.50,AT\nb,2025-01-02,2.50,AT\n"
    found = read(tmp_path, rows, customer="who", at="wann", amount="WIEVIEL")
    assert purchases(found) == [("a", "2025-01-01", 1.5), ("b", "2025-01-02", 2.5)]
    for said, words in {
        "customer": "customer must be a column of the file; 'whoo' is none; did you mean 'who'",
        "order": "order must be a column of the file; 'whoo' is none; did you mean 'who'",
    }.items():
        with pytest.raises(CaseError, match=words):
            read(tmp_path, rows, **{"customer": "who", "at": "wann", "amount": "wieviel", said: "whoo"})
    with pytest.raises(
        CaseError, match="No column is known to hold the customers; say customer= with one of 'who', 'wann'"
    ):
        read(tmp_path, rows, at="wann", amount="wieviel")
    with pytest.raises(CaseError, match="customer must be a column of the file; 3 is none. Its columns: 'who', 'wann'"):
        read(tmp_path, rows, customer=3)


# --- what became of an order -----------------------------------------------------------------------------------------


def stated(*states, heading="status"):
    return f"customer,date,amount,{heading}\n" + "".join(f"k{n},2025-01-01,1,{one}\n" for n, one in enumerate(states))


@pytest.mark.parametrize(
    ("state", "reason"),
    [("completed", ""), ("Processing", ""), ("PAID", ""), ("wc-completed", ""), ("partially_refunded", ""),
     ("versendet", ""), ("Terminée", ""), ("pagado", ""), ("", ""), ("cancelled", "cancelled"),
     ("Canceled", "cancelled (Canceled)"), ("storniert", "cancelled (storniert)"),
     ("Annulée", "cancelled (Annulée)"), ("failed", "failed"), ("refunded", "refunded"),
     ("Rückerstattet", "refunded (Rückerstattet)"), ("on-hold", "not paid (on-hold)"),
     ("wc-pending", "not paid (wc-pending)"), ("pending_payment", "not paid (pending_payment)"),
     ("voided", "cancelled (voided)"), ("Offen", "not paid (Offen)"), ("Chargeback", "refunded (Chargeback)"),
     ("draft", "not paid (draft)"), ("Declined", "failed (Declined)")],
)  # fmt: skip
def test_states(tmp_path, state, reason):
    found = read(tmp_path, stated("completed", "completed", state))
    assert refused(found) == ({3: reason} if reason else {})


def test_a_state_that_nobody_knows_is_taken_and_told(tmp_path):
    found = read(tmp_path, stated("completed", "completed", "zugeteilt"))
    assert found.refused.empty and says(found, "nobody knows what 'zugeteilt' means")
    assert refused(read(tmp_path, stated("a", "b"), status="status", paid=["A"])) == {2: "not paid (b)"}
    with pytest.raises(
        CaseError, match="paid must be states that 'status' has; 'complete' is none; did you mean 'completed'"
    ):
        read(tmp_path, stated("completed"), paid=["complete"])
    with pytest.raises(CaseError, match="paid must be a list of states"):
        read(tmp_path, stated("completed"), paid="completed")
    with pytest.raises(CaseError, match="paid needs a column of states"):
        read(tmp_path, "customer,date,amount\na,2025-01-01,1\n", paid=["completed"])


def test_a_state_may_be_texas(tmp_path):
    assert read(tmp_path, stated("TX", "OH", "CA", heading="state")).refused.empty


@pytest.mark.parametrize(
    ("heading", "said", "reason"),
    [("Cancelled at", "2025-01-05", "cancelled"), ("is_cancelled", "true", "cancelled"),
     ("storniert", "ja", "cancelled"), ("paid", "false", "not paid"), ("captured", "0", "not paid"),
     ("test", "TRUE", "test order"), ("livemode", "false", "test order"), ("Payment Method", "bogus", "test order"),
     ("Tags", "\"vip, test\"", "test order"), ("Tags", "latest", ""), ("Type", "Refund", "no purchase (Refund)"),
     ("Type", "Payout", "no purchase (Payout)"), ("event_type", "add_to_cart", "no purchase (add_to_cart)")],
)  # fmt: skip
def test_columns_that_say_so(tmp_path, heading, said, reason):
    other = {
        "paid": "true",
        "captured": "1",
        "livemode": "true",
        "Type": "Sale",
        "event_type": "purchase",
        "Payment Method": "card",
    }.get(heading, "")
    assert refused(read(tmp_path, stated(other, said, heading=heading))) == ({2: reason} if reason else {})


def test_an_amount_may_be_called_paid(tmp_path):
    found = read(tmp_path, "customer,date,paid\na,2025-01-01,12.50\n", amount="paid")
    assert purchases(found) == [("a", "2025-01-01", 12.5)]


def test_a_column_that_is_just_called_id(tmp_path):
    """Of customers, where its values come again and nothing else names them; else of purchases."""
    assert read(tmp_path, "id,date,amount\n7,2025-01-01,1\n7,2025-01-02,2\n8,2025-01-03,3\n").customers == 2
    with pytest.raises(CaseError, match="No column is known to hold the customers"):
        read(tmp_path, "id,date,amount\n7,2025-01-01,1\n8,2025-01-02,2\n")
    found = read(tmp_path, "id,who,date,amount\n7,a,2025-01-01,1\n7,a,2025-01-01,1\n", customer="who")
    assert refused(found) == {2: "duplicate of record 1"}


def test_states_are_few(tmp_path):
    rows = stated(*(f"s{number}" for number in range(300)))
    with pytest.raises(CaseError, match="status must be a column of at most 200 states; it has 300."):
        read(tmp_path, rows, status="status")
    assert read(tmp_path, rows).refused.empty  # by its heading only, it is no status
