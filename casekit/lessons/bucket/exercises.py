"""The exercises of lesson 08."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket import numbers
from casekit.lessons.bucket.numbers import GOOD, KEEPER, LEAKER
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference
from casekit.measure.retention import cohorts, revenue_parts
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _sold(case: Case, dealer: str) -> pd.DataFrame:
    """One dealer's purchases, and since when the rider of each has come."""
    file, bought = numbers.tables(case)
    return bought[bought.dealer == dealer].merge(file[["customer_id", "since"]])


@memo()
def _triangle(case: Case, *dealers: str, first_day: str = "2024-01-01", shares: bool = True) -> pd.DataFrame:
    """The riders who came from that day on, and who of them bought in that quarter, the next, and so on."""
    rows = pd.concat([_sold(case, name) for name in dealers])
    return cohorts(rows[rows.since >= first_day], shares=shares)


# All riders of before 2024 buy in that quarter, and only there they spoil a row, if they are left in.
ROW = pd.Period("2024Q1")
EVER = "2000-01-01"


@memo()
def _column(case: Case) -> int:
    """How many quarters later is asked about: where the row is least like what else may be taken for it."""

    def apart(column: int) -> float:
        triangle, left_in = (_triangle(case, LEAKER, first_day=day) for day in ("2024-01-01", EVER))
        answer = _cell(triangle, column)
        others = [_cell(triangle, column - 1), _cell(triangle, column, ROW + 1), _cell(left_in, column)]
        others.append(_cell(_triangle(case, KEEPER, LEAKER), column))
        return min(abs(answer - other) for other in (*others, 100 - answer, 100 - others[0]))

    return max(range(3, GOOD - 1), key=apart)


def _cell(triangle: pd.DataFrame, column: int, row: pd.Period = ROW) -> float:
    return float(triangle.loc[row, column])


def _bought(
    case: Case, *dealers: str, later: int = 0, row: pd.Period = ROW,
    first_day: str = "2024-01-01", shares: bool = True,
) -> float:  # fmt: skip
    """The cell that is asked about, or one so many columns later or rows below."""
    found = _triangle(case, *dealers or (LEAKER,), first_day=first_day, shares=shares)
    return _cell(found, _column(case) + later, row)


def _months(quarter: pd.Period) -> str:
    return f"from {quarter.start_time:%B} to {quarter.end_time:%B %Y}"


def _of(case: Case, who: str, dealer: str = LEAKER) -> pd.DataFrame:
    """The purchases of a dealer's "old" riders, of its "new" ones, or of "all"."""
    sold = _sold(case, dealer)
    return sold if who == "all" else sold[(sold.since < "2024-01-01") == (who == "old")]


@memo()
def _parts(case: Case, who: str, dealer: str = LEAKER) -> pd.DataFrame:
    return revenue_parts(_of(case, who, dealer))


def _lost(case: Case, who: str, dealer: str = LEAKER, ago: int = 0) -> float:
    """Per cent lost in the quarter that is asked about, or so many quarters before it."""
    return float(_parts(case, who, dealer).lost[_asked(case) - ago])


@memo()
def _asked(case: Case) -> pd.Period:
    """The quarter of 2025 in which old riders are least like all others."""

    def apart(quarter: pd.Period) -> float:
        old, both, new = (_parts(case, who).lost for who in ("old", "all", "new"))
        others = both[quarter], new[quarter], old[quarter - 1]
        return min(abs(old[quarter] - other) for other in others)

    return max(pd.period_range("2025Q2", "2025Q4", freq="Q"), key=apart)


def _gone(case: Case, since: str, until: str, of: str) -> float:
    """Old riders of one quarter who are gone by another, as per cent of those of a third."""
    customers = _parts(case, "old").customers
    return 100 * float((customers[since] - customers[until]) / customers[of])


@memo()
def _against(case: Case, /, **quarters: str) -> Difference:
    """Who bought again: at the dealer that keeps its riders, and at the one that leaks."""
    rows = numbers.came_again(case, **quarters)
    return difference(*(rows.bought_again[rows.dealer == name] for name in (KEEPER, LEAKER)))


def _of_all(case: Case) -> float:
    """The same difference, of all riders of before 2024: two years of leaving instead of one."""
    keeps, leaks = (signs.kept[GOOD - 1] for signs in numbers.twins(case))
    return float(keeps - leaks)


exercises = checks(HARLEY, (
    Exercise(
        "08.1",
        lambda case: f"Of the riders who first came to {LEAKER} {_months(ROW)}, what percentage bought "
        f"{_months(ROW + _column(case))}? One decimal.",
        _bought,
        tolerance=0.05, unit="%",
        misconceptions={
            "the riders of before 2024 are in this row; they came earlier: leave them out first":
                lambda case: _bought(case, first_day=EVER),
            "this is one quarter too early: column 0 is the quarter in which they came":
                lambda case: _bought(case, later=-1),
            "this is the share of those who were there the quarter before, not of all who came":
                lambda case: 100 * _bought(case) / _bought(case, later=-1),
            "these are the riders of the other dealer": lambda case: _bought(case, KEEPER),
            "this is the row below": lambda case: _bought(case, row=ROW + 1),
            "these are both dealers together": lambda case: _bought(case, KEEPER, LEAKER),
        },
        wrong={
            "riders, not per cent": lambda case: _bought(case, shares=False),
            "two quarters too early": lambda case: _bought(case, later=-2),
            "those who left the quarter before": lambda case: 100 - _bought(case, later=-1),
            "of the riders of the start": lambda case: numbers.twins(case).leaks.kept[_column(case)],
            "both mistakes": lambda case: _bought(case, first_day=EVER, later=-1),
        },
        hints=(
            "`since` says when a rider first came. Keep this dealer's rows of riders who came since 2024.",
            "`cohorts(..., shares=True)` of them has a row a quarter of coming, and a column for each quarter since.",
        ),
        working=lambda case: 'new = bought[(bought.dealer == "Stone Bridge") & (bought.since >= "2024-01-01")]\n'
        f'cohorts(new, shares=True).loc["{ROW}", {_column(case)}]',
    ),
    Exercise(
        "08.2",
        lambda case: f"Of {LEAKER}'s riders of before 2024 who bought {_months(_asked(case) - 1)}, what percentage did "
        "not buy in the quarter after? One decimal.",
        lambda case: _lost(case, "old"),
        tolerance=0.05, unit="%",
        misconceptions={
            "these are all its riders; those who came later are among them": lambda case: _lost(case, "all"),
            "these are the riders who came since 2024; the others are asked for": lambda case: _lost(case, "new"),
            "these are the riders of the other dealer": lambda case: _lost(case, "old", KEEPER),
            "this is one quarter too early": lambda case: _lost(case, "old", ago=1),
            "the base is who bought in the quarter before, not who bought in the first":
                lambda case: _gone(case, str(_asked(case) - 1), str(_asked(case)), "2024Q1"),
            "the base is who bought in the quarter before, not who still buys": lambda case:
                _gone(case, str(_asked(case) - 1), str(_asked(case)), str(_asked(case))),
            "these are all who have gone since the first quarter of 2024; it is about one quarter":
                lambda case: _gone(case, "2024Q1", str(_asked(case)), "2024Q1"),
        },
        wrong={
            "riders, not per cent": lambda case: float(
                _parts(case, "old").customers[_asked(case) - 1] - _parts(case, "old").customers[_asked(case)]),
            "all riders of the other dealer": lambda case: _lost(case, "all", KEEPER),
            "the mean of all quarters": lambda case: float(_parts(case, "old").lost.mean()),
        },
        hints=(
            "Keep this dealer's rows of `bought` with `since` before 2024: only old riders.",
            "`revenue_parts(...)` has a column `lost`: the share of the customers of the quarter before who are gone.",
        ),
        working=lambda case: 'old = bought[(bought.dealer == "Stone Bridge") & (bought.since < "2024-01-01")]\n'
        f'revenue_parts(old).lost["{_asked(case)}"]',
    ),
    Exercise(
        "08.3",
        f"Use the records alone. All in `again` bought from October to December 2024. By how many points is the share "
        f"who bought again a year later lower at {LEAKER} than at {KEEPER}? One decimal.",
        lambda case: 100 * _against(case).difference,
        tolerance=0.05, unit="points",
        misconceptions={
            f"this is the share at {LEAKER} who did not buy again; some do not at {KEEPER} either":
                lambda case: 100 * (1 - _against(case).control),
            "this is in per cent of the other share; points are the one share less the other":
                lambda case: 100 * _against(case).difference / _against(case).treated,
            "one of your two groups has the riders of both dealers in it": lambda case: 100 * (
                numbers.came_again(case).bought_again.mean() - _against(case).control),
        },
        right={
            "both shares rounded to a tenth of a per cent": lambda case:
                round(100 * _against(case).treated, 1) - round(100 * _against(case).control, 1),
        },
        acceptable={
            "your base is all riders of before 2024, not those in `again`": _of_all,
        },
        wrong={
            "bought again, where riders are kept": lambda case: 100 * _against(case).treated,
            "bought again, where it leaks": lambda case: 100 * _against(case).control,
            "three quarters later": lambda case: 100 * _against(case, later="2025Q3").difference,
            "half a year later": lambda case: 100 * _against(case, later="2025Q2").difference,
            "the standard error": lambda case: 100 * _against(case).standard_error,
        },
        hints=(
            "You need two shares: the mean of `bought_again` at each of the two dealers.",
            "`difference` takes the two columns and gives `.difference` and `.standard_error`, as fractions.",
        ),
        working='elk = again.dealer == "Elk River"\n'
        "100 * difference(again.bought_again[elk], again.bought_again[~elk]).difference"
    ),
))  # fmt: skip
