"""Lesson 01 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_storefront import EACH, SHELF
from lessons.surprises_storefront import _presets as surprises_of_presets
from lessons.sweep import reached, states, untrue

import casekit
from casekit import CaseError
from casekit.lessons import storefront as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.storefront import numbers, rights
from casekit.lessons.storefront.lists import Learned, favourite
from casekit.lessons.storefront.rights import USUAL, gap
from casekit.lessons.storefront.shoppers import KNOWN, LEARNT, SEARCHES, store
from casekit.lessons.storefront.visitors import BUSY, LOGGED
from casekit.measure.recommend import bestsellers, hits, item_to_item


def world(student: str):
    return fresh(LESSONS["01"].cases(student)[0])  # as the lesson sees it, so that what it computes is computed once


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("01")


# --- surprises --------------------------------------------------------------------------------------------------------


def test_one_to_one_loses_to_segments_with_one_purchase_known_and_wins_with_ten(surprises):
    assert against(surprises, lambda one: one.gaps[0].ahead < -2.5 and one.gaps[0].side < 0) == {}
    assert against(surprises, lambda one: one.gaps[-1].side > 0) == {}


def test_the_break_even_lies_between_and_comes_earlier_for_a_larger_store(surprises):
    assert against(surprises, lambda one: 2 <= one.fewest[USUAL] <= KNOWN) == {}
    small, usual, large = (
        [one.fewest[learnt] or KNOWN + 1 for one in surprises.values()] for learnt in (LEARNT[0], USUAL, LEARNT[-1])
    )
    assert np.mean(large) < np.mean(usual) - 0.5 and np.mean(usual) < np.mean(small) - 2


def test_with_one_purchase_known_the_personal_list_is_at_most_as_good_as_the_list_for_all(surprises):
    assert against(surprises, lambda one: one.rates["own"][0] < one.rates["everybody"][0] + 0.015) == {}


def test_who_is_searched_for_needs_no_history(surprises):
    assert against(surprises, lambda one: one.rates["searched"][0] > one.rates["shelf"][-1] + 0.03) == {}


def test_no_list_from_purchases_reaches_the_true_taste(surprises):
    assert against(surprises, lambda one: one.rates["own"][-1] < one.rates["oracle"][-1] - 0.03) == {}


def test_each_budget_has_its_grain(surprises):
    assert against(surprises, lambda one: one.best["A small budget"][0] != SHELF) == {}
    assert against(surprises, lambda one: one.best["A large budget"][0] == SHELF) == {}
    much = "Much known, cheap profiles"
    assert against(surprises, lambda one: one.best[much][0] == EACH and one.best[much][1].side > 0) == {}


def test_hidden_reviews_sell_more_in_a_month_and_less_in_a_year(surprises):
    assert against(surprises, lambda one: one.first_month > 1 and one.year < -1.5) == {}


# --- whom the lists are right for ---


def baskets(ids: np.ndarray, customers: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": np.repeat(customers, ids.shape[1]), "product_id": ids.ravel()})


@each_world
@pytest.mark.parametrize(("learnt", "known"), [(USUAL, 1), (USUAL, 7), (100, KNOWN), (LEARNT[-1], 2)])
def test_the_personal_list_is_that_of_the_measure(student, learnt, known):
    case, who = world(student), store(world(student)).shoppers
    learned = store(case).purchases[store(case).purchases.customer_id <= learnt]
    has = baskets(who.known, who.customer_id)
    next_one = pd.DataFrame({"customer_id": who.customer_id, "product_id": who.bought})
    lists = item_to_item(learned).for_customers(baskets(who.known[:, :known], who.customer_id), 2 * KNOWN)
    assert (hits(lists, next_one, 10, has).to_numpy() == rights.rights(case, learnt).own[known - 1]).all()
    everybody = hits(bestsellers(learned, 3 * KNOWN), next_one, 10, has)
    assert (everybody.to_numpy() == rights.rights(case, learnt).everybody).all()


@each_world
def test_a_search_is_one_product_more_that_the_customer_has(student):
    case, there = world(student), store(world(student))
    who = there.shoppers
    tables = [table[table.customer_id <= USUAL] for table in (there.purchases, there.hints)]
    row, query = np.nonzero(who.searched)
    searched = pd.DataFrame({"customer_id": who.customer_id[row], "product_id": SEARCHES + query})
    basket = pd.concat([baskets(who.known[:, :3], who.customer_id), searched])
    lists = item_to_item(pd.concat(tables)).for_customers(basket, 2 * KNOWN, among=range(1, len(there.shelf) + 1))
    next_one = pd.DataFrame({"customer_id": who.customer_id, "product_id": who.bought})
    found = hits(lists, next_one, 10, baskets(who.known, who.customer_id))
    assert (found.to_numpy() == rights.rights(case).searched[2]).all()


@each_world
def test_the_shelfs_list_is_counted_by_hand_for_some(student):
    case, there = world(student), store(world(student))
    learned = there.purchases[there.purchases.customer_id <= USUAL]
    shelf = pd.Series(there.shelf, index=np.arange(1, len(there.shelf) + 1))
    own = {who: its_favourite(rows.product_id.tolist()[::-1], shelf) for who, rows in learned.groupby("customer_id")}
    sellers = bestsellers(learned, len(shelf)).product_id.tolist()
    for place in range(0, 400, 10):
        known = there.shoppers.known[place].tolist()
        mine = its_favourite(known[:4], shelf)
        buyers = learned[learned.customer_id.map(own) == mine].drop_duplicates().product_id.value_counts()
        ranked = sorted((one for one in sellers if one in buyers.index), key=lambda one: -buyers[one])
        listed = [one for one in ranked if one not in known][:10]
        assert (there.shoppers.bought[place] in listed) == rights.rights(case).shelf[3, place]


def its_favourite(products: list[int], shelf: pd.Series) -> int:
    """The shelf of most of these products, the latest of which comes first; of several the one bought from last."""
    shelves = [int(shelf[one]) for one in products]
    return max(shelves, key=lambda one: (shelves.count(one), -shelves.index(one)))


def test_of_several_favourites_the_one_bought_from_last_counts():
    generator = np.random.default_rng(1)
    shelves = generator.integers(0, 4, (300, 6))
    expected = [max(row, key=lambda one, row=row: (row.count(one), -row.index(one))) for row in shelves.tolist()]
    assert favourite(shelves).tolist() == expected


@each_world
def test_the_shoppers_are_not_those_learned_from_and_what_they_bought_was_new(student):
    who, bought = store(world(student)).shoppers, world(student).purchases
    assert who.customer_id.min() > LEARNT[-1] and (who.known != who.bought[:, None]).all()
    for place in range(0, len(who.bought), 500):
        mine = bought.product_id[bought.customer_id == who.customer_id[place]].tolist()
        assert mine[-1] == who.bought[place] and mine[-2 : -2 - KNOWN : -1] == who.known[place].tolist()


@each_world
def test_searches_and_goals_of_the_shoppers_are_those_of_the_logs(student):
    who = store(world(student)).shoppers
    apart = world(student).with_dials(withheld=0.0)
    goals = apart.goals[apart.goals.customer_id.notna()]
    queries = apart.searches
    for place in range(0, len(who.bought), 800):
        mine = apart.purchases[apart.purchases.customer_id == who.customer_id[place]]["at"]
        since, until = mine.iloc[-2], mine.iloc[-1]
        rows = queries[(queries.customer_id == who.customer_id[place]) & queries["at"].between(since, until, "left")]
        assert set(np.flatnonzero(who.searched[place])) == set(rows["query"].cat.codes)
        stated = goals[(goals.customer_id == who.customer_id[place]) & (goals["at"] < until)]
        assert set(np.flatnonzero(who.goals[place])) == set(stated.goal.cat.codes)


@each_world
def test_the_true_taste_knows_the_owner_and_what_sells(student):
    case, there = world(student), store(world(student))
    truth = case.reveal()
    taste = truth.customers.filter(like="taste_").to_numpy()
    share = truth.products.share_of_category.to_numpy()
    for place in range(0, len(there.shoppers.bought), 200):
        likes = taste[there.shoppers.customer_id[place] - 1][there.shelf] * share
        likes[there.shoppers.known[place] - 1] = -1
        best = np.argsort(-likes)[:10] + 1
        assert (there.shoppers.bought[place] in best) == rights.oracle(case)[place]


@each_world
def test_plain_counts_are_customers_who_have_both(student):
    there = store(world(student))
    learned = Learned(there, 100)
    rows = there.purchases[there.purchases.customer_id <= 100].drop_duplicates()
    has = rows.groupby("product_id").customer_id.apply(set)
    for one, other in ((1, 40), (7, 8), (200, 300)):
        both = len(has.get(one, set()) & has.get(other, set()))
        assert learned.together[learned.number[one - 1], learned.number[other - 1]] == pytest.approx(both)


@each_world
def test_the_tables_of_the_trial_are_the_lists(student):
    case, found = world(student), rights.rights(world(student))
    rows = lesson.trial(case)
    assert len(rows) == KNOWN * len(found.everybody)
    for known in (1, 6, KNOWN):
        some = rows[rows.known == known]
        assert (some.personal.to_numpy() == found.own[known - 1]).all()
        assert (some["shelf"].to_numpy() == found.shelf[known - 1]).all()
        assert (some.everybody.to_numpy() == found.everybody).all()
    table = lesson.intervals(case)
    assert table["points ahead"].tolist() == [round(one.ahead, 2) for one in numbers.gaps(case)]
    one = rows[rows.known == 1]
    difference = 100 * (one.personal.astype(float) - one["shelf"])
    low, high = (round(difference.mean() + side * 1.959964 * difference.sem(), 2) for side in (-1, 1))
    assert table.loc[1, ["from", "to"]].tolist() == [low, high]


@each_world
def test_a_consent_changes_the_list_of_those_who_give_it(student):
    case, found = world(student), rights.rights(world(student))
    assert (numbers.personal(case, found, 0) == found.own).all()
    assert (numbers.personal(case, found, 1) == found.searched).all()
    half = numbers.personal(case, found, 0.5)
    changed = (half != found.own).any(axis=0).mean()
    assert abs(changed / (found.searched != found.own).any(axis=0).mean() - 0.5) < 0.05


@each_world
def test_the_ways_are_in_per_cent_of_the_shoppers(student):
    table = lesson.ways(world(student))
    assert table.index[0] == "drawn by lot" and table.loc["drawn by lot", "one known"] == pytest.approx(2.8, abs=0.1)
    own = rights.rights(world(student)).own
    assert table.loc["the personal list", ["one known", "ten known"]].tolist() == [
        round(100 * own[0].mean(), 1),
        round(100 * own[-1].mean(), 1),
    ]
    p, n = own[-1].mean(), own.shape[1]
    assert table.loc["the personal list", "margin, ten"] == pytest.approx(196 * math.sqrt(p * (1 - p) / n), abs=0.06)


# --- front page and log ---


@each_world
def test_the_front_page_is_made_from_the_records(student):
    case = world(student)
    page = lesson.front_page(case)["what it says"].tolist()
    greeted = case.customers[[f"Welcome back, {name}." == page[0] for name in case.customers.name]]
    assert len(greeted) >= 1
    bought = case.purchases.merge(case.products, on="product_id")
    mine = bought[bought.customer_id.isin(greeted.customer_id)]
    assert page[1].split(", bought on ")[0] in set(mine.name)
    assert re.fullmatch(r"promised for \d+ January", page[2])
    assert len(set(page[3:])) == 3 and not set(page[3:]) & set(mine.name)


@each_world
def test_the_visitors_are_those_of_the_log(student):
    apart = world(student).first(LOGGED)
    log, found = apart.clicks, lesson.visitors(world(student)).set_index("visitor_id")
    by_visitor = log.groupby("visitor_id")
    assert found.pages.sort_index().tolist() == by_visitor.size().tolist()
    assert found.logged_in.sort_index().tolist() == by_visitor.customer_id.count().gt(0).tolist()
    days = log["at"].dt.normalize().groupby(log.visitor_id).nunique()
    assert found.days.sort_index().tolist() == days.tolist()
    assert (found.pages_a_day == found.pages / found.days).all() and found.pages.is_monotonic_decreasing
    assert lesson.clicks(world(student))["at"].dt.date.nunique() == 1


@each_world
def test_the_rule_for_bots_is_held_against_the_truth(student):
    table = lesson.behind(world(student))
    busy = lesson.visitors(world(student)).pages_a_day > BUSY
    assert table.loc[f"more than {BUSY} pages a day"].sum() == busy.sum() and table.to_numpy().sum() == len(busy)


@each_world
def test_the_busiest_are_met_one_by_one(student):
    calls = lesson.busiest(world(student))
    for met in range(1, 11):
        calls.next()
        never = int((~lesson.visitors(world(student)).logged_in[:met]).sum())
        assert calls.sentence.startswith(f"{met} of 10 met; {never} never logged in.")


@each_world
def test_products_are_counted_from_purchases_and_returns(student):
    case, found = world(student), numbers.sold(world(student))
    assert found.bought.tolist() == case.purchases.product_id.value_counts().reindex(found.index).tolist()
    assert found.returned.tolist() == case.returns.product_id.value_counts().reindex(found.index, fill_value=0).tolist()


@each_world
def test_the_wall_has_the_numbers_of_the_records(student):
    case, table = world(student), lesson.wall(world(student))
    due = case.deliveries[case.deliveries.promised_on < "2026-01-01"]
    kept = (due.delivered_at < due.promised_on + pd.Timedelta(days=1)).mean()
    assert table.number.iloc[0] == round(100 * kept, 1)
    assert table.number.iloc[2] == round(100 * len(case.returns) / len(case.purchases), 1)
    seen = lesson.visitors(case)
    assert table.number.iloc[3] == round(seen.pages.mean(), 1) > table.number.iloc[4]


# --- letters ---


@each_world
def test_a_budget_is_spent_on_lists_and_letters(student):
    case = world(student)
    made = numbers.mailing(case, 2_000, 0.2)
    assert made.letters.tolist() == pytest.approx([(2_000 - 50) / 0.3, (2_000 - 500) / 0.3, 2_000 / 0.5])
    assert made.spent.tolist() == pytest.approx([2_000] * 3)
    found, margin = rights.rights(case), store(case).margin
    brought = made.letters[1] * found.shelf[4].mean() * numbers.LETTERS.sells * margin - 2_000
    assert made.margin[1, 4] == pytest.approx(brought)
    rich, poor = numbers.mailing(case, 9_000, 0.2), numbers.mailing(case, 500, 0.2)
    assert rich.letters.tolist() == [10_000] * 3 and rich.spent.tolist() == pytest.approx([3_050, 3_500, 5_000])
    assert (poor.letters[1], poor.spent[1], poor.margin[1, 0]) == (0, 0, 0)


@each_world
def test_what_a_sale_brings_is_the_mean_margin_of_a_purchase(student):
    sold = world(student).purchases.merge(world(student).products, on="product_id")
    assert store(world(student)).margin == pytest.approx(sold.margin.mean())


@each_world
def test_the_best_grain_is_told_with_the_margin_of_the_difference(student):
    case = world(student)
    made = numbers.mailing(case, 4_000, 0.05)
    first, second, by = numbers.ahead(case, made, KNOWN)
    assert (first, second) == (EACH, SHELF) and by.ahead == pytest.approx(made.margin[EACH, 9] - made.margin[SHELF, 9])
    found, each = rights.rights(case), numbers.LETTERS.sells * store(case).margin
    brought = each * (made.letters[EACH] * found.own[9] - made.letters[SHELF] * found.shelf[9])
    assert by.margin == pytest.approx(1.959964 * brought.std(ddof=1) / math.sqrt(len(brought)))


def test_a_gap_is_that_of_pairs():
    one, other = np.array([1, 1, 0, 1, 0, 1]), np.array([1, 0, 0, 1, 1, 0])
    found = gap(one, other)
    assert found.ahead == pytest.approx(100 / 6)
    assert found.margin == pytest.approx(196 * np.std([0, 1, 0, 0, -1, 1], ddof=1) / math.sqrt(6), rel=1e-3)
    assert (found.side, gap(one, one).side) == (0, 0)
    assert gap(np.ones(50), np.tile([0, 1], 25)).side == 1 and gap(np.tile([0, 1], 25), np.ones(50)).side == -1


# --- titles, goals, presets ---

# What each title claims, as a check on the facts; numbers in the title are handed over in their order.
CLAIMS = {
    "history": {
        r"The shelf's list is ahead": lambda f: f["gap"].ahead < -f["gap"].margin,
        r"The personal list is ahead": lambda f: f["gap"].ahead > f["gap"].margin,
        r"Personal or shelf's list: no difference beyond chance": lambda f: abs(f["gap"].ahead) <= f["gap"].margin,
        r"Personal list: ([\d.]+) of 100": lambda f, rate: f["known"] == 1 and near(rate, f["own"][0]),
        r"Personal list: from ([\d.]+) to ([\d.]+) of 100":
            lambda f, first, last: near(first, f["own"][0]) and near(last, f["own"][f["known"] - 1]),
    },
    "grains": {
        r"(One list for all|A list for each shelf|A list for each customer) brings most":
            lambda f, name: f["first"] == name.lower() and f["by"] > f["margin"],
        r"(One list for all|A list for each shelf|A list for each customer), or (.+): no difference beyond chance":
            lambda f, name, other: (f["first"], f["second"]) == (name.lower(), other) and f["by"] <= f["margin"],
    },
    "reviews": {
        r"Month (\d+): ([\d.]+ % (?:more|fewer)|as many); in all, ([\d.]+ % (?:more|fewer)|as many)":
            lambda f, month, alone, so_far: int(month) == f["month"] and says(alone, f["alone"])
            and says(so_far, f["so far"]),
        r"Page: ([\d.]+) stars; buyers: ([\d.]+)":
            lambda f, page, felt: near(page, f["page"]) and near(felt, f["felt"]),
    },
}  # fmt: skip


@cache
def facts(name: str, student: str, **values: float) -> dict:
    case = world(student)
    if name == "history":
        found = rights.rights(case, values["learnt"])
        own = numbers.personal(case, found, values["consent"])
        shelf = found.shelf[values["known"] - 1]
        return values | {"own": 100 * own.mean(axis=1), "gap": gap(own[values["known"] - 1], shelf)}
    if name == "grains":
        made = numbers.mailing(case, values["budget"], values["profile"] / 100)
        first, second, by = numbers.ahead(case, made, values["known"])
        names = [numbers.GRAINS[place] for place in (first, second)]
        return {"first": names[0], "second": names[1], "by": by.ahead, "margin": by.margin}
    plain, now = (numbers.shown(case, part, values["heed"], values["lets_go"]) for part in (1.0, values["part"]))
    month = values["month"]
    return values | {
        "alone": 100 * (now.kept[month - 1] / plain.kept[month - 1] - 1),
        "so far": 100 * (now.kept[:month].sum() / plain.kept[:month].sum() - 1),
        "page": now.shown, "felt": now.felt,
    }  # fmt: skip


def near(written: str, value: float) -> bool:
    return abs(float(written) - value) <= 0.05 + 1e-9


def says(words: str, per_cent: float) -> bool:
    if words == "as many":
        return abs(per_cent) <= 0.05 + 1e-9
    size, _, side = words.split()
    return near(size, abs(per_cent)) and (side == "more") == (per_cent > 0)


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("01", name, student) for title in state.titles]
    assert claims
    assert [
        (title, values) for title, values in claims if untrue(CLAIMS[name], title, facts(name, student, **values))
    ] == []


@each_world
def test_the_goals_are_reached_somewhere_and_only_where_they_say(student):
    case = world(student)
    (history,) = reached("01", "history", student)
    assert history == {"known": numbers.fewest(case), "learnt": USUAL, "consent": 0}
    for known in range(1, history["known"]):
        assert numbers.gaps(case)[known - 1].side <= 0
    letters = reached("01", "grains", student)
    assert letters and all((one["known"], one["budget"]) == (KNOWN, 4_000) for one in letters)
    assert max(one["profile"] for one in letters) - min(one["profile"] for one in letters) < 3
    hidden = reached("01", "reviews", student, month=12, part=0.0)
    assert hidden and all(abs(one["heed"] - 0.1) < 1e-9 and 0 < one["lets_go"] < 0.1 for one in hidden)
    assert reached("01", "reviews", student, month=11, heed=0.1) == []


def test_the_goals_can_be_reached_in_each_world(surprises):
    assert against(surprises, lambda one: one.fewest[USUAL] is not None) == {}


def test_the_presets_are_those_whose_surprises_are_looked_at():
    explorer = LESSONS["01"].explorer("grains")
    assert surprises_of_presets() == explorer.presets


@each_world
def test_the_formulas_table_has_the_lists_of_the_trial(student):
    case, table = world(student), lesson.formulas(world(student))
    for learnt in (USUAL, LEARNT[-1]):
        found = rights.rights(case, learnt)
        for name, own in (("shelf's", found.shelf), ("personal", found.own)):
            assert table.loc[f"{name}, {learnt:,} customers", "right, of 100"] == round(100 * own[0].mean(), 1)
    counts = rights.others(case)["counts"][0].mean()
    assert table.loc[f"plain counts, {USUAL} customers", "right, of 100"] == round(100 * counts, 1)
    assert table["middle place"].between(5, 180).all()


@each_world
def test_guess_reveal_sketch_and_table_have_the_same_numbers(student):
    case, found = world(student), rights.rights(world(student))
    first, line = lesson.how_many_right(case), lesson.draw_hits(case)
    everybody, shelf, own = (round(100 * one.mean()) for one in (found.everybody, found.shelf[0], found.own[0]))
    assert f"is right for {everybody} of them, the shelf's list for {shelf}." in first.question
    opened = lesson.so_many_right(case, first)
    first.commit(40)
    assert opened.sentence.startswith(
        f"You guessed 40. The personal list is right for {own} of 100 customers, and the shelf's list for {shelf}: "
        f"{shelf - own} more, give or take "
    )
    better = gap(found.own[0], found.everybody)
    words = {-1: "Even the one list for all does better", 0: "no difference beyond chance", 1: "does better than"}
    assert words[better.side] in opened.sentence
    assert f"is right for {own} of 100 customers." in line.question
    shown = lesson.show_hits(case, line)
    line.commit([own + 5 * place for place in range(KNOWN)])
    last = 100 * found.own[-1].mean()
    assert shown.sentence.startswith(f"You drew {own + 45} of 100 for 10 purchases.")
    best = 100 * rights.oracle(case).mean()
    assert f"and for {last:.0f} with 10. " in shown.sentence and shown.sentence.endswith(f"right for {best:.0f}.")


@pytest.mark.parametrize(("customers", "months"), [(500, 36), (10_000, 12)])
def test_too_small_a_store_is_told_in_one_sentence(customers, months):
    small = casekit.open_case("amazon", customers=customers, months=months)
    needs = rf"^This lesson needs a case of 10,000 customers and 36 months, .* of {customers:,} customers and {months} "
    for function in (lesson.how_many_right, lesson.front_page, lesson.trial, lesson.ways, lesson.intervals):
        with pytest.raises(CaseError, match=needs):
            function(small)
