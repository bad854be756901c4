"""A night is there as a whole or not at all, and the one before it until then."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import billing.night.run
from billing.gates import GateError
from billing.night.folder import LAATSTE, NightFolder
from tabellen.errors import CallError, InputFileError, OutputFileError
from tabellen.sets.kernellock import LockHeldError
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output
from tabellen.sets.setrecord import GEWEIGERD, OF_A_RUN, file_sha256

DAY = date(2025, 1, 31)
SAID = {"formaat": 1}


def run(out: Path, text: str = "of this run", keep: int = 5) -> Path:
    with NightFolder(out, DAY, keep) as folder:
        (folder.staged / "grouped.parquet").write_text(text)
        folder.publish(SAID)
    return folder.final


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_run_appears_under_a_number_and_the_link_points_to_it(tmp_path):
    out = tmp_path / "diep" / "uit"
    first, second = run(out, "one"), run(out, "two")
    assert names(out) == ["000001-2025-01-31", "000002-2025-01-31", LAATSTE]
    assert (out / LAATSTE).resolve() == second.resolve()
    assert (first / "grouped.parquet").read_text() == "one"
    assert (out / LAATSTE / "grouped.parquet").read_text() == "two"


def test_record_of_a_run_names_its_files_with_bytes_and_hash(tmp_path):
    path = run(tmp_path / "uit")
    (found,) = json.loads((path / OF_A_RUN).read_text())["set"]["bestanden"]
    assert found["naam"] == "grouped.parquet"
    assert found["bytes"] == len("of this run")
    assert found["sha256"] == file_sha256(path / "grouped.parquet")


def test_as_many_runs_stay_as_are_kept(tmp_path):
    for _ in range(4):
        last = run(tmp_path / "uit", keep=2)
    assert names(tmp_path / "uit") == [
        "000003-2025-01-31",
        "000004-2025-01-31",
        LAATSTE,
    ]
    assert (tmp_path / "uit" / LAATSTE).resolve() == last.resolve()


def test_run_that_fails_leaves_nothing_and_the_run_before_it(tmp_path):
    out = tmp_path / "uit"
    run(out, "one")

    def fail() -> None:
        with NightFolder(out, DAY) as folder:
            (folder.staged / "grouped.parquet").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert names(out) == ["000001-2025-01-31", LAATSTE]
    assert (out / LAATSTE / "grouped.parquet").read_text() == "one"


def test_refused_run_has_rejected_rows_and_findings_alone(tmp_path):
    out = tmp_path / "uit"
    before = run(out, "one")
    with NightFolder(out, DAY) as folder:
        for name in ("grouped.parquet", "rejected.csv", "findings.csv"):
            (folder.staged / name).write_text("two")
        folder.publish_refused(SAID)
    assert names(folder.final) == ["findings.csv", "rejected.csv", OF_A_RUN]
    assert (
        json.loads((folder.final / OF_A_RUN).read_text())["set"]["toestand"]
        == GEWEIGERD
    )
    assert (out / LAATSTE).resolve() == before.resolve()


def test_second_run_on_one_folder_is_refused_by_name(tmp_path):
    with NightFolder(tmp_path / "uit", DAY), pytest.raises(LockHeldError, match="uit"):
        run(tmp_path / "uit")


def test_what_a_killed_run_left_goes_with_the_next(tmp_path):
    out = tmp_path / "uit"
    left = run(out)
    shutil.copytree(left, out / ".000007-2025-01-31.dbc-grouper.tmp")
    (out / ".laatste.dbc-grouper.lock").touch()
    (out / ".000001-2025-01-31.dbc-grouper.lock").touch()
    run(out)
    assert names(out) == ["000001-2025-01-31", "000002-2025-01-31", LAATSTE]


def test_another_command_that_writes_there_leaves_a_living_night_alone(tmp_path):
    out = tmp_path / "uit"
    with NightFolder(out, DAY) as folder:
        (folder.staged / "grouped.parquet").write_text("rows")
        with OutputSet(out / "loose.csv") as outputs:
            outputs.new(out / "loose.csv").write_text("rows")
            outputs.publish()
        assert (folder.staged / "grouped.parquet").read_text() == "rows"
        folder.publish(SAID)
    assert names(out) == ["000001-2025-01-31", LAATSTE, "loose.csv"]


def test_files_of_a_person_in_the_folder_stay(tmp_path):
    out = tmp_path / "uit"
    out.mkdir()
    (out / "notities.csv").touch()
    (out / "grouped.parquet").touch()
    with NightFolder(out, DAY, 1) as folder:
        assert folder.left_of_before == ("grouped.parquet",)
        folder.publish(SAID)
    assert {"notities.csv", "grouped.parquet"} <= set(names(out))


@pytest.mark.parametrize("what", ["out", "link"])
def test_place_that_is_no_folder_or_link_is_a_bad_call(tmp_path, what):
    if what == "out":
        (tmp_path / "uit").touch()
    else:
        (tmp_path / "uit" / LAATSTE).mkdir(parents=True)
    with pytest.raises(CallError, match="uit"):
        run(tmp_path / "uit")


def test_folder_that_cannot_be_made_is_named():
    with pytest.raises(OutputFileError, match="/proc/uit"):
        run(Path("/proc/uit"))


def test_night_that_a_gate_refuses_says_where_its_findings_are(
    tmp_path, monkeypatch, command
):
    (tmp_path / "s.csv").write_text("subtraject_nummer\n")
    path = tmp_path / "nacht.toml"
    path.write_text(
        'out = "uit"\nverwerkingsdatum = 2025-01-31\n'
        '[group]\nreleases = ["r"]\nsubtrajecten = "s.csv"\n'
    )

    def refuse(*_, findings: Path, out: Path, **__):
        out.write_text("never")
        findings.write_text("why")
        raise GateError("Too many.", ("max_rejected",)).beside([findings])

    monkeypatch.setattr(billing.night.run, "group_files", refuse)
    answer = command("run", path)
    assert answer.exit_code == 1
    place = tmp_path / "uit" / "000001-2025-01-31" / "findings.csv"
    assert str(place) in answer.err.replace("\n", "")
    assert place.read_text() == "why"
    assert names(tmp_path / "uit") == ["000001-2025-01-31"]


def test_changed_file_of_a_night_says_to_run_the_night_again(tmp_path):
    with NightFolder(tmp_path / "uit", DAY) as folder:
        path = folder.staged / "grouped.csv"
        with OutputSet(path, "group") as outputs:
            outputs.new(path).write_text("rows")
            outputs.publish({path: SAID})
        folder.publish(SAID)
    path = tmp_path / "uit" / LAATSTE / "grouped.csv"
    assert check_output(path).set_id is not None
    path.write_text("other rows")
    with pytest.raises(InputFileError, match="run dbc-grouper run again"):
        check_output(path)


def test_link_that_cannot_be_replaced_leaves_nothing_behind(tmp_path, monkeypatch):
    out = tmp_path / "uit"
    run(out)
    replace = Path.replace

    def failing(self, target):
        if Path(target).name == LAATSTE:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with NightFolder(out, DAY) as folder:
        (folder.staged / "grouped.parquet").write_text("of the second")
        monkeypatch.setattr(Path, "replace", failing)
        with pytest.raises(OutputFileError, match="No space left"):
            folder.publish(SAID)
    monkeypatch.undo()
    assert (out / LAATSTE / "grouped.parquet").read_text() == "of this run"
    assert not [name for name in names(out) if name.startswith(f".{LAATSTE}.dbc")]
