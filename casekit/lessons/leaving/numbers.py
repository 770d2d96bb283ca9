"""What the pictures and the exercises compute: from the records, from the truth, and from panels of people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.errors import fraction
from casekit.lessons.opening import takes
from casekit.measure.effect import Difference, difference
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.engine.streams import Block
from casekit.world.systems.panel import Panel
from casekit.world.systems.recovery import Recovery

NOTE = 0.86  # what the course note says
PEOPLE, MOST_TIMES = 10_000, 60  # who have met many incidents
LET_DOWN = 32_768  # people after one incident
COMPLAINT_DAYS, AGAIN_DAYS = 4, 90
DAY = pd.Timedelta(days=1)
YEAR = "2025"


@takes(AMAZON)
def let_down(case: Case) -> pd.DataFrame:
    """The broken promises, a row each, as three records of the company have them when they are put side by side.

    `complained`: whether the customer complained within four days. `bought_again`: whether there was a purchase within
    three months; missing for promises so late that the three months are not over.
    """
    end = pd.Timestamp(END)
    due = case.deliveries[case.deliveries.promised_on < end]
    kept = due.delivered_at.dt.normalize() <= due.promised_on
    broken = due.loc[~kept, ["customer_id", "promised_on", "delivered_at"]]
    too_late = broken.promised_on + (AGAIN_DAYS + 1) * DAY > end
    again = _buys_again(broken, case.purchases).astype("boolean").mask(too_late)
    return broken.assign(complained=_complained(broken, complaints(case)), bought_again=again).reset_index(drop=True)


@takes(AMAZON)
def complaints(case: Case) -> pd.DataFrame:
    """The complaints in the service desk's log, each counted once, however often the customer called."""
    contacts = case.contacts
    return contacts[(contacts.reason == "complaint") & contacts.repeat_of.isna()].drop(columns=["reason", "repeat_of"])


def _complained(broken: pd.DataFrame, complaints: pd.DataFrame) -> np.ndarray:
    """Whether a complaint followed soon; each complaint is about the customer's latest broken promise."""
    about = _nearest(complaints, "at", broken.reset_index(), "promised_on", COMPLAINT_DAYS, "backward")
    return broken.index.isin(about["index"].dropna())


def _buys_again(broken: pd.DataFrame, purchases: pd.DataFrame) -> pd.Series:
    """Whether a purchase followed within three months, from the day after on."""
    rows = broken.assign(day_after=broken.promised_on + DAY).reset_index()
    following = _nearest(rows, "day_after", purchases, "at", AGAIN_DAYS, "forward")
    return following.set_index("index")["at"].notna().reindex(broken.index)


def _nearest(rows: pd.DataFrame, at: str, others: pd.DataFrame, theirs: str, days: int, direction: str) -> pd.DataFrame:
    """Beside each of the `rows` the nearest in time of the `others`: the same customer's, at most so many days away."""
    rows = rows.sort_values(at, kind="stable")
    others = others.astype({theirs: rows[at].dtype}).sort_values(theirs, kind="stable")
    within = {"by": "customer_id", "tolerance": days * DAY, "direction": direction}
    return pd.merge_asof(rows, others, left_on=at, right_on=theirs, **within)


@memo(keep=1)
def happened(case: Case) -> pd.DataFrame:
    """The truth: what came of each broken promise."""
    return case.reveal().experiences


def ever_left(case: Case) -> float:
    """Share of the customers who met a broken promise in these years and who left over one."""
    return float(happened(case).groupby("customer_id").left.any().mean())


@memo(keep=1)
def many_times(case: Case) -> Panel:
    """People who have met many bad experiences, at companies like this one."""
    block = Block(case.seed, f"{case.company.name}, many times", 0, PEOPLE)
    return Panel(case.company.assumptions, block, MOST_TIMES)


@memo(keep=64)
def left_by(case: Case, chance: float) -> np.ndarray:
    """Share of the people who have left a company at least once, after no, one, two, ... incidents."""
    first = many_times(case).run(leaving=chance, unvoiced=1.0).first_left()
    return np.bincount(first[np.isfinite(first)].astype(int), minlength=MOST_TIMES + 1).cumsum() / PEOPLE


@memo(keep=1)
def once(case: Case) -> Panel:
    """People who have just met one incident."""
    return Panel(case.company.assumptions, Block(case.seed, case.company.name, 0, LET_DOWN))


class Group(NamedTuple):
    """Some of those who have been let down; `said` and `did` are shares of the group, missing if nobody is in it."""

    size: float  # share of all who have been let down
    said: float  # who say that they would come back
    did: float  # who do, once they have left


class Aftermath(NamedTuple):
    """What comes of many broken promises."""

    left: float
    back: float  # left and returned
    groups: dict[str, Group]


EVERYBODY, COMPLAINED, SETTLED = "everybody let down", "all who complained", "complaint settled"
QUICK, LATER, IN_VAIN, SILENT = "settled within a day", "settled later", "complained in vain", "never complained"
HOURS = {"up to\n12 h": (0, 12), "12 to\n24 h": (12, 24), "1 to 2\ndays": (24, 48), "2 days\nor more": (48, np.inf)}


@memo(keep=400)
def aftermath(case: Case, /, **knobs: float) -> Aftermath:
    """What comes of one incident each; `knobs` as in `Panel.run`, the case's own where they are not given."""
    own = {name: case.dials[name] for name in ("leaving", "unvoiced")}
    lived = once(case).run(**(own | knobs))
    heard, settled, hours, says, does = (
        part[:, 0] for part in (lived.complained, lived.resolved, lived.hours, lived.intends_return, lived.would_return)
    )
    quick = hours <= case.company[groups.Incidents].quick_hours
    who = {
        EVERYBODY: np.ones_like(heard), COMPLAINED: heard, SETTLED: settled, QUICK: quick,
        LATER: settled & ~quick, IN_VAIN: heard & ~settled, SILENT: ~heard,
    } | {name: (hours > low) & (hours <= high) & settled for name, (low, high) in HOURS.items()}  # fmt: skip
    found = {
        name: Group(_share(chosen, who[EVERYBODY]), _share(says, chosen), _share(does, chosen))
        for name, chosen in who.items()
    }
    return Aftermath(float(lived.left.mean()), float(lived.returned.mean()), found)


def _share(hits: np.ndarray, group: np.ndarray) -> float:
    size = np.count_nonzero(group)
    return np.count_nonzero(hits & group) / size if size else np.nan


@memo(keep=1)
def by_lot(case: Case) -> Recovery:
    """Customers who, by lot, meet no incident, one or two."""
    return Recovery(case.company.assumptions, Block(case.seed, case.company.name, 0, LET_DOWN))


Arms = dict[tuple[int, bool], pd.DataFrame]  # by (incidents, recovered): score and purchase of each customer


def arms(case: Case, leaving: float, delight: float, customers: int) -> Arms:
    """The first so many customers of each group."""
    found = by_lot(case).run(leaving=leaving, delight=delight)
    table = pd.DataFrame({"score": found.score, "buys": found.buys})
    return {
        (met, recovered): table[(found.incidents == met) & (found.recovered == recovered)].head(customers)
        for met, recovered in ((0, False), (1, True), (2, True), (1, False), (2, False))
    }


def against_none(groups: Arms, what: str, recovered: bool) -> list[Difference]:
    """How far those who met one incident, and two, lie from those who met none; all were put right, or none was."""
    return [difference(groups[met, recovered][what], groups[0, False][what]) for met in (1, 2)]


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
    bought, last = (table[table["at"] >= YEAR] for table in (case.purchases, happened(case)))
    margin = case.products.margin.to_numpy()[bought.product_id.to_numpy() - 1].sum() / bought.customer_id.nunique()
    lost = (last.left & ~last.returned).sum()
    return Plan(len(last), float(margin), share * len(last) * margin, float(lost * margin))
