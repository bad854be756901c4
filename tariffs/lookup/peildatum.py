"""Number the codes of the lines and find what holds on their peildatum.

The peildatum of a dbc-zorgproduct is the opening of the subtraject, that of every other
prestatie its uitvoerdatum; both stand in begindatum. The insurer is that of the same
day, which the line already names (Regeling msz 2016 art. 32.1, 33.1, 40).
It looks up; the refusals stand in the phases.
"""

import polars as pl

from tabellen.values.texts import cleaned, present
from tariffs.lookup.contracts import Contractboek, with_concern
from tariffs.lookup.national import N_LIJSTEN, Landelijk
from tariffs.lookup.numbers import Nummering, lijst_number
from tariffs.lookup.periods import GEEN, days
from tariffs.money import BP, ONE_M
from tariffs.schema import PEILDATUM_GROND

TIJDEENHEDEN = ("UUR", "MIN15", "MIN5")
"""Units whose quantity follows from ``minuten`` where the line gives them."""

VERZEKERD = ("VERZEKERAAR", "VERZEKERDE")
"""Recipients of a line that falls under the contract of an insurer."""

PATIENT = ("VERZEKERDE", "NIET_VERZEKERDE")
"""Recipients who are the patient himself; a line for them may do without a UZOVI."""

_KENMERKEN = (
    "soort_prestatie",
    "tarieftype",
    "zorgproductgroep_code",
    "verzekerd",
    "heeft_spiegel",
    "is_zelfstandig",
    "eenheid",
    "aantal_deelbaar",
    "overeenkomst_vereist",
    "vergunning_vereist",
    "btw_behandeling",
)


def with_numbers(lines: pl.DataFrame, numbers: Nummering) -> pl.DataFrame:
    """Add ``rij``, the numbers of the codes, ``dag`` and the quantity as a fraction.

    A line for somebody who is not insured has no insurer, whatever UZOVI it bears:
    agreements are about a pair. UNSOURCED[ontvanger]: a line that names none is for the
    insurer. ``is_uzovi_onbekend`` marks patients with a UZOVI that no table knows: a
    mistake in it would make them passanten (docs/decisions.md 37).
    """
    numbered = numbers.add_to(lines.select(_CODES)).select(
        "code", "aanbieder", "uzovi_nummer", "product"
    )
    has_teller = pl.col("aantal_teller").is_not_null()
    ontvanger = lines["ontvanger"].fill_null("VERZEKERAAR")
    vreemd = ontvanger.is_in(PATIENT) & (numbered["uzovi_nummer"] == 0)
    if vreemd.any():
        # A word for nothing is no UZOVI.
        vreemd &= lines.select(
            present(cleaned(pl.col("uzovi"))).is_not_null()
        ).to_series()
    return lines.with_columns(
        vreemd.fill_null(value=False).alias("is_uzovi_onbekend"),
        *numbered.drop("uzovi_nummer"),
        pl.when(ontvanger.is_in(VERZEKERD))
        .then(numbered["uzovi_nummer"])
        .otherwise(0)
        .alias("uzovi_nummer"),
        ontvanger,
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("rij"),
        lijst_number(pl.col("prestatiecodelijst")).alias("lijst"),
        days(pl.col("begindatum")).alias("dag"),
        pl.col("component").fill_null("INTEGRAAL"),
        pl.col("verrekenpercentage_bp").fill_null(BP).alias("factor_bp"),
        pl.coalesce("aantal_teller", "aantal_m").alias("teller"),
        pl.when(has_teller)
        .then(pl.col("aantal_noemer"))
        .otherwise(ONE_M)
        .alias("noemer"),
    )


_CODES = ("prestatiecode", "zorginstelling_code", "uzovi", "zorgproduct_code")


def with_peildatum(
    lines: pl.DataFrame, landelijk: Landelijk, boek: Contractboek
) -> pl.DataFrame:
    """Add what holds on the peildatum: prestatie, fase, provider, concern, relation.

    ``prestatie_row``, ``aanbieder_row`` and ``relatie_rij`` are GEEN where nothing
    holds; the columns of the prestatie are null there.
    """
    dag = lines["dag"]
    prestatie_row = landelijk.prestatie.find(lines["code"], dag, lines["lijst"])
    code = lines["code"].cast(pl.UInt32)
    aanbieder_row = boek.aanbieder.find(lines["aanbieder"], dag)
    lines = lines.with_columns(
        prestatie_row.alias("prestatie_rij"),
        aanbieder_row.alias("aanbieder_rij"),
        landelijk.relatie.find(lines["product"], dag, lines["code"]).alias(
            "relatie_rij"
        ),
        landelijk.beschreven.gather(code).alias("is_beschreven"),
        landelijk.andere_lijst.gather(code * N_LIJSTEN + lines["lijst"]).alias(
            "is_andere_lijst"
        ),
        *landelijk.prestatie.take(prestatie_row, *_KENMERKEN),
    )
    lines = _with_fase(_with_uitval(lines, landelijk), landelijk)
    return with_concern(lines, boek).with_columns(
        is_tijd=pl.col("eenheid").is_in(TIJDEENHEDEN).fill_null(False)
        & pl.col("minuten").is_not_null(),
    )


def _with_uitval(lines: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    without_code = pl.col("prestatiecode").is_null() & (
        pl.col("zorgproduct_code").is_not_null()
    )
    if not lines.select(without_code.any()).item():
        return lines.with_columns(uitval=pl.col("is_uitval").fill_null(False))
    found = landelijk.product_code.find(lines["product"], lines["dag"])
    return lines.with_columns(
        uitval=pl.col("is_uitval").fill_null(False) | (without_code & (found == GEEN))
    )


def _with_fase(lines: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    """Give a line of integral geboortezorg without fase that of its prestatie.

    It says which phase that care covers; what is covered is said by the line that may
    be covered, never by its code (docs/decisions.md 41).
    """
    fasen = landelijk.prestatie.rijen["fase"]
    if fasen.null_count() == len(fasen):
        return lines
    van_code = landelijk.prestatie.take(lines["prestatie_rij"], "fase")["fase"]
    is_integraal = pl.col("soort_prestatie") == "GEBOORTEZORG"
    return lines.with_columns(
        fase=pl.coalesce("fase", pl.when(is_integraal).then(pl.lit(van_code)))
    )


def peildatum_grond() -> pl.Expr:
    """Why the peildatum is the begindatum: opening of a dbc, or uitvoering."""
    return (
        pl.when(pl.col("soort_prestatie") == "DBC")
        .then(pl.lit("OPENING", dtype=PEILDATUM_GROND))
        .when(pl.col("soort_prestatie").is_not_null())
        .then(pl.lit("UITVOERING", dtype=PEILDATUM_GROND))
    )
