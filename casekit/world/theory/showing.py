"""What becomes of a store's sales and customers if it shows all of its reviews, or hides some of the bad ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from casekit.cases.groups import Reviews, Showing

STARS = np.arange(1, 6)


@dataclass(frozen=True)
class Course:
    """What is to be expected month by month: arrays of shape (months,), of one customer in the first month."""

    bought: np.ndarray  # purchases
    returned: np.ndarray  # of these
    left: np.ndarray  # share of the customers who have left by the month's end
    shown: float  # mean stars on the pages of what is bought
    felt: float  # mean stars that its buyers would give

    @property
    def kept(self) -> np.ndarray:
        """Purchases that were not sent back."""
        return self.bought - self.returned


def stars_felt(quality: np.ndarray, spread: float) -> np.ndarray:
    """Share of the buyers of each product who would give one star, two, ...: shape (products, 5).

    `quality` is from 0 to 1, `spread` the standard deviation of the stars between two buyers of one product.

    >>> stars_felt(np.array([0.0, 0.5, 1.0]), 0.8).round(2).tolist()[1]
    [0.03, 0.24, 0.47, 0.24, 0.03]
    """
    edges = (STARS[:-1] + 0.5 - (1 + 4 * quality[:, None])) / spread
    return np.diff(ndtr(edges), prepend=0.0, append=1.0, axis=1)


def course(
    quality: np.ndarray,
    sales: np.ndarray,
    reviews: Reviews,
    rules: Showing,
    *,
    shown: float,
    heed: float | None = None,
    lets_go: float | None = None,
    months: int = 12,
) -> Course:
    """What a store sells in the coming months if it shows the part `shown`, from 0 to 1, of its bad reviews.

    `quality` and `sales`, shape (products,), are each product's quality from 0 to 1, and its share of the purchases
    where all reviews are shown; `heed` and `lets_go` are as in the rules, None for the company's own. A page shows the
    mean of its reviews; for each star more than with all of them, the product sells 1 + `heed` times as often. What is
    felt depends on quality alone. A customer leaves for good with the chance `lets_go` for each star that is missing:
    the page's, less those felt, if that is above zero.

    Source: none; a product is held against what was promised, as in Oliver, "A Cognitive Model of the Antecedents and
    Consequences of Satisfaction Decisions", Journal of Marketing Research 17(4), 1980. The sizes are the case's own.

    >>> from casekit.cases.amazon import AMAZON
    >>> good_and_bad, half = np.array([0.9, 0.3]), np.array([0.5, 0.5])
    >>> all_of_them, hidden = (
    ...     course(good_and_bad, half, AMAZON[Reviews], AMAZON[Showing], shown=part) for part in (1, 0)
    ... )
    >>> bool(hidden.kept[0] > all_of_them.kept[0]), bool(hidden.left[-1] > all_of_them.left[-1])
    (True, True)
    """
    heed = rules.heed if heed is None else heed
    lets_go = rules.lets_go if lets_go is None else lets_go
    felt = stars_felt(quality, reviews.star_spread)
    written = felt * np.array(reviews.reviews)
    on_page = written * np.where(rules.bad >= STARS, shown, 1.0)
    page, full = (weights @ STARS / weights.sum(axis=1) for weights in (on_page, written))
    bought = rules.per_month * sales * (1 + heed) ** (page - full)
    missing = (felt * np.maximum(page[:, None] - STARS, 0)).sum(axis=1)
    leaving = lets_go * float(bought @ missing)
    there = np.exp(-leaving * np.arange(months + 1))
    return Course(
        bought=bought.sum() * there[:-1],
        returned=float(bought @ (felt @ np.array(reviews.returns))) * there[:-1],
        left=1 - there[1:],
        shown=float(bought @ page / bought.sum()),
        felt=float(bought @ (felt @ STARS) / bought.sum()),
    )
