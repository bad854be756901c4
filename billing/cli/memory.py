"""How a process of the command keeps its memory.

A batch is worked on chunk by chunk, so what one chunk frees the next one asks for. To
give it back to the system in between, and have it cleared and mapped anew, costs up to
a tenth of a run, and at its peak a process takes as much either way. A check and a
ledger hold what they read to the end, so there what was freed is given back.
"""

import os
from collections.abc import Sequence

ALLOCATOR = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1"}
"""Environment in which the allocator of Polars, jemalloc, keeps what was freed to the
end of the process; it is read when Polars is imported."""


HOLDING = ("check", "eigenrisico")
"""Commands that hold what they read."""


def keep_freed_memory(arguments: Sequence[str]) -> None:
    """Set that environment, but for what the user has set otherwise.

    Args:
        arguments: Of the command line; the first names the command.
    """
    if arguments and arguments[0] in HOLDING:
        return
    for name, value in ALLOCATOR.items():
        os.environ.setdefault(name, value)
