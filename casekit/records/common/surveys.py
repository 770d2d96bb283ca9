"""The survey's record: an answer from those who answer, and silence from the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.common.contacts import contacts
from casekit.world.common.opinions import opinions
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


def answer_chance(
    felt: np.ndarray, ratio: np.ndarray | float, rules: groups.Surveys, silence: float, channel_gap: float
) -> np.ndarray:
    """Chance that a customer who feels `felt` (0 to 10) answers; shape as given.

    `ratio` is how much more the customer's channel answers than the average one when `channel_gap` is 1. Unhappiness
    lowers the chance in a straight line from the score `rules.content` down to `rules.unhappy`, where the dial
    `silence` is felt in full.

    >>> from casekit.cases.starbucks import STARBUCKS
    >>> rules = STARBUCKS[groups.Surveys]
    >>> answer_chance(np.array([9, 7, 3]), 1.0, rules, silence=0.9, channel_gap=0.0).round(3).tolist()
    [0.3, 0.246, 0.03]
    """
    unhappiness = np.clip((rules.content - felt) / (rules.content - rules.unhappy), 0, 1)
    return rules.answering * (1 + channel_gap * (ratio - 1)) * (1 - silence * unhappiness)


@table(
    "surveys",
    "A survey sent to a customer",
    key="survey_id",
    columns=(
        number("survey_id"),
        CUSTOMER_ID,
        Column("contact_id", "Int64", "The contact it asks about, if it is not the monthly survey"),
        Column("channel", "category", "The customer's usual way of ordering, by which the survey went out"),
        Column("sent_at", "datetime64[ms]", "When it was sent, UTC"),
        Column("answered", "bool", "Whether the customer answered"),
        Column("score", "float64", "The answer, from 0, worst, to 10, best; missing without one", unit="points"),
    ),
)
def surveys(world: World) -> Values:
    """Who answers is a matter of channel and of mood, as far as the dials say."""
    who, asked, rules = world.of(people), world.of(opinions), world.company[groups.Surveys]
    channel = who.channel[asked.customer]
    ratio = np.array(rules.answering_ratio)[channel]
    chance = answer_chance(asked.felt, ratio, rules, world.dials["silence"], world.dials["channel_gap"])
    answered = asked.willing < chance
    customer_id = who.customer_id[asked.customer]
    contact_id = row_ids(who.customer_id[world.of(contacts).customer])
    followed = pd.Series(contact_id[asked.contact] if len(contact_id) else asked.contact, dtype="Int64")
    return {
        "survey_id": lambda: row_ids(customer_id),
        "customer_id": customer_id,
        "contact_id": followed.mask(asked.contact < 0),
        "channel": pd.Categorical.from_codes(channel, world.company[groups.Membership].channels),
        "sent_at": lambda: world.calendar.datetimes(asked.at),
        "answered": answered,
        "score": np.where(answered, asked.felt, np.nan),
    }
