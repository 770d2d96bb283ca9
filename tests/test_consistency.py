"""Every table of every world agrees with every other."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import open_case

SHARE = st.floats(0, 1)
WORLDS = st.builds(
    lambda seed, customers, months, slide, mix_shift, leaving, unvoiced, silence, channel_gap: open_case(
        "starbucks",
        customers=customers,
        months=months,
        seed=seed,
        dials={
            "slide": slide,
            "mix_shift": mix_shift,
            "leaving": leaving,
            "unvoiced": unvoiced,
            "silence": silence,
            "channel_gap": channel_gap,
        },
    ),
    st.integers(0, 10**9), st.integers(1, 120), st.integers(1, 48), SHARE, SHARE, SHARE, SHARE, SHARE, SHARE,
)  # fmt: skip
END = pd.Timestamp("2026-01-01")
EVENTS = {"purchases": "at", "contacts": "at", "surveys": "sent_at", "touches": "at"}


@settings(max_examples=40, deadline=None)
@given(WORLDS)
def test_keys_refer_to_something(case):
    truth = case.reveal()
    customers = case.customers.customer_id
    assert customers.tolist() == list(range(1, case.size + 1))
    assert truth.customers.customer_id.equals(customers)
    assert case.surveys.survey_id.equals(truth.surveys.survey_id)
    assert case.surveys.customer_id.equals(truth.surveys.customer_id)
    assert case.purchases.product_id.isin(case.products.product_id).all()
    assert case.contacts.repeat_of.dropna().isin(case.contacts.contact_id).all()
    assert case.surveys.contact_id.dropna().isin(case.contacts.contact_id).all()
    assert set(truth.states.customer_id) == set(customers)
    for table, key in (("purchases", "purchase"), ("contacts", "contact"), ("surveys", "survey"), ("touches", "touch")):
        frame = getattr(case, table)
        assert frame.customer_id.isin(customers).all()
        assert frame[f"{key}_id"].is_unique
        assert (frame[f"{key}_id"] // 10_000 == frame.customer_id).all()
        assert frame[f"{key}_id"].is_monotonic_increasing
        assert frame.sort_values(["customer_id", EVENTS[table]], kind="stable").index.equals(frame.index)


@settings(max_examples=40, deadline=None)
@given(WORLDS)
def test_nothing_before_joining_or_outside_the_window(case):
    start = END - pd.DateOffset(months=case.calendar.months)
    joined = case.customers.joined_at.to_numpy()
    assert (case.customers.joined_at < END).all()
    truth = case.reveal()
    moments = [(getattr(case, table), column) for table, column in EVENTS.items()]
    moments += [(truth.states, "from_at"), (truth.experiences, "at"), (truth.surveys, "sent_at")]
    moments += [
        (truth.customers.dropna(subset=column), column) for column in ("left_at", "returned_at", "left_again_at")
    ]
    for frame, column in moments:
        at = frame[column]
        assert ((at >= start) & (at < END)).all(), column
        assert (at.to_numpy() >= joined[frame.customer_id.to_numpy() - 1]).all(), column


@settings(max_examples=40, deadline=None)
@given(WORLDS)
def test_nobody_buys_or_is_asked_while_away(case):
    fate = case.reveal().customers.set_index("customer_id")
    assert (fate.returned_at.isna() | (fate.returned_at >= fate.left_at)).all()
    assert (fate.left_again_at.isna() | (fate.left_again_at >= fate.returned_at)).all()
    assert (fate.left_because.isna() == fate.left_at.isna()).all()
    for table in ("purchases", "surveys", "touches"):
        frame = getattr(case, table)
        at, whose = frame[EVENTS[table]], fate.loc[frame.customer_id].reset_index(drop=True)
        away = (at > whose.left_at) & ~(at >= whose.returned_at)
        gone = at > whose.left_again_at
        assert not (away | gone).any(), table
    met = case.reveal().experiences
    whose = fate.loc[met.customer_id].reset_index(drop=True)
    assert not ((met["at"] > whose.left_at) & ~(met["at"] >= whose.returned_at)).any()


@settings(max_examples=40, deadline=None)
@given(WORLDS)
def test_values_are_of_their_kind(case):
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


@settings(max_examples=20, deadline=None)
@given(WORLDS)
def test_a_used_offer_is_a_purchase_within_the_week(case):
    used = case.touches[case.touches.responded].sort_values("at")
    bought = case.purchases[["customer_id", "at"]].rename(columns={"at": "bought_at"}).sort_values("bought_at")
    bought["key"] = bought.bought_at
    next_visit = pd.merge_asof(used, bought, left_on="at", right_on="key", by="customer_id", direction="forward")
    # The world's week is seven thirtieths of a month, and a day runs from opening to closing.
    assert (next_visit.bought_at - next_visit["at"] <= pd.Timedelta(days=8)).all()


@settings(max_examples=20, deadline=None)
@given(WORLDS, st.data())
def test_record_dials_keep_the_world(case, data):
    again = case.with_dials(silence=data.draw(SHARE), channel_gap=data.draw(SHARE))
    pd.testing.assert_frame_equal(again.purchases, case.purchases)
    pd.testing.assert_frame_equal(again.reveal().surveys, case.reveal().surveys)
    louder = case.with_dials(silence=0.0, channel_gap=0.0)
    quieter = louder.with_dials(silence=0.9)
    assert not (quieter.surveys.answered & ~louder.surveys.answered).any()  # silence only ever takes answers away
