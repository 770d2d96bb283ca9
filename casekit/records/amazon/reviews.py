"""What customers have written about what they bought."""

from __future__ import annotations

from casekit.records.amazon.afterwards import about_purchases
from casekit.tables import CUSTOMER_ID, PRODUCT_ID, PURCHASE_ID, Column, Values, number, table
from casekit.world.amazon.reviews import reviews as written
from casekit.world.engine.world import World


@table(
    "reviews",
    "A review of a product that was bought",
    key="review_id",
    columns=(
        number("review_id"),
        PURCHASE_ID,
        CUSTOMER_ID,
        PRODUCT_ID,
        Column("at", "datetime64[ms]", "When it was written, UTC"),
        Column("stars", "int8", "From 1, bad, to 5, good", unit="stars"),
    ),
)
def reviews(world: World) -> Values:
    """Most purchases have none."""
    rows = world.of(written)
    return {**about_purchases(world, "review_id", rows), "stars": rows.detail}
