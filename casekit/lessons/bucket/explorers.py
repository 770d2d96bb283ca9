"""The explorers of lesson 08, and its guess."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.lessons.bucket import numbers, pictures
from casekit.lessons.bucket.numbers import DECAY, NEVER, NEWCOMERS, PRICE, TROUBLE
from casekit.lessons.bucket.pictures import dollars
from casekit.measure.retention import fit_sbg
from casekit.teach import Explorer, figures, guess, reveal, show
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import signed
from casekit.world.systems.bucket import KEEPS, LEAKS

LEAK = "riders leave faster and faster"
PROMOTION = "newcomers to be had, times the usual"
RISE = "prices may rise by, %"


def how_many_are_left(case: Case) -> Guess:
    """The guess before anybody has looked at a rider."""
    keeps, leaks = numbers.twins(case)
    return guess(
        f"{keeps.dealer.name} and {leaks.dealer.name} have had the same revenue, to the cent, in each of eight "
        f"quarters. Of 100 riders that {leaks.dealer.name} had when the first began, how many does it still have?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


def so_many_are_left(case: Case, first: Guess) -> Reveal:
    """How many riders of the start the two dealers have left after eight equal quarters."""
    keeps, leaks = numbers.twins(case)
    last = keeps.rules.good - 1
    return reveal(
        first, reported=keeps.kept[last], truth=leaks.kept[last],
        reported_label=f"{keeps.dealer.name}'s file", truth_label=f"{leaks.dealer.name}'s",
    )  # fmt: skip


def books(case: Case) -> None:
    """What the books of both dealers show after eight quarters."""
    pair = numbers.twins(case)
    good = pair.keeps.rules.good
    first, last = pair.keeps.revenue[0], pair.keeps.revenue[good - 1]
    figure = figures.new_figure(9.5, 3.4)
    with figures.styled():
        axes = figures.panels(figure, 1, room=0.4)
        pictures.twin_lines(axes, *(signs.revenue[:good] / 1e6 for signs in pair),
                            (pictures.PALE_ORANGE, figures.REPORTED))  # fmt: skip
        axes.set(xlim=(-0.2, good - 0.8), ylim=(0, 2), yticks=[0, 0.5, 1, 1.5, 2], ylabel="revenue, $ million")
        axes.text(0, 0.9, " and ".join(signs.dealer.name for signs in pair), color=figures.REPORTED)
        pictures.quarters(axes, good)
        figures.title(axes, pictures.equality(pair, good))
    rise = signed(100 * (last / first - 1), 0)
    show(
        figure,
        f"Both dealers took {dollars(first)} in the first quarter and {dollars(last)} in the eighth, {rise} %; in none "
        "of the eight quarters do they differ by a cent.",
    )


def twins(case: Case) -> Explorer:
    """Two dealers with one revenue, and what becomes of their riders."""

    def draw(figure: Figure, decay: float = 0.1, newcomers: int = NEWCOMERS, price: int = PRICE, seen: int = 8) -> str:
        pair = numbers.twins(case, decay, newcomers, price)
        keeps, leaks = pair
        good = keeps.rules.good
        left, right = figures.panels(figure, 2, left=0.88, room=(1.45, 1.75))
        came = leaks.pull[:good].max()
        dearer = 100 * (leaks.dealer.price[good - 1] - 1)
        pictures.revenue_lines(left, pair, seen)
        pictures.means(left, leaks.dealer.name, (came, newcomers), (dearer, price))
        figures.title(left, pictures.equality(pair, seen))
        pictures.kept_lines(right, pair, seen)
        at = seen - 1
        figures.title(right, f"Of 100 riders, {keeps.kept[at]:.0f} and {leaks.kept[at]:.0f} are left")
        if pair.short.any():
            most = pair.short.max()
            told = f"{leaks.dealer.name} runs short by up to ${most:,.2f} a quarter"
        else:
            told = f"Both took {dollars(keeps.revenue[good - 1])} in the eighth quarter, to the cent"
        after = f" In the {seen}th it takes {dollars(leaks.revenue[at])}, the other {dollars(keeps.revenue[at])}."
        return (
            f"{told}. Of 100 riders of the start {keeps.dealer.name} has {keeps.kept[at]:.0f} left and "
            f"{leaks.dealer.name} {leaks.kept[at]:.0f}. For it, {leaks.dealer.name} took in up to {came:.1f} times the "
            f"usual newcomers ({newcomers} to be had), and moved its prices by {signed(dearer, 0)} % "
            f"({price} % allowed)." + (after if seen > good else "")
        )

    return Explorer(
        draw,
        {
            "Two good dealers": {"decay": 0.0},
            "One of them leaks": {"decay": DECAY},
            "A year later": {"decay": DECAY, "seen": 12},
            "By price alone": {"decay": 0.25, "newcomers": 1, "price": 40, "seen": 12},
            "Nothing to fill it with": {"decay": DECAY, "newcomers": 1, "price": 0},
        },
        labels={"decay": LEAK, "newcomers": PROMOTION, "price": RISE, "seen": "quarters shown"},
        size=(10, 4.2),
        decay=(0, 1, 0.05),
        newcomers=(1, 10, 1),
        price=(0, 40, 5),
        seen=(8, 12, 1),
    )


def parts(case: Case) -> Explorer:
    """One revenue, taken apart in two ways: riders, purchases and price; old riders and new."""

    def draw(figure: Figure, decay: float = DECAY, price: int = PRICE) -> str:
        pair = numbers.twins(case, decay, NEWCOMERS, price)
        keeps, leaks = pair
        last = keeps.rules.good - 1
        counted = [
            (signs.riders, signs.purchases / signs.riders, signs.revenue / signs.purchases, signs.revenue)
            for signs in pair
        ]
        moved = [[100 * (values[last] / values[0] - 1) for values in parts] for parts in counted]
        names = ("riders", "purchases each", "mean ticket", "revenue")
        left, right = figures.panels(figure, 2, left=0.75, room=(0.25, 1.45), widths=(1, 0.95))
        pictures.changes(left, list(zip(names, *moved, strict=True)), (keeps.dealer.name, leaks.dealer.name))
        riders, _, ticket, revenue = moved[LEAKS]
        figures.title(left, f"Riders {signed(riders, 0)} %, ticket {signed(ticket, 0)} %")
        pictures.layers(right, pair, last + 1)
        new = [100 * (1 - signs.from_the_start[last] / signs.revenue[last]) for signs in pair]
        figures.title(right, f"{new[LEAKS]:.0f} % from riders who came since")
        return (
            f"From the first quarter to the eighth revenue moved by {signed(revenue, 0)} % at both. At "
            f"{leaks.dealer.name} riders moved by {signed(riders, 0)} % and the mean ticket by {signed(ticket, 0)} %, "
            f"and riders who came since bring {new[LEAKS]:.0f} % of the revenue; at "
            f"{keeps.dealer.name} {new[KEEPS]:.0f} %."
        )

    return Explorer(
        draw,
        {
            "Nobody is driven away": {"decay": 0.0, "price": 0},
            "Filled with newcomers": {"decay": DECAY, "price": 0},
            "Filled by price": {"decay": 0.3, "price": 40},
            "Both": {"decay": DECAY, "price": 20},
        },
        labels={"decay": LEAK, "price": RISE},
        size=(10, 4.2),
        decay=(0, 1, 0.05),
        price=(0, 40, 5),
    )


def triangle(case: Case) -> Explorer:
    """The cohort triangles of both dealers' newcomers."""

    def draw(figure: Figure, decay: float = DECAY, seen: int = 8) -> str:
        pair = numbers.twins(case, decay)
        axes = figures.panels(figure, 2, left=1.1, room=(0.1, 0.2))
        told = []
        for one, signs in zip(axes, pair, strict=True):
            shares = numbers.newcomers_triangle(signs, seen)
            pictures.heat(one, shares)
            early, late = (100 - float(shares.iloc[row, 1]) for row in (0, seen - 2))
            figures.title(one, f"{signs.dealer.name}: {early:.0f} %, then {late:.0f} % lost")
            told.append(f"{early:.0f} % and {late:.0f} % at {signs.dealer.name}")
        return (
            f"After {seen} quarters, so many of the first newcomers and of the latest did not come again the quarter "
            f"after: {', '.join(told)}."
        )

    return Explorer(
        draw,
        {
            "Two good dealers": {"decay": 0.0},
            "One of them leaks": {"decay": DECAY},
            "After the first year": {"decay": DECAY, "seen": 4},
            "At its worst": {"decay": 1.0},
        },
        labels={"decay": LEAK, "seen": "quarters on file"},
        size=(10, 4.4),
        decay=(0, 1, 0.05),
        seen=(3, 8, 1),
    )


def warning(case: Case) -> Explorer:
    """Which metric rings when, at a threshold and in a noise of the learner's choice."""

    def draw(figure: Figure, threshold: float = 4.0, noise: int = 2, decay: float = DECAY) -> str:
        pair = numbers.twins(case, decay)
        good = pair.keeps.rules.good
        names = tuple(signs.dealer.name for signs in pair)
        false, true = numbers.rings(pair, threshold, noise / 100)
        axes = figures.panels(figure, 1, left=2.75, room=1.75)
        pictures.alarm_rows(axes, false, true, names, good)
        alarms = sum(ring != NEVER for ring in false.values())
        heard = sum(ring < good for ring in true.values())
        figures.title(
            axes, f"{heard} of {len(TROUBLE)} ring in time at {names[LEAKS]}, revenue {_when(true['revenue'])}"
        )
        first = min(reversed(TROUBLE), key=true.get)
        found = (
            f"At {names[LEAKS]} {first} rings first, {_when(true[first])}, and revenue {_when(true['revenue'])}."
            if true[first] != NEVER
            else f"At {names[LEAKS]} none of {len(TROUBLE)} metrics rings."
        )
        return (
            f"{found} At {names[KEEPS]}, where nothing is wrong, {alarms} of {len(TROUBLE)} ring "
            f"(more than {threshold:g} ordinary swings, {noise} % noise)."
        )

    return Explorer(
        draw,
        {
            "A calm dashboard": {"threshold": 4.0, "noise": 2},
            "A nervous one": {"threshold": 1.5, "noise": 2},
            "A noisy trade": {"threshold": 4.0, "noise": 8},
            "A slow leak": {"threshold": 4.0, "noise": 2, "decay": 0.15},
        },
        labels={
            "threshold": "rings beyond so many ordinary swings",
            "noise": "noise in every figure, %",
            "decay": LEAK,
        },
        size=(10, 4.4),
        threshold=(1.5, 8, 0.5),
        noise=(0, 10, 1),
        decay=(0, 1, 0.05),
    )


def projection(case: Case) -> Explorer:
    """What the shifted-beta-geometric model expects of the riders of the start, and what comes."""

    def draw(figure: Figure, seen: int = 5, decay: float = DECAY) -> str:
        pair = numbers.twins(case, decay)
        told = []
        for axes, signs in zip(figures.panels(figure, 2, left=0.88, room=(1.5, 1.5)), pair, strict=True):
            expected = fit_sbg(signs.kept[:seen]).survival(signs.quarter)
            pictures.projection(axes, signs.kept, expected, seen)
            off = expected[-1] - signs.kept[-1]
            figures.title(axes, pictures.projected(signs.dealer.name, off))
            told.append(f"{expected[-1]:.0f} of 100 at {signs.dealer.name}, where {signs.kept[-1]:.0f} will be")
        return f"From {seen} quarters the model expects, at the end of 2026, {' and '.join(told)}."

    return Explorer(
        draw,
        {
            "Two good dealers": {"decay": 0.0, "seen": 5},
            "One of them leaks": {"decay": DECAY, "seen": 5},
            "With two years on file": {"decay": DECAY, "seen": 8},
        },
        labels={"seen": "quarters on file", "decay": LEAK},
        size=(10, 4.0),
        seen=(4, 8, 1),
        decay=(0, 1, 0.05),
    )


def brand(case: Case) -> None:
    """The brand as a whole, when prices rise and new riders stay away."""
    table = numbers.brand(case)
    moved = 100 * (table.iloc[-1] / table.iloc[0] - 1)
    figure = figures.new_figure(9.5, 3.4)
    with figures.styled():
        axes = figures.panels(figure, 1, room=1.6)
        pictures.brand_lines(axes, table)
        figures.title(axes, f"Revenue {signed(moved.revenue, 0)} %, riders {signed(moved.riders, 0)} %")
    show(
        figure,
        f"From the first quarter of 2023 to the last of 2025 revenue moved by {signed(moved.revenue, 0)} %, and riders "
        f"by {signed(moved.riders, 0)} %, from {table.riders.iloc[0]:,} to {table.riders.iloc[-1]:,}.",
    )


def _when(ring: int) -> str:
    return "never" if ring == NEVER else f"after quarter {np.int64(ring) + 1}"
