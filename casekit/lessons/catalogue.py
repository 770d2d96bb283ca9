"""The lessons that are there, by number: each a module with what its notebook calls."""

from __future__ import annotations

from casekit.lessons import bucket, busy, leaving, start, surveys

CATALOGUE = {module.LESSON.number: module for module in (start, surveys, busy, bucket, leaving)}
