"""What the tests of data files share: a frame with every kind of column that a table may have."""

import numpy as np
import pandas as pd

FRAME = pd.DataFrame(
    {
        "id": np.array([1, 2, 3], dtype="int32"),
        "day": np.array(["1969-02-28", "NaT", "2025-12-31"], dtype="datetime64[s]"),
        "at": np.array(["2025-01-02T03:04:05.006", "2025-12-31T23:59:59", "NaT"], dtype="datetime64[ms]"),
        "count": pd.array([7, None, -7], dtype="Int64"),
        "flag": [True, False, True],
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "kind": pd.Categorical.from_codes([1, -1, 0], ["a, b", "c"]),
        "note": pd.Series(['say "hi"', "", None], dtype="str"),
        "amount": [5.97, float("nan"), 1e-7],
    }
)
