"""Synthetic customers whose truth is known, for learning what customer metrics show and hide."""

from typing import TYPE_CHECKING, Any

from casekit.errors import CaseError

if TYPE_CHECKING:
    from casekit.case import open_case
    from casekit.own.read import read_transactions

__version__ = "0.1.0"

__all__ = ["CaseError", "open_case", "read_transactions"]


def __getattr__(name: str) -> Any:
    # pandas takes half a second to import; the command line should not wait for it.
    if name == "open_case":
        from casekit.case import open_case

        return open_case
    if name == "read_transactions":
        from casekit.own.read import read_transactions

        return read_transactions
    raise AttributeError(f"module 'casekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
