"""How do the grouped rows of two runs differ, and their overige zorgproducten?

Whether a row was registered otherwise is known exactly: each grouped row has a digest
over its release and registration (``dbc_grouper_invoer``). Where the release is another
too, by its name or by what stood in it, that digest tells nothing of the registration;
then it is asked whether both runs read the same files.
"""

from typing import Final

import polars as pl

from billing.verschillen.paren import (
    IS_NIEUW,
    IS_OUD,
    Oorzaak,
    Soort,
    differences,
    differs,
    pair,
)

SUBTRAJECT: Final = (
    "subtraject_nummer",
    "zorgproduct_code",
    "declaratiecode",
    "status",
    "is_uitval",
    "release",
    "dbc_grouper_invoer",
)
"""Columns of grouped rows that are compared, or tell why they differ."""

OZP: Final = (
    "subtraject_nummer",
    "zorgproduct_code",
    "declaratiecode",
    "uitvoerdatum",
    "aantal",
    "is_declarabel",
    "reden",
    "release",
    "dbc_grouper_invoer",
)
"""Those of overige zorgproducten."""


def compare_grouped(
    old: pl.DataFrame, new: pl.DataFrame, *, one_batch: bool
) -> pl.DataFrame:
    """Subtrajecten whose product, code or status is another (schema ``VERSCHIL``).

    Args:
        old: Grouped rows of one run, with the columns ``SUBTRAJECT``.
        new: Those of another.
        one_batch: Whether both runs read the same files of registrations.
    """
    return differences(
        pair(old, new, ["subtraject_nummer"]),
        Soort.SUBTRAJECT,
        pl.col("subtraject_nummer"),
        vergeleken={
            "zorgproduct_code": "zorgproduct_code",
            "declaratiecode": "declaratiecode",
            "uitkomst": "status",
        },
        anders=differs("zorgproduct_code", "declaratiecode", "status", "is_uitval"),
        oorzaak=_cause(one_batch=one_batch),
        toelichting=_releases(),
    )


def compare_ozp(
    old: pl.DataFrame, new: pl.DataFrame, *, one_batch: bool
) -> pl.DataFrame:
    """Overige zorgproducten that are another, new or gone (schema ``VERSCHIL``).

    Args:
        old: Rows of one run, with the columns ``OZP``.
        new: Those of another.
        one_batch: Whether both runs read the same files of registrations.
    """
    key = ["subtraject_nummer", "declaratiecode", "uitvoerdatum"]
    return differences(
        pair(old, new, key),
        Soort.OZP,
        pl.concat_str(key, separator=" ", ignore_nulls=True),
        vergeleken={"zorgproduct_code": "zorgproduct_code", "uitkomst": "reden"},
        anders=differs("zorgproduct_code", "aantal", "is_declarabel", "reden"),
        oorzaak=_cause(one_batch=one_batch),
        toelichting=pl.when(differs("aantal")).then(
            pl.format(
                "aantal {} wordt {}",
                pl.col("aantal_oud").fill_null(0),
                pl.col("aantal_nieuw").fill_null(0),
            )
        ),
    )


def _cause(*, one_batch: bool) -> pl.Expr:
    both = IS_OUD & IS_NIEUW
    other_release = Oorzaak.RELEASE if one_batch else Oorzaak.REGISTRATIE_OF_RELEASE
    absent = Oorzaak.OVERIG if one_batch else Oorzaak.REGISTRATIE
    return (
        pl.when(~both)
        .then(pl.lit(absent.value))
        .when(differs("release"))
        .then(pl.lit(other_release.value))
        .when(differs("dbc_grouper_invoer"))
        .then(pl.lit(Oorzaak.REGISTRATIE.value))
        .otherwise(pl.lit(Oorzaak.PROGRAMMA.value))
    )


def _releases() -> pl.Expr:
    return pl.when(differs("release") & IS_OUD & IS_NIEUW).then(
        pl.format("release {} wordt {}", "release_oud", "release_nieuw")
    )
