"""Forty sound subtrajecten of the example, to be given in other types and forms."""

from functools import cache

import dbc_grouper_data
import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.engine import Grouper
from tabellen.forms.frames import read_frame

OUTCOME = [
    *("subtraject_nummer", "zorgproduct_code", "declaratiecode", "is_uitval"),
    *("aanspraak_toegepast", "status"),
]
"""Columns of an outcome that no form of the input changes."""

Frames = tuple[pl.DataFrame, pl.DataFrame]


@cache
def batch() -> Frames:
    """Forty sound subtrajecten of the example, with numbers of figures alone."""
    rows, lines = map(read_frame, dbc_grouper_data.batch_paths())
    result = Grouper(open_release(dbc_grouper_data.release_path())).group(rows, lines)
    sound = (result.grouped["status"] == "ok") & result.grouped["is_trial"].not_()
    of_figures = rows["diagnose_code"].str.contains("^[0-9]+$")
    born = rows["geboortedatum"].is_not_null()
    rows = rows.filter(sound & born & of_figures).head(40)
    numbers = pl.DataFrame(
        {
            "subtraject_nummer": rows["subtraject_nummer"],
            "nieuw": [str(1001 + place) for place in range(rows.height)],
        }
    )
    rows = rows.with_columns(
        numbers["nieuw"].alias("subtraject_nummer"),
        aanspraak=pl.lit("J"),
        geslacht=pl.col("geslacht").replace({"M": "1", "V": "2", "F": "2", "UN": "9"}),
        zorgtraject_nummer=pl.lit(None, pl.String),
    ).drop("hoofdtraject_nummer", strict=False)
    lines = lines.join(numbers, on="subtraject_nummer", maintain_order="left")
    lines = lines.with_columns(pl.col("nieuw").alias("subtraject_nummer")).drop("nieuw")
    return rows, lines


@cache
def release() -> CompiledStructure:
    """The example release."""
    return open_release(dbc_grouper_data.release_path())


@cache
def expected() -> pl.DataFrame:
    """The outcome of the batch as text."""
    return Grouper(release()).group(*batch()).grouped.select(OUTCOME)
