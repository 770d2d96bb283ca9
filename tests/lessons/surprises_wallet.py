"""What lesson 03 exists for, in the terms of one world."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.lessons import wallet as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.wallet import allocation, membership, numbers
from casekit.lessons.wallet.targets import BOTH, DOLLARS, LISTS, QUESTION, RECORDS, Mean, lists
from casekit.measure.effect import Difference, difference

WON = {"as it is": {}, "alike": {"differ": 0.0}, "twice": {"differ": 2.0}, "here": {"here": 1.0}}


class Surprises(NamedTuple):
    correlation: float  # of what riders spent here in 2024 with what they spent elsewhere in 2025
    by_wallet: tuple[float, float]  # correlation of the whole wallet with what is spent here, and elsewhere
    by_share: tuple[float, float]  # the same of the company's share of it
    motorcycle: float  # mean price paid for one, over what a rider of 2024 spent on the rest in that year
    keen_and: tuple[float, float]  # correlation of keenness with membership, and with spending without it
    ends: tuple[float, float]  # the highest tenth's spending over the lowest one's: here, and elsewhere
    won: dict[str, dict[str, Mean]]  # by setting and list
    break_even: tuple[float, float]  # shares of made-up answers: the question still wins more, and no more
    said_no: float  # share of the riders
    best_said_no: float  # share of the fifth that spent most here
    from_no: float  # what an offer to them wins, for each 100 by lot
    gap: Difference
    raw_gap: float
    adds: float
    by_type: tuple[float, float]  # the same of keen members, above the median, and of the others
    tenths: tuple[float, float]  # share of members in the lowest tenth and in the highest
    anyway: float  # members' spending without the club, for each 100 of the others
    all_selection: float  # how much of the present selection makes all of the gap
    per_joiner: numbers.PerJoiner
    gain: float
    before: Difference  # spent in 2023, of the invited and of the others
    correlations: list[float]  # of random money, from two brands to six
    by_lot: list[float]  # the same of three brands with ranks by lot: of none with one brand, and of eight in ten
    first_of_three: tuple[float, float]  # what the rule says of it, and what is true
    own_rule: tuple[float, float]  # mean share here in truth, and by the rule
    share: float  # of wallet, of all together
    own_shares: float  # the mean of the riders' own
    not_best: float  # of those who spend most elsewhere
    middling: float  # the same in fifths 2 to 4
    lot: int  # riders in it


def surprises(case: Case) -> Surprises:
    case = fresh(case)
    true, mine, wallets, drawn = case.reveal().customers, lesson.riders(case), lesson.wallets(case), lesson.lot(case)
    tenths, mean = numbers.by_tenth(case), wallets.elsewhere_2025.mean()
    elsewhere = numbers.file(case).elsewhere[mine.customer_id - 1]
    no = elsewhere[:, 1] == 0
    grid = np.arange(0, 1.01, 0.05).round(2)
    ahead = [found[QUESTION].won.mean - found[RECORDS].won.mean for found in (lists(case, made_up) for made_up in grid)]
    listed = true.iloc[mine.customer_id - 1]
    members = listed[mine.owner_group.to_numpy()]
    both_sides = wallets.here_2025, wallets.elsewhere_2025
    is_motorcycle = case.products.category.to_numpy()[case.purchases.product_id - 1] == numbers.LEFT_OUT
    motorcycles = case.purchases[is_motorcycle]
    keen = members.enthusiasm > members.enthusiasm.median()
    uses = case.reveal().brands
    own = uses[uses.brand == case.company.title]["rank"].to_numpy()
    brands = uses.groupby("customer_id").size().to_numpy()
    several = brands > 1
    selections = np.arange(1, 2.01, 0.01)
    spent = np.array([membership.club(case, selection, 0.0).spent for selection in selections])
    most = wallets.nlargest(1_000, "elsewhere_2025")
    return Surprises(
        correlation=_correlation(mine.spent_2024)(wallets.elsewhere_2025),
        by_wallet=tuple(map(_correlation(listed.wallet), both_sides)),
        by_share=tuple(map(_correlation(listed.share), both_sides)),
        motorcycle=float(motorcycles.amount.mean() / mine.spent_2024.mean()),
        keen_and=tuple(map(_correlation(listed.enthusiasm), (mine.owner_group, listed.spend_if_not))),
        ends=tuple(float(means[-1] / means[0]) for means in tenths),
        won={name: _won(case, **setting) for name, setting in WON.items()},
        break_even=(float(grid[np.array(ahead) > 2].max()), float(grid[np.array(ahead) < -2].min())),
        said_no=float(no.mean()),
        best_said_no=float(no[mine.fifth == mine.fifth.max()].mean()),
        from_no=100 * float(elsewhere[no, 2].mean() / mean),
        gap=numbers.gap(case),
        raw_gap=numbers.raw_gap(case),
        adds=numbers.membership_adds(case),
        by_type=tuple(
            float(group.spend_if_member.sum() / group.spend_if_not.sum() - 1)
            for group in (members[keen], members[~keen])
        ),
        tenths=tuple(membership.club(case).by_tenth[[0, -1]].tolist()),
        anyway=float(membership.club(case).anyway),
        all_selection=float(selections[np.abs(spent - membership.club(case).spent).argmin()]),
        per_joiner=numbers.per_joiner(case),
        gain=lesson.gain(case),
        before=difference(drawn.spent_2023[drawn.invited], drawn.spent_2023[~drawn.invited]),
        correlations=[allocation.fit(case, brands).correlation for brands in range(2, allocation.MOST_BRANDS + 1)],
        by_lot=[allocation.fit(case, 3, 0.0, alone).correlation for alone in (0.0, 0.8)],
        first_of_three=tuple(float(shares[0]) for shares in allocation.fit(case).by_rank),
        own_rule=(
            float(true.share[several].mean()),
            float(((1 - own / (brands + 1)) * 2 / brands)[several].mean()),
        ),
        share=lesson.exercises(case).exercises["03.1"].answer(case) / 100,
        own_shares=float((wallets.here_2025 / (wallets.here_2025 + wallets.elsewhere_2025)).mean()),
        not_best=float((most.fifth < 5).mean()),
        middling=float(most.fifth.between(2, 4).mean()),
        lot=len(drawn),
    )


def _correlation(one: pd.Series) -> Callable[[pd.Series], float]:
    """A function that gives the correlation of this with another."""
    return lambda other: float(np.corrcoef(one, other)[0, 1])


def _won(case: Case, **setting: float) -> dict[str, Mean]:
    return {name: found.won for name, found in lists(case, **setting).items()}


def above(one: Mean, other: Mean) -> float:
    """By how many standard errors one mean lies above another."""
    return (one.mean - other.mean) / float(np.hypot(one.standard_error, other.standard_error))


def _best(won: dict[str, Mean]) -> str:
    return max(LISTS, key=lambda name: won[name].mean)


PROSE = {
    "One costs as much as years of service, parts, apparel and events": lambda one: one.motorcycle > 3,
    "Who has a large wallet spends more everywhere": lambda one: min(one.by_wallet) > 0.3,
    "Who is loyal spends more here, and so less elsewhere": lambda one: one.by_share[0] > 0.15 > -0.3 > one.by_share[1],
    "Keen riders join more often, and keen riders spend more in any case": lambda one: (
        0.05 < one.keen_and[0] < 0.3 < one.keen_and[1]
    ),
    "What riders spend here says little about what they spend elsewhere": lambda one: (
        abs(one.correlation) < 0.2 and one.ends[1] < 3 < 7 < one.ends[0]
    ),
    "One question, answered yes or no, wins more than exact records of every purchase": lambda one: (
        above(one.won["as it is"][QUESTION], one.won["as it is"][RECORDS]) > 2
    ),
    "About one rider in three said no": lambda one: abs(one.said_no - 1 / 3) < 0.03,
    "More than half of your best customers said no": lambda one: one.best_said_no > 0.52,
    "From them an offer wins next to nothing": lambda one: one.from_no < 10,
    "Most of the gap would be there without the club": lambda one: one.anyway - 100 > 50 * one.raw_gap > 0,
    "About half of the answers may be made up, and one question still wins as much as your records": lambda one: (
        0.3 <= one.break_even[0] < one.break_even[1] <= 0.75
    ),
    "Question and records together win more than either of them alone": lambda one: all(
        above(one.won["as it is"][BOTH], one.won["as it is"][name]) > 2 for name in (RECORDS, QUESTION)
    ),
    "To ask for dollars wins most": lambda one: above(one.won["as it is"][DOLLARS], one.won["as it is"][BOTH]) > 2,
    "if it works here, your records win most": lambda one: _best(one.won["here"]) == RECORDS,
    "If all wallets are alike, your best customers are the worst targets": lambda one: (
        one.won["alike"][RECORDS].mean == min(won.mean for won in one.won["alike"].values()) < 60
    ),
    "If wallets differ twice as much, your records win more than the question": lambda one: (
        above(one.won["twice"][RECORDS], one.won["twice"][QUESTION]) > 2
    ),
    "In the lowest tenth about two riders in five are members, in the highest about three in five": lambda one: (
        abs(one.tenths[0] - 0.4) < 0.05 and abs(one.tenths[1] - 0.6) < 0.05
    ),
    "If it were about half as strong again, it would make all of it": lambda one: 1.3 <= one.all_selection <= 1.7,
    "the correlation is high, for any number of brands": lambda one: min(one.correlations) > 0.84,
    "it hardly changes": lambda one: max(one.correlations) - min(one.correlations) < 0.02,
    "Enough of them, and even ranks drawn by lot do as well": lambda one: (
        abs(one.by_lot[0]) < 0.1 and one.by_lot[1] > min(one.correlations) - 0.02
    ),
    "here the rule gives too little to the first of three brands": lambda one: (
        one.first_of_three[0] < one.first_of_three[1] - 0.05
    ),
    "On average the share follows the rule above": lambda one: abs(one.own_rule[0] - one.own_rule[1]) < 0.01,
    "Membership adds the same part for keen riders and for others, on average": lambda one: (
        abs(one.by_type[0] - one.by_type[1]) < 0.01
    ),
    "The mean of the riders' own shares is another number": lambda one: abs(one.share - one.own_shares) > 0.003,
    "Most of those with the most to win are not on the list of your best customers": lambda one: one.not_best > 0.55,
    "The list holds about twice its share of them": lambda one: abs(5 * (1 - one.not_best) - 2) < 0.4,
    "Many of them are middling customers": lambda one: one.middling > 0.4,
    "The lot made the invited and the others alike, but for chance": lambda one: (
        abs(one.before.difference) < 4 * one.before.standard_error
    ),
    "it took thousands of riders and two years": lambda one: one.lot > 5_000,
    "But it ends below the gap": lambda one: one.per_joiner.interval[1] < one.gap.difference,
}
