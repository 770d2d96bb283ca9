"""What lesson 06 comes to for one student after another: a few numbers each, from worlds that are then let go."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import pandas as pd

import casekit
from casekit.lessons import surveys as lesson
from casekit.teach import Exercises

NAMES = [f"student{number:03}@example.org" for number in range(200)]
SURPRISED = set(NAMES[:50])  # for whom the surprises are looked at, too
UNHAPPY = 4
PROCESSES = 2


class Marked(NamedTuple):
    """One exercise: its answer, how it is judged, and each misconception's number with what is said to it."""

    answer: float
    margin: float
    state: str
    misconceptions: dict[str, tuple[float, str, str]]  # name: number, state, message


class Surprises(NamedTuple):
    """What the lesson exists for, in the terms of the world."""

    score_rose: float  # from the first quarter to the last, unhappy customers silent and service slipping
    felt_rose: float
    unhappy_said: float  # share of the last quarter's scores, at the default dials
    unhappy_felt: float
    stores_rose: tuple[float, ...]  # from the first half-year to the last, in the boom
    chain_rose: float
    worst_group_answers: float  # rate, where customers feel worst
    everybody_answers: float


class Found(NamedTuple):
    """What one student finds."""

    exercises: dict[str, Marked]
    surprises: Surprises | None


def open_case(student: str) -> casekit.Case:
    """The lesson's world of one student, as the notebook opens it."""
    return casekit.open_case("starbucks", student=student, customers=lesson.CUSTOMERS, months=lesson.MONTHS)


def everybody(case: casekit.Case) -> pd.DataFrame:
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


def study(student: str) -> Found:
    """Open the student's world and keep what matters."""
    case = open_case(student)
    exercises = lesson.exercises(case).exercises
    check = Exercises(exercises.values(), case)
    marked = {id: _marked(check, id, case) for id in exercises}
    return Found(marked, _surprises(case) if student in SURPRISED else None)


def study_all() -> dict[str, Found]:
    """Every student's finds, from processes of their own."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(NAMES, pool.map(study, NAMES, chunksize=10), strict=True))


def _marked(check: Exercises, id: str, case: casekit.Case) -> Marked:
    exercise = check.exercises[id]
    answer = exercise.answer(case)
    wrong = {name: number(case) for name, number in exercise.misconceptions.items()}
    said = {name: check(id, number) for name, number in wrong.items()}
    misconceptions = {name: (wrong[name], said[name].state, said[name].message) for name in wrong}
    return Marked(answer, exercise.margin(case), check(id, answer).state, misconceptions)


def _surprises(case: casekit.Case) -> Surprises:
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
