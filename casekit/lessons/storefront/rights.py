"""For whom a list of ten products is right: the customer's next purchase is on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.lessons.storefront.lists import Learned, favourite
from casekit.lessons.storefront.shoppers import GOALS, KNOWN, LEARNT, SEARCHES, store
from casekit.measure.effect import CONFIDENT
from casekit.memo import memo

PLACES = 10  # on a list
USUAL = 400  # customers from whom the store of the lesson has learned
EQUAL = 1e-12  # scores that are no further apart are equal, as in casekit.measure.recommend


class Rights(NamedTuple):
    """Whom each list is right for: bool; all but the first have a row for each number of purchases known, from 1."""

    everybody: np.ndarray  # the same bestsellers for all: shape (shoppers,)
    shelf: np.ndarray  # the bestsellers among customers of the same favourite shelf: shape (KNOWN, shoppers)
    own: np.ndarray  # item to item, from the customer's purchases
    searched: np.ndarray  # item to item, from purchases and searches


class Gap(NamedTuple):
    """By how much one is ahead of another, and the margin: 1.96 standard errors."""

    ahead: float
    margin: float

    @property
    def side(self) -> int:
        """1 if it is ahead by more than chance, -1 if it is behind, else 0."""
        return 0 if abs(self.ahead) <= self.margin else 1 if self.ahead > 0 else -1


def gap(one: np.ndarray, other: np.ndarray) -> Gap:
    """The difference of two values of the same customers, customer by customer: for shares, in points of 100.

    >>> gap(np.array([1.0, 1.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    Gap(ahead=25.0, margin=48.9991)
    """
    difference = 100 * (one.astype(float) - other)
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return Gap(float(difference.mean()), CONFIDENT * float(error))


def rights(case: Case, learnt: int = USUAL) -> Rights:
    """Whom each list is right for, if the store has learned from so many customers."""
    return _rights(case, learnt)


@memo(keep=len(LEARNT))
def _rights(case: Case, learnt: int) -> Rights:
    trial = _Trial(case, learnt)
    hint = trial.hint(trial.shoppers.searched, SEARCHES)
    own = [(trial.is_best(score), trial.is_best(score + hint)) for score in trial.growing(trial.learned.similarity)]
    return Rights(trial.everybody(), trial.shelf(), *(np.stack(way) for way in zip(*own, strict=True)))


@memo(keep=1)
def oracle(case: Case) -> np.ndarray:
    """Whom a list is right for that is made from the truth: the owner's taste, and what sells on each shelf."""
    there, trial = store(case), _Trial(case, USUAL)
    likes = there.shoppers.taste[:, there.shelf] * there.sales
    return trial.is_best(trial.nothing() + likes[:, np.argsort(trial.learned.number)])


@memo(keep=1)
def others(case: Case) -> dict[str, np.ndarray]:
    """Whom lists are right for that are made in other ways: shape (KNOWN, shoppers).

    With the number of customers who have both products in place of the cosine; and from purchases and goals.
    """
    trial = _Trial(case, USUAL)
    hint = trial.hint(trial.shoppers.goals, GOALS)
    counts = [trial.is_best(score) for score in trial.growing(trial.learned.together)]
    goals = [trial.is_best(score + hint) for score in trial.growing(trial.learned.similarity)]
    return {"counts": np.stack(counts), "goals": np.stack(goals)}


def by_lot(case: Case) -> float:
    """The share of customers for whom a list is right that is drawn by lot from all that they do not have."""
    trial = _Trial(case, USUAL)
    return float((PLACES / (len(trial.learned.number) - trial.is_first.sum(axis=1))).mean())


class Start(NamedTuple):
    """A list that is made from one purchase known: whom it is right for, and the middle place of its products."""

    right: np.ndarray
    place: float  # among the store's bestsellers, from 1


def starts(case: Case) -> dict[str, Start]:
    """The shelf's list, and personal ones by both formulas, learned from the usual customers and from the most."""
    made: dict[str, Start] = {}
    for learnt in (USUAL, LEARNT[-1]):
        trial = _Trial(case, learnt)
        on_list = np.argsort(trial.learned.places_by_shelf(), axis=1)[trial.shelf_of(1), :PLACES]
        made[f"shelf's, {learnt:,} customers"] = Start(trial.shelf()[0], float(np.median(on_list)) + 1)
        for name, score in (("personal", trial.learned.similarity), ("plain counts", trial.learned.together)):
            first = next(trial.growing(score))
            made[f"{name}, {learnt:,} customers"] = Start(trial.is_best(first), _middle_place(first))
    return made


def _middle_place(score: np.ndarray) -> float:
    """The place, from 1, that half of the products on all lists do not lie beyond."""
    best = np.argsort(-score, axis=1, kind="stable")[:, :PLACES]
    return float(np.median(best[np.take_along_axis(score, best, axis=1) > EQUAL])) + 1


class _Trial:
    """The shoppers, and what the store has learned; products have its numbers."""

    def __init__(self, case: Case, learnt: int) -> None:
        self._shelves = store(case).shelf
        self.shoppers, self.learned = store(case).shoppers, Learned(store(case), learnt)
        number = self.learned.number
        self._known, self._bought = number[self.shoppers.known - 1], number[self.shoppers.bought - 1]
        same = self._known[:, :, None] == self._known[:, None]
        self.is_first = ~np.tril(same, -1).any(axis=2)  # of several purchases of one product the latest alone counts

    def everybody(self) -> np.ndarray:
        return self._is_early(np.arange(len(self.learned.number))[None])

    def shelf(self) -> np.ndarray:
        places = self.learned.places_by_shelf()
        return np.stack([self._is_early(places[self.shelf_of(known)]) for known in range(1, KNOWN + 1)])

    def shelf_of(self, known: int) -> np.ndarray:
        """Each shopper's favourite shelf, by so many purchases."""
        return favourite(self._shelves[self.shoppers.known[:, :known] - 1])

    def hint(self, given: np.ndarray, first: int) -> np.ndarray:
        """What the shoppers' searches, or goals, add to the score of each product."""
        none = np.zeros(len(self.learned.number))
        return given @ np.stack([self.learned.hints.get(first + code, none) for code in range(given.shape[1])])

    def nothing(self) -> np.ndarray:
        """The scores of all products before anything is known: 0, and for those that the shopper has, none at all."""
        score = np.zeros((len(self._bought), len(self.learned.number)))
        score[np.arange(len(score))[:, None], self._known] = -np.inf
        return score

    def growing(self, similarity: np.ndarray) -> Iterator[np.ndarray]:
        """The scores from one purchase, from two, ...: always the same array."""
        score = self.nothing()
        for known in range(KNOWN):
            score += similarity[self._known[:, known]] * self.is_first[:, known, None]
            yield score

    def is_best(self, score: np.ndarray) -> np.ndarray:
        """For whom the purchase is among the best; of equal scores the bestseller comes first."""
        its = score[np.arange(len(score)), self._bought][:, None]
        ahead = np.count_nonzero(score > its + EQUAL, axis=1)
        until = np.count_nonzero(score > its - EQUAL, axis=1)
        unclear = np.flatnonzero((ahead < PLACES) & (until > PLACES))
        beside = np.abs(score[unclear] - its[unclear]) <= EQUAL
        before = np.arange(score.shape[1]) < self._bought[unclear, None]
        ahead[unclear] += np.count_nonzero(beside & before, axis=1)
        found: np.ndarray = (its[:, 0] > EQUAL) & (ahead < PLACES)
        return found

    def _is_early(self, places: np.ndarray) -> np.ndarray:
        """For whom the purchase is among the first of their list, once what they have is taken out of it.

        `places`, shape (shoppers or 1, products), are the products' places on each shopper's list.
        """
        row = np.arange(len(self._bought)) if len(places) > 1 else np.zeros(len(self._bought), dtype=int)
        its = places[row, self._bought]
        ahead = (places[row[:, None], self._known] < its[:, None]) & self.is_first
        found: np.ndarray = its - ahead.sum(axis=1) < PLACES
        return found
