"""What the Harley-Davidson tables say of each other, besides what every company's do."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from thoroughness import sample
from worlds import END, worlds

from casekit.cases import groups
from casekit.cases.harley import HARLEY

harley = worlds("harley")


@settings(max_examples=sample(40, usually=6), deadline=None)
@given(harley)
def test_the_own_part_of_the_wallets_is_what_was_bought(case):
    wallets = case.reveal().wallets
    keys = ["customer_id", "year", "category", "brand"]
    assert not wallets.duplicated(keys).any()
    assert wallets.sort_values(keys, kind="stable").index.equals(wallets.index)
    cents = wallets.spend * 100
    assert (wallets.spend > 0).all() and (wallets.purchases > 0).all() and np.allclose(cents, cents.round(), atol=1e-6)

    own = wallets[wallets.brand == HARLEY.title]
    bought = case.purchases.merge(case.products[["product_id", "category"]], on="product_id")
    bought["cents"] = (bought.amount * 100).round().astype("int64")
    cells = bought.groupby(["customer_id", bought["at"].dt.year, "category"], observed=True).cents.agg(["sum", "size"])
    assert own.set_index(keys[:3]).index.equals(cells.index)
    assert ((own.spend * 100).round().astype("int64").to_numpy() == cells["sum"].to_numpy()).all()
    assert (own.purchases.to_numpy() == cells["size"].to_numpy()).all()


@settings(max_examples=sample(40, usually=6), deadline=None)
@given(harley)
def test_riders_spend_on_brands_they_use_while_they_are_customers(case):
    truth = case.reveal()
    uses = pd.MultiIndex.from_frame(truth.brands[["customer_id", "brand"]])
    assert pd.MultiIndex.from_frame(truth.wallets[["customer_id", "brand"]]).isin(uses).all()
    whose = truth.wallets.customer_id - 1
    joined = case.customers.joined_at.dt.year[whose].to_numpy()
    last = truth.customers.left_again_at.where(truth.customers.returned_at.notna(), truth.customers.left_at)
    assert (truth.wallets.year.to_numpy() >= joined).all()
    assert (truth.wallets.year.to_numpy() <= last.fillna(END).dt.year[whose].to_numpy()).all()


@settings(max_examples=sample(40, usually=6), deadline=None)
@given(harley)
def test_ranks_are_those_of_satisfaction(case):
    uses, truth = case.reveal().brands, case.reveal().customers
    own = uses.groupby("customer_id").brand.first()
    assert own.index.equals(pd.Index(truth.customer_id)) and (own == HARLEY.title).all()
    assert uses.satisfaction.between(0, 10).all()
    rank = uses.groupby("customer_id").satisfaction.rank(ascending=False, method="average")
    assert (uses["rank"] == rank).all()
    alone = uses.groupby("customer_id").size().to_numpy() == 1
    assert (truth.share[alone] == 1).all() and truth.share[~alone].between(0, 1, inclusive="neither").all()


@settings(max_examples=sample(40, usually=6), deadline=None)
@given(harley)
def test_membership_fits_the_lot_and_the_riders(case):
    riders = case.customers.merge(case.reveal().customers, on="customer_id")
    assert riders.owner_group.equals(riders.member_since.notna())
    unasked = riders.type == "joins unasked"
    assert (riders.member_since == riders.joined_at)[unasked].all()
    lot = case.invitations
    assert lot.customer_id.is_unique and not lot.customer_id.isin(riders.customer_id[unasked]).any()
    assert lot.drawn_at.nunique() <= 1
    accepted = riders.owner_group & ~unasked
    assert set(lot.customer_id[lot.joined]) == set(riders.customer_id[accepted])
    assert lot.invited[lot.joined].all() and (riders.type[accepted] == "joins if invited").all()
    since = riders.set_index("customer_id").member_since[lot.customer_id[lot.joined]].to_numpy()
    drawn = lot.drawn_at[lot.joined].to_numpy()
    assert ((since >= drawn) & (since <= drawn + np.timedelta64(58, "D"))).all()
    away = (riders.member_since > riders.left_at) & ~(riders.member_since >= riders.returned_at)
    assert not (away | (riders.member_since > riders.left_again_at))[accepted].any()
    in_lot = riders[riders.customer_id.isin(lot.customer_id)]
    assert (in_lot.joined_at.to_numpy() <= lot.drawn_at.to_numpy()).all()
    assert not (in_lot.left_at.to_numpy() < lot.drawn_at.to_numpy())[in_lot.returned_at.isna()].any()


@settings(max_examples=sample(40, usually=6), deadline=None)
@given(harley)
def test_nobody_joins_before_eighteen_or_without_a_motorcycle(case):
    riders = case.customers
    assert (riders.birth_date + pd.DateOffset(years=18) <= riders.joined_at).all()
    assert (riders.birth_date > "1925-01-01").all()
    new = riders[riders.joined_at >= case.calendar.start.astype("datetime64[ms]")]
    first = case.purchases[case.purchases.customer_id.isin(new.customer_id)].groupby("customer_id").first()
    assert first["at"].tolist() == new.joined_at.tolist()
    category = case.products.category.to_numpy()[first.product_id - 1]
    assert (category == HARLEY[groups.Wallet].joins_with).all()
    truth = case.reveal().customers
    assert (truth.spend_if_member >= truth.spend_if_not).all()
