"""``dbc-grouper reprice`` and ``settle``: what follows from decisions that stand."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES, write_lines, write_tables

from tabellen.forms.frames import read_frame

Arguments = list[object]

AGREEMENT = """
[[omzetafspraak]]
afspraak_id = "O1"
contract_id = "C1"
jaar = 2024
vorm = "PLAFOND"
richtpunt = "5000,00"
pct_onder = "0,00"
pct_boven = "0,00"
signaal = "80,00"
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return write_tables(tmp_path)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write_lines(
        tmp_path / "regels.csv", {}, {"regel_id": "R2", "prestatiecode": "14B001"}
    )


@pytest.fixture
def decided(command, tables, lines, tmp_path) -> Path:
    """Decisions of before the correction of May: 4,215.75 and 950.00."""
    out = tmp_path / "besluiten.parquet"
    answer = command(
        *("price", "--regels", lines, "--tarieven", tables, "-o", out),
        *("--verwerkingsdatum", "2024-05-31", "--known-on", "2024-04-30"),
    )
    assert answer.exit_code == 0, answer.err
    return out


@pytest.fixture
def reprice(tables, lines, decided, tmp_path) -> Arguments:
    return [
        *("reprice", "--regels", lines, "--besluiten", decided),
        *("--bestand-id", "B2", "--tarieven", tables),
        *("--verwerkingsdatum", "2024-06-01", "-o", tmp_path / "again.parquet"),
    ]


@pytest.fixture
def settle(tables, decided, tmp_path) -> Arguments:
    tables.write_text(TABLES + AGREEMENT)
    return [
        *("settle", "--besluiten", decided, "--tarieven", tables),
        *("--verwerkingsdatum", "2024-06-01", "-o", tmp_path / "settled.csv"),
    ]


def test_superseded_line_is_taken_back_and_billed_anew(command, reprice, tmp_path):
    answer = command(*reprice, "--bij-overschrijding", "AFTOPPEN")
    assert (answer.exit_code, answer.err) == (0, "")
    assert re.search(r"  taken back +1 +-950\.00\n", answer.out)
    assert re.search(r"  billed anew +1 +900\.00\n", answer.out)
    assert "Difference: -50.00 euros" in answer.out
    again = read_frame(tmp_path / "again.parquet")
    assert dict(again.select("regel_id", "bedrag_cent").iter_rows()) == {
        "R2-C": -95_000,
        "R2-D": 90_000,
    }
    sent = read_frame(tmp_path / "again.parquet.regels.csv")
    assert sent.select("regel_id", "dc", "bestand_id").rows() == [
        ("R2-C", "C", "B2"),
        ("R2-D", "D", "B2"),
    ]


def test_line_that_may_no_longer_be_billed_is_only_taken_back(command, reprice):
    answer = command(*reprice)
    assert re.search(r"  billed anew +0 +0\.00\n", answer.out)
    assert re.search(r"  no longer billed +1 +-\n", answer.out)


def test_lines_of_which_nothing_changed_give_empty_files(command, reprice, tmp_path):
    answer = command(*reprice, "--known-on", "2024-04-30")
    assert answer.exit_code == 0
    assert "Difference: 0.00 euros" in answer.out
    assert read_frame(tmp_path / "again.parquet").is_empty()
    assert read_frame(tmp_path / "again.parquet.regels.csv").is_empty()


def test_correction_in_the_file_of_the_debit_is_a_bad_call(command, reprice):
    answer = command(*reprice, "--bestand-id", "B1")
    assert answer.exit_code == 2
    assert "bestand_id B1 found" in answer.err


def test_settlement_says_what_is_due_and_what_is_used(command, settle, tmp_path):
    answer = command(*settle)
    assert (answer.exit_code, answer.err) == (0, "")
    # 4,215.75 + 950.00 is above the plafond of 5,000.00, which is 103.315 % of it.
    assert re.search(
        r"O1 +2024 +PLAFOND +5,000\.00 +5,165\.75 +5,000\.00 +-165\.75 +103\.32 % +"
        "OMZETPLAFOND_BEREIKT",
        answer.out,
    )
    (row,) = read_frame(tmp_path / "settled.csv").to_dicts()
    assert row["verrekening_cent"] == "-16575"


def test_settlement_counts_what_was_paid_and_is_expected(command, settle, tmp_path):
    (tmp_path / "b.csv").write_text("contract_id;jaar;betaald_cent\nC1;2024;100000\n")
    (tmp_path / "v.csv").write_text("contract_id;jaar;verwacht_cent\nC1;2024;34425\n")
    answer = command(
        *settle, "--betaald", tmp_path / "b.csv", "--verwacht", tmp_path / "v.csv"
    )
    assert answer.exit_code == 0, answer.err
    (row,) = read_frame(tmp_path / "settled.csv").to_dicts()
    assert row["verrekening_cent"] == str(500_000 - 100_000)
    assert row["prognose_cent"] == str(516_575 + 34_425)


def test_settlement_adds_work_in_progress_to_the_forecast(command, settle, tmp_path):
    besluiten = settle[settle.index("--besluiten") + 1]
    command(*settle, "--ohw", besluiten)
    (row,) = read_frame(tmp_path / "settled.csv").to_dicts()
    assert (row["omzet_cent"], row["ohw_cent"]) == ("516575", "516575")
    assert row["prognose_cent"] == "1033150"


def replaced(arguments: Arguments, option: str, value: object) -> Arguments:
    place = arguments.index(option)
    return [*arguments[: place + 1], value, *arguments[place + 2 :]]


@pytest.mark.parametrize("name", ["reprice", "settle"])
@pytest.mark.parametrize(
    ("content", "file", "said"),
    [
        (None, "absent.parquet", "o such file"),
        (b"", "empty.parquet", "is empty"),
        (b"Jansen", "text.parquet", "cannot be read as a Parquet file"),
        (b"a;b\n", "flat.csv", "does not hold all of a decision"),
    ],
)
def test_bad_file_of_decisions_exits_3(
    command, request, tmp_path, name, content, file, said
):
    arguments = request.getfixturevalue(name)
    if content is not None:
        (tmp_path / file).write_bytes(content)
    answer = command(*replaced(arguments, "--besluiten", tmp_path / file))
    assert answer.exit_code == 3
    assert said in answer.err
    assert "Jansen" not in answer.err
    assert not (tmp_path / str(arguments[-1])).exists()


def test_decisions_that_are_no_decisions_exit_3_and_name_columns(
    command, settle, tmp_path
):
    pl.DataFrame({"regel_id": ["R1"]}).write_parquet(tmp_path / "other.parquet")
    answer = command(*replaced(settle, "--besluiten", tmp_path / "other.parquet"))
    assert answer.exit_code == 3
    assert "bedrag_cent" in answer.err


def test_paid_amounts_that_are_no_integers_exit_3_without_the_value(
    command, settle, tmp_path
):
    (tmp_path / "b.csv").write_text("contract_id;jaar;betaald_cent\nC1;2024;12,50\n")
    answer = command(*settle, "--betaald", tmp_path / "b.csv")
    assert answer.exit_code == 3
    assert "column betaald_cent, row 1" in answer.err
    assert "12,50" not in answer.err


@pytest.mark.parametrize("name", ["reprice", "settle"])
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("-o", "out.ods", "ending '.ods' found"),
        ("-o", "absent/out.csv", "absent does not exist"),
        ("--verwerkingsdatum", "morgen", "--verwerkingsdatum"),
    ],
)
def test_unusable_call_exits_2(command, request, name, option, value, said):
    answer = command(*replaced(request.getfixturevalue(name), option, value))
    assert answer.exit_code == 2
    assert said in re.sub(r"\s+", " ", answer.err)


@pytest.mark.parametrize("name", ["reprice", "settle"])
def test_missing_option_exits_2(command, name):
    answer = command(name)
    assert answer.exit_code == 2
    assert "Missing option" in answer.err


def test_decisions_given_twice_are_a_bad_call(command, reprice, decided):
    answer = command(*reprice, "--besluiten", decided)
    assert answer.exit_code == 2
    assert "Give each file of decisions once" in answer.err


def test_lines_given_twice_are_corrected_once(command, reprice, lines, tmp_path):
    answer = command(*reprice, "--regels", lines, "--bij-overschrijding", "AFTOPPEN")
    assert answer.exit_code == 0, answer.err
    again = read_frame(tmp_path / "again.parquet")
    assert again["regel_id"].to_list() == ["R2-C", "R2-D"]


def test_correction_without_a_file_name_is_a_bad_call(command, reprice):
    answer = command(*replaced(reprice, "--bestand-id", ""))
    assert answer.exit_code == 2
    assert "bestand_id is empty" in answer.err


def test_settlement_tells_of_tables_that_could_not_be_read(
    command, settle, tables, tmp_path
):
    tables.write_text(tables.read_text() + AGREEMENT.replace("O1", "O2", 1) + "x = 1\n")
    answer = command(*settle)
    assert answer.exit_code == 3
    tables.write_text(TABLES + AGREEMENT.replace('"5000,00"', '"veel"'))
    answer = command(*settle)
    assert answer.exit_code == 0, answer.err
    found = read_frame(tmp_path / "settled.csv.findings.csv")
    assert ("omzetafspraak", "GETAL_ONLEESBAAR") in found.select(
        "source", "code"
    ).rows()
    assert "settled.csv.findings.csv" in answer.out


def test_payments_of_one_contract_and_year_add_up(command, settle, tmp_path):
    (tmp_path / "b.csv").write_text(
        "contract_id;jaar;betaald_cent\nC1;2024;100000\nC1;2024;200000\n"
    )
    answer = command(*settle, "--betaald", tmp_path / "b.csv")
    assert answer.exit_code == 0, answer.err
    (row,) = read_frame(tmp_path / "settled.csv").to_dicts()
    assert row["verrekening_cent"] == str(500_000 - 300_000)


def test_turnover_given_twice_is_a_bad_call(command, settle, decided):
    answer = command(*settle, "--besluiten", decided)
    assert answer.exit_code == 2
    assert "Give each file of decisions once" in re.sub(r"\s+", " ", answer.err)


PRICES = "contract_id;versie;prestatiecode;component;prijs;begindatum;einddatum\n"


@pytest.fixture
def of_command(reprice, decided, tables, tmp_path) -> Callable[[str, int], Arguments]:
    """Arguments of a command on tables of which some rows of 30 cannot be read."""

    def arguments(name: str, bad: int) -> Arguments:
        folder = tmp_path / f"t{bad}"
        folder.mkdir()
        (folder / "tabellen.toml").write_text(TABLES + AGREEMENT)
        rows = (
            f"C1;1;15B{n:03};INTEGRAAL;{'geen' if n < bad else '1,00'};2024-01-01;\n"
            for n in range(30)
        )
        (folder / "contract_prijs.csv").write_text(PRICES + "".join(rows))
        if name == "reprice":
            return [folder if each == tables else each for each in reprice]
        out = tmp_path / "again.parquet"
        return ["settle", "--besluiten", decided, "--tarieven", folder, "-o", out]

    return arguments


@pytest.mark.parametrize("name", ["reprice", "settle"])
def test_a_table_that_loses_rows_says_so(command, of_command, name):
    answer = command(*of_command(name, 2))
    assert answer.exit_code == 0, answer.err
    assert "rows of tables that were lost: 2" in answer.out
    assert re.search(r"contract_prijs +contract_prijs.csv +30 +2", answer.out)
    assert "lost" not in command(*of_command(name, 0)).out


@pytest.mark.parametrize("name", ["reprice", "settle"])
def test_a_table_that_loses_too_many_rows_is_an_error(
    command, of_command, name, tmp_path
):
    arguments = of_command(name, 10)
    answer = command(*arguments)
    assert (answer.exit_code, answer.err.count("\n")) == (1, 1)
    assert "10 of 30 rows of contract_prijs could not be read" in answer.err
    assert not list(tmp_path.glob("again.parquet"))
    assert (tmp_path / "again.parquet.findings.csv").exists()
    answer = command(*arguments, "--max-lost", "0.5")
    assert answer.exit_code == 0, answer.err
    assert (tmp_path / "again.parquet").exists()
