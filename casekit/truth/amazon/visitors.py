"""Who is behind a visitor's number: a customer's computer or telephone, another person's, or a program."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.tables import Column, Values, table
from casekit.world.amazon.clicks import clicks
from casekit.world.amazon.goals import goals
from casekit.world.amazon.visitor_ids import BOT, DEVICES, visitor_ids
from casekit.world.common.people import people
from casekit.world.engine.world import World

KINDS = ("owner", "other", "bot")


@table(
    "visitors",
    "Who is behind a visitor's number",
    key="visitor_id",
    columns=(
        Column("visitor_id", "int64", "Visitor"),
        Column("kind", "category", "The account's owner, the other person who uses it, or a program (bot)"),
        Column("customer_id", "Int64", "Customer whose account it is; missing for programs"),
    ),
)
def visitors(world: World) -> Values:
    """Each visitor in the logs."""
    codes = np.unique(np.concatenate((world.of(clicks).visitor, world.of(goals).visitor)))
    ids = visitor_ids(world.block, codes)
    codes = codes[np.argsort(ids)]
    customer, device = np.divmod(codes, len(DEVICES))
    customer_id = pd.Series(world.of(people).customer_id[customer].astype(np.int64), dtype="Int64")
    return {
        "visitor_id": np.sort(ids),
        "kind": pd.Categorical.from_codes(np.array(DEVICES)[device], KINDS),
        "customer_id": customer_id.mask(device == BOT),
    }
