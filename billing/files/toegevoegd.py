"""Which columns stand behind those that programs read, for people who ask for them?

Behind grouped rows: what the release calls product and group, and what the row was
given with. No digest covers them, so that rows with and without them are the same; the
hash of the file in its record does.

Dutch terms: toegevoegd (added), omschrijving (text of a code), invoer (input).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import polars as pl

from billing.files.batch.opening import BatchFiles
from grouper.compiled.structure import CompiledStructure
from grouper.frames.schemas import Digests, Grouped
from grouper.registration.columns import KNOWN_COLUMNS
from productstructure.errors import CallError
from tabellen.forms.batches import Table, pieces
from tabellen.values.dates import day_of_text

OMSCHRIJVING, INVOER = "omschrijving", "invoer"
BIJ_GROUPED = (OMSCHRIJVING, INVOER)
"""What can be asked for behind grouped rows."""

_BEGIN = "begindatum"
_TEXT_BEGIN = "__begindatum"
_PLACE = "__plaats"
_PIECE = 1 << 17

_TEKSTEN = {
    # Table of the release: its key and width, and the texts that it has.
    "zorgproductgroepen": (
        "zorgproductgroep_code",
        6,
        ("zorgproductgroep_omschrijving",),
    ),
    # A declaratiecode has no text of its own; a bill has that of the product for
    # patients (Producten, ProductConsumentenomschrijving).
    "producten": (
        "zorgproduct_code",
        9,
        ("zorgproduct_omschrijving", "zorgproduct_consumentenomschrijving"),
    ),
}

_OURS = {
    *Grouped.column_names(),
    *Digests.column_names(),
    *KNOWN_COLUMNS["subtrajecten"],
    *(tekst for *_, teksten in _TEKSTEN.values() for tekst in teksten),
}
"""Names that mean something to who reads an outcome."""


class Toegevoegd:
    """Makes the added columns of a batch, chunk by chunk in its order.

    Args:
        met: What is asked for, of ``BIJ_GROUPED``.
        releases: That the batch is grouped on.
        batch: Its tables, which are read along.
    """

    def __init__(
        self,
        met: Collection[str],
        releases: Sequence[CompiledStructure],
        batch: BatchFiles,
    ) -> None:
        self._teksten = _teksten(releases) if OMSCHRIJVING in met else {}
        rows = batch.subtrajecten
        days = Table(rows.path, rows.frame.select(_BEGIN))
        self._days = _Rijen(days) if OMSCHRIJVING in met else None
        self._invoer = _Rijen(_flat(batch.gegeven)) if INVOER in met else None

    def behind(self, grouped: pl.DataFrame) -> pl.DataFrame:
        """The rows of the next chunk, with the added columns behind their own."""
        added = [grouped]
        if self._days is not None:
            days = self._days.take(grouped.height)[_BEGIN]
            added += [self._described(table, grouped, days) for table in self._teksten]
        if self._invoer is not None:
            given = self._invoer.take(grouped.height)
            added.append(given.rename(_names(given.columns)))
        return pl.concat(added, how="horizontal")

    def _described(
        self, table: str, grouped: pl.DataFrame, days: pl.Series
    ) -> pl.DataFrame:
        """The texts of the code of each row, as they were on its begindatum."""
        key, _, teksten = _TEKSTEN[table]
        keys = grouped.select(pl.col("release", key).cast(pl.String))
        keys = keys.with_columns(_day(days)).with_row_index(_PLACE)
        begun = pl.col(_TEXT_BEGIN) <= pl.col(_BEGIN)
        ended = (pl.col("einddatum") < pl.col(_BEGIN)).fill_null(value=False)
        found = (
            keys.join(self._teksten[table], on=["release", key], how="inner")
            .filter(begun & ~ended)
            .unique(_PLACE, keep="last")
            .select(_PLACE, *teksten)
        )
        by_row = keys.join(found, on=_PLACE, how="left", maintain_order="left")
        return by_row.select(teksten)


class _Rijen:
    """Hands out the rows of a table in order, as many at a time as are asked for."""

    def __init__(self, table: Table) -> None:
        self._pieces: Iterator[pl.DataFrame] = pieces(table, _PIECE)
        self._rest = next(self._pieces)

    def take(self, n: int) -> pl.DataFrame:
        parts = [self._rest]
        height = self._rest.height
        while height < n:
            parts.append(next(self._pieces))
            height += parts[-1].height
        whole = pl.concat(parts)
        self._rest = whole[n:]
        return whole[:n]


def met_of(asked: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """What is asked for, in whatever case.

    Raises:
        CallError: Something is asked that is not known.
    """
    met = tuple(each.strip().lower() for each in asked)
    for each in met:
        if each not in known:
            raise CallError(f"met holds {each!r}; it is a list of {', '.join(known)}.")
    return met


def _teksten(releases: Sequence[CompiledStructure]) -> dict[str, pl.DataFrame]:
    """Per table the texts of all releases, each by its name, code and period."""
    return {
        table: pl.concat(
            release.tables[table].select(
                pl.lit(release.identity.name).alias("release"),
                pl.col(key).str.zfill(width),
                *teksten,
                pl.col(_BEGIN).alias(_TEXT_BEGIN),
                "einddatum",
            )
            for release in releases
        )
        for table, (key, width, teksten) in _TEKSTEN.items()
    }


def _day(column: pl.Series) -> pl.Expr:
    text = pl.lit(column.cast(pl.String))
    is_day = column.dtype.is_temporal()
    return (pl.lit(column).cast(pl.Date) if is_day else day_of_text(text)).alias(_BEGIN)


def _flat(given: Table) -> Table:
    """A table without its lists, which are activities."""
    schema = given.frame.collect_schema()
    flat = [name for name, dtype in schema.items() if not dtype.is_nested()]
    return Table(given.path, given.frame.select(flat))


def _names(given: Collection[str]) -> dict[str, str]:
    """Columns of the input by their names: with ``_invoer`` where that is one of ours.

    Who reads the outcome again would else take them for ours.
    """
    return {name: f"{name}_invoer" if name in _OURS else name for name in given}
