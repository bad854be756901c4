"""Tables of conditional prestaties: facultatief, experiments, agreements."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from tariffs.schema import columns
from tariffs.schema.enums import (
    EXPERIMENT_GRONDSLAG,
    FP_PER,
    OVEREENKOMST_SOORT,
    PARTIJ,
    ROL,
)
from tariffs.wettelijk.waarden import value_on


class FpRegister(dy.Schema):
    """Facultatieve prestaties; einddatum beats any running contract."""

    release_id = dy.Int64(nullable=True)
    prestatiecode = columns.prestatiecode()
    kenmerk = columns.tekst()
    omschrijving = columns.vrije_tekst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    per = columns.enum(FP_PER)
    vervangen_door = columns.tekst(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class FpUitsluiting(dy.Schema):
    """What may not be billed beside a facultatieve prestatie, and how near."""

    prestatiecode = columns.prestatiecode(key=True)
    selector = columns.selector(key=True)
    reikwijdte = dy.Enum(
        ["DAG", "SUBTRAJECT", "ZORGTRAJECT", "PERIODE"], primary_key=True
    )
    periode_dagen = dy.Int64(nullable=True, min=1)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum

    @dy.rule()
    def periode_heeft_dagen(cls) -> pl.Expr:
        """Reach PERIODE says how many days it is."""
        return (pl.col("reikwijdte") != "PERIODE") | (
            pl.col("periode_dagen").is_not_null()
        )


def _uiterlijk(start: pl.Expr, naam: str) -> pl.Expr:
    """Last day of a term in years from a start: of three 01-03-2023 gives 28-02-2026.

    UNSOURCED[leap-day]: 29-02-2024 gives 28-02-2027, as a year without that day has
    its anniversary on 1 March (docs/decisions.md 40).
    """
    verjaardag = start.dt.offset_by(pl.format("{}y", value_on(naam, start)))
    return (
        pl.when(verjaardag.dt.day() == start.dt.day())
        .then(verjaardag.dt.offset_by("-1d"))
        .otherwise(verjaardag)
    )


class Experiment(dy.Schema):
    """A small-scale experiment (innovatie) or one under Wmg 58."""

    release_id = dy.Int64(nullable=True)
    experiment_id = columns.tekst()
    grondslag = columns.enum(EXPERIMENT_GRONDSLAG)
    kenmerk = columns.tekst()
    prestatiecode = columns.prestatiecode(bron=("declaratiecode",))
    prestatiecodelijst = columns.lijst()
    startdatum = dy.Date(nullable=False)
    einddatum_basis = dy.Date(nullable=False)
    # Last day of the extension; it starts the day after einddatum_basis.
    einddatum_verlenging = dy.Date(nullable=True)
    einddatum_instandlating = dy.Date(nullable=True)
    eindevaluatie_uiterlijk = dy.Date(nullable=True)
    max_patienten = dy.Int64(nullable=True, min=1)

    @dy.rule()
    def basis_na_start(cls) -> pl.Expr:
        """The experiment ends on or after the day it starts."""
        return pl.col("einddatum_basis") >= pl.col("startdatum")

    @dy.rule()
    def basis_ten_hoogste_drie_jaar(cls) -> pl.Expr:
        """An innovatie runs so many years at most (BR/REG-25141)."""
        return (pl.col("grondslag") != "BR_INNOVATIE") | (
            pl.col("einddatum_basis")
            <= _uiterlijk(pl.col("startdatum"), "innovatie_jaren")
        )

    @dy.rule()
    def totaal_ten_hoogste_vijf_jaar(cls) -> pl.Expr:
        """With extension an experiment runs so many years at most (Wmg 58(5))."""
        einde = pl.coalesce("einddatum_verlenging", "einddatum_basis")
        return einde <= _uiterlijk(pl.col("startdatum"), "experiment_jaren")

    @dy.rule()
    def verlenging_na_basis(cls) -> pl.Expr:
        """The extension follows the first period."""
        return pl.col("einddatum_verlenging") > pl.col("einddatum_basis")

    @dy.rule()
    def verlenging_ten_hoogste_twee_jaar(cls) -> pl.Expr:
        """That of an innovatie lasts so many years at most (BR/REG-25141)."""
        verlengd_op = pl.col("einddatum_basis").dt.offset_by("1d")
        return (pl.col("grondslag") != "BR_INNOVATIE") | (
            pl.col("einddatum_verlenging")
            <= _uiterlijk(verlengd_op, "innovatie_verlenging_jaren")
        )

    @dy.rule()
    def instandlating_binnen_termijn(cls) -> pl.Expr:
        """Until 31 December of the year after the end (BR/REG-17164 art. 3.5)."""
        einde = pl.coalesce("einddatum_verlenging", "einddatum_basis")
        instandlating = pl.col("einddatum_instandlating")
        return (instandlating > einde) & (
            instandlating <= pl.date(einde.dt.year() + 1, 12, 31)
        )


class ExperimentPartij(dy.Schema):
    """Who takes part; opgezegd_per is the last day it does (docs/decisions.md 40)."""

    experiment_id = columns.tekst(key=True)
    partij = dy.Enum(PARTIJ.categories, primary_key=True)
    partij_code = columns.label("concern_id", key=True, bron=("agb_of_concern",))
    rol = columns.enum(ROL)
    # Empty: no individual beschikking yet (refusal GEEN_BESCHIKKING_AANSLUITER, D3).
    beschikking_kenmerk = columns.tekst(nullable=True)
    beschikking_datum = dy.Date(nullable=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    opgezegd_per = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class ExperimentVervangt(dy.Schema):
    """Regular codes that participants of a Wmg 58 experiment may not bill."""

    experiment_id = columns.tekst(key=True)
    selector = columns.selector(key=True)


class PrestatieOvereenkomst(dy.Schema):
    """The written agreement that a conditional prestatie needs, per pair."""

    overeenkomst_id = columns.tekst(key=True)
    prestatiecode = columns.prestatiecode(nullable=True)
    experiment_id = columns.tekst(nullable=True)
    soort = columns.enum(OVEREENKOMST_SOORT)
    zorginstelling_code = columns.zorginstelling()
    concern_id = columns.label("concern_id")
    prijs_e6 = columns.prijs(nullable=True)
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    # Last day of the agreement: "the regular codes return the next day"
    # (docs/decisions.md 40).
    opgezegd_per = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum

    @dy.rule()
    def onderwerp_past_bij_soort(cls) -> pl.Expr:
        """Each kind of agreement names what it is about."""
        return (
            pl.when(pl.col("soort").is_in(["EXPERIMENT", "AANSLUITER"]))
            .then(pl.col("experiment_id").is_not_null())
            .when(pl.col("soort").is_in(["FP", "GEBOORTEZORG", "OZP_VOORWAARDE"]))
            .then(pl.col("prestatiecode").is_not_null())
            .otherwise(True)
        )
