"""Verifies output: is every row, and every cell, as it was written?

From the file alone: each row against its digest. With the record beside the file: each
column too, which names the cell, and whether rows are gone, added or moved. With input
and release: each cell against what the engine says now (``compare_rows``).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, Bools
from grouper.sealing.digest import DIGEST, row_digests, texts_of, without_added
from grouper.sealing.provenance import FileDigest, FileRecord
from productstructure.errors import InputFileError
from tabellen.sets.differences import Wijziging

MOST_FAULTS = 1000
"""Faults that are kept; all are counted."""

KEYS = ("zorginstelling_code", "subtraject_nummer")
"""Columns by which a row that was changed is found among those expected."""


@dataclass(frozen=True)
class RowFault:
    """A row that is not as it was written.

    Attributes:
        row: Data row in the file, from 1; of one that is gone the row that it had.
        columns: Where the change is; empty when that cannot be told.
        wijziging: What happened to it.
        van: Row that one had which was moved.
    """

    row: int
    columns: tuple[str, ...] = ()
    wijziging: Wijziging = Wijziging.GEWIJZIGD
    van: int | None = None


@dataclass(frozen=True)
class FileFault:
    """What is wrong with a file as a whole, or with another one of its set.

    Attributes:
        wijziging: What happened to it.
        zin: The same as a Dutch sentence.
        naam: Its name as the record has it; empty for the file that was verified.
        ander: Of one that was moved where it stands; of one that was exchanged the
            name of what stands there.
    """

    wijziging: Wijziging
    zin: str
    naam: str = ""
    ander: str | None = None


@dataclass(frozen=True)
class Verification:
    """What verifying a file came to.

    Attributes:
        rows: How many rows there are.
        n_faults: How many of them are not as they were written.
        faults: The first of them.
        about_file: What is wrong with the file as a whole, or with its set.
        has_record: Whether there was a record to verify columns by.
    """

    rows: int
    n_faults: int = 0
    faults: tuple[RowFault, ...] = ()
    about_file: tuple[FileFault, ...] = ()
    has_record: bool = False

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was found."""
        return self.n_faults == 0 and not self.about_file


class Verifier:
    """Verifies the rows of a file, piece by piece.

    Args:
        record: What the record beside the file says of its rows; None without one.
        threads: How many to use.
    """

    def __init__(self, record: FileRecord | None, threads: int = 1) -> None:
        self._record = record
        self._threads = threads
        self._digest = FileDigest()
        self._rows = 0
        self._n_faults = 0
        self._faults: list[int] = []

    def add(self, piece: pl.DataFrame) -> None:
        """Verify the next rows.

        Raises:
            InputFileError: The file has no digests.
        """
        if DIGEST not in piece.columns:
            raise InputFileError(
                f"no column {DIGEST} found: the file was written without digests, so "
                "its rows cannot be verified. Columns found: "
                f"{', '.join(piece.columns)}."
            )
        piece = without_added(piece)
        wrong = np.flatnonzero(
            (piece[DIGEST] != row_digests(piece, self._threads))
            .fill_null(value=True)
            .to_numpy()
        )
        room = MOST_FAULTS - len(self._faults)
        self._faults += (wrong[:room] + self._rows + 1).tolist()
        self._n_faults += len(wrong)
        self._rows += piece.height
        self._digest.add(piece)

    def result(self) -> Verification:
        """What all pieces came to."""
        columns, about_file = self._compared()
        return Verification(
            rows=self._rows,
            n_faults=self._n_faults,
            faults=tuple(RowFault(row, columns) for row in self._faults),
            about_file=about_file,
            has_record=self._record is not None,
        )

    def _compared(self) -> tuple[tuple[str, ...], tuple[FileFault, ...]]:
        """Columns that differ from the record, and what differs beside rows."""
        record = self._record
        if record is None or not record.kolommen:
            return (), ()
        found = self._digest.record()
        if list(found.kolommen) != list(record.kolommen):
            return (), (
                FileFault(
                    Wijziging.GEWIJZIGD,
                    "De kolommen zijn niet die waarmee het bestand is geschreven.",
                ),
            )
        columns = tuple(
            name
            for name, digest in found.kolommen.items()
            if digest != record.kolommen[name]
        )
        if self._rows != record.rijen:
            # Every column differs then, also where no cell was changed.
            return (), (_other_height(self._rows, record.rijen),)
        is_moved = DIGEST in columns and found.rijen_som == record.rijen_som
        if is_moved:
            # So may every column then, wherever a changed cell is.
            return (), (
                FileFault(
                    Wijziging.VERPLAATST,
                    "De rijen staan niet in de volgorde waarin zij zijn geschreven.",
                ),
            )
        if columns and not self._n_faults:
            return columns, (_replaced(is_sum_known=record.rijen_som is not None),)
        return columns, ()


def _other_height(rows: int, written: int) -> FileFault:
    what = (
        f"minstens {written - rows} ontbreken"
        if rows < written
        else f"minstens {rows - written} zijn toegevoegd of dubbel"
    )
    return FileFault(
        Wijziging.ONTBREEKT if rows < written else Wijziging.EXTRA,
        f"Het bestand heeft {rows} rijen; er zijn er {written} geschreven: {what}.",
    )


def _replaced(*, is_sum_known: bool) -> FileFault:
    """Rows that fit their own digests, and are not all of those that were written."""
    zin = "Er zijn rijen vervangen door andere van dezelfde engine."
    if not is_sum_known:
        zin = (
            "De rijen staan niet in de volgorde waarin zij zijn geschreven, of er "
            "is een rij vervangen door een andere van dezelfde engine."
        )
    return FileFault(Wijziging.GEWIJZIGD, zin)


def compare_rows(
    found: pl.DataFrame, expected: pl.DataFrame
) -> tuple[int, tuple[RowFault, ...]]:
    """Rows of a file that are not what the engine says now.

    Rows of equal content are the same row. Of those the fewest that can be are called
    moved: the others stand in the order that they had. What is left of both is one
    changed row where it has the same number of subtraject, or the same place.

    Args:
        found: Rows as they stand in the file.
        expected: The same rows, grouped again.

    Returns:
        How many there are, and the first of them.

    Raises:
        InputFileError: The two have other columns.
    """
    found = without_added(found)
    if found.columns != expected.columns:
        raise InputFileError(
            f"the file has columns {', '.join(found.columns)}; grouped again there are "
            f"{', '.join(expected.columns)}. Give the input, releases and settings it "
            "was made from."
        )
    left, right = (
        pl.DataFrame(each.fill_null("") for each in texts_of(rows))
        for rows in (found, expected)
    )
    pairs = _paired(_identity(left), _identity(right))
    moved = _out_of_order(pairs[:, 1])
    unpaired = _Unpaired(left, right, pairs)
    changed = unpaired.changed()
    faults = chain(
        (
            RowFault(row + 1, (), Wijziging.VERPLAATST, van + 1)
            for row, van in pairs[moved].tolist()
        ),
        (RowFault(row + 1, columns) for row, columns in unpaired.faults(changed)),
        (
            RowFault(row + 1, (), Wijziging.EXTRA)
            for row in np.setdiff1d(unpaired.left, changed[:, 0]).tolist()
        ),
        (
            RowFault(row + 1, (), Wijziging.ONTBREEKT)
            for row in np.setdiff1d(unpaired.right, changed[:, 1]).tolist()
        ),
    )
    ordered = sorted(faults, key=lambda fault: fault.row)
    return len(ordered), tuple(ordered[:MOST_FAULTS])


"""Rows from 0; of pairs the one found and the one expected."""


class _Unpaired:
    """Rows that have no equal on the other side."""

    def __init__(self, found: pl.DataFrame, expected: pl.DataFrame, pairs: I64) -> None:
        self.found = found
        self.expected = expected
        self.left = np.setdiff1d(np.arange(found.height), pairs[:, 0])
        self.right = np.setdiff1d(np.arange(expected.height), pairs[:, 1])

    def changed(self) -> I64:
        """Which of them are one row that was changed: by number, then by place."""
        keys = [name for name in KEYS if name in self.found.columns]
        pairs = np.empty((0, 2), np.int64)
        if keys:
            left, right = (
                rows[free].select(pl.concat_str(keys, separator="\n")).to_series()
                for rows, free in (
                    (self.found, self.left),
                    (self.expected, self.right),
                )
            )
            own = _paired(left, right)
            pairs = np.column_stack([self.left[own[:, 0]], self.right[own[:, 1]]])
        left_over = np.setdiff1d(self.left, pairs[:, 0])
        same = np.intersect1d(left_over, np.setdiff1d(self.right, pairs[:, 1]))
        return np.concatenate([pairs, np.column_stack([same, same])])

    def faults(self, changed: I64) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Changed rows with the columns that differ."""
        left, right = self.found[changed[:, 0]], self.expected[changed[:, 1]]
        differs = pl.DataFrame(
            (ours != theirs).alias(ours.name)
            for ours, theirs in zip(
                left.get_columns(), right.get_columns(), strict=True
            )
        )
        for (row, _), cells in zip(changed.tolist(), differs.iter_rows(), strict=True):
            named = zip(left.columns, cells, strict=True)
            yield row, tuple(name for name, is_other in named if is_other)


def _identity(rows: pl.DataFrame) -> pl.Series:
    """What two rows of equal content share: their cells, and the digest among them."""
    own = row_digests(rows)
    return own + rows[DIGEST] if DIGEST in rows.columns else own


def _paired(left: pl.Series, right: pl.Series) -> I64:
    """Places of equal values, the n-th of one side with the n-th of the other."""
    both = [
        pl.DataFrame({"value": values.rename("value")})
        .with_row_index("row")
        .with_columns(nth=pl.int_range(pl.len()).over("value"))
        for values in (left, right)
    ]
    joined = both[0].join(both[1], on=["value", "nth"], maintain_order="left")
    return joined.select("row", "row_right").cast(pl.Int64).to_numpy().reshape(-1, 2)


def _out_of_order(places: I64) -> Bools:
    """The fewest to take away so that the others ascend."""
    if np.all(places[1:] > places[:-1]):
        return np.zeros(len(places), bool)
    ends: list[int] = []
    last: list[int] = []
    before = np.full(len(places), -1)
    for at, place in enumerate(places.tolist()):
        length = bisect_left(ends, place)
        if length:
            before[at] = last[length - 1]
        if length == len(ends):
            ends.append(place)
            last.append(at)
        else:
            ends[length], last[length] = place, at
    is_out = np.ones(len(places), bool)
    at = last[-1]
    while at >= 0:
        is_out[at] = False
        at = int(before[at])
    return is_out
