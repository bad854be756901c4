"""The fields of ZH308 that a prestatie fills, each from a column.

It knows what each field says, not where it stands, and judges nothing. Fields that a
hospital fills by agreement with one insurer stay empty.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from declarations.checks.feiten.levering import VREEMDELING

DAG = "%Y%m%d"
"""How a date is written (ZH308 v9.0: EEJJMMDD)."""


@dataclass(frozen=True, kw_only=True)
class Aanlevering:
    """When and for which days messages are sent.

    Attributes:
        begin: First day of the period that is declared (0114).
        eind: Its last day (0115).
        dagtekening: Day on the invoice (0117), not before the last day.
    """

    begin: date
    eind: date
    dagtekening: date


def voorloop(lines: pl.DataFrame, aanlevering: Aanlevering) -> pl.DataFrame:
    """The record 01 of each message: an institution declares to an insurer.

    Args:
        lines: ``bestand, zorginstelling_code, uzovi, factuurnummer``.
        aanlevering: When it is sent.

    Source: ZH308 v9.0 0102 to 0119; 0113: 04 is the institution (COD833).
    """
    return (
        lines.select("bestand", "zorginstelling_code", "uzovi", "factuurnummer")
        .unique(maintain_order=True)
        .select(
            "bestand",
            r0102=pl.lit("101"),
            r0103=pl.lit("09"),
            r0104=pl.lit("00"),
            r0105=pl.lit("P"),
            r0108="uzovi",
            r0112="zorginstelling_code",
            r0113=pl.lit("04"),
            r0114=pl.lit(f"{aanlevering.begin:{DAG}}"),
            r0115=pl.lit(f"{aanlevering.eind:{DAG}}"),
            r0116="factuurnummer",
            r0117=pl.lit(f"{aanlevering.dagtekening:{DAG}}"),
            r0119=pl.lit("EUR"),
        )
    )


def with_fields(regels: pl.DataFrame) -> pl.DataFrame:
    """Priced lines (schema ``Factuurregels``) with the fields of their 02 and 04.

    Source: ZH308 v9.0 0203 to 0223 and 0403 to 0458; NR/CU-263 art. 35 lid 1.
    UNSOURCED[0430]: 030, the list of dbc-diagnoses, as the example has it.
    UNSOURCED[0407]: an insurer may pass every line on (1).
    UNSOURCED[0436]: 00 stands for what was not declared before.
    UNSOURCED[0447]: P, the environment of production.
    """
    return regels.with_columns(**_of_person()).with_columns(
        r0403="r0203",
        r0404="r0204",
        r0405="r0205",
        r0407=pl.lit("1"),
        r0408="r0207",
        r0409="prestatiecodelijst",
        r0410="prestatiecode",
        r0411=_day("begindatum"),
        r0412=_day("einddatum"),
        r0415="zorgtraject_nummer",
        r0419="subtraject_nummer",
        r0421="verwijzer_soort_code",
        r0422="verwijzer_code",
        r0423="verwijzer_specialisme_code",
        r0424="verwijzer_instelling_code",
        r0426=pl.col("aantal").cast(pl.String),
        r0427="zorgtype_code",
        r0436=pl.lit("00"),
        r0448=pl.when(~pl.col("is_dbc")).then("prestatiecode"),
        r0449=pl.when(~pl.col("is_dbc")).then("zorgactiviteit_nummer"),
        r0456="ongeval_code",
        r0457=pl.lit("D"),
        r0458="sleutel",
        **{name: pl.when("is_dbc").then(value) for name, value in _of_dbc().items()},
    )


def _of_person() -> dict[str, pl.Expr]:
    return {
        "r0203": pl.col("bsn"),
        "r0204": pl.col("uzovi"),
        "r0205": pl.col("verzekerdennummer"),
        "r0207": _day("geboortedatum"),
        "r0208": pl.col("geslacht"),
        "r0209": pl.lit("1"),
        "r0210": pl.col("naam"),
        "r0211": pl.col("voorvoegsel"),
        "r0215": pl.col("voorletters"),
        "r0223": pl.when("is_overleden").then(pl.lit("1")).otherwise(pl.lit("2")),
    }


def _of_dbc() -> dict[str, pl.Expr]:
    """Fields of a dbc-zorgproduct alone."""
    return {
        "r0406": pl.col("machtiging_nummer"),
        "r0414": pl.col("zorgproduct_code"),
        "r0418": pl.col("afsluitreden_code"),
        "r0429": pl.col("zorgvraag_code"),
        "r0430": pl.lit("030"),
        "r0431": pl.col("diagnose_code"),
        "r0434": pl.col("aanspraak_toegepast").cast(pl.String),
        "r0437": _yes_no("is_machtiging_vereist"),
        "r0438": _yes_no("is_oranje_producttyperend"),
        "r0439": pl.col("specialisme_code"),
        "r0440": pl.col("zorginstelling_code"),
        "r0441": pl.col("hashtotaal"),
        "r0442": pl.col("hashversie"),
        "r0443": pl.col("certificaatversie"),
        "r0444": pl.col("grouper_code"),
        "r0445": pl.col("grouperversie"),
        "r0446": pl.col("tabelsetversie"),
        "r0447": pl.lit("P"),
    }


def volgnummer() -> pl.Expr:
    """Which of equal prestaties of a person in a message a line is, from 1 (0413)."""
    persoon = pl.when(pl.col("r0203") == VREEMDELING).then("r0205").otherwise("r0203")
    return pl.int_range(1, pl.len() + 1).over(
        "bestand", "r0204", persoon, "r0409", "r0410", "r0411"
    )


def tarieven(regels: pl.DataFrame) -> pl.DataFrame:
    """The one record 06 of each line: an integral tarief, all of it declared here.

    Source: ZH308 v9.0 0611 to 0622. UNSOURCED[0611]: 02, costs of the institution, for
    an integral tarief.
    """
    cents = pl.col("bedrag_cent").cast(pl.String)
    return regels.select(
        "sleutel",
        r0611=pl.lit("02"),
        r0612="zorginstelling_code",
        r0614=pl.col("tarief_cent").cast(pl.String),
        r0615=pl.col("verrekenpercentage_bp").cast(pl.String),
        r0616="toeslag_code",
        r0617=cents,
        r0618=pl.lit("D"),
        r0620=cents,
        r0621=pl.lit("D"),
        r0622="tariefreferentie",
    )


def activiteiten(op_nota: pl.DataFrame) -> pl.DataFrame:
    """The records 16 of activities (schema ``OpNota``).

    Source: ZH308 v9.0 1610 to 1620; 1613 is 1612.
    """
    return op_nota.select(
        "sleutel",
        r1610="zorgactiviteit_nummer",
        r1611="zorgactiviteit_code",
        r1612=_day("uitvoerdatum"),
        r1613=_day("uitvoerdatum"),
        r1614=pl.col("aantal").cast(pl.String),
        r1619=pl.lit("D"),
        r1620="activiteitreferentie",
    )


def _yes_no(column: str) -> pl.Expr:
    """J or N; null where it is not known."""
    return (
        pl.when(pl.col(column))
        .then(pl.lit("J"))
        .when(~pl.col(column))
        .then(pl.lit("N"))
    )


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime(DAG)
