"""Copies of a night's outcomes in the forms that people open.

Programs go on from the Parquet files; these are beside them, and nothing is read from
them again.
"""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from billing.files.besluiten import write_besluiten
from tabellen.forms.frames import read_frame, write_frame
from tabellen.forms.workbooks import MOST_ROWS
from tabellen.sets.publishing import OutputSet

VORMEN = {"excel": ".csv", "xlsx": ".xlsx", "jsonl": ".jsonl"}
"""Forms that can be asked for, and how their files end."""

_UITKOMSTEN = ("grouped", "ozp", "profielen", "regels", "prijsbesluiten")


def write_for_people(
    out: Path, vormen: Collection[str]
) -> tuple[list[Path], list[str]]:
    """Write the outcomes in a folder once more, for people.

    Args:
        out: The folder, with the Parquet files of a night.
        vormen: Of ``VORMEN``.

    Returns:
        The files, and what was left out: tables of more rows than a sheet holds.

    Raises:
        OutputFileError: A file cannot be written.
    """
    written: list[Path] = []
    left_out: list[str] = []
    for name in _UITKOMSTEN if vormen else ():
        source = out / f"{name}.parquet"
        if not source.exists():
            continue
        frame = read_frame(source)
        for vorm in vormen:
            if vorm == "xlsx" and frame.height > MOST_ROWS:
                left_out.append(f"{name}.xlsx: {frame.height:,} rows, of {MOST_ROWS:,}")
                continue
            path = source.with_suffix(VORMEN[vorm])
            with OutputSet(path, "run", for_excel=vorm == "excel") as outputs:
                _write(frame, path, outputs)
                outputs.publish()
            written.append(path)
    return written, left_out


def _write(frame: pl.DataFrame, path: Path, outputs: OutputSet) -> None:
    if path.stem == "prijsbesluiten" and path.suffix != VORMEN["jsonl"]:
        write_besluiten(frame, path, outputs=outputs)
    else:
        write_frame(frame, path, outputs=outputs)
