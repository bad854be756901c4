"""Writes what checking came to: each table in csv, and in the forms asked for."""

import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import polars as pl

from declarations.berichten.zh308.retour import write_zh309
from declarations.checking import Uitslag
from declarations.checks.feiten.levering import Levering
from declarations.rapport.retour import retour
from tabellen.forms.frames import replacing, write_frame
from tabellen.sets.newfiles import new_file
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing

MOST_ROWS = 100_000
"""Rows of a sheet for people; the csv has them all."""

ENDINGS = {"csv": ".csv", "parquet": ".parquet", "json": ".json", "xlsx": ".xlsx"}
"""Forms of a table, and how their files end."""

ANSWER = ".zh309"
"""How the file of an answer ends."""

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


def write_answers(
    levering: Levering, uitslag: Uitslag, folder: Path, outputs: OutputSet
) -> list[Path]:
    """Write a ZH309 per message that could be read, as NAME.zh309; gives the files.

    The day of the answer is that of receipt, so that a rerun gives the same bytes.
    """
    rows = retour(levering, uitslag.besluiten)
    staged = outputs.new_folder(folder)
    written = []
    files = levering.declaraties.bestanden.filter("leesbaar")
    for nr, name in files.select("bestand_nr", "bestand").iter_rows():
        content = write_zh309(
            levering.declaraties,
            rows,
            bestand_nr=nr,
            dagtekening=levering.instellingen.ontvangen,
        )
        path = staged / f"{_of_file(name)}{ANSWER}"
        with writing(folder / path.name), os.fdopen(new_file(path), "wb") as stream:
            stream.writelines(content)
        written.append(folder / path.name)
    return written


def old_answers(folder: Path) -> list[Path]:
    """Answers that an earlier run left in a folder."""
    return sorted(folder.glob(f"*{ANSWER}"))


def _of_file(name: str) -> str:
    """A name of one file for a message, which may stand in a folder of a zip."""
    return PurePosixPath(name).with_suffix("").as_posix().replace("/", "__")


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
