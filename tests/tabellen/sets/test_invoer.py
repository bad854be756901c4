"""Inputs of a record are compared with the files that are there, or that are given."""

from pathlib import Path

import pytest

from tabellen.sets.invoer import Invoer, Stand, compare_inputs, named_inputs
from tabellen.sets.setrecord import file_sha256


@pytest.fixture
def twins(tmp_path):
    """Two inputs of one name, and what the record in ``out`` says of them."""
    paths = [tmp_path / folder / "s.csv" for folder in ("a", "b")]
    for path in (*paths, tmp_path / "out" / "x"):
        path.parent.mkdir()
        path.write_text(str(path.parent.name))
    inputs = named_inputs([*paths, None, paths[0]])
    said = {
        "invoer": {name: file_sha256(path) for name, path in inputs.items()},
        "invoerpaden": {"s.csv": "../a/s.csv", "s.csv (2)": "../b/s.csv"},
    }
    return paths, said, tmp_path / "out"


def stands(said, folder: Path, *given: Path) -> dict[str, Stand]:
    found = compare_inputs(said, folder, given, file_sha256)
    return {each.naam: each.stand for each in found}


def test_two_inputs_of_one_name_are_told_apart(twins):
    (_, second), said, folder = twins
    assert list(said["invoer"]) == ["s.csv", "s.csv (2)"]
    assert stands(said, folder) == dict.fromkeys(said["invoer"], Stand.GELIJK)
    second.write_text("of the next night")
    expected = {"s.csv": Stand.GELIJK, "s.csv (2)": Stand.ANDERS}
    assert stands(said, folder) == expected
    # Given, it is the one that stood there, not the first of its name.
    assert stands(said, folder, second) == expected


def test_given_file_is_known_by_its_content_under_any_name(twins, tmp_path):
    (_, second), said, folder = twins
    kept = tmp_path / "bewaard.csv"
    second.rename(kept)
    assert stands(said, folder)["s.csv (2)"] is Stand.NIET_VOORHANDEN
    assert stands(said, folder, kept)["s.csv (2)"] is Stand.GELIJK
    # Also where the other one of that name was put in its place.
    kept.rename(tmp_path / "a" / "s.csv")
    assert stands(said, folder, tmp_path / "a" / "s.csv") == {
        "s.csv": Stand.ANDERS,
        "s.csv (2)": Stand.GELIJK,
    }


def test_only_a_given_file_is_refused(twins):
    (first, _), said, folder = twins
    first.write_text("of the next night")
    (found, _) = compare_inputs(said, folder, [], file_sha256)
    assert found == Invoer("s.csv", Stand.ANDERS)
    assert not found.is_refused
    (found, _) = compare_inputs(said, folder, [first], file_sha256)
    assert found.is_refused
    *_, found = compare_inputs(said, folder, [folder / "x"], file_sha256)
    assert found == Invoer("x", Stand.ONBEKEND, is_given=True)
    assert found.is_refused


@pytest.mark.parametrize("invoer", [None, {}, [], {"s.csv": 1}, "x"])
def test_record_without_hashes_refuses_no_input(tmp_path, invoer):
    path = tmp_path / "s.csv"
    path.write_text("a")
    (found,) = compare_inputs({"invoer": invoer}, tmp_path, [path], file_sha256)
    assert (found.stand, found.is_refused) == (Stand.ZONDER_HASH, False)


@pytest.mark.parametrize("place", ["/dev/zero", "..", "a\0b", "x" * 300, 3])
def test_path_in_a_record_that_is_no_file_is_not_read(tmp_path, place):
    said = {"invoer": {"s.csv": "00"}, "invoerpaden": {"s.csv": place}}
    assert stands(said, tmp_path) == {"s.csv": Stand.NIET_VOORHANDEN}


def test_keyed_hash_is_not_compared_without_its_key(twins):
    paths, said, folder = twins
    found = compare_inputs(said, folder, paths, None)
    assert {each.stand for each in found} == {Stand.SLEUTEL_NODIG}
    assert not any(each.is_refused for each in found)
