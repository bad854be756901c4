"""How many threads a command may start, which limits of a system or container say.

Polars, OpenBLAS and jemalloc each start threads as they are loaded, and end the process
where that is refused. So it is tried first. Where few are allowed all of them do with
one; where too few are, the command says so before anything is begun.
"""

import os
import sys
import threading
from contextlib import suppress

SINGLE_BLAS = {"OPENBLAS_NUM_THREADS": "1"}
"""No matrix is multiplied here."""

_FEW = {
    "POLARS_MAX_THREADS": "1",
    "POLARS_ASYNC_THREAD_COUNT": "1",
}
_NO_BACKGROUND = "background_thread:false"
_OF_JEMALLOC = "_RJEM_MALLOC_CONF"

LEAST = 14
"""Threads beside the first that a run needs, with one of each kind; measured."""
_BESIDE = 24
"""Threads of a run whatever the number of processors, and some to spare."""


class TooFewThreadsError(Exception):
    """A run cannot start its threads; those of Polars are not even imported."""


def fit_threads() -> None:
    """Do with as many threads as may be started; for before Polars is imported.

    Raises:
        TooFewThreadsError: Too few may be.
    """
    if "polars" in sys.modules:
        return
    for name, value in SINGLE_BLAS.items():
        os.environ.setdefault(name, value)
    wanted = _BESIDE + 3 * (os.cpu_count() or 1)
    allowed = startable(wanted)
    if allowed == wanted:
        return
    os.environ.update(_FEW)
    said = os.environ.get(_OF_JEMALLOC, "")
    os.environ[_OF_JEMALLOC] = ",".join(filter(None, [said, _NO_BACKGROUND]))
    if hasattr(os, "sched_setaffinity"):
        # By it all of them, and we ourselves, count the processors there are.
        with suppress(OSError):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if allowed < LEAST:
        raise TooFewThreadsError(
            f"only {allowed} more threads or processes may be started, and a run needs "
            f"{LEAST}. Raise the limit (ulimit -u, or pids of the container)."
        )


def startable(wanted: int) -> int:
    """How many threads may be started at this moment, up to a number."""
    go_on = threading.Event()
    started: list[threading.Thread] = []
    try:
        for _ in range(wanted):
            thread = threading.Thread(target=go_on.wait, daemon=True)
            try:
                thread.start()
            except RuntimeError:
                break
            started.append(thread)
    finally:
        go_on.set()
        for thread in started:
            thread.join()
    return len(started)
