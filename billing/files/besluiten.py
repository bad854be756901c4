"""The files of prijsbesluiten: written for people and machines, read back as a store.

Parquet and Arrow IPC hold everything, and are what credits and repricing read. In a csv
the reasons are their codes and the releases their ids, ``|`` between.
"""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame, write_frame
from tabellen.paths import Paden, all_paths
from tabellen.reading.endings import WORKBOOKS, form_of
from tabellen.sets.publishing import OutputSet
from tabellen.values.excel import in_plain_units
from tariffs.schema import Prijsbesluiten

EUROS, REDENEN = "euros", "redenen"
BIJ_BESLUITEN = (EUROS, REDENEN)
"""What can be asked for behind prijsbesluiten."""

_BETWEEN = "|"
_TEKST = "redenen_tekst"

_NEWER = ("subtraject_nummer", "specialisme_uitvoerder_code", "soort_honorarium")
"""Columns that prijsbesluiten of earlier versions do not have."""


def write_besluiten(
    besluiten: pl.DataFrame,
    path: Path,
    *,
    outputs: OutputSet,
    met: Collection[str] = (),
) -> None:
    """Write prijsbesluiten by the ending of a file, at once or not at all.

    For people, in a workbook or a csv for Excel, reasons have their texts beside them
    and amounts are euros; other forms have both behind their columns where they are
    asked for.

    Args:
        besluiten: What was decided.
        path: Where to.
        outputs: The set that the file is of.
        met: What is asked for, of ``BIJ_BESLUITEN``.
    """
    form = form_of(path)
    if path.suffix.lower() in WORKBOOKS or (form == "csv" and outputs.for_excel):
        besluiten = _with_texts(besluiten)
    else:
        besluiten = besluiten.with_columns(_added(besluiten, met))
    is_flat = form in (None, "csv")
    write_frame(flat(besluiten) if is_flat else besluiten, path, outputs=outputs)


def _with_texts(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Prijsbesluiten with the Dutch texts of their reasons behind the codes."""
    after = besluiten.columns.index("redenen") + 1
    return besluiten.select(
        *besluiten.columns[:after],
        _texts(),
        *besluiten.columns[after:],
    )


def _texts() -> pl.Expr:
    texts = pl.col("redenen").list.eval(pl.element().struct.field("tekst"))
    return texts.list.join(" | ").replace("", None).alias(_TEKST)


def _added(besluiten: pl.DataFrame, met: Collection[str]) -> pl.DataFrame:
    """The columns that are asked for behind those that programs read."""
    added = pl.DataFrame()
    if EUROS in met:
        plain = in_plain_units(besluiten)
        added = plain.drop(besluiten.columns, strict=False)
    return added.with_columns(besluiten.select(_texts())) if REDENEN in met else added


def flat(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Prijsbesluiten without lists, as a csv can carry them."""
    redenen = pl.col("redenen").list.eval(pl.element().struct.field("code"))
    releases = pl.col("release_ids").cast(pl.List(pl.String))
    return besluiten.with_columns(
        # An empty list is an empty field, which is null.
        pl.when(each.list.len() > 0).then(each.list.join(_BETWEEN))
        for each in (redenen, releases)
    )


def read_besluiten(paths: Paden) -> pl.DataFrame:
    """Read prijsbesluiten of earlier runs together.

    Args:
        paths: Parquet or Arrow IPC files that ``price`` wrote.

    Raises:
        InputFileError: A file is none, or is a csv, which does not hold everything.
    """
    schema = pl.Schema(Prijsbesluiten)
    frames = [pl.DataFrame(schema=schema)]
    for path in all_paths(paths):
        if form_of(path) == "csv":
            raise InputFileError(
                f"{path}: a csv does not hold all of a decision. Give the Parquet or "
                "Arrow IPC file that dbc-grouper price wrote."
            )
        frame = _as_now(read_frame(path))
        wrong = [name for name in schema if frame.schema.get(name) != schema[name]]
        if wrong:
            raise InputFileError(
                f"{path}: column(s) {', '.join(wrong)} missing or of another type. "
                "Give prijsbesluiten as this version of dbc-grouper writes them."
            )
        frames.append(frame.select(schema.names()))
    return pl.concat(frames)


def _as_now(frame: pl.DataFrame) -> pl.DataFrame:
    """Prijsbesluiten of an earlier version in the form of this one.

    A column that is newer is empty, and a list of values that has grown since is the
    one of now.
    """
    schema = pl.Schema(Prijsbesluiten)
    grown = [
        pl.col(name).cast(pl.String).cast(dtype, strict=False)
        for name, dtype in schema.items()
        if isinstance(dtype, pl.Enum)
        and isinstance(frame.schema.get(name), pl.Enum)
        and frame.schema[name] != dtype
    ]
    newer = [
        pl.lit(None, dtype=schema[name]).alias(name)
        for name in _NEWER
        if name not in frame.columns
    ]
    return frame.with_columns(*grown, *newer)
