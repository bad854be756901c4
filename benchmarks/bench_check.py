"""Check declarations: a message, or frames of it, becomes verdicts, answers and tables.

A regression makes an insurer's morning longer. The bound is 199,000 prestaties with
five activities each (913 MB, ``DBC_BENCH_ROWS=1000000``) in 45 seconds and 4 GiB on two
cores; that of frames 1,000,000 in eight messages (``5000000``) in 60 seconds and 4 GiB.
``read ZH308`` in the same run says what the message alone takes. ``extra_info``
has prestaties a second, and how many times that of pyx12 4.0.0, the best known open
validator of claims, which does 157 claims a second.
"""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest

from benchmarks.declaraties import (
    BERICHTEN,
    MOST_IN_ONE,
    ONTVANGEN,
    Delivery,
    make_delivery,
)
from benchmarks.inputs import ROWS, WORK
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.check import CheckRun, check_files
from billing.work.declaraties.checkbronnen import Checkbronnen
from declarations import read_zh308
from declarations.checks.feiten.levering import Checkinstellingen

# One 04, one 06, five 16 and half a 02 of each: some 7.5 records.
PRESTATIES = 2 * (max(ROWS) // 10)
IN_ONE = min(PRESTATIES, MOST_IN_ONE)
PYX12 = 157


@pytest.fixture(scope="module")
def delivery() -> Delivery:
    return make_delivery(WORK / f"delivery-{PRESTATIES}", PRESTATIES)


@pytest.fixture
def checked(
    measure: Any, benchmark: Any, delivery: Delivery, tmp_path: Path
) -> Callable[..., CheckRun]:
    """Measures a whole check, with re-derivation, re-pricing, Parquet and ZH309 out."""

    def run(path: Path, stage: str, prestaties: int) -> CheckRun:
        sets = dbc_grouper_data.declaraties_path().glob("codeverzameling*.csv")
        bronnen = Checkbronnen(
            releases=[dbc_grouper_data.release_path()],
            tariefbronnen=Tariefbronnen(
                tarieven=dbc_grouper_data.tarieven_path(),
                registers=[delivery.registers, *sets],
            ),
            zorgprofiel=delivery.zorgprofiel,
        )
        found: CheckRun = measure(
            lambda: check_files(
                path,
                bronnen,
                Checkinstellingen(ontvangen=ONTVANGEN),
                out=tmp_path / "out",
                vormen=("parquet", "zh309"),
            ),
            stage=stage,
            rows=prestaties,
        )
        a_second = prestaties / benchmark.stats.stats.min
        benchmark.extra_info["prestaties a second"] = round(a_second)
        benchmark.extra_info["times pyx12"] = round(a_second / PYX12)
        return found

    return run


def test_read_message(measure: Any, delivery: Delivery) -> None:
    found = measure(
        lambda: read_zh308(delivery.bericht), stage="read ZH308", rows=IN_ONE
    )
    assert found.prestaties.height == IN_ONE


def test_check_message(checked: Any, delivery: Delivery) -> None:
    run = checked(delivery.bericht, "check ZH308", IN_ONE)
    assert run.uitslag.regels["besluit"].value_counts().rows() == [("VOLLEDIG", IN_ONE)]
    assert not run.is_broken


def test_read_frames(measure: Any, benchmark: Any, delivery: Delivery) -> None:
    found = measure(
        lambda: read_zh308(delivery.frames), stage="read frames", rows=PRESTATIES
    )
    assert found.bestanden.height == BERICHTEN
    benchmark.extra_info["times read ZH308"] = _ratio(benchmark, delivery)


def test_check_frames(checked: Any, benchmark: Any, delivery: Delivery) -> None:
    run = checked(delivery.frames, "check frames of Parquet", PRESTATIES)
    assert run.uitslag.regels.filter(pl.col("besluit") != "VOLLEDIG").is_empty()
    assert run.uitslag.regels.height == PRESTATIES
    benchmark.extra_info["times read ZH308"] = _ratio(benchmark, delivery)
    # Of all that this process did: run it alone, on a delivery that was made before.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["peak megabytes"] = round(peak * 1024 / 1e6)


def _ratio(benchmark: Any, delivery: Delivery) -> float:
    """How many times what as much of the one message takes to read, in the same run."""
    begun = time.perf_counter()
    read_zh308(delivery.bericht)
    of_message = (time.perf_counter() - begun) / IN_ONE
    return round(benchmark.stats.stats.min / PRESTATIES / of_message, 2)
