"""Versions of the data: each is the bytes of its worlds, written down in `versions.json` by company and table.

A world whose bytes change gets a new version there, so that no student's customers change silently; new tables are
added to the present one. A test holds that what was once written down never changes.
"""

from __future__ import annotations

import json
from pathlib import Path

LEDGER = Path(__file__).with_name("versions.json")
HASHES: dict[str, dict[str, dict[str, str]]] = json.loads(LEDGER.read_text(encoding="utf-8"))
"""SHA-256 of each table of the test's worlds: by version, company and table."""

DATA_VERSION = list(HASHES)[-1]
