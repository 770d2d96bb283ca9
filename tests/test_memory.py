"""Free memory is what the tightest limit leaves, in both editions of Linux's control groups."""

import psutil
import pytest

from casekit import memory

GIGABYTE = 10**9
NEW = ("memory.max", "memory.current", "inactive_file")
OLD = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def group(folder, names, limit, used, cache):
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in zip(names, (limit, used, f"anon 7\n{names[2]} {cache}"), strict=True):
        (folder / (name if "inactive" not in name else "memory.stat")).write_text(f"{value}\n")


@pytest.fixture
def free(tmp_path, monkeypatch):
    """What is free for a process whose line in /proc/self/cgroup is given, on a computer with 16 GB to spare."""
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("", (), {"available": 16 * GIGABYTE}))

    def ask(line):
        (tmp_path / "own").write_text(line + "\n")
        return memory.free(tmp_path, tmp_path / "own")

    return ask


def test_in_a_container_its_own_limit_counts_and_its_cache_is_free(free, tmp_path):
    group(tmp_path, NEW, 2 * GIGABYTE, 1_500_000_000, 700_000_000)
    assert free("0::/") == 1_200_000_000


def test_the_tightest_of_all_limits_above_counts(free, tmp_path):
    group(tmp_path / "class", NEW, 3 * GIGABYTE, GIGABYTE, 0)
    group(tmp_path / "class" / "demo", NEW, "max", GIGABYTE, 0)
    assert free("0::/class/demo") == 2 * GIGABYTE


def test_groups_of_the_old_edition_count_too_also_where_the_name_is_that_outside(free, tmp_path):
    group(tmp_path / "memory", OLD, 2 * GIGABYTE, GIGABYTE, 500_000_000)
    assert free("5:memory:/docker/3f2a") == 1_500_000_000
    assert free("3:cpu,cpuacct:/") == 16 * GIGABYTE


def test_without_a_limit_the_computer_s_memory_counts(free, tmp_path):
    group(tmp_path, NEW, "max", GIGABYTE, 0)
    assert free("0::/") == 16 * GIGABYTE
    assert memory.free(tmp_path, tmp_path / "not linux") == 16 * GIGABYTE


def test_visitors_are_what_memory_allows_and_never_none(monkeypatch):
    for available, visitors in ((16 * GIGABYTE, 53), (650_000_000, 2), (1_000, 1)):
        monkeypatch.setattr(memory, "free", lambda available=available: available)
        assert memory.visitors() == visitors
