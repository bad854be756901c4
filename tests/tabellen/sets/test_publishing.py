"""A set of outputs is in place as a whole, behind one record, or not at all."""

import fcntl
import json
import os
import signal
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from tabellen.errors import CallError, InputFileError, OutputFileError
from tabellen.sets.interruption import uninterrupted
from tabellen.sets.kernellock import KernelLock, LockHeldError
from tabellen.sets.newfiles import LEAST_ROOM
from tabellen.sets.publishing import LOCK, STAGED, OutputSet
from tabellen.sets.readable import check_one_run, check_output, unchecked, unconfirmed
from tabellen.sets.setrecord import GEWEIGERD, HEEL, VERVANGEN, file_sha256, record_path
from tabellen.sets.sleutel import Sleutel

SAID = {"formaat": 1, "invoer": {"s.csv": "ab"}}


SLEUTEL = Sleutel(bytes(range(32)))


def write(
    folder: Path, text: str, *, toestand: str = HEEL, sleutel: Sleutel | None = None
) -> tuple[Path, Path]:
    """Publish a set of two files with records and one without."""
    main, other = folder / "grouped.csv", folder / "ozp.csv"
    with OutputSet(main, "group", sleutel=sleutel) as outputs:
        for path in (main, other):
            outputs.new(path).write_text(f"{text} {path.name}")
            outputs.count(path, 1)
        outputs.add_text(folder / "grouped.csv.findings.csv", text)
        outputs.publish({main: SAID, other: SAID}, toestand=toestand)
    return main, other


@pytest.mark.parametrize(
    ("blocks", "room", "is_taken"),
    [
        (100, LEAST_ROOM, True),
        (100, LEAST_ROOM - 1, False),
        (100, 0, False),
        # /proc and its like count no blocks; what is wrong there the first file tells.
        (0, 0, True),
    ],
)
def test_disk_that_is_as_good_as_full_is_refused_beforehand(
    tmp_path, monkeypatch, blocks, room, is_taken
):
    disk = SimpleNamespace(f_blocks=blocks, f_bavail=room, f_frsize=1)
    monkeypatch.setattr(os, "statvfs", lambda _: disk)
    if is_taken:
        assert write(tmp_path, "one")[0].read_text() == "one grouped.csv"
        return
    with pytest.raises(OutputFileError, match=r"grouped.csv: [0-9,]+ KiB is free on"):
        write(tmp_path, "one")
    assert names(tmp_path) == []


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_record_names_each_file_with_bytes_rows_and_hash(tmp_path):
    main, other = write(tmp_path, "one")
    said = json.loads(record_path(main).read_text())
    assert said["formaat"] == 1
    assert said["set"]["toestand"] == HEEL
    found = {own["naam"]: own for own in said["set"]["bestanden"]}
    assert list(found) == ["grouped.csv", "ozp.csv", "grouped.csv.findings.csv"]
    for path in (main, other):
        own = found[path.name]
        assert (own["bytes"], own["rijen"]) == (path.stat().st_size, 1)
        assert own["sha256"] == file_sha256(path)
    short = json.loads(record_path(other).read_text())["set"]
    assert short["record"] == "grouped.csv.provenance.json"
    assert short["id"] == said["set"]["id"]


def test_files_are_checked_by_their_records(tmp_path):
    outputs = [check_output(path) for path in write(tmp_path, "one")]
    check_one_run(outputs, "group")
    assert unchecked(outputs) == ()
    assert outputs[0].invoer == {"ab"}


def test_same_content_gives_the_same_record(tmp_path):
    (main, _), before = write(tmp_path, "one"), None
    for _ in range(2):
        main, _ = write(tmp_path, "one")
        after = record_path(main).read_bytes()
        assert before in (None, after)
        before = after


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", ["longer", "other", "empty"])
def test_changed_file_is_refused_by_name(tmp_path, which, change):
    path = write(tmp_path, "one")[which]
    text = path.read_text()
    path.write_text({"longer": text + text, "other": text.upper(), "empty": ""}[change])
    with pytest.raises(InputFileError, match=f"{path.name}: .*run dbc-grouper group"):
        check_output(path)


@pytest.mark.parametrize("with_record", [False, True])
def test_file_of_another_run_is_refused(tmp_path, with_record):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    a, b = write(tmp_path / "a", "one"), write(tmp_path / "b", "two")
    other = check_output(b[1])
    with pytest.raises(InputFileError, match="of two runs"):
        check_one_run([check_output(a[0]), other], "group")
    b[1].replace(a[1])
    if with_record:
        record_path(b[1]).replace(record_path(a[1]))
    with pytest.raises(InputFileError, match="run dbc-grouper group again"):
        check_output(a[1])


def test_file_without_a_record_is_taken_and_told(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("of a person")
    own = check_output(write(tmp_path, "one")[0])
    check_one_run([own, check_output(path)], "group")
    assert unchecked([own, check_output(path)]) == ("lines.csv",)


def test_record_of_an_earlier_version_is_taken_and_told(tmp_path):
    main, _ = write(tmp_path, "one")
    record_path(main).write_text(json.dumps(SAID))
    assert unchecked([check_output(main)]) == ("grouped.csv",)


def test_moved_folder_and_renamed_file_are_still_what_they_were(tmp_path):
    (tmp_path / "a").mkdir()
    write(tmp_path / "a", "one")
    (tmp_path / "a").rename(tmp_path / "b")
    main, other = tmp_path / "b" / "grouped.csv", tmp_path / "b" / "ozp.csv"
    assert check_output(other).set_id == check_output(main).set_id
    main.replace(tmp_path / "b" / "g.csv")
    record_path(main).replace(record_path(tmp_path / "b" / "g.csv"))
    assert check_output(tmp_path / "b" / "g.csv").set_id is not None


@pytest.mark.parametrize("key", ["toestand", "id", "bestanden"])
def test_record_that_was_edited_is_refused(tmp_path, key):
    main, _ = write(tmp_path, "one")
    said = json.loads(record_path(main).read_text())
    del said["set"][key]
    record_path(main).write_text(json.dumps(said))
    with pytest.raises(InputFileError, match="damaged"):
        check_output(main)


def test_hash_put_right_in_the_record_alone_is_refused(tmp_path):
    main, _ = write(tmp_path, "one")
    said = json.loads(record_path(main).read_text())
    main.write_text("tampered")
    said["set"]["bestanden"][0]["sha256"] = file_sha256(main)
    record_path(main).write_text(json.dumps(said))
    with pytest.raises(InputFileError, match="damaged"):
        check_output(main)


def test_sealed_set_is_taken_with_the_key_and_told_without_it(tmp_path):
    sealed = [check_output(path) for path in write(tmp_path, "one", sleutel=SLEUTEL)]
    assert unconfirmed(sealed) == ("grouped.csv", "ozp.csv")
    paths = [each.path for each in sealed]
    assert unconfirmed([check_output(path, SLEUTEL) for path in paths]) == ()
    other = Sleutel(bytes(range(1, 33)))
    with pytest.raises(InputFileError, match="sealed with another key"):
        check_output(paths[1], other)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", ["said", "seal"])
def test_record_of_the_set_and_its_own_both_have_to_be_sealed(tmp_path, which, change):
    paths = write(tmp_path, "one", sleutel=SLEUTEL)
    record = record_path(paths[which])
    said = json.loads(record.read_text())
    if change == "seal":
        del said["zegel"]
    else:
        said["invoer"] = {"s.csv": "ff"}
    record.write_text(json.dumps(said))
    expected = "is not sealed" if change == "seal" else "changed after it was sealed"
    with pytest.raises(InputFileError, match=f"{record.name} .*{expected}"):
        check_output(paths[1], SLEUTEL)
    # Nobody can tell without the key.
    assert unconfirmed([check_output(paths[1])]) == ("ozp.csv",)


def test_file_of_ours_without_a_record_is_refused_with_a_key(tmp_path):
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(InputFileError, match="no record beside it that is sealed"):
        check_output(tmp_path / "a.csv", SLEUTEL)
    assert check_output(tmp_path / "a.csv", SLEUTEL, of_ours=False).set_id is None


@pytest.mark.parametrize("which", [0, 1])
def test_set_that_a_delivery_was_refused_for_is_refused(tmp_path, which):
    paths = write(tmp_path, "one")
    with OutputSet(paths[0], "group") as outputs:
        outputs.add_text(tmp_path / "grouped.csv.findings.csv", "why")
        outputs.publish({paths[0]: SAID}, toestand=GEWEIGERD)
    with pytest.raises(InputFileError, match="was refused"):
        check_output(paths[which])


class Killed(BaseException):
    pass


def renames_of(folder: Path, monkeypatch) -> int:
    """How many renames publish a set there."""
    (folder / "count").mkdir()
    write(folder / "count", "one")
    counted: list[Path] = []
    rename = Path.replace

    def count(path: Path, target: Path) -> Path:
        counted.append(path)
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", count)
        write(folder / "count", "two")
    return len(counted)


def state_of(paths: tuple[Path, ...]) -> str:
    """Which run the files are of; refused where their readers refuse them."""
    try:
        sets = {check_output(path).set_id for path in paths}
    except InputFileError as fault:
        return "refused" if "was cut off while it replaced" in str(fault) else "?"
    texts = {path.read_text().split()[0] for path in paths}
    return texts.pop() if len(sets) == len(texts) == 1 else "mixed"


def test_set_cut_off_at_any_rename_is_old_new_or_refused(tmp_path, monkeypatch):
    total = renames_of(tmp_path, monkeypatch)
    assert total == 6  # being replaced, short record, three files, whole record
    rename, states = Path.replace, []
    for last in range(total + 1):
        folder = tmp_path / str(last)
        folder.mkdir()
        paths = write(folder, "old")
        left = [last]

        def cut_off(path: Path, target: Path, left: list[int] = left) -> Path:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return rename(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", cut_off)
            if last < total:
                with pytest.raises(Killed):
                    write(folder, "new")
            else:
                write(folder, "new")
        states.append(state_of(paths))
        write(folder, "new")
        assert {check_output(path).set_id for path in paths} == {
            check_output(write(folder, "new")[0]).set_id
        }
        assert not [n for n in names(folder) if n.endswith((STAGED, LOCK))]
    assert states == ["old", *["refused"] * (total - 1), "new"]


def test_first_run_that_is_cut_off_is_not_taken_for_somebody_elses(
    tmp_path, monkeypatch
):
    rename, left = Path.replace, [4]

    def cut_off(path: Path, target: Path) -> Path:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut_off)
        with pytest.raises(Killed):
            write(tmp_path, "new")
    for name in ("grouped.csv", "ozp.csv"):
        assert (tmp_path / name).exists()
        with pytest.raises(InputFileError, match="was cut off"):
            check_output(tmp_path / name)
    said = record_path(tmp_path / "grouped.csv").read_text()
    assert VERVANGEN in said


@pytest.mark.parametrize(("setting", "mode"), [(None, 0o600), ("0640", 0o640)])
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_rights_do_not_depend_on_the_umask(tmp_path, monkeypatch, setting, mode, mask):
    if setting:
        monkeypatch.setenv("DBC_GROUPER_MODE", setting)
    before = os.umask(mask)
    try:
        write(tmp_path, "one")
        with OutputSet(tmp_path / "replies") as outputs:
            (outputs.new_folder(tmp_path / "replies") / "a.xml").touch(mode)
            outputs.publish()
    finally:
        os.umask(before)
    found = {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir() if p.is_file()}
    assert found == {mode}
    of_folder = {0o600: 0o700, 0o640: 0o750}[mode]
    assert stat.S_IMODE((tmp_path / "replies").stat().st_mode) == of_folder


def test_other_rights_are_a_bad_call(tmp_path, monkeypatch):
    monkeypatch.setenv("DBC_GROUPER_MODE", "0666")
    with pytest.raises(CallError, match="0600 or 0640"):
        write(tmp_path, "one")


def test_link_under_the_name_of_a_new_file_is_not_written_through(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / f".grouped.csv{STAGED}").symlink_to(victim)
    with pytest.raises(OutputFileError):
        write(tmp_path, "one")
    assert victim.read_text() == "untouched"


def test_second_set_of_one_name_is_refused(tmp_path):
    with (
        OutputSet(tmp_path / "grouped.csv"),
        pytest.raises(LockHeldError, match=r"grouped\.csv is in use"),
    ):
        write(tmp_path, "two")


def test_file_of_two_sets_is_refused(tmp_path):
    with OutputSet(tmp_path / "a.csv") as outputs:
        outputs.new(tmp_path / "ozp.csv")
        with pytest.raises(LockHeldError, match=r"ozp\.csv is in use"):
            write(tmp_path, "two")


def test_what_a_killed_run_left_goes_and_what_a_living_one_has_stays(tmp_path):
    left = tmp_path / f".other.csv{STAGED}"
    left.write_text("rows of a patient")
    folder = tmp_path / f".replies{STAGED}"
    folder.mkdir()
    (folder / "a.xml").touch()
    living = tmp_path / f".living.csv{STAGED}"
    fd = os.open(living, os.O_CREAT | os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    busy = tmp_path / f".busy{STAGED}"
    busy.mkdir()
    somebody_elses = tmp_path / ".somebody.tmp"
    somebody_elses.touch()
    with KernelLock(tmp_path / f".busy{LOCK}", "busy"):
        write(tmp_path, "one")
    os.close(fd)
    hidden = {name for name in names(tmp_path) if name.startswith(".")}
    assert hidden == {living.name, busy.name, somebody_elses.name}


def test_what_a_killed_run_left_goes_from_each_folder_that_is_written(tmp_path):
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    left = elsewhere / f".rows{STAGED}"
    left.write_text("of a patient")
    with OutputSet(tmp_path / "grouped.csv", "group") as outputs:
        outputs.add_text(elsewhere / "ozp.csv", "x")
        assert not left.exists()
        own = outputs.staged(elsewhere / "ozp.csv")
        outputs.add_text(elsewhere / "trial.csv", "y")
        assert own.exists()


def test_file_that_is_taken_away_takes_its_record_along(tmp_path):
    main, other = write(tmp_path, "one")
    with OutputSet(main, "group") as outputs:
        outputs.add_text(main, "two")
        outputs.take_away(other)
        outputs.take_away(tmp_path / f"{'x' * 250}.csv")
        outputs.publish({main: SAID})
    assert not other.exists()
    assert not record_path(other).exists()
    check_output(main)


def test_names_of_the_greatest_length_can_be_written(tmp_path):
    path = tmp_path / ("n" * 251 + ".csv")
    with OutputSet(path) as outputs:
        outputs.new(path).write_text("one")
        outputs.publish()
    assert names(tmp_path) == [path.name]


def test_folder_of_replies_appears_as_a_whole_and_keeps_what_is_in_it(tmp_path):
    replies = tmp_path / "replies"
    for number in ("1", "2"):
        with OutputSet(replies, "answer") as outputs:
            staged = outputs.new_folder(replies)
            (staged / "deep").mkdir()
            (staged / "deep" / f"{number}.xml").write_text(number)
            outputs.publish({replies: SAID})
    assert names(replies) == ["deep"]
    assert names(replies / "deep") == ["1.xml", "2.xml"]
    said = json.loads(record_path(replies).read_text())["set"]
    assert [own["naam"] for own in said["bestanden"]] == ["replies/deep/2.xml"]


def test_another_set_in_a_folder_leaves_what_is_to_go_into_it_alone(tmp_path):
    replies = tmp_path / "replies"
    replies.mkdir()
    with OutputSet(replies, "answer") as outputs:
        (outputs.new_folder(replies) / "1.xml").write_text("1")
        write(replies, "one")
        outputs.publish({replies: SAID})
    assert {"1.xml", "grouped.csv"} <= set(names(replies))
    assert not [n for n in names(replies) if n.startswith(".")]


def test_signal_waits_until_the_set_is_in_place(tmp_path):
    seen: list[str] = []

    def answer(*_: object) -> None:
        seen.append("signal")

    before = signal.signal(signal.SIGTERM, answer)
    try:
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGTERM)
            seen.append("done")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == ["done", "signal"]
