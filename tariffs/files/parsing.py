"""What do the cells of a table hold, and which of them cannot be read?

A text that stands in many rows is parsed once: a list of millions of prices has some
thousands of codes, a few days and a few hundred thousand amounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tabellen.values.decimals import Notatie
from tariffs.files.findings import FAULT, ROW
from tariffs.files.values import parse_cell

_ANDERE_NOTATIE = "GETAL_ANDERE_NOTATIE"
_VALUE, _CODE = "__value", "__code"
_REPEATS = 4
"""A column in which a text stands so often, on average, is parsed by its texts."""


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
    values: list[pl.Series | pl.Expr] = []
    unread = [pl.DataFrame(schema=FAULT)]
    for name, column in schema.columns().items():
        if name not in is_plain:
            values.append(pl.lit(given.get(name), dtype=column.dtype).alias(name))
            continue
        value, fault = parse_cell(
            name,
            column,
            found=texts.schema[name],
            is_plain=is_plain[name],
            notatie=notaties.get(name, notatie),
        )
        if fault is None:
            values.append(value.alias(name))
            continue
        read = _read(texts[name], value, fault)
        code = read[_CODE]
        if name in contrary:
            other = pl.when(contrary[name]).then(pl.lit(_ANDERE_NOTATIE))
            code = read.select(other.otherwise(_CODE)).to_series()
        values.append(read[_VALUE].alias(name))
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
    return Parsed(texts.select(ROW, *values), pl.concat(unread))


def _read(cells: pl.Series, value: pl.Expr, fault: pl.Expr) -> pl.DataFrame:
    """Value and code of the fault of each cell of a column."""
    asked = (value.alias(_VALUE), fault.alias(_CODE))
    name = cells.name
    once = None if cells.dtype.is_nested() else cells.unique()
    if once is None or once.len() * _REPEATS > cells.len():
        return cells.to_frame().select(asked)
    read = once.to_frame().select(name, *asked)
    return (
        cells.to_frame()
        # An empty cell is read as nothing, and so it stays without a partner.
        .join(read, on=name, how="left", maintain_order="left")
        .select(_VALUE, _CODE)
    )
