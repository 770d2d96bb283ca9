"""Who gets the offers: four lists of riders, and what an offer wins on each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.lessons.wallet import numbers
from casekit.lessons.wallet.numbers import FIFTHS, LISTED, WON, YEARS
from casekit.memo import memo
from casekit.world.engine.streams import generator

RECORDS, QUESTION, BOTH, DOLLARS = LISTS = (
    "records: spent most here",
    "question: said yes, by lot",
    "question and records: said yes, spent most here",
    "dollars asked: said most elsewhere",
)


class Purses(NamedTuple):
    """What each rider of the list spends in each of its two years, and on all brands in the long run."""

    here: np.ndarray  # dollars, shape (riders, 2)
    elsewhere: np.ndarray
    wallet: np.ndarray  # dollars a year in expectation, over the mean rider's


@memo(keep=1)
def purses(case: Case) -> Purses:
    """The riders who bought in 2024, in the order of the file."""
    who, years = numbers.listed(case), [YEARS.index(LISTED), YEARS.index(WON)]
    found = numbers.file(case)
    whole = found.wallet[who]
    return Purses(found.here[who][:, years], found.elsewhere[who][:, years], whole / whole.mean())


@memo(keep=1)
def _answers_made_up(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """In which order riders make up their answer, from 0 to 1, and whose answer each then gives."""
    luck, size = generator(case.seed, case.company.name, "lesson 03", "answers"), len(purses(case).wallet)
    return luck.permutation(size) / size, luck.permutation(size)


class Mean(NamedTuple):
    """A mean over the riders of a list, for each 100 of the mean over all riders, and its standard error."""

    mean: float
    standard_error: float


class Listed(NamedTuple):
    """One list: what its riders spent here in 2024, and what an offer to one of them wins in 2025."""

    spent: Mean
    won: Mean


def offers(case: Case) -> int:
    """How many riders get one: a fifth of them."""
    return len(purses(case).wallet) // FIFTHS


@memo(keep=8)
def lists(case: Case, made_up: float = 0.0, here: float = 0.0, differ: float = 1.0) -> dict[str, Listed]:
    """What comes of each of the LISTS.

    `made_up` is the share of the answers that are another rider's, drawn by lot. An offer wins a fixed part of what its
    rider spends elsewhere in 2025 (`here` 0), or here (1), or of both. Wallets differ as they do in this world raised
    to the power `differ`: 0 if all are alike, 1 as they are.
    """
    whole = purses(case).wallet ** (differ - 1)
    (here_listed, here_won), (away_listed, away_won) = (
        (table * whole[:, None]).T for table in (purses(case).here, purses(case).elsewhere)
    )
    order, donor = _answers_made_up(case)
    said = np.where(order < made_up, away_listed[donor], away_listed)
    wins = here * here_won / here_won.mean() + (1 - here) * away_won / away_won.mean()
    spent, count = here_listed / here_listed.mean(), offers(case)

    def listed(chosen: np.ndarray) -> Listed:
        return Listed(_mean(spent[chosen], count), _mean(wins[chosen], count))

    return {
        RECORDS: listed(_most(here_listed, count)),
        QUESTION: listed(np.flatnonzero(said)),
        BOTH: listed(_most(np.where(said > 0, here_listed, -1.0), count)),
        DOLLARS: listed(_most(said, count)),
    }


def _most(values: np.ndarray, count: int) -> np.ndarray:
    """Where the largest `count` of the values stand."""
    return np.argpartition(-values, count)[:count]


def _mean(values: np.ndarray, count: int) -> Mean:
    return Mean(100 * float(values.mean()), 100 * float(values.std(ddof=1)) / count**0.5)
