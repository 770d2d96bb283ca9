"""The owner group: who joins unasked, who joins when a lot has them invited, and what membership does."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.calendar import DAYS_IN_MONTH
from casekit.world.engine.models import NEVER
from casekit.world.engine.world import World
from casekit.world.harley.joining import flow
from casekit.world.harley.wallets import enthusiasm

TYPES = ("joins unasked", "joins if invited", "never joins")
UNASKED, IF_INVITED, NEVER_JOINS = range(3)


@dataclass(frozen=True)
class Owners:
    """One entry a customer in each array, shape (customers,)."""

    type: np.ndarray  # int8, code in TYPES
    drawn: np.ndarray  # whether the rider takes part in the lot
    invited: np.ndarray
    since: np.ndarray  # float64, position in months; infinite for those who are no members in the window

    @property
    def member(self) -> np.ndarray:
        """Who is a member at the window's end."""
        return np.isfinite(self.since)


def effect(world: World) -> np.ndarray:
    """How much more each rider spends as a member: float64, shape (customers,), a part of what they spend otherwise."""
    rules = world.company[groups.OwnerGroup]
    draw = world.block.generator("people", "membership effect").standard_gamma(rules.effect_shape, world.block.size)
    return draw / rules.effect_shape * rules.effect


def drawn_at(world: World) -> int:
    """When the lot is drawn: the start of a month of the window."""
    return int(world.calendar.months * world.company[groups.OwnerGroup].drawn_after)


def owners(world: World) -> Owners:
    """A rider's inclination to join is normal, and correlated with enthusiasm; whoever has enough of it joins.

    Those who join unasked do so on becoming a customer. The lot is drawn once, among those who are customers and no
    members at that time; an invitation lowers the inclination that is needed. (A probit of membership on enthusiasm,
    with the shares of members and of those whom an invitation persuades given.)
    """
    rules, who, course = world.company[groups.OwnerGroup], world.of(people), world.of(relation)

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("owner group", variate)

    linked = correlation(world)
    other = draw("inclination").standard_normal(world.block.size)
    inclination = linked * world.of(enthusiasm) + np.sqrt(1 - linked**2) * other
    unasked, persuaded = (NormalDist().inv_cdf(1 - share) for share in (rules.members, rules.persuaded))
    kind = np.where(inclination > unasked, UNASKED, np.where(inclination > persuaded, IF_INVITED, NEVER_JOINS))

    lot = float(drawn_at(world))
    everybody = np.arange(world.block.size)
    there = (who.joined < lot) & course.present(everybody, np.full(world.block.size, lot))
    drawn = there & (kind != UNASKED)
    invited = drawn & (draw("lot").random(world.block.size) < rules.invited)
    accepts = lot + draw("accepts after").random(world.block.size) * rules.join_days / DAYS_IN_MONTH
    joins = invited & (kind == IF_INVITED) & course.present(everybody, accepts) & (accepts < world.calendar.months)
    since = np.select([kind == UNASKED, joins], [who.joined, accepts], NEVER)
    return Owners(kind.astype(np.int8), drawn, invited, since)


def correlation(world: World) -> float:
    """Correlation of enthusiasm with the inclination to join, as far as the dial `self_selection` says.

    At the dial's default it is such that members spend `raw_gap` more than others, in expectation.
    """
    rules, spread = world.company[groups.OwnerGroup], world.company[groups.Wallet].spread
    invited = invited_share(world)
    low, high = 0.0, spread
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if raw_gap(rules, middle, invited) < rules.raw_gap else (low, middle)
    turned = world.dials["self_selection"] / world.company.default("self_selection")
    return round(low / spread * turned, 9)


def invited_share(world: World) -> float:
    """Share of all riders who are there when the lot is drawn and whom it would invite, in expectation."""
    return world.company[groups.OwnerGroup].invited * float(world.of(flow).riding[drawn_at(world)])


def raw_gap(rules: groups.OwnerGroup, covariance: float, invited: float) -> float:
    """How much more members spend than others, in expectation, less one.

    `covariance` is that of the logarithm of spending with the inclination to join, `invited` the share of the riders
    for whom a smaller inclination is enough. Spending is lognormal, and weighting a normal variable by it moves its
    mean by their covariance: P(inclination + covariance > needed) is the part of all spending that is the members'.
    """
    normal = NormalDist()

    def joined(covariance: float) -> float:
        unasked, persuaded = (
            normal.cdf(covariance - normal.inv_cdf(1 - share)) for share in (rules.members, rules.persuaded)
        )
        return (1 - invited) * unasked + invited * persuaded

    members, spending = joined(0.0), joined(covariance)
    return (1 + rules.effect) * (spending / members) / ((1 - spending) / (1 - members)) - 1
