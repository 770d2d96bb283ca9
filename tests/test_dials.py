"""Every dial of every case: at 0 a metric is the truth within noise, and the gap grows with the dial.

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
from thoroughness import sample

import casekit
from casekit.companies import COMPANIES
from casekit.measure.survey import simpson

SEEDS = range(1, 1 + sample(4, usually=2))
LADDER = (0.0, 0.25, 0.5, 0.75, 1.0)
STANDARD_ERRORS = 4


class Gap(NamedTuple):
    """How far a metric lies from the truth in one world."""

    size: float
    standard_error: float


def surveys(case: casekit.Case) -> pd.DataFrame:
    """Every monthly survey sent, with the score felt, and month from 0."""
    sent = case.surveys[case.surveys.contact_id.isna()].drop(columns="contact_id")
    sent = sent.merge(case.reveal().surveys[["survey_id", "felt"]], on="survey_id")
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
    sent = sent[((sent.month < 3) | (sent.month >= case.calendar.months - 3)) & (sent.channel != "app")]
    moved = change(sent.felt, sent.month >= 3, sent.customer_id)
    return Gap(-moved.size, moved.standard_error)


def rise_ahead(case: casekit.Case) -> Gap:
    """How far the mean felt by those who order ahead has risen from the first quarter to the last."""
    sent = surveys(case)
    sent = sent[((sent.month < 3) | (sent.month >= case.calendar.months - 3)) & (sent.channel == "app")]
    return change(sent.felt, sent.month >= 3, sent.customer_id)


def effect_of_the_mix(case: casekit.Case) -> Gap:
    """How much the mix of home stores moved the mean felt: that of each store's mean, counted once for each survey."""
    sent = surveys(case)
    sent = sent[(sent.month < 6) | (sent.month >= case.calendar.months - 6)]
    sent = sent.merge(case.customers[["customer_id", "home_store"]], on="customer_id")
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


def share(hits: pd.Series) -> Gap:
    """A share of independent rows, and its standard error."""
    return Gap(hits.mean(), np.sqrt(hits.mean() * (1 - hits.mean()) / len(hits)))


def promises_broken(case: casekit.Case) -> Gap:
    """Share of the parcels due in the window that came after the day promised, or never."""
    due = case.deliveries[case.deliveries.promised_on < "2026-01-01"]
    return share(due.delivered_at.isna() | (due.delivered_at.dt.normalize() > due.promised_on))


def bought_by_another(case: casekit.Case) -> Gap:
    """Share of an account's purchases that say nothing about its owner's taste, over accounts."""
    others = (case.reveal().purchases.bought_by == "other").groupby(case.reveal().purchases.customer_id).mean()
    return Gap(others.mean(), others.sem())


def clicks_a_visitor(case: casekit.Case) -> Gap:
    """Mean clicks a visitor, as the log has it, less that of the visitors who are people."""
    clicks = case.clicks.visitor_id.value_counts()
    people = case.reveal().visitors.set_index("visitor_id").kind[clicks.index] != "bot"
    return Gap(clicks.mean() - clicks[people].mean(), clicks.sem())


def searches_by_nobody(case: casekit.Case) -> Gap:
    """Share of the searches, all of them by customers, that no customer's history has."""
    lost = case.searches.customer_id.isna()
    # Each customer consents or not, once for all: so customers are the draws, not searches.
    whose = case.reveal().visitors.set_index("visitor_id").customer_id[case.searches.visitor_id].to_numpy()
    off = (lost - lost.mean()).groupby(whose).sum()
    return Gap(lost.mean(), np.sqrt((off**2).sum()) / len(lost))


def opened_once_more(case: casekit.Case) -> Gap:
    """Records a customer in the files of the desk, less one."""
    records = case.reveal().channel_records.customer_id.value_counts()
    return Gap(records.mean() - 1, records.sem())


def fields(case: casekit.Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the records of the desk say, and what the customer master file says of the same customers."""
    said = case.channel_records.set_index("record_id").drop(columns=["channel", "written_at"])
    whose = case.reveal().channel_records.set_index("record_id").customer_id[said.index]
    right = case.customers.set_index("customer_id").loc[whose, list(said)].set_axis(said.index)
    return said, right.assign(birth_date=right.birth_date.dt.strftime("%Y-%m-%d"))


def written_wrong(case: casekit.Case) -> Gap:
    """Share of what the records of the desk say that is not what the customer master file says."""
    said, right = fields(case)
    return share(pd.Series((said != right).to_numpy()[said.notna()]))


def left_empty(case: casekit.Case) -> Gap:
    """Share of the fields in the records of the desk that say nothing, each record being one draw."""
    empty = fields(case)[0].isna().mean(axis=1)
    return Gap(empty.mean(), empty.sem())


def spent_more_anyway(case: casekit.Case) -> Gap:
    """How much more members would spend than others without membership, less one."""
    truth, member = case.reveal().customers, case.customers.owner_group
    one, other = truth.spend_if_not[member], truth.spend_if_not[~member]
    ratio = one.mean() / other.mean()
    return Gap(ratio - 1, ratio * np.hypot(one.sem() / one.mean(), other.sem() / other.mean()))


def dearer(case: casekit.Case) -> Gap:
    """How much more of the list price is paid in the window's second half than in the first."""
    paid = case.purchases.amount / case.products.price.to_numpy()[case.purchases.product_id - 1]
    middle = (case.calendar.start + case.calendar.months // 2).astype("datetime64[ms]")
    return change(paid, case.purchases["at"] >= middle, case.purchases.customer_id)


def fewer_riders(case: casekit.Case) -> Gap:
    """Share of the riders lost over the window, newcomers counted in."""
    fate = case.reveal().customers
    before = case.customers.joined_at < case.calendar.start.astype("datetime64[ms]")
    left = fate.left_at.notna() & (fate.returned_at.isna() | fate.left_again_at.notna())
    lost = before.astype(int) - (~left).astype(int)
    return Gap(lost.sum() / before.sum(), lost.std() * np.sqrt(len(lost)) / before.sum())


# For each dial its gap, and the other dials that stand still meanwhile.
GAPS = {
    "starbucks": {
        "silence": (answers_against_everybody, {"channel_gap": 0.0}),
        "channel_gap": (answers_against_everybody, {"silence": 0.0}),
        "slide": (fall_in_line, {}),
        "delight": (rise_ahead, {}),
        "mix_shift": (effect_of_the_mix, {"slide": 0.0, "delight": 0.0}),
        "leaving": (lost_over_incidents, {}),
        "unvoiced": (incidents_unvoiced, {}),
    },
    "amazon": {
        "late": (promises_broken, {}),
        "leaving": (lost_over_incidents, {}),
        "unvoiced": (incidents_unvoiced, {}),
        "shared": (bought_by_another, {}),
        "bots": (clicks_a_visitor, {}),
        "anonymous": (searches_by_nobody, {"withheld": 0.0}),
        "withheld": (searches_by_nobody, {"anonymous": 0.0}),
        "silence": (answers_against_everybody, {}),
        "duplicates": (opened_once_more, {}),
        "typos": (written_wrong, {}),
        "gaps": (left_empty, {}),
    },
    "harley": {
        "self_selection": (spent_more_anyway, {}),
        "price_rise": (dearer, {}),
        "ageing": (fewer_riders, {}),
        "leaving": (lost_over_incidents, {}),
        "unvoiced": (incidents_unvoiced, {}),
        "silence": (answers_against_everybody, {}),
    },
}
SIZES = {"starbucks": (5_000, 24), "amazon": (2_000, 24), "harley": (4_000, 36)}  # customers, months
NOISY_AT_ZERO = {"slide", "delight", "mix_shift", "silence", "channel_gap", "self_selection", "price_rise", "ageing"}
DIALS = [(company, dial) for company, gaps in GAPS.items() for dial in gaps]
each_dial = pytest.mark.parametrize(("company", "dial"), DIALS)


@cache
def gap(company: str, dial: str, value: float) -> Gap:
    """The mean gap over the seeds, with its standard error."""
    measure, still = GAPS[company][dial]
    found = [measure(world(company, seed).with_dials(**still, **{dial: value})) for seed in SEEDS]
    sizes, errors = np.transpose(found)
    return Gap(sizes.mean(), np.sqrt((errors**2).sum()) / len(found))


@cache
def world(company: str, seed: int) -> casekit.Case:
    return casekit.open_case(company, customers=SIZES[company][0], months=SIZES[company][1], seed=seed)


def test_no_dial_is_forgotten():
    assert set(DIALS) == {(name, dial.name) for name, company in COMPANIES.items() for dial in company.dials}


@each_dial
def test_at_zero_the_metric_is_the_truth(company, dial):
    at_zero = gap(company, dial, 0.0)
    assert abs(at_zero.size) <= STANDARD_ERRORS * at_zero.standard_error


@each_dial
def test_the_gap_grows_with_the_dial(company, dial):
    sizes = [gap(company, dial, value).size for value in LADDER]
    assert all(less < more for less, more in pairwise(sizes)), sizes
    assert sizes[-1] > STANDARD_ERRORS * gap(company, dial, 1.0).standard_error


@pytest.mark.parametrize(
    ("company", "dial"),
    [(company, dial) for company, dial in DIALS if dial not in NOISY_AT_ZERO],
)
def test_a_dial_that_causes_all_of_its_gap_leaves_none_at_zero(company, dial):
    assert gap(company, dial, 0.0).size == 0


@pytest.mark.parametrize("value", LADDER)
@pytest.mark.parametrize(
    ("company", "dial"),
    [("starbucks", "unvoiced"), ("amazon", "unvoiced"), ("amazon", "late"),
     ("harley", "unvoiced"), ("amazon", "anonymous"), ("amazon", "withheld"), ("amazon", "typos")],
)  # fmt: skip
def test_the_share_is_the_dial_itself(company, dial, value):
    found = gap(company, dial, value)
    assert abs(found.size - value) <= STANDARD_ERRORS * found.standard_error


def test_if_all_is_voiced_the_service_desk_hears_of_each_incident():
    case = world("starbucks", 1).with_dials(unvoiced=0.0)
    noticed = case.reveal().experiences.query("noticed")
    heard = (case.contacts.repeat_of.isna() & (case.contacts.reason == "complaint")).sum()
    # A complaint comes within two days or so: those of the last three may be missing when the window ends.
    too_late = (noticed["at"] >= case.surveys.sent_at.max().normalize() - pd.Timedelta(days=3)).sum()
    assert len(noticed) - too_late <= heard <= len(noticed)
