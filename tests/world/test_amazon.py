"""The Amazon world against the models it is made of, each within its sampling error."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyp2f1
from scipy.stats import chi2, gamma, invgamma, kstest

from casekit import open_case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON

SIGMAS = 4  # a right world fails one check of this kind in 16,000
ONE_IN = 2 * NormalDist().cdf(-SIGMAS)
CUSTOMERS = 20_000
WEEK = pd.Timedelta(weeks=1)
END = pd.Timestamp("2026-01-01")
TASTE = [f"taste_{category}" for category in dict.fromkeys(product[1] for product in AMAZON[groups.Products].catalogue)]


@pytest.fixture(scope="module")
def case():
    return open_case("amazon", customers=CUSTOMERS, months=24, seed=3)


@pytest.fixture(scope="module")
def undisturbed():
    """No promise is ever broken, so nothing but BG/NBD makes customers leave; nobody shares an account."""
    return open_case("amazon", customers=CUSTOMERS, months=24, seed=4, dials={"late": 0.0, "shared": 0.0})


@pytest.fixture(scope="module")
def tasted(undisturbed):
    """Purchases with their product's category and price, and the taste of who bought."""
    truth = undisturbed.reveal().customers
    return undisturbed.purchases.merge(undisturbed.products, on="product_id").merge(truth, on="customer_id")


def share_agrees(hits, share):
    """Whether a sample of yes and no (bool) may have been drawn with this share."""
    assert abs(hits.mean() - share) < SIGMAS * np.sqrt(share * (1 - share) / len(hits))


def of_truth(case, frame):
    """The customer_id behind each visitor, missing for programs, and the visitor's kind."""
    visitors = case.reveal().visitors.set_index("visitor_id")
    return visitors.customer_id[frame.visitor_id].reset_index(drop=True), visitors.kind[frame.visitor_id].to_numpy()


# --- timing: BG/NBD --------------------------------------------------------------------------------------------------


def expected_purchases(t):
    """E[X(t)], repeat purchases by week t; Fader, Hardie & Lee (2005), equation 9."""
    m = AMAZON[groups.Orders]
    hypergeometric = hyp2f1(m.r, m.b, m.a + m.b - 1, t / (m.alpha + t))
    return (m.a + m.b - 1) / (m.a - 1) * (1 - (m.alpha / (m.alpha + t)) ** m.r * hypergeometric)


@pytest.mark.parametrize("weeks", [1, 4, 13, 26, 52])
def test_repeat_purchases_come_as_bg_nbd_has_it(undisturbed, weeks):
    joined = undisturbed.customers.set_index("customer_id").joined_at
    watched = joined[joined + weeks * WEEK <= END]
    bought = undisturbed.purchases[undisturbed.purchases.customer_id.isin(watched.index)]
    since = bought["at"].to_numpy() - watched[bought.customer_id].to_numpy()
    counts = bought[(since <= weeks * WEEK) & bought.duplicated("customer_id")].groupby("customer_id").size()
    counts = counts.reindex(watched.index, fill_value=0)
    # Within a day the clock runs from opening to closing, so that a purchase may be some hours off: negligible here.
    assert counts.mean() == pytest.approx(expected_purchases(weeks), abs=SIGMAS * counts.sem())


def test_most_customers_buy_at_least_monthly_while_active(case):
    monthly = 12 / (365.25 / 7)
    assert (case.reveal().customers.purchase_rate >= monthly).mean() > 0.5
    chance = gamma.sf(monthly, AMAZON[groups.Orders].r, scale=1 / AMAZON[groups.Orders].alpha)
    share_agrees(case.reveal().customers.purchase_rate >= monthly, chance)


def test_the_first_purchase_is_on_joining(case):
    first = case.purchases.groupby("customer_id")["at"].min()
    assert first.reset_index(drop=True).equals(case.customers.joined_at.rename("at"))


def test_customers_arrive_in_thirds(case):
    month = case.customers.joined_at.to_numpy().astype("datetime64[M]") - case.calendar.start
    third = month.astype(int) // (case.calendar.months // 3)
    for number, share in enumerate(AMAZON[groups.Orders].arrivals):
        share_agrees(third == number, share)


def test_without_broken_promises_customers_only_lapse(undisturbed):
    fate = undisturbed.reveal().customers
    assert set(fate.left_because.dropna()) == {"lapse"}
    assert undisturbed.reveal().experiences.empty
    # Who lapses does so right after a purchase, their last.
    last = undisturbed.purchases.groupby("customer_id")["at"].max().reset_index(drop=True)
    assert (fate.left_at.isna() | (fate.left_at - last).between(pd.Timedelta(0), pd.Timedelta(seconds=1))).all()


# --- taste and money -------------------------------------------------------------------------------------------------


def test_tastes_are_a_mixture_of_dirichlets(case):
    truth, rules = case.reveal().customers, AMAZON[groups.Tastes]
    assert np.allclose(truth[TASTE].sum(axis=1), 1, atol=1e-5)
    for code, (kind, share) in enumerate(zip(rules.types, rules.type_shares, strict=True)):
        share_agrees(truth.type == kind, share)
        of_kind = truth.loc[truth.type == kind, TASTE]
        mean = np.array(rules.likes[code]) / sum(rules.likes[code])
        spread = np.sqrt(mean * (1 - mean) / (rules.concentration * sum(rules.likes[code]) + 1))
        assert (np.abs(of_kind.mean() - mean) < SIGMAS * spread / np.sqrt(len(of_kind))).all()


def test_purchases_follow_taste(tasted):
    for column in TASTE:
        chance = tasted[column]
        surprise = (tasted.category == column.removeprefix("taste_")).sum() - chance.sum()
        assert abs(surprise) < SIGMAS * np.sqrt((chance * (1 - chance)).sum())


def test_within_a_category_sales_follow_zipf(undisturbed, tasted):
    truth = undisturbed.reveal().products
    for _, of_category in tasted.groupby("category", observed=True):
        sold = of_category.product_id.value_counts()
        share = truth.set_index("product_id").share_of_category[undisturbed.products.set_index(
            "product_id").index[undisturbed.products.category == of_category.category.iloc[0]]]  # fmt: skip
        ranked = share.sort_values(ascending=False)
        assert np.allclose(ranked.iloc[0] / ranked, np.arange(1, len(ranked) + 1), rtol=1e-3)
        expected = share / share.sum() * len(of_category)
        misfit = ((sold.reindex(share.index, fill_value=0) - expected) ** 2 / expected).sum()
        assert misfit < chi2.isf(ONE_IN, len(share) - 1)


def test_each_world_has_bestsellers_of_its_own(undisturbed, case):
    leaders = [world.reveal().products.share_of_category.nlargest(10).index.tolist() for world in (undisturbed, case)]
    assert leaders[0] != leaders[1]


def test_what_an_order_comes_to(tasted):
    """Price, times the customer's own level (inverse gamma with mean 1), times a gamma factor with mean 1."""
    surprise = (tasted.amount / tasted.mean_amount - 1).groupby(tasted.customer_id).mean()
    # Rounding to cents and six digits of taste are far below the noise.
    assert abs(surprise.mean()) < SIGMAS * surprise.sem()
    level = tasted.amount / tasted.price
    # The mean over all customers' orders of one level, and its gamma noise, by the customer's first purchase.
    first = level.groupby(tasted.customer_id).first()
    q, shape = AMAZON[groups.Orders].q, AMAZON[groups.Orders].size_shape
    generator = np.random.Generator(np.random.SFC64(1))
    model = invgamma(q, scale=q - 1).rvs(200_000, random_state=generator) * gamma(shape, scale=1 / shape).rvs(
        200_000, random_state=generator
    )
    assert kstest(first, model).pvalue > 0.001


def test_in_shared_accounts_the_other_person_buys_by_a_taste_of_their_own(case):
    truth = case.reveal()
    share_agrees(truth.customers.shared, case.dials["shared"])
    bought = truth.purchases.merge(case.purchases[["purchase_id", "product_id"]], on="purchase_id")
    bought = bought.merge(case.products, on="product_id").merge(truth.customers, on="customer_id")
    other = bought.bought_by == "other"
    assert not other[~bought.shared].any()
    share_agrees(other[bought.shared], AMAZON[groups.Tastes].other_buys)
    favourite = bought[TASTE].to_numpy().argmax(axis=1) == bought.category.cat.codes
    assert favourite[~other].mean() - favourite[other].mean() > 0.2


# --- promises --------------------------------------------------------------------------------------------------------


def test_promises_are_broken_as_often_as_the_dial_says(case):
    sent = case.deliveries[case.deliveries.promised_on < END - pd.Timedelta(days=40)]  # the rest may be on its way
    broken = sent.delivered_at.isna() | (sent.delivered_at.dt.normalize() > sent.promised_on)
    share_agrees(broken, case.dials["late"])
    lost = sent.delivered_at.isna()
    # Late parcels take longer than 40 days once in a million times.
    share_agrees(lost[broken], AMAZON[groups.Incidents].severity_shares[1])


def test_prime_is_promised_sooner(case):
    sent = case.deliveries.merge(case.purchases[["purchase_id", "at"]]).merge(case.customers[["customer_id", "prime"]])
    days = (sent.promised_on - sent["at"].dt.normalize()).dt.days
    assert days.groupby(sent.prime).unique().map(list).to_dict() == {False: [5], True: [2]}
    share_agrees(case.customers.prime, AMAZON[groups.Deliveries].prime)


def test_each_broken_promise_is_an_incident(case):
    """As long as the customer had not left when ordering."""
    met = case.reveal().experiences
    sent = case.deliveries
    broken = sent.delivered_at.isna() | (sent.delivered_at.dt.normalize() > sent.promised_on)
    by_customer = broken[sent.promised_on < END].groupby(sent.customer_id).sum()
    incidents = met.groupby("customer_id").size().reindex(by_customer.index, fill_value=0)
    on_its_way = sent[(sent.promised_on >= END - pd.Timedelta(days=1)) & sent.delivered_at.isna()].customer_id
    same = (by_customer == incidents) | by_customer.index.isin(on_its_way)
    assert same.all()
    assert len(met) > 1_000


def test_who_is_let_down_is_less_satisfied(case):
    met = case.reveal().experiences
    states = case.reveal().states.sort_values("from_at")
    after = pd.merge_asof(met.sort_values("at"), states, left_on="at", right_on="from_at", by="customer_id")
    unsatisfied = (after.satisfaction == "unsatisfied").mean()
    chance = AMAZON[groups.Satisfaction].let_down
    assert unsatisfied > chance - SIGMAS * np.sqrt(chance * (1 - chance) / len(after))


def test_leaving_complaints_and_returning_follow_their_shares():
    """N1-N3: leaving by the dial, complaints by the dial, intention by TARP's shares."""
    dials = {"late": 0.2, "leaving": 0.3, "unvoiced": 0.4}
    met = open_case("amazon", customers=10_000, months=24, dials=dials).reveal().experiences
    share_agrees(met.complained, 1 - dials["unvoiced"])
    first = met[~met.duplicated("customer_id")]
    share_agrees(first.left, dials["leaving"])
    quick = met.hours_to_resolve <= AMAZON[groups.Incidents].quick_hours
    expected = {("minor", True): 0.95, ("major", True): 0.82, ("minor", False): 0.70, ("major", False): 0.54}
    for (severity, quickly), share in expected.items():
        share_agrees(met.intends_return[met.resolved & (met.severity == severity) & (quick == quickly)], share)
    assert met.returned[met.left & met.intends_return].mean() < 1


def test_stars_reviews_and_returns(case):
    truth = case.reveal()
    bought = truth.purchases.merge(case.purchases[["purchase_id", "product_id", "at"]], on="purchase_id")
    bought = bought.merge(truth.products, on="product_id")
    bought = bought[bought.felt.notna() & (bought["at"] < END - pd.Timedelta(days=120))]
    # Good products get more stars.
    assert np.corrcoef(bought.felt.astype(float), bought.quality)[0, 1] > 0.5
    for table, chances in (
        (case.reviews, AMAZON[groups.Reviews].reviews),
        (case.returns, AMAZON[groups.Reviews].returns),
    ):
        done = bought.purchase_id.isin(table.purchase_id)
        for stars, chance in enumerate(chances, start=1):
            share_agrees(done[bought.felt == stars], chance)


# --- traces ----------------------------------------------------------------------------------------------------------


def test_searches_reveal_taste_before_purchases_do(case):
    """A search names the category of the next purchase more often than the purchase before it does."""
    category = {name.split()[-1].lower(): category for name, category, *_ in AMAZON[groups.Products].catalogue}
    customer, kind = of_truth(case, case.searches)
    searched = case.searches.assign(
        owner=customer.to_numpy(), category=case.searches["query"].astype(str).map(category)
    )
    searched = searched.dropna(subset="owner").astype({"owner": "int32"}).sort_values("at")
    bought = case.purchases.merge(case.products, on="product_id")[["customer_id", "at", "category"]]
    bought["before"] = bought.groupby("customer_id").category.shift()
    later = bought.dropna().rename(columns={"customer_id": "owner", "category": "bought"}).sort_values("at")
    found = pd.merge_asof(later, searched[["owner", "at", "category"]], on="at", by="owner",
                          tolerance=pd.Timedelta(days=14)).dropna()  # fmt: skip
    hits = (found.category == found.bought.astype(str)).mean()
    as_before = (found.before.astype(str) == found.bought.astype(str)).mean()
    assert hits > as_before + SIGMAS * np.sqrt(0.5 / len(found))


def test_goals_hint_at_taste(case):
    stated = dict(AMAZON[groups.Goals].goals)
    customer, _ = of_truth(case, case.goals)
    truth = case.reveal().customers.set_index("customer_id").loc[customer]
    category = case.goals.goal.astype(str).map(stated)
    hinting = [hint for hint in stated.values() if hint]
    general = 3 / len(TASTE)
    for column in TASTE:
        # Of the weights, a category has its taste, and each goal that hints at nothing has that of an average one.
        chance = truth[column].to_numpy() / (
            truth[[f"taste_{h}" for h in set(hinting)]].sum(axis=1).to_numpy() + general
        )
        surprise = (category == column.removeprefix("taste_")).sum() - chance.sum()
        assert abs(surprise) < SIGMAS * np.sqrt((chance * (1 - chance)).sum())


def test_logs_know_those_who_consent_and_have_logged_in(case):
    share_agrees(case.customers.consent, 1 - case.dials["withheld"])
    customer, kind = of_truth(case, case.searches)
    consents = case.customers.set_index("customer_id").consent[customer].to_numpy()
    share_agrees(case.searches.customer_id.notna()[consents], 1 - case.dials["anonymous"])
    assert not case.searches.customer_id.notna()[~consents].any()


def test_the_busiest_visitors_are_programs(case):
    busiest = case.clicks.visitor_id.value_counts().head(20).index
    visitors = case.reveal().visitors.set_index("visitor_id")
    assert (visitors.kind[busiest] == "bot").all()
    bots = (visitors.kind == "bot").sum()
    expected = CUSTOMERS * AMAZON[groups.Browsing].bots * case.dials["bots"]
    assert abs(bots - expected) < SIGMAS * np.sqrt(expected)


def test_every_number_is_labelled():
    for group in AMAZON.groups:
        for name, label in group.labels.items():
            assert label.standing in ("public", "assumption"), name
            assert label.source, name
