"""What is right as it stands goes fast; all else is read and told as it ever was."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from declarations.registers import bijlagen
from declarations.registers.bijlagen import (
    read_polissen,
    read_posten,
    read_verzekerden,
    read_zorgprofiel,
)
from productstructure.errors import InputFileError

POST = {
    "post_id": "a",
    "verzekerde_id": "p",
    "soort": "DBC",
    "dc": "D",
    "ref_voorgaande": None,
    "verzekerd_cent": 100,
    "peildatum": date(2026, 1, 2),
    "ontvangstdatum": date(2026, 2, 3),
    "vrij_verplicht": None,
    "eigen_schuld": False,
    "onverzekerd_cent": 5,
}
TYPES = {
    "ref_voorgaande": pl.String,
    "vrij_verplicht": pl.Boolean,
    "onverzekerd_cent": pl.Int32,
}
POLIS = {
    "verzekerde_id": "p",
    "uzovi": "0101",
    "polis": "Basis Zeker",
    "begindatum": date(2025, 1, 1),
    "einddatum": date(2025, 12, 31),
    "vrijwillig_cent": 0,
}
PERSOON = {
    "verzekerde_id": "p",
    "bsn": "999999990",
    "naam": "Van den Broek-Öz",
    "geboortedatum": date(1980, 5, 5),
    "geslacht": "M",
}
PROFIEL = {
    "zorginstelling_code": "06990002",
    "subtraject_nummer": "S1",
    "zorgactiviteit_code": "060802",
    "aantal": 1,
    "uitvoerdatum": date(2024, 3, 4),
}


def write(path: Path, *rows: dict, **overrides) -> Path:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    types = {name: dtype for name, dtype in TYPES.items() if name in frame.columns}
    frame.cast(types).with_columns(**overrides).write_parquet(path)
    return path


def both(read, path: Path, monkeypatch):
    """What is read, and what is read where nothing goes fast."""
    with monkeypatch.context() as slow:
        slow.setattr(bijlagen, "gave_rijen", lambda path, tabel: None)
        wanted = read(path)
    return read(path), wanted


def assert_read_alike(read, path: Path, monkeypatch) -> None:
    found, wanted = both(read, path, monkeypatch)
    for one, other in zip(found, wanted, strict=True):
        assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("read", "rows"),
    [
        (read_posten, [POST, POST | {"post_id": "b", "dc": "C"}]),
        (read_verzekerden, [PERSOON, PERSOON | {"verzekerde_id": "q"}]),
        (
            read_polissen,
            [POLIS, POLIS | {"begindatum": date(2026, 1, 1), "einddatum": None}],
        ),
        # What is done twice on a day stands there twice.
        (read_zorgprofiel, [PROFIEL, PROFIEL]),
    ],
)
def test_file_that_is_right_is_not_read_as_text(monkeypatch, tmp_path, read, rows):
    path = write(tmp_path / "tabel.parquet", *rows)
    assert_read_alike(read, path, monkeypatch)
    monkeypatch.setattr(bijlagen, "only_table", None)
    found, findings, telling = read(path)
    assert found.height == 2
    assert findings.is_empty()
    assert telling["verloren"].to_list() == [0]


@pytest.mark.parametrize(
    "other",
    [
        {"post_id": " b"},
        {"post_id": "b\u00a0"},
        {"post_id": ""},
        {"post_id": None},
        {"post_id": "a"},
        {"soort": "dbc"},
        {"soort": ""},
        {"dc": "d"},
        {"dc": "X"},
        {"dc": None},
        {"verzekerd_cent": -1},
        {"verzekerd_cent": 10**13},
        {"verzekerde_id": "é"},
    ],
    ids=str,
)
def test_row_that_is_mended_or_told_is_read_as_ever(monkeypatch, tmp_path, other):
    path = write(tmp_path / "posten.parquet", POST, {**POST, "post_id": "b"} | other)
    assert_read_alike(read_posten, path, monkeypatch)


@pytest.mark.parametrize(
    "other",
    [
        {"uzovi": "101"},
        {"begindatum": date(2025, 12, 31), "uzovi": "0202", "einddatum": None},
        {"begindatum": date(2025, 6, 1), "einddatum": date(2026, 6, 1)},
        {},
        {"begindatum": date(2026, 1, 1)},
        {"polis": " Los"},
    ],
    ids=str,
)
def test_insurance_that_is_mended_or_told_is_read_as_ever(monkeypatch, tmp_path, other):
    path = write(tmp_path / "polissen.parquet", POLIS, POLIS | other)
    assert_read_alike(read_polissen, path, monkeypatch)


@pytest.mark.parametrize(
    "other",
    [
        {"subtraject_nummer": None},
        {"subtraject_nummer": "S2 "},
        {"zorginstelling_code": None},
        {"zorginstelling_code": "6990002"},
        {"zorgactiviteit_code": "60802"},
        {"zorgactiviteit_code": None},
        {"aantal": None},
        {"uitvoerdatum": None},
        {"is_op_nota": None},
        {},
    ],
    ids=str,
)
def test_profile_that_is_mended_or_not_whole_is_read_as_ever(
    monkeypatch, tmp_path, other
):
    path = write(
        tmp_path / "zorgprofiel.parquet",
        PROFIEL | {"subtraject_nummer": "S3"},
        PROFIEL,
        PROFIEL | other,
    )
    if "is_op_nota" in other:
        with pytest.raises(InputFileError, match="holds a part of each profile"):
            read_zorgprofiel(path)
        return
    assert_read_alike(read_zorgprofiel, path, monkeypatch)


@pytest.mark.parametrize(
    "column",
    [
        pl.lit("a").cast(pl.Categorical).alias("soort"),
        pl.lit("D").cast(pl.Enum(["C", "D"])).alias("dc"),
        pl.lit("2026-01-02").alias("peildatum"),
        pl.lit(100, pl.Int16).alias("verzekerd_cent"),
        pl.lit(100, pl.UInt64).alias("verzekerd_cent"),
        pl.lit("100").alias("verzekerd_cent"),
        pl.lit("ja").alias("eigen_schuld"),
        pl.lit(None).alias("vrij_verplicht"),
        pl.lit(2**31 - 1, pl.Int32).cast(pl.Date).alias("peildatum"),
        pl.lit(1).alias("Eigen Bijdrage_cent"),
    ],
    ids=str,
)
def test_column_of_another_type_is_read_as_ever(monkeypatch, tmp_path, column):
    path = tmp_path / "posten.parquet"
    pl.DataFrame([POST]).with_columns(column).write_parquet(path)
    assert_read_alike(read_posten, path, monkeypatch)


def test_file_without_rows_is_told(monkeypatch, tmp_path):
    path = tmp_path / "posten.parquet"
    pl.DataFrame([POST]).clear().write_parquet(path)
    assert_read_alike(read_posten, path, monkeypatch)
    assert read_posten(path)[1]["code"].to_list() == ["TABEL_LEEG"]


def test_fault_of_a_file_is_that_of_its_reader(tmp_path):
    path = write(tmp_path / "posten.parquet", POST)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputFileError, match=r"^posten\.parquet: cannot be read"):
        read_posten(path)
    other = write(tmp_path / "anders.parquet", {"post_id": "a", "bedrag": 1})
    with pytest.raises(InputFileError, match="unknown column"):
        read_posten(other)


cells = st.sampled_from([None, "", "a", "b", "c", " c", "C", "é", "0101", "101", "D"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[cells] * 5), min_size=1, max_size=4))
def test_any_texts_are_read_alike(tmp_path_factory, rows):
    names = ("post_id", "verzekerde_id", "soort", "dc", "ref_voorgaande")
    path = tmp_path_factory.mktemp("posten") / "posten.parquet"
    texts = dict.fromkeys(names, pl.String)
    rest = {name: value for name, value in POST.items() if name not in names}
    frame = pl.DataFrame(rows, schema=texts, orient="row")
    frame.with_columns(
        pl.lit(value, dtype=TYPES.get(name)).alias(name) for name, value in rest.items()
    ).write_parquet(path)
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert_read_alike(read_posten, path, monkeypatch)
