"""The fields of ZH308 that an example prestatie fills, each from a column.

A prestatie of this delivery, or one of an earlier delivery that is credited. It knows
what each field says, not where it stands.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from dbc_grouper_data.making.example_personen import voorletters
from dbc_grouper_data.making.example_prestaties import Zorg
from dbc_grouper_data.making.example_registers import huisarts, specialist
from dbc_grouper_data.making.example_registratie import IC_DAGEN
from dbc_grouper_data.making.example_zorg import privacyverklaringen
from dbc_grouper_data.making.zh308_forms import messages

_GROUPER = {
    "r0442": "1.0",
    "r0443": "1.0",
    "r0444": "VBG",
    "r0445": "1.0.0",
    "r0446": "v20231001",
    "r0447": "P",
}
_OWN_KEY = ("bestand", "verzekerde_id", "begindatum", "subtraject_nummer", "r0458")


@dataclass(frozen=True)
class Aanlevering:
    """When and for which days a delivery is sent.

    Attributes:
        nummer: Begins the invoice number, and ends the name of each file.
        begin: First day of the period.
        eind: Last day.
        dagtekening: Day on the invoice.
    """

    nummer: str
    begin: date
    eind: date
    dagtekening: date


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

    def messages(self, aanlevering: Aanlevering) -> dict[str, bytes]:
        """A message per institution and insurer."""
        lines = self.prestaties.with_columns(
            bestand=pl.format(
                "{}-{}-{}.zh308",
                "zorginstelling_code",
                "uzovi",
                pl.lit(aanlevering.nummer),
            )
        ).sort(_OWN_KEY, maintain_order=True)
        number = pl.int_range(1, pl.len() + 1).over(
            "bestand", "bsn", "prestatiecodelijst", "prestatiecode", "begindatum"
        )
        lines = lines.with_columns(r0413=number.cast(pl.String))
        return messages(
            _voorloop(lines, aanlevering), lines, self.tarieven, self.activiteiten
        )


def records(regels: pl.DataFrame, zorg: Zorg) -> Records:
    """The records of prestaties; a privacyverklaring leaves the activities out."""
    lines = regels.with_columns(
        pl.Series("r0215", [voorletters(each) for each in regels["verzekerde_id"]]),
        pl.Series("huisarts", [huisarts(each) for each in regels["verzekerde_id"]]),
        pl.Series(
            "specialist",
            [
                specialist(instelling, specialisme)
                for instelling, specialisme in regels.select(
                    "zorginstelling_code", "specialisme_code"
                ).iter_rows()
            ],
        ),
    )
    private = {row["referentienummer"] for row in privacyverklaringen()}
    lines = _prestaties(lines).with_columns(sleutel="r0458")
    hashed = pl.col("r0441", "r0442", "r0443")
    return Records(
        lines.with_columns(pl.when(~pl.col("r0458").is_in(private)).then(hashed)),
        _tarieven(lines),
        _activiteiten(lines.filter(~pl.col("r0458").is_in(private)), zorg.op_nota),
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


def _voorloop(lines: pl.DataFrame, aanlevering: Aanlevering) -> pl.DataFrame:
    return (
        lines.select("bestand", "zorginstelling_code", "uzovi")
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
            r0114=pl.lit(f"{aanlevering.begin:%Y%m%d}"),
            r0115=pl.lit(f"{aanlevering.eind:%Y%m%d}"),
            r0116=pl.format(
                "{}{}{}",
                pl.lit(aanlevering.nummer),
                pl.col("zorginstelling_code").str.slice(-2),
                "uzovi",
            ),
            r0117=pl.lit(f"{aanlevering.dagtekening:%Y%m%d}"),
            r0119=pl.lit("EUR"),
        )
    )


def _prestaties(lines: pl.DataFrame) -> pl.DataFrame:
    is_dbc, is_ic = pl.col("is_dbc"), pl.col("prestatiecode").is_in(list(IC_DAGEN))
    is_medicine = pl.col("prestatiecode").str.contains("^061[67]")
    reference = pl.format("R{}", pl.col("subtraject_nummer").str.slice(1))
    added = pl.format("{}-{}-{}", reference, "prestatiecode", "nr")
    geboren = pl.col("geboortedatum").str.replace_all("-", "")
    # A follow-up is of an own patient, a consult is asked for by the own hospital.
    verwijzer = pl.col("zorgtype_code").replace_strict(
        {"21": "07", "13": "05"}, default="04"
    )
    is_own = verwijzer != "04"
    return lines.with_columns(
        r0203="bsn",
        r0204="uzovi",
        r0205="verzekerdennummer",
        r0207=geboren,
        r0208="geslacht",
        r0209=pl.lit("1"),
        r0210="naam",
        r0211="voorvoegsel",
        r0223=pl.lit("2"),
        r0403="bsn",
        r0404="uzovi",
        r0405="verzekerdennummer",
        r0407=pl.lit("1"),
        r0408=geboren,
        r0409="prestatiecodelijst",
        r0410="prestatiecode",
        r0411=_day("begindatum"),
        r0412=_day("einddatum"),
        r0415=pl.when(is_dbc | is_ic | is_medicine).then("zorgtraject_nummer"),
        r0419=pl.when(is_dbc | is_ic).then("subtraject_nummer"),
        r0421=verwijzer,
        r0422=pl.when(is_own).then("specialist").otherwise("huisarts"),
        r0423=pl.when(is_own).then("specialisme_code"),
        r0426=pl.col("aantal").cast(pl.String),
        r0427=pl.when(is_dbc).then("zorgtype_code").when(is_ic).then(pl.lit("51")),
        r0436=pl.lit("00"),
        r0448=pl.when(~is_dbc).then("prestatiecode"),
        r0449=pl.when(~is_dbc).then(pl.format("{}X{}", "subtraject_nummer", "nr")),
        r0456=pl.lit("N"),
        r0457=pl.lit("D"),
        r0458=pl.when(is_dbc).then(reference).otherwise(added),
        **{name: pl.when(is_dbc).then(value) for name, value in _of_dbc().items()},
    )


def _of_dbc() -> dict[str, pl.Expr]:
    """Fields of a dbc alone."""
    machtiging = pl.col("is_machtiging_vereist")
    return {
        "r0406": pl.when(machtiging).then(
            pl.format("M{}", pl.col("subtraject_nummer").str.slice(1))
        ),
        "r0414": pl.col("zorgproduct_code"),
        "r0418": pl.col("afsluitreden_code"),
        "r0429": pl.col("zorgvraag_code"),
        "r0430": pl.lit("030"),
        "r0431": pl.col("diagnose_code"),
        "r0434": pl.lit("J"),
        "r0437": _yes_no(machtiging),
        "r0438": _yes_no(pl.col("is_oranje_producttyperend")),
        "r0439": pl.col("specialisme_code"),
        "r0440": pl.col("zorginstelling_code"),
        "r0441": pl.format("VOORBEELD-{}", "subtraject_nummer"),
        **{name: pl.lit(value) for name, value in _GROUPER.items()},
    }


def _tarieven(lines: pl.DataFrame) -> pl.DataFrame:
    cents = pl.col("bedrag_cent").cast(pl.String)
    return lines.select(
        sleutel="r0458",
        r0611=pl.lit("02"),
        r0612="zorginstelling_code",
        r0614=pl.col("tarief_cent").cast(pl.String),
        r0615=pl.lit("10000"),
        r0617=cents,
        r0618=pl.lit("D"),
        r0620=cents,
        r0621=pl.lit("D"),
        r0622=pl.format("{}-T", "r0458"),
    )


def _activiteiten(lines: pl.DataFrame, op_nota: pl.DataFrame) -> pl.DataFrame:
    """Activities that a message names: those of a dbc, and of them those op nota."""
    return (
        op_nota.join(
            lines.filter("is_dbc").select("subtraject_nummer", "r0458"),
            on="subtraject_nummer",
            maintain_order="left",
        )
        .with_columns(nr=pl.int_range(1, pl.len() + 1).over("r0458"))
        .select(
            sleutel="r0458",
            r1610=pl.format("{}A{}", "subtraject_nummer", "nr"),
            r1611="zorgactiviteit_code",
            r1612=_day("uitvoerdatum"),
            r1613=_day("uitvoerdatum"),
            r1614=pl.col("aantal").cast(pl.String),
            r1619=pl.lit("D"),
            r1620=pl.format("{}-{}", "r0458", "nr"),
        )
    )


def _yes_no(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit("J")).otherwise(pl.lit("N"))


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%Y%m%d")
