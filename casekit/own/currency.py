"""In which currency: amounts in two cannot be added, so those of one are taken."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.errors import CaseError, choice
from casekit.own import currencies
from casekit.own.purchases import Groups
from casekit.own.transactions import counted
from casekit.own.verdicts import Verdicts

OTHER, NONE = "in another currency", "no currency, where the file has several"


def refuse_other_currencies(groups: Groups, currency: np.ndarray, asked: str | None, verdicts: Verdicts) -> list[str]:
    """Keep the rows of one currency, and say which. `currency` is a code a row, "" where none is known.

    The one that was `asked` for, else that of more than half the rows which name one; CaseError if there is no such.
    """
    codes, names = pd.factorize(currency)
    names = list(names)
    blank = names.index("") if "" in names else -1
    codes = groups.filled(np.where(codes == blank, -1, codes), codes != blank, -1)
    rows = {name: int(np.count_nonzero(groups.live & (codes == code))) for code, name in enumerate(names) if name}
    rows = {name: count for name, count in rows.items() if count}
    if asked is not None:
        main = choice("currency", currencies.code(asked) or asked if isinstance(asked, str) else asked, rows)
    elif not rows:
        return []
    else:
        main = max(rows, key=lambda name: rows[name])
    if len(rows) == 1:
        return [f"all amounts are in {main}"]
    several = ", ".join(f"{name} ({counted(count, 'row')})" for name, count in rows.items())
    if asked is None and 2 * rows[main] <= sum(rows.values()):
        raise CaseError(f"Amounts in several currencies cannot be added: {several}; say currency={main!r} or another.")
    verdicts.refuse(OTHER, groups.live & (codes >= 0) & (codes != names.index(main)))
    verdicts.refuse(NONE, groups.live & (codes < 0))
    return [f"amounts in {main} are taken, of those in {several}: currency= says another"]
