"""Outcomes beside the product: codes and aanspraak, overige zorgproducten, digests.

A regression here makes every grouping longer, for columns that most users want. The
bounds of the issue, a row of a batch of 1,000,000 with 7 activities each: 0.5
microseconds for codes, uitval and aanspraak columns together; 2 for the overige
zorgproducten; 1.5 for both digests. ``microseconds_a_row`` in the output is that
number, of wall time on the threads given by DBC_BENCH_THREADS (1 unless set). What each
part comes to is asserted once.

Run: ``pytest benchmarks/bench_outcomes.py``; the size of the issue with
``DBC_BENCH_FULL=1``.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path

from grouper.compiling.cache import open_release
from grouper.engine import Grouper, GroupResult
from grouper.outcomes.outcomes import Outcomes
from grouper.ozp.derive import OzpAfleiding
from grouper.ozp.rules import OzpRegels
from grouper.sealing.digest import InvoerDigest, with_digest
from grouper.uitvoering.dated_lines import Uitvoering
from grouper.uitvoering.limitatief import LimitatieveLijst
from grouper.uitvoering.machtiging import machtiging_vereist
from grouper.uitvoering.profielen import Profielwerk
from grouper.uitvoering.zorgprofiel import Zorgprofiel
from grouper.walking.walked import Walked, WalkedBatch
from grouper.walking.walker import encode_and_walk

COPIES = 100 if os.environ.get("DBC_BENCH_FULL") == "1" else 10
THREADS = int(os.environ.get("DBC_BENCH_THREADS", "1"))
ACTIVITEITEN = 7


@dataclass(frozen=True)
class Grouped:
    """A grouped batch, with what its outcomes are made of."""

    grouper: Grouper
    walked: Walked
    done: WalkedBatch
    result: GroupResult

    @property
    def rows(self) -> int:
        return self.done.batch.n


@pytest.fixture(scope="module")
def grouped() -> Grouped:
    """The example batch many times over, with 7 activities a subtraject."""
    rows, lines = (
        pl.read_csv(path, separator=";", infer_schema=False) for path in batch_paths()
    )
    wanted = ACTIVITEITEN * rows.height - lines.height
    more = lines.sample(wanted, with_replacement=True, seed=1)
    lines = pl.concat([lines, more]).sort("subtraject_nummer", maintain_order=True)
    numbers = pl.col("^(subtraject_nummer|zorgtraject_nummer|verzekerde_id)$")
    batch = [
        pl.concat(
            frame.with_columns(pl.format(f"{copy:03d}{{}}", numbers).name.keep())
            for copy in range(COPIES)
        )
        for frame in (rows, lines)
    ]
    grouper = Grouper(open_release(release_path()), threads=THREADS)
    result = grouper.group(*batch)
    encoded = grouper.encoder.start(*batch)
    walked = encode_and_walk(grouper.encoder, encoded, THREADS)
    done = WalkedBatch(
        encoder=grouper.encoder,
        batch=encoded,
        subtrajecten=batch[0],
        zorgactiviteiten=batch[1],
        is_afgewezen=(result.grouped["status"] == "rejected").to_numpy(),
        is_trial=result.grouped["is_trial"],
    )
    return Grouped(grouper, walked, done, result)


def _timed(benchmark: Any, rows: int, work: Callable[[], Any]) -> Any:
    """Run five times; note the microseconds a row of the best."""
    seconds = []

    def once() -> Any:
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
        return result

    result = benchmark.pedantic(once, rounds=5, warmup_rounds=1)
    benchmark.extra_info["microseconds_a_row"] = round(min(seconds) / rows * 1e6, 3)
    return result


@pytest.mark.benchmark(group="outcomes")
def test_codes_uitval_and_aanspraak_columns(benchmark: Any, grouped: Grouped) -> None:
    releases, batch = grouped.grouper.releases, grouped.done.batch
    outcomes, lijst = Outcomes(releases), LimitatieveLijst(releases)
    zorgprofiel, encoder = Zorgprofiel(Uitvoering(releases)), grouped.done.encoder
    answers = np.zeros(grouped.rows, np.uint8)

    def work() -> pl.DataFrame:
        columns = outcomes.columns(grouped.walked, answers).columns
        column = machtiging_vereist(encoder, batch, grouped.walked, lijst, zorgprofiel)
        return pl.DataFrame([*columns, column])

    frame = _timed(benchmark, grouped.rows, work)
    same = ["zorgproduct_code", "declaratiecode_verzekerd", "is_machtiging_vereist"]
    assert frame.select(same).equals(grouped.result.grouped.select(same))


@pytest.mark.benchmark(group="outcomes")
def test_overige_zorgproducten(benchmark: Any, grouped: Grouped) -> None:
    releases = grouped.grouper.releases
    afleiding = OzpAfleiding(releases, Uitvoering(releases), OzpRegels())
    derived = _timed(benchmark, grouped.rows, lambda: afleiding.derive(grouped.done))
    assert derived.balance.ozp == derived.ozp.height > grouped.rows // 10
    assert derived.balance.zorgactiviteiten == ACTIVITEITEN * grouped.rows


@pytest.mark.benchmark(group="outcomes")
def test_notable_activities_of_profiles(benchmark: Any, grouped: Grouped) -> None:
    releases = grouped.grouper.releases
    zorgprofiel = Zorgprofiel(Uitvoering(releases))
    werk = Profielwerk(releases, zorgprofiel, LimitatieveLijst(releases))
    has_product = grouped.walked.boom >= 0
    frame, _ = _timed(
        benchmark, grouped.rows, lambda: werk.frame(grouped.done, has_product)
    )
    vereist = frame.filter("is_machtiging_vereist")["subtraject_nummer"].n_unique()
    assert vereist == grouped.result.grouped["is_machtiging_vereist"].sum()


@pytest.mark.benchmark(group="outcomes")
def test_both_digests(benchmark: Any, grouped: Grouped) -> None:
    done = grouped.done
    invoer = InvoerDigest(grouped.grouper.releases, THREADS)

    def work() -> pl.DataFrame:
        column = invoer.column(
            done.encoder, done.batch, done.subtrajecten, done.zorgactiviteiten
        )
        return with_digest(grouped.result.grouped.with_columns(column), THREADS)

    frame = _timed(benchmark, grouped.rows, work)
    assert frame["dbc_grouper_digest"].n_unique() == grouped.rows
