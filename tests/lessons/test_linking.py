"""Lesson 05 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world, studied
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_linking import CERTAIN, EAGER, LIKELY, as_it_was, off
from lessons.sweep import states

from casekit.errors import CaseError
from casekit.lessons import linking as lesson
from casekit.lessons.linking import explorers, numbers, reaching
from casekit.lessons.linking.numbers import EMAIL, INITIAL, NAME, PHONE, PILOT, RULES, SECOND_PILOT, WHOLE
from casekit.lessons.linking.pairs import DOUBT, OF_A_KIND, PAIRS, doubtful
from casekit.lessons.linking.pictures import off_words, spend_title
from casekit.measure.effect import CONFIDENT
from casekit.measure.linkage import pair_scores
from casekit.teach import figures

HALVES = ["first_half", "second_half"]
SIZES = (PILOT, 400, 1_500, WHOLE)


def world(student: str):
    return LESSONS["05"].cases(student)[0]


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("05")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_duplicates_make_churn_look_worse_and_value_look_smaller(surprises):
    def so(one):
        none = as_it_was(one.whole[INITIAL])
        return none.churn > 25 and none.spend < -5 and none.customers > 15

    assert against(surprises, so) == {}


def test_a_too_eager_merge_is_worse_than_none_by_rule_and_by_model(surprises):
    for found in (lambda one: one.whole[INITIAL], lambda one: one.whole[PHONE], lambda one: one.model[EAGER]):
        worse = against(surprises, lambda one, found=found: off(found(one)).spend > 2 - as_it_was(found(one)).spend > 0)
        assert worse == {}


def test_what_is_right_in_the_pilot_is_wrong_in_the_whole_file_beyond_chance(surprises):
    def falls(one):
        pilot, whole = one.pilot.scores, one.whole[INITIAL].scores
        return pilot.precision - CONFIDENT * pilot.precision_standard_error > whole.precision + 0.2

    assert against(surprises, falls) == {}
    assert np.mean([one.pilot.scores.precision for one in surprises.values()]) > 0.8


def test_a_careful_merge_is_better_than_none_in_every_figure(surprises):
    def better(one):
        return all(
            abs(getattr(off(found), name)) < abs(getattr(as_it_was(found), name))
            for found in (one.whole[EMAIL], one.whole[NAME], one.model[CERTAIN], one.model[LIKELY])
            for name in ("customers", "churn", "spend")
        )

    assert against(surprises, better) == {}


def test_the_more_eager_the_model_the_more_pairs_and_the_fewer_of_them_right(surprises):
    def so(one):
        scores = [one.model[threshold].scores for threshold in (CERTAIN, LIKELY, EAGER)]
        found, precision, recall = ([getattr(score, name) for score in scores] for name in
                                    ("found", "precision", "recall"))  # fmt: skip
        return found == sorted(found) and recall == sorted(recall) and precision == sorted(precision)[::-1]

    assert against(surprises, so) == {}
    assert against(surprises, lambda one: min(one.model[LIKELY].scores[:2]) > 0.85) == {}


def test_a_channel_or_some_weeks_too_few_make_customers_seem_lost(surprises):
    def lost(one):
        return all(found.reported.churn > found.true.churn for found in (one.without_chat, one.month_late))

    assert against(surprises, lost) == {}

    def suffers(one):
        found = numbers.off(one.month_late.reported, one.month_late.true)
        return found.spend < -8 and abs(found.spend) > 2 * max(abs(found.churn), abs(found.customers))

    assert against(surprises, suffers) == {}


# --- what is computed ------------------------------------------------------------------------------------------------


CHANNELS = "select channel, count(*) as records from record group by channel"


@pytest.fixture(scope="module")
def desk():
    front = lesson.front_office(world(""))
    yield front
    front.close()


def test_the_back_offices_sql_gives_what_the_exercises_ask_of(desk):
    office = lesson.back_office(desk)
    asked, wanted = lesson.by_record(office), lesson.seen(world(""))
    assert list(asked) == list(wanted)
    pd.testing.assert_frame_equal(asked, wanted.astype({"channel": str}), check_dtype=False)
    assert [asked[half].dtype for half in HALVES] == [bool, bool]
    office.close()


def test_the_store_has_all_records_and_events(desk):
    case = world("")
    assert (desk.count("record"), desk.count("event")) == (len(case.channel_records), len(case.channel_events))
    per_channel = desk.ask(CHANNELS).set_index("channel").records
    assert per_channel.to_dict() == case.channel_records.channel.value_counts().to_dict()
    phones = case.channel_records.groupby("email").phone.agg(["count", "nunique"]).query("count > 1")
    printed = [int(number) for number in re.findall(r"\d+", lesson.copies(desk).replace("two", ""))]
    assert printed == [len(phones), (phones["nunique"] > 1).sum()]


def test_a_customer_whose_line_goes_dead_is_none(desk):
    records, events = desk.count("record"), desk.count("event")
    assert lesson.cut_off(desk) == (
        f"Records before: {records:,}. Within the transaction: {records + 1:,}. Then the line went dead before the "
        f"order was written. Now: {records:,}."
    )
    assert (desk.count("record"), desk.count("event")) == (records, events)


def test_each_pair_of_files_has_an_interface():
    assert [lesson.interfaces(files) for files in (1, 2, 3, 4, 10)] == [0, 1, 3, 6, 45]


@pytest.mark.parametrize("call", [lesson.back_office, lesson.cut_off, lesson.copies])
@pytest.mark.parametrize("given", [None, "desk", 3])
def test_what_is_no_front_office_is_a_sentence(call, given):
    with pytest.raises(CaseError, match="The front office must be what front_office gave; .* was given"):
        call(given)
    with pytest.raises(CaseError, match="The back office must be what back_office gave; .* was given"):
        lesson.by_record(given)
    with pytest.raises(CaseError, match="files must be a whole number from 1 to 1,000"):
        lesson.interfaces(given if given != 3 else 0)


@cache
def known(student: str) -> pd.DataFrame:
    case = world(student)
    records = case.channel_records.merge(case.reveal().channel_records, on="record_id")
    bought = case.channel_events[case.channel_events.kind == "order"]
    first = bought.record_id[bought["at"].between("2025-01-01", "2025-07-01", inclusive="left")]
    late = bought[bought["at"] >= "2025-07-01"]
    return records.assign(
        first_half=records.record_id.isin(first),
        second_half=records.record_id.isin(late.record_id),
        spent=records.record_id.map(late.groupby("record_id").amount.sum()).fillna(0),
        initial=records.name.str.extract(r"^(.)")[0] + records.name.str.extract(r" (\S*)$")[0].fillna(records.name),
    )


def counted(table: pd.DataFrame, by: pd.Series) -> tuple[int, float, float]:
    """Customers, churn and mean spend, as a reader of the notebook computes them."""
    grouped = table.groupby(by)
    halves, spent = grouped[HALVES].any(), grouped.spent.sum()
    return len(halves), 100 * (1 - halves.second_half[halves.first_half].mean()), spent[spent > 0].mean()


def plain(report: numbers.Report) -> tuple[int, float, float]:
    return report.customers, report.churn, report.spend


@each_world
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("rule", "column"), list(zip(RULES, ("email", "name", "initial", "phone"), strict=True)))
def test_a_merge_is_what_pandas_makes_of_it(student, size, rule, column):
    table = known(student)
    table = table[table.customer_id <= size].reset_index(drop=True)
    same = table[column].fillna(table.record_id.astype(str))
    dials = world(student).dials
    key = numbers.keys(world(student), rule, dials["duplicates"], dials["typos"])
    found = numbers.merged(numbers.as_it_is(world(student)), key, size)
    assert plain(found.none) == pytest.approx(counted(table, table.record_id))
    assert plain(found.merged) == pytest.approx(counted(table, same))
    assert plain(found.true) == pytest.approx(counted(table, table.customer_id))
    clusters = pd.DataFrame({"record_id": table.record_id, "cluster_id": same})
    assert found.scores == pair_scores(clusters, table.customer_id)
    by_size = numbers.right_by_size(numbers.as_it_is(world(student)).person, key)[size - 1]
    assert by_size == pytest.approx(100 * found.scores.precision, nan_ok=True)


@each_world
@pytest.mark.parametrize("threshold", [0.5, 0.03])
def test_the_model_is_that_of_the_measure_cut_anew(student, threshold):
    table = known(student)
    group = hang_together(numbers.linked(world(student)), threshold, len(table))
    found = numbers.at_threshold(world(student), threshold)
    clusters = pd.DataFrame({"record_id": table.record_id, "cluster_id": group})
    assert found.scores == pair_scores(clusters, table.customer_id)
    assert plain(found.merged) == pytest.approx(counted(table, pd.Series(group)))


def hang_together(pairs: numbers.Linked, threshold: float, records: int) -> np.ndarray:
    """Groups of records, each with the smallest row that it hangs together with."""
    linked, group = pairs.probability >= threshold, np.arange(records)
    while True:
        before = group.copy()
        for one, other in ((pairs.one, pairs.other), (pairs.other, pairs.one)):
            np.minimum.at(group, one[linked], group[other[linked]])
        if (group == before).all():
            return group


@each_world
@pytest.mark.parametrize(("missing", "days"), [("none", 0), ("chat", 0), ("none", 30), ("email", 60)])
def test_what_reaches_the_back_office_is_what_the_tables_say(student, missing, days):
    case = world(student)
    whose = case.reveal().channel_records.merge(case.channel_records[["record_id", "channel"]], on="record_id")
    bought = case.channel_events[["record_id", "at", "amount"]].dropna().merge(whose, on="record_id")
    bought = bought[bought["at"] >= "2025-01-01"]
    here = bought[(bought.channel != missing) & (bought["at"] < pd.Timestamp("2026-01-01") - pd.Timedelta(days, "D"))]
    found = reaching.reaching(case, missing, days)
    for report, orders in ((found.reported, here), (found.true, bought)):
        late = orders["at"] >= "2025-07-01"
        first, second = (set(orders.customer_id[half]) for half in (~late, late))
        spent = orders[late].groupby("customer_id").amount.sum()
        expected = (len(first | second), 100 * len(first - second) / len(first), spent.mean())
        assert plain(report) == pytest.approx(expected) and report.bought == len(first)
    months = [orders.groupby(orders["at"].dt.month).amount.sum().reindex(range(1, 13)).fillna(0) for orders in
              (here, bought)]  # fmt: skip
    assert np.allclose(found.months, months)


@each_world
def test_orders_that_go_anywhere_go_to_records_that_their_customer_had(student):
    case = world(student)
    here, dial = numbers.as_it_is(case), case.dials["duplicates"]
    spread = numbers.records(case, dial, 1.0)
    assert (here.person == spread.person).all() and not (here.first == spread.first).all()
    for column in ("first", "second", "spent"):
        before, after = (np.bincount(one.person, getattr(one, column)) for one in (here, spread))
        assert np.allclose(before, after) if column == "spent" else ((before > 0) == (after > 0)).all()
    half = numbers.records(case, dial, 0.5)
    assert numbers.report(half, half.person - 1) == pytest.approx(numbers.report(here, here.person - 1))
    churn = [numbers.report(one, np.arange(len(one.person))).churn for one in (here, half, spread)]
    assert churn == sorted(churn)[::-1]


def test_no_order_goes_to_a_record_before_it_was_written():
    person, written = np.array([1, 2, 1, 1]), np.array([0, 0, 5, 9])
    row = np.repeat([0, 2, 3, 1], 3_000)
    found = numbers._elsewhere(1, row, person, written, 1.0)
    for own, allowed in ((0, [0]), (2, [0, 2]), (3, [0, 2, 3]), (1, [1])):
        places, counts = np.unique(found[row == own], return_counts=True)
        assert places.tolist() == allowed
        assert np.abs(counts - 3_000 / len(allowed)).max() < 4 * math.sqrt(3_000 * 0.25)
    assert (numbers._elsewhere(1, row, person, written, 0.3) == row).mean() > 0.7


# --- titles and goals ------------------------------------------------------------------------------------------------


def facts(name: str, student: str, values: dict) -> dict:
    """What is true at a setting, from the notebook's own kind of table where that is possible."""
    case = world(student)
    if name == "channels":
        found = reaching.reaching(case, values["missing"], values["days"])
        reported, all_orders = found.months.sum(axis=1)
        return {"report": found.reported.churn, "true": found.true.churn, "dollars": reported / all_orders}
    if name == "model":
        found = numbers.at_threshold(case, values["threshold"])
    else:
        records = numbers.records(case, values["duplicates"], values["stay"])
        key = numbers.keys(case, values["rule"], values["duplicates"], values["typos"])
        found = numbers.merged(records, key, values["customers"])
    return {"merged": off(found), "none": as_it_was(found), "right": 100 * found.scores.precision} | values


def near(written: str, value: float) -> bool:
    return abs(float(written.replace(",", "")) - value) <= 0.5 + 1e-9


def says(written: str, value: float) -> bool:
    """Whether "14 % too high", "9 % too low" or "right" is so."""
    if written == "right":
        return abs(value) <= 0.5
    percent, way = re.fullmatch(r"(\d+) % too (high|low)", written).groups()
    return near(percent, abs(value)) and (value > 0) == (way == "high")


OFF = r"(right|\d+ % too (?:high|low))"
CLAIMS = {
    r"([\d,]+) customers: (\d+) of 100 pairs right": lambda f, size, right: (
        near(size, f["customers"]) and near(right, f["right"])
    ),
    r"([\d,]+) customers: no pair is merged": lambda f, size: math.isnan(f["right"]),
    r"From (\d+) %: (\d+) of 100 pairs right": lambda f, threshold, right: (
        near(threshold, 100 * f["threshold"]) and near(right, f["right"])
    ),
    rf"Mean spend: {OFF} merged, {OFF} not merged": lambda f, merged, none: (
        merged != none and says(merged, f["merged"].spend) and says(none, f["none"].spend)
    ),
    rf"Mean spend: {OFF}, merged or not": lambda f, both: says(both, f["merged"].spend) and says(both, f["none"].spend),
    r"The report has (\d+) % of the dollars": lambda f, share: near(share, 100 * f["dollars"]),
    r"Churn: (\d+\.\d) %, in truth (\d+\.\d) %": lambda f, reported, true: (
        (reported, true) == (f"{f['report']:.1f}", f"{f['true']:.1f}")
    ),
}


@each_world
@pytest.mark.parametrize("name", LESSONS["05"].explorers)
def test_titles_are_true_at_every_setting(name, student):
    for state in states("05", name, student):
        found = facts(name, student, state.values)
        for title in state.titles:
            (holds,) = (holds(found, *match.groups()) for pattern, holds in CLAIMS.items()
                        if (match := re.fullmatch(pattern, title)))  # fmt: skip
            assert holds, (state.name, title, found)


@each_world
@pytest.mark.parametrize("name", ["rule", "model"])
def test_what_the_sentence_says_is_what_the_table_says(name, student):
    for state in states("05", name, student):
        found = facts(name, student, state.values)
        shares, dollars = re.search(r"churn (.+?); mean spend (.+?)\.$", state.sentence.split(" Of 100")[0]).groups()
        none, merged, true = (float(share.split()[0]) for share in shares.split(", "))
        spend = [float(amount.removeprefix("$")) for amount in dollars.split(", ")]
        if true:
            assert 100 * (none / true - 1) == pytest.approx(found["none"].churn, abs=1.2)
            assert 100 * (merged / true - 1) == pytest.approx(found["merged"].churn, abs=1.2)
        assert 100 * (spend[1] / spend[2] - 1) == pytest.approx(found["merged"].spend, abs=0.6)


def test_how_far_off_is_said_as_it_is_printed():
    said = [off_words(value) for value in (0.49, -0.49, 0.51, -12.4)]
    assert said == ["right", "right", "1 % too high", "12 % too low"]
    none, merged = (numbers.Off(0, 0, spend) for spend in (-9.2, -8.8))
    assert spend_title(none, merged) == "Mean spend: 9 % too low, merged or not"


@each_world
def test_the_rules_break_even_is_a_file_of_some_thousand_customers(student):
    goal = LESSONS["05"].explorers["rule"].goal
    dials = {"rule": INITIAL, "duplicates": 0.4, "typos": 0.1, "stay": 0.0}
    reach = [size for size in range(PILOT, WHOLE + 1, 50) if goal.reached(world(student), customers=size, **dials)]
    assert reach and 1_000 <= min(reach) and max(reach) < WHOLE
    found = numbers.merged(numbers.as_it_is(world(student)), numbers.keys(world(student), INITIAL, 0.4, 0.1), reach[0])
    assert round(off(found).spend) == -round(as_it_was(found).spend) > 0
    for other in ({"rule": PHONE}, {"duplicates": 0.5}, {"typos": 0.2}, {"stay": 0.1}):
        assert not goal.reached(world(student), customers=reach[0], **dials | other)


def test_the_break_even_can_be_reached_by_everybody(surprises):
    assert against(surprises, lambda one: off(one.whole[INITIAL]).spend > 1 - as_it_was(one.whole[INITIAL]).spend) == {}
    assert against(surprises, lambda one: off(one.pilot).spend < -as_it_was(one.pilot).spend - 1) == {}


# --- what is guessed, drawn and met ----------------------------------------------------------------------------------


@each_world
def test_the_guess_and_its_reveal_have_the_figures_of_the_report(student):
    table = known(student)
    records, customers = (counted(table, table[by])[1] for by in ("record_id", "customer_id"))
    guess = lesson.how_many_lost(world(student))
    assert f"of 100 that bought in the first half of 2025, {records:.0f} bought nothing" in guess.question
    several = 100 * (table.customer_id.value_counts() > 1).mean()
    assert f"Of 100 customers, {several:.0f} have more than one record" in guess.question
    opened = lesson.so_many_lost(world(student), guess)
    guess.commit(round(records))
    assert opened.sentence == (
        f"You guessed {records:.0f} of 100; the report says {records:.0f} of 100; the truth is {customers:.0f} of 100. "
        "You and the report are equally far off."
    )


@each_world
def test_the_sketch_begins_at_the_pilot_and_ends_at_the_whole_file(student):
    dials = world(student).dials
    key = numbers.keys(world(student), INITIAL, dials["duplicates"], dials["typos"])
    pilot, whole = (numbers.merged(numbers.as_it_is(world(student)), key, size).scores for size in (PILOT, WHOLE))
    line = lesson.draw_pilot(world(student))
    margin, of_pilot, of_whole = (
        f"{100 * part:.0f}" for part in (CONFIDENT * pilot.precision_standard_error, pilot.precision, whole.precision)
    )
    assert f"merges {pilot.found} pairs of records. Of 100 merged pairs {of_pilot} are one customer" in line.question
    assert f"(give or take {margin} by chance;" in line.question
    opened = lesson.show_pilot(world(student), line)
    line.commit([90, 90, 90, 90, 90])
    assert opened.sentence == (
        f"You drew 90 for 4,000 customers. Of 100 merged pairs {of_pilot} are right with 250 customers, and {of_whole} "
        f"with 4,000. There the rule merges {whole.found:,} pairs, and {whole.both:,} of them are one customer."
    )


@each_world
def test_the_pairs_are_in_doubt_and_of_both_kinds(student):
    pairs, shown = doubtful(world(student)), lesson.one_or_two(world(student))
    assert len(pairs) == PAIRS and len(set(pairs)) == PAIRS and len(shown.lines) == 2 * PAIRS
    assert OF_A_KIND <= sum(pair.is_one for pair in pairs) <= PAIRS - OF_A_KIND
    records = world(student).channel_records.merge(world(student).reveal().channel_records, on="record_id")
    fields = ["name", "birth_date", "address", "city", "email", "phone"]
    written = records.channel.astype(str) + ": " + records[fields].apply(lambda row: ", ".join(row.dropna()), axis=1)
    whose = dict(zip(written, records.customer_id, strict=True))
    for pair, asked, told in zip(pairs, shown.lines[::2], shown.lines[1::2], strict=True):
        assert asked == f"{pair.one}  |  {pair.other}" and DOUBT[0] < pair.probability < DOUBT[1]
        assert (whose[pair.one] == whose[pair.other]) == pair.is_one
        kind = "one customer" if pair.is_one else "two customers"
        assert told == f"{kind}; the model said {100 * pair.probability:.0f} %"
    said = []
    for _ in shown.lines:
        shown.next()
        said.append(shown.sentence)
    assert said[0] == "One customer, or two? Say it, then press."
    same = sum(pair.is_one for pair in pairs)
    assert said[-1] == f"Pairs so far: {PAIRS}. One customer: {same}; two: {PAIRS - same}."


@each_world
def test_what_is_printed_of_the_lost_and_of_the_addresses_is_so(student):
    table = known(student)
    lost = table[table.first_half & ~table.second_half]
    share = 100 * lost.customer_id.isin(table.customer_id[table.second_half]).mean()
    assert f"Of 100 records that count as lost, {share:.0f} belong" in lesson.still_there(world(student))
    none, mail, true = (
        counted(table, by)[1]
        for by in (table.record_id, table.email.fillna(table.record_id.astype(str)), table.customer_id)
    )
    printed = re.findall(r"\d+\.\d", lesson.found_by_email(world(student)))
    none, mail, true = (round(value, 1) for value in (none, mail, true))
    assert printed == [f"{value:.1f}" for value in (none, mail, true, none - mail, none - true)]


@each_world
def test_what_the_pilot_foretells_is_its_counts_grown(student):
    pilot, whole = (numbers.by_initial(world(student), size).scores for size in (SECOND_PILOT, WHOLE))
    low, middle, high = numbers.foretold_interval(pilot.precision, pilot.precision_standard_error, 8)
    right, wrong = 8 * pilot.both, 64 * (pilot.found - pilot.both)
    assert low < middle < high and middle == pytest.approx(right / (right + wrong))
    printed = [float(number) for number in re.findall(r"\d+", lesson.foretold(world(student)))]
    assert printed == [round(100 * part) for part in (middle, 1, low, high, whole.precision)]


def test_the_pilot_foretells_the_whole_file_within_chance(surprises):
    """Of intervals of 95 % a part miss; four standard errors are allowed for, as the worlds are few."""
    missed = against(surprises, lambda one: one.foretold[0] < one.whole[INITIAL].scores.precision < one.foretold[2])
    assert len(missed) <= 0.05 * len(surprises) + 4 * math.sqrt(0.05 * 0.95 * len(surprises))


def test_the_exercises_answers_are_those_of_the_tables():
    for student, found in list(studied("05").items())[:2]:
        table = known(student)
        answers = {id: marked.answer for id, marked in found.exercises.items()}
        buyers = table[table.first_half].customer_id, table[table.second_half].customer_id
        loyal = table[table.customer_id.isin(buyers[0]) & table.customer_id.isin(buyers[1])]
        assert answers["05.1"] == pytest.approx(loyal.groupby("customer_id").spent.sum().mean())
        asked = {id: str(LESSONS["05"].check(student).ask(id)) for id in answers}
        rest = table[table.channel.isin(re.findall(r'"(\w+)"', asked["05.2"]))]
        assert rest.channel.nunique() == 2 and answers["05.2"] == pytest.approx(counted(rest, rest.customer_id)[1])
        right, wrong = map(int, re.search(r"(\d+) of its merged pairs were right, and (\d+) wrong",
                                          asked["05.3"]).groups())  # fmt: skip
        pilot = table[table.customer_id <= SECOND_PILOT].dropna(subset="initial")
        pairs = pilot.merge(pilot, on="initial").query("record_id_x < record_id_y")
        same = pairs.customer_id_x == pairs.customer_id_y
        assert (right, wrong) == (same.sum(), (~same).sum())
        assert answers["05.3"] == pytest.approx(100 * right / (right + 8 * wrong))


def test_colours_keep_their_meaning():
    for state in states("05", "channels", ""):
        found = reaching.reaching(world(""), state.values["missing"], state.values["days"])
        assert np.allclose(state.lines[figures.REPORTED], found.months[0] / 1_000)
    for state in states("05", "rule", ""):
        assert state.lines[figures.TRUTH].tolist() == [0, 1]  # the truth that the figures are held against


def test_a_guess_of_another_lesson_is_a_sentence():
    with pytest.raises(CaseError, match="unveil needs what sketch"):
        lesson.show_pilot(world(""), 3)
    assert explorers.NOBODY not in reaching.channels(world(""))
