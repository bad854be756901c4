"""Numbers that two hospitals both use, in every way in which a batch is grouped."""

from functools import cache
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import write_as
from support.releases.sound_batch import OUTCOME, Frames, batch, release

import billing.work.chunks
import billing.work.ways_to_group
from billing.gates import Gates
from billing.work.group import GroupRun, group_files
from grouper.engine import Grouper
from tabellen.forms.frames import read_frame

AGB = ("06990001", "22990002")
NUMMER, INSTELLING = "subtraject_nummer", "zorginstelling_code"
NO_GATES = Gates(*[1] * 7)


@cache
def two_hospitals() -> Frames:
    """Subtrajecten of two hospitals, every number under both, with their activities."""
    rows, lines = batch()
    place = pl.int_range(pl.len())
    keys = rows.select(
        pl.col(NUMMER).alias("oud"),
        (2001 + place // 2).cast(pl.String).alias(NUMMER),
        pl.when(place % 2 == 0).then(pl.lit(AGB[0])).otherwise(pl.lit(AGB[1])),
    ).rename({"literal": INSTELLING})
    rows = rows.with_columns(keys[NUMMER], keys[INSTELLING])
    lines = lines.rename({NUMMER: "oud"}).join(keys, on="oud", maintain_order="left")
    return rows, lines.drop("oud")


def outcome(grouped: pl.DataFrame) -> list[tuple[object, ...]]:
    found = grouped.select(*OUTCOME, INSTELLING).cast(pl.String)
    return found.sort(NUMMER, INSTELLING).rows()


@cache
def expected() -> list[tuple[object, ...]]:
    """What each hospital comes to by itself."""
    rows, lines = two_hospitals()
    parts = []
    for agb in AGB:
        own = pl.col(INSTELLING) == agb
        result = Grouper(release(), threads=1).group(
            rows.filter(own), lines.filter(own).drop(INSTELLING)
        )
        named = pl.lit(agb).alias(INSTELLING)
        parts.append(result.grouped.select(*OUTCOME, named).cast(pl.String))
    return outcome(pl.concat(parts))


ORDERS = {
    "by hospital and number": lambda frame: frame.sort(
        INSTELLING, NUMMER, maintain_order=True
    ),
    "by number": lambda frame: frame.sort(NUMMER, maintain_order=True),
    "shuffled": lambda frame: frame.sample(fraction=1, shuffle=True, seed=5),
}


def grouped_files(
    frames: Frames, folder: Path, ending: str = ".parquet"
) -> tuple[GroupRun, pl.DataFrame]:
    paths = [write_as(f, folder / n, ending) for f, n in zip(frames, "sz", strict=True)]
    out = folder / "out.parquet"
    run = group_files(
        [dbc_grouper_data.release_path()],
        *paths,
        out=out,
        digest=False,
        threads=2,
        gates=NO_GATES,
    )
    return run, read_frame(out)


@pytest.mark.parametrize("way", ["chunks", "at once", "laid aside"])
@pytest.mark.parametrize("of_lines", ORDERS)
@pytest.mark.parametrize("of_rows", ["by hospital and number", "shuffled"])
def test_each_hospital_comes_to_what_it_does_alone(
    tmp_path, monkeypatch, way, of_rows, of_lines
):
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 7)
    if way == "laid aside":
        monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    elif way == "at once":
        monkeypatch.setattr(billing.work.chunks, "CHUNK", 10_000)
    rows, lines = two_hospitals()
    rows, lines = ORDERS[of_rows](rows), ORDERS[of_lines](lines)
    run, found = grouped_files((rows, lines), tmp_path)
    assert outcome(found) == expected()
    assert found[NUMMER].to_list() == rows[NUMMER].to_list()
    assert found[INSTELLING].to_list() == rows[INSTELLING].to_list()
    assert run.balance.los == 0


def test_frames_come_to_the_same() -> None:
    result = Grouper(release(), threads=1).group(*two_hospitals(), ozp=True)
    assert outcome(result.grouped) == expected()
    assert result.ozp is not None
    assert set(result.ozp[INSTELLING]) <= set(AGB)


@pytest.mark.parametrize(
    ("table", "dirt"),
    [
        *(
            (table, dirt)
            for table in (0, 1)
            for dirt in ("\ufeff{}", " {}", "{}\u00a0")
        ),
        # A text of seven digits in the subtrajecten is no AGB code, and is rejected.
        (1, "no zero"),
    ],
)
def test_hospitals_meet_however_they_are_spelled(table: int, dirt: str) -> None:
    frames = list(two_hospitals())
    code = pl.col(INSTELLING)
    spelled = code.str.strip_chars_start("0")
    if dirt != "no zero":
        before, after = dirt.split("{}")
        spelled = pl.concat_str(pl.lit(before), code, pl.lit(after))
    frames[table] = frames[table].with_columns(spelled.alias(INSTELLING))
    result = Grouper(release(), threads=1).group(*frames)
    found = result.grouped.with_columns(code.str.zfill(8))
    assert outcome(found) == expected()


@pytest.mark.parametrize("way", ["chunks", "at once", "laid aside", "frames"])
def test_activity_of_a_number_of_another_hospital_alone_is_not_counted(
    tmp_path, monkeypatch, way
):
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 7)
    if way == "laid aside":
        monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    rows, lines = two_hospitals()
    kept = rows.filter(pl.col(INSTELLING) == AGB[0])
    strange = int((lines[INSTELLING] == AGB[1]).sum())
    if way in ("at once", "laid aside"):
        lines = ORDERS["shuffled"](lines)
    if way == "frames":
        result = Grouper(release(), threads=1).group(kept, lines)
        grouped, findings = result.grouped, result.findings
    else:
        _, grouped = grouped_files((kept, lines), tmp_path)
        findings = read_frame(tmp_path / "out.parquet.findings.csv")
    alone = [row[:-1] for row in expected() if row[-1] == AGB[0]]
    assert grouped.select(OUTCOME).cast(pl.String).sort(NUMMER).rows() == alone
    named = findings.filter(code="G154")
    assert named.height == strange
    assert set(named["value"]) == {AGB[1]}
    # The row is that of the activity in its file.
    at = named["row"].cast(pl.Int64).to_list()
    assert set(lines[[place - 1 for place in at]][INSTELLING]) == {AGB[1]}


def test_finding_names_the_hospital_of_its_row(tmp_path):
    rows, lines = two_hospitals()
    place = pl.int_range(pl.len())
    rows = rows.with_columns(
        geslacht=pl.when(place == 3).then(pl.lit("X")).otherwise("geslacht")
    )
    lines = lines.with_columns(
        zorgactiviteit_code=pl.when(place == 5)
        .then(pl.lit("999999"))
        .otherwise("zorgactiviteit_code")
    )
    grouped_files((rows, lines), tmp_path)
    found = read_frame(tmp_path / "out.parquet.findings.csv").filter(
        pl.col("code").is_in(["G151", "G114", "G113"]) | (pl.col("value") == "X")
    )
    by_source = {row["source"]: row for row in found.to_dicts()}
    for source, table, row in (
        ("subtrajecten", rows, 3),
        ("zorgactiviteiten", lines, 5),
    ):
        if source in by_source:
            assert by_source[source]["row"] == str(row + 1)
            assert by_source[source][INSTELLING] == table[INSTELLING][row]
    assert "subtrajecten" in by_source
