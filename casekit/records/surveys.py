"""The survey's record: an answer from those who answer, and silence from the rest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.cases.groups import Surveys
from casekit.world.contacts import contacts
from casekit.world.opinions import opinions
from casekit.world.people import people
from casekit.world.world import World, row_ids


def answer_chance(
    felt: np.ndarray, ratio: np.ndarray | float, rules: Surveys, dials: Mapping[str, float]
) -> np.ndarray:
    """Chance that a customer who feels `felt` (0 to 10) answers; shape as given.

    `ratio` is how much more the customer's channel answers than the average one when `channel_gap` is 1. Unhappiness
    lowers the chance in a straight line from the score `rules.content` down to `rules.unhappy`, where the dial
    `silence` is felt in full.

    >>> from casekit.cases.starbucks import STARBUCKS
    >>> dials = {"silence": 0.9, "channel_gap": 0.0}
    >>> answer_chance(np.array([9, 7, 3]), 1.0, STARBUCKS.surveys, dials).round(3).tolist()
    [0.3, 0.246, 0.03]
    """
    unhappiness = np.clip((rules.content - felt) / (rules.content - rules.unhappy), 0, 1)
    return rules.answering * (1 + dials.get("channel_gap", 0.0) * (ratio - 1)) * (1 - dials["silence"] * unhappiness)


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Surveys sent, a row each; `score` is missing where nobody answered, `contact_id` for the monthly survey."""
    who, asked, rules = world.of(people), world.of(opinions), world.company.surveys
    channel = who.channel[asked.customer]
    chance = answer_chance(asked.felt, np.array(rules.answering_ratio)[channel], rules, dials)
    answered = asked.willing < chance
    customer_id = who.customer_id[asked.customer]
    contact_id = row_ids(who.customer_id[world.of(contacts).customer])
    followed = pd.Series(contact_id[asked.contact] if len(contact_id) else asked.contact, dtype="Int64")
    return pd.DataFrame(
        {
            "survey_id": row_ids(customer_id),
            "customer_id": customer_id,
            "contact_id": followed.mask(asked.contact < 0),
            "channel": pd.Categorical.from_codes(channel, world.company.membership.channels),
            "sent_at": world.calendar.datetimes(asked.at),
            "answered": answered,
            "score": np.where(answered, asked.felt, np.nan),
        }
    )
