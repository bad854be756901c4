"""Files to prijsbesluiten: what is written, in which form, and what it adds up to."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.tarieven.tarieffiles import Line, write_lines, write_tables
from xlsxwriter import Workbook

from billing.files.besluiten import read_besluiten
from billing.files.findings import FINDINGS, write_findings
from billing.regels.sources import GroupedBatch
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import PriceRun, price_files
from productstructure.errors import CallError, InputFileError
from tabellen.forms.frames import read_frame, write_frame
from tabellen.sets.publishing import OutputSet
from tariffs.schema import Prijsbesluiten
from tariffs.settings import Prijsinstellingen

LINES: tuple[Line, ...] = (
    {},
    {"regel_id": "R2", "uzovi": "9003", "verzekerde_id": "P2"},
    {"regel_id": "R3", "prestatiecode": "14B001", "begindatum": "2024-03-31"},
    {"regel_id": "R4", "prestatiecode": "14B001", "berekend": "950,00"},
    {"regel_id": "R5", "prestatiecode": "99X999"},
)
"""4,215.75 by contract; 5,120.00 as passant; 950.00 below the old maximum; above the
new one; a code that does not exist."""

RUN = Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1))


@pytest.fixture
def bronnen(tmp_path: Path) -> Tariefbronnen:
    return Tariefbronnen(tarieven=write_tables(tmp_path))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "regels.csv", *LINES)


def amounts(path: Path) -> dict[str, int | None]:
    frame = read_frame(path).select("regel_id", pl.col("bedrag_cent").cast(pl.Int64))
    return dict(frame.iter_rows())


def test_lines_from_a_file_are_priced_in_input_order(bronnen, lines, tmp_path):
    out = tmp_path / "out.parquet"
    run = price_files(bronnen, lines, out=out, instellingen=RUN)
    assert list(amounts(out).items()) == [
        ("R1", 421_575),
        ("R2", 512_000),
        ("R3", 95_000),
        ("R4", None),
        ("R5", None),
    ]
    assert run.bedrag_cent == 421_575 + 512_000 + 95_000
    assert (run.regels, run.geweigerd, run.onleesbaar) == (5, 2, 0)


def summary(run: PriceRun) -> dict[str, list[tuple[object, ...]]]:
    return {
        "statussen": run.statussen.rows(),
        "grondslagen": run.grondslagen.rows(),
        "redenen": run.redenen.rows(),
    }


def test_summary_has_euros_per_status_grondslag_and_reason(bronnen, lines, tmp_path):
    run = price_files(bronnen, lines, out=tmp_path / "o.parquet", instellingen=RUN)
    assert summary(run) == {
        "statussen": [("OK", 3, 1_028_575), ("GEWEIGERD", 2, None)],
        "grondslagen": [("CONTRACTPRIJS", 2, 516_575), ("PASSANTENTARIEF", 1, 512_000)],
        "redenen": [
            ("MAXMAX_OVEREENKOMST_ONTBREEKT", "GEWEIGERD", 1, 95_000, 95_000, 90_000),
            ("PRESTATIECODE_ONBEKEND", "GEWEIGERD", 1, None, None, None),
            ("TARIEF_BOVEN_MAXIMUM", "GEWEIGERD", 1, 95_000, 95_000, 90_000),
        ],
    }


def test_capped_line_counts_at_the_ceiling(bronnen, lines, tmp_path):
    out = tmp_path / "out.parquet"
    settings = Prijsinstellingen(
        verwerkingsdatum=date(2024, 6, 1), bij_overschrijding="AFTOPPEN"
    )
    run = price_files(bronnen, lines, out=out, instellingen=settings)
    assert amounts(out)["R4"] == 90_000
    assert dict(run.statussen.select("status", "regels").iter_rows()) == {
        "OK": 3,
        "GEWEIGERD": 1,
        "AFGETOPT": 1,
    }


def test_price_as_known_before_the_correction_is_the_old_one(bronnen, lines, tmp_path):
    out = tmp_path / "out.parquet"
    settings = Prijsinstellingen(
        verwerkingsdatum=date(2024, 6, 1), bekend_op=date(2024, 4, 30)
    )
    price_files(bronnen, lines, out=out, instellingen=settings)
    assert amounts(out)["R4"] == 95_000


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_decisions_are_the_same_in_every_output_form(bronnen, lines, tmp_path, ending):
    price_files(bronnen, lines, out=tmp_path / f"o.{ending}", instellingen=RUN)
    assert amounts(tmp_path / f"o.{ending}")["R2"] == 512_000
    assert read_frame(tmp_path / f"o.{ending}").columns == Prijsbesluiten.column_names()


def test_csv_of_decisions_has_reasons_and_releases_as_text(bronnen, lines, tmp_path):
    price_files(bronnen, lines, out=tmp_path / "o.csv", instellingen=RUN)
    with (tmp_path / "o.csv").open(encoding="utf-8") as handle:
        rows = {row["regel_id"]: row for row in csv.DictReader(handle, delimiter=";")}
    assert (rows["R1"]["redenen"], rows["R1"]["release_ids"]) == ("", "1")
    assert rows["R4"]["redenen"] == "TARIEF_BOVEN_MAXIMUM|MAXMAX_OVEREENKOMST_ONTBREEKT"
    assert rows["R4"]["bedrag_cent"] == ""


def as_xlsx(source: Path, target: Path) -> None:
    with Workbook(str(target)) as book:
        sheet = book.add_worksheet("declaratieregels")
        with source.open(encoding="utf-8") as handle:
            for number, row in enumerate(csv.reader(handle, delimiter=";")):
                sheet.write_row(number, 0, row)


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "arrow"])
def test_lines_are_the_same_in_every_input_form(bronnen, lines, tmp_path, ending):
    path = tmp_path / f"regels.{ending}"
    if ending == "xlsx":
        as_xlsx(lines, path)
    else:
        write_frame(read_frame(lines), path)
    outs = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for source, out in zip((lines, path), outs, strict=True):
        price_files(bronnen, source, out=out, instellingen=RUN)
    assert read_frame(outs[0]).equals(read_frame(outs[1]))


def test_credit_finds_its_debit_in_an_earlier_run(bronnen, lines, tmp_path):
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    price_files(bronnen, lines, out=first, instellingen=RUN)
    credit = write_lines(
        tmp_path / "credits.csv",
        {
            "regel_id": "R6",
            "bestand_id": "B2",
            "dc": "C",
            "ref_voorgaande": "R1",
            "berekend": "4215,75",
        },
    )
    price_files(bronnen, credit, out=second, instellingen=RUN, eerdere=[first])
    assert amounts(second) == {"R6": -421_575}


def test_line_that_cannot_be_read_is_counted_and_found(bronnen, tmp_path):
    lines = write_lines(tmp_path / "r.csv", {}, {"regel_id": "R2", "aantal": "veel"})
    out = tmp_path / "out.parquet"
    run = price_files(bronnen, lines, out=out, instellingen=RUN)
    assert amounts(out) == {"R1": 421_575, "R2": None}
    assert run.onleesbaar == 1
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    unread = found.filter(pl.col("source") == "declaratieregels").row(0, named=True)
    assert (unread["row"], unread["code"]) == ("2", "GETAL_ONLEESBAAR")


def test_findings_go_where_asked(bronnen, lines, tmp_path):
    out, asked = tmp_path / "o.parquet", tmp_path / "f.csv"
    run = price_files(bronnen, lines, out=out, instellingen=RUN, findings=asked)
    assert run.files == [out, asked]
    assert asked.exists()
    assert not (tmp_path / "o.parquet.findings.csv").exists()


def test_run_without_findings_takes_away_those_of_an_earlier_run(tmp_path):
    earlier = tmp_path / "o.csv.findings.csv"
    earlier.touch()
    none = pl.DataFrame(schema=FINDINGS)
    with OutputSet(tmp_path / "o.csv") as outputs:
        assert write_findings([none], tmp_path / "o.csv", None, outputs=outputs) == []
        outputs.publish()
    assert not earlier.exists()


def test_findings_file_that_was_asked_for_is_there_without_findings(tmp_path):
    none, asked = pl.DataFrame(schema=FINDINGS), tmp_path / "f.csv"
    with OutputSet(tmp_path / "o.csv") as outputs:
        assert write_findings([none], tmp_path / "o.csv", asked, outputs=outputs)
        outputs.publish()
    assert read_frame(asked).columns == list(FINDINGS)


GROUPED = {
    "subtraject_nummer": ["S1", "S2", "S3"],
    "zorgproduct_code": [None, None, None],
    "declaratiecode": ["15A001", "14B001", None],
    "is_uitval": [False, False, True],
    "aanspraak_toegepast": ["J", "J", None],
    "is_trial": [False, True, False],
}


@pytest.fixture
def batch(tmp_path: Path) -> GroupedBatch:
    grouped, rows = tmp_path / "grouped.csv", tmp_path / "subtrajecten.csv"
    write_frame(pl.DataFrame(GROUPED), grouped)
    rows.write_text(
        "subtraject_nummer;zorginstelling_code;begindatum;verzekerde_id\n"
        + "".join(f"S{n};06010101;2024-03-0{n};P{n}\n" for n in (1, 2, 3))
    )
    insured = tmp_path / "verzekeringen.csv"
    insured.write_text("verzekerde_id;uzovi;begindatum\nP1;9001;2020-01-01\n")
    return GroupedBatch(grouped=grouped, subtrajecten=rows, verzekeringen=insured)


def test_lines_of_a_grouped_csv_are_priced(bronnen, batch, tmp_path):
    out = tmp_path / "out.parquet"
    price_files(bronnen, batch, out=out, instellingen=RUN)
    assert amounts(out) == {"S1/15A001": 421_575}


def test_grouped_batch_and_lines_are_priced_as_one(bronnen, batch, lines, tmp_path):
    out = tmp_path / "out.parquet"
    run = price_files(bronnen, [batch, lines], out=out, instellingen=RUN)
    assert run.regels == 1 + len(LINES)
    assert list(amounts(out))[:2] == ["S1/15A001", "R1"]


def test_doubt_about_an_insurer_stands_in_the_findings(bronnen, batch, tmp_path):
    Path(batch.verzekeringen).write_text("verzekerde_id;uzovi;begindatum\n")
    run = price_files(bronnen, batch, out=tmp_path / "o.csv", instellingen=RUN)
    assert run.geweigerd == 1
    found = read_frame(tmp_path / "o.csv.findings.csv")
    doubt = found.filter(pl.col("code") == "VERZEKERAAR_ONBEKEND").row(0, named=True)
    assert (doubt["regel_id"], doubt["subtraject_nummer"]) == ("S1/15A001", "S1")


def test_insurance_that_is_written_often_counts_as_often(bronnen, batch, tmp_path):
    Path(batch.verzekeringen).write_text(
        "verzekerde_id;uzovi;begindatum\n"
        + "P1;9001;2020-01-01\n" * 150
        + "P2;9001;ooit\n" * 5
    )
    run = price_files(bronnen, batch, out=tmp_path / "o.csv", instellingen=RUN)
    assert run.lost.rows() == [("verzekeringen", "verzekeringen.csv", 155, 5)]


def test_grouped_file_with_a_value_of_another_type_is_refused_without_the_value(
    bronnen, batch, tmp_path
):
    frame = read_frame(batch.grouped)
    write_frame(frame.with_columns(is_trial=pl.lit("Jansen")), batch.grouped)
    with pytest.raises(InputFileError, match=r"column is_trial, row 1") as fault:
        price_files(bronnen, batch, out=tmp_path / "o.csv", instellingen=RUN)
    assert "Jansen" not in str(fault.value)


def test_output_that_is_also_an_input_is_a_bad_call(bronnen, lines):
    with pytest.raises(CallError, match="named twice"):
        price_files(bronnen, lines, out=lines, instellingen=RUN)


def test_no_tables_at_all_is_a_bad_call(lines, tmp_path):
    with pytest.raises(CallError, match="no tables are given"):
        price_files(Tariefbronnen(), lines, out=tmp_path / "o.csv", instellingen=RUN)


def test_earlier_decisions_as_csv_are_refused(bronnen, lines, tmp_path):
    price_files(bronnen, lines, out=tmp_path / "first.csv", instellingen=RUN)
    with pytest.raises(InputFileError, match="does not hold all of a decision"):
        read_besluiten([tmp_path / "first.csv"])


def test_earlier_decisions_without_a_column_are_refused_by_name(lines, tmp_path):
    write_frame(read_frame(lines), tmp_path / "x.parquet")
    with pytest.raises(InputFileError, match=r"column\(s\) .*bedrag_cent"):
        read_besluiten([tmp_path / "x.parquet"])


def test_same_run_twice_writes_the_same_decisions(bronnen, lines, tmp_path):
    outs = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for out in outs:
        price_files(bronnen, lines, out=out, instellingen=RUN)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_lines_keep_their_place_whatever_the_chunk(bronnen, tmp_path):
    lines = write_lines(
        tmp_path / "r.csv",
        *({"regel_id": f"R{n}", "verzekerde_id": f"P{n % 7}"} for n in range(50)),
    )
    settings = Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1), chunk=3)
    price_files(bronnen, lines, out=tmp_path / "o.csv", instellingen=settings)
    assert list(amounts(tmp_path / "o.csv")) == [f"R{n}" for n in range(50)]
