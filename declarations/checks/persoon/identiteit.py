"""P01, P02: is the person of a 02 the one that the register has under that BSN?

Source: Vektis COD954 (8004, 8005); docs/decisions.md 47 (what a register covers) and
49 (the dummy BSN). How names are compared stands in ``naamgelijkenis``. Nothing of a
person is shown.
"""

import polars as pl

from declarations.checks.feiten.levering import VREEMDELING, Levering
from declarations.checks.formaat.velden.records import with_voorloop
from declarations.checks.formaat.velden.weergave import GEHEIM
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.persoon.naamgelijkenis import any_alike, plain

GEEN_PERSONEN = tabel("personen")
ONBEKEND = "de persoon staat niet in personen"

_NAAM = ("r0210", "r0213")
_NAMEN = ["_r0210", "_r0213", "_register", "naam"]


def geboortedatum(levering: Levering) -> Oordeel:
    """P01: 0207 is the geboortedatum that belongs to 0203.

    A BSN that a complete register lacks has no geboortedatum there: the two do not
    belong together.
    """
    known = _known(levering)
    if known is None:
        return not_evaluable(_with_bsn(levering).height, GEEN_PERSONEN)
    absent = ~pl.col("is_bekend")
    register, stated = pl.col("geboortedatum"), pl.col("r0207")
    return judge(
        known,
        (absent & pl.col("is_gedekt"))
        | (~absent & (register != stated)).fill_null(value=False),
        rubriek="0207",
        waarde=pl.lit(GEHEIM),
        verwacht="de geboortedatum die bij het BSN hoort",
        ontbreekt=absent | register.is_null() | stated.is_null(),
        lacks=pl.when(absent)
        .then(pl.lit(ONBEKEND))
        .otherwise(pl.lit("geboortedatum ontbreekt in personen of in 0207")),
    )


def naam(levering: Levering) -> Oordeel:
    """P02: a name of the 02 looks like that of the register; a signal if none does."""
    known = _known(levering)
    if known is None:
        return not_evaluable(_with_bsn(levering).height, GEEN_PERSONEN)
    rows = known.with_columns(
        *(plain(pl.col(field)).alias(f"_{field}") for field in _NAAM),
        _register=plain(pl.col("naam")),
    )
    equal = pl.any_horizontal(
        pl.col(f"_{field}") == pl.col("_register") for field in _NAAM
    )
    doubtful = rows.filter(~equal.fill_null(value=False)).select("verzekerde", *_NAMEN)
    # Few spellings differ, and the same ones often.
    spellings = doubtful.select(_NAMEN).unique()
    unlike = doubtful.join(
        spellings.filter(~_alike(spellings)), on=_NAMEN, how="semi", nulls_equal=True
    )["verzekerde"]
    absent = ~pl.col("is_bekend")
    named = pl.all_horizontal(pl.col("_register", "_r0210").is_not_null())
    return judge(
        rows,
        pl.col("verzekerde").is_in(unlike.implode()) & named,
        rubriek="0210",
        waarde=pl.lit(GEHEIM),
        verwacht="een naam als die bij het BSN hoort",
        ontbreekt=~named,
        lacks=pl.when(absent)
        .then(pl.lit(ONBEKEND))
        .otherwise(pl.lit("naam ontbreekt in personen of in 0210")),
    )


def _alike(rows: pl.DataFrame) -> pl.Series:
    """Whether a name of the message, or both together, looks like that of the register.

    Of a double name in the register each half counts.
    """
    own, partner = pl.col("_r0210"), pl.col("_r0213")
    halves = pl.col("naam").str.split("-")
    names = rows.with_columns(
        eigen_partner=own + partner,
        partner_eigen=partner + own,
        eerste=plain(halves.list.first()),
        laatste=plain(halves.list.last()),
    )
    return any_alike(
        names,
        ["_r0210", "_r0213", "eigen_partner", "partner_eigen"],
        ["_register", "eerste", "laatste"],
    )


def _with_bsn(levering: Levering) -> pl.DataFrame:
    bsn = pl.col("r0203")
    return levering.declaraties.verzekerden.filter(
        bsn.is_not_null() & (bsn != VREEMDELING)
    )


def _known(levering: Levering) -> pl.DataFrame | None:
    """The 02 records with a BSN, and what the register has under it.

    Returns:
        The 02 with ``geboortedatum``, ``naam``, ``is_bekend`` and ``is_gedekt`` (the
        register covers the dagtekening); None where there is no register.
    """
    personen = levering.registers.get("personen")
    if personen is None:
        return None
    register = (
        personen.filter(pl.col("bsn").is_not_null())
        .select(r0203="bsn", geboortedatum="geboortedatum", naam="naam")
        .unique("r0203", keep="first", maintain_order=True)
        .with_columns(is_bekend=pl.lit(value=True))
    )
    rows = with_voorloop(levering, _with_bsn(levering), "r0117")
    return rows.join(
        register, on="r0203", how="left", maintain_order="left"
    ).with_columns(
        pl.col("is_bekend").fill_null(value=False),
        is_gedekt=levering.registers.covers("personen", "r0117"),
    )


CHECKS = {"P01": geboortedatum, "P02": naam}
