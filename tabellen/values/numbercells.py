"""Settle how a column of amounts is written, and round what formulas made.

A column has one decimal sign; a number of a spreadsheet has none until it is written
out. What a formula made of a price (x 1,031) is rounded half-up to cents, as a price is
published, that of a product with a ZI-nummer to six decimals, since it
is per unit (docs/decisions.md 33). UNSOURCED[formula]: no document says how a price is
rounded that was indexed in a spreadsheet.
"""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from tabellen.values.decimals import Notatie, notatie_of

PRIJS_DECIMALEN = 2
ZI_DECIMALEN = 6

_ZI = r"^[0-9]{7,8}$"
_ZI_SELECTOR = r"^CODE:[0-9]{8}(,[0-9]{8})*$"


def decimals_of_prices(texts: pl.DataFrame, table: str) -> pl.Series:
    """How many decimals the prices of each row have: six where it is of a ZI-nummer."""
    is_zi = pl.lit(table == "addon_tarief")
    if "prestatiecode" in texts.columns:
        is_zi |= pl.col("prestatiecode").cast(pl.String).str.contains(_ZI)
    if "selector" in texts.columns:
        is_zi |= pl.col("selector").cast(pl.String).str.contains(_ZI_SELECTOR)
    decimals = pl.when(is_zi).then(ZI_DECIMALEN).otherwise(PRIJS_DECIMALEN)
    return texts.with_columns(decimals=decimals)["decimals"]


def rounded(
    texts: pl.Series, is_number: pl.Series, decimals: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Round number cells that have more decimals than a price has.

    Args:
        texts: Cells; numbers with a point.
        is_number: Which of them are numbers.
        decimals: How many decimals each may have.

    Returns:
        The cells, and which were rounded.
    """
    fraction = texts.str.extract(r"\.([0-9]+)$")
    is_long = (is_number & (fraction.str.len_bytes() > decimals)).fill_null(value=False)
    if not is_long.any():
        return texts, is_long
    pairs = pl.DataFrame({"text": texts, "decimals": decimals}).filter(is_long).unique()
    short = pairs.with_columns(
        short=pl.Series(
            [
                f"{Decimal(text).quantize(Decimal(1).scaleb(-n), ROUND_HALF_UP):f}"
                for text, n in pairs.iter_rows()
            ]
        )
    )
    found = pl.DataFrame({"text": texts, "decimals": decimals}).join(
        short, on=["text", "decimals"], how="left", maintain_order="left"
    )
    return texts.zip_with(~is_long, found["short"]).alias(texts.name), is_long


def in_notation(
    texts: pl.Series, is_number: pl.Series | None, notatie: Notatie | None
) -> tuple[pl.Series, Notatie | None, pl.Series]:
    """Write the numbers of a column as its texts are written.

    Args:
        texts: Cells; numbers with a point.
        is_number: Which of them are numbers; None where the file has texts only.
        notatie: Decimal sign of the texts, where it is given.

    Returns:
        The cells, the decimal sign that all have, and which texts have another.
    """
    if is_number is None:
        is_number = texts.is_null() & False
    contrary = texts.is_null() & False
    if notatie is None:
        notatie, contrary = notatie_of(texts.set(is_number, None))
    if not is_number.any():
        return texts, notatie, contrary
    # A zero behind three decimals: as a text 1.234 could be a grouped 1234.
    numbers = texts.str.replace(r"^(-?[0-9]+\.[0-9]{3})$", "${1}0")
    if notatie == "KOMMA":
        numbers = numbers.str.replace(".", ",", literal=True)
    return texts.zip_with(~is_number, numbers).alias(texts.name), notatie, contrary
