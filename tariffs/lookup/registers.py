"""The registers of conditional prestaties, and what they say of a line.

Facultatieve prestaties and experiments have periods of their own, which beat any
running contract; agreements make them chargeable for one pair of provider and insurer
(docs/sources.md, S). It looks up; the refusals stand in phases B and D.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.numbers import Nummering
from tariffs.lookup.periods import PeriodIndex, holds, marked, spread
from tariffs.schema import Tarieventabellen

EXPERIMENTEEL = ("INNOVATIE", "EXPERIMENT")
"""Kinds of prestatie that need an agreement and a beschikking (D2, D3)."""

OVEREENKOMST_NODIG = ("FP", "GEBOORTEZORG")
"""Kinds that need a written agreement whatever their row says (docs/sources.md, S)."""

EINDE_EXPERIMENT = pl.coalesce(
    "einddatum_instandlating", "einddatum_verlenging", "einddatum_basis"
)
"""The last end that applies (B5): instandlating follows extension follows basis."""

_VOOR_PRESTATIE = ("FP", "GEBOORTEZORG", "OZP_VOORWAARDE")
_VOOR_EXPERIMENT = ("EXPERIMENT", "AANSLUITER")
_OVEREENKOMST = (
    ("heeft_overeenkomst", pl.Boolean),
    ("heeft_beschikking", pl.Boolean),
    ("overeenkomst_id", pl.String),
    ("overeenkomst_prijs_e6", pl.Int64),
    ("overeenkomst_prijzen", pl.UInt32),
)
_PAAR = ("aanbieder", "concern")


@dataclass(frozen=True)
class Registerboek:
    """Registers of prestaties that rest on a condition.

    Attributes:
        fp: Facultatieve prestaties, by code.
        fp_begin: Per code number the day its first register row begins, else null.
        experiment: Experiments with all their extensions, by code.
        experiment_begin: Per code number the first startdatum, else null.
        experimenten: The same rows, numbered.
        partijen: Parties with a beschikking and the period of their part.
        overeenkomsten: Written agreements per pair, with the period they really last.
        vervangt: Selectors of regular codes, per experiment.
        deelname: Pairs that have an agreement in an experiment under Wmg 58.
    """

    fp: PeriodIndex
    fp_begin: pl.Series
    experiment: PeriodIndex
    experiment_begin: pl.Series
    experimenten: pl.DataFrame
    partijen: pl.DataFrame
    overeenkomsten: pl.DataFrame
    vervangt: pl.DataFrame
    deelname: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, numbers: Nummering) -> Self:
        """Sort the registers."""
        n_codes = len(numbers.codes)
        fp = numbers.add_to(tabellen.fp_register)
        experimenten = numbers.add_to(tabellen.experiment).with_columns(
            begindatum=pl.col("startdatum"), einddatum=EINDE_EXPERIMENT
        )
        overeenkomsten = numbers.add_to(tabellen.prestatie_overeenkomst).filter(
            pl.col("schriftelijk")
        )
        overeenkomsten = overeenkomsten.with_columns(_until_opgezegd())
        wmg58 = experimenten.filter(pl.col("grondslag") == "WMG58")
        return cls(
            fp=PeriodIndex(
                fp, outer=pl.col("code"), n_outer=n_codes, keep=["prestatiecode"]
            ),
            fp_begin=_first_day(fp, n_codes),
            experiment=PeriodIndex(
                experimenten,
                outer=pl.col("code"),
                n_outer=n_codes,
                keep=["experiment_id"],
            ),
            experiment_begin=_first_day(experimenten, n_codes),
            experimenten=experimenten,
            partijen=_partijen(tabellen, numbers),
            overeenkomsten=overeenkomsten,
            vervangt=tabellen.experiment_vervangt,
            deelname=overeenkomsten.filter(
                pl.col("soort").is_in(_VOOR_EXPERIMENT)
            ).join(wmg58.select("experiment_id"), on="experiment_id", how="semi"),
        )


def _until_opgezegd() -> pl.Expr:
    return pl.min_horizontal("einddatum", "opgezegd_per").alias("einddatum")


def _first_day(frame: pl.DataFrame, n_codes: int) -> pl.Series:
    first = frame.group_by("code").agg(pl.col("begindatum").min().to_physical())
    return spread(first.select("begindatum"), first["code"], n_codes)["begindatum"]


def _partijen(tabellen: Tarieventabellen, numbers: Nummering) -> pl.DataFrame:
    partijen = tabellen.experiment_partij.filter(
        pl.col("beschikking_kenmerk").is_not_null()
    ).with_columns(_until_opgezegd())
    return partijen.with_columns(
        numbers.aanbieders.numbers(partijen["partij_code"]).alias("aanbieder"),
        numbers.concerns.numbers(partijen["partij_code"]).alias("concern"),
    )


def with_registers(lines: pl.DataFrame, boek: Registerboek) -> pl.DataFrame:
    """Add where the peildatum lies in the life of an FP or experiment.

    Returns:
        The lines with ``fp_begin`` and ``experiment_begin`` (null for other codes) and
        the row that holds, ``fp_rij`` and ``experiment_rij``.
    """
    code = lines["code"].cast(pl.UInt32)
    return lines.with_columns(
        boek.fp_begin.gather(code).alias("fp_begin"),
        boek.fp.find(lines["code"], lines["dag"]).alias("fp_rij"),
        boek.experiment_begin.gather(code).alias("experiment_begin"),
        boek.experiment.find(lines["code"], lines["dag"]).alias("experiment_rij"),
    )


def with_agreements(lines: pl.DataFrame, boek: Registerboek) -> pl.DataFrame:
    """Add the agreement that a conditional line rests on.

    Returns:
        The lines with ``heeft_overeenkomst``, ``heeft_beschikking`` (both about
        conditional lines only, false for the rest), ``overeenkomst_id``,
        ``overeenkomst_prijs_e6`` and ``overeenkomst_prijzen``, the number of different
        prices that hold.
    """
    experimenteel = pl.col("soort_prestatie").is_in(EXPERIMENTEEL)
    voorwaardelijk = (
        pl.col("overeenkomst_vereist")
        | experimenteel
        | pl.col("soort_prestatie").is_in(OVEREENKOMST_NODIG)
    )
    part = lines.select(
        "rij", "dag", "code", *_PAAR, nodig=voorwaardelijk, proef=experimenteel
    ).filter("nodig")
    if part.is_empty():
        return lines.with_columns(
            pl.lit(None, dtype=dtype).alias(column) for column, dtype in _OVEREENKOMST
        ).with_columns(heeft_overeenkomst=False, heeft_beschikking=False)
    # Of an experiment only its own agreement and beschikking count (D2, D3).
    gewoon = _valid(
        part.filter(~pl.col("proef")).join(
            boek.overeenkomsten.filter(pl.col("soort").is_in(_VOOR_PRESTATIE)),
            on=["code", *_PAAR],
            how="inner",
        )
    ).with_columns(heeft_beschikking=pl.lit(True))
    found = pl.concat(
        [
            frame.select(
                "rij", "overeenkomst_id", "prijs_e6", "begindatum", "heeft_beschikking"
            )
            for frame in (gewoon, _of_experiments(part, boek))
        ]
    )
    per_line = found.group_by("rij").agg(
        heeft_overeenkomst=pl.lit(True),
        heeft_beschikking=pl.col("heeft_beschikking").any(),
        overeenkomst_id=pl.col("overeenkomst_id").sort().first(),
        overeenkomst_prijs_e6=pl.when(
            pl.col("prijs_e6").drop_nulls().n_unique() == 1
        ).then(pl.col("prijs_e6").max()),
        overeenkomst_prijzen=pl.col("prijs_e6").drop_nulls().n_unique(),
    )
    values = spread(per_line.drop("rij"), per_line["rij"], lines.height)
    return lines.with_columns(*values).with_columns(
        pl.col("heeft_overeenkomst", "heeft_beschikking").fill_null(False)
    )


def _of_experiments(part: pl.DataFrame, boek: Registerboek) -> pl.DataFrame:
    lopend = _valid(
        part.join(
            boek.experimenten.select(
                "code", "experiment_id", "begindatum", "einddatum"
            ),
            on="code",
            how="inner",
        )
    ).select("rij", "dag", "experiment_id", *_PAAR)
    met_overeenkomst = _valid(
        lopend.join(
            boek.overeenkomsten.filter(pl.col("soort").is_in(_VOOR_EXPERIMENT)),
            on=["experiment_id", *_PAAR],
            how="inner",
        )
    )
    return met_overeenkomst.with_columns(
        heeft_beschikking=_covered(met_overeenkomst, boek.partijen)
    )


def _covered(lines: pl.DataFrame, partijen: pl.DataFrame) -> pl.Series:
    """Whether both sides of a pair have a beschikking that covers the day."""
    covered = pl.repeat(value=True, n=lines.height, eager=True)
    asked = lines.select("dag", "experiment_id", *_PAAR).with_row_index("vraag")
    for side in _PAAR:
        antwoord = _valid(
            asked.join(
                partijen.filter(pl.col(side) > 0).select(
                    "experiment_id",
                    side,
                    "begindatum",
                    "einddatum",
                    "beschikking_datum",
                ),
                on=["experiment_id", side],
                how="inner",
            )
        ).filter(
            # The beschikking is not later than the peildatum (docs/rules.md).
            # UNSOURCED[retroactive]: one with retroactive effect is not known.
            pl.col("beschikking_datum").is_null()
            | (pl.col("beschikking_datum").to_physical() <= pl.col("dag"))
        )
        covered &= marked(antwoord["vraag"], lines.height)
    return covered


def participants(lines: pl.DataFrame, boek: Registerboek) -> pl.DataFrame:
    """Find lines whose pair takes part in an experiment under Wmg 58 that day.

    Returns:
        ``rij`` and ``experiment_id``; a line may take part in several.
    """
    paren = lines.select("rij", "dag", *_PAAR).join(
        boek.deelname.select("experiment_id", "begindatum", "einddatum", *_PAAR),
        on=list(_PAAR),
        how="inner",
    )
    lopend = _valid(paren).select("rij", "dag", "experiment_id", *_PAAR)
    in_experiment = _valid(
        lopend.join(
            boek.experimenten.select("experiment_id", "begindatum", "einddatum"),
            on="experiment_id",
            how="inner",
        )
    )
    covered = _covered(in_experiment, boek.partijen)
    return in_experiment.filter(covered).select("rij", "experiment_id")


def _valid(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.filter(holds(pl.col("dag")))
