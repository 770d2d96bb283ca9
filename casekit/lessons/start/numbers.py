"""What the pictures and the exercises compute: who is gone, by a rule and in truth, and three customers to meet."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.lessons.untouched import untouched

TODAY = pd.Timestamp("2026-01-01")
DAY = pd.Timedelta(days=1)
LAST_QUARTER = pd.Timestamp("2025-10-01")
UNHAPPY = 4  # a score up to here
LONGEST_SILENCE = 36 * 31  # days; for those who have bought nothing in the window


def gone(case: Case) -> pd.Series:
    """Whether each customer on file has left and is not back at the window's end; index customer_id."""
    fate = untouched(case).reveal().customers.set_index("customer_id")
    return (fate.left_at.notna() & fate.returned_at.isna()) | fate.left_again_at.notna()


def silent_days(case: Case) -> pd.Series:
    """Days since each customer's last purchase; index customer_id."""
    case = untouched(case)
    last = case.purchases.groupby("customer_id")["at"].max().reindex(case.customers.customer_id)
    return ((TODAY - last) / DAY).fillna(LONGEST_SILENCE)


def by_quarter(purchases: pd.DataFrame) -> pd.Series:
    """Purchases in each of the window's twelve quarters."""
    quarters = pd.period_range("2023Q1", "2025Q4", freq="Q")
    return purchases["at"].dt.to_period("Q").value_counts().reindex(quarters, fill_value=0)


def a_quiet_one(case: Case) -> int:
    """The customer_id of a regular who was unhappy, never said so to anybody, and left in the last half-year.

    Of all of those the one with the most purchases in the two years before.
    """
    case = untouched(case)
    fate, asked = case.reveal().customers, case.reveal().surveys
    leavers = fate[(fate.left_at >= "2025-07-01") & (fate.left_at < "2025-11-15") & fate.returned_at.isna()].customer_id
    complained = case.contacts[case.contacts.reason == "complaint"].customer_id
    answered = case.surveys[case.surveys.answered].customer_id
    quiet = leavers[~leavers.isin(complained) & ~leavers.isin(answered)]
    last_felt = asked.groupby("customer_id").felt.last().reindex(quiet).dropna()
    unhappy = last_felt[last_felt <= max(UNHAPPY, last_felt.min())].index
    counts = case.purchases[case.purchases["at"] >= "2023-07-01"].customer_id.value_counts()
    return int(counts.reindex(unhappy, fill_value=0).idxmax())


def two_in_one(case: Case) -> int:
    """The customer_id of an account that two persons share: of the twenty busiest the one where tastes differ most."""
    bought = _bought(case)
    share = (bought.bought_by == "other").groupby(bought.customer_id).mean()
    busiest = bought.customer_id.value_counts().reindex(share[(share > 0.3) & (share < 0.7)].index).nlargest(20).index
    apart = {account: _apart(by_person(case, account)) for account in busiest}
    return int(max(apart, key=apart.get))


def by_person(case: Case, account: int) -> pd.DataFrame:
    """Purchases of one account by category (rows) and by who bought (columns)."""
    bought = _bought(case)
    bought = bought[bought.customer_id == account]
    return bought.groupby(["category", "bought_by"], observed=False).size().unstack()[lambda rows: rows.sum(axis=1) > 0]


@lru_cache(maxsize=4)
def _bought(case: Case) -> pd.DataFrame:
    """Purchases with the product's category and, from the truth, who bought."""
    case = untouched(case)
    category = case.products.category.array[case.purchases.product_id - 1]
    return pd.DataFrame(
        {"customer_id": case.purchases.customer_id, "category": category,
         "bought_by": case.reveal().purchases.bought_by}
    )  # fmt: skip


def _apart(counts: pd.DataFrame) -> float:
    """How little the two persons' purchases overlap, 0 to 1."""
    shares = counts / counts.sum()
    return float((shares.owner - shares.other).abs().sum() / 2)


def a_middling_one(case: Case) -> int:
    """The customer_id of a rider in the middle by what they spent here last year, with the largest wallet of those."""
    spent = _last_year(case).pivot_table("spend", "customer_id", "where", "sum", fill_value=0.0)
    low, high = spent.here.quantile([0.4, 0.6])
    still = gone(case)[lambda left: ~left].index
    middling = spent[(spent.here >= low) & (spent.here <= high) & spent.index.isin(still)]
    return int(middling.elsewhere.idxmax())


def wallet(case: Case, rider: int | None = None) -> pd.DataFrame:
    """Dollars of last year by category, `here` and `elsewhere`, without motorcycles: of one rider, or of all."""
    spent = _last_year(case)
    if rider is not None:
        spent = spent[spent.customer_id == rider]
    table = spent.pivot_table("spend", "category", "where", "sum", fill_value=0.0, observed=False)
    return table.reindex(columns=["here", "elsewhere"], fill_value=0.0)


def on_time(case: Case) -> float:
    """Share of the parcels due within the window that came by the day promised."""
    due = untouched(case).deliveries.query("promised_on < @TODAY")
    return float((due.delivered_at.dt.normalize() <= due.promised_on).mean())


def kept(case: Case) -> tuple[float, float]:
    """Share of the customers of a year ago who are customers still: by their purchases, and in truth.

    By purchases: of those who bought in the last quarter of 2024, the share who bought in that of 2025.
    """
    case = untouched(case)
    quarter = case.purchases["at"].dt.to_period("Q").astype(str)
    before, after = (set(case.purchases.customer_id[quarter == name]) for name in ("2024Q4", "2025Q4"))
    fate = case.reveal().customers.set_index("customer_id")
    year_ago = TODAY - pd.DateOffset(years=1)
    had_left = (fate.left_at < year_ago) & ~(fate.returned_at < year_ago) | (fate.left_again_at < year_ago)
    there = (case.customers.set_index("customer_id").joined_at < year_ago) & ~had_left
    return len(before & after) / len(before), float((~gone(case))[there].mean())


def _last_year(case: Case) -> pd.DataFrame:
    wallets = untouched(case).reveal().wallets
    # A motorcycle costs as much as ten years of everything else, and would hide it.
    spent = wallets[(wallets.year == wallets.year.max()) & (wallets.category != "motorcycles")]
    spent = spent.assign(category=spent.category.cat.remove_unused_categories())
    return spent.assign(where=np.where(spent.brand == case.company.title, "here", "elsewhere"))
