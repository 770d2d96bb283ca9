"""The exercises of lesson 06."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import checks
from casekit.lessons.surveys.numbers import (
    BIAS,
    INSIDE,
    MEAN,
    RATE,
    SCORE,
    asked,
    biased,
    but_a_day,
    by_store,
    equally,
    gap,
    in_boom,
    last_quarter,
    mean,
    means,
    of_customers,
    quarter_of,
    rate,
    score,
    since_the_first,
    stores,
    weighted,
    window,
)
from casekit.measure.survey import NonresponseBias, nonresponse_bias, nps
from casekit.memo import memo
from casekit.teach import Exercise


def _quarter(case: Case) -> pd.DataFrame:
    return window(case).monthly


def _promoters(scores: pd.Series, promoter: int = 9, detractor: int = 6) -> float:
    return 100 * ((scores >= promoter).mean() - (scores <= detractor).mean())


def _spoken(case: Case, number: int) -> str:
    quarter = quarter_of(case, number)
    return f"the {('first', 'second', 'third', 'last')[quarter.quarter - 1]} quarter of {quarter.year}"


@memo()
def _bias(case: Case) -> NonresponseBias:
    surveys = biased(case).monthly
    return nonresponse_bias(surveys.felt, surveys.answered)


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
            "Keep the rows of `monthly` whose sent_at lies in those three months.",
            "`answered` is True or False: its mean is a share. A percentage is 100 times that.",
        ),
        working="100 * quarter.answered.mean()",
    ),
    Exercise(
        "06.2",
        lambda case: f"What is the net promoter score of the monthly survey from {window(case).name}? One decimal.",
        lambda case: score(_quarter(case)),
        tolerance=SCORE, unit="points",
        misconceptions={
            "8 is not a promoter's score: promoters give 9 or 10":
                lambda case: _promoters(_quarter(case).score.dropna(), 8),
            "6 is a detractor's score too": lambda case: _promoters(_quarter(case).score.dropna(), 9, 5),
            "the detractors are still to be taken off": lambda case: _promoters(_quarter(case).score.dropna(), 9, -1),
            "you counted those who did not answer as passives": lambda case: _promoters(_quarter(case).score),
            "this is all two years; keep the three months that the question names":
                lambda case: score(asked(case)),
            "you took in the surveys after contacts; keep the monthly ones":
                lambda case: score(window(case).sent),
        },
        wrong={
            "9 a passive, too": lambda case: _promoters(_quarter(case).score.dropna(), 10),
            "7 a detractor": lambda case: _promoters(_quarter(case).score.dropna(), 9, 7),
            "mean times ten": lambda case: 10 * _quarter(case).score.mean(),
            "what was felt": lambda case: nps(_quarter(case).felt).score,
        },
        hints=(
            "Per cent of answers that are 9 or 10, less per cent of answers from 0 to 6.",
            "`from casekit.measure.survey import nps`: it takes the scores and knows what to do with missing ones.",
        ),
        working="nps(quarter.score).score",
    ),
    Exercise(
        "06.3",
        lambda case: f"From {window(case).name}: what is the mean score, weighted so that each channel counts as "
        "much as it does among the customers who were asked? Two decimals.",
        lambda case: mean(_quarter(case)),
        tolerance=MEAN, unit="points of score",
        misconceptions={
            "this is the plain mean, in which a channel counts as often as it answers":
                lambda case: _quarter(case).score.mean(),
            "you gave every channel the same weight, however many customers use it":
                lambda case: equally(_quarter(case)),
            "this is all two years; keep the three months that the question names":
                lambda case: mean(asked(case)),
            "you took in the surveys after contacts; keep the monthly ones": lambda case: mean(window(case).sent),
            "you weighted by those who did not answer; each channel counts with all who were asked":
                lambda case: weighted(_quarter(case), _quarter(case).channel[~_quarter(case).answered]),
            "you weighted by store; it is the channels that answer unequally": lambda case: by_store(_quarter(case)),
        },
        right={
            "shares of the customers asked": lambda case: weighted(_quarter(case), of_customers(_quarter(case))),
        },
        acceptable={
            "the channels' shares are of all two years, not of these three months":
                lambda case: weighted(_quarter(case), asked(case).channel),
        },
        wrong={
            "what was felt": lambda case: _quarter(case).felt.mean(),
            "median": lambda case: _quarter(case).score.median(),
            "the mean of the best channel": lambda case: means(_quarter(case)).max(),
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
        lambda case: "Now with the truth in hand: by how many points of score does the monthly survey from "
        f"{biased(case).name} lie above what everybody who was asked would have said? Two decimals.",
        lambda case: _bias(case).bias,
        tolerance=BIAS, unit="points of score",
        misconceptions={
            "this is how far those who answered are from those who did not; it counts only as much as there is silence":
                lambda case: _bias(case).respondent_mean - _bias(case).nonrespondent_mean,
            "this is how far the survey has come since its first quarter, not how far it is from the truth":
                lambda case: since_the_first(case, biased(case).monthly),
            "you took in the surveys after contacts; keep the monthly ones": lambda case: gap(biased(case).sent),
            "what was felt holds the surveys after contacts, too; keep the monthly ones":
                lambda case: biased(case).monthly.score.mean() - biased(case).sent.felt.mean(),
            "these are the three months of the questions before": lambda case: gap(window(case).monthly),
            "these are the last three months, and other ones are named": lambda case: gap(last_quarter(asked(case))),
            "you weighted by channel; the survey itself is asked about":
                lambda case: mean(biased(case).monthly) - biased(case).monthly.felt.mean(),
            "these are medians; means are compared here":
                lambda case: biased(case).monthly.score.median() - biased(case).monthly.felt.median(),
            "the truth is of all two years; keep the three months that the question names":
                lambda case: biased(case).monthly.score.mean() - asked(case).felt.mean(),
            "this is all two years; keep the three months that the question names": lambda case: gap(asked(case)),
        },
        right={
            "means rounded to two decimals": lambda case: gap(biased(case).monthly, 2),
        },
        wrong={
            "everybody less the silent": lambda case:
                biased(case).monthly.felt.mean() - _bias(case).nonrespondent_mean,
            "net promoter scores":
                lambda case: score(biased(case).monthly) - nps(biased(case).monthly.felt).score,
        },
        hints=(
            "`case.reveal().surveys` has a row for each survey sent, with the score felt, answered or not.",
            "Mean score of those who answered, less mean score felt by everybody who was asked in the monthly survey.",
        ),
        working='felt = quarter.merge(case.reveal().surveys[["survey_id", "felt"]]).felt\n'
        "quarter.score.mean() - felt.mean()",
    ),
    Exercise(
        "06.5",
        lambda case: f"In the boom, from {_spoken(case, in_boom(case).early)} to "
        f"{_spoken(case, in_boom(case).late)}: by how many points of score did the mean change inside the "
        "stores? Each store's change counts as much as the mean of its shares of the answers in these two quarters. "
        "Two decimals, with its sign.",
        lambda case: in_boom(case).parts.within,
        tolerance=INSIDE, unit="points of score",
        misconceptions={
            "this is the change of the chain's mean, mix and all": lambda case: in_boom(case).parts.change,
            "this is what the mix did": lambda case: in_boom(case).parts.composition,
            "you gave every store the same weight, however many answers it has":
                lambda case: in_boom(case).moved.mean(),
            "you took the stores' shares of the first quarter alone":
                lambda case: in_boom(case).weighted("share_before"),
            "you took the stores' shares of the second quarter alone":
                lambda case: in_boom(case).weighted("share_after"),
            "this is the one store that fell most": lambda case: in_boom(case).moved.min(),
            "this is the one store that fell least": lambda case: in_boom(case).moved.max(),
        },
        wrong={
            "without the boom": lambda case: stores(case, in_boom(case).early, in_boom(case).late).parts.within,
        },
        hints=(
            "Means of each store in both quarters; then each store's change, weighted by its share of the answers.",
            "`from casekit.measure.survey import simpson`: scores, stores, and whether each is of the later quarter.",
        ),
        working=lambda case: "from casekit.measure.survey import simpson\n\n"
        'quarter = busy.sent_at.dt.to_period("Q")\n'
        f'late = quarter == "{quarter_of(case, in_boom(case).late)}"\n'
        f'both = late | (quarter == "{quarter_of(case, in_boom(case).early)}")\n'
        "simpson(busy.score[both], busy.home_store[both], late[both]).within",
    ),
))  # fmt: skip
