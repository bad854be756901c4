"""Group a batch on a local Spark and on this machine alone, and compare every row.

Acceptance 5 of issue E: 1,000,000 subtrajecten, all rows and findings equal. Needs Java
and the extra ``spark``.

Run: ``python -m benchmarks.probes.spark_equality [--rows 1000000]``; exit code 1 when
they differ, 3 when Spark cannot run here.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from benchmarks.inputs import batch_files, pool, use_own_cache
from billing.cli.screen import say
from billing.work.group import group_files

ORDER = {
    "grouped": ["subtraject_nummer"],
    "findings": ["source", "row", "code"],
}


def why_not() -> str | None:
    """Why Spark cannot run here; None when it can."""
    if shutil.which("java") is None:
        return "needs Java, which is not on the path"
    if find_spec("pyspark") is None:
        return "needs pyspark: pip install dbc-grouper[spark]"
    return None


def compare(rows: int) -> dict[str, float | int]:
    """Group ``rows`` subtrajecten in both ways.

    Returns:
        Seconds of each; that of Spark is of a fresh process, its start included.

    Raises:
        AssertionError: A row differs.
    """
    use_own_cache()
    release, files = pool().release, batch_files(rows)
    with tempfile.TemporaryDirectory() as folder:
        single, spark = Path(folder) / "single", Path(folder) / "spark"
        single.mkdir()
        outputs = {kind: single / f"{kind}.parquet" for kind in ORDER}
        begin = time.perf_counter()
        group_files(
            [release],
            *files,
            out=outputs["grouped"],
            findings=outputs["findings"],
            digest=False,
        )
        alone = time.perf_counter() - begin
        begin = time.perf_counter()
        _run_spark(release, files, spark)
        together = time.perf_counter() - begin
        for kind, order in ORDER.items():
            of_spark = pl.read_parquet(spark / kind / "*.parquet").sort(order)
            of_single = pl.read_parquet(outputs[kind]).sort(order)
            assert_frame_equal(of_spark, of_single.cast(of_spark.schema))
        findings = of_single.height
    return {
        "rows": rows,
        "findings": findings,
        "single_seconds": alone,
        "spark_seconds": together,
    }


def _run_spark(release: Path, files: tuple[Path, Path], out: Path) -> None:
    command: list[str | Path] = [
        *(sys.executable, "-m", "billing.spark", "group"),
        *("--release", release, "--subtrajecten", files[0]),
        *("--zorgactiviteiten", files[1], "--out", out),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Compare, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    if reason := why_not():
        say(f"Not compared: {reason}.")
        sys.exit(3)
    try:
        say(json.dumps(compare(rows)))
    except AssertionError as difference:
        say(str(difference))
        sys.exit(1)


if __name__ == "__main__":
    main()
