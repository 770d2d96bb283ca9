"""Synthetic customers whose truth is known, for learning what customer metrics show and hide."""

from casekit.errors import CaseError

__version__ = "0.1.0"

__all__ = ["CaseError"]
