"""Every dial of the Starbucks case: at 0 a metric is the truth within noise, and the gap grows with the dial.

Noise is four standard errors, pooled over the seeds. Customers are drawn independently of each other and their
surveys are not, so the standard error of a difference of means is summed up customer by customer.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit.cases.starbucks import STARBUCKS
from casekit.measure.survey import simpson

SEEDS = range(1, 5)
CUSTOMERS, MONTHS = 5_000, 24
LADDER = (0.0, 0.25, 0.5, 0.75, 1.0)
STANDARD_ERRORS = 4


class Gap(NamedTuple):
    """How far a metric lies from the truth in one world."""

    size: float
    standard_error: float


def surveys(case: casekit.Case) -> pd.DataFrame:
    """Every monthly survey sent, with the score felt, home store, and month from 0."""
    sent = case.surveys[case.surveys.contact_id.isna()].drop(columns="contact_id")
    sent = sent.merge(case.reveal().surveys[["survey_id", "felt"]], on="survey_id")
    sent = sent.merge(case.customers[["customer_id", "home_store"]], on="customer_id")
    month = sent.sent_at.to_numpy().astype("datetime64[M]") - case.calendar.start
    return sent.assign(month=month.astype(int))


def answers_against_everybody(case: casekit.Case) -> Gap:
    """Mean of the answers less mean felt; the answers are a sample without replacement of those asked."""
    sent = surveys(case)
    missed = 1 - sent.answered.mean()
    return Gap(sent.score.mean() - sent.felt.mean(), sent.felt.std() * np.sqrt(missed / sent.answered.sum()))


def change(values: pd.Series, later: pd.Series, customers: pd.Series) -> Gap:
    """Mean of the later values less mean of the others, each customer's share in it being one draw."""
    share = (values - values[later].mean()) / later.sum()
    share = share.where(later, -(values - values[~later].mean()) / (~later).sum())
    return Gap(values[later].mean() - values[~later].mean(), np.sqrt((share.groupby(customers).sum() ** 2).sum()))


def fall_in_line(case: casekit.Case) -> Gap:
    """How far the mean felt by those who wait in line has fallen from the first quarter to the last."""
    sent = surveys(case)
    sent = sent[((sent.month < 3) | (sent.month >= MONTHS - 3)) & (sent.channel != "app")]
    moved = change(sent.felt, sent.month >= 3, sent.customer_id)
    return Gap(-moved.size, moved.standard_error)


def effect_of_the_mix(case: casekit.Case) -> Gap:
    """How much the mix of home stores moved the mean felt: that of each store's mean, counted once for each survey."""
    sent = surveys(case)
    sent = sent[(sent.month < 6) | (sent.month >= MONTHS - 6)]
    later = sent.month >= 6
    parts = simpson(sent.felt, sent.home_store, later)
    level = (parts.groups.before + parts.groups.after) / 2
    noise = change(sent.home_store.astype(str).map(level), later, sent.customer_id)
    assert noise.size == pytest.approx(parts.composition)
    return Gap(parts.composition, noise.standard_error)


def lost_over_incidents(case: casekit.Case) -> Gap:
    """Share of the customers who ever left because of an incident."""
    share = (case.reveal().customers.left_because == "incident").mean()
    return Gap(share, np.sqrt(share * (1 - share) / case.size))


def incidents_unvoiced(case: casekit.Case) -> Gap:
    """Share of the incidents noticed over which nobody complained."""
    noticed = case.reveal().experiences.query("noticed")
    share = (~noticed.complained).mean()
    return Gap(share, np.sqrt(share * (1 - share) / len(noticed)))


# For each dial its gap, and the other dials that stand still meanwhile.
GAPS = {
    "silence": (answers_against_everybody, {"channel_gap": 0.0}),
    "channel_gap": (answers_against_everybody, {"silence": 0.0}),
    "slide": (fall_in_line, {}),
    "mix_shift": (effect_of_the_mix, {"slide": 0.0}),
    "leaving": (lost_over_incidents, {}),
    "unvoiced": (incidents_unvoiced, {}),
}


@cache
def gap(dial: str, value: float) -> Gap:
    """The mean gap over the seeds, with its standard error."""
    measure, still = GAPS[dial]
    found = [measure(world(seed).with_dials(**still, **{dial: value})) for seed in SEEDS]
    sizes, errors = np.transpose(found)
    return Gap(sizes.mean(), np.sqrt((errors**2).sum()) / len(found))


@cache
def world(seed: int) -> casekit.Case:
    return casekit.open_case("starbucks", customers=CUSTOMERS, months=MONTHS, seed=seed)


def test_no_dial_is_forgotten():
    assert set(GAPS) == {dial.name for dial in STARBUCKS.dials}


@pytest.mark.parametrize("dial", GAPS)
def test_at_zero_the_metric_is_the_truth(dial):
    at_zero = gap(dial, 0.0)
    assert abs(at_zero.size) <= STANDARD_ERRORS * at_zero.standard_error


@pytest.mark.parametrize("dial", GAPS)
def test_the_gap_grows_with_the_dial(dial):
    sizes = [gap(dial, value).size for value in LADDER]
    assert all(less < more for less, more in pairwise(sizes)), sizes
    assert sizes[-1] > STANDARD_ERRORS * gap(dial, 1.0).standard_error


@pytest.mark.parametrize("dial", ["leaving", "unvoiced"])
def test_a_dial_that_causes_all_of_its_gap_leaves_none_at_zero(dial):
    assert gap(dial, 0.0).size == 0


@pytest.mark.parametrize("value", LADDER)
def test_the_share_of_incidents_unvoiced_is_the_dial_itself(value):
    unvoiced = gap("unvoiced", value)
    assert abs(unvoiced.size - value) <= STANDARD_ERRORS * unvoiced.standard_error


def test_if_all_is_voiced_the_service_desk_hears_of_each_incident():
    case = world(1).with_dials(unvoiced=0.0)
    noticed = case.reveal().experiences.query("noticed")
    heard = (case.contacts.repeat_of.isna() & (case.contacts.reason == "complaint")).sum()
    # A complaint comes within two days or so: those of the last three may be missing when the window ends.
    too_late = (noticed["at"] >= case.surveys.sent_at.max().normalize() - pd.Timedelta(days=3)).sum()
    assert len(noticed) - too_late <= heard <= len(noticed)
