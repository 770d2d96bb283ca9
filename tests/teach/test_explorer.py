"""The Explorer from Python: presets, faults, and what a saved notebook keeps. tests/browser has the learner's side."""

import base64
import subprocess
import sys

import ipywidgets
import pytest

from casekit.errors import CaseError
from casekit.teach import Explorer, Knob, figures


def draw(figure, silence=0.5, months=12, channel="phone", weighted=False):
    if silence == 0.95:
        raise ZeroDivisionError("division by zero\nand a second line")
    axes = figures.panel(figure)
    axes.bar([0, 1], [silence, months])
    return f"With {silence:.0%} silent by {channel} over {months} months, weighted {weighted}: 7.4."


CONTROLS = {
    "silence": Knob("Silence of the unhappy", 0, 1, 0.05),
    "months": (6, 36, 1),
    "channel": ["phone", "e-mail"],
    "weighted": False,
}
PRESETS = {"Happy customers answer more": {"silence": 0.9}, "A year by mail": {"channel": "e-mail", "months": 24}}


@pytest.fixture
def explorer():
    return Explorer(draw, PRESETS, **CONTROLS)


def buttons(explorer):
    row = explorer._box.children[0]
    return {button.description.lstrip("●○ "): button for button in row.children}


def test_controls_start_at_the_defaults_of_draw(explorer):
    assert explorer.values == {"silence": 0.5, "months": 12, "channel": "phone", "weighted": False}
    assert explorer.error is None and explorer.redraws == 1
    assert explorer.sentence.startswith("With 50% silent by phone over 12 months")


def test_a_moved_control_changes_picture_and_sentence(explorer):
    for name, value in {"silence": 0.7, "months": 30, "channel": "e-mail", "weighted": True}.items():
        picture, sentence, redraws = explorer.png, explorer.sentence, explorer.redraws
        explorer.controls[name].value = value
        assert explorer.sentence != sentence
        assert explorer.redraws == redraws + 1
        if name in ("silence", "months"):
            assert explorer.png != picture


def test_a_preset_sets_every_control_with_one_redraw_and_is_marked_until_one_moves(explorer):
    explorer.set(months=30)
    redraws = explorer.redraws
    button = buttons(explorer)["Happy customers answer more"]
    button.click()
    assert explorer.redraws == redraws + 1
    assert explorer.values == {"silence": 0.9, "months": 12, "channel": "phone", "weighted": False}
    assert button.description.startswith("●") and button.button_style == "primary"
    explorer.controls["silence"].value = 0.85
    assert button.description.startswith("○") and button.button_style == ""


def test_reset_goes_back_to_the_start(explorer):
    start = explorer.values
    explorer.set(silence=0.1, channel="e-mail")
    buttons(explorer)["Reset"].click()
    assert explorer.values == start


def test_percent_is_read_out_and_labels_have_room(explorer):
    assert explorer.controls["silence"].readout_format == ".0%"
    assert explorer.controls["silence"].description == "Silence of the unhappy"
    assert explorer.controls["months"].description == "months"
    width = explorer.controls["months"].style.description_width
    assert width == f"{len('Silence of the unhappy') + 1}ch"


def test_a_fault_in_draw_is_one_sentence_and_the_last_picture_stays(explorer):
    good, alt = explorer.png, explorer._screen.alt
    explorer.set(silence=0.95)
    assert isinstance(explorer.error, ZeroDivisionError)
    assert explorer.sentence == (
        "This setting cannot be drawn (Silence of the unhappy = 95%, months = 12, channel = phone, weighted = False): "
        "division by zero. Move a control to go on."
    )
    assert (explorer.png, explorer._screen.alt) == (good, alt)
    explorer.set(silence=0.6)
    assert explorer.error is None and explorer.sentence.startswith("With 60%")


@pytest.mark.parametrize("returned", [None, "", 3])
def test_draw_without_a_sentence_is_a_fault(returned):
    explorer = Explorer(lambda figure, x=1: returned, x=(0, 2))
    assert isinstance(explorer.error, CaseError)
    assert "must return one sentence" in explorer.sentence
    assert explorer.png.startswith(b"\x89PNG")
    assert explorer._screen.alt == explorer.sentence


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Explorer(draw, silnce=(0, 1, 0.1)), ["silnce", "did you mean 'silence'"]),
        (lambda: Explorer(draw, {"x": {"silnce": 1}}, **CONTROLS), ["silnce", "did you mean 'silence'"]),
        (lambda: Explorer(draw, {"x": {"silence": 2}}, **CONTROLS), ["silence", "from 0.0 to 1.0", "2 was given"]),
        (lambda: Explorer(draw, {"x": {"channel": "fax"}}, **CONTROLS), ["channel", "phone, e-mail", "'fax'"]),
        (lambda: Explorer(draw, sience=Knob("?", 0, 1, 0.1)), ["sience", "did you mean 'silence'"]),
        (lambda: Explorer(draw, silence=Knob("?", 1, 0, 0.1)), ["silence", "(1, 0, 0.1) was given"]),
        (lambda: Explorer(draw, silence=(2, 3, 0.1)), ["silence", "from 2.0 to 3.0", "0.5 was given"]),
        (lambda: Explorer(draw, silence=(1, 0, 0.1)), ["silence", "(1, 0, 0.1) was given"]),
        (lambda: Explorer(lambda figure, x: "s"), ["needs a control for 'x'"]),
    ],
)
def test_wrong_declarations_are_named(make, words):
    with pytest.raises(CaseError) as caught:
        make()
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_refused_value_moves_nothing(explorer):
    before, redraws = explorer.values, explorer.redraws
    with pytest.raises(CaseError):
        explorer.set(months=20, silence=7)
    assert explorer.values == before and explorer.redraws == redraws


def test_ready_widgets_and_labelled_options_are_controls():
    slider = ipywidgets.IntSlider(3, 1, 5)
    explorer = Explorer(
        lambda figure, n, where: f"{n} {where}.", n=slider, where=[("the north", "N"), ("the south", "S")]
    )
    assert explorer.controls["n"] is slider
    assert explorer.sentence == "3 N."


def test_displayed_are_live_view_picture_and_caption(explorer, displayed):
    explorer._ipython_display_()
    (picture, metadata), (caption, _) = displayed
    assert picture["text/plain"] == caption["text/plain"] == explorer.sentence
    assert metadata["image/png"]["alt"] == explorer.sentence
    assert explorer.sentence in caption["text/html"]
    assert len(base64.b64decode(picture["image/png"])) < 60_000
    for data in (picture, caption):
        assert "application/vnd.jupyter.widget-view+json" in data


def test_the_saved_picture_is_the_same_each_time(explorer):
    again = Explorer(draw, PRESETS, **CONTROLS)
    assert explorer._repr_mimebundle_()[0]["image/png"] == again._repr_mimebundle_()[0]["image/png"]


def test_axes_made_ahead_of_time_draw_the_same_picture(explorer):
    """However many redraws came before, with whatever ticks, a state has one picture."""
    for months in (36, 7, 20):
        explorer.set(months=months, silence=0.15)
    explorer.set(months=12, silence=0.7)
    once = Explorer(draw, **CONTROLS)
    once.figure._ready = []
    once.set(silence=0.7)
    assert explorer.png == once.png


def test_pyplot_and_settings_are_left_alone():
    program = (
        "import matplotlib, sys; before = matplotlib.rcParams.copy()\n"
        "from casekit.teach import Explorer, Knob, figures\n"
        "Explorer(lambda figure, x=1: figures.panel(figure).get_label() + 'one.', x=(0, 2))\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert matplotlib.rcParams.copy() == before\n"
        "assert 'casekit.case' not in sys.modules and 'casekit.lessons' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"months": 13.5}, "months must be a number from 6 to 36, in steps of 1; 13.5 was given."),
        ({"months": 37}, "months must be a number from 6 to 36, in steps of 1; 37 was given."),
        ({"months": True}, "months must be a number from 6 to 36, in steps of 1; True was given."),
        ({"months": 10**400}, "months must be a number from 6 to 36, in steps of 1; "),
        ({"silence": 0.33}, "silence must be a number from 0.0 to 1.0, in steps of 0.05; 0.33 was given."),
        ({"silence": float("nan")}, "silence must be a number from 0.0 to 1.0, in steps of 0.05; nan was given."),
        ({"channel": None}, "channel must be one of: "),
        ({"channel": "fax"}, "channel must be one of: "),
        ({"weighted": None}, "weighted must be True or False; None was given."),
    ],
)
def test_a_value_that_a_control_cannot_stop_at_is_refused_and_moves_nothing(explorer, values, sentence):
    before = explorer.values
    with pytest.raises(CaseError) as caught:
        explorer.set(**values)
    assert str(caught.value).startswith(sentence)
    assert explorer.values == before


def test_a_slider_that_was_put_off_its_step_goes_to_the_nearest(explorer):
    explorer.controls["silence"].value = 0.33
    assert explorer.values["silence"] == pytest.approx(0.35)
    assert explorer.sentence.startswith("With 35% silent")
