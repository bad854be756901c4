"""What lines take over from their subtraject: who, where, when, for whom.

It brings columns of a batch to one form and judges nothing; a value that cannot be read
is empty, and the input checks of the grouper have named it already.

Dutch terms: ontvanger (who receives the invoice), verzekerde (insured person).
"""

import polars as pl

from tariffs.schema import AANSPRAAK, ONTVANGER

_DATES = ("begindatum", "einddatum")
_CODES = {"zorginstelling_code": 8, "zorgtype_code": 2, "specialisme_code": 4}
"""Codes and the width they are zero-filled to (DESIGN.md, decision 6)."""
_TEXTS = (
    "verzekerde_id",
    "verzekerde_id_ontvanger",
    "zorgtraject_nummer",
    "opdrachtgever_code",
    "aanvrager_soort",
)
GEGEVENS = (
    "subtraject_nummer",
    *_DATES,
    *_CODES,
    *_TEXTS,
    "aanspraak",
    "ontvanger",
)
"""Columns of a batch that lines take something from; all but the first optional."""


def read_gegevens(subtrajecten: pl.DataFrame) -> pl.DataFrame:
    """Give the columns that lines take over, one row per subtraject_nummer.

    Args:
        subtrajecten: A batch as the grouper takes it, every column but
            ``subtraject_nummer`` optional here.

    Returns:
        ``subtraject_nummer`` and the columns, empty where the batch has them not.
        ``ontvanger_is_onbekend`` says that a recipient was given that does not exist.
        A number that stands there twice is left out: whose line it would be is not
        known.
    """
    ontvanger = _text(subtrajecten, "ontvanger").str.to_uppercase()
    return subtrajecten.select(
        pl.col("subtraject_nummer").cast(pl.String),
        *(_date(subtrajecten, name).alias(name) for name in _DATES),
        *(
            _text(subtrajecten, name).str.zfill(width).alias(name)
            for name, width in _CODES.items()
        ),
        *(_text(subtrajecten, name).alias(name) for name in _TEXTS),
        _text(subtrajecten, "aanspraak")
        .cast(AANSPRAAK, strict=False)
        .alias("aanspraak"),
        ontvanger.cast(ONTVANGER, strict=False).alias("ontvanger"),
        (
            ontvanger.is_not_null() & ontvanger.cast(ONTVANGER, strict=False).is_null()
        ).alias("ontvanger_is_onbekend"),
    ).unique("subtraject_nummer", keep="none", maintain_order=True)


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Text of a column; null where it is empty or absent."""
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _date(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Dates in the forms that the grouper reads: jjjj-mm-dd and jjjjmmdd."""
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.Date)
    if frame.schema[name].is_temporal():
        return pl.col(name).cast(pl.Date)
    text = _text(frame, name)
    # '+' and short years pass neither form; both have a fixed length.
    return (
        pl.when(text.str.len_bytes() == 10)
        .then(text.str.to_date("%Y-%m-%d", strict=False))
        .when(text.str.len_bytes() == 8)
        .then(text.str.to_date("%Y%m%d", strict=False))
    )
