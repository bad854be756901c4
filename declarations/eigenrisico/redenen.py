"""Which posts count for the eigen risico, and why the others do not.

Sources: Zvw art. 19 and 21, Bzv art. 2.17.

Dutch terms: reden (why a post counts for nothing), vrijstelling (exemption).
"""

import polars as pl

from tariffs.lookup.periods import spread

STATUS = pl.Enum(["GEBOEKT", "GECREDITEERD", "WACHT", "BUITEN", "GEWEIGERD"])
"""What became of a post."""

JAAR_ZONDER_BEDRAG = "JAAR_ZONDER_BEDRAG"

_STATUS_VAN = {
    # Of a credit.
    "CREDIT_VERWERKT": "GEBOEKT",
    "DEBET_ONBEKEND": "WACHT",
    "ZONDER_VERWIJZING": "GEWEIGERD",
    "CREDIT_VAN_CREDIT": "GEWEIGERD",
    "ANDERE_VERZEKERDE": "GEWEIGERD",
    "ANDER_BEDRAG": "GEWEIGERD",
    "REEDS_GECREDITEERD": "GEWEIGERD",
    # Of a debit.
    "GECREDITEERD": "GECREDITEERD",
    "VERZEKERDE_ONBEKEND": "BUITEN",
    "GEBOORTEDATUM_ONBEKEND": "BUITEN",
    "NIET_VERZEKERD": "BUITEN",
    JAAR_ZONDER_BEDRAG: "GEWEIGERD",
    "JONGER_DAN_18": "GEBOEKT",
    "TE_LAAT_ONTVANGEN": "GEBOEKT",
    "VRIJGESTELD": "GEBOEKT",
}
REDEN = pl.Enum(list(_STATUS_VAN))
"""Why a post is not in the ledger, or counts for nothing in it."""

_LAST = 1231
"""The last day of a year, as 100 times the month and the day."""


def with_redenen(posten: pl.DataFrame, vrijstelling: pl.DataFrame) -> pl.DataFrame:
    """Posts with ``is_vrij_m``, ``is_vrij_v``, ``reden`` and ``status``.

    Args:
        posten: Posts with what they say of each other and the limit that they meet.
        vrijstelling: Schema ``Vrijstelling``: kinds that are exempt.
    """
    rows = _with_exemptions(posten, vrijstelling).with_columns(reden=_reden())
    status = pl.Series("status", list(_STATUS_VAN.values()), STATUS)
    return rows.with_columns(
        status.gather(rows["reden"].to_physical()).fill_null("GEBOEKT")
    )


def _with_exemptions(posten: pl.DataFrame, vrijstelling: pl.DataFrame) -> pl.DataFrame:
    """Posts with what they say of exemption, and else what their kind does.

    The voluntary part exempts what the mandatory one exempts, unless something else is
    said (Zvw art. 21 lid 4).
    """
    kinds = vrijstelling.filter(pl.col("code").is_null()).select(
        "soort",
        _m="vrij_verplicht",
        _v=pl.coalesce("vrij_vrijwillig", "vrij_verplicht"),
        _van=pl.col("begindatum").fill_null(pl.date(1, 1, 1)),
        _tot=pl.col("einddatum").fill_null(pl.date(9999, 12, 31)),
    )
    of_kind = (
        posten.select("soort", "peildatum")
        .with_row_index("_nr")
        .filter(pl.col("soort").is_in(kinds["soort"].implode()))
        .join(kinds, on="soort")
        .filter(pl.col("peildatum").is_between("_van", "_tot"))
        .group_by("_nr")
        .agg(pl.col("_m", "_v").any())
    )
    said_m, said_v = pl.col("vrij_verplicht"), pl.col("vrij_vrijwillig")
    no = pl.lit(value=False)
    return (
        posten.hstack(spread(of_kind.drop("_nr"), of_kind["_nr"], posten.height))
        .with_columns(
            is_vrij_m=pl.coalesce(said_m, "_m", no),
            is_vrij_v=pl.coalesce(said_v, said_m, "_v", no),
        )
        .drop("_m", "_v")
    )


def _reden() -> pl.Expr:
    """Why a post is not in the ledger, or counts for nothing in it; else null."""
    received = (
        pl.when("herdeclaratie_behoudt_ontvangst")
        .then("eerst_ontvangen")
        .otherwise("ontvangstdatum")
    )
    # Bills count that were received before 31 December of the next year (Bzv 2.17.3).
    day = 100 * received.dt.month().cast(pl.Int32) + received.dt.day()
    years = received.dt.year() - pl.col("jaar")
    is_last = (years == 1) & (day == _LAST)
    is_late = (years > 1) | (is_last & ~pl.col("uiterste_ontvangst_inclusief"))
    at_fault = pl.col("eigen_schuld").fill_null(value=False)
    return (
        pl.when(pl.col("credit").is_not_null())
        .then("credit")
        .when("is_uit")
        .then(_word("GECREDITEERD"))
        .when(~pl.col("heeft_id"))
        .then(_word("VERZEKERDE_ONBEKEND"))
        .when(pl.col("is_bekend").is_null())
        .then(_word("GEBOORTEDATUM_ONBEKEND"))
        .when(pl.col("verzekeraar").is_null())
        .then(_word("NIET_VERZEKERD"))
        .when(pl.col("verplicht_cent").is_null())
        .then(_word(JAAR_ZONDER_BEDRAG))
        .when(pl.col("peildatum") < pl.col("ingang"))
        .then(_word("JONGER_DAN_18"))
        .when(is_late & ~at_fault)
        .then(_word("TE_LAAT_ONTVANGEN"))
        .when(pl.col("is_vrij_m") & pl.col("is_vrij_v"))
        .then(_word("VRIJGESTELD"))
    )


def _word(reden: str) -> pl.Expr:
    return pl.lit(reden, dtype=REDEN)
