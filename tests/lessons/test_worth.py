"""Lesson 04 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_worth import FEW_POINTS, after
from lessons.sweep import cut, drawn_texts, explorer_of, near, overlapping, positions, reached, states, untrue
from thoroughness import sample

from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Vouchers
from casekit.lessons import worth as lesson
from casekit.lessons.worth import numbers, vouchers
from casekit.lessons.worth.explorers import BUYERS, ON_FILE
from casekit.lessons.worth.numbers import FIFTHS, SILENCES
from casekit.lessons.worth.vouchers import Rules
from casekit.lessons.worth.windows import PEOPLE, WEEKS, windows
from casekit.measure.segments import concentration
from casekit.measure.value import summarise

RULES = AMAZON[Vouchers]
WAYS = {
    "spent most so far: the list": "so_far",
    "highest forecast": "forecast",
    "spent most in the next year itself": "next_year",
}


def world(student: str):
    return LESSONS["04"].cases(student)[0]


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("04")


def test_three_in_ten_of_the_list_had_left_and_the_model_says_so(surprises):
    assert against(surprises, lambda one: 0.25 < one.left < 0.40) == {}
    assert against(surprises, lambda one: abs(one.usual.modelled - one.left) < FEW_POINTS) == {}
    # Who had left by the world's own account, and was not back, orders nothing; of the others hardly one does not.
    assert against(surprises, lambda one: one.gone <= one.left == one.usual.silent < one.gone + 0.01) == {}


def test_hardly_more_than_half_of_the_list_is_in_the_next_years_best_fifth(surprises):
    assert against(surprises, lambda one: 0.45 < one.again < 0.60) == {}


def test_the_forecast_adds_up_and_chooses_better_than_all_simple_rules(surprises):
    assert against(surprises, lambda one: 0.95 < one.expected < 1.10) == {}
    simple = ["spent most in the last year", "spent most in the last 91 days", "RFM scores"]
    assert against(surprises, lambda one: one.by_forecast > one.rules[simple].max() / 100) == {}


def test_the_voucher_harms_where_it_is_answered_most(surprises):
    assert against(surprises, lambda one: (np.diff(one.responds[1:]) > 0).all()) == {}
    assert against(surprises, lambda one: one.moved[-1] < -12 and one.moved[0] > 2) == {}
    assert against(surprises, lambda one: one.moved[-1] == one.moved.min()) == {}
    assert against(surprises, lambda one: one.moved[0] > one.moved[-2:].max()) == {}


def test_the_records_alone_find_it(surprises):
    def found(one):
        off = (one.found.uplift.to_numpy() - one.moved) / one.found.standard_error.to_numpy()
        return np.abs(off).max() < 4.5

    assert against(surprises, found) == {}


@each_world
def test_the_table_says_what_the_purchases_say(student):
    case = world(student)
    bought, table = case.purchases, lesson.worth(case.purchases)
    before, then = bought[bought["at"] < "2025-01-01"], bought[bought["at"] >= "2025-01-01"]
    assert table.index.equals(pd.Index(sorted(before.customer_id.unique()), name="customer_id"))
    for column, rows in (("so_far", before), ("next_year", then)):
        sums = rows.groupby("customer_id").amount.sum().reindex(table.index, fill_value=0)
        assert np.allclose(table[column], sums, atol=0.006)
    assert abs(table.on_list.sum() - len(table) / FIFTHS) < 1
    assert table.so_far[table.on_list].min() >= table.so_far[~table.on_list].max()
    assert table.chance.between(0, 1).all() and (table.forecast >= 0).all()
    unseen = lesson.worth(bought.assign(amount=bought.amount.where(bought["at"] < "2025-01-01", 1.0)))
    columns = ["so_far", "on_list", "chance", "forecast"]
    pd.testing.assert_frame_equal(unseen[columns], table[columns])  # what comes later changes nothing of it


@each_world
def test_the_one_who_left_over_a_broken_promise_is_of_the_list_and_had_left(student):
    case = world(student)
    found = re.match(
        r"No\. (\d+) had spent \$([\d,]+), and left on ([\d-]+) over a broken promise\.", lesson.one_who_left(case)
    )
    row = numbers.table(case).loc[int(found[1])]
    assert row.on_list and row.next_year == 0 and round(row.so_far) == int(found[2].replace(",", ""))
    incidents = case.reveal().customers.set_index("customer_id").loc[int(found[1])]
    assert incidents.left_because == "incident" and f"{incidents.left_at:%Y-%m-%d}" == found[3] < "2025-01-01"


@each_world
def test_the_rules_bring_what_their_customers_spent(student):
    case = world(student)
    brings, table = lesson.rules(case.purchases), numbers.table(case)
    count = int(table.on_list.sum())
    for way, column in WAYS.items():
        assert brings[way] == pytest.approx(100 * table.nlargest(count, column).next_year.sum() / table.next_year.sum())
    assert brings.iloc[-1] == brings.max() and len(brings) == 7
    check = LESSONS["04"].check(student)
    for id, way in (("04.1", "spent most so far: the list"), ("04.2", "highest forecast")):
        assert check(id, brings[way]).state == "right"


@each_world
def test_the_trial_is_the_record_with_the_fifth_of_a_forecast_made_before(student):
    case = world(student)
    trial = lesson.trial(case)
    columns = ["customer_id", "offered", "orders", "spent", "profit"]
    pd.testing.assert_frame_equal(trial[columns], case.offers[columns])
    assert set(trial.fifth) == set(range(1, FIFTHS + 1)) and trial.fifth.value_counts().std() < 2
    anyway = case.reveal().offers.spent_if_not.groupby(trial.fifth).mean()
    assert anyway.is_monotonic_increasing


def test_the_answers_of_the_reveals_are_those_of_the_pictures():
    case = world("")
    first = lesson.how_many_left(case)
    opened = lesson.so_many_left(case, first)
    first.commit(8)
    said, modelled = map(int, re.findall(r"(\d+)", opened.sentence)[2:])
    listed = numbers.table(case).on_list
    assert near(str(said), 100 * numbers.left(case)[listed].mean(), 1)
    assert near(str(modelled), 100 * (1 - numbers.table(case).chance[listed].mean()), 1)
    line = lesson.how_moved(case)
    opened = lesson.so_moved(case, line)
    line.commit([0, 1, 2, 3, 4])
    assert opened.sentence.startswith("You drew +4 dollars for the highest forecasts.")
    ends = re.findall(r"([+\u2212]\d+\.\d)", opened.sentence)
    expected = facts("campaign", "", **vouchers.as_it_was(case)._asdict())["by_fifth"]
    assert near(ends[0], expected[-1], 0.1) and near(ends[1], expected[0], 0.1)


# What each title claims, as a check on the facts; numbers in the title are handed over in their order.
CLAIMS = {
    "silence": {
        r"Still there: Ann (under 1|\d+) %, Ben (under 1|\d+) %":
            lambda f, ann, ben: shown(ann, f["chances"][0]) and shown(ben, f["chances"][1]),
        r"Ann is worth more": lambda f: round(f["orders"][0]) > round(f["orders"][1]),
        r"Ben is worth more": lambda f: round(f["orders"][0]) < round(f["orders"][1]),
        r"Ann and Ben are worth the same": lambda f: round(f["orders"][0]) == round(f["orders"][1]),
    },
    "share": {
        r"(\d+) weeks?: the best fifth brings (\d+) %":
            lambda f, weeks, share: int(weeks) == f["weeks"] and near(share, 100 * f["share"], 1),
        r"All customers alike": lambda f: f["differ"] == 0,
        r"Less different than here": lambda f: 0 < f["differ"] < 1,
        r"As different as here": lambda f: f["differ"] == 1,
        r"More different than here": lambda f: f["differ"] > 1,
    },
    "campaign": {
        r"The lowest forecasts gain most": lambda f: f["by_fifth"].argmax() == 0 and f["by_fifth"].max() > 0.04,
        r"The highest forecasts gain most": lambda f: f["by_fifth"].argmax() == 4 and f["by_fifth"].max() > 0.04,
        r"A fifth in between gains most":
            lambda f: 0 < f["by_fifth"].argmax() < 4 and f["by_fifth"].max() > 0.04,
        r"No fifth gains": lambda f: f["by_fifth"].max() < 0.06,
        r"Highest forecast first: best is none of 100": lambda f: f["gained"].max() <= 1e-9,
        r"Highest forecast first: best is all of 100": lambda f: f["gained"].argmax() == len(f["gained"]) - 1,
        r"Highest forecast first: best is (\d+) of 100":
            lambda f, best: abs(int(best) - 100 * f["gained"].argmax() / (len(f["gained"]) - 1)) <= 1
            and f["gained"].max() > 0,
    },
}  # fmt: skip


def shown(written: str, share: float) -> bool:
    return 0 < share < 0.005 if written == "under 1" else near(written, 100 * share, 1)


@cache
def facts(name: str, student: str, **values) -> dict:
    """What is true at a setting of the Explorer, computed in another way."""
    case = world(student)
    if name == "silence":
        fit, weeks = numbers.on_the_day(case).timing, values["weeks"]
        chances, orders = [], []
        for often in (values["ann"], values["ben"]):
            recency, age = 365 / 7, 365 / 7 + weeks
            left = fit.a / (fit.b + often - 1) * ((fit.alpha + age) / (fit.alpha + recency)) ** (fit.r + often)
            chances.append(1 / (1 + left))
            orders.append(numbers.silent(case, often).orders[after(weeks)])
        return {"chances": chances, "orders": orders}
    if name == "share":
        spent = windows(case, values["differ"]).spent[values["weeks"] - 1].astype(float)
        spent = np.sort(spent[spent > 0] if values["base"] == BUYERS else spent)
        top = len(spent) / FIFTHS
        whole = int(top)
        best = spent[::-1][:whole].sum() + (top - whole) * spent[::-1][whole]
        return values | {"share": best / spent.sum()}
    change = expected_change(case, **values)
    fifth = np.ceil(np.arange(len(change), 0, -1) / len(change) * FIFTHS)
    by_fifth = np.array([change[fifth == one].mean() for one in range(1, FIFTHS + 1)])
    return {"by_fifth": by_fifth, "gained": np.append(0, np.cumsum(change))}


def expected_change(case, discount: float, annoyed: float, won_back: float) -> np.ndarray:
    """Each customer's expected change of profit from the truth about them, the highest forecast first."""
    forecast = numbers.forecast_at_the_end(case)
    who = case.reveal().customers.set_index("customer_id").loc[forecast.sort_values(ascending=False).index]
    rate, chance = who.purchase_rate, who.dropout_probability.clip(lower=1e-9)
    dollars = (1 - np.exp(-rate * chance * RULES.weeks)) / chance * who.mean_amount
    gone_at = who.left_again_at.where(who.returned_at.notna(), who.left_at)
    months = (pd.Timestamp("2026-01-01") - gone_at) / pd.Timedelta(days=365.25 / 12)
    kept = RULES.margin - discount
    stays = (1 - annoyed) * kept * (dollars + RULES.extra * who.mean_amount) - RULES.margin * dollars
    returns = won_back * 0.5 ** (months / RULES.forgotten_months) * kept * dollars
    return np.where(gone_at.isna(), stays, returns)


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("04", name, student) for title in state.titles]
    assert claims
    assert [
        (title, values) for title, values in claims if untrue(CLAIMS[name], title, facts(name, student, **values))
    ] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("silence", "Both have just ordered", "Ann is worth more"),
        ("silence", "Three months of silence", "Ben is worth more"),
        ("campaign", "As it was", "The lowest forecasts gain most"),
        ("campaign", "As it was", "Highest forecast first: best is none of 100"),
        ("campaign", "A reminder without a discount", "Highest forecast first: best is all of 100"),
        ("campaign", "Nobody comes back", "Highest forecast first: best is none of 100"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("04", name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


def each(name: str, **steps: int) -> dict[str, list]:
    """Each so many positions of some controls."""
    controls = explorer_of("04", name).controls
    return {control: positions(controls[control])[::step] for control, step in steps.items()}


@each_world
def test_ann_is_worth_no_more_than_ben_after_some_six_weeks(student):
    found = [one for one in reached("04", "silence", student, **each("silence", ann=10, ben=5)) if one["ann"] >= 40]
    assert found and all(4 <= one["weeks"] <= 12 or one["ben"] <= 2 for one in found)


@each_world
def test_alike_customers_show_eighty_twenty_in_two_weeks_alone(student):
    found = reached("04", "share", student)
    assert {(one["weeks"], one["differ"], one["base"]) for one in found} == {(2, 0.0, ON_FILE)}


@each_world
def test_the_highest_forecasts_gain_most_only_where_the_discount_is_small(student):
    found = reached("04", "campaign", student, **each("campaign", annoyed=5, won_back=5))
    assert len(found) >= 5 and all(one["discount"] <= 0.04 for one in found)
    assert [one for one in found if one["won_back"] == RULES.won_back and one["annoyed"] < RULES.annoyed]


@each_world
def test_what_vouchers_are_expected_to_change_is_what_they_change(student):
    case = world(student)
    expected = vouchers.changes(case, vouchers.as_it_was(case))
    both = case.reveal().offers
    change = (both.profit_if_offered - both.profit_if_not).groupby(lesson.trial(case).fifth.to_numpy())
    assert (np.abs(expected.by_fifth - change.mean()) < 4.5 * change.sem()).all()
    assert expected.by_forecast[-1] == pytest.approx(expected.by_change[-1]) == pytest.approx(expected.lowest_first[-1])
    assert (expected.by_change >= np.maximum(expected.by_forecast, expected.lowest_first) - 1e-6).all()
    nothing = vouchers.changes(case, Rules(0.0, 0.0, 0.0))
    assert (nothing.by_fifth > -1e-9).all()  # a gift for nothing does no harm


@each_world
def test_model_customers_are_like_the_worlds(student):
    case = world(student)
    table, found = numbers.table(case), windows(case, 1)
    assert found.spent.shape == (WEEKS, PEOPLE) and (np.diff(found.spent, axis=0) >= 0).all()
    # The world's customers came earlier on the whole, and meet broken promises.
    assert found.top_share(WEEKS, buyers_only=False) == pytest.approx(concentration(table.so_far), abs=0.03)
    assert found.by_fifth(WEEKS, False).sum() == pytest.approx(1)
    assert found.by_fifth(4, True)[-1] == pytest.approx(found.top_share(4, True))
    alike = windows(case, 0)
    assert alike.spent[-1].mean() == pytest.approx(found.spent[-1].mean(), rel=0.15)


def test_the_silences_are_those_of_the_models_own_summary():
    case, weeks = world(""), 6.0
    day = pd.Timestamp("2024-12-31") - pd.Timedelta(weeks=weeks)
    at = pd.date_range(end=day, periods=366, freq="D")[[0, *range(5, 366, 40)]]  # a first order, and ten more
    summary = summarise(pd.DataFrame({"customer_id": 1, "at": at, "amount": 1.0}), "2024-12-31")
    assert len(at) == 11 and summary.frequency.item() == 10
    found, fit = numbers.silent(case, 10), numbers.on_the_day(case).timing
    assert found.chance[after(weeks)] == pytest.approx(fit.probability_alive(summary).item(), abs=0.001)
    assert len(SILENCES) == len(found.chance) == len(found.orders)


@pytest.mark.parametrize("truth", [False, True])
@pytest.mark.parametrize("student", ["", *(f"student{one:03}@example.org" for one in range(sample(5, usually=1)))])
def test_the_ten_can_be_read_and_are_told_as_they_are(student, truth):
    case = world("") if not student else LESSONS["04"].open(student)[0]
    with drawn_texts() as texts:
        lesson.ten(case.purchases, truth=truth)
    assert texts and cut(texts) == [] and overlapping(texts) == []
    written = [text.get_text() for text in texts]
    shown_ten = [int(re.match(r"no\. (\d+):", name)[1]) for name in written if name.startswith("no. ")]
    table = lesson.worth(case.purchases).loc[shown_ten]
    assert len(table) == 10 and table.on_list.all()
    if truth:
        assert f"{(table.next_year == 0).sum()} of the 10 had left" in written


def test_other_logs_go_through_the_same_cells():
    """With ids of text, another order of rows, further columns, and any two years."""
    own = world("").purchases.sample(frac=1, random_state=1)
    own = own.assign(customer_id="c" + own.customer_id.astype(str), at=own["at"] - pd.Timedelta(days=4000), shop="here")
    mine, table = lesson.worth(own), numbers.table(world(""))
    mine.index = mine.index.str[1:].astype(int)
    pd.testing.assert_frame_equal(mine.sort_index(), table, check_index_type=False, check_names=False, rtol=1e-6)
    assert np.allclose(lesson.rules(own), lesson.rules(world("").purchases))
    with drawn_texts() as texts:
        lesson.ten(own, truth=True)
    assert any(text.get_text().startswith("no. c") for text in texts)


def test_a_log_of_less_than_a_year_is_one_sentence():
    bought = world("").purchases
    with pytest.raises(
        ValueError, match="purchases must go back more than a year before their last day, .* run from 2025-03-01 to"
    ):
        lesson.worth(bought[bought["at"] >= "2025-03-01"])


def test_the_ten_score_the_reader_beside_the_model(capsys):
    case = world("")
    with drawn_texts() as texts:
        lesson.ten(case.purchases)
    names = [text.get_text() for text in texts]
    shown_ten = [int(re.match(r"no\. (\d+):", name)[1]) for name in names if name.startswith("no. ")]
    table = numbers.table(case).loc[shown_ten]
    left = table.index[table.next_year == 0].tolist()
    model = ((table.chance < 0.5) == (table.next_year == 0)).sum()
    for said, right in ((left, 10), (left[1:], 9), ([one for one in shown_ten if one not in left], 0)):
        lesson.ten(case.purchases, truth=True, left=said)
        assert f"is right on {model} of the 10; you are right on {right}." in capsys.readouterr().out
    lesson.ten(case.purchases, truth=True, left=[])
    assert "you" not in capsys.readouterr().out
    with pytest.raises(ValueError, match="left must have numbers of customers who are shown; -5 was given"):
        lesson.ten(case.purchases, truth=True, left=[-5])
