"""What the pictures and the exercises compute from the surveys, with the truth beside them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.measure.survey import Estimate, weighted_mean

CUSTOMERS, MONTHS = 20_000, 24  # the world of this lesson
UNHAPPY = 4  # a score up to here
QUARTER = 3  # months
CONFIDENT = 1.96  # standard errors to either side of a 95 % interval


def monthly(case: Case) -> pd.DataFrame:
    """The monthly survey as the company has it, without the surveys after contacts, and with month and home store."""
    surveys = case.surveys[case.surveys.contact_id.isna()].drop(columns="contact_id")
    stores = case.customers[["customer_id", "home_store"]]
    return surveys.assign(month=surveys.sent_at.dt.to_period("M")).merge(stores, on="customer_id")


def asked(case: Case) -> pd.DataFrame:
    """The monthly survey with what only we know: for each one sent, month (0, 1, ...), store, and what was felt.

    From a fresh copy of the records: nothing a learner does to the tables of `case` can spoil a picture or an answer.
    """
    case = case.with_dials()
    surveys = case.surveys.assign(felt=case.reveal().surveys.felt)
    surveys = surveys[surveys.contact_id.isna()]
    month = surveys.sent_at.to_numpy().astype("datetime64[M]") - case.calendar.start
    home = case.customers.home_store.array
    store = pd.Categorical.from_codes(home.codes[surveys.customer_id.to_numpy() - 1], home.categories)
    return surveys.assign(month=month.astype(int), store=store)


def last_quarter(surveys: pd.DataFrame) -> pd.DataFrame:
    """The surveys of the last three months."""
    return surveys[surveys.month >= surveys.month.max() + 1 - QUARTER]


def first_quarter(surveys: pd.DataFrame) -> pd.DataFrame:
    """The surveys of the first three months."""
    return surveys[surveys.month < QUARTER]


def by_channel(surveys: pd.DataFrame) -> Estimate:
    """Mean score, weighted by channel to those who were asked."""
    population = surveys.channel.value_counts(normalize=True).to_dict()
    return weighted_mean(surveys.score, strata=surveys.channel, population=population)


def by_group(surveys: pd.DataFrame) -> pd.DataFrame:
    """Each combination of store and channel: mean score said and felt, answers, and surveys sent."""
    cells = surveys.groupby(["store", "channel"], observed=True)
    return cells.agg(
        said=("score", "mean"), true=("felt", "mean"), answers=("answered", "sum"), sent=("answered", "size")
    )


def raw_and_calls(answers: pd.Series, called: np.ndarray, sent: int) -> Estimate:
    """The answers stand for those who answer, the calls for all the others (double sampling)."""
    silent = 1 - len(answers) / sent
    first, second = weighted_mean(answers), weighted_mean(called)
    error = np.hypot((1 - silent) * first.standard_error, silent * second.standard_error)
    return Estimate((1 - silent) * first.mean + silent * second.mean, float(error))


@lru_cache(maxsize=4)
def boom(case: Case) -> Case:
    """The same chain in a boom: newcomers go to the best stores, and, for once, happy and unhappy answer alike."""
    return case.with_dials(mix_shift=1.0, slide=0.6, silence=0.0, channel_gap=0.0)
