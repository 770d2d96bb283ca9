"""The Harley-Davidson world against the models it is made of, each within its sampling error."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from thoroughness import sample

from casekit import open_case
from casekit.case import Case
from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.world.engine.streams import BLOCK_SIZE
from casekit.world.engine.world import World
from casekit.world.harley import brands as market
from casekit.world.harley.ages import giving_up
from casekit.world.harley.joining import flow
from casekit.world.harley.owners import correlation, invited_share, owners, raw_gap
from casekit.world.harley.wallets import wallet
from casekit.world.theory.wallet_allocation import wallet_allocation

LARGE = sample(BLOCK_SIZE, usually=BLOCK_SIZE // 4)  # customers
SIGMAS = 4  # a right world fails one check of this kind in 16,000
END = pd.Timestamp("2026-01-01")
DRAWN = pd.Timestamp("2024-01-01")  # when the lot falls in a window of three years
YEAR = pd.Timedelta(days=365.25)
OWNERS, WALLET = HARLEY[groups.OwnerGroup], HARLEY[groups.Wallet]
UNASKED, IF_INVITED, NEVER = "joins unasked", "joins if invited", "never joins"


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case("harley", customers=20_000, months=36, seed=5)


@pytest.fixture(scope="module")
def riders(case) -> pd.DataFrame:
    """What is on file and what is true of each rider, in one row."""
    return case.customers.merge(case.reveal().customers, on="customer_id", suffixes=("_on_file", ""))


@pytest.fixture(scope="module")
def bought(case) -> pd.DataFrame:
    """Purchases with their product and with what the rider is like."""
    return case.purchases.merge(case.products, on="product_id")


@pytest.fixture(scope="module")
def small() -> Case:
    return open_case("harley", customers=4_000, months=36)


def spent(bought: pd.DataFrame, customers: pd.Series) -> pd.Series:
    """Dollars of each of these customers on everything but motorcycles."""
    rest = bought[bought.category != WALLET.joins_with]
    return rest.groupby("customer_id").amount.sum().reindex(customers, fill_value=0.0)


def ratio(above: pd.Series, below: pd.Series) -> tuple[float, float]:
    """Ratio of two independent means, and its standard error."""
    ratio = above.mean() / below.mean()
    return ratio, ratio * np.hypot(above.sem() / above.mean(), below.sem() / below.mean())


def share_agrees(hits: pd.Series, share: float) -> None:
    """Whether a sample of yes and no may have been drawn with this share."""
    assert abs(hits.mean() - share) < SIGMAS * np.sqrt(share * (1 - share) / len(hits))


def there(riders: pd.DataFrame, when: pd.Timestamp) -> pd.Series:
    """Whether each rider is a customer at a moment."""
    back = (riders.returned_at <= when) & ~(riders.left_again_at <= when)
    return (riders.joined_at <= when) & (~(riders.left_at <= when) | back)


# --- the owner group -------------------------------------------------------------------------------------------------


def expected_gap(world: World) -> float:
    return raw_gap(OWNERS, correlation(world) * WALLET.spread, invited_share(world))


@pytest.mark.parametrize("months", [1, 12, 36, 60, 120])
@pytest.mark.parametrize("ageing", [0.0, 1.0])
def test_the_raw_gap_is_the_published_one_in_expectation(months, ageing):
    (world,) = open_case("harley", customers=1, months=months, dials={"ageing": ageing})._worlds
    assert expected_gap(world) == pytest.approx(0.30, abs=1e-6)
    assert OWNERS.effect < 0.30 / 3


def test_without_self_selection_the_raw_gap_is_the_effect():
    (world,) = open_case("harley", customers=1, dials={"self_selection": 0.0})._worlds
    assert correlation(world) == 0
    assert expected_gap(world) == pytest.approx(OWNERS.effect)


@pytest.mark.parametrize("self_selection", [0.0, 0.5, 1.0])
def test_the_raw_gap_of_the_potential_outcomes(self_selection):
    """Whoever is a member against whoever is not, in a world so large that few points would show."""
    case = open_case("harley", customers=LARGE, months=36, seed=8, dials={"self_selection": self_selection})
    truth, (world,) = case.reveal().customers, case._worlds
    member = world.of(owners).member
    found, error = ratio(truth.spend_if_member[member], truth.spend_if_not[~member])
    assert abs(found - 1 - expected_gap(world)) < SIGMAS * error
    assert error < 0.015 * np.sqrt(BLOCK_SIZE / LARGE)
    share_agrees(truth.type == UNASKED, OWNERS.members)
    share_agrees(truth.type != NEVER, OWNERS.persuaded)
    others = (truth.type != UNASKED).to_numpy()
    share_agrees(pd.Series(world.of(owners).invited[others]), invited_share(world))


def test_membership_makes_riders_spend_a_little_more(riders):
    """The causal part: about the same in each type of rider, never less than nothing, far below the raw gap."""
    effect = riders.spend_if_member / riders.spend_if_not - 1
    assert (effect > -1e-3).all()
    for _, of_type in effect.groupby(riders.type, observed=True):
        assert abs(of_type.mean() - OWNERS.effect) < SIGMAS * of_type.sem()
    assert effect.std() == pytest.approx(OWNERS.effect / np.sqrt(OWNERS.effect_shape), rel=0.05)


def test_enthusiasts_join(riders):
    means = riders.groupby("type", observed=True).enthusiasm.mean()
    assert means[UNASKED] > means[IF_INVITED] > means[NEVER]


def test_purchases_follow_the_potential_outcomes(case, riders, bought):
    """Riders who are there all through the last year spend what the truth says, as members and as others."""
    last_year = END - pd.DateOffset(years=1)
    stay = riders[(riders.joined_at < last_year) & riders.left_at.isna()].set_index("customer_id")
    level = 1 + case.dials["price_rise"] * WALLET.price_rise * 30 / 36  # prices in the middle of the year
    actual = spent(bought[bought["at"] >= last_year], stay.index)
    for member, group in stay.groupby("owner_group"):
        expected = level * (group.spend_if_member if member else group.spend_if_not)
        surprise = actual[group.index] - expected
        assert abs(surprise.mean()) < SIGMAS * surprise.sem()
        assert surprise.sem() < 0.02 * expected.mean()
    found, error = ratio(actual[stay.owner_group], actual[~stay.owner_group])
    assert abs(found - 1.30) < SIGMAS * error  # the raw gap that the company sees


def test_who_joins_unasked_is_a_member_from_the_first_day(riders):
    unasked = riders[riders.type == UNASKED]
    assert unasked.owner_group.all() and (unasked.member_since == unasked.joined_at).all()
    assert not riders.owner_group[riders.type == NEVER].any()


# --- the invitation --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arms(case, riders, bought) -> pd.DataFrame:
    """Riders in the lot, with what they spent before and after it was drawn."""
    lot = case.invitations.merge(riders, on="customer_id").set_index("customer_id")
    before, after = bought[bought["at"] < DRAWN], bought[bought["at"] >= DRAWN]
    return lot.assign(before=spent(before, lot.index), after=spent(after, lot.index))


def test_the_lot_is_drawn_among_those_who_are_there_and_no_members(case, riders):
    lot = case.invitations
    assert (lot.drawn_at.dt.normalize() == DRAWN).all()
    takes_part = there(riders, DRAWN) & (riders.joined_at < DRAWN) & (riders.type != UNASKED)
    assert set(lot.customer_id) == set(riders.customer_id[takes_part])
    share_agrees(lot.invited, OWNERS.invited)


def test_the_arms_are_alike_before_the_draw(arms):
    age = (DRAWN - arms.birth_date) / YEAR
    for value in (arms.before, arms.spend_if_not, arms.wallet, arms.share, age, arms.type == IF_INVITED):
        one, other = value[arms.invited].astype(float), value[~arms.invited].astype(float)
        assert abs(one.mean() - other.mean()) < SIGMAS * np.hypot(one.sem(), other.sem())


def test_only_the_invited_join_and_soon(arms):
    assert not arms.joined[~arms.invited].any()
    joined = arms[arms.joined]
    assert (joined.type == IF_INVITED).all()
    wait = joined.member_since - joined.drawn_at
    assert (wait > pd.Timedelta(0)).all() and (wait < pd.Timedelta(days=OWNERS.join_days + 1)).all()
    declined = arms[arms.invited & (arms.type == IF_INVITED) & ~arms.joined]
    left = declined.left_again_at.where(declined.returned_at <= DRAWN, declined.left_at)
    assert (left < DRAWN + pd.Timedelta(days=OWNERS.join_days + 1)).all()


def test_the_invitation_points_at_the_truth_with_a_wide_margin(case, arms):
    """Wald: the difference of the arms over the share whom the invitation made join, against what the truth says."""
    joins = arms.joined[arms.invited].mean()
    one, other = arms.after[arms.invited], arms.after[~arms.invited]
    effect, error = (one.mean() - other.mean()) / joins, np.hypot(one.sem(), other.sem()) / joins
    willing = arms[arms.type == IF_INVITED]
    years = (willing.left_at.fillna(END) - DRAWN) / YEAR
    gain = ((willing.spend_if_member - willing.spend_if_not) * years).mean()
    assert abs(effect - gain) < SIGMAS * error
    assert error > gain / 4  # it points the way, no more

    slope = np.cov(arms.before, arms.after)[0, 1] / arms.before.var()
    left_over = arms.after - slope * arms.before  # what they spent before tells much of what they spend after
    one, other = left_over[arms.invited], left_over[~arms.invited]
    sharper, less_error = (one.mean() - other.mean()) / joins, np.hypot(one.sem(), other.sem()) / joins
    assert abs(sharper - gain) < SIGMAS * less_error
    assert less_error < 0.75 * error


# --- wallets and brands ----------------------------------------------------------------------------------------------


def test_own_share_of_wallet_is_that_of_the_rule(case, riders):
    """Wallet Allocation Rule: 2 brands 66.7 and 33.3, 3 brands 50, 33.3, 16.7, 4 brands 40, 30, 20, 10 (5.3)."""
    assert wallet_allocation(np.array([1.0, 2.0, 3.0, 4.0]), np.array(4)).tolist() == pytest.approx(
        [0.4, 0.3, 0.2, 0.1]
    )
    uses = case.reveal().brands
    number = uses.groupby("customer_id").size().to_numpy()
    own = uses[uses.brand == HARLEY.title].reset_index(drop=True)
    assert (riders.share[number == 1] == 1).all()
    for (brands, rank), share in riders.share.groupby([number, own["rank"]]):
        if brands > 1 and len(share) > 100:
            assert abs(share.mean() - wallet_allocation(rank, brands)) < SIGMAS * share.sem()
    for brands, part in enumerate(WALLET.brands, 1):
        share_agrees(pd.Series(number == brands), part)


def test_what_is_spent_divides_as_the_rule_says(case):
    """Dollars of those who never join, in all but motorcycles, by brand and its rank: of each rider's whole wallet.

    For the own brand the rule holds by construction; the rivals' Dirichlet model comes within .03 of it.
    """
    truth = case.reveal()
    never = truth.customers.customer_id[truth.customers.type == NEVER]
    rest = truth.wallets[truth.wallets.customer_id.isin(never) & (truth.wallets.category != WALLET.joins_with)]
    whole = rest.groupby("customer_id").spend.sum()
    uses = truth.brands[truth.brands.customer_id.isin(whole.index)]
    uses = uses.assign(number=uses.groupby("customer_id").brand.transform("size"), own=uses.brand == HARLEY.title)
    by_brand = rest.groupby(["customer_id", "brand"], observed=True).spend.sum()
    part = by_brand.reindex(pd.MultiIndex.from_frame(uses[["customer_id", "brand"]]), fill_value=0.0).to_numpy()
    for (number, rank, own), rows in uses.reset_index(drop=True).groupby(["number", "rank", "own"]):
        if number > 1 and len(rows) > 100:
            wallets = whole[rows.customer_id].to_numpy()
            off = pd.Series(part[rows.index] - wallet_allocation(rank, number) * wallets)
            off = off.groupby(rows.customer_id.to_numpy()).sum()
            assert abs(off.mean()) < SIGMAS * off.sem() + (0 if own else 0.03 * wallets.mean()), (number, rank, own)


def test_rivals_divide_the_rest_by_the_dirichlet_model():
    """Of two rivals each has a beta share, whatever the rider spends: mean and variance, for each pair."""
    (world,) = open_case("harley", customers=BLOCK_SIZE, seed=8)._worlds
    found, strength = world.of(market.brands), np.array(WALLET.rival_popularity)
    strength = WALLET.switching * strength / strength.sum()
    rivals, part = found.used[:, 1:], found.share[:, 1:]
    for one, other in combinations(range(len(strength)), 2):
        both = rivals[:, one] & rivals[:, other] & (rivals.sum(axis=1) == 2)
        share = pd.Series(part[both, one] / part[both].sum(axis=1))
        total = strength[one] + strength[other]
        mean = strength[one] / total
        squares = (share - mean) ** 2 - mean * (1 - mean) / (total + 1)
        assert abs(share.mean() - mean) < SIGMAS * share.sem()
        assert abs(squares.mean()) < SIGMAS * squares.sem()


def test_a_rider_likes_best_the_rival_that_gets_most(case):
    (world,) = case._worlds
    found = world.of(market.brands)
    assert (found.share.sum(axis=1) == pytest.approx(1)) and (found.share[~found.used] == 0).all()
    for one, other in combinations(range(1, found.used.shape[1]), 2):
        both = found.used[:, one] & found.used[:, other]
        more = found.share[both, one] - found.share[both, other]
        liked = found.satisfaction[both, one].astype(int) - found.satisfaction[both, other]
        assert (more * liked >= 0).all() and (liked != 0).mean() > 0.5


def test_wallets_are_lognormal(riders):
    assert abs(riders.wallet.mean() - sum(WALLET.dollars)) < SIGMAS * riders.wallet.sem()
    logs = np.log(riders.wallet)
    assert logs.std() == pytest.approx(WALLET.spread, rel=0.03) and abs(logs.skew()) < 0.1
    assert np.corrcoef(logs, riders.enthusiasm)[0, 1] == pytest.approx(1)


@pytest.fixture(scope="module")
def busy() -> Case:
    """Prices rise, and riders leave and return, as much as they ever do."""
    return open_case("harley", customers=20_000, months=36, seed=6, dials={"price_rise": 1.0, "leaving": 1.0})


def months_there(truth: pd.DataFrame, joined: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """How long each rider is a customer between two moments."""

    def inside(since: pd.Series, until: pd.Series) -> pd.Series:
        return (until.fillna(end).clip(start, end) - since.fillna(end).clip(start, end)) / YEAR * 12

    return inside(joined, truth.left_at) + inside(truth.returned_at, truth.left_again_at)


def test_rivals_get_the_rest_of_the_wallet(busy):
    """Year by year, while a rider is a customer, at prices that rise as they do here; also of those who returned."""
    truth, (world,) = busy.reveal(), busy._worlds
    fate, joined = truth.customers, busy.customers.joined_at
    rivals = truth.wallets[(truth.wallets.brand != HARLEY.title) & (truth.wallets.category != WALLET.joins_with)]
    a_year = world.of(wallet)[:, 1:, 1:].sum(axis=(1, 2))  # motorcycles are too few to see much by them
    for year in (2023, 2024, 2025):
        there = months_there(fate, joined, pd.Timestamp(f"{year}-01-01"), pd.Timestamp(f"{year + 1}-01-01"))
        level = 1 + WALLET.price_rise * (year - 2023 + 0.5) / 3
        spend = rivals[rivals.year == year].groupby("customer_id").spend.sum().reindex(fate.customer_id, fill_value=0.0)
        surprise = spend.reset_index(drop=True) - a_year * there / 12 * level
        for group in (surprise, surprise[fate.returned_at.notna()]):
            assert abs(group.mean()) < SIGMAS * group.sem()
        assert surprise.sem() < 0.015 * spend.mean()


def test_motorcycles_are_bought_as_often_by_members(case, riders, bought):
    """But for the one a rider joins with, they come at the rate of the own share of the wallet, membership or not."""
    again = bought[(bought.category == WALLET.joins_with)]
    again = again[again["at"].to_numpy() != riders.joined_at[again.customer_id - 1].to_numpy()]
    counts = again.groupby("customer_id").size().reindex(riders.customer_id, fill_value=0).reset_index(drop=True)
    prices = case.products[case.products.category == WALLET.joins_with]
    often = np.array(HARLEY[groups.Products].popularity)[prices.index]
    mean_price = (prices.price * often).sum() / often.sum()
    start = pd.Timestamp(case.calendar.start.astype("datetime64[ms]"))
    years = months_there(riders, riders.joined_at, start, END) / 12
    expected = (riders.wallet * riders.share - riders.spend_if_not) / mean_price * years
    for group in (riders.owner_group, ~riders.owner_group):
        assert abs((counts - expected)[group].sum()) < SIGMAS * np.sqrt(expected[group].sum())
    assert np.sqrt(expected.sum()) < 0.02 * expected.sum()


def test_some_spend_little_here_and_much_elsewhere(riders):
    """The two rankings of lesson 03 are not one: many of the largest wallets are not among the best customers."""
    best, largest = (riders[column].rank(pct=True) > 0.8 for column in ("spend_if_not", "wallet"))
    assert 0.5 < best[largest].mean() < 0.9


# --- riders, their age, and their prices -----------------------------------------------------------------------------


def age_on_joining(riders: pd.DataFrame) -> pd.Series:
    return (riders.joined_at.dt.normalize() - riders.birth_date).dt.days / 365.25


def test_ages_fit_riding(case, riders):
    ages = age_on_joining(riders)
    eighteen = riders.birth_date + pd.DateOffset(years=18)
    assert (eighteen <= riders.joined_at).all()
    earlier = riders.joined_at < case.calendar.start.astype("datetime64[ms]")
    bands = pd.cut(ages[earlier], HARLEY[groups.Riding].joining_years, right=False)
    for band, share in zip(bands.cat.categories, HARLEY[groups.Riding].joining_shares, strict=True):
        share_agrees(bands == band, share)
    today = (END - riders.birth_date) / YEAR
    assert np.corrcoef(riders.joined_at.astype(np.int64), today)[0, 1] < -0.1  # who joined earlier is older
    assert 45 < today[there(riders, END)].median() < 55


def test_newcomers_get_older_and_fewer():
    world = open_case("harley", customers=20_000, months=36, seed=5, dials={"ageing": 1.0})
    by_year = age_on_joining(world.customers).groupby(world.customers.joined_at.dt.year).agg(["mean", "sem", "size"])
    mean = by_year["mean"]
    shift = HARLEY[groups.Riding].older_years * 5 / 6  # in the middle of the last of three years
    assert abs(mean[2025] - mean[:2022].mean() - shift) < SIGMAS * np.hypot(by_year["sem"][2025], 0.3)
    assert by_year["size"][2023] > by_year["size"][2024] > by_year["size"][2025]


def test_riders_give_up_with_age(case, riders):
    """Leavers for age are as many as the hazards they lived through add up to, at every age."""
    start = np.datetime64(case.calendar.start, "ms")
    since = np.maximum(riders.joined_at, start)
    birth = riders.birth_date
    until = riders.left_at.fillna(END)
    hazard = giving_up(HARLEY[groups.Riding])
    assert hazard[[65 * 12, int((65 + HARLEY[groups.Riding].doubles_years) * 12)]] * 12 == pytest.approx(
        [HARLEY[groups.Riding].gives_up, 2 * HARLEY[groups.Riding].gives_up]
    )
    cumulated = np.append(0.0, np.cumsum(hazard))
    edges = np.array([18, 45, 55, 65, 75, 95]) * 12.0
    entry, leave = ((moment - birth) / YEAR * 12 for moment in (since, until))
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        lived = [np.interp(np.clip(age, low, high), np.arange(len(cumulated)), cumulated) for age in (entry, leave)]
        expected = (lived[1] - lived[0]).sum()
        left = ((riders.left_because == "age") & (leave >= low) & (leave < high)).sum()
        assert abs(left - expected) < SIGMAS * np.sqrt(expected)


@pytest.mark.parametrize("months", [12, 60])
def test_new_riders_replace_leavers(months):
    case = open_case("harley", customers=LARGE, months=months, seed=9, dials={"ageing": 0.0})
    riding = case._worlds[0].of(flow).riding
    assert np.allclose(riding, riding[0], rtol=1e-4)
    truth = case.customers[["customer_id", "joined_at"]].merge(case.reveal().customers, on="customer_id")
    edges = pd.DatetimeIndex(case.calendar.months_as_dates.astype("datetime64[ms]"))[::12].append(
        pd.DatetimeIndex([END])
    )
    for edge in edges:
        share_agrees(there(truth, edge), riding[0])


def test_riders_fall_while_revenue_holds():
    """M4: prices hide for years that ever fewer riders come; in the customer table it shows from the first year."""
    case = open_case("harley", customers=20_000, months=36, seed=5, dials={"price_rise": 1.0, "ageing": 1.0})
    truth = case.customers[["customer_id", "joined_at"]].merge(case.reveal().customers, on="customer_id")
    years = pd.date_range("2023-01-01", "2026-01-01", freq="YS")
    active = [there(truth, year).sum() for year in years]
    assert active[0] > active[1] > active[2] > active[3] and active[3] < 0.9 * active[0]
    revenue = case.purchases.amount.groupby(case.purchases["at"].dt.year).sum()
    assert (revenue > 0.93 * revenue.iloc[0]).all()


def test_prices_rise_in_a_straight_line(case, bought):
    month = bought["at"].to_numpy().astype("datetime64[M]").astype(int) - case.calendar.start.astype(int)
    level = (bought.amount / bought.price).groupby(month).agg(["mean", "sem"])
    expected = 1 + case.dials["price_rise"] * WALLET.price_rise * (np.arange(36) + 0.5) / 36
    assert (np.abs(level["mean"] - expected) < SIGMAS * level["sem"]).all()


def test_a_rider_is_a_customer_from_the_first_motorcycle_on(case, riders, bought):
    new = riders[riders.joined_at >= case.calendar.start.astype("datetime64[ms]")]
    first = bought[bought.customer_id.isin(new.customer_id)].groupby("customer_id").first()
    assert first.index.tolist() == new.customer_id.tolist()
    assert (first["at"].to_numpy() == new.joined_at.to_numpy()).all()
    assert (first.category == WALLET.joins_with).all()
    assert (bought.channel[bought.category.isin(WALLET.in_person)] == "dealer").all()


def test_every_number_is_labelled_and_one_is_public_about_the_company():
    labels = {name: label for group in HARLEY.groups for name, label in group.labels.items()}
    assert all(label.standing in ("public", "assumption") and label.source for label in labels.values())
    assert {name for name, label in labels.items() if label.standing == "public"} == {
        "raw_gap", "would_return_quick", "would_return_resolved"
    }  # fmt: skip


def test_prices_change_nothing_but_amounts(small):
    """Riders buy as much at any price, so that revenue a rider is volume when prices stand still."""
    cheap, dear = (small.with_dials(price_rise=value) for value in (0.0, 1.0))
    pd.testing.assert_frame_equal(cheap.purchases.drop(columns="amount"), dear.purchases.drop(columns="amount"))
    assert (cheap.purchases.amount <= dear.purchases.amount).all()
    pd.testing.assert_frame_equal(cheap.reveal().customers, dear.reveal().customers)


def test_membership_adds_purchases_and_takes_none(small):
    """The same riders under another selection: who is a member buys all that they would buy otherwise, and more."""
    without, with_it = (small.with_dials(self_selection=value) for value in (0.0, 1.0))
    was, member = (case.customers.member_since.fillna(END) for case in (without, with_it))
    what = ["customer_id", "at", "product_id", "channel", "amount"]

    def purchases(case: Case, riders: pd.Series) -> pd.DataFrame:
        whose = case.customers.customer_id[riders]
        return case.purchases.loc[case.purchases.customer_id.isin(whose), what].reset_index(drop=True)

    pd.testing.assert_frame_equal(purchases(without, was == member), purchases(with_it, was == member))
    less, more = purchases(without, member < was), purchases(with_it, member < was)
    assert len(less) < len(more) < (1 + 2 * HARLEY[groups.OwnerGroup].effect) * len(less)
    assert len(less.merge(more)) == len(less)
