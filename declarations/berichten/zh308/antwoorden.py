"""Read ZH309: what an insurer answered to the records of a ZH308 message.

Where the answers stand, behind the records that come back, is declared in
``retour.csv``. UNSOURCED[ZH309]: the layout of ZH309 itself was not found. It is
inferred from two sister messages, MZ302 v1.3 and EP302 v1.2 (of Vektis): that
their positions stand behind 610 instead of 310, that amounts stand in record 06, that
the totals stand in record 99 in this order, and the numbers of all rubrieken but those
of record 01.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.bestanden import iter_bestanden
from declarations.berichten.zh308.declaraties import MAX_BYTES
from declarations.berichten.zh308.records._gebreken import Gebreken
from declarations.berichten.zh308.records.fields import faults_of_fields, read_fields
from declarations.berichten.zh308.records.lines import Lines, numbers
from declarations.berichten.zh308.velden import (
    RECORD_BYTES,
    read_velden,
    signed,
    veld,
)
from declarations.berichten.zh308.vormen import Antwoorden
from declarations.bevindingen import NO_MESSAGE, VAN_BERICHTEN
from productstructure.errors import InputFileError
from tabellen.calltypes import checks_types
from tabellen.paths import Paden, all_paths

RETOUR_BYTES = 670
"""Bytes of a record of ZH309, without its line end."""

RETOURVELDEN = read_velden("retour.csv")
"""The fields behind each kind of record; ``naam`` is the column of the answer."""

_AMOUNTS = ("berekend_cent", "toegekend_cent")
_REFERENTIE = {"04": "0458", "06": "0622", "16": "1620"}


@checks_types
def read_zh309(paths: Paden) -> pl.DataFrame:
    """Read answers.

    Args:
        paths: Files, folders or zips of them.

    Returns:
        Schema ``vormen.Antwoorden``: a row a record, in the order of the message. What
        is wrong with one stands in ``gebrek``; a file that cannot be read is one row.
    """
    parts: list[pl.DataFrame] = [Antwoorden.create_empty()]
    for path in all_paths(paths):
        try:
            for file in iter_bestanden(path, "", max_bytes=MAX_BYTES):
                if file.fault is None:
                    parts.append(_read(file.name, file.content))
                elif file.fault not in NO_MESSAGE:
                    parts.append(_unread(file.name, VAN_BERICHTEN[file.fault].tekst))
        except (InputFileError, OSError) as error:
            parts.append(_unread(path.name, f"cannot be read: {type(error).__name__}"))
    return pl.concat(parts)


def _read(name: str, content: bytes) -> pl.DataFrame:
    lines = Lines.of(content, RETOUR_BYTES)
    if not len(lines.rows("01")):
        return _unread(name, "has no record 01")
    if (lines.sizes == RECORD_BYTES).all():
        return _unread(name, "is a ZH308 message; expected the answer to one (ZH309)")
    parts = [_of_record(lines, record) for record in RETOURVELDEN]
    unknown = np.flatnonzero(lines.kinds == 0)
    parts.append(
        pl.DataFrame({"record": numbers(unknown)}).with_columns(
            pl.lit("ONBEKEND_RECORD").alias("gebrek")
        )
    )
    return (
        pl.concat(parts, how="diagonal")
        .sort("record")
        .with_columns(pl.lit(name).alias("bestand"))
        .select(
            pl.col(column).cast(dtype)
            for column, dtype in Antwoorden.create_empty().schema.items()
        )
    )


def _of_record(lines: Lines, record: str) -> pl.DataFrame:
    """The answers to the records of a kind, with what is wrong with them."""
    gebreken = Gebreken()
    rows = lines.rows(record)
    velden = RETOURVELDEN[record]
    sent = [] if record in ("01", "03", "99") else [f"{record}02"]
    sent += [_REFERENTIE[record]] if record in _REFERENTIE else []
    sent += ["0620", "0621"] if record == "06" else []
    read = pl.DataFrame(
        {
            "record": numbers(rows),
            **read_fields(lines, rows, (*map(veld, sent), *velden), gebreken),
        }
    ).rename({each.kolom: each.naam for each in velden if each.soort != "RESERVE"})
    columns = [
        pl.lit(record).alias("soort"),
        *(pl.col(f"r{record}02").alias("detailrecord") for _ in sent[:1]),
    ]
    if record in _REFERENTIE:
        columns.append(pl.col(f"r{_REFERENTIE[record]}").alias("referentienummer"))
    if record == "06":
        columns.append(signed("r0620", "r0621").alias("gedeclareerd_cent"))
    if record == "99":
        columns.append(_with_side("ingediend_cent").alias("gedeclareerd_cent"))
    columns += [_with_side(each.naam) for each in velden if each.naam in _AMOUNTS]
    return read.with_columns(columns).join(
        _first_faults(lines, rows, gebreken), on="record", how="left"
    )


def _with_side(column: str) -> pl.Expr:
    return signed(column, column.replace("_cent", "_dc")).alias(column)


def _first_faults(
    lines: Lines, rows: NDArray[np.int64], gebreken: Gebreken
) -> pl.DataFrame:
    """Of each record the first fault, as ``gebrek``."""
    sizes = pl.DataFrame({"record": numbers(rows), "size": lines.sizes[rows]})
    wrong = sizes.filter(pl.col("size") != RETOUR_BYTES).select(
        "record", pl.format("LENGTE {}", "size").alias("gebrek")
    )
    of_fields = faults_of_fields(gebreken).select(
        "record", pl.format("{} {}", "soort", "rubriek").alias("gebrek")
    )
    return pl.concat([wrong, of_fields]).unique(
        "record", keep="first", maintain_order=True
    )


def _unread(name: str, reason: str) -> pl.DataFrame:
    told = pl.DataFrame({"bestand": [name], "gebrek": [reason]})
    return pl.concat([Antwoorden.create_empty(), told], how="diagonal")
