"""The shelves of a large store: which product leads its category, and how good each product is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from casekit.cases import groups
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Shelves:
    """The catalogue as arrays; categories are numbered as they first appear in it, and are equally long."""

    category: np.ndarray  # int8, by product
    price: np.ndarray  # float64, dollars, by product
    quality: np.ndarray  # float64, 0 to 1, by product
    by_rank: np.ndarray  # int16, product that has this rank in its category, shape (categories, products in each)
    share: np.ndarray  # float64, share of a category's sales by rank

    def product(self, category: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """A product of each category (int16), by the popularity of its rank."""
        rank = np.searchsorted(np.cumsum(self.share)[:-1], uniform, side="right")
        return self.by_rank[category, rank]

    @property
    def mean_price(self) -> np.ndarray:
        """What one purchase in each category costs on average, shape (categories,)."""
        return (self.price[self.by_rank] * self.share).sum(axis=1)


def shelves(world: World) -> Shelves:
    """Draw ranks and quality, the same in every block of the world."""
    company, block = world.company, replace(world.block, index=0)
    _, category, price, _ = zip(*company[groups.Products].catalogue, strict=True)
    names = list(dict.fromkeys(category))
    long = len(category) // len(names)
    luck = block.generator("products", "rank").random((len(names), long))
    share = 1 / np.arange(1, long + 1) ** company[groups.Tastes].zipf
    return Shelves(
        category=np.array([names.index(name) for name in category], dtype=np.int8),
        price=np.array(price),
        quality=block.generator("products", "quality").beta(*company[groups.Reviews].quality_shape, len(price)),
        by_rank=(np.argsort(luck, axis=1, kind="stable") + np.arange(len(names))[:, None] * long).astype(np.int16),
        share=share / share.sum(),
    )
