"""Write the example declarations.

Run it as ``python -m dbc_grouper_data.making.make_declaraties [FOLDER]``. Deterministic:
no clock. A delivery of several institutions to several insurers (``levering.zip``), all
of it right; its complete profiles; and what was declared before. The committed files
equal what this writes.
"""

import sys
from datetime import date
from pathlib import Path

import polars as pl
from dbc_grouper_data import declaraties_path
from dbc_grouper_data.making.example_personen import voorletters
from dbc_grouper_data.making.example_prestaties import Zorg, declared
from dbc_grouper_data.making.example_registers import huisarts, specialist
from dbc_grouper_data.making.example_zorg import machtiging, referentie
from dbc_grouper_data.making.zh308_forms import messages, write_zip

EERDER_TOT = date(2024, 3, 31)
"""What closed up to this day was declared before."""

PROFIEL = ("zorginstelling_code", "subtraject_nummer", "zorgactiviteit_code", "aantal",
           "uitvoerdatum")  # fmt: skip


def main(folder: Path) -> None:
    """Write every file of the example declarations."""
    folder.mkdir(parents=True, exist_ok=True)
    zorg = declared()
    now = zorg.regels.filter(pl.col("einddatum") > EERDER_TOT)
    write_zip(folder / "levering.zip", delivery(now, zorg, "2025"))
    profiel = now.filter("is_dbc").select("subtraject_nummer", "zorginstelling_code")
    zorg.profiel.join(profiel, on="subtraject_nummer", maintain_order="left").select(
        PROFIEL
    ).sort("subtraject_nummer", "uitvoerdatum", "zorgactiviteit_code").write_csv(
        folder / "zorgprofiel.csv", separator=";"
    )


def delivery(regels: pl.DataFrame, zorg: Zorg, jaar: str) -> dict[str, bytes]:
    """Messages of care, one an institution and insurer."""
    lines = _prestaties(regels, jaar)
    voorloop = (
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
            r0114=pl.lit("20240101" if jaar == "2024" else "20240401"),
            r0115=pl.lit("20240331" if jaar == "2024" else "20241231"),
            r0116=pl.format(
                "F{}{}{}",
                pl.lit(jaar),
                pl.col("zorginstelling_code").str.slice(-2),
                "uzovi",
            ),
            r0117=pl.lit("20240415" if jaar == "2024" else "20250131"),
            r0119=pl.lit("EUR"),
        )
    )
    tarieven = lines.select(
        "sleutel",
        r0611=pl.lit("02"),
        r0612="zorginstelling_code",
        r0614=pl.col("tarief_cent").cast(pl.String),
        r0615=pl.lit("10000"),
        r0617=pl.col("bedrag_cent").cast(pl.String),
        r0618=pl.lit("D"),
        r0620=pl.col("bedrag_cent").cast(pl.String),
        r0621=pl.lit("D"),
        r0622=pl.format("{}-T", "r0458"),
    )
    acts = (
        zorg.op_nota.join(
            lines.filter("is_dbc").select("subtraject_nummer", "sleutel", "r0458"),
            on="subtraject_nummer",
            maintain_order="left",
        )
        .with_columns(nr=pl.int_range(1, pl.len() + 1).over("sleutel"))
        .select(
            "sleutel",
            r1610=pl.format("{}A{}", "subtraject_nummer", "nr"),
            r1611="zorgactiviteit_code",
            r1612=_day("uitvoerdatum"),
            r1613=_day("uitvoerdatum"),
            r1614=pl.col("aantal").cast(pl.String),
            r1619=pl.lit("D"),
            r1620=pl.format("{}-{}", "r0458", "nr"),
        )
    )
    return messages(voorloop, lines, tarieven, acts)


def _prestaties(regels: pl.DataFrame, jaar: str) -> pl.DataFrame:
    """The lines with the fields of 02 and 04, those of a person in a file together."""
    is_dbc, is_ic = (
        pl.col("is_dbc"),
        pl.col("prestatiecode").is_in(["061501", "061502"]),
    )
    reference = (
        pl.when("is_dbc")
        .then(_reference())
        .otherwise(pl.format("{}-{}-{}", _reference(), "prestatiecode", "nr"))
    )
    names = pl.Series("r0215", [voorletters(each) for each in regels["verzekerde_id"]])
    doctors = pl.Series(
        "huisarts", [huisarts(each) for each in regels["verzekerde_id"]]
    )
    specialists = pl.Series(
        "specialist",
        [
            specialist(instelling, specialisme)
            for instelling, specialisme in regels.select(
                "zorginstelling_code", "specialisme_code"
            ).iter_rows()
        ],
    )
    own = regels.with_columns(names, doctors, specialists).with_columns(
        nr=pl.int_range(1, pl.len() + 1).over("subtraject_nummer", "is_dbc"),
        bestand=pl.format(
            "{}-{}-{}.zh308", "zorginstelling_code", "uzovi", pl.lit(jaar)
        ),
    )
    parts = own.sort(
        "bestand",
        "verzekerde_id",
        "begindatum",
        "subtraject_nummer",
        "nr",
        maintain_order=True,
    )
    own_own = pl.col("zorgtype_code").is_in(["21"])
    icc = pl.col("zorgtype_code") == "13"
    return parts.with_columns(
        sleutel=pl.int_range(pl.len()),
        r0203="bsn",
        r0204="uzovi",
        r0205="verzekerdennummer",
        r0207=pl.col("geboortedatum").str.replace_all("-", ""),
        r0208="geslacht",
        r0209=pl.lit("1"),
        r0210="naam",
        r0211="voorvoegsel",
        r0223=pl.lit("2"),
        r0403="bsn",
        r0404="uzovi",
        r0405="verzekerdennummer",
        r0406=pl.when(is_dbc & pl.col("is_machtiging_vereist")).then(
            pl.format("M{}", pl.col("subtraject_nummer").str.slice(1))
        ),
        r0407=pl.lit("1"),
        r0408=pl.col("geboortedatum").str.replace_all("-", ""),
        r0409="prestatiecodelijst",
        r0410="prestatiecode",
        r0411=_day("begindatum"),
        r0412=_day("einddatum"),
        r0413=pl.int_range(1, pl.len() + 1)
        .over("bestand", "bsn", "prestatiecodelijst", "prestatiecode", "begindatum")
        .cast(pl.String),
        r0414=pl.when(is_dbc).then("zorgproduct_code"),
        r0415=pl.when(is_dbc | is_ic).then("zorgtraject_nummer"),
        r0418=pl.when(is_dbc).then("afsluitreden_code"),
        r0419=pl.when(is_dbc | is_ic).then("subtraject_nummer"),
        r0421=pl.when(own_own)
        .then(pl.lit("07"))
        .when(icc)
        .then(pl.lit("05"))
        .otherwise(pl.lit("04")),
        r0422=pl.when(own_own | icc).then("specialist").otherwise("huisarts"),
        r0423=pl.when(own_own | icc).then("specialisme_code"),
        r0426=pl.col("aantal").cast(pl.String),
        r0427=pl.when(is_dbc).then("zorgtype_code").when(is_ic).then(pl.lit("51")),
        r0429=pl.when(is_dbc).then("zorgvraag_code"),
        r0430=pl.when(is_dbc).then(pl.lit("030")),
        r0431=pl.when(is_dbc).then("diagnose_code"),
        r0434=pl.when(is_dbc).then(pl.lit("J")),
        r0436=pl.lit("00"),
        r0437=pl.when(is_dbc).then(
            pl.when("is_machtiging_vereist").then(pl.lit("J")).otherwise(pl.lit("N"))
        ),
        r0438=pl.when(is_dbc).then(
            pl.when("is_oranje_producttyperend")
            .then(pl.lit("J"))
            .otherwise(pl.lit("N"))
        ),
        r0439=pl.when(is_dbc).then("specialisme_code"),
        r0440=pl.when(is_dbc).then("zorginstelling_code"),
        r0441=pl.when(is_dbc).then(pl.format("VOORBEELDHASH-{}", "subtraject_nummer")),
        r0442=pl.when(is_dbc).then(pl.lit("1.0")),
        r0443=pl.when(is_dbc).then(pl.lit("1.0")),
        r0444=pl.when(is_dbc).then(pl.lit("VBG")),
        r0445=pl.when(is_dbc).then(pl.lit("1.0.0")),
        r0446=pl.when(is_dbc).then(pl.lit("v20231001")),
        r0447=pl.when(is_dbc).then(pl.lit("P")),
        r0448=pl.when(~is_dbc).then("prestatiecode"),
        r0449=pl.when(~is_dbc).then(pl.format("{}X{}", "subtraject_nummer", "nr")),
        r0456=pl.lit("N"),
        r0457=pl.lit("D"),
        r0458=reference,
    )


def _reference() -> pl.Expr:
    return pl.format("R{}", pl.col("subtraject_nummer").str.slice(1))


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%Y%m%d")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else declaraties_path())
