"""Read the text of a cell as what its column holds, or name why that cannot be.

It knows dtypes and notations, not files and not rules between columns.
"""

import dataframely as dy
import polars as pl

from tabellen.values.dates import day_of_text
from tabellen.values.decimals import Notatie, fault_of_decimal, parse_decimal
from tabellen.values.scales import SCALES
from tariffs.schema import PRESTATIECODE


def parse_cell(
    name: str,
    column: dy.Column,
    *,
    found: pl.DataType,
    is_plain: bool,
    notatie: Notatie | None = None,
) -> tuple[pl.Expr, pl.Expr | None]:
    """Read the cells of one column as what the schema says they are.

    Blank cells are null. A cell that is already of the right type is taken as it is.

    Args:
        name: Column of the schema, also of the frame the expressions are for.
        column: What it holds.
        found: Dtype the cells have in the file.
        is_plain: Whether a scaled column (``prijs_e6``) stands in plain units
            (``prijs``, euros) in the file.
        notatie: Decimal sign of plain units in text, where known.

    Returns:
        The value, of the dtype of the column, and the code of the fault; one of them is
        null, or both where the cell is blank. None where no cell can be at fault.
    """
    raw = pl.col(name)
    dtype = column.dtype
    if found == dtype != pl.String and not is_plain:
        return raw, None
    if found == pl.Date:
        raw = raw.dt.to_string("%Y-%m-%d")
    elif isinstance(found, pl.List):
        raw = raw.cast(pl.List(pl.String)).list.join("|")
    text = raw.cast(pl.String).str.strip_chars()
    text = pl.when(text != "").then(text)
    if dtype == pl.Int64:
        if is_plain:
            decimals = next(n for suffix, n in SCALES.items() if name.endswith(suffix))
            sign = "PUNT" if found.is_decimal() else notatie
            value = parse_decimal(text, decimals, sign)
            return value, fault_of_decimal(text, decimals, sign)
        value = text.str.extract(_whole(name, found)).cast(pl.Int64)
        return value, _fault(text, value, "GETAL_ONLEESBAAR")
    if dtype == pl.Date:
        value = day_of_text(text)
        return value, _fault(text, value, "DATUM_ONLEESBAAR")
    if dtype == pl.Time:
        value = _time(text)
        return value, _fault(text, value, "TIJD_ONLEESBAAR")
    if dtype == pl.Boolean:
        value = text.str.to_lowercase().replace_strict(
            _BOOLEANS, default=None, return_dtype=pl.Boolean
        )
        return value, _fault(text, value, "WAARDE_ONBEKEND")
    if isinstance(column, dy.String) and column.regex == PRESTATIECODE:
        return _code(_zero_filled(text, _widths(column)))
    text = _zero_filled(text, _widths(column))
    if isinstance(dtype, pl.Enum):
        value = text.str.to_uppercase().cast(dtype, strict=False)
        return value, _fault(text, value, "WAARDE_ONBEKEND")
    if isinstance(dtype, pl.List):
        return _list(text, dtype)
    return text, None


# Real codes have this form too (15E566); then the national tables decide.
_GETAL = r"^[0-9]+([.,][0-9]+)?E[+-]?[0-9]+$"
_CODE_MET_E = r"^[0-9]{2}E[0-9]{3}$"


def _code(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A prestatiecode, unless a spreadsheet took it for a number (15E039: 1,5E+40)."""
    is_number = text.str.contains(_GETAL) & ~text.str.contains(_CODE_MET_E)
    return (
        pl.when(~is_number).then(text),
        pl.when(is_number).then(pl.lit("CODE_ONJUIST")),
    )


def _widths(column: dy.Column) -> tuple[int, ...]:
    widths: tuple[int, ...] = (column.metadata or {}).get("breedte", ())
    return widths


def _whole(name: str, found: pl.DataType) -> str:
    """Pattern of the whole numbers of a column; one or two zeros may stand behind.

    Three could be thousands. Of a decimal any may, for its point has one meaning
    (Oracle writes 1.0000000000). An amount in cents has none: it could be of euros.
    """
    whole = r"^(-?[0-9]{1,18})"
    if name.endswith(tuple(SCALES)):
        return rf"{whole}$"
    return (
        rf"{whole}(?:\.0+)?$" if found.is_decimal() else rf"{whole}(?:[.,]0{{1,2}})?$"
    )


_BOOLEANS = {
    "true": True,
    "false": False,
    "waar": True,
    "onwaar": False,
    "ja": True,
    "nee": False,
    "j": True,
    "n": False,
    "1": True,
    "0": False,
}


def _fault(text: pl.Expr, value: pl.Expr, code: str) -> pl.Expr:
    return pl.when(text.is_not_null() & value.is_null()).then(pl.lit(code))


def _time(text: pl.Expr) -> pl.Expr:
    """Read a time of day; hours of one digit get their nought."""
    moment = text.str.replace(r"\.0+$", "").str.replace(r"^([0-9]:)", "0${1}")
    return pl.coalesce(
        moment.str.to_time("%H:%M", strict=False),
        moment.str.to_time("%H:%M:%S", strict=False),
    )


def _list(text: pl.Expr, dtype: pl.List) -> tuple[pl.Expr, pl.Expr]:
    items = (
        text.str.to_uppercase()
        .str.replace_all(r"[\s,|]+", "|")
        .str.strip_chars("|")
        .str.split("|")
    )
    value = items.list.eval(pl.element().cast(dtype.inner, strict=False))
    unknown = value.list.eval(pl.element().is_null()).list.any()
    return (
        pl.when(~unknown).then(value),
        pl.when(unknown).then(pl.lit("WAARDE_ONBEKEND")),
    )


def _zero_filled(text: pl.Expr, widths: tuple[int, ...]) -> pl.Expr:
    """Give back the zeros that a spreadsheet takes away (docs/decisions.md 6).

    A code of digits only gets the first width that is wide enough.
    """
    digits = text.str.contains(r"^[0-9]+$")
    filled = text
    # From wide to narrow, so that the narrowest fit has the last word.
    for width in sorted(widths, reverse=True):
        fits = digits & (text.str.len_bytes() <= width)
        filled = pl.when(fits).then(text.str.zfill(width)).otherwise(filled)
    return filled
