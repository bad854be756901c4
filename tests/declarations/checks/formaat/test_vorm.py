import pytest
from support.declaraties.oordelen import told

from declarations.checks.formaat.vorm import recordlengte, regeleinde, veldtype


def filled(record: bytes, begin: int, text: bytes) -> bytes:
    """A record with other bytes from a position on, counted from 1."""
    return record[: begin - 1] + text + record[begin - 1 + len(text) :]


def test_clean_message_passes_in_every_record(deliver_bytes, records):
    levering = deliver_bytes(records)
    for check, number in ((recordlengte, 10), (regeleinde, 1), (veldtype, 10)):
        oordeel = check(levering)
        assert (oordeel.beoordeeld, told(oordeel)) == (number, [])


@pytest.mark.parametrize("size", [609, 611])
def test_record_of_another_length_is_named_with_it(deliver_bytes, records, size):
    records[5] = records[5].ljust(611)[:size]
    found = told(recordlengte(deliver_bytes(records)), "waarde")
    assert found == [(6, str(size))]


def test_file_with_lf_alone_has_one_finding_that_counts_its_records(
    deliver_bytes, records
):
    message = b"".join(record + b"\n" for record in records)
    found = told(regeleinde(deliver_bytes(message)), "waarde", "retourcode")
    assert found == [(1, "LF, records: 10", "8095")]


def test_last_record_without_its_end_is_told(deliver_bytes, records):
    found = told(regeleinde(deliver_bytes(b"\r\n".join(records))), "waarde")
    assert found == [(10, "geen, records: 1")]


def test_what_stands_behind_the_sluitrecord_is_told(deliver_bytes, records):
    message = b"".join(record + b"\r\n" for record in records) + b"\x1a"
    found = told(regeleinde(deliver_bytes(message)), "retourcode")
    assert found == [(11, "8096")]


def test_letters_in_a_number_refuse_the_file(deliver_bytes, records):
    records[5] = filled(records[5], 196, b"00A1")  # 0426
    found = told(veldtype(deliver_bytes(records)), "rubriek", "gevolg", "retourcode")
    assert found == [(6, "0426", "RJF", "0002")]


def test_spaces_in_a_number_refuse_the_line(deliver_bytes, records):
    records[5] = filled(records[5], 196, b"    ")
    found = told(veldtype(deliver_bytes(records)), "rubriek", "gevolg")
    assert found == [(6, "0426", "RJ")]


@pytest.mark.parametrize(
    ("place", "begin", "text", "expected"),
    [
        (0, 605, b"X", (1, "0180", "RJF", "0003")),
        (2, 151, b"20240301", (3, "0420", "RJ", "0003")),
        (4, 107, b"01", (5, "1615", "RJ", "0003")),
    ],
    ids=["reserve", "verwijsdatum", "declaratie-informatie"],
)
def test_filled_reserve(deliver_bytes, records, place, begin, text, expected):
    records[place] = filled(records[place], begin, text)
    found = told(veldtype(deliver_bytes(records)), "rubriek", "gevolg", "retourcode")
    assert found == [expected]


def test_the_worst_of_a_record_is_told_and_the_others_are_named(deliver_bytes, records):
    records[5] = filled(filled(records[5], 196, b"    "), 605, b"X")
    (found,) = told(veldtype(deliver_bytes(records)), "rubriek", "gevolg", "verwacht")
    assert found[:3] == (6, "0480", "RJF")
    assert found[3].endswith("(ook: 0426)")


def test_another_encoding_is_a_signal_and_shows_no_name(deliver_bytes, records):
    records[1] = filled(records[1], 64, "Müller".encode().ljust(25))
    (found,) = told(veldtype(deliver_bytes(records)), "gevolg", "waarde", "verwacht")
    assert found[:3] == (2, "SIG", "***")
    assert "UTF-8" in found[3]
