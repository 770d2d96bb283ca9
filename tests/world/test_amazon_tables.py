"""What the Amazon tables say of each other, besides what every company's do."""

import pandas as pd
from hypothesis import given, settings
from thoroughness import sample
from worlds import whose, worlds

from casekit import open_case
from casekit.world.amazon import channel_files


@settings(max_examples=sample(30, usually=6), deadline=None)
@given(worlds("amazon"))
def test_parcels_reviews_and_returns_belong_to_purchases(case):
    bought = case.purchases.set_index("purchase_id")
    felt = case.reveal().purchases.set_index("purchase_id").felt
    sent = case.deliveries.set_index("purchase_id")
    assert sent.index.equals(bought.index) and case.reveal().purchases.purchase_id.equals(case.purchases.purchase_id)
    assert (sent.promised_on >= bought["at"].dt.normalize()).all()
    assert (sent.delivered_at.isna() | (sent.delivered_at > bought["at"])).all()
    assert (felt.isna() == sent.delivered_at.isna()).all()
    for later in (case.reviews, case.returns):
        order = bought.loc[later.purchase_id].reset_index()
        assert (later[["customer_id", "product_id"]] == order[["customer_id", "product_id"]]).all(axis=None)
        assert (later["at"].to_numpy() > sent.delivered_at[later.purchase_id].to_numpy()).all()
        assert later.purchase_id.is_unique
    assert (case.reviews.stars.to_numpy() == felt[case.reviews.purchase_id].to_numpy()).all()
    assert (case.returns.amount.to_numpy() == bought.amount[case.returns.purchase_id].to_numpy()).all()


@settings(max_examples=sample(30, usually=6), deadline=None)
@given(worlds("amazon"))
def test_the_log_knows_nobody_wrongly(case):
    """A customer_id in a log is that of the account, and a program has none."""
    visitors = case.reveal().visitors.set_index("visitor_id")
    seen = set()
    for frame in (case.clicks, case.searches, case.goals):
        known = frame[frame.customer_id.notna()]
        assert (visitors.customer_id[known.visitor_id].to_numpy() == known.customer_id.to_numpy()).all()
        assert case.customers.set_index("customer_id").consent[known.customer_id].all()
        assert (visitors.kind[known.visitor_id] != "bot").all()
        seen |= set(frame.visitor_id)
    assert seen == set(visitors.index)
    shared = case.reveal().customers.set_index("customer_id").shared
    assert shared[visitors.customer_id[visitors.kind == "other"]].all()


@settings(max_examples=sample(30, usually=6), deadline=None)
@given(worlds("amazon"))
def test_what_is_bought_later_was_looked_at_before(case):
    """Each purchase but a customer's first follows a look at the product from that account."""
    later = case.purchases[case.purchases.duplicated("customer_id")].sort_values("at")
    looks = pd.DataFrame({"customer_id": whose(case, case.clicks), "product_id": case.clicks.product_id})
    looks["at"] = looks["looked_at"] = case.clicks["at"]
    looks["customer_id"] = looks.customer_id.astype("int32")
    found = pd.merge_asof(later, looks.sort_values("at"), on="at", by=["customer_id", "product_id"])
    assert found.looked_at.notna().all()


@settings(max_examples=sample(30, usually=6), deadline=None)
@given(worlds("amazon"))
def test_every_order_and_contact_is_filed_under_a_record_of_its_customer(case):
    whose = case.reveal().channel_records.set_index("record_id").customer_id
    records, events = case.channel_records.set_index("record_id"), case.channel_events
    assert records.index.equals(whose.index) and whose.index.is_monotonic_increasing and whose.index.is_unique
    assert set(whose) == set(case.customers.customer_id) and set(events.record_id) == set(records.index)
    filed = events.assign(customer_id=whose[events.record_id].to_numpy())
    for kind, table in (("order", case.purchases), ("contact", case.contacts)):
        columns = ["customer_id", "at", "channel", *(["amount"] if kind == "order" else [])]
        mine, theirs = (
            frame[columns].astype({"channel": str}).sort_values(columns).reset_index(drop=True)
            for frame in (filed[filed.kind == kind], table)
        )
        assert mine.astype({"customer_id": "int32"}).equals(theirs)
    assert events.amount.isna().equals(events.kind == "contact")


@settings(max_examples=sample(30, usually=6), deadline=None)
@given(worlds("amazon"))
def test_a_record_is_opened_on_joining_or_by_a_contact_and_has_what_comes_until_the_next(case):
    records = case.channel_records.merge(case.reveal().channel_records, on="record_id")
    records = records.sort_values(["customer_id", "written_at"], kind="stable").reset_index(drop=True)
    joined = case.customers.set_index("customer_id").joined_at
    first = ~records.duplicated("customer_id")
    assert (records.written_at[first].array == joined[records.customer_id[first]].array).all()
    opened = records[~first][["customer_id", "written_at", "channel"]].rename(columns={"written_at": "at"})
    heard = case.contacts[["customer_id", "at", "channel"]]
    assert len(opened.merge(heard.drop_duplicates(), on=list(heard))) == len(opened)
    span = case.channel_events.groupby("record_id")["at"].agg(["min", "max"]).loc[records.record_id].reset_index()
    assert (span["min"] == records.written_at).all()  # what opens a record is the first that is filed under it
    later = records.written_at.shift(-1).where(~first.shift(-1, fill_value=True))
    assert (later.isna() | (span["max"] <= later)).all()


def test_without_failures_the_files_of_the_desk_are_the_customer_master_file():
    case = open_case("amazon", customers=300, months=12, dials={"duplicates": 0, "typos": 0, "gaps": 0})
    whose = case.reveal().channel_records
    records = case.channel_records.merge(whose, on="record_id").sort_values("customer_id", ignore_index=True)
    right = case.customers.assign(birth_date=case.customers.birth_date.dt.strftime("%Y-%m-%d"))
    for column in ("customer_id", "name", "birth_date", "address", "city", "email", "phone"):
        assert records[column].tolist() == right[column].tolist()


def test_with_more_duplicates_there_are_more_records_and_each_says_what_it_said():
    few, many = (open_case("amazon", customers=400, months=12, dials={"duplicates": dial}) for dial in (0.3, 0.8))
    both = few.channel_records.merge(many.channel_records, on=["channel", "written_at"], suffixes=("", "_2"))
    assert len(both) == len(few.channel_records) < len(many.channel_records)
    for column in ("name", "birth_date", "address", "city", "email", "phone"):
        assert both[column].equals(both[f"{column}_2"].rename(column))


def test_nobody_real_is_reached_by_a_typo():
    """At the worst: a misspelt domain might be somebody's, and so might a telephone number in another range."""
    records = open_case("amazon", customers=3_000, months=12, dials={"typos": 1}).channel_records
    assert records.email.dropna().str.fullmatch(r"[^@]*@example\.(com|net|org)").all()
    assert records.phone.dropna().str.fullmatch(r"\(\d{3}\) 555-01\d{1,3}").all()


def test_nobody_has_more_records_than_there_are_numbers_for(monkeypatch):
    monkeypatch.setattr(channel_files, "MOST_RECORDS", 2)
    case = open_case("amazon", customers=300, months=24, dials={"duplicates": 1})
    whose = case.reveal().channel_records.customer_id
    assert whose.value_counts().max() == 2 and set(whose) == set(range(1, 301))
    assert case.channel_events.kind.eq("order").sum() == len(case.purchases)
