"""Check declarations: a message, or frames of it, becomes verdicts, answers and tables.

A regression makes an insurer's morning longer. The bound is 199,000 prestaties with
five activities each (913 MB, ``DBC_BENCH_ROWS=1000000``) in 45 seconds and 4 GiB on two
cores. ``read ZH308`` in the same run says what the message alone takes. ``extra_info``
has prestaties a second, and how many times that of pyx12 4.0.0, the best known open
validator of claims, which does 157 claims a second.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest

from benchmarks.declaraties import ONTVANGEN, Delivery, make_delivery
from benchmarks.inputs import ROWS, WORK
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.check import CheckRun, check_files
from billing.work.declaraties.checkbronnen import Checkbronnen
from declarations import read_zh308, to_frames
from declarations.checks.feiten.levering import Checkinstellingen

# One 04, one 06, five 16 and half a 02 of each: some 7.5 records.
PRESTATIES = 2 * (max(ROWS) // 10)
PYX12 = 157


@pytest.fixture(scope="module")
def delivery() -> Delivery:
    return make_delivery(WORK / f"declaraties-{PRESTATIES}", PRESTATIES)


@pytest.fixture
def checked(
    measure: Any, benchmark: Any, delivery: Delivery, tmp_path: Path
) -> Callable[..., CheckRun]:
    """Measures a whole check, with re-derivation, re-pricing, Parquet and ZH309 out."""

    def run(path: Path, stage: str, ontvangen: date = ONTVANGEN) -> CheckRun:
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
                Checkinstellingen(ontvangen=ontvangen),
                out=tmp_path / "out",
                vormen=("parquet", "zh309"),
            ),
            stage=stage,
            rows=PRESTATIES,
        )
        a_second = PRESTATIES / benchmark.stats.stats.min
        benchmark.extra_info["prestaties a second"] = round(a_second)
        benchmark.extra_info["times pyx12"] = round(a_second / PYX12)
        return found

    return run


def test_read_message(measure: Any, delivery: Delivery) -> None:
    found = measure(
        lambda: read_zh308(delivery.bericht), stage="read ZH308", rows=PRESTATIES
    )
    assert found.prestaties.height == PRESTATIES


def test_check_message(checked: Any, delivery: Delivery) -> None:
    run = checked(delivery.bericht, "check ZH308")
    assert run.uitslag.regels["besluit"].value_counts().rows() == [
        ("VOLLEDIG", PRESTATIES)
    ]
    assert not run.is_broken


def test_check_frames(checked: Any, delivery: Delivery, tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for name, frame in to_frames(read_zh308(delivery.bericht)).items():
        frame.write_parquet(folder / f"{name}.parquet")
    run = checked(folder, "check frames of Parquet")
    assert run.uitslag.regels.filter(pl.col("besluit") != "VOLLEDIG").is_empty()
    assert run.uitslag.regels.height == PRESTATIES
