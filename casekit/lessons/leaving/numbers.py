"""What the pictures and the exercises compute: from the records, the truth, and what the world assumes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betainc, betaln

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.errors import fraction
from casekit.lessons.opening import takes
from casekit.measure.effect import Difference, difference, ever
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.engine.streams import Block
from casekit.world.systems.recovery import Recovery

NOTE = 0.86  # what the course note says
CHANCES = np.linspace(0, 1, 11)  # to leave, each time
LET_DOWN = 32_768  # people in the trial
IN_EACH = 5_000  # customers in each group of the trial
COMPLAINT_DAYS, AGAIN_DAYS = 4, 90
DAY = pd.Timedelta(days=1)
YEAR, YEAR_BEFORE = "2025", "2024"


def _due(case: Case) -> pd.DataFrame:
    """The promises of a day that have fallen due, a row each, and whether they were `kept`: on that day, or before."""
    due = case.deliveries.loc[case.deliveries.promised_on < pd.Timestamp(END)].reset_index(drop=True)
    kept = due.delivered_at.dt.normalize() <= due.promised_on
    return due[["customer_id", "promised_on"]].assign(kept=kept)


def _long_ago(due: pd.DataFrame) -> pd.Series:
    """Of which promises three months have passed since the day after."""
    return due.promised_on + (AGAIN_DAYS + 1) * DAY <= pd.Timestamp(END)


def same_months(happened: pd.DataFrame) -> pd.DataFrame:
    """The broken promises of the truth that are as long ago as `promises`."""
    return happened[happened["at"].dt.normalize() + (AGAIN_DAYS + 1) * DAY <= pd.Timestamp(END)]


@takes(AMAZON)
def promises(case: Case) -> pd.DataFrame:
    """The promises of a day that fell due three months before the end or earlier, with what followed in the purchases.

    A row each. `kept`: whether the parcel came on the promised day, or before. `bought_again`: whether there was a
    purchase within three months, from the day after on.
    """
    due = _due(case)
    due = due[_long_ago(due)].reset_index(drop=True)
    return due.assign(bought_again=_buys_again(due, case.purchases))


@takes(AMAZON)
def let_down(case: Case) -> pd.DataFrame:
    """The broken ones among `promises`, and whether the customer complained within four days (`complained`)."""
    due = promises(case)
    broken = due[~due.kept].drop(columns="kept").reset_index(drop=True)
    parcel = ["customer_id", "promised_on"]
    heard = complaints(case).groupby(parcel).size().rename("heard")
    # Of several parcels of one day as many are complained about as there are complaints.
    several = broken.assign(parcel=broken.groupby(parcel).cumcount()).join(heard, on=parcel)
    broken.insert(2, "complained", several.parcel < several.heard)
    return broken


@takes(AMAZON)
def complaints(case: Case) -> pd.DataFrame:
    """The complaints about the broken ones among `promises`, as the service desk's log has them.

    Each is counted once, however often the customer called, and is about the customer's latest broken promise
    (`promised_on`).
    """
    contacts, due = case.contacts, _due(case)
    first = (contacts.reason == "complaint") & contacts.repeat_of.isna()
    broken = due.loc[~due.kept, ["customer_id", "promised_on"]]
    log = contacts[first].drop(columns=["reason", "repeat_of"])
    about = _nearest(log, "at", broken, "promised_on", COMPLAINT_DAYS, "backward")
    return about[_long_ago(about)].reset_index(drop=True)


@memo()
def against_kept(case: Case) -> Difference:
    """Who bought again, after kept promises and after broken ones."""
    due = promises(case)
    return difference(due.bought_again[due.kept], due.bought_again[~due.kept])


@takes(AMAZON)
def interval(case: Case) -> tuple[float, float]:
    """By how many points fewer buy again after a broken promise: two standard errors below the number, and above."""
    found = against_kept(case)
    low, high = (100 * (found.difference + side * found.standard_error) for side in (-2, 2))
    return low, high


def _buys_again(due: pd.DataFrame, purchases: pd.DataFrame) -> pd.Series:
    """Whether a purchase followed within three months, from the day after on."""
    rows = due.assign(day_after=due.promised_on + DAY).reset_index()
    following = _nearest(rows, "day_after", purchases, "at", AGAIN_DAYS, "forward")
    return following.set_index("index")["at"].notna().reindex(due.index)


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


def ever_left(case: Case, since: str = "2023") -> float:
    """Share of the customers who met a broken promise, in this year or later, and who left over one."""
    met = happened(case)
    return float(met[met["at"] >= since].groupby("customer_id").left.any().mean())


def chance(case: Case) -> float:
    """The chance to leave over a broken promise that this world was made with."""
    return case.dials["leaving"]


def often(case: Case) -> int:
    """After how many incidents, at the chance of this world, the share who have ever left is nearest to the note's."""
    times = np.arange(1, 100)
    return int(times[np.abs(ever(chance(case), times) - NOTE).argmin()])


def left_by(chance: float, differ: float, times: np.ndarray | int) -> np.ndarray:
    """Share of people who have left at least once after so many incidents, if each has a chance of their own.

    The chances have the mean `chance` and a beta distribution; `differ` is the correlation between two incidents of
    one person: 0 if all are alike, 1 if some always leave and the others never.
    """
    many = np.asarray(times, dtype=float)
    if differ == 0:
        return 1 - (1 - chance) ** many
    if differ == 1:
        return np.where(many > 0, chance, 0.0)
    leave, stay = _beta(chance, differ)
    return 1 - np.exp(betaln(leave, stay + many) - betaln(leave, stay))


def by_chance(chance: float, differ: float) -> np.ndarray:
    """Share of people by their own chance to leave, to the nearest of `CHANCES`."""
    if differ == 0:
        return np.isclose(CHANCES, round(chance, 1)).astype(float)
    if differ == 1:
        return np.array([1 - chance, *np.zeros(len(CHANCES) - 2), chance])
    up_to = betainc(*_beta(chance, differ), [*(CHANCES[:-1] + 0.05), 1.0])
    return np.diff(up_to, prepend=0.0)


def _beta(chance: float, differ: float) -> tuple[float, float]:
    return chance * (1 - differ) / differ, (1 - chance) * (1 - differ) / differ


class Group(NamedTuple):
    """Some of those who have been let down."""

    size: float  # share of all who have been let down
    said: float  # of the group, the share who say that they would come back


class Aftermath(NamedTuple):
    """What is to be expected after one incident each."""

    everybody: Group
    complained: Group
    resolved: Group
    quick: Group  # resolved within `quick_hours`


def aftermath(case: Case, complain: float, resolved: float) -> Aftermath:
    """What is said if the share `complain` complains, and the share `resolved` of their complaints is resolved."""
    rules = case.company[groups.Incidents]
    heard = rules.noticed * complain
    soon = float(-np.expm1(-rules.quick_hours / rules.resolution_hours))
    quickly, late, otherwise = (
        float(np.average(would, weights=rules.severity_shares))
        for would in (rules.would_return_quick, rules.would_return_resolved, rules.would_return_otherwise)
    )
    if_resolved = soon * quickly + (1 - soon) * late
    if_heard = resolved * if_resolved + (1 - resolved) * otherwise
    return Aftermath(
        Group(1.0, heard * if_heard + (1 - heard) * otherwise),
        Group(heard, if_heard),
        Group(heard * resolved, if_resolved),
        Group(heard * resolved * soon, quickly),
    )


def as_it_is(case: Case) -> Aftermath:
    """What is said at this world's own share of complaints, resolved as its company does."""
    return aftermath(case, 1 - case.dials["unvoiced"], case.company[groups.Incidents].resolved)


class Words(NamedTuple):
    """A hundred customers who have been let down, by what they say and what they do."""

    go_and_go: int  # say that they will not buy again, and leave
    go_and_stay: int
    stay_and_go: int
    stay_and_stay: int

    @property
    def say_go(self) -> int:
        return self.go_and_go + self.go_and_stay

    @property
    def go(self) -> int:
        return self.go_and_go + self.stay_and_go

    @property
    def wrong(self) -> int:
        """For how many the words do not come true."""
        return self.go_and_stay + self.stay_and_go


def words(case: Case, leaving: float, tie: float) -> Words:
    """What a hundred say and do, if `leaving` of them leave.

    `tie` says how far words foretell deeds: not at all (0), or as far as the two totals let them (1).
    """
    say_go, go = round(100 * (1 - as_it_is(case).everybody.said)), round(100 * leaving)
    both = round((1 - tie) * say_go * go / 100 + tie * min(say_go, go))
    return Words(both, say_go - both, go - both, 100 - say_go - go + both)


Arms = dict[tuple[int, bool], pd.DataFrame]  # by (incidents, recovered): score and purchase of each customer


@memo(keep=1)
def arms(case: Case) -> Arms:
    """Customers who by lot meet no incident, one or two, all of them put right or none: so many in each group."""
    found = Recovery(case.company.assumptions, Block(case.seed, case.company.name, 0, LET_DOWN)).run()
    table = pd.DataFrame({"score": found.score, "buys": found.buys})
    return {
        (met, recovered): table[(found.incidents == met) & (found.recovered == recovered)].head(IN_EACH)
        for met, recovered in ((0, False), (1, True), (2, True), (1, False), (2, False))
    }


def against_none(groups: Arms, what: str, recovered: bool) -> list[Difference]:
    """How far those who met one incident, and two, lie from those who met none; all were put right, or none was."""
    return [difference(groups[met, recovered][what], groups[0, False][what]) for met in (1, 2)]


class Plan(NamedTuple):
    """The broken promises of 2025, and customers lost over them; a lost one costs a year's margin, in dollars."""

    promises: int
    customers: int  # to whom they were broken
    margin: float  # of a customer let down, in the year before; the mean over those who bought in it, each once
    lost: float  # customers, as planned
    lost_in_truth: int  # who left, and were not back by the end of the year
    back: int  # promises over which a customer left who was back by the end of the year

    @property
    def times(self) -> float:
        return self.lost / self.lost_in_truth


def plan(case: Case, share: float) -> Plan:
    """What a plan counts as lost if it takes `share` of the broken promises for lost customers.

    In truth those are lost who left and were not back by the end of the year. Who orders often waits for many parcels;
    so the margin is that of the customers let down, not that of all. Newcomers have none from the year before.
    """
    share = fraction("share", share)
    last = happened(case)[happened(case)["at"] >= YEAR]
    bought = case.purchases[case.purchases["at"].between(YEAR_BEFORE, YEAR, inclusive="left")]
    margins = pd.Series(case.products.margin.to_numpy()[bought.product_id.to_numpy() - 1])
    brought = margins.groupby(bought.customer_id.to_numpy()).sum()
    margin = brought[brought.index.isin(last.customer_id)].mean()
    lost, back = (int((last.left & (last.returned == returned)).sum()) for returned in (False, True))
    return Plan(len(last), last.customer_id.nunique(), float(margin), share * len(last), lost, back)
