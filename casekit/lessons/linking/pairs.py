"""Five pairs of records about which the model is in doubt, one at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.linking.numbers import as_it_is, linked, numbered
from casekit.lessons.opening import takes
from casekit.memo import memo
from casekit.teach import one_by_one
from casekit.teach.one_by_one import OneByOne
from casekit.world.engine.streams import generator

DOUBT = (0.1, 0.9)  # the model's probability
PAIRS, OF_A_KIND = 5, 2  # at least so many of one customer, and of two


class Pair(NamedTuple):
    """Two records as they are written, and what is known of them."""

    one: str
    other: str
    probability: float  # that they are one customer, by the model
    is_one: bool


@memo()
def doubtful(case: Case) -> list[Pair]:
    """Pairs drawn at random from those in doubt, with both kinds among them."""
    found, person = linked(case), as_it_is(case).person
    table = case.fresh("channel_records").drop(columns=["record_id", "written_at"])
    mail = numbered(table.email)  # where it is the same, a reader has no doubt
    in_doubt = (found.probability > DOUBT[0]) & (found.probability < DOUBT[1]) & (mail[found.one] != mail[found.other])
    in_doubt = np.flatnonzero(in_doubt)
    order = generator(case.seed, "lesson 05", "pairs").permutation(in_doubt)
    is_one = person[found.one[order]] == person[found.other[order]]
    kinds = [order[is_one], order[~is_one]]
    chosen = np.concatenate([kind[:OF_A_KIND] for kind in kinds])
    chosen = np.concatenate((chosen, np.setdiff1d(order, chosen, assume_unique=True)[: PAIRS - len(chosen)]))
    return [
        Pair(
            _written(table.iloc[found.one[row]]), _written(table.iloc[found.other[row]]),
            float(found.probability[row]), bool(person[found.one[row]] == person[found.other[row]]),
        )
        for row in generator(case.seed, "lesson 05", "order of pairs").permutation(chosen)
    ]  # fmt: skip


def _written(record: pd.Series) -> str:
    said = [str(value) for name, value in record.items() if name != "channel" and pd.notna(value)]
    return f"{record.channel}: {', '.join(said)}"


@takes(AMAZON)
def one_or_two(case: Case) -> OneByOne:
    """Each pair, and after it whether it is one customer."""
    pairs = doubtful(case)
    lines = []
    for pair in pairs:
        whose = "one customer" if pair.is_one else "two customers"
        lines += [f"{pair.one}  |  {pair.other}", f"{whose}; the model said {100 * pair.probability:.0f} %"]

    def so_far(met: int) -> str:
        known = pairs[: met // 2]
        same = sum(pair.is_one for pair in known)
        ask = ["One customer, or two? Say it, then press."] if met % 2 else []
        tally = [f"Pairs so far: {len(known)}. One customer: {same}; two: {len(known) - same}."] if known else []
        return " ".join(ask + tally)

    return one_by_one(
        f"{len(pairs)} pairs of records. For each, say first whether it is one customer or two; the next press tells.",
        lines, so_far, button="Go on",
    )  # fmt: skip
