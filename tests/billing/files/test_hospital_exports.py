"""Batches as hospitals export them: types that lose figures, two hospitals, lists.

Each is read as what it means, or refused by name; none comes to another outcome.
"""

from collections.abc import Callable
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.releases.sound_batch import OUTCOME, Frames, batch, expected, release

import billing.work.chunks
import billing.work.ways_to_group
from billing.gates import GateError, Gates
from billing.work.group import group_files
from grouper.engine import Grouper
from tabellen.errors import InputFileError
from tabellen.forms.frames import read_frame, write_frame

RELEASE = [dbc_grouper_data.release_path()]
NO_GATES = Gates(*[1] * 7)
AGB = ("06990001", "22990002")
INSTELLING = "zorginstelling_code"
FIELDS = ("zorgactiviteit_code", "aantal", "uitvoerdatum")


def grouper() -> Grouper:
    return Grouper(release())


def by_frames(tables: dict[str, pl.DataFrame], _: Path) -> None:
    grouper().group(*tables.values())


def by_files(tables: dict[str, pl.DataFrame], folder: Path) -> None:
    paths = [write(table, folder, f"{n}.parquet") for n, table in tables.items()]
    group_files(RELEASE, *paths, out=folder / "out.parquet")


def nested(rows: pl.DataFrame, lines: pl.DataFrame, *fields: str) -> pl.DataFrame:
    keys = [n for n in ("subtraject_nummer", INSTELLING) if n in lines.columns]
    own = lines.group_by(keys, maintain_order=True).agg(
        zorgactiviteiten=pl.struct(*(fields or FIELDS))
    )
    return rows.join(own, on=keys, how="left", maintain_order="left")


def two_hospitals() -> Frames:
    """Every number stands under both hospitals."""
    rows, lines = batch()
    place = pl.int_range(pl.len())
    keys = pl.DataFrame(
        {
            "oud": rows["subtraject_nummer"],
            "nummer": [str(2001 + n // 2) for n in range(rows.height)],
            "agb": [AGB[n % 2] for n in range(rows.height)],
        }
    )
    rows = rows.with_columns(
        keys["nummer"].alias("subtraject_nummer"),
        pl.when(place % 2 == 0).then(pl.lit(AGB[0])).otherwise(pl.lit(AGB[1])),
    ).with_columns(pl.col("literal").alias(INSTELLING))
    lines = lines.join(
        keys, left_on="subtraject_nummer", right_on="oud", maintain_order="left"
    )
    renamed = {"nummer": "subtraject_nummer", "agb": INSTELLING}
    return rows.drop("literal"), lines.drop("subtraject_nummer").rename(renamed)


def write(frame: pl.DataFrame, folder: Path, name: str) -> Path:
    write_frame(frame, folder / name)
    return folder / name


# Floats of 32 bits have seven figures: a day, an AGB code or a BSN has eight or nine.


@pytest.mark.parametrize(
    ("table", "column", "number"),
    [
        ("subtrajecten", "subtraject_nummer", lambda t: 17_000_000 + t.cast(pl.Int64)),
        (
            "zorgactiviteiten",
            "subtraject_nummer",
            lambda t: 17_000_000 + t.cast(pl.Int64),
        ),
        (
            "subtrajecten",
            "zorginstelling_code",
            lambda t: pl.repeat(22_990_001, len(t), eager=True),
        ),
        *(
            ("subtrajecten", day, lambda t: t.str.replace_all("-", "").cast(pl.Int64))
            for day in ("begindatum", "einddatum", "geboortedatum")
        ),
        (
            "zorgactiviteiten",
            "uitvoerdatum",
            lambda t: t.str.replace_all("-", "").cast(pl.Int64),
        ),
    ],
)
@pytest.mark.parametrize("road", ["frames", "parquet"])
def test_floats_that_lost_figures_are_refused(
    road: str,
    table: str,
    column: str,
    number: Callable[[pl.Series], pl.Series],
    tmp_path: Path,
) -> None:
    tables = dict(zip(("subtrajecten", "zorgactiviteiten"), batch(), strict=True))
    single = number(tables[table][column]).cast(pl.Float32).alias(column)
    tables[table] = tables[table].with_columns(single)
    outcome = by_frames if road == "frames" else by_files
    with pytest.raises(InputFileError, match=rf"{column} holds floats above 2\^24"):
        outcome(tables, tmp_path)


@pytest.mark.parametrize("dtype", [pl.Duration("us"), pl.Time()])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("rows", name) for name in ("begindatum", "einddatum", "diagnose_code")),
        *(("lines", name) for name in ("uitvoerdatum", "aantal")),
    ],
)
def test_lengths_of_time_are_refused(
    table: str, column: str, dtype: pl.DataType, tmp_path: Path
) -> None:
    tables = dict(zip(("rows", "lines"), batch(), strict=True))
    frame = tables[table]
    odd = pl.Series(column, [0] * frame.height).cast(dtype)
    tables[table] = frame.with_columns(odd)
    paths = [write(t, tmp_path, f"{n}.parquet") for n, t in tables.items()]
    with pytest.raises(InputFileError, match=f"column {column} has type"):
        group_files(RELEASE, *paths, out=tmp_path / "out.parquet")


# Two hospitals that use the same numbers.


@pytest.mark.parametrize("table", ["rows", "lines", "both"])
@pytest.mark.parametrize(
    "dtype",
    [pl.Int64(), pl.Float64(), pl.Decimal(38, 0), pl.Decimal(10, 2), pl.Categorical()],
)
def test_hospitals_meet_whatever_their_type(dtype: pl.DataType, table: str) -> None:
    rows, lines = two_hospitals()
    plain = grouper().group(rows, lines).grouped
    typed = pl.col(INSTELLING).cast(dtype)
    found = grouper().group(
        rows.with_columns(typed) if table != "lines" else rows,
        lines.with_columns(typed) if table != "rows" else lines,
    )
    assert found.grouped.to_dicts() == plain.to_dicts()
    assert plain[INSTELLING].to_list() == rows[INSTELLING].to_list()


@pytest.mark.parametrize("ending", ["frame", "parquet", "arrow"])
def test_the_nested_form_has_two_hospitals_too(ending: str, tmp_path: Path) -> None:
    rows, lines = two_hospitals()
    flat = grouper().group(rows, lines, ozp=True, profielen=True)
    form = nested(rows, lines)
    if ending == "frame":
        found = grouper().group(form, ozp=True, profielen=True)
        assert found.grouped.equals(flat.grouped)
        assert found.ozp is not None
        assert flat.ozp is not None
        assert found.profielen is not None
        assert flat.profielen is not None
        assert found.ozp[INSTELLING].equals(flat.ozp[INSTELLING])
        assert found.profielen[INSTELLING].equals(flat.profielen[INSTELLING])
        assert INSTELLING in found.findings.columns
        return
    out = tmp_path / "out.parquet"
    path = write(form, tmp_path, f"rows.{ending}")
    group_files(RELEASE, path, out=out, ozp=tmp_path / "ozp.parquet", digest=False)
    written = read_frame(out)
    assert written.cast(pl.String).equals(flat.grouped.cast(pl.String))


def test_a_number_twice_in_one_hospital_is_still_double_in_the_nested_form() -> None:
    rows, lines = two_hospitals()
    form = nested(rows, lines)
    found = grouper().group(pl.concat([form, form.head(1)]))
    is_double = [0, form.height]
    status = found.grouped["status"]
    assert [n for n in range(len(status)) if status[n] == "rejected"] == is_double


def test_an_empty_column_of_hospitals_is_as_no_column() -> None:
    rows, lines = batch()
    found = grouper().group(rows, lines.with_columns(pl.lit(" ").alias(INSTELLING)))
    assert found.grouped.select(OUTCOME).to_dicts() == expected().to_dicts()


def test_numbers_of_several_hospitals_are_named_where_activities_name_none(
    tmp_path: Path,
) -> None:
    rows, lines = two_hospitals()
    paths = (
        write(rows, tmp_path, "r.parquet"),
        write(lines.drop(INSTELLING), tmp_path, "l.parquet"),
    )
    with pytest.raises(GateError, match=r"20 subtraject_nummer.* several hospitals"):
        group_files(RELEASE, *paths, out=tmp_path / "out.csv")


def test_an_activity_that_names_no_hospital_is_of_the_only_one() -> None:
    rows, lines = batch()
    agb = rows[INSTELLING].mode()[0]
    some = pl.when(pl.int_range(pl.len()) % 3 > 0).then(pl.lit(agb))
    found = grouper().group(
        rows.with_columns(pl.lit(agb).alias(INSTELLING)),
        lines.with_columns(some.alias(INSTELLING)),
    )
    assert not {"G153", "G155"} & set(found.findings["code"])


# The nested form: fields are columns, and an activity is of the row it stands in.


def test_a_field_nearly_named_as_a_known_one_is_refused() -> None:
    rows, lines = batch()
    odd = lines.rename({"uitvoerdatum": "uitvoerdatm"})
    form = nested(rows, odd, "zorgactiviteit_code", "aantal", "uitvoerdatm")
    with pytest.raises(InputFileError, match="no uitvoerdatum"):
        grouper().group(form)


def test_a_field_in_other_case_is_read_and_told() -> None:
    rows, lines = batch()
    form = nested(
        rows, lines.rename({"aantal": "Aantal"}), FIELDS[0], "Aantal", FIELDS[2]
    )
    found = grouper().group(form)
    assert found.grouped.select(OUTCOME).to_dicts() == expected().to_dicts()
    assert "B234" in [notice.code for notice in found.notices]


@pytest.mark.parametrize("name", ["subtraject_nummer", INSTELLING])
def test_an_activity_that_names_another_row_is_told(name: str) -> None:
    rows, lines = batch()
    odd = lines.with_columns(pl.lit("1").alias("x"))
    form = nested(rows, odd, *FIELDS, "x").with_columns(
        pl.col("zorgactiviteiten").list.eval(
            pl.element().struct.rename_fields([*FIELDS, name])
        )
    )
    found = grouper().group(form)
    assert found.grouped.select(OUTCOME).to_dicts() == expected().to_dicts()
    told = [(n.column, n.count) for n in found.notices if n.code == "B236"]
    assert told == [(name, lines.height)]


# Findings.


def test_notices_name_the_row_of_the_input_where_activities_are_laid_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 7)
    monkeypatch.setattr(billing.work.chunks, "LINES", 11)
    monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", 0)
    rows, lines = batch()
    lines = lines.sample(fraction=1, shuffle=True, seed=3)
    odd = pl.int_range(pl.len()) == 100
    lines = lines.with_columns(
        pl.when(odd).then(pl.col(name) + "\u200b").otherwise(name).alias(name)
        for name in ("subtraject_nummer", "zorgactiviteit_code")
    )
    paths = write(rows, tmp_path, "r.parquet"), write(lines, tmp_path, "l.parquet")
    run = group_files(RELEASE, *paths, out=tmp_path / "out.parquet", digest=False)
    of_lines = {notice.code: notice.row for notice in run.notices if notice.row}
    assert of_lines == {"B211": 101, "B213": 101}


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize("in_memory", [0, 10_000])
def test_an_empty_number_goes_out_as_it_came_in_every_way_of_grouping(
    empty: str | None,
    in_memory: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(billing.work.chunks, "CHUNK", 5)
    monkeypatch.setattr(billing.work.ways_to_group, "IN_MEMORY", in_memory)
    rows, lines = batch()
    numbers = rows["subtraject_nummer"].to_list()
    numbers[7], numbers[30] = empty, numbers[30] + " "
    rows = rows.with_columns(pl.Series("subtraject_nummer", numbers))
    paths = write(rows, tmp_path, "r.parquet"), write(lines, tmp_path, "l.parquet")
    out = tmp_path / "out.parquet"
    group_files(RELEASE, *paths, out=out, gates=NO_GATES, digest=False)
    assert read_frame(out)["subtraject_nummer"][7] == empty


def test_a_double_number_is_not_told_to_have_no_activities() -> None:
    rows, lines = batch()
    found = grouper().group(pl.concat([rows, rows.head(1)]), lines).findings
    assert found.filter(pl.col("code") == "G102").height == 2
    assert "G155" not in found["code"]


@pytest.mark.parametrize("column", ["aanspraak", "afsluitreden_code"])
def test_what_nobody_sees_is_counted_in_every_code(column: str) -> None:
    rows, lines = batch()
    odd = rows.with_columns(pl.col(column) + "\u00a0")
    found = grouper().group(odd, lines)
    assert found.grouped.select(OUTCOME).to_dicts() == expected().to_dicts()
    told = [(n.code, n.column, n.count) for n in found.notices if n.code == "B213"]
    assert told == [("B213", column, odd[column].count())]


def test_figures_of_another_script_are_no_afsluitreden() -> None:
    rows, lines = batch()
    open_ = "\uff10\uff10"  # Two noughts of full width, which would mean open.
    found = grouper().group(rows.with_columns(afsluitreden_code=pl.lit(open_)), lines)
    assert set(found.grouped["status"]) == {"rejected"}
    assert set(found.findings["code"]) == {"G138"}
