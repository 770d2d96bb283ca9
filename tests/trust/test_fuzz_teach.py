"""Whatever is typed into a guess, an exercise, a knob or a lesson: a number is read, or one sentence says why not."""

import functools
import math
import random

import pytest
from lessons.catalogue import LESSONS
from thoroughness import sample
from trust.awkward import VALUES, assert_sentence, limit

from casekit import CaseError
from casekit.teach import Exercise, Exercises, Explorer, Knob, cite, guess, reveal, sketch, unveil
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG
from casekit.teach.quantity import read

# For what draws a picture of each value that it takes.
SOME = random.Random(2).sample(VALUES, sample(len(VALUES), usually=70))
UNITS = ("", "%", "dollars", "points", "customers", "s")
EXERCISES = [
    Exercise(
        "06.1", "What share?", lambda case: 41.0, 0.5, unit, {"you turned it round": lambda case: 59.0}, ("Look.",)
    )
    for unit in UNITS
]


def draw(figure, silence=0.5, months=12, channel="phone", weighted=False):
    return f"{silence:.2f} {months} {channel} {weighted}."


def an_explorer(**controls):
    return Explorer(draw, silence=Knob("silence", 0, 1, 0.05), months=(6, 36, 1), channel=["phone", "mail"], **controls)


def try_all(calls, capsys, what):
    """Call each; all that may come of it is a result, or a CaseError with one sentence."""
    said = taken = 0
    for call in calls:
        try:
            with limit(20):
                call()
            taken += 1
        except CaseError as error:
            assert_sentence(str(error))
            said += 1
    with capsys.disabled():
        print(f"\n{what}: {said + taken:,} inputs, {said:,} sentences, {taken:,} taken")
    assert said and said + taken >= len(VALUES)


def test_what_is_read_is_a_finite_number(capsys):
    def finite(value, unit):
        assert math.isfinite(read(value, unit))

    try_all([lambda v=v, u=u: finite(v, u) for v in VALUES for u in UNITS], capsys, "read")


def test_a_check_never_raises_whatever_the_answer(capsys):
    for exercise in EXERCISES:
        check = Exercises([exercise], None)
        for value in VALUES:
            with limit(20):
                result = check("06.1", value)
            assert result.state in (NOT_TRIED, WRONG, RIGHT)
            assert_sentence(result.message)


def test_guesses_and_what_is_committed(capsys):
    def committed(value):
        first = guess("How many?", 0, 100, "of 100")
        try:
            first.commit(value)
        except CaseError:
            assert first.value is None  # nothing is locked that was not read
            raise
        assert 0 <= first.value <= 100

    def made(low, high, step):
        one = guess("How many?", low, high, step=step)
        assert one.scale.low < one.scale.high and 0 < one.scale.step <= one.scale.span

    lot = random.Random(1)
    calls = [lambda v=v: committed(v) for v in VALUES]
    calls += [functools.partial(made, *lot.choices([None, *VALUES], k=3)) for _ in range(300)]
    calls += [lambda v=v: reveal(v, reported=1, truth=2) for v in VALUES]
    try_all(calls, capsys, "guess and reveal")


def test_sketches_and_what_is_committed_and_unveiled(capsys):
    months, riders = ("months", [0, 1, 6]), ("riders left", 0, 100, "riders")
    one = sketch("How many are left?", across=months, up=riders)

    def committed(value):
        try:
            one.commit(value)
        except CaseError:
            assert one.value is None
            raise
        raise AssertionError(f"{value!r} was committed")

    def made(**given):
        with_it = sketch("How many are left?", **{"across": months, "up": riders, **given})
        assert 2 <= len(with_it.paper.positions) <= 24 and with_it.scale.low < with_it.scale.high

    def unveiled(value):
        heights = one.paper.heights(value, "truth")
        assert len(heights) == 3 and all(map(math.isfinite, heights))

    calls = [lambda v=v, i=i: committed([50] * i + [v] + [50] * (3 - i)) for v in VALUES for i in (0, 3)]
    calls += [lambda v=v: committed(v) for v in VALUES if not (isinstance(v, range | list) and len(v) == 3)]
    calls += [lambda v=v: made(across=v) for v in SOME] + [lambda v=v: made(up=v) for v in SOME]
    calls += [lambda v=v: made(across=("months", v)) for v in SOME] + [lambda v=v: made(step=v) for v in SOME]
    calls += [lambda v=v: made(across=("months", [0, v])) for v in SOME]
    calls += [lambda v=v: made(up=("riders", 0, v)) for v in SOME]
    calls += [lambda v=v: made(up=("riders", 0, 10, v)) for v in SOME]
    calls += [lambda v=v: unveil(v, truth=[1, 2, 3]) for v in VALUES] + [lambda v=v: unveiled(v) for v in VALUES]
    calls += [lambda v=v: unveiled([1, v, 3]) for v in VALUES]
    try_all(calls, capsys, "sketch and unveil")


def test_knobs_take_what_they_can_stop_at(capsys):
    explorer = an_explorer()
    controls = dict(explorer.controls)

    def moved(name, value):
        before = explorer.values
        try:
            explorer.set(**{name: value})
        except CaseError:
            assert explorer.values == before
            raise
        assert explorer.error is None

    calls = [lambda n=n, v=v: moved(n, v) for n in (*controls, "silense") for v in VALUES]
    calls += [lambda v=v: an_explorer(weighted=v) for v in SOME]
    try_all(calls, capsys, "knobs")


def test_claims(capsys):
    try_all([lambda v=v: cite(v) for v in VALUES], capsys, "cite")


@pytest.mark.parametrize("number", LESSONS)
def test_what_a_lesson_offers_takes_its_cases_and_nothing_else(number, capsys):
    module = LESSONS[number].module
    offered = [one for one in vars(module).values() if callable(one) and hasattr(one, "__wrapped__")]
    try_all([lambda f=f, v=v: f(v) for f in offered for v in VALUES], capsys, f"lesson {number}")
