"""Read csv as people have it: days as 31-12-2024, decimal commas, headers of their own.

Reference point of the same run: the same rows in a csv as a program writes it. What is
lenient may take at most twice the processors; with a title above the header, as exports
have, too. ``DBC_BENCH_ROWS=1000000`` for lists and batches of large hospitals.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.inputs import make_batch
from billing.files.batch.opening import open_batch
from tabellen.forms.batches import pieces
from tariffs import read_tabellen

TITLE = b"Export van de administratie\n\n"
CODES = 4_000
PIECE = 1 << 18

CONTRACT = (
    "contract_id;versie;zorginstelling_code;concern_id;contractvorm;status;"
    "schriftelijk;buiten_scope;begindatum\n"
)


def _of_people(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows, as an export for people has them."""
    days = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
    amounts = [name for name in frame.columns if name == "prijs"]
    return frame.with_columns(
        pl.col(days).dt.to_string("%d-%m-%Y"),
        pl.col(amounts).str.replace(".", ",", literal=True),
    ).rename(lambda name: name.replace("_", " ").capitalize())


def _written(frame: pl.DataFrame, name: str, folder: Path, way: str) -> Path:
    """The rows as clean, lenient or titled csv."""
    path = folder / way / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    rows = frame if way == "clean" else _of_people(frame)
    with path.open("wb") as handle:
        handle.write(TITLE if way == "titled" else b"")
        rows.write_csv(handle, separator=";")
    return path


def _prices(rows: int) -> pl.DataFrame:
    number = pl.int_range(rows)
    cents = 1_000 + (number * 104_729) % 1_000_000
    return pl.select(
        contract_id=pl.format("C{}", number // CODES),
        versie=pl.lit(1),
        prestatiecode=pl.format("15{}", (number % CODES).cast(pl.String).str.zfill(4)),
        component=pl.lit("INTEGRAAL"),
        prijs=pl.format(
            "{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2)
        ),
        begindatum=pl.date(2024, 1, 1),
        einddatum=pl.date(2024, 12, 31),
    )


def _read_batch(rows: Path, lines: Path) -> int:
    for path in (rows, lines):
        # What is read whole is remembered until it is another.
        path.touch()
    batch = open_batch(rows, lines)
    assert batch.zorgactiviteiten is not None
    for _ in pieces(batch.zorgactiviteiten, PIECE):
        pass
    return sum(piece.height for piece in pieces(batch.subtrajecten, PIECE))


def _processors(work: Callable[[], Any]) -> float:
    """Seconds of processors of the quickest of three."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("way", ["lenient", "titled"])
def test_read_batch(
    rows: int, way: str, tmp_path: Path, measure: Any, benchmark: Any
) -> None:
    drawn = make_batch(rows)
    tables = {
        "subtrajecten": drawn.subtrajecten,
        "zorgactiviteiten": drawn.zorgactiviteiten,
    }
    clean, theirs = (
        [_written(frame, name, tmp_path, each) for name, frame in tables.items()]
        for each in ("clean", way)
    )
    read = measure(lambda: _read_batch(*theirs), stage=f"read {way} batch", rows=rows)
    assert read == rows
    benchmark.extra_info["times clean csv"] = round(
        _processors(lambda: _read_batch(*theirs))
        / _processors(lambda: _read_batch(*clean)),
        2,
    )


@pytest.mark.parametrize("way", ["lenient", "titled"])
def test_read_prices(
    rows: int, way: str, tmp_path: Path, measure: Any, benchmark: Any
) -> None:
    prices = _prices(rows)
    contracts = CONTRACT + "".join(
        f"C{number};1;06010101;V1;PXQ;ONDERTEKEND;true;PASSANT;2024-01-01\n"
        for number in range(rows // CODES + 1)
    )
    folders = {}
    for each in ("clean", way):
        folders[each] = _written(prices, "contract_prijs", tmp_path, each).parent
        (folders[each] / "contract.csv").write_text(contracts, encoding="utf-8")
    tabellen, _ = measure(
        lambda: read_tabellen(contracten=folders[way]),
        stage=f"read {way} prices",
        rows=rows,
    )
    assert tabellen.contract_prijs.height == rows
    benchmark.extra_info["times clean csv"] = round(
        _processors(lambda: read_tabellen(contracten=folders[way]))
        / _processors(lambda: read_tabellen(contracten=folders["clean"])),
        2,
    )
