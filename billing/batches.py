"""Reads a file in batches of a fixed number of rows, whatever its size."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from billing.files import form_of, read_frame
from productstructure.errors import InputFileError

WHOLE_CSV_BYTES = 64 << 20
"""A csv up to this size is read whole, with all the care that read_frame takes."""


def batches(
    path: Path | str, size: int, columns: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a csv, Parquet or Arrow IPC file, ``size`` at a time.

    Args:
        path: The file, by its ending.
        size: Rows of every batch but the last.
        columns: Only these, where the file form allows to skip the others.

    Yields:
        At least one batch; the only one of an empty file has no rows.

    Raises:
        InputFileError: The file cannot be read as what its ending says.
    """
    path = Path(path)
    frame = _scan(path)
    if isinstance(frame, pl.DataFrame):
        pieces = iter([frame])
    else:
        chosen = frame if columns is None else frame.select(columns)
        pieces = _collected(path, chosen, size)
    yield from _exactly(pieces, size)


def count_rows(path: Path | str) -> int:
    """Number of rows of a file, without reading them where its form allows."""
    frame = _scan(Path(path))
    if isinstance(frame, pl.DataFrame):
        return frame.height
    return int(frame.select(pl.len()).collect().item())


def _scan(path: Path) -> pl.LazyFrame | pl.DataFrame:
    form = form_of(path)
    if form == "parquet" and path.is_file():
        return _checked(path, pl.scan_parquet(path, glob=False))
    if form == "ipc" and path.is_file() and path.stat().st_size > WHOLE_CSV_BYTES:
        return _checked(path, pl.scan_ipc(path))
    if form == "csv" and path.is_file() and path.stat().st_size > WHOLE_CSV_BYTES:
        # The first lines are read with care: separator, header, encoding.
        header = path.open("rb").readline().decode("latin-1")
        separator = max(";,", key=header.count)
        return _checked(
            path,
            pl.scan_csv(path, separator=separator, infer_schema=False, glob=False),
        )
    return read_frame(path)


def _checked(path: Path, frame: pl.LazyFrame) -> pl.LazyFrame:
    try:
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        # read_frame says what is wrong with it.
        read_frame(path)
        raise
    return frame


def _collected(path: Path, frame: pl.LazyFrame, size: int) -> Iterator[pl.DataFrame]:
    yield frame.collect_schema().to_frame()
    try:
        yield from frame.collect_batches(chunk_size=size, maintain_order=True)
    except (pl.exceptions.PolarsError, OSError):
        # From None: the text of Polars may quote the file.
        raise InputFileError(
            f"{path}: cannot be read to its end. It is damaged, cut off, or not "
            "utf-8; small files say the place."
        ) from None


def _exactly(pieces: Iterator[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in batches of exactly ``size``, but for the last."""
    waiting: list[pl.DataFrame] = []
    height = 0
    is_first = True
    for piece in pieces:
        waiting.append(piece)
        height += piece.height
        while height >= size:
            whole = pl.concat(waiting) if len(waiting) > 1 else waiting[0]
            yield whole.head(size)
            is_first = False
            waiting, height = [whole[size:]], height - size
    if height or is_first:
        yield pl.concat(waiting)
