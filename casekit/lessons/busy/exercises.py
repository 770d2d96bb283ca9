"""The exercises of lesson 07."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.busy.numbers import AGENT_HOURS, FOLLOWED_DAYS, HALF_HOURS, RULES, TARGET, TIGHTER, TenDays, centre
from casekit.lessons.opening import checks
from casekit.measure.service import ErlangC, erlang_c, first_contact_resolution, handle_time, repeat_contacts
from casekit.memo import memo
from casekit.teach import Exercise


@memo(keep=3)
def _days(case: Case, target: int | None = TIGHTER) -> TenDays:
    """The ten days, with the tighter target as a rule: most of what is asked is asked about it."""
    return centre(case, target)


def _first(case: Case) -> pd.DataFrame:
    """The first calls about a problem, with the tighter target."""
    return _days(case).log[_days(case).log.repeat_of.isna()]


def _log(case: Case) -> pd.DataFrame:
    return _days(case).log


def _solved(case: Case, target: int | None = TIGHTER) -> int:
    return _days(case, target).truth.solved.sum()


def _solved_first(case: Case) -> float:
    """Share of the first calls that solved their problem in truth."""
    return _days(case).truth.solved[_log(case).repeat_of.isna()].mean()


def _plan(case: Case, calls: int | None = None, lengths: int | None = TARGET) -> ErlangC:
    """Erlang C with the number of calls under the one target, and their length under the other."""
    in_half_hour, seconds = len(_days(case, calls).log) / HALF_HOURS, handle_time(_days(case, lengths).log).mean
    return erlang_c(in_half_hour, 30, seconds, RULES.agents, RULES.service_seconds)


def _seconds(case: Case) -> float:
    """The mean handle time with the target of four minutes."""
    return handle_time(_days(case, TARGET).log).mean


def _wait(case: Case, seconds: float, minutes: int = 30, agents: int = 0) -> float:
    """What Erlang C promises with calls of that length, and so many agents more."""
    in_half_hour = len(_days(case, None).log) / HALF_HOURS
    return erlang_c(in_half_hour, minutes, seconds, RULES.agents + agents, RULES.service_seconds).mean_wait


def _change(count: Callable[[TenDays], float]) -> Callable[[Case], float]:
    """How far a count moves from no target to the tighter one, in %."""
    return lambda case: 100 * (count(_days(case)) / count(_days(case, None)) - 1)


exercises = checks(AMAZON, (
    Exercise(
        "07.1",
        "With the tighter target: how many calls does an agent handle in a paid hour? One decimal.",
        lambda case: len(_days(case).log) / AGENT_HOURS,
        tolerance=0.1, unit="calls an hour",
        misconceptions={
            "this is how many calls fit into an hour; agents also wait for calls, and are paid for that":
                lambda case: 3_600 / handle_time(_days(case).log).mean,
            "these are the calls of all agents together":
                lambda case: len(_days(case).log) / AGENT_HOURS * RULES.agents,
            "you counted first calls only; the board counts every call": lambda case: len(_first(case)) / AGENT_HOURS,
            "this is the target of four minutes": lambda case: len(_days(case, TARGET).log) / AGENT_HOURS,
            "these are the days without a target": lambda case: len(_days(case, None).log) / AGENT_HOURS,
        },
        wrong={
            "ticked calls": lambda case: _days(case).log.resolved.sum() / AGENT_HOURS,
            "problems solved": lambda case: _days(case).truth.solved.sum() / AGENT_HOURS,
            "calls in half an hour": lambda case: len(_days(case).log) / AGENT_HOURS / 2,
            "customers": lambda case: _days(case).log.customer_id.nunique() / AGENT_HOURS,
            "calls in an hour of the day": lambda case: len(_days(case).log) / RULES.days / 24,
        },
        hints=(
            "`tighter.log` has a row a call.",
            "`lesson.AGENT_HOURS` holds the paid hours of all agents in the ten days.",
        ),
        working="len(tighter.log) / lesson.AGENT_HOURS",
    ),
    Exercise(
        "07.2",
        f"The planner's sum. Take the calls of the days without a target, {RULES.agents} agents, and the mean handle "
        "time with the target of four minutes: what mean wait, in seconds, does Erlang C promise? One decimal.",
        lambda case: _plan(case).mean_wait,
        tolerance=0.05, unit="seconds",
        misconceptions={
            "this is the wait with the calls as long as they were": lambda case: _plan(case, lengths=None).mean_wait,
            "this is the wait of those who wait at all; most do not":
                lambda case: _plan(case).mean_wait / _plan(case).wait_probability,
            "you took the number of calls from the log with the target, and so planned with the repeats in it":
                lambda case: _plan(case, calls=TARGET).mean_wait,
            "this is what happens, not what Erlang C promises":
                lambda case: _days(case, TARGET).log.wait_seconds.mean(),
        },
        acceptable={
            "you cut the calls of before at four minutes; with the target they have a mean of their own": lambda case:
                _wait(case, _days(case, None).log.handle_seconds.clip(upper=TARGET).mean()),
        },
        wrong={
            "the tighter target": lambda case: _plan(case, lengths=TIGHTER).mean_wait,
            "every call four minutes long": lambda case: _wait(case, TARGET),
            "as if they came in an hour": lambda case: _wait(case, _seconds(case), minutes=60),
            "an agent more": lambda case: _wait(case, _seconds(case), agents=1),
            "an agent less": lambda case: _wait(case, _seconds(case), agents=-1),
            "per cent who wait": lambda case: 100 * _plan(case).wait_probability,
            "per cent within the target": lambda case: 100 * _plan(case).service_level,
            "in minutes": lambda case: _plan(case).mean_wait / 60,
        },
        hints=(
            "Erlang C wants the calls in a period: `len(before.log) / lesson.HALF_HOURS` come in half an hour.",
            "`handle_time(after.log).mean` is the mean handle time with the target of four minutes.",
        ),
        working="from casekit.measure.service import erlang_c, handle_time\n\n"
        "calls = len(before.log) / lesson.HALF_HOURS\n"
        f"erlang_c(calls, 30, handle_time(after.log).mean, agents={RULES.agents}, target_seconds=20).mean_wait",
    ),
    Exercise(
        "07.3",
        "With the tighter target: what percentage of all calls is about a problem for which the customer had called "
        "before?",
        lambda case: 100 * repeat_contacts(_days(case).log).share,
        tolerance=0.3, unit="%",
        misconceptions={
            "you divided by the first calls; the question is about all calls":
                lambda case: 100 * (len(_days(case).log) / len(_first(case)) - 1),
            "this is the share of first calls": lambda case: 100 * (1 - repeat_contacts(_days(case).log).share),
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
        "07.4",
        "The customer's count. With the tighter target: what is the first-contact resolution, if a first call counts "
        f"as resolved when it is ticked and not repeated within {FOLLOWED_DAYS} days?",
        lambda case: 100 * first_contact_resolution(_days(case).log, FOLLOWED_DAYS).share,
        tolerance=0.3, unit="%",
        misconceptions={
            "this is the share of ticks on all calls: the company's count":
                lambda case: 100 * _days(case).log.resolved.mean(),
            "these are the ticks on first calls; a ticked call may be repeated all the same":
                lambda case: 100 * _first(case).resolved.mean(),
            "for the problems of the last days the next call is still to come; follow each one for the days asked":
                lambda case: 100 * first_contact_resolution(_days(case).log).share,
            "this is the target of four minutes":
                lambda case: 100 * first_contact_resolution(_days(case, TARGET).log, FOLLOWED_DAYS).share,
            "this is the share of calls that are no repeats, whether they helped or not":
                lambda case: 100 * (1 - repeat_contacts(_log(case)).share),
            "this is what the first calls solved in truth": lambda case: 100 * _solved_first(case),
        },
        wrong={
            "without a target": lambda case:
                100 * first_contact_resolution(_days(case, None).log, FOLLOWED_DAYS).share,
            "followed for a day": lambda case: 100 * first_contact_resolution(_log(case), 1).share,
            "never repeated, ticked or not":
                lambda case: 100 * (~_first(case).contact_id.isin(_log(case).repeat_of)).mean(),
            "solved, of all calls": lambda case: 100 * _days(case).truth.solved.mean(),
        },
        hints=(
            "`from casekit.measure.service import first_contact_resolution`: it takes a log.",
            "Its argument `within_days` says how long each problem is followed.",
        ),
        working="from casekit.measure.service import first_contact_resolution\n\n"
        f"100 * first_contact_resolution(tighter.log, within_days={FOLLOWED_DAYS}).share",
    ),
    Exercise(
        "07.5",
        "Now with the truth in hand: by how many per cent did the number of problems solved change with "
        "the tighter target, against no target? With its sign.",
        _change(lambda days: days.truth.solved.sum()),
        tolerance=0.3, unit="%",
        misconceptions={
            "this is the change in calls handled: productivity": _change(lambda days: len(days.log)),
            "this is the change in calls ticked as resolved": _change(lambda days: days.log.resolved.sum()),
            "this is the change in the share of calls that solve their problem, not in the problems solved":
                _change(lambda days: days.truth.solved.mean()),
            "this is the target of four minutes": lambda case:
                100 * (_solved(case, TARGET) / _solved(case, None) - 1),
            "you compared with the target of four minutes": lambda case:
                100 * (_solved(case) / _solved(case, TARGET) - 1),
        },
        wrong={
            "of the new count": lambda case: 100 * (1 - _solved(case, None) / _solved(case)),
            "first calls alone": _change(lambda days: days.truth.solved[days.log.repeat_of.isna()].sum()),
            "points of share":
                lambda case: 100 * (_days(case).truth.solved.mean() - _days(case, None).truth.solved.mean()),
            "problems": lambda case: _solved(case) - _solved(case, None),
            "calls unsolved": _change(lambda days: (~days.truth.solved).sum()),
        },
        is_change=True,
        hints=(
            "`before.truth` and `tighter.truth` have a row a call, with `solved`.",
            "The sum of True and False is a count. The change is the new count over the old one, less 1.",
        ),
        working="100 * (tighter.truth.solved.sum() / before.truth.solved.sum() - 1)",
    ),
))  # fmt: skip
