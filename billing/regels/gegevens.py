"""What lines take over from their subtraject: who, where, when, for whom.

It brings columns of a batch to one form and judges nothing; a value that cannot be read
is empty, and the input checks of the grouper have named it already.

Dutch terms: ontvanger (who receives the invoice), verzekerde (insured person).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from billing.files.bevindingen import GEEN_SLEUTEL, TEKENS
from grouper.registration.columns import INSTELLING, NUMMER
from tabellen.bevinding import Bevinding
from tabellen.calltypes import require_columns
from tabellen.notices import Notice
from tabellen.values.dates import day_of_text, days_of_moments, within_calendar
from tabellen.values.texts import cleaned, is_unclean, key_text, present
from tariffs.schema import AANSPRAAK, ONTVANGER

_DATES = ("begindatum", "einddatum")
_CODES = {"zorginstelling_code": 8, "zorgtype_code": 2, "specialisme_code": 4}
"""Codes and the width they are zero-filled to (docs/decisions.md 6)."""
_MAY_BE_ABSENT = ("verzekerde_id", "verzekerde_id_ontvanger", "zorgtraject_nummer")
"""Keys in which a word for nothing is no key (docs/decisions.md 13)."""
_TEXTS = (*_MAY_BE_ABSENT, "opdrachtgever_code", "aanvrager_soort")
GEGEVENS = (
    NUMMER,
    *_DATES,
    *_CODES,
    *_TEXTS,
    "aanspraak",
    "ontvanger",
    "afsluitreden_code",
)
"""Columns of a batch that lines take something from; all but the first optional."""

PER_NUMMER = (NUMMER,)
PER_INSTELLING = (INSTELLING, NUMMER)
"""What makes a subtraject one: each hospital has numbers of its own.

Source: docs/decisions.md 20.
"""


def sleutel_van(outcomes: pl.DataFrame) -> tuple[str, ...]:
    """By what rows of grouped, or of ozp, meet their subtraject: they say it."""
    return PER_INSTELLING if INSTELLING in outcomes.columns else PER_NUMMER


def sleutel_kolommen(outcomes: pl.DataFrame) -> Iterator[pl.Expr]:
    """Those columns of grouped or ozp, as the subtrajecten are read.

    Grouped rows of earlier versions may have blanks around their numbers.
    """
    for name in sleutel_van(outcomes):
        text = cleaned(pl.col(name).cast(pl.String))
        yield (text.str.zfill(_CODES[name]) if name in _CODES else text).alias(name)


_TABLE = "subtrajecten"

_AANSPRAAK = {
    **dict.fromkeys(("J", "JA", "TRUE", "WAAR", "1"), "J"),
    **dict.fromkeys(("N", "NEE", "FALSE", "ONWAAR", "0"), "N"),
}
"""Usual spellings of aanspraak."""


@dataclass(frozen=True)
class Gegevens:
    """What lines take over.

    Attributes:
        alle: A row per row of the batch, in its order: the columns ``GEGEVENS``, empty
            where the batch has them not. ``ontvanger_is_onbekend`` and
            ``aanspraak_is_onbekend`` say that one was given that does not exist.
        notices: What there is to tell of how the batch was read.
    """

    alle: pl.DataFrame
    notices: tuple[Notice, ...]

    def per(self, sleutel: Sequence[str] = PER_NUMMER) -> pl.DataFrame:
        """One row per subtraject.

        Args:
            sleutel: What makes it one. A subtraject that stands there twice is left
                out: whose line it would be is not known.
        """
        return self.alle.unique(sleutel, keep="none", maintain_order=True)


def read_gegevens(subtrajecten: pl.DataFrame) -> Gegevens:
    """Give the columns that lines take over.

    Args:
        subtrajecten: A batch as the grouper takes it, every column but
            ``subtraject_nummer`` optional here.

    Raises:
        InputFileError: Numbers of subtrajecten are floats that are not whole, or too
            large to be certain of.
        CallError: They have no column of numbers.
    """
    require_columns(subtrajecten, {NUMMER: pl.String}, _TABLE)
    known = [name for name in GEGEVENS if name in subtrajecten.columns]
    frame, of_days = days_of_moments(subtrajecten.select(known), _TABLE)
    frame = _as_text(frame)
    notices = [*of_days, *_unseen(frame), *_nothing(frame)]
    ontvanger = _text(frame, "ontvanger").str.to_uppercase()
    aanspraak = _text(frame, "aanspraak").str.to_uppercase()
    van = ontvanger.cast(ONTVANGER, strict=False)
    rijen = frame.select(
        cleaned(pl.col(NUMMER)).alias(NUMMER),
        *(_date(frame, name).alias(name) for name in _DATES),
        *(
            _text(frame, name).str.zfill(width).alias(name)
            for name, width in _CODES.items()
        ),
        *(
            present(_text(frame, name)).alias(name)
            if name in _MAY_BE_ABSENT
            else _text(frame, name).alias(name)
            for name in _TEXTS
        ),
        aanspraak.replace_strict(_AANSPRAAK, default=None, return_dtype=pl.String)
        .cast(AANSPRAAK)
        .alias("aanspraak"),
        (aanspraak.is_not_null() & ~aanspraak.is_in(list(_AANSPRAAK))).alias(
            "aanspraak_is_onbekend"
        ),
        van.alias("ontvanger"),
        (ontvanger.is_not_null() & van.is_null()).alias("ontvanger_is_onbekend"),
        _text(frame, "afsluitreden_code").alias("afsluitreden_code"),
    )
    return Gegevens(rijen, tuple(notices))


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column but dates as text; whole numbers without a fraction."""
    texts = []
    for name in frame.columns:
        dtype = frame.schema[name]
        if name in _DATES and dtype.is_temporal():
            continue
        if dtype == pl.Boolean:
            texts.append(frame[name].cast(pl.String))
        else:
            texts.append(key_text(frame[name], _TABLE))
    return frame.with_columns(texts)


def _unseen(frame: pl.DataFrame) -> list[Notice]:
    """How many keys lost something that nobody sees."""
    counts = {
        name: frame.select(is_unclean(pl.col(name))).to_series()
        for name in (NUMMER, *_MAY_BE_ABSENT)
        if name in frame.columns
    }
    return [_told(TEKENS, name, odd) for name, odd in counts.items() if odd.any()]


def _nothing(frame: pl.DataFrame) -> list[Notice]:
    notices = []
    for name in _MAY_BE_ABSENT:
        if name not in frame.columns:
            continue
        key = cleaned(pl.col(name))
        gone = frame.select(key.is_not_null() & present(key).is_null()).to_series()
        if gone.any():
            notices.append(_told(GEEN_SLEUTEL, name, gone))
    return notices


def _told(what: Bevinding, column: str, rows: pl.Series) -> Notice:
    first = int(rows.arg_true()[0]) + 1
    return Notice(_TABLE, what, column, first, int(rows.sum()))


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Text of a column, as it is meant; null where it is empty or absent."""
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return cleaned(pl.col(name))


def _date(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Dates in the forms that the grouper reads: jjjj-mm-dd and jjjjmmdd."""
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.Date)
    if frame.schema[name].is_temporal():
        return within_calendar(pl.col(name).cast(pl.Date))
    return day_of_text(_text(frame, name))
