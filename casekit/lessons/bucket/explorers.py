"""The Explorers of lesson 08, its guess, and its two still pictures."""

from __future__ import annotations

from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket import numbers, pictures
from casekit.lessons.bucket.numbers import DECAY, GOOD, KEEPER, LEAKER, NEVER, NEWCOMERS, PRICE, TROUBLE, change
from casekit.lessons.bucket.pictures import when
from casekit.lessons.opening import explores, preset, shows, takes
from casekit.measure.retention import fit_sbg
from casekit.teach import Knob, figures, guess, reveal
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import millions, signed

LEAK = Knob("riders leave faster and faster", 0, 1, 0.05)
RISE = Knob("prices may rise by, %", 0, 40, 5)


@takes(HARLEY)
def how_many_are_left(case: Case) -> Guess:
    """The guess before anybody has looked at a rider."""
    return guess(
        f"{KEEPER} and {LEAKER} have had the same revenue, to the cent, in each of eight quarters. Of 100 riders that "
        f"{LEAKER} had when the first began, how many does it still have?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(HARLEY)
def so_many_are_left(case: Case, first: Guess) -> Reveal:
    """How many riders of the start the two dealers have left after eight equal quarters."""
    said, true = (signs.kept[GOOD - 1] for signs in numbers.twins(case))
    return reveal(first, reported=said, truth=true, reported_label=f"{KEEPER}'s file", truth_label=f"{LEAKER}'s")


@shows(HARLEY, size=(9.5, 3.4))
def books(case: Case, figure: Figure) -> str:
    """What the books of both dealers show after eight quarters."""
    pair = numbers.twins(case)
    first, last = pair.keeps.revenue[[0, GOOD - 1]]
    pictures.books(figures.panel(figure, room=0.4), pair)
    return (
        f"Both dealers took {millions(first)} in the first quarter and {millions(last)} in the eighth, "
        f"{signed(change(first, last), 0)} %; in none of the eight quarters do they differ by a cent."
    )


@preset("Two good dealers", decay=0.0)
@preset("One of them leaks", decay=DECAY)
@preset("A year later", decay=DECAY, seen=12)
@preset("By price alone", decay=0.25, newcomers=1, price=40, seen=12)
@preset("Nothing to fill it with", decay=DECAY, newcomers=1, price=0)
@explores(
    HARLEY,
    decay=LEAK,
    newcomers=Knob("newcomers to be had, times the usual", 1, 10, 1),
    price=RISE,
    seen=Knob("quarters shown", 8, 12, 1),
)
def twins(
    case: Case, figure: Figure, decay: float = 0.1, newcomers: int = NEWCOMERS, price: int = PRICE, seen: int = 8
) -> str:
    """Two dealers with one revenue, and what becomes of their riders."""
    pair = numbers.twins(case, decay, newcomers, price)
    left, right = figures.panels(figure, left=0.88, room=(1.45, 1.75))
    pictures.revenue_lines(left, pair, seen, newcomers, price)
    pictures.kept_lines(right, pair, seen)
    if pair.short.any():
        told = f"{LEAKER} runs short by up to ${pair.short.max():,.2f} a quarter"
    else:
        told = f"Both took {millions(pair.keeps.revenue[GOOD - 1])} in the eighth quarter, to the cent"
    many, few = (signs.kept[seen - 1] for signs in pair)
    other, own = (millions(signs.revenue[seen - 1]) for signs in pair)
    after = f" In the {seen}th it takes {own}, the other {other}." if seen > GOOD else ""
    return (
        f"{told}. Of 100 riders of the start {KEEPER} has {many:.0f} left and {LEAKER} {few:.0f}. For it, "
        f"{LEAKER} took in up to {pair.pull:.1f} times the usual newcomers ({newcomers} to be had), and moved "
        f"its prices by {signed(pair.dearer, 0)} % ({price} % allowed).{after}"
    )


@preset("Nobody is driven away", decay=0.0, price=0)
@preset("Filled with newcomers", decay=DECAY, price=0)
@preset("Filled by price", decay=0.3, price=40)
@preset("Both", decay=DECAY, price=20)
@explores(HARLEY, decay=LEAK, price=RISE)
def parts(case: Case, figure: Figure, decay: float = DECAY, price: int = PRICE) -> str:
    """One revenue, taken apart in two ways: riders, purchases and price; old riders and new."""
    pair, last = numbers.twins(case, decay, NEWCOMERS, price), GOOD - 1
    keeps, leaks = ({name: change(values[0], values[last]) for name, values in signs.factors.items()} for signs in pair)
    kept_new, new = (100 * (1 - signs.from_the_start[last] / signs.revenue[last]) for signs in pair)
    riders, ticket = signed(leaks["riders"], 0), signed(leaks["mean ticket"], 0)
    left, right = figures.panels(figure, left=0.75, room=(0.25, 1.45), widths=(1, 0.95))
    pictures.changes(left, keeps, leaks)
    figures.title(left, f"Riders {riders} %, ticket {ticket} %")
    pictures.layers(right, pair)
    figures.title(right, f"{new:.0f} % from riders who came since")
    return (
        f"From the first quarter to the eighth revenue moved by {signed(leaks['revenue'], 0)} % at both. At "
        f"{LEAKER} riders moved by {riders} % and the mean ticket by {ticket} %, and riders who came since bring "
        f"{new:.0f} % of the revenue; at {KEEPER} {kept_new:.0f} %."
    )


@preset("Two good dealers", decay=0.0)
@preset("One of them leaks", decay=DECAY)
@preset("After the first year", decay=DECAY, seen=4)
@preset("At its worst", decay=1.0)
@explores(HARLEY, size=(10, 4.4), decay=LEAK, seen=Knob("quarters on file", 3, 8, 1))
def triangle(case: Case, figure: Figure, decay: float = DECAY, seen: int = 8) -> str:
    """The cohort triangles of both dealers' newcomers."""
    told, panels = [], figures.panels(figure, left=1.1, room=(0.1, 0.2))
    for axes, signs in zip(panels, numbers.twins(case, decay), strict=True):
        shares = numbers.newcomers_triangle(signs, seen)
        pictures.heat(axes, shares)
        name, early, late = signs.dealer.name, *(100 - float(shares.iloc[row, 1]) for row in (0, seen - 2))
        figures.title(axes, f"{name}: {early:.0f} %, then {late:.0f} % lost")
        told.append(f"{early:.0f} % and {late:.0f} % at {name}")
    return (
        f"After {seen} quarters, so many of the first newcomers and of the latest did not come again the quarter "
        f"after: {', '.join(told)}."
    )


@preset("A calm dashboard", threshold=4.0, noise=2)
@preset("A nervous one", threshold=1.5, noise=2)
@preset("A noisy trade", threshold=4.0, noise=8)
@preset("A slow leak", threshold=4.0, noise=2, decay=0.15)
@explores(
    HARLEY,
    size=(10, 4.4),
    threshold=Knob("rings beyond so many ordinary swings", 1.5, 8, 0.5),
    noise=Knob("noise in every figure, %", 0, 10, 1),
    decay=LEAK,
)
def warning(case: Case, figure: Figure, threshold: float = 4.0, noise: int = 2, decay: float = DECAY) -> str:
    """Which metric rings when, at a threshold and in a noise of the learner's choice."""
    false, true = numbers.rings(numbers.twins(case, decay), threshold, noise / 100)
    axes = figures.panel(figure, left=2.75, room=1.75)
    pictures.alarm_rows(axes, false, true)
    alarms = sum(ring != NEVER for ring in false.values())
    heard = sum(ring < GOOD for ring in true.values())
    of, revenue = f"of {len(TROUBLE)}", f"revenue {when(true['revenue'])}"
    figures.title(axes, f"{heard} {of} ring in time at {LEAKER}, {revenue}")
    first = min(reversed(TROUBLE), key=true.__getitem__)
    rings = f"{first} rings first, {when(true[first])}, and {revenue}"
    return (
        f"At {LEAKER} {rings if true[first] != NEVER else f'none {of} metrics rings'}. At {KEEPER}, where nothing "
        f"is wrong, {alarms} {of} ring (more than {threshold:g} ordinary swings, {noise} % noise)."
    )


@preset("Two good dealers", decay=0.0, seen=5)
@preset("One of them leaks", decay=DECAY, seen=5)
@preset("With two years on file", decay=DECAY, seen=8)
@explores(HARLEY, size=(10, 4.0), seen=Knob("quarters on file", 4, 8, 1), decay=LEAK)
def projection(case: Case, figure: Figure, seen: int = 5, decay: float = DECAY) -> str:
    """What the shifted-beta-geometric model expects of the riders of the start, and what comes."""
    told = []
    for axes, signs in zip(figures.panels(figure, left=0.88), numbers.twins(case, decay), strict=True):
        name, true = signs.dealer.name, signs.kept
        expected = fit_sbg(true[:seen]).survival(numbers.QUARTERS)
        pictures.projection(axes, name, true, expected, seen)
        told.append(f"{expected[-1]:.0f} of 100 at {name}, where {true[-1]:.0f} will be")
    return f"From {seen} quarters the model expects, at the end of 2026, {' and '.join(told)}."


@shows(HARLEY, size=(9.5, 3.4))
def brand(case: Case, figure: Figure) -> str:
    """The brand as a whole, when prices rise and new riders stay away."""
    table = numbers.brand(case)
    revenue, riders = (signed(change(*table[what].iloc[[0, -1]]), 0) for what in ("revenue", "riders"))
    axes = figures.panel(figure, room=1.6)
    pictures.brand_lines(axes, table)
    figures.title(axes, f"Revenue {revenue} %, riders {riders} %")
    return (
        f"From the first quarter of 2023 to the last of 2025 revenue moved by {revenue} %, and riders by {riders} "
        f"%, from {table.riders.iloc[0]:,} to {table.riders.iloc[-1]:,}."
    )
