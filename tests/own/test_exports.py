"""Files as the programs of shops and banks export them, each with its traps: what a purchase is, and what is none."""

import pytest
from own.written import lines, purchases, read, refused, says

ONLINE_RETAIL = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
700101,22001,RED MUG £5 RANGE,4,11/3/2011 10:15,1.25,14001.0,United Kingdom
700101,22002,"TRAY, ROUND",1,11/3/2011 10:15,6.50,14001.0,United Kingdom
700102,POST,POSTAGE,1,2/11/2011 12:00,15.00,14002.0,France
C700103,22001,RED MUG £5 RANGE,-2,11/22/2011 9:00,1.25,14001.0,United Kingdom
700104,22003,broken,-7,11/23/2011 9:00,0,,United Kingdom
A700105,B,Adjust bad debt,1,11/23/2011 9:01,-40.50,,United Kingdom
700106,22004,GIFT,1,11/24/2011 9:01,0,14002.0,France
700107,D,Discount,-1,11/25/2011 9:01,2.00,14003.0,France
700107,22002,"TRAY, ROUND",2,11/25/2011 9:01,6.50,14003.0,France
700108,22002,"TRAY, ROUND",2,11/25/2011 9:01,6.50,,France
"""


def test_lines_of_an_invoice_are_one_purchase(tmp_path):
    found = read(tmp_path, ONLINE_RETAIL, "cp1252")
    assert purchases(found) == [
        ("14001", "2011-11-03T10:15:00", 11.5),
        ("14002", "2011-02-11T12:00:00", 15.0),
        ("14002", "2011-11-24T09:01:00", 0.0),
        ("14003", "2011-11-25T09:01:00", 11.0),  # a line below zero is taken off its order
    ]
    assert refused(found) == {
        4: "cancellation (InvoiceNo begins with C); negative quantity",
        5: "no customer; negative quantity",
        6: "no customer; negative price",
        10: "no customer",
    }
    assert lines(found)[4] == 5 and found.refused["text"][0].startswith("C700103,22001,RED MUG £5")
    assert says(found, "cp1252") and says(found, "the rows of one 'InvoiceNo' are a purchase")
    assert says(found, "month first, as '11/22/2011 9:00' shows") and says(found, "1 purchase of 0")
    assert (found.records, found.usable, found.customers, len(found.purchases)) == (10, 6, 3, 4)
    assert found.until.isoformat() == "2011-11-25"


SHOPIFY = """Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,\
Lineitem name,Lineitem price,Lineitem fulfillment status,Billing Name,Cancelled at,Payment Method,Refunded Amount,Id
#2001,ida@example.org,paid,2025-03-01 09:00:05 +0100,EUR,25.00,4.90,4.00,29.90,2025-03-01 09:00:00 +0100,1,Cup,15.00,\
fulfilled,Ida,,card,0.00,900001
#2001,ida@example.org,,,,,,,,2025-03-01 09:00:00 +0100,2,Lid,5.00,fulfilled,,,,,
#2002,otto@example.org,partially_refunded,2025-07-01 00:30:00 +0200,EUR,40.00,0,6,40.00,2025-07-01 00:30:00 +0200,1,\
Pot,40.00,fulfilled,Otto,,card,15.50,900002
#2003,otto@example.org,refunded,2025-07-02 10:00:00 +0200,EUR,12.00,0,2,12.00,2025-07-02 10:00:00 +0200,1,Cup,7.00,\
fulfilled,Otto,,card,12.00,900003
#2003,otto@example.org,,,,,,,,2025-07-02 10:00:00 +0200,1,Lid,5.00,fulfilled,,,,,
#2004,,paid,2025-07-03 10:00:00 +0200,EUR,7.00,0,1,7.00,2025-07-03 10:00:00 +0200,1,Cup,7.00,,,,card,0.00,900004
#2005,ida@example.org,pending,,EUR,7.00,0,1,7.00,2025-07-04 10:00:00 +0200,1,Cup,7.00,,Ida,,bank,0.00,900005
#2006,ida@example.org,paid,2025-07-05 10:00:00 +0200,EUR,7.00,0,1,7.00,2025-07-05 10:00:00 +0200,1,Cup,7.00,,Ida,\
2025-07-06 10:00:00 +0200,card,0.00,900006
#2007,ida@example.org,paid,2025-07-05 10:00:00 +0200,EUR,7.00,0,1,7.00,2025-07-05 10:00:00 +0200,1,Cup,7.00,,Ida,,\
bogus,0.00,900007
"""


def test_an_order_whose_first_line_alone_has_its_total(tmp_path):
    found = read(tmp_path, SHOPIFY)
    assert purchases(found) == [
        ("ida@example.org", "2025-03-01T08:00:00+00:00", 29.9),
        ("otto@example.org", "2025-06-30T22:30:00+00:00", 24.5),
    ]
    assert refused(found) == {
        4: "refunded", 5: "refunded", 6: "no customer", 7: "not paid (pending)", 8: "cancelled", 9: "test order",
    }  # fmt: skip
    assert says(found, "amount is 'Total', less 'Refunded Amount'")
    assert says(found, "the rows of one 'Name' are a purchase, and the amount is that of the whole order")


def test_an_order_s_name_may_stand_on_its_first_line_only(tmp_path):
    text = (
        "Order ID,Customer ID,Date,Product,Total\n1,a,2025-01-05,Cup,12.00\n,,,Lid,\n,,,Pot,\n2,b,2025-01-06,Cup,7.00\n"
    )
    found = read(tmp_path, text)
    assert purchases(found) == [("a", "2025-01-05", 12.0), ("b", "2025-01-06", 7.0)]
    assert (found.records, found.usable) == (4, 4)


WOOCOMMERCE = """order_id,order_number,order_date,paid_date,status,order_total,order_currency,customer_id,customer_email
81,81,2025-04-01 08:00:00,2025-04-01 08:00:09,completed,12.50,EUR,5,ann@example.org
82,82,2025-04-02 08:00:00,2025-04-02 08:00:09,processing,20,EUR,0,bea@example.org
83,83,2025-04-03 08:00:00,,cancelled,20,EUR,0,bea@example.org
84,84,2025-04-04 08:00:00,,on-hold,20,EUR,6,cid@example.org
85,85,2025-04-05 08:00:00,2025-04-05 08:00:09,refunded,20,EUR,6,cid@example.org
86,86,2025-04-06 08:00:00,2025-04-06 08:00:09,completed,30,EUR,0,dan@example.org
"""


def test_guests_have_an_address_and_no_number(tmp_path):
    found = read(tmp_path, WOOCOMMERCE)
    assert [one[::2] for one in purchases(found)] == [
        ("ann@example.org", 12.5), ("bea@example.org", 20.0), ("dan@example.org", 30.0)
    ]  # fmt: skip
    assert refused(found) == {3: "cancelled", 4: "not paid (on-hold)", 5: "refunded"}
    assert says(found, "customer='customer_id' takes that all the same") and says(found, "could also be 'paid_date'")
    by_number = read(tmp_path, WOOCOMMERCE, customer="customer_id")
    assert [one[0] for one in purchases(by_number)] == ["5"]
    assert refused(by_number)[2] == refused(by_number)[6] == "guest (customer_id 0)"
    assert len(read(tmp_path, WOOCOMMERCE, paid=["completed"]).purchases) == 2


def test_payments_of_a_card_service(tmp_path):
    text = """id,Created (UTC),Amount,Amount Refunded,Currency,Captured,Status,Customer ID,Customer Email
ch_1,2025-02-01 23:30,10.00,0.00,eur,true,Paid,cus_1,a@example.org
ch_2,2025-02-02 10:00,20.00,5.00,eur,true,Paid,cus_2,b@example.org
ch_3,2025-02-03 10:00,20.00,20.00,eur,true,Refunded,cus_2,b@example.org
ch_4,2025-02-04 10:00,20.00,0.00,eur,false,Failed,cus_3,c@example.org
ch_5,2025-02-05 10:00,20.00,0.00,usd,true,Paid,cus_3,c@example.org
ch_6,2025-02-06 10:00,20.00,0.00,eur,false,requires_capture,cus_3,c@example.org
"""
    found = read(tmp_path, text)
    assert purchases(found) == [
        ("cus_1", "2025-02-01T23:30:00+00:00", 10.0), ("cus_2", "2025-02-02T10:00:00+00:00", 15.0)
    ]  # fmt: skip
    assert refused(found) == {
        3: "refunded", 4: "failed; not paid", 5: "in another currency", 6: "not paid (requires_capture); not paid",
    }  # fmt: skip
    assert says(found, "in UTC, as its heading says")
    assert [one[0] for one in purchases(read(tmp_path, text, currency="USD"))] == ["cus_3"]


def test_an_account_of_payments_with_date_time_and_zone_apart(tmp_path):
    text = """"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","ID"
"27/06/2025","00:15:00","CEST","A","Web Payment","Completed","EUR","1,200.00","-30.00","1,170.00","ann@example.org","1"
"28/06/2025","10:15:00","CEST","Bea","Web Payment","Pending","EUR","20.00","-1.00","19.00","bea@example.org","2"
"29/06/2025","10:15:00","CEST","Ann","Payment Refund","Completed","EUR","-20.00","1.00","-19.00","ann@example.org","3"
"30/06/2025","10:15:00","CEST","","General Withdrawal","Completed","EUR","-900.00","0.00","-900.00","","4"
"30/06/2025","10:15:00","CEST","","General Currency Conversion","Completed","EUR","5.00","0.00","5.00","","5"
"""
    found = read(tmp_path, text)
    assert purchases(found) == [("ann@example.org", "2025-06-26T22:15:00+00:00", 1200.0)]
    assert refused(found)[3] == "no purchase (Payment Refund); negative amount"
    assert says(found, "at is 'Date' with 'Time' with 'TimeZone'") and says(found, "could also be 'Net'")


@pytest.mark.parametrize("heading", ["Auftraggeber / Begünstigter", "Verwendungszweck"])
def test_a_bank_s_statement(tmp_path, heading):
    text = f"""Umsätze;
Konto;DE00 1234
Zeitraum;01.05.2025 - 31.05.2025

Buchungstag;Valuta;{heading};Soll;Haben;Währung;Saldo
02.05.2025;02.05.2025;Weiß KG;;2.000,00;EUR;2.500,00
13.05.2025;14.05.2025;Miete;-700,00;;EUR;1.800,00
14.05.2025;14.05.2025;Holz, Eva;;15,5;EUR;1.815,50
Endsaldo;;;;;EUR;1.815,50
"""
    found = read(tmp_path, text, "cp1252")
    assert purchases(found) == [("Weiß KG", "2025-05-02", 2000.0), ("Holz, Eva", "2025-05-14", 15.5)]
    assert refused(found) == {2: "paid out", 4: "totals row"} and lines(found) == {2: 7, 4: 9}
    assert says(found, "headings on line 5") and says(found, "'Haben', and what 'Soll' has is paid out")


def test_one_column_of_amounts_and_one_that_says_which_side(tmp_path):
    text = '"Datum","Naam / Omschrijving","Af Bij","Bedrag (EUR)"\n"20250614","A Visser","Bij","12,50"\n'
    found = read(tmp_path, text + '"20250615","Bakker","Af","3,00"\n')
    assert purchases(found) == [("A Visser", "2025-06-14", 12.5)] and refused(found) == {2: "paid out"}


def test_a_statement_with_signed_amounts(tmp_path):
    text = "Date,Description,Amount,Balance\n13/05/2025,A SMITH,25.00,125.00\n14/05/2025,RENT,-80.00,45.00\n"
    found = read(tmp_path, text)
    assert purchases(found) == [("A SMITH", "2025-05-13", 25.0)] and refused(found) == {2: "negative amount"}


def test_an_order_s_total_on_each_of_its_lines(tmp_path):
    text = "order_id,customer_id,order_date,sku,qty,unit_price,{}\n7,a,2025-01-05,x,1,5.00,{}\n"
    text += "7,a,2025-01-05,y,2,3.00,{}\n"
    orders = "8,b,2025-01-06,x,1,5.00,5.00\n"
    assert [one[2] for one in purchases(read(tmp_path, text.format("order_total", "11.00", "11.00") + orders))] == [
        11,
        5,
    ]
    assert [one[2] for one in purchases(read(tmp_path, text.format("amount", "11.00", "11.00") + orders))] == [11, 5]
    assert [one[2] for one in purchases(read(tmp_path, text.format("amount", "5.00", "6.00") + orders))] == [11, 5]


def test_a_statement_s_footer_is_refused_and_counted(tmp_path):
    text = '\n"Order Number","Buyer Username","Total Price","Sale Date"\n\n"1-1","bob","$7.00","Jan-05-25"\n'
    text += '\n"1","record(s)"\n'
    found = read(tmp_path, text)
    assert purchases(found) == [("bob", "2025-01-05", 7.0)]
    assert refused(found) == {2: "no date; no amount; fewer cells than the header has names"}
    assert lines(found) == {2: 6}
