"""The files that people have: every form has the outcome of the clean one.

Or the command says in words what it cannot read. Never another outcome.
"""

import bz2
import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest
import xlsxwriter
from support.releases.sound_batch import OUTCOME, batch, expected

from billing.files.batch.opening import batch_columns
from billing.settings import GroupSettings
from billing.work.group import group_files
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame
from tabellen.headers.leeswijze import Leeswijze, Vertaling

DAYS = ("begindatum", "einddatum", "geboortedatum", "uitvoerdatum")
OURS = Leeswijze()
Rows = list[list[str]]
"""Of a table, the header first."""


def table(place: int) -> Rows:
    frame = batch()[place].with_columns(pl.all().cast(pl.String).fill_null(""))
    return [frame.columns, *map(list, frame.rows())]


def as_csv(rows: Rows, separator: str = ";", *, quoted: bool = False) -> str:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(
        out, delimiter=separator, quoting=quoting, lineterminator="\n"
    ).writerows(rows)
    return out.getvalue()


def with_days(change: Callable[[date], str], rows: Rows) -> Rows:
    header, *below = rows
    at = [place for place, name in enumerate(header) if name in DAYS]
    return [
        header,
        *(
            [
                change(date.fromisoformat(cell)) if n in at and cell else cell
                for n, cell in enumerate(row)
            ]
            for row in below
        ),
    ]


def with_column(name: str, change: Callable[[str], str], rows: Rows) -> Rows:
    header, *below = rows
    if name not in header:
        return rows
    at = header.index(name)
    return [
        header,
        *([*row[:at], change(row[at]), *row[at + 1 :]] for row in below),
    ]


def workbook(path: Path, *sheets: tuple[str, list[list[Any]]], **how: Any) -> None:
    with xlsxwriter.Workbook(path, how) as book:
        days = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, days)
                    elif cell != "":
                        sheet.write(y, x, cell)


@dataclass(frozen=True)
class Given:
    """Files of a batch as somebody gives them."""

    rows: Path
    lines: Path | None
    leeswijze: Leeswijze = OURS


Form = Callable[[Path], Given]


def texts(
    change: Callable[[Rows], bytes], ending: str = "csv", how: Leeswijze = OURS
) -> Form:
    """Both tables, each as some bytes."""

    def form(folder: Path) -> Given:
        paths = [folder / f"{name}.{ending}" for name in ("rows", "lines")]
        for place, path in enumerate(paths):
            path.write_bytes(change(table(place)))
        return Given(paths[0], paths[1], how)

    return form


def encoded(encoding: str) -> Form:
    return texts(lambda rows: as_csv(rows).encode(encoding))


def days(change: Callable[[date], str], how: Leeswijze = OURS) -> Form:
    return texts(lambda rows: as_csv(with_days(change, rows)).encode(), how=how)


def books(
    change: Callable[[Rows], list[list[Any]]], sheet: str = "Blad1", **how: Any
) -> Form:
    def form(folder: Path) -> Given:
        paths = [folder / f"{name}.xlsx" for name in ("rows", "lines")]
        for place, path in enumerate(paths):
            workbook(path, (sheet, change(table(place))), **how)
        return Given(*paths)

    return form


def typed(rows: Rows) -> list[list[Any]]:
    """Cells as Excel has them: real dates, and numbers where there are only digits."""
    header, *below = rows
    return [
        header,
        *(
            [
                date.fromisoformat(cell)
                if name in DAYS and cell
                else int(cell)
                if cell.isdigit() and name != "aanspraak"
                else cell
                for name, cell in zip(header, row, strict=True)
            ]
            for row in below
        ),
    ]


def serial(rows: Rows, dag_nul: date = date(1899, 12, 30)) -> list[list[Any]]:
    """Days as numbers, in a column that nobody gave the look of days."""
    return [
        rows[0],
        *(
            [
                (date.fromisoformat(cell) - dag_nul).days
                if name in DAYS and cell
                else cell
                for name, cell in zip(rows[0], row, strict=True)
            ]
            for row in rows[1:]
        ),
    ]


def one_workbook(folder: Path) -> Given:
    path = folder / "levering.xlsx"
    workbook(
        path,
        ("Toelichting", [["Levering van de polikliniek"], ["januari"]]),
        ("subtrajecten", table(0)),
        ("zorgactiviteiten", table(1)),
    )
    return Given(path, path)


def copies(folder: Path) -> Given:
    path = folder / "levering.xlsx"
    workbook(
        path,
        ("oud", [table(0)[0], *table(0)[5:]]),
        ("nieuw", table(0)),
    )
    lines = folder / "lines.csv"
    lines.write_text(as_csv(table(1)))
    return Given(path, lines, Leeswijze(bladen=("Nieuw",)))


def parts(folder: Path) -> Given:
    paths = []
    for name, frame in zip(("rows", "lines"), batch(), strict=True):
        path = folder / f"{name}.parquet"
        path.mkdir()
        half = frame.height // 2
        frame.head(half).write_parquet(path / "part-00000.parquet")
        frame.tail(-half).write_parquet(path / "part-00001.parquet")
        (path / "_SUCCESS").touch()
        (path / ".part-00000.parquet.crc").write_bytes(b"crc")
        paths.append(path)
    return Given(*paths)


def parts_beside(name: str) -> Form:
    """Parts of Parquet with a file or folder beside them that is none."""

    def form(folder: Path) -> Given:
        given = parts(folder)
        if "." in name:
            (given.rows / name).write_text(as_csv(table(0)))
        else:
            (given.rows / name).mkdir()
        return given

    return form


def flat(folder: Path, ending: str = "csv") -> Given:
    """A row per activity; the last subtraject has none."""
    rows, lines = batch()
    joined = rows.join(
        lines, on="subtraject_nummer", how="left", maintain_order="left_right"
    )
    assert joined.height == lines.height
    path = folder / f"plat.{ending}"
    if ending == "parquet":
        joined.write_parquet(path)
    else:
        joined.rename({"zorgactiviteit_code": "Zorgactiviteitcode"}).write_csv(path)
    return Given(path, None)


def renamed(names: dict[str, str]) -> Callable[[Rows], bytes]:
    return lambda rows: as_csv(
        [[names.get(name, name) for name in rows[0]], *rows[1:]]
    ).encode()


THEIRS = {
    "subtraject_nummer": "Nr.",
    "begindatum": "Start DBC",
    "zorgtype_code": "Soort",
    "aantal": "Hoe vaak",
}
TRANSLATED = Leeswijze(
    tabellen={
        "subtrajecten": Vertaling(
            {
                n: THEIRS[n]
                for n in ("subtraject_nummer", "begindatum", "zorgtype_code")
            },
            {"zorgtype_code": {"R": "11", "V": "21"}},
        ),
        "zorgactiviteiten": Vertaling(
            {n: THEIRS[n] for n in ("subtraject_nummer", "aantal")}
        ),
    }
)


def translated(rows: Rows) -> bytes:
    own = with_column("zorgtype_code", lambda c: {"11": "R", "21": "V"}.get(c, c), rows)
    return renamed(THEIRS)(own)


def titled(rows: Rows) -> list[list[Any]]:
    return [["Export EPD"], ["Periode", "2024"], [], *rows]


def repeated_header(rows: Rows) -> list[list[Any]]:
    return [*rows[:10], rows[0], *rows[10:]]


READ: dict[str, Form] = {
    "semicolons": texts(lambda rows: as_csv(rows).encode()),
    "commas": texts(lambda rows: as_csv(rows, ",").encode()),
    "tabs": texts(lambda rows: as_csv(rows, "\t").encode()),
    "bars": texts(lambda rows: as_csv(rows, "|").encode()),
    "all quoted": texts(lambda rows: as_csv(rows, quoted=True).encode()),
    "tabs, all quoted": texts(lambda rows: as_csv(rows, "\t", quoted=True).encode()),
    "cr lf": texts(lambda rows: as_csv(rows).replace("\n", "\r\n").encode()),
    "no last line end": texts(lambda rows: as_csv(rows).rstrip("\n").encode()),
    "utf-8 with a mark": encoded("utf-8-sig"),
    "utf-16 with a mark": encoded("utf-16"),
    "utf-16 without a mark": encoded("utf-16-le"),
    "utf-16 the other way": encoded("utf-16-be"),
    "cp1252": encoded("cp1252"),
    "utf-16 with tabs": texts(lambda rows: as_csv(rows, "\t").encode("utf-16"), "txt"),
    "sep line": texts(lambda rows: ("sep=;\r\n" + as_csv(rows)).encode()),
    "sep line of commas": texts(lambda rows: ("sep=,\n" + as_csv(rows, ",")).encode()),
    "sep line, marked": texts(
        lambda rows: ("sep=;\r\n" + as_csv(rows)).encode("utf-8-sig")
    ),
    "separators behind": texts(lambda rows: as_csv(rows).replace("\n", ";\n").encode()),
    "separators behind the header": texts(
        lambda rows: as_csv(rows).replace("\n", ";\n", 1).encode()
    ),
    "titles": texts(
        lambda rows: ("Export EPD\n\nPeriode;2024\n" + as_csv(rows)).encode()
    ),
    "blank lines": texts(lambda rows: ("\n" + as_csv(rows) + "\n\n").encode()),
    "gz": texts(lambda rows: gzip.compress(as_csv(rows).encode()), "csv.gz"),
    "bz2": texts(lambda rows: bz2.compress(as_csv(rows).encode()), "csv.bz2"),
    "gz of tabs": texts(
        lambda rows: gzip.compress(as_csv(rows, "\t").encode()), "txt.gz"
    ),
    "ending in capitals": texts(lambda rows: as_csv(rows).encode(), "CSV"),
    "txt": texts(lambda rows: as_csv(rows).encode(), "txt"),
    "tsv": texts(lambda rows: as_csv(rows, "\t").encode(), "tsv"),
    "days first": days(lambda day: day.strftime("%d-%m-%Y")),
    "days first, short": days(lambda day: f"{day.day}-{day.month}-{day.year}"),
    "compact": days(lambda day: day.strftime("%Y%m%d")),
    "days first, midnight": days(lambda day: day.strftime("%d-%m-%Y 00:00")),
    "days first, midnight in full": days(lambda day: day.strftime("%d-%m-%Y 00:00:00")),
    "iso, midnight": days(lambda day: f"{day} 00:00:00"),
    "slashes, day first": days(lambda day: day.strftime("%d/%m/%Y")),
    "slashes, short": days(lambda day: f"{day.day}/{day.month}/{day.year}"),
    "slashes, month first": days(lambda day: day.strftime("%m/%d/%Y")),
    "slashes, year first": days(lambda day: day.strftime("%Y/%m/%d")),
    "slashes, told": days(
        lambda day: day.strftime("%d/%m/%Y"), Leeswijze(datumvorm="dd/mm/jjjj")
    ),
    "counts with a comma": texts(
        lambda rows: as_csv(with_column("aantal", lambda n: f"{n},0", rows)).encode()
    ),
    "counts with a point": texts(
        lambda rows: as_csv(with_column("aantal", lambda n: f"{n}.00", rows)).encode()
    ),
    "hospitals without their zero": texts(
        lambda rows: as_csv(
            with_column("zorginstelling_code", lambda n: n.lstrip("0"), rows)
        ).encode()
    ),
    "aanspraak as WAAR": texts(
        lambda rows: as_csv(with_column("aanspraak", lambda _: "WAAR", rows)).encode()
    ),
    "words for nothing": texts(
        lambda rows: as_csv(
            with_column("zorgtraject_nummer", lambda _: "n.v.t.", rows)
        ).encode()
    ),
    "capitals in names": texts(
        lambda rows: as_csv([[n.upper() for n in rows[0]], *rows[1:]]).encode()
    ),
    "blanks in names": texts(
        lambda rows: as_csv(
            [[n.replace("_", " ").title() for n in rows[0]], *rows[1:]]
        ).encode()
    ),
    "names in one word": texts(
        renamed(
            {
                "subtraject_nummer": "Subtrajectnummer",
                "begindatum": "Startdatum",
                "uitvoerdatum": "Uitvoeringsdatum",
            }
        )
    ),
    "their own names and values": texts(translated, how=TRANSLATED),
    "header once more": texts(
        lambda rows: as_csv(repeated_header(rows)).encode(), "txt"
    ),
    "workbook of texts": books(lambda rows: rows),
    "workbook of cells": books(typed),
    "workbook with serial days": books(serial),
    "workbook with days from 1904": books(typed, date_1904=True),
    "workbook with serial days from 1904": books(
        lambda rows: serial(rows, date(1904, 1, 1)), date_1904=True
    ),
    "workbook with titles": books(titled),
    "workbook with the header once more": books(repeated_header),
    "one workbook, two sheets": one_workbook,
    "a sheet that is named": copies,
    "parts of Parquet": parts,
    "a row per activity": flat,
    "a row per activity, Parquet": lambda folder: flat(folder, "parquet"),
}


def outcome(given: Given, folder: Path) -> pl.DataFrame:
    out = folder / "out.parquet"
    group_files(
        [dbc_grouper_data.release_path()],
        given.rows,
        given.lines,
        out=out,
        settings=GroupSettings(leeswijze=given.leeswijze),
    )
    return read_frame(out, columns=OUTCOME).select(OUTCOME)


@pytest.mark.parametrize("form", READ.values(), ids=READ)
def test_form_has_the_outcome_of_the_clean_one(form: Form, tmp_path: Path) -> None:
    found = outcome(form(tmp_path), tmp_path)
    assert found.cast(pl.String).to_dicts() == expected().cast(pl.String).to_dicts()


def other(path: str, content: bytes) -> Form:
    def form(folder: Path) -> Given:
        (folder / path).write_bytes(content)
        (folder / "lines.csv").write_text(as_csv(table(1)))
        return Given(folder / path, folder / "lines.csv")

    return form


def cut(rows: Rows) -> bytes:
    return gzip.compress(as_csv(rows).encode())[:-20]


def contradicting(folder: Path) -> Given:
    rows, lines = batch()
    joined = rows.join(lines, on="subtraject_nummer", maintain_order="left_right")
    of_first = pl.col("subtraject_nummer") == joined["subtraject_nummer"][0]
    is_last = of_first.cum_sum() == of_first.sum()
    day = pl.when(of_first & is_last).then(pl.lit("2024-01-01")).otherwise("begindatum")
    joined.with_columns(day.alias("begindatum")).write_csv(folder / "plat.csv")
    return Given(folder / "plat.csv", None)


def scientific(rows: Rows) -> bytes:
    """Long numbers, as a spreadsheet writes them to a csv."""
    return as_csv(
        with_column(
            "subtraject_nummer",
            lambda n: f"{20_240_000_000_000_000 + int(n):.6E}".replace(".", ","),
            rows,
        )
    ).encode()


def long_numbers(rows: Rows) -> list[list[Any]]:
    """Numbers of more figures than a workbook keeps."""
    return [
        rows[0],
        *([20_240_000_000_000_000 + int(row[0]), *row[1:]] for row in rows[1:]),
    ]


def merged(folder: Path) -> Given:
    """A row per activity, with merged cells for what is of the subtraject."""
    given = flat(folder)
    rows = list(csv.reader(io.StringIO(given.rows.read_text())))
    width = len(table(0)[0])
    for before, row in reversed(list(pairwise(rows[1:]))):
        if row[0] == before[0]:
            row[:width] = [""] * width
    workbook(folder / "plat.xlsx", ("Blad1", rows))
    return Given(folder / "plat.xlsx", None)


def unworked(rows: Rows) -> list[list[Any]]:
    return [*rows[:-1], [*rows[-1][:-1], "=NA()"]]


REFUSED: dict[str, tuple[Form, str]] = {
    "a cut gz": (texts(cut, "csv.gz"), "cut off"),
    "slashes that say nothing": (
        days(lambda day: day.replace(day=min(day.day, 12)).strftime("%d/%m/%Y")),
        "--datumvorm",
    ),
    "xls": (other("rows.xls", b"\xd0\xcf\x11\xe0"), "save it as .xlsx"),
    "ods": (other("rows.ods", b"PK"), "save it as .xlsx"),
    "a workbook with a password": (
        other("rows.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 512),
        "password",
    ),
    "what Excel keeps": (other("~$rows.xlsx", b"x"), "Name the workbook itself"),
    "no workbook": (other("rows.xlsx", b"x"), "cannot be read as an Excel workbook"),
    "a name twice": (
        texts(lambda rows: as_csv([[*rows[0][:-1], rows[0][0]], *rows[1:]]).encode()),
        "name of an earlier",
    ),
    "a name twice, in a workbook": (
        books(lambda rows: [[*rows[0][:-1], rows[0][0]], *rows[1:]]),
        "name of an earlier",
    ),
    "numbers that lost figures": (texts(scientific), "have lost figures"),
    "numbers that lost figures, in a workbook": (
        books(long_numbers),
        "have lost figures",
    ),
    "an error in a cell": (books(unworked), "holds an error"),
    "rows that are too long": (
        texts(
            lambda rows: as_csv([*rows[:3], [*rows[3], "x", "y"], *rows[4:]]).encode(),
            "txt",
        ),
        "fields, the header",
    ),
    "columns of somebody else": (
        texts(renamed({"begindatum": "Start DBC"})),
        "begindatum missing",
    ),
    "names that are not there": (
        texts(lambda rows: as_csv(rows).encode(), how=TRANSLATED),
        "Correct --kolommen",
    ),
    "a row per activity that contradicts another": (
        contradicting,
        r"1 subtraject\(en\) have other values .* in column\(s\) begindatum",
    ),
    "parts beside a csv": (parts_beside("part-00002.csv"), "would not be read"),
    "parts beside partitions": (parts_beside("jaar=2024"), "would not be read"),
    "parts of a Delta table": (parts_beside("_delta_log"), "which of its parts count"),
    "a row per activity, with merged cells": (
        merged,
        r"nothing of its subtraject; 152 such row\(s\) found",
    ),
    "an empty folder": (
        lambda folder: Given(folder, folder / "lines.csv"),
        "is a folder",
    ),
}


@pytest.mark.parametrize(("form", "words"), REFUSED.values(), ids=REFUSED)
def test_form_is_refused_in_words(form: Form, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=words) as refusal:
        outcome(form(tmp_path), tmp_path)
    assert "1001" not in str(refusal.value)
    assert not (tmp_path / "out.parquet").exists()


def test_columns_of_one_workbook_are_those_of_its_own_sheet(tmp_path: Path) -> None:
    """As price asks for them: the other sheet has columns that are known, too."""
    given = one_workbook(tmp_path)
    rows, lines = (
        batch_columns(given.rows, name, ["subtraject_nummer", "begindatum", "aantal"])
        for name in ("subtrajecten", "zorgactiviteiten")
    )
    assert rows.columns == ["subtraject_nummer", "begindatum"]
    assert rows.height == batch()[0].height
    assert lines.columns == ["subtraject_nummer", "aantal"]
    assert lines.height == batch()[1].height


@pytest.mark.parametrize("ending", ["txt", "xlsx"])
def test_rows_that_are_skipped_are_told(ending: str, tmp_path: Path) -> None:
    """Numbers of rows in findings do not count them."""
    rows = table(0)
    blank = [""] * len(rows[0])
    given = [*rows[:5], blank, *rows[5:9], rows[0], blank, *rows[9:], blank]
    path = tmp_path / f"rows.{ending}"
    if ending == "xlsx":
        workbook(path, ("Blad1", given))
    else:
        path.write_text(as_csv(given))
    (tmp_path / "lines.csv").write_text(as_csv(table(1)))
    run = group_files(
        [dbc_grouper_data.release_path()],
        path,
        tmp_path / "lines.csv",
        out=tmp_path / "out.parquet",
    )
    told = {each.code: each.count for each in run.notices}
    assert (told["B109"], told["B111"]) == (1, 2)
