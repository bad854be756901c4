"""Does an add-on belong to the traject that it names? (T14, T26)

Source: Regeling medisch specialistische zorg NR/CU-263 (2016) art. 33a.

Dutch terms: add-on (overig zorgproduct that goes with a dbc-zorgproduct), moeder (the
dbc-zorgproduct whose subtraject an add-on names).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen, in_order, lijnen, with_names
from declarations.checks.gemis import HISTORIE, TARIEVEN
from declarations.checks.oordeel import Oordeel, judge, not_evaluable

_ZELFDE = ["persoon", "instelling", "subtraject"]
"""What an add-on and its dbc-zorgproduct have in common."""

GEEN_MOEDER = "het dbc-zorgproduct waar de add-on bij hoort is nog niet gedeclareerd"
"""An add-on may be declared before its dbc-zorgproduct (art. 33a lid 2)."""


def addon_met_moeder(levering: Levering) -> pl.DataFrame:
    """Add-ons of this delivery with 0419, and the dbc-zorgproduct that has that number.

    Returns:
        Rows of ``lijnen`` with ``moeder`` (its ``lijn``), ``moeder_begin`` and
        ``moeder_eind``, null where no dbc-zorgproduct with the number is known.
    """
    own = eigen_lijnen(levering).filter(
        pl.col("zorgproduct").is_null(), pl.col("subtraject").is_not_null()
    )
    named = levering.once(lijnen).join(own, on=_ZELFDE, how="semi")
    dbcs = (
        in_order(named.filter(pl.col("zorgproduct").is_not_null()))
        .select(
            *_ZELFDE,
            moeder="lijn",
            moeder_begin="begin",
            moeder_eind="eind",
        )
        .unique(_ZELFDE, keep="first", maintain_order=True)
    )
    return own.join(
        dbcs,
        on=_ZELFDE,
        how="left",
        validate="m:1",
        maintain_order="left",
    )


def zorgtraject_bij_geneesmiddel(levering: Levering) -> Oordeel:
    """T14: an add-on medicine names a zorgtraject, and one that is known (lid 5).

    Known is a zorgtraject of which a dbc-zorgproduct was declared by the same
    institution; a medicine may come first, so an unknown one is a doubt (SIG). 0410 has
    six positions: a medicine under a ZI-nummer of eight is not met.
    """
    if levering.tabellen is None:
        return not_evaluable(0, TARIEVEN)
    codes = levering.tabellen.prestatie.filter(
        pl.col("soort_prestatie").cast(pl.String) == "ADDON_GNM"
    )["prestatiecode"].unique()
    own = eigen_lijnen(levering).filter(pl.col("declaratiecode").is_in(codes.implode()))
    known = (
        levering.once(lijnen)
        .filter(pl.col("zorgproduct").is_not_null())
        .select("persoon", "instelling", "zorgtraject", bekend=pl.lit(value=True))
        .drop_nulls()
        .unique()
    )
    rows = own.join(
        known,
        on=["persoon", "instelling", "zorgtraject"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    empty = pl.col("zorgtraject").is_null()
    unknown = pl.col("bekend").is_null()
    covered = levering.history_covers("begin")
    return judge(
        rows,
        empty | (unknown & covered),
        waarde=pl.col("zorgtraject"),
        verwacht=pl.when(empty)
        .then(pl.lit("een zorgtrajectnummer"))
        .otherwise(pl.lit("een zorgtraject met een gedeclareerd dbc-zorgproduct")),
        ontbreekt=unknown & ~covered,
        lacks=HISTORIE,
        gevolg=pl.when(~empty).then(pl.lit("SIG")),
    )


def binnen_looptijd(levering: Levering) -> Oordeel:
    """T26: an add-on lies within the days of the dbc-zorgproduct that it names.

    Source: NR/CU-263 art. 33a lid 6; docs/decisions.md 49.
    """
    rows = levering.once(addon_met_moeder)
    outside = (pl.col("begin") < pl.col("moeder_begin")) | (
        pl.col("begin") > pl.col("moeder_eind")
    )
    return judge(
        with_names(levering, rows, "moeder"),
        outside.fill_null(value=False),
        waarde=pl.col("begin").cast(pl.String),
        verwacht=pl.format("van {} tot en met {}", "moeder_begin", "moeder_eind"),
        ontbreekt=outside.is_null(),
        lacks=GEEN_MOEDER,
        andere=pl.col("andere_records"),
    )


CHECKS = {"T14": zorgtraject_bij_geneesmiddel, "T26": binnen_looptijd}
