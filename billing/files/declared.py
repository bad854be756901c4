"""Writes what declaring came to: messages, and a finding for each line in none."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from billing.files.findings import conform_findings
from declarations.berichten.zh308.writer import split_frames, write_zh308
from declarations.bevindingen import NIET_GEDECLAREERD
from declarations.factuur.redenen import AFGEKAPT
from tabellen.bevinding import said_of
from tabellen.errors import DbcError
from tabellen.forms.frames import replacing
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import read_set, record_path
from tabellen.sets.writing import writing

BERICHT = ".zh308"
"""How the file of a message ends."""

_TOLD = ("status", "dc", "ontvanger", "component", "zorginstelling_code", "uzovi")
"""Columns of which a finding shows the value: none of them tells of a person."""


def write_messages(
    frames: Mapping[str, pl.DataFrame],
    folder: Path,
    outputs: OutputSet,
    *,
    inputs: Iterable[Path | None],
) -> list[Path]:
    """Write each message under its own name; gives the files.

    Raises:
        CallError: A message would replace an input.
        OutputFileError: One cannot be written.
    """
    written = []
    for name, own in split_frames(frames):
        path = folder / name
        check_distinct(inputs, [path])
        content = write_zh308(own, name)
        with replacing(path, outputs) as fresh, writing(path):
            fresh.write_bytes(content)
        written.append(path)
    return written


def take_old_messages_away(main: Path, own: list[Path], outputs: OutputSet) -> None:
    """Say that messages that the record of an earlier run names are not of this set."""
    try:
        found = read_set(record_path(main))
    except DbcError:
        # What a damaged record named is not known; it is replaced.
        found = None
    names = [] if found is None else [each.naam for each in found[0].bestanden]
    earlier = {
        main.parent / name
        for name in names
        if name.endswith(BERICHT) and os.path.basename(name) == name  # noqa: PTH119
    }
    for path in sorted(earlier - set(own)):
        outputs.take_away(path)


def findings_of_lines(regels: pl.DataFrame, bestand: str) -> list[pl.DataFrame]:
    """A finding for each line that is not declared, and for each name that was cut.

    Args:
        regels: As ``make_invoices`` gives them.
        bestand: Name of the file with lines.

    Returns:
        Each with the columns of ``FINDINGS``.
    """
    status = pl.col("status").cast(pl.String).fill_null("geen prijsbesluit")
    codes = pl.col("redenen").list.eval(pl.element().struct.field("code"))
    shown = {
        **{name: pl.col(name).cast(pl.String) for name in _TOLD},
        "status": pl.concat_str(
            status, codes.list.join(" "), separator=" ", ignore_nulls=True
        ).str.strip_chars_end(),
        "prestatiecode": pl.col("prestatiecode"),
        "einddatum": pl.col("einddatum").dt.to_string(),
    }
    value = pl.lit(None, pl.String)
    for name, text in shown.items():
        value = pl.when(pl.col("kolom") == name).then(text).otherwise(value)
    refused = regels.filter(pl.col("reden").is_not_null()).with_columns(value=value)
    cut = regels.filter(pl.col("reden").is_null() & pl.col("is_afgekapt")).with_columns(
        reden=pl.lit(AFGEKAPT), kolom=pl.lit("naam"), value=pl.lit(None, pl.String)
    )
    return [
        conform_findings(
            part.select(
                "row",
                "regel_id",
                "value",
                *said_of(NIET_GEDECLAREERD, "reden"),
                bestand=pl.lit(bestand),
                source=pl.lit("regels"),
                column="kolom",
                subtraject_nummer="subtraject",
                code="reden",
            )
        )
        for part in (refused, cut)
    ]
