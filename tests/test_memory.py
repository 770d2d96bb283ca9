"""What is left of the memory: of the machine, of control groups of both versions, and of the process's own limits."""

import math
import subprocess
import sys
from collections import namedtuple

import psutil
import pytest

from casekit import CaseError, case, memory, open_case

MB = 2**20
V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
V2 = ("memory.max", "memory.current", "")


def group(folder, names, limit, used, inactive=0, active=0, shared=0):
    """A control group's files, in bytes; `limit` may be the word "max"."""
    most, current, prefix = names
    folder.mkdir(parents=True, exist_ok=True)
    (folder / most).write_text(f"{limit}\n")
    (folder / current).write_text(f"{used}\n")
    counts = {"inactive_file": inactive, "active_file": active, "shmem": shared, "file": inactive + active + shared}
    # Version 1 tells its own part from the whole; both tell more than is asked for.
    own = [f"{name} 1\n" for name in counts if prefix]
    whole = [f"{prefix}{name} {count}\n" for name, count in counts.items()]
    (folder / "memory.stat").write_text("".join(["anon 5\n", *own, *whole]))


def process(folder, memberships, mounts):
    """The folder that a process has in /proc, with its groups and where they are mounted."""
    folder.mkdir()
    (folder / "cgroup").write_text("".join(f"{line}\n" for line in memberships))
    rows = [
        f"{number} 23 0:{number} {root} {str(mount).replace(' ', chr(92) + '040')} rw,nosuid shared:{number} - {kind}"
        for number, (root, mount, kind) in enumerate(mounts, start=31)
    ]
    rows.insert(0, "23 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw,errors=remount-ro")
    rows.insert(1, "24 23 0:5 / /caf\udce9 rw - tmpfs  rw")  # not UTF-8, and without a source
    (folder / "mountinfo").write_text("".join(f"{row}\n" for row in rows), "utf-8", errors="surrogateescape")
    return folder


def test_a_group_of_version_2(tmp_path):
    top = tmp_path / "sys fs" / "cgroup"
    group(top / "a.slice", V2, "max", 900 * MB)
    group(top / "a.slice" / "b", V2, 500 * MB, 300 * MB, inactive=50 * MB, active=30 * MB, shared=40 * MB)
    asked = process(tmp_path / "self", ["0::/a.slice/b"], [("/", top, "cgroup2 cgroup2 rw,nsdelegate")])
    assert memory._of_groups(asked) == 280 * MB


def test_the_least_of_the_groups_above_counts(tmp_path):
    top = tmp_path / "cgroup"
    group(top / "a", V2, 400 * MB, 350 * MB)
    group(top / "a" / "b", V2, 500 * MB, 100 * MB)
    asked = process(tmp_path / "self", ["0::/a/b/c"], [("/", top, "cgroup2 cgroup2 rw")])
    assert memory._of_groups(asked) == 50 * MB


def test_a_container_sees_itself_at_the_top(tmp_path):
    """With a namespace of its own (version 2), or with the outer path and a mount that begins with it (version 1)."""
    top = tmp_path / "cgroup"
    group(top, V2, 500 * MB, 120 * MB)
    asked = process(tmp_path / "new", ["0::/"], [("/", top, "cgroup2 cgroup rw")])
    assert memory._of_groups(asked) == 380 * MB

    top = tmp_path / "memory"
    group(top, V1, 600 * MB, 100 * MB, inactive=10 * MB)
    hierarchies = ["9:name=systemd:/docker/f00", "4:memory:/docker/f00", "1:cpu,cpuacct:/docker/f00"]
    mounts = [("/docker/f00", tmp_path / "cpu", "cgroup cgroup rw,cpu,cpuacct"),
              ("/docker/f00", top, "cgroup cgroup rw,memory")]  # fmt: skip
    assert memory._of_groups(process(tmp_path / "old", hierarchies, mounts)) == 510 * MB
    elsewhere = [line.replace("f00", "ba5") for line in hierarchies]
    assert memory._of_groups(process(tmp_path / "moved", elsewhere, mounts)) == 510 * MB


def test_both_versions_at_once(tmp_path):
    group(tmp_path / "memory" / "box", V1, 300 * MB, 100 * MB)
    group(tmp_path / "memory", V1, 9_223_372_036_854_771_712, 700 * MB)
    (tmp_path / "unified").mkdir()
    mounts = [("/", tmp_path / "memory", "cgroup cgroup rw,memory"), ("/", tmp_path / "unified", "cgroup2 cgroup2 rw")]
    asked = process(tmp_path / "self", ["4:memory:/box", "0::/"], mounts)
    assert memory._of_groups(asked) == 200 * MB


def test_no_groups_no_limit(tmp_path):
    assert memory._of_groups(tmp_path / "nowhere") == math.inf
    top = tmp_path / "cgroup"
    group(top / "a", V2, "a lot", 10)
    assert memory._of_groups(process(tmp_path / "self", ["0::/a"], [("/", top, "cgroup2 cgroup2 rw")])) == math.inf


def test_the_least_of_all_is_what_is_free(monkeypatch):
    left = {"machine": 10_000 * MB, "groups": math.inf, "limits": math.inf}
    available = namedtuple("available", "available")
    monkeypatch.setattr(psutil, "virtual_memory", lambda: available(left["machine"]))
    monkeypatch.setattr(memory, "_of_groups", lambda: left["groups"])
    monkeypatch.setattr(memory, "_of_limits", lambda: left["limits"])
    assert memory.free() == 10_000 * MB
    for place in ("groups", "limits", "machine"):
        left[place] = 500 * MB - len(place)
        assert memory.free() == 500 * MB - len(place)
        with pytest.raises(CaseError, match="fits in the memory that is free now.*; 40,000 was given"):
            open_case("amazon", customers=40_000)
        left[place] += 10_000 * MB
    left["groups"] = -5.0  # a group may be over its limit for a moment
    assert memory.free() == 0 and case._most_customers(12) == 1


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_AS"), reason="the system has no such limits")
@pytest.mark.parametrize("limit, taken", [("RLIMIT_AS", "vms"), ("RLIMIT_DATA", "data")])
def test_a_process_with_a_limit_of_its_own_is_told(limit, taken):
    code = (
        "import resource, psutil, numpy, pandas, casekit\n"
        "casekit.open_case('amazon', customers=10, months=1).purchases\n"
        f"most = psutil.Process().memory_info().{taken} + 400 * 2**20\n"
        f"resource.setrlimit(resource.{limit}, (most, most))\n"
        "try: casekit.open_case('amazon', customers=40_000)\n"
        "except casekit.CaseError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "fits in the memory that is free now" in run.stdout


def test_visitors_are_what_memory_allows_and_never_none(monkeypatch):
    for available, visitors in ((16 * 10**9, 53), (650_000_000, 2), (1_000, 1)):
        monkeypatch.setattr(memory, "free", lambda available=available: available)
        assert memory.visitors() == visitors
