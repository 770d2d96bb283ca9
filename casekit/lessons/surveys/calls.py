"""The hundred customers who are called, and what comes of a call, rightly and wrongly, for all who were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.lessons.surveys.numbers import (
    CLEAR,
    MEAN,
    MONTHS,
    QUARTER,
    apart,
    asked,
    first_quarter,
    last_quarter,
    window,
)
from casekit.memo import memo
from casekit.world.engine.streams import generator

DRAWS = 20  # of calls, from which a rule chooses
CALLED, NAMED = 100, 10  # customers who kept silent: called in all, and of them by the learner


@takes(STARBUCKS)
def called(case: Case) -> pd.DataFrame:
    """A hundred surveys of the last quarter without an answer, chosen at random, and what customers say if called."""
    names = case.fresh("customers", "customer_id", "name")
    columns = ["customer_id", "name", "home_store", "channel", "sent_at", "felt"]
    rows = _called(case).rename(columns={"store": "home_store"}).merge(names, on="customer_id")
    return rows[columns].rename(columns={"felt": "said"})


@memo(keep=1)
def _called(case: Case) -> pd.DataFrame:
    """The first of some draws from which most that is mistaken for what the calls say can be told from it."""
    return max(_draws(case), key=lambda rows: _told(case, rows))


def _draws(case: Case) -> Iterator[pd.DataFrame]:
    """Hundreds of silent customers, up to the first from which everything can be told."""
    late = last_quarter(asked(case))
    quiet = late[~late.answered]
    for turn in range(1, DRAWS + 1):
        order = generator(case.seed, "lesson 06", "called", "order", turn).permutation(len(quiet))
        rows = quiet.iloc[order].drop_duplicates("customer_id").head(CALLED)
        yield rows
        if all(_told(case, rows)):
            return


def _told(case: Case, rows: pd.DataFrame) -> tuple[bool, ...]:
    """Whether truth and first ten calls are far from the answer, and what other ways come to, rounded as asked, not it.

    The ways of early rounding come last: they are no other way if a share happens to be round.
    """
    late, said = last_quarter(asked(case)), rows.felt
    right = together(late, said)
    far = apart([right], (late.felt.mean(), together(late, said.head(NAMED)))) >= CLEAR
    others = *(taken(case, said) for taken in OTHER_SURVEYS.values()), *(way(late, rows) for way in GROUPED.values())
    early = (together(late, said, *digits) for digits in ROUNDED.values())
    apart_as_asked = (apart([right], (round(way, 4) for way in ways)) > MEAN for ways in (others, early))
    return far, *apart_as_asked


# From how rounded a share and means the mean of all may be made: the decimals of both.
ROUNDED = {
    "the share who answered was rounded to whole per cent; round only the result": (2, 9),
    "the two means were rounded to one decimal; round only the result": (9, 1),
    "share and means were rounded before they were put together; round only the result": (3, 2),
    "the share and the two means were rounded to one decimal; round only the result": (3, 1),
    "the share was rounded to whole per cent, and the means to one decimal; round only the result": (2, 1),
}


def together(surveys: pd.DataFrame, said: pd.Series, shares: int = 9, means: int = 9) -> float:
    """Mean of all who were asked, if `said` stands for the silent; from shares and means rounded to these digits."""
    share = round(surveys.answered.mean(), shares)
    return share * round(surveys.score.mean(), means) + (1 - share) * round(said.mean(), means)


def _with_mean_rounded(surveys: pd.DataFrame, said: pd.Series, digits: int) -> float:
    """The same, if the mean of the answers alone is rounded."""
    share = surveys.answered.mean()
    return share * round(surveys.score.mean(), digits) + (1 - share) * said.mean()


def _with_all_rounded(surveys: pd.DataFrame, said: pd.Series, digits: int) -> float:
    """The same, if share and means are rounded as the notebook prints them: the share has one decimal more."""
    return together(surveys, said, digits, digits - 1)


# What is rounded on the way, to how many decimals, the finest first: as the notebook prints it, or further.
PRINTED: dict[str, tuple[Callable[[pd.DataFrame, pd.Series, int], float], tuple[int, ...]]] = {
    "share and means were rounded before they were put together; round only the result": (_with_all_rounded, (3, 2)),
    "the share who answered was rounded on the way; round only the result": (together, (3, 2, 1)),
    "the mean of the answers was rounded on the way; round only the result": (_with_mean_rounded, (2, 1, 0)),
    "the mean of the answers was rounded too far; round only the result": (_with_mean_rounded, (1, 0)),
}


def rounded_as_printed(name: str, surveys: pd.DataFrame, said: pd.Series) -> float:
    """Mean of all from what was rounded on the way, as finely as still comes to another mean, however that is rounded.

    A share that happens to be round is the same in all draws of calls, so that none of them can see to it.
    """
    way, decimals = PRINTED[name]
    found, right = [way(surveys, said, digits) for digits in decimals], together(surveys, said)
    return next((mean for mean in found if abs(mean - right) > 2 * MEAN), found[-1])


def _together_by(columns: list[str], surveys: pd.DataFrame, calls: pd.DataFrame) -> float:
    """The same, with the calls of each group standing for its silent; groups that nobody was called in are left out."""
    means = calls.groupby(columns, observed=True).felt.mean()
    silent = surveys[~surveys.answered].groupby(columns, observed=True).size().reindex(means.index)
    return together(surveys, pd.Series([np.average(means, weights=silent)]))


# Calls that stand for the silent of their own group alone: the mean of all that comes of it.
GROUPED: dict[str, Callable[[pd.DataFrame, pd.DataFrame], float]] = {
    f"you let the calls of each {name} stand for its silent; here each call counts alike": partial(_together_by, by)
    for name, by in {"channel": ["channel"], "store": ["store"], "store and channel": ["store", "channel"]}.items()
}


def shared(case: Case, said: pd.Series, share: float) -> float:
    """Mean of all who were asked in the last quarter, if a `share` of them is those who answered."""
    return share * last_quarter(asked(case)).score.mean() + (1 - share) * said.mean()


def _since(case: Case, said: pd.Series, months: int) -> float:
    """Mean of all, from the answers of the last months, so many."""
    return together(asked(case)[asked(case).month >= MONTHS - months], said)


def _with_share_of_the_window(case: Case, said: pd.Series) -> float:
    """Mean of all, with the share that the first exercise asks for."""
    return shared(case, said, window(case).monthly.answered.mean())


def _with_mean_of_all(case: Case, said: pd.Series) -> float:
    """Mean of all, with the share of the last quarter and the answers of two years."""
    share = last_quarter(asked(case)).answered.mean()
    return share * asked(case).score.mean() + (1 - share) * said.mean()


# Surveys that are taken by mistake for those of the last quarter: the mean of all that comes of it.
OTHER_SURVEYS: dict[str, Callable[[Case, pd.Series], float]] = {
    "the share who answered is that of all two years; take that of `late`":
        lambda case, said: shared(case, said, asked(case).answered.mean()),
    "the share who answered is that of the first quarter; take that of `late`":
        lambda case, said: shared(case, said, first_quarter(asked(case)).answered.mean()),
    "the share who answered is that of the last month alone; take that of `late`":
        lambda case, said: shared(case, said, asked(case).answered[asked(case).month == MONTHS - 1].mean()),
    "the share who answered is that of 06.1; take that of `late`": _with_share_of_the_window,
    "the answers are those of all two years; take those of `late`": lambda case, said: together(asked(case), said),
    "the mean of the answers is that of all two years; take that of `late`": _with_mean_of_all,
    "the answers are those of four months; take those of `late`": lambda case, said: _since(case, said, QUARTER + 1),
    "the answers are those of the last month alone; take all of `late`": lambda case, said: _since(case, said, 1),
}  # fmt: skip
