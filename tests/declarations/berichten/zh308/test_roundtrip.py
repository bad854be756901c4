"""Laws of reading and writing, on random messages and on damaged ones."""

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from support.files.zh308_samples import CRLF, SMALL, lines, message, messages

from declarations import Declaraties, from_frames, read_zh308, to_frames, write_zh308
from declarations.berichten.zh308.velden import RECORDNAMEN, VELDEN, Veld


def read(*contents: bytes) -> Declaraties:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{nr}.zh308") for nr in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        return read_zh308(paths)


def counted(found: Declaraties) -> int:
    """How many records stand in the frames."""
    return sum(frame.height for frame in (*found.records.values(), found.overig))


def expected(line: bytes, veld: Veld) -> object:
    """What a field of a sound record holds, read slowly."""
    raw = line[veld.begin - 1 : veld.eind].decode("latin-1")
    match veld.soort:
        case "TEKST":
            return raw.rstrip(" ") or None
        case "GETAL" | "BEDRAG":
            return int(raw)
        case "DATUM":
            return f"{raw[:4]}-{raw[4:6]}-{raw[6:]}" if int(raw) else None
    return raw if int(raw) or veld.nul_telt else None


@settings(deadline=None, max_examples=15)
@given(lines())
def test_every_field_is_what_stands_at_its_place(found: list[bytes]):
    read_ = read(message(*found))
    assert read_.vorm.is_empty()
    for kind, naam in RECORDNAMEN.items():
        frame = read_.records[naam].with_columns(pl.col(pl.Date).cast(pl.String))
        own = [
            (nr, line) for nr, line in enumerate(found, 1) if line[:2] == kind.encode()
        ]
        assert frame["record"].to_list() == [nr for nr, _ in own]
        for veld in VELDEN[kind]:
            if veld.soort != "RESERVE":
                assert frame[veld.kolom].to_list() == [
                    expected(line, veld) for _, line in own
                ]


@settings(deadline=None, max_examples=15)
@given(st.lists(messages(), min_size=1, max_size=3))
def test_message_to_frames_to_message_is_the_same_bytes(contents: list[bytes]):
    written = from_frames(to_frames(read(*contents)))
    assert list(written.values()) == contents


@settings(deadline=None, max_examples=10)
@given(st.lists(messages(), min_size=1, max_size=3))
def test_reading_together_is_reading_apart(contents: list[bytes]):
    together = read(*contents)
    for nr, content in enumerate(contents):
        apart = read(content)
        for naam, frame in apart.records.items():
            own = together.records[naam].filter(pl.col("bestand_nr") == nr)
            keys = ["bestand_nr", "verzekerde", "prestatie"]
            assert own.drop(keys, strict=False).equals(frame.drop(keys, strict=False))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message of which bytes were changed, taken out or put in."""
    content = bytearray(SMALL)
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(content) - 1))
        byte = draw(st.sampled_from(b"\r\n\0 0139Ax\x1a\x80\xc3\xa9\xff"))
        match draw(st.sampled_from(["change", "take", "put", "cut"])):
            case "change":
                content[place] = byte
            case "take":
                del content[place : place + 1 if len(content) > 1 else place]
            case "put":
                content.insert(place, byte)
            case "cut":
                del content[place + 1 :]
    return bytes(content)


@settings(deadline=None, max_examples=60)
@given(damaged())
def test_damage_loses_no_record_and_is_never_taken_silently(content: bytes):
    read_ = read(content)
    n_lines = content.count(b"\n") + (not content.endswith(b"\n"))
    (bestand,) = read_.bestanden.rows(named=True)
    assert bestand["records"] == n_lines
    if not bestand["leesbaar"]:
        assert read_.onleesbaar.height == 1
        return
    assert counted(read_) == n_lines
    frames = to_frames(read_)
    assert sum(map(len, frames.values())) == counted(read_) - read_.overig.height
    if read_.vorm.is_empty() and read_.overig.is_empty():
        # Nothing to tell: then it is what these frames are written as, to the byte.
        (written,) = from_frames(frames).values()
        assert written == content


@settings(deadline=None, max_examples=30)
@given(st.lists(st.binary(max_size=700) | st.just(SMALL[:610]), max_size=6))
def test_any_bytes_are_read_to_the_last_line(parts: list[bytes]):
    content = SMALL[:612] + CRLF.join(parts)
    read_ = read(content)
    n_lines = content.count(b"\n") + (not content.endswith(b"\n"))
    assert counted(read_) == n_lines
    assert read_.vorm.height > 0


@settings(deadline=None, max_examples=10)
@given(messages())
def test_order_of_rows_does_not_change_what_is_written(content: bytes):
    frames = to_frames(read(content))
    turned = {naam: frame.reverse() for naam, frame in frames.items()}
    assert write_zh308(turned) == content
