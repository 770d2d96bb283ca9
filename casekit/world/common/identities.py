"""Who the customers are: names, addresses and numbers that belong to nobody."""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casekit.errors import CaseError, shown
from casekit.world.engine.alias import AliasTable
from casekit.world.engine.streams import Block

DOMAINS = ("example.com", "example.net", "example.org")
"""Reserved for examples by RFC 2606: no mail to them ever arrives."""

# No code of a place: toll-free (800, 833, ...), premium (900), personal (700) and service numbers (211, ..., 911).
_AREA_CODE = re.compile(r"(?![79]00|8(\d)\1|.11)[2-9]\d\d")

# Days in 18 years with every leap day they can hold, and in 86 years with the fewest: so ages run from 18 to 85.
_YOUNGEST_DAYS, _OLDEST_DAYS = 18 * 365 + 5, 86 * 365 + 20

# Assumption, not a finding: the ages on joining of those who join today rise fast from 18, are commonest about 38,
# average 45 and thin out towards 85. Who joined years ago was nearer to 18 in proportion, so that all are at most 85
# today: of those who joined t years ago the mean age was 45.2 - 0.4 t, and it is 45.2 + 0.6 t now.
_AGE_SHAPE = (1.6, 2.4)


@dataclass(frozen=True)
class Place:
    """A city with the telephone area code in use there.

    >>> Place("Seattle", "WA", "206")
    Place(city='Seattle', region='WA', area_code='206')
    >>> Place("Seattle", "WA", "800")
    Traceback (most recent call last):
    casekit.errors.CaseError: area_code must be three digits in use for a place, such as '206'; '800' was given.
    """

    city: str
    region: str
    area_code: str

    def __post_init__(self) -> None:
        if not isinstance(self.area_code, str) or not _AREA_CODE.fullmatch(self.area_code):
            raise CaseError(
                f"area_code must be three digits in use for a place, such as '206'; {shown(self.area_code)} was given."
            )


@contextmanager
def _plainly_allocated() -> Iterator[None]:
    """Let Arrow take memory where everybody else does: its own allocator keeps some three times the text."""
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


@_plainly_allocated()
def identities(
    block: Block,
    places: Sequence[Place],
    on: datetime.date,
    place: np.ndarray | None = None,
    joined: np.ndarray | None = None,
) -> pd.DataFrame:
    """A person for each customer: name, email, phone, address, city, region (str) and birth_date (datetime64[s]).

    `places` are the cities they live in; `place` says who lives where, as indices into `places`, integers of shape
    (block.size,); without it every place is as likely. `joined` says who became a customer when, days up to `on`,
    datetime64[D] of shape (block.size,); without it all did on the day `on`. On joining nobody is under 18, and on the
    day `on` nobody over 85. Raises CaseError for anything else, such as a day more than 68 years before `on`.

    Names have the words and the chances of Faker's en_US `name()`, in which half of the people are women; its titles
    and suffixes ("Mrs.", "PhD", in 4 % of its names) are left out. Streets are Faker's last names and street suffixes,
    house numbers 1 to 9,999. Nobody real can be reached: e-mail addresses are at example.com, .net and .org (RFC 2606),
    telephone numbers 555-0100 to 555-0199, which the North American numbering plan sets aside for fiction in every area
    code. A hundred numbers a place are shared by many, as in households; e-mail addresses need not be unique either.

    >>> people = identities(Block(1, "example", 0, 3), [Place("Seattle", "WA", "206")], datetime.date(2026, 1, 1))
    >>> list(people.columns)
    ['name', 'email', 'phone', 'address', 'city', 'region', 'birth_date']
    >>> bool(people.phone.str.startswith("(206) 555-01").all())
    True
    """
    if not isinstance(places, Sequence) or not places or not all(isinstance(one, Place) for one in places):
        raise CaseError(f"places must be a list of at least one Place; {shown(places)} was given.")
    if not isinstance(on, datetime.date):
        raise CaseError(f"on must be a date, such as datetime.date(2026, 1, 1); {shown(on)} was given.")
    today = np.datetime64(datetime.date(on.year, on.month, on.day), "D")
    joined = np.full(block.size, today) if joined is None else _days(joined, today, block.size)

    def stream(variate: str) -> np.random.Generator:
        return block.generator("identities", variate)

    def whole(variate: str, low: int, high: int) -> np.ndarray:
        return stream(variate).integers(low, high, block.size)

    pools = _pools()
    first = pools.first_chances.draw(stream("first_name"), block.size)
    last = pools.last_chances.draw(stream("last_name"), block.size)
    street = pools.last_chances.draw(stream("street"), block.size)
    place = whole("place", 0, len(places)) if place is None else _indices(place, len(places), block.size)

    columns = {
        "name": _joined(pools.first.take(first), pools.last.take(last), separator=" "),
        "email": _joined(
            pools.first_mailed.take(first),
            pools.last_mailed.take(last),
            _digits(whole("email_number", 1, 100)),
            _words(f"@{domain}" for domain in DOMAINS).take(whole("email_domain", 0, len(DOMAINS))),
        ),
        "phone": _joined(
            _words(f"({one.area_code}) 555-01" for one in places).take(place),
            _words(f"{number:02}" for number in range(100)).take(whole("phone_number", 0, 100)),
        ),
        "address": _joined(
            _digits(whole("house_number", 1, 10_000)),
            pools.last.take(street),
            pools.street_suffix.take(whole("street_suffix", 0, len(pools.street_suffix))),
            separator=" ",
        ),
        "city": _words(one.city for one in places).take(place),
        "region": _words(one.region for one in places).take(place),
        "birth_date": _birth_dates(stream("birth_date"), joined, today),
    }
    return pa.table(columns).to_pandas()  # text stays where Arrow has put it


def word_pool_hash() -> str:
    """SHA-256 of every word and weight that identities are made of; a release of Faker may change it, and them.

    >>> len(word_pool_hash())
    64
    """
    return hashlib.sha256(json.dumps(_faker_words()).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class _Pools:
    first: pa.Array
    first_mailed: pa.Array
    first_chances: AliasTable
    last: pa.Array
    last_mailed: pa.Array
    last_chances: AliasTable
    street_suffix: pa.Array


@functools.cache
def _pools() -> _Pools:
    words = _faker_words()
    women, men, last = (dict(words[pool]) for pool in ("first_names_female", "first_names_male", "last_names"))
    first = [*women, *men]  # a name that both bear stands twice
    halves = [w / sum(women.values()) for w in women.values()] + [w / sum(men.values()) for w in men.values()]
    return _Pools(
        first=_words(first),
        first_mailed=_words(f"{_letters(name)}." for name in first),
        first_chances=AliasTable.of(halves),
        last=_words(last),
        last_mailed=_words(map(_letters, last)),
        last_chances=AliasTable.of(list(last.values())),
        street_suffix=_words(words["street_suffixes"]),
    )


def _faker_words() -> dict[str, list]:
    """The pools as Faker has them: names as (word, weight) pairs, street suffixes, all equally likely, as words."""
    from faker.providers.address.en_US import Provider as Addresses  # 0.1 s, for those who look at customers only
    from faker.providers.person.en_US import Provider as Persons

    names = ("first_names_female", "first_names_male", "last_names")
    return {pool: list(getattr(Persons, pool).items()) for pool in names} | {
        "street_suffixes": list(Addresses.street_suffixes)
    }


def _indices(place: object, places: int, size: int) -> np.ndarray:
    place = np.asarray(place)
    is_index = place.shape == (size,) and place.dtype.kind in "iu" and np.all((place >= 0) & (place < places))
    if not is_index:
        raise CaseError(
            f"place must be a whole number from 0 to {places - 1:,} for each of {size:,} customers; "
            f"{shown(place.tolist())} was given."
        )
    return place


def _letters(word: str) -> str:
    """What is left of a name in an e-mail address: its letters, lower-case, without accents."""
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", word).lower())


def _words(words: Iterable[str]) -> pa.Array:
    # Large strings are what pandas keeps its text in: anything else would be copied at the end.
    return pa.array(list(words), pa.large_string())


def _digits(whole_numbers: np.ndarray) -> pa.Array:
    return pa.array(whole_numbers).cast(pa.large_string())


def _joined(*parts: pa.Array, separator: str = "") -> pa.Array:
    return pc.binary_join_element_wise(*parts, pa.scalar(separator, pa.large_string()))


def _days(joined: object, today: np.datetime64, size: int) -> np.ndarray:
    joined = np.asarray(joined)
    earliest = today - (_OLDEST_DAYS - _YOUNGEST_DAYS)
    is_day = joined.shape == (size,) and joined.dtype == "datetime64[D]"
    if not is_day or not np.all((joined >= earliest) & (joined <= today)):
        raise CaseError(
            f"joined must be a day from {earliest} to {today} for each of {size:,} customers; "
            f"{shown(joined.tolist())} was given."
        )
    return joined


def _birth_dates(generator: np.random.Generator, joined: np.ndarray, today: np.datetime64) -> np.ndarray:
    since = (today - joined).astype(np.int64)
    age_days = _YOUNGEST_DAYS + generator.beta(*_AGE_SHAPE, len(joined)) * (_OLDEST_DAYS - _YOUNGEST_DAYS - since)
    return (joined - age_days.astype("timedelta64[D]")).astype("datetime64[s]")
