"""What the pictures and the exercises compute: who is gone, by a rule and in truth, and a customer to meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from casekit.case import Case
from casekit.memo import memo
from casekit.world.engine.calendar import END

TODAY = pd.Timestamp(END)
DAY = pd.Timedelta(days=1)
QUARTERS = pd.period_range("2023Q1", "2025Q4", freq="Q")  # the window
UNHAPPY = 4  # a score up to here
SLOWLY = "dissatisfaction"  # why somebody left who was discontent, and not after one bad experience
OFTEN = 6  # purchases a quarter of a regular, at least


def fate(case: Case) -> pd.DataFrame:
    """What became of each customer in truth; index customer_id."""
    return case.reveal().customers.set_index("customer_id")


@memo(keep=3)
def gone(case: Case) -> pd.Series:
    """Whether each customer on file has left and is not back today; index customer_id."""
    true = fate(case)
    return (true.left_at < TODAY) & ~(true.returned_at < TODAY) | (true.left_again_at < TODAY)


@dataclass(frozen=True)
class Mistakes:
    """A rule's number, the true one, and the names on the wrong side of the rule; all are numbers of customers."""

    customers: int
    counted: int  # gone, says the rule
    gone: int
    written_off: int  # counted, and still customers
    missed: int  # gone, and not counted

    @property
    def off(self) -> int:
        """By how many the rule's number misses the true one."""
        return abs(self.counted - self.gone)

    @property
    def wrong(self) -> int:
        """Names on the wrong side of the rule."""
        return self.written_off + self.missed

    def of_100(self, number: int) -> float:
        """A number of these customers, of each hundred."""
        return 100 * number / self.customers

    @property
    def off_of_100(self) -> float:
        """The same of each hundred."""
        return self.of_100(self.off)

    def is_near(self, share: float) -> bool:
        """Whether the rule's number lies within this share of the true one."""
        return self.off <= share * self.gone

    def cost(self, price: int) -> int:
        """Of both mistakes, in vouchers: one for each who is written off, `price` for each who is missed."""
        return self.written_off + price * self.missed


def mistakes(case: Case, days: int) -> Mistakes:
    """What a rule gets wrong that calls everybody gone who has been silent for more than so many days."""
    return by_days(case, [days])[days]


def by_days(case: Case, stops: Iterable[int]) -> dict[int, Mistakes]:
    """The same for each of these numbers of days."""
    silent, true = silent_days(case).to_numpy(), gone(case).to_numpy()
    by_rule = {days: silent > days for days in stops}
    return {
        days: Mistakes(
            customers=len(true), counted=int(names.sum()), gone=int(true.sum()),
            written_off=int((names & ~true).sum()), missed=int((~names & true).sum()),
        )
        for days, names in by_rule.items()
    }  # fmt: skip


@memo(keep=3)
def silent_days(case: Case) -> pd.Series:
    """Days since each customer's last purchase, or since they joined if there is none; index customer_id."""
    joined = case.customers.set_index("customer_id").joined_at
    last = _purchases(case).groupby("customer_id")["at"].max().reindex(joined.index)
    return (TODAY - last.fillna(joined)) / DAY


def _purchases(case: Case) -> pd.DataFrame:
    """Who bought, and when: of two columns nothing is kept, of the whole table all that a coffee chain sells."""
    return case.fresh("purchases", "customer_id", "at")


def name_and_city(case: Case, customer: int) -> tuple[str, str]:
    """As the file has them."""
    return tuple(case.customers.loc[customer - 1, ["name", "city"]])


def late_leavers(case: Case) -> pd.DataFrame:
    """What became of those who left in the last ninety days and are not back; index customer_id."""
    true = fate(case)
    return true[(true.left_at >= TODAY - 90 * DAY) & (true.left_at < TODAY) & true.returned_at.isna()]


def a_quiet_one(case: Case) -> int:
    """The customer_id of a regular who was unhappy, never spoke to anybody, and left in the last ninety days.

    Of all of those the one who bought most steadily of late, above all in the last quarter: the file shows nothing.
    """
    late = late_leavers(case)
    leavers = late.index[late.left_because == SLOWLY]
    quiet = leavers.difference(case.contacts.customer_id).difference(case.surveys.customer_id[case.surveys.answered])
    would_have_said = case.reveal().surveys.groupby("customer_id").felt
    best_of_late = would_have_said.apply(lambda scores: scores.tail(2).max()).reindex(quiet)
    quiet = quiet[(best_of_late <= UNHAPPY) & (would_have_said.count().reindex(quiet) >= 3)]
    purchases = _purchases(case)
    theirs = purchases[purchases.customer_id.isin(quiet)]
    quarters = theirs.groupby(["customer_id", theirs["at"].dt.to_period("Q")]).size().unstack(fill_value=0)
    recent = quarters[QUARTERS[-5:]]
    usual = recent.iloc[:, :-1].mean(axis=1)
    off = recent.div(usual, axis=0).sub(1).abs()[usual >= OFTEN]
    return int((off.max(axis=1) + 4 * off.iloc[:, -1]).idxmin())


def on_file_since(case: Case, customer: int) -> pd.Timestamp:
    """When one customer joined, or the window began."""
    joined = case.customers.set_index("customer_id").joined_at[customer]
    return max(joined, QUARTERS[0].start_time)


def bought(case: Case, customer: int) -> pd.Series:
    """How often one customer bought in each quarter of the window."""
    purchases = _purchases(case)
    at = purchases["at"][purchases.customer_id == customer]
    return at.dt.to_period("Q").value_counts().reindex(QUARTERS, fill_value=0)


def felt(case: Case, customer: int) -> pd.Series:
    """The score one customer would have given in each survey; index sent_at."""
    return case.reveal().surveys.query("customer_id == @customer").set_index("sent_at").felt.sort_index()
