"""How a process of the command keeps its memory.

A batch is worked on chunk by chunk, so what one chunk frees the next one asks for. To
give it back to the system in between, and have it cleared and mapped anew, costs up to
a twentieth of a run.
"""

import os

ALLOCATOR = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:5000,muzzy_decay_ms:5000"}
"""Environment in which the allocator of Polars, jemalloc, keeps what was freed for five
seconds; it is read when Polars is imported."""


def keep_freed_memory() -> None:
    """Set that environment, but for what the user has set otherwise."""
    for name, value in ALLOCATOR.items():
        os.environ.setdefault(name, value)
