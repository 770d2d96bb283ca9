"""The front page as one customer sees it, and the click log as the store keeps it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import takes
from casekit.lessons.storefront.rights import USUAL
from casekit.lessons.storefront.shoppers import KNOWN, store
from casekit.measure.recommend import item_to_item
from casekit.memo import memo
from casekit.world.engine.calendar import END

LOGGED = 3_000  # customers whose part of the log the lesson looks at
BUSY = 20  # pages a day: beyond that no person goes
BUSIEST = 10  # visitors who are met one by one
GREETED = 500  # customers, among whom there is one with a parcel on its way
SUGGESTED = 3


@takes(AMAZON)
def front_page(case: Case) -> pd.DataFrame:
    """What a front page can say to one customer, from the records: a greeting, the parcel, three suggestions."""
    few = case.first(min(GREETED, case.size))
    parcels = few.deliveries.merge(few.purchases[["purchase_id", "product_id", "at"]], on="purchase_id")
    orders = parcels.groupby("customer_id").product_id
    parcels = parcels[orders.transform("size") > KNOWN]
    parcel = parcels[parcels.promised_on >= pd.Timestamp(END)].iloc[0]
    names = few.products.set_index("product_id").name
    learned = store(case).purchases
    likeness = item_to_item(learned[learned.customer_id <= USUAL])
    has = few.purchases.product_id[few.purchases.customer_id == parcel.customer_id]
    suggestions = likeness.recommend(has, SUGGESTED).product_id.map(names)
    customer = few.customers.set_index("customer_id").name[parcel.customer_id]
    rows = [
        ("greeting", f"Welcome back, {customer}."),
        ("your parcel", f"{names[parcel.product_id]}, bought on {_day(parcel['at'])}"),
        ("", f"promised for {_day(parcel.promised_on)}"),
        *zip(["for you", *[""] * (SUGGESTED - 1)], suggestions, strict=True),
    ]
    return pd.DataFrame(rows, columns=["part", "what it says"]).set_index("part")


class _Log(NamedTuple):
    """The click log of some of the customers, of their computers and telephones, and of bots."""

    visitors: pd.DataFrame
    last_day: pd.DataFrame
    kind: pd.Series  # truth: who is behind each visitor, in the same order


@takes(AMAZON)
def clicks(case: Case) -> pd.DataFrame:
    """The last day of the click log: a row for each product page that was looked at."""
    return _log(case).last_day.copy()


@takes(AMAZON)
def visitors(case: Case) -> pd.DataFrame:
    """Three years of the click log, a row for each visitor, the busiest first.

    pages: how many product pages they looked at; days: on how many days; pages_a_day: the one divided by the other;
    logged_in: whether they ever were.
    """
    return _log(case).visitors.copy()


@takes(AMAZON)
def behind(case: Case) -> pd.DataFrame:
    """The truth: how many visitors of each kind there are, on both sides of the rule for bots."""
    is_busy = np.where(_log(case).visitors.pages_a_day > BUSY, f"more than {BUSY} pages a day", "fewer")
    kind = _log(case).kind.map({"owner": "person", "other": "person", "bot": "bot"})
    return pd.crosstab(is_busy, kind.to_numpy(), rownames=["visitors with"], colnames=["in truth"]).astype(int)


@memo(keep=1)
def _log(case: Case) -> _Log:
    apart = case.first(min(LOGGED, case.size))  # its log goes when this is done: it is by far the largest table
    log = apart.fresh("clicks", "visitor_id", "customer_id", "at", "product_id")
    visitor, day = log.visitor_id.to_numpy(), log["at"].to_numpy().astype("datetime64[D]").astype(np.int64)
    starts = np.flatnonzero(np.diff(visitor, prepend=-1))
    is_new_day = (np.diff(day, prepend=-1) != 0) | (np.diff(visitor, prepend=-1) != 0)
    pages = np.diff(starts, append=len(visitor))
    days = np.add.reduceat(is_new_day.astype(np.int64), starts)
    made = pd.DataFrame({
        "visitor_id": visitor[starts], "pages": pages, "days": days, "pages_a_day": pages / days,
        "logged_in": np.logical_or.reduceat(log.customer_id.notna().to_numpy(), starts),
    })  # fmt: skip
    made = made.sort_values("pages", ascending=False, kind="stable", ignore_index=True)
    kind = apart.reveal().fresh("visitors", "visitor_id", "kind").set_index("visitor_id").kind
    today = log[day == day.max()].sort_values("at", ignore_index=True)
    return _Log(made, today, kind[made.visitor_id].reset_index(drop=True))


def _day(moment: pd.Timestamp) -> str:
    return f"{moment.day} {moment.month_name()}"
