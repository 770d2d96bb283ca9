"""The fifteen lessons: what each asks, of whom, for how long, and which claims are lived in it.

The one place for it. The README's table, the map in notebook 00, the notebooks' own first lines and the tests are held
against it. Nothing heavy is imported here, so that the command line can read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casekit.cases.amazon import AMAZON
from casekit.cases.assumptions import Assumptions
from casekit.cases.harley import HARLEY
from casekit.cases.starbucks import STARBUCKS

Claims = Mapping[str, tuple[str, ...]]  # by id: the Explorers, stills and exercises that live it


@dataclass(frozen=True)
class Lesson:
    """One notebook: number, title, question as the map asks it, and minutes.

    `companies` are those whose cases it opens, in that order, each with so many `customers` and `months`. `claims`
    names what lives each claim that is at home in the lesson; nothing, as long as the lesson is to come.
    """

    number: str
    title: str
    question: str
    minutes: int
    companies: tuple[Assumptions, ...]
    claims: Claims
    customers: int = 5_000
    months: int = 36
    is_there: bool = field(default=False)


def _to_come(ids: str) -> Claims:
    return dict.fromkeys(ids.split(), ())


EVERYBODY = (AMAZON, STARBUCKS, HARLEY)

START = Lesson(
    "00", "Start here", "Truth, record, metric: what is the difference?", 15, EVERYBODY, {}, is_there=True,
)  # fmt: skip
STOREFRONT = Lesson(
    "01", "How personal should a store be?", "Which list of ten products is right most often?", 50, (AMAZON,),
    {
        "N15": ("busiest", "grains", "history", "reviews"), "M6": ("busiest", "visitors", "01.1", "wall"),
        "A1": ("front_page",), "A2": ("clicks", "busiest"), "A3": ("history", "ways"), "A4": ("ways",),
        "A5": ("draw_hits", "history"), "A6": ("reviews",), "A7": ("wall",),
        "D8": ("how_many_right", "history", "grains", "01.2"),
    },
    customers=10_000, is_there=True,
)  # fmt: skip
RETAINING = Lesson(
    "02", "Win customers, or keep them?", "Where does the next dollar go?", 49, (STARBUCKS,),
    {"B1": ("budget", "labour", "02.2")},
    months=12, is_there=True,
)  # fmt: skip
WALLET = Lesson(
    "03", "Which rider should get the offer?", "From whom is there most to win?", 49, (HARLEY,),
    {"H1": ("lists", "club", "03.1")},
    customers=20_000, is_there=True,
)  # fmt: skip
WORTH = Lesson(
    "04", "Who is worth it?", "What will a customer be worth next year?", 48, (AMAZON,),
    {"N4": ("share", "04.1"), "N15": ("ten", "worth", "trial"), "D9": ("campaign", "04.3")},
    customers=10_000, is_there=True,
)  # fmt: skip
LINKING = Lesson(
    "05", "One customer or two?", "How many of its customers has a shop lost?", 50, (AMAZON,),
    {"D1": ("front_office", "back_office"), "D2": ("channels", "05.2"), "D3": ("rule", "model", "05.1"),
     "D7": ("interfaces",), "D13": ("channels",)},
    customers=4_000, months=18, is_there=True,
)  # fmt: skip
SURVEYS = Lesson(
    "06", "Are customers happier?", "How far has their satisfaction moved in two years?", 50, (STARBUCKS,),
    {"M1": ("silence", "channels", "06.3"), "M2": ("mix",)},
    customers=12_000, months=24, is_there=True,
)  # fmt: skip
BUSY = Lesson(
    "07", "Does a shorter call save time?", "What does a limit of four minutes a call do?", 50, (AMAZON,),
    {"N14": ("wall", "target"), "M3": ("follow",)},
    months=12, is_there=True,
)  # fmt: skip
BUCKET = Lesson(
    "08", "Which dealer would you buy?", "What will a dealer take next year?", 50, (HARLEY,),
    {"N14": ("books", "bucket"), "M4": ("bill", "bucket", "warning"), "M5": ("triangle", "08.3")}, is_there=True,
)  # fmt: skip
LEAVING = Lesson(
    "09", "Who leaves after a bad experience?", "How many customers does a broken promise cost?", 50, (AMAZON,),
    {"N1": ("ever", "budget", "09.2"), "N2": ("desk", "words"), "N3": ("desk",)},
    customers=10_000, is_there=True,
)  # fmt: skip

_IN_ORDER = (
    START,
    STOREFRONT,
    RETAINING,
    WALLET,
    WORTH,
    LINKING,
    SURVEYS,
    BUSY,
    BUCKET,
    LEAVING,
    Lesson(
        "10", "How many CRM programmes fail?", "Eighteen in a hundred, or seventy?", 40, EVERYBODY,
        _to_come("N5 N6 M7 M8 M9"),
    ),
    Lesson(
        "11", "Four perils, three reasons", "When does a campaign's report lie most?", 50, EVERYBODY,
        _to_come("N12 N13 D11 F1 F2 F3 F4 F6 F7 F8"),
    ),
    Lesson("12", "The slow CRM", "What do two seconds cost?", 40, (HARLEY,), _to_come("D6 D12 F5 F9")),
    Lesson(
        "13", "Four Ps, in which order?", "Does the order matter?", 50, (STARBUCKS,),
        _to_come("N7 N8 N9 N10 N11 N16 B2 B3 D4 D5 D10 D14 F10 F11 F12 F13 F14"),
    ),
    Lesson("14", "Run the programme", "Could you do better?", 75, (STARBUCKS,), _to_come("N10 F13")),
)  # fmt: skip

LESSONS: Mapping[str, Lesson] = {lesson.number: lesson for lesson in _IN_ORDER}
"""All lessons by number, in order, those to come among them."""


def homes(claim: str) -> list[Lesson]:
    """The lessons in which a claim is lived, in order.

    >>> [lesson.number for lesson in homes("N14")]
    ['07', '08']
    """
    return [lesson for lesson in LESSONS.values() if claim in lesson.claims]
