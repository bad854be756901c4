from pathlib import Path

import polars as pl
import pytest
from support.files.zh308_samples import SMALL, TARIEF, VOORLOOP, message, record

from declarations import (
    Declaraties,
    as_declaraties,
    from_frames,
    read_zh308,
    to_frames,
    write_zh308,
)
from declarations.berichten.zh308.velden import RECORDNAMEN, kolommen
from tabellen.errors import InputFileError
from tabellen.forms.frames import write_frame

SLUIT = record("99", r9905="1")


def read(tmp_path: Path, content: bytes = SMALL) -> Declaraties:
    (tmp_path / "a.zh308").write_bytes(content)
    return read_zh308(tmp_path / "a.zh308")


def small(tmp_path: Path) -> dict[str, pl.DataFrame]:
    return to_frames(read(tmp_path))


def one(**columns: object) -> dict[str, pl.DataFrame]:
    """A frame with one tarief."""
    return {"tarieven": pl.DataFrame({"bestand": ["b"], "record": [1], **columns})}


def test_frames_hold_text_without_what_fills_it_up(tmp_path: Path):
    frames = small(tmp_path)
    assert list(frames) == list(RECORDNAMEN.values())
    for kind, naam in RECORDNAMEN.items():
        schema = frames[naam].schema
        names = ["bestand", "record", *(veld.kolom for veld in kolommen(kind))]
        assert schema.names() == names
        assert {schema[name] for name in names[2:]} == {pl.String()}
    tarief = frames["tarieven"].row(0, named=True)
    assert tarief["bestand"] == "a.zh308"
    assert tarief["record"] == 4
    assert (tarief["r0608"], tarief["r0609"]) == ("15E309", "20260102")
    assert (tarief["r0620"], tarief["r0612"], tarief["r0623"]) == ("12500", "", "")


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_folder_of_frames_is_the_message_that_they_were_made_of(tmp_path, ending):
    folder = tmp_path / "frames"
    folder.mkdir()
    for naam, frame in small(tmp_path).items():
        write_frame(frame, folder / f"{naam}.{ending}")
    found, meant = read_zh308(folder), read(tmp_path)
    assert found.onleesbaar.is_empty()
    assert found.bestanden.equals(meant.bestanden)
    for naam, frame in meant.records.items():
        assert found.records[naam].equals(frame)


def test_days_and_numbers_may_have_their_own_type(tmp_path: Path):
    folder = tmp_path / "frames"
    folder.mkdir()
    frames = small(tmp_path)
    frames["tarieven"] = frames["tarieven"].with_columns(
        pl.col("r0609").str.to_date("%Y%m%d"), pl.col("r0620").cast(pl.Int64)
    )
    for naam, frame in frames.items():
        write_frame(frame, folder / f"{naam}.parquet")
    assert read_zh308(folder).bestanden.equals(read(tmp_path).bestanden)


@pytest.mark.parametrize(
    ("name", "frame", "reason"),
    [
        ("tarief.csv", {"bestand": ["a"], "record": ["1"]}, "another name"),
        ("tarieven.csv", {"bestand": ["a"], "record": ["1"], "r0410": ["x"]}, "1 unkn"),
        ("tarieven.csv", {"bestand": ["a"], "r0610": ["1"]}, "record missing"),
        ("voorloop.arrow", {"bestand": ["a"], "record": ["1"]}, "two forms"),
        (
            "tarieven.parquet",
            {"bestand": ["a"], "record": [1], "r0620": [1.5]},
            "r0620 holds Float64",
        ),
    ],
)
def test_folder_that_holds_something_else_is_told(tmp_path, name, frame, reason):
    folder = tmp_path / "frames"
    folder.mkdir()
    write_frame(small(tmp_path)["voorloop"], folder / "voorloop.parquet")
    write_frame(pl.DataFrame(frame), folder / name)
    found = read_zh308(folder)
    assert found.bestanden.is_empty()
    assert found.onleesbaar["bestand"].to_list() == ["frames"]
    assert reason in found.onleesbaar["reden"][0]


def test_message_without_numbers_is_told_and_others_go_on(tmp_path: Path):
    folder = tmp_path / "frames"
    folder.mkdir()
    write_frame(small(tmp_path)["voorloop"], folder / "voorloop.parquet")
    unnumbered = pl.DataFrame({"bestand": ["b", "b"], "record": ["1", "x"]})
    write_frame(unnumbered, folder / "tarieven.csv")
    found = read_zh308(folder)
    assert found.bestanden.height == 1
    assert found.onleesbaar["bestand"].to_list() == ["b"]
    assert "row 2 is no whole" in found.onleesbaar["reden"][0]


def test_folder_without_voorloop_is_told(tmp_path: Path):
    folder = tmp_path / "frames"
    folder.mkdir()
    assert "no voorloop" in read_zh308(folder).onleesbaar["reden"][0]


def test_message_that_cannot_be_written_is_told_and_others_go_on(tmp_path: Path):
    folder = tmp_path / "frames"
    folder.mkdir()
    frames = small(tmp_path)
    voorloop = frames["voorloop"]
    bad = voorloop.with_columns(
        pl.lit("bad").alias("bestand"), pl.lit("F" * 13).alias("r0116")
    )
    write_frame(pl.concat([bad, voorloop]), folder / "voorloop.csv")
    found = read_zh308(folder)
    assert found.onleesbaar["bestand"].to_list() == ["bad"]
    assert "record 1: r0116 has 13 characters" in found.onleesbaar["reden"][0]
    assert "FFFF" not in found.onleesbaar["reden"][0]
    assert found.bestanden["bestand"].to_list() == ["a.zh308"]


def test_absent_columns_and_kinds_are_empty():
    frames = {
        "voorloop": pl.DataFrame({"record": [1], "r0102": ["101"]}),
        "sluit": pl.DataFrame(
            {"record": [2], "r9901": [""], "r9905": [None]},
            schema_overrides={"r9905": pl.String},
        ),
    }
    assert write_zh308(frames) == message(record("01", r0102="101"), record("99"))


def test_several_messages_are_written_by_their_name():
    frames = {
        "voorloop": pl.DataFrame(
            {"bestand": ["x", "y"], "record": [1, 1], "r0105": ["P", "T"]}
        )
    }
    assert from_frames(frames) == {
        "x": message(record("01", r0105="P")),
        "y": message(record("01", r0105="T")),
    }


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"r0620": ["123456789"]}, "record 1: r0620 has 9 characters"),
        ({"r0622": ["a\nb"]}, "record 1: r0622 has 3 characters or a line feed"),
        ({"r0622": ["\u20ac5"]}, r"record 1: character U\+20AC"),
    ],
)
def test_text_that_does_not_fit_is_refused_by_its_place(columns, reason):
    with pytest.raises(InputFileError, match=f"b, {reason}"):
        from_frames(one(**columns))


def test_two_records_of_one_number_are_refused():
    frames = {
        "voorloop": pl.DataFrame({"record": [1]}),
        "tarieven": pl.DataFrame({"record": [1]}),
    }
    with pytest.raises(InputFileError, match="2 rows share their number"):
        write_zh308(frames)


@pytest.mark.parametrize(
    ("rubriek", "begin", "text"),
    [("0620", 107, b"0001250A"), ("0620", 107, b"   12500"), ("0609", 55, b"20260231")],
)
def test_text_that_is_no_value_goes_back_as_it_stood(tmp_path, rubriek, begin, text):
    line = TARIEF[: begin - 1] + text + TARIEF[begin - 1 + len(text) :]
    content = message(VOORLOOP, line, TARIEF, SLUIT)
    frames = to_frames(read(tmp_path, content))
    assert frames["tarieven"][f"r{rubriek}"][0] == text.decode()
    assert from_frames(frames) == {"a.zh308": content}


def test_all_texts_of_a_record_that_are_no_value_go_back_as_they_stood(tmp_path):
    line = TARIEF
    for begin, text in [
        (55, b"2026\x00231"),
        (107, b"0001250A"),
        (116, b"\x00\x1f AB\x85"),
    ]:
        line = line[: begin - 1] + text + line[begin - 1 + len(text) :]
    content = message(VOORLOOP, line, TARIEF, SLUIT)
    found = read(tmp_path, content)
    assert len(set(found.vorm["rubriek"])) > 2
    assert from_frames(to_frames(found)) == {"a.zh308": content}


def test_character_that_does_not_fit_is_told_far_into_a_message():
    n = 70_000
    texts = ["x"] * (n - 1) + ["\u20ac"]
    frames = {"commentaar": pl.DataFrame({"record": range(1, n + 1), "r9804": texts})}
    with pytest.raises(InputFileError, match=f"record {n}: character"):
        write_zh308(frames)


def test_frames_in_memory_are_read_like_the_message(tmp_path: Path):
    frames = small(tmp_path)
    expected = read(tmp_path)
    for given in (frames, {naam: frame.lazy() for naam, frame in frames.items()}):
        found = as_declaraties(given)
        assert found.bestanden["sha256"].equals(expected.bestanden["sha256"])
        for naam, records in expected.records.items():
            assert found.records[naam].equals(records), naam
