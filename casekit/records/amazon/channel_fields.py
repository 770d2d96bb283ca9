"""What the records of the channels say of a customer: each field written wrong now and then, or left empty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casekit.cases import groups
from casekit.records.common.customer_file import persons
from casekit.world.amazon.channel_files import files
from casekit.world.common.typos import with_typos
from casekit.world.engine.world import World

LAST_DIGITS = 2  # of a telephone number: those before them keep it within the range that is free for fiction


def written(world: World, field: str) -> pd.Series:
    """What each record says in this field, in the order of `files`: text, missing where it was left empty."""
    kept, rules = world.of(files), world.company[groups.ChannelFiles]

    def luck(variate: str, *shape: int) -> np.ndarray:
        # Of all records that there could be, so that a record says the same however many others are opened.
        return world.block.generator("channel files", f"{field} {variate}").random((kept.most, *shape))[kept.drawn]

    said = pc.take(_text(world.of(persons)[field]), pa.array(kept.customer))
    wrong = luck("wrong") < world.dials["typos"]
    right = said.filter(pa.array(wrong)).to_numpy(zero_copy_only=False).astype(str)
    spoilt = with_typos(right, _spans(field, right), luck("typo", 3)[wrong])
    said = pc.replace_with_mask(said, pa.array(wrong), pa.array(spoilt, pa.large_string()))
    left_empty = np.array(rules.left_empty)[kept.channel, rules.fields.index(field)]
    empty = luck("empty") < world.dials["gaps"] * left_empty
    said = pc.if_else(pa.array(empty), pa.scalar(None, pa.large_string()), said)
    return pa.table({field: said}).to_pandas()[field]


def _text(values: pd.Series) -> pa.Array:
    if values.dtype.kind == "M":
        return pa.array(np.datetime_as_string(values.to_numpy(), unit="D"), pa.large_string())
    return pa.array(values, pa.large_string())


def _spans(field: str, texts: np.ndarray) -> np.ndarray:
    """Where typos may be, shape (n, 2): never where they would make an address or a number that may be somebody's."""
    end = np.char.str_len(texts)
    first = np.zeros_like(end)
    if field == "email":
        end = np.char.find(texts, "@")
    elif field == "phone":
        first = end - LAST_DIGITS
    return np.stack((first, end), axis=1)
