"""Groups files of any size within the memory of a few chunks.

Chunks are grouped on several threads, each with a grouper of its own, and given on in
input order, so that the outcome is that of one batch.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import local

import numpy as np
import polars as pl

from grouper.engine import Grouper, GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.registration.chunks import (
    Chunk,
    ascending_chunks,
    nested_chunks,
    spilled_chunks,
)
from grouper.registration.columns import KEY, NUMMER
from grouper.sealing.pseudonymise import Pseudonymiser
from tabellen.forms.batches import Table, batches, pieces, table_of
from tabellen.notices import Notice

CHUNK = 262_144
"""Subtrajecten a chunk; with some 7 activities each about 200 MB while in work. Half as
many cost a tenth more time, since what a chunk costs beside its rows comes as often
again; twice as many gain nothing."""

LINES = 524_288
"""Activities read at a time. Larger pieces wait longer for the first chunk, and their
memory has left the caches when it is used; smaller ones cost more calls."""


def ascending_files(
    subtrajecten: Table | Path, zorgactiviteiten: Table | Path
) -> Iterator[Chunk]:
    """Chunks of two tables that ascend by subtraject_nummer."""
    return ascending_chunks(
        batches(subtrajecten, CHUNK), pieces(zorgactiviteiten, LINES)
    )


def unordered_files(
    subtrajecten: Table | Path, zorgactiviteiten: Table | Path
) -> Iterator[Chunk]:
    """Chunks of two tables in any order; activities are laid aside on disk."""
    subtrajecten = table_of(subtrajecten)
    return spilled_chunks(
        lambda: batches(subtrajecten, CHUNK, _numbers_of(subtrajecten)),
        lambda: batches(subtrajecten, CHUNK),
        lambda: batches(zorgactiviteiten, LINES),
        expected=subtrajecten.height,
    )


def nested_file(subtrajecten: Table | Path) -> Iterator[Chunk]:
    """Chunks of one table in the nested form."""
    subtrajecten = table_of(subtrajecten)
    return nested_chunks(
        lambda: batches(subtrajecten, CHUNK, _numbers_of(subtrajecten)),
        lambda: batches(subtrajecten, CHUNK),
        expected=subtrajecten.height,
    )


def _numbers_of(table: Table) -> list[str]:
    """Columns by which subtrajecten are found."""
    names = (NUMMER, KEY)
    return [name for name in names if name in table.frame.collect_schema()]


def group_chunks(
    chunks: Iterator[Chunk],
    grouper: Grouper,
    wanted: Wanted,
    pseudonymiser: Pseudonymiser | None = None,
) -> Iterator[GroupResult]:
    """Group chunks on several threads; gives them on in their order.

    Args:
        chunks: What to group.
        grouper: Its threads are how many chunks are worked on at a time, each by a
            grouper beside it.
        wanted: What is wanted of each.
        pseudonymiser: Replaces numbers by keyed hashes, when given.
    """
    own = local()

    def work(chunk: Chunk) -> GroupResult:
        if not hasattr(own, "grouper"):
            own.grouper = grouper.beside()
        result: GroupResult = own.grouper.group_chunk(chunk, wanted, pseudonymiser)
        return replace(
            result,
            findings=_with_input_rows(result.findings, chunk),
            notices=tuple(
                replace(notice, row=_row_of_input(notice, chunk))
                for notice in result.notices
            ),
        )

    waiting: deque[Future[GroupResult]] = deque()
    with ThreadPoolExecutor(grouper.threads) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            # One more than are in work, for the thread that is ready first while what
            # is ready is written.
            if len(waiting) > grouper.threads + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _row_of_input(notice: Notice, chunk: Chunk) -> int:
    """The row of the input that a notice of a chunk is about; 0 for none."""
    if notice.row == 0:
        return 0
    if notice.table == "subtrajecten":
        return chunk.first_row + notice.row
    return int(chunk.lines_of_input(np.array([notice.row - 1]))[0]) + 1


def _with_input_rows(findings: pl.DataFrame, chunk: Chunk) -> pl.DataFrame:
    """Findings with the row of the input instead of that of the chunk."""
    if findings.height == 0:
        return findings
    row = findings["row"].to_numpy()
    is_line = (findings["source"] == "zorgactiviteiten").to_numpy()
    of_input = row + chunk.first_row
    of_input[is_line] = chunk.lines_of_input(row[is_line] - 1) + 1
    return findings.with_columns(pl.Series("row", of_input, dtype=pl.Int64))
