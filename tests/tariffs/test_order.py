"""The order of nothing matters: rows, lines, threads, and how a process hashes.

``DBC_ORDER_PROCESSES=20`` makes it twenty processes instead of two.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROCESSES = int(os.environ.get("DBC_ORDER_PROCESSES", "2"))
TESTS = Path(__file__).parents[1]


def outcome(seed: int) -> list[str]:
    """What a fresh process makes of the book, shuffled by ``seed``."""
    paths = [str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-m", "support.tarieven.shuffled_book", str(seed)],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "PYTHONHASHSEED": str(seed),
            "POLARS_MAX_THREADS": str(1 + seed % 2),
            "PYTHONUTF8": "1",
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_rows_threads_and_hashes_in_any_order_give_the_same_bytes() -> None:
    with ThreadPoolExecutor(2) as pool:
        eerste, *andere = pool.map(outcome, range(PROCESSES))
    assert len(eerste) > 500
    for ander in andere:
        verschil = [
            paar for paar in zip(eerste, ander, strict=True) if len({*paar}) > 1
        ]
        assert verschil == []
