"""A delivery of declarations of any size, right in all its lines, on the example.

Two prestaties a person, each a dbc with five activities that stand on the nota, beside
one in its profile that does not; products follow from the grouper, amounts from the
contracts. The registers know every person.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dbc_grouper_data
import numpy as np
import polars as pl

from declarations.berichten.zh308.writer import from_frames
from declarations.factuur.opbouw import build_messages
from grouper import Grouper, open_release
from tariffs import Prijsinstellingen, price_lines, read_tabellen

SEED = 20260101
ACTIVITIES = 5
BERICHTEN = 8
"""Messages in frames: of a million prestaties one would hold too many records."""

MOST_IN_ONE = 199_000
"""Prestaties of one message at most, which holds 999,999 records of a kind."""

ONTVANGEN = date(2025, 1, 31)
INSTELLING, UZOVI = "06990002", "9101"
# Specialisme and diagnose of the example; the activities of a conservative dbc.
_TYPERING = [("0305", "1206"), ("0305", "1205"), ("0301", "111"), ("0301", "111")]
_OP_NOTA, _NOT_ON_NOTA = "060802", "060101"
_DAYS = 90


@dataclass(frozen=True)
class Delivery:
    """Files of a delivery.

    Attributes:
        bericht: One message, with as much of it as one holds.
        frames: Folder with it as Parquet, of ``BERICHTEN`` messages.
        zorgprofiel: Complete profiles.
        registers: Folder with the tables of persons.
    """

    bericht: Path
    frames: Path
    zorgprofiel: Path
    registers: Path


def make_delivery(folder: Path, prestaties: int) -> Delivery:
    """Write a delivery of so many prestaties, two a person."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Delivery(
        folder / "bericht.zh308",
        folder / "frames",
        folder / "zorgprofiel.parquet",
        folder / "registers",
    )
    if made.registers.exists():
        return made
    lines, acts = _lines(prestaties)
    in_one = lines.head(MOST_IN_ONE)
    (content,) = from_frames(_messages(in_one, acts, 1)).values()
    made.bericht.write_bytes(content)
    made.frames.mkdir()
    for name, frame in _messages(lines, acts, BERICHTEN).items():
        frame.write_parquet(made.frames / f"{name}.parquet")
    acts.join(lines.select("sleutel", subtraject_nummer="r0419"), on="sleutel").select(
        zorginstelling_code=pl.lit(INSTELLING),
        subtraject_nummer="subtraject_nummer",
        zorgactiviteit_code="code",
        aantal=pl.lit(1, pl.Int64),
        uitvoerdatum="dag",
    ).write_parquet(made.zorgprofiel)
    _write_registers(made.registers, lines)
    return made


def _messages(
    lines: pl.DataFrame, acts: pl.DataFrame, berichten: int
) -> dict[str, pl.DataFrame]:
    """The frames of text of so many messages, of as many prestaties each."""
    each = -(-lines.height // berichten)
    lines = lines.with_columns(
        bestand=pl.format("bericht-{}.zh308", pl.col("sleutel") // each)
    )
    names = lines["bestand"].unique(maintain_order=True)
    heads = names.to_frame().join(_voorloop(), how="cross")
    heads = heads.with_row_index("nr").with_columns(
        r0116=pl.format("F2025-{}", pl.col("nr"))
    )
    return build_messages(heads.drop("nr"), lines, _tarieven(lines), _on_nota(acts))


def _lines(prestaties: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The 04 records with what they come to, and their activities."""
    draw = np.random.default_rng(SEED)
    number = np.arange(prestaties)
    # The second of a person is for something else, and opens when the first closed.
    is_second = number % 2
    typering = (draw.integers(0, 2, prestaties) + 2 * is_second) % len(_TYPERING)
    day = draw.integers(0, 90, prestaties)
    begin = np.datetime64("2024-01-02") + day + 180 * is_second
    lines = pl.DataFrame(
        {
            "sleutel": number,
            "persoon": number // 2,
            "specialisme_code": [_TYPERING[each][0] for each in typering],
            "diagnose_code": [_TYPERING[each][1] for each in typering],
            "begindatum": begin,
        }
    ).with_columns(
        pl.col("begindatum").cast(pl.Date),
        subtraject_nummer=pl.format("S{}", "sleutel"),
    )
    after = draw.integers(0, _DAYS, prestaties * ACTIVITIES)
    acts = pl.DataFrame(
        {
            "sleutel": np.repeat(number, ACTIVITIES),
            "dag": (np.repeat(begin, ACTIVITIES) + after).astype("datetime64[D]"),
        }
    ).select(
        "sleutel",
        "dag",
        code=pl.lit(_OP_NOTA),
        nr=pl.int_range(1, pl.len() + 1).over("sleutel"),
    )
    visits = lines.select(
        "sleutel",
        dag="begindatum",
        code=pl.lit(_NOT_ON_NOTA),
        nr=pl.lit(0, pl.Int64),
    )
    acts = pl.concat([visits, acts])
    return _with_product(lines, acts), acts


def _with_product(lines: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """Lines with product, code, amount, and the fields of 02 and 04."""
    grouped = (
        Grouper(open_release(dbc_grouper_data.release_path()))
        .group(
            lines.select(
                "subtraject_nummer",
                "specialisme_code",
                "diagnose_code",
                "begindatum",
                zorgtype_code=pl.lit("11"),
                zorgvraag_code=pl.lit("000"),
                afsluitreden_code=pl.lit("08"),
                einddatum=pl.col("begindatum") + pl.duration(days=_DAYS),
                geboortedatum=date(1976, 5, 14),
                geslacht=pl.lit("1"),
                zorginstelling_code=pl.lit(INSTELLING),
            ),
            acts.select(
                subtraject_nummer=pl.format("S{}", "sleutel"),
                zorgactiviteit_code="code",
                aantal=pl.lit(1, pl.Int64),
                uitvoerdatum="dag",
            ),
        )
        .grouped.select("zorgproduct_code", "declaratiecode")
    )
    lines = pl.concat([lines, grouped], how="horizontal")
    assert lines["declaratiecode"].null_count() == 0, "a product without a code"
    codes = lines.select("zorgproduct_code", "declaratiecode").unique()
    tabellen, _ = read_tabellen(tarieven=dbc_grouper_data.tarieven_path())
    prices = price_lines(
        codes.select(
            regel_id="declaratiecode",
            zorginstelling_code=pl.lit(INSTELLING),
            uzovi=pl.lit(UZOVI),
            ontvanger=pl.lit("VERZEKERAAR"),
            verzekerde_id="declaratiecode",
            prestatiecodelijst=pl.lit("041"),
            prestatiecode="declaratiecode",
            zorgproduct_code="zorgproduct_code",
            begindatum=date(2024, 3, 4),
            einddatum=date(2024, 6, 2),
            aantal_m=pl.lit(1_000, pl.Int64),
            dc=pl.lit("D"),
        ),
        tabellen,
        Prijsinstellingen(verwerkingsdatum=ONTVANGEN),
    ).select(declaratiecode="prestatiecode", bedrag_cent="bedrag_cent")
    assert prices["bedrag_cent"].null_count() == 0, "a code without a price"
    lines = lines.join(prices, on="declaratiecode", maintain_order="left")
    day = pl.col("begindatum").dt.to_string("%Y%m%d")
    end = (pl.col("begindatum") + pl.duration(days=_DAYS)).dt.to_string("%Y%m%d")
    bsn = pl.Series("bsn", _numbers(lines["persoon"].to_numpy()))
    return lines.with_columns(bsn).with_columns(
        verzekerde_id=pl.format("P{}", "persoon"),
        r0203="bsn",
        r0204=pl.lit(UZOVI),
        r0207=pl.lit("19760514"),
        r0208=pl.lit("1"),
        r0209=pl.lit("1"),
        r0210=pl.lit("Voorbeeld"),
        r0215=pl.lit("A"),
        r0223=pl.lit("2"),
        r0403="bsn",
        r0404=pl.lit(UZOVI),
        r0405=pl.lit(""),
        r0407=pl.lit("1"),
        r0408=pl.lit("19760514"),
        r0409=pl.lit("041"),
        r0410="declaratiecode",
        r0411=day,
        r0412=end,
        r0413=pl.lit("01"),
        r0414="zorgproduct_code",
        r0415=pl.format("T{}", "sleutel"),
        r0418=pl.lit("08"),
        r0419="subtraject_nummer",
        r0421=pl.lit("04"),
        r0422=pl.lit("01999001"),
        r0426=pl.lit("1"),
        r0427=pl.lit("11"),
        r0430=pl.lit("030"),
        r0431="diagnose_code",
        r0434=pl.lit("J"),
        r0436=pl.lit("00"),
        r0437=pl.lit("N"),
        r0438=pl.lit("N"),
        r0439="specialisme_code",
        r0440=pl.lit(INSTELLING),
        r0441=pl.format("HASH{}", "sleutel"),
        r0442=pl.lit("1.0"),
        r0443=pl.lit("1.0"),
        r0444=pl.lit("VBG"),
        r0445=pl.lit("1.0.0"),
        r0446=pl.lit("v20231001"),
        r0447=pl.lit("P"),
        r0456=pl.lit("N"),
        r0457=pl.lit("D"),
        r0458=pl.format("R{}", "sleutel"),
    )


def _numbers(persons: np.ndarray) -> list[str]:
    """A BSN a person that passes the 11-proef: a number of eight and its last digit.

    Numbers whose last digit would be ten are passed over.
    """
    stem = 10_000_000 + np.arange(int(persons.max(initial=0) + 1) * 12 // 10 + 20)
    digits = stem[:, None] // 10 ** np.arange(7, -1, -1) % 10
    last = digits @ np.arange(9, 1, -1) % 11
    good = stem[last < 10] * 10 + last[last < 10]
    return [f"{each:09}" for each in good[persons]]


def _voorloop() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "r0102": "101",
            "r0103": "09",
            "r0104": "00",
            "r0105": "P",
            "r0108": UZOVI,
            "r0112": INSTELLING,
            "r0113": "04",
            "r0114": "20240101",
            "r0115": "20241231",
            "r0116": "F2025-0001",
            "r0117": "20250115",
            "r0119": "EUR",
        }
    )


def _tarieven(lines: pl.DataFrame) -> pl.DataFrame:
    amount = pl.col("bedrag_cent").cast(pl.String)
    return lines.select(
        "sleutel",
        r0611=pl.lit("02"),
        r0612=pl.lit(INSTELLING),
        r0614=amount,
        r0615=pl.lit("10000"),
        r0617=amount,
        r0618=pl.lit("D"),
        r0620=amount,
        r0621=pl.lit("D"),
        r0622=pl.format("R{}-T", "sleutel"),
    )


def _on_nota(acts: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("dag").dt.to_string("%Y%m%d")
    return acts.filter(pl.col("nr") > 0).select(
        "sleutel",
        r1610=pl.format("Z{}-{}", "sleutel", "nr"),
        r1611="code",
        r1612=day,
        r1613=day,
        r1614=pl.lit("1"),
        r1619=pl.lit("D"),
        r1620=pl.format("R{}-{}", "sleutel", "nr"),
    )


def _write_registers(folder: Path, lines: pl.DataFrame) -> None:
    persons = lines.unique("persoon", maintain_order=True)
    always = {"begindatum": date(2015, 1, 1)}
    tables = {
        "personen": persons.select(
            "verzekerde_id",
            "bsn",
            naam=pl.lit("Voorbeeld"),
            geboortedatum=date(1976, 5, 14),
            geslacht=pl.lit("1"),
        ),
        "verzekeringen": persons.select(
            "verzekerde_id",
            uzovi=pl.lit(UZOVI),
            polis=pl.lit("NATURA"),
            begindatum=date(2021, 1, 1),
        ),
        "agb": pl.DataFrame(
            {
                "agb": [INSTELLING, "01999001"],
                "soort": ["INSTELLING", "PERSOON"],
                "naam": ["Ziekenhuis Meerwijk", "Huisarts Voorbeeld"],
                **always,
            }
        ),
        "uzovi": pl.DataFrame({"uzovi": [UZOVI], "naam": ["Verzekeraar"], **always}),
        "dekking": pl.DataFrame(
            {
                "tabel": ["personen", "verzekeringen", "agb", "uzovi", "historie"],
                "volledig": "J",
                **always,
            }
        ),
    }
    folder.mkdir()
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
