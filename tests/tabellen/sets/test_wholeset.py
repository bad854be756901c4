"""Files of a set are held against its record, whatever that record says."""

import os
from pathlib import Path

import pytest

from tabellen.errors import InputFileError
from tabellen.sets.differences import Afwijking
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output
from tabellen.sets.setrecord import (
    Bestand,
    RecordError,
    Set,
    file_sha256,
    read_set,
    record_path,
    record_text,
    set_id,
)
from tabellen.sets.wholeset import examine_set, record_naming


def write(folder: Path, *names: str, text: str = "one") -> Path:
    """Publish a set of files, each of its own content; gives its record."""
    main = folder / names[0]
    with OutputSet(main, "group") as outputs:
        for name in names:
            outputs.new(folder / name).write_text(f"{text} {name}")
        outputs.publish({folder / name: {} for name in names})
    return record_path(main)


def found(record: Path) -> list[tuple[str, Afwijking, str | None]]:
    said = read_set(record)
    assert said is not None
    return [(d.naam, d.afwijking, d.ander) for d in examine_set(record, said[0])]


def test_whole_set_has_no_differences(tmp_path):
    (tmp_path / "b").mkdir()
    assert found(write(tmp_path, "a.csv", "b/c.csv", "d.csv")) == []


def test_file_that_moved_is_found_in_any_folder_of_the_set(tmp_path):
    (tmp_path / "b").mkdir()
    record = write(tmp_path, "a.csv", "b/c.csv", "d.csv")
    (tmp_path / "a.csv").rename(tmp_path / "b" / "x.csv")
    assert found(record) == [("a.csv", Afwijking.VERPLAATST, "b/x.csv")]


def test_three_files_that_changed_places_are_each_named(tmp_path):
    record = write(tmp_path, "a.csv", "b.csv", "c.csv")
    for source, target in (("a", "x"), ("b", "a"), ("c", "b"), ("x", "c")):
        (tmp_path / f"{source}.csv").rename(tmp_path / f"{target}.csv")
    assert found(record) == [
        ("a.csv", Afwijking.VERWISSELD, "b.csv"),
        ("b.csv", Afwijking.VERWISSELD, "c.csv"),
        ("c.csv", Afwijking.VERWISSELD, "a.csv"),
    ]
    with pytest.raises(InputFileError, match=r"says was written as b\.csv"):
        check_output(tmp_path / "a.csv")


def test_file_of_another_set_in_the_folder_is_told(tmp_path):
    record = write(tmp_path, "a.csv", "b.csv")
    write(tmp_path, "x.csv", text="two")
    (tmp_path / "b.csv").write_bytes((tmp_path / "x.csv").read_bytes())
    assert found(record) == [("b.csv", Afwijking.ANDERE_RUN, None)]
    (tmp_path / "b.csv").write_text("two b.csv")
    assert found(record) == [("b.csv", Afwijking.GEWIJZIGD, None)]


def test_record_that_names_what_is_no_file_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    named = ("pipe", "folder", "../..", "/dev/zero", "x" * 300)
    files = tuple(Bestand(each, 1, None, "00") for each in named)
    record = record_path(tmp_path / "a.csv")
    whole = Set("heel", "group", set_id(files), None, files)
    record.write_text(record_text({"set": whole.to_dict()}))
    assert [each[1] for each in found(record)] == [Afwijking.ONTBREEKT] * len(named)


@pytest.mark.parametrize("naam", ["a\0b", None, 3, ["a"]])
def test_record_with_a_name_that_is_none_is_damaged(tmp_path, naam):
    files = (Bestand(naam, 1, None, "00"),)
    record = record_path(tmp_path / "a.csv")
    whole = Set("heel", "group", set_id(files), None, files)
    record.write_text(record_text({"set": whole.to_dict()}))
    with pytest.raises(RecordError):
        read_set(record)


def test_file_without_a_record_of_its_own_is_known_by_that_of_its_set(tmp_path):
    with OutputSet(tmp_path / "a.csv", "group") as outputs:
        outputs.add_text(tmp_path / "a.csv", "one")
        outputs.add_text(tmp_path / "a.csv.findings.csv", "two")
        outputs.publish({tmp_path / "a.csv": {}})
    record = record_naming(tmp_path / "a.csv.findings.csv")
    assert record == record_path(tmp_path / "a.csv")
    assert record_naming(tmp_path / "b.csv") is None


def test_known_hashes_are_not_read_again(tmp_path):
    record = write(tmp_path, "a.csv", text="of no other set")
    said = read_set(record)
    assert said is not None
    known = {tmp_path.resolve() / "a.csv": file_sha256(record)}
    (difference,) = examine_set(record, said[0], known=known)
    assert difference.afwijking is Afwijking.GEWIJZIGD
