"""Shows a record of frames in a line, and in a notebook as a table of them.

The rows themselves are not shown: there may be millions, and they may be of patients.
"""

from collections.abc import Iterator, Sized
from dataclasses import fields
from html import escape
from typing import Any

import polars as pl


class Getoond:
    """A dataclass of frames and facts with a short text; give it ``repr=False``."""

    def __repr__(self) -> str:
        parts = (f"{name}={said}" for name, said in self._told())
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(said)}</td></tr>"
            for name, said in self._told()
        )
        title = escape(type(self).__name__)
        return f"<table><caption>{title}</caption>{rows}</table>"

    def _told(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):  # type: ignore[arg-type]
            yield field.name, _said(getattr(self, field.name))


def _said(value: Any) -> str:
    if isinstance(value, pl.DataFrame):
        return f"<{value.height:,} rows, {value.width} columns>"
    if isinstance(value, pl.Series):
        return f"<{value.len():,} values>"
    if isinstance(value, pl.LazyFrame):
        return "<lazy>"
    if isinstance(value, list | tuple | dict | set | frozenset) and _is_long(value):
        return f"<{len(value):,} of {type(value).__name__}>"
    if getattr(type(value), "__repr__", None) is object.__repr__:
        return f"<{type(value).__name__}>"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"<{type(value).__name__}>"


_LONGEST = 200


def _is_long(value: Sized) -> bool:
    return len(value) > 0 and len(repr(value)) > _LONGEST
