"""Every table of every world agrees with every other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample
from worlds import COMPANIES, END, order_of, tables, whose, worlds

from casekit import open_case
from casekit.cases import groups

each_company = pytest.mark.parametrize("company", COMPANIES)
# What a leaver no longer does. What was ordered in time may still arrive, go wrong, be reviewed or complained about.
DONE_BY_CUSTOMERS = ("purchases", "surveys", "touches", "clicks", "searches", "goals")
KEYS = {"products": "product_id", "surveys": "survey_id", "purchases": "purchase_id", "contacts": "contact_id"}


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_keys_refer_to_something(company, data):
    case = data.draw(worlds(company))
    customers = case.customers.customer_id
    assert customers.tolist() == list(range(1, case.size + 1))
    assert case.reveal().customers.customer_id.equals(customers)
    assert set(case.reveal().states.customer_id) == set(customers)
    keys = {column: getattr(case, table)[column] for table, column in KEYS.items()}
    for name, frame in tables(case):
        if "customer_id" in frame:
            assert frame.customer_id.dropna().isin(customers).all(), name
        for column, key in keys.items():
            if column in frame:
                assert frame[column].dropna().isin(key).all(), (name, column)
    assert case.contacts.repeat_of.dropna().isin(case.contacts.contact_id).all()
    assert case.surveys.survey_id.equals(case.reveal().surveys.survey_id)
    assert case.surveys.customer_id.equals(case.reveal().surveys.customer_id)


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_rows_have_ids_of_their_own_and_are_sorted(company, data):
    case = data.draw(worlds(company))
    for name, frame in tables(case):
        row_id, owner = frame.columns[0], order_of(frame)[0]
        if whose(case, frame) is None or row_id == owner:
            continue
        assert frame[row_id].is_unique and frame[row_id].is_monotonic_increasing, name
        assert (frame[row_id] // 10_000 == frame[owner]).all(), name
        assert frame.sort_values(order_of(frame), kind="stable").index.equals(frame.index), name


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_nothing_before_joining_or_outside_the_window(company, data):
    case = data.draw(worlds(company))
    start = END - pd.DateOffset(months=case.calendar.months)
    joined = case.customers.joined_at.to_numpy()
    assert (case.customers.joined_at < END).all()
    for name, frame in tables(case):
        visited = pd.Series(whose(case, frame))
        for column in frame.columns[frame.dtypes == "datetime64[ms]"].difference(["joined_at", "member_since"]):
            at = frame[column].dropna()
            assert ((at >= start) & (at < END)).all(), (name, column)
            people = at.index
            if "visitor_id" in frame:
                kinds = case.reveal().visitors.set_index("visitor_id").kind
                people = at.index[(kinds[frame.visitor_id] != "bot").to_numpy()]
            assert (at[people].to_numpy() >= joined[visited[people].to_numpy() - 1]).all(), (name, column)


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_nobody_buys_looks_or_is_asked_while_away(company, data):
    case = data.draw(worlds(company))
    fate = case.reveal().customers.set_index("customer_id")
    assert (fate.returned_at.isna() | (fate.returned_at >= fate.left_at)).all()
    assert (fate.left_again_at.isna() | (fate.left_again_at >= fate.returned_at)).all()
    assert (fate.left_because.isna() == fate.left_at.isna()).all()
    for table in DONE_BY_CUSTOMERS:
        if table not in [kept.name for kept in case.company.records]:
            continue
        frame = getattr(case, table)
        if "visitor_id" in frame:
            kinds = case.reveal().visitors.set_index("visitor_id").kind
            frame = frame[(kinds[frame.visitor_id] != "bot").to_numpy()]
        at, lived = frame[order_of(frame)[1]].reset_index(drop=True), fate.loc[whose(case, frame)].reset_index()
        away = (at > lived.left_at) & ~(at >= lived.returned_at)
        gone = at > lived.left_again_at
        assert not (away | gone).any(), table


@each_company
def test_nobody_is_under_18_on_joining_or_over_85_at_the_end(company):
    for number in range(sample(200, usually=4)):
        case = open_case(company, student=f"student{number:03}@example.org")
        assert_of_age(case)
        assert (case.customers.birth_date + pd.DateOffset(years=86) > END).all()


def assert_of_age(case):
    """Whoever is a customer was 18 when they joined, and so whenever they did anything."""
    assert (case.customers.birth_date + pd.DateOffset(years=18) <= case.customers.joined_at).all()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_whatever_the_dials_say_nobody_is_under_18(company, data):
    assert_of_age(data.draw(worlds(company, most_months=120)))


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_who_leaves_over_an_incident_met_it(company, data):
    case = data.draw(worlds(company))
    fate, met = case.reveal().customers.set_index("customer_id"), case.reveal().experiences
    assert (met.noticed | ~met.left).all() and (met.left & met.intends_return | ~met.returned).all()
    over = met[met.left].groupby("customer_id")["at"].agg(["first", "last", "size"])
    because = fate[fate.left_because == "incident"]
    assert set(because.index) <= set(over.index) and over["size"].max() in (1, 2, np.nan)
    assert (over["first"][because.index] == because.left_at).all()
    back = fate[fate.returned_at.notna()]
    assert set(back.index) == set(met.customer_id[met.returned]) <= set(because.index)
    again = over.index[over["size"] == 2]
    assert (over["last"][again] == fate.left_again_at[again]).all()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_a_complaint_is_about_an_incident_and_ends_as_it_did(company, data):
    case = data.draw(worlds(company))
    complaints = case.contacts[case.contacts.reason == "complaint"]
    first = complaints[complaints.repeat_of.isna()]
    met = case.reveal().experiences.query("complained")[["customer_id", "at", "resolved"]]
    both = first.merge(met, on="customer_id", suffixes=("", "_truly"))
    # A twelfth of a year is not always a month, and a day at the desk runs from opening to closing.
    within = pd.Timedelta(days=case.company[groups.Incidents].complaint_days + 1)
    about = both["at"].between(both.at_truly, both.at_truly + within) & (both.resolved == both.resolved_truly)
    assert set(both.contact_id[about]) == set(first.contact_id)
    assert not complaints.resolved[complaints.repeat_of.notna()].any()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_a_repeat_follows_what_was_not_solved(company, data):
    contacts = data.draw(worlds(company)).contacts
    repeats = contacts[contacts.repeat_of.notna()]
    earlier = contacts.set_index("contact_id").loc[repeats.repeat_of]
    assert repeats.repeat_of.is_unique and not repeats.repeat_of.isin(repeats.contact_id).any()
    assert not earlier.resolved.any()
    for column in ("customer_id", "reason"):
        assert (earlier[column].to_numpy() == repeats[column].to_numpy()).all()
    assert (earlier["at"].to_numpy() <= repeats["at"].to_numpy()).all()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_who_has_left_for_good_only_calls_about_what_was_before(company, data):
    """A complaint, or a repeat: nothing new."""
    case = data.draw(worlds(company))
    fate = case.reveal().customers.set_index("customer_id")
    gone = fate.left_again_at.where(fate.returned_at.notna(), fate.left_at)
    late = case.contacts[case.contacts["at"].to_numpy() > gone[case.contacts.customer_id].to_numpy()]
    assert (late.repeat_of.notna() | (late.reason == "complaint")).all()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_nobody_is_asked_about_a_contact_before_it_is_over(company, data):
    case = data.draw(worlds(company, most_customers=600, most_months=120))
    asked = case.surveys[case.surveys.contact_id.notna()]
    about = case.contacts.set_index("contact_id").loc[asked.contact_id].reset_index()
    assert (about.customer_id.to_numpy() == asked.customer_id.to_numpy()).all()
    took = pd.to_timedelta(about.wait_seconds.astype("int64") + about.handle_seconds, unit="s")
    over = about["at"] + took
    sent = asked.sent_at.reset_index(drop=True)
    assert (sent >= over).all()
    day = pd.Timedelta(days=1)
    assert ((sent - about["at"] - took.dt.floor("D")).between(day * 0.999, day * 1.001)).all()


@each_company
@settings(max_examples=sample(30, usually=6), deadline=None)
@given(st.data())
def test_values_are_of_their_kind(company, data):
    case = data.draw(worlds(company))
    cents = case.purchases.amount * 100
    assert (case.purchases.amount > 0).all()
    assert np.allclose(cents, cents.round(), atol=1e-6)
    assert case.surveys.score.notna().equals(case.surveys.answered)
    felt = case.reveal().surveys.felt
    assert felt.between(0, 10).all()
    assert (case.surveys.score.dropna() == felt[case.surveys.answered]).all()
    assert (case.contacts.wait_seconds >= 0).all() and (case.contacts.handle_seconds >= 1).all()
    opted_out = case.touches[case.touches.opted_out].groupby("customer_id").touch_id.max()
    last = case.touches.groupby("customer_id").touch_id.max()
    assert (opted_out == last[opted_out.index]).all()
    met = case.reveal().experiences
    assert not (met.complained & ~met.noticed).any()
    assert not (met.resolved & ~met.complained).any()
    assert (met.hours_to_resolve.notna() == met.resolved).all()


@each_company
@settings(max_examples=sample(15, usually=6), deadline=None)
@given(st.data())
def test_a_used_offer_is_a_purchase_within_the_week(company, data):
    case = data.draw(worlds(company))
    used = case.touches[case.touches.responded].sort_values("at")
    bought = case.purchases[["customer_id", "at"]].rename(columns={"at": "bought_at"}).sort_values("bought_at")
    bought["key"] = bought.bought_at
    next_visit = pd.merge_asof(used, bought, left_on="at", right_on="key", by="customer_id", direction="forward")
    # The world's week is seven thirtieths of a month, and a day runs from opening to closing.
    assert (next_visit.bought_at - next_visit["at"] <= pd.Timedelta(days=8)).all()


@each_company
@settings(max_examples=sample(15, usually=6), deadline=None)
@given(st.data())
def test_record_dials_keep_the_world(company, data):
    case = data.draw(worlds(company, most_customers=60, most_months=24))
    names = [dial.name for dial in case.company.dials if dial.layer == "records"]
    again = case.with_dials(**{name: data.draw(st.floats(0, 1)) for name in names})
    for (name, before), (_, after) in zip(tables(case), tables(again), strict=True):
        is_world = name.startswith("true ") and name != "true channel_records"  # which is the truth about records
        if is_world or name == "purchases":
            pd.testing.assert_frame_equal(before, after, obj=name)
    louder = case.with_dials(**dict.fromkeys(names, 0.0))
    quieter = louder.with_dials(silence=0.9)
    assert not (quieter.surveys.answered & ~louder.surveys.answered).any()  # silence only ever takes answers away
