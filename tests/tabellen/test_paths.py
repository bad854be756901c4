"""Paths as people give them: text, a Path, one or several."""

from pathlib import Path
from typing import Any

import pytest

from tabellen.errors import CallError
from tabellen.paths import all_paths, maybe_path, one_path


@pytest.mark.parametrize("given", ["map/tarief.csv", Path("map/tarief.csv")])
def test_text_and_path_are_one_path(given: Any) -> None:
    assert one_path(given) == maybe_path(given) == Path("map/tarief.csv")
    assert all_paths(given) == [Path("map/tarief.csv")]


@pytest.mark.parametrize(
    "given", [["a", Path("b")], ("a", "b"), [Path("a"), Path("b")]]
)
def test_several_are_several(given: Any) -> None:
    assert all_paths(given) == [Path("a"), Path("b")]


def test_none_is_none_where_a_path_may_be_absent() -> None:
    assert maybe_path(None) is None
    assert all_paths(()) == []


@pytest.mark.parametrize("given", ["", b"map", 3, None, True])
def test_what_is_no_path_is_a_bad_call(given: Any) -> None:
    with pytest.raises(CallError, match="expected a path"):
        one_path(given)
    with pytest.raises(CallError, match="expected a path"):
        all_paths([given])
    if given != b"map":
        with pytest.raises(CallError, match="expected a path"):
            all_paths(given)
