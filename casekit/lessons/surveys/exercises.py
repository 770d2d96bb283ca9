"""The exercises of lesson 06."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import checks
from casekit.lessons.surveys.calls import (
    CALLED,
    GROUPED,
    NAMED,
    OTHER_SURVEYS,
    PRINTED,
    ROUNDED,
    called,
    rounded_as_printed,
    shared,
    together,
)
from casekit.lessons.surveys.numbers import (
    DAYS,
    MEAN,
    OTHER_MONTHS,
    RATE,
    VISITS,
    asked,
    but_a_day,
    by_answer,
    either,
    first_of_each,
    gap_alike,
    gap_of_rounded,
    gaps,
    group,
    last_quarter,
    mean_rate,
    medians,
    rate,
    rate_of,
    rows_of,
    visits,
    who_came,
    window,
    without,
)
from casekit.measure.survey import double_sampling
from casekit.memo import memo
from casekit.teach import Exercise


def _quarter(case: Case) -> pd.DataFrame:
    return window(case).monthly


def _rate_of_others(taken: Callable[[int], Iterable[int]], case: Case) -> float:
    """The rate of the months that are taken for those of the question."""
    return rate_of(case, taken(window(case).start))


@memo()
def _late(case: Case) -> pd.DataFrame:
    return last_quarter(asked(case))


@memo()
def _called(case: Case) -> pd.Series:
    return called(case).said


def _shared(case: Case, share: float) -> float:
    return shared(case, _called(case), share)


def _mean_of_others(taken: Callable[[Case, pd.Series], float], case: Case) -> float:
    """Mean of all, from the surveys that are taken for those of the last quarter."""
    return taken(case, _called(case))


def _grouped(way: Callable[[pd.DataFrame, pd.DataFrame], float], case: Case) -> float:
    """Mean of all, with calls that stand for their own group alone."""
    return way(_late(case), called(case).rename(columns={"home_store": "store", "said": "felt"}))


def _rounded(digits: tuple[int, int], case: Case) -> float:
    """Mean of all, from a share and means with so many decimals."""
    return together(_late(case), _called(case), *digits)


def _rounded_as_printed(name: str, case: Case) -> float:
    """Mean of all, from what the notebook prints."""
    return rounded_as_printed(name, _late(case), _called(case))


def _all_stores(case: Case) -> float:
    return by_answer(without(case, group(case))[0]).difference


def _all_channels(case: Case) -> float:
    return by_answer(without(case, group(case))[1]).difference


OTHER_CHANNELS = (
    "this is another channel than the one that is named",
    "these rows have a channel that is not the one that is named",
)
OTHER_STORES = (
    "this is another store than the one that is named",
    "these rows have a store that is not the one that is named",
    "these are customers of another store",
)


def _of_another_channel(which: int, case: Case) -> float:
    """The difference for one of the two other channels at the store that is asked about."""
    found = group(case)
    return [gap for one, gap in gaps(case).items() if one.store == found.store and one != found][which].difference


def _of_another_store(which: int, case: Case) -> float:
    """The difference for one of the three other stores, in the channel that is asked about."""
    found = group(case)
    return [gap for one, gap in gaps(case).items() if one.channel == found.channel and one != found][which].difference


def _visits(case: Case) -> pd.DataFrame:
    """The surveys of the one group that is asked about."""
    return rows_of(case, group(case))


def _times(case: Case) -> float:
    """How many times as often those came who answered."""
    return by_answer(_visits(case)).treated / by_answer(_visits(case)).control


def _summed(case: Case) -> str:
    """The sum that leads to the mean of all, as a comment."""
    late, said = _late(case), _called(case)
    spoke, silent = (f"{(late.answered == answered).sum():,}" for answered in (True, False))
    means = f"on average {late.score.mean():.2f}", f"and the calls say {said.mean():.2f}"
    return f"# {spoke} answered, {means[0]}; {silent} kept silent, {means[1]}"


exercises = checks(STARBUCKS, (
    Exercise(
        "06.1",
        lambda case: f"Of the monthly surveys sent from {window(case).name}, what percentage was answered? "
        "Two decimals.",
        lambda case: rate(_quarter(case)),
        tolerance=RATE, unit="%",
        misconceptions={
            "this is a fraction, and a percentage was asked: multiply it by 100":  # however it is rounded
                lambda case: rate(_quarter(case)) / 100,
            "this is the share that was not answered": lambda case: 100 * (~_quarter(case).answered).mean(),
            "you divided by all customers on file; only some of them were asked in those months":
                lambda case: 100 * _quarter(case).answered.sum() / case.size,
            "you counted customers; count surveys, as one customer may be asked several times":
                lambda case: 100 * _quarter(case).groupby("customer_id").answered.any().mean(),
            "you divided by customers; divide by surveys, as one customer may be asked several times":
                lambda case: 100 * _quarter(case).answered.sum() / _quarter(case).customer_id.nunique(),
            "you divided by the surveys of all two years; divide by those of the three months":
                lambda case: 100 * _quarter(case).answered.sum() / len(asked(case)),
            "you gave the channels the same weight; every survey counts once":
                lambda case: mean_rate(_quarter(case), "channel"),
            "you gave the three months the same weight; every survey counts once":
                lambda case: mean_rate(_quarter(case), "month"),
            "you took the mean of the stores' own rates; every survey counts once":
                lambda case: mean_rate(_quarter(case), "store"),
            "the last day is missing: a date without a time is its first moment":
                lambda case: rate(but_a_day(_quarter(case))),
            **{name: partial(_rate_of_others, taken) for name, taken in OTHER_MONTHS.items()},
        },
        hints=(
            "Keep the rows of `sent` with the three months. `sent.month.between(...)` takes the first and the "
            'last of them, each as text, such as "2024-02".',
            "`answered` is True or False: its mean is a share. A percentage is 100 times that.",
        ),
        working=lambda case:
            f'three_months = sent[sent.month.between("{window(case).first}", "{window(case).last}")]\n'
            "100 * three_months.answered.mean()",
    ),
    Exercise(
        "06.2",
        f"What do the answers in `late` and the {CALLED} calls, each call counting alike, together estimate as the "
        "mean score of all who were asked in the last quarter? Round only the result, to four decimals.",
        lambda case: double_sampling(_late(case).score, _called(case), len(_late(case))).mean,
        tolerance=MEAN, unit="points of score",
        misconceptions={
            "this is the mean of the answers; the silent are not in it": lambda case: _late(case).score.mean(),
            "this is the mean of the calls; those who answered are not in it": lambda case: _called(case).mean(),
            f"you threw answers and calls together; {CALLED} calls stand for all who kept silent": lambda case:
                pd.concat([_late(case).score.dropna(), _called(case)]).mean(),
            "you gave answers and calls the same weight; more kept silent than answered":
                lambda case: _shared(case, 0.5),
            "the shares are the wrong way round: the calls stand for those who kept silent":
                lambda case: _shared(case, 1 - _late(case).answered.mean()),
            f"these are the first {NAMED} calls; use all {CALLED}":
                lambda case: together(_late(case), _called(case).head(NAMED)),
            "that is the truth; use the answers and the calls": lambda case: _late(case).felt.mean(),
            # Before other surveys, whose number it may be by chance: what is said first is the likelier.
            **{name: partial(_rounded, digits) for name, digits in ROUNDED.items()},
            **{name: partial(_rounded_as_printed, name) for name in PRINTED},
            **{name: partial(_mean_of_others, taken) for name, taken in OTHER_SURVEYS.items()},
            **{name: partial(_grouped, way) for name, way in GROUPED.items()},
            "this is by how much the answers miss; take it off their mean":
                lambda case: _late(case).score.mean() - _shared(case, _late(case).answered.mean()),
            "each of the silent counts as a score of 0 here; the calls say what they feel":
                lambda case: _late(case).score.fillna(0).mean(),
        },
        hints=(
            "The answers stand for those who answered, and the calls for all the others. How large is each group?",
            "Share who answered, times their mean; plus share who did not, times the mean of the calls. "
            "`from casekit.measure.survey import double_sampling`: it takes `late.score, called.said, len(late)`, and "
            "gives the mean with its standard error.",
        ),
        working=lambda case: f"{_summed(case)}\n"
        "(late.answered.sum() * late.score.mean() + (~late.answered).sum() * called.said.mean()) / len(late)",
    ),
    Exercise(
        "06.3",
        lambda case: "Use the records alone. Take the rows of `later` with the home store "
        f'"{group(case).store}" and the channel "{group(case).channel}". Take the mean number of visits in the {DAYS} '
        "days after a survey. By how much is it higher for those who answered than for the silent? Two decimals; round "
        "only the result.",
        lambda case: by_answer(_visits(case)).difference,
        tolerance=VISITS, unit="visits",
        misconceptions={
            "these are all stores and channels; keep those that the question names":
                lambda case: by_answer(visits(case)).difference,
            "this is the channel at all stores; keep the store that is named, too": _all_stores,
            "these are all channels of the store; keep the channel that is named, too": _all_channels,
            "you took the rows of the store and those of the channel; both must hold (`&`, not `|`)":
                lambda case: by_answer(either(case, group(case))).difference,
            **{name: partial(_of_another_channel, which) for which, name in enumerate(OTHER_CHANNELS)},
            **{name: partial(_of_another_store, which) for which, name in enumerate(OTHER_STORES)},
            "this is how often those came who answered; take off how often the silent came":
                lambda case: by_answer(_visits(case)).treated,
            "this is how often the silent came; take it off how often those came who answered":
                lambda case: by_answer(_visits(case)).control,
            "you left out those who did not come; no visit counts, too":
                lambda case: by_answer(who_came(_visits(case))).difference,
            "these are medians; means are compared here": lambda case: medians(_visits(case)),
            "you gave the months the same weight; every survey counts once":
                lambda case: gap_alike(_visits(case), "month"),
            "you gave the customers the same weight; every survey counts once":
                lambda case: gap_alike(_visits(case), "customer_id"),
            "these are the first surveys of the customers; take all their surveys":
                lambda case: by_answer(first_of_each(_visits(case))).difference,
            "you compared those who answered with everybody; compare them with the silent":
                lambda case: by_answer(_visits(case)).treated - _visits(case).visits.mean(),
            "this is how many times as often they came; take the one mean off the other": _times,
            f"this is for a month; the question is about {DAYS} days":
                lambda case: by_answer(_visits(case)).difference / 2,
            "this is how much more in per cent; take the one mean off the other": lambda case: 100 * (_times(case) - 1),
        },
        acceptable={"you rounded both means first; round last": lambda case: gap_of_rounded(_visits(case))},
        wrong={
            "sums": lambda case: float(
                _visits(case).visits[_visits(case).answered].sum() - _visits(case).visits[~_visits(case).answered].sum()
            ),
            "how much more, as a fraction": lambda case: _times(case) - 1,
            "of all who were asked": lambda case: _visits(case).visits.mean(),
        },
        hints=(
            "Keep the rows of `later` with that store and that channel: `later[(later.home_store == ...) & "
            "(later.channel == ...)]`. Then two means of `visits`: where `answered`, and where not.",
            "`from casekit.measure.effect import difference`: it takes the visits of both groups, and gives their "
            "difference with its standard error. `~group.answered` turns True and False round.",
        ),
        working=lambda case:
            f'group = later[(later.home_store == "{group(case).store}") & (later.channel == "{group(case).channel}")]\n'
            "group.visits[group.answered].mean() - group.visits[~group.answered].mean()",
    ),
))  # fmt: skip
