"""Batches of any size to measure with, made by a seeded generator.

They are drawn from a pool of cases with known outcomes: the open cases on the real
release (``rz17a``) where ../shared is there, else the example batch on the example
release (``example``); ``DBC_BENCH_INPUT`` names one. Three mixes:

- ``repeated``: every case as often as any other, all tree versions, products as the
  pool has them. Issue E states its targets on this one.
- ``2017``: the same of the last full year only, so that one tree version is walked.
- ``skewed``: products as skewed as Zipf has them, and more activities, 1 to 40, most of
  which no tree asks for, as in a hospital's own registration.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from tabellen.forms.writers import FrameWriter

Mix = Literal["repeated", "2017", "skewed"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
# Of this state, whichever is measured: two states are given the same.
EXAMPLE_RELEASE = ROOT / "data" / "release"
WORK = ROOT / "build" / "benchmarks"
"""What is made once and used again; ``make clean`` removes it."""

ROWS = [
    int(rows) for rows in os.environ.get("DBC_BENCH_ROWS", "1000,100000").split(",")
]
"""Sizes that are measured, from the environment."""

FRAME_ROWS = 1_000_000
"""Frames in memory go no further: of ten times as many they take a good 10 GiB. Files
do, in chunks."""

SEED = 20170101
VERSION = 1
"""Raise it when the generator changes, so that no older file is used."""

MOST_ACTIVITIES = 40
PIECE = 500_000
"""Subtrajecten drawn at a time, so that a file of any size fits in memory."""

NUMMER = "subtraject_nummer"


@dataclass(frozen=True)
class Pool:
    """Cases to draw from.

    Attributes:
        name: Short name, for files and results.
        release: The release they are grouped on, as published.
        subtrajecten: One row per case, dates as dates, without subtraject_nummer.
        zorgactiviteiten: Their activities, in the order of the cases.
        first: Where the activities of each case begin; cases + 1 entries.
        expected: zorgproduct_code of each case where it is known from elsewhere.
    """

    name: str
    release: Path
    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    first: npt.NDArray[np.int64]
    expected: pl.Series | None

    @property
    def size(self) -> int:
        """Number of cases."""
        return self.subtrajecten.height


@dataclass(frozen=True)
class Batch:
    """A batch in memory.

    Attributes:
        subtrajecten: Rows in ascending order of subtraject_nummer.
        zorgactiviteiten: The same of the activities.
        case: Which case of the pool each row is; in mix ``skewed`` with more
            activities than that case.
    """

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    case: npt.NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Bytes of both frames as they stand in memory."""
        return int(
            self.subtrajecten.estimated_size() + self.zorgactiviteiten.estimated_size()
        )


class UnknownInputError(Exception):
    """The environment names an input that is not there."""


@cache
def pool() -> Pool:
    """The cases to draw from: those named, else real ones where they are at hand.

    Raises:
        UnknownInputError: ``DBC_BENCH_INPUT`` names none, or one that is not there.
    """
    cases = SHARED / "cases"
    default = "rz17a" if cases.is_dir() else "example"
    name = os.environ.get("DBC_BENCH_INPUT") or default
    if name == "example":
        subtrajecten, zorgactiviteiten = (
            pl.read_csv(
                ROOT / "data" / "batch" / file, separator=";", infer_schema=False
            )
            for file in ("subtrajecten.csv", "zorgactiviteiten.csv")
        )
        # Numbers are given anew, so doubles and missing ones have no place here.
        subtrajecten = subtrajecten.filter(
            pl.col(NUMMER).is_unique() & pl.col(NUMMER).is_not_null()
        )
        return _pool(name, EXAMPLE_RELEASE, subtrajecten, zorgactiviteiten, None)
    if name != "rz17a":
        raise UnknownInputError(f"DBC_BENCH_INPUT={name}: give example or rz17a.")
    if not cases.is_dir():
        raise UnknownInputError(f"DBC_BENCH_INPUT={name}: {cases} is not there.")
    (release,) = (SHARED / "nza").glob("*Grouper Tabellen*.zip")
    subtrajecten, zorgactiviteiten, expected = (
        pl.read_csv(cases / f"rz17a_{table}.csv", infer_schema=False)
        for table in ("subtrajecten", "zorgactiviteiten", "verwacht")
    )
    products = expected["zorgproduct_code"]
    return _pool(name, release, subtrajecten, zorgactiviteiten, products)


def _pool(
    name: str,
    release: Path,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    expected: pl.Series | None,
) -> Pool:
    numbered = subtrajecten.select(NUMMER).with_row_index("case")
    lines = zorgactiviteiten.join(numbered, on=NUMMER, validate="m:1").sort(
        "case", maintain_order=True
    )
    per_case = np.bincount(lines["case"], minlength=subtrajecten.height)
    return Pool(
        name,
        release,
        _typed(subtrajecten.drop(NUMMER)),
        _typed(lines.drop(NUMMER, "case")),
        first=np.concatenate([[0], np.cumsum(per_case)]),
        expected=expected,
    )


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates and counts in the types that a data warehouse keeps them in."""
    dates = [name for name in frame.columns if name.endswith("datum")]
    counts = [name for name in ("aantal", "leeftijd_jaar") if name in frame.columns]
    return frame.with_columns(
        pl.col(dates).str.to_date(strict=False),
        pl.col(counts).cast(pl.Int32, strict=False),
    )


def make_batch(rows: int, mix: Mix = "repeated") -> Batch:
    """Draw a batch of ``rows`` subtrajecten; the same one every time."""
    return _piece(pool(), rows, mix, 0)


def batch_files(rows: int, mix: Mix = "repeated") -> tuple[Path, Path]:
    """Parquet files with a batch of ``rows``, made when they are not there yet."""
    own = pool()
    folder = WORK / f"{own.name}-{mix}-{rows}-v{VERSION}"
    paths = folder / "subtrajecten.parquet", folder / "zorgactiviteiten.parquet"
    if not all(path.is_file() for path in paths):
        folder.mkdir(parents=True, exist_ok=True)
        empty = _piece(own, 0, mix, 0)
        with (
            FrameWriter(paths[0], empty.subtrajecten.schema) as subtrajecten,
            FrameWriter(paths[1], empty.zorgactiviteiten.schema) as zorgactiviteiten,
        ):
            for start in range(0, rows, PIECE):
                piece = _piece(own, min(PIECE, rows - start), mix, start)
                subtrajecten.write(piece.subtrajecten)
                zorgactiviteiten.write(piece.zorgactiviteiten)
    return paths


def _piece(own: Pool, rows: int, mix: Mix, start: int) -> Batch:
    """Rows ``start`` to ``start + rows`` of a batch of any size."""
    draw = np.random.default_rng([SEED, start])
    if mix == "skewed":
        case = draw.choice(own.size, rows, p=_skewed_chances(own))
    else:
        of_mix = np.flatnonzero(_last_year(own)) if mix == "2017" else None
        n = own.size if of_mix is None else len(of_mix)
        case = np.arange(start, start + rows) % n
        case = case if of_mix is None else of_mix[case]
    extra = np.zeros(rows, np.int64)
    size = np.diff(own.first)[case]
    if mix == "skewed":
        extra = draw.geometric(0.2, rows) - 1
        extra = np.clip(extra, 0, np.maximum(MOST_ACTIVITIES - size, 0))
    return _drawn(own, case, extra, draw, start)


def _drawn(
    own: Pool,
    case: npt.NDArray[np.int64],
    extra: npt.NDArray[np.int64],
    draw: np.random.Generator,
    start: int,
) -> Batch:
    size = np.diff(own.first)[case]
    row = np.repeat(np.arange(len(case)), size + extra)
    begins = np.cumsum(size + extra) - size - extra
    within = np.arange(len(row)) - begins[row]
    line = own.first[case][row] + within
    is_extra = within >= size[row]
    # A few codes are most of what is registered.
    common = _zipf(own.zorgactiviteiten.height)
    line[is_extra] = draw.choice(len(common), int(is_extra.sum()), p=common)
    numbers = pl.Series(NUMMER, np.arange(start + 1, start + len(case) + 1)).cast(
        pl.String
    )
    numbers = numbers.str.zfill(10)
    return Batch(
        own.subtrajecten[case].insert_column(0, numbers),
        own.zorgactiviteiten[line].insert_column(0, numbers.gather(row)),
        case,
    )


def _last_year(own: Pool) -> npt.NDArray[np.bool_]:
    year = own.subtrajecten["begindatum"].dt.year()
    last = 2017 if own.name == "rz17a" else year.drop_nulls().max()
    return (year == last).fill_null(value=False).to_numpy()


def _skewed_chances(own: Pool) -> npt.NDArray[np.float64]:
    """Chance of each case: its product's by Zipf, shared among the product's cases."""
    product = (
        own.expected
        if own.expected is not None
        else own.subtrajecten["diagnose_code"].fill_null("")
    )
    number = product.rank("dense").to_numpy().astype(np.int64) - 1
    cases = np.bincount(number)
    rank = np.empty(len(cases), np.int64)
    rank[np.argsort(-cases, kind="stable")] = np.arange(len(cases))
    chance: npt.NDArray[np.float64] = _zipf(len(cases))[rank[number]] / cases[number]
    return chance


def _zipf(n: int) -> npt.NDArray[np.float64]:
    weight = 1 / np.arange(1, n + 1)
    chance: npt.NDArray[np.float64] = weight / weight.sum()
    return chance


def use_own_cache() -> None:
    """Keep compiled releases of benchmarks apart from those of the user."""
    os.environ.setdefault("DBC_GROUPER_CACHE", str(WORK / "cache"))
