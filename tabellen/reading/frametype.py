"""Refuses in words what is of another type: what it is, and what to do."""

from typing import Any

import polars as pl

from tabellen.errors import CallError

_MADE_BY = {
    "pandas": "polars.from_pandas",
    "pyarrow": "polars.from_arrow",
    "numpy": "polars.from_numpy",
    "builtins": "polars.DataFrame",
}
"""What makes a frame of the things of a package."""


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


def require_type(found: Any, wanted: type, what: str, made_by: str) -> None:
    """Refuse what is not of a type of ours.

    Args:
        found: What was given.
        wanted: What it should be.
        what: Name of the argument, for the error.
        made_by: What gives one.

    Raises:
        CallError: It is something else.
    """
    if not isinstance(found, wanted):
        raise CallError(
            f"{what}: expected {wanted.__name__}, found {type(found).__name__}. Give "
            f"what {made_by} gives."
        )


def require_alike(**frames: Any) -> None:
    """Refuse frames of which some are lazy and others are not; None is absent.

    Raises:
        CallError: One is no frame, or another kind of frame than the first.
    """
    given = {name: frame for name, frame in frames.items() if frame is not None}
    for name, frame in given.items():
        require_frame(frame, name, lazy=True)
    kinds = {type(frame).__name__ for frame in given.values()}
    if len(kinds) > 1:
        raise CallError(
            f"{', '.join(given)}: DataFrames and LazyFrames found. Give one kind."
        )
