"""Purchases at a dealer and around it: Poisson streams at each rider's own rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people, usual_or_other
from casekit.world.common.relation import relation
from casekit.world.engine.draw import pick
from casekit.world.engine.rows import STRIDE, Taken
from casekit.world.engine.world import World
from casekit.world.harley.brands import OWN
from casekit.world.harley.categories import categories
from casekit.world.harley.owners import effect, owners
from casekit.world.harley.wallets import price_index, wallet


@dataclass(frozen=True)
class Potential:
    """One entry a purchase, as if nobody left and all were members, sorted by customer, then time."""

    key: np.ndarray  # float64: customer index x STRIDE + position in months
    customer: np.ndarray  # int32, index into the block
    at: np.ndarray  # float64, position in months
    product: np.ndarray  # int8, index into the catalogue
    channel: np.ndarray  # int16, code in Membership.channels
    cents: np.ndarray  # int64
    extra: np.ndarray  # made by a member of the owner group only


@dataclass(frozen=True)
class Sales:
    """Those of the purchases that are made; the columns are as in `Potential`."""

    whole: Potential
    rows: np.ndarray  # int32, index into the whole

    key = Taken()
    customer = Taken()
    at = Taken()
    product = Taken()
    channel = Taken()
    cents = Taken()
    extra = Taken()


def sales(world: World) -> Sales:
    """The purchases of those who have not left; the extra ones only of those who are members by then."""
    would, since = world.of(potential), world.of(owners).since
    made = world.of(relation).present(would.customer, would.at) & (~would.extra | (would.at >= since[would.customer]))
    return Sales(would, np.flatnonzero(made).astype(np.int32))


def potential(world: World) -> Potential:
    """What riders would buy if nobody left and all were members.

    Both of a rider's potential outcomes are in it: without membership they are the purchases that are not extra. Who
    joins within the window begins with a motorcycle.
    """
    company, who, shop = world.company, world.of(people), world.of(categories)
    rules, gain = company[groups.Wallet], world.of(effect)
    vehicle = shop.names.index(rules.joins_with)

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("purchases", variate)

    rate = world.of(wallet)[:, :, OWN] / shop.mean_price / 12
    rate[:, np.arange(len(shop.names)) != vehicle] *= (1 + gain)[:, None]
    span = world.calendar.months - who.active_from
    joins = who.joined >= 0
    counts = draw("count").poisson(rate.sum(axis=1) * span) + joins
    customer = np.repeat(np.arange(world.block.size), counts)
    size = len(customer)
    first = np.zeros(size, dtype=bool)
    first[(np.cumsum(counts) - counts)[joins]] = True

    after = np.where(first, 0.0, draw("at").random(size))
    key = np.sort(customer * STRIDE + who.active_from[customer] + span[customer] * after)
    # The key holds a position to a few milliseconds; that must not move a purchase before joining or out of the window.
    at = np.clip(key - customer * STRIDE, who.active_from[customer], np.nextafter(float(world.calendar.months), 0))
    at = np.where(first, who.active_from[customer], at)

    category = np.where(first, vehicle, pick(draw("category").random(size), rate[customer]))
    product = shop.products(category, draw("product").random(size))
    extra = (category != vehicle) & (draw("extra").random(size) * (1 + gain[customer]) >= 1)
    usual = usual_or_other(company[groups.Membership], who.channel[customer], draw("channel").random(size))
    in_person = np.isin(category, [shop.names.index(name) for name in rules.in_person])
    around_price = draw("price").standard_gamma(rules.price_shape, size) / rules.price_shape
    dollars = shop.price[product] * price_index(world, at) * around_price
    return Potential(
        key=key,
        customer=customer.astype(np.int32),
        at=at,
        product=product,
        channel=np.where(in_person, 0, usual).astype(np.int16),
        cents=np.maximum(np.rint(dollars * 100), 1).astype(np.int64),
        extra=extra,
    )
