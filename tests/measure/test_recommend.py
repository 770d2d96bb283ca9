"""Recommendations against counting by hand and against plain loops, and hit rates against what chance makes of them."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from foreign import IDS, forms, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.measure import recommend
from casekit.measure.recommend import bestsellers, hit_rate, hits, item_to_item

PAIRS = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 6), st.sampled_from([0.5, 1, 2])), min_size=1, max_size=30)


def table(rows):
    """Baskets from (customer, product) or (customer, product, weight)."""
    return pd.DataFrame(rows, columns=["customer_id", "product_id", "weight"][: len(rows[0])])


def market(seed, customers=3_000, kinds=8, products=10, bought=6):
    """Customers with a taste for one kind of product each, of which they have most; and what they buy next."""
    generator = np.random.default_rng(seed)
    taste, size = generator.integers(0, kinds, customers), (customers, bought + 1)
    kind = np.where(generator.random(size) < 0.7, taste[:, None], generator.integers(0, kinds, size))
    product = kind * products + generator.choice(products, kind.shape, p=np.arange(products, 0, -1) / 55)
    rows = pd.DataFrame({"customer_id": np.repeat(np.arange(customers), bought + 1), "product_id": product.ravel()})
    last = np.tile(np.arange(bought + 1) == bought, customers)
    return taste, rows[~last], rows[last]


BASKETS = table([(1, 10), (1, 20), (2, 10), (2, 20), (3, 10), (3, 20), (3, 30), (4, 40)])


# --- which products go together ---------------------------------------------------------------------------------------


def test_cosines_by_hand():
    """10 and 20 have the same three customers; 30 has one of them: 1 / sqrt(3 x 1); 40 has nobody in common."""
    likeness = item_to_item(BASKETS)
    assert likeness.products.tolist() == [10, 20, 30, 40] and likeness.customers.tolist() == [3, 3, 1, 1]
    expected = np.zeros((4, 4))
    expected[0, 1], expected[0, 2], expected[1, 2] = 1, 1 / math.sqrt(3), 1 / math.sqrt(3)
    assert likeness.similarity.toarray() == pytest.approx(expected + expected.T)


@settings(max_examples=40)
@given(PAIRS)
def test_cosines_and_scores_against_plain_loops(rows):
    likeness = item_to_item(table(rows))
    weight = {}
    for customer, product, says in rows:
        weight[customer, product] = max(says, weight.get((customer, product), 0))
    customers = sorted({customer for customer, _ in weight})
    vector = {p: np.array([weight.get((c, p), 0.0) for c in customers]) for p in likeness.products}

    def cosine(one, other):
        return vector[one] @ vector[other] / np.linalg.norm(vector[one]) / np.linalg.norm(vector[other])

    for (i, one), (j, other) in itertools.product(enumerate(likeness.products), repeat=2):
        assert likeness.similarity[i, j] == pytest.approx(cosine(one, other) if i != j else 0)
    lists = likeness.for_customers(table(rows), n=2)
    for customer in customers:
        has = {p: weight[customer, p] for p in vector if (customer, p) in weight}
        scores = {p: sum(has[q] * cosine(p, q) for q in has) for p in vector if p not in has}
        best = sorted((-round(score, 9), place) for place, (p, score) in enumerate(scores.items()) if score > 1e-9)
        mine = lists[lists.customer_id == customer]
        assert mine["rank"].tolist() == list(range(1, len(mine) + 1))
        assert mine.product_id.tolist() == [list(scores)[place] for _, place in best[:2]]
        assert mine.score.tolist() == pytest.approx([-score for score, _ in best[:2]])


def test_the_order_of_the_rows_does_not_matter():
    _, known, _ = market(1, customers=300)
    known["weight"] = np.random.default_rng(1).choice([0.3, 1.0], len(known))
    mixed = known.sample(frac=1, random_state=1)
    one, other = item_to_item(known), item_to_item(mixed)
    assert (one.similarity.toarray() == other.similarity.toarray()).all()
    pd.testing.assert_frame_equal(one.for_customers(known), other.for_customers(mixed))
    pd.testing.assert_frame_equal(bestsellers(known), bestsellers(mixed))


def test_buying_twice_is_buying_once_and_weights_have_no_unit():
    twice = pd.concat([BASKETS, BASKETS[:3]])
    plain = item_to_item(BASKETS).similarity.toarray()
    assert (item_to_item(twice).similarity.toarray() == plain).all()
    for unit in (7, 1e-300, 1e50):
        assert item_to_item(BASKETS.assign(weight=unit)).similarity.toarray() == pytest.approx(plain)


def test_a_search_with_a_weight_moves_a_little():
    searched = pd.concat([BASKETS.assign(weight=1.0), table([(1, 40, 0.3)])])
    little, much = item_to_item(searched).recommend([40]), item_to_item(searched.assign(weight=1)).recommend([40])
    assert little.product_id.tolist() == much.product_id.tolist() == [10, 20]
    assert 0 < little.score[0] < much.score[0]
    nothing = item_to_item(pd.concat([BASKETS.assign(weight=1.0), table([(1, 50, 0)])]))
    assert nothing.products.tolist() == [10, 20, 30, 40]


def test_a_goal_stands_for_a_product_and_is_not_recommended():
    goals = [(1, "learn to ride"), (2, "learn to ride"), (9, "learn to ride")]
    baskets = table([(1, "manual"), (2, "manual"), (2, "gloves"), *goals])
    likeness = item_to_item(baskets)
    assert likeness.recommend(["learn to ride"]).product_id.tolist() == ["manual", "gloves"]
    shop = ["manual", "gloves", "something new"]
    assert set(likeness.for_customers(baskets, among=shop).product_id) <= {"manual", "gloves"}
    assert likeness.recommend(["manual"], among=["gloves"]).product_id.tolist() == ["gloves"]


def test_who_has_nothing_or_only_what_is_new_is_recommended_nothing():
    likeness = item_to_item(BASKETS)
    for has in ([], [99], ["99"], [40]):
        assert likeness.recommend(has).empty
    assert likeness.recommend([10], among=[]).empty
    assert likeness.for_customers(BASKETS[:0]).empty
    assert list(likeness.for_customers(BASKETS[:0])) == ["customer_id", "rank", "product_id", "score"]


def test_one_product_is_like_no_other():
    likeness = item_to_item(table([(1, 5), (2, 5)]))
    assert likeness.similarity.shape == (1, 1) and likeness.recommend([5]).empty
    assert bestsellers(table([(1, 5), (2, 5)])).to_numpy().tolist() == [[1, 5, 2]]


@pytest.mark.parametrize(("cells", "dense"), [(1, 0.25), (500, 2.0), (500, 0.0)])
def test_blocks_and_the_way_of_multiplying_change_nothing(monkeypatch, cells, dense):
    _, known, _ = market(2, customers=200)
    likeness = item_to_item(known)
    expected = likeness.for_customers(known)
    monkeypatch.setattr(recommend, "CELLS", cells)
    monkeypatch.setattr(recommend, "DENSE", dense)
    pd.testing.assert_frame_equal(likeness.for_customers(known), expected)


@forms(IDS)
def test_ids_in_any_form(form):
    baskets = BASKETS.assign(
        product_id=form(BASKETS.product_id.tolist()), customer_id=form(BASKETS.customer_id.tolist())
    )
    likeness = item_to_item(baskets)
    assert likeness.recommend([10]).product_id.astype(int).tolist() == [20, 30]
    assert likeness.recommend(form([10, 20])).product_id.astype(int).tolist() == [30]
    lists = pd.DataFrame({"product_id": [30, 20], "rank": [1, 2], "customer_id": [1, 2]})
    assert hits(lists, baskets).tolist() == [False, True, False, False]
    assert hits(lists.drop(columns="customer_id"), baskets[4:7], n=1).tolist() == [True]


# --- how often a list is right ----------------------------------------------------------------------------------------


def test_what_was_known_counts_neither_in_the_list_nor_in_what_was_held_out():
    everybody = pd.DataFrame({"product_id": [10, 20, 30], "rank": [1, 2, 3]})
    held_out = table([(1, 30), (2, 10), (5, 10), (5, 20)])
    assert hits(everybody, held_out, n=1).to_dict() == {1: False, 2: True, 5: True}
    has = BASKETS[:4]
    assert hits(everybody, held_out, n=1, has=has).to_dict() == {1: True, 5: True}  # 2 had it
    assert hits(everybody, held_out, n=1, has=BASKETS[:0]).to_dict() == {1: False, 2: True, 5: True}


@settings(max_examples=40)
@given(PAIRS, PAIRS, st.permutations(range(1, 7)), st.integers(1, 6))
def test_one_list_is_the_same_list_for_each(known, next_bought, order, n):
    has, held_out = table([row[:2] for row in known]), table([row[:2] for row in next_bought])
    one = pd.DataFrame({"product_id": order[:5], "rank": range(5)})
    each = one.merge(pd.DataFrame({"customer_id": range(1, 8)}), how="cross")
    for before in (None, has):
        try:
            expected = hits(one, held_out, n, before)
        except ValueError as error:
            assert "none was given" in str(error)
        else:
            pd.testing.assert_series_equal(hits(each, held_out, n, before), expected)
            for customer, right in expected.items():
                had = set(before.product_id[before.customer_id == customer]) if before is not None else set()
                bought = set(held_out.product_id[held_out.customer_id == customer]) - had
                assert right == bool(bought & set([p for p in order[:5] if p not in had][:n]))


def test_chance_hits_as_often_as_it_should():
    """A random list of 10 of 80 products, one held out: 1 in 8; and the standard error is that of repeated draws."""
    generator = np.random.default_rng(4)
    held_out = pd.DataFrame({"customer_id": np.arange(500), "product_id": generator.integers(0, 80, 500)})
    rates, errors = [], []
    for _ in range(60):
        listed = generator.permuted(np.tile(np.arange(80), (500, 1)), axis=1)[:, :10]
        lists = pd.DataFrame({"customer_id": np.repeat(np.arange(500), 10), "product_id": listed.ravel()})
        found = hit_rate(lists.assign(rank=np.tile(np.arange(10), 500)), held_out)
        rates.append(found.rate)
        errors.append(found.standard_error)
    assert abs(np.mean(rates) - 1 / 8) < 4 * errors[0] / math.sqrt(60)
    assert np.std(rates, ddof=1) == pytest.approx(np.mean(errors), rel=4 / math.sqrt(2 * 59))


def test_chance_bestsellers_item_to_item_and_the_oracle_by_one_function():
    """Each beats the one before by more than four standard errors of the difference, customer by customer."""
    taste, known, held_out = market(5)
    generator = np.random.default_rng(6)
    everything = np.arange(80)
    chance = pd.DataFrame({"product_id": generator.permutation(everything), "rank": everything})
    best_of_taste = (taste[:, None] * 10 + np.arange(10)).ravel()
    oracle = pd.DataFrame({"customer_id": np.repeat(np.arange(len(taste)), 10), "product_id": best_of_taste})
    lists = [
        chance,
        bestsellers(known, n=80),
        item_to_item(known).for_customers(known, n=10),
        oracle.assign(rank=np.tile(np.arange(10), len(taste))),
    ]
    found = [hits(one, held_out, n=5, has=known).astype(float) for one in lists]
    for worse, better in itertools.pairwise(found):
        gap = better - worse
        assert gap.mean() > 4 * gap.std() / math.sqrt(len(gap))


def test_the_rate_and_its_error_by_hand():
    held_out = table([(1, 1), (2, 2), (3, 3), (4, 4)])
    lists = pd.DataFrame({"customer_id": [1, 2], "rank": [1, 1], "product_id": [1, 3]})
    assert hit_rate(lists, held_out)[:2] == pytest.approx((0.25, math.sqrt(0.25 * 0.75 / 4)))
    assert hit_rate(lists[:0], held_out).rate == 0
    assert hit_rate(held_out.assign(rank=1), held_out)[:4] == pytest.approx((1, 0, 0.5101, 1), abs=1e-4)


# --- what cannot be answered ------------------------------------------------------------------------------------------

LISTS = pd.DataFrame({"customer_id": [1, 2], "rank": [1, 1], "product_id": [1, 3]})


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: item_to_item([1, 2]), "baskets must be a table with customer_id, product_id; [1, 2] was given."),
        (lambda: item_to_item(BASKETS[:0]), "baskets must have at least one row; the table is empty."),
        (lambda: item_to_item(BASKETS[["product_id"]]), "customer_id is not there."),
        (lambda: item_to_item(BASKETS.assign(product_id=1.5)), "product_id must be whole numbers or text; 1.5 was"),
        (lambda: item_to_item(BASKETS.assign(product_id=None)), "product_id must be known for each row; 8 are missing"),
        (lambda: item_to_item(BASKETS.assign(weight=-1)), "weight must be zero or more; -1 was given."),
        (lambda: item_to_item(BASKETS.assign(weight=np.inf)), "weight must be at most 1e+50; inf was given."),
        (lambda: item_to_item(BASKETS.assign(weight=np.nan)), "weight must be known for each row; 8 are missing."),
        (lambda: item_to_item(BASKETS.assign(weight="much")), "weight must be numbers; 'much' was given."),
        (lambda: item_to_item(BASKETS.assign(weight=0)), "weight must be above zero somewhere; all are zero."),
        (lambda: item_to_item(BASKETS).recommend(10), "products must be a list, an array or a column; 10 was given."),
        (lambda: item_to_item(BASKETS).recommend([None]), "products must be known for each product; 1 is missing."),
        (lambda: item_to_item(BASKETS).recommend([10], n=0), "n must be a whole number from 1; 0 was given."),
        (lambda: item_to_item(BASKETS).recommend([10], among=[True]), "among must be whole numbers or text"),
        (lambda: bestsellers(BASKETS, n=2.5), "n must be a whole number from 1; 2.5 was given."),
        (lambda: hit_rate(LISTS.drop(columns="rank"), BASKETS), "recommendations must have the columns customer_id,"),
        (lambda: hit_rate(LISTS.assign(rank=None), BASKETS), "rank must be known for each recommendation; 2 are"),
        (lambda: hit_rate(LISTS, BASKETS, has=[1]), "has must be a table with customer_id, product_id; [1] was given."),
        (
            lambda: hit_rate(LISTS, BASKETS, has=BASKETS),
            "held_out must hold at least one product that its customer did",
        ),
        (lambda: hit_rate(LISTS, BASKETS[:2]), "held_out must hold at least two customers"),
        (
            lambda: hit_rate(LISTS.assign(customer_id=1), BASKETS),
            "recommendations must have each product and each rank",
        ),
        (lambda: hit_rate(pd.concat([LISTS, LISTS]), BASKETS), "recommendations must have each product and each rank"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(call, says):
    assert says in sentence(call)
