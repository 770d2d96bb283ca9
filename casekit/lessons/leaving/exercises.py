"""The exercises of lesson 09."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import NOTE, complaints, ever_left, happened, let_down
from casekit.lessons.opening import checks
from casekit.measure.effect import each_time, ever
from casekit.memo import memo
from casekit.teach import Exercise

TIMES = 9


@memo()
def _promises(case: Case) -> pd.DataFrame:
    """The broken promises, a row each."""
    return let_down(case)


@memo()
def _broken(case: Case) -> int:
    return len(_promises(case))


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
        tolerance=0.3, unit="%",
        misconceptions={
            "this is the share of customers who left over any of their broken promises: that is ever, not each time":
                lambda case: 100 * ever_left(case),
            "this is what they say: the share who do not mean to come back":
                lambda case: 100 * (1 - happened(case).intends_return.mean()),
            "those who came back later have left, too": lambda case: 100 * _gone_for_good(case),
            "this is who did not buy again within three months; in truth some of them have not left":
                lambda case: 100 * (1 - _promises(case).bought_again.mean()),
        },
        wrong={
            "leavings, of the customers let down":
                lambda case: 100 * happened(case).left.sum() / happened(case).customer_id.nunique(),
            "leavings, of all customers": lambda case: 100 * happened(case).left.sum() / case.size,
            "those who left and said so": lambda case:
                100 * (happened(case).left & ~happened(case).intends_return).mean(),
            "from the note, after nine": lambda case: 100 * float(each_time(NOTE, TIMES)),
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
            "you took those who are gone for good; who came back has left all the same":
                lambda case: 100 * float(ever(_gone_for_good(case), TIMES)),
            "this is eight times": lambda case: 100 * float(ever(_each_time(case), TIMES - 1)),
            "this is ten times": lambda case: 100 * float(ever(_each_time(case), TIMES + 1)),
        },
        right={
            "the chance rounded to a decimal of a per cent":
                lambda case: 100 * float(ever(round(_each_time(case), 3), TIMES)),
        },
        acceptable={
            "the chance was rounded to whole per cent":
                lambda case: 100 * float(ever(round(_each_time(case), 2), TIMES)),
        },
        wrong={
            "the note": lambda case: 100 * NOTE,
            "leaves the ninth time": lambda case: 100 * (1 - _each_time(case)) ** (TIMES - 1) * _each_time(case),
            "all nine times": lambda case: 100 * _each_time(case) ** TIMES,
            "from what they say": lambda case: 100 * float(ever(1 - happened(case).intends_return.mean(), TIMES)),
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
            "this is how much more they bought again; the question is what they say": lambda case: 100 * (
                _promises(case).bought_again[_promises(case).complained].mean() - _promises(case).bought_again.mean()),
            "you compared those whose complaint was settled with those whose complaint was not": lambda case:
                _say_so(case, "resolved") - 100 * happened(case).intends_return[
                    happened(case).complained & ~happened(case).resolved].mean(),
        },
        right={
            "both shares rounded to a decimal":
                lambda case: round(_say_so(case, "complained"), 1) - round(_say_so(case, "noticed"), 1),
        },
        wrong={
            "per cent, not points": lambda case: 100 * (_say_so(case, "complained") / _say_so(case, "noticed") - 1),
            "everybody": lambda case: _say_so(case, "noticed"),
            "who stayed": lambda case: 100 * (
                (~happened(case).left)[happened(case).complained].mean() - (~happened(case).left).mean()),
            "settled, above the silent": lambda case:
                _say_so(case, "resolved") - 100 * happened(case).intends_return[~happened(case).complained].mean(),
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
            "this is the truth over the plan": lambda case: _gone_for_good(case) / NOTE,
            "this is by how many times too much; the question is how many times as large":
                lambda case: NOTE / _gone_for_good(case) - 1,
        },
        right={
            "the share lost rounded to a decimal of a per cent": lambda case: NOTE / round(_gone_for_good(case), 3),
        },
        acceptable={
            "the share lost was rounded to whole per cent": lambda case: NOTE / round(_gone_for_good(case), 2),
        },
        wrong={
            "what they say": lambda case: NOTE / (1 - happened(case).intends_return.mean()),
            "who did not buy again": lambda case: NOTE / (1 - _promises(case).bought_again.mean()),
            "who returned": lambda case: NOTE / (happened(case).left & happened(case).returned).mean(),
            "of all customers": lambda case:
                NOTE / ((happened(case).left & ~happened(case).returned).sum() / case.size),
        },
        hints=(
            "The share lost in truth needs two columns of `happened` at once.",
            "`~` turns True and False round: `happened.left & ~happened.returned`.",
        ),
        working="0.86 / (happened.left & ~happened.returned).mean()",
    ),
))  # fmt: skip
