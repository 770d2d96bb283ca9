"""The Starbucks world against the published numbers it is calibrated to, each within its sampling error."""

import numpy as np
import pandas as pd
import pytest

from casekit import open_case
from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS

STATES = ["unsatisfied", "satisfied", "highly satisfied"]
PUBLISHED = pd.DataFrame(  # Harvard case, exhibit 9
    {"visits": [3.90, 4.30, 7.20], "ticket": [3.88, 4.06, 4.42], "life_years": [1.10, 4.40, 8.30]}, index=STATES
)
END = pd.Timestamp("2026-01-01")
MONTH = pd.Timedelta(days=365.25 / 12)
SIGMAS = 4  # a right world fails one check of this kind in 16,000


@pytest.fixture(scope="module")
def case():
    return open_case("starbucks", customers=20_000, months=36, seed=2)


@pytest.fixture(scope="module")
def stays(case):
    """Time spent as a customer, cut where satisfaction changes: customer_id, satisfaction, from_at, to_at, months."""
    states, fate = case.reveal().states, case.reveal().customers.set_index("customer_id")
    spans = states.assign(to_at=states.groupby("customer_id").from_at.shift(-1).fillna(END))
    fate = fate.loc[spans.customer_id].reset_index()
    first = spans.assign(to_at=np.minimum(spans.to_at, fate.left_at.fillna(END)))
    again = spans.assign(
        from_at=np.maximum(spans.from_at, fate.returned_at.fillna(END)),
        to_at=np.minimum(spans.to_at, fate.left_again_at.fillna(END)),
    )
    both = pd.concat([first, again])
    both = both[both.to_at > both.from_at]
    return both.assign(months=(both.to_at - both.from_at) / MONTH)


def state_at(case, moments):
    """The satisfaction of customers at moments, given as a frame with customer_id and at."""
    states = case.reveal().states.sort_values("from_at")
    moments = moments.sort_values("at")
    return pd.merge_asof(moments, states, left_on="at", right_on="from_at", by="customer_id")


def test_visits_a_month_by_satisfaction(case, stays):
    visited = state_at(case, case.purchases[["customer_id", "at"]])
    for state in STATES:
        months = stays[stays.satisfaction == state].groupby("customer_id").months.sum()
        visits = (
            visited[visited.satisfaction == state].groupby("customer_id").size().reindex(months.index, fill_value=0)
        )
        rate = visits.sum() / months.sum()
        # Customers differ, so the error is that of a ratio of sums over customers, not that of a Poisson count.
        error = np.sqrt(((visits - rate * months) ** 2).sum()) / months.sum()
        assert abs(rate - PUBLISHED.visits[state]) < SIGMAS * error
        assert error < 0.02 * rate  # else the check above would let anything pass


def test_ticket_by_satisfaction(case):
    bought = state_at(case, case.purchases[["customer_id", "at", "amount"]])
    for state, tickets in bought.groupby("satisfaction", observed=True).amount:
        assert abs(tickets.mean() - PUBLISHED.ticket[state]) < SIGMAS * tickets.sem()
        assert tickets.sem() < 0.01


def test_customer_life_by_satisfaction(case, stays):
    """Life is one over the hazard: leavers over months lived, with those still there counted as censored."""
    fate = case.reveal().customers
    moments = pd.concat(
        [
            fate[["customer_id", column]].set_axis(["customer_id", "at"], axis=1).dropna()
            for column in ("left_at", "left_again_at")
        ]
    )
    leavers = state_at(case, moments).satisfaction.value_counts()
    for state in STATES:
        months = stays.months[stays.satisfaction == state].sum()
        hazard, error = leavers[state] / months, np.sqrt(leavers[state]) / months
        assert abs(hazard - 1 / (12 * PUBLISHED.life_years[state])) < SIGMAS * error
        assert error < 0.06 * hazard


def test_tenure_of_todays_customers(case):
    """First visit in the past year 27 %, one to two years ago 20 %, two to five 30 %, earlier 23 %."""
    fate, joined = case.reveal().customers, case.customers.joined_at
    gone = (fate.left_at.notna() & fate.returned_at.isna()) | fate.left_again_at.notna()
    years = (END - joined[~gone]) / pd.Timedelta(days=365.25)
    shares = pd.cut(years, [0, 1, 2, 5, 99]).value_counts(normalize=True, sort=False)
    published = np.array([0.27, 0.20, 0.30, 0.23])
    error = np.sqrt(published * (1 - published) / len(years))
    assert (np.abs(shares.to_numpy() - published) < SIGMAS * error).all()


@pytest.mark.parametrize("leaving", [0.1, 0.5])
def test_a_noticed_incident_drives_away_by_its_chance(leaving):
    """N1: the dial is the chance of leaving at each noticed incident."""
    met = open_case("starbucks", customers=20_000, months=24, dials={"leaving": leaving}).reveal().experiences
    left = met.left[met.noticed]
    assert abs(left.mean() - leaving) < SIGMAS * np.sqrt(leaving * (1 - leaving) / len(left))
    assert not met.left[~met.noticed].any()


def test_intention_to_return_has_tarps_shares():
    """N2, N3: 70 to 54 % if the complaint is settled, 95 to 82 % if quickly, by severity; doing follows less often."""
    met = open_case("starbucks", customers=40_000, months=36, dials={"unvoiced": 0.0}).reveal().experiences
    quick = met.hours_to_resolve <= STARBUCKS[groups.Incidents].quick_hours
    expected = {("minor", True): 0.95, ("major", True): 0.82, ("minor", False): 0.70, ("major", False): 0.54}
    for (severity, quickly), share in expected.items():
        said = met.intends_return[met.resolved & (met.severity == severity) & (quick == quickly)]
        assert abs(said.mean() - share) < SIGMAS * np.sqrt(share * (1 - share) / len(said))
    came = met.returned[met.left & met.intends_return].mean()
    assert came < met.intends_return[met.left].mean()


def test_complaints_follow_their_dial():
    """N2: of those who notice, 96 % never complain."""
    met = open_case("starbucks", customers=40_000, months=36).reveal().experiences
    voiced = met.complained[met.noticed]
    assert abs(voiced.mean() - 0.04) < SIGMAS * np.sqrt(0.04 * 0.96 / len(voiced))


def test_every_number_is_labelled():
    for group in STARBUCKS.groups:
        for name, label in group.labels.items():
            assert label.standing in ("public", "assumption"), name
            assert label.source, name


def test_an_unlabelled_number_is_refused():
    from casekit.cases.groups import Rhythm

    with pytest.raises(TypeError, match="Rhythm.hours has no label"):
        Rhythm(hours=(0, 24))
