"""Cuts a batch that does not fit in memory into chunks that do.

A chunk is some subtrajecten with all their activities. Where both inputs ascend by
subtraject_nummer a chunk is read and forgotten; else the activities are first laid
aside on disk, chunk by chunk. Either way the chunks give subtrajecten in input order.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper import _join
from grouper._arrow import Strings
from productstructure.errors import DbcError, InputFileError

Frames = Iterable[pl.DataFrame]

NUMMER = "subtraject_nummer"
BY_TEXT, BY_LENGTH = 1, 2


class NotAscendingError(DbcError):
    """The inputs do not stand in one ascending order of subtraject_nummer."""


@dataclass(frozen=True)
class Chunk:
    """Some subtrajecten with all their activities.

    Attributes:
        subtrajecten: In input order.
        zorgactiviteiten: In input order; they may include activities whose subtraject
            is not in the batch.
        first_row: Rows of the input before this chunk's subtrajecten.
        activity_row: Row in the input of each activity, 0 for the first.
        doubles: Which subtrajecten bear a number that stands in another chunk too.
    """

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    first_row: int
    activity_row: npt.NDArray[np.int64]
    doubles: npt.NDArray[np.uint8] | None = None


def _numbers(frame: pl.DataFrame) -> pl.Series:
    if NUMMER not in frame.columns:
        raise InputFileError(
            f"required column {NUMMER} missing. Columns found: "
            f"{', '.join(frame.columns)}."
        )
    column = frame[NUMMER].rechunk()
    return column if column.dtype == pl.String else column.cast(pl.String)


class _Ascent:
    """Follows one column over its batches: in which orders has it ascended so far?"""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._last: pl.Series | None = None

    def orders(self, numbers: pl.Series) -> int:
        """Orders in which the last text seen before and these ascend."""
        if len(numbers) == 0:
            return BY_TEXT | BY_LENGTH
        found = _join.ascending_orders(Strings(numbers), self._strict)
        if self._last is not None:
            pair = pl.concat([self._last, numbers.head(1)])
            found &= _join.ascending_orders(Strings(pair), self._strict)
        self._last = numbers.tail(1)
        return found


def ascending_chunks(subtrajecten: Frames, zorgactiviteiten: Frames) -> Iterator[Chunk]:
    """Cut two inputs that ascend by subtraject_nummer, reading each once.

    Args:
        subtrajecten: Batches of subtrajecten; each becomes a chunk.
        zorgactiviteiten: Batches of activities, of any size.

    Raises:
        NotAscendingError: An input does not ascend, or not in the order of the other.
            What was given before is right as far as it goes, but some activities may
            still have belonged to it: start again with ``spilled_chunks``.
    """
    row_ascent, line_ascent = _Ascent(strict=True), _Ascent(strict=False)
    orders = BY_TEXT | BY_LENGTH
    # In one piece, so that its slices need not be put together at every look.
    lines = (batch.rechunk() for batch in zorgactiviteiten)
    kept = next(lines, None)
    if kept is not None:
        orders &= line_ascent.orders(_numbers(kept))
    first_row = first_line = 0
    for rows in subtrajecten:
        numbers = _numbers(rows)
        orders &= row_ascent.orders(numbers)
        parts = []
        while kept is not None and orders and rows.height:
            count = _count_up_to(_numbers(kept), numbers, orders)
            parts.append(kept[:count])
            kept = kept[count:]
            if kept.height:
                break
            kept = next(lines, None)
            if kept is not None:
                orders &= line_ascent.orders(_numbers(kept))
        if not orders:
            raise NotAscendingError("the inputs do not ascend by subtraject_nummer")
        own = pl.concat(parts, rechunk=True) if parts else _none_of(kept)
        yield Chunk(rows, own, first_row, first_line + np.arange(own.height))
        first_row += rows.height
        first_line += own.height
    # What is left belongs to no subtraject; it is still reported.
    while kept is not None:
        if kept.height:
            yield Chunk(
                rows.clear(), kept, first_row, first_line + np.arange(kept.height)
            )
            first_line += kept.height
        kept = next(lines, None)


def _none_of(lines: pl.DataFrame | None) -> pl.DataFrame:
    if lines is not None:
        return lines.clear()
    return pl.DataFrame(
        schema={NUMMER: pl.String, "zorgactiviteit_code": pl.String, "aantal": pl.Int64}
    )


def _count_up_to(lines: pl.Series, rows: pl.Series, orders: int) -> int:
    """Leading activities that are not after the last subtraject."""
    found = {
        _join.count_up_to(Strings(lines), Strings(rows), order)
        for order in (BY_TEXT, BY_LENGTH)
        if orders & order
    }
    if len(found) > 1:
        # Both orders are still possible and they differ: no answer is certain.
        raise NotAscendingError("the order of subtraject_nummer is ambiguous")
    return found.pop()


def spilled_chunks(
    numbers: Callable[[], Frames],
    subtrajecten: Callable[[], Frames],
    zorgactiviteiten: Callable[[], Frames],
    *,
    expected: int,
    folder: Path | None = None,
) -> Iterator[Chunk]:
    """Cut two inputs in any order; activities are laid aside on disk in between.

    Args:
        numbers: Gives batches of subtrajecten of which only the number is read.
        subtrajecten: Gives the same batches, whole.
        zorgactiviteiten: Gives batches of activities.
        expected: How many subtrajecten there are, at 24 to 48 bytes of memory each.
        folder: Where to lay activities aside; by default the system's temporary
            folder. What is laid aside is removed at the end, whatever happens.
    """
    index = _join.NummerIndex(expected)
    n_chunks = 0
    for rows in numbers():
        index.add(Strings(_numbers(rows)), n_chunks)
        n_chunks += 1
    with TemporaryDirectory(prefix="dbc-grouper-", dir=folder) as spill:
        schema = _lay_aside(zorgactiviteiten(), index, n_chunks, Path(spill))
        first_row = 0
        for chunk, rows in enumerate(subtrajecten()):
            own = _taken_up(Path(spill), chunk, schema)
            doubles = np.zeros(rows.height, np.uint8)
            index.doubles(Strings(_numbers(rows)), doubles)
            yield Chunk(
                rows,
                own.drop(_ROW),
                first_row,
                own[_ROW].to_numpy(),
                doubles,
            )
            first_row += rows.height


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
        index.chunks(Strings(_numbers(lines)), chunk)
        # Activities without a subtraject go with the last chunk, to be reported.
        chunk[chunk < 0] = max(n_chunks - 1, 0)
        order = np.argsort(chunk, kind="stable")
        bounds = np.searchsorted(chunk[order], np.arange(n_chunks + 1))
        rows = pl.Series(_ROW, order + first_line, dtype=pl.Int64)
        ordered = lines[order].with_columns(rows)
        for own in np.flatnonzero(np.diff(bounds)).tolist():
            place = folder / f"{own:06d}"
            place.mkdir(exist_ok=True)
            part = ordered[bounds[own] : bounds[own + 1]]
            part.write_ipc(place / f"{number:06d}.arrow", compression="lz4")
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
