"""The exercises of lesson 06."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import checks
from casekit.lessons.surveys.numbers import (
    BIAS,
    CALLED,
    DAYS,
    MEAN,
    NAMED,
    RATE,
    VISITS,
    Window,
    asked,
    biased,
    but_a_day,
    by_answer,
    by_channel,
    called,
    channel,
    gap,
    last_quarter,
    medians,
    rate,
    since_the_first,
    together,
    visits,
    window,
)
from casekit.measure.survey import NonresponseBias, double_sampling, nonresponse_bias
from casekit.memo import memo
from casekit.teach import Exercise


def _quarter(case: Case) -> pd.DataFrame:
    return window(case).monthly


def _truth_of(case: Case) -> pd.DataFrame:
    return biased(case).monthly


def _months(window: Window, table: str) -> str:
    """Code that says which rows of a table are of these months."""
    return f'{table}.month.between("{window.first}", "{window.last}")'


@memo()
def _bias(case: Case) -> NonresponseBias:
    return nonresponse_bias(_truth_of(case).felt, _truth_of(case).answered)


@memo()
def _late(case: Case) -> pd.DataFrame:
    return last_quarter(asked(case))


@memo()
def _called(case: Case) -> pd.Series:
    return called(case).said


def _shared(case: Case, share: float) -> float:
    """Mean of all, if a `share` of them is those who answered."""
    return share * _late(case).score.mean() + (1 - share) * _called(case).mean()


@memo()
def _visits(case: Case) -> pd.DataFrame:
    """The surveys of the one way of ordering that is asked about."""
    return visits(case)[visits(case).channel == channel(case)]


exercises = checks(STARBUCKS, (
    Exercise(
        "06.1",
        lambda case: f"Of the monthly surveys sent from {window(case).name}, what percentage was answered? "
        "One decimal.",
        lambda case: rate(_quarter(case)),
        tolerance=RATE, unit="%",
        misconceptions={
            "this is the share that was not answered": lambda case: 100 * (~_quarter(case).answered).mean(),
            "you divided by all customers on file; only some of them were asked in that quarter":
                lambda case: 100 * _quarter(case).answered.sum() / case.size,
            "this is all two years; keep the three months that the question names":
                lambda case: rate(asked(case)),
            "you took in the surveys after contacts; keep the monthly ones":
                lambda case: rate(window(case).sent),
        },
        acceptable={
            "you gave each of the three months the same weight":
                lambda case: 100 * _quarter(case).groupby("month").answered.mean().mean(),
            "the last day of the quarter is missing": lambda case: rate(but_a_day(_quarter(case))),
        },
        wrong={
            "customers who answered at all, of those asked":
                lambda case: 100 * _quarter(case).groupby("customer_id").answered.any().mean(),
            "answers, of customers asked":
                lambda case: 100 * _quarter(case).answered.sum() / _quarter(case).customer_id.nunique(),
            "answers of the quarter, of all surveys sent":
                lambda case: 100 * _quarter(case).answered.sum() / len(asked(case)),
            "channels with the same weight": lambda case:
                100 * _quarter(case).groupby("channel", observed=True).answered.mean().mean(),
        },
        hints=(
            "Keep the rows of `monthly` with the three months. `monthly.month.between(...)` takes the first and the "
            'last of them, each as text, such as "2024-02".',
            "`answered` is True or False: its mean is a share. A percentage is 100 times that.",
        ),
        working=lambda case: f"quarter = monthly[{_months(window(case), 'monthly')}]\n100 * quarter.answered.mean()",
    ),
    Exercise(
        "06.2",
        lambda case: f"From {biased(case).name}: by how many points of score does the mean of the answers lie "
        "above the mean that everybody who was asked felt? Two decimals.",
        lambda case: _bias(case).bias,
        tolerance=BIAS, unit="points of score",
        misconceptions={
            "this is how far those who answered are from those who did not; it counts only as much as there is silence":
                lambda case: _bias(case).respondent_mean - _bias(case).nonrespondent_mean,
            "you compared each answer with what the same customer felt; the silent fell out":
                lambda case: (_truth_of(case).score - _truth_of(case).felt).mean(),
            "this is how far the survey has come since its first quarter, not how far it is from the truth":
                lambda case: since_the_first(case, _truth_of(case)),
            "you took in the surveys after contacts; keep the monthly ones": lambda case: gap(biased(case).sent),
            "these are the three months of the question before": lambda case: gap(_quarter(case)),
            "these are the last three months, and other ones are named": lambda case: gap(last_quarter(asked(case))),
            "you weighted by channel; the survey itself is asked about":
                lambda case: by_channel(_truth_of(case)).mean - _truth_of(case).felt.mean(),
            "these are medians; means are compared here":
                lambda case: _truth_of(case).score.median() - _truth_of(case).felt.median(),
            "the truth is of all two years; keep the three months that the question names":
                lambda case: _truth_of(case).score.mean() - asked(case).felt.mean(),
            "this is all two years; keep the three months that the question names": lambda case: gap(asked(case)),
        },
        right={
            "means rounded to two decimals": lambda case: gap(_truth_of(case), 2),
        },
        wrong={
            "everybody less the silent": lambda case: _truth_of(case).felt.mean() - _bias(case).nonrespondent_mean,
            "the silent as 0": lambda case: _truth_of(case).score.fillna(0).mean() - _truth_of(case).felt.mean(),
        },
        hints=(
            "`everybody` has what was said in `score`, and what was felt in `felt`. Keep the three months named.",
            "One mean less another: `.mean()` leaves out the scores that are missing, and `felt` has none missing.",
        ),
        working=lambda case: f"rows = everybody[{_months(biased(case), 'everybody')}]\n"
        "rows.score.mean() - rows.felt.mean()",
    ),
    Exercise(
        "06.3",
        f"Now without the truth. From the answers in `late` and the {CALLED} calls: what is the mean score of all who "
        "were asked in the last quarter? Two decimals.",
        lambda case: double_sampling(_late(case).score, _called(case), len(_late(case))).mean,
        tolerance=MEAN, unit="points of score",
        misconceptions={
            "this is the mean of the answers; the silent are not in it": lambda case: _late(case).score.mean(),
            "this is the mean of the calls; those who answered are not in it": lambda case: _called(case).mean(),
            f"you threw answers and calls together; {CALLED} calls stand for all who kept silent": lambda case:
                pd.concat([_late(case).score.dropna(), _called(case)]).mean(),
            "you gave answers and calls the same weight; more customers kept silent than answered":
                lambda case: _shared(case, 0.5),
            "the shares are the wrong way round: the calls stand for those who kept silent":
                lambda case: _shared(case, 1 - _late(case).answered.mean()),
            f"these are the first {NAMED} calls; use all {CALLED}":
                lambda case: together(_late(case), _called(case).head(NAMED)),
            "that is the truth; use the answers and the calls": lambda case: _late(case).felt.mean(),
        },
        acceptable={
            "the share who answered was rounded to whole per cent":
                lambda case: together(_late(case), _called(case), shares=2),
            "the two means were rounded to one decimal": lambda case: together(_late(case), _called(case), means=1),
        },
        wrong={
            "the silent as 0": lambda case: _late(case).score.fillna(0).mean(),
        },
        hints=(
            "The answers stand for those who answered, and the calls for all the others. How large is each group?",
            "Share who answered, times their mean; plus share who did not, times the mean of the calls. "
            "`double_sampling(late.score, called.said, len(late))` does it, with a standard error.",
        ),
        working="from casekit.measure.survey import double_sampling\n\n"
        "double_sampling(late.score, called.said, len(late)).mean",
    ),
    Exercise(
        "06.4",
        lambda case: f'Use the records alone. Take the rows of `later` with the channel "{channel(case)}". By how many '
        f"visits in {DAYS} days is the mean after a survey that was answered higher than after one that was not? "
        "Two decimals.",
        lambda case: by_answer(_visits(case)).difference,
        tolerance=VISITS, unit="visits",
        misconceptions={
            "these are all ways of ordering; app users answer more and come more, so they are mixed into it":
                lambda case: by_answer(visits(case)).difference,
            "this is how often those came who answered; take off how often the silent came":
                lambda case: by_answer(_visits(case)).treated,
            "this is how often the silent came; take it off how often those came who answered":
                lambda case: by_answer(_visits(case)).control,
            "these are medians; means are compared here": lambda case: medians(_visits(case)),
            "you compared those who answered with everybody; compare them with the silent":
                lambda case: by_answer(_visits(case)).treated - _visits(case).visits.mean(),
        },
        right={
            "both means rounded to two decimals": lambda case:
                round(by_answer(_visits(case)).treated, 2) - round(by_answer(_visits(case)).control, 2),
        },
        wrong={
            "sums": lambda case: float(
                _visits(case).visits[_visits(case).answered].sum() - _visits(case).visits[~_visits(case).answered].sum()
            ),
            "how many times as often": lambda case: by_answer(_visits(case)).treated / by_answer(_visits(case)).control,
            "of all who were asked": lambda case: _visits(case).visits.mean(),
        },
        hints=(
            "Keep the rows of `later` with that channel. Then two means of `visits`: where `answered`, and where not.",
            "`from casekit.measure.effect import difference`: it takes the visits of both groups, and gives their "
            "difference with its standard error. `~group.answered` turns True and False round.",
        ),
        working=lambda case: "from casekit.measure.effect import difference\n\n"
        f'group = later[later.channel == "{channel(case)}"]\n'
        "difference(group.visits[group.answered], group.visits[~group.answered]).difference",
    ),
))  # fmt: skip
