"""What do the cells of a table hold, and which of them cannot be read?

A text that stands in many rows is parsed once: a list of millions of prices has some
thousands of codes, a few days and a few hundred thousand amounts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tabellen.values.decimals import Notatie
from tariffs.files.findings import FAULT, ROW
from tariffs.files.values import parse_cell

_ANDERE_NOTATIE = "GETAL_ANDERE_NOTATIE"
_CODE, _TEXT = "__code", "__text"
_REPEATS = 4
"""A column in which a text stands so often, on average, is parsed by its texts."""
_MANY = 10_000
"""Rows of a table: of fewer all columns are parsed in one step, cell by cell."""


@dataclass(frozen=True)
class Parsed:
    """Cells as what their columns hold.

    Attributes:
        rows: ``row`` and the columns of the schema; null where a cell is unread.
        unread: Columns of ``FAULT``, a row per cell that could not be read.
    """

    rows: pl.DataFrame
    unread: pl.DataFrame


def parse_cells(
    texts: pl.DataFrame,
    schema: type[dy.Schema],
    is_plain: Mapping[str, bool],
    *,
    given: Mapping[str, object],
    notaties: Mapping[str, Notatie | None],
    contrary: Mapping[str, pl.Series],
    notatie: Notatie | None = None,
) -> Parsed:
    """Read every cell as what the schema says its column holds.

    Args:
        texts: ``row`` and columns of the schema, as they stand in the file.
        schema: What they should hold.
        is_plain: Per column of the file whether it is in plain units (euros).
        given: Values of columns that the file does not have.
        notaties: Decimal sign per column, where the column has one.
        contrary: Per column which cells have the other sign, and are not read.
        notatie: Decimal sign of other amounts in text, where known.
    """
    values: dict[str, pl.Expr] = {}
    faults: dict[str, pl.Expr] = {}
    for name, column in schema.columns().items():
        if name not in is_plain:
            values[name] = pl.lit(given.get(name), dtype=column.dtype)
            continue
        values[name], fault = parse_cell(
            name,
            column,
            found=texts.schema[name],
            is_plain=is_plain[name],
            notatie=notaties.get(name, notatie),
        )
        if fault is not None:
            faults[name] = fault
    read: dict[str, pl.Series] = {}
    unread = [pl.DataFrame(schema=FAULT)]
    for name, value, code in _read_all(texts, values, faults):
        read[name] = value
        if name in contrary:
            other = pl.when(contrary[name]).then(pl.lit(_ANDERE_NOTATIE))
            code = code.to_frame().select(other.otherwise(code.name)).to_series()
        if code.null_count() < code.len():
            at = code.is_not_null()
            unread.append(
                texts.filter(at).select(
                    ROW,
                    pl.lit(name).alias("column"),
                    code.filter(at).alias("code"),
                    pl.col(name).cast(pl.String).alias("value"),
                )
            )
    return Parsed(
        texts.select(ROW, *(read.get(n, e.alias(n)) for n, e in values.items())),
        pl.concat(unread),
    )


def _read_all(
    texts: pl.DataFrame, values: Mapping[str, pl.Expr], faults: Mapping[str, pl.Expr]
) -> Iterator[tuple[str, pl.Series, pl.Series]]:
    """Name, values and codes of the faults of each column that may have some.

    Of a large table one column after another: the codes of all would weigh as much as
    the table.
    """
    if texts.height >= _MANY:
        for name, fault in faults.items():
            yield name, *_read(texts[name], values[name], fault)
        return
    codes = (fault.alias(_CODE + name) for name, fault in faults.items())
    read = texts.select(*(values[name].alias(name) for name in faults), *codes)
    for name in faults:
        yield name, read[name], read[_CODE + name]


def _read(
    cells: pl.Series, value: pl.Expr, fault: pl.Expr
) -> tuple[pl.Series, pl.Series]:
    """Values of the cells of a column, and codes of their faults."""
    name = cells.name
    asked = (value.alias(name), fault.alias(_CODE))
    once = None if cells.dtype.is_nested() else cells.unique()
    if once is None or once.len() * _REPEATS > cells.len():
        read = cells.to_frame().select(asked)
    else:
        of_texts = once.to_frame().select(pl.col(name).alias(_TEXT), *asked)
        # An empty cell is read as nothing, and so it stays without a partner.
        read = (
            cells.to_frame(_TEXT)
            .join(of_texts, on=_TEXT, how="left", maintain_order="left")
            .drop(_TEXT)
        )
    return read[name], read[_CODE]
