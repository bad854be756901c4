"""Instructions, counted by callgrind: the figure that no noise touches.

Calls of encoder and walker are recorded on a batch and replayed, with nothing but NumPy
in the process, once and twice more; the difference is their cost. The whole command is
counted on ten rows, which is what it costs to begin, and on many; reading and compiling
a release on the example, beside a process that only imports what that needs.
Needs valgrind.

Run: ``python -m benchmarks.probes.instructions [MIX ...]``.
"""

import argparse
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.inputs import (
    EXAMPLE_RELEASE,
    Mix,
    batch_files,
    make_batch,
    pool,
    use_own_cache,
)
from billing.cli.screen import say
from grouper.compiling.cache import open_release
from grouper.encoding import _encode, encoder
from grouper.findings.checks import InputChecks
from grouper.walking import _walk, walker
from grouper.walking.walker import available_threads

ROWS = 20_000
TEN, MANY = 10, 100_000
"""Rows of the whole command."""

HOPS = "encode", "walk"
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

        def replayed(times: dict[str, int]) -> Future[int]:
            """Of a process that makes recorded calls so many times."""
            told = "benchmarks.probes.replay", str(folder), json.dumps(times)
            return own.submit(_instructions, "-m", *told)

        def compiled(times: int) -> Future[int]:
            """Of reading and compiling the example release so many times."""
            told = _COMPILE, str(EXAMPLE_RELEASE), str(times)
            return own.submit(_instructions, "-c", *told)

        # Python compiles each module once, when it is first imported: not counted.
        _run(_command(folder, TEN))
        once = dict.fromkeys(calls, 1)
        base = replayed(once)
        more = {call: replayed(once | {call: 3}) for call in calls}
        ten, many = (
            own.submit(_instructions, *_command(folder, rows)) for rows in (TEN, MANY)
        )
        none, one = compiled(0), compiled(1)
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
    """Put what encoder and walker are called with into files; gives their names."""
    compiled = open_release(pool().release)
    calls: dict[str, Calls] = {}
    for mix in mixes:
        drawn = make_batch(ROWS, mix)
        encoding, walking = (calls.setdefault(f"{hop} {mix}", []) for hop in HOPS)
        encode = _recorder(encoding, _encode.encode)
        walk = _recorder(walking, _walk.walk)
        with (
            mock.patch.object(_encode, "encode", encode),
            mock.patch.object(walker, "walk", walk),
        ):
            own = encoder.Encoder([compiled], InputChecks.default())
            batch = own.start(drawn.subtrajecten, drawn.zorgactiviteiten)
            walker.encode_and_walk(own, batch, 1)
    for name, made in calls.items():
        (folder / name).write_bytes(pickle.dumps(made))
    return list(calls)


def _recorder(calls: Calls, work: Callable[..., None]) -> Callable[..., None]:
    def call(*args: Any, **options: Any) -> None:
        work(*args, **options)
        calls.append((args, options))

    return call


def _command(folder: Path, rows: int) -> list[str]:
    """The command on so many rows, on one thread, without digests."""
    subtrajecten, zorgactiviteiten = batch_files(rows)
    command = [
        *("-c", _COMMAND, "group", "--threads", 1, "--no-digest"),
        *("--release", pool().release, "--subtrajecten", subtrajecten),
        *("--zorgactiviteiten", zorgactiviteiten, "--out", folder / f"{rows}.parquet"),
        *("--findings", folder / f"{rows}.findings.parquet"),
    ]
    return [str(part) for part in command]


def _run(arguments: Sequence[str], under: Sequence[str] = ()) -> None:
    """Run a Python process whose instructions depend on its arguments alone."""
    settled = {
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",
        "OPENBLAS_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "1",
    }
    subprocess.run(
        [*under, sys.executable, *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **settled},
    )


def _instructions(*arguments: str) -> int:
    """Instructions of a Python process."""
    with tempfile.NamedTemporaryFile() as counted:
        valgrind = (
            "valgrind",
            "--tool=callgrind",
            f"--callgrind-out-file={counted.name}",
        )
        _run(arguments, valgrind)
        totals = re.search(
            r"^(?:totals|summary): (\d+)", Path(counted.name).read_text(), re.M
        )
    if totals is None:
        raise RuntimeError("callgrind wrote no totals")
    return int(totals[1])


def main() -> None:
    """Count, and print what was counted as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mixes", nargs="*", default=MIXES, metavar="MIX")
    if reason := why_not():
        say(f"Not counted: {reason}.", err=True)
        sys.exit(3)
    say(json.dumps(count_instructions(parser.parse_args().mixes), indent=1))


if __name__ == "__main__":
    main()
