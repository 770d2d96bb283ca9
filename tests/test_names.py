"""However a name is typed, it is one name; and different names stay different."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thoroughness import sample

from casekit import CaseError, open_case
from casekit.names import canonical
from casekit.versions import DATA_VERSION
from casekit.world.engine.streams import seed_of

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
# Zero-width space and joiners, byte-order mark, soft hyphen, bidi marks and isolates, a tag, a control character,
# and three that are no format characters: a grapheme joiner, a variation selector, a filler.
INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad\u200e\u200f\u061c\u2066\u2069\U000e0061\x07\u034f\ufe0f\u3164"
SPACES = " \u00a0\u2003\u202f\u3000\t\n"
WHOLE = st.characters(exclude_categories=["Cs"])
# What names are made of: letters of many scripts with their accents, signs, invisible characters and spaces.
TYPED = st.text(st.one_of(st.characters(categories=["L", "Mn", "N", "P"]), st.sampled_from(INVISIBLE + SPACES), WHOLE))
ORDINARY = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-@'áäéñöøłıžабвгдαβγאב山田", min_size=1, max_size=12)


def form_or_none(name):
    """The canonical form; None for a name that is refused."""
    try:
        return canonical("student", name)
    except CaseError:
        return None


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("", ""),
        ("Jos\u00e9", "jos\u00e9"),
        ("Jose\u0301", "jos\u00e9"),
        ("Jos\u00e9\u200b", "jos\u00e9"),
        ("Jo\u00ads\u200de\u200c\u0301\ufeff", "jos\u00e9"),
        ("\u202aADA\u202c@example.org\u200e", "ada@example.org"),
        ("\uff21\uff44\uff41\u3000\uff2c\uff4f\uff56\uff45", "ada love"),
        (" Ada \t\u00a0 \u200b \u2003 Love\n", "ada love"),
        ("Wei\u00df", "weiss"),
        ("WEISS", "weiss"),
        ("\u0130rem", "i\u0307rem"),
        ("I\u0307REM", "i\u0307rem"),
        ("\u1fb3\u0301", "\u03ac\u03b9"),  # an accent, and a letter below that folding sets beside
        ("O\u2019Neill \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "o\u2019neill \U0001f600"),
        ("\u2764\ufe0f", "\u2764"),
    ],
)
def test_one_form(typed, form):
    assert canonical("student", typed) == form


@given(TYPED)
def test_the_form_of_a_form_is_itself(name):
    form = form_or_none(name)
    assert form is None or form_or_none(form) == form


def test_every_character_there_is_comes_to_rest():
    for code in range(0, sys.maxunicode + 1, sample(1, usually=7)):
        if not 0xD800 <= code <= 0xDFFF:
            form = form_or_none(chr(code))
            assert form is None or form_or_none(form) == form, hex(code)


@given(TYPED)
def test_composed_or_decomposed(name):
    assert len({form_or_none(unicodedata.normalize(form, name)) for form in FORMS} | {form_or_none(name)}) == 1


@given(st.lists(TYPED, min_size=2, max_size=5), st.sampled_from(INVISIBLE))
def test_what_nobody_sees_does_not_matter(parts, invisible):
    plain, marked = "".join(parts), invisible.join(parts)
    assert (form_or_none(marked) or "") == (form_or_none(plain) or "")


@given(st.lists(ORDINARY, min_size=1, max_size=4), st.lists(st.text(SPACES, min_size=1, max_size=3), min_size=5))
def test_spaces_are_spaces(words, spaces):
    typed = spaces[0] + "".join(word + space for word, space in zip(words, spaces[1:], strict=False))
    assert form_or_none(typed) == form_or_none(" ".join(words[: len(spaces) - 1]))


@given(ORDINARY.filter(lambda name: "ı" not in name))  # whose capital is that of the i
def test_capitals_do_not_matter(name):
    assert canonical("student", name.upper()) == canonical("student", name.title()) == canonical("student", name)


@given(ORDINARY, ORDINARY)
def test_different_names_differ(one, other):
    if one != other:
        assert canonical("student", one) != canonical("student", other)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (" ", "^student must have a character that can be seen, or be empty; ' ' was given.$"),
        ("\u200b\u00a0\ufeff", "^student must have a character that can be seen"),
        ("\u3164", "^student must have a character that can be seen"),
        ("ad\ud800a", "^student must be whole characters, and half of one is in what was given: 'ad.ud800a'.$"),
        ("a" * 201, "^student must have at most 200 characters; 201 were given.$"),
        (b"ada", "^student must be text, such as a name or an e-mail address; b'ada' was given.$"),
    ],
)
def test_no_name(name, sentence):
    with pytest.raises(CaseError, match=sentence):
        open_case("starbucks", customers=1, months=1, student=name)
    with pytest.raises(CaseError, match=sentence.replace("student", "course")):
        open_case("starbucks", customers=1, months=1, student="ada", course=name)


def test_however_long_it_was_typed():
    assert canonical("student", "e\u0301\u200b" * 200) == "\u00e9" * 200


def test_a_world_is_opened_by_the_form():
    one = open_case("starbucks", customers=1, months=1, student="Jos\u00e9 Wei\u00df", course="CRM 2027")
    other = open_case(
        "starbucks", customers=1, months=1, student="JOSE\u0301\u00a0WEISS\u200b", course="crm\u20032027\ufeff"
    )
    assert one.seed == other.seed == seed_of("starbucks", "crm 2027", "jos\u00e9 weiss", DATA_VERSION)
    assert one.student == other.student == "jos\u00e9 weiss"
    assert "of jos\u00e9 weiss's own" in repr(other)
