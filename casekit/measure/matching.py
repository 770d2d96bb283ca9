"""The model behind `linkage`: which records are compared, by what, and how likely each outcome is, by Splink on DuckDB.

Records are compared field by field, as Fellegi and Sunter do. How often a field agrees so well among records of one
person is called m, among records of different people u. Splink estimates u from random pairs, and m by expectation
and maximisation; FIELDS holds what is believed of both before there are any data.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

LARGEST_BLOCK = 60  # records that share a key are all compared with each other, up to so many
SEED, PAIRS_FOR_U = 1, 200_000
FEWEST_RECORDS = 50  # from which anything is estimated
FEWEST_PAIRS = 50  # that a round of expectation and maximisation needs
CERTAIN_FIND = 0.8  # of all matches, about so many are equal in two fields: then the number of matches is known, too
# What the beliefs below count for, when they are mixed with estimates.
PAIRS_BELIEVED, MATCHES_BELIEVED, RECORDS_BELIEVED = 20_000, 50, 200
LEAST = 1e-7  # no outcome is rarer


class Level(NamedTuple):
    """One outcome of a comparison: its condition in SQL, and m and u as believed.

    The same value in the column `common` counts for less if it is frequent, and for more if it is rare; none is taken
    for rarer than `rarest`. "" stands for no such column.
    """

    when: str
    m: float
    u: float
    common: str = ""
    rarest: float = 0.0


SAME = "{0}_l = {0}_r"
ALIKE = "jaro_winkler_similarity({0}_l, {0}_r) >= {1}"
# Letters wrong, left out, or in each other's place. The quick measure rules most pairs out; "and" would try both.
EDITS = (
    "(case when jaro_winkler_similarity({0}_l, {0}_r) >= 0.8 then damerau_levenshtein({0}_l, {0}_r) <= {1} "
    "else false end)"
)
SHARED_WORDS = (
    "(case when jaccard(address_l, address_r) >= 0.4 then len(list_intersect(address_words_l, address_words_r)) >= {} "
    "* len(list_distinct(list_concat(address_words_l, address_words_r))) else false end)"
)
YEAR, MONTH, DAY = (f"birth_date_l[{part}] = birth_date_r[{part}]" for part in ("1:4", "5:6", "7:8"))
TURNED = f"({YEAR} and birth_date_l[5:6] = birth_date_r[7:8] and birth_date_l[7:8] = birth_date_r[5:6])"
DIGITS = "regexp_replace(email_{0}, '[^0-9]', '', 'g')"

# Most alike first; the last level is all the rest. Nicknames are no typos: Bob is not Robert.
FIELDS: dict[str, tuple[Level, ...]] = {
    "name": (
        Level(SAME.format("name"), 0.70, 0.0002, "name", 2e-5),
        Level("(given_l = surname_r and surname_l = given_r)", 0.03, 0.00005),
        Level(f"({EDITS.format('name', 1)} or {ALIKE.format('name', 0.95)})", 0.10, 0.0002),
        Level(f"(surname_l = surname_r and ({ALIKE.format('given', 0.88)} or (least(length(given_l), length(given_r)) "
              "= 1 and given_l[1] = given_r[1])))", 0.03, 0.0002),
        Level(f"(given_l = given_r and {ALIKE.format('surname', 0.88)})", 0.03, 0.0003),
        Level(SAME.format("surname"), 0.05, 0.002, "surname", 1e-4),
        Level(SAME.format("given"), 0.02, 0.005, "given", 2e-4),
        Level(ALIKE.format("name", 0.85), 0.02, 0.001),
        Level("", 0.02, 0.99),
    ),
    "birth_date": (
        Level(SAME.format("birth_date"), 0.85, 0.00005, "birth_date", 4e-5),
        Level(TURNED, 0.03, 0.00005),
        Level(EDITS.format("birth_date", 1), 0.07, 0.0007),
        Level(f"(({YEAR} and {MONTH}) or ({YEAR} and {DAY}) or ({MONTH} and {DAY}))", 0.02, 0.004),
        Level("", 0.03, 0.995),
    ),
    "address": (
        Level(SAME.format("address"), 0.70, 0.0001, "address", 1e-5),
        Level(f"({EDITS.format('address', 2)} or {SHARED_WORDS.format(0.6)})", 0.15, 0.0002),
        Level(f"({ALIKE.format('address', 0.9)} or {SHARED_WORDS.format(0.4)})", 0.05, 0.003),
        Level("", 0.10, 0.997),
    ),
    "city": (
        Level(SAME.format("city"), 0.85, 0.02, "city", 5e-4),
        Level(ALIKE.format("city", 0.9), 0.07, 0.002),
        Level("", 0.08, 0.978),
    ),
    "email": (
        Level(SAME.format("email"), 0.80, 0.00002, "email", 2e-6),
        Level(f"({EDITS.format('email', 2)} and {DIGITS.format('l')} = {DIGITS.format('r')})", 0.10, 0.00005),
        Level("mailbox_l = mailbox_r", 0.02, 0.0001),
        Level("", 0.08, 0.9998),
    ),
    "phone": (
        Level(SAME.format("phone"), 0.80, 0.0003, "phone", 5e-5),
        Level(f"({EDITS.format('phone', 1)} or (least(length(phone_l), length(phone_r)) >= 6 and "
              "(ends_with(phone_l, phone_r) or ends_with(phone_r, phone_l))))", 0.08, 0.0005),
        Level("", 0.12, 0.9992),
    ),
}  # fmt: skip

# Families share a surname, an address and a telephone, and the fields alone would take them for one person. But hardly
# anybody's record has another given name and another birth date as well: that is taken as proof. It is not estimated,
# and counts only against, as what is no contradiction has the same m and u.
STRANGERS = "strangers"
CONTRADICTED = (
    Level(
        f"(jaro_winkler_similarity(given_l, given_r) < 0.7 and not contains(name_l, given_r) and "
        f"not contains(name_r, given_l) and not {TURNED} and not {EDITS.format('birth_date', 1)} and "
        f"cast({YEAR} as int) + cast({MONTH} as int) + cast({DAY} as int) < 2)",
        1e-12,
        0.95,
    ),
    Level("", 1.0, 1.0),
)

# A round of expectation and maximisation looks at pairs with the same value in one of these, and learns of the others.
ROUNDS = ("birth_date", "email", "name", "phone", "address")

# Capitals, accents, dots and dashes make no difference, nor do an extension and what stands before the nine digits.
_WORDS = "nullif(trim(regexp_replace(strip_accents(lower({0})), '[^\\p{{L}}\\p{{M}}\\p{{N}}]+', ' ', 'g')), '')"
_DIGITS = "regexp_replace(regexp_replace(lower(phone), '(x|ext).*$', ''), '[^0-9]', '', 'g')"
TIDIED = f"""
create table tidied as
with words as (
  select uid, birth_date, {_WORDS.format("name")} as name, {_WORDS.format("address")} as address,
    {_WORDS.format("city")} as city, nullif(lower(replace(email, ' ', '')), '') as email,
    nullif(right(ltrim({_DIGITS}, '0'), 9), '') as phone
  from given
)
select *, nullif(array_to_string(string_split(name, ' ')[:-2], ' '), '') as given,
  string_split(name, ' ')[-1] as surname,
  list_distinct(string_split(address, ' ')) as address_words, split_part(email, '@', 1) as mailbox
from words
"""

# Two records are compared if they share one of these; each forgives other errors.
KEYS = (
    "birth_date", "email", "mailbox", "phone", "address", "name",
    "array_to_string(list_sort(string_split(name, ' ')), ' ')",
    "surname || substr(birth_date, 1, 4)", "surname || substr(birth_date, 5)",
    "given || substr(birth_date, 1, 6)", "given || substr(birth_date, 5)",
    "substr(surname, 1, 3) || substr(given, 1, 2) || city", "substr(surname, 1, 4) || substr(birth_date, 1, 6)",
    "substr(given, 1, 3) || substr(surname, 1, 3) || substr(birth_date, 1, 4)",
    "surname || split_part(address, ' ', 1)", "given || split_part(address, ' ', 1)",
    "split_part(address, ' ', 1) || split_part(address, ' ', 2) || city",
    "given || city || substr(birth_date, 1, 4)", "surname || right(phone, 4)", "given || right(phone, 4)",
    "surname || given[1]", "substr(birth_date, 1, 4) || right(phone, 4)",
    "substr(birth_date, 5) || substr(address, 1, 6)", "substr(birth_date, 5) || substr(city, 1, 4)",
    "substr(address, 1, 10) || substr(city, 1, 3)",
)  # fmt: skip


def scores(given: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are compared, and how likely each is of one person: one, other (rows of `given`), probability.

    `given` has a column of text or None for each of FIELDS.

    >>> ada = {"name": "Ada Lovelace", "birth_date": "18151210"}
    >>> scores(pd.DataFrame([ada, ada], columns=list(FIELDS)).astype(object).replace({np.nan: None})).round(2)
       one  other  probability
    0    0      1          1.0
    """
    nothing = pd.DataFrame({"one": np.zeros(0, int), "other": np.zeros(0, int), "probability": np.zeros(0)})
    if np.count_nonzero(given.notna().any(axis=1)) < 2:
        return nothing
    # Splink and DuckDB take 70 MB and a fifth of a second, and few lessons link records.
    import duckdb
    from splink.backends.duckdb import DuckDBAPI

    # In one thread sums are the same each time. Nothing is written to a disk, and nothing fetched from elsewhere.
    settings: dict[str, Any] = {"threads": 1, "temp_directory": "", "autoinstall_known_extensions": False,
                "autoload_known_extensions": False}  # fmt: skip
    with _quiet(), duckdb.connect(":memory:", config=settings) as connection:
        connection.execute("set enable_progress_bar = false; set enable_external_access = false").fetchall()
        _prepare(connection, given)
        fields = [name for name in FIELDS if _ask(connection, f"count({name})", "records") > 1]
        if not fields:
            return nothing
        api = DuckDBAPI(connection)
        try:
            pairs = _scored(connection, api, len(given), fields)
        finally:
            api._ddb_con.close()  # a second connection of its own, meant for other databases than DuckDB
    renamed = {"uid_l": "one", "uid_r": "other", "match_probability": "probability"}
    return pairs[list(renamed)].rename(columns=renamed).sort_values(["one", "other"], ignore_index=True)


def _prepare(connection: Any, given: pd.DataFrame) -> None:
    """The table records: tidied, with the keys that it shares with others, and few_name and so on, the values that not
    too many records share.
    """
    import pyarrow as pa

    text = {name: pa.array(given[name], pa.string()) for name in FIELDS}
    connection.register("given", pa.table({"uid": np.arange(len(given)), **text}))
    connection.execute(TIDIED)
    shared = f"case when count(*) over (partition by {{0}}) between 2 and {LARGEST_BLOCK} then {{1}} end"
    keys = [shared.format(key, f"'{number} ' || {key}") for number, key in enumerate(KEYS)]
    few = [f"{shared.format(name, name)} as few_{name}" for name in ROUNDS]
    # Neighbours in the order of all they say are compared as well: the same record many times is one person, though it
    # shares its keys with too many.
    connection.execute(
        f"""
        create table records as
        with ranked as (
          select *, row_number() over (order by name, birth_date, email, phone, address, city, uid) as place
          from tidied where {" or ".join(f"{name} is not null" for name in FIELDS)}
        )
        select *, {", ".join(few)},
          list_filter([{", ".join(keys)}, 'near ' || place, 'near ' || (place + 1)], lambda key: key is not null)
            as keys
        from ranked order by uid
        """
    )


def _scored(connection: Any, api: Any, count: int, fields: list[str]) -> pd.DataFrame:
    from splink import Linker, SettingsCreator, block_on

    pairs = count * (count - 1) / 2
    rounds = [name for name in ROUNDS if name in fields]
    matches = _certain(connection, rounds) / CERTAIN_FIND
    # Before any data, a record has half a match among 200 others; ten matches' worth of that belief.
    likely = (matches + 10) / ((pairs if len(rounds) > 1 else 0) + 10 * (count + RECORDS_BELIEVED))
    comparisons: list[Any] = [_comparison(name, FIELDS[name]) for name in fields]
    if {"name", "birth_date"} <= set(fields):
        comparisons.append(_comparison(STRANGERS, CONTRADICTED))
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="uid",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        probability_two_random_records_match=likely,
        retain_matching_columns=False,
    )
    linker = Linker(api.register("records"), settings, log_level=None)
    if count >= FEWEST_RECORDS:
        linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_U, seed=SEED, num_chunks=1)
        for name in rounds if len(fields) > 1 else []:
            same = f"(select count(*) as size from records where few_{name} is not null group by few_{name})"
            if _ask(connection, "coalesce(sum(size * (size - 1) / 2), 0)", same) >= FEWEST_PAIRS:
                _learn(linker, block_on(name, f"few_{name}"))
    model = linker.misc.save_model_to_json()
    _mix(model, likely, matches, min(pairs, PAIRS_FOR_U))
    final = Linker(api.register("records"), model, log_level=None)
    for level in (level for field in fields for level in FIELDS[field] if level.common):
        # How common it is among the others: a pair says nothing about the frequency of its own value.
        share = f"(count(*) - 2 + {RECORDS_BELIEVED * level.u}) / {count - 2 + RECORDS_BELIEVED}"
        connection.execute(
            f"create table tf_{level.common} as select {level.common}, greatest({share}, {level.rarest}) "
            f"as tf_{level.common} from records where {level.common} is not null group by {level.common}"
        )
        final.table_management.register_term_frequency_lookup(api.register(f"tf_{level.common}"), level.common)
    return final.inference.predict(warning_mode="never").as_pandas_dataframe()


def _learn(linker: Any, rule: Any) -> None:
    """One round of expectation and maximisation.

    An outcome that dies out among the matches has an m that at last is too small for a number. There Splink gives up,
    and leaves its model without the fields of that round. Then the model is as it was, and nothing is learnt.
    """
    before = linker._settings_obj.core_model_settings.copy()
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    except ValueError:
        linker._settings_obj.core_model_settings = before


def _comparison(name: str, levels: tuple[Level, ...]) -> dict[str, Any]:
    """As Splink wants it."""
    needed = (name,) if name in FIELDS else ("given", "birth_date")
    missing = " or ".join(f"{column}_l is null or {column}_r is null" for column in needed)
    outcomes: list[dict[str, Any]] = [{"sql_condition": missing, "is_null_level": True}]
    for level in levels:
        common = {"tf_adjustment_column": level.common} if level.common else {}
        outcome = {"sql_condition": level.when or "else", "m_probability": level.m, "u_probability": level.u}
        fixed = {"fix_m_probability": True, "fix_u_probability": True} if name not in FIELDS else {}
        outcomes.append(outcome | common | fixed)
    return {"output_column_name": name, "comparison_levels": outcomes}


def _mix(model: dict[str, Any], likely: float, matches: float, sampled: float) -> None:
    """Put into the model estimates that are mixed with what is believed, by how much each rests on."""
    model["probability_two_random_records_match"] = likely
    for comparison in model["comparisons"]:
        name, levels = comparison["output_column_name"], comparison["comparison_levels"][1:]  # after the missing one
        for level, belief in zip(levels, FIELDS.get(name, CONTRADICTED), strict=True):
            if name not in FIELDS:
                level.update(m_probability=belief.m, u_probability=belief.u)
                continue
            m, u = level.get("m_probability", belief.m), level.get("u_probability", belief.u)
            # Among the random pairs some are of one person after all.
            u = max((u - likely * m) / (1 - likely), LEAST)
            m = (matches * m + MATCHES_BELIEVED * belief.m) / (matches + MATCHES_BELIEVED)
            u = (sampled * u + PAIRS_BELIEVED * belief.u) / (sampled + PAIRS_BELIEVED)
            level.update(m_probability=m, u_probability=u)


def _certain(connection: Any, fields: list[str]) -> int:
    """How many pairs are equal in two of the fields."""
    equal = [
        f"select l.uid as one, r.uid as other from records l join records r "
        f"on l.few_{a} = r.few_{a} and l.{b} = r.{b} and l.uid < r.uid"
        for a, b in combinations(fields, 2)
    ]
    return _ask(connection, "count(*)", f"({' union '.join(equal)})") if equal else 0


def _ask(connection: Any, what: str, table: str) -> int:
    return int(connection.execute(f"select {what} from {table}").fetchall()[0][0])


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink tells of each step what a notebook does not need; afterwards its logger is as it was."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
