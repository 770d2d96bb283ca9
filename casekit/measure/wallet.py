"""Share of wallet: what a rule makes of ranks, what it proves, and what large brands have that small ones have not."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.frames import go_together, known, needed, plain, same_order
from casekit.measure.given import shown, whole
from casekit.measure.grouped import mean_ranks, totals
from casekit.measure.ids import ids
from casekit.measure.kinds import numbers

MOST_BRANDS = 1_000_000
MOST_CUSTOMERS = 10**15
ROUNDED = 1e-9  # of a total, by which a sum may exceed it for no reason but rounding
BY_ORDER_ALONE = (
    math.sqrt(3) / 2
)  # correlation of the rule's shares with shares of which nothing but the order is known


class Correlation(NamedTuple):
    """A correlation, its standard error, and the number of customers it comes from."""

    correlation: float
    standard_error: float
    customers: int

    def __repr__(self) -> str:
        return f"correlation {self.correlation:.3f}, standard error {self.standard_error:.3f}"


def wallet_allocation(rank: ArrayLike, brands: ArrayLike) -> np.ndarray | float:
    """Share of wallet of a brand with this rank among so many that a customer uses, by the Wallet Allocation Rule.

    (1 - rank / (brands + 1)) * 2 / brands. `rank` is 1 for the best; brands that tie share the mean of their ranks (two
    on top: 1.5 each), and so also the mean of those ranks' shares, and a customer's shares always add up to 1; the
    function `rank_brands` gives such ranks. Both are numbers or arrays that go together; missing ones have missing
    shares. Raises ValueError for brands that are no whole number from 1, for ranks below 1, above `brands`, or between
    halves, and for arrays that do not go together.

    Source: Keiningham, Aksoy, Buoye & Cooil, "Customer Loyalty Isn't Enough. Grow Your Share of Wallet", Harvard
    Business Review, Oct 2011.

    >>> wallet_allocation([1, 2, 3], 3).round(3).tolist(), wallet_allocation([1.5, 1.5, 3], 3).round(3).tolist()
    ([0.5, 0.333, 0.167], [0.417, 0.417, 0.167])
    """
    place, count = numbers("rank", rank, flat=False), numbers("brands", brands, flat=False)
    _all(
        "brands",
        f"whole numbers from 1 to {MOST_BRANDS:,}",
        count,
        (count < 1) | (count > MOST_BRANDS) | (count % 1 > 0),
    )
    go_together(rank=place, brands=count)
    same_order(rank=rank, brands=brands)
    place, count = np.broadcast_arrays(place, count)
    _all("rank", "whole or half numbers from 1 to brands", place, (place < 1) | (place > count) | (2 * place % 1 > 0))
    return plain((1 - place / (count + 1)) * 2 / count)


def rank_brands(ratings: pd.DataFrame) -> pd.DataFrame:
    """Each customer's ranking of the brands they use, and the share of wallet that the Wallet Allocation Rule gives it.

    `ratings` has the columns customer_id, brand and satisfaction (numbers, more is better), a row for each brand that a
    customer uses. The result has the same rows: customer_id, brand, rank (1 is best; equals share the mean of their
    ranks), brands (how many the customer uses), share. Raises ValueError for a table without rows or without those
    columns, for missing values, and for a brand that comes twice for a customer.

    >>> rank_brands(pd.DataFrame({"customer_id": [1, 1, 1, 2], "brand": list("abca"), "satisfaction": [9, 9, 4, 7]}))
       customer_id brand  rank  brands     share
    0            1     a   1.5       3  0.416667
    1            1     b   1.5       3  0.416667
    2            1     c   3.0       3  0.166667
    3            2     a   1.0       1  1.000000
    """
    found = needed("ratings", ratings, "customer_id", "brand", "satisfaction")
    (customer, customers), (brand, names) = (_codes(name, found[name], "rating") for name in ("customer_id", "brand"))
    satisfaction = numbers("satisfaction", found["satisfaction"])
    known("satisfaction", "rating", np.isnan(satisfaction))
    pairs, often = np.unique(customer * len(names) + brand, return_counts=True)
    if len(pairs) < len(customer):
        twice = pairs[often > 1][0]
        both = f"{shown(names[twice % len(names)])} of customer {shown(customers[twice // len(names)])}"
        raise ValueError(f"ratings must have each brand of a customer once; {both} comes twice.")
    rank, brands = mean_ranks(-satisfaction, customer), np.bincount(customer)[customer]
    ranked = {"rank": rank, "brands": brands, "share": np.atleast_1d(wallet_allocation(rank, brands))}
    return pd.DataFrame({"customer_id": customers[customer], "brand": names[brand], **ranked}, ratings.index)


def share_of_wallet(own: ArrayLike, total: ArrayLike) -> np.ndarray | float:
    """The share, from 0 to 1, of what is spent in all that is spent here: own / total.

    Both are amounts in one unit and of one period, numbers or arrays that go together, a pair for each customer. Where
    one is missing, or nothing is spent at all, there is no share: it is nan. The share of all customers together is
    that of the sums, `share_of_wallet(own.sum(), total.sum())`; the mean of the customers' shares is another number, as
    it counts small wallets as much as large ones. Raises ValueError for amounts below zero, for more spent here than
    in all, and for arrays that do not go together.

    >>> share_of_wallet([10, 300], [100, 400]).tolist(), share_of_wallet(310, 500)
    ([0.1, 0.75], 0.62)
    """
    here, everywhere = numbers("own", own, 0, flat=False), numbers("total", total, 0, flat=False)
    go_together(own=here, total=everywhere)
    same_order(own=own, total=total)
    here, everywhere = np.broadcast_arrays(here, everywhere)
    _all("own", "at most total", here, here > everywhere * (1 + ROUNDED))
    with np.errstate(invalid="ignore"):  # nothing of nothing
        return plain(np.minimum(here / everywhere, 1.0))


def correlation_by_construction(spending: pd.DataFrame) -> Correlation:
    """How well the Wallet Allocation Rule seems to predict shares, if its ranks are taken from those shares themselves.

    `spending` has the columns customer_id, brand and spend (zero or more; several rows of a customer's brand add up).
    Each customer's brands are ranked by what the customer spends on them, the rule turns the ranks into shares, and
    these are compared with the true ones, over all brands of all customers: ranks from the answer, so the correlation
    says nothing about the rule. Customers with fewer than two brands are left out, as their share is 1 either way. For
    shares drawn at random, each division of the wallet being as likely as any other, it is the square root of 3/4,
    .866 (`BY_ORDER_ALONE`), if all use the same number of brands, and more if some use fewer than others. The standard
    error takes customers as drawn at random.

    Raises ValueError for a table without rows or without those columns, for missing or negative values, and unless two
    customers use two brands and somebody spends more on one than on the other.

    The critique is Byron Sharp's: that a high correlation is guaranteed by construction.

    >>> wallets = np.random.default_rng(1).dirichlet(np.ones(3), 4_000)
    >>> spending = pd.DataFrame(wallets, columns=list("abc")).rename_axis("customer_id").stack().rename("spend")
    >>> correlation_by_construction(spending.rename_axis(["customer_id", "brand"]).reset_index())
    correlation 0.865, standard error 0.002
    """
    found = needed("spending", spending, "customer_id", "brand", "spend")
    (customer, _), (brand, names) = (_codes(name, found[name], "amount") for name in ("customer_id", "brand"))
    spend = numbers("spend", found["spend"], 0)
    known("spend", "brand of a customer", np.isnan(spend))
    pairs, row = np.unique(customer * len(names) + brand, return_inverse=True)
    spend = totals(row, spend, len(pairs))
    customer = pairs[spend > 0] // len(names)
    spend = spend[spend > 0]
    several = np.bincount(customer, minlength=1)[customer] > 1
    _, customer = np.unique(customer[several], return_inverse=True)
    spend = spend[several]
    customers = int(customer.max()) + 1 if len(customer) else 0
    if customers < 2:
        raise ValueError(f"spending must have at least two customers with two brands; {customers} was given.")
    true = spend / np.bincount(customer, weights=spend)[customer]
    rule = np.asarray(wallet_allocation(mean_ranks(-spend, customer), np.bincount(customer)[customer]))
    if np.ptp(rule) == 0 or np.ptp(true) == 0:
        raise ValueError("spending must differ between a customer's brands; all is spent alike.")
    one, other = (rule - rule.mean()) / rule.std(), (true - true.mean()) / true.std()
    correlation = float((one * other).mean())
    # How far each customer moves the correlation (its influence function), brands of a customer going together.
    moves = np.bincount(customer, weights=one * other - correlation * (one**2 + other**2) / 2)
    return Correlation(correlation, float(np.sqrt((moves**2).sum())) / len(spend), customers)


def double_jeopardy(purchases: pd.DataFrame, customers: int | None = None) -> pd.DataFrame:
    """Brands by size: small ones have fewer buyers, who also buy them a little less often (double jeopardy).

    `purchases` has the columns customer_id and brand, a row a purchase, or with a column purchases: how many each row
    stands for, zero or more. `customers` is how many there are, buyers or not; without it, those in the table. A row a
    brand, the largest first: buyers; penetration, their share of the customers; purchase_frequency, purchases of the
    brand by each buyer, on average, and its standard_error (nan for one buyer); share_of_requirements, the brand's part
    of all that its buyers buy; market_share; and expected_frequency, which the line w (1 - b) = constant gives for a
    penetration of b, the constant being the brands' mean of frequency times (1 - penetration). A brand that everybody
    buys is on no such line: its expected frequency is nan.

    Raises ValueError for a table without rows or without those columns, for missing values, for purchases below zero
    or none at all, and for fewer customers than buyers.

    Source: Ehrenberg, Goodhardt & Barwise, "Double Jeopardy Revisited", Journal of Marketing 54(3), 1990.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 3, 3, 4, 1], "brand": list("aaaaabb")})
    >>> brands = double_jeopardy(purchases, customers=10)
    >>> brands[["buyers", "penetration", "purchase_frequency", "expected_frequency"]].round(2)
    ... # doctest: +NORMALIZE_WHITESPACE
           buyers  penetration  purchase_frequency  expected_frequency
    brand
    a           3          0.3                1.67                1.40
    b           2          0.2                1.00                1.23
    """
    found = needed("purchases", purchases, "customer_id", "brand", too="purchases")
    (customer, everybody), (brand, names) = (_codes(name, found[name], "purchase") for name in ("customer_id", "brand"))
    count = numbers("purchases", found["purchases"], 0) if "purchases" in found else np.ones(len(brand))
    known("purchases", "row", np.isnan(count))
    if not count.max():
        raise ValueError("purchases must hold at least one purchase; none was given.")
    pairs, row = np.unique(customer * len(names) + brand, return_inverse=True)
    bought = totals(row, count, len(pairs))
    pairs, bought = pairs[bought > 0], bought[bought > 0]
    customer, brand = np.divmod(pairs, len(names))
    size = (
        len(everybody) if customers is None else whole("customers", customers, len(np.unique(customer)), MOST_CUSTOMERS)
    )
    there = np.unique(brand)
    buyers, volume = np.bincount(brand)[there], np.bincount(brand, weights=bought)[there]
    needs = np.bincount(brand, weights=np.bincount(customer, weights=bought)[customer])[there]
    frequency, penetration = volume / buyers, buyers / size
    wide = np.full(len(names), np.nan)
    wide[there] = frequency
    most = bought.max()  # against which no square is too small for a float
    squares = np.bincount(brand, weights=((bought - wide[brand]) / most) ** 2)[there]
    line = np.where(buyers < size, frequency * (1 - penetration), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):  # of one buyer; of a brand that everybody buys
        error = most * np.sqrt(squares / (buyers - 1) / buyers)
        constant = line[buyers < size].sum() / np.count_nonzero(buyers < size)
        expected = np.where(buyers < size, constant / (1 - penetration), np.nan)
    table = {
        "buyers": buyers,
        "penetration": penetration,
        "purchase_frequency": frequency,
        "standard_error": error,
        "share_of_requirements": volume / needs,
        "market_share": volume / volume.sum(),
        "expected_frequency": expected,
    }
    order = np.lexsort((there, -volume, -buyers))
    return pd.DataFrame(table, pd.Index(names[there], name="brand")).iloc[order]


def _codes(name: str, values: pd.Series, row: str) -> tuple[np.ndarray, np.ndarray]:
    """A number for each id, and the ids, sorted; none may be missing."""
    read = ids(name, values)
    known(name, row, read.missing)
    codes, different = pd.factorize(read.keys, sort=True)
    return codes.astype(np.int64), different


def _all(name: str, must: str, values: np.ndarray, wrong: np.ndarray) -> None:
    if wrong.any():
        raise ValueError(f"{name} must be {must}; {shown(values[wrong].flat[0])} was given.")
