"""Purchases at a store: a Poisson stream of visits whose rate follows satisfaction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people, usual_or_other
from casekit.world.common.relation import relation
from casekit.world.common.satisfaction import exposure, satisfaction
from casekit.world.engine.rows import STRIDE
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Visits:
    """One entry a visit, sorted by customer, then time; there are many, so what the key tells is not kept."""

    key: np.ndarray  # float64: customer index x STRIDE + position in months
    product: np.ndarray  # int8, index into the catalogue
    channel: np.ndarray  # int16, code in Membership.channels
    cents: np.ndarray  # int32
    first: np.ndarray  # float64, shape (customers,): the earliest position of each customer
    months: int  # at the end of which no position lies any more

    @property
    def customer(self) -> np.ndarray:
        """int32, index into the block."""
        return _customer(self.key)

    @property
    def at(self) -> np.ndarray:
        """float64, position in months."""
        return _position(self.key, self.first, self.months)


def own_rate(world: World) -> np.ndarray:
    """How often each customer comes, against the mean of their state: float64, shape (customers,), mean 1."""
    shape = world.company[groups.Visits].rate_shape
    return world.block.generator("people", "visit rate").standard_gamma(shape, world.block.size) / shape


def visits(world: World) -> Visits:
    """Draw the visits of a block: how often by satisfaction and own rate, how much by satisfaction and product."""
    company, who, path, course = world.company, world.of(people), world.of(satisfaction), world.of(relation)
    draw = world.block.generator
    months = np.arange(world.calendar.months)
    absent = (months >= course.left[:, None]) & (months + 1 <= course.returned[:, None])
    absent |= months >= course.gone[:, None]
    there = exposure(world)
    rate = np.array(company[groups.Visits].per_month)[path] * world.of(own_rate)[:, None] * there
    counts = draw("visits", "count").poisson(np.where(absent, 0.0, rate)).ravel()

    # A visit's month begins when its customer joins, if that is in it: positions count back from the month's end.
    start = (np.arange(world.block.size)[:, None] * STRIDE + months + 1).ravel()
    length = there.ravel()
    drawn = draw("visits", "at").random(counts.sum())
    key = np.sort(np.repeat(start, counts) - np.repeat(length, counts) * (1 - drawn))
    first = who.active_from
    customer, at = _customer(key), _position(key, first, world.calendar.months)
    present = course.present(customer, at)
    key, customer, at = key[present], customer[present], at[present]

    product = _products(draw("visits", "product").random(len(at)), company[groups.Products].popularity)
    price = np.array([price for _, _, price, _ in company[groups.Products].catalogue])
    popularity = np.array(company[groups.Products].popularity)
    mean_price = (price * popularity).sum() / popularity.sum()
    state = path[customer, at.astype(np.int64)]
    shape = company[groups.Visits].ticket_shape
    size = draw("visits", "ticket").standard_gamma(shape, len(at)) / shape
    dollars = price[product] / mean_price * np.array(company[groups.Visits].ticket)[state] * size
    return Visits(
        key=key,
        product=product,
        channel=usual_or_other(
            company[groups.Membership], who.channel[customer], draw("visits", "channel").random(len(at))
        ),
        cents=np.maximum(np.rint(dollars * 100), 1).astype(np.int32),
        first=first,
        months=world.calendar.months,
    )


def _customer(key: np.ndarray) -> np.ndarray:
    return (key / STRIDE).astype(np.int32)


def _position(key: np.ndarray, first: np.ndarray, months: int) -> np.ndarray:
    customer = _customer(key)
    # The key holds a position to a few milliseconds; that must not move a visit before joining or out of the window.
    return np.clip(key - customer * STRIDE, first[customer], np.nextafter(float(months), 0))


def _products(uniform: np.ndarray, popularity: tuple[float, ...]) -> np.ndarray:
    bounds = np.cumsum(popularity)[:-1] / np.sum(popularity)
    return np.searchsorted(bounds, uniform, side="right").astype(np.int8)
