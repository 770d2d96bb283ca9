"""Every page of a product that was looked at, by customers and by programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.sessions import MONTH_SECONDS, NOTHING, sessions
from casekit.world.amazon.shelves import shelves
from casekit.world.amazon.visitor_ids import BOT, DEVICES, visitor_ids
from casekit.world.engine.world import World

MOST_BOT_CLICKS = 9_999  # row ids have room for no more
NO_SESSION = -1
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Clicks:
    """One entry a click, sorted by visitor number, then time."""

    visitor: np.ndarray  # int64, customer index x devices + device
    visitor_id: np.ndarray  # int64
    at: np.ndarray  # datetime64[ms]
    product: np.ndarray  # int16, index into the catalogue
    session: np.ndarray  # int64, index of the session it belongs to, -1 for programs


def clicks(world: World) -> Clicks:
    """The clicks of a block."""
    columns = [np.concatenate(column) for column in zip(_of_people(world), _of_bots(world), strict=True)]
    visitor, at, product, session = columns
    visitor_id, at = visitor_ids(world.block, visitor), world.calendar.datetimes(at)
    # One whole number a click: visitor above, milliseconds below. 43 bits hold 278 years of them.
    key = (visitor_id - visitor_id.min(initial=0) << 43) + at.astype(np.int64)
    order = np.argsort(key, kind="stable")
    return Clicks(visitor[order], visitor_id[order], at[order], product[order], session[order])


def first_looked_at(world: World) -> np.ndarray:
    """The product that each session is about: the one bought later, or another of its category; int16."""
    seen, shop = world.of(sessions), world.of(shelves)
    looked_at = shop.product(seen.category, world.block.generator("sessions", "product").random(len(seen.at)))
    return np.where(seen.bought == NOTHING, looked_at, seen.bought)


def _of_people(world: World) -> tuple[np.ndarray, ...]:
    seen, shop = world.of(sessions), world.of(shelves)
    session = np.repeat(np.arange(len(seen.at)), seen.clicks)
    last = np.cumsum(seen.clicks) - 1
    ordinal = np.arange(len(session)) - np.repeat(last + 1 - seen.clicks, seen.clicks)

    def uniform(variate: str) -> np.ndarray:
        return world.block.generator("clicks", variate).random(len(session))

    elsewhere = (uniform("category") * len(shop.by_rank)).astype(np.int64)
    wanders = uniform("wander") < world.company[groups.Browsing].wander
    category = np.where(wanders, elsewhere, seen.category[session])
    product = shop.product(category, uniform("product"))
    product[last] = world.of(first_looked_at)
    return seen.visitor[session], seen.at[session] + ordinal * seen.pace[session], product, session


def _of_bots(world: World) -> tuple[np.ndarray, ...]:
    """Programs that walk through the catalogue at a steady pace, for some weeks, by day and by night."""
    rules, size, months = world.company[groups.Browsing], world.block.size, world.calendar.months

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("bots", variate)

    is_there = draw("there").random(size) < rules.bots * world.dials["bots"]
    count = np.clip(np.rint(draw("clicks").standard_gamma(2.0, size) * rules.bot_clicks / 2), 1, MOST_BOT_CLICKS)
    start = draw("start").random(size) * months
    slot = np.flatnonzero(is_there)
    count = count[slot].astype(np.int64)
    bot = np.repeat(np.arange(len(slot)), count)
    ordinal = np.arange(len(bot)) - np.repeat(np.cumsum(count) - count, count)
    at = start[slot][bot] + ordinal / count[bot] * rules.bot_days * DAY_SECONDS / MONTH_SECONDS
    product = (draw("product").random(len(bot)) * world.of(shelves).category.size).astype(np.int16)
    within = at < months
    visitor, session = slot[bot] * len(DEVICES) + BOT, np.full(len(bot), NO_SESSION)
    return tuple(column[within] for column in (visitor, at, product, session))
