"""What customers are worth: a summary of their purchases, two models fitted to it, and their value to come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.measure.bg_nbd import BgNbd, fit_bg_nbd
from casekit.measure.gamma_gamma import GammaGamma, fit_gamma_gamma
from casekit.measure.given import number, shown
from casekit.measure.seen import LARGEST, seen
from casekit.measure.summary import summarise

__all__ = ["BgNbd", "GammaGamma", "fit_bg_nbd", "fit_gamma_gamma", "lifetime_value", "summarise"]

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(24)
HIGHEST_DISCOUNT = 10.0  # a period


def lifetime_value(
    fit: BgNbd,
    spend: GammaGamma,
    summary: pd.DataFrame,
    periods: float,
    discount: float = 0.0,
    margin: float = 1.0,
) -> pd.Series:
    """What each customer's purchases within `periods` after the end of T are worth today, with the index of `summary`.

    margin x expected spend x discounted expected purchases: `fit` says when customers will buy, `spend` how much a
    purchase will come to, and a purchase at time s is worth 1 / (1 + discount) ** s of one today. `periods`, from 0 to
    1e9 and also fractions, and `discount`, a rate from 0 to 10 per period, are in the summary's unit of time: at 12 %
    a year and weeks, give 1.12 ** (7 / 365.25) - 1 = 0.00217. `margin` is the share of an amount that is earned, from 0
    to 1. What was spent so far, and what it costs to keep a customer, is not in it.

    Raises ValueError for models of another kind, a summary that is none (see `fit_bg_nbd`, and mean_amount), or
    numbers outside these ranges; and as `expected_spend` does.

    Source: the discounted expected residual transactions of Fader, Hardie & Lee, "RFM and CLV: Using Iso-Value Curves
    for Customer Base Analysis", Journal of Marketing Research 42(4), 2005; there under the Pareto/NBD, without end.

    >>> fit, spend = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4), GammaGamma(6.25, 3.74, 15.44, 0.0)
    >>> summary = pd.DataFrame({"frequency": [0, 2], "recency": [0, 30.43], "T": 38.86, "mean_amount": [None, 50]})
    >>> lifetime_value(fit, spend, summary, periods=52, discount=0.002, margin=0.3).round(2).tolist()
    [2.54, 21.1]
    """
    for name, model, kind in (("fit", fit, BgNbd), ("spend", spend, GammaGamma)):
        if not isinstance(model, kind):
            raise ValueError(f"{name} must be a {kind.__name__}, as its fit finds it; {shown(model)} was given.")
    horizon = number("periods", periods, 0, strictly=False, high=LARGEST)
    force = np.log1p(number("discount", discount, 0, strictly=False, high=HIGHEST_DISCOUNT))
    share = number("margin", margin, 0, strictly=False, high=1)
    customers, amount = seen(summary), spend.expected_spend(summary)
    # By parts: what purchases up to each moment lose by the discount of that moment, and what all up to the horizon
    # still have of it. The integral is over the root of the discount, in which long horizons and high rates are smooth.
    lost = -np.expm1(-force / 2 * horizon)
    root = 1 - lost * (POINTS + 1) / 2
    moments = -2 * np.log(root) / force if lost else np.zeros(len(root))
    weights = np.append(lost * WEIGHTS * root, np.exp(-force * horizon))
    discounted = fit.ahead(customers, np.append(moments, horizon), weights)
    return pd.Series(share * amount.to_numpy() * discounted, summary.index, name="lifetime_value")
