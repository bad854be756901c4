"""Grouping a batch in memory, hop by hop: encode, walk, outcomes, and all of it.

A regression in encode or walk makes every run slower in the same measure; one in
outcomes shows only where millions of rows are written. Reference points of the same
run: a plain Python interpretation of the same trees, and a copy of the input in memory.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_series_equal

from benchmarks.inputs import Batch, Mix, make_batch
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks
from grouper.outcomes.outcomes import Outcomes
from grouper.walking.reference import Reference
from grouper.walking.walked import Walked
from grouper.walking.walker import RANGE, encode_and_walk, walk_range

Batches = Callable[[int, Mix], Batch]
Products = Callable[[Batch], pl.Series]

REFERENCE_ROWS = 300
"""Enough for a stable figure: plain Python takes about a millisecond a row."""

MIXES: tuple[Mix, ...] = ("repeated", "2017", "skewed")


def _encoder(compiled: CompiledStructure) -> Encoder:
    return Encoder([compiled], InputChecks.default())


def _encoded(compiled: CompiledStructure, drawn: Batch) -> EncodedBatch:
    encoder = _encoder(compiled)
    batch = encoder.start(drawn.subtrajecten, drawn.zorgactiviteiten).with_tokens()
    for start in range(0, batch.n, RANGE):
        encoder.encode(batch, 0, start, min(start + RANGE, batch.n))
    return batch


def _unwalked(batch: EncodedBatch) -> Walked:
    return Walked(
        release=batch.rows.release,
        window=batch.rows.window,
        boom=np.empty(batch.n, np.int32),
        product=np.empty(batch.n, np.int32),
        kleur=np.empty(batch.n, np.uint8),
    )


def _walk(
    compiled: CompiledStructure, batch: EncodedBatch, walked: Walked, threads: int
) -> None:
    def work(start: int) -> None:
        stop = min(start + RANGE, batch.n)
        walk_range(compiled, 0, batch, walked, start, stop)

    starts = range(0, batch.n, RANGE)
    if threads == 1:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(threads) as workers:
            list(workers.map(work, starts))


def _columns(compiled: CompiledStructure, walked: Walked) -> list[pl.Series]:
    no_answer = np.zeros(len(walked.boom), np.uint8)
    return Outcomes([compiled]).columns(walked, no_answer).columns


def _product(columns: list[pl.Series]) -> pl.Series:
    (found,) = (column for column in columns if column.name == "zorgproduct_code")
    return found.cast(pl.String)


def test_encode(
    rows: int, compiled: CompiledStructure, batch: Batches, measure: Any
) -> None:
    drawn = batch(rows, "repeated")
    encoded = measure(lambda: _encoded(compiled, drawn), stage="encode", rows=rows)
    assert encoded.n == rows
    # Without a version of a tree there is nothing to encode for.
    has_tree = encoded.rows.versie >= 0
    assert has_tree.any()
    assert (encoded.rows.size[has_tree] > 0).all()


@pytest.mark.parametrize("mix", MIXES)
def test_walk(
    rows: int,
    threads: int,
    mix: Mix,
    compiled: CompiledStructure,
    batch: Batches,
    products: Products,
    measure: Any,
) -> None:
    drawn = batch(rows, mix)
    encoded = _encoded(compiled, drawn)
    walked = _unwalked(encoded)
    measure(
        lambda: _walk(compiled, encoded, walked, threads),
        stage="walk",
        rows=rows,
        threads=threads,
        mix=mix,
    )
    if mix == "skewed":
        # Its extra activities may lead elsewhere than the case they were added to.
        _agrees_with_reference(compiled, encoded, walked)
    else:
        found = _product(_columns(compiled, walked))
        assert_series_equal(found, products(drawn))


def _agrees_with_reference(
    compiled: CompiledStructure, encoded: EncodedBatch, walked: Walked
) -> None:
    reference = Reference(compiled)
    for row in np.linspace(0, encoded.n - 1, 50).astype(int).tolist():
        if walked.boom[row] >= 0:
            assert reference.walk(encoded, row).product == walked.product[row]


def test_outcomes(
    rows: int, compiled: CompiledStructure, batch: Batches, measure: Any
) -> None:
    drawn = batch(rows, "repeated")
    encoded = _encoder(compiled).start(drawn.subtrajecten, drawn.zorgactiviteiten)
    walked = encode_and_walk(_encoder(compiled), encoded, 1)
    columns = measure(lambda: _columns(compiled, walked), stage="outcomes", rows=rows)
    assert {len(column) for column in columns} == {rows}


def test_group(
    rows: int,
    threads: int,
    compiled: CompiledStructure,
    batch: Batches,
    products: Products,
    measure: Any,
) -> None:
    drawn = batch(rows, "repeated")
    grouper = Grouper(compiled, threads=threads)
    result = measure(
        lambda: grouper.group(drawn.subtrajecten, drawn.zorgactiviteiten),
        stage="group frames",
        rows=rows,
        threads=threads,
    )
    assert_series_equal(result.grouped["zorgproduct_code"], products(drawn))


def test_plain_python_walk(compiled: CompiledStructure, measure: Any) -> None:
    drawn = make_batch(REFERENCE_ROWS, "repeated")
    encoded = _encoded(compiled, drawn)
    reference = Reference(compiled)
    rows = np.flatnonzero(encoded.rows.versie >= 0).tolist()
    paths = measure(
        lambda: [reference.walk(encoded, row) for row in rows],
        stage="plain Python walk",
        rows=len(rows),
    )
    walked = _unwalked(encoded)
    _walk(compiled, encoded, walked, 1)
    assert [path.product for path in paths] == walked.product[rows].tolist()


def test_copy_of_input(rows: int, batch: Batches, measure: Any) -> None:
    source = np.ones(batch(rows, "repeated").nbytes, np.uint8)
    target = np.empty_like(source)
    measure(lambda: np.copyto(target, source), stage="copy in memory", rows=rows)
    assert (target[::4096] == 1).all()
