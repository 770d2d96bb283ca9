"""Currencies as files write them: codes, and the signs and short names that stand beside an amount."""

from __future__ import annotations

CURRENCIES = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR "
    "NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR".split()
)
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "dollars": "USD", "£": "GBP", "¥": "JPY",
    "₹": "INR", "rs": "INR", "rs.": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₫": "VND",
    "r$": "BRL", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "mx$": "MXN", "fr.": "CHF", "sfr.": "CHF", "fr": "CHF", "kr": "kr", "kr.": "kr", "zł": "PLN", "zl": "PLN",
    "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN",
}  # fmt: skip


def code(sign: str) -> str | None:
    """The code of a currency from what stands in a cell or beside an amount; None for what is none.

    Krona and krone share a sign, and stay "kr".

    >>> code("€"), code("Eur"), code("US$"), code("ca.")
    ('EUR', 'EUR', 'USD', None)
    """
    word = sign.strip()
    return word.upper() if word.upper() in CURRENCIES else _SIGNS.get(word.casefold())
