"""Which row of a new outcome is the same thing as which of an old one?

Dutch terms: paar (a pair), verschil (a difference), wijziging (kind of change), oorzaak
(what made it), oud and nieuw (old and new).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import polars as pl


class Soort(StrEnum):
    """What differs."""

    SUBTRAJECT = "SUBTRAJECT"
    OZP = "OZP"
    PRIJS = "PRIJS"
    CONTROLE = "CONTROLE"


class Oorzaak(StrEnum):
    """What made two outcomes of one thing differ.

    Attributes:
        REGISTRATIE: Care was registered otherwise.
        RELEASE: The trees of the NZa are of another release.
        REGISTRATIE_OF_RELEASE: Both may be; the records do not tell which.
        REGEL: The line asks a price for something else, is new or is gone.
        TARIEF: Tariffs of the NZa.
        AFSPRAAK: What was agreed in a contract.
        PRIJSLIJST: Prices without a contract.
        CONTROLE: A check, its settings or its registers.
        PROGRAMMA: The version of dbc-grouper.
        OVERIG: None of these: other lines, settings, or rows that one side lacks.
    """

    REGISTRATIE = "REGISTRATIE"
    RELEASE = "RELEASE"
    REGISTRATIE_OF_RELEASE = "REGISTRATIE_OF_RELEASE"
    REGEL = "REGEL"
    TARIEF = "TARIEF"
    AFSPRAAK = "AFSPRAAK"
    PRIJSLIJST = "PRIJSLIJST"
    CONTROLE = "CONTROLE"
    PROGRAMMA = "PROGRAMMA"
    OVERIG = "OVERIG"


ANDERS: Final = "ANDERS"
NIEUW: Final = "NIEUW"
VERVALLEN: Final = "VERVALLEN"

_VERGELEKEN = ("zorgproduct_code", "declaratiecode", "uitkomst", "bedrag_cent")
"""What is shown of both sides, in this order."""

VERSCHIL: Final = pl.Schema(
    {
        "soort": pl.Enum([each.value for each in Soort]),
        "sleutel": pl.String(),
        "wijziging": pl.Enum([ANDERS, NIEUW, VERVALLEN]),
        **{
            f"{name}_{side}": pl.Int64() if name == "bedrag_cent" else pl.String()
            for name in _VERGELEKEN
            for side in ("oud", "nieuw")
        },
        "verschil_cent": pl.Int64(),
        "oorzaak": pl.Enum([each.value for each in Oorzaak]),
        "toelichting": pl.String(),
    }
)
"""A row that differs. ``uitkomst`` is its status, or the besluit of a check.
``verschil_cent`` is new less old, where what is not there is nothing; null where a
thing has no amount."""

OUD: Final = "_oud"
NIEUWE: Final = "_nieuw"
"""Behind the columns of a pair: those of the old and the new outcome."""

IS_OUD: Final = pl.col(f"aanwezig{OUD}").fill_null(value=False)
IS_NIEUW: Final = pl.col(f"aanwezig{NIEUWE}").fill_null(value=False)
"""Whether a side of a pair is there."""


def pair(old: pl.DataFrame, new: pl.DataFrame, sleutel: Sequence[str]) -> pl.DataFrame:
    """Each thing once, with its columns of both sides.

    Rows that share a key are paired in their order, so that none is lost.

    Args:
        old: Rows of the old outcome.
        new: Rows of the new outcome, of the same columns.
        sleutel: Columns that name a thing.

    Returns:
        The key, and each other column twice, with ``_oud`` and ``_nieuw`` behind its
        name; null on a side that has no such thing (``IS_OUD``, ``IS_NIEUW``). First
        the things of the new outcome in its order, then those that are gone.
    """
    sides = [_side(frame, side, sleutel) for frame, side in ((old, OUD), (new, NIEUWE))]
    key = [*sleutel, "_keer"]
    return (
        sides[1]
        .join(sides[0], on=key, how="full", coalesce=True, nulls_equal=True)
        .sort(f"_plaats{NIEUWE}", f"_plaats{OUD}", nulls_last=True)
        .drop("_keer", f"_plaats{NIEUWE}", f"_plaats{OUD}")
    )


def _side(frame: pl.DataFrame, side: str, sleutel: Sequence[str]) -> pl.DataFrame:
    """A side of the pairs: its columns named after it, its rows numbered per key."""
    named = frame.with_columns(
        aanwezig=pl.lit(value=True), _plaats=pl.int_range(pl.len(), dtype=pl.UInt32)
    ).rename({name: f"{name}{side}" for name in frame.columns if name not in sleutel})
    return named.rename(
        {name: f"{name}{side}" for name in ("aanwezig", "_plaats")}
    ).with_columns(_keer=pl.int_range(pl.len(), dtype=pl.UInt32).over(sleutel))


def differs(*columns: str) -> pl.Expr:
    """Whether any of these columns is another on both sides of a pair."""
    return pl.any_horizontal(
        pl.col(f"{name}{OUD}").ne_missing(pl.col(f"{name}{NIEUWE}")) for name in columns
    )


def differences(
    pairs: pl.DataFrame,
    soort: Soort,
    sleutel: pl.Expr,
    *,
    vergeleken: Mapping[str, str],
    anders: pl.Expr,
    oorzaak: pl.Expr,
    toelichting: pl.Expr | None = None,
) -> pl.DataFrame:
    """The pairs that differ, a row each (schema ``VERSCHIL``).

    Args:
        pairs: What ``pair`` gave.
        soort: What they are.
        sleutel: How a thing is named.
        vergeleken: By a name of what is shown (``zorgproduct_code``,
            ``declaratiecode``, ``uitkomst``, ``bedrag_cent``) the column that it
            stands in.
        anders: Whether both sides are there and differ.
        oorzaak: What made them differ.
        toelichting: What else there is to say.
    """
    shown = {
        f"{name}{side}": pl.col(f"{vergeleken[name]}{side}")
        if name in vergeleken
        else pl.lit(None)
        for name in _VERGELEKEN
        for side in (OUD, NIEUWE)
    }
    wijziging = (
        pl.when(~IS_OUD)
        .then(pl.lit(NIEUW))
        .when(~IS_NIEUW)
        .then(pl.lit(VERVALLEN))
        .otherwise(pl.lit(ANDERS))
    )
    verschil = (
        shown[f"bedrag_cent{NIEUWE}"].fill_null(0)
        - shown[f"bedrag_cent{OUD}"].fill_null(0)
        if "bedrag_cent" in vergeleken
        else pl.lit(None)
    )
    return pairs.filter(~IS_OUD | ~IS_NIEUW | anders).select(
        pl.lit(soort.value).cast(VERSCHIL["soort"]).alias("soort"),
        sleutel.cast(pl.String).alias("sleutel"),
        wijziging.cast(VERSCHIL["wijziging"]).alias("wijziging"),
        *(value.cast(VERSCHIL[name]).alias(name) for name, value in shown.items()),
        verschil.cast(pl.Int64).alias("verschil_cent"),
        oorzaak.cast(VERSCHIL["oorzaak"]).alias("oorzaak"),
        (pl.lit(None) if toelichting is None else toelichting)
        .cast(pl.String)
        .alias("toelichting"),
    )
