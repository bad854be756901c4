"""The national lists that ship with the package, for who gives none of his own.

They stand in ``nationaal/``, several files a table, each with its sources. A table that
is given replaces the one of its name here as a whole.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from declarations.registers.schema import REGISTER_VAN
from productstructure.errors import InputFileError
from tabellen.cells.tablecells import only_table
from tariffs.files.rows import load_rows

LANDELIJK = (
    "codeverzameling",
    "vrijstelling",
    "persoonseis",
    "inkoopbeleid",
    "aandachtslijst",
    "vt_treatment",
    "vt_period",
    "vt_study",
    "vt_provider",
    "vt_detection",
    "vt_rule",
)
"""Tables of which a national list ships; who takes part in a study never does."""


@cache
def landelijke_tabellen() -> Mapping[str, pl.DataFrame]:
    """The tables that ship, by name, each of its schema.

    Raises:
        InputFileError: A list that ships has a row that is not right.
    """
    return {naam: landelijke_tabel(naam) for naam in LANDELIJK}


@cache
def landelijke_tabel(naam: str) -> pl.DataFrame:
    """One of the tables that ship, for who asks no other.

    Args:
        naam: One of ``LANDELIJK``.

    Raises:
        InputFileError: As for ``landelijke_tabellen``.
    """
    with as_file(files(__package__) / "nationaal") as folder:
        paths = sorted(folder.glob(f"{naam}*.csv"))
        return pl.concat(_rows(naam, path) for path in paths)


def _rows(naam: str, path: Path) -> pl.DataFrame:
    tabel = REGISTER_VAN[naam]
    rows, findings = load_rows(only_table(path), tabel)
    if findings.height:
        column, row = findings.select("column", "row").row(0)
        raise InputFileError(
            f"{path.name}: row {row}, column {column}: {findings['tekst'][0]} The list "
            "ships with this package; report it."
        )
    return rows.select(tabel.schema.column_names())
