"""The exercises of lesson 07."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.busy.numbers import RULES, TARGET, TIGHTER, TenDays, by_day, centre
from casekit.lessons.opening import checks
from casekit.measure.service import repeat_contacts
from casekit.memo import memo
from casekit.teach import Exercise


@memo(keep=3)
def _days(case: Case, target: int | None = TIGHTER) -> TenDays:
    """The ten days, with the tighter target as a rule: most of what is asked is asked about it."""
    return centre(case, target)


def _log(case: Case) -> pd.DataFrame:
    return _days(case).log


def _first(case: Case, target: int | None = TIGHTER) -> pd.DataFrame:
    """The first calls about a problem, with the tighter target or another one."""
    log = _days(case, target).log
    return log[log.repeat_of.isna()]


def _per(count: Callable[[TenDays], float], target: int | None = TIGHTER) -> Callable[[Case], float]:
    """Seconds of the agents' time for each of what is counted."""
    return lambda case: _days(case, target).log.handle_seconds.sum() / count(_days(case, target))


def _solved(days: TenDays) -> float:
    return days.truth.solved.sum()


def _problems(days: TenDays) -> float:
    return days.log.repeat_of.isna().sum()


def _by_day(case: Case, target: int | None = TIGHTER) -> pd.Series:
    """Seconds of the agents' time for each first call, day by day."""
    days = by_day(_days(case, target).log)
    return days.handle_seconds / days.first_calls


def _solved_by_day(case: Case) -> float:
    """Seconds of the agents' time for each solved problem of a day, as a mean over the days."""
    log, truth = _days(case)
    day = log["at"].dt.normalize()
    return float((log.handle_seconds.groupby(day).sum() / truth.solved.groupby(day).sum()).mean())


@memo(keep=2)
def _longer(case: Case, target: int = TIGHTER) -> pd.Series:
    """How many seconds more with a target than without one, day by day."""
    return _by_day(case, target) - _by_day(case, None)


def _calls_longer(case: Case) -> float:
    """How many seconds more a call takes with the tighter target than without one, as a mean over the days."""
    with_it, without = (by_day(_days(case, which).log) for which in (TIGHTER, None))
    return float((with_it.handle_seconds / with_it.calls - without.handle_seconds / without.calls).mean())


def _more_calls(case: Case) -> float:
    """How many more calls a problem takes with the tighter target than without one, as a mean over the days."""
    with_it, without = (by_day(_days(case, which).log) for which in (TIGHTER, None))
    return float((with_it.calls / with_it.first_calls - without.calls / without.first_calls).mean())


def _waits_longer(case: Case) -> float:
    """Seconds that callers wait longer with the tighter target than without one, as a mean over the days."""
    with_it, without = (by_day(_days(case, which).log).mean_wait for which in (TIGHTER, None))
    return float((with_it - without).mean())


def _mean_of_days(case: Case) -> float:
    """The share of repeats of each day, in per cent, as a mean over the days."""
    days = by_day(_log(case))
    return float(100 * (1 - days.first_calls / days.calls).mean())


def _apart(count: Callable[[TenDays], float]) -> Callable[[Case], float]:
    """How much more of the agents' time each of what is counted takes with the tighter target than without one."""
    return lambda case: _per(count)(case) - _per(count, None)(case)


exercises = checks(AMAZON, (
    Exercise(
        "07.1",
        "With the tighter target: what percentage of all calls is about a problem for which the customer had called "
        "before?",
        lambda case: 100 * repeat_contacts(_log(case)).share,
        tolerance=0.2, unit="%",
        misconceptions={
            "you divided by the first calls; the question is about all calls":
                lambda case: 100 * (len(_log(case)) / len(_first(case)) - 1),
            "this is the share of first calls": lambda case: 100 * (1 - repeat_contacts(_log(case)).share),
            "this is the target of four minutes": lambda case: 100 * repeat_contacts(_days(case, TARGET).log).share,
            "these are the days without a target": lambda case: 100 * repeat_contacts(_days(case, None).log).share,
            "you took the calls without a tick; a call can be a repeat and have one":
                lambda case: 100 * (~_log(case).resolved).mean(),
            "this is the share of the calls with a tick": lambda case: 100 * _log(case).resolved.mean(),
            "you took the calls that solved nothing; a first call can solve nothing, too":
                lambda case: 100 * (~_days(case).truth.solved).mean(),
            "you counted the repeats of calls in these ten days; some repeat an older call":
                lambda case: 100 * _log(case).customer_id.duplicated().mean(),
            "you counted customers who called more than once; the question is about calls":
                lambda case: 100 * (_log(case).customer_id.value_counts() > 1).mean(),
            "you counted first calls that came back; the question is about the calls that repeat them":
                lambda case: 100 * _first(case).contact_id.isin(_log(case).repeat_of).mean(),
            "you counted each problem once; one problem can be repeated several times":
                lambda case: 100 * _log(case).repeat_of.nunique() / len(_log(case)),
            "you counted the calls that were repeated; the question is about the calls that repeat them":
                lambda case: 100 * _log(case).contact_id.isin(_log(case).repeat_of).mean(),
            "you counted the repeats of first calls in these ten days; some repeat an older call":
                lambda case: 100 * _log(case).repeat_of.isin(_log(case).contact_id).mean(),
            "this is a share of the customers; the question is about calls": lambda case:
                100 * _log(case).customer_id[_log(case).repeat_of.notna()].nunique() / _log(case).customer_id.nunique(),
            "this is the share of the agents' time, not of the calls": lambda case:
                100 * _log(case).handle_seconds[_log(case).repeat_of.notna()].sum() / _log(case).handle_seconds.sum(),
            "this is the difference to the days without a target": lambda case:
                100 * (repeat_contacts(_log(case)).share - repeat_contacts(_days(case, None).log).share),
            "this is the share of the calls that do not come without a target; the question is about repeats":
                lambda case: 100 * (1 - len(_days(case, None).log) / len(_log(case))),
            "this is how many more calls come than without a target; the question is about repeats":
                lambda case: 100 * (len(_log(case)) / len(_days(case, None).log) - 1),
        },
        acceptable={"you took the mean of the days; the question is about all calls": _mean_of_days},
        wrong={
            "calls longer than the target": lambda case: 100 * (_log(case).handle_seconds >= TIGHTER).mean(),
        },
        hints=(
            "A call that repeats another one has a `repeat_of`.",
            "`notna()` says where there is something; the mean of True and False is a share.",
        ),
        working="100 * three.log.repeat_of.notna().mean()",
    ),
    Exercise(
        "07.2",
        "With the truth: how many seconds of the agents' time does each *solved* problem take with the tighter target? "
        "Take the ten days together, and count the time of all calls, also of those that solved nothing.",
        _per(_solved),
        tolerance=1, unit="seconds",
        misconceptions={
            "this is the time of a call, not of a solved problem": _per(lambda days: len(days.log)),
            "you divided by the problems that were brought; not all of them are solved": _per(_problems),
            "you divided by the ticks; some ticked calls solved nothing": _per(lambda days: days.log.resolved.sum()),
            "you divided by all problems, or customers, with a call in the log; not all are solved":
                _per(lambda days: days.truth.problem_id.nunique()),
            "you left out the time of the calls that solved nothing":
                lambda case: _log(case).handle_seconds[_days(case).truth.solved].mean(),
            "you counted only the time of the calls that solved nothing; all calls count": lambda case:
                _log(case).handle_seconds[~_days(case).truth.solved].sum() / _solved(_days(case)),
            "you took what the problems need; the agents' time was asked":
                lambda case: _days(case).truth.needed_seconds.mean(),
            "you took three minutes for each call; some are shorter":
                lambda case: TIGHTER / _days(case).truth.solved.mean(),
            "this is the target of four minutes": _per(_solved, TARGET),
            "these are the days without a target": _per(_solved, None),
            "this is the difference to the days without a target": _apart(_solved),
            "you counted the wait as well; agents do not wait with the caller": lambda case:
                (_log(case).handle_seconds + _log(case).wait_seconds).sum() / _solved(_days(case)),
            "you took all the hours that are paid; agents are not always on the telephone": lambda case:
                len(RULES.hours) * RULES.days * RULES.agents * 3_600 / _solved(_days(case)),
            "you counted only what first calls solved; a later call can solve a problem, too":
                _per(lambda days: days.truth.solved[days.log.repeat_of.isna()].sum()),
            "this is in minutes, and seconds were asked: multiply it by 60": lambda case: _per(_solved)(case) / 60,
        },
        acceptable={"you took the mean of the days; the ten days together were asked": _solved_by_day},
        hints=(
            "`three.truth` has a row for each call of `three.log`, with `solved`.",
            "The sum of `handle_seconds` over the sum of `solved`.",
        ),
        working="three.log.handle_seconds.sum() / three.truth.solved.sum()",
    ),
    Exercise(
        "07.3",
        "From the log alone, with a problem counted by its first call: how many more seconds of the agents' time does "
        "a problem take with the tighter target than without one? Take each day's number, and the mean of the days.",
        lambda case: float(_longer(case).mean()),
        tolerance=1, unit="seconds",
        misconceptions={
            "this is the time of a call; some problems take several": _calls_longer,
            "this is the target of four minutes": lambda case: float(_longer(case, TARGET).mean()),
            "this is three minutes against four; the days without a target were asked":
                lambda case: float((_longer(case) - _longer(case, TARGET)).mean()),
            "this is the time for a problem, not the difference": lambda case: float(_by_day(case).mean()),
            "this is the time for a problem without a target, not the difference":
                lambda case: float(_by_day(case, None).mean()),
            "you took the waits; the agents' time was asked": _waits_longer,
            "you took the truth about solved problems; the log alone is asked": _apart(_solved),
            "you divided by the ticks; a problem is counted by its first call":
                _apart(lambda days: days.log.resolved.sum()),
            "you divided by the customers in the log; a problem is counted by its first call":
                _apart(lambda days: days.log.customer_id.nunique()),
            "you took the time of the first calls alone; the repeats take time, too": lambda case:
                _first(case).handle_seconds.mean() - _first(case, None).handle_seconds.mean(),
            "this is in per cent of the time without a target; seconds were asked":
                lambda case: 100 * float(_longer(case).mean() / _by_day(case, None).mean()),
            # These lie near the number of minutes.
            "this is a ratio; the difference in seconds was asked":
                lambda case: float(_by_day(case).mean() / _by_day(case, None).mean()),
            "this is the ratio of the totals; the difference for a problem was asked": lambda case:
                _log(case).handle_seconds.sum() / _days(case, None).log.handle_seconds.sum(),
            "this is how many more calls a problem takes; seconds were asked": _more_calls,
            "this is the standard error": lambda case: float(_longer(case).sem()),
            "this is in minutes, and seconds were asked: multiply it by 60":
                lambda case: float(_longer(case).mean()) / 60,
        },
        acceptable={
            "you divided the totals of all ten days; each day's number was asked": _apart(_problems),
            "you took the median of the days; their mean was asked": lambda case: float(_longer(case).median()),
        },
        wrong={
            "the time of a day": lambda case: float(
                (by_day(_log(case)).handle_seconds - by_day(_days(case, None).log).handle_seconds).mean()
            ),
        },
        hints=(
            "`days_three.handle_seconds / days_three.first_calls` is the time for a problem, for each day.",
            "Take the same without a target from it: ten differences. Their mean is asked.",
        ),
        working="cost = [days.handle_seconds / days.first_calls for days in (days_without, days_three)]\n"
        "(cost[1] - cost[0]).mean()",
    ),
))  # fmt: skip
