"""The guess and the sketch of lesson 05, its pairs of records, and its Explorers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.linking import numbers, pictures
from casekit.lessons.linking.numbers import EMAIL, INITIAL, PILOT, RULES, WHOLE, Merged, Report
from casekit.lessons.linking.reaching import reaching
from casekit.lessons.opening import explores, goal, preset, takes
from casekit.measure.effect import CONFIDENT
from casekit.teach import Knob, figures, guess, reveal, sketch, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil

SIZES = (PILOT, 500, 1_000, 2_000, WHOLE)  # of the sketch
DUPLICATES, TYPOS = AMAZON.default("duplicates"), AMAZON.default("typos")
NOBODY = "none"  # no channel is missing


@takes(AMAZON)
def how_many_lost(case: Case) -> Guess:
    """The guess before anything is shown: churn, if each customer is counted once."""
    found = _as_reported(case)
    several = 100 * float(np.mean(np.bincount(numbers.as_it_is(case).person)[1:] > 1))
    return guess(
        f"The report counts records: of 100 that bought in the first half of 2025, {found.none.churn:.0f} bought "
        f"nothing in the second half. Of 100 customers, {several:.0f} have more than one record. Now count each "
        "customer once: of 100 who bought in the first half, how many bought nothing in the second?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_lost(case: Case, first: Guess) -> Reveal:
    """Churn by records, and by customers."""
    found = _as_reported(case)
    # As the question has it: who guesses what the report says is as far off as the report.
    return reveal(first, reported=round(found.none.churn), truth=round(found.true.churn), digits=0)


def _as_reported(case: Case) -> Merged:
    here = numbers.as_it_is(case)
    return numbers.merged(here, numbers.keys(case, EMAIL, *_dials(case)))


def _dials(case: Case) -> tuple[float, float]:
    return case.dials["duplicates"], case.dials["typos"]


@takes(AMAZON)
def draw_pilot(case: Case) -> Sketch:
    """A curve to be drawn: how many of the merged pairs are right, when the file grows."""
    found = numbers.by_initial(case, PILOT).scores
    margin = 100 * CONFIDENT * found.precision_standard_error
    return sketch(
        f"In a file of {PILOT} customers the rule merges {found.found} pairs of records. Of 100 merged pairs "
        f"{100 * found.precision:.0f} are one customer (give or take {margin:.0f} by chance; this allows "
        "for three records that make three pairs). Use the same rule for larger files. Of 100 merged pairs, how many "
        "are one customer?",
        across=("customers in the file", SIZES),
        up=("of 100 merged pairs", 0, 100, "right"), step=1,
    )  # fmt: skip


@takes(AMAZON)
def show_pilot(case: Case, line: Sketch) -> Unveil:
    """The true curve over the sketch."""
    key = numbers.keys(case, INITIAL, *_dials(case))
    right = numbers.right_by_size(numbers.as_it_is(case).person, key)
    right = right[[min(size, len(right)) - 1 for size in SIZES]]
    whole = numbers.by_initial(case, WHOLE).scores

    def said(drawn: Sequence[float] | None) -> str:
        yours = "" if drawn is None else f"You drew {drawn[-1]:.0f} for {WHOLE:,} customers. "
        return (
            f"{yours}Of 100 merged pairs {right[0]:.0f} are right with {PILOT} customers, and {right[-1]:.0f} with "
            f"{WHOLE:,}. There the rule merges {whole.found:,} pairs, and {whole.both:,} of them are one customer."
        )

    title = f"With {WHOLE:,} customers {right[-1]:.0f} of 100 merged pairs are right"
    return unveil(line, truth=right, truth_label="the truth", title=title, sentence=said)


def no_better(found: Merged) -> bool:
    """Whether the mean spend is as far above the truth with the merge as below it without, as it is printed."""
    with_it, without = (numbers.off(one, found.true).spend for one in (found.merged, found.none))
    return round(with_it) == -round(without) > 0


def no_better_by_rule(
    case: Case, rule: str, customers: int, duplicates: float, typos: float, stay: float
) -> bool:  # fmt: skip
    """Whether the merge by surname and initial is no better than none, at the dials of the world."""
    found = numbers.merged(
        numbers.records(case, duplicates, stay), numbers.keys(case, rule, duplicates, typos), customers
    )
    return (rule, duplicates, typos, stay) == (INITIAL, *_dials(case), 0) and no_better(found)


@goal(
    f"Keep the rule *{INITIAL}*, and find a file so large that the merge is no better than none: the mean spend is as "
    "many per cent above the truth with it as below without it.",
    no_better_by_rule,
)
@preset("The pilot")
@preset("The whole file", customers=WHOLE)
@preset("By e-mail", rule=EMAIL, customers=WHOLE)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    rule=Knob("merge records with the", [*RULES]),
    customers=Knob("customers in the file", PILOT, WHOLE, 50),
    duplicates=Knob("contacts that find no record", 0, 1, 0.1),
    typos=Knob("entries with a typo", 0, 0.5, 0.05),
    stay=Knob("orders to any record, drawn at random", 0, 1, 0.1),
)
def rule(
    case: Case, figure: Figure, rule: str = INITIAL, customers: int = PILOT, duplicates: float = DUPLICATES,
    typos: float = TYPOS, stay: float = 0.0,
) -> str:  # fmt: skip
    """What comes of merging all records that agree in one thing."""
    here, key = numbers.records(case, duplicates, stay), numbers.keys(case, rule, duplicates, typos)
    found = numbers.merged(here, key, customers)
    left, right = figures.panels(figure, left=0.95, room=(0.2, 3 * pictures.FIGURE + 0.1), widths=(1.1, 1))
    right_so_far = numbers.right_by_size(here.person, key)
    pictures.right_by_size(left, right_so_far, min(customers, len(right_so_far)))
    figures.title(left, pictures.right_title(found.scores.precision, f"{customers:,} customers"))
    _both_rows(right, found, (-60, 0, 60, 120))
    return f"{customers:,} customers, {found.none.customers:,} records. {_said(found)}"


def _both_rows(axes: Axes, found: Merged, ticks: Sequence[int]) -> None:
    columns = [("before", found.none, pictures.PALE), ("after", found.merged, figures.REPORTED)]
    pictures.how_far_off(axes, columns, found.true, ticks)
    none, merged = (numbers.off(one, found.true) for one in (found.none, found.merged))
    figures.title(axes, pictures.spend_title(none, merged))


def _said(found: Merged) -> str:
    reports = (found.none, found.merged, found.true)
    churn, spend = (", ".join(form(one) for one in reports) for form in (_churn, _spend))
    pairs = f"{found.scores.found:,} pairs are merged"
    if not math.isnan(found.scores.precision):
        pairs += f", {pictures.of_100(found.scores.precision)} of 100 rightly"
    return f"{pairs}. Not merged, merged, and in truth: churn {churn}; mean spend {spend}."


def _churn(one: Report) -> str:
    return f"{one.churn:.1f} %"


def _spend(one: Report) -> str:
    return f"${one.spend:.0f}"


@preset("Only the certain", threshold=0.99)
@preset("More likely than not", threshold=0.5)
@preset("Whatever resembles", threshold=0.01)
@explores(AMAZON, size=(10.5, 4.2), threshold=Knob("merged from this probability", 0.01, 0.99, 0.01))
def model(case: Case, figure: Figure, threshold: float = 0.99) -> str:
    """What comes of merging all pairs that the model takes for one customer with some probability."""
    found = numbers.at_threshold(case, threshold)
    left, right = figures.panels(figure, left=0.85, room=(1.25, 3 * pictures.FIGURE + 0.1), widths=(1, 1.1))
    pictures.by_threshold(left, [numbers.at_threshold(case, one) for one in numbers.THRESHOLDS], threshold, found)
    figures.title(left, pictures.right_title(found.scores.precision, f"From {100 * threshold:.0f} %"))
    _both_rows(right, found, (-30, 0, 30, 60))
    return f"{_said(found)} Of 100 pairs that are one customer, {100 * found.scores.recall:.0f} are merged."


@preset("All, and at once")
@preset("Without chat", missing="chat")
@preset("A month late", days=30)
@explores(
    AMAZON,
    size=(10.5, 4.0),
    missing=Knob("channel that is not connected", [NOBODY, "phone", "ivr", "email", "chat"]),
    days=Knob("days until orders arrive", 0, 60, 5),
)
def channels(case: Case, figure: Figure, missing: str = NOBODY, days: int = 0) -> str:
    """What reaches the back office, and the report that comes of it."""
    found = reaching(case, missing, days)
    reported, true = found.reported, found.true
    left, right = figures.panels(figure, left=0.95, room=(1.2, 2 * pictures.FIGURE + 0.1), widths=(1.1, 1))
    pictures.dollars_by_month(left, found.months)
    figures.title(left, pictures.arrived_title(found.months))
    names = ("buyers of 2025", *pictures.NAMES[1:])
    pictures.how_far_off(right, [("report", reported, figures.REPORTED)], true, (-60, -30, 0, 30), names)
    figures.title(right, pictures.report_title(reported, true))
    return (
        f"The report knows {reported.customers:,} of {true.customers:,} customers who bought in 2025. It says churn "
        f"{_churn(reported)}, in truth {_churn(true)}; mean spend {_spend(reported)}, in truth {_spend(true)}."
    )
