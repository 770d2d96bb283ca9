"""The exercises of lesson 08."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket import numbers
from casekit.lessons.bucket.numbers import GOOD, KEEPER, LATER, LEAKER, NEW_YEAR, RULES
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference
from casekit.measure.retention import cohorts, revenue_parts
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _sold(case: Case, dealer: str) -> pd.DataFrame:
    """One dealer's purchases, and since when the rider of each has come."""
    bought = numbers.purchases(case)
    return bought[bought.dealer == dealer]


@memo(keep=6)
def _triangle(case: Case, *dealers: str, first_day: str = NEW_YEAR, shares: bool = True) -> pd.DataFrame:
    """The riders who came from that day on, and who of them bought in that quarter, the next, and so on."""
    rows = pd.concat([_sold(case, name) for name in dealers])
    return cohorts(rows[rows.since >= first_day], shares=shares)


# All riders of before 2024 buy in that quarter, and only there they spoil a row, if they are left in. The dealer is the
# one whose triangle no picture shows.
ROW = pd.Period("2024Q1")
TWO_ROUNDED = 0.01  # points: so far a difference may move, if each share is rounded to two decimals first
EVER = "2000-01-01"
DECEMBER, THE_YEAR = pd.Timestamp("2023-12"), pd.Timestamp("2023")  # which stand for their first minute
SHOWS = 0.0005  # per cent: what differs by less is the same number


@memo()
def _column(case: Case) -> int:
    """How many quarters later is asked about: where the row is least like what else may be taken for it."""

    def apart(column: int) -> float:
        triangle, left_in = (_triangle(case, KEEPER, first_day=day) for day in (NEW_YEAR, EVER))
        answer = _cell(triangle, column)
        others = [_cell(triangle, column - 1), _cell(triangle, column, ROW + 1), _cell(left_in, column)]
        others += [_cell(triangle, column - 1, ROW + 1), _cell(_triangle(case, KEEPER, LEAKER), column)]
        others.append(_cell(_triangle(case, LEAKER), column))
        others += [_of_first(case, what, column) for what in SUMS]
        others.append(_without_last_day(case, column))
        return min(abs(answer - other) for other in (*others, 100 - answer, 100 - others[0]))

    return max(range(3, GOOD - 1), key=apart)


def _cell(triangle: pd.DataFrame, column: int, row: pd.Period = ROW) -> float:
    return float(triangle.loc[row, column])


def _bought(
    case: Case, *dealers: str, later: int = 0, row: pd.Period = ROW, first_day: str = NEW_YEAR, shares: bool = True,
) -> float:  # fmt: skip
    """The cell that is asked about, or one so many columns later or rows below."""
    found = _triangle(case, *dealers or (KEEPER,), first_day=first_day, shares=shares)
    return _cell(found, _column(case) + later, row)


SUMS = ("amount", "purchases")  # of rows, beside how many riders they are of


def _sum(rows: pd.DataFrame, what: str) -> pd.Series:
    """By quarter: dollars, or purchases."""
    amounts = rows.groupby(rows["at"].dt.to_period("Q")).amount
    return amounts.sum() if what == "amount" else amounts.size()


@memo(keep=8)  # of four columns
def _of_first(case: Case, what: str, column: int) -> float:
    """What the first row's riders spent, or how often they bought, so many quarters later, in per cent of the first."""
    sums = _sum(_first_row(case), what)
    return 100 * float(sums[ROW + column] / sums[ROW])


def _first_row(case: Case) -> pd.DataFrame:
    """The purchases of its riders."""
    new = _of(case, "new", KEEPER)
    return new[new.since < (ROW + 1).start_time]


@memo(keep=8)  # of four columns
def _without_last_day(case: Case, column: int) -> float:
    """The cell without the riders of the last day on which somebody came, as a date alone is its first minute."""
    rows = _first_row(case)
    return _cell(cohorts(rows[rows.since < rows.since.max().normalize()], shares=True), column)


def _since_december(case: Case) -> float:
    """The cell with riders of the end of 2023 in it, as `since > "2023-12-31"` leaves those of that day in."""
    rows = _sold(case, KEEPER)
    rows = rows[rows.since < (ROW + 1).start_time]

    def since(day: pd.Timestamp) -> float:
        return _cell(cohorts(rows[rows.since >= day], shares=True), _column(case))

    return _other_december(since, _bought(case))


def _other_december(number: Callable[[pd.Timestamp], float], answer: float) -> float:
    """The number with another first day than New Year's: the latest one in December that makes a difference."""
    days = pd.date_range("2023-12-01", "2023-12-31")[::-1]
    return next((found for found in map(number, days) if abs(found - answer) > SHOWS), math.nan)


def _months(quarter: pd.Period) -> str:
    return f"from {quarter.start_time:%B} to {quarter.end_time:%B %Y}"


def _of(case: Case, who: str, dealer: str = LEAKER) -> pd.DataFrame:
    """The purchases of a dealer's "old" riders, of its "new" ones, or of "all"."""
    sold = _sold(case, dealer)
    return sold if who == "all" else sold[(sold.since < NEW_YEAR) == (who == "old")]


@memo(keep=6)
def _parts(case: Case, who: str, dealer: str = LEAKER) -> pd.DataFrame:
    return revenue_parts(_of(case, who, dealer))


def _lost(case: Case, who: str, dealer: str = LEAKER, ago: int = 0) -> float:
    """Per cent lost in the quarter that is asked about, or so many quarters before it."""
    return float(_parts(case, who, dealer).lost[_asked(case) - ago])


def _lost_of_both(case: Case) -> float:
    """The same for the old riders of both dealers together."""
    customers = _parts(case, "old", KEEPER).customers + _parts(case, "old").customers
    return 100 * float(1 - customers[_asked(case)] / customers[_asked(case) - 1])


def _lost_of_all(case: Case) -> float:
    """The same for all riders of both, as `revenue_parts(bought)` has it."""
    return float(revenue_parts(numbers.purchases(case)).lost[_asked(case)])


@memo(keep=6)  # of three quarters
def _fallen(case: Case, what: str, quarter: pd.Period) -> float:
    """By how many per cent the old riders' revenue, or their purchases, fell in a quarter."""
    sums = _sum(_of(case, "old"), what)
    return 100 * float(1 - sums[quarter] / sums[quarter - 1])


@memo()
def _asked(case: Case) -> pd.Period:
    """The quarter of 2025 in which old riders are least like all others; one quarter is left after it."""

    def apart(quarter: pd.Period) -> float:
        old, both, new = (_parts(case, who).lost for who in ("old", "all", "new"))
        others = [both[quarter], new[quarter], old[quarter - 1], old[quarter + 1], both[quarter - 1]]
        others += [_lost_before(case, day, quarter) for day in (ROW.end_time, DECEMBER, THE_YEAR)]
        others += [old.mean(), *(_fallen(case, what, quarter) for what in SUMS)]
        return min(abs(old[quarter] - other) for other in others)

    return max(pd.period_range("2025Q1", "2025Q3", freq="Q"), key=apart)


@memo(keep=9)  # of three quarters, and three days
def _lost_before(case: Case, day: pd.Timestamp, quarter: pd.Period) -> float:
    """The same for the riders who came before another day."""
    sold = _sold(case, LEAKER)
    return float(revenue_parts(sold[sold.since < day]).lost[quarter])


def _lost_until_december(case: Case) -> float:
    """Per cent lost without riders of the end of 2023, as `since <= "2023-12-31"` leaves out those of that day."""
    return _other_december(lambda day: _lost_before(case, day, _asked(case)), _lost(case, "old"))


def _gone(case: Case, since: pd.Period, until: pd.Period, of: pd.Period) -> float:
    """Old riders of one quarter who are gone by another, as per cent of those of a third."""
    customers = _parts(case, "old").customers
    return 100 * float((customers[since] - customers[until]) / customers[of])


@memo(keep=10)
def _against(case: Case, /, **quarters: str) -> Difference:
    """Who still buys: at the dealer that keeps its riders, and at the one that leaks."""
    rows = numbers.still_buying(case, **quarters)
    return difference(*(rows.still_buys[rows.dealer == name] for name in (KEEPER, LEAKER)))


def _pictured(case: Case) -> float:
    """The difference at the end of 2025, of the rounded numbers that the sketch is answered with."""
    kept = [round(signs.kept[GOOD - 1]) for signs in numbers.twins(case)]
    return float(kept[0] - kept[1])


def _rounded_first(case: Case, keeper: int = 2, leaker: int = 2) -> float:
    """The difference of the shares in per cent, each rounded to so many decimals; two are asked for."""
    found = _against(case)
    return round(100 * found.treated, keeper) - round(100 * found.control, leaker)


def _rounded_too_soon(case: Case) -> float:
    """The same with fewer decimals, where that shows: with one, or none, or one share with fewer, the other in full."""
    found = (_rounded_first(case, *digits) for digits in ((1, 1), (0, 0), (1, 9), (0, 9)))
    return next((one for one in found if abs(one - 100 * _against(case).difference) > TWO_ROUNDED), math.nan)


def _fractions_rounded(case: Case) -> float:
    """The difference of the shares as fractions, each rounded to two decimals."""
    found = _against(case)
    return round(found.treated, 2) - round(found.control, 2)


def _newcomers_against(case: Case) -> float:
    """The difference in the first row of the two triangles, at the quarter that is asked about."""
    column = (pd.Period(LATER) - ROW).n
    return _cell(_triangle(case, KEEPER), column) - _cell(_triangle(case, LEAKER), column)


def _lost_in(case: Case, quarter: pd.Period) -> float:
    """By how many points more old riders are lost in a quarter at the dealer that leaks."""
    return float(_parts(case, "old").lost[quarter] - _parts(case, "old", KEEPER).lost[quarter])


exercises = checks(HARLEY, (
    Exercise(
        "08.1",
        lambda case: f"Of the riders who first came to {KEEPER} {_months(ROW)}, what percentage bought "
        f"{_months(ROW + _column(case))}? Two decimals.",
        _bought,
        tolerance=0.005, unit="%",
        misconceptions={
            "the riders of before 2024 are in this row; they came earlier: leave them out first":
                lambda case: _bought(case, first_day=EVER),
            "this is one quarter too early: column 0 is the quarter in which they came":
                lambda case: _bought(case, later=-1),
            "this is two quarters too early: column 0 is the quarter in which they came":
                lambda case: _bought(case, later=-2),
            "this is one quarter too late: column 0 is the quarter in which they came":
                lambda case: _bought(case, later=1),
            "this is the share of those who were there the quarter before, not of all who came":
                lambda case: 100 * _bought(case) / _bought(case, later=-1),
            "these are the riders of the other dealer": lambda case: _bought(case, LEAKER),
            "this is the row below": lambda case: _bought(case, row=ROW + 1),
            f"these are the riders who came {_months(ROW + 1)}": lambda case: _bought(case, row=ROW + 1, later=-1),
            "these are both dealers together": lambda case: _bought(case, KEEPER, LEAKER),
            "these are the riders of the other dealer, those of before 2024 among them":
                lambda case: _bought(case, LEAKER, first_day=EVER),
            "these are both dealers together, and the riders of before 2024 among them":
                lambda case: _bought(case, KEEPER, LEAKER, first_day=EVER),
            "these are the riders of before 2024; the newcomers are asked for":
                lambda case: numbers.twins(case).keeps.kept[_column(case)],
            "the riders of the last day are left out: a date alone is its first minute":
                lambda case: _without_last_day(case, _column(case)),
            "riders of the end of 2023 are among them: a date alone is its first minute": _since_december,
            "this is a share of the revenue, not of the riders": lambda case: _of_first(case, "amount", _column(case)),
            "this is a share of the purchases, not of the riders":
                lambda case: _of_first(case, "purchases", _column(case)),
            "this is a number of riders; divide it by all who came, and multiply by 100":
                lambda case: _bought(case, shares=False),
            "the riders of before 2024 are in this row, and it is one quarter too early":
                lambda case: _bought(case, first_day=EVER, later=-1),
            "this is the share of all the others, one quarter too early": lambda case: 100 - _bought(case, later=-1),
        },
        right={"bought then or later: who is gone does not come back": _bought},
        hints=(
            "`since` says when a rider first came. Keep this dealer's rows of riders who came since 2024.",
            "`cohorts(..., shares=True)` of them has a row a quarter of coming, and a column for each quarter since.",
        ),
        working=lambda case: 'new = bought[(bought.dealer == "Elk River") & (bought.since >= "2024-01-01")]\n'
        f'cohorts(new, shares=True).loc["{ROW}", {_column(case)}]',
    ),
    Exercise(
        "08.2",
        lambda case: f"Of {LEAKER}'s riders of before 2024 who bought {_months(_asked(case) - 1)}, what percentage did "
        "not buy in the quarter after? Two decimals.",
        lambda case: _lost(case, "old"),
        tolerance=0.005, unit="%",
        misconceptions={
            "riders who came in early 2024 are among them":
                lambda case: _lost_before(case, ROW.end_time, _asked(case)),
            "these are all its riders; those who came later are among them": lambda case: _lost(case, "all"),
            "these are the riders who came since 2024; the others are asked for": lambda case: _lost(case, "new"),
            "these are the riders of the other dealer": lambda case: _lost(case, "old", KEEPER),
            "these are all riders of the other dealer": lambda case: _lost(case, "all", KEEPER),
            "these are both dealers together": _lost_of_both,
            "these are all riders of both dealers": _lost_of_all,
            "this is one quarter too early": lambda case: _lost(case, "old", ago=1),
            "this is one quarter too late": lambda case: _lost(case, "old", ago=-1),
            "these are all its riders, and one quarter too early": lambda case: _lost(case, "all", ago=1),
            "the base is who bought in the quarter before, not who bought in the first":
                lambda case: _gone(case, _asked(case) - 1, _asked(case), ROW),
            "the base is who bought in the quarter before, not who still buys":
                lambda case: _gone(case, _asked(case) - 1, _asked(case), _asked(case)),
            "these are all who have gone since the first quarter of 2024; it is about one quarter":
                lambda case: _gone(case, ROW, _asked(case), ROW),
            "this is how far their revenue fell, not how many riders are gone":
                lambda case: _fallen(case, "amount", _asked(case)),
            "this is how far their purchases fell, not how many riders are gone":
                lambda case: _fallen(case, "purchases", _asked(case)),
            "this is a number of riders; divide it by those of the quarter before, and multiply by 100":
                lambda case: _gone(case, _asked(case) - 1, _asked(case), ROW) * RULES.riders / 100,
            "this is the mean of all quarters; it is about one": lambda case: float(_parts(case, "old").lost.mean()),
            "riders of the end of 2023 are left out: a date alone is its first minute": _lost_until_december,
            "riders of December 2023 are left out: a month alone is its first minute":
                lambda case: _lost_before(case, DECEMBER, _asked(case)),
            "riders of 2023 are left out: a year alone is its first minute":
                lambda case: _lost_before(case, THE_YEAR, _asked(case)),
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
        f"By how many points is the share of riders who still bought {_months(pd.Period(LATER))} lower at {LEAKER} "
        f"than at {KEEPER}? Base: all riders of before 2024. Two decimals.",
        lambda case: 100 * _against(case).difference,
        tolerance=TWO_ROUNDED, unit="points",
        misconceptions={
            f"this is the share at {KEEPER} alone; take that at {LEAKER} from it":
                lambda case: 100 * _against(case).treated,
            f"this is the share at {LEAKER} alone; take it from that at {KEEPER}":
                lambda case: 100 * _against(case).control,
            f"this is the share at {LEAKER} who no longer buy; some do not at {KEEPER} either":
                lambda case: 100 * (1 - _against(case).control),
            f"this is the share at {KEEPER} who no longer buy": lambda case: 100 * (1 - _against(case).treated),
            f"this is in per cent of the share at {KEEPER}; points are the one share less the other":
                lambda case: 100 * _against(case).difference / _against(case).treated,
            f"this is in per cent of the share at {LEAKER}; points are the one share less the other":
                lambda case: 100 * _against(case).difference / _against(case).control,
            "one of your two groups has the riders of both dealers in it":  # which are equally many
                lambda case: 50 * _against(case).difference,
            "you divided by the riders of both dealers together; divide by those of each":
                lambda case: 50 * _against(case).difference,
            "you rounded before you subtracted: round last": _rounded_too_soon,
            "this is a fraction, and points were asked: multiply it by 100 before you round": _fractions_rounded,
            "your base are those who bought a year before; all of before 2024 are asked for":
                lambda case: 100 * _against(case, since="2024Q3").difference,
            "your base are those who bought at the end of 2024; all of before 2024 are asked for":
                lambda case: 100 * _against(case, since="2024Q4").difference,
            "riders who came since 2024 are among them; those of before 2024 are asked for":
                lambda case: 100 * _against(case, until="2026-01-01").difference,
            "these are the riders who first came in early 2024; those of before 2024 are asked for": _newcomers_against,
            "this is one quarter too early": lambda case: 100 * _against(case, later="2025Q2").difference,
            "this is two quarters too early": lambda case: 100 * _against(case, later="2025Q1").difference,
            "this is a year too early": lambda case: 100 * _against(case, later="2024Q3").difference,
            "this is one quarter too late": lambda case: 100 * _against(case, later="2025Q4").difference,
            "this is one quarter too late, and taken from a picture's whole numbers": _pictured,
            "this compares who was lost in that one quarter; take who still buys, of all of before 2024":
                lambda case: _lost_in(case, pd.Period(LATER)),
            "this is the standard error": lambda case: 100 * _against(case).standard_error,
            "this is a number of riders; take shares": lambda case: _against(case).difference * RULES.riders,
        },
        acceptable={
            "you rounded the two shares before you subtracted": _rounded_first,
        },
        hints=(
            "You need two shares: the mean of `still_buys` at each of the two dealers.",
            "`difference` takes the two columns; its `.difference` is a fraction. Round last, not before you subtract.",
        ),
        working='elk = old_riders.dealer == "Elk River"\n'
        "100 * difference(old_riders.still_buys[elk], old_riders.still_buys[~elk]).difference"
    ),
))  # fmt: skip
