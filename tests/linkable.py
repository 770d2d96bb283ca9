"""People with several records of each, spoilt as clerks and forms spoil them: typos, gaps, swaps, other notations."""

import numpy as np
import pandas as pd
from faker import Faker

FIELDS = ("name", "birth_date", "address", "city", "email", "phone")
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def people(count: int, generator: np.random.Generator) -> pd.DataFrame:
    """A row a person. Names, streets and cities are as unequally common as Faker has them."""
    fake = Faker("en_US")
    fake.seed_instance(int(generator.integers(2**31)))
    given, surname = ([make() for _ in range(count)] for make in (fake.first_name, fake.last_name))
    cities = [fake.city() for _ in range(200)]
    born = pd.Timestamp("1930-01-01") + pd.to_timedelta(generator.integers(0, 75 * 365, count), unit="D")
    tail = generator.integers(1, 100, count)
    host = generator.choice(["example.com", "example.org", "example.net"], count)
    area, line = generator.integers(201, 260, count), generator.integers(0, 10_000, count)
    return pd.DataFrame(
        {
            "name": [f"{one} {other}" for one, other in zip(given, surname, strict=True)],
            "birth_date": born.strftime("%Y-%m-%d"),
            "address": [fake.street_address() for _ in range(count)],
            "city": generator.choice(cities, count, p=np.arange(200, 0, -1) / 20_100),
            "email": [f"{a}.{b}{c}@{d}".lower() for a, b, c, d in zip(given, surname, tail, host, strict=True)],
            "phone": [f"({a}) 555-{b:04}" for a, b in zip(area, line, strict=True)],
        }
    )


def typo(text: str, generator: np.random.Generator) -> str:
    """One letter or digit wrong, left out, doubled or in its neighbour's place."""
    place, way = int(generator.integers(max(len(text) - 1, 1))), generator.integers(4)
    left, here, right = text[:place], text[place : place + 1], text[place + 1 :]
    if way == 0:
        pool = "0123456789" if here.isdigit() else LETTERS
        return left + str(generator.choice(list(pool))) + right
    return (left + right, left + here + here + right, left + right[:1] + here + right[1:])[way - 1]


def spoilt(field: str, text: str, generator: np.random.Generator) -> str:
    """A typo, or what is usual of that field."""
    chance = generator.random()
    if field == "name" and chance < 0.15:
        return " ".join(reversed(text.split(" ", 1)))
    if field == "birth_date" and chance < 0.3:
        year, month, day = text.split("-")
        return f"{year}-{day}-{month}"
    if field == "phone" and chance < 0.5:
        return "+1 " + text.replace("(", "").replace(") ", ".").replace("-", ".")
    if field == "email" and chance < 0.3:
        return text.upper()
    if field == "address" and chance < 0.3:
        return text.replace("Street", "St").replace("Avenue", "Ave.").replace("Road", "Rd").upper()
    return typo(text, generator)


def records(
    originals: int, copies: int, seed: int, *, wrong: float = 0.2, missing: float = 0.1, fields: tuple = FIELDS
) -> tuple[pd.DataFrame, pd.Series]:
    """Records, in random order, and whose each is, by record_id. `wrong` and `missing` are chances of each field."""
    generator = np.random.default_rng(seed)
    whole = people(originals, generator)
    whose = np.concatenate([np.arange(originals), generator.integers(0, originals, copies)])
    table = whole.iloc[whose].reset_index(drop=True)
    for field in FIELDS:
        values = table[field].to_numpy(dtype=object)
        for row in np.flatnonzero(generator.random(len(table)) < wrong):
            if row >= originals:
                values[row] = spoilt(field, values[row], generator)
        values[generator.random(len(table)) < missing] = None
        table[field] = values
    order = generator.permutation(len(table))
    table.insert(0, "record_id", [f"rec-{number}" for number in range(len(table))])
    labels = pd.Series(whose, index=table["record_id"], name="person")
    return table.iloc[order].reset_index(drop=True)[["record_id", *fields]], labels
