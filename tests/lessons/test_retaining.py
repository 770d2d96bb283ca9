"""Lesson 02 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_retaining import LIFE
from lessons.sweep import cut, drawn_texts, near, overlapping, reached, states, untrue

from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons import retaining as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.retaining import money, numbers, pictures
from casekit.lessons.retaining.explorers import ALL_GROW, MARGIN
from casekit.lessons.retaining.money import A_STORE, BUDGET, DELIGHT, LEAVERS, PLAN
from casekit.measure.retention import cohorts
from casekit.teach import figures

FAR = 5  # standard errors
NEWCOMERS = STARBUCKS[groups.Newcomers].count


def world(student: str):
    return fresh(LESSONS["02"].cases(student)[0])


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("02")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_retention_rises_while_every_newcomers_hazard_is_constant(surprises):
    def rises(one):
        fall, error = one.lost[0] - one.lost[-1], np.hypot(one.usual.margin[0], one.usual.margin[-1]) / 1.96
        return one.changed < 1e-12 and fall > FAR * error and fall > 15

    assert against(surprises, rises) == {}


def test_those_who_stayed_were_as_unlikely_to_leave_when_they_came(surprises):
    def level(one):
        return np.ptp(one.usual.own) < 1e-9 and one.usual.own[0] < 0.5 * one.lost[0]

    assert against(surprises, level) == {}


def test_the_share_lost_in_the_fifth_year_is_about_their_own_chance(surprises):
    apart = np.array([one.usual.lost[-1] - one.usual.own[-1] for one in surprises.values()])
    assert np.abs(apart).max() < 5 and 0 < apart.mean() < 3  # the easiest of the last year have left since


def test_the_card_shows_who_is_there_in_truth_but_for_a_few_who_come_seldom(surprises):
    def agrees(one):
        gap = np.rint(one.usual.left * NEWCOMERS / 100) - one.there
        return (gap >= 0).all() and gap.sum() <= 0.001 * NEWCOMERS

    assert against(surprises, agrees) == {}


def test_sorting_and_loyalty_make_the_same_curve_but_for_two_points(surprises):
    (loyal, loyal_error), (usual, usual_error) = (
        np.array([lost(values, year) for year in range(1, 6)]).T
        for values in ({"differ": 0, "wear": ALL_GROW}, {"differ": 1, "wear": 0})
    )
    assert np.abs(loyal - usual).max() < 2.5
    mean = np.mean([one.loyal.lost - one.usual.lost for one in surprises.values()], axis=0)
    error = np.hypot(loyal_error, usual_error) / np.sqrt(len(surprises))
    assert (np.abs(mean - (loyal - usual)) < FAR * error).all()


def test_everybody_may_grow_less_loyal_by_a_quarter_a_year(surprises):
    assert {one.level for one in surprises.values()} <= {20, 25, 30}
    assert np.mean([one.level for one in surprises.values()]) == pytest.approx(25, abs=2)


def test_one_customer_kept_is_one_newcomer_and_the_formula_says_nearly_two(surprises):
    assert against(surprises, lambda one: 1.6 < one.formula.ratio < 2.2) == {}
    assert np.mean([one.saved for one in surprises.values()]) == pytest.approx(1, abs=0.02)


def test_the_next_dollar_goes_to_newcomers_in_truth_and_to_keeping_by_the_formula(surprises):
    def turns(one):
        won, kept = one.next_brings
        return kept > won and one.next_costs[100][0] < one.next_costs[100][1] - 10

    assert against(surprises, turns) == {}


def test_the_plan_turns_where_margin_replaces_revenue(surprises):
    def turns(one):
        revenue, margin, _ = one.needs
        return round(revenue, 1) == 50.7 and revenue < PLAN.won < margin < PLAN.won + 15 and 70 < margin < 71.5

    assert against(surprises, turns) == {}


def test_the_published_figures_follow_from_one_another():
    exhibit = lesson.exhibit(LESSONS["02"].cases()[0])
    lifetime = (exhibit.dollars_a_year * exhibit.life_years).to_numpy()
    assert lifetime == pytest.approx([199.74, 921.78, 3169.67], abs=0.005)
    assert round(DELIGHT) == 172 and round(A_STORE) == 8745
    assert money.Rate(0.9, 1.0).worth() == pytest.approx(0.9 / (1.1 - 0.9))


# --- tables ----------------------------------------------------------------------------------------------------------


@each_world
def test_the_card_says_what_the_visits_say(student):
    case = world(student)
    card, system = lesson.card(case), numbers._cohort(case)
    visits = system.visits(system.run()).__dict__
    rows = pd.DataFrame({name: visits[name] for name in ("newcomer", "since")})
    last = rows.groupby("newcomer").since.max()
    assert (card.months == np.floor(last).astype(int)).all()
    later = rows[rows.since > 0]
    for column, low in (("first_quarter", 0), ("twentieth_quarter", 57)):
        inside = later[(later.since > low) & (later.since <= low + 3)].newcomer.value_counts()
        assert (card[column] == inside.reindex(card.index, fill_value=0)).all()
    assert card.customer_id.is_unique and len(card) == NEWCOMERS and not card.isna().any(axis=None)
    assert card.first_visit.dt.to_period("M").unique().astype(str).tolist() == ["2020-07"]
    assert (card.last_visit >= card.first_visit).all() and card.last_visit.max() < pd.Timestamp("2026")
    assert (card.twentieth_quarter[card.months < 57] == 0).all()


@each_world
def test_a_cohort_triangle_of_the_visits_says_the_same(student):
    case = world(student)
    card, system = lesson.card(case), numbers._cohort(case)
    visits = system.visits(system.run())
    at = pd.Timestamp("2020-07-16") + pd.to_timedelta(visits.since * 30.44, unit="D")
    triangle = cohorts(pd.DataFrame({"customer_id": visits.newcomer, "at": at}), shares=True).iloc[0]
    for quarter in (4, 8, 20):
        assert triangle[quarter] == pytest.approx(100 * (card.months >= 3 * quarter).mean(), abs=1.5)


@each_world
def test_the_kinds_are_the_truth_of_the_newcomers(student):
    table, found = lesson.kinds(world(student)), numbers.newcomers(world(student))
    assert table.of_100_leave_in_a_year.to_numpy() == pytest.approx(100 * -np.expm1(-1 / LIFE), abs=0.06)
    for column, chosen in (("of_100_newcomers", found.kind), ("of_100_who_stayed", found.kind[found.stays > 60])):
        assert table[column].to_numpy() == pytest.approx(100 * np.bincount(chosen) / len(chosen), abs=0.06)


@each_world
def test_of_each_sale_a_part_is_margin(student):
    case = world(student)
    sold = lesson.sales(case)
    bought = case.purchases.merge(case.products, on="product_id")
    expected = (bought.amount * bought.margin / bought.price).sum() / bought.amount.sum()
    assert len(sold) == len(bought) and money.margin_share(case) == pytest.approx(expected, abs=1e-4)
    assert (sold.margin <= sold.amount).all() and round(money.margin_share(case), 2) == MARGIN


# --- worth -----------------------------------------------------------------------------------------------------------


@each_world
def test_the_formula_takes_its_rates_from_the_card(student):
    case = world(student)
    card, (new, old) = lesson.card(case), money.formula(case)
    there = [(card.months >= 12 * year).sum() for year in range(6)]
    assert new.retention == pytest.approx(there[1] / there[0])
    assert old.retention == pytest.approx(sum(there[2:]) / sum(there[1:5]))
    value = old.margin * old.retention / (1 + BUDGET.interest - old.retention)
    assert old.worth() == pytest.approx(value)
    assert new.margin < old.margin


def test_worth_over_the_years_is_what_is_paid_at_the_end_of_each_and_discounted():
    rate = money.Rate(0.7, 200.0)
    for years in (1, 4, 10):
        paid = sum(200 * 0.7**year / 1.1**year for year in range(1, years + 1))
        assert rate.worth(years) == pytest.approx(paid)
    assert rate.worth(10) < rate.worth(1_000) == pytest.approx(rate.worth())


@each_world
def test_a_customer_kept_lives_on_as_those_who_leave_would_have(student):
    """Customers who come year after year; of those who leave in one year, all are kept once."""
    draw = np.random.default_rng(2)
    kind = draw.choice(3, 400_000, p=LEAVERS / LEAVERS.sum())
    came, stays = draw.random(len(kind)) * 60, draw.exponential(LIFE[kind])
    leaves = (came + stays > 58) & (came + stays < 59)  # so late that nobody's kind is still rare
    again = np.bincount(kind[leaves], minlength=3) / leaves.sum()
    worth = [money.true_worth(world(student), shares) for shares in (again, LEAVERS)]
    assert leaves.sum() > 5_000 and worth[0] / worth[1] == pytest.approx(1, abs=0.04)


# --- titles ----------------------------------------------------------------------------------------------------------


@cache
def there(differ: float, wear: float) -> np.ndarray:
    """Share expected to be there after 0, 1, ... years."""
    published = 1 / LIFE
    alike = -math.log((LEAVERS * np.exp(-published)).sum())
    hazard = alike + differ * (published - alike)
    chances = np.minimum(np.outer((1 + wear) ** np.arange(5), -np.expm1(-hazard)), 0.9)
    return np.append(1, (LEAVERS * (1 - chances).cumprod(axis=0)).sum(axis=1))


def lost(values: dict[str, float], year: int) -> tuple[float, float]:
    """Expected to be lost in this year, and the standard error, in per cent."""
    left = there(values["differ"], values["wear"] / 100)
    share = 1 - left[year] / left[year - 1]
    return 100 * share, 100 * math.sqrt(share * (1 - share) / (NEWCOMERS * left[year - 1]))


def holds(written: str, expected: tuple[float, float]) -> bool:
    return abs(float(written) - expected[0]) < 0.5 + FAR * expected[1]


def stay(values: dict[str, float]) -> tuple[float, float]:
    share = there(values["differ"], values["wear"] / 100)[-1]
    return 100 * share, 100 * math.sqrt(share * (1 - share) / NEWCOMERS)


def one_by_one(dollars: float, first: float, doubles: float, dearer: float) -> tuple[int, float]:
    """How many are bought, and what the next one costs, if each is paid singly."""
    prices = first * (1 + dearer * (np.arange(10_000) + 0.5) / doubles)
    count = int(np.searchsorted(np.cumsum(prices), dollars, side="right"))
    return count, float(first * (1 + dearer * count / doubles))


def next_costs(values: dict[str, float], share: float | None = None) -> tuple[float, float]:
    share = values["share"] if share is None else share
    won = one_by_one((1 - share) * BUDGET.dollars, values["price"], BUDGET.newcomer_doubles, values["dearer"])
    kept = one_by_one(share * BUDGET.dollars, BUDGET.kept, BUDGET.kept_doubles, values["dearer"])
    return won[1], kept[1]


def is_best(student: str, values: dict[str, float], share: float, in_truth: bool) -> bool:
    """Whether a dollar moved to either side would not bring more: by what the next customer costs and is worth."""
    case, years = world(student), int(values["years"])
    told = money.formula(case)
    worth = (1.0, 1.0) if in_truth else (told.new.worth(years), told.old.worth(years))

    def pull(at: float) -> float:
        """What the next dollar brings on keeping, less what it brings on winning."""
        won, kept = next_costs(values, at)
        return worth[1] / kept - worth[0] / won

    return (share <= 0.005 or pull(max(share - 0.02, 0)) > 0) and (share >= 0.995 or pull(min(share + 0.02, 1)) < 0)


def pays(values: dict[str, float]) -> tuple[bool, bool]:
    revenue = values["won"] * 172.392
    return revenue >= 8_745.08, values["margin"] * revenue >= 8_745.08


def gap(values: dict[str, float]) -> float:
    won, kept = next_costs(values)
    return won - kept


# What each title claims, as a check on the facts; numbers in the title are handed over in their order.
CLAIMS = {
    "cohort": {
        r"Lost: (\d+) % in the first year, (\d+) % in the fifth":
            lambda s, v, first, fifth: holds(first, lost(v, 1)) and holds(fifth, lost(v, 5)),
        r"(\d+) of 100 stay five years": lambda s, v, many: holds(many, stay(v)),
    },
    "budget": {
        r"Best with (\d+) % on keeping; the formula says (\d+) %": lambda s, v, truth, formula: (
            truth != formula
            and (v["dearer"] > 0 or v["price"] != BUDGET.kept)
            and is_best(s, v, int(truth) / 100, True)
            and is_best(s, v, int(formula) / 100, False)
        ),
        r"Any split is as good; the formula says (\d+) % on keeping": lambda s, v, formula: (
            v["dearer"] == 0 and v["price"] == BUDGET.kept and is_best(s, v, int(formula) / 100, False)
        ),
        r"Best with (\d+) % on keeping, in truth and by the formula": lambda s, v, both: (
            is_best(s, v, int(both) / 100, True) and is_best(s, v, int(both) / 100, False)
        ),
        r"The next newcomer is the cheaper one": lambda s, v: gap(v) < -4,
        r"The next one kept is the cheaper one": lambda s, v: gap(v) > 4,
        r"The next newcomer and the next one kept cost the same": lambda s, v: abs(gap(v)) < 6,
    },
    "labour": {
        r"The plan pays, whichever is counted": lambda s, v: pays(v) == (True, True),
        r"Counted in revenue the plan pays; counted in margin it does not": lambda s, v: pays(v) == (True, False),
        r"The plan does not pay, whichever is counted": lambda s, v: pays(v) == (False, False),
    },
}  # fmt: skip


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("02", name, student) for title in state.titles]
    assert claims
    assert [(title, values) for title, values in claims if untrue(CLAIMS[name], title, student, values)] == []


@each_world
def test_the_presets_show_what_the_text_asks(student):
    def titles(name, preset):
        return next(state.titles for state in states("02", name, student) if state.name == f"preset {preset}")

    assert titles("labour", "The usual sum")[0].startswith("The plan pays")
    assert titles("labour", "Counted in margin")[0].startswith("Counted in revenue the plan pays; counted in margin")
    assert titles("labour", "Fifteen more")[0].startswith("The plan pays")
    blue = {preset: titles("budget", preset)[0].split(" on keeping")[0] for preset in
            ("Half and half", "Mostly on keeping", "Dear newcomers", "Only two years")}  # fmt: skip
    assert len({blue[preset] for preset in blue if preset != "Dear newcomers"}) == 1 < len(set(blue.values()))


@each_world
def test_colours_keep_their_meaning(student):
    here = numbers.lives(world(student))
    start = states("02", "cohort", student)[0]
    assert np.allclose(start.lines[figures.TRUTH], here.own) and np.allclose(start.lines[figures.REPORTED], here.lost)


# --- goals -----------------------------------------------------------------------------------------------------------


@each_world
def test_everybody_grows_less_loyal_at_one_setting_and_at_full_difference_alone(student):
    found = reached("02", "cohort", student)
    assert len(found) == 1 and found[0]["differ"] == 1 and 20 <= found[0]["wear"] <= 30


@each_world
def test_the_break_even_price_lies_between_what_is_cheap_and_what_is_dear(student):
    found = reached("02", "budget", student, years=5, share=0.5)
    assert found and all(one["dearer"] == 1 and 115 <= one["price"] <= 135 for one in found)
    for one in found:
        won, kept = next_costs(one)
        assert abs(won - kept) < 7
    assert not reached("02", "budget", student, years=5, dearer=1.0, share=0.45)


@each_world
def test_any_split_is_as_good_where_both_cost_the_same_and_nothing_gets_dearer(student):
    case = world(student)
    flat = money.gain(case, BUDGET.kept, 0, 5)
    assert flat.any_split
    assert pictures.best_title(flat) == "Any split is as good; the formula says 100 % on keeping"
    assert not any(money.gain(case, price, dearer, 5).any_split for price, dearer in ((65, 0), (75, 0), (70, 0.25)))


@each_world
def test_sixty_customers_just_pay_at_one_margin_of_a_dollar(student):
    assert [one["margin"] for one in reached("02", "labour", student)] == [0.85]
    assert 60 * 172.392 * 0.84 < 8_745.08 < 60 * 172.392 * 0.85


@each_world
def test_the_sketch_is_told_where_it_was_wrong(student):
    case = world(student)
    line = lesson.draw_their_chance(case)
    opened = lesson.show_their_chance(case, line)
    line.commit([40, 33, 27, 22, 18], because="they grow loyal")
    own, written = numbers.lives(case).own, re.findall(r"(\d+)\s%", opened.sentence)
    assert written[:2] == ["40", "18"] and near(written[2], own[0], 1) and written[2] == written[3]


@each_world
def test_the_second_guess_is_shown_beside_both_answers(student):
    case = world(student)
    second = lesson.how_many_newcomers(case)
    opened = lesson.so_many_newcomers(case, second)
    second.commit(3)
    assert re.match(r"You guessed 3\.0\. The formula says [12]\.\d: .* worth 1\.0 newcomers\.", opened.sentence)
    new, kept = re.findall(r"(?:worth|kept) \$(\d+)", opened.sentence)
    assert near(kept, money.true_worth(case, LEAVERS), 1) and abs(int(new) / int(kept) - 1) < 0.06


@each_world
def test_the_first_picture_is_the_cards_and_can_be_read(student):
    with drawn_texts() as texts:
        lesson.lost_each_year(LESSONS["02"].cases(student)[0])
    written = [text.get_text() for text in texts]
    card = lesson.card(world(student))
    left = [(card.months >= 12 * year).sum() for year in range(6)]
    assert written.count(f"{100 * (1 - left[1] / left[0]):.0f}") >= 1
    assert cut(texts) == [] and overlapping(texts) == []


# --- exercises -------------------------------------------------------------------------------------------------------


@each_world
def test_the_interval_lies_about_the_first_answer(student):
    low, high = lesson.interval(LESSONS["02"].cases(student)[0])
    answer = LESSONS["02"].check(student).exercises["02.1"].answer(world(student))
    assert (low + high) / 2 == pytest.approx(answer) and 0.8 < high - low < 2


@each_world
def test_the_goal_is_told_by_the_numbers_that_are_shown(student):
    """Where the sentence shows the same share for the first year and the fifth, the cohort loses no more."""
    explorer, goal = LESSONS["02"].explorer("cohort", student), LESSONS["02"].explorers["cohort"].goal
    shown = {}
    for wear in (15, 20, 25, 30):
        explorer.set(wear=wear)
        first, fifth = re.search(r"begins, (\d+) ± \d+ % leave .*? and (\d+) ±", explorer.sentence).groups()
        shown[wear] = int(fifth) <= int(first)
    level = max(wear for wear, no_more in shown.items() if no_more)
    assert [wear for wear in shown if goal.reached(world(student), differ=1.0, wear=wear)] == [level]
