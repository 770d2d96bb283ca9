"""What the pictures and the exercises compute: from the records, from the truth, and from panels of people."""

from __future__ import annotations

from casekit.cases import groups

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.errors import fraction
from casekit.lessons.untouched import untouched
from casekit.world.systems.panel import Panel
from casekit.world.systems.recovery import Trial, trial
from casekit.world.engine.streams import Block

CUSTOMERS = 10_000  # the world of this lesson
NOTE = 0.86  # what the course note says
PEOPLE, MOST_TIMES = 10_000, 60  # who have met many incidents
LET_DOWN = 32_768  # people after one incident
COMPLAINT_DAYS, AGAIN_DAYS = 4, 90
DAY = pd.Timedelta(days=1)
YEAR = "2025"


def let_down(case: Case) -> pd.DataFrame:
    """The broken promises, a row each, as three records of the company have them when they are put side by side.

    `complained`: whether the customer complained within four days. `bought_again`: whether there was a purchase within
    three months; missing for promises so late that the three months are not over.
    """
    end = pd.Timestamp(case.calendar.start.astype("datetime64[s]")) + pd.DateOffset(months=case.calendar.months)
    due = case.deliveries[case.deliveries.promised_on < end]
    kept = due.delivered_at.dt.normalize() <= due.promised_on
    broken = due.loc[~kept, ["customer_id", "promised_on", "delivered_at"]]
    too_late = broken.promised_on + (AGAIN_DAYS + 1) * DAY > end
    again = _buys_again(broken, case.purchases).astype("boolean").mask(too_late)
    return broken.assign(complained=_complained(broken, complaints(case)), bought_again=again).reset_index(drop=True)


def complaints(case: Case) -> pd.DataFrame:
    """The complaints in the service desk's log, each counted once, however often the customer called."""
    contacts = case.contacts
    return contacts[(contacts.reason == "complaint") & contacts.repeat_of.isna()].drop(columns=["reason", "repeat_of"])


def _complained(broken: pd.DataFrame, complaints: pd.DataFrame) -> np.ndarray:
    """Whether a complaint followed soon; each complaint is about the customer's latest broken promise."""
    days = dict(left_on="at", right_on="promised_on", direction="backward", tolerance=COMPLAINT_DAYS * DAY)
    about = _match(complaints[["customer_id", "at"]], broken[["customer_id", "promised_on"]].reset_index(), **days)
    return broken.index.isin(about["index"].dropna())


def _buys_again(broken: pd.DataFrame, purchases: pd.DataFrame) -> pd.Series:
    """Whether a purchase followed within three months, from the day after on."""
    rows = broken[["customer_id"]].assign(day_after=broken.promised_on + DAY).reset_index()
    days = dict(left_on="day_after", right_on="at", direction="forward", tolerance=AGAIN_DAYS * DAY)
    following = _match(rows, purchases[["customer_id", "at"]], **days)
    return following.set_index("index")["at"].notna().reindex(broken.index)


def _match(left: pd.DataFrame, right: pd.DataFrame, left_on: str, right_on: str, **how: object) -> pd.DataFrame:
    """For each row of `left` the row of `right` that is nearest in time, of the same customer."""
    right = right.assign(**{right_on: right[right_on].astype(left[left_on].dtype)})
    return pd.merge_asof(
        left.sort_values(left_on, kind="stable"),
        right.sort_values(right_on, kind="stable"),
        left_on=left_on,
        right_on=right_on,
        by="customer_id",
        **how,
    )


@lru_cache(maxsize=4)
def records(case: Case) -> pd.DataFrame:
    """`let_down` from fresh tables."""
    return let_down(untouched(case))


def truth(case: Case) -> pd.DataFrame:
    """What came of each broken promise."""
    return untouched(case).reveal().experiences


def ever_left(case: Case) -> float:
    """Share of the customers who met a broken promise in these years and who left over one."""
    happened = truth(case)
    return float(happened.groupby("customer_id").left.any().mean())


@lru_cache(maxsize=4)
def many_times(case: Case) -> Panel:
    """People who have met many bad experiences, at companies like this one."""
    block = Block(case.seed, f"{case.company.name}, many times", 0, PEOPLE)
    return Panel(case.company[groups.Incidents], block, MOST_TIMES)


@lru_cache(maxsize=64)
def left_by(case: Case, chance: float) -> np.ndarray:
    """Share of the people who have left a company at least once, after no, one, two, ... incidents."""
    first = many_times(case).lived(leaving=chance, unvoiced=1.0).first_left()
    return np.bincount(first[np.isfinite(first)].astype(int), minlength=MOST_TIMES + 1).cumsum() / PEOPLE


@lru_cache(maxsize=4)
def once(case: Case) -> Panel:
    """People who have just met one incident."""
    return Panel(case.company[groups.Incidents], Block(case.seed, case.company.name, 0, LET_DOWN))


class Group(NamedTuple):
    """Some of those who have been let down; `said` and `did` are shares of the group, missing if nobody is in it."""

    name: str
    size: float  # share of all who have been let down
    said: float  # who say that they would come back
    did: float  # who do, once they have left


class Aftermath(NamedTuple):
    """What comes of many broken promises."""

    left: float
    back: float  # left and returned
    groups: tuple[Group, ...]

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)


EVERYBODY, COMPLAINED, SETTLED = "everybody let down", "all who complained", "complaint settled"
QUICK, LATER, IN_VAIN, SILENT = "settled within a day", "settled later", "complained in vain", "never complained"
HOURS = {"up to\n12 h": (0, 12), "12 to\n24 h": (12, 24), "1 to 2\ndays": (24, 48), "2 days\nor more": (48, np.inf)}


@lru_cache(maxsize=1024)
def aftermath(case: Case, **knobs: float) -> Aftermath:
    """What comes of one incident each; `knobs` as in `Panel.lived`, the company's own where they are not given."""
    own = {name: case.dials[name] for name in ("leaving", "unvoiced")}
    lived = once(case).lived(**(own | knobs))
    heard, settled, hours = (part[:, 0] for part in (lived.complained, lived.resolved, lived.hours))
    quick = hours <= case.company[groups.Incidents].quick_hours
    who = {
        EVERYBODY: np.ones_like(heard), COMPLAINED: heard, SETTLED: settled, QUICK: quick,
        LATER: settled & ~quick, IN_VAIN: heard & ~settled, SILENT: ~heard,
    } | {name: (hours > low) & (hours <= high) & settled for name, (low, high) in HOURS.items()}  # fmt: skip
    groups = tuple(
        Group(name, float(chosen.mean()), _share(lived.intends_return[chosen]), _share(lived.would_return[chosen]))
        for name, chosen in who.items()
    )
    return Aftermath(float(lived.left.mean()), float(lived.returned.mean()), groups)


def _share(hits: np.ndarray) -> float:
    return float(hits.mean()) if len(hits) else np.nan


@lru_cache(maxsize=64)
def trial_of(case: Case, leaving: float, delight: float) -> Trial:
    """Customers who, by lot, met no incident, one or two."""
    return trial(case.company, Block(case.seed, case.company.name, 0, LET_DOWN), leaving, delight)


def arms(case: Case, leaving: float, delight: float, customers: int) -> dict[tuple[int, bool], pd.DataFrame]:
    """Score and purchase of the first so many customers of each group; groups by (incidents, recovered)."""
    found = trial_of(case, leaving, delight)
    groups = ((0, False), (1, True), (2, True), (1, False), (2, False))
    rows = {group: np.flatnonzero((found.incidents == group[0]) & (found.recovered == group[1])) for group in groups}
    return {
        group: pd.DataFrame({"score": found.score[chosen[:customers]], "buys": found.buys[chosen[:customers]]})
        for group, chosen in rows.items()
    }


class Plan(NamedTuple):
    """Money, in dollars of one year's margin."""

    promises: int  # broken in the last year
    margin: float  # of one customer in that year
    planned: float
    at_stake: float

    @property
    def times(self) -> float:
        return self.planned / self.at_stake


def plan(case: Case, share: float) -> Plan:
    """What a plan sets aside if it takes `share` of the broken promises for lost customers, and what is at stake.

    A lost customer is taken to cost a year's margin: what one who bought in the last year has brought on average.
    """
    share = fraction("share", share)
    fresh = untouched(case)
    bought = fresh.purchases[fresh.purchases["at"] >= YEAR]
    margin = fresh.products.margin.to_numpy()[bought.product_id.to_numpy() - 1].sum() / bought.customer_id.nunique()
    last = truth(case)
    last = last[last["at"] >= YEAR]
    lost = (last.left & ~last.returned).sum()
    return Plan(len(last), float(margin), share * len(last) * margin, float(lost * margin))
