"""The exercises of lesson 09."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import NOTE, complaints, ever_left, happened, let_down, often, promises
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference, each_time, ever
from casekit.memo import memo
from casekit.teach import Exercise

FIRST_DAYS = ("2023-01-01", "2024-01-01", "2025-01-01", "2025-04-01", "2025-07-01")  # of the promises of 09.4
TENTH = 0.1  # of a point: the tolerance of 09.4


@memo()
def _promises(case: Case) -> pd.DataFrame:
    """The broken promises, a row each."""
    return let_down(case)


@memo()
def _broken(case: Case) -> int:
    return len(_promises(case))


def _each_time(case: Case) -> float:
    return happened(case).left.mean()


def _not_back(case: Case) -> float:
    return (happened(case).left & ~happened(case).returned).mean()


def _times(case: Case) -> int:
    """Half of what makes the note's figure: so the answer is not that figure, and not its half either."""
    return often(case) // 2


def _ever(case: Case) -> float:
    return float(ever(_each_time(case), _times(case)))


@memo()
def _first_day(case: Case) -> str:
    """The first day from which on it shows in the answer if months that are not over count as months without."""
    shown = (day for day in FIRST_DAYS if _unfinished_shows(_since(promises(case), day)))
    return next(shown, FIRST_DAYS[-1])


def _unfinished_shows(due: pd.DataFrame) -> bool:
    return abs(100 * (_gap(due).difference - _gap(_unfinished_without(due)).difference)) > 2 * TENTH


def _since(due: pd.DataFrame, day: str) -> pd.DataFrame:
    return due[due.promised_on >= day]


def _unfinished_without(due: pd.DataFrame) -> pd.DataFrame:
    """The promises as if nobody bought again where the three months are not over."""
    return due.assign(bought_again=due.bought_again.fillna(False))


def _gap(due: pd.DataFrame) -> Difference:
    """Who bought again, after kept promises and after broken ones."""
    return difference(due.bought_again[due.kept], due.bought_again[~due.kept])


@memo()
def _asked_about(case: Case) -> pd.DataFrame:
    """The promises of 09.4."""
    return _since(promises(case), _first_day(case))


@memo()
def _against_kept(case: Case) -> Difference:
    return _gap(_asked_about(case))


def _question(case: Case) -> str:
    day = _first_day(case)
    only = "" if day == FIRST_DAYS[0] else f" Take only the promises from {day} on."
    return (
        "Use the records alone. By how many points is the share who bought again within three months lower after a "
        f"broken promise than after a kept one? Leave out promises whose three months are not over.{only} One decimal."
    )


def _working(case: Case) -> str:
    day = _first_day(case)
    way = "100 * difference({0}.bought_again[{0}.kept], {0}.bought_again[~{0}.kept]).difference"
    if day == FIRST_DAYS[0]:
        return way.format("promises")
    return f'late = promises[promises.promised_on >= "{day}"]\n' + way.format("late")


def _heard_against_silent(case: Case) -> float:
    broken = _since(let_down(case), _first_day(case))
    return difference(broken.bought_again[broken.complained], broken.bought_again[~broken.complained]).difference


def _by_customer(case: Case) -> float:
    """Points between customers to whom every promise was kept, and the others."""
    by_customer = _asked_about(case).dropna(subset="bought_again").groupby("customer_id")
    again, kept = by_customer.bought_again.mean().astype(float), by_customer.kept.all()
    return 100 * difference(again[kept], again[~kept]).difference


exercises = checks(AMAZON, (
    Exercise(
        "09.1",
        "From the records: what percentage of the broken promises led to a complaint? One decimal. Somebody who calls "
        "again about the same complaint has complained once.",
        lambda case: 100 * len(complaints(case)) / _broken(case),
        tolerance=0.1, unit="%",
        misconceptions={
            "you counted the calls that repeat an earlier one as complaints of their own":
                lambda case: 100 * (case.contacts.reason == "complaint").sum() / _broken(case),
            "this is the share of complaints in all that the desk hears; the broken promises are the base here":
                lambda case: 100 * len(complaints(case)) / len(case.contacts),
            "you divided by all deliveries; most of them came as promised":
                lambda case: 100 * len(complaints(case)) / len(case.deliveries),
            "these are customers, of the customers let down; the base here is promises":
                lambda case: 100 * _promises(case).groupby("customer_id").complained.any().mean(),
            "you divided by the customers let down; some were let down more than once":
                lambda case: 100 * len(complaints(case)) / _promises(case).customer_id.nunique(),
        },
        right={"those that `broken` calls complained": lambda case: 100 * _promises(case).complained.mean()},
        wrong={
            "of all customers": lambda case: 100 * len(complaints(case)) / case.size,
            "customers who complained, of the promises":
                lambda case: 100 * complaints(case).customer_id.nunique() / _broken(case),
            "all contacts": lambda case: 100 * len(case.contacts) / _broken(case),
            "settled complaints": lambda case: 100 * complaints(case).resolved.sum() / _broken(case),
        },
        hints=(
            "`broken` has a row for each broken promise, and `complaints` one for each complaint.",
            "Two lengths, one over the other, times 100.",
        ),
        working="100 * len(complaints) / len(broken)",
    ),
    Exercise(
        "09.2",
        "Now the truth: what percentage of the broken promises made the customer leave? One decimal.",
        lambda case: 100 * _each_time(case),
        tolerance=0.05, unit="%",
        misconceptions={
            "this is the share of customers who left over any of their broken promises: that is ever, not each time":
                lambda case: 100 * ever_left(case),
            "this is what they say: the share who do not mean to come back":
                lambda case: 100 * (1 - happened(case).intends_return.mean()),
            "those who came back have left, too": lambda case: 100 * _not_back(case),
            "this is who did not buy again within three months; in truth some of them have not left":
                lambda case: 100 * (1 - _promises(case).bought_again.mean()),
        },
        wrong={
            "leavings, of the customers let down":
                lambda case: 100 * happened(case).left.sum() / happened(case).customer_id.nunique(),
            "leavings, of all customers": lambda case: 100 * happened(case).left.sum() / case.size,
            "those who left and said so": lambda case:
                100 * (happened(case).left & ~happened(case).intends_return).mean(),
            "from the note, after nine": lambda case: 100 * float(each_time(NOTE, 9)),
        },
        hints=(
            "`happened` has a row for each broken promise, and a column `left`.",
            "The mean of True and False is a share. The base is promises, not customers.",
        ),
        working="100 * happened.left.mean()",
    ),
    Exercise(
        "09.3",
        lambda case: "With the exact chance that you found in 09.2, and if people are alike: what percentage of "
        f"people with {_times(case)} such experiences have left a company, once or more?",
        lambda case: 100 * _ever(case),
        tolerance=0.5, unit="%",
        misconceptions={
            "chances do not add up: the chance times their number counts those twice who leave twice":
                lambda case: 100 * _times(case) * _each_time(case),
            "this is the share of those who have never left":
                lambda case: 100 * (1 - _ever(case)),
            "this is the share of your own customers, who have met fewer than that":
                lambda case: 100 * ever_left(case),
            "you took those who are not back; who came back has left all the same":
                lambda case: 100 * float(ever(_not_back(case), _times(case))),
            "this is one experience too few": lambda case: 100 * float(ever(_each_time(case), _times(case) - 1)),
            "this is one experience too many": lambda case: 100 * float(ever(_each_time(case), _times(case) + 1)),
            "this is the note's figure, after as many experiences as in the second guess":
                lambda case: 100 * float(ever(_each_time(case), often(case))),
            "you halved the share of the second guess; with half of the experiences more than half have left":
                lambda case: 50 * float(ever(_each_time(case), often(case))),
        },
        right={
            "the chance rounded to a decimal of a per cent":
                lambda case: 100 * float(ever(round(_each_time(case), 3), _times(case))),
        },
        acceptable={
            "the chance was rounded to whole per cent":
                lambda case: 100 * float(ever(round(_each_time(case), 2), _times(case))),
        },
        wrong={
            "leaves the last time":
                lambda case: 100 * (1 - _each_time(case)) ** (_times(case) - 1) * _each_time(case),
            "every time": lambda case: 100 * _each_time(case) ** _times(case),
            "from what they say":
                lambda case: 100 * float(ever(1 - happened(case).intends_return.mean(), _times(case))),
        },
        hints=(
            "First the chance to stay every time.",
            "`ever`, which stands beside `each_time`, does it: the chance of each time, and how many times.",
        ),
        working=lambda case: f"100 * ever(happened.left.mean(), {_times(case)})",
    ),
    Exercise(
        "09.4",
        _question,
        lambda case: 100 * _against_kept(case).difference,
        tolerance=TENTH, unit="points",
        misconceptions={
            "this is the share who did not buy again after a broken promise; some do not after a kept one either":
                lambda case: 100 * (1 - _against_kept(case).control),
            "you compared those who complained with those who did not; both met a broken promise": lambda case:
                100 * _heard_against_silent(case),
            "you compared customers: those who order often meet more broken promises, and they buy more in any case":
                _by_customer,
            "that is the truth about who left; the records are asked": lambda case: 100 * _each_time(case),
            "you counted months that are not over as months without a purchase": lambda case:
                100 * _gap(_unfinished_without(_asked_about(case))).difference,
        },
        right={
            "both shares rounded to a tenth of a per cent": lambda case:
                round(100 * _against_kept(case).treated, 1) - round(100 * _against_kept(case).control, 1),
        },
        wrong={
            "of all promises, the broken ones": lambda case: 100 * (~_asked_about(case).kept).mean(),
            "bought again after a broken promise": lambda case: 100 * _against_kept(case).control,
            "bought again after a kept promise": lambda case: 100 * _against_kept(case).treated,
            "per cent, not points":
                lambda case: 100 * _against_kept(case).difference / _against_kept(case).treated,
            "what they say": lambda case: 100 * (1 - happened(case).intends_return.mean()),
        },
        hints=(
            "`promises` has a column `kept`, and a column `bought_again`. You need two means.",
            "`promises[promises.kept]` are the kept ones, and `promises[~promises.kept]` the broken ones. `difference` "
            "and `.mean()` leave out what is missing.",
        ),
        working=_working,
    ),
))  # fmt: skip
