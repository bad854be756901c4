"""Instructions, counted by callgrind: the figure that no noise touches.

Calls of encoder and walker are recorded on a batch and replayed, with nothing but NumPy
in the process, once and twice more; the difference is their cost. The whole command is
counted on ten rows, which is what it costs to begin, and on many; reading and compiling
a release on the example, beside a process that only imports what that needs.
Needs valgrind.

Run: ``python -m benchmarks.probes.instructions``.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import dbc_grouper_data

from benchmarks.inputs import ROOT, Mix, batch_files, make_batch, pool, use_own_cache
from billing.cli.screen import say
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.encoding import _encode, encoder
from grouper.findings.checks import InputChecks
from grouper.walking import _walk, walker
from grouper.walking.walker import available_threads

ROWS = 20_000
TEN, MANY = 10, 100_000
"""Rows of the whole command."""

MIXES: tuple[Mix, ...] = ("repeated", "2017", "skewed")

_COMMAND = "from billing.cli import main; main()"

_COMPILE = """
import sys
from grouper.compiling.compiler import compile_structure
from productstructure.reader import read_release
for _ in range(int(sys.argv[2])):
    compile_structure(read_release(sys.argv[1]))
"""

Calls = list[tuple[tuple[Any, ...], dict[str, Any]]]


def why_not() -> str | None:
    """Why nothing can be counted here; None when it can."""
    if shutil.which("valgrind") is None:
        return "needs valgrind, which is not on the path"
    return None


def count_instructions(mixes: Sequence[Mix] = MIXES) -> dict[str, float]:
    """Instructions by what was done.

    Of encoding and walking each mix and of the whole command ("group Parquet") those
    per subtraject; of the command on ten rows and of a release those of all.
    """
    use_own_cache()
    with (
        tempfile.TemporaryDirectory() as name,
        ThreadPoolExecutor(available_threads()) as own,
    ):
        folder = Path(name)
        calls = _record(folder, mixes)
        # Python compiles each module once, when it is first imported: not counted.
        _run(*_command(folder, TEN))
        once = dict.fromkeys(calls, 1)
        base = own.submit(_replayed, folder, once)
        more = {call: own.submit(_replayed, folder, once | {call: 3}) for call in calls}
        ten, many = (own.submit(_commanded, folder, rows) for rows in (TEN, MANY))
        none, one = (own.submit(_compiled, times) for times in (0, 1))
        return {
            **{
                call: round((found.result() - base.result()) / (2 * ROWS), 1)
                for call, found in more.items()
            },
            "group Parquet": round((many.result() - ten.result()) / (MANY - TEN), 1),
            "command on ten rows": ten.result(),
            "release of the example": one.result() - none.result(),
        }


def _record(folder: Path, mixes: Sequence[Mix]) -> list[str]:
    """Put the calls of every hop and mix into files; gives their names."""
    compiled = open_release(pool().release)
    calls = {
        f"{hop} {mix}": own
        for mix in mixes
        for hop, own in _recorded(compiled, mix).items()
    }
    for name, own in calls.items():
        (folder / name).write_bytes(pickle.dumps(own))
    return list(calls)


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


def _replayed(folder: Path, times: dict[str, int]) -> int:
    """Instructions of a process that makes recorded calls so many times."""
    return _instructions("-m", "benchmarks.probes.replay", folder, json.dumps(times))


def _commanded(folder: Path, rows: int) -> int:
    """Instructions of the command on so many rows, on one thread, without digests."""
    return _instructions(*_command(folder, rows))


def _command(folder: Path, rows: int) -> tuple[str | int | Path, ...]:
    subtrajecten, zorgactiviteiten = batch_files(rows)
    return (
        *("-c", _COMMAND, "group", "--threads", 1, "--no-digest"),
        *("--release", pool().release, "--subtrajecten", subtrajecten),
        *("--zorgactiviteiten", zorgactiviteiten, "--out", folder / f"{rows}.parquet"),
        *("--findings", folder / f"{rows}.findings.parquet"),
    )


def _compiled(times: int) -> int:
    """Instructions of reading and compiling the example release so many times."""
    return _instructions("-c", _COMPILE, dbc_grouper_data.release_path(), times)


def _run(*arguments: str | int | Path, under: Sequence[str] = ()) -> None:
    """Run a Python process whose instructions depend on its arguments alone."""
    settled = {
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",
        "OPENBLAS_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "1",
    }
    subprocess.run(
        [*under, sys.executable, *map(str, arguments)],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **settled},
    )


def _instructions(*arguments: str | int | Path) -> int:
    """Instructions of a Python process."""
    with tempfile.NamedTemporaryFile() as counted:
        _run(
            *arguments,
            under=(
                *("valgrind", "--tool=callgrind"),
                f"--callgrind-out-file={counted.name}",
            ),
        )
        totals = re.search(
            r"^(?:totals|summary): (\d+)", Path(counted.name).read_text(), re.M
        )
    if totals is None:
        raise RuntimeError("callgrind wrote no totals")
    return int(totals[1])


def main() -> None:
    """Count, and print what was counted."""
    if reason := why_not():
        say(f"Not counted: {reason}.")
        return
    for name, count in count_instructions().items():
        say(f"{name:24} {count:17,.1f} instructions")


if __name__ == "__main__":
    main()
