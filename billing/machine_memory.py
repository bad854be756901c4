"""How much memory this process can still get: of the machine, and of its container.

A container's limit stands in its cgroup, of which the kernel has two versions; a limit
of any group above it holds too. Beyond it the kernel ends the process, which cannot be
caught.
"""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

_PROC, _CGROUP = Path("/proc"), Path("/sys/fs/cgroup")


def memory_in_use(proc: Path = _PROC) -> int:
    """Bytes that this process holds; 0 where the system does not say."""
    try:
        pages = int((proc / "self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def memory_left(proc: Path = _PROC, cgroup: Path = _CGROUP) -> tuple[int, str] | None:
    """Bytes that this process can still get, and what bounds them.

    Args:
        proc: Where the kernel tells of processes.
        cgroup: Where it tells of groups of them.

    Returns:
        None where the system says nothing of it.
    """
    found = [*_of_machine(proc), *_of_groups(proc, cgroup)]
    return min(found, default=None)


def _of_machine(proc: Path) -> Iterator[tuple[int, str]]:
    kilobytes = _listed(proc / "meminfo").get("MemAvailable:")
    if kilobytes is not None:
        yield kilobytes * 1024, "what the machine has left"


def _of_groups(proc: Path, cgroup: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = (proc / "self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        number, _, rest = line.partition(":")
        controllers, _, own = rest.partition(":")
        if number == "0" and not controllers:
            names = ("memory.max", "memory.current", "inactive_file")
            yield from _of_folders(cgroup, own, *names)
        elif "memory" in controllers.split(","):
            names = (
                *("memory.limit_in_bytes", "memory.usage_in_bytes"),
                "total_inactive_file",
            )
            yield from _of_folders(cgroup / "memory", own, *names)


def _of_folders(
    root: Path, own: str, limit: str, used: str, cached: str
) -> Iterator[tuple[int, str]]:
    # In a container the group may have another name than outside, and stand at the
    # root; folders that are not there are passed by.
    place = root / own.lstrip("/")
    for folder in (place, *place.parents):
        most, now = _number(folder / limit), _number(folder / used)
        if most is not None and now is not None:
            # Pages of files that were read are given up when asked for.
            pages = _listed(folder / "memory.stat").get(cached, 0)
            yield max(0, most - now + pages), f"what {limit} of the container leaves"
        if folder == root:
            return


def _number(path: Path) -> int | None:
    """A number in a file of its own; None for ``max`` and where there is none."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _listed(path: Path) -> dict[str, int]:
    """Numbers by name, a line each."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        name, *rest = line.split()
        if rest and rest[0].isdigit():
            found[name] = int(rest[0])
    return found


def give_back_memory() -> None:
    """Give what was freed back to the system, where the C library can.

    Columns that compiled code made were copied into larger ones: what they stood in is
    as much again, and nothing asks for pieces of that size any more.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
