"""Writes what checking came to: each table in csv, and in the forms asked for."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tabellen.forms.frames import replacing, write_frame
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing

MOST_ROWS = 100_000
"""Rows of a sheet for people; the csv has them all."""

ENDINGS = {"csv": ".csv", "parquet": ".parquet", "json": ".json", "xlsx": ".xlsx"}
"""Forms of a table, and how their files end."""

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


def write_tables(
    tables: Mapping[str, pl.DataFrame],
    out: Path,
    vormen: Collection[str],
    outputs: OutputSet,
) -> list[Path]:
    """Write each table as NAME.csv and in the forms asked for; gives the files.

    Files of a form that is not asked for are taken away: they are of an earlier run.
    """
    wanted = {"csv", *vormen}
    written = []
    for name, frame in tables.items():
        for vorm, ending in ENDINGS.items():
            path = out / f"{name}{ending}"
            if vorm in wanted:
                _write(frame, path, vorm, outputs)
                written.append(path)
            else:
                outputs.take_away(path)
    return written


def _write(frame: pl.DataFrame, path: Path, vorm: str, outputs: OutputSet) -> None:
    if vorm == "json":
        with replacing(path, outputs) as fresh, writing(path):
            frame.write_json(fresh)
        outputs.count(path, frame.height)
    elif vorm == "xlsx":
        with replacing(path, outputs) as fresh, writing(path):
            _write_sheet(frame, fresh, path.stem)
        outputs.count(path, min(frame.height, MOST_ROWS))
    else:
        write_frame(frame, path, outputs=outputs)


def _write_sheet(frame: pl.DataFrame, path: Path, name: str) -> None:
    """One sheet, of texts and numbers only: nothing in it is worked out or followed."""
    # Imported here: who asks for no workbook does not wait for it.
    from xlsxwriter import Workbook

    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "in_memory": True,
    }
    with path.open("wb") as stream, Workbook(stream, options) as book:
        # The same rows give the same bytes.
        book.set_properties({"created": _NO_CLOCK})
        sheet = book.add_worksheet(name[:31])
        frame.head(MOST_ROWS).write_excel(
            book, sheet, dtype_formats={pl.Int64: "0"}, autofit=frame.height < 1_000
        )
        if frame.height > MOST_ROWS:
            said = (
                f"De eerste {MOST_ROWS:,} van {frame.height:,} rijen; "
                f"alle staan in {name}.csv."
            )
            book.add_worksheet("let op").write(0, 0, said.replace(",", "."))
