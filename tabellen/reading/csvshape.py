"""Looks over a csv without reading it: are its rows whole, and does it end as one?

A reader fills a row that breaks off with empty values, and takes every row between a
double quote and the next one for a single cell. Both are seen in the separators, line
ends and quotes alone. They are counted block by block; only a file in which they do not
come out, or that has quotes, is looked at row by row.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tabellen.values.formulas import may_be_marked

BLOCK = 1 << 18
"""Bytes looked at together: few enough to stay in the caches."""

SIGNS = ";,\t|"
"""What stands between columns, the most usual first."""

MOST_ROWS = 100
"""Rows of one kind that are kept by number; of others it is known how many."""

SHEET_HEIGHTS = frozenset({65_535, 65_536, 1_048_575, 1_048_576})
"""Rows, with and without a header, that a sheet of Excel holds: up to 2003 in xls, from
2007 on in xlsx (Microsoft, "Excel specifications and limits")."""

BOM = b"\xef\xbb\xbf"

_LF, _CR, _QUOTE = 10, 13, 34


@dataclass
class Rows:
    """Rows of one kind: the first by their numbers, and how many there are.

    Attributes:
        first: Their numbers, 1 for the first row after the header; at most
            ``MOST_ROWS``.
        count: How many there are.
    """

    first: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, rows: npt.NDArray[np.int64]) -> None:
        """Add the numbers of some more rows."""
        self.first += rows[: MOST_ROWS - len(self.first)].tolist()
        self.count += len(rows)


@dataclass
class CsvShape:
    """What the separators, line ends and quotes of a csv say.

    Attributes:
        rows: Rows after the header, blank lines among them.
        lines: Lines, the header among them; a cell may run over several.
        is_utf8: Whether all of it is utf-8; else it is taken for latin-1.
        is_ended: Whether the last line has a line end.
        has_double_cr: Whether a CR follows another, as where lines end in CR CR LF.
        may_be_marked: Whether some cell may have the mark of ``formulas``.
        short: Rows with fewer fields than the header; blank lines are none.
        spanning: Rows with a quoted cell that holds a line end.
        swallowed: The first of those that holds whole rows, or that has not the fields
            of the header, and over how many lines it runs; None for none.
        is_unclosed: Whether a quote that opens is never closed.
    """

    rows: int = 0
    lines: int = 0
    is_utf8: bool = True
    is_ended: bool = True
    has_double_cr: bool = False
    may_be_marked: bool = False
    short: Rows = field(default_factory=Rows)
    spanning: Rows = field(default_factory=Rows)
    swallowed: tuple[int, int] | None = None
    is_unclosed: bool = False


def csv_shape(path: Path, separator: str, width: int) -> CsvShape:
    """Look over a csv file, in constant memory.

    Args:
        path: The file.
        separator: One ASCII character.
        width: Fields of its header.

    Raises:
        OSError: The file cannot be read.
    """
    stat = path.stat()
    return _remembered(path, stat.st_size, stat.st_mtime_ns, separator, width)


@lru_cache(maxsize=16)
def _remembered(
    path: Path, size: int, changed: int, separator: str, width: int
) -> CsvShape:
    return shape_of(lambda: _blocks(path), separator, width)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            yield block


def shape_of(
    blocks: Callable[[], Iterable[bytes]], separator: str, width: int
) -> CsvShape:
    """Look over a csv that comes in blocks.

    Args:
        blocks: Gives the blocks from the start; called at most twice.
        separator: One ASCII character.
        width: Fields of its header.
    """
    shape = CsvShape()
    sign = ord(separator)
    between = leading = 0
    quoted = _Quoted(sign, width)
    utf8 = _Utf8()
    # The last two signs so far.
    tail = b""
    for block in blocks():
        data = np.frombuffer(block, np.uint8)
        separators = _count(data, sign)
        shape.lines += _count(data, _LF)
        # Bytes without any quote are looked at no further.
        between += quoted.between(data, separators, has_quotes=b'"' in block)
        if b"\r" in block and not shape.has_double_cr:
            is_cr = np.concatenate([[tail[-1:] == b"\r"], data == _CR])
            shape.has_double_cr = bool((is_cr[:-1] & is_cr[1:]).any())
        if not shape.may_be_marked:
            # A mark has three signs at the most.
            over_the_edge = tail + block[:2]
            shape.may_be_marked = may_be_marked(block) or may_be_marked(over_the_edge)
        utf8.add(block, data)
        if not tail:
            text = block.removeprefix(BOM)
            leading = text[: len(text) - len(text.lstrip(b"\r\n"))].count(b"\n")
        tail = (tail + block[-2:])[-2:]
    shape.is_utf8 = utf8.holds()
    shape.is_ended = tail.endswith(b"\n")
    shape.lines += not shape.is_ended
    records = shape.lines - leading
    shape.rows = max(records - 1, 0)
    if not quoted.is_within_lines or between != records * (width - 1):
        _Rowwise(shape, sign, width).look(blocks())
    return shape


def _count(data: npt.NDArray[np.uint8], sign: int) -> int:
    """How often a byte occurs.

    ``np.count_nonzero`` takes three times the instructions: here bytes of 0 and 1 are
    added eight abreast, 128 of them, so that no sum of the eight passes 255.
    """
    found = data == sign
    whole = len(found) - len(found) % (8 * 128)
    eights = found[:whole].view(np.uint64).reshape(128, -1)
    sums = np.add.reduce(eights, axis=0).view(np.uint8)
    return int(sums.sum()) + int(np.count_nonzero(found[whole:]))


class _Utf8:
    """Whether blocks together are utf-8; those of ASCII alone are not decoded."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_ascii = True
        self._holds = True

    def add(self, block: bytes, data: npt.NDArray[np.uint8]) -> None:
        # The greatest byte is found in a third of the time of bytes.isascii.
        self._is_ascii = self._is_ascii and bool(data.max(initial=0) < 128)
        if not self._is_ascii and self._holds:
            self._decode(block)

    def holds(self) -> bool:
        self._decode(b"", final=True)
        return self._holds

    def _decode(self, block: bytes, *, final: bool = False) -> None:
        try:
            self._decoder.decode(block, final)
        except UnicodeDecodeError:
            self._holds = False


class _Quoted:
    """Counts the separators that stand between cells, not within the quotes of one.

    Attributes:
        is_within_lines: Whether every quote so far closes in the line it opens in, and
            every line of a file that quotes all cells has the quotes of them all.
    """

    def __init__(self, sign: int, width: int) -> None:
        self._sign = sign
        # Of a line in which every cell is quoted and none has a quote in it.
        self._all = 2 * width
        # Quotes in the line that is open.
        self._open = 0
        self.is_within_lines = True

    def between(
        self, data: npt.NDArray[np.uint8], separators: int, *, has_quotes: bool
    ) -> int:
        """Separators between cells in a block of ``separators`` in all."""
        if not self.is_within_lines or not (has_quotes or self._open):
            return separators
        quote = np.flatnonzero(data == _QUOTE)
        end = np.flatnonzero(data == _LF)
        if self._quotes_all(quote, end):
            return separators
        place = np.flatnonzero((data == self._sign) | (data == _LF) | (data == _QUOTE))
        kind = data[place]
        count = np.cumsum(kind == _QUOTE, dtype=np.uint8) + np.uint8(self._open & 1)
        within = (count & 1) == 1
        self.is_within_lines = not (within & (kind == _LF)).any()
        begin = end[-1] if len(end) else -1
        self._open *= not len(end)
        self._open += len(quote) - int(np.searchsorted(quote, begin))
        return int(np.count_nonzero((kind == self._sign) & ~within))

    def _quotes_all(
        self, quote: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
    ) -> bool:
        """Whether every line that ends here has the quotes of a line that quotes all.

        Its separators are between cells then, if they are as many as a row has.
        """
        # How many quotes of this block stand before each line end.
        wanted = self._all * np.arange(1, len(end) + 1) - self._open
        if not len(end) or wanted[0] < 1 or wanted[-1] > len(quote):
            return False
        after = np.append(quote, np.iinfo(np.int64).max)
        if not ((quote[wanted - 1] < end) & (end < after[wanted])).all():
            return False
        self._open = len(quote) - int(wanted[-1])
        return True


class _Rowwise:
    """Looks at each row; what is open at the end of a block goes on in the next.

    Args:
        shape: What is found is added to it.
        sign: The separator.
        width: Fields of the header.
    """

    def __init__(self, shape: CsvShape, sign: int, width: int) -> None:
        self._shape = shape
        self._sign = sign
        self._width = width
        # Number of the row that is open: 0 is the header, below it are blank lines.
        self._row = 0
        self._is_quoted = False
        self._is_header = True
        # Of the row that is open: separators between cells and within them, line ends
        # within cells, quotes that open in the middle of a cell, and signs.
        self._open = np.zeros(5, np.int64)
        # The last two signs of the block before.
        self._tail = np.full(2, _LF, np.uint8)

    def look(self, blocks: Iterable[bytes]) -> None:
        shape = self._shape
        shape.rows = 0
        is_start = True
        for block in blocks:
            self._block(block.removeprefix(BOM) if is_start else block)
            is_start = False
        shape.is_unclosed = self._is_quoted
        if self._open[4] and not self._is_quoted:
            self._rows(self._open[:, None].copy())
        shape.rows = max(self._row - 1, 0) if not self._is_header else 0

    def _block(self, block: bytes) -> None:
        data = np.frombuffer(block, np.uint8)
        if not len(data):
            return
        tail = np.concatenate([self._tail, data])
        separator = np.flatnonzero(data == self._sign)
        end = np.flatnonzero(data == _LF)
        quote = np.flatnonzero(data == _QUOTE)
        sep_within = self._within(separator, quote)
        end_within = self._within(end, quote)
        opens = quote[(np.arange(len(quote)) + self._is_quoted) % 2 == 0]
        before = tail[opens + 1]
        # A quote written twice closes and opens again.
        is_stray = (before != self._sign) & (before != _LF) & (before != _QUOTE)
        kinds = (
            *(separator[~sep_within], separator[sep_within]),
            *(end[end_within], opens[is_stray]),
        )
        ended = end[~end_within]
        total = np.array([*map(len, kinds), len(data)])
        if len(ended):
            at = np.vstack([*(np.searchsorted(k, ended) for k in kinds), ended + 1])
            each = np.diff(at, axis=1, prepend=0)
            each[:, 0] += self._open
            is_cr = tail[ended + 1] == _CR
            each[4] -= 1 + is_cr + (is_cr & (tail[ended] == _CR))
            self._rows(each)
            self._open = total - at[:, -1]
        else:
            self._open = self._open + total
        self._is_quoted = (len(quote) + self._is_quoted) % 2 == 1
        self._tail = tail[-2:]

    def _within(
        self, place: npt.NDArray[np.int64], quote: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """Which places stand within quotes."""
        if not len(quote):
            return np.full(len(place), self._is_quoted)
        within: npt.NDArray[np.bool_] = (
            np.searchsorted(quote, place) + self._is_quoted
        ) % 2 == 1
        return within

    def _rows(self, each: npt.NDArray[np.int64]) -> None:
        """Judge rows that are closed, a column of counts each."""
        if self._is_header:
            has_ink = np.flatnonzero(each[4] > 0)
            if not len(has_ink):
                return
            # Blank lines before the header are none of its rows.
            each = each[:, has_ink[0] :]
            self._is_header = False
        between, within, ends, stray, ink = each
        row = self._row + np.arange(each.shape[1])
        self._row += each.shape[1]
        full = self._width - 1
        fields = between + np.where((stray > 0) & (ends == 0), within, 0)
        shape = self._shape
        is_row = row > 0
        is_short = is_row & (fields < full) & (ink > 0)
        shape.short.add(row[is_short & (ends == 0)])
        spans = is_row & (ends > 0)
        shape.spanning.add(row[spans])
        if shape.swallowed is None and spans.any():
            bad = spans & ((between != full) | (within >= max(full, 1)))
            for one in np.flatnonzero(bad)[:1]:
                shape.swallowed = int(row[one]), int(ends[one]) + 1
