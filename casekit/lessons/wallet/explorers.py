"""The sketch and the guesses of lesson 03, and its Explorers."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.opening import explores, goal, preset, takes
from casekit.lessons.wallet import allocation, membership, numbers, pictures, targets
from casekit.lessons.wallet.targets import BOTH, DOLLARS, QUESTION, RECORDS
from casekit.measure.wallet import BY_ORDER_ALONE
from casekit.teach import Knob, figures, guess, reveal, sketch, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil
from casekit.teach.words import dollars

AS_MUCH = 2  # dollars: two lists that win so much, give or take, win the same
ONE_POINT = 1
DOTS = 400


@takes(HARLEY)
def draw_elsewhere(case: Case) -> Sketch:
    """A curve to be drawn: what the riders of each tenth spend at other brands."""
    return sketch(
        "What did the riders of each tenth spend at other brands in 2025, on average?",
        across=("tenth, by what they spent here in 2024 (1: least, 10: most)", range(1, numbers.TENTHS + 1)),
        up=("dollars a rider", 0, 8_000, "dollars"), step=50,
    )  # fmt: skip


@takes(HARLEY)
def show_elsewhere(case: Case, line: Sketch) -> Unveil:
    """What they spend elsewhere, beside what they spent here."""
    found = numbers.by_tenth(case)

    def told(drawn: Sequence[float] | None) -> str:
        lowest, highest = (
            f"{dollars(found.here[end])} here and {dollars(found.elsewhere[end])} elsewhere" for end in (0, -1)
        )
        yours = ""
        if drawn is not None:
            yours = f"You drew {dollars(drawn[0])} for the lowest tenth and {dollars(drawn[-1])} for the highest. "
        return f"{yours}In 2025 a rider of the lowest tenth spent {lowest}; one of the highest {highest}."

    return unveil(
        line, truth=found.elsewhere, reported=found.here, truth_label="elsewhere, 2025", reported_label="here, 2025",
        title=pictures.tenths_title(found), sentence=told,
    )  # fmt: skip


@takes(HARLEY)
def one_question(case: Case) -> Guess:
    """The second guess: what one question is worth; the reveal has the records beside it."""
    return guess(
        f"You have {targets.offers(case):,} offers. You may send them to the riders who spent most here in 2024. Or "
        "you use no records, and ask every rider: did you buy anything of another brand in 2024? All answer, truly, "
        "and you draw lots among those who say yes. Say that an offer by lot among all riders wins 100 dollars. How "
        "many does it win by lot among those who say yes?",
        0, 400, "dollars", step=1,
    )  # fmt: skip


@takes(HARLEY)
def what_it_wins(case: Case, second: Guess) -> Reveal:
    """What the question wins, beside the records."""
    found = targets.lists(case)
    records, question = (round(found[name].won.mean) for name in (RECORDS, QUESTION))

    def told(given: float | None) -> str:
        facts = f"by one question an offer wins {question} dollars, by your records {records}, by lot among all 100"
        return f"You guessed {given:.0f}; {facts}." if given is not None else f"{facts[0].upper()}{facts[1:]}."

    return reveal(second, reported=records, truth=question, sentence=told, reported_label="by your records",
                  truth_label="by one question", digits=0,
                  axis="dollars that an offer wins; by lot among all riders it wins 100")  # fmt: skip


@takes(HARLEY)
def how_much_it_adds(case: Case) -> Guess:
    """The third guess: how much of the gap is the club's."""
    return guess(
        f"Members spend {100 * numbers.raw_gap(case):.0f} % more here than other riders. Think of the same members, "
        "had they never joined. By how many per cent does membership raise what they spend here?",
        0, 50, "%", step=1,
    )  # fmt: skip


@takes(HARLEY)
def so_much_it_adds(case: Case, third: Guess) -> Reveal:
    """What the gap says, and what membership adds in truth."""
    gap, true = round(100 * numbers.raw_gap(case)), round(100 * numbers.membership_adds(case))

    def told(given: float | None) -> str:
        facts = f"the gap says {gap} %; the truth is {true} %."
        if given is None:
            return f"{facts[0].upper()}{facts[1:]}"
        return f"You guessed {given:.0f} %; {facts}{pictures.nearer(given, gap, true)}"

    return reveal(third, reported=gap, truth=true, sentence=told, digits=0,
                  reported_label="the gap", truth_label="the truth",
                  axis="per cent that membership adds to what members spend here")  # fmt: skip


def no_better(case: Case, made_up: float, here: float, differ: float) -> bool:
    """Whether made-up answers alone make one question win as much as the records."""
    found = targets.lists(case, made_up)
    return (here, differ) == (0, 1) and abs(found[QUESTION].won.mean - found[RECORDS].won.mean) <= AS_MUCH


@goal(
    "How many answers may be made up until one question wins no more than your records? Find a share at which both win "
    f"as much, give or take {AS_MUCH} dollars. Leave the other two sliders where they start.",
    no_better,
)
@preset("All answers true")
@preset("All answers made up", made_up=1.0)
@preset("All wallets alike", differ=0.0)
@preset("The offer works here", here=1.0)
@explores(
    HARLEY,
    size=(10, 4.8),
    made_up=Knob("answers that are made up", 0, 1, 0.05),
    here=Knob("the offer works here (0 %: elsewhere)", 0, 1, 0.05),
    differ=Knob("wallets differ (0: not, 1: as here, 2: twice)", 0, 2, 0.1),
)
def lists(case: Case, figure: Figure, made_up: float = 0.0, here: float = 0.0, differ: float = 1.0) -> str:
    """What an offer wins if it goes to one of four lists of riders."""
    found = targets.lists(case, made_up, here, differ)
    axes = figures.panel(figure, left=0.3, room=0.4)
    pictures.list_bars(axes, found)
    figures.title(axes, pictures.lists_title(found))
    won = {name: pictures.with_margin(one.won) for name, one in found.items()}
    return (
        f"Of {len(targets.purses(case).wallet):,} riders {targets.offers(case):,} get an offer. For each 100 dollars "
        f"that a lot among all would bring, it wins {won[RECORDS]} by your records, {won[QUESTION]} by one question, "
        f"{won[BOTH]} by question and records, and {won[DOLLARS]} if riders are asked for dollars."
    )


def all_selection(case: Case, selection: float, effect: float, lot: int, which: int) -> bool:
    """Whether the gap is that of the records, though membership adds nothing."""
    as_it_is, found = (round(membership.club(case, *given).spent) for given in ((), (selection, effect)))
    return effect == 0 and abs(found - as_it_is) <= ONE_POINT


@goal(
    "Make the gap what it is at the start, give or take one point, though membership adds nothing.", all_selection,
)  # fmt: skip
@preset("As it is")
@preset("Anybody joins", selection=0.0)
@preset("Membership adds nothing", effect=0.0)
@preset("The less keen join", selection=-1.0)
@explores(
    HARLEY,
    size=(11.5, 3.9),
    selection=Knob("the keen join more (0: no, 1: as they do)", -1, 2, 0.1),
    effect=Knob("membership adds", 0, 0.3, 0.01),
    lot=Knob("riders in the lot, thousands", 1, 40, 1),
    which=Knob("which lot is drawn", 1, membership.LOTS, 1),
)
def club(
    case: Case, figure: Figure, selection: float = 1.0, effect: float = membership.EFFECT, lot: int = 10, which: int = 1
) -> str:
    """Members against others: who joins, what they would have spent anyway, and what a lot finds."""
    found, drawn = membership.club(case, selection, effect), membership.lot(case, effect, 1_000 * lot, which)
    joins, bars, line = figures.panels(figure, 3, left=0.75, room=(0.1, 0.1, 0.2), widths=(0.9, 1.1, 1.1))
    pictures.member_tenths(joins, found)
    pictures.member_bars(bars, found)
    pictures.lot_interval(line, effect, drawn, found.spent - 100)
    low, high = pictures.ends(drawn)
    return (
        f"For each 100 dollars of other riders, members spend {found.spent:.0f}, and had they not joined "
        f"{found.anyway:.0f}: membership adds {100 * effect:.0f} % to that. Lot {which}, among {1_000 * lot:,} riders, "
        f"says: from {low} to {high} %, two standard errors to either side."
    )


def ranks_do_not_matter(case: Case, brands: int, by_money: float, one_brand: float) -> bool:
    """Whether the correlation is that of random money, though a lot has drawn every rank."""
    return by_money == 0 and allocation.fit(case, brands, by_money, one_brand).correlation >= BY_ORDER_ALONE


@goal(
    f"Let a lot draw every rank, and reach a correlation of {BY_ORDER_ALONE:.2f} or more all the same.",
    ranks_do_not_matter,
)
@preset("Money at random")
@preset("Ranks by lot, too", by_money=0.0)
@preset("Half use one brand", one_brand=0.5)
@explores(
    HARLEY,
    brands=Knob("brands that a rider uses", 2, allocation.MOST_BRANDS, 1),
    by_money=Knob("riders who rank in the order of their money", 0, 1, 0.1),
    one_brand=Knob("riders who use one brand only", 0, 0.8, 0.1),
)
def rule(case: Case, figure: Figure, brands: int = 3, by_money: float = 1.0, one_brand: float = 0.0) -> str:
    """The Wallet Allocation Rule against money that is divided at random."""
    found = allocation.fit(case, brands, by_money, one_brand)
    points, ranks = figures.panels(figure, left=0.95, room=(0.3, 0.3), widths=(1, 1))
    pictures.rule_points(points, found, DOTS)
    pictures.rule_ranks(ranks, found)
    says, true = (100 * shares[0] for shares in found.by_rank)
    return (
        f"Correlation {pictures.correlation(found)} among {allocation.RIDERS:,} riders. "
        f"For the first of {brands} brands the Rule says {says:.0f} %, and it gets {true:.0f} % on average; the Rule "
        f"is off by up to {pictures.furthest(found)} points."
    )
