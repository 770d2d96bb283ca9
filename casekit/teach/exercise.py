"""A question whose answer depends on the learner's own world, and the ways to it, right and wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Generic, TypeVar

from casekit.teach.quantity import cut_off, decimals, fineness, roundings, write
from casekit.teach.reasons import HUNDREDS, Reason, likeliest, slips

Case = TypeVar("Case")

NOT_TRIED, WRONG, RIGHT = "not tried yet", "wrong", "right"
MOST_ROUNDED = 0.25  # of itself: no learner rounds a way's number further
NEARLY, OF_IT = 5, 0.01  # tolerances, and of the answer: what is off by so little may have been rounded on the way


@dataclass(frozen=True)
class Exercise(Generic[Case]):
    """One question about a case, whose answer is one number.

    `answer(case)` gives it in `unit`; an answer within `tolerance` counts. `prompt` and `working` may be functions of
    the case, so that they can name the store or the month that the case calls for.

    All other ways that a learner may go are functions of the case, too, by name. `right` ones count as the answer does.
    `acceptable` ones count, and the name says what is different: it completes "Right, though ...". `misconceptions` are
    wrong, and the name completes "Wrong, because ...": "you averaged only those who answered". Those in `wrong` have no
    such sentence, and lie three tolerances away from all that counts; a misconception may lie nearer, as it is told.

    A number speaks for one of these ways, other than the answer and the `right` ones, if it is the way's own number as
    finely as it is written, give or take a tenth of the tolerance. So a misconception within the tolerance is told from
    the answer where it is given in full, and counts where it is rounded to the same. An acceptable one within the
    tolerance is told in the same way, unless the number has too few decimals to tell: then it is the answer's. A wrong
    number that is the very one of a misconception speaks for no other that only lies near.

    `whole` is what the answer is a part of, if its unit does not say so: 100 for a number of 100 riders. A change of so
    many per cent is no part of anything. A count is asked for as a whole number.

    >>> Exercise(
    ...     "06.1", "What share of all customers is satisfied?", lambda case: 41.0, tolerance=0.5, unit="%",
    ...     misconceptions={"you counted only those who answered": lambda case: 73.0},
    ... ).margin(case=None)
    64.0
    """

    id: str
    prompt: str | Callable[[Case], str]
    answer: Callable[[Case], float]
    tolerance: float
    unit: str = ""
    misconceptions: Mapping[str, Callable[[Case], float]] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    working: str | Callable[[Case], str] = ""
    right: Mapping[str, Callable[[Case], float]] = field(default_factory=dict)
    acceptable: Mapping[str, Callable[[Case], float]] = field(default_factory=dict)
    wrong: Mapping[str, Callable[[Case], float]] = field(default_factory=dict)
    whole: float = 0.0
    is_change: bool = False
    is_count: bool = False

    def of(self, case: Case) -> Exercise[Case]:
        """The same exercise, which computes each way but once for this case, however many answers are looked at.

        >>> def answer(case):
        ...     print("computed")
        ...     return 41.0
        >>> exercise = Exercise("06.1", "What share?", answer, tolerance=0.5, unit="%").of(case=None)
        >>> exercise.counts(None, 41), exercise.counts(None, 30)
        computed
        ('Right.', '')
        """

        def once(way: Callable[[Case], float]) -> Callable[[Case], float]:
            found = cache(partial(way, case))
            return lambda other: found() if other is case else way(other)

        def all_once(ways: Mapping[str, Callable[[Case], float]]) -> dict[str, Callable[[Case], float]]:
            return {name: once(way) for name, way in ways.items()}

        return replace(
            self, answer=once(self.answer), misconceptions=all_once(self.misconceptions), right=all_once(self.right),
            acceptable=all_once(self.acceptable), wrong=all_once(self.wrong),
        )  # fmt: skip

    def asked(self, case: Case) -> str:
        """The question, as this case asks it."""
        return self.prompt(case) if callable(self.prompt) else self.prompt

    def way(self, case: Case) -> str:
        """The code that leads to this case's answer."""
        return self.working(case) if callable(self.working) else self.working

    @property
    def is_in_hundreds(self) -> bool:
        """Whether a fraction from 0 to 1 stands for the same."""
        return self.unit in HUNDREDS or self.whole == 100

    def counts(self, case: Case, given: float) -> str:
        """What is said of an answer that counts: "Right.", and what is different; empty for all others."""
        if self._is_a_misconception(case, given) or self._is_rounded_too_far(case, given) or self._is_broken(given):
            return ""
        right = 1 + len(self.right)
        counting = [
            (way, self._reach if place < right else self._fine(given)) for place, way in enumerate(self._counting(case))
        ]
        if self._tells_apart(given):  # so that no note is lost, and none is made up for a number of few decimals
            counting.sort(key=lambda one: not self._is_very(given, one[0][1]))
        return next((said for (said, value), reach in counting if abs(given - value) <= reach), "")

    def why_wrong(self, case: Case, given: float) -> str:
        """What a wrong answer speaks for, in a sentence; empty where nothing is likelier than all else.

        >>> SHARE = Exercise("06.1", "What share?", lambda case: 41.0, tolerance=0.5, unit="%")
        >>> SHARE.why_wrong(None, 59)
        'Wrong, because this is the share of all the others: take it from 100.'
        """
        reasons = [] if self._is_rounded_too_far(case, given) else self._reasons(case, given)
        likely = dict.fromkeys(reason.sentence for reason in likeliest(given, reasons))
        return f"Wrong, because {', or because '.join(likely)}." if likely else ""

    def direction(self, case: Case, given: float) -> str:
        """Whether a wrong answer is too high or too low, is rounded further than was asked, or is no whole number."""
        if self._is_rounded_too_far(case, given):
            wanted = {1: "one decimal", 2: "two decimals", 4: "four decimals"}.get(
                self._decimals_asked, f"{self._decimals_asked} decimals"
            )
            off = "high" if given > self.answer(case) else "low"
            shown = write(given, self.unit, decimals(given))
            told = f"Wrong: {shown} is too {off}, or rounded too far; give {wanted}."
            also = ", or ".join(self._misconceptions_so_written(case, given))
            return f"{told} Or, if that is with {wanted}: {also}." if also else told
        if self._is_broken(given):
            return f"Wrong: {given:,.{decimals(given)}f} is no whole number."
        # As many decimals as it takes to see that it is wrong.
        digits = next((some for some in range(self._digits, 9) if self._is_seen(case, given, round(given, some))), 9)
        away, side = abs(given - self.answer(case)), "high" if given > self.answer(case) else "low"
        shown = f"Wrong: {write(given, self.unit, digits)} is"
        if self.is_count or away > min(NEARLY * self._reach, OF_IT * abs(self.answer(case))):
            return f"{shown} too {side}."
        return f"{shown} a little too {side}. Was a number rounded on the way?"

    def written(self, number: float) -> str:
        """A number with the unit, as it was given; what comes of a calculation, as finely as it was asked for."""
        given, asked = decimals(number), 0 if self.is_count else self._decimals_asked
        return write(number, self.unit, given if given <= self._digits else asked)

    def margin(self, case: Case) -> float:
        """How many tolerances the nearest wrong way lies from the nearest that counts.

        A way without a number in this case, as a mean of nobody has none, is no danger.
        """
        counting = [value for _, value in self._counting(case)]
        wrong = [way(case) for way in (*self.misconceptions.values(), *self.wrong.values())]
        distances = [abs(one - other) for one in wrong for other in counting]
        return min((far for far in distances if not math.isnan(far)), default=float("inf")) / self.tolerance

    @property
    def _reach(self) -> float:
        return self.tolerance * (1 + 1e-9)

    def _fine(self, given: float) -> float:
        """How near a number must lie to a way of its own to speak for it."""
        return fineness(given, 0.1 * self._reach, self._reach)

    @property
    def _decimals_asked(self) -> int:
        return next(n for n in range(9) if 0.5 * 10.0**-n <= self._reach or n == 8)

    def _is_rounded_too_far(self, case: Case, given: float) -> bool:
        """Whether this is the answer with fewer decimals than were asked, and too far from it to count."""
        places = decimals(given)
        if self.is_count or places >= self._decimals_asked:
            return False
        if not any(math.isclose(given, value) for value in roundings(self.answer(case), self._decimals_asked, places)):
            return False
        return all(abs(given - way(case)) > self._reach for way in (self.answer, *self.right.values()))

    def _tells_apart(self, given: float) -> bool:
        """Whether this is written so finely that it can speak for one of two ways within the tolerance."""
        return fineness(given, 0.0, self._reach) <= 0.25 * self._reach

    def _is_seen(self, case: Case, given: float, shown: float) -> bool:
        """Whether a wrong answer is seen to be wrong, and to be something, as it is shown."""
        return not self.counts(case, shown) and (shown != 0 or given == 0)

    def _is_broken(self, given: float) -> bool:
        """Whether this is no whole number where one was asked; what is left by a calculation is no break."""
        return self.is_count and abs(given - round(given)) > 1e-6

    def _misconceptions_so_written(self, case: Case, given: float) -> list[str]:
        """The wrong ways to this number, with as many decimals as were asked: 9.0 comes of 9.01 as 9 does of 8.6."""
        found = {name: round(value, self._decimals_asked) for name, value in self._told(case).items()}
        return [name for name, value in found.items() if math.isclose(value, given)]

    def _is_a_misconception(self, case: Case, given: float) -> bool:
        """Whether this is the very number of a wrong way, and of none that counts."""
        wrong = any(self._is_very(given, value) for value in self._told(case).values())
        return wrong and not any(self._is_very(given, value) for _, value in self._counting(case))

    def _is_very(self, given: float, value: float) -> bool:
        """Whether this is the very number of a way, as finely as it is written; 1 is no way to write 0.516."""
        exact = min(fineness(given, 0.001 * self._reach, self._reach), max(MOST_ROUNDED * abs(value), 1e-9))
        return abs(given - value) <= exact * (1 + 1e-9)  # it may end on a half decimal

    @property
    def _digits(self) -> int:
        return 0 if self.is_count else next(n for n in range(9) if self.tolerance >= 10.0**-n or n == 8)

    def _counting(self, case: Case) -> Iterator[tuple[str, float]]:
        for way in (self.answer, *self.right.values()):
            yield "Right.", way(case)
        for name in self._accepted(case):
            yield f"Right, though {name}.", self.acceptable[name](case)

    def _accepted(self, case: Case) -> list[str]:
        """The acceptable ways whose number lies within the tolerance in this case."""
        right = [way(case) for way in (self.answer, *self.right.values())]
        return [
            name for name, way in self.acceptable.items()
            if min(abs(way(case) - value) for value in right) <= self._reach
        ]  # fmt: skip

    def _told(self, case: Case) -> dict[str, float]:
        """The numbers of the wrong ways that have a sentence."""
        accepted = self._accepted(case)
        beyond = {name: way for name, way in self.acceptable.items() if name not in accepted}
        return {name: way(case) for name, way in {**self.misconceptions, **beyond}.items()}

    def _reasons(self, case: Case, given: float) -> list[Reason]:
        """All there is against a wrong answer, what is special to this exercise first."""
        fine = self._fine(given)
        wrong = self._told(case).items()
        own = [Reason(name, value, min(fine, MOST_ROUNDED * abs(value))) for name, value in wrong]
        unnamed = [Reason("", way(case), fine) for way in self.wrong.values()]
        if not self.is_count:
            # As finely as a way that was rounded to the same, which then is told beside it.
            near = fine if decimals(given) <= self._decimals_asked else 0
            cut = "this is cut off, not rounded; or a number was rounded on the way, or a row is missing"
            own.append(Reason(cut, cut_off(self.answer(case), self._decimals_asked), near))
        general = [
            slip
            for _, value in self._counting(case)
            for slip in slips(
                value, self._reach, self.unit, whole=self.whole, is_change=self.is_change, is_count=self.is_count
            )
        ]
        found = own + general + unnamed
        exact = [reason for reason in found if self._is_very(given, reason.value)]
        # A way whose very number this is goes before all that only lie near.
        return exact if any(reason in own for reason in exact) else found
