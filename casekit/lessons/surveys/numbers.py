"""What the pictures and the exercises compute from the surveys, with the truth beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.dials import DialValues
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.lessons.registry import SURVEYS
from casekit.measure.survey import Estimate, weighted_mean
from casekit.memo import memo

if TYPE_CHECKING:
    from typing import Unpack

MONTHS = SURVEYS.months
UNHAPPY = 4  # a score up to here
QUARTER = 3  # months


@takes(STARBUCKS)
def monthly(case: Case) -> pd.DataFrame:
    """The monthly survey as the company has it, without the surveys after contacts, and with month and home store."""
    surveys = case.surveys[case.surveys.contact_id.isna()].drop(columns="contact_id")
    stores = case.customers[["customer_id", "home_store"]]
    return surveys.assign(month=surveys.sent_at.dt.to_period("M")).merge(stores, on="customer_id")


@memo(keep=3)
def asked(case: Case, **dials: Unpack[DialValues]) -> pd.DataFrame:
    """The monthly survey with what only we know: for each one sent, month (0, 1, ...), store, and what was felt."""
    case = case.with_dials(**dials)
    surveys = case.fresh("surveys", "customer_id", "contact_id", "channel", "sent_at", "answered", "score")
    surveys["felt"] = case.reveal().fresh("surveys", "felt").felt
    surveys = surveys[surveys.contact_id.isna().to_numpy()]
    home = case.fresh("customers", "home_store").home_store.array
    store = pd.Categorical.from_codes(home.codes[surveys.customer_id.to_numpy() - 1], home.categories)
    return surveys.assign(month=case.calendar.month_of(surveys.sent_at.to_numpy()), store=store)


@memo(keep=1)
def calm_year(case: Case) -> dict[str, np.ndarray]:
    """A year in which nothing happens: by the month's name, the score felt by each customer who was asked."""
    year = asked(case, slide=0.0, mix_shift=0.0, silence=0.0, channel_gap=0.0)
    names = pd.DatetimeIndex(case.calendar.months_as_dates[-12:].astype("datetime64[s]")).month_name()
    felt = (part.felt.to_numpy() for _, part in year[year.month >= MONTHS - 12].groupby("month"))
    return dict(zip(names, felt, strict=True))


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


@takes(STARBUCKS)
def boom(case: Case) -> Case:
    """The same chain in a boom: newcomers go to the best stores, and, for once, happy and unhappy answer alike."""
    return case.with_dials(mix_shift=1.0, slide=0.6, silence=0.0, channel_gap=0.0)
