"""The exercises of lesson 06."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import checks
from casekit.lessons.surveys.numbers import MONTHS, QUARTER, asked, boom, by_channel, first_quarter, last_quarter
from casekit.measure.survey import NonresponseBias, Simpson, nonresponse_bias, nps, simpson
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _quarter(case: Case) -> pd.DataFrame:
    """Of the last four quarters the one in which weighting by channel shows best: a rule, the same for everybody."""
    surveys = asked(case)
    last = MONTHS // QUARTER
    return max((surveys[surveys.month // QUARTER == number] for number in range(last - 4, last)), key=_told_apart)


def _told_apart(surveys: pd.DataFrame) -> float:
    """How far the weighted mean lies from the means that it is mistaken for."""
    right = by_channel(surveys).mean
    return min(abs(right - wrong) for wrong in (surveys.score.mean(), _equally(surveys)))


def _equally(surveys: pd.DataFrame) -> float:
    return surveys.groupby("channel", observed=True).score.mean().mean()


def _quarter_name(case: Case) -> str:
    months = _quarter(case).sent_at.dt.strftime("%B %Y")
    return f"{months[_quarter(case).month.idxmin()].split()[0]} to {months[_quarter(case).month.idxmax()]}"


def _promoters(scores: pd.Series, promoter: int = 9, detractor: int = 6) -> float:
    return 100 * ((scores >= promoter).mean() - (scores <= detractor).mean())


@memo()
def _stores_in_boom(case: Case) -> Simpson:
    sent = asked(boom(case))
    sent = sent[sent.answered & ((sent.month < 6) | (sent.month >= MONTHS - 6))]
    return simpson(sent.score, sent.store, sent.month >= 6)


@memo()
def _bias(case: Case) -> NonresponseBias:
    late = last_quarter(asked(case))
    return nonresponse_bias(late.felt, late.answered)


exercises = checks(STARBUCKS, (
    Exercise(
        "06.1",
        lambda case: f"Of the monthly surveys sent from {_quarter_name(case)}, what percentage was answered?",
        lambda case: 100 * _quarter(case).answered.mean(),
        tolerance=0.3, unit="%",
        misconceptions={
            "this is the share that was not answered": lambda case: 100 * (~_quarter(case).answered).mean(),
            "you divided by all customers on file; only some of them were asked in that quarter":
                lambda case: 100 * _quarter(case).answered.sum() / case.size,
        },
        hints=(
            "Keep the rows of `monthly` whose sent_at lies in those three months.",
            "`answered` is True or False: its mean is a share. A percentage is 100 times that.",
        ),
        working="100 * quarter.answered.mean()",
    ),
    Exercise(
        "06.2",
        lambda case: f"What is the net promoter score of the monthly survey from {_quarter_name(case)}?",
        lambda case: nps(_quarter(case).score).score,
        tolerance=0.5, unit="points",
        misconceptions={
            "8 is not a promoter's score: promoters give 9 or 10":
                lambda case: _promoters(_quarter(case).score.dropna(), 8),
            "6 is a detractor's score too": lambda case: _promoters(_quarter(case).score.dropna(), 9, 5),
            "the detractors are still to be taken off": lambda case: _promoters(_quarter(case).score.dropna(), 9, -1),
            "you counted those who did not answer as passives": lambda case: _promoters(_quarter(case).score),
        },
        hints=(
            "Per cent of answers that are 9 or 10, less per cent of answers from 0 to 6.",
            "`from casekit.measure.survey import nps`: it takes the scores and knows what to do with missing ones.",
        ),
        working="nps(quarter.score).score",
    ),
    Exercise(
        "06.3",
        lambda case: f"From {_quarter_name(case)}: what is the mean score, weighted so that each channel counts as "
        "much as it does among the customers who were asked? Two decimals.",
        lambda case: by_channel(_quarter(case)).mean,
        tolerance=0.01, unit="points of score",
        misconceptions={
            "this is the plain mean, in which a channel counts as often as it answers":
                lambda case: _quarter(case).score.mean(),
            "you gave every channel the same weight, however many customers use it":
                lambda case: _equally(_quarter(case)),
        },
        hints=(
            "Two ingredients: the mean score of each channel, and each channel's share of the surveys sent.",
            "`quarter.channel.value_counts(normalize=True)` gives the shares of all surveys sent, answered or not.",
        ),
        working='means = quarter.groupby("channel", observed=True).score.mean()\n'
        "shares = quarter.channel.value_counts(normalize=True)\n"
        "(means * shares).sum()",
    ),
    Exercise(
        "06.4",
        "Now with the truth in hand: by how many points of score does the survey of the last quarter, October to "
        "December 2025, lie above what everybody who was asked would have said? Two decimals.",
        lambda case: _bias(case).bias,
        tolerance=0.03, unit="points of score",
        misconceptions={
            "this is how far those who answered are from those who did not; it counts only as much as there is silence":
                lambda case: _bias(case).respondent_mean - _bias(case).nonrespondent_mean,
            "this is how far the survey has come since its first quarter, not how far it is from the truth":
                lambda case: last_quarter(asked(case)).score.mean() - first_quarter(asked(case)).score.mean(),
        },
        hints=(
            "`case.reveal().surveys` has a row for each survey sent, with the score felt, answered or not.",
            "Mean score of those who answered, less mean score felt by everybody who was asked in the monthly survey.",
        ),
        working='felt = late.merge(case.reveal().surveys[["survey_id", "felt"]]).felt\n'
        "late.score.mean() - felt.mean()",
    ),
    Exercise(
        "06.5",
        "In the boom, from the first half of 2024 to the second half of 2025: by how many points of score did the "
        "mean change inside the stores, the mix of stores left aside? Two decimals, with its sign.",
        lambda case: _stores_in_boom(case).within,
        tolerance=0.03, unit="points of score",
        misconceptions={
            "this is the change of the chain's mean, mix and all": lambda case: _stores_in_boom(case).change,
            "this is what the mix did": lambda case: _stores_in_boom(case).composition,
        },
        hints=(
            "Means of each store in both half-years; then each store's change, weighted by its share of the answers.",
            "`from casekit.measure.survey import simpson`: scores, stores, and whether each is of the later half-year.",
        ),
        working="from casekit.measure.survey import simpson\n\n"
        'both = busy[(busy.month <= "2024-06") | (busy.month >= "2025-07")]\n'
        'simpson(both.score, both.home_store, both.month >= "2025-07").within',
    ),
))  # fmt: skip
