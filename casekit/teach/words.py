"""Numbers as sentences and titles have them."""

from __future__ import annotations

from casekit.teach.quantity import MINUS, write


def percent(share: float, trace: bool = False) -> str:
    """A share from 0 to 1 as a whole percentage; with `trace`, one that is there is not written as nothing.

    >>> percent(0.286), percent(0.004), percent(0.004, trace=True)
    ('29 %', '0 %', 'under 1 %')
    """
    return "under 1 %" if trace and 0 < share < 0.005 else f"{100 * share:.0f} %"


def dollars(amount: float) -> str:
    """In three digits that count.

    >>> dollars(54.321), dollars(1_234_567)
    ('$54', '$1,230,000')
    """
    digits = 3 - len(f"{abs(amount):.0f}")
    return write(round(amount, min(digits, 0)), "dollars", 0)


def millions(amount: float) -> str:
    """Dollars, in millions.

    >>> millions(1_534_000)
    '$1.53 million'
    """
    return f"${amount / 1e6:.2f} million"


def signed(value: float, digits: int = 2) -> str:
    """With its sign, and a minus as long as the plus is wide; nothing has no sign.

    >>> signed(0.25), signed(-0.004), signed(12, digits=0)
    ('+0.25', '0.00', '+12')
    """
    return f"{value:+.{digits}f}".replace("-", MINUS) if round(value, digits) else f"{0:.{digits}f}"
