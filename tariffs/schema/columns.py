"""Columns that several tables have: how each is written, and its other names."""

import dataframely as dy
import polars as pl

from tariffs.schema.enums import PRESTATIECODELIJST, SOORT_PRESTATIE

SELECTOR_VOLGORDE = (
    "CODE",
    "ZORGPRODUCT",
    "ZPG",
    "TARIEFTYPE",
    "PREFIX",
    "SOORT",
    "ALLES",
)
"""Kinds of selector, most specific first (docs/decisions.md 27)."""

SELECTOR = (
    r"^(CODE:[0-9A-Z]+(,[0-9A-Z]+)*|ZORGPRODUCT:[0-9]{6,9}(,[0-9]{6,9})*|ZPG:[0-9]{6}"
    r"|TARIEFTYPE:[0-9]{2}|PREFIX:[0-9A-Z]+|SOORT:("
    + "|".join(SOORT_PRESTATIE.categories)
    + r")|ALLES)$"
)
"""Selectors (docs/decisions.md 27); a list of codes, comma between, counts as CODE."""

PRESTATIECODE = r"^[0-9A-Z]{1,12}$"
"""Form of a prestatiecode; whether it exists is for the national tables to say."""

MAX_PRIJS_E6 = 10**15
"""A price above a billion euros is an error of scale, and would not fit a product."""

AGB = r"^[0-9]{8}$"
_UZOVI = r"^[0-9]{4}$"
ZI = r"^[0-9]{8}$"
_LIJSTEN = PRESTATIECODELIJST.categories.to_list()
# Widths to which a code of digits only is zero-filled; the first that is wide enough.
CODEBREEDTE = (6,)
PRODUCTBREEDTE = (6, 9)


def enum(
    dtype: pl.Enum, *, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.Enum:
    """One of a closed list."""
    return dy.Enum(dtype.categories, nullable=nullable, metadata={"bron": bron})


def prestatiecode(
    *, key: bool = False, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.String:
    """The code of a prestatie, in capitals; without its leading zeros it is filled."""
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=PRESTATIECODE,
        metadata={"bron": bron, "breedte": CODEBREEDTE, "soort": "code"},
    )


def lijst(*, key: bool = False) -> dy.Enum:
    """The list (prestatiecodelijst) that a code stands on."""
    return dy.Enum(
        _LIJSTEN,
        primary_key=key,
        metadata={"bron": ("lijst", "codelijst"), "breedte": (3,)},
    )


def zorginstelling(*, key: bool = False, nullable: bool = False) -> dy.String:
    """The AGB code of a provider."""
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=AGB,
        metadata={"bron": ("agb",), "breedte": (8,)},
    )


def opdrachtgever() -> dy.String:
    """The AGB code of a provider for whom another carries out."""
    return dy.String(nullable=True, regex=AGB, metadata={"breedte": (8,)})


def tekst(
    *,
    key: bool = False,
    nullable: bool = False,
    bron: tuple[str, ...] = (),
    soort: str | None = None,
) -> dy.String:
    """Text with something in it."""
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        min_length=1,
        metadata={"bron": bron, "soort": soort},
    )


def vrije_tekst(*, nullable: bool = False) -> dy.String:
    """Text for people, kept as it is."""
    return tekst(nullable=nullable, soort="tekst")


def label(
    naam: str, *, key: bool = False, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.String:
    """A label that two tables meet by, in whatever case it is written."""
    return tekst(key=key, nullable=nullable, bron=bron, soort=f"label {naam}")


def selector(*, key: bool = False, nullable: bool = False) -> dy.String:
    """Which prestaties a row is about, as ``selectors`` reads it."""
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=SELECTOR,
        metadata={"soort": "code"},
    )


def specialisme(bron: str) -> dy.String:
    """The code of a specialisme."""
    return dy.String(
        nullable=True,
        regex=r"^[0-9]{4}$",
        metadata={"bron": (bron,), "breedte": (4,)},
    )


def zorgproductgroep() -> dy.String:
    """The code of a zorgproductgroep."""
    return dy.String(
        nullable=True,
        regex=r"^[0-9]{6}$",
        metadata={"bron": ("zorgproductgroep",), "breedte": (6,)},
    )


def uzovi() -> dy.String:
    """The number of an insurer."""
    return dy.String(nullable=False, regex=_UZOVI, metadata={"breedte": (4,)})


def prijs(*, nullable: bool = False) -> dy.Int64:
    """A price in micro-euro, from nought up."""
    return dy.Int64(nullable=nullable, min=0, max=MAX_PRIJS_E6)


@dy.rule()
def einddatum_na_begindatum(cls: type[dy.Schema]) -> pl.Expr:
    """No period ends before it begins; dataframely hands the schema class."""
    return pl.col("einddatum") >= pl.col("begindatum")
