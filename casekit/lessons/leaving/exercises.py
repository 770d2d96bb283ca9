"""The exercises of lesson 09."""

from __future__ import annotations

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import NOTE, complaints, ever_left, happened, let_down
from casekit.lessons.opening import checks
from casekit.measure.effect import ever
from casekit.memo import memo
from casekit.teach import Exercise

TIMES = 9


@memo()
def _broken(case: Case) -> int:
    return len(let_down(case))


def _each_time(case: Case) -> float:
    return happened(case).left.mean()


def _gone_for_good(case: Case) -> float:
    return (happened(case).left & ~happened(case).returned).mean()


def _ever(case: Case) -> float:
    return float(ever(_each_time(case), TIMES))


def _say_so(case: Case, who: str) -> float:
    return 100 * happened(case).intends_return[happened(case)[who]].mean()


exercises = checks(AMAZON, (
    Exercise(
        "09.1",
        "From the records: what percentage of the broken promises led to a complaint? One decimal. Somebody who calls "
        "again about the same complaint has complained once.",
        lambda case: 100 * len(complaints(case)) / _broken(case),
        tolerance=0.2, unit="%",
        misconceptions={
            "you counted the calls that repeat an earlier one as complaints of their own":
                lambda case: 100 * (case.contacts.reason == "complaint").sum() / _broken(case),
            "this is the share of complaints in all that the desk hears; the broken promises are the base here":
                lambda case: 100 * len(complaints(case)) / len(case.contacts),
            "you divided by all deliveries; most of them came as promised":
                lambda case: 100 * len(complaints(case)) / len(case.deliveries),
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
        tolerance=0.3, unit="%",
        misconceptions={
            "this is the share of customers who left over any of their broken promises: that is ever, not each time":
                lambda case: 100 * ever_left(case),
            "this is what they say: the share who do not mean to come back":
                lambda case: 100 * (1 - happened(case).intends_return.mean()),
            "those who came back later have left, too": lambda case: 100 * _gone_for_good(case),
        },
        hints=(
            "`happened` has a row for each broken promise, and a column `left`.",
            "The mean of True and False is a share. The base is promises, not customers.",
        ),
        working="100 * happened.left.mean()",
    ),
    Exercise(
        "09.3",
        "With the exact chance that you found in 09.2: what percentage of people with nine such experiences have left "
        "a company at least once?",
        lambda case: 100 * _ever(case),
        tolerance=0.5, unit="%",
        misconceptions={
            "chances do not add up: nine times the chance counts those twice who leave twice":
                lambda case: 100 * TIMES * _each_time(case),
            "this is the share of those who have never left":
                lambda case: 100 * (1 - _ever(case)),
            "this is the share of your own customers, who have met fewer than nine":
                lambda case: 100 * ever_left(case),
        },
        hints=(
            "First the chance to stay nine times in a row.",
            "`from casekit.measure.effect import ever` does it: the chance of each time, and how many times.",
        ),
        working="from casekit.measure.effect import ever\n\n100 * ever(happened.left.mean(), 9)",
    ),
    Exercise(
        "09.4",
        "By how many points does the share who say they would come back lie higher among those who complained than "
        "among everybody let down?",
        lambda case: _say_so(case, "complained") - _say_so(case, "noticed"),
        tolerance=0.5, unit="points",
        misconceptions={
            "you compared with those who never complained; everybody includes those who did":
                lambda case: _say_so(case, "complained")
                - 100 * happened(case).intends_return[~happened(case).complained].mean(),
            "you took only the complaints that were settled": lambda case:
                _say_so(case, "resolved") - _say_so(case, "noticed"),
            "this is the share among those who complained; everybody's is still to be taken off":
                lambda case: _say_so(case, "complained"),
        },
        hints=(
            "Two means of `happened.intends_return`, in per cent, one less the other.",
            "`happened[happened.complained]` keeps those who complained, settled or not.",
        ),
        working="100 * (happened[happened.complained].intends_return.mean() - happened.intends_return.mean())",
    ),
    Exercise(
        "09.5",
        f"A plan takes {100 * NOTE:.0f} % of the broken promises for customers lost. In truth those are lost who left "
        "and did not return. How many times too large is the plan? One decimal.",
        lambda case: NOTE / _gone_for_good(case),
        tolerance=0.2, unit="",
        misconceptions={
            "those who returned are not lost": lambda case: NOTE / _each_time(case),
            "this is the difference in points; a ratio was asked":
                lambda case: 100 * (NOTE - _gone_for_good(case)),
            "you took the customers who ever left for those who leave each time": lambda case: NOTE / ever_left(case),
        },
        hints=(
            "The share lost in truth needs two columns of `happened` at once.",
            "`~` turns True and False round: `happened.left & ~happened.returned`.",
        ),
        working="0.86 / (happened.left & ~happened.returned).mean()",
    ),
))  # fmt: skip
