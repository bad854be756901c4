"""A row out for each line in, and one sentence for a delivery that is wholly wrong."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES, Line, write_lines, write_tables

from billing.files.besluiten import read_besluiten
from billing.gates import GateError, Gates
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import PriceRun, price_files
from productstructure.errors import CallError
from tabellen.forms.frames import read_frame, write_frame
from tariffs.schema import Prijsbesluiten
from tariffs.settings import Prijsinstellingen

RUN = Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1))


def line(number: int, **changes: str) -> Line:
    return {"regel_id": f"R{number}", "verzekerde_id": f"P{number}", **changes}


@pytest.fixture
def bronnen(tmp_path: Path) -> Tariefbronnen:
    return Tariefbronnen(tarieven=write_tables(tmp_path))


def run(bronnen: Tariefbronnen, *lines: Line, out: Path, **options: object) -> PriceRun:
    path = write_lines(out.parent / "regels.csv", *lines)
    return price_files(bronnen, path, out=out, instellingen=RUN, **options)


FAULTS = {
    "begindatum": ("2024-13-01", "DATUM_ONLEESBAAR"),
    "einddatum": ("31 mei", "DATUM_ONLEESBAAR"),
    "aantal": ("veel", "GETAL_ONLEESBAAR"),
    "berekend": ("1.234,5,6", "GETAL_ONLEESBAAR"),
    "ontvanger": ("HUISARTS", "WAARDE_ONBEKEND"),
    "dc": ("X", "WAARDE_ONBEKEND"),
    "regel_id": ("", "VERPLICHT_VELD_LEEG"),
}


@pytest.mark.parametrize("column", FAULTS)
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_line_that_cannot_be_read_stands_where_it_was(
    bronnen, tmp_path, column, ending
):
    value, code = FAULTS[column]
    out = tmp_path / f"out.{ending}"
    done = run(bronnen, line(1), line(2, **{column: value}), line(3), out=out)
    rows = read_frame(out)
    name = None if column == "regel_id" else "R2"
    assert rows["regel_id"].to_list() == ["R1", name, "R3"]
    assert rows["status"].cast(pl.String).to_list() == ["OK", "ONLEESBAAR", "OK"]
    assert rows["bedrag_cent"].cast(pl.Int64).to_list() == [421_575, None, 421_575]
    assert (done.regels, done.onleesbaar, done.geweigerd) == (3, 1, 0)
    assert dict(done.statussen.select("status", "regels").iter_rows()) == {
        "OK": 2,
        "ONLEESBAAR": 1,
    }
    assert ("ONLEESBAAR", code) in done.redenen.select("status", "reden").rows()
    if ending == "parquet":
        Prijsbesluiten.validate(read_besluiten([out]))
        reden = rows["redenen"][1][0]
        assert (reden["code"], reden["fase"], reden["klasse"]) == (code, "A", "D")
        assert reden["tekst"].startswith(column)


def test_rows_that_break_off_double_names_and_blank_rows_keep_their_place(
    bronnen, tmp_path
):
    path = write_lines(tmp_path / "regels.csv", *(line(n) for n in range(1, 6)))
    header, *rows = path.read_text().splitlines()
    rows[1] = "R2;kort"
    rows[3] = rows[4]
    rows.insert(2, ";" * header.count(";"))
    path.write_text("\n".join([header, *rows]) + "\n")
    out = tmp_path / "out.parquet"
    done = price_files(bronnen, path, out=out, instellingen=RUN)
    besluiten = read_besluiten([out])
    assert besluiten["regel_id"].to_list() == ["R1", None, "R3", "R5", "R5"]
    assert (
        besluiten["status"].to_list() == ["OK", "ONLEESBAAR", "OK"] + ["ONLEESBAAR"] * 2
    )
    assert (done.regels, done.onleesbaar) == (5, 3)


def test_lines_of_several_files_stay_in_order(bronnen, tmp_path):
    paths = [
        write_lines(tmp_path / "a.csv", line(1, aantal="x"), line(2)),
        write_lines(tmp_path / "b.csv", line(3), line(4, aantal="x")),
    ]
    out = tmp_path / "out.parquet"
    price_files(bronnen, paths, out=out, instellingen=RUN)
    assert read_besluiten([out])["regel_id"].to_list() == ["R1", "R2", "R3", "R4"]


def test_unreadable_lines_of_an_earlier_run_declare_nothing(bronnen, tmp_path):
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    run(bronnen, line(1), line(2, aantal="x"), out=first)
    run(bronnen, line(2), out=second, eerdere=[first])
    assert read_besluiten([second])["bedrag_cent"].to_list() == [421_575]


def test_decisions_of_an_earlier_version_are_read(bronnen, tmp_path):
    """Without the columns and the status that are new now."""
    out, old = tmp_path / "out.parquet", tmp_path / "old.parquet"
    run(bronnen, line(1), out=out)
    newer = ["subtraject_nummer", "specialisme_uitvoerder_code", "soort_honorarium"]
    statuses = pl.Enum(["OK", "GEWEIGERD", "AFGETOPT", "SIGNAAL"])
    frame = read_frame(out).drop(newer)
    write_frame(frame.with_columns(pl.col("status").cast(statuses)), old)
    assert read_besluiten([old]).equals(read_besluiten([out]))


def refused(count: int, total: int) -> list[Line]:
    return [
        line(n, **({"prestatiecode": "99X999"} if n < count else {}))
        for n in range(total)
    ]


def test_too_many_refused_lines_publish_findings_and_no_outcome(bronnen, tmp_path):
    out = tmp_path / "out.parquet"
    out.write_text("eerder")
    with pytest.raises(GateError, match=r"19 of 20 lines .* --max-refused"):
        run(bronnen, *refused(19, 20), out=out)
    assert out.read_text() == "eerder"
    rejected = read_frame(tmp_path / "out.parquet.rejected.csv")
    assert rejected["redenen"].to_list() == ["PRESTATIECODE_ONBEKEND"] * 19
    run(bronnen, *refused(1, 20), out=out)
    assert not (tmp_path / "out.parquet.rejected.csv").exists()


@pytest.mark.parametrize(
    ("count", "total", "limit"), [(18, 20, 0.9), (19, 19, 0.9), (20, 20, 1)]
)
def test_fewer_lines_than_the_gate_are_let_through(
    bronnen, tmp_path, count, total, limit
):
    gates = Gates(max_refused=limit)
    done = run(bronnen, *refused(count, total), out=tmp_path / "o.csv", gates=gates)
    assert done.geweigerd == count


def test_unreadable_lines_count_as_refused_for_the_gate(bronnen, tmp_path):
    lines = [line(n, aantal="x") for n in range(20)]
    with pytest.raises(GateError):
        run(bronnen, *lines, out=tmp_path / "out.parquet")


PRICES = "contract_id;versie;prestatiecode;component;prijs;begindatum;einddatum\n"


def prices(folder: Path, bad: int, total: int) -> Tariefbronnen:
    """The tables, with a file of prices of which some cannot be read."""
    folder.mkdir()
    (folder / "tabellen.toml").write_text(TABLES)
    rows = (
        f"C1;1;15B{n:03};INTEGRAAL;{'geen' if n < bad else '1,00'};2024-01-01;\n"
        for n in range(total)
    )
    (folder / "contract_prijs.csv").write_text(PRICES + "".join(rows))
    return Tariefbronnen(tarieven=folder)


def test_a_table_that_loses_rows_says_so_and_fails_when_strict(command, tmp_path):
    prices(tmp_path / "t", bad=1, total=30)
    arguments = [
        *("price", "--regels", write_lines(tmp_path / "r.csv")),
        *("--tarieven", tmp_path / "t", "--verwerkingsdatum", "2024-06-01"),
        *("-o", tmp_path / "out.parquet"),
    ]
    answer = command(*arguments)
    assert answer.exit_code == 0
    assert "rows of tables that" in answer.out
    assert "contract_prijs" in answer.out
    assert command(*arguments, "--strict").exit_code == 1


def test_a_table_that_loses_too_many_rows_is_an_error(command, tmp_path):
    prices(tmp_path / "t", bad=10, total=30)
    out = tmp_path / "out.parquet"
    arguments = [
        *("price", "--regels", write_lines(tmp_path / "r.csv")),
        *("--tarieven", tmp_path / "t", "--verwerkingsdatum", "2024-06-01", "-o", out),
    ]
    answer = command(*arguments)
    assert (answer.exit_code, answer.err.count("\n")) == (1, 1)
    assert "--max-lost" in answer.err
    assert not out.exists()
    assert (tmp_path / "out.parquet.findings.csv").exists()
    assert command(*arguments, "--max-lost", "1").exit_code == 0


def test_a_share_beyond_the_whole_is_a_bad_call(command, bronnen, tmp_path):
    with pytest.raises(CallError):
        Gates(max_refused=1.5)


def test_lines_of_nobody_and_of_too_many_are_findings(bronnen, tmp_path):
    out = tmp_path / "out.parquet"
    settings = Prijsinstellingen(
        verwerkingsdatum=date(2024, 6, 1), max_per_verzekerde=2
    )
    lines = [
        *(line(n, verzekerde_id="P0", prestatiecode="14B001") for n in range(3)),
        *(line(n, verzekerde_id="n.v.t.") for n in range(3, 7)),
        line(7, einddatum="2999-12-31"),
    ]
    path = write_lines(tmp_path / "r.csv", *lines)
    price_files(bronnen, path, out=out, instellingen=settings)
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    rows = {row["code"]: row for row in found.iter_rows(named=True)}
    assert rows["VERZEKERDE_VAAK"]["value"] == "P0"
    assert rows["VERZEKERDE_ID_ZONDER_WAARDE"]["value"] == "4"
    assert rows["EINDDATUM_OPEN"]["regel_id"] == "R7"
    besluiten = read_besluiten([out])
    assert besluiten["verzekerde_id"].to_list()[3:7] == [None] * 4
    assert besluiten["status"].to_list()[7] == "SIGNAAL"
