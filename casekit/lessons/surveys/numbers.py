"""What the pictures and the exercises compute from the surveys, with the truth beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.dials import DialValues
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.lessons.registry import SURVEYS
from casekit.measure.survey import Estimate, Simpson, nps, simpson, weighted_mean
from casekit.memo import memo

if TYPE_CHECKING:
    from typing import Unpack

MONTHS = SURVEYS.months
RATE, SCORE, MEAN, BIAS, INSIDE = 0.05, 0.1, 0.005, 0.005, 0.005  # tolerances: as finely as the notebook prints them
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
    return case.with_dials(mix_shift=1.0, slide=0.6, delight=0.6, silence=0.0, channel_gap=0.0)


class Window(NamedTuple):
    """The surveys of three months in a row: the monthly ones, and all, those after contacts too."""

    monthly: pd.DataFrame
    sent: pd.DataFrame

    @property
    def name(self) -> str:
        months = self.monthly.sent_at.dt.strftime("%B %Y")
        first, last = (months[at] for at in (self.monthly.month.idxmin(), self.monthly.month.idxmax()))
        return f"{first.removesuffix(last[-5:])} to {last}"


@memo(keep=1)
def all_sent(case: Case) -> pd.DataFrame:
    """All surveys, with what was felt."""
    felt = case.reveal().surveys[["survey_id", "felt"]]
    return case.surveys.merge(felt).assign(month=lambda rows: case.calendar.month_of(rows.sent_at.to_numpy()))


def windows(case: Case) -> Iterator[Window]:
    """All of these two years."""
    for first in range(MONTHS - QUARTER + 1):
        yield Window(*(rows[rows.month.between(first, first + QUARTER - 1)] for rows in (asked(case), all_sent(case))))


@memo(keep=1)
def window(case: Case) -> Window:
    """The three months that show best what each mistake does: a rule, the same for everybody."""
    years = asked(case)

    def clear(window: Window) -> float:
        monthly, sent = window
        right = mean(monthly), weighted(monthly, years.channel), weighted(monthly, of_customers(monthly))
        silent = weighted(monthly, monthly.channel[~monthly.answered])
        wrong = mean(sent), mean(years), monthly.score.mean(), equally(monthly), by_store(monthly), silent
        return min(
            apart((rate(monthly), rate(but_a_day(monthly))), (rate(sent), rate(years))) / RATE,
            apart([score(monthly)], (score(sent), score(years))) / SCORE,
            apart(right, wrong) / MEAN,
        )

    return max(windows(case), key=clear)


@memo(keep=1)
def biased(case: Case) -> Window:
    """The three months that show best which surveys the truth is taken from."""
    years = asked(case)
    before = gap(window(case).monthly), gap(last_quarter(years))  # what is at hand from further up

    def clear(window: Window) -> float:
        monthly, sent = window
        said = monthly.score.mean()
        mixed = said - sent.felt.mean(), said - years.felt.mean(), since_the_first(case, monthly)
        return apart((gap(monthly), gap(monthly, 2)), (gap(sent), gap(years), *mixed, *before))

    return max(windows(case), key=clear)


def apart(right: Iterable[float], wrong: Iterable[float]) -> float:
    """How far the nearest of what is wrong lies from what is right."""
    return min(abs(one - other) for one, other in product(right, wrong))


def rate(surveys: pd.DataFrame) -> float:
    """Per cent that were answered."""
    return 100 * surveys.answered.mean()


def score(surveys: pd.DataFrame) -> float:
    """The net promoter score, in points."""
    return nps(surveys.score).score


def mean(surveys: pd.DataFrame) -> float:
    """The mean score, weighted by channel to those who were asked."""
    return by_channel(surveys).mean


def gap(surveys: pd.DataFrame, digits: int = 9) -> float:
    """By how much what was said lies above what was felt, from rounded means."""
    return round(surveys.score.mean(), digits) - round(surveys.felt.mean(), digits)


def since_the_first(case: Case, surveys: pd.DataFrame) -> float:
    """By how much the mean score has risen since the first quarter."""
    return surveys.score.mean() - first_quarter(asked(case)).score.mean()


def means(surveys: pd.DataFrame) -> pd.Series:
    """The mean score of each channel."""
    return surveys.groupby("channel", observed=True).score.mean()


def equally(surveys: pd.DataFrame) -> float:
    """The mean score if every channel counts alike."""
    return means(surveys).mean()


def weighted(surveys: pd.DataFrame, channels: pd.Series) -> float:
    """The mean score, each channel with its share among `channels`."""
    return float((means(surveys) * channels.value_counts(normalize=True)).sum())


def of_customers(surveys: pd.DataFrame) -> pd.Series:
    """The channel of each customer who was asked."""
    return surveys.drop_duplicates(["customer_id", "channel"]).channel


def by_store(surveys: pd.DataFrame) -> float:
    """The mean score, weighted by store to those who were asked."""
    return weighted_mean(surveys.score, strata=surveys.store, population=surveys.store.value_counts()).mean


def but_a_day(surveys: pd.DataFrame) -> pd.DataFrame:
    """Without the last day, as a date without a time leaves it out."""
    days = surveys.sent_at.dt.normalize()
    return surveys[days < days.max()]


class Boom(NamedTuple):
    """What the stores and their mix did in a boom, from one quarter (0, 1, ...) to another."""

    early: int
    late: int
    parts: Simpson

    @property
    def moved(self) -> pd.Series:
        """By how much the mean of each store moved."""
        return self.parts.groups.after - self.parts.groups.before

    def weighted(self, shares: str) -> float:
        return float((self.moved * self.parts.groups[shares]).sum())

    @property
    def clear(self) -> float:
        """How far the answer lies from what it is mistaken for."""
        wrong = self.weighted("share_before"), self.weighted("share_after"), self.moved.mean(), self.parts.change
        return apart([self.parts.within], (*wrong, *self.moved))


def stores(case: Case, early: int, late: int) -> Boom:
    """The same in any world of the chain."""
    sent = asked(case)
    sent = sent[sent.answered & (sent.month // QUARTER).isin([early, late])]
    return Boom(early, late, simpson(sent.score, sent.store, sent.month // QUARTER == late))


@memo(keep=1)
def in_boom(case: Case) -> Boom:
    """A quarter of the first year and one of the second, such that the weights of the stores matter most."""
    year, busy = MONTHS // QUARTER // 2, boom(case)
    pairs = product(range(year), range(year, 2 * year))
    return max((stores(busy, *pair) for pair in pairs), key=lambda found: found.clear)


def quarter_of(case: Case, number: int) -> pd.Period:
    """The quarter (0, 1, ...) in the calendar."""
    return pd.Period(case.calendar.months_as_dates[QUARTER * number], "Q")
