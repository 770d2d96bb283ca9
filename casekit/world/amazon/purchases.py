"""Purchases by mail: when by BG/NBD, what by taste, for how much by each customer's own level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.shelves import shelves
from casekit.world.amazon.tastes import acting, tastes
from casekit.world.common.people import people, usual_or_other
from casekit.world.common.relation import relation
from casekit.world.engine.calendar import DAY_MS, END
from casekit.world.engine.rows import STRIDE, Taken
from casekit.world.engine.world import World
from casekit.world.theory.bg_nbd import BgNbd, Histories, bg_nbd


@dataclass(frozen=True)
class Placed:
    """One entry an order, as if nothing ever went wrong, sorted by customer, then time."""

    customer: np.ndarray  # int32, index into the block
    at: np.ndarray  # float64, position in months
    person: np.ndarray  # int8, 0 for the account's owner, 1 for the other person
    product: np.ndarray  # int16, index into the catalogue
    channel: np.ndarray  # int16, code in Membership.channels
    cents: np.ndarray  # int64


@dataclass(frozen=True)
class Orders:
    """Those of the orders that are made; the columns are as in `Placed`."""

    whole: Placed
    rows: np.ndarray  # int32, index into the whole

    customer = Taken()
    at = Taken()
    person = Taken()
    product = Taken()
    channel = Taken()
    cents = Taken()

    @property
    def key(self) -> np.ndarray:
        """float64: customer index x STRIDE + position in months."""
        return self.customer * STRIDE + self.at


def histories(world: World) -> Histories:
    """The BG/NBD histories of a block, each watched from the customer's first purchase to the window's end."""
    rules = world.company[groups.Orders]
    watched = END.astype("datetime64[D]").astype(np.int64) - world.calendar.days(world.of(people).joined)
    return bg_nbd(world.block, BgNbd(rules.r, rules.alpha, rules.a, rules.b), watched / 7)


def level(world: World) -> np.ndarray:
    """What each customer spends on an order, against the prices: float64, shape (customers,), mean 1."""
    q = world.company[groups.Orders].q
    return (q - 1) / world.block.generator("people", "spending").standard_gamma(q, world.block.size)


def mean_amount(world: World) -> np.ndarray:
    """What each customer's orders come to on average: float64, dollars, shape (customers,)."""
    liking, other = world.of(tastes), world.company[groups.Tastes].other_buys
    buys = np.where(liking.shared[:, None], (1 - other, other), (1.0, 0.0))
    price = (liking.likes * world.of(shelves).mean_price).sum(axis=-1)
    return world.of(level) * (price * buys).sum(axis=-1)


def placed(world: World) -> Placed:
    """All orders that would be placed if nothing ever went wrong; the first one is placed on joining."""
    company, who, past = world.company, world.of(people), world.of(histories)
    customer = np.repeat(np.arange(world.block.size), past.counts + 1)
    first = np.zeros(len(customer), dtype=bool)
    first[past.offsets[:-1] + np.arange(world.block.size)] = True
    since = np.zeros(len(customer))
    since[~first] = past.at.astype(np.int64) / DAY_MS
    at = world.calendar.positions(world.calendar.days(who.joined)[customer] + since)
    last = np.nextafter(float(world.calendar.months), 0)
    at = np.where(first, who.joined[customer], np.clip(at, who.joined[customer], last))

    def uniform(variate: str) -> np.ndarray:
        return world.block.generator("orders", variate).random(len(customer))

    shop = world.of(shelves)
    person = acting(world, customer, uniform("person"))
    product = shop.product(world.of(tastes).category(customer, person, uniform("category")), uniform("product"))
    shape = company[groups.Orders].size_shape
    size = world.block.generator("orders", "size").standard_gamma(shape, len(customer)) / shape
    dollars = shop.price[product] * world.of(level)[customer] * size
    return Placed(
        customer=customer.astype(np.int32),
        at=at,
        person=person.astype(np.int8),
        product=product,
        channel=usual_or_other(company[groups.Membership], who.channel[customer], uniform("channel")),
        cents=np.maximum(np.rint(dollars * 100), 1).astype(np.int64),
    )


def orders(world: World) -> Orders:
    """The orders placed by those who have not left."""
    potential = world.of(placed)
    there = world.of(relation).present(potential.customer, potential.at)
    return Orders(potential, np.flatnonzero(there).astype(np.int32))
