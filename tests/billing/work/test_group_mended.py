"""Rejected rows with their reasons; mended, they are grouped by themselves."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path

import billing.work.chunks
from tabellen.forms.frames import read_frame, write_frame

RELEASE = ("--release", release_path())
WRONG = {"S000002": ("begindatum", "2022-13-07"), "S000006": ("geslacht", "X")}


@pytest.fixture(scope="module")
def original() -> pl.DataFrame:
    return read_frame(batch_paths()[0]).with_columns(opmerking=pl.lit("=van ons"))


def spoiled(original: pl.DataFrame) -> pl.DataFrame:
    changed = original
    for number, (column, value) in WRONG.items():
        is_own = pl.col("subtraject_nummer") == number
        changed = changed.with_columns(
            pl.when(is_own).then(pl.lit(value)).otherwise(column).alias(column)
        )
    return changed


def group(command: Any, out: Path, *options: object) -> pl.DataFrame:
    answer = command("group", *RELEASE, "-o", out, *options)
    assert answer.exit_code == 0, answer.err
    return read_frame(out)


def given(folder: Path, rows: pl.DataFrame) -> list[object]:
    write_frame(rows, folder / "rows.csv")
    return ["--subtrajecten", folder / "rows.csv", *LINES]


LINES = ("--zorgactiviteiten", batch_paths()[1])


@pytest.mark.parametrize("chunk", [None, 3])
def test_rejected_rows_stand_there_as_they_were_given(
    command, tmp_path, original, monkeypatch, chunk
):
    if chunk:
        monkeypatch.setattr(billing.work.chunks, "CHUNK", chunk)
    rows = spoiled(original)
    out = tmp_path / "out.csv"
    group(command, out, *given(tmp_path, rows.head(60)))
    found = read_frame(tmp_path / "out.csv.rejected.csv")
    assert set(WRONG) <= set(found["subtraject_nummer"])
    for row in found.to_dicts():
        first = rows.row(int(row["rij"]) - 1, named=True)
        assert {name: row[name] for name in first} == first
        assert row["status"] == "rejected"
    reasons = dict(found.select("subtraject_nummer", "redenen").rows())
    assert reasons["S000002"].startswith("G111 De begindatum")
    assert reasons["S000006"].startswith("G1")


def mended(command: Any, folder: Path, original: pl.DataFrame) -> tuple[Path, set[str]]:
    group(command, folder / "out.csv", *given(folder, spoiled(original)))
    rejected = read_frame(folder / "out.csv.rejected.csv")
    for number, (column, _) in WRONG.items():
        is_own = pl.col("subtraject_nummer") == number
        right = original.filter(is_own)[column][0]
        rejected = rejected.with_columns(
            pl.when(is_own).then(pl.lit(right)).otherwise(column).alias(column)
        )
    rejected = rejected.filter(pl.col("subtraject_nummer").is_in(list(WRONG)))
    return folder, rejected


def test_mended_rows_have_the_outcome_that_they_would_have_had(
    command, tmp_path, original
):
    _, rejected = mended(command, tmp_path, original)
    write_frame(rejected, tmp_path / "hersteld.csv")
    found = group(
        command, tmp_path / "h.csv", "--herstel", tmp_path / "hersteld.csv", *LINES
    )
    whole = group(command, tmp_path / "w.csv", *given(tmp_path, original))
    own = whole.filter(pl.col("subtraject_nummer").is_in(list(WRONG)))
    assert found.equals(own)
    assert found["zorgproduct_code"].null_count() == 0


def test_other_activities_are_not_counted_as_lost(command, tmp_path, original):
    _, rejected = mended(command, tmp_path, original)
    write_frame(rejected, tmp_path / "hersteld.csv")
    answer = command(
        *("group", *RELEASE, "-o", tmp_path / "h.csv"),
        *("--herstel", tmp_path / "hersteld.csv", *LINES),
    )
    assert answer.exit_code == 0
    found = tmp_path / "h.csv.findings.csv"
    assert not found.exists() or "G153" not in found.read_text()


def test_mended_in_a_workbook(command, tmp_path, original):
    _, rejected = mended(command, tmp_path, original)
    rejected.write_excel(tmp_path / "hersteld.xlsx")
    found = group(
        command, tmp_path / "h.csv", "--herstel", tmp_path / "hersteld.xlsx", *LINES
    )
    assert found.height == 2
    assert found["zorgproduct_code"].null_count() == 0


def test_activities_of_a_flat_batch(command, tmp_path, original):
    lines = read_frame(batch_paths()[1])
    distinct = spoiled(original).unique("subtraject_nummer", keep="none")
    few = distinct.sort("subtraject_nummer").head(500)
    flat = few.join(lines, on="subtraject_nummer", how="left")
    write_frame(flat, tmp_path / "plat.csv")
    group(command, tmp_path / "out.csv", "--subtrajecten", tmp_path / "plat.csv")
    rejected = read_frame(tmp_path / "out.csv.rejected.csv")
    own = rejected.filter(pl.col("subtraject_nummer") == "S000002").with_columns(
        begindatum=pl.lit(original["begindatum"][1])
    )
    write_frame(own, tmp_path / "hersteld.csv")
    found = group(
        *(command, tmp_path / "h.csv", "--herstel", tmp_path / "hersteld.csv"),
        *("--subtrajecten", tmp_path / "plat.csv"),
    )
    assert found["declaratiecode"].to_list() == ["14X145"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "no rows to group"),
        (("--herstel", "x.csv"), "--herstel without activities"),
    ],
)
def test_call_without_rows_or_activities_is_refused(command, tmp_path, options, words):
    answer = command("group", *RELEASE, "-o", tmp_path / "o.csv", *options)
    assert answer.exit_code == 2
    assert words in answer.err


def test_pseudonymised_rows_show_nothing_of_the_original(command, tmp_path, original):
    (tmp_path / "key").write_bytes(bytes(range(48)))
    (tmp_path / "key").chmod(0o600)
    out = tmp_path / "out.csv"
    rows = given(tmp_path, spoiled(original).head(60))
    group(command, out, *rows, "--pseudonymise", tmp_path / "key")
    text = (tmp_path / "out.csv.rejected.csv").read_text()
    assert "redenen" in text
    assert "S00000" not in text
    assert "van ons" not in text
