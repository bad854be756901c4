"""Verifies output: is every row, and every cell, as it was written?

From the file alone: each row against its digest. With the record beside the file: each
column too, which names the cell. With input and release: each cell against what the
engine says now (``compare_rows``).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.sealing.digest import DIGEST, row_digests, texts_of
from grouper.sealing.provenance import FileDigest, FileRecord
from productstructure.errors import InputFileError

MOST_FAULTS = 1000
"""Faults that are kept; all are counted."""


@dataclass(frozen=True)
class RowFault:
    """A row that is not as it was written.

    Attributes:
        row: Data row, from 1.
        columns: Where the change is; empty when that cannot be told.
    """

    row: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verification:
    """What verifying a file came to.

    Attributes:
        rows: How many rows there are.
        n_faults: How many of them are not as they were written.
        faults: The first of them.
        about_file: What is wrong with the file as a whole, in Dutch.
        has_record: Whether there was a record to verify columns by.
    """

    rows: int
    n_faults: int = 0
    faults: tuple[RowFault, ...] = ()
    about_file: tuple[str, ...] = ()
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

    def _compared(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Columns that differ from the record, and what differs beside rows."""
        if self._record is None:
            return (), ()
        found = self._digest.record()
        if list(found.kolommen) != list(self._record.kolommen):
            return (), ("De kolommen zijn niet die waarmee het bestand is geschreven.",)
        about = []
        if self._rows != self._record.rijen:
            about.append(
                f"Het bestand heeft {self._rows} rijen; er zijn er "
                f"{self._record.rijen} geschreven."
            )
        columns = tuple(
            name
            for name, digest in found.kolommen.items()
            if digest != self._record.kolommen[name]
        )
        if columns and not self._n_faults and not about:
            about.append(
                "De rijen staan niet in de volgorde waarin zij zijn geschreven, of er "
                "is een rij vervangen door een andere van dezelfde engine."
            )
        return columns, tuple(about)


def compare_rows(
    found: pl.DataFrame, expected: pl.DataFrame
) -> tuple[int, tuple[RowFault, ...]]:
    """Rows of a file that are not what the engine says now.

    Args:
        found: Rows as they stand in the file.
        expected: The same rows, grouped again.

    Returns:
        How many there are, and the first of them.

    Raises:
        InputFileError: The two have other columns or another height.
    """
    if found.columns != expected.columns or found.height != expected.height:
        raise InputFileError(
            f"the file has {found.height} rows with columns "
            f"{', '.join(found.columns)}; grouped again there are {expected.height} "
            f"with {', '.join(expected.columns)}. Give the input, releases and "
            "settings it was made from."
        )
    differs = pl.DataFrame(
        (left.fill_null("") != right.fill_null("")).alias(left.name)
        for left, right in zip(texts_of(found), texts_of(expected), strict=True)
    )
    rows = differs.select(pl.any_horizontal(pl.all()).arg_true()).to_series()
    return len(rows), tuple(
        RowFault(row + 1, tuple(name for name in differs.columns if differs[name][row]))
        for row in rows.head(MOST_FAULTS)
    )
