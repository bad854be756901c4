"""Keeps a spreadsheet from taking a text in a csv for a formula, and takes that back.

Who opens a csv in a spreadsheet lets it work out every cell that begins with one of
``= + - @``, a tab or a CR, and what stands there may come from a delivery: it can start
a program or send other cells away (OWASP, "CSV Injection"). Every csv that is written
has an apostrophe in front of such a text, and of one that has apostrophes in front of
that already; whoever reads a csv takes one of them away. So what is read is what was
written, also from a copy that a person mended and saved.

A number is no formula, and neither is a text that is one: -12,50 stays as it is.
"""

import re
from typing import TypeVar

import polars as pl

MARK = "'"

_SIGNS = r"[=+\-@\t\r]"
_FORMULA = f"^{MARK}*{_SIGNS}"
_NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]+)*$"
_MARKED = f"^{MARK}({MARK}*{_SIGNS})"
_KEPT = r"""^="([^"]*)"$"""
_KEPT_BYTES = b'=""'
"""As a csv has it, which writes a double quote twice."""
_MARKED_BYTES = re.compile(f"{MARK}{_SIGNS}".encode())

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def defused_schema(schema: pl.Schema) -> pl.Schema:
    """Schema of what ``defused`` gives: text for categories that may need a mark."""
    return pl.Schema(
        {
            name: pl.String() if _is_made_text(dtype) else dtype
            for name, dtype in schema.items()
        }
    )


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as it goes into a csv: texts that a spreadsheet would run are marked."""
    made_text = [name for name, dtype in frame.schema.items() if _is_made_text(dtype)]
    if made_text:
        frame = frame.with_columns(pl.col(made_text).cast(pl.String))
    suspect = [text.name for text in frame if text.dtype == pl.String and _may(text)]
    if not suspect:
        return frame
    return frame.with_columns(map(_marked, suspect))


def restored(frame: Frame) -> Frame:
    """What was ``defused``, of the frame that its csv was read as.

    So is what was kept from Excel (``="000123"``). Other texts are as they came; those
    with an apostrophe alone in front, too.
    """
    text = pl.col(pl.String).str.replace(_KEPT, "${1}")
    return frame.with_columns(text.str.replace(_MARKED, "${1}"))


def may_be_marked(content: bytes) -> bool:
    """Whether a cell of some part of a csv may have a mark; quickly."""
    # One byte is looked for a hundred times as fast as two.
    if b"=" in content and _KEPT_BYTES in content:
        return True
    return MARK.encode() in content and _MARKED_BYTES.search(content) is not None


def _marked(name: str) -> pl.Expr:
    text = pl.col(name)
    is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(is_formula).then(MARK + text).otherwise(text).alias(name)


def _is_made_text(dtype: pl.DataType) -> bool:
    if isinstance(dtype, pl.Enum):
        return bool(_may(dtype.categories))
    return isinstance(dtype, pl.Categorical)


def _may(texts: pl.Series) -> bool:
    """Whether some may need a mark: by the order of their bytes, which costs least."""
    return bool(((texts < "0") | ((texts >= "=") & (texts < "A"))).any())
