"""Refuses in words what is of another type than a function takes.

``checks_types`` holds what a public function is given against its own annotations, so
that a wrong type is told where it comes in, not where a library stumbles over it.

Why no library does it: beartype quotes what was given, which may be of a patient; both
it and typeguard take a text for a list of texts and refuse the integers of NumPy.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, wraps
from inspect import Signature, signature
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import (
    Any,
    Literal,
    NoReturn,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import polars as pl

from tabellen.errors import CallError

P = ParamSpec("P")
R = TypeVar("R")

_MADE_BY = {
    "pandas": "polars.from_pandas",
    "pyarrow": "polars.from_arrow",
    "numpy": "polars.from_numpy",
    "builtins": "polars.DataFrame",
}
"""What makes a frame of the things of a package."""

_WORDS: dict[Any, str] = {
    bool: "True or False",
    date: "a date",
    datetime: "a datetime",
    int: "a whole number",
    str: "text",
    Path: "a path, as text or as a Path",
    pl.Expr: "a Polars expression",
    pl.Series: "a Polars Series",
}


def checks_types(call: Callable[P, R]) -> Callable[P, R]:
    """Make a function refuse what is of another type than its annotations say.

    Text is no list of texts. What stands in a list or mapping is looked at too; what
    stands in a frame is not. A class of ours may say as ``MADE_BY`` what gives one.
    """

    @wraps(call)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        asked, kinds = _asked(call)
        for name, found in asked.bind(*args, **kwargs).arguments.items():
            # ``self`` has no annotation.
            wanted = kinds.get(name, [object])
            if not any(_is_of(found, kind) for kind in wanted):
                _refuse(found, wanted, name)
        return call(*args, **kwargs)

    return checked


def checks_fields(record: type[R]) -> type[R]:
    """Make a dataclass refuse what is of another type than its fields say."""
    record.__init__ = checks_types(record.__init__)  # type: ignore[method-assign]
    return record


def require_frame(found: Any, what: str, *, lazy: bool = False) -> None:
    """Refuse what is no frame.

    Args:
        found: What was given.
        what: What it should hold, for the error.
        lazy: Whether a LazyFrame will do as well.

    Raises:
        CallError: It is something else.
    """
    if isinstance(found, pl.DataFrame) or (lazy and isinstance(found, pl.LazyFrame)):
        return
    kind = type(found)
    package = kind.__module__.partition(".")[0]
    if found is None:
        advice = "Give one"
    elif isinstance(found, pl.LazyFrame):
        advice = "Call its collect() first"
    elif package in _MADE_BY:
        advice = f"Make one with {_MADE_BY[package]}"
    else:
        advice = "Make one of it first"
    raise CallError(
        f"{what}: expected a Polars DataFrame, found {package}.{kind.__name__}. "
        f"{advice}."
    )


def require_columns(
    frame: pl.DataFrame | pl.LazyFrame,
    wanted: Mapping[str, pl.DataType | type[pl.DataType]],
    what: str,
    *names: str,
) -> None:
    """Refuse a frame that lacks a column, or has another one where days should stand.

    Args:
        frame: What was given.
        wanted: Type by column; of those that hold no days only the name is looked at.
        what: What it should hold, for the error.
        names: Which of them are asked; all by default.

    Raises:
        CallError: A column is absent, or holds no days.
    """
    schema, asked = frame.collect_schema(), names or tuple(wanted)
    for name in asked:
        dtype, found = wanted[name], schema.get(name)
        if found is None:
            raise CallError(
                f"{what}: column {name} not found. Give {', '.join(asked)}."
            )
        if dtype == pl.Date and found not in (pl.Date, pl.Null):
            raise CallError(
                f"{what}: column {name}: expected {dtype}, found {found}. Make text "
                "days with day_of_text, or read the file with the function for it."
            )


def require_alike(**frames: Any) -> None:
    """Refuse frames of which some are lazy and others are not; None is absent.

    Raises:
        CallError: One is another kind of frame than the first.
    """
    given = {name: frame for name, frame in frames.items() if frame is not None}
    if len({isinstance(frame, pl.LazyFrame) for frame in given.values()}) > 1:
        raise CallError(
            f"{', '.join(given)}: DataFrames and LazyFrames found. Give one kind."
        )


@cache
def _asked(call: Callable[..., Any]) -> tuple[Signature, dict[str, list[Any]]]:
    """How it is called, and what its arguments may be; worked out when it first is."""
    annotations = {**call.__annotations__}
    # What it gives may be a name for type checkers alone.
    annotations.pop("return", None)
    hints = get_type_hints(
        SimpleNamespace(__annotations__=annotations), call.__globals__
    )
    return signature(call), {name: list(_kinds(hint)) for name, hint in hints.items()}


def _kinds(hint: Any) -> Iterator[Any]:
    """The types of which any will do."""
    if get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _kinds(part)
    elif isinstance(hint, TypeVar):
        yield from hint.__constraints__
    else:
        yield hint


def _is_of(found: Any, kind: Any) -> bool:
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if origin is Literal:
        return isinstance(found, str) and found in parts
    if kind in (int, bool):
        # Those of NumPy count as well.
        return hasattr(type(found), "__index__")
    if kind is Path:
        return isinstance(found, os.PathLike)
    if not isinstance(origin, type) or getattr(origin, "_is_protocol", False):
        return True
    if issubclass(origin, Mapping) and parts:
        return isinstance(found, Mapping) and _hold(found.values(), parts[1])
    if issubclass(origin, Iterable) and parts:
        if isinstance(found, str | bytes | Mapping | pl.DataFrame | pl.LazyFrame):
            return False
        is_several = isinstance(found, origin if origin is list else Iterable)
        return is_several and _hold(_inside(found), parts[0])
    return isinstance(found, origin)


def _hold(values: Iterable[Any], hint: Any) -> bool:
    kinds = list(_kinds(hint))
    return all(any(_is_of(value, kind) for kind in kinds) for value in values)


def _inside(found: Any) -> Collection[Any]:
    """What can be looked at twice."""
    if isinstance(found, Mapping):
        return found.values()
    return found if isinstance(found, list | tuple | set | frozenset) else ()


def _refuse(found: Any, wanted: list[Any], name: str) -> NoReturn:
    if pl.DataFrame in wanted:
        require_frame(found, name, lazy=pl.LazyFrame in wanted)
    if isinstance(found, str) and any(get_origin(kind) is Literal for kind in wanted):
        told = repr(found)
    else:
        inside = ", ".join(sorted({type(each).__name__ for each in _inside(found)}))
        told = f"{type(found).__name__}{f' of {inside}' if inside else ''}"
    makers = [kind.MADE_BY for kind in wanted if hasattr(kind, "MADE_BY")]
    advice = f" Give what {makers[0]} gives." if makers else ""
    raise CallError(
        f"{name}: expected {' or '.join(_told(wanted))}, found {told}.{advice}"
    )


def _told(kinds: list[Any]) -> Iterator[str]:
    for kind in kinds:
        origin, parts = get_origin(kind) or kind, get_args(kind)
        if kind is NoneType or (kind is str and Path in kinds):
            continue
        if kind in _WORDS:
            yield _WORDS[kind]
        elif origin is Literal:
            yield " or ".join(parts)
        elif parts and issubclass(origin, Mapping):
            yield "a mapping"
        elif parts and issubclass(origin, Iterable):
            held = list(_kinds(parts[0]))
            is_same = set(held) < set(kinds)
            yield f"a list of {'them' if is_same else ' or '.join(_told(held))}"
        else:
            yield "a function" if origin is Callable else kind.__name__
