"""Lesson 03, Which rider should get the offer?"""

from casekit.lessons.registry import WALLET as LESSON
from casekit.lessons.wallet.exercises import exercises
from casekit.lessons.wallet.explorers import (
    club,
    draw_elsewhere,
    how_much_it_adds,
    lists,
    one_question,
    rule,
    show_elsewhere,
    so_much_it_adds,
    what_it_wins,
)
from casekit.lessons.wallet.numbers import gain, interval, lot, riders, tenths, wallets

CUSTOMERS = LESSON.customers
EXPLORERS = (lists, club, rule)
