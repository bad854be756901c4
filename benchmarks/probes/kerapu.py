"""How fast kerapu groups the same cases: the open-source grouper in plain Python.

Optional, on real cases only: kerapu (PyPI) is looked for in this Python and in the one
that DBC_KERAPU_PYTHON names, and converts the release to csv once, which takes minutes.

Run: ``python -m benchmarks.probes.kerapu``.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import polars as pl

from benchmarks.inputs import NUMMER, WORK, make_batch, pool
from billing.cli.screen import say

ROWS = 2_000
ROUNDS = 5

LEAST_AGREEMENT = 0.97
"""kerapu tests activities untranslated, so that it differs on some (grouper.md 1.5)."""

_CONVERT = "from kerapu.application.kerapu import main; main()"


def python_with_kerapu() -> str:
    """The Python that has kerapu, or is hoped to."""
    return os.environ.get("DBC_KERAPU_PYTHON", sys.executable)


def why_not() -> str | None:
    """Why kerapu cannot be measured here; None when it can."""
    if pool().expected is None:
        return "needs ../shared: kerapu reads real releases only"
    command = [python_with_kerapu(), "-c", "import kerapu.Kerapu"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return "needs kerapu (PyPI), here or in the Python of DBC_KERAPU_PYTHON"
    return None


def measure_kerapu() -> dict[str, float]:
    """Subtrajecten a second of kerapu, the median of some rounds.

    Raises:
        RuntimeError: Its products are not those expected.
    """
    tables = _converted(pool().release)
    drawn = make_batch(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.json"
        lists = drawn.zorgactiviteiten.group_by(NUMMER).agg(
            pl.struct("zorgactiviteit_code", "aantal").alias("zorgactiviteiten")
        )
        rows = drawn.subtrajecten.join(lists, on=NUMMER, how="left", validate="1:1")
        rows = rows.sort(NUMMER).with_columns(pl.col(pl.Date).cast(pl.String))
        cases.write_text(json.dumps(rows.to_dicts()))
        script = Path(__file__).with_name("kerapu_run.py")
        told = subprocess.run(
            # -P: or this module would stand before the package of its name.
            [python_with_kerapu(), "-P", script, tables, cases, str(ROUNDS)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    answer = json.loads(told.stdout.splitlines()[-1])
    expected = pool().expected
    assert expected is not None
    equal = pl.Series(answer["products"]) == expected.gather(drawn.case)
    agreement = equal.sum() / ROWS
    if agreement < LEAST_AGREEMENT:
        raise RuntimeError(f"kerapu has {agreement:.1%} of the products expected")
    seconds = sorted(answer["seconds"])[ROUNDS // 2]
    return {
        "rows_per_second": round(ROWS / seconds),
        "agreement": round(agreement, 4),
    }


def _converted(release: Path) -> Path:
    """Folder with the release as csv, in kerapu's own form."""
    folder = WORK / "kerapu"
    if not (folder / "ready").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory() as unpacked,
            zipfile.ZipFile(release) as archive,
        ):
            archive.extractall(unpacked)
            for xml in sorted(Path(unpacked).rglob("*.xml")):
                command = [python_with_kerapu(), "-c", _CONVERT, "kerapu:shredder"]
                subprocess.run(
                    [*command, xml, folder], check=True, stdout=subprocess.DEVNULL
                )
        (folder / "ready").touch()
    return folder


def main() -> None:
    """Measure, and print what was measured."""
    if reason := why_not():
        say(f"Not measured: {reason}.")
        return
    say(json.dumps(measure_kerapu()))


if __name__ == "__main__":
    main()
