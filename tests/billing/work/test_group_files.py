import os
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed, frame, nested, write_as

import billing.files.grouped
import billing.work.chunks
import billing.work.group
import billing.work.ways_to_group
from billing.work.group import group_files
from grouper.compiling.cache import open_release
from grouper.engine import Grouper, GroupResult
from grouper.frames.schemas import Digests, Findings, Grouped
from productstructure.errors import CallError, InputFileError
from tabellen.forms.frames import read_frame

BATCH = dbc_grouper_data.batch_paths()


@pytest.fixture(scope="module")
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    rows, lines = (read_frame(path) for path in BATCH)
    chosen = rows.head(2000)
    known = lines["subtraject_nummer"].is_in(chosen["subtraject_nummer"].implode())
    return chosen, pl.concat([lines.filter(known), lines.tail(20)])


@pytest.fixture(scope="module")
def expected(release: Path, frames) -> GroupResult:
    return Grouper(open_release(release)).group(*frames)


@pytest.fixture
def grouped(release: Path, tmp_path: Path):
    def run(rows: Path, lines: Path | None, **settings) -> GroupResult:
        out = tmp_path / "out.parquet"
        findings = tmp_path / "findings.parquet"
        done = group_files(
            [release],
            rows,
            lines,
            out=out,
            findings=findings,
            digest=False,
            **settings,
        )
        return GroupResult(read_frame(out), read_frame(findings), done.balance)

    return run


def assert_same(found: GroupResult, expected: GroupResult) -> None:
    assert found.grouped.equals(expected.grouped)
    assert found.balance == expected.balance
    order = ("source", "row", "code")
    assert found.findings.sort(order).equals(expected.findings.sort(order))


@pytest.mark.parametrize("rows_ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize("lines_ending", [".csv", ".parquet", ".arrow"])
def test_batch_in_any_form_gives_the_same_outcome(
    tmp_path, frames, expected, grouped, rows_ending, lines_ending
):
    rows = write_as(frames[0], tmp_path / "rows", rows_ending)
    lines = write_as(frames[1], tmp_path / "lines", lines_ending)
    assert_same(grouped(rows, lines), expected)


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_batch_in_the_nested_form_gives_the_same_outcome(
    tmp_path, frames, grouped, release, ending
):
    sound = frames[0].unique("subtraject_nummer", keep="none", maintain_order=True)
    owned = frames[1].filter(
        pl.col("subtraject_nummer").is_in(sound["subtraject_nummer"].implode())
    )
    rows = write_as(nested(sound, owned), tmp_path / "rows", ending)
    flat = Grouper(open_release(release)).group(sound, owned)
    found = grouped(rows, None)
    assert found.grouped.equals(flat.grouped)
    assert found.balance == flat.balance


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("order", ["ascending", "in memory", "laid aside"])
def test_batch_in_chunks_gives_the_same_outcome(
    tmp_path, frames, expected, grouped, monkeypatch, threads, order
):
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 150)
    monkeypatch.setattr(billing.work.chunks, "LINES", 400)
    lines = frames[1]
    if order != "ascending":
        lines = lines.sort("zorgactiviteit_code", maintain_order=True)
    if order == "laid aside":
        monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    whole = expected.grouped
    found = grouped(
        write_as(frames[0], tmp_path / "rows", ".parquet"),
        write_as(lines, tmp_path / "lines", ".parquet"),
        threads=threads,
    )
    assert found.grouped.equals(whole)
    assert found.balance == expected.balance
    kinds = ["source", "subtraject_nummer", "code"]
    assert (
        found.findings.select(kinds)
        .sort(kinds)
        .equals(expected.findings.select(kinds).sort(kinds))
    )


def test_doubles_far_apart_are_all_rejected(tmp_path, grouped, monkeypatch):
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 2)
    monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    numbers = ["A1", "A2", "A3", "A4", "A1"]
    rows = frame([changed(GOOD, subtraject_nummer=n) for n in numbers], GOOD)
    found = grouped(
        write_as(rows, tmp_path / "rows", ".csv"),
        write_as(
            frame([changed(LINE, subtraject_nummer=n) for n in numbers], LINE),
            tmp_path / "lines",
            ".csv",
        ),
    )
    assert found.grouped["status"].to_list() == [
        "rejected",
        "ok",
        "ok",
        "ok",
        "rejected",
    ]


def test_laying_aside_leaves_nothing_behind(tmp_path, frames, grouped, monkeypatch):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setenv("TMPDIR", str(aside))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    shuffled = frames[1].sort("zorgactiviteit_code")
    grouped(
        write_as(frames[0], tmp_path / "rows", ".parquet"),
        write_as(shuffled, tmp_path / "lines", ".parquet"),
    )
    assert list(aside.iterdir()) == []


def test_outcome_has_the_declared_columns_in_every_form(release, tmp_path):
    for ending in (".csv", ".parquet", ".arrow"):
        out = tmp_path / f"out{ending}"
        findings = tmp_path / f"findings{ending}"
        group_files([release], *BATCH, out=out, findings=findings)
        assert read_frame(out).columns == [
            *Grouped.column_names(),
            *Digests.column_names(),
        ]
        assert read_frame(findings).columns == Findings.column_names()


def test_outcome_in_parquet_keeps_its_types(release, tmp_path):
    group_files([release], *BATCH, out=tmp_path / "out.parquet")
    Grouped.validate(read_frame(tmp_path / "out.parquet"))


def test_rejected_and_findings_stand_beside_out_only_when_there_are_any(
    release, tmp_path
):
    out = tmp_path / "out.csv"
    group_files([release], *BATCH, out=out)
    names = {path.name for path in tmp_path.iterdir()}
    record = "out.csv.provenance.json"
    assert names == {"out.csv", record, "out.csv.rejected.csv", "out.csv.findings.csv"}
    rows = write_as(frame([GOOD], GOOD), tmp_path / "rows", ".csv")
    lines = write_as(frame([LINE], LINE), tmp_path / "lines", ".csv")
    run = group_files([release], rows, lines, out=out)
    assert run.files == [out]
    assert {path.name for path in tmp_path.glob("out*")} == {"out.csv", record}


def test_rejected_and_findings_asked_for_are_written_without_rows_too(
    release, tmp_path
):
    rows = write_as(frame([GOOD], GOOD), tmp_path / "rows", ".csv")
    lines = write_as(frame([LINE], LINE), tmp_path / "lines", ".csv")
    run = group_files(
        [release],
        rows,
        lines,
        out=tmp_path / "out.csv",
        rejected=tmp_path / "rejected.parquet",
        findings=tmp_path / "findings.csv",
    )
    assert [read_frame(path).height for path in run.files] == [1, 0, 0]


def test_run_that_fails_leaves_the_earlier_files_as_they_were(
    release, tmp_path, monkeypatch
):
    out = tmp_path / "out.csv"
    out.write_text("earlier")

    def fail(*_, **__):
        raise InputFileError("halfway")

    monkeypatch.setattr(billing.files.grouped, "count_findings", fail)
    with pytest.raises(InputFileError, match="halfway"):
        group_files([release], *BATCH, out=out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    "named_twice", [{"rejected": "out.csv"}, {"findings": "./out.csv"}]
)
def test_two_outputs_of_one_name_are_a_bad_call(release, tmp_path, named_twice):
    outputs = {key: tmp_path / name for key, name in named_twice.items()}
    with pytest.raises(CallError, match="is named twice"):
        group_files([release], *BATCH, out=tmp_path / "out.csv", **outputs)


@pytest.mark.parametrize(
    "named",
    [
        {"findings": "out.csv.rejected.csv"},
        {"ozp": "out.csv.findings.csv"},
        {"trial": "t.csv", "ozp": "t.csv.ozp.csv"},
    ],
)
def test_output_named_as_what_is_written_beside_another_is_a_bad_call(
    release, tmp_path, named
):
    outputs = {key: tmp_path / name for key, name in named.items()}
    with pytest.raises(CallError, match="written beside another"):
        group_files([release], *BATCH, out=tmp_path / "out.csv", **outputs)
    assert list(tmp_path.iterdir()) == []


def test_input_named_as_what_is_written_beside_an_output_is_kept(release, tmp_path):
    rows = write_as(frame([GOOD], GOOD), tmp_path / "out.csv.findings.x", ".csv")
    before = rows.read_bytes()
    with pytest.raises(CallError, match="written beside another"):
        group_files([release], rows, BATCH[1], out=tmp_path / "out.csv")
    assert rows.read_bytes() == before


def test_output_in_the_place_of_an_input_is_a_bad_call(release, tmp_path):
    rows = write_as(frame([GOOD], GOOD), tmp_path / "rows", ".csv")
    before = rows.read_bytes()
    with pytest.raises(CallError, match="is named twice"):
        group_files([release], rows, BATCH[1], out=rows)
    assert rows.read_bytes() == before


def test_activities_given_twice_are_a_bad_call(release, tmp_path, frames):
    rows = write_as(nested(*frames), tmp_path / "rows", ".parquet")
    with pytest.raises(CallError, match="give the activities once"):
        group_files([release], rows, BATCH[1], out=tmp_path / "out.csv")


def test_activities_not_given_at_all_are_a_bad_file(release, tmp_path):
    with pytest.raises(InputFileError, match="no column zorgactiviteiten found"):
        group_files([release], BATCH[0], out=tmp_path / "out.csv")


def test_files_are_refused_before_a_release_is_opened(tmp_path, monkeypatch):
    def fail(path: Path) -> None:
        raise AssertionError(f"opened {os.fspath(path)}")

    monkeypatch.setattr(billing.work.group, "open_release", fail)
    with pytest.raises(InputFileError):
        group_files(["r"], tmp_path / "absent.csv", BATCH[1], out=tmp_path / "o.csv")
