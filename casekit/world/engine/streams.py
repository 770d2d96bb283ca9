"""Random numbers that never move: one generator for each (case, table, variate, block of customers)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

BLOCK_SIZE = 65_536


@dataclass(frozen=True)
class Block:
    """A run of at most 65,536 neighbouring customers of one world.

    Everything random about them is drawn from `generator(table, variate)`, in customer order. So a world is

    - *prefix-stable*: a larger one begins with the customers of a smaller one, as generators are consumed in order;
    - *field-isolated*: a new table or variate has a generator of its own, and so never shifts another;
    - *shardable*: a block needs no other block.

    The bit generator is SFC64, seeded by NumPy's SeedSequence with a spawn key, never by arithmetic on seeds.

    >>> small, large = Block(1, "starbucks", 0, 3), Block(1, "starbucks", 0, 1000)
    >>> bool((small.generator("people", "age").random(3) == large.generator("people", "age").random(1000)[:3]).all())
    True
    """

    seed: int
    case: str
    index: int
    size: int

    @property
    def customer_ids(self) -> np.ndarray:
        """The customers' ids, int32, shape (size,), counted from 1 through the whole world."""
        first = self.index * BLOCK_SIZE + 1
        return np.arange(first, first + self.size, dtype=np.int32)

    def generator(self, table: str, variate: str) -> np.random.Generator:
        """A fresh generator for one variate of one table; the same names give the same numbers."""
        return generator(self.seed, self.case, table, variate, self.index)


def blocks(seed: int, case: str, customers: int) -> Iterator[Block]:
    """Cut a world of `customers` into its blocks, in order.

    >>> [block.size for block in blocks(1, "starbucks", 70_000)]
    [65536, 4464]
    """
    for index in range(-(-customers // BLOCK_SIZE)):
        yield Block(seed, case, index, min(BLOCK_SIZE, customers - index * BLOCK_SIZE))


def generator(seed: int, *words: str | int) -> np.random.Generator:
    """A fresh generator for these words and numbers; the same ones give the same numbers, and others give others.

    >>> int(generator(1, "lesson 06", "calls").integers(100)), int(generator(1, "lesson 06", "calls").integers(100))
    (66, 66)
    """
    key = [_word(word) if isinstance(word, str) else word for word in words]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def seed_of(*words: str) -> int:
    """A 64-bit seed from words, the same on every machine and in every release of Python.

    >>> seed_of("starbucks", "", "ada@example.org", "1")
    11571289627871356094
    """
    return int.from_bytes(hashlib.sha256("\x1f".join(words).encode()).digest()[:8], "little")


def _word(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
