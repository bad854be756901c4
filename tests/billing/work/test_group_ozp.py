"""Overige zorgproducten of files: the same whatever the form, order and chunks."""

import re
from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import nested, write_as

import billing.work.chunks
import billing.work.ways_to_group
from billing.night.config import read_nightconfig
from billing.settings import GroupSettings
from billing.work.group import group_files
from grouper.compiling.cache import open_release
from grouper.engine import Grouper, GroupResult
from productstructure.errors import CallError
from tabellen.forms.frames import read_frame


@pytest.fixture(scope="module")
def batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first 3,000 subtrajecten with a number of their own, and their lines."""
    rows, lines = (read_frame(path) for path in dbc_grouper_data.batch_paths())
    rows = rows.unique("subtraject_nummer", keep="none", maintain_order=True)
    rows = rows.sort("subtraject_nummer").head(3000)
    return rows, lines.join(rows, on="subtraject_nummer", how="semi").sort(
        "subtraject_nummer", maintain_order=True
    )


@pytest.fixture(scope="module")
def whole(batch, release: Path) -> GroupResult:
    return Grouper(open_release(release)).group(*batch, ozp=True)


def sorted_ozp(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(frame.columns)


@pytest.mark.parametrize("form", ["ascending", "in memory", "laid aside", "nested"])
def test_ozp_of_files_are_those_of_the_batch_in_memory(
    batch, whole, release, tmp_path, monkeypatch, form
):
    # A ZT51 and its main subtraject then stand in two chunks.
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 400)
    if form == "laid aside":
        monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    rows, lines = batch
    if form == "nested":
        paths = (write_as(nested(rows, lines), tmp_path / "r", ".parquet"), None)
    else:
        if form != "ascending":
            lines = lines.sample(fraction=1, shuffle=True, seed=3)
        paths = (
            write_as(rows, tmp_path / "r", ".parquet"),
            write_as(lines, tmp_path / "l", ".parquet"),
        )
    out, ozp = tmp_path / "out.parquet", tmp_path / "ozp.parquet"
    run = group_files([release], *paths, out=out, ozp=ozp, digest=False, threads=2)
    assert read_frame(out).equals(whole.grouped)
    assert sorted_ozp(read_frame(ozp)).equals(sorted_ozp(whole.ozp))
    assert run.ozp_balance == whole.ozp_balance
    assert run.files[:2] == [out, ozp]


def test_batch_has_main_subtrajecten_in_other_chunks(whole):
    supporting = whole.ozp.filter(
        (pl.col("zorgtype_code") == "51")
        & (pl.col("subtraject_nummer") != pl.col("hoofdsubtraject_nummer"))
    )
    assert supporting.height > 50


def test_ozp_that_were_not_asked_for_are_not_derived(batch, release, tmp_path):
    rows, lines = (
        write_as(frame, tmp_path / name, ".csv")
        for name, frame in zip(("r", "l"), batch, strict=True)
    )
    run = group_files([release], rows, lines, out=tmp_path / "o.csv")
    assert run.ozp_balance is None


def test_command_writes_ozp_and_shows_what_became_of_every_line(
    command, batch, release, tmp_path
):
    rows, lines = (
        write_as(frame, tmp_path / name, ".csv")
        for name, frame in zip(("r", "l"), batch, strict=True)
    )
    answer = command(
        *("group", "--release", release, "--subtrajecten", rows),
        *("--zorgactiviteiten", lines, "-o", tmp_path / "o.csv"),
        *("--ozp", tmp_path / "ozp.csv"),
    )
    assert answer.exit_code == 0, answer.err
    shown = answer.out[answer.out.index("overige zorgproducten:") :]
    title, _, *table = shown.split("\n\n")[0].splitlines()
    counts = [int(row.split()[-1].replace(",", "")) for row in table]
    assert re.search(rf"of {sum(counts):,} zorgactiviteiten", title)
    assert read_frame(tmp_path / "ozp.csv").height == counts[0]


@pytest.mark.parametrize("form", ["ascending", "in memory", "laid aside", "nested"])
def test_doubtful_links_are_told_once_whatever_the_form(
    batch, release, tmp_path, monkeypatch, form
):
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 400)
    if form == "laid aside":
        monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    rows, lines = batch
    is_ic = rows["zorgtype_code"].str.zfill(2) == "51"
    link = pl.col("verzekerde_id")
    rows = rows.with_columns(
        # A number that stands for unknown, and one that is a word for nothing.
        verzekerde_id=pl.when(is_ic).then(pl.lit("999999999")).otherwise(link),
        hoofdtraject_nummer=pl.when(is_ic).then(pl.lit("n.v.t.")),
    )
    if form == "nested":
        paths = (write_as(nested(rows, lines), tmp_path / "r", ".parquet"), None)
    else:
        if form != "ascending":
            lines = lines.sample(fraction=1, shuffle=True, seed=3)
        paths = (
            write_as(rows, tmp_path / "r", ".parquet"),
            write_as(lines, tmp_path / "l", ".parquet"),
        )
    count, first = int(is_ic.sum()), int(is_ic.arg_true()[0]) + 1
    asked = {"ozp": tmp_path / "ozp.parquet", "digest": False, "threads": 2}
    for most, expected in ((count, set()), (count - 1, {("B216", first, count)})):
        run = group_files(
            [release],
            *paths,
            out=tmp_path / "out.parquet",
            settings=GroupSettings(max_per_verzekerde=most),
            **asked,
        )
        told = {
            (n.code, n.row, n.count)
            for n in run.notices
            if n.code in ("B215", "B216", "B217")
        }
        assert told == {("B215", first, count)} | expected
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    assert found.filter(code="B216").select("column", "value").rows() == [
        ("verzekerde_id", str(count))
    ]


def test_command_and_night_take_the_number_of_subtrajecten_a_person_has(
    command, batch, release, tmp_path
):
    rows, lines = (
        write_as(frame.head(60), tmp_path / name, ".csv")
        for name, frame in zip(("r", "l"), batch, strict=True)
    )
    arguments = (
        *("group", "--release", release, "--subtrajecten", rows, "-o", tmp_path / "o"),
        *("--zorgactiviteiten", lines, "--max-per-verzekerde"),
    )
    assert command(*arguments, "0").exit_code == 2
    night = tmp_path / "nacht.toml"
    text = (
        f'out = "out"\n[group]\nreleases = ["{release}"]\nsubtrajecten = "r.csv"\n'
        'zorgactiviteiten = "l.csv"\nmax_per_verzekerde = '
    )
    night.write_text(f"{text}7\n")
    config = read_nightconfig(night, today=date(2025, 1, 1))
    assert config.group is not None
    assert config.group.settings.max_per_verzekerde == 7
    night.write_text(f"{text}0\n")
    with pytest.raises(CallError, match="max_per_verzekerde"):
        read_nightconfig(night, today=date(2025, 1, 1))
