"""What a cell has shown is let go when it is run again, and only then."""

import asyncio
import gc
import weakref

import ipywidgets
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from casekit.teach import Explorer, cells, figures, guess, reveal, screen, sketch, unveil


def draw(figure, x=1):
    return f"{x} of 10."


def kinds():
    """What is kept, by the kind of widget."""
    gc.collect()
    return sorted(type(widget).__name__ for widget in ipywidgets.widgets.widget._instances.values())


def explorer():
    Explorer(draw, {"Five": {"x": 5}}, x=(0, 10))._ipython_display_()


def guess_and_reveal():
    first = guess("How many of 10?", 0, 10)
    first._ipython_display_()
    reveal(first, reported=8, truth=6)._ipython_display_()
    first.commit(5)


def sketch_and_unveil():
    left = sketch("How many are left?", across=("months", range(3)), up=("riders", 0, 10))
    left._ipython_display_()
    unveil(left, truth=[10, 5, 4])._ipython_display_()
    left.commit([10, 9, 8])


@pytest.mark.parametrize("show", [explorer, guess_and_reveal, sketch_and_unveil])
def test_a_cell_that_runs_again_keeps_no_more_than_before(show, young, notebook, displayed):
    notebook.run("a")
    show()
    once = kinds()
    for _ in range(3):
        notebook.run("a")
        show()
        assert kinds() == once


def test_another_cell_that_runs_takes_nothing_away(young, notebook, displayed):
    notebook.run("a")
    explorer()
    once = kinds()
    notebook.run("b")
    assert kinds() == once


def test_all_that_a_cell_has_shown_goes_and_what_every_box_shares_stays(young, notebook, displayed):
    notebook.run("a")
    shared = set(screen._for_every_box())
    before = kinds()
    explorer()
    explorer()
    notebook.run("a")
    assert kinds() == before
    assert all(widget.comm is not None for widget in shared)


def test_an_explorer_that_nobody_else_holds_is_gone(notebook, displayed):
    notebook.run("a")
    made = Explorer(draw, x=(0, 10))
    made._ipython_display_()
    made, gone = None, weakref.ref(made)
    gc.collect()
    assert gone() is not None
    notebook.run("a")
    gc.collect()
    assert gone() is None


def test_one_that_is_still_in_the_history_keeps_no_drawing(young, notebook, displayed):
    notebook.run("a")
    made = Explorer(lambda figure, x=1: figures.panel(figure).get_title() or f"{x} of 10.", x=(0, 10))
    made._ipython_display_()
    assert made.figure.axes
    notebook.run("a")
    assert not made.figure.axes
    assert made.sentence == "1 of 10."


def test_pixels_are_kept_by_nobody_once_there_is_a_picture_of_them(young, notebook, displayed):
    def drawn(figure, x=1):
        figures.title(figures.panel(figure), "A line")
        return draw(figure, x)

    def pixels():
        return sum(one.width * one.height for one in gc.get_objects() if isinstance(one, RendererAgg))

    before = pixels()
    made = [Explorer(drawn, x=(0, 10), size=(9, high)) for high in (3, 4)]
    for one in made:
        one._ipython_display_()
        one.set(x=3)
    assert pixels() - before < 1_000  # one or so for each that a text still holds
    assert all(one.png.startswith(b"\x89PNG") for one in made)


def test_the_history_keeps_the_last_value_of_a_cell_only(young, notebook):
    for run in range(3):
        notebook.run("a", value=f"world {run}")
        notebook.run("b", value="another")
    kept = [value for value in notebook.user_ns["_oh"].values()]
    assert kept == ["world 2", "another"]
    assert [value for name, value in notebook.user_ns.items() if name != "_oh"] == kept
    assert list(notebook.user_ns_hidden.values()) == kept


def test_a_closed_explorer_holds_no_case_and_says_so(notebook, displayed):
    class Case: ...

    case = Case()
    made = Explorer(lambda figure, x=1, of=case: f"{x} of 10.", x=(0, 10))
    held = weakref.ref(case)
    made.close()
    case = None
    gc.collect()
    assert held() is None
    made.set(x=3)
    assert "its cell has been run again, which shows a new one" in made.sentence


# --- what nobody holds -----------------------------------------------------------------------------------------------


@pytest.fixture
def no_garbage_collection():
    """Python looks for garbage at no time of its own."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held_by_itself():
    """A weak reference to something that nobody else holds."""

    class World: ...

    world = World()
    world.itself = world
    return weakref.ref(world)


def test_what_the_last_run_of_a_cell_made_is_gone_after_the_next_one(notebook, no_garbage_collection, monkeypatch):
    monkeypatch.setattr(cells, "_tidied", 10**15)  # bytes: as if the process had shrunk
    notebook.run("a")
    made = held_by_itself()
    notebook.run("b")
    assert made() is not None
    notebook.run("a")
    assert made() is None


@pytest.mark.parametrize(("tidied", "is_there"), [(0, False), (10**15, True)])
def test_garbage_is_looked_for_when_the_process_has_grown(tidied, is_there, no_garbage_collection, monkeypatch):
    monkeypatch.setattr(cells, "_tidied", tidied)
    made = held_by_itself()
    cells.tidy()
    assert (made() is not None) == is_there
    made = held_by_itself()
    cells.tidy()  # since just now it has not grown
    assert made() is not None


def test_garbage_that_was_set_aside_while_it_was_held_is_found_too(no_garbage_collection, monkeypatch):
    monkeypatch.setattr(cells, "_tidied", 0)
    made = held_by_itself()
    gc.freeze()
    cells.tidy()
    assert made() is None


def test_moves_are_followed_by_one_pause(monkeypatch):
    tidied = []
    monkeypatch.setattr(cells, "PAUSE", 0.0)
    monkeypatch.setattr(cells, "tidy", lambda: tidied.append(True))

    async def turn():
        explorer = Explorer(draw, x=(0, 10))
        explorer.set(x=3)
        explorer.set(x=4)
        assert not tidied
        await asyncio.sleep(0.1)

    asyncio.run(turn())
    assert tidied == [True]
