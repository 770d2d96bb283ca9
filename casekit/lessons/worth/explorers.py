"""The guess and the sketch of lesson 04, its Explorers, and a picture of ten customers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Vouchers
from casekit.errors import shown
from casekit.lessons.opening import explores, goal, preset, takes
from casekit.lessons.worth import numbers, pictures, vouchers
from casekit.lessons.worth.numbers import DAY, FIFTHS, SILENCES
from casekit.lessons.worth.vouchers import Rules
from casekit.lessons.worth.windows import LOOKS, WEEKS, windows
from casekit.teach import Knob, figures, guess, reveal, sketch, still, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil
from casekit.teach.words import percent, signed

TEN, START = 10, 26  # customers; weeks
ON_FILE, BUYERS = "all on file", "those who bought"
RULES = AMAZON[Vouchers]


@takes(AMAZON)
def how_many_left(case: Case) -> Guess:
    """The guess before anything is shown."""
    return guess(
        "On the evening of 31 December 2024 you make the list: the fifth of all customers who have spent most so far. "
        "Of 100 customers on the list, how many have already placed their last order?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_left(case: Case, first: Guess) -> Reveal:
    """How many had left in truth, and how many by the model."""
    listed = numbers.table(case).on_list
    left = 100 * numbers.left(case)[listed].mean()
    modelled = 100 * (1 - numbers.table(case).chance[listed].mean())

    def told(guessed: float | None) -> str:
        facts = (
            f"Of 100 customers on the list {left:.0f} had left. A model that knows only when they ordered says "
            f"{modelled:.0f}."
        )
        return facts if guessed is None else f"You guessed {guessed:.0f}. {facts}"

    return reveal(first, reported=modelled, truth=left, sentence=told, reported_label="a model, that evening",
                  truth_label="the truth", digits=0)  # fmt: skip


def ten(purchases: pd.DataFrame, truth: bool = False, left: Sequence[object] = ()) -> None:
    """Ten customers from the list, with each day of a year on which they ordered; with `truth`, of the year after, too.

    `purchases` has customer_id, at and amount; where the list is shorter, all who are on it are shown. The ten stand at
    even steps in the order of the model's chance. `left`: the numbers of those of whom the reader says that they have
    left; with `truth` they are scored beside the model. Raises ValueError for a number that is not shown.
    """
    table = numbers.worth(purchases)
    listed = table[table.on_list].sort_values("chance", kind="stable")
    count = min(TEN, len(listed))
    chosen = listed.iloc[((np.arange(count) + 0.5) / count * len(listed)).astype(int)].sort_index()
    if strangers := [who for who in left if who not in chosen.index]:
        raise ValueError(f"left must have numbers of customers who are shown; {shown(strangers[0])} was given.")
    log = numbers.paid(purchases)
    day = numbers.list_day(log)
    evening = f"{day.day} {day:%B %Y}"
    bought = log[log.customer_id.isin(chosen.index)]
    days = pd.Series((bought["at"].dt.normalize() - day) // DAY).set_axis(bought.customer_id)
    had_left = chosen.next_year == 0

    def draw(figure: Figure) -> str:
        axes = figures.panel(figure, left=2.2, room=2.1)
        names = [f"no. {who}: ${spent:,.0f}" for who, spent in chosen.so_far.items()]
        rows = pictures.rows_of(days, list(chosen.index))
        pictures.ten_rows(axes, rows, names, chosen.chance.to_list() if truth else None)
        if not truth:
            figures.title(axes, f"{count} from the list, with all that they spent so far")
            return (
                f"{count} of the {len(listed):,} customers on the list of {evening}. A dot is a day with orders, "
                "within the last year."
            )
        figures.title(axes, f"{had_left.sum()} of the {count} had left")
        both = f"{had_left.sum()} of the {count} had left on {evening}: they ordered nothing in the year after."
        model = int(((chosen.chance < 0.5) == had_left).sum())
        says = f"If below 50 % means that they have left, the model is right on {model} of the {count}"
        if not len(left):
            return f"{both} {says}."
        yours = int((chosen.index.isin(list(left)) == had_left).sum())
        return f"{both} {says}; you are right on {yours}."

    still(draw, 10.5, 4.4)


@takes(AMAZON)
def one_who_left(case: Case) -> str:
    """The truth about one customer: of those on the list who left over a broken promise, the one who had spent most."""
    table = numbers.table(case)
    true = case.reveal().customers.set_index("customer_id").loc[table.index]
    over_a_promise = table.on_list & numbers.left(case) & (true.left_because == "incident")
    who = table.so_far[over_a_promise].idxmax()
    return (
        f"No. {who} had spent ${table.so_far[who]:,.0f}, and left on {true.left_at[who]:%Y-%m-%d} over a broken "
        f"promise. The model gives a chance of {percent(table.chance[who], trace=True)} to be still a customer, and no "
        "reason."
    )


def as_much(case: Case, weeks: float, ann: int, ben: int) -> bool:
    """Whether a customer who ordered often and one who ordered seldom are worth the same after a silence."""
    place = int(np.searchsorted(SILENCES, weeks))
    one, other = (numbers.silent(case, orders).orders[place] for orders in (ann, ben))
    return ann >= 40 and ben <= 12 and abs(one - other) <= 1


@goal(
    "Ann has 40 orders or more, Ben 12 or fewer. Let both be worth the same: within one order in the year to come.",
    as_much,
)
@preset("Both have just ordered")
@preset("Three weeks of silence", weeks=3.0)
@preset("Three months of silence", weeks=13.0)
@explores(
    AMAZON,
    weeks=Knob("weeks since the last order, both", 0, float(SILENCES[-1]), 0.5),
    ann=Knob("orders of Ann in a year", 2, 60, 1),
    ben=Knob("orders of Ben in a year", 2, 60, 1),
)
def silence(case: Case, figure: Figure, weeks: float = 0.0, ann: int = 50, ben: int = 10) -> str:
    """Two customers who fall silent: the chance that they are still there, and what they are worth."""
    two = [numbers.silent(case, orders) for orders in (ann, ben)]
    left, right = figures.panels(figure, room=(1.0, 1.0))
    pictures.silences(left, weeks, two, "chance", "chance to be still there, %", 104)
    pictures.silences(right, weeks, two, "orders", "orders in the next year", 50)
    place = int(np.searchsorted(SILENCES, weeks))
    chances = [percent(one.chance[place], trace=True) for one in two]
    orders = [one.orders[place] for one in two]
    figures.title(left, f"Still there: Ann {chances[0]}, Ben {chances[1]}")
    figures.title(right, pictures.compared(*orders))
    return (
        f"Ann made {ann} orders in a year, and Ben {ben}. {weeks:g} weeks after the last order the model gives Ann a "
        f"chance of {chances[0]} to be still a customer, and Ben {chances[1]}. In the next year it expects "
        f"{orders[0]:.1f} orders of Ann and {orders[1]:.1f} of Ben."
    )


def of_alike(case: Case, weeks: int, differ: float, base: str) -> bool:
    """Whether the best fifth of customers who are all alike brings four fifths."""
    if differ != 0:
        return False
    written = round(100 * windows(case, differ).top_share(weeks, base == BUYERS))
    return abs(written - 100 * pictures.EIGHTY) <= 5


@goal("Make all customers alike, and let the best fifth still bring 80 %, give or take 5 points.", of_alike)
@preset("Half a year")
@preset("One month", weeks=4)
@preset("Two years", weeks=WEEKS)
@preset("Only those who bought", weeks=4, base=BUYERS)
@explores(
    AMAZON,
    weeks=Knob("the last so many weeks", 1, WEEKS, 1),
    differ=Knob("how different customers are (1: as in this world)", 0, 2, 0.25),
    base=Knob("a fifth of", [ON_FILE, BUYERS]),
)
def share(case: Case, figure: Figure, weeks: int = START, differ: float = 1.0, base: str = ON_FILE) -> str:
    """What the best fifth brings: by the time one looks at, by how different customers are, and by the base."""
    found, buyers_only = windows(case, differ), base == BUYERS
    by_fifth, whole = found.by_fifth(weeks, buyers_only), (found.of(weeks, False) > 0).mean()
    left, right = figures.panels(figure, room=(1.1, 0.2), widths=(1.3, 1))
    brings = found.top_share(weeks, buyers_only)
    looks = [look for look in LOOKS if min(weeks, START) <= look <= max(weeks, START)]
    pictures.top_line(left, {look: found.top_share(look, buyers_only) for look in {*looks, weeks}}, weeks)
    figures.title(left, pictures.top_title(brings, weeks))
    pictures.fifth_bars(right, by_fifth, base)
    figures.title(right, pictures.differing(differ))
    bought = f"{percent(whole)} of all on file bought in {'them' if weeks > 1 else 'it'}"
    return (
        f"{pictures.differing(differ)}. In the last {weeks} week{'s' * (weeks > 1)} the best fifth of {base} brings "
        f"{percent(brings)} of the revenue, and the lowest {percent(by_fifth[0])}; {bought}."
    )


@takes(AMAZON)
def how_moved(case: Case) -> Sketch:
    """A line to be drawn: what the voucher changes in the profit, by fifth of the forecast."""
    return sketch(
        "By how many dollars does the voucher change the profit of a customer in the thirteen weeks? Draw it for each "
        "fifth of the customers by forecast: 1 is the lowest forecast, 5 the highest.",
        across=("fifth by forecast", range(1, FIFTHS + 1)), up=("profit, $ a customer", -30, 30, "dollars"),
        step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_moved(case: Case, line: Sketch) -> Unveil:
    """What it changes in truth, over the sketch."""
    true = vouchers.changes(case, vouchers.as_it_was(case)).by_fifth

    def said(drawn: Sequence[float] | None) -> str:
        yours = "" if drawn is None else f"You drew {signed(drawn[-1], 0)} dollars for the highest forecasts. "
        return (
            f"{yours}In truth the voucher changes the profit of a customer of the fifth with the highest forecast by "
            f"{signed(true[-1], 1)} dollars, and of the fifth with the lowest by {signed(true[0], 1)}."
        )

    title = f"From {signed(true[0], 1)} dollars at the lowest forecasts to {signed(true[-1], 1)} at the highest"
    return unveil(line, truth=true, title=title, sentence=said)


def highest_gain_most(case: Case, discount: float, annoyed: float, won_back: float) -> bool:
    """Whether the voucher raises the profit most in the fifth with the highest forecast, as it is written."""
    by_fifth = vouchers.changes(case, Rules(discount, annoyed, won_back)).by_fifth.round(1)
    return bool(by_fifth[-1] > by_fifth[:-1].max())


@goal("Let the fifth with the highest forecast gain more from it than each other fifth.", highest_gain_most)
@preset("As it was")
@preset("A reminder without a discount", discount=0.0)
@preset("Nobody is annoyed", annoyed=0.0)
@preset("Nobody comes back", won_back=0.0)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    discount=Knob("the voucher takes off each order", 0, 0.15, 0.01),
    annoyed=Knob("of those who are there: leave over it", 0, 0.06, 0.004),
    won_back=Knob("of those who have just left: come back", 0, 0.5, 0.05),
)
def campaign(
    case: Case,
    figure: Figure,
    discount: float = RULES.discount,
    annoyed: float = RULES.annoyed,
    won_back: float = RULES.won_back,
) -> str:
    """What a voucher is expected to change in the profit, in whom, and for how many it pays."""
    found = vouchers.changes(case, Rules(discount, annoyed, won_back))
    left, right = figures.panels(figure, left=0.95, room=(0.15, 1.45))
    pictures.change_bars(left, found.by_fifth)
    figures.title(left, pictures.fifths_title(found.by_fifth))
    pictures.ranking_lines(right, found)
    figures.title(right, pictures.best_title(found))
    best = int(found.lowest_first.argmax())
    return (
        f"A voucher changes the profit of a customer of the lowest forecasts by {signed(found.by_fifth[0], 1)} "
        f"dollars, and of the highest by {signed(found.by_fifth[-1], 1)}. If all 100 customers get one, the change is "
        f"{signed(found.by_forecast[-1], 0)} dollars; if the {best} with the lowest forecast do, "
        f"{signed(found.lowest_first[best], 0)}."
    )
