"""The ledger of the eigen risico: a first delivery of all posts, and one on top of it.

A regression makes an insurer wait for what patients owe. The bounds are 5,000,000 posts
of 1,000,000 persons (``DBC_BENCH_ROWS=5000000``) in 20 seconds and 3 GiB on two cores,
and the hundred thousand on top of them in 3.
"""

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from benchmarks.inputs import ROWS
from benchmarks.ledger import ON_TOP, Ledger, make_ledger
from billing.work.declaraties.eigenrisico import (
    Risicobronnen,
    RisicoRun,
    eigenrisico_files,
)

POSTEN = max(ROWS)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return make_ledger(tmp_path_factory.mktemp("ledger"), POSTEN)


@pytest.fixture(scope="module")
def state(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is known after the first delivery."""
    folder = tmp_path_factory.mktemp("known")
    delivered(ledger, folder, ledger.posten, folder / "stand")
    return folder / "stand"


def delivered(ledger: Ledger, folder: Path, posten: Path, stand: Path) -> RisicoRun:
    bronnen = Risicobronnen(
        posten=posten,
        personen=ledger.personen,
        verzekeringen=ledger.verzekeringen,
        stand=stand,
    )
    return eigenrisico_files(bronnen, out=folder / "out")


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Path]:
    """A folder that is not there yet, another at each call."""
    numbers = count()
    return lambda: tmp_path / f"stand{next(numbers)}"


def test_first_delivery(
    measure: Any, ledger: Ledger, fresh: Callable[[], Path], tmp_path: Path
) -> None:
    run = measure(
        lambda: delivered(ledger, tmp_path, ledger.posten, fresh()),
        stage="eigen risico, first",
        rows=POSTEN,
        is_slow=True,
    )
    told = run.uitkomst
    assert told.verdeling.height >= POSTEN
    assert told.mutaties.height == told.verdeling.height
    assert told.standen["verplicht_gebruikt_cent"].sum() == (
        told.verdeling["verplicht_cent"].sum()
    )


def test_delivery_on_top(
    measure: Any,
    ledger: Ledger,
    state: Path,
    fresh: Callable[[], Path],
    tmp_path: Path,
) -> None:
    def on_top() -> RisicoRun:
        stand = fresh()
        shutil.copytree(state, stand, copy_function=os.link)
        return delivered(ledger, tmp_path, ledger.levering, stand)

    run = measure(
        on_top, stage="eigen risico, on top", rows=POSTEN // ON_TOP, is_slow=True
    )
    told = run.uitkomst
    assert 0 < told.mutaties.height <= told.verdeling.height
