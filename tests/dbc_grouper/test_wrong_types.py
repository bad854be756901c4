"""Whatever is given to a public function is of its type, or a bad call in words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from inspect import get_annotations, isfunction, signature
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import numpy as np
import polars as pl
import pytest

import dbc_grouper
from dbc_grouper import CallError
from tabellen.calltypes import checks_types

MADE = (
    dbc_grouper.BerichtLayout,
    dbc_grouper.Checkbronnen,
    dbc_grouper.Checkinstellingen,
    dbc_grouper.Factuurbestanden,
    dbc_grouper.GroupSettings,
    dbc_grouper.Grouper,
    dbc_grouper.InputChecks,
    dbc_grouper.Prijsinstellingen,
    dbc_grouper.Registers,
    dbc_grouper.Risicobronnen,
    dbc_grouper.Tarieventabellen,
)
"""What people make themselves, to give it."""

PLAIN: dict[Any, Any] = {
    bool: True,
    date: date(2024, 1, 1),
    datetime: datetime(2024, 1, 1),
    int: 1,
    str: "x",
    Path: Path("x"),
    pl.DataFrame: pl.DataFrame(),
    pl.Expr: pl.col("x"),
    pl.Series: pl.Series([1]),
}


def fitting(hint: Any) -> Any:
    """Something of a type, with nothing in it."""
    if get_origin(hint) in (Union, UnionType):
        return fitting(get_args(hint)[0])
    if isinstance(hint, TypeVar):
        return fitting(hint.__constraints__[0])
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    origin = get_origin(hint) or hint
    if hint in PLAIN:
        return PLAIN[hint]
    if origin is Callable:
        return print
    if get_origin(hint) is None:
        return object.__new__(hint)
    return {} if issubclass(origin, Mapping) else []


METHODS = (
    *(dbc_grouper.Grouper.group, dbc_grouper.Grouper.explain),
    *(dbc_grouper.InputChecks.with_settings, dbc_grouper.ResultaatWriter.write),
)
"""What people call of what they have."""


def calls() -> dict[str, Any]:
    """Every public function, with what people make and its methods."""
    named = {name: getattr(dbc_grouper, name) for name in dir(dbc_grouper)}
    known = {
        name: each for name, each in named.items() if isfunction(each) or each in MADE
    }
    return known | {method.__qualname__: method for method in METHODS}


CALLS = calls()


def arguments(call: Any) -> list[str]:
    return [name for name in signature(call).parameters if name != "self"]


PLACES = [(name, argument) for name in CALLS for argument in arguments(CALLS[name])]


def test_there_are_hundreds_of_arguments():
    assert len({name for name, _ in PLACES}) > 65
    assert len(PLACES) > 300


@pytest.mark.parametrize(("name", "argument"), PLACES)
def test_what_is_of_another_type_is_a_bad_call_that_names_the_argument(name, argument):
    call = CALLS[name]
    hints = get_annotations(call.__init__ if call in MADE else call, eval_str=False)
    given = {each: fitting(hints[each]) for each in arguments(call)}
    own = [object()] if call in METHODS else []
    for found in (object(), [object()], {object(): object()}, 2.5):
        with pytest.raises(CallError, match=rf"\A{argument}: expected .*, found "):
            call(*own, **{**given, argument: found})


@checks_types
def told(
    names: list[str] | None = None,
    paths: Path | str | tuple[Path | str, ...] = (),
    number: int = 0,
    frame: pl.DataFrame | None = None,
    by_name: Mapping[str, date] | None = None,
) -> str:
    """What it takes."""
    return f"{names} {paths} {number}"


def test_what_is_of_its_type_passes_as_it_is():
    assert told(["a"], "x", np.int64(3)) == "['a'] x 3"  # type: ignore[arg-type]
    assert told(None, (Path("x"), "y")) == f"None {(Path('x'), 'y')} 0"
    assert told.__doc__ == "What it takes."
    assert "by_name" in signature(told).parameters


@pytest.mark.parametrize(
    ("argument", "found", "says"),
    [
        ("names", "text", "expected a list of text, found str."),
        ("names", ["a", 3], "expected a list of text, found list of int, str."),
        (
            "paths",
            3,
            "expected a path, as text or as a Path or a list of them, found int.",
        ),
        ("number", "3", "expected a whole number, found str."),
        (
            "frame",
            {"a": [1]},
            "expected a Polars DataFrame, found builtins.dict. Make one with "
            "polars.DataFrame.",
        ),
        ("by_name", {"a": "2024"}, "expected a mapping, found dict of str."),
    ],
)
def test_the_error_says_what_was_expected_and_what_was_found(argument, found, says):
    with pytest.raises(CallError) as caught:
        told(**{argument: found})
    assert str(caught.value) == f"{argument}: {says}"


def test_a_call_without_what_it_needs_is_a_fault_of_python():
    with pytest.raises(TypeError, match="regels"):
        dbc_grouper.price_lines()  # type: ignore[call-overload]
