"""How do the prijsbesluiten of two runs differ, and by how many cents?"""

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

PRIJS: Final = (
    "regel_id",
    "subtraject_nummer",
    "verzekerde_id",
    "uzovi",
    "zorgproduct_code",
    "prestatiecode",
    "component",
    "dc",
    "peildatum",
    "aantal_m",
    "aantal_teller",
    "aantal_noemer",
    "grondslag",
    "contract_id",
    "versie",
    "afspraak_id",
    "nza_maximum_e6",
    "eenheidsprijs_e6",
    "bedrag_cent",
    "status",
    "redenen",
    "release_ids",
    "engine_versie",
)
"""Columns of prijsbesluiten that are compared, or tell why they differ."""

_REGEL = (
    *("verzekerde_id", "uzovi", "zorgproduct_code", "prestatiecode", "component"),
    *("dc", "peildatum", "aantal_m", "aantal_teller", "aantal_noemer"),
)
"""What a line asks a price for."""


def compare_besluiten(
    old: pl.DataFrame, new: pl.DataFrame, afleiding: pl.DataFrame
) -> pl.DataFrame:
    """Lines whose amount, status or code is another (schema ``VERSCHIL``).

    Args:
        old: Decisions of one run, with the columns ``PRIJS``; ``redenen`` as their
            codes in one text.
        new: Those of another.
        afleiding: What ``compare_grouped`` found for the same two runs: a line of such
            a subtraject differs for that cause. Empty where that is not known.
    """
    causes = afleiding.select(
        subtraject_nummer="sleutel", _afgeleid=pl.col("oorzaak").cast(pl.String)
    ).unique("subtraject_nummer", keep="first", maintain_order=True)
    pairs = pair(old, new, ["regel_id"])
    pairs = pairs.with_columns(
        subtraject_nummer=pl.coalesce(
            "subtraject_nummer_nieuw", "subtraject_nummer_oud"
        )
    ).join(causes, on="subtraject_nummer", how="left", maintain_order="left")
    return differences(
        pairs,
        Soort.PRIJS,
        pl.col("regel_id"),
        vergeleken={
            "zorgproduct_code": "zorgproduct_code",
            "declaratiecode": "prestatiecode",
            "uitkomst": "status",
            "bedrag_cent": "bedrag_cent",
        },
        anders=differs("bedrag_cent", "status", *_REGEL),
        oorzaak=_cause(),
        toelichting=_told(),
    )


def _cause() -> pl.Expr:
    """The first of what goes before the price: line, tables of the NZa, agreement."""
    is_other_line = ~IS_OUD | ~IS_NIEUW | differs(*_REGEL)
    is_other_price = differs("eenheidsprijs_e6")
    is_agreed = pl.col("contract_id_nieuw").is_not_null()
    return (
        pl.when(is_other_line)
        .then(pl.coalesce("_afgeleid", pl.lit(Oorzaak.REGEL.value)))
        .when(differs("release_ids", "nza_maximum_e6"))
        .then(pl.lit(Oorzaak.TARIEF.value))
        .when(
            differs("contract_id", "versie", "afspraak_id", "grondslag")
            | (is_other_price & is_agreed)
        )
        .then(pl.lit(Oorzaak.AFSPRAAK.value))
        .when(is_other_price)
        .then(pl.lit(Oorzaak.PRIJSLIJST.value))
        .when(differs("engine_versie"))
        .then(pl.lit(Oorzaak.PROGRAMMA.value))
        .otherwise(pl.lit(Oorzaak.OVERIG.value))
    )


def _told() -> pl.Expr:
    """Reasons and agreement, where they are others."""
    none = pl.lit("geen")
    parts = [
        pl.when(differs(name) & IS_OUD & IS_NIEUW).then(
            pl.format(
                f"{word} {{}} wordt {{}}",
                pl.coalesce(pl.col(f"{name}_oud").cast(pl.String), none),
                pl.coalesce(pl.col(f"{name}_nieuw").cast(pl.String), none),
            )
        )
        for name, word in (
            ("redenen", "redenen"),
            ("grondslag", "grondslag"),
            ("contract_id", "contract"),
            ("versie", "versie"),
        )
    ]
    said = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return pl.when(said != "").then(said)
