"""How much memory is free: on this computer, and in the container that casekit may run in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

VISITOR_BYTES = 300_000_000  # a lesson's Python process, with its world and its pictures

# The files of a control group, in both editions of Linux's: the limit, what is used, and the cache's line in
# memory.stat, which the system gives up when it needs to.
_EDITIONS = [
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
]


def free(groups: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int:
    """The bytes that programs may still take, here and in the container. `groups` and `own` are Linux's own files.

    >>> 0 < free() <= psutil.virtual_memory().total
    True
    """
    return max(0, min([psutil.virtual_memory().available, *_left_in_groups(groups, own)]))


def visitors() -> int:
    """How many visitors of a class page have room, a Python process each; at least one.

    >>> visitors() >= 1
    True
    """
    return max(1, free() // VISITOR_BYTES)


def _left_in_groups(groups: Path, own: Path) -> Iterator[int]:
    """What is left below each limit that this process is under."""
    try:
        lines = own.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, controllers, place = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        top = groups / "memory" if controllers else groups
        # A container may see its own group as the topmost one, under whatever name the system outside has for it.
        group = top / place.lstrip("/")
        while True:
            yield from _left_in(group)
            if group == top:
                break
            group = group.parent


def _left_in(group: Path) -> Iterator[int]:
    for limit, used, cache in _EDITIONS:
        try:
            most = (group / limit).read_text(encoding="ascii").strip()
            taken = int((group / used).read_text(encoding="ascii"))
            stat = dict(line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines())
        except (OSError, ValueError):  # no such file: no such limit
            continue
        if most != "max":
            yield int(most) - taken + int(stat.get(cache, 0))
