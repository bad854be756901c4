"""Figures and choices of the eigen risico, per insurer and year.

What ships (``landelijk.csv``) holds where a file of the user has nothing. Of rows that
hold on 1 January of the year one of the insurer itself goes before one of all.

Sources: Zvw art. 19, 20 and 22; Bzv art. 2.17.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import as_file, files

import polars as pl

from declarations.registers.bijlagen import read_parameters
from declarations.registers.geldigheid import holds_on, is_any_or
from declarations.registers.schema import PARAMETERBEDRAGEN, PARAMETERWOORDEN
from productstructure.errors import InputFileError


@cache
def landelijke_parameters() -> pl.DataFrame:
    """What ships, of schema ``Parameters``.

    Raises:
        InputFileError: The list that ships has a row that is not right.
    """
    with as_file(files(__package__) / "landelijk.csv") as path:
        rows, findings, _ = read_parameters(path)
    if findings.height:
        raise InputFileError(
            f"landelijk.csv: row {findings['row'][0]}: {findings['tekst'][0]} The list "
            "ships with this package; report it."
        )
    return rows


def parameters_of(
    verzekeraarsjaren: pl.DataFrame, parameters: pl.DataFrame | None
) -> pl.DataFrame:
    """The parameters of each insurer and year.

    Args:
        verzekeraarsjaren: ``uzovi, jaar``, each pair once.
        parameters: Schema ``Parameters``; None for what ships alone.

    Returns:
        ``uzovi, jaar`` and a column per parameter: Int64 cents, Boolean or text.
        ``verplicht_cent`` is null where the year has no amount.
    """
    given = landelijke_parameters().with_columns(_rang=pl.lit(1))
    if parameters is not None:
        given = pl.concat([parameters.with_columns(_rang=pl.lit(0)), given])
    rows = given.select(
        "begindatum",
        "einddatum",
        "_rang",
        _uzovi="uzovi",
        naam=pl.col("naam").str.to_lowercase(),
        waarde=pl.col("waarde").str.to_uppercase(),
    )
    first = pl.date(pl.col("jaar"), 1, 1)
    held = (
        verzekeraarsjaren.select("uzovi", "jaar")
        .join(rows, how="cross")
        .filter(is_any_or("_uzovi", "uzovi"), holds_on(first))
        .sort(
            pl.col("_rang"),
            pl.col("_uzovi").is_null(),
            pl.col("begindatum").fill_null(pl.date(1, 1, 1)),
            descending=[False, False, True],
            maintain_order=True,
        )
    )

    def value(naam: str) -> pl.Expr:
        return pl.col("waarde").filter(pl.col("naam") == naam).first().alias(naam)

    names = (*PARAMETERBEDRAGEN, *PARAMETERWOORDEN)
    found = held.group_by("uzovi", "jaar").agg(value(naam) for naam in names)
    return found.with_columns(
        *(pl.col(naam).cast(pl.Int64) for naam in PARAMETERBEDRAGEN),
        *(
            (pl.col(naam) == "J").alias(naam)
            for naam, words in PARAMETERWOORDEN.items()
            if words == ["J", "N"]
        ),
    )


def regels_of(parameters: pl.DataFrame | None, vrijstelling: pl.DataFrame) -> str:
    """Digest of what posts are divided by: this program, parameters and exemptions.

    What was divided by the same comes to the same again.

    Args:
        parameters: Schema ``Parameters``; None for what ships alone.
        vrijstelling: Schema ``Vrijstelling``.
    """
    tables = [landelijke_parameters(), vrijstelling]
    if parameters is not None:
        tables.append(parameters)
    said = [version("dbc-grouper"), *(table.write_csv() for table in tables)]
    return sha256("\0".join(said).encode()).hexdigest()
