"""Divides posts between insured and insurer: the ledger of the eigen risico.

The position is a function of the set of posts, persons and insurances. Within a
person, insurer and year posts count by ``ontvangstdatum`` and then ``post_id``; the
mandatory part goes before the voluntary one (Zvw art. 23 lid 3); a credit takes its
debit out, and the year is worked out afresh.

Sources: Zvw art. 19 to 23, Bzv art. 2.17.
"""

from dataclasses import dataclass

import polars as pl

from declarations.eigenrisico.grenzen import KEY, grenzen_of
from declarations.eigenrisico.verwijzingen import first_received, with_credits

STATUS = pl.Enum(["GEBOEKT", "GECREDITEERD", "WACHT", "BUITEN", "GEWEIGERD"])
"""What became of a post."""

VERDELING = pl.Schema(
    {
        "post_id": pl.String(),
        "uzovi": pl.String(),
        "jaar": pl.Int32(),
        "verplicht_cent": pl.Int64(),
        "vrijwillig_cent": pl.Int64(),
        "verzekeraar_cent": pl.Int64(),
        "patient_cent": pl.Int64(),
        "totaal_patient_cent": pl.Int64(),
        "status": STATUS,
        "reden": pl.String(),
    }
)
"""A post, and who pays it. Of what is not GEBOEKT all amounts are 0."""

STANDEN = pl.Schema(
    {
        "verzekerde_id": pl.String(),
        "uzovi": pl.String(),
        "jaar": pl.Int32(),
        "verplicht_grens_cent": pl.Int64(),
        "verplicht_gebruikt_cent": pl.Int64(),
        "vrijwillig_grens_cent": pl.Int64(),
        "vrijwillig_gebruikt_cent": pl.Int64(),
    }
)
"""A person at an insurer in a year: what is owed at most, and what was used of it."""


@dataclass(frozen=True, eq=False)
class Positie:
    """Where all posts stand.

    Attributes:
        verdeling: Schema ``VERDELING`` and ``verzekerde_id``, a row per post.
        standen: Schema ``STANDEN``.
    """

    verdeling: pl.DataFrame
    standen: pl.DataFrame


def divide(
    posten: pl.DataFrame,
    personen: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    *,
    vrijstelling: pl.DataFrame,
    parameters: pl.DataFrame | None = None,
) -> Positie:
    """Divide all posts.

    Args:
        posten: Schema ``Posten``, each ``post_id`` once, in any order.
        personen: ``verzekerde_id, geboortedatum``, each person once.
        verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``; of a person no
            two on one day.
        vrijstelling: Schema ``Vrijstelling``: kinds that are exempt.
        parameters: Schema ``Parameters``; None for what ships.
    """
    rows = with_credits(posten.sort("ontvangstdatum", "post_id")).with_columns(
        jaar=pl.col("peildatum").dt.year()
    )
    rows = rows.with_columns(eerst_ontvangen=first_received(rows))
    jaren = rows.select("verzekerde_id", "jaar").unique(maintain_order=True)
    grenzen = grenzen_of(jaren, personen, verzekeringen, parameters).with_row_index(
        "_grens"
    )
    rows = (
        rows.pipe(_with_insurer, verzekeringen)
        .join(grenzen, on=KEY, how="left", maintain_order="left")
        .join(
            personen.select("verzekerde_id", _is_bekend=pl.lit(value=True)),
            on="verzekerde_id",
            how="left",
            maintain_order="left",
        )
        .pipe(_with_exemptions, vrijstelling)
        .with_columns(reden=_reden())
        .with_columns(status=_status().cast(STATUS))
    )
    verdeling = _booked(rows)
    used = (
        verdeling.filter(pl.col("status") == "GEBOEKT", pl.col("uzovi").is_not_null())
        .group_by(KEY)
        .agg(
            verplicht_gebruikt_cent=pl.col("verplicht_cent").sum(),
            vrijwillig_gebruikt_cent=pl.col("vrijwillig_cent").sum(),
        )
    )
    standen = (
        grenzen.filter(
            pl.col("verplicht_grens_cent").is_not_null(), pl.col("ingang").is_not_null()
        )
        .join(used, on=KEY, how="left")
        .with_columns(pl.col("^.*_gebruikt_cent$").fill_null(0))
        .select(STANDEN.names())
        .cast(STANDEN)
        .sort(KEY)
    )
    return Positie(verdeling, standen)


def _with_insurer(posten: pl.DataFrame, verzekeringen: pl.DataFrame) -> pl.DataFrame:
    """Posts with the ``uzovi`` of the insurance in force on their day; null of none."""
    began = verzekeringen.select(
        "verzekerde_id",
        "uzovi",
        "begindatum",
        _eind=pl.col("einddatum").fill_null(pl.date(9999, 12, 31)),
    ).sort("begindatum")
    return (
        posten.with_row_index("_orde")
        .sort("peildatum", maintain_order=True)
        .join_asof(
            began,
            left_on="peildatum",
            right_on="begindatum",
            by="verzekerde_id",
            strategy="backward",
            check_sortedness=False,
        )
        .sort("_orde")
        .with_columns(
            uzovi=pl.when(pl.col("peildatum") <= pl.col("_eind")).then("uzovi")
        )
        .drop("_orde", "_eind", "begindatum", strict=False)
    )


def _with_exemptions(posten: pl.DataFrame, vrijstelling: pl.DataFrame) -> pl.DataFrame:
    """Posts with ``is_vrij_m`` and ``is_vrij_v``: what a post says, then its kind.

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
        posten.select("post_id", "soort", "peildatum")
        .join(kinds, on="soort")
        .filter(pl.col("peildatum").is_between("_van", "_tot"))
        .group_by("post_id")
        .agg(pl.col("_m", "_v").any())
    )
    said_m, said_v = pl.col("vrij_verplicht"), pl.col("vrij_vrijwillig")
    no = pl.lit(value=False)
    return posten.join(
        of_kind, on="post_id", how="left", maintain_order="left"
    ).with_columns(
        is_vrij_m=pl.coalesce(said_m, "_m", no),
        is_vrij_v=pl.coalesce(said_v, said_m, "_v", no),
    )


def _reden() -> pl.Expr:
    """Why a post is not in the ledger, or counts for nothing in it; else null."""
    year = pl.col("jaar").cast(pl.String)
    # Bills count that were received before 31 December of the next year (Bzv 2.17.3).
    last = pl.date(pl.col("jaar") + 1, 12, 31)
    received = (
        pl.when("herdeclaratie_behoudt_ontvangst")
        .then("eerst_ontvangen")
        .otherwise("ontvangstdatum")
    )
    is_late = (received > last) | (
        (received == last) & ~pl.col("uiterste_ontvangst_inclusief")
    )
    at_fault = pl.col("eigen_schuld").fill_null(value=False)
    return (
        pl.when(pl.col("credit").is_not_null())
        .then("credit")
        .when("is_uit")
        .then(pl.lit("GECREDITEERD"))
        .when(pl.col("verzekerde_id").is_null())
        .then(pl.lit("VERZEKERDE_ONBEKEND"))
        .when(pl.col("_is_bekend").is_null())
        .then(pl.lit("GEBOORTEDATUM_ONBEKEND"))
        .when(pl.col("uzovi").is_null())
        .then(pl.lit("NIET_VERZEKERD"))
        .when(pl.col("verplicht_cent").is_null())
        .then(pl.concat_str(pl.lit("JAAR_ZONDER_BEDRAG_"), year))
        .when(pl.col("peildatum") < pl.col("ingang"))
        .then(pl.lit("JONGER_DAN_18"))
        .when(is_late & ~at_fault)
        .then(pl.lit("TE_LAAT_ONTVANGEN"))
        .when(pl.col("is_vrij_m") & pl.col("is_vrij_v"))
        .then(pl.lit("VRIJGESTELD"))
    )


def _status() -> pl.Expr:
    reden = pl.col("reden")
    return (
        pl.when(reden == "GECREDITEERD")
        .then(pl.lit("GECREDITEERD"))
        .when(reden == "DEBET_ONBEKEND")
        .then(pl.lit("WACHT"))
        .when(
            reden.is_in(
                ["VERZEKERDE_ONBEKEND", "GEBOORTEDATUM_ONBEKEND", "NIET_VERZEKERD"]
            )
        )
        .then(pl.lit("BUITEN"))
        .when(
            (pl.col("credit").is_not_null() & (reden != "CREDIT_VERWERKT"))
            | reden.str.starts_with("JAAR_ZONDER_BEDRAG_")
        )
        .then(pl.lit("GEWEIGERD"))
        .otherwise(pl.lit("GEBOEKT"))
    )


def _booked(rows: pl.DataFrame) -> pl.DataFrame:
    """Posts with their amounts.

    What was used before a post is a running sum that is cut off at the limit, so that
    of both parts it is worked out for all posts at once: exemptions and the cap of a
    prestatie change what a post brings, never the order.
    """
    none = pl.lit(0, pl.Int64)
    is_booked = (pl.col("status") == "GEBOEKT") & (pl.col("dc") == "D")
    counts = is_booked & pl.col("reden").is_null()
    insured = pl.when(is_booked).then("verzekerd_cent").otherwise(none)
    base = (
        pl.when(counts)
        .then(pl.min_horizontal("verzekerd_cent", "maximum_per_prestatie_cent"))
        .otherwise(none)
    )
    rows = rows.with_columns(_verzekerd=insured, _basis=base)
    own = (pl.col("_basis") * ~pl.col("is_vrij_m")).cast(pl.Int64)
    rows = rows.with_columns(_m=_taken(own, "verplicht_grens_cent"))
    rest = ((pl.col("_basis") - pl.col("_m")) * ~pl.col("is_vrij_v")).cast(pl.Int64)
    rows = rows.with_columns(_v=_taken(rest, "vrijwillig_grens_cent"))
    beside = pl.sum_horizontal("eigen_bijdrage_cent", "onverzekerd_cent")
    patient = pl.col("_m") + pl.col("_v")
    return rows.select(
        "verzekerde_id",
        "post_id",
        "uzovi",
        pl.col("jaar").cast(pl.Int32),
        verplicht_cent="_m",
        vrijwillig_cent="_v",
        verzekeraar_cent=pl.col("_verzekerd") - patient,
        patient_cent=patient,
        totaal_patient_cent=patient + pl.when(is_booked).then(beside).otherwise(none),
        status="status",
        reden="reden",
    )


def _taken(brought: pl.Expr, limit: str) -> pl.Expr:
    """What of the amounts brought fits below the limit, in their order."""
    so_far = brought.cum_sum().over("_grens")
    most = pl.col(limit).fill_null(0)
    return pl.min_horizontal(so_far, most) - pl.min_horizontal(so_far - brought, most)
