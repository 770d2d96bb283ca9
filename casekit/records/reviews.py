"""What customers have written about what they bought."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from casekit.records.afterwards import about_purchases
from casekit.world.stars import reviews
from casekit.world.world import World


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Reviews, a row each; one to five stars."""
    written = world.of(reviews)
    return pd.DataFrame(about_purchases(world, "review_id", written) | {"stars": written.detail})
