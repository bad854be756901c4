"""Test what tables say about each other: references and the parties of experiments.

It sees loaded rows only. Source: docs/decisions.md 40 for experiments; references
follow from the keys of docs/data.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tariffs.files.findings import findings_of, join_findings
from tariffs.lookup.contract_versions import VAN_VERSIE, VERSIE
from tariffs.lookup.known_on import SLEUTELS
from tariffs.lookup.registers import EINDE_EXPERIMENT

Frames = Mapping[str, pl.DataFrame]
"""Table name to its rows, which carry bestand and row beside the schema's columns."""


@dataclass(frozen=True)
class Verwijzing:
    """Columns of one table that name a row of another by the same; empty means none."""

    tabel: str
    kolommen: Sequence[str]
    naar: str


VERWIJZINGEN: tuple[Verwijzing, ...] = (
    *(Verwijzing(tabel, ["release_id"], "tarief_release") for tabel in SLEUTELS),
    *(Verwijzing(tabel, VERSIE, "contract") for tabel in VAN_VERSIE),
    Verwijzing("omzetafspraak", ["contract_id"], "contract"),
    Verwijzing("omzetafspraak_scope", ["afspraak_id"], "omzetafspraak"),
    Verwijzing("maxmax_reikwijdte", ["afspraak_id"], "maxmax_afspraak"),
    Verwijzing("fp_uitsluiting", ["prestatiecode"], "fp_register"),
    *(
        Verwijzing(tabel, ["experiment_id"], "experiment")
        for tabel in (
            "experiment_partij",
            "experiment_vervangt",
            "prestatie_overeenkomst",
        )
    ),
)
"""Rows that refer to nothing do not go on: they would price nothing, silently."""


def settle_references(frames: Frames) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Take out the rows that refer to a row which is not there.

    Args:
        frames: All tables.

    Returns:
        The tables without those rows, and the findings: one per row, and one per file
        that says of how many rows where the other table has none at all.
    """
    settled = dict(frames)
    findings: list[pl.DataFrame] = []
    for verwijzing in VERWIJZINGEN:
        rows = settled[verwijzing.tabel]
        target = settled[verwijzing.naar].select(verwijzing.kolommen).unique()
        given = rows.filter(
            pl.all_horizontal(pl.col(verwijzing.kolommen).is_not_null())
        )
        orphans = given.join(
            target, on=verwijzing.kolommen, how="anti", maintain_order="left"
        )
        if orphans.height == 0:
            continue
        kolom = verwijzing.kolommen[0]
        code, found = "VERWIJZING_ONBEKEND", orphans.with_columns(value=kolom)
        if target.is_empty():
            # Without anything to refer to it is the table's, not that of its rows.
            code = "VERWIJZING_ZONDER_TABEL"
            per_file = orphans.group_by("bestand", maintain_order=True)
            found = per_file.agg(value=pl.len()).with_columns(row=None)
        findings.append(
            findings_of(found, verwijzing.tabel, code, column=kolom, value="value")
        )
        settled[verwijzing.tabel] = rows.join(
            orphans.select("bestand", "row"),
            on=["bestand", "row"],
            how="anti",
            maintain_order="left",
        )
    return settled, join_findings(findings)


def check_missing_rules(frames: Frames) -> pl.DataFrame:
    """Name contracts whose terugvalregel is not there; they stay, without fallback."""
    rows = frames["contract"].filter(pl.col("terugvalregel_id").is_not_null())
    orphans = rows.join(
        frames["prijsregel"].select("prijsregel_id"),
        left_on="terugvalregel_id",
        right_on="prijsregel_id",
        how="anti",
        maintain_order="left",
    )
    return findings_of(
        orphans,
        "contract",
        "TERUGVALREGEL_ONBEKEND",
        column="terugvalregel_id",
        value="terugvalregel_id",
    )


def settle_experiments(frames: Frames) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Test the parties of experiments (Regeling innovatie 2015, 5.3).

    A party outside the experiment's life does not go on. What a person should look at
    is a warning: an agreement of an aansluiter without an original party on either
    side, a beschikking dated after the party starts, and an evaluation date of an
    innovatie that is not six months before the end.

    Args:
        frames: All tables, references settled.

    Returns:
        The tables without those parties, and the findings.
    """
    experiment = frames["experiment"]
    life = experiment.group_by("experiment_id").agg(
        pl.col("startdatum").min(), laatste_dag=EINDE_EXPERIMENT.max()
    )
    partij = frames["experiment_partij"].join(
        life, on="experiment_id", how="left", validate="m:1", maintain_order="left"
    )
    outside = (pl.col("begindatum") < pl.col("startdatum")) | (
        pl.coalesce("opgezegd_per", "einddatum", "laatste_dag") > pl.col("laatste_dag")
    )
    settled = dict(frames)
    settled["experiment_partij"] = partij.filter(~outside).drop(
        "startdatum", "laatste_dag"
    )
    evaluatie = pl.coalesce("einddatum_verlenging", "einddatum_basis").dt.offset_by(
        "-6mo"
    )
    findings = [
        findings_of(
            partij.filter(outside),
            "experiment_partij",
            "EXPERIMENT_PARTIJ_BUITEN_PERIODE",
            column="begindatum",
        ),
        findings_of(
            partij.filter(
                (pl.col("rol") == "AANSLUITER")
                & (pl.col("beschikking_datum") > pl.col("begindatum"))
            ),
            "experiment_partij",
            "EXPERIMENT_BESCHIKKING_LATER",
            column="beschikking_datum",
        ),
        findings_of(
            experiment.filter(
                pl.col("grondslag") == "BR_INNOVATIE",
                pl.col("eindevaluatie_uiterlijk") != evaluatie,
            ),
            "experiment",
            "EXPERIMENT_EVALUATIE_ONJUIST",
            column="eindevaluatie_uiterlijk",
        ),
        findings_of(
            _without_original(frames),
            "prestatie_overeenkomst",
            "EXPERIMENT_ZONDER_ORIGINELE_PARTIJ",
            column="experiment_id",
        ),
    ]
    return settled, join_findings(findings)


def _without_original(frames: Frames) -> pl.DataFrame:
    """Agreements of an aansluiter in which no party was there from the start."""
    origineel = frames["experiment_partij"].filter(pl.col("rol") == "ORIGINEEL")
    agreements = frames["prestatie_overeenkomst"].filter(
        pl.col("experiment_id").is_not_null() & (pl.col("soort") == "AANSLUITER")
    )
    for kolom in ("zorginstelling_code", "concern_id"):
        agreements = agreements.join(
            origineel.select("experiment_id", pl.col("partij_code").alias(kolom)),
            on=["experiment_id", kolom],
            how="anti",
            maintain_order="left",
        )
    return agreements
