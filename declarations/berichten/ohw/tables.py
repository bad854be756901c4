"""Read one file of an OHW delivery as a table of text, and tell what is odd about it.

Keys of several files have to meet, so blanks and invisible characters go, counted; a
row that breaks off is known by its number of values; a column that bears nearly the
name of one that is absent is refused (``tabellen.headers.matching``).
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from declarations.berichten.ohw.layout import OhwLayout
from declarations.berichten.soundness import Fault
from productstructure.errors import InputFileError
from tabellen.headers.matching import match_columns
from tabellen.values.texts import cleaned, is_unclean

BREAKS_OFF = ".#breaks_off"
"""End of the name of the column that says so; only there when a row does."""

_LONGEST_LIST = 300


@dataclass(frozen=True)
class OhwTable:
    """One file of a delivery.

    Attributes:
        rows: Text columns named ``FILE.column``, and ``FILE.#row`` from 1.
        faults: What there is to tell of the file.
    """

    rows: pl.DataFrame
    faults: list[Fault]


def read_table(path: Path, name: str, content: bytes, layout: OhwLayout) -> OhwTable:
    """Read one file of a delivery.

    Raises:
        InputFileError: It is no table, or a column is nearly one that is absent.
    """
    text = _text_of(content)
    is_whole = not text or text.endswith("\n")
    # Empty lines at the end are no rows.
    text = text.rstrip("\n") + "\n"
    table = _parsed(path, name, text, layout.separator)
    faults: list[Fault] = []
    if not is_whole:
        faults.append(Fault(None, f"{name}.txt", "B-35"))
    read = {
        column.lower()
        for file, _, column in (place.partition(".") for place in layout.places)
        if file == name
    }
    match = match_columns(
        table.columns,
        table=f"{path.name}, {name}.txt",
        required=(),
        optional=sorted(read),
        ignored=layout.ignored,
    )
    table = table.rename(dict(match.renamed))
    for found, meant in match.renamed.items():
        place = f"{found[:80]}: {meant}"
        faults.append(Fault(None, f"{name}.txt", "B-37", place))
    others = [column for column in table.columns if column not in read]
    if others:
        listed = ", ".join(others)[:_LONGEST_LIST]
        faults.append(Fault(None, f"{name}.txt", "B-33", listed))
    table = table.select(sorted(read.intersection(table.columns)))
    unclean: dict[str, int] = {}
    if table.columns:
        unclean = table.select(is_unclean(pl.all()).sum()).row(0, named=True)
    for column, times in unclean.items():
        if times:
            place = f"{name}.{column} ({times} keer)"
            faults.append(Fault(None, f"{name}.txt", "B-36", place))
    table = table.with_columns(
        cleaned(pl.col(column)) for column, times in unclean.items() if times
    )
    table = table.rename(lambda column: f"{name}.{column}")
    breaks_off = _breaks_off(text, layout.separator)
    if breaks_off is not None and breaks_off.len() == len(table):
        table = table.with_columns(breaks_off.alias(f"{name}{BREAKS_OFF}"))
    return OhwTable(table.with_row_index(f"{name}.#row", 1), faults)


def _text_of(content: bytes) -> str:
    """The text of a file, with one line feed at the end of each line."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Latin-1 is the other encoding that hospital files have (docs/files.md).
            text = content.decode("latin-1")
    # CR CR LF comes of a file that was written as text twice.
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _parsed(path: Path, name: str, text: str, separator: str) -> pl.DataFrame:
    try:
        table = pl.read_csv(
            text.encode(), separator=separator, infer_schema=False, null_values=[""]
        )
        return table.rename(lambda column: column.strip().lower())
    except pl.exceptions.PolarsError:
        # Not chained: the reader's own text may quote a row.
        raise InputFileError(
            f"{path.name}, {name}.txt: is not a table with a header row of different "
            f"names and '{separator}' between the values. Check the file and the "
            "layout."
        ) from None


def _breaks_off(text: str, separator: str) -> pl.Series | None:
    """By row, whether it has fewer values than the header; None where none has.

    Of a file with quotes the lines are not the rows, and nothing is said.
    """
    if '"' in text:
        return None
    header, *lines = text.removesuffix("\n").split("\n")
    counts = pl.Series(lines, dtype=pl.String).str.count_matches(
        separator, literal=True
    )
    short = counts < header.count(separator)
    return short if short.any() else None
