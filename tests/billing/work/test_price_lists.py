"""``dbc-grouper pricelist check``: lists before they are accorded."""

import re
from pathlib import Path

import pytest
from support.tarieven.tarieffiles import write_tables

from tabellen.forms.frames import read_frame

Arguments = list[object]
_C1 = ("LIJST", "--contract", "C1")


@pytest.fixture
def check(tmp_path: Path) -> Arguments:
    return [
        *("pricelist", "check", "--tarieven", write_tables(tmp_path)),
        *("-o", tmp_path / "found.csv"),
    ]


@pytest.fixture
def lijst(tmp_path: Path) -> Path:
    """A list of which the second price is above the maximum of April."""
    path = tmp_path / "nieuw.csv"
    path.write_text("Declaratiecode;Integraal tarief\n15A001;4300,00\n14B001;950,00\n")
    return path


def test_lists_among_the_tables_are_checked(command, check, tmp_path):
    answer = command(*check)
    assert (answer.exit_code, answer.err) == (0, "")
    assert re.search(r"prices: 3, findings: 1\n", answer.out)
    assert re.search(r"MaxTariefTotaalIntegraal +reject +1 ", answer.out)
    (found,) = read_frame(tmp_path / "found.csv").to_dicts()
    assert (found["source"], found["value"]) == ("contract_prijs", "14B001")


def test_new_list_of_a_contract_is_checked_by_row(command, check, lijst, tmp_path):
    answer = command(*check, lijst, "--contract", "C1")
    assert answer.exit_code == 0, answer.err
    assert "prices: 2," in answer.out
    found = read_frame(tmp_path / "found.csv").filter(code="MaxTariefTotaalIntegraal")
    assert found.select("bestand", "row").rows() == [("nieuw.csv", "2")]


def test_period_of_a_new_list_can_be_given(command, check, lijst, tmp_path):
    period = ("--begindatum", "2024-01-01", "--einddatum", "2024-03-31")
    command(*check, lijst, "--contract", "C1", "--versie", "1", *period)
    codes = read_frame(tmp_path / "found.csv")["code"].to_list()
    assert "MaxTariefTotaalIntegraal" not in codes


def test_new_passanten_list_is_checked(command, check, lijst, tmp_path):
    whose = ("--zorginstelling", "06010101", "--begindatum", "2024-01-01")
    answer = command(*check, lijst, *whose)
    assert answer.exit_code == 0, answer.err
    found = read_frame(tmp_path / "found.csv").filter(code="MaxTariefTotaalIntegraal")
    assert found["source"].to_list() == ["standaardprijslijst"]


def test_strict_check_exits_1_on_a_price_to_reject(command, check):
    assert command(*check, "--strict").exit_code == 1


@pytest.mark.parametrize("severity", ["warn", "off"])
def test_severity_of_a_check_can_be_set(command, check, severity):
    setting = ("--ernst", f"MaxTariefTotaalIntegraal={severity}")
    assert command(*check, "--strict", *setting).exit_code == 0


def test_unreadable_price_is_found_and_the_others_checked(command, check, lijst):
    lijst.write_text("Declaratiecode;Integraal tarief\n15A001;veel\n14B001;950,00\n")
    answer = command(*check, lijst, "--contract", "C1")
    assert re.search(r"GETAL_ONLEESBAAR +reject +1 ", answer.out)
    assert "prices: 1," in answer.out


def test_list_without_a_price_for_every_code_says_so_when_asked(command, check, lijst):
    lijst.write_text("Declaratiecode;Integraal tarief\n15A001;4300,00\n")
    answer = command(*check, lijst, "--contract", "C1", "--volledig")
    assert re.search(r"PrijsOntbreekt +warn +1 ", answer.out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--contract", "C1"], "say whose list FILE is"),
        (["LIJST"], "say whose list it is"),
        (["LIJST", "--zorginstelling", "06010101"], "say whose list it is"),
        (["LIJST", "--contract", "C9"], "contract C9, version any, is not among"),
        (["LIJST", "--contract", "C1", "--versie", "2"], "version 2, is not among"),
        (
            [*_C1, "--begindatum", "2024-02-01", "--einddatum", "2024-01-31"],
            "einddatum 2024-01-31 lies before begindatum 2024-02-01",
        ),
        (["--ernst", "PrijsNul"], "write CHECK=SETTING"),
        (["--ernst", "Nonsense=off"], "Nonsense"),
        (["-o", "found.ods"], "ending '.ods' found"),
    ],
)
def test_unusable_call_exits_2(command, check, lijst, arguments, said):
    answer = command(*check, *(lijst if a == "LIJST" else a for a in arguments))
    assert answer.exit_code == 2
    assert said in re.sub(r"\s+", " ", answer.err)


def test_unreadable_list_exits_3(command, check, tmp_path):
    (tmp_path / "leeg.csv").touch()
    answer = command(*check, tmp_path / "leeg.csv", "--contract", "C1")
    assert answer.exit_code == 3
    assert "leeg.csv" in answer.err


def test_group_of_commands_explains_itself(command):
    assert "check" in command("pricelist", "--help").out


def test_unreadable_price_among_the_tables_is_found(command, check, tmp_path):
    tables = tmp_path / "tabellen.toml"
    tables.write_text(tables.read_text().replace('"950,00"', '"veel"'))
    answer = command(*check, "--strict")
    assert answer.exit_code == 1
    assert re.search(r"GETAL_ONLEESBAAR +reject +1 ", answer.out)
    assert "prices: 2," in answer.out


def test_what_is_doubtful_about_other_tables_stands_beside(command, check, tmp_path):
    tables = tmp_path / "tabellen.toml"
    tables.write_text(tables.read_text().replace("bedrag_e6 = 900", "bedrag_e6 = -9"))
    answer = command(*check)
    assert "found.csv.findings.csv" in answer.out
    found = read_frame(tmp_path / "found.csv.findings.csv")
    assert "tarief" in found["source"].to_list()


def test_folder_without_a_table_exits_3(command, tmp_path):
    (tmp_path / "leeg").mkdir()
    tables = ("--tarieven", tmp_path / "leeg", "-o", tmp_path / "found.csv")
    answer = command("pricelist", "check", *tables)
    assert answer.exit_code == 3
    assert "no table found" in answer.err
