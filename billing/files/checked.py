"""Writes what checking came to: each table in csv, and in the forms asked for."""

import os
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import polars as pl

from declarations.berichten.zh308.retour import write_zh309
from declarations.checking import Uitslag
from declarations.checks.feiten.levering import Levering
from declarations.rapport.retour import retour
from tabellen.forms.frames import replacing, write_frame
from tabellen.forms.workbooks import write_workbook
from tabellen.sets.newfiles import new_file
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing

MOST_ROWS = 100_000
"""Rows of a sheet for people; the csv has them all."""

ENDINGS = {"csv": ".csv", "parquet": ".parquet", "json": ".json", "xlsx": ".xlsx"}
"""Forms of a table, and how their files end."""

ANSWER = ".zh309"
"""How the file of an answer ends."""

_ANSWERS_AT_A_TIME = 2
"""Of each some 40 MB of bytes and texts is in memory."""


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

    Of several messages of one name the later ones have a number behind it. The day of
    an answer is that of receipt, so that a rerun gives the same bytes.
    """
    rows = retour(levering, uitslag.besluiten)
    staged = outputs.new_folder(folder)

    def write(nr: int, name: str) -> Path:
        content = write_zh309(
            levering.declaraties,
            rows,
            bestand_nr=nr,
            dagtekening=levering.instellingen.ontvangen,
        )
        path = staged / name
        with writing(folder / path.name), os.fdopen(new_file(path), "wb") as stream:
            stream.writelines(content)
        return folder / path.name

    files = levering.declaraties.bestanden.filter("leesbaar")
    with ThreadPoolExecutor(_ANSWERS_AT_A_TIME) as threads:
        names = _names_of_answers(files["bestand"])
        return list(threads.map(write, files["bestand_nr"], names))


def old_answers(folder: Path) -> list[Path]:
    """Answers that an earlier run left in a folder."""
    return sorted(folder.glob(f"*{ANSWER}"))


def _names_of_answers(messages: Iterable[str]) -> list[str]:
    """A file name for each message, which may stand in a folder of a zip."""
    found: dict[str, None] = {}
    for message in messages:
        own = PurePosixPath(message).with_suffix("").as_posix().replace("/", "__")
        name, number = f"{own}{ANSWER}", 1
        while name in found:
            number += 1
            name = f"{own}-{number}{ANSWER}"
        found[name] = None
    return list(found)


def _write(frame: pl.DataFrame, path: Path, vorm: str, outputs: OutputSet) -> None:
    if vorm == "json":
        with replacing(path, outputs) as fresh, writing(path):
            frame.write_json(fresh)
        outputs.count(path, frame.height)
    elif vorm == "xlsx":
        with replacing(path, outputs) as fresh, writing(path):
            write_workbook(
                frame.head(MOST_ROWS), fresh, path.stem, note=_note(frame, path)
            )
        outputs.count(path, min(frame.height, MOST_ROWS))
    else:
        write_frame(frame, path, outputs=outputs)


def _note(frame: pl.DataFrame, path: Path) -> str | None:
    if frame.height <= MOST_ROWS:
        return None
    said = (
        f"De eerste {MOST_ROWS:,} van {frame.height:,} rijen; "
        f"alle staan in {path.stem}.csv."
    )
    return said.replace(",", ".")
