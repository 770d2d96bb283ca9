"""What is sold, by category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Categories:
    """Categories in the catalogue's order, in which products of one category stand together."""

    names: tuple[str, ...]
    of_product: np.ndarray  # int8, by product
    price: np.ndarray  # float64, dollars, by product
    popularity: np.ndarray  # float64, by product
    mean_price: np.ndarray  # float64, dollars, by category: of its products by their popularity

    def products(self, category: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """A product (int8) of each category, by popularity."""
        reached = np.cumsum(self.popularity)
        first = np.searchsorted(self.of_product, np.arange(len(self.names)))
        before = np.append(0.0, reached)[first]
        weight = np.diff(before, append=reached[-1])
        return np.searchsorted(reached, before[category] + uniform * weight[category], side="right").astype(np.int8)


def categories(world: World) -> Categories:
    """Read the catalogue."""
    rules = world.company[groups.Products]
    _, kind, prices, _ = zip(*rules.catalogue, strict=True)
    names = tuple(dict.fromkeys(kind))
    rows = list(zip(kind, prices, rules.popularity, strict=True))
    weight = {name: sum(often for kind, _, often in rows if kind == name) for name in names}
    mean = {name: sum(price * often for kind, price, often in rows if kind == name) / weight[name] for name in names}
    return Categories(
        names=names,
        of_product=np.array([names.index(name) for name in kind], dtype=np.int8),
        price=np.array(prices),
        popularity=np.array(rules.popularity, dtype=np.float64),
        mean_price=np.array([mean[name] for name in names]),
    )
