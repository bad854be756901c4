"""Frames of text are read as the bytes of the message that they make."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.files.zh308_samples import SMALL, messages

from declarations import (
    Declaraties,
    as_declaraties,
    from_frames,
    read_zh308,
    to_frames,
)
from declarations.berichten.zh308.velden import RECORDNAMEN, VELDEN, kolommen

PARTS = ("bestanden", *RECORDNAMEN.values(), "overig", "vorm", "onleesbaar")


def read(contents: dict[str, bytes]) -> Declaraties:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            Path(folder, name).write_bytes(content)
        return read_zh308([Path(folder, name) for name in contents])


def require_same(frames: dict[str, pl.DataFrame]) -> None:
    found, meant = as_declaraties(frames), read(from_frames(frames))
    for name in PARTS:
        own, other = getattr(found, name), getattr(meant, name)
        assert own.schema == other.schema, name
        assert own.equals(other), name


@settings(deadline=None, max_examples=15)
@given(st.lists(messages(), min_size=1, max_size=3))
def test_sound_messages(contents: list[bytes]):
    require_same(to_frames(read({f"{nr}.z": each for nr, each in enumerate(contents)})))


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_messages_with_texts_that_are_no_values(data: st.DataObject):
    """Some rows, or all of a kind, have any text in some fields."""
    one = to_frames(read({"a.z": SMALL}))
    other = to_frames(read({"b.z": SMALL}))
    frames = {
        naam: pl.concat([frame, other[naam], _renamed(frame)])
        for naam, frame in one.items()
    }
    texts = st.text("0129 -+A\r\t\x00éÃ©\x85\xa0", max_size=3)
    for _ in range(data.draw(st.integers(1, 4))):
        record = data.draw(st.sampled_from(sorted(RECORDNAMEN)))
        veld = data.draw(st.sampled_from(VELDEN[record]))
        naam = RECORDNAMEN[record]
        frame = frames[naam]
        text = data.draw(texts)[: veld.breedte]
        if veld.kolom not in frame.columns:
            frame = frame.with_columns(pl.lit("").alias(veld.kolom))
        is_hit = pl.lit(data.draw(st.booleans())) | (
            pl.col("bestand") == data.draw(st.sampled_from(["a.z", "b.z"]))
        )
        frames[naam] = frame.with_columns(
            pl.when(is_hit).then(pl.lit(text)).otherwise(veld.kolom).alias(veld.kolom)
        )
    require_same(frames)


def _renamed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit("c.z").alias("bestand")).reverse()


def test_messages_whose_numbers_leave_gaps_and_whose_kinds_are_absent():
    frames = to_frames(read({"a.z": SMALL}))
    gaps = {
        naam: frame.with_columns(pl.col("record") * 7)
        for naam, frame in frames.items()
        if naam != "tarieven"
    }
    require_same(gaps)


def test_message_longer_than_what_is_made_at_a_time():
    n = 40_000
    frames = to_frames(read({"a.z": SMALL}))
    acts = frames["zorgactiviteiten"].head(1)
    frames["zorgactiviteiten"] = pl.concat([acts] * n).with_columns(
        record=pl.int_range(100, n + 100),
        r1602=pl.int_range(n).cast(pl.String),
        r1620=pl.when(pl.int_range(n) == n - 1).then(pl.lit("een langere tekst")),
    )
    frames["sluit"] = frames["sluit"].with_columns(record=pl.lit(n + 200))
    require_same(frames)


@pytest.mark.parametrize("naam", ["voorloop", "sluit", "verzekerden"])
def test_messages_without_some_kind_of_record(naam: str):
    frames = to_frames(read({"a.z": SMALL}))
    del frames[naam]
    require_same(frames)


def test_field_that_is_the_same_in_every_record_of_all_messages_is_kept_once():
    frames = to_frames(read({"a.z": SMALL}))
    tarief = frames["tarieven"].head(1)
    n = 5_000
    frames["tarieven"] = pl.concat([tarief] * n).with_columns(
        record=pl.int_range(100, n + 100)
    )
    frames["sluit"] = frames["sluit"].with_columns(record=pl.lit(n + 200))
    both = {naam: pl.concat([frame, _renamed(frame)]) for naam, frame in frames.items()}
    found = as_declaraties(both).tarieven
    assert found.columns[3:] == [veld.kolom for veld in kolommen("06")]
    # Its three keys take 4 bytes a row each.
    assert found.estimated_size() < 2 * n * 3 * 4 + 10_000
    assert found["r0608"].unique().to_list() == ["15E309"]
