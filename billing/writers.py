"""Writes a frame that comes in pieces to one file, at once or not at all."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

from billing.files import SEPARATOR, check_output, form_of, replacing

_IN_FLIGHT = 2


class FrameWriter:
    """Writes pieces of a frame to a csv, Parquet or Arrow IPC file, in order.

    Use as a context manager; the file appears at its place when the block ends well.

    Args:
        path: Where to, by its ending.
        schema: Of every piece.

    Raises:
        CallError: The ending is unknown, or the folder is not there.
    """

    def __init__(self, path: Path | str, schema: pl.Schema) -> None:
        self._path = Path(path)
        check_output(self._path)
        self._schema = schema
        self._replacing = replacing(self._path)
        self.height = 0

    def __enter__(self) -> "FrameWriter":
        fresh = self._replacing.__enter__()
        self._csv: IO[bytes] | None = None
        if form_of(self._path) == "csv":
            self._csv = fresh.open("wb")
            pl.DataFrame(schema=self._schema).write_csv(self._csv, separator=SEPARATOR)
        else:
            self._sink = _Sink(fresh, self._schema, form_of(self._path) == "parquet")
        return self

    def write(self, piece: pl.DataFrame) -> None:
        """Add a piece; waits when the disk is slower than the work."""
        self.height += piece.height
        if piece.height == 0:
            return
        if self._csv is not None:
            piece.write_csv(self._csv, separator=SEPARATOR, include_header=False)
        else:
            self._sink.put(piece)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._csv is not None:
                self._csv.close()
            else:
                self._sink.close(failed=fault is not None)
        except BaseException as own:
            self._replacing.__exit__(type(own), own, own.__traceback__)
            raise
        self._replacing.__exit__(kind, fault, trace)


class _Sink:
    """Feeds pieces to a streaming sink of Polars that runs on a thread of its own."""

    def __init__(self, path: Path, schema: pl.Schema, is_parquet: bool) -> None:
        self._pieces: queue.Queue[pl.DataFrame | None] = queue.Queue(_IN_FLIGHT)
        self._fault: BaseException | None = None
        self._given_up = False

        def pieces(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,
        ) -> Iterator[pl.DataFrame]:
            while (piece := self._pieces.get()) is not None:
                yield piece if with_columns is None else piece.select(with_columns)

        def run() -> None:
            try:
                frame = register_io_source(pieces, schema=schema)
                if is_parquet:
                    frame.sink_parquet(path)
                else:
                    frame.sink_ipc(path)
            except BaseException as fault:
                self._fault = fault
                while self._pieces.get() is not None:
                    pass

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def put(self, piece: pl.DataFrame) -> None:
        if self._fault is not None:
            raise self._fault
        self._pieces.put(piece)

    def close(self, *, failed: bool) -> None:
        self._pieces.put(None)
        self._thread.join()
        if self._fault is not None and not failed:
            raise self._fault
