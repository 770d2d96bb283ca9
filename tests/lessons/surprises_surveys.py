"""What lesson 06 exists for, in the terms of one world."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from casekit.case import Case
from casekit.lessons import surveys as lesson
from casekit.measure.effect import CONFIDENT, Difference, difference
from casekit.measure.survey import simpson, weighted_mean

UNHAPPY = 4
LIKE = 0.25  # points: means that differ by less differ a little


class Moved(NamedTuple):
    """From the first quarter to the last, in points."""

    said: float
    felt: float


class Surprises(NamedTuple):
    moved: dict[str, Moved]  # by what stands still
    apart: Moved  # what an answer that is equally easy in each channel changes in the last quarter's means
    rate: float  # of the last quarter
    unhappy_said: float  # share of the last quarter's scores
    unhappy_felt: float
    unhappy_silent: float  # of the unhappy, the share who kept silent
    silent_unhappy: tuple[
        float, float
    ]  # of all who were asked in the first and in the last quarter, silent and unhappy
    error: tuple[float, float]  # of the mean of the answers, in the first quarter and in the last
    who_answered: tuple[float, float]  # who answered in the first quarter, and in the last
    rate_moved_outside_the_app: float  # from the first quarter to the last
    channels_moved: pd.Series  # what customers feel, from the first quarter to the last, by channel
    app_moved: float  # share of the surveys that goes to app users
    mended: dict[str, float]  # share of the error that weighting by channel mends
    mix_moved: tuple[float, ...]  # what comes of the mix where newcomers go anywhere, whatever service does
    stores_moved: tuple[float, ...]  # from the first quarter to the last, in the boom, best stores first
    chain_moved: float
    rates: pd.DataFrame  # who answers, by store and channel
    felt: pd.Series  # by store
    felt_late: float  # the truth of the last quarter
    felt_by_leavers: float  # of those who are gone when it begins: what they felt when they were last asked
    visits: dict[str, Difference]  # of those who answered, against the silent, by channel
    asked_about: Difference  # visits of the group in the last exercise
    asked_about_by_customer: float  # its standard error, if the surveys of one customer are taken as one
    unhappy_answer_at_most: float  # share who answer where the unhappy are as quiet as can be
    errors: dict[str, float]  # of the ways to mend the last quarter's mean


def surprises(case: Case) -> Surprises:
    sent = everybody(case)
    early, late = ends(sent, 3)
    busy = everybody(case.with_dials(mix_shift=1.0, slide=0.8, delight=0.4, silence=0.0, channel_gap=0.0))
    later = lesson.later(case)
    alike = everybody(case.with_dials(channel_gap=0.0))
    about, by_customer = asked_about(case, later)
    return Surprises(
        moved={
            "nothing": moved(sent),
            "channels": moved(alike),
            "service": moved(everybody(case.with_dials(channel_gap=0.0, slide=0.0))),
        },
        apart=Moved(*(ends(alike, 3)[1][name].mean() - late[name].mean() for name in ("score", "felt"))),
        rate=late.answered.mean(),
        unhappy_said=(late.score.dropna() <= UNHAPPY).mean(),
        unhappy_felt=(late.felt <= UNHAPPY).mean(),
        unhappy_silent=1 - late.answered[late.felt <= UNHAPPY].mean(),
        silent_unhappy=tuple((~rows.answered & (rows.felt <= UNHAPPY)).mean() for rows in (early, late)),
        error=tuple(rows.score.mean() - rows.felt.mean() for rows in (early, late)),
        who_answered=(early.answered.mean(), late.answered.mean()),
        rate_moved_outside_the_app=late.answered[late.channel != "app"].mean()
        - early.answered[early.channel != "app"].mean(),
        channels_moved=late.groupby("channel", observed=True).felt.mean()
        - early.groupby("channel", observed=True).felt.mean(),
        app_moved=(late.channel == "app").mean() - (early.channel == "app").mean(),
        mended={
            "channel": mended(case.with_dials(channel_gap=1.0, silence=0.0)),
            "unhappiness": mended(case.with_dials(channel_gap=0.0, silence=0.9)),
        },
        mix_moved=tuple(mix_moved(case, slide) for slide in (0.0, 0.4, 0.8, 1.0)),
        stores_moved=tuple(rise(store, "felt", 3) for _, store in busy.groupby("home_store", observed=True)),
        chain_moved=rise(busy, "felt", 3),
        rates=sent.groupby(["home_store", "channel"], observed=True).answered.mean().unstack(),
        felt=late.groupby("home_store", observed=True).felt.mean(),
        felt_late=late.felt.mean(),
        felt_by_leavers=felt_by_leavers(case, sent),
        visits={
            str(name): difference(rows.visits[rows.answered], rows.visits[~rows.answered])
            for name, rows in later.groupby("channel", observed=True)
        },
        asked_about=about,
        asked_about_by_customer=by_customer,
        unhappy_answer_at_most=unhappy_answer(case.with_dials(channel_gap=0.0, silence=1.0)),
        errors=errors(late),
    )


def mix_moved(case: Case, slide: float) -> float:
    """What comes of the mix of stores in the chain's change, in the picture of the stores without a boom."""
    dials = {"silence": 0.0, "channel_gap": 0.0, "delight": 0.4, "mix_shift": 0.0}
    both = pd.concat(ends(everybody(case.with_dials(**dials, slide=slide)), 3))
    return simpson(both.felt, both.home_store, both.month >= 3).composition


def felt_by_leavers(case: Case, sent: pd.DataFrame) -> float:
    """What customers who are gone when the last quarter begins felt when they were last asked."""
    fates = case.reveal().customers
    begins = ends(sent, 3)[1].sent_at.min()
    gone = (fates.left_at < begins) & ~(fates.returned_at < begins) | (fates.left_again_at < begins)
    last = sent.sort_values("sent_at").drop_duplicates("customer_id", keep="last")
    return last.felt[last.customer_id.isin(fates.customer_id[gone])].mean()


def asked_about(case: Case, later: pd.DataFrame) -> tuple[Difference, float]:
    """Visits after the survey in the group that the last exercise names, and the error that counts customers."""
    found = re.search(r'home store "(.+?)" and the channel "(.+?)"', str(lesson.exercises(case).ask("06.3")))
    rows = later[(later.home_store == found[1]) & (later.channel == found[2])]
    groups = rows.groupby("answered").visits
    off = (rows.visits - groups.transform("mean")) / groups.transform("size") * rows.answered.map({True: 1, False: -1})
    by_customer = (off.groupby(rows.customer_id).sum() ** 2).sum() ** 0.5
    return difference(rows.visits[rows.answered], rows.visits[~rows.answered]), by_customer


def unhappy_answer(case: Case) -> float:
    """The share of the unhappy who answer in the last quarter."""
    late = ends(everybody(case), 3)[1]
    return late.answered[late.felt <= UNHAPPY].mean()


def everybody(case: Case) -> pd.DataFrame:
    """The monthly survey with the score that was felt, answered or not, and months counted from 0."""
    sent = lesson.monthly(case).merge(case.reveal().surveys[["survey_id", "felt"]], on="survey_id")
    months = sent.sent_at.to_numpy().astype("datetime64[M]") - case.calendar.start
    return sent.assign(month=months.astype(int))


def ends(sent: pd.DataFrame, months: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The surveys of the window's first `months` and of its last."""
    return sent[sent.month < months], sent[sent.month >= lesson.MONTHS - months]


def rise(sent: pd.DataFrame, column: str, months: int) -> float:
    """How far the mean of `column` has risen from the first `months` to the last."""
    first, last = ends(sent, months)
    return last[column].mean() - first[column].mean()


def moved(sent: pd.DataFrame) -> Moved:
    """How far survey and truth have moved, from the first quarter to the last."""
    return Moved(rise(sent, "score", 3), rise(sent, "felt", 3))


def weighted(rows: pd.DataFrame, groups: pd.Series) -> float:
    """The mean of the answers, with each group as large as among those who were asked."""
    shares = groups.value_counts(normalize=True)
    return float((rows.score.groupby(groups).mean() * shares).sum())


def mended(case: Case) -> float:
    """The share of the last quarter's error that weighting by channel mends."""
    late = ends(everybody(case), 3)[1]
    left = weighted(late, late.channel.astype(str)) - late.felt.mean()
    return 1 - abs(left) / abs(late.score.mean() - late.felt.mean())


def errors(late: pd.DataFrame) -> dict[str, float]:
    """How far each way comes out from the truth, on average."""
    quiet = late.felt[~late.answered]
    rate, said, true = late.answered.mean(), late.score.mean(), late.felt.mean()
    half = weighted_mean(quiet, weights=quiet.le(UNHAPPY).map({True: 0.5, False: 1.0})).mean
    return {
        "answers": said - true,
        "weights": weighted(late, late.home_store.astype(str) + late.channel.astype(str)) - true,
        "half pick up": rate * said + (1 - rate) * half - true,
        "polite": rate * said + (1 - rate) * (quiet + 1).clip(upper=10).mean() - true,
    }


def _at_two_stores_fewer_answer(one: Surprises) -> bool:
    worst, best = one.felt.nsmallest(2).index, one.felt.nlargest(2).index
    return all(one.rates[name][worst].max() < 0.9 * one.rates[name][best].min() for name in one.rates)


PROSE = {
    "The survey went up, and the truth went down": lambda one: (
        one.moved["nothing"].said > 0.05 and one.moved["nothing"].felt < -0.05
    ),
    "More than three of four kept silent": lambda one: one.rate < 0.25,
    "More than nine of ten of the unhappy are among the silent": lambda one: one.unhappy_silent > 0.9,
    "and there are more of them than in the first quarter": lambda one: (
        one.silent_unhappy[1] > one.silent_unhappy[0] + 0.05
    ),
    "So the mean of the answers is too high, and by more than before": lambda one: one.error[1] > one.error[0] > 0,
    "about one in four answered in the first quarter, and in the last": lambda one: all(
        0.2 < rate < 0.28 for rate in one.who_answered
    ),
    "About one in four answered in the first quarter, and in the last, while the truth fell": lambda one: (
        all(0.2 < rate < 0.28 for rate in one.who_answered) and one.moved["channels"].felt < 0
    ),
    "Outside the app, fewer answered than before": lambda one: one.rate_moved_outside_the_app < -0.005,
    "app users are better off, the others worse off": lambda one: (
        one.channels_moved["app"] > 0.1 and one.channels_moved.drop("app").max() < -0.1
    ),
    "and too good: the unhappy leave more easily": lambda one: one.felt_by_leavers < one.felt_late - 0.3,
    "and more surveys go to them than before": lambda one: one.app_moved > 0.01,
    "So the survey's figures differ a little from those above": lambda one: (
        abs(one.apart.said) < LIKE and one.apart.felt == 0
    ),
    "silence hides the fall": lambda one: one.moved["channels"].said > 0 and one.moved["channels"].felt < -0.1,
    "customers are better off than two years ago; with *The unhappy keep quiet*, worse off": lambda one: (
        one.moved["service"].felt > 0 > one.moved["channels"].felt
    ),
    "Neither survey falls": lambda one: min(one.moved["service"].said, one.moved["channels"].said) > 0,
    "So app users answer more": lambda one: one.rates["app"].min() > one.rates.drop(columns="app").max().max(),
    "If app users answer more, each of them counts less, and the mean comes much nearer the truth": lambda one: (
        one.mended["channel"] > 0.35
    ),
    "If the unhappy keep quiet inside each group, each group's mean is wrong": lambda one: (
        one.mended["unhappiness"] < 0.2
    ),
    "In *A boom at the best stores* every store gets worse, and the chain gets better": lambda one: (
        max(one.stores_moved) < -0.05 and one.chain_moved > 0.05
    ),
    "The truth says: they are the two where customers feel worst": _at_two_stores_fewer_answer,
    "Zero is not in it, even then": lambda one: (
        one.asked_about.difference > CONFIDENT * one.asked_about.standard_error + 0.05  # as it is written, too
        and one.asked_about.difference > CONFIDENT * one.asked_about_by_customer
    ),
    "at the right end hardly any of them answer": lambda one: one.unhappy_answer_at_most < 0.05,
    "In both presets with a fault, calls still come nearer the truth than weights": lambda one: (
        max(abs(one.errors["half pick up"]), abs(one.errors["polite"])) < abs(one.errors["weights"]) - 0.1
    ),
}
