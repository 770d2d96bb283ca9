"""The exercises of lesson 07."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.busy.numbers import HALF_HOUR, HALF_HOURS, RULES, TARGET, TIGHTER, TenDays, by_day, centre
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference
from casekit.measure.service import ErlangC, erlang_c, handle_time, repeat_contacts
from casekit.memo import memo
from casekit.teach import Exercise


@memo(keep=3)
def _days(case: Case, target: int | None = TIGHTER) -> TenDays:
    """The ten days, with the tighter target as a rule: most of what is asked is asked about it."""
    return centre(case, target)


def _log(case: Case) -> pd.DataFrame:
    return _days(case).log


def _first(case: Case) -> pd.DataFrame:
    """The first calls about a problem, with the tighter target."""
    return _log(case)[_log(case).repeat_of.isna()]


def _told(
    case: Case, calls: int | None = TIGHTER, lengths: int | None = TIGHTER, minutes: int = HALF_HOUR, agents: int = 0
) -> ErlangC:
    """Erlang C with the number of calls under the one target and their length under the other, and more agents."""
    in_half_hour, seconds = len(_days(case, calls).log) / HALF_HOURS, handle_time(_days(case, lengths).log).mean
    return erlang_c(in_half_hour, minutes, seconds, RULES.agents + agents, RULES.service_seconds)


def _per(count: Callable[[TenDays], float], target: int | None = TIGHTER) -> Callable[[Case], float]:
    """Seconds of the agents' time for each of what is counted."""
    return lambda case: _days(case, target).log.handle_seconds.sum() / count(_days(case, target))


def _solved(days: TenDays) -> float:
    return days.truth.solved.sum()


def _problems(days: TenDays) -> float:
    return days.log.repeat_of.isna().sum()


@memo(keep=2)
def _longer(case: Case, target: int = TIGHTER) -> Difference:
    """Seconds for each first call, day by day, with a target against none."""
    with_it, without = (by_day(_days(case, which).log) for which in (target, None))
    return difference(with_it.handle_seconds / with_it.first_calls, without.handle_seconds / without.first_calls)


def _apart(count: Callable[[TenDays], float]) -> Callable[[Case], float]:
    """How much more of the agents' time each of what is counted takes with the tighter target than without one."""
    return lambda case: _per(count)(case) - _per(count, None)(case)


exercises = checks(AMAZON, (
    Exercise(
        "07.1",
        "With the tighter target: what percentage of all calls is about a problem for which the customer had called "
        "before?",
        lambda case: 100 * repeat_contacts(_log(case)).share,
        tolerance=0.3, unit="%",
        misconceptions={
            "you divided by the first calls; the question is about all calls":
                lambda case: 100 * (len(_log(case)) / len(_first(case)) - 1),
            "this is the share of first calls": lambda case: 100 * (1 - repeat_contacts(_log(case)).share),
            "this is the target of four minutes": lambda case: 100 * repeat_contacts(_days(case, TARGET).log).share,
            "these are the days without a target": lambda case: 100 * repeat_contacts(_days(case, None).log).share,
        },
        wrong={
            "first calls that were repeated":
                lambda case: 100 * _first(case).contact_id.isin(_log(case).repeat_of).mean(),
            "calls without a tick": lambda case: 100 * (~_log(case).resolved).mean(),
            "calls that solved nothing": lambda case: 100 * (~_days(case).truth.solved).mean(),
            "calls longer than the target": lambda case: 100 * (_log(case).handle_seconds >= TIGHTER).mean(),
            "customers who called more than once": lambda case:
                100 * (_log(case).customer_id.value_counts() > 1).mean(),
            "rise of the calls": lambda case: 100 * (len(_log(case)) / len(_days(case, None).log) - 1),
        },
        hints=(
            "A call that repeats another one has a `repeat_of`.",
            "`notna()` says where there is something; the mean of True and False is a share.",
        ),
        working="100 * tighter.log.repeat_of.notna().mean()",
    ),
    Exercise(
        "07.2",
        "The planner's second sum, with the calls that come back. Take all calls of the days with the tighter target, "
        f"and their mean handle time: what mean wait does Erlang C give for {RULES.agents} agents?",
        lambda case: _told(case).mean_wait,
        tolerance=0.5, unit="seconds",
        misconceptions={
            "you left out the calls that come back with the target: this is the planner's first sum":
                lambda case: _told(case, calls=None).mean_wait,
            "the calls of half an hour were spread over an hour":
                lambda case: _told(case, minutes=2 * HALF_HOUR).mean_wait,
            "this is the wait of those who wait at all; some do not":
                lambda case: _told(case).mean_wait / _told(case).wait_probability,
            "this is what happens, not what Erlang C gives": lambda case: _log(case).wait_seconds.mean(),
            "this is the target of four minutes": lambda case: _told(case, TARGET, TARGET).mean_wait,
        },
        wrong={
            "no target": lambda case: _told(case, None, None).mean_wait,
            "the calls of the four-minute target": lambda case: _told(case, calls=TARGET).mean_wait,
            "an agent more": lambda case: _told(case, agents=1).mean_wait,
            "per cent who wait": lambda case: 100 * _told(case).wait_probability,
            "in minutes": lambda case: _told(case).mean_wait / 60,
        },
        hints=(
            "Erlang C wants the calls in a period: `len(tighter.log) / lesson.HALF_HOURS` come in half an hour.",
            "`handle_time(tighter.log).mean` is the mean handle time, and `.mean_wait` of the result is the wait.",
        ),
        working="calls = len(tighter.log) / lesson.HALF_HOURS\n"
        f"erlang_c(calls, 30, handle_time(tighter.log).mean, agents={RULES.agents}, target_seconds=20).mean_wait",
    ),
    Exercise(
        "07.3",
        "With the truth: how many seconds of the agents' time does each *solved* problem take with the tighter target? "
        "Count the time of all calls, also of those that solved nothing.",
        _per(_solved),
        tolerance=1, unit="seconds",
        misconceptions={
            "this is the time of a call, not of a solved problem": _per(lambda days: len(days.log)),
            "you divided by the problems that were brought; not all of them are solved": _per(_problems),
            "you divided by the ticks; some ticked calls solved nothing": _per(lambda days: days.log.resolved.sum()),
            "you left out the time of the calls that solved nothing":
                lambda case: _log(case).handle_seconds[_days(case).truth.solved].mean(),
            "this is the target of four minutes": _per(_solved, TARGET),
            "these are the days without a target": _per(_solved, None),
        },
        wrong={
            "paid time": lambda case:
                len(RULES.hours) * RULES.days * RULES.agents * 3_600 / _solved(_days(case)),
            "solved by the first call": _per(lambda days: days.truth.solved[days.log.repeat_of.isna()].sum()),
            "customers": _per(lambda days: days.log.customer_id.nunique()),
            "in minutes": lambda case: _per(_solved)(case) / 60,
            "what the problems needed": lambda case: _days(case).truth.needed_seconds.mean(),
        },
        hints=(
            "`tighter.truth` has a row for each call of `tighter.log`, with `solved`.",
            "The sum of `handle_seconds` over the sum of `solved`.",
        ),
        working="tighter.log.handle_seconds.sum() / tighter.truth.solved.sum()",
    ),
    Exercise(
        "07.4",
        "From the log alone: divide each day's agent seconds by its first calls. How many seconds does a problem take "
        "more with the tighter target than without one, as a mean over the days?",
        lambda case: _longer(case).difference,
        tolerance=0.5, unit="seconds",
        misconceptions={
            "this is the time of a call; some problems take several": _apart(lambda days: len(days.log)),
            "this is the target of four minutes": lambda case: _longer(case, TARGET).difference,
            "this is the time for a problem, not the difference": lambda case: _longer(case).treated,
            "you took the truth about solved problems; the log alone is asked": _apart(_solved),
            "this is the standard error": lambda case: _longer(case).standard_error,
        },
        acceptable={
            "you took all days together, not the mean of the days": _apart(_problems),
        },
        wrong={
            "by ticks": _apart(lambda days: days.log.resolved.sum()),
            "by customer": _apart(lambda days: days.log.customer_id.nunique()),
            "per cent": lambda case: 100 * _longer(case).difference / _longer(case).control,
            "in minutes": lambda case: _longer(case).difference / 60,
        },
        hints=(
            "`with_it.handle_seconds / with_it.first_calls` is the time for a problem, for each day.",
            "`difference` takes the ten numbers with the target and the ten without it; `.difference` is its result.",
        ),
        working="tight, free = (days.handle_seconds / days.first_calls for days in (with_it, without))\n"
        "difference(tight, free).difference",
    ),
))  # fmt: skip
