"""The records of ZH308 of example prestaties, and of credits of earlier ones.

It gives prestaties what a hospital has beside their care: references, referrers.
"""

from dataclasses import dataclass

import polars as pl
from dbc_grouper_data.making.example_prestaties import Zorg
from dbc_grouper_data.making.example_registers import huisarts, specialist
from dbc_grouper_data.making.example_registratie import IC_DAGEN
from dbc_grouper_data.making.example_zorg import privacyverklaringen

from declarations.berichten.zh308.writer import from_frames
from declarations.factuur.opbouw import build_messages
from declarations.factuur.records import (
    Aanlevering,
    activiteiten,
    tarieven,
    volgnummer,
    voorloop,
    with_fields,
)

_GROUPER = {
    "hashversie": "1.0",
    "certificaatversie": "1.0",
    "grouper_code": "VBG",
    "grouperversie": "1.0.0",
    "tabelsetversie": "v20231001",
}
_OWN_KEY = ("bestand", "verzekerde_id", "begindatum", "subtraject", "sleutel")


@dataclass(frozen=True)
class Records:
    """Records of prestaties, met by ``sleutel``: their own ``r0458``.

    Attributes:
        prestaties: Fields of 02 and 04, columns of the care, and ``sleutel``.
        tarieven: Fields of 06.
        activiteiten: Fields of 16.
    """

    prestaties: pl.DataFrame
    tarieven: pl.DataFrame
    activiteiten: pl.DataFrame

    def with_credits(self, credits: "Records") -> "Records":
        """These and the credits of others."""
        return Records(
            pl.concat([self.prestaties, credits.prestaties], how="diagonal"),
            pl.concat([self.tarieven, credits.tarieven], how="diagonal"),
            pl.concat([self.activiteiten, credits.activiteiten], how="diagonal"),
        )

    def messages(self, nummer: str, aanlevering: Aanlevering) -> dict[str, bytes]:
        """A message per institution and insurer.

        Args:
            nummer: Begins the invoice number, and ends the name of each file.
            aanlevering: When and for which days it is sent.
        """
        agb = pl.col("zorginstelling_code")
        lines = self.prestaties.with_columns(
            bestand=pl.format("{}-{}-{}.zh308", agb, "uzovi", pl.lit(nummer)),
            factuurnummer=pl.format(
                "{}{}{}", pl.lit(nummer), agb.str.slice(-2), "uzovi"
            ),
        ).sort(_OWN_KEY, maintain_order=True)
        lines = lines.with_columns(r0413=volgnummer().cast(pl.String))
        return from_frames(
            build_messages(
                voorloop(lines, aanlevering), lines, self.tarieven, self.activiteiten
            )
        )


def records(regels: pl.DataFrame, zorg: Zorg) -> Records:
    """The records of prestaties; a privacyverklaring leaves the activities out."""
    wie = regels["verzekerde_id"]
    lines = _factuurregels(
        regels.with_columns(
            huisarts=pl.Series([huisarts(each) for each in wie]),
            specialist=pl.Series(
                [
                    specialist(instelling, specialisme)
                    for instelling, specialisme in regels.select(
                        "zorginstelling_code", "specialisme_code"
                    ).iter_rows()
                ]
            ),
        )
    )
    private = [row["referentienummer"] for row in privacyverklaringen()]
    is_told = ~pl.col("sleutel").is_in(private)
    hashed = pl.col("hashtotaal", "hashversie", "certificaatversie")
    return Records(
        with_fields(lines.with_columns(pl.when(is_told).then(hashed))),
        tarieven(lines),
        activiteiten(_op_nota(lines.filter(is_told), zorg.op_nota)),
    )


def credits(debits: Records, references: list[str]) -> Records:
    """Credits of some prestaties that were declared before, in full."""
    own = debits.prestaties.filter(pl.col("r0458").is_in(references))
    fees = debits.tarieven.filter(pl.col("sleutel").is_in(references))
    acts = debits.activiteiten.filter(pl.col("sleutel").is_in(references))
    key = pl.format("{}-C", "sleutel").alias("sleutel")
    return Records(
        own.with_columns(
            key, r0457=pl.lit("C"), r0458=pl.format("{}-C", "r0458"), r0459="r0458"
        ),
        fees.with_columns(
            key,
            r0618=pl.lit("C"),
            r0621=pl.lit("C"),
            r0622=pl.format("{}C", "r0622"),
            r0623="r0622",
        ),
        acts.with_columns(
            key, r1619=pl.lit("C"), r1620=pl.format("{}C", "r1620"), r1621="r1620"
        ),
    )


def _factuurregels(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines as messages are made of them (schema ``Factuurregels``)."""
    is_dbc, is_ic = pl.col("is_dbc"), pl.col("prestatiecode").is_in(list(IC_DAGEN))
    is_medicine = pl.col("prestatiecode").str.contains("^061[67]")
    reference = pl.format("R{}", pl.col("subtraject_nummer").str.slice(1))
    added = pl.format("{}-{}-{}", reference, "prestatiecode", "nr")
    # A follow-up is of an own patient, a consult is asked for by the own hospital.
    verwijzer = pl.col("zorgtype_code").replace_strict(
        {"21": "07", "13": "05"}, default="04"
    )
    is_own = verwijzer != "04"
    machtiging = pl.col("is_machtiging_vereist")
    return lines.with_columns(
        pl.col("geboortedatum").str.to_date(),
        sleutel=pl.when(is_dbc).then(reference).otherwise(added),
        subtraject="subtraject_nummer",
        subtraject_nummer=pl.when(is_dbc | is_ic).then("subtraject_nummer"),
        zorgtraject_nummer=pl.when(is_dbc | is_ic | is_medicine).then(
            "zorgtraject_nummer"
        ),
        zorgtype_code=pl.when(is_dbc)
        .then("zorgtype_code")
        .when(is_ic)
        .then(pl.lit("51")),
        zorgactiviteit_nummer=pl.format("{}X{}", "subtraject_nummer", "nr"),
        machtiging_nummer=pl.when(machtiging).then(
            pl.format("M{}", pl.col("subtraject_nummer").str.slice(1))
        ),
        verwijzer_soort_code=verwijzer,
        verwijzer_code=pl.when(is_own).then("specialist").otherwise("huisarts"),
        verwijzer_specialisme_code=pl.when(is_own).then("specialisme_code"),
        verwijzer_instelling_code=pl.lit(None, pl.String),
        ongeval_code=pl.lit("N"),
        is_overleden=pl.lit(value=False),
        verrekenpercentage_bp=pl.lit(10_000, pl.Int64),
        toeslag_code=pl.lit(None, pl.String),
        hashtotaal=pl.format("VOORBEELD-{}", "subtraject_nummer"),
        **{name: pl.lit(value) for name, value in _GROUPER.items()},
    ).with_columns(tariefreferentie=pl.format("{}-T", "sleutel"))


def _op_nota(lines: pl.DataFrame, op_nota: pl.DataFrame) -> pl.DataFrame:
    """Activities that a message names: those of a dbc, and of them those op nota."""
    return op_nota.join(
        lines.filter("is_dbc").select("sleutel", subtraject_nummer="subtraject"),
        on="subtraject_nummer",
        maintain_order="left",
    ).with_columns(
        activiteitreferentie=pl.format("{}-{}", "sleutel", _number()),
        zorgactiviteit_nummer=pl.format("{}A{}", "subtraject_nummer", _number()),
    )


def _number() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).over("sleutel")
