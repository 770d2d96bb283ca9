"""Tab offers what there is: in the package, in a case, and in its truth."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import casekit


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell()
    shell.user_ns.update(casekit=casekit, case=casekit.open_case("starbucks", customers=5, months=1))
    return shell


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("casekit.op", "open_case"),
        ("case.sur", "surveys"),
        ("case.ab", "about"),
        ("case.company.ti", "title"),
        ("case.reveal().exp", "experiences"),
        ("case.reveal().cust", "customers"),
    ],
)
def test_tab_offers_it(shell, text, offered):
    with provisionalcompleter():
        assert offered in {completion.text for completion in shell.Completer.completions(text, len(text))}


def test_what_a_company_does_not_keep_is_not_offered():
    assert "clicks" not in dir(casekit.open_case("starbucks", customers=5, months=1))
    assert "clicks" in dir(casekit.open_case("amazon", customers=5, months=1))
    assert set(casekit.__all__) <= set(dir(casekit))
