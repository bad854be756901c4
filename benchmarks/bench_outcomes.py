"""Outcomes beside the product: overige zorgproducten, digests.

A regression here makes every grouping longer, for columns that most users want. The
bounds of the issue, a row of a batch of 1,000,000 with 7 activities each: 2,000 ns for
the overige zorgproducten, 1,500 for both digests.
"""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from benchmarks.inputs import FRAME_ROWS, ROWS, Batch
from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.ozp.derive import OzpAfleiding
from grouper.ozp.rules import OzpRegels
from grouper.sealing.digest import InvoerDigest, with_digest
from grouper.uitvoering.dated_lines import Uitvoering
from grouper.walking.walked import WalkedBatch
from grouper.walking.walker import encode_and_walk

SIZE = max(rows for rows in ROWS if rows <= FRAME_ROWS)


@pytest.fixture(scope="module")
def grouper(compiled: CompiledStructure) -> Grouper:
    return Grouper(compiled, threads=1)


@pytest.fixture(scope="module")
def result(grouper: Grouper, batch: Callable[[int], Batch]) -> GroupResult:
    drawn = batch(SIZE)
    return grouper.group(drawn.subtrajecten, drawn.zorgactiviteiten)


@pytest.fixture(scope="module")
def done(
    grouper: Grouper, result: GroupResult, batch: Callable[[int], Batch]
) -> WalkedBatch:
    drawn = batch(SIZE)
    frames = drawn.subtrajecten, drawn.zorgactiviteiten
    encoded = grouper.encoder.start(*frames)
    encode_and_walk(grouper.encoder, encoded, 1)
    rejected = (result.grouped["status"] == "rejected").to_numpy()
    return WalkedBatch(
        grouper.encoder, encoded, *frames, rejected, result.grouped["is_trial"]
    )


def test_overige_zorgproducten(
    measure: Any, grouper: Grouper, done: WalkedBatch
) -> None:
    releases = grouper.releases
    afleiding = OzpAfleiding(releases, Uitvoering(releases), OzpRegels())
    derived = measure(
        lambda: afleiding.derive(done), stage="overige zorgproducten", rows=SIZE
    )
    assert derived.balance.ozp == derived.ozp.height > 0
    assert derived.balance.zorgactiviteiten == done.zorgactiviteiten.height


def test_both_digests(
    measure: Any, grouper: Grouper, result: GroupResult, done: WalkedBatch
) -> None:
    invoer = InvoerDigest(grouper.releases, 1)

    def work() -> pl.DataFrame:
        column = invoer.column(
            done.encoder, done.batch, done.subtrajecten, done.zorgactiviteiten
        )
        return with_digest(result.grouped.with_columns(column), 1)

    frame = measure(work, stage="both digests", rows=SIZE)
    assert frame["dbc_grouper_digest"].n_unique() == SIZE
