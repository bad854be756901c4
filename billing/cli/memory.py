"""How a process of the command keeps its memory.

A batch is worked on chunk by chunk, so what one chunk frees the next one asks for. To
give it back to the system in between, and have it cleared and mapped anew, costs up to
a tenth of a run, and at its peak a process takes as much either way. A check and a
ledger hold what they read to the end, so there what was freed is given back; that it is
mapped in large pages (2 MiB in place of 4 KiB) spares three in four of the page faults,
and up to a tenth of a run, at the same peak.
"""

import os
from collections.abc import Sequence

_VARIABLE = "_RJEM_MALLOC_CONF"
"""Settings of the allocator of Polars, jemalloc; read when Polars is imported."""

ALLOCATOR = {_VARIABLE: "dirty_decay_ms:-1,muzzy_decay_ms:-1"}
"""Environment in which it keeps what was freed to the end of the process."""

HOLDING_ALLOCATOR = {_VARIABLE: "thp:always"}
"""Environment in which it asks large pages of the system, where that has them."""

HOLDING = ("check", "eigenrisico")
"""Commands that hold what they read."""


def set_allocator(arguments: Sequence[str]) -> None:
    """Set the environment of a command, but for what the user has set otherwise.

    Args:
        arguments: Of the command line; the first names the command.
    """
    is_holding = bool(arguments) and arguments[0] in HOLDING
    for name, value in (HOLDING_ALLOCATOR if is_holding else ALLOCATOR).items():
        os.environ.setdefault(name, value)
