"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.errors import CaseError, shown
from casekit.lessons.start.numbers import QUARTERS, Mistakes
from casekit.teach import charts, figures
from casekit.teach.curtain import Curtain
from casekit.teach.guess import Guess

MOST = 0.2  # of the customers, on the scale of wrong names
ROOM = 1.45  # above, for words


def purchases(axes: Axes, counts: pd.Series) -> None:
    """A bar for each quarter of the window."""
    axes.bar(range(len(counts)), counts, width=0.8, color=figures.REPORTED)
    axes.set(ylabel="purchases a quarter")
    _quarters(axes)


def scores(axes: Axes, felt: pd.Series, left_at: pd.Timestamp) -> None:
    """A dot for each survey that was sent, and when the customer left."""
    axes.plot(_place(felt.index), felt, "o", color=figures.TRUTH, markersize=9)
    (left,) = _place(pd.DatetimeIndex([left_at]))
    axes.axvline(left, color=figures.TRUTH, lw=2)
    axes.annotate("left", (left, 10.3), (-6, 0), textcoords="offset points", ha="right", va="top", color=figures.TRUTH)
    axes.set(ylim=(-0.5, 10.5), ylabel="score felt, 0 (bad) to 10", yticks=[0, 5, 10])
    _quarters(axes)


def _place(times: pd.DatetimeIndex) -> np.ndarray:
    """Times on the scale of the window, on which a quarter is 1 long and the first one is around 0."""
    return ((times.year - QUARTERS[0].year + (times.day_of_year - 1) / 366) * 4 - 0.5).to_numpy()


def _quarters(axes: Axes) -> None:
    """The window as a scale: the first quarter from -0.5 to 0.5, and so on."""
    firsts = [place for place, quarter in enumerate(QUARTERS) if quarter.quarter == 1]
    axes.set(xlim=(-0.6, len(QUARTERS) - 0.4))
    axes.set_xticks(firsts, [f"early\n{QUARTERS[place].year}" for place in firsts])


class TwoLists(Curtain):
    """Two companies side by side: how far each number is off, and how many names are wrong; the guess is the first's.

    Closed until there is a guess.
    """

    SIZE = 9.5, 3.1  # inches

    def __init__(self, guess: Guess, rules: Mapping[str, Mistakes]):
        if not isinstance(guess, Guess):
            raise CaseError(f"so_many_are_wrong needs what how_many_are_wrong(...) gave; {shown(guess)} was given.")
        super().__init__(guess, self.SIZE)
        self._guess, self._rules = guess, rules
        self._open_if_committed()

    def _drawn(self) -> tuple[figures.Sheet, str]:
        guessed, rules = self._guess.value, self._rules.values()
        figure = figures.new_figure(*self.SIZE)
        most = max(guessed or 0, *(max(rule.off_of_100, rule.of_100(rule.wrong)) for rule in rules))
        with figures.styled():
            panels = figures.panels(figure, left=0.4, room=0.4)
            for axes, (company, rule) in zip(panels, self._rules.items(), strict=True):
                rows = [
                    ("number off by, of 100 names", rule.off_of_100, figures.REPORTED),
                    ("names wrong, of 100", rule.of_100(rule.wrong), figures.TRUTH),
                ]
                charts.named_bars(axes, rows, "{:.1f}".format)
                axes.set(xlim=(0, 1.2 * most), ylim=(-1.4 - (guessed is not None), 0.6), xticks=[], yticks=[])
                charts.bare(axes)
                figures.title(axes, company)
            if guessed is not None:
                rows = [("your guess: names wrong, of 100", guessed, figures.GUESS)]
                charts.named_bars(panels[0], rows, "{:g}".format, places=[-2])
        return figure, self._told(guessed)

    def _told(self, guessed: float | None) -> str:
        yours = [] if guessed is None else [f"You guessed {guessed:g} of 100."]
        found = [
            f"At {company} the number is off by {rule.off_of_100:.1f} of 100, and {rule.of_100(rule.wrong):.1f} of 100 "
            "names are wrong."
            for company, rule in self._rules.items()
        ]
        return " ".join([*yours, *found])


def by_days(axes: Axes, rules: Mapping[int, Mistakes], days: int, price: int) -> None:
    """How many names each mistake has at each number of days, what both cost, and where the rule stands."""
    found = np.array([(rule.written_off, rule.missed, rule.cost(price)) for rule in rules.values()])
    cost, stops = found[:, 2], list(rules)
    top = max(MOST * rules[days].customers, 1.5 * cost.min(), cost[stops.index(days)])
    axes.axvline(days, **charts.MARK)
    # Where one mistake is nearly all of the cost, its line and its dot lie on the black ones.
    for place, colour in ((2, figures.INK), (0, figures.REPORTED), (1, figures.TRUTH)):
        size = 1.5 if colour == figures.INK else 1
        axes.plot(stops, found[:, place], color=colour, lw=size * 2.4)
        axes.plot(days, found[stops.index(days), place], "o", color=colour, ms=size * 6, zorder=3)
    axes.set(xlim=(0, stops[-1]), ylim=(0, ROOM * top), xlabel="gone after so many days without a purchase")
    axes.set_ylabel(f"customers, of {rules[days].customers:,}; vouchers")
    axes.set_xticks([0, 90, 180, 270, 365])
    names = {
        "cost, in vouchers": figures.INK,
        "gone, and missed": figures.TRUTH,
        "needless voucher": figures.REPORTED,
    }
    charts.words(axes, names, 0.99, 1.0, step=-0.095)


def verdict(axes: Axes, rule: Mistakes, price: int) -> None:
    """The rule's number and the true one; a little apart the names on the wrong side of the rule, and their cost."""
    rows = [
        ("gone, says the rule", rule.counted, figures.REPORTED),
        ("gone, in truth", rule.gone, figures.TRUTH),
        ("needless voucher: still customers", rule.written_off, figures.REPORTED),
        ("no voucher: gone, and missed", rule.missed, figures.TRUTH),
    ]
    charts.named_bars(axes, rows, "{:,}".format, places=(0, -1, -2.2, -3.2), height=0.42, above=0.27, gap=6,
                      names={"fontsize": 11.5})  # fmt: skip
    axes.text(0, -4.2, f"cost of both mistakes: {rule.cost(price):,} vouchers", va="center", fontweight="bold")
    axes.set(xlim=(0, rule.customers), ylim=(-4.6, 0.75), xticks=[], yticks=[])
    charts.bare(axes)
    figures.title(axes, rule_title(rule))


def rule_title(rule: Mistakes) -> str:
    """What the rule does, in a title."""
    if rule.is_near(0.03):
        return f"Number near, {rule.wrong:,} names wrong"
    return (
        f"{rule.written_off:,} needless vouchers" if rule.counted > rule.gone else f"{rule.missed:,} gone, and missed"
    )
