"""What lesson 06 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from casekit.case import Case
from casekit.lessons import surveys as lesson

UNHAPPY = 4


class Surprises(NamedTuple):
    score_rose: float  # from the first quarter to the last, unhappy customers silent and service slipping
    felt_rose: float
    unhappy_said: float  # share of the last quarter's scores, at the default dials
    unhappy_felt: float
    stores_rose: tuple[float, ...]  # from the first half-year to the last, in the boom
    chain_rose: float
    worst_group_answers: float  # rate, where customers feel worst
    everybody_answers: float


def surprises(case: Case) -> Surprises:
    quiet = everybody(case.with_dials(silence=0.9, slide=1.0, channel_gap=0.0))
    late = ends(everybody(case), 3)[1]
    busy = everybody(lesson.boom(case))
    groups = late.groupby(["home_store", "channel"], observed=True)
    return Surprises(
        score_rose=rise(quiet, "score", 3),
        felt_rose=rise(quiet, "felt", 3),
        unhappy_said=(late.score.dropna() <= UNHAPPY).mean(),
        unhappy_felt=(late.felt <= UNHAPPY).mean(),
        stores_rose=tuple(rise(store, "felt", 6) for _, store in busy.groupby("home_store", observed=True)),
        chain_rose=rise(busy, "felt", 6),
        worst_group_answers=groups.answered.mean()[groups.felt.mean().idxmin()],
        everybody_answers=late.answered.mean(),
    )


def everybody(case: Case) -> pd.DataFrame:
    """The monthly survey with the score that was felt, answered or not, and months counted from 0."""
    felt = case.reveal().surveys[["survey_id", "felt"]]
    sent = lesson.monthly(case).merge(felt, on="survey_id")
    months = sent.sent_at.to_numpy().astype("datetime64[M]") - case.calendar.start
    return sent.assign(month=months.astype(int))


def ends(sent: pd.DataFrame, months: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The surveys of the window's first `months` and of its last."""
    return sent[sent.month < months], sent[sent.month >= lesson.MONTHS - months]


def rise(sent: pd.DataFrame, column: str, months: int) -> float:
    """How far the mean of `column` has risen from the first `months` to the last."""
    first, last = ends(sent, months)
    return last[column].mean() - first[column].mean()
