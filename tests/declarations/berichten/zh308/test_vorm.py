from pathlib import Path

import pytest
from support.files.zh308_samples import (
    PRESTATIE,
    SLUIT,
    SMALL,
    TARIEF,
    VERZEKERDE,
    VOORLOOP,
    message,
    record,
)

from declarations import Declaraties, read_zh308


def read(tmp_path: Path, content: bytes) -> Declaraties:
    (tmp_path / "a").write_bytes(content)
    return read_zh308(tmp_path / "a")


def told(tmp_path: Path, *lines: bytes) -> list[tuple[object, ...]]:
    """What is told of the lines between a voorloop and a sluit."""
    vorm = read(tmp_path, message(VOORLOOP, *lines, SLUIT)).vorm
    return vorm.select("record", "soort", "rubriek", "waarde", "codering").rows()


def changed(line: bytes, begin: int, text: bytes) -> bytes:
    """The record with a text from a position on, as the specification counts them."""
    return line[: begin - 1] + text + line[begin - 1 + len(text) :]


def test_sound_message_has_nothing_to_tell(tmp_path: Path):
    assert read(tmp_path, SMALL).vorm.is_empty()


@pytest.mark.parametrize("size", [2, 14, 100, 580, 609, 611, 1222])
def test_line_of_another_length_is_told_and_read_as_far_as_it_goes(tmp_path, size):
    line = PRESTATIE.ljust(size)[:size]
    assert told(tmp_path, line) == [(2, "LENGTE", None, str(size), None)]
    (prestatie,) = read(tmp_path, message(VOORLOOP, line)).prestaties.rows(named=True)
    assert prestatie["r0410"] == ("15E309" if size >= 75 else None)
    assert prestatie["r0413"] == (1 if size >= 93 else None)
    assert prestatie["r0458"] == ("REF-PRESTATIE-000001" if size >= 575 else None)


def test_field_that_is_broken_off_is_told(tmp_path: Path):
    # 0411 stands on 76 to 83, of which six are there.
    assert told(tmp_path, PRESTATIE[:81]) == [
        (2, "LENGTE", None, "81", None),
        (2, "GETAL_SPATIES", "0411", "202601  ", None),
    ]


def test_line_that_ends_in_line_feed_alone_is_told_and_read(tmp_path: Path):
    content = SMALL.replace(b"\r\n", b"\n", 2)
    found = read(tmp_path, content)
    assert found.vorm.select("record", "soort", "waarde").rows() == [
        (1, "REGELEINDE", "LF"),
        (2, "REGELEINDE", "LF"),
    ]
    assert found.verzekerden["r0203"].to_list() == ["111222333"]


def test_last_line_that_does_not_end_is_told_and_read(tmp_path: Path):
    found = read(tmp_path, SMALL.removesuffix(b"\r\n"))
    assert found.vorm.select("record", "soort", "waarde").rows() == [
        (7, "REGELEINDE", "geen")
    ]
    assert found.sluit["r9909"].to_list() == [12500]


@pytest.mark.parametrize("ending", [b"\x1a", b"\r\n", b"\0" * 10])
def test_bytes_behind_the_last_record_99_are_told(tmp_path: Path, ending: bytes):
    found = read(tmp_path, SMALL + ending).vorm.select("record", "soort").rows()
    ends = [] if ending == b"\r\n" else [(8, "REGELEINDE")]
    assert found == [*ends, (8, "NA_SLUIT")]


def test_message_without_record_99_is_told_at_its_last_line(tmp_path: Path):
    vorm = read(tmp_path, message(VOORLOOP, VERZEKERDE)).vorm
    assert vorm.select("record", "soort").rows() == [(2, "GEEN_SLUIT")]


def test_unknown_kind_is_told_and_record_03_is_not(tmp_path: Path):
    lines = [b"05".ljust(610), b"03".ljust(610), b"0 ".ljust(610)]
    assert told(tmp_path, *lines) == [
        (2, "ONBEKEND_RECORD", None, "05", None),
        (4, "ONBEKEND_RECORD", None, "0 ", None),
    ]


@pytest.mark.parametrize(
    ("line", "begin", "text", "soort", "rubriek"),
    [
        # Numbers
        (PRESTATIE, 196, b"    ", "GETAL_SPATIES", "0426"),
        (PRESTATIE, 196, b"  12", "GETAL_SPATIES", "0426"),
        (PRESTATIE, 196, b"12  ", "GETAL_SPATIES", "0426"),
        (PRESTATIE, 196, b"1 12", "GETAL_SPATIES", "0426"),
        (PRESTATIE, 196, b"001A", "GETAL_LETTERS", "0426"),
        (PRESTATIE, 196, b"-001", "GETAL_LETTERS", "0426"),
        (PRESTATIE, 3, b"00000000000x", "GETAL_LETTERS", "0402"),
        (PRESTATIE, 3, b"x00000000000", "GETAL_LETTERS", "0402"),
        # Codes
        (PRESTATIE, 15, b"11122233 ", "GETAL_SPATIES", "0403"),
        (PRESTATIE, 15, b"11122233X", "GETAL_LETTERS", "0403"),
        (PRESTATIE, 15, b"X11222333", "GETAL_LETTERS", "0403"),
        (PRESTATIE, 234, b"  ", "GETAL_SPATIES", "0436"),
        # Days
        (PRESTATIE, 76, b"20260229", "DATUM", "0411"),
        (PRESTATIE, 76, b"20260631", "DATUM", "0411"),
        (PRESTATIE, 76, b"20261301", "DATUM", "0411"),
        (PRESTATIE, 76, b"20260100", "DATUM", "0411"),
        (PRESTATIE, 76, b"19000229", "DATUM", "0411"),
        (PRESTATIE, 76, b"00000101", "DATUM", "0411"),
        (PRESTATIE, 76, b"        ", "GETAL_SPATIES", "0411"),
        (PRESTATIE, 76, b"2026-1-2", "GETAL_LETTERS", "0411"),
        # Reserve
        (PRESTATIE, 605, b"X", "RESERVE", "0480"),
        (PRESTATIE, 151, b"20260101", "RESERVE", "0420"),
        (PRESTATIE, 151, b"20269999", "RESERVE", "0420"),
        (record("16"), 107, b"01", "RESERVE", "1615"),
        (TARIEF, 610, b"0", "RESERVE", "0680"),
    ],
)
def test_field_that_is_no_value_of_its_kind_is_told(
    tmp_path: Path, line: bytes, begin: int, text: bytes, soort: str, rubriek: str
):
    found = told(tmp_path, changed(line, begin, text))
    assert [each[:3] for each in found] == [(2, soort, rubriek)]
    assert found[0][3].strip() == text.decode().strip()


def test_number_behind_spaces_is_read_and_other_faults_are_null(tmp_path: Path):
    lines = [changed(PRESTATIE, 196, text) for text in (b"  12", b"12  ", b"1 12")]
    found = read(tmp_path, message(VOORLOOP, *lines, SLUIT))
    assert found.prestaties["r0426"].to_list() == [12, None, None]


@pytest.mark.parametrize(
    ("text", "codering", "shown"),
    [
        ("Müller".encode(), "UTF-8", "MÃ\\xBCller"[:2] + "¼ller"),
        ("€5".encode("cp1252"), "WINDOWS-1252", "\\x805"),
        (b"A\tB", None, "A\\x09B"),
        (b"A\0B", None, "A\\x00B"),
        (b"A\x7fB", None, "A\\x7FB"),
        (b"A\rB", None, "A\\x0DB"),
    ],
)
def test_bytes_that_seem_to_be_no_latin_1_are_told(tmp_path, text, codering, shown):
    # In a name of 25 positions and a voorvoegsel of 10.
    for begin, rubriek in ((64, "0210"), (89, "0211")):
        line = changed(record("02"), begin, text)
        assert told(tmp_path, line) == [(2, "TEKENS", rubriek, shown, codering)]


@pytest.mark.parametrize("text", ["Jänsen", "É", "ÿ" * 25, "Ñandú", "a\xa0b"])
def test_latin_1_is_read_as_it_stands(tmp_path: Path, text: str):
    found = read(tmp_path, message(VOORLOOP, record("02", r0210=text), SLUIT))
    assert found.verzekerden["r0210"].to_list() == [text]
    assert found.vorm.is_empty()


def test_faults_stand_in_the_order_of_records_and_fields(tmp_path: Path):
    line = changed(changed(PRESTATIE, 605, b"X"), 76, b"20260631")
    found = told(tmp_path, line[:-1], changed(TARIEF, 55, b"XXXXXXXX"))
    assert [each[:3] for each in found] == [
        (2, "LENGTE", None),
        (2, "DATUM", "0411"),
        (2, "RESERVE", "0480"),
        (3, "GETAL_LETTERS", "0609"),
    ]


def test_of_a_long_text_the_beginning_is_told(tmp_path: Path):
    ((*_, waarde, _),) = told(tmp_path, changed(TARIEF, 156, b"\1" + b"x" * 200))
    assert waarde == "\\x01" + "x" * 99
