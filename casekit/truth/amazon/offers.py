"""What each customer does with the voucher and without it: both outcomes, of which the company sees one."""

from __future__ import annotations

from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.world.amazon.offers import offers as drawn
from casekit.world.common.people import people
from casekit.world.engine.world import World


@table(
    "offers",
    "A customer among whom the lot was drawn, with both outcomes",
    key="customer_id",
    columns=(
        CUSTOMER_ID,
        Column("orders_if_offered", "int64", "Orders in the thirteen weeks after, with the voucher"),
        Column("orders_if_not", "int64", "The same without it"),
        Column("spent_if_offered", "float64", "What the orders with it come to, before the voucher", unit="USD"),
        Column("spent_if_not", "float64", "The same without it", unit="USD"),
        Column("profit_if_offered", "float64", "The margin of the orders with it, less the voucher", unit="USD"),
        Column("profit_if_not", "float64", "The margin of the orders without it", unit="USD"),
    ),
)
def offers(world: World) -> Values:
    """Row by row the record of the same name."""
    lot = world.of(drawn)
    return {
        "customer_id": world.of(people).customer_id,
        "orders_if_offered": lot.if_offered.orders,
        "orders_if_not": lot.if_not.orders,
        "spent_if_offered": lot.if_offered.cents / 100,
        "spent_if_not": lot.if_not.cents / 100,
        "profit_if_offered": lot.if_offered.profit / 100,
        "profit_if_not": lot.if_not.profit / 100,
    }
