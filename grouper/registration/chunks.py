"""Cuts a batch that does not fit in memory into chunks that do.

A chunk is some subtrajecten with all their activities. Where both inputs ascend by
subtraject_nummer a chunk is read and forgotten; else the activities are first laid
aside on disk, chunk by chunk. Either way the chunks give subtrajecten in input order.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U8
from grouper.registration import _join
from grouper.registration._arrow import Strings
from grouper.registration.columns import KEY, NUMMER
from grouper.registration.intake import clean_keys
from grouper.registration.merging import first_of_rows
from grouper.registration.reading import unnest_zorgactiviteiten
from productstructure.errors import DbcError, InputFileError
from tabellen.headers.headertext import told_columns
from tabellen.sets.newfiles import new_file
from tabellen.sets.spilling import spill_folder
from tabellen.sets.writing import writing

Frames = Iterable[pl.DataFrame]

BY_TEXT, BY_LENGTH = 1, 2

SHORTEST_RUN = 16_384
"""Activities in one run of memory that are worth a piece of their own."""


class NotAscendingError(DbcError):
    """The inputs do not stand in one ascending order of subtraject_nummer.

    Or a number has blanks or characters that nobody sees, so that its order is not that
    of the number without them.
    """


@dataclass(frozen=True)
class Chunk:
    """Some subtrajecten with all their activities.

    Attributes:
        subtrajecten: In input order.
        zorgactiviteiten: In input order; they may include activities whose subtraject
            is not in the batch. None where subtrajecten hold theirs in lists.
        first_row: Rows of the input before this chunk's subtrajecten.
        first_line: Rows of the input before its first activity, when they stand there
            in one run.
        line: Row in the input of each activity, 0 for the first, when they do not.
        first: Where the activities of each subtraject begin, and how many there are,
            when they stand in its order.
        doubles: Which subtrajecten bear a number that stands in another chunk too.
    """

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame | None
    first_row: int = 0
    first_line: int = 0
    line: I64 | None = None
    first: I64 | None = None
    doubles: U8 | None = None

    def lines_of_input(self, activities: I64) -> I64:
        """Rows in the input of some of its activities, 0 for the first."""
        return (
            self.first_line + activities if self.line is None else self.line[activities]
        )


def _numbers(frame: pl.DataFrame) -> pl.Series:
    """What rows are found by: their number, or that with their hospital."""
    if NUMMER not in frame.columns:
        raise InputFileError(
            f"required column {NUMMER} missing. Columns found: "
            f"{told_columns(frame.columns)}."
        )
    column = frame[KEY if KEY in frame.columns else NUMMER]
    return column if column.dtype == pl.String else column.cast(pl.String)


class _Ascent:
    """Follows a column over its pieces.

    Attributes:
        orders: In which orders it has ascended so far.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._last: pl.Series | None = None
        self.orders = BY_TEXT | BY_LENGTH

    def follow(self, numbers: pl.Series) -> Strings:
        """Go on with the next piece; gives its texts."""
        texts = Strings(numbers)
        if texts.size:
            self.orders &= _join.ascending_orders(texts, self._strict)
            if self._last is not None:
                pair = Strings(pl.concat([self._last, numbers.head(1)]))
                self.orders &= _join.ascending_orders(pair, self._strict)
        self.skip(numbers)
        return texts

    def skip(self, numbers: pl.Series) -> None:
        """Go on with a next piece that is known to ascend, from the one before too."""
        if len(numbers):
            self._last = numbers.tail(1)


class _Lines:
    """The activities, piece by piece, and how far they have been given.

    Attributes:
        none: A frame of them without rows.
    """

    def __init__(self, pieces: Frames) -> None:
        self._pieces = (own for piece in pieces for own in _in_one_run(piece))
        self._next()
        self.none = _none_of(self._piece)

    def _next(self) -> None:
        self._at = 0
        self._piece = next(self._pieces, None)
        if self._piece is not None:
            self._numbers = Strings(_numbers(self._piece))

    def up_to(self, last: Strings, orders: int) -> list[pl.DataFrame]:
        """Those not yet given that are not after the last of some numbers.

        Right if they ascend in one of ``orders``, which is not looked into here.
        """
        parts = []
        while self._piece is not None:
            stop = _count_up_to(self._numbers, self._at, last, orders)
            if stop > self._at:
                parts.append(self._piece[self._at : stop])
            self._at = stop
            if stop < self._piece.height:
                break
            self._next()
        return parts

    def rest(self) -> Iterator[pl.DataFrame]:
        """Those that are left."""
        while self._piece is not None:
            if self._at < self._piece.height:
                yield self._piece[self._at :]
            self._next()


def _in_one_run(piece: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of a piece, in pieces whose columns each stand in one run of memory.

    Nothing is copied, unless the runs are too short to be worth a piece.
    """
    if piece.n_chunks() * SHORTEST_RUN > max(piece.height, SHORTEST_RUN):
        yield piece.rechunk()
        return
    runs = [column.get_chunks() for column in piece]
    if len({tuple(map(len, own)) for own in runs}) == 1:
        yield from (pl.DataFrame(own) for own in zip(*runs, strict=True))
    else:
        yield piece.rechunk()


def ascending_chunks(subtrajecten: Frames, zorgactiviteiten: Frames) -> Iterator[Chunk]:
    """Cut two inputs that ascend by subtraject_nummer, reading each once.

    Args:
        subtrajecten: Pieces of the subtrajecten; each becomes a chunk.
        zorgactiviteiten: Pieces of the activities, of any size.

    Raises:
        NotAscendingError: An input does not ascend, or not in the order of the other.
            What was given before is right as far as it goes, but some activities may
            still have belonged to it: start again with ``spilled_chunks``.
    """
    lines, of_lines = _Lines(zorgactiviteiten), _Ascent(strict=False)
    of_rows = _Ascent(strict=True)
    first_row = first_line = 0
    for rows in subtrajecten:
        numbers = of_rows.follow(_numbers(rows))
        _require_plain(numbers)
        orders = of_rows.orders & of_lines.orders
        parts = lines.up_to(numbers, orders) if rows.height else []
        first = first_of_rows(numbers, map(_numbers, parts))
        for part in parts:
            if first is None:
                _require_plain(of_lines.follow(_numbers(part)))
            else:
                # They stand as the subtrajecten do, and so ascend.
                of_lines.skip(_numbers(part))
        _require_order(of_rows.orders & of_lines.orders)
        own = pl.concat(parts) if parts else lines.none
        yield Chunk(rows, own, first_row, first_line, first=first)
        first_row += rows.height
        first_line += own.height
    # What is left belongs to no subtraject; it is still reported.
    for left in lines.rest():
        _require_plain(of_lines.follow(_numbers(left)))
        _require_order(of_rows.orders & of_lines.orders)
        yield Chunk(rows.clear(), left, first_row, first_line)
        first_line += left.height


def _require_order(orders: int) -> None:
    if not orders:
        raise NotAscendingError("the inputs do not ascend by subtraject_nummer")


def _require_plain(numbers: Strings) -> None:
    if _join.has_odd(numbers):
        raise NotAscendingError("a number has blanks or characters that nobody sees")


def clean_keys_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Subtrajecten or activities with clean numbers; what is told is left to others."""
    for column in (NUMMER, KEY):
        rows, _ = clean_keys(rows, "", column)
    return rows


def _none_of(lines: pl.DataFrame | None) -> pl.DataFrame:
    if lines is not None:
        return lines.clear()
    return pl.DataFrame(
        schema={NUMMER: pl.String, "zorgactiviteit_code": pl.String, "aantal": pl.Int64}
    )


def _count_up_to(lines: Strings, start: int, rows: Strings, orders: int) -> int:
    """Leading activities, at least ``start``, not after the last subtraject."""
    found = _counts_up_to(lines, start, rows, orders)
    if len(found) > 1:
        # Both orders seemed possible; these activities may tell which it is.
        orders &= _join.ascending_orders(lines, strict=False)
        found = _counts_up_to(lines, start, rows, orders)
    if len(found) != 1:
        # No order is left; or both are and they differ, so that no answer is certain.
        raise NotAscendingError(
            "the inputs do not ascend by subtraject_nummer, or in an ambiguous order"
        )
    return found.pop()


def _counts_up_to(lines: Strings, start: int, rows: Strings, orders: int) -> set[int]:
    return {
        _join.count_up_to(lines, start, rows, order)
        for order in (BY_TEXT, BY_LENGTH)
        if orders & order
    }


def spilled_chunks(
    numbers: Callable[[], Frames],
    subtrajecten: Callable[[], Frames],
    zorgactiviteiten: Callable[[], Frames],
    *,
    expected: int,
) -> Iterator[Chunk]:
    """Cut two inputs in any order; activities are laid aside on disk in between.

    What is laid aside, in the system's temporary folder, is removed at the end,
    whatever happens.

    Args:
        numbers: Gives batches of subtrajecten of which only the number is read.
        subtrajecten: Gives the same batches, whole.
        zorgactiviteiten: Gives batches of activities.
        expected: How many subtrajecten there are, at 24 to 48 bytes of memory each.
    """
    index = _join.NummerIndex(expected)
    n_chunks = 0
    for rows in map(clean_keys_of, numbers()):
        index.add(Strings(_numbers(rows)), n_chunks)
        n_chunks += 1
    with spill_folder() as spill:
        schema = _lay_aside(zorgactiviteiten(), index, n_chunks, spill)
        first_row = 0
        for chunk, rows in enumerate(subtrajecten()):
            found = clean_keys_of(rows)
            own = _taken_up(spill, chunk, schema)
            doubles = np.zeros(rows.height, np.uint8)
            index.doubles(Strings(_numbers(found)), doubles)
            yield Chunk(
                rows,
                own.drop(_ROW),
                first_row,
                line=own[_ROW].to_numpy(),
                doubles=doubles,
            )
            first_row += rows.height


def nested_chunks(
    numbers: Callable[[], Frames], nested: Callable[[], Frames], *, expected: int
) -> Iterator[Chunk]:
    """Cut one input in the nested form; its numbers are read first, for doubles.

    Args:
        numbers: Gives batches of subtrajecten of which only the number is read.
        nested: Gives the same batches, whole.
        expected: How many subtrajecten there are, at 24 to 48 bytes of memory each
            where their numbers do not ascend.

    Raises:
        InputFileError: The column zorgactiviteiten is not a list of struct.
    """
    index = None if _all_ascend(numbers()) else _join.NummerIndex(expected)
    if index is not None:
        for chunk, rows in enumerate(map(clean_keys_of, numbers())):
            index.add(Strings(_numbers(rows)), chunk)
    first_row = first_line = 0
    for rows in nested():
        flat, lines = unnest_zorgactiviteiten(rows)
        doubles = np.zeros(flat.height, np.uint8)
        if index is not None:
            index.doubles(Strings(_numbers(clean_keys_of(flat))), doubles)
        yield Chunk(flat, lines, first_row, first_line, doubles=doubles)
        first_row += flat.height
        first_line += lines.height


def _all_ascend(numbers: Frames) -> bool:
    """Whether numbers ascend, so that no two are alike."""
    ascent = _Ascent(strict=True)
    for rows in numbers:
        if _join.has_odd(ascent.follow(_numbers(rows))):
            return False
    return bool(ascent.orders)


_ROW = "__activity_row"


def _lay_aside(
    batches: Frames, index: _join.NummerIndex, n_chunks: int, folder: Path
) -> pl.DataFrame:
    """Write each activity to the folder of its chunk; gives an empty frame of them."""
    empty = _none_of(None)
    first_line = 0
    for number, lines in enumerate(batches):
        empty = lines.clear()
        chunk = np.empty(lines.height, np.int32)
        index.chunks(Strings(_numbers(clean_keys_of(lines))), chunk)
        # Activities without a subtraject go with the last chunk, to be reported.
        chunk[chunk < 0] = max(n_chunks - 1, 0)
        order = np.argsort(chunk, kind="stable")
        bounds = np.searchsorted(chunk[order], np.arange(n_chunks + 1))
        rows = pl.Series(_ROW, order + first_line, dtype=pl.Int64)
        ordered = lines[order].with_columns(rows)
        for own in np.flatnonzero(np.diff(bounds)).tolist():
            place = folder / f"{own:06d}"
            with writing(folder):
                place.mkdir(exist_ok=True)
            part = ordered[bounds[own] : bounds[own + 1]]
            file = place / f"{number:06d}.arrow"
            os.close(new_file(file, of=folder))
            with writing(folder):
                part.write_ipc(file, compression="lz4")
        first_line += lines.height
    return empty.with_columns(pl.lit(None, pl.Int64).alias(_ROW))


def _taken_up(folder: Path, chunk: int, empty: pl.DataFrame) -> pl.DataFrame:
    parts = sorted((folder / f"{chunk:06d}").glob("*.arrow"))
    if not parts:
        return empty
    frame = pl.concat(pl.read_ipc(part) for part in parts)
    for part in parts:
        part.unlink()
    return frame
