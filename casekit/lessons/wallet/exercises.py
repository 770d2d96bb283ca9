"""The exercises of lesson 03."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.opening import checks
from casekit.lessons.wallet import numbers
from casekit.lessons.wallet.numbers import FIFTHS
from casekit.measure.effect import difference
from casekit.measure.wallet import share_of_wallet
from casekit.memo import memo
from casekit.teach import Exercise

LARGEST = 1_000  # riders, by what they spend elsewhere


@memo()
def _wallets(case: Case) -> pd.DataFrame:
    """The riders, a row each, with what they spent in 2025."""
    return numbers.wallets(case)


def _share(rows: pd.DataFrame) -> float:
    """What of all that these riders spent they spent here, in per cent."""
    whole = rows.here_2025.sum() + rows.elsewhere_2025.sum()
    return 100 * float(share_of_wallet(rows.here_2025.sum(), whole))


def _own_shares(case: Case) -> pd.Series:
    """Each rider's own share, in per cent; missing for who spent nothing at all."""
    rows = _wallets(case)
    return 100 * rows.here_2025 / (rows.here_2025 + rows.elsewhere_2025)


def _uses_others(case: Case) -> pd.DataFrame:
    return _wallets(case)[_wallets(case).elsewhere_2025 > 0]


def _by_fifth(case: Case) -> float:
    """The mean of the five fifths' shares."""
    return float(np.mean([_share(rows) for _, rows in _wallets(case).groupby("fifth")]))


def _with_last_year(case: Case) -> float:
    """What was spent here in 2024 against what was spent elsewhere in 2025."""
    here = numbers.riders(case).spent_2024.sum()
    return 100 * here / (here + _wallets(case).elsewhere_2025.sum())


def _largest(case: Case, column: str = "elsewhere_2025", count: int = LARGEST) -> pd.DataFrame:
    return _wallets(case).nlargest(count, column)


def _part(rows: pd.DataFrame, low: int = 1, high: int = FIFTHS - 1, column: str = "elsewhere_2025") -> float:
    """Of what these riders spent elsewhere, what those in some fifths spent, in per cent."""
    return 100 * float(rows[column][rows.fifth.between(low, high)].sum() / rows[column].sum())


def _largest_wallets(case: Case) -> pd.DataFrame:
    """The thousand riders who spent most, here and elsewhere together."""
    rows = _wallets(case)
    return rows.loc[(rows.here_2025 + rows.elsewhere_2025).nlargest(LARGEST).index]


def _largest_shares(case: Case) -> pd.DataFrame:
    """The thousand riders of whose money the largest share went elsewhere."""
    return _wallets(case).loc[_own_shares(case).nsmallest(LARGEST).index]


@memo()
def _lot(case: Case) -> pd.DataFrame:
    """The riders of the lot, a row each."""
    return numbers.lot(case)


def _apart(case: Case, column: str = "change") -> float:
    """By how much the invited lie above the others, in dollars."""
    lot = _lot(case)
    return difference(lot[column][lot.invited], lot[column][~lot.invited]).difference


def _joined(case: Case, others: str, column: str = "change") -> float:
    """By how much those who joined lie above some `others` of the lot, in dollars."""
    joined, rest = _lot(case).query("joined")[column], _lot(case).query(others)[column]
    return difference(joined, rest).difference


def _share_joined(case: Case) -> float:
    """Of those who were invited."""
    return float(_lot(case).query("invited").joined.mean())


def _medians(case: Case) -> float:
    """By how much the median of the invited lies above that of the others, in dollars."""
    lot = _lot(case)
    return float(lot.change[lot.invited].median() - lot.change[~lot.invited].median())


def _in_per_cent(case: Case) -> float:
    """What membership adds to what such a rider would have spent, by the lot."""
    found = numbers.per_joiner(case)
    return 100 * found.effect / found.otherwise


exercises = checks(HARLEY, (
    Exercise(
        "03.1",
        "Of all that these riders spent in 2025, here and elsewhere together, what percentage did they spend here? "
        "Two decimals.",
        lambda case: _share(_wallets(case)),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is the mean of the riders' own shares; each dollar counts once, whoever spends it":
                lambda case: _own_shares(case).mean(),
            "this is the mean of the riders' own shares, with 0 for who spent nothing; each dollar counts once":
                lambda case: _own_shares(case).fillna(0).mean(),
            "this is the median of the riders' own shares; each dollar counts once":
                lambda case: _own_shares(case).median(),
            "this is the mean of the five fifths' shares; each dollar counts once": _by_fifth,
            "you left out the riders who spent nothing elsewhere; their dollars count, too":
                lambda case: _share(_uses_others(case)),
            "this is the mean share of those who spent something elsewhere; all riders were asked about":
                lambda case: _own_shares(case)[_wallets(case).elsewhere_2025 > 0].mean(),
            "these are the riders of one fifth; all were asked about":
                lambda case: _share(_wallets(case).query("fifth == 5")),
            "you divided by what they spent elsewhere; divide by all that they spent":
                lambda case: 100 * _wallets(case).here_2025.sum() / _wallets(case).elsewhere_2025.sum(),
            "this is what they spent elsewhere, of what they spent here":
                lambda case: 100 * _wallets(case).elsewhere_2025.sum() / _wallets(case).here_2025.sum(),
            "you took what they spent here in 2024": _with_last_year,
            "this is what they spent elsewhere; what they spent here is asked about":
                lambda case: 100 - _share(_wallets(case)),
            "this is a fraction with two decimals; give a percentage with two":
                lambda case: round(_share(_wallets(case)) / 100, 2),
            "this counts riders, those who spent nothing elsewhere; dollars were asked about":
                lambda case: 100 * (_wallets(case).elsewhere_2025 == 0).mean(),
            "this counts riders, those who spent more here than elsewhere; dollars were asked about":
                lambda case: 100 * (_wallets(case).here_2025 > _wallets(case).elsewhere_2025).mean(),
        },
        hints=(
            "You need two sums: of the column `here_2025`, and of the column `elsewhere_2025`.",
            "Divide the first by the two together, and multiply by 100.",
        ),
        working="here, elsewhere = wallets.here_2025.sum(), wallets.elsewhere_2025.sum()\n"
        "100 * here / (here + elsewhere)",
    ),
    Exercise(
        "03.2",
        "Take the 1,000 riders who spent most elsewhere in 2025. Of all that they spent elsewhere in that year, what "
        "percentage came from those who were not in the fifth that spent most here in 2024? Two decimals.",
        lambda case: _part(_largest(case)),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is a share of the riders; a share of their dollars was asked":
                lambda case: 100 * (_largest(case).fifth < FIFTHS).mean(),
            "this is a share of the riders, those in fifth 5; a share of the others' dollars was asked":
                lambda case: 100 * (_largest(case).fifth == FIFTHS).mean(),
            "this is what those in fifth 5 spent; the others are asked about":
                lambda case: 100 - _part(_largest(case)),
            "this is a fraction with two decimals; give a percentage with two":
                lambda case: round(_part(_largest(case)) / 100, 2),
            "this is a number of riders; a percentage of their dollars was asked":
                lambda case: (_largest(case).fifth < FIFTHS).sum(),
            "these are fifths 2 to 4; who is in fifth 1 is not in fifth 5 either":
                lambda case: _part(_largest(case), low=2),
            "these are fifths 1 to 3; who is in fifth 4 is not in fifth 5 either":
                lambda case: _part(_largest(case), high=3),
            "this is fifth 1 alone, of those who spent least here": lambda case: _part(_largest(case), high=1),
            "this is all but fifth 1; fifth 5 spent most": lambda case: _part(_largest(case), low=2, high=5),
            "these are the dollars of all riders; those of the 1,000 are asked about":
                lambda case: _part(_wallets(case)),
            "you divided by what all riders spent elsewhere; divide by what the 1,000 did":
                lambda case: _part(_largest(case)) * _largest(case).elsewhere_2025.sum()
                / _wallets(case).elsewhere_2025.sum(),
            "you took the 1,000 who spent most here and elsewhere together":
                lambda case: _part(_largest_wallets(case)),
            "you took the 1,000 who spent most here in 2025": lambda case: _part(_largest(case, "here_2025")),
            "you took what they spent here; what they spent elsewhere is asked about":
                lambda case: _part(_largest(case), column="here_2025"),
            "you took a fifth of all riders instead of 1,000":
                lambda case: _part(_largest(case, count=len(_wallets(case)) // FIFTHS)),
            "you took a tenth of all riders instead of 1,000":
                lambda case: _part(_largest(case, count=len(_wallets(case)) // 10)),
            "you took the 1,000 with the largest share elsewhere; take those with the most dollars":
                lambda case: _part(_largest_shares(case)),
            "this compares two means; sums are asked about":
                lambda case: 100 * _largest(case).query("fifth < 5").elsewhere_2025.mean()
                / _largest(case).elsewhere_2025.mean(),
        },
        hints=(
            'Begin with `most = wallets.nlargest(1000, "elsewhere_2025")`. Its `fifth` is 5 for who spent most here.',
            "`most[most.fifth < 5]` are the rows to look for. Sum their `elsewhere_2025`, and divide by all of it.",
        ),
        working='most = wallets.nlargest(1000, "elsewhere_2025")\n'
        "100 * most[most.fifth < 5].elsewhere_2025.sum() / most.elsewhere_2025.sum()",
    ),
    Exercise(
        "03.3",
        "Use `lot` alone, and its column `change`. By how many dollars a year does membership raise the spending of a "
        "rider who joined because of the invitation? Two decimals, so that the check can tell your way; chance moves "
        "the number by far more, even below zero.",
        lambda case: numbers.per_joiner(case).effect,
        tolerance=0.005, unit="dollars",
        misconceptions={
            "this is what the invitation raises for each rider invited; divide by the share of them who joined":
                _apart,
            "you compared those who joined with all others of the lot; the lot decided who was invited, not who joined":
                lambda case: _joined(case, "not joined"),
            "you compared those who joined with those not invited; the lot decided who was invited, not who joined":
                lambda case: _joined(case, "not invited"),
            "you compared those who joined with those who were invited and did not; the lot did not decide that":
                lambda case: _joined(case, "invited and not joined"),
            "you compared what those who joined spent since with what all others spent; joiners are keener":
                lambda case: _joined(case, "not joined", "spent_since"),
            "you compared what those who joined spent since with the invited who did not join; joiners are keener":
                lambda case: _joined(case, "invited and not joined", "spent_since"),
            "you compared what those who joined spent since with what those not invited spent; joiners are keener":
                lambda case: _joined(case, "not invited", "spent_since"),
            "you took `spent_since`: right on average, too, but `change` was asked for, which leaves less to chance":
                lambda case: _apart(case, "spent_since") / _share_joined(case),
            "this is the difference of `spent_since`, for each rider invited; take `change`, and divide it":
                lambda case: _apart(case, "spent_since"),
            "this is from `spent_2023`, before the lot": lambda case: _apart(case, "spent_2023") / _share_joined(case),
            "you divided by the share who joined of the whole lot; only the invited could join":
                lambda case: _apart(case) / _lot(case).joined.mean(),
            "you divided by the number of those who joined; divide by their share":
                lambda case: _apart(case) / _lot(case).joined.sum(),
            "you divided by the share in per cent; divide by the fraction":
                lambda case: _apart(case) / (100 * _share_joined(case)),
            "you multiplied by the share who joined; divide by it": lambda case: _apart(case) * _share_joined(case),
            "you divided by the share of the invited who did not join":
                lambda case: _apart(case) / (1 - _share_joined(case)),
            "you divided by the share of the lot that was invited":
                lambda case: _apart(case) / _lot(case).invited.mean(),
            "these are two years; `spent_since` and `change` are dollars a year already, and so is the answer":
                lambda case: 2 * numbers.per_joiner(case).effect,
            "this halves it; `spent_since` and `change` are dollars a year already":
                lambda case: numbers.per_joiner(case).effect / 2,
            "these are medians; most of what is spent is spent by few, and the mean counts it":
                lambda case: _medians(case) / _share_joined(case),
            "these are medians, for each rider invited; take means, and divide by the share who joined": _medians,
            "this is the gap between all members and all others: selection and effect together":
                lambda case: numbers.gap(case).difference,
            "this is the gap as it is printed, of all members and all others: selection and effect together":
                lambda case: round(numbers.gap(case).difference),
            "this is in per cent of what such a rider would have spent; dollars a year are asked": _in_per_cent,
            "this is the mean change of those who joined; the others' spending changed, too":
                lambda case: _lot(case).query("joined").change.mean(),
            "this is the mean change of the invited; the others' spending changed, too":
                lambda case: _lot(case).query("invited").change.mean(),
            "that is the truth; `lot` is asked": numbers.gain,
            "that is the truth, in whole dollars; `lot` is asked": lambda case: round(numbers.gain(case)),
        },
        acceptable={
            "you rounded the share to a whole percentage first; round last":
                lambda case: _apart(case) / round(_share_joined(case), 2),
            "you rounded the difference to whole cents first; round last":
                lambda case: round(_apart(case), 2) / _share_joined(case),
        },
        hints=(
            "The lot made the invited and the others alike. By how much do their means of `change` differ?",
            "Only a part of the invited joined: `lot.joined[lot.invited].mean()`. The difference is theirs: divide.",
        ),
        working="apart = lot.change[lot.invited].mean() - lot.change[~lot.invited].mean()\n"
        "apart / lot.joined[lot.invited].mean()",
    ),
))  # fmt: skip
