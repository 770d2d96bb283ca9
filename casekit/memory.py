"""How much memory this process may still take: of the machine, of its container, of its own limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import psutil

VISITOR_BYTES = 300_000_000  # a lesson's Python process, with its world and its pictures

# A control group's limit, what it uses, and where that is told apart, by the version of control groups.
_FILES = {
    "cgroup2": ("memory.max", "memory.current", ""),
    "cgroup": ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_"),
}
_CACHE = ("inactive_file", "active_file")  # given back when memory is short; files in memory (tmpfs) are not in it


def free() -> int:
    """Bytes that this process can take before anybody ends it: the least of what is left to it anywhere.

    >>> free() > 0
    True
    """
    return int(max(min(psutil.virtual_memory().available, _of_groups(), _of_limits()), 0))


def visitors() -> int:
    """How many visitors of a class page have room, a Python process each; at least one.

    >>> visitors() >= 1
    True
    """
    return max(1, free() // VISITOR_BYTES)


def _of_groups(process: Path = Path("/proc/self")) -> float:
    """What is left in the process's control groups, the ones above them included; infinite without any."""
    return min((_left(folder, kind) for folder, kind in _groups(process)), default=math.inf)


def _groups(process: Path) -> Iterator[tuple[Path, str]]:
    """The folders of the groups that limit the process's memory, from its own upwards, and their version."""
    try:
        mounts, memberships = (
            (process / name).read_text("utf-8", errors="replace").splitlines() for name in ("mountinfo", "cgroup")
        )
    except OSError:  # not Linux
        return
    own = {}  # by version, the group's path as seen from the root of its hierarchy
    for line in memberships:
        _, controllers, group = line.split(":", 2)
        if not controllers:
            own["cgroup2"] = group
        elif "memory" in controllers.split(","):
            own["cgroup"] = group
    for line in mounts:  # id, parent, device, root, mount point, ..., "-", type, source, options
        before, _, after = line.partition(" - ")
        _, _, _, root, mount, *_ = before.split()
        kind, *_, options = after.split(" ")  # the source may be empty
        if kind == "cgroup2" or (kind == "cgroup" and "memory" in options.split(",")):
            top, path = Path(mount.replace("\\040", " ")), Path(own.get(kind, root))
            # In a container the mount may show less than the whole hierarchy, and its root is then the group itself.
            folder = top / path.relative_to(root) if path.is_relative_to(root) else top
            yield from ((one, kind) for one in (folder, *folder.parents) if one.is_relative_to(top))


def _left(group: Path, kind: str) -> float:
    """What a group may still take: its limit, less what it uses and cannot give back; infinite without a limit."""
    limit, used, prefix = _FILES[kind]
    try:
        most = (group / limit).read_text().strip()
        if most == "max":
            return math.inf
        told = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        cache = sum(int(told.get(prefix + name, 0)) for name in _CACHE)
        return int(most) - int((group / used).read_text()) + cache
    except (OSError, ValueError):  # a group without a limit on memory, such as the uppermost one
        return math.inf


def _of_limits() -> float:
    """What the process's own limits leave of its address space and of its data (`ulimit -v` and `-d`)."""
    if not hasattr(psutil, "RLIMIT_AS"):  # not Linux
        return math.inf
    process = psutil.Process()
    taken = process.memory_info()
    limits = ((psutil.RLIMIT_AS, taken.vms), (psutil.RLIMIT_DATA, taken.data))
    softs = [(process.rlimit(limit)[0], used) for limit, used in limits]
    return min((soft - used for soft, used in softs if soft != psutil.RLIM_INFINITY), default=math.inf)
