"""Who is behind a visitor's number: a customer's computer or telephone, another person's, or a program."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.world.clicks import clicks
from casekit.world.goals import goals
from casekit.world.people import people
from casekit.world.visitor_ids import BOT, DEVICES, visitor_ids
from casekit.world.world import World

KINDS = ("owner", "other", "bot")


def frame(world: World) -> pd.DataFrame:
    """Each visitor in the logs; `customer_id` is missing for programs."""
    codes = np.unique(np.concatenate((world.of(clicks).visitor, world.of(goals).visitor)))
    ids = visitor_ids(world.block, codes)
    codes = codes[np.argsort(ids)]
    customer, device = np.divmod(codes, len(DEVICES))
    customer_id = pd.Series(world.of(people).customer_id[customer].astype(np.int64), dtype="Int64")
    return pd.DataFrame(
        {
            "visitor_id": np.sort(ids),
            "kind": pd.Categorical.from_codes(np.array(DEVICES)[device], KINDS),
            "customer_id": customer_id.mask(device == BOT),
        }
    )
