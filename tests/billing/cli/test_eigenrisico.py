"""``dbc-grouper eigenrisico``: files in, a ledger and its state out."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tabellen.sets.kernellock import KernelLock
from tabellen.sets.publishing import LOCK, STAGED

POSTEN = (
    "post_id;verzekerde_id;soort;dc;ref_voorgaande;verzekerd_cent;peildatum;"
    "ontvangstdatum;vrij_verplicht;vrij_vrijwillig;eigen_schuld;eigen_bijdrage_cent;"
    "onverzekerd_cent\n"
)
A = "a;p;DBC;D;;30000;2026-02-01;2026-02-10;;;false;0;0\n"
B = "b;p;DBC;D;;20000;2026-03-01;2026-03-10;;false;false;0;0\n"
CREDIT = "c;p;DBC;C;a;30000;2026-02-01;2026-05-01;;;false;0;0\n"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=";"))


def delivery(folder: Path, *lines: str, personen: str = "p;1980-01-01\n") -> list[str]:
    """Write posts, with what is known of one person; gives the arguments."""
    files = {
        "posten": POSTEN + "".join(lines),
        "personen": "verzekerde_id;geboortedatum\n" + personen,
        "verzekeringen": "verzekerde_id;uzovi;begindatum;einddatum;"
        "vrijwillig_cent\np;0101;2020-01-01;;0\n",
    }
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    given = [(f"--{name}", f"{folder}/{name}.csv") for name in files]
    return [
        "eigenrisico",
        *(part for pair in given for part in pair),
        *("--stand", f"{folder}/stand", "-o", f"{folder}/uit"),
    ]


@pytest.fixture
def deliver(command, tmp_path: Path):
    """Deliver posts to a state."""

    def run(*lines: str, more: tuple = (), **known: str):
        return command(*delivery(tmp_path, *lines, **known), *more)

    return run


def test_credit_in_a_later_delivery_is_told_as_a_difference(deliver, tmp_path):
    assert deliver(A, B).exit_code == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "stand").iterdir()}
    answer = deliver(CREDIT)
    assert answer.exit_code == 0, answer.err
    uit = tmp_path / "uit"
    told = {row["post_id"]: row["patient_cent"] for row in rows(uit / "mutaties.csv")}
    assert told == {"a": "-30000", "b": "11500", "c": "0"}
    (stand,) = rows(uit / "standen.csv")
    assert (stand["uzovi"], stand["verplicht_gebruikt_cent"]) == ("0101", "20000")
    assert all(path.read_bytes() == content for path, content in kept.items())


def test_given_again_the_state_stays_as_it_was(deliver, tmp_path):
    deliver(A, B)
    kept = sorted((tmp_path / "stand").iterdir())
    assert deliver(A, B).exit_code == 0
    assert sorted((tmp_path / "stand").iterdir()) == kept
    assert rows(tmp_path / "uit" / "mutaties.csv") == []
    assert len(rows(tmp_path / "uit" / "verdeling.csv")) == 2


def test_other_content_is_refused_by_name(deliver, tmp_path):
    deliver(A)
    answer = deliver(A.replace("30000", "30001"))
    assert answer.exit_code == 0
    assert "ANDERE_INHOUD" in answer.out
    refused, known = rows(tmp_path / "uit" / "verdeling.csv")
    assert (refused["status"], known["verplicht_cent"]) == ("GEWEIGERD", "30000")


def test_bad_row_is_told_and_the_others_go_on(deliver, tmp_path):
    answer = deliver(A, B.replace("20000", "-1"))
    assert answer.exit_code == 0
    assert [row["post_id"] for row in rows(tmp_path / "uit" / "verdeling.csv")] == ["a"]
    (found,) = rows(tmp_path / "uit" / "tabelbevindingen.csv")
    assert (found["source"], found["column"]) == ("posten", "verzekerd_cent")


@pytest.mark.parametrize(
    ("naam", "waarde", "patient"),
    [("VERPLICHT_CENT", "10000", "10000"), ("verplicht_cent", "10,5", "30000")],
)
def test_parameter_of_the_user_goes_first_and_a_bad_one_is_told(
    deliver, tmp_path, naam, waarde, patient
):
    path = tmp_path / "parameters.csv"
    path.write_text(f"naam;uzovi;begindatum;einddatum;waarde\n{naam};0101;;;{waarde}\n")
    assert deliver(A, more=("--parameters", path)).exit_code == 0
    (row,) = rows(tmp_path / "uit" / "verdeling.csv")
    assert row["patient_cent"] == patient
    found = rows(tmp_path / "uit" / "tabelbevindingen.csv")
    assert bool(found) == (patient == "30000")


def test_statement_is_of_one_person_and_goes_when_it_is_not_asked(deliver, tmp_path):
    deliver(A, B, more=("--overzicht",))
    (path,) = (tmp_path / "uit" / "overzichten").iterdir()
    text = path.read_text()
    assert "verplicht eigen risico EUR 385,00, daarvan gebruikt EUR 385,00" in text
    assert "Nota b\n" in text
    assert "U betaalt EUR 85,00, de verzekeraar EUR 115,00." in text
    deliver(A, B)
    assert not list((tmp_path / "uit" / "overzichten").iterdir())


def test_persons_without_birth_dates_are_no_persons(deliver, tmp_path):
    deliver(A)
    (tmp_path / "p.csv").write_text("verzekerde_id\np\n")
    answer = deliver(A, more=("--personen", tmp_path / "p.csv"))
    assert answer.exit_code == 3
    assert "geboortedatum" in answer.err


def test_state_that_is_not_as_it_was_written_is_refused(deliver, tmp_path):
    deliver(A)
    state = tmp_path / "stand"
    for path in sorted(state.glob("*.parquet")):
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        answer = deliver(B)
        assert answer.exit_code == 3
        assert path.name in answer.err
        path.unlink()
        assert deliver(B).exit_code == 3
        path.write_bytes(content)
    record = state / "000001_posten.parquet.provenance.json"
    record.unlink()
    assert "no record" in deliver(B).err
    assert not list(state.glob("000002_*"))


def test_delivery_that_was_added_to_another_state_is_refused(deliver, tmp_path):
    state, other = tmp_path / "stand", tmp_path / "ander"
    deliver(B)
    deliver(A)
    state.rename(other)
    deliver(A)
    deliver(B)
    for path in other.glob("000002_*"):
        shutil.copy(path, state)
    answer = deliver(CREDIT)
    assert answer.exit_code == 3
    assert "000002_posten.parquet: was not added to 000001" in answer.err


def test_delivery_that_stands_in_the_state_twice_is_refused(deliver, tmp_path):
    state = tmp_path / "stand"
    deliver(A)
    deliver(B)
    for path in state.glob("000002_*"):
        shutil.copy(path, state / path.name.replace("000002", "000003"))
    answer = deliver(CREDIT)
    assert answer.exit_code == 3
    assert "was not added to 000002_posten.parquet" in answer.err


def test_input_among_the_statements_of_an_earlier_run_is_no_statement(
    deliver, tmp_path
):
    deliver(A)
    posten = tmp_path / "uit" / "overzichten" / "posten.txt"
    posten.parent.mkdir()
    shutil.copy(tmp_path / "posten.csv", posten)
    before = posten.read_bytes()
    answer = deliver(A, more=("--posten", posten))
    assert answer.exit_code == 2
    assert "is named twice" in answer.err
    assert posten.read_bytes() == before


def test_statement_and_posts_that_a_killed_run_left_go(deliver, tmp_path):
    folder = tmp_path / "uit" / "overzichten"
    folder.mkdir(parents=True)
    (folder / f".0123456789abcdef.txt{STAGED}").write_text("of a patient")
    assert deliver(A).exit_code == 0
    assert list(folder.iterdir()) == []
    left = tmp_path / "stand" / f".000002_posten.parquet{STAGED}"
    left.write_text("of a patient")
    assert deliver(A).exit_code == 0
    assert not left.exists()


def test_two_runs_do_not_add_to_one_state_at_once(deliver, tmp_path):
    deliver(A)
    state = tmp_path / "stand"
    with KernelLock(state / f".stand{LOCK}", "busy"):
        answer = deliver(B)
    assert answer.exit_code == 3
    assert "in use" in answer.err
    assert deliver(B).exit_code == 0


UNTIL = """
import os, pathlib, sys
from billing.cli import main

left, rename = int(sys.argv.pop(1)), pathlib.Path.replace

def replace(path, target):
    global left
    if pathlib.Path(target).parent.name == "stand":
        if left == 0:
            os._exit(9)
        left -= 1
    return rename(path, target)

pathlib.Path.replace = replace
main()
"""
"""The command, which dies before it has put so many files of the state in place."""


def test_run_that_is_cut_off_while_it_adds_to_the_state_loses_nothing(
    deliver, tmp_path
):
    state, mutaties = tmp_path / "stand", tmp_path / "uit" / "mutaties.csv"
    deliver(A)
    shutil.copytree(state, tmp_path / "before")
    assert deliver(B).exit_code == 0
    wanted = mutaties.read_text()
    assert len(wanted.splitlines()) == 2
    codes = []
    while 0 not in codes:
        shutil.rmtree(state)
        shutil.copytree(tmp_path / "before", state)
        arguments = [str(len(codes)), *delivery(tmp_path, B)]
        codes.append(
            subprocess.run([sys.executable, "-c", UNTIL, *arguments]).returncode
        )
        if codes[-1]:
            assert deliver(B).exit_code == 0
            assert mutaties.read_text() == wanted
    assert codes == [9] * 6 + [0]
    deliver(CREDIT)
    told = {row["post_id"]: row["patient_cent"] for row in rows(mutaties)}
    assert told == {"a": "-30000", "b": "11500", "c": "0"}
