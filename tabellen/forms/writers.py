"""Writes a frame that comes in pieces to one file, at once or not at all.

A workbook is made when all pieces are there; the other forms as they come.
"""

import io
import queue
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import TracebackType

import polars as pl
from polars.io.plugins import register_io_source

from tabellen.forms.csvform import SEPARATOR
from tabellen.forms.frames import check_output, excel_rows, replacing
from tabellen.forms.workbooks import require_rows, write_workbook
from tabellen.reading.endings import OUTPUTS
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing
from tabellen.values.formulas import defused, defused_schema

_IN_FLIGHT = 1

CSV_ROWS = 16_384
"""Rows made csv at a time: few enough for their text to stay in the caches."""

ZSTD_LEVEL = 1
"""Files as large as at the usual level 3 within 2 %, for less time."""

ARROW_SCHEMA = "ARROW:schema"
"""Key of a Parquet file's metadata under which Arrow's writers put their schema."""


class FrameWriter:
    """Writes pieces of a frame to a file, in order.

    Use as a context manager; the file appears at its place when the block ends well, or
    when the set that it is of is published.

    Args:
        path: Where to, by its ending.
        schema: Of every piece.
        texts: Columns of the pieces that are text in the file, and Enums or
            categories in memory.
        outputs: The set that the file is of; it is in place when that is published.

    Raises:
        CallError: The ending is unknown, or the folder is not there.
        OutputFileError: The file cannot be written; told by the piece after, or at the
            end.
    """

    def __init__(
        self,
        path: Path | str,
        schema: pl.Schema,
        *,
        texts: Collection[str] = (),
        outputs: OutputSet | None = None,
    ) -> None:
        self._path = Path(path)
        check_output(self._path)
        self._schema = schema
        self._texts = list(texts)
        self._outputs = outputs
        self._replacing = replacing(self._path, outputs)
        self._made_text: list[str] = []
        self._change: Callable[[pl.DataFrame], pl.DataFrame] | None = None
        self._sink: _Sink | _Workbook
        self.height = 0

    def __enter__(self) -> "FrameWriter":
        fresh = self._replacing.__enter__()
        form = OUTPUTS[self._path.suffix.lower()]
        if form == "xlsx":
            self._sink = _Workbook(self._path, fresh, self._schema)
            return self
        written = pl.Schema({**self._schema, **dict.fromkeys(self._texts, pl.String())})
        # Only Parquet can say of a column that it is text without making it so.
        self._made_text = self._texts if form == "ipc" else []
        is_csv = form == "csv"
        is_excel = is_csv and self._outputs is not None and self._outputs.for_excel
        self._change = excel_rows if is_excel else defused if is_csv else None
        given = defused_schema(self._schema) if is_csv else self._schema
        if is_excel:
            given = excel_rows(pl.DataFrame(schema=self._schema)).schema

        def sink(frame: pl.LazyFrame) -> None:
            if form == "csv":
                frame.sink_csv(fresh, separator=SEPARATOR, include_bom=is_excel)
            elif form == "jsonl":
                frame.sink_ndjson(fresh)
            elif form == "parquet":
                frame.sink_parquet(
                    fresh, compression_level=ZSTD_LEVEL, metadata=_said(written)
                )
            else:
                frame.sink_ipc(fresh)

        self._sink = _Sink(
            sink,
            written if form == "ipc" else given,
            CSV_ROWS if form == "csv" else None,
        )
        return self

    def write(self, piece: pl.DataFrame) -> None:
        """Add a piece; waits when the disk is slower than the work."""
        self.height += piece.height
        if piece.height == 0:
            return
        if self._made_text:
            piece = piece.with_columns(pl.col(self._made_text).cast(pl.String))
        if self._change is not None:
            piece = self._change(piece)
        with writing(self._path):
            self._sink.put(piece)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with writing(self._path):
                self._sink.close(failed=fault is not None)
        except BaseException as own:
            self._replacing.__exit__(type(own), own, own.__traceback__)
            raise
        if self._outputs is not None:
            self._outputs.count(self._path, self.height)
        self._replacing.__exit__(kind, fault, trace)


class _Workbook:
    """Keeps pieces until all are there, and writes them to a workbook."""

    def __init__(self, path: Path, fresh: Path, schema: pl.Schema) -> None:
        self._path, self._fresh = path, fresh
        self._pieces = [pl.DataFrame(schema=schema)]
        self._height = 0

    def put(self, piece: pl.DataFrame) -> None:
        self._height += piece.height
        require_rows(self._path, self._height)
        self._pieces.append(piece)

    def close(self, *, failed: bool) -> None:
        if not failed:
            whole = pl.concat(self._pieces)
            write_workbook(whole, self._fresh, self._path.stem)


class _Sink:
    """Feeds pieces to a streaming sink of Polars that runs on a thread of its own.

    Args:
        sink: Writes a frame.
        schema: Of the pieces.
        rows: How many are written at a time; None for a piece at a time.
    """

    def __init__(
        self,
        sink: Callable[[pl.LazyFrame], None],
        schema: pl.Schema,
        rows: int | None = None,
    ) -> None:
        self._pieces: queue.Queue[pl.DataFrame | None] = queue.Queue(_IN_FLIGHT)
        self._fault: BaseException | None = None

        def pieces(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,
        ) -> Iterator[pl.DataFrame]:
            while (piece := self._next()) is not None:
                chosen = piece if with_columns is None else piece.select(with_columns)
                yield from chosen.iter_slices(rows or chosen.height)

        def run() -> None:
            try:
                sink(register_io_source(pieces, schema=schema))
            except BaseException as fault:
                self._fault = fault
                # Whoever gives pieces may wait for room.
                while self._next() is not None:
                    pass

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def _next(self) -> pl.DataFrame | None:
        """The next piece; None at the end, however often and by whomever it is asked.

        A sink that fails at its end has taken the None, and may still have a thread
        that waits for it.
        """
        piece = self._pieces.get()
        if piece is None:
            self._pieces.put(None)
        return piece

    def put(self, piece: pl.DataFrame) -> None:
        if self._fault is not None:
            raise self._fault
        self._pieces.put(piece)

    def close(self, *, failed: bool) -> None:
        self._pieces.put(None)
        self._thread.join()
        if self._fault is not None and not failed:
            raise self._fault


def _said(schema: pl.Schema) -> dict[str, str]:
    """The metadata by which a Parquet file says what its columns are.

    In Parquet a column of few texts and an Enum of them are the same bytes: distinct
    texts, and the number of each row's. Written from an Enum it costs half as much,
    and what this says makes it text again for who reads it.
    """
    empty = io.BytesIO()
    pl.DataFrame(schema=schema).write_parquet(empty)
    empty.seek(0)
    return {ARROW_SCHEMA: pl.read_parquet_metadata(empty)[ARROW_SCHEMA]}
