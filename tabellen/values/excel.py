"""Keeps a Dutch Excel from changing the texts of a csv that it opens.

By a double click it takes 15E038 for 1,5E+39, 000123 for 123 and 1-2 for a day in
February. A cell that says ``="000123"`` stays what it is, and is read here without that
(``formulas.restored``); amounts have a decimal comma.
"""

from collections import Counter

import polars as pl

from tabellen.values.scales import SCALES, plain_name

_NUMBER = r"^[-+(]?[0-9][0-9.,:/eE+\- ]*%?\)?$"
_MONTH = r"(?i)^([a-z]{3,9}[ -]?[0-9]{1,4}|[0-9]{1,2}[ -][a-z]{3,9})$"
_TRUTH = r"(?i)^(true|false|waar|onwaar)$"


def in_plain_units(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with euros, units and percents for scaled integers, under plain names.

    ``bedrag_cent`` 123450 becomes ``bedrag`` 1234.50. A column whose plain name is
    there already, or is that of another one too (btw_bp and btw_cent), stays as it is.
    """
    chosen = []
    plains = Counter(plain_name(name) for name in frame.columns)
    for name, dtype in frame.schema.items():
        plain = plain_name(name)
        is_taken = plain in frame.columns or plains[plain] > 1
        if plain is None or is_taken or not dtype.is_integer():
            chosen.append(pl.col(name))
            continue
        (decimals,) = (n for suffix, n in SCALES.items() if name.endswith(suffix))
        scaled = pl.col(name).cast(pl.Decimal(38, decimals)) / 10**decimals
        chosen.append(scaled.cast(pl.Decimal(38, decimals)).alias(plain))
    return frame.select(chosen)


def for_excel(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as it goes into a csv for a Dutch Excel, amounts in plain units.

    Texts that Excel would take for something else are wrapped; formulas are not looked
    at (``formulas.defused``).
    """
    texts = [
        name
        for name, dtype in frame.schema.items()
        if dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical)
    ]
    broken = [
        name
        for name, dtype in frame.schema.items()
        if dtype.is_float() or dtype.is_decimal()
    ]
    return frame.with_columns(
        *(_wrapped(pl.col(name).cast(pl.String)).alias(name) for name in texts),
        *(_with_comma(pl.col(name)) for name in broken),
    )


def _with_comma(number: pl.Expr) -> pl.Expr:
    """A number as a Dutch text: two decimals or more, and never three.

    Three could be thousands to whoever reads it.
    """
    return (
        number.cast(pl.String)
        .str.replace(r"(\.[0-9]{2}[0-9]*?)0+$", "${1}")
        .str.replace(r"(\.[0-9]{3})$", "${1}0")
        .str.replace(".", ",", literal=True)
    )


def _wrapped(text: pl.Expr) -> pl.Expr:
    is_changed = (
        text.str.contains(_NUMBER)
        | text.str.contains(_MONTH)
        | text.str.contains(_TRUTH)
    )
    return pl.when(is_changed).then(pl.format('="{}"', text)).otherwise(text)
