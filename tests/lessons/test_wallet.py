"""Lesson 03 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_wallet import above
from lessons.sweep import near, reached, states, untrue
from thoroughness import is_thorough, sample

from casekit.case import open_case
from casekit.errors import CaseError
from casekit.lessons import wallet as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.wallet import allocation, membership, numbers, pictures, targets
from casekit.lessons.wallet.targets import BOTH, DOLLARS, LISTS, QUESTION, RECORDS
from casekit.measure.effect import difference
from casekit.measure.wallet import BY_ORDER_ALONE, correlation_by_construction, rank_brands
from casekit.teach import figures
from casekit.world.engine.streams import BLOCK_SIZE

SIGMAS = 4
DRAWS = 20


def world(student: str):
    return fresh(LESSONS["03"].cases(student)[0])


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("03")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_the_best_customers_are_hardly_better_targets_than_a_lot(surprises):
    def hardly(one):
        won = one.won["as it is"]
        return 105 < won[RECORDS].mean < 140 and won[DOLLARS].mean > 2 * won[RECORDS].mean

    assert against(surprises, hardly) == {}


def test_one_yes_or_no_wins_more_than_all_records(surprises):
    assert against(surprises, lambda one: above(*(one.won["as it is"][name] for name in (QUESTION, RECORDS))) > 3) == {}


def test_most_of_the_gap_is_selection(surprises):
    assert against(surprises, lambda one: 0.2 < one.raw_gap < 0.4 and one.adds < 0.5 * one.raw_gap) == {}


def test_the_lot_finds_the_effect_and_not_the_gap(surprises):
    def holds(one):
        low, high = one.per_joiner.interval
        return low < one.gain < high

    def near_the_truth(one):
        return abs(one.per_joiner.effect - one.gain) < SIGMAS * one.per_joiner.standard_error

    assert len(against(surprises, holds)) <= max(1, 0.12 * len(surprises))
    assert against(surprises, lambda one: one.per_joiner.interval[1] < one.gap.difference) == {}
    assert against(surprises, near_the_truth) == {}


def test_random_money_correlates_by_its_order_alone(surprises):
    assert against(surprises, lambda one: all(abs(c - BY_ORDER_ALONE) < 0.025 for c in one.correlations)) == {}


# --- the tables ------------------------------------------------------------------------------------------------------


def spent(case, year: int) -> pd.Series:
    """Dollars by customer, without motorcycles, from the tables themselves."""
    bought = case.purchases.merge(case.products, on="product_id")
    rows = bought[(bought.category != "motorcycles") & (bought["at"].dt.year == year)]
    return rows.groupby("customer_id").amount.sum()


@each_world
def test_the_records_are_what_was_bought(student):
    case = world(student)
    riders, by_customer = lesson.riders(case), spent(case, 2024)
    assert riders.customer_id.tolist() == by_customer.index.tolist()
    assert riders.spent_2024.to_numpy() == pytest.approx(by_customer.to_numpy(), abs=0.006)
    members = case.customers.set_index("customer_id").owner_group
    assert riders.owner_group.tolist() == members[riders.customer_id].tolist()
    sizes, means = riders.groupby("fifth").spent_2024.size(), riders.groupby("fifth").spent_2024.agg(["min", "max"])
    assert sizes.max() - sizes.min() <= 1 and (means["max"].to_numpy()[:-1] <= means["min"].to_numpy()[1:]).all()
    tenths = lesson.tenths(case)
    assert tenths.riders.sum() == len(riders) and tenths.spent_here_2024.is_monotonic_increasing
    found = difference(riders.spent_2024[riders.owner_group], riders.spent_2024[~riders.owner_group])
    assert numbers.raw_gap(case) == pytest.approx(found.difference / found.control)


@each_world
def test_the_truth_is_that_of_the_wallets(student):
    case = world(student)
    true, wallets = case.reveal().wallets, lesson.wallets(case)
    rest = true[(true.category != "motorcycles") & (true.year == 2025)]
    for column, rows in (
        ("here_2025", rest[rest.brand == case.company.title]),
        ("elsewhere_2025", rest[rest.brand != case.company.title]),
    ):
        sums = rows.groupby("customer_id").spend.sum().reindex(wallets.customer_id, fill_value=0.0)
        assert wallets[column].to_numpy() == pytest.approx(sums.to_numpy(), abs=0.006)
    tenth = numbers.grouped(lesson.riders(case).spent_2024.to_numpy(), 10)
    for found, column in zip(numbers.by_tenth(case), ("here_2025", "elsewhere_2025"), strict=True):
        assert found == pytest.approx(wallets[column].groupby(tenth).mean().to_numpy())
    assert (
        lesson.exercises(case)("03.1", 100 * wallets.here_2025.sum() / wallets.iloc[:, 2:].sum().sum()).state == "right"
    )


@each_world
def test_the_lot_is_that_of_the_records(student):
    case = world(student)
    lot = lesson.lot(case).set_index("customer_id")
    drawn = case.invitations.set_index("customer_id")
    assert lot[["invited", "joined"]].equals(drawn[["invited", "joined"]])
    before, *since = (spent(case, year).reindex(lot.index, fill_value=0.0) for year in (2023, 2024, 2025))
    assert lot.spent_2023.to_numpy() == pytest.approx(before.to_numpy(), abs=0.006)
    assert lot.change.to_numpy() == pytest.approx(((since[0] + since[1]) / 2 - before).to_numpy(), abs=0.02)
    arms = lot.groupby("invited").change.agg(["mean", "sem"])
    joined = lot.joined[lot.invited].mean()
    low, high = lesson.interval(case)
    assert (low + high) / 2 == pytest.approx((arms["mean"][True] - arms["mean"][False]) / joined)
    assert (high - low) / 4 == pytest.approx(np.hypot(*arms["sem"]) / joined)


@each_world
def test_what_is_handed_out_is_the_learners_own(student):
    case = world(student)
    for make in (lesson.riders, lesson.wallets, lesson.lot, lesson.tenths):
        table = make(case)
        table.iloc[:, -1] = 0
        assert not make(case).equals(table)


def test_another_length_of_the_window_is_one_sentence():
    with pytest.raises(CaseError, match="This lesson needs a case with months=36; 24 was given."):
        lesson.riders(open_case("harley", customers=50, months=24))


@pytest.mark.skipif(not is_thorough(), reason="a large world takes long to make: with --thorough")
def test_a_case_of_several_blocks_has_all_its_riders():
    large = open_case("harley", customers=BLOCK_SIZE + 300)
    whole, first = numbers.file(fresh(large)), numbers.file(fresh(open_case("harley", customers=BLOCK_SIZE)))
    for all_of_them, block in zip(whole, first, strict=True):
        assert len(all_of_them) == BLOCK_SIZE + 300 and (all_of_them[:BLOCK_SIZE] == block).all()
    assert lesson.lot(large).customer_id.max() > BLOCK_SIZE


# --- the lists -------------------------------------------------------------------------------------------------------


def listed_by_hand(case, made_up: float, here: float, differ: float) -> dict[str, tuple[float, float]]:
    """What each list spent and wins, from the tables: means, for each 100 of the mean of all."""
    rows = lesson.riders(case).set_index("customer_id").spent_2024.to_frame("here").join(
        lesson.wallets(case).set_index("customer_id")
    )  # fmt: skip
    true = case.reveal().wallets
    rest = true[(true.category != "motorcycles") & (true.brand != case.company.title) & (true.year == 2024)]
    rows["said"] = rest.groupby("customer_id").spend.sum().reindex(rows.index, fill_value=0.0)
    wallet = case.reveal().customers.set_index("customer_id").wallet[rows.index]
    scale = (wallet / wallet.mean()) ** (differ - 1)
    for column in ("here", "said", "here_2025", "elsewhere_2025"):
        rows[column] *= scale
    order, donor = targets._answers_made_up(case)
    rows["said"] = rows.said.where(order >= made_up, rows.said.to_numpy()[donor])
    rows["wins"] = (
        here * rows.here_2025 / rows.here_2025.mean() + (1 - here) * rows.elsewhere_2025 / rows.elsewhere_2025.mean()
    )
    count = len(rows) // 5
    lists = {
        RECORDS: rows.nlargest(count, "here"),
        QUESTION: rows[rows.said > 0],
        BOTH: rows[rows.said > 0].nlargest(count, "here"),
        DOLLARS: rows.nlargest(count, "said"),
    }
    return {
        name: (100 * one.here.mean() / rows.here.mean(), 100 * one.wins.mean() / rows.wins.mean())
        for name, one in lists.items()
    }


@each_world
@pytest.mark.parametrize("setting", [(0.0, 0.0, 1.0), (0.35, 0.2, 0.5), (1.0, 1.0, 2.0)])
def test_what_an_offer_wins_is_counted_from_the_tables(student, setting):
    case = world(student)
    expected = listed_by_hand(case, *setting)
    for name, found in targets.lists(case, *setting).items():
        assert (found.spent.mean, found.won.mean) == pytest.approx(expected[name], rel=1e-6), name


@each_world
def test_the_margins_of_the_lists_are_those_of_riders_drawn_anew(student):
    """A bootstrap of the riders who get an offer."""
    case, luck = world(student), np.random.default_rng(3)
    rows = lesson.riders(case).assign(elsewhere=lesson.wallets(case).elsewhere_2025)
    chosen = rows.nlargest(targets.offers(case), "spent_2024").elsewhere.to_numpy()
    means = [luck.choice(chosen, len(chosen)).mean() for _ in range(400)]
    expected = 100 * np.std(means) / rows.elsewhere.mean()
    assert targets.lists(case)[RECORDS].won.standard_error == pytest.approx(expected, rel=4 / math.sqrt(2 * 400))


def test_all_made_up_answers_are_worth_a_lot():
    for student in ("", "student000@example.org")[: sample(2, usually=1)]:
        found = targets.lists(world(student), made_up=1.0)
        for name in (QUESTION, DOLLARS):
            assert abs(found[name].won.mean - 100) < SIGMAS * found[name].won.standard_error


# --- the club --------------------------------------------------------------------------------------------------------


@each_world
def test_the_club_starts_at_the_gap_of_the_records(student):
    case = world(student)
    found = membership.club(case)
    assert found.spent - 100 == pytest.approx(100 * numbers.raw_gap(case))
    assert found.spent == pytest.approx(found.anyway * (1 + membership.EFFECT))
    flat = membership.club(case, 0.0)
    assert np.ptp(flat.by_tenth) < 1e-9 and flat.anyway == pytest.approx(100)


@each_world
@pytest.mark.parametrize("selection", [-1.0, 1.0, 2.0])
def test_members_are_what_a_draw_of_them_gives(student, selection):
    case, luck = world(student), np.random.default_rng(4)
    keenness, otherwise, members = membership.keen(case)
    linked = selection * membership._linked(case)
    spent, tenths = [], []
    for _ in range(DRAWS):
        wants = linked * keenness + math.sqrt(1 - linked**2) * luck.standard_normal(len(keenness))
        joins = wants > np.quantile(wants, 1 - members)
        spent.append(100 * otherwise[joins].mean() / otherwise[~joins].mean())
        tenths.append([part.mean() for part in np.array_split(joins, 10)])
    found = membership.club(case, selection)
    assert (
        abs(np.mean(spent) - found.anyway) < SIGMAS * np.std(spent) / math.sqrt(DRAWS) + 0.3
    )  # keenness is about normal
    error = np.std(tenths, axis=0) / math.sqrt(DRAWS)
    assert (np.abs(np.mean(tenths, axis=0) - found.by_tenth) < SIGMAS * error + 0.005).all()


def test_a_lot_four_times_as_large_is_twice_as_exact():
    case = world("")
    found, lot = numbers.per_joiner(case), lesson.lot(case)
    assert membership.margin(case, 4_000) == pytest.approx(2 * membership.margin(case, 16_000))
    assert membership.margin(case, len(lot)) == pytest.approx(2 * found.standard_error / found.otherwise)
    joined = lot[lot.joined].spent_since.mean()
    assert found.otherwise + found.effect == pytest.approx(joined)


def test_lots_miss_the_truth_as_often_as_chance_has_it():
    cases = [world("student000@example.org"), world("")]
    drawn = [membership.lot(case, 0.08, 9_000, which) for case in cases for which in range(1, membership.LOTS + 1)]
    z = np.array([(one.effect - 0.08) / (one.margin / 2) for one in drawn])
    assert len(set(z)) == len(z) == 2 * membership.LOTS
    assert abs(z.mean()) < SIGMAS / math.sqrt(len(z)) and abs(z.std() - 1) < SIGMAS / math.sqrt(2 * len(z))
    lots = [[membership.lot(case, 0.3, riders, 3) for riders in (2_000, 8_000)] for case in cases]
    assert all((few.effect - 0.3) == pytest.approx(2 * (many.effect - 0.3)) for few, many in lots)


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brands", [2, 3, 6])
def test_the_fit_is_that_of_the_measure(brands):
    case = world("")
    money = allocation._drawn(case).money[:, :brands]
    rider, brand = np.divmod(np.arange(money.size), brands)
    spending = pd.DataFrame({"customer_id": rider, "brand": brand, "spend": money.ravel()})
    expected, found = correlation_by_construction(spending), allocation.fit(case, brands)
    assert (found.correlation, found.standard_error) == pytest.approx(expected[:2])
    ranked = rank_brands(spending.rename(columns={"spend": "satisfaction"}))
    assert found.rule == pytest.approx(ranked.share.to_numpy())


def test_ranks_by_lot_and_riders_with_one_brand():
    case = world("")
    by_lot = allocation.fit(case, 4, 0.0)
    assert abs(by_lot.correlation) < SIGMAS * by_lot.standard_error
    assert by_lot.by_rank[1] == pytest.approx(0.25, abs=0.04)
    half = allocation.fit(case, 3, 1.0, 0.5)
    assert (half.rule == 1).sum() == (half.true == 1).sum() == allocation.RIDERS / 2 and len(
        half.rule
    ) == 2 * allocation.RIDERS
    points = pd.Series(half.rule).corr(pd.Series(half.true))
    assert half.correlation == pytest.approx(points)


# --- titles, goals, words --------------------------------------------------------------------------------------------


def facts(name: str, student: str, values: dict[str, float]) -> dict[str, object]:
    case = world(student)
    if name == "lists":
        won = {one: found.won for one, found in targets.lists(case, **values).items()}
        return {"records": won[RECORDS].mean, "question": won[QUESTION].mean, "z": above(won[QUESTION], won[RECORDS])}
    if name == "club":
        found = membership.club(case, values["selection"], values["effect"])
        drawn = membership.lot(case, values["effect"], 1_000 * values["lot"], int(values["which"]))
        ends = [100 * (drawn.effect + side * drawn.margin) for side in (-1, 1)]
        return {"ends": 100 * found.by_tenth[[0, -1]], "gap": found.spent - 100, "lot": ends}
    found = allocation.fit(case, **values)
    return {
        "correlation": found.correlation,
        "margin": 1.96 * found.standard_error,
        "off": 100 * np.abs(found.by_rank[0] - found.by_rank[1]).max(),
    }


def both_near(f: dict, records: float, question: float) -> bool:
    return near(records, f["records"], 1) and near(question, f["question"], 1)


CLAIMS = {
    "lists": {
        r"Records and one question: (\d+) and (\d+) dollars; one question wins more": (
            lambda f, *both: both_near(f, *both) and f["z"] > 1.95
        ),
        r"Records and one question: (\d+) and (\d+) dollars; records win more": (
            lambda f, *both: both_near(f, *both) and f["z"] < -1.95
        ),
        r"Records and one question: (\d+) and (\d+) dollars, no further apart than chance goes": (
            lambda f, *both: both_near(f, *both) and abs(f["z"]) < 1.97
        ),
    },
    "club": {
        r"Members: (\d+) to (\d+) of 100": lambda f, *ends: all(map(near, ends, f["ends"], (1, 1))),
        r"The gap: (\u2212?\d+) %": lambda f, gap: near(gap, f["gap"], 1),
        r"The lot says: (\u2212?\d+) to (\u2212?\d+) %": lambda f, *ends: all(map(near, ends, f["lot"], (1, 1))),
    },
    "rule": {
        r"Correlation (\u2212?\d\.\d\d) ± (0\.\d\d)": (
            lambda f, one, margin: near(one, f["correlation"], 0.01) and 0 <= float(margin) - f["margin"] < 0.0101
        ),
        r"Off by up to (\d+) points": lambda f, off: near(off, f["off"], 3),
    },
}


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("03", name, student) for title in state.titles]
    assert claims
    assert [
        (title, values) for title, values in claims if untrue(CLAIMS[name], title, facts(name, student, values))
    ] == []


@each_world
def test_about_half_of_the_answers_may_be_made_up(student):
    found = reached("03", "lists", student, here=[0.0], differ=[1.0])
    assert found and all(0.3 < one["made_up"] < 0.8 for one in found)
    assert reached("03", "lists", student, here=[0.0, 0.1], differ=[0.9]) == []


@each_world
def test_all_of_the_gap_needs_a_stronger_selection(student):
    found = reached("03", "club", student, lot=[10], which=[1])
    assert found and all(one["effect"] == 0 and 1.2 < one["selection"] < 1.8 for one in found)


@each_world
def test_ranks_by_lot_need_riders_with_one_brand(student):
    found = reached("03", "rule", student, by_money=[0.0, 0.5])
    assert found and all(one["by_money"] == 0 and one["one_brand"] >= 0.4 for one in found)


@each_world
def test_the_goals_go_by_the_numbers_that_are_written(student):
    explorer = LESSONS["03"].explorer("club", student)
    start = int(re.search(r"members spend (\d+)", explorer.sentence)[1])
    for one in reached("03", "club", student, lot=[10], which=[1]):
        explorer.set(**one)
        assert abs(int(re.search(r"members spend (\d+)", explorer.sentence)[1]) - start) <= 1


@each_world
def test_guesses_and_reveals_have_the_numbers_of_the_pictures(student):
    case = world(student)
    second = lesson.one_question(case)
    explorer = LESSONS["03"].explorer("lists", student)
    records, question = map(int, re.findall(r"(\d+) ± \d+ by", explorer.sentence)[:2])
    assert f" {records}" not in second.question and f" {question}" not in second.question
    opened = lesson.what_it_wins(case, second)
    second.commit(250)
    assert opened.sentence == (
        f"You guessed 250; by one question an offer wins {question} dollars, by your records {records}, by lot among "
        "all 100."
    )
    third = lesson.how_much_it_adds(case)
    gap = round(100 * numbers.raw_gap(case))
    assert f"Members spend {gap} % more" in third.question
    opened = lesson.so_much_it_adds(case, third)
    third.commit(20)
    assert opened.sentence.startswith(f"You guessed 20 %; the gap says {gap} %; the truth is 8 %.")
    assert pictures.nearer(gap - 1, gap, 8) == pictures.nearer(gap + 2, gap, 8) == " You guessed the gap."
    assert (
        pictures.nearer(20, gap, 8) == " Your guess was nearer."
        and pictures.nearer(50, gap, 8) == " The gap was nearer."
    )
    assert pictures.nearer(0, 16, 8) == ""
    assert f"members spend {100 + gap}," in LESSONS["03"].explorer("club", student).sentence


@each_world
def test_the_unveiled_line_says_what_was_drawn(student):
    case = world(student)
    line = lesson.draw_elsewhere(case)
    opened = lesson.show_elsewhere(case, line)
    line.commit([1_000.0] * 9 + [3_000.0])
    assert opened.sentence.startswith(
        "You drew $1,000 for the lowest tenth and $3,000 for the highest. In 2025 a rider of"
    )
    here, elsewhere = map(float, re.findall(r"([\d.]+) times", pictures.tenths_title(numbers.by_tenth(case))))
    amounts = [float(text.replace(",", "")) for text in re.findall(r"\$([\d,]+) (?:here|elsewhere)", opened.sentence)]
    low_here, low_elsewhere, high_here, high_elsewhere = amounts
    assert near(str(here), high_here / low_here, 1) and near(str(elsewhere), high_elsewhere / low_elsewhere, 0.1)


@each_world
def test_a_number_asked_of_the_lot_is_told_from_those_beside_it(student):
    check, lot = LESSONS["03"].check(student), lesson.lot(world(student))
    apart = lot.change[lot.invited].mean() - lot.change[~lot.invited].mean()
    exact = apart / lot.joined[lot.invited].mean()
    assert check("03.3", apart).message.startswith("Wrong, because this is what the invitation raises")
    assert check("03.3", round(apart, 2)).state == "wrong"
    assert check("03.3", round(exact, 2)).state == check("03.3", exact).state == "right"


def test_colours_keep_their_meaning():
    """Orange is what the records say or the rule, blue what is true."""
    for state in states("03", "rule", ""):
        assert np.allclose(state.lines[figures.REPORTED], [0, 100]) or state.lines[figures.REPORTED].size == 1
    explorer = LESSONS["03"].explorer("lists")
    colours = [bar.get_facecolor() for bar in explorer.figure.axes[0].patches]
    assert len(colours) == 2 * len(LISTS) and len(set(colours)) == 2
