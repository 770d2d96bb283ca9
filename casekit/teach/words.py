"""Numbers as sentences and titles have them."""

from __future__ import annotations


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage.

    >>> percent(0.286)
    '29 %'
    """
    return f"{100 * share:.0f} %"


def signed(value: float, digits: int = 2) -> str:
    """With its sign, and a minus as long as the plus is wide; nothing has no sign.

    >>> signed(0.25), signed(-0.004), signed(12, digits=0)
    ('+0.25', '0.00', '+12')
    """
    return f"{value:+.{digits}f}".replace("-", "\u2212") if round(value, digits) else f"{0:.{digits}f}"
