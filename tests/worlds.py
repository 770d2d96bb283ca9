"""What the tests of every world share: the companies, their tables, and whose row a row is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from casekit.case import Case, open_case
from casekit.companies import COMPANIES as BOUND
from casekit.world.amazon.visitor_ids import DEVICES, visitor_ids

COMPANIES = list(BOUND)
END = pd.Timestamp("2026-01-01")


def tables(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every record and every true table, by name."""
    truth = case.reveal()
    yield from ((table.name, getattr(case, table.name)) for table in case.company.records)
    yield from ((f"true {table.name}", getattr(truth, table.name)) for table in case.company.truth)


def whose(case: Case, frame: pd.DataFrame) -> np.ndarray | None:
    """The customer behind each row, known to the company or not; None for a table that is about no customers.

    Of a visitor this is the customer whose computer it is, and for a program the customer it was drawn beside.
    """
    if "record_id" in frame:
        return case.reveal().channel_records.set_index("record_id").customer_id[frame.record_id].to_numpy()
    if "visitor_id" in frame:
        blocks = [world.block for world in case._worlds]
        ids = np.concatenate([visitor_ids(block, np.arange(block.size * len(DEVICES))) for block in blocks])
        customer = np.repeat(np.arange(1, case.size + 1), len(DEVICES))
        return pd.Series(customer, index=ids)[frame.visitor_id].to_numpy()
    return frame.customer_id.to_numpy() if "customer_id" in frame else None


def order_of(frame: pd.DataFrame) -> list[str]:
    """The columns that a table is sorted by: its key, and the first moment in it."""
    moments = [name for name, column in frame.items() if column.dtype.kind == "M"]
    owner = next((name for name in ("record_id", "visitor_id") if name in frame), "customer_id")
    return [owner, *moments[:1]]


def worlds(company: str, most_customers: int = 120, most_months: int = 48) -> st.SearchStrategy[Case]:
    """Worlds of one company, at any size and any setting of its dials."""
    dials = {dial.name: st.floats(0, 1) for dial in BOUND[company].dials}
    return st.builds(
        lambda seed, customers, months, dials: open_case(
            company, customers=customers, months=months, seed=seed, dials=dials
        ),
        st.integers(0, 10**9),
        st.integers(1, most_customers),
        st.integers(1, most_months),
        st.fixed_dictionaries(dials),
    )
