"""What the pictures and the exercises compute from the surveys, with the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.dials import DialValues
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.lessons.registry import SURVEYS
from casekit.measure.effect import CONFIDENT, Difference, difference
from casekit.measure.survey import Estimate, weighted_mean
from casekit.memo import memo

if TYPE_CHECKING:
    from typing import Unpack

MONTHS = SURVEYS.months
RATE, MEAN, VISITS = 0.005, 0.00005, 0.005  # tolerances: the mean is asked for with four decimals, the others with two
SEEN = 0.05  # visits: the lower end of an interval that is written as above zero
CLEAR = 0.02  # points that the truth is at least off, where a rule chooses
UNHAPPY = 4  # a score up to here
QUARTER, YEAR = 3, 12  # months
DAYS = 60  # in which visits are counted after a survey
MS_A_DAY = 86_400_000


@takes(STARBUCKS)
def monthly(case: Case) -> pd.DataFrame:
    """The monthly survey as the company has it, without the surveys after contacts, and with month and home store.

    One row for each survey sent; the month is text, as "2024-02".
    """
    surveys = case.surveys[case.surveys.contact_id.isna()].drop(columns="contact_id")
    stores = case.customers[["customer_id", "home_store"]]
    months = np.datetime_as_string(surveys.sent_at.to_numpy().astype("datetime64[M]"))
    return surveys.assign(month=months.astype(object)).merge(stores, on="customer_id")


@takes(STARBUCKS)
def later(case: Case) -> pd.DataFrame:
    """The same with how often each customer came in the `DAYS` after the survey; without those that are not over."""
    sent = monthly(case)
    purchases = case.fresh("purchases", "customer_id", "at")  # of a table that the lesson itself never opens
    at, bought = (_milliseconds(column) for column in (sent.sent_at, purchases["at"]))
    stride = 2 * (_end(case) + MS_A_DAY * DAYS)  # so that no customer's time runs into the next one's
    visits = np.sort(purchases.customer_id.to_numpy(dtype=np.int64) * stride + bought)
    start = sent.customer_id.to_numpy(dtype=np.int64) * stride + at
    until = start + DAYS * MS_A_DAY
    sent["visits"] = np.searchsorted(visits, until) - np.searchsorted(visits, start)
    return sent[at + DAYS * MS_A_DAY <= _end(case)].reset_index(drop=True)


def _milliseconds(times: pd.Series) -> np.ndarray:
    return times.to_numpy().astype("datetime64[ms]").astype(np.int64)


def _end(case: Case) -> int:
    """The end of the window, in milliseconds."""
    return int((case.calendar.start + MONTHS).astype("datetime64[ms]").astype(np.int64))


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


def last_quarter(surveys: pd.DataFrame) -> pd.DataFrame:
    """The surveys of the last three months."""
    return surveys[surveys.month >= surveys.month.max() + 1 - QUARTER]


def first_quarter(surveys: pd.DataFrame) -> pd.DataFrame:
    """The surveys of the first three months."""
    return surveys[surveys.month < QUARTER]


class Moved(NamedTuple):
    """By how many points a mean moved from the first quarter to the last: of the answers, and of everybody asked."""

    said: Difference
    felt: Difference


def moved(surveys: pd.DataFrame) -> Moved:
    """How far the survey moved, and how far the truth."""
    before, after = first_quarter(surveys), last_quarter(surveys)
    return Moved(difference(after.score, before.score), difference(after.felt, before.felt))


def by_channel(surveys: pd.DataFrame) -> Estimate:
    """Mean score, weighted by channel to those who were asked."""
    return _weighted(surveys, surveys.channel.astype(str))


def by_group_mean(surveys: pd.DataFrame) -> Estimate:
    """Mean score, weighted by store and channel to those who were asked."""
    return _weighted(surveys, surveys.store.astype(str) + ", " + surveys.channel.astype(str))


def _weighted(surveys: pd.DataFrame, groups: pd.Series) -> Estimate:
    return weighted_mean(surveys.score, strata=groups, population=groups.value_counts().to_dict())


def by_group(surveys: pd.DataFrame) -> pd.DataFrame:
    """Each combination of store and channel: mean score said and felt, answers, and surveys sent."""
    cells = surveys.groupby(["store", "channel"], observed=True)
    return cells.agg(
        said=("score", "mean"), true=("felt", "mean"), answers=("answered", "sum"), sent=("answered", "size")
    )


class Ways(NamedTuple):
    """What four surveys of the last quarter come to on average, with their standard errors, and the truth."""

    answers: Estimate
    draw: Estimate  # twice as many answers, of the same kind
    weights: Estimate  # by store and channel
    calls: Estimate
    true: float

    def error(self, name: str) -> float:
        """How far a way lies from the truth."""
        estimate: Estimate = getattr(self, name)
        return estimate.mean - self.true


def ways(case: Case, calls: int, pick: float, polite: float) -> Ways:
    """What money for the survey may buy.

    Of those called, `pick` is the share of the unhappy who pick up (the others all do); all who pick up say what they
    feel and add `polite` points, up to a score of 10.
    """
    late = last_quarter(asked(case))
    answers = weighted_mean(late.score)
    return Ways(
        answers,
        Estimate(answers.mean, answers.standard_error / np.sqrt(2)),
        by_group_mean(late),
        _with_calls(late, answers, calls, pick, polite),
        late.felt.mean(),
    )


def _with_calls(late: pd.DataFrame, answers: Estimate, calls: int, pick: float, polite: float) -> Estimate:
    quiet = late.felt[~late.answered].to_numpy(dtype=float)
    picks = np.where(quiet <= UNHAPPY, pick, 1.0)
    says = np.minimum(quiet + polite, 10)
    mean = np.average(says, weights=picks)
    error = np.sqrt(np.average((says - mean) ** 2, weights=picks) / (calls * picks.mean()))
    silent = 1 - late.answered.mean()
    both = np.hypot((1 - silent) * answers.standard_error, silent * error)
    return Estimate(float((1 - silent) * answers.mean + silent * mean), float(both))


class Window(NamedTuple):
    """The monthly surveys of three months in a row, and the position of the first of them."""

    start: int
    monthly: pd.DataFrame

    @property
    def first(self) -> str:
        """The first of the months, as "2024-02"."""
        return f"{self.monthly.sent_at.min():%Y-%m}"

    @property
    def last(self) -> str:
        """The last of the months."""
        return f"{self.monthly.sent_at.max():%Y-%m}"

    @property
    def name(self) -> str:
        months = self.monthly.sent_at.dt.strftime("%B %Y")
        first, last = (months[at] for at in (self.monthly.month.idxmin(), self.monthly.month.idxmax()))
        return f"{first.removesuffix(last[-5:])} to {last}"


# Months that are taken by mistake for three that begin at `start`; those before and after the window are not there.
OTHER_MONTHS: dict[str, Callable[[int], Iterable[int]]] = {
    "your months begin one month too early": lambda start: range(start - 1, start + 2),
    "your months begin one month too late": lambda start: range(start + 1, start + 4),
    "these are four months: the one before is in it": lambda start: range(start - 1, start + 3),
    "these are four months: the one after is in it": lambda start: range(start, start + 4),
    "the first of the three months is missing": lambda start: range(start + 1, start + 3),
    "the month in the middle is missing": lambda start: (start, start + 2),
    "the last of the three months is missing": lambda start: range(start, start + 2),
    "this is the first of the three months alone": lambda start: (start,),
    "this is the month in the middle alone": lambda start: (start + 1,),
    "this is the last of the three months alone": lambda start: (start + 2,),
    "all months before are in it, too": lambda start: range(start + 3),
    "all months after are in it, too": lambda start: range(start, MONTHS),
    "these are the same months of the other year": lambda start: _same_months(start)[QUARTER:],
    "these are these months of both years": lambda start: _same_months(start),
    "this is a whole year; keep the three months that the question names":
        lambda start: range(start // YEAR * YEAR, start // YEAR * YEAR + YEAR),
    "this is all two years; keep the three months that the question names": lambda start: range(MONTHS),
    "this is the last quarter; keep the three months that the question names":
        lambda start: range(MONTHS - QUARTER, MONTHS),
}  # fmt: skip


def _same_months(start: int) -> list[int]:
    """Three months from `start` on, and the same months of the other year."""
    return [(start + years * YEAR + month) % MONTHS for years in range(2) for month in range(QUARTER)]


def rate_of(case: Case, months: Iterable[int]) -> float:
    """Per cent of the surveys of these months that were answered."""
    counts = _by_month(case)
    rows = counts[counts.index.isin(list(months))]
    return 100 * rows["sum"].sum() / rows["size"].sum()


@memo(keep=1)
def _by_month(case: Case) -> pd.DataFrame:
    return asked(case).groupby("month").answered.agg(["sum", "size"])


@memo(keep=1)
def window(case: Case) -> Window:
    """The three months that show best what was taken for their rate: a rule, the same for everybody."""
    sent = asked(case)

    def months(start: int) -> pd.DataFrame:
        return sent[sent.month.between(start, start + QUARTER - 1)]

    def clear(start: int) -> tuple[bool, float, int]:
        rows = months(start)
        others = [rate_of(case, taken(start)) for taken in OTHER_MONTHS.values()]
        alike = [mean_rate(rows, by) for by in ("month", "channel", "store")]
        wrong = [round(one, 2) for one in (*others, *alike, rate(but_a_day(rows)))]
        *coarse, right = (round(rate(rows), digits) for digits in range(3))
        same = sum(abs(right - one) <= RATE for one in wrong)
        # As they are written all differ, or all but the fewest; and none is taken for the answer rounded too far.
        return not same, apart([*coarse, right], wrong), -same

    start = max(range(1, MONTHS - QUARTER), key=clear)  # so that there is a month before and one after
    return Window(start, months(start))


def apart(right: Iterable[float], wrong: Iterable[float]) -> float:
    """How far the nearest of what is wrong lies from what is right."""
    return min(abs(one - other) for one, other in product(right, wrong))


def rate(surveys: pd.DataFrame) -> float:
    """Per cent that were answered."""
    return 100 * surveys.answered.mean()


def mean_rate(surveys: pd.DataFrame, by: str) -> float:
    """Per cent that were answered, if each group counts alike, however many surveys it has."""
    return 100 * surveys.groupby(by, observed=True).answered.mean().mean()


def but_a_day(surveys: pd.DataFrame) -> pd.DataFrame:
    """Without the last day, as a date without a time leaves it out."""
    days = surveys.sent_at.dt.normalize()
    return surveys[days < days.max()]


@memo(keep=1)
def visits(case: Case) -> pd.DataFrame:
    """What `later` gives, kept."""
    return later(case)


def by_answer(rows: pd.DataFrame) -> Difference:
    """Mean visits after the survey: of those who answered, against those who did not."""
    return difference(rows.visits[rows.answered], rows.visits[~rows.answered])


class Group(NamedTuple):
    """The customers of one home store who order in one way."""

    store: str
    channel: str


@memo(keep=1)
def gaps(case: Case) -> dict[Group, Difference]:
    """Visits of those who answered against those of the silent, in each group."""
    groups = visits(case).groupby(["home_store", "channel"], observed=True)
    return {Group(*map(str, name)): by_answer(rows) for name, rows in groups}


@memo(keep=1)
def group(case: Case) -> Group:
    """Of the two stores where fewest answer, the group that nothing else is taken for: the same rule for all.

    Its interval is seen to lie above zero, as the text says.
    """
    rows, found = visits(case), gaps(case)
    stores = rows.groupby("home_store", observed=True).answered.mean().nsmallest(2).index

    def clear(one: Group) -> tuple[bool, float]:
        here, gap = rows_of(case, one), found[one]
        beside = [gap.difference for other, gap in found.items() if other != one and set(other) & set(one)]
        whole = [by_answer(some).difference for some in (rows, *without(case, one), either(case, one))]
        alike = [gap_alike(here, by) for by in ("month", "customer_id")]
        alike += [by_answer(some).difference for some in (first_of_each(here), who_came(here))]
        ratio, more = gap.treated / gap.control, gap.treated - here.visits.mean()
        wrong = (-gap.difference, ratio, ratio - 1, more, medians(here), *beside, *whole, *alike)
        above = gap.difference - CONFIDENT * gap.standard_error > SEEN
        return above, apart([gap.difference, gap_of_rounded(here)], wrong)

    return max((one for one in found if one.store in stores), key=clear)


def rows_of(case: Case, one: Group) -> pd.DataFrame:
    """The surveys of one group."""
    rows = visits(case)
    return rows[(rows.home_store == one.store) & (rows.channel == one.channel)]


def without(case: Case, one: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The surveys of a group's channel at all stores, and those of its store by all channels."""
    rows = visits(case)
    return rows[rows.channel == one.channel], rows[rows.home_store == one.store]


def either(case: Case, one: Group) -> pd.DataFrame:
    """The surveys of a group's store and those of its channel, as `|` takes them."""
    rows = visits(case)
    return rows[(rows.home_store == one.store) | (rows.channel == one.channel)]


def gap_of_rounded(rows: pd.DataFrame) -> float:
    """The difference of visits, of means that were rounded as they are printed."""
    gap = by_answer(rows)
    return round(gap.treated, 2) - round(gap.control, 2)


def gap_alike(rows: pd.DataFrame, by: str) -> float:
    """The difference of visits, if each month or each customer counts alike, however many surveys there are of it."""
    means = rows.groupby([by, "answered"], observed=True).visits.mean().unstack().mean()
    return float(means[True] - means[False])


def first_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    """The first survey of each customer."""
    return rows.drop_duplicates("customer_id")


def who_came(rows: pd.DataFrame) -> pd.DataFrame:
    """The surveys after which a customer came at all."""
    return rows[rows.visits > 0]


def medians(rows: pd.DataFrame) -> float:
    """Median visits of those who answered, less that of the silent."""
    return rows.visits[rows.answered].median() - rows.visits[~rows.answered].median()
