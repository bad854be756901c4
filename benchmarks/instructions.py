"""Instructions per subtraject, counted by callgrind: the figure that no noise touches.

Calls of encoder and walker are recorded on a batch and replayed, with nothing but NumPy
in the process, once and ``REPLAYS`` times more; the difference is their cost.
Needs valgrind.

Run: ``python -m benchmarks.instructions``.
"""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from benchmarks.inputs import ROOT, Mix, make_batch, pool, use_own_cache
from billing.cli.screen import say
from grouper import _encode, _walk, encoder, walker
from grouper.cache import open_release
from grouper.checks import InputChecks
from grouper.compiled import CompiledStructure

ROWS = 20_000
REPLAYS = 20
"""So many that the start of Python, which varies by millions, no longer counts."""

MIXES: tuple[Mix, ...] = ("repeated", "2017", "skewed")

Calls = list[tuple[tuple[Any, ...], dict[str, Any]]]


def why_not() -> str | None:
    """Why nothing can be counted here; None when it can."""
    if shutil.which("valgrind") is None:
        return "needs valgrind, which is not on the path"
    return None


def count_instructions(mixes: Sequence[Mix] = MIXES) -> dict[str, float]:
    """Instructions per subtraject of each hop and mix."""
    use_own_cache()
    compiled = open_release(pool().release)
    calls = {
        f"{hop} {mix}": own
        for mix in mixes
        for hop, own in _recorded(compiled, mix).items()
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, own in calls.items():
            (Path(folder) / name).write_bytes(pickle.dumps(own))
        # Most of a process is Python itself: what more replays cost is the answer.
        base = _instructions(Path(folder), dict.fromkeys(calls, 1))
        return {
            name: round(
                (
                    _instructions(Path(folder), dict.fromkeys(calls, 1) | {name: 3})
                    - base
                )
                / (2 * ROWS),
                1,
            )
            for name in calls
        }


def _recorded(compiled: CompiledStructure, mix: Mix) -> dict[str, Calls]:
    """What encoder and walker are called with for a batch."""
    drawn = make_batch(ROWS, mix)
    calls: dict[str, Calls] = {"encode": [], "walk": []}

    def recorder(hop: str, work: Callable[..., None]) -> Callable[..., None]:
        def call(*args: Any, **options: Any) -> None:
            work(*args, **options)
            calls[hop].append((args, options))

        return call

    spies = SimpleNamespace(encode=recorder("encode", _encode.encode))
    with (
        mock.patch.object(encoder, "_encode", spies),
        mock.patch.object(walker, "walk", recorder("walk", _walk.walk)),
    ):
        own = encoder.Encoder([compiled], InputChecks.default())
        batch = own.start(drawn.subtrajecten, drawn.zorgactiviteiten)
        walker.encode_and_walk(own, batch, 1)
    return calls


def _instructions(folder: Path, times: dict[str, int]) -> int:
    """Instructions of a process that makes recorded calls so many times."""
    counted = folder / "counted"
    command = [
        *("valgrind", "--tool=callgrind", f"--callgrind-out-file={counted}"),
        *(sys.executable, "-m", "benchmarks.replay", str(folder), json.dumps(times)),
    ]
    settled = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=settled)
    totals = re.search(r"^(?:totals|summary): (\d+)", counted.read_text(), re.M)
    if totals is None:
        raise RuntimeError("callgrind wrote no totals")
    return int(totals[1])


def main() -> None:
    """Count, and print what was counted."""
    if reason := why_not():
        say(f"Not counted: {reason}.")
        return
    for name, count in count_instructions().items():
        say(f"{name:20} {count:10,.1f} instructions per subtraject")


if __name__ == "__main__":
    main()
