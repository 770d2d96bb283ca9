"""New riders, in place of those who leave or in ever smaller numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.customer_base import group_shares, tenure
from casekit.world.common.people import customer_groups
from casekit.world.engine.calendar import LONGEST
from casekit.world.engine.models import Joining
from casekit.world.engine.world import World
from casekit.world.harley.ages import OLDEST, giving_up, joining_weights, older
from casekit.world.theory.satisfaction_chain import Chain


@dataclass(frozen=True)
class Flow:
    """Riders come and go, in expectation; `joined` and `riding` count in one and the same unit."""

    joined: np.ndarray  # by whole months before the window's end and by group, shape (120, groups)
    riding: np.ndarray  # riders at the start of each month of the window, and at its end, shape (months + 1,)


def newcomers(world: World) -> Joining:
    """Joining as the flow of riders has it."""
    joined = world.of(flow).joined
    ages = joined.sum(axis=1)
    return Joining(ages, joined / np.maximum(ages, 1e-12)[:, None])  # nobody joins where the flow has dried up


def flow(world: World) -> Flow:
    """Move the whole base month by month: everybody gets older, some leave, newcomers take their place.

    Those who joined before the window have the tenures that the company assumes; nobody has left before it. From then
    on each group of customers gets as many newcomers as it loses, as far as the dial `ageing` lets them come: evenly
    over the window the flow dries up by that share. Losses are those at the default of the dial `leaving`. In the
    longest window nobody can have joined before it, and the first month's newcomers are the base.
    """
    membership, rules, months = world.company[groups.Membership], world.company[groups.Riding], world.calendar.months
    share, before = group_shares(membership), tenure(world.company[groups.Tenure])
    staying = np.exp(-_leaving_for_good(world, world.of(customer_groups)))[:, None] * np.exp(-giving_up(rules))
    weights = joining_weights(rules)

    riders = np.zeros((len(share), OLDEST))  # by group and age in months
    joined = np.zeros((LONGEST, len(share)))
    riding = np.zeros(LONGEST + 1)  # at the end of each month of a customer's longest tenure
    for age in reversed(range(LONGEST)):
        month = months - 1 - age
        if month < 0 or age == LONGEST - 1:
            joined[age] = before[age] * share
        else:
            stayed = riders * staying
            joined[age] = (riders - stayed).sum(axis=1) * (1 - world.dials["ageing"] * (month + 1) / months)
            riders = stayed
        riders[:, 1:] = riders[:, :-1].copy()
        riders += np.outer(joined[age], np.roll(weights, int(older(world, month + 0.5))))
        riding[LONGEST - age] = riders.sum()
    return Flow((joined / joined.sum()).round(9), (riding[-months - 1 :] / joined.sum()).round(9))


def _leaving_for_good(world: World, chain: Chain) -> np.ndarray:
    """Leaving rate a month of each group, less those who return after an incident; age comes on top."""
    mix, leaving = chain.settled
    rules = world.company[groups.Incidents]
    over_incident = (mix * rules.per_month).sum(axis=1) * rules.noticed * world.company.default("leaving")
    would_return = (np.array(rules.severity_shares) * rules.would_return_otherwise).sum()  # few ever complain
    return leaving - over_incident * would_return * rules.follow_through
