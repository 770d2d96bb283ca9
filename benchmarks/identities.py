"""Five strings a person (name, e-mail, address, city, telephone), against calling Faker field by field."""

import datetime
import statistics
import time

import faker

from casekit.world.common.identities import Place, identities
from casekit.world.engine.streams import blocks

PEOPLE, FAKER_PEOPLE, REPETITIONS = 500_000, 3_000, 5
PLACES = [Place("Seattle", "WA", "206"), Place("Portland", "OR", "503"), Place("Boise", "ID", "208")]


def ours() -> float:
    """Seconds a person; a region and a birth date come with the five strings."""
    start = time.perf_counter()
    for block in blocks(1, "benchmark", PEOPLE):
        identities(block, PLACES, datetime.date(2026, 1, 1))
    return (time.perf_counter() - start) / PEOPLE


def theirs(fake: faker.Faker) -> float:
    start = time.perf_counter()
    for _ in range(FAKER_PEOPLE):
        fake.name(), fake.ascii_safe_email(), fake.street_address(), fake.city(), fake.phone_number()
    return (time.perf_counter() - start) / FAKER_PEOPLE


def main() -> None:
    fake = faker.Faker("en_US")
    fake.seed_instance(1)
    ours(), theirs(fake)  # imports, word pools and alias tables are made once
    pairs = [(ours(), theirs(fake)) for _ in range(REPETITIONS)]  # taking turns, so that what slows one slows both
    ratios = [slow / fast for fast, slow in pairs]
    fast, slow = (1 / statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"Faker {faker.VERSION}, field by field: {slow:,.0f} people a second")
    print(f"casekit: {fast:,.0f} people a second")
    print(
        f"ratio: {statistics.median(ratios):,.0f} "
        f"(median of {REPETITIONS}, from {min(ratios):,.0f} to {max(ratios):,.0f}; at least 300)"
    )


if __name__ == "__main__":
    main()
