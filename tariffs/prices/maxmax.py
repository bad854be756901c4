"""Max-max agreements: may this pair go above the maximum, and how far?

A written agreement of one provider and one insurer lifts the maximum by ten percent at
most, for what it is about and as long as it lasts; never for a passant and never for
add-ons or care taken over from other sectors (docs/sources.md, S). With more agreements
any one that allows the price suffices; if none does, the one that came closest says
why, in the order G5 to G9 (docs/decisions.md 31).
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.numbers import Nummering
from tariffs.lookup.periods import holds
from tariffs.lookup.selectors import KENMERKEN, match_selectors, most_specific
from tariffs.money import BP, floor_to_cent, round_to_cent
from tariffs.reasons import Reden
from tariffs.schema import Tarieventabellen
from tariffs.wettelijk.waarden import value_on

GEBREKEN = (
    Reden.MAXMAX_UITGESLOTEN,
    Reden.MAXMAX_NIET_VOOR_PASSANT,
    Reden.MAXMAX_OVEREENKOMST_ONTBREEKT,
    Reden.MAXMAX_NIET_SCHRIFTELIJK,
    Reden.MAXMAX_NIET_GELDIG_OP_PEILDATUM,
    Reden.MAXMAX_BUITEN_REIKWIJDTE,
    Reden.TARIEF_BOVEN_MAXMAX,
)
"""G3 to G9: how far an agreement came, from nowhere to just not enough."""

MAXMAX = "maxmax_bp"
"""How far an agreement may lift a maximum, whatever it says (``tariffs.wettelijk``).

UNSOURCED[maxmax-msz]: the wording for msz was not found; that of sister beschikkingen
holds here, and an agreement without scope is about everything.
"""

UITGESLOTEN_SOORT = ("ADDON_GNM", "STOLLING")
"""Kinds of prestatie that are excluded whatever their row says (Wegwijzer 2025)."""

TOEGESTAAN = len(GEBREKEN)
"""The place of an agreement that allows the price."""

_OORDEEL = {
    "rij": pl.UInt32,
    "plaats": pl.Int32,
    "afspraak_id": pl.String,
    "plafond_e6": pl.Int64,
}

UITGESLOTEN, PASSANT, ONTBREEKT, MONDELING, ONGELDIG, BUITEN, TE_HOOG = range(
    len(GEBREKEN)
)


@dataclass(frozen=True)
class Maxmaxboek:
    """Agreements and what they are about.

    Attributes:
        afspraken: Agreements, numbered.
        reikwijdte: Their scope rows with the percentage that holds in it
            (``reikwijdte_bp``); an agreement without rows is about everything.
    """

    afspraken: pl.DataFrame
    reikwijdte: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, numbers: Nummering) -> Self:
        """Number the agreements; one without scope rows gets the row ALLES."""
        afspraken = numbers.add_to(tabellen.maxmax_afspraak)
        alles = afspraken.join(
            tabellen.maxmax_reikwijdte, on="afspraak_id", how="anti"
        ).select("afspraak_id", selector=pl.lit("ALLES"))
        reikwijdte = pl.concat(
            [tabellen.maxmax_reikwijdte, alles], how="diagonal_relaxed"
        ).join(
            afspraken.select("afspraak_id", algemeen_bp="percentage_bp"),
            on="afspraak_id",
            how="inner",
            validate="m:1",
        )
        return cls(
            afspraken=afspraken,
            reikwijdte=reikwijdte.select(
                "afspraak_id",
                "selector",
                reikwijdte_bp=pl.coalesce("percentage_bp", "algemeen_bp"),
            ),
        )


def maxmax_of(lines: pl.DataFrame, boek: Maxmaxboek) -> pl.DataFrame:
    """Hold lines above their maximum against the agreements of their pair.

    Args:
        lines: ``rij``, ``dag``, ``aanbieder``, ``concern``, ``KENMERKEN``,
            ``maximum_e6``, ``is_half_up`` and the exact test: ``prijs_teller`` may be
            ``maximum_e6`` times ``maal`` at most.
        boek: The agreements.

    Returns:
        ``rij``, ``place`` in ``GEBREKEN`` (or TOEGESTAAN), ``afspraak_id`` and
        ``plafond_e6``, the lifted ceiling in whole cents. Lines without agreement are
        absent.
    """
    if lines.is_empty() or boek.afspraken.is_empty():
        return pl.DataFrame(schema=_OORDEEL)
    key = ["rij", "afspraak_id"]
    pairs = lines.join(boek.afspraken, on=["aanbieder", "concern"], how="inner").drop(
        "code"
    )
    reikwijdte = most_specific(
        match_selectors(
            pairs.select(*key, *KENMERKEN), boek.reikwijdte, on=["afspraak_id"]
        ),
        key,
    ).select(*key, "reikwijdte_bp", in_reikwijdte=pl.lit(value=True))
    pairs = pairs.join(reikwijdte.unique(), on=key, how="left", validate="m:1")
    # Outside the scope the percentage of the agreement shows how far it would go.
    own = pl.coalesce("reikwijdte_bp", "percentage_bp")
    bound = value_on(MAXMAX, pl.col("dag"), pl.col("soort_prestatie"))
    bp = BP + pl.min_horizontal(own, bound)
    raised = pl.col("maximum_e6").cast(pl.Int128) * bp
    plafond = (
        pl.when("is_half_up")
        .then(round_to_cent(raised, BP))
        .otherwise(floor_to_cent(raised, BP))
    )
    pairs = pairs.with_columns(plafond_e6=plafond, bp=bp)
    past = pl.when("is_half_up").then(_at_most_rounded()).otherwise(_at_most_exact())
    place = (
        pl.when(~pl.col("schriftelijk"))
        .then(MONDELING)
        .when(~holds(pl.col("dag")))
        .then(ONGELDIG)
        .when(pl.col("in_reikwijdte").is_null())
        .then(BUITEN)
        .when(~past)
        .then(TE_HOOG)
        .otherwise(TOEGESTAAN)
    )
    beste = pairs.with_columns(plaats=place).sort(
        "rij", "plaats", "bp", "afspraak_id", descending=[False, True, True, False]
    )
    return beste.group_by("rij", maintain_order=True).agg(
        pl.col("plaats", "afspraak_id", "plafond_e6").first()
    )


def _at_most_exact() -> pl.Expr:
    # UNSOURCED[maxmax-rounding]: "ten hoogste 10%" is read as exact, and tested on the
    # exact numbers, never on a rounded ceiling (docs/decisions.md 30).
    raised = pl.col("maximum_e6") * pl.col("maal") * pl.col("bp")
    return pl.col("prijs_teller") * BP <= raised


def _at_most_rounded() -> pl.Expr:
    # maxmax_afronding HALF_UP: the rounded ceiling is also the one tested.
    return pl.col("prijs_teller") <= pl.col("plafond_e6") * pl.col("maal")
