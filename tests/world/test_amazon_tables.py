"""What the Amazon tables say of each other, besides what every company's do."""

import pandas as pd
from hypothesis import given, settings
from thoroughness import sample
from worlds import whose, worlds


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
