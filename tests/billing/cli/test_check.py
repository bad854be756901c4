"""``dbc-grouper check``: what a desk and a hospital do with it, on small messages."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import dbc_grouper_data
import polars as pl
import pytest
from support.declaraties.basis import BSN, Situatie
from support.declaraties.opbouw import write_messages
from support.declaraties.wijziging import situation

from tabellen.sets.publishing import STAGED
from tabellen.sets.setrecord import ENDING

DAY = ("--ontvangen", "2024-07-05")
TABLES = ("regels", "bevindingen", "controles", "bestanden", "historie", "posten")

Check = Callable[..., object]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=";"))


def tables_of(situatie: Situatie, folder: Path) -> Path:
    """The registers of a situation as files."""
    folder.mkdir()
    for naam, table in situatie.tabellen.items():
        frame = pl.DataFrame(table, infer_schema_length=None)
        flags = [name for name, dtype in frame.schema.items() if dtype == pl.Boolean]
        frame.with_columns(
            pl.when(pl.col(name)).then(pl.lit("J")).otherwise(pl.lit("N")).alias(name)
            for name in flags
        ).write_csv(folder / f"{naam}.csv", separator=";")
    sets = dbc_grouper_data.declaraties_path().glob("codeverzameling*.csv")
    for path in sets:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def delivered(tmp_path: Path):
    """The messages of a change of the base in words, and the tables beside them."""

    def write(wijziging: str = "", name: str = "in") -> list[Path]:
        folder = tmp_path / name
        folder.mkdir()
        situatie = situation(wijziging)
        if not (tmp_path / "registers").exists():
            tables_of(situatie, tmp_path / "registers")
        return write_messages(situatie, folder)

    return write


def run_check(
    command: Check, release: Path, registers: Path, out: Path, *given: object
) -> object:
    """Run the command on files, against the example; gives what it answered."""
    return command(
        "check",
        *given,
        *("--release", release),
        *("--tarieven", dbc_grouper_data.tarieven_path()),
        *("--registers", registers, "-o", out),
    )


@pytest.fixture
def check(command, tmp_path: Path, release: Path):
    def run(*files: object, out: str = "uit", day: tuple[str, ...] = DAY):
        registers = tmp_path / "registers"
        return run_check(command, release, registers, tmp_path / out, *files, *day)

    return run


@dataclass(frozen=True)
class Earlier:
    """A run that several tests look at, and that none changes."""

    files: list[Path]
    registers: Path
    out: Path
    answer: object

    def found(self) -> list[dict[str, str]]:
        return rows(self.out / "bevindingen.csv")


ALL_FORMS = ("--vorm", "parquet,xlsx", "--vorm", "json,zh309")


@pytest.fixture(scope="module")
def earlier(command, release: Path, tmp_path_factory: pytest.TempPathFactory):
    """The run in all forms of a change of the base in words; made once."""

    @cache
    def make(wijziging: str) -> Earlier:
        folder = tmp_path_factory.mktemp("earlier")
        situatie = situation(wijziging)
        registers = tables_of(situatie, folder / "registers")
        (folder / "in").mkdir()
        files = write_messages(situatie, folder / "in")
        out = folder / "uit"
        given = (*files, *DAY, *ALL_FORMS)
        answer = run_check(command, release, registers, out, *given)
        return Earlier(files, registers, out, answer)

    return make


CLEAN, REFUSED = "", "dbc: 0410=15X999"


def test_clean_delivery_is_paid_and_all_tables_are_there(earlier):
    answer, out = earlier(CLEAN).answer, earlier(CLEAN).out
    assert answer.exit_code == 0, answer.err
    assert {path.stem for path in out.glob("*.csv")} >= set(TABLES)
    assert [row["besluit"] for row in rows(out / "regels.csv")] == ["VOLLEDIG"] * 3
    (bestand,) = rows(out / "bestanden.csv")
    assert bestand["ingediend_cent"] == bestand["toegekend_cent"] == "299436"
    assert bestand["besluit"] == "VOLLEDIG"
    assert len(rows(out / "posten.csv")) == 3
    assert "VOLLEDIG" in answer.out
    assert "2,994.36" in answer.out


def test_refused_line_ends_well_unless_strict(check, delivered, earlier):
    assert earlier(REFUSED).answer.exit_code == 0
    assert check(*delivered(REFUSED), "--strict").exit_code == 1
    assert check(*delivered(CLEAN, "in2"), "--strict").exit_code == 0


def test_amounts_add_up_on_every_line(check, delivered, tmp_path):
    check(*delivered("dbc: 0410=15X999 / ozp.06: 0614=4000, 0617=4000, 0620=4000"))
    for row in rows(tmp_path / "uit" / "regels.csv"):
        claimed, allowed, risk = (
            int(row[f"{name}_cent"])
            for name in ("gedeclareerd", "toegestaan", "risico")
        )
        assert claimed == allowed + risk


OTHER_PERSON = "02: 0207=19760515, 0210=Anders"


def test_nothing_of_a_person_is_on_the_screen(earlier):
    answer = earlier(OTHER_PERSON).answer
    assert answer.exit_code == 0
    for secret in (BSN, "19760515", "Anders", "Voorbeeld,"):
        assert secret not in answer.out + answer.err


def test_person_stands_in_history_and_nowhere_else(earlier):
    out = earlier(OTHER_PERSON).out
    holding = {
        path.stem
        for path in out.rglob("*")
        if path.suffix in {".csv", ".json"} and BSN in path.read_text("utf-8")
    }
    assert holding == {"historie"}
    assert {path.stat().st_mode & 0o777 for path in out.glob("*.*")} == {0o600}


def test_every_form_holds_the_same_rows(earlier):
    out = earlier(REFUSED).out
    for name in TABLES:
        whole = pl.read_parquet(out / f"{name}.parquet")
        assert whole.height == len(rows(out / f"{name}.csv"))
        assert whole.height == len(pl.read_json(out / f"{name}.json"))
        if whole.height:
            assert whole.height == pl.read_excel(out / f"{name}.xlsx").height


def test_forms_of_an_earlier_run_do_not_stay(check, delivered, earlier, tmp_path):
    files = delivered()
    shutil.copytree(earlier(CLEAN).out, tmp_path / "uit")
    assert (tmp_path / "uit" / "retour" / "bericht1.zh309").exists()
    check(*files)
    assert not list((tmp_path / "uit").rglob("*.parquet"))
    assert not list((tmp_path / "uit").rglob("*.zh309"))


def test_answer_says_what_is_paid(earlier):
    answer = (earlier(REFUSED).out / "retour" / "bericht1.zh309").read_bytes()
    lines = answer.split(b"\r\n")
    assert {len(line) for line in lines[:-1]} == {670}
    assert lines[3][:2] == b"06"
    # Refused for its code, on the 04: nothing is due, and the 06 was held by that.
    assert lines[3][610:632] == b"00000000D00000000D8002"
    assert lines[0][642:646] == b"0200"


def test_amount_without_a_prestatie_is_answered_and_not_paid(
    check, delivered, tmp_path
):
    (message,) = delivered()
    lines = message.read_bytes().split(b"\r\n")
    assert lines[2][:2] == b"04"
    message.write_bytes(b"\r\n".join(lines[:2] + lines[3:]))
    assert check(message, "--vorm", "zh309").exit_code == 0
    answer = (tmp_path / "uit" / "retour" / "bericht1.zh309").read_bytes()
    loose = answer.split(b"\r\n")[2]
    assert loose[:2] == b"06"
    # Refused for its place (F03), which code stands before that of its nesting.
    assert loose[610:632] == b"00000000D00000000D8026"


def test_rerun_of_one_delivery_is_the_same_byte_for_byte(
    check, delivered, earlier, tmp_path
):
    check(*delivered(REFUSED), *ALL_FORMS)
    a, b = earlier(REFUSED).out, tmp_path / "uit"
    for path in sorted(a.rglob("*")):
        # How long a check took differs, and so does the record, which has its hash.
        timed = path.name.startswith("controles") or path.name.endswith(ENDING)
        if path.is_file() and not timed:
            assert path.read_bytes() == (b / path.relative_to(a)).read_bytes(), path
    seconds = [
        [{**row, "seconden": ""} for row in rows(each / "controles.csv")]
        for each in (a, b)
    ]
    assert seconds[0] == seconds[1]


def test_own_history_refuses_no_rerun_but_another_day_does(
    check, delivered, earlier, tmp_path
):
    files = delivered()
    historie = ("--historie", earlier(CLEAN).out / "historie.csv")
    assert check(*files, *historie, "--strict").exit_code == 0
    later = check(*files, *historie, day=("--ontvangen", "2024-07-06"))
    assert later.exit_code == 0
    found = {row["check_id"] for row in rows(tmp_path / "uit" / "bevindingen.csv")}
    assert "F26" in found
    besluiten = {row["besluit"] for row in rows(tmp_path / "uit" / "regels.csv")}
    assert besluiten == {"NIET_BEOORDEELD"}


def test_one_bad_file_does_not_stop_the_others(check, delivered, tmp_path):
    files = delivered()
    (tmp_path / "geen.zh308").write_text("dit is geen bericht\r\n")
    answer = check(tmp_path / "geen.zh308", tmp_path / "weg.zh308", *files)
    assert answer.exit_code == 3
    assert "geen.zh308" in answer.err
    assert "weg.zh308" in answer.err
    assert len(rows(tmp_path / "uit" / "regels.csv")) == 3


def test_answers_that_a_killed_run_left_go(check, delivered, tmp_path):
    left = tmp_path / "uit" / "retour" / f".uitvoer{STAGED}"
    left.mkdir(parents=True)
    (left / "a.zh309").write_text("of a patient")
    check(*delivered("01: 0105=T"))
    assert (tmp_path / "uit" / "regels.csv").exists()
    assert list(left.parent.iterdir()) == []


def test_test_run_takes_test_messages_only_and_writes_no_history(
    check, delivered, tmp_path
):
    assert check(*delivered("01: 0105=T"), "--proef", "--strict").exit_code == 0
    assert not (tmp_path / "uit" / "historie.csv").exists()
    check(*delivered("01: 0105=T", "in2"))
    found = {row["check_id"] for row in rows(tmp_path / "uit" / "bevindingen.csv")}
    assert "F05" in found


def test_desk_and_person_change_what_a_check_leads_to(
    check, delivered, earlier, tmp_path
):
    files = delivered(REFUSED)
    failed = {
        row["check_id"]
        for row in earlier(REFUSED).found()
        if row["uitkomst"] == "FAALT" and row["gevolg"] == "RJ"
    }
    (tmp_path / "keuzes.csv").write_text(
        "check_id;gevolg;verplicht;uzovi;begindatum;einddatum;reden\n"
        + "".join(f"{each};SIG;;;;;overgangsjaar\n" for each in failed)
    )
    answer = check(*files, "--checks", tmp_path / "keuzes.csv", "--strict")
    assert answer.exit_code == 0
    assert "overgangsjaar" in answer.out
    (tmp_path / "vrij.csv").write_text(
        "referentienummer;check_id;wie;datum;reden\n"
        + "".join(f"R0001;{each};AB;2024-07-06;gezien\n" for each in failed)
    )
    answer = check(*files, "--vrijgaven", tmp_path / "vrij.csv", "--strict")
    assert answer.exit_code == 0
    assert "gezien" in answer.out


def test_hospital_reads_its_answer_back(check, delivered, earlier, tmp_path):
    answer = check(
        *delivered(REFUSED),
        *("--rol", "zorgaanbieder"),
        *("--retour", earlier(REFUSED).out / "retour" / "bericht1.zh309"),
    )
    assert answer.exit_code == 0, answer.err
    status = [row["status"] for row in rows(tmp_path / "uit" / "antwoorden.csv")]
    assert status == ["AFGEWEZEN", "TOEGEWEZEN", "TOEGEWEZEN"]


@pytest.mark.parametrize("given", [b"", b"geen antwoord", None])
def test_what_is_no_answer_is_named(check, delivered, tmp_path, given):
    """None: the message itself. No line may look answered, or refused, by it."""
    (message,) = delivered()
    other = tmp_path / "ander.zh309"
    other.write_bytes(message.read_bytes() if given is None else given)
    answer = check(message, "--rol", "zorgaanbieder", "--retour", other)
    assert answer.exit_code == 3
    assert "ander.zh309: " in answer.err
    status = {row["status"] for row in rows(tmp_path / "uit" / "antwoorden.csv")}
    assert status == {"NIET_GEVONDEN"}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("--vorm", "pdf"), "--vorm"),
        (("--uzovi", "33"), "--uzovi"),
        (("--rol", "patient"), "--rol"),
        (("--retour", "x.zh309"), "--retour"),
    ],
)
def test_bad_call_is_told_and_writes_nothing(check, delivered, tmp_path, given, word):
    answer = check(*delivered(), *given)
    assert answer.exit_code == 2
    assert word in answer.err
    assert not (tmp_path / "uit").exists()


def test_folder_of_the_messages_is_no_output(command, delivered, tmp_path):
    (message,) = delivered()
    answer = command("check", message, "-o", message)
    assert answer.exit_code == 2
    assert message.stat().st_size == 10 * 612


def test_answer_that_is_read_is_not_taken_away_as_an_old_one(
    check, delivered, earlier, tmp_path
):
    files = delivered()
    shutil.copytree(earlier(CLEAN).out, tmp_path / "uit")
    own = tmp_path / "uit" / "retour" / "bericht1.zh309"
    kept = own.read_bytes()
    answer = check(*files, "--rol", "zorgaanbieder", "--retour", own)
    assert answer.exit_code == 2
    assert "bericht1.zh309" in answer.err
    assert own.read_bytes() == kept


def test_history_that_was_changed_since_is_refused(check, delivered, earlier, tmp_path):
    files = delivered()
    shutil.copytree(earlier(CLEAN).out, tmp_path / "uit")
    history = tmp_path / "uit" / "historie.csv"
    again = ("--historie", history)
    assert check(*files, *again, out="b").exit_code == 0
    history.write_bytes(history.read_bytes()[:-1])
    answer = check(*files, *again, out="c")
    assert answer.exit_code == 3
    assert "is not the file" in answer.err
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("form", ["message", "zip", "frames"])
def test_no_form_of_messages_goes_past_the_budget(check, delivered, tmp_path, form):
    from declarations import read_zh308, to_frames

    (given,) = delivered()
    if form == "zip":
        with ZipFile(tmp_path / "levering.zip", "w") as packed:
            packed.write(given, given.name)
        given = tmp_path / "levering.zip"
    if form == "frames":
        folder = tmp_path / "frames"
        folder.mkdir()
        for name, frame in to_frames(read_zh308(given)).items():
            frame.write_parquet(folder / f"{name}.parquet")
        given = folder
    answer = check(given, "--max-memory", "1MiB")
    assert answer.exit_code == 3
    assert "fewer files at a time" in answer.err
    assert not (tmp_path / "uit").exists()


def test_catalogue_is_printed_for_people_and_programs(command):
    assert "BSN 11-proef" in command("check", "--list").out
    table = command("check", "--list", "--vorm", "csv").out.splitlines()
    assert table[0].startswith("check_id;naam;niveau;")
    assert len({line.split(";")[0] for line in table[1:]}) > 130


def test_own_numbers_refuse_the_lines_of_another(check, delivered, tmp_path):
    files = delivered()
    both = ("--uzovi", "9101", "--uzovi", "9102")
    assert check(*files, *both, "--strict").exit_code == 0
    check(*files, "--uzovi", "9301")
    found = {row["check_id"] for row in rows(tmp_path / "uit" / "bevindingen.csv")}
    assert "P07" in found


def test_frames_of_a_message_are_read_like_the_message(
    check, delivered, earlier, tmp_path
):
    from declarations import read_zh308, to_frames

    (message,) = delivered()
    folder = tmp_path / "frames"
    folder.mkdir()
    for name, frame in to_frames(read_zh308(message)).items():
        frame.write_csv(folder / f"{name}.csv", separator=";")
    check(folder)
    outs = (earlier(CLEAN).out, tmp_path / "uit")
    a, b = (rows(out / "regels.csv") for out in outs)
    drop = ("bestand", "verzekerde_sleutel")
    assert [{k: v for k, v in row.items() if k not in drop} for row in a] == [
        {k: v for k, v in row.items() if k not in drop} for row in b
    ]


def test_registers_alone_are_enough(command, delivered, tmp_path):
    (message,) = delivered()
    answer = command(
        *("check", message, *DAY),
        *("--registers", tmp_path / "registers", "-o", tmp_path / "uit"),
    )
    assert answer.exit_code == 0, answer.err
    told = {row["check_id"]: row for row in rows(tmp_path / "uit" / "controles.csv")}
    assert told["P03"]["voldoet"] == "1"
    assert told["T01"]["voldoet"] == told["G01"]["voldoet"] == "0"
    assert int(told["T01"]["niet_beoordeelbaar"]) == 3


def test_register_that_lost_a_row_refuses_nobody(check, delivered, earlier, tmp_path):
    change = "tabel personen: bsn=123456782"
    files = delivered(change)
    assert "P03" in {row["check_id"] for row in earlier(change).found()}
    with (tmp_path / "registers" / "personen.csv").open("a") as stream:
        stream.write("P0002;111222333;;Voorbeeld;;geen dag;1;\n")
    answer = check(*files)
    besluiten = {row["besluit"] for row in rows(tmp_path / "uit" / "regels.csv")}
    assert besluiten == {"VOLLEDIG"}
    assert "personen.csv" in answer.out
