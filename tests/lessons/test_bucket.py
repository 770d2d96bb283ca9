"""Lesson 08 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_bucket import GOOD, QUARTERS, RULES
from lessons.sweep import cut, drawn_texts, overlapping, reached, states, untrue

from casekit.errors import CaseError
from casekit.lessons import bucket as lesson
from casekit.lessons.bucket import alarms, numbers
from casekit.lessons.bucket.others import others
from casekit.measure.effect import CONFIDENT
from casekit.measure.retention import cohorts, revenue_parts
from casekit.world.engine.streams import Block
from casekit.world.systems.bucket import KEEPS, everybody, keeping

FAR = 5  # standard deviations: one world in a million and more lies beyond, by chance


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("08")


def world(student: str):
    return LESSONS["08"].cases(student)[0]


# --- the surprises ---------------------------------------------------------------------------------------------------

# Mean and standard deviation over two hundred students' worlds, measured once. The mean of the worlds looked at must
# lie within five of its own standard errors of it, and each world within five standard deviations.
SPREAD = {
    "growth": (lambda one: one.growth, (0.145, 0.0186)),
    "revenue of 2026 where riders are kept": (lambda one: one.next_year[0], (0.0661, 0.0091)),
    "revenue of 2026 where it leaks": (lambda one: one.next_year[1], (-0.376, 0.01)),
    "riders of the start kept": (lambda one: one.kept[0], (79.34, 0.66)),
    "riders of the start left where it leaks": (lambda one: one.kept[1], (41.13, 0.82)),
    "still buy, the difference": (lambda one: one.still.difference, (0.3065, 0.0102)),
    "the third dealer's sum": (lambda one: one.third[0], (4.722, 0.0955)),
    "what a promotion rider brings": (lambda one: one.worth[0], (355.09, 4.78)),
}


@pytest.mark.parametrize("what", SPREAD)
def test_what_the_lesson_shows_lies_where_two_hundred_worlds_had_it(surprises, what):
    read, (mean, deviation) = SPREAD[what]
    found = np.array([read(one) for one in surprises.values()])
    assert np.abs(found - mean).max() < FAR * deviation
    assert abs(found.mean() - mean) < FAR * deviation * np.sqrt(1 / len(found) + 1 / 200)


def test_eight_good_quarters_are_equal_to_the_cent(surprises):
    assert against(surprises, lambda one: one.differ == 0 and one.growth > 0) == {}


def test_customers_and_ticket_hide_it_too(surprises):
    """The revenue is the same, so riders differ by chance alone: in how often each buys, and for how much."""
    tickets, purchases = 1 / 3, 1 + 1 / 2  # variance of a ticket as a share of its mean squared; of two purchases
    a_rider = np.sqrt((2 * tickets + purchases) / 2**2 / 4_000)  # standard error of the mean of a dealer's riders
    a_ticket = np.sqrt(tickets / 2 / 4_000)
    assert against(surprises, lambda one: abs(one.customers) < FAR * np.sqrt(2) * a_rider) == {}
    assert against(surprises, lambda one: abs(one.ticket) < FAR * np.sqrt(2) * a_ticket) == {}


def test_riders_lost_ring_a_year_before_revenue_does(surprises):
    assert against(surprises, lambda one: one.rings["revenue"].middle - one.rings["riders lost"].middle >= 4) == {}


def test_in_a_calm_trade_there_is_hardly_a_false_alarm(surprises):
    alarmed = [rings.false_alarms for one in surprises.values() for rings in one.rings.values()]
    assert np.mean(alarmed) < 0.05


def test_where_nobody_is_driven_away_the_dealers_are_alike(surprises):
    """But for promotion riders, who are none of the riders of the start."""
    apart = np.array([one.alike[0] - one.alike[1] for one in surprises.values()])
    error = np.sqrt(2 * 0.79 * 0.21 / 4_000) * 100
    assert np.abs(apart).max() < FAR * error
    assert abs(apart.mean()) < FAR * error / np.sqrt(len(apart))


def test_the_model_is_right_where_riders_leave_as_ever_and_nowhere_else(surprises):
    errors = np.array([one.projected for one in surprises.values()])
    assert abs(errors[:, 0].mean()) < 1 and errors[:, 1].min() > 8


def test_where_nothing_leaks_only_chance_moves_a_column_of_the_triangle(surprises):
    """Chi-square of the first seven cohorts against their common share; six degrees of freedom a world."""
    found = []
    for one in surprises.values():
        again, came = one.came_again
        stay = again.sum() / came.sum()
        found.append(((again - came * stay) ** 2 / (came * stay * (1 - stay))).sum())
    assert abs(np.mean(found) - 6) < FAR * np.sqrt(12 / len(found))


def test_the_records_alone_find_whom_the_leak_drives_away_but_those_who_would_have_left_anyway(surprises):
    def holds(one):
        error = one.still.standard_error
        anyway = one.driven * (1 - one.still.treated)
        found = one.still.difference
        return found > CONFIDENT * error and abs(found - one.driven + anyway) < FAR * error

    assert against(surprises, holds) == {}


# --- the tables ------------------------------------------------------------------------------------------------------


@each_world
def test_the_tables_say_what_the_simulation_did(student):
    case = world(student)
    (riders, rows), bought = numbers.tables(case), lesson.purchases(case)
    assert bought.drop(columns="since").equals(rows)
    assert bought.customer_id.isin(riders.customer_id).all() and riders.customer_id.is_unique
    since = bought.customer_id.map(riders.set_index("customer_id").since)
    assert (bought.since == since).all() and (bought["at"] >= since).all()
    assert (bought["at"].min().year, bought["at"].max().year) == (2024, 2025)
    pair = numbers.twins(case)
    books = {name: revenue_parts(rows) for name, rows in bought.groupby("dealer", observed=True)}
    assert len(books) == 2
    for signs in pair:
        parts = books[signs.dealer.name]
        assert (np.rint(100 * parts.revenue) == np.rint(100 * signs.revenue[:GOOD])).all()
        assert (parts.customers == signs.riders[:GOOD]).all()
        assert parts.lost.iloc[1:].to_numpy() == pytest.approx(100 * signs.lost[1:GOOD])
    first, second = (parts.revenue for parts in books.values())
    assert (first == second).all()


@each_world
def test_the_triangle_in_the_picture_is_that_of_the_tables(student):
    case = world(student)
    for signs in numbers.twins(case):
        bought = lesson.purchases(case)
        new = bought[(bought.since >= "2024-01-01") & (bought.dealer == signs.dealer.name)]
        plain = cohorts(new, shares=True)
        pictured = numbers.newcomers_triangle(signs)
        assert (plain[0] == 100).all() and len(plain) == len(pictured.came)
        assert np.allclose(plain.to_numpy(dtype=float, na_value=np.nan), pictured.shares, equal_nan=True)
        assert pictured.came.tolist() == cohorts(new)[0].tolist()


@each_world
def test_who_still_buys_is_what_the_purchases_say(student):
    case = world(student)
    found, bought = lesson.old_riders(case), lesson.purchases(case)
    old = bought[bought.since < "2024-01-01"]
    first, still = (set(old.customer_id[old["at"].dt.to_period("Q") == quarter]) for quarter in ("2024Q1", "2025Q3"))
    assert set(found.customer_id) == first == set(old.customer_id) and found.customer_id.is_unique
    assert set(found.customer_id[found.still_buys]) == still


@each_world
def test_the_difference_of_shares_counts_with_the_decimals_that_are_asked_for(student):
    """Fresh each time, as what was right once stays right."""
    old = lesson.old_riders(world(student))
    kept, left = (100 * old.still_buys[old.dealer == name].mean() for name in numbers.DEALERS)
    assert lesson.exercises(world(student))("08.3", kept - left).message == "Right."
    assert lesson.exercises(world(student))("08.3", round(kept, 2) - round(left, 2)).state == "right"
    for off in (-0.1, -0.05, -0.02, 0.02, 0.05, 0.1):
        assert lesson.exercises(world(student))("08.3", kept - left + off).state == "wrong", off


def test_what_a_learner_does_to_the_tables_spoils_nothing():
    (case,) = LESSONS["08"].open("")
    bought, old = lesson.purchases(case), lesson.old_riders(case)
    bought["amount"], old["still_buys"] = 0.0, True
    assert lesson.purchases(case).amount.sum() == lesson.purchases(world("")).amount.sum() > 0
    assert 0 < lesson.old_riders(case).still_buys.mean() < 1


@each_world
def test_the_third_dealer_took_the_same_and_leaks_less(student):
    case = world(student)
    third, (keeps, leaks) = numbers.signs_of(case, "Bear Creek"), numbers.twins(case)
    assert (np.rint(100 * third.revenue) == np.rint(100 * keeps.revenue))[:GOOD].all()
    assert (leaks.kept < third.kept)[2:].all() and (third.kept < keeps.kept)[4:].all()
    assert numbers.year(leaks, 8) < numbers.year(third, 8) < numbers.year(keeps, 8)


@each_world
@pytest.mark.parametrize("still", ["books", "triangle", "model"])
def test_the_still_pictures_can_be_read(student, still, monkeypatch):
    monkeypatch.setattr("casekit.teach.screen.display", lambda *_, **__: None)
    with drawn_texts() as texts:
        getattr(lesson, still)(world(student))
    assert len(texts) > 8
    assert (cut(texts), overlapping(texts)) == ([], [])


# --- bids and sketch -------------------------------------------------------------------------------------------------


def billed(dealer: str, bid: float | None, student: str = "") -> str:
    asked = lesson.for_sale(world(student), dealer)
    answer = lesson.bill(world(student), dealer, asked)
    if bid is None:
        answer.open()
    else:
        asked.commit(bid)
    return answer.sentence


@each_world
def test_a_bid_is_paid_for_with_the_next_years_revenue(student):
    for dealer, signs in zip(numbers.DEALERS, numbers.twins(world(student)), strict=True):
        before, after = (signs.revenue[first : first + 4].sum() / 1e6 for first in (4, 8))
        facts = f"{dealer} took {before:.1f} million dollars in 2025, and {after:.1f} in 2026"
        assert billed(dealer, None, student) == f"{facts}."
        assert billed(dealer, 12, student) == f"You bid 12.0. {facts}: you have paid {12 - after:.1f} million too much."
        assert billed(dealer, 0, student) == f"You bid 0.0. {facts}: your bid is {after:.1f} million below it."
        assert billed(dealer, round(after, 2), student).endswith(": you are even.")


def test_a_dealer_that_is_none_is_a_sentence():
    with pytest.raises(CaseError, match="Elk River"):
        lesson.for_sale(world(""), "Elk Rivr")
    with pytest.raises(CaseError, match="Stone Bridge"):
        lesson.bill(world(""), "Stone", lesson.for_sale(world(""), "Elk River"))


@each_world
def test_a_sketch_is_answered_with_who_was_left_when_the_revenue_fell(student):
    line = lesson.draw_riders(world(student))
    answer = lesson.show_riders(world(student), line)
    line.commit([100, 99, 98, 97, 96, 95, 94, 93, 70, 50, 40, 30])
    (kept, kept_later), (left, left_later) = zip(*(_left_at(student, at) for at in (GOOD - 1, 11)), strict=True)
    assert answer.sentence == (
        f"You drew 93 for the end of 2025. Of 100 riders {left:.0f} still bought at Stone Bridge at the end of 2025, "
        f"and {kept:.0f} at Elk River. A year later it was {left_later:.0f} and {kept_later:.0f}."
    )
    opened = lesson.show_riders(world(student), lesson.draw_riders(world(student)))
    opened.open()
    assert opened.sentence == answer.sentence.removeprefix("You drew 93 for the end of 2025. ")


def _left_at(student: str, quarter: int) -> list[float]:
    return left(numbers.twins(world(student)), quarter)


@each_world
def test_the_sum_from_the_files_is_that_of_the_tables(student):
    """Riders, loss and dollars a rider of the last quarter, carried on for four with Elk River's newcomers."""
    case = world(student)
    riders, bought = numbers.tables(case)
    came = riders[(riders.since >= "2024-01-01") & (riders.dealer == "Elk River")]
    come = round(len(came) / 8)
    for dealer in numbers.DEALERS:
        parts = revenue_parts(bought[bought.dealer == dealer]).iloc[-1]
        stay, each = 1 - round(parts.lost, 1) / 100, round(parts.revenue / parts.customers)
        there = parts.customers * stay ** np.arange(1, 5)
        there += come * np.array([sum(stay ** np.arange(k)) for k in range(1, 5)])
        assert numbers.forecast(case, dealer).revenue == pytest.approx(there.sum() * each / 1e6)
    bid, third = lesson.third_for_sale(case), numbers.forecast(case, "Bear Creek")
    assert f"Bear Creek has {third.riders:,} riders, and loses {third.lost:.1f} % of them" in bid.question
    answer = lesson.from_the_files(case, bid)
    bid.commit(5)
    takes = {name: numbers.year(numbers.signs_of(case, name), 8) for name in ("Bear Creek", *numbers.DEALERS)}
    sums = {name: numbers.forecast(case, name).revenue for name in takes}
    assert answer.sentence == (
        f"You bid 5.0. The sum from the files makes {sums['Bear Creek']:.1f} million dollars; Bear Creek takes "
        f"{takes['Bear Creek']:.1f}. The same sum makes {sums['Elk River']:.1f} for Elk River, which took "
        f"{takes['Elk River']:.1f}, and {sums['Stone Bridge']:.1f} for Stone Bridge, which took "
        f"{takes['Stone Bridge']:.1f}."
    )


@each_world
def test_a_learners_sum_of_what_is_told_is_the_sum_from_the_files(student):
    bid = lesson.third_for_sale(world(student))
    told = re.fullmatch(r".*has ([\d,]+) .*loses ([\d.]+) %.*quarter\. (\d+) new.*\$(\d+) a.*", bid.question)
    riders, lost, come, each = (float(number.replace(",", "")) for number in told.groups())
    paid = 0.0
    for _ in range(4):
        riders += come - riders * lost / 100
        paid += riders * each / 1e6
    assert paid == pytest.approx(numbers.forecast(world(student), "Bear Creek").revenue)


# --- the Explorers ---------------------------------------------------------------------------------------------------


def near(written: float, value: float, last_place: float = 1) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(written - value) <= 0.5 * last_place + 1e-9


@cache
def pair_at(student: str, **values: float):
    return numbers.twins(world(student), **values)


def pair_of(student: str, values: dict[str, float]):
    named = {"decay", "newcomers", "price", "fickle"} & set(values)
    return pair_at(student, lasts=GOOD + values.get("lasts", 0), **{name: values[name] for name in named})


def same(pair) -> int:
    """Quarters equal within one per cent, by the purchases."""
    cents = [np.bincount(signs.dealer.quarter, signs.dealer.cents, QUARTERS) for signs in pair]
    return int((np.abs(cents[1] / cents[0] - 1) < 0.01).sum())


def less(pair) -> float:
    return 100 * (1 - pair.leaks.revenue[-1] / pair.keeps.revenue[-1])


def left(pair, quarter: int) -> list[float]:
    return [100 * (signs.dealer.left[signs.dealer.joined < 0] > quarter).mean() for signs in pair]


def profits(pair, cost: float) -> list[np.ndarray]:
    fetched = [np.bincount(signs.dealer.joined[signs.dealer.fetched], minlength=QUARTERS) for signs in pair]
    return [0.4 * signs.revenue - cost * some for signs, some in zip(pair, fetched, strict=True)]


def behind_since(pair, cost: float) -> int:
    """The first quarter (1, 2, ...) from which on the profit is behind; 13, if it is not at the end."""
    keeps, leaks = profits(pair, cost)
    fine = np.flatnonzero(leaks >= 0.95 * keeps)
    return int(fine[-1]) + 2 if len(fine) else 1


def brings(pair) -> float:
    dealer = pair.leaks.dealer
    cents = np.where(dealer.quarter - dealer.joined[dealer.rider] < 4, dealer.cents, 0)
    spent = np.bincount(dealer.rider, cents, len(dealer.id))[dealer.fetched & (dealer.joined < GOOD)]
    return 0.4 * spent.mean() / 100


def date(year: float, quarter: float) -> float:
    """The quarter as a number, 1 for the first."""
    return 4 * (year - 2024) + quarter


def rings_of(student, values):
    return alarms.rings(world(student), numbers.DECAY, values["threshold"], values["noise"] / 100)


def in_time(student, values) -> int:
    return sum(np.median(np.sort(one.true)[:-1]) < GOOD for one in rings_of(student, values).values())


# What each title claims, as a check on the dealers; what stands in brackets is handed over in its order.
NUMBER = r"([\d,.]+)"
CLAIMS = {
    "bucket": {
        r"Within 1 % in all 12 quarters": lambda student, pair, values: same(pair) == QUARTERS,
        rf"Within 1 % in {NUMBER} of 12 quarters, {NUMBER} % less in the last":
            lambda student, pair, values, count, by: count == same(pair) and near(by, less(pair)),
        rf"Within 1 % in {NUMBER} of 12 quarters, {NUMBER} % more in the last":
            lambda student, pair, values, count, by: count == same(pair) and near(by, -less(pair)),
        rf"Within 1 % in {NUMBER} of 12 quarters, nearly so in the last":
            lambda student, pair, values, count: count == same(pair) < QUARTERS and near(0, less(pair)),
        rf"Stone Bridge: {NUMBER} of 100 buy in late 2025, {NUMBER} in late 2026":
            lambda student, pair, values, *found: all(map(near, found, [left(pair, at)[1] for at in (GOOD - 1, 11)])),
    },
    "profit": {
        rf"More than 5 % behind from Q{NUMBER} {NUMBER} on":
            lambda student, pair, values, first, year: date(year, first) == behind_since(pair, values["cost"]),
        r"Not more than 5 % behind at the end":
            lambda student, pair, values: behind_since(pair, values["cost"]) > QUARTERS,
        rf"Each brings back \${NUMBER} more than the cost":
            lambda student, pair, values, by: near(by, brings(pair) - values["cost"]),
        rf"Each loses \${NUMBER}": lambda student, pair, values, by: near(by, values["cost"] - brings(pair)),
    },
    "warning": {
        rf"{NUMBER} of 4 ring before 2026; revenue after Q{NUMBER} {NUMBER}":
            lambda student, pair, values, heard, ring, year: heard == in_time(student, values)
            and date(year, ring) == np.median(np.sort(rings_of(student, values)["revenue"].true)[:-1]) + 1,
        rf"{NUMBER} of 4 ring before 2026; revenue not before the end of 2026":
            lambda student, pair, values, heard: heard == in_time(student, values)
            and np.median(rings_of(student, values)["revenue"].true) == QUARTERS,
    },
}  # fmt: skip


def number(written: str) -> float:
    return float(written.replace(",", ""))


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("08", name, student) for title in state.titles]
    assert claims
    assert [
        (title, values)
        for title, values in claims
        if untrue(CLAIMS[name], title, student, pair_of(student, values), values, read=number)
    ] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("bucket", "Two good dealers", "Within 1 % in ([89]|1[0-2]|all 12) "),
        ("bucket", "One of them leaks", "Within 1 % in 8 of 12 quarters"),
        ("bucket", "Filled by both", "Within 1 % in 8 of 12 quarters"),
        ("bucket", "Nothing to fill it with", "Within 1 % in [0-4] of 12 quarters"),
        ("profit", "Newcomers for nothing", "More than 5 % behind from Q1 2026 on"),
        ("profit", "At their price", "More than 5 % behind from Q([34] 2024|[12] 2025) on"),
        ("warning", "A calm trade", "3 of 4 ring before 2026; revenue after Q"),
        ("warning", "A noisy trade", "2 of 4 ring before 2026; revenue after Q"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("08", name, student) if state.name == f"preset {preset}")
    assert re.match(finding, state.titles[0]), state.titles


@each_world
def test_the_fewest_newcomers_that_keep_the_bucket_full_are_one_number(student):
    (found,) = reached("08", "bucket", student, decay=numbers.DECAY, price=0)
    assert found["lasts"] == QUARTERS - GOOD and 5 <= found["newcomers"] <= 7
    assert (
        reached("08", "bucket", student, decay=0.4, price=0)
        == reached("08", "bucket", student, decay=0.5, price=10)
        == []
    )


def test_the_noise_is_the_students_own_and_its_middle_and_band_are_those_of_the_draws():
    first, second = (alarms.rings(world(name), 0.5, 2.0, 0.08) for name in ("", "student000@example.org"))
    assert any((first[name].true != second[name].true).any() for name in first)
    for one in first.values():
        low, high = one.band
        assert low <= one.middle <= high
        assert (one.true <= one.middle).mean() >= 0.5 >= (one.true < one.middle).mean()
        assert ((one.true >= low) & (one.true <= high)).mean() >= 0.8


@each_world
def test_metrics_are_those_of_the_tables(student):
    case = world(student)
    bought = lesson.purchases(case)
    for signs in numbers.twins(case):
        rows, found = bought[bought.dealer == signs.dealer.name], alarms.metrics(signs)
        parts = revenue_parts(rows)
        came = cohorts(rows[rows.since >= "2024-01-01"], shares=True)[1].iloc[:-1]
        assert 100 * found["newcomers lost"][1:GOOD] == pytest.approx(100 - came.to_numpy(dtype=float))
        assert found["revenue"][:GOOD] == pytest.approx(parts.revenue.to_numpy())
        assert found["riders lost"][1:GOOD] == pytest.approx(parts.lost.iloc[1:].to_numpy() / 100)


@each_world
def test_false_alarms_are_counted_at_dealers_that_do_not_leak(student):
    case = world(student)
    for name, one in alarms.rings(case, 0.0, 1.0, 0.08).items():
        assert one.false.shape == (2 * alarms.DRAWS,)
        assert (one.false == alarms.rings(case, 0.5, 1.0, 0.08)[name].false).all()
        assert 0 < one.false_alarms < 1


@each_world
def test_without_noise_false_alarms_are_a_rate_too(student):
    """Each draw has riders of its own: some of them ring at one swing. (Where nothing leaks, revenue grows.)"""
    found = alarms.rings(world(student), 0.5, 1.0, 0.0)
    assert all(0.02 < found[name].false_alarms < 0.98 for name in alarms.SHARES)


def test_other_dealers_are_those_of_the_simulation():
    """Mean and standard deviation of each metric, and of its steps, against as many dealers made rider by rider."""
    count, drawn = 60, others(world(""), 400)
    blocks = [Block(seed, "harley", 0, RULES.riders) for seed in range(count)]
    made = [alarms.metrics(numbers.Signs(keeping(block, RULES, everybody(block, RULES, KEEPS)))) for block in blocks]
    for name, values in drawn.items():
        first = 0 if name in ("revenue", "profit after promotion") else 1
        one, other = values[:, first:], np.array([metrics[name] for metrics in made])[:, first:]
        for mine, theirs in ((one, other), (np.diff(one), np.diff(other))):
            deviation, apart = theirs.std(axis=0, ddof=1), mine.mean(axis=0) - theirs.mean(axis=0)
            assert (np.abs(apart) < FAR * deviation * np.sqrt(1 / count + 1 / 400)).all()
            ratio = np.log(mine.std(axis=0, ddof=1) / deviation)
            assert (np.abs(ratio) < FAR * np.sqrt(0.5 / count + 0.5 / 400)).all()


@each_world
def test_a_swing_is_how_far_a_number_moves_where_nothing_is_wrong(student):
    """Without noise: the standard deviation of its steps, in points of a share, in per cent of the first revenue."""
    case = world(student)
    sound, found = others(case, 2 * alarms.DRAWS), alarms.rings(case, 0.5, 3.0, 0.0)
    lost, revenue = (sound[name][: alarms.DRAWS, :GOOD] for name in ("riders lost", "revenue"))
    assert found["riders lost"].swing == pytest.approx(100 * np.median(np.diff(lost[:, 1:]).std(axis=1, ddof=1)))
    swing = np.median(np.diff(revenue).std(axis=1, ddof=1)) / sound["revenue"][:, :2].mean()
    assert found["revenue"].swing == pytest.approx(100 * swing)
