from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from billing.settings import GroupSettings
from billing.spark import worker
from billing.spark.worker import BEARER, INPUT_ROW, IS_DOUBLE, KINDS, Work, group_pieces
from grouper.compiled.store import save_compiled
from grouper.compiling.cache import open_release
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks
from grouper.outcomes.result import GroupResult
from tabellen.forms.frames import read_frame


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("release") / "example.dbc"
    save_compiled(open_release(dbc_grouper_data.release_path()), path)
    return str(path)


@pytest.fixture(scope="module")
def batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first of the example batch, and an activity of no subtraject."""
    subtrajecten, zorgactiviteiten = map(read_frame, dbc_grouper_data.batch_paths())
    subtrajecten = subtrajecten.filter(pl.col("subtraject_nummer").is_unique()).head(99)
    own = zorgactiviteiten.join(subtrajecten, on="subtraject_nummer", how="semi")
    lost = own.head(1).with_columns(subtraject_nummer=pl.lit("NERGENS"))
    return subtrajecten, pl.concat([own, lost])


@pytest.fixture(scope="module")
def alone(release: str, batch: tuple[pl.DataFrame, pl.DataFrame]) -> GroupResult:
    return Grouper(open_release(release)).group(*batch)


@pytest.fixture(scope="module")
def nested(batch: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
    """The batch as Spark hands it over, rows numbered."""
    subtrajecten, zorgactiviteiten = (
        frame.with_row_index(INPUT_ROW, offset=1).cast({INPUT_ROW: pl.Int64})
        for frame in batch
    )
    own = pl.struct(pl.exclude("subtraject_nummer")).alias("zorgactiviteiten")
    lists = zorgactiviteiten.group_by("subtraject_nummer", maintain_order=True).agg(own)
    return (
        subtrajecten.with_columns(
            pl.lit(1).alias(BEARER), pl.lit(value=False).alias(IS_DOUBLE)
        )
        .join(lists, on="subtraject_nummer", how="full", coalesce=True)
        .sort("subtraject_nummer", descending=True)
    )


def _kind(frames: list[pl.DataFrame], kind: str) -> pl.DataFrame:
    rows = pl.concat(frames).filter(pl.col(kind).is_not_null())
    return rows.select(kind).unnest(kind).cast(dict(KINDS[kind]))


@pytest.mark.parametrize("chunk", [1, 30, 1_000])
def test_outcomes_do_not_depend_on_the_pieces(
    chunk: int,
    nested: pl.DataFrame,
    release: str,
    alone: GroupResult,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "CHUNK", chunk)
    pieces = nested.iter_slices(7)
    frames = list(group_pieces(pieces, [release], Work.of()))
    grouped, findings = _kind(frames, "grouped"), _kind(frames, "findings")
    by = "subtraject_nummer"
    assert_frame_equal(grouped.sort(by), alone.grouped.sort(by))
    order = ["source", "row", "code"]
    assert_frame_equal(findings.sort(order), alone.findings.sort(order))
    totals = _kind(frames, "balance").sum().row(0, named=True)
    assert totals == vars(alone.balance)


def test_a_partition_without_rows_gives_nothing(release: str) -> None:
    assert list(group_pieces([], [release], Work.of())) == []


def test_a_double_elsewhere_rejects_the_row(nested: pl.DataFrame, release: str) -> None:
    doubled = nested.with_columns(pl.lit(value=True).alias(IS_DOUBLE))
    frames = list(group_pieces([doubled], [release], Work.of()))
    assert set(_kind(frames, "grouped")["status"]) == {"rejected"}


def test_checks_are_those_asked_for(nested: pl.DataFrame, release: str) -> None:
    doubled = nested.with_columns(pl.lit(value=True).alias(IS_DOUBLE))
    work = Work.of(GroupSettings(InputChecks.off()))
    frames = list(group_pieces([doubled], [release], work))
    assert "rejected" not in set(_kind(frames, "grouped")["status"])


def test_the_release_is_opened_once_per_worker(
    nested: pl.DataFrame, release: str, tmp_path: Path
) -> None:
    copy = tmp_path / "release.dbc"
    copy.write_bytes(Path(release).read_bytes())
    first = list(group_pieces([nested], [str(copy)], Work.of()))
    copy.unlink()
    again = list(group_pieces([nested], [str(copy)], Work.of()))
    assert_frame_equal(first[0], again[0])
