"""Every claim of the sources is there and says what it stands on; where it is lived: lessons/test_registry.py."""

import pytest

from casekit.errors import CaseError
from casekit.teach.claims import CLAIMS, SOURCES, STANDINGS, cite, claim

IDS = [
    f"{letter}{number}"
    for letter, last in zip("NMABHDF", (16, 9, 7, 3, 1, 14, 14), strict=True)
    for number in range(1, last + 1)
]

EVERY = pytest.mark.parametrize("id", IDS)


def test_the_ids_are_those_of_the_sources():
    assert list(CLAIMS) == IDS


@EVERY
def test_a_claim_is_one_short_sentence_with_source_and_standing(id):
    one = claim(id)
    assert one.id == id and one.source in SOURCES and one.standing in STANDINGS
    assert one.says.endswith(".") and len(one.says) < 110


def test_every_source_and_standing_is_used():
    assert {one.source for one in CLAIMS.values()} == set(SOURCES)
    assert {one.standing for one in CLAIMS.values()} == set(STANDINGS)


def test_a_claim_shows_itself_as_text_and_html():
    one = claim(" b2 ")
    for shown in (repr(one), one._repr_html_()):
        assert "B2" in shown and one.says in shown
        assert "An unsigned course note" in shown
        assert "Unverified: only this source says so; we found no second place." in shown
    assert one._repr_html_().startswith("<blockquote>") and "&amp; Schefter" in claim("N5")._repr_html_()


def test_claims_cited_together_name_each_source_once():
    together = cite("N14", "B2", "M1")
    for shown in (repr(together), together._repr_html_()):
        assert shown.count("Jeff Toister") == shown.count("An unsigned course note") == 1
        assert all(one.id in shown for one in together.claims)
        assert shown.index("M1") < shown.index("B2")  # with its source
    with pytest.raises(CaseError, match="There is no claim 'M99'"):
        cite("M1", "M99")


@pytest.mark.parametrize(
    "wrong, nearest", [("M12", "M2"), ("F15", "F5"), ("H2", "H1"), ("?", None), (3, None), (None, None)]
)
def test_an_unknown_id_gets_the_nearest(wrong, nearest):
    with pytest.raises(CaseError, match="^There is no claim .* There are N1-N16, .*F1-F14.$") as error:
        claim(wrong)
    assert ("did you mean" in str(error.value)) == (nearest is not None)
    assert nearest is None or f"did you mean '{nearest}'?" in str(error.value)
