import gzip
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from support.files.zh308_samples import (
    ACTIVITEIT,
    COMMENTAAR,
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
from declarations.berichten.zh308.velden import RECORDNAMEN, kolommen
from tabellen.errors import CallError

# One record of each kind, typed position by position from the specification. What is
# left of each record, up to 610, is spaces.
GOLDEN = b"".join(
    text.ljust(610).encode("latin-1") + b"\r\n"
    for text in (
        # 01   EI  v sv s  software version     UZOVI bureau  verlener praktijk instell.
        "01" "101" "09" "00" "P" "001234" "EPD 1.2   " "3311" "00000000" "00000000"
        "00000000" "06010101" "04" "20260101" "20260131" "FACTUUR-0001" "20260201"
        "NL001234567B01" "EUR",
        # 02  detail          BSN         UZOVI  verzekerdennr     patientnr
        "02" "000000000001" "111222333" "3311" "V00000000000001" "PAT-1      "
        "19800229" "2" "1" "Jänsen                   " "van       " "2"
        "de Boer                  " "          " "A.B.  " "3" "1234AB" "         "
        "00012" "bis   " "NL" "D1         " "2",
        # 04
        "04" "000000000002" "111222333" "3311" "V00000000000001" "M1             "
        "1" "19800229" "041" "15E309" "20260102" "20260115" "01" "099999020"
        "ZT1            " "20260101" "00000000" "06" "ST1            " "00000000"
        "04" "01000001" "0000" "00000000" "               " "0002" "11    " "0" "   "
        "000" "255    " "000" "       " "J" "000" "00" "N" "N" "0301" "06010101"
        + "h" * 200 + "HASH-1      " "CERT-1      " "VBG" "1.0.0       "
        "v20231001           " "P" "          " "               " "00" "000"
        "00000000" "000" " " "00" "N" "D" "REF-PRESTATIE-000001"
        "                    ",
        # 06
        "06" "000000000003" "111222333" "3311" "V00000000000001" "041" "000" "15E309"
        "20260102" "01" "02" "01000002" "0301" "00006250" "10000" "00" "00012500" "D"
        "2100" "00012500" "D" "REF-TARIEF-000000001" "                    ",
        # 16
        "16" "000000000004" "111222333" "3311" "V00000000000001" "041" "15E309"
        "20260102" "01" "ZA-000000000001" "190007    " "20260103" "20260103" "0001"
        "00" "00000000" "01000002" "0301" "D" "REF-ACTIVITEIT-00001"
        "                    ",
        # 98
        "98" "000000000004" "0001" + "Spoed".ljust(140),
        # 99
        "99" "000001" "000000" "000001" "000001" "000001" "000001" "0000005"
        "00000012500" "D",
    )
)  # fmt: skip


def read(tmp_path: Path, content: bytes, name: str = "a.zh308") -> Declaraties:
    path = tmp_path / name
    path.write_bytes(content)
    return read_zh308(path)


def values(frame: pl.DataFrame, *rubrieken: str) -> tuple[object, ...]:
    return frame.select(f"r{rubriek}" for rubriek in rubrieken).row(0)


def test_golden_message_is_read_field_by_field(tmp_path: Path):
    read_ = read(tmp_path, GOLDEN)
    assert read_.vorm.is_empty()
    assert read_.overig.is_empty()
    assert read_.onleesbaar.is_empty()
    assert values(
        read_.voorloop, "0101", "0102", "0103", "0104", "0105", "0106", "0107", "0108"
    ) == ("01", "101", "09", "00", "P", "001234", "EPD 1.2", "3311")
    assert values(
        read_.voorloop, "0109", "0110", "0111", "0112", "0113", "0114", "0115", "0116"
    ) == (
        None, None, None, "06010101", "04", date(2026, 1, 1), date(2026, 1, 31),
        "FACTUUR-0001",
    )  # fmt: skip
    assert values(read_.voorloop, "0117", "0118", "0119") == (
        date(2026, 2, 1),
        "NL001234567B01",
        "EUR",
    )
    assert values(
        read_.verzekerden, "0202", "0203", "0205", "0207", "0210", "0212", "0217",
        "0219", "0223",
    ) == (
        1, "111222333", "V00000000000001", date(1980, 2, 29), "Jänsen", "2", "1234AB",
        "00012", "2",
    )  # fmt: skip
    assert values(
        read_.prestaties, "0402", "0409", "0410", "0411", "0412", "0413", "0414",
        "0417", "0418", "0420", "0422", "0426", "0427", "0428", "0431", "0436",
    ) == (
        2, "041", "15E309", date(2026, 1, 2), date(2026, 1, 15), 1, "099999020", None,
        "06", None, "01000001", 2, "11", None, "255", "00",
    )  # fmt: skip
    assert values(
        read_.prestaties, "0439", "0440", "0441", "0446", "0447", "0456", "0457",
        "0458", "0459",
    ) == (
        "0301", "06010101", "h" * 200, "v20231001", "P", "N", "D",
        "REF-PRESTATIE-000001", None,
    )  # fmt: skip
    assert values(
        read_.tarieven, "0606", "0607", "0611", "0612", "0614", "0615", "0616", "0617",
        "0618", "0619", "0620", "0621", "0622", "0623",
    ) == (
        "041", None, "02", "01000002", 6250, 10000, None, 12500, "D", 2100, 12500, "D",
        "REF-TARIEF-000000001", None,
    )  # fmt: skip
    assert values(
        read_.zorgactiviteiten, "1610", "1611", "1612", "1614", "1615", "1616", "1617",
        "1620",
    ) == (
        "ZA-000000000001", "190007", date(2026, 1, 3), 1, None, None, "01000002",
        "REF-ACTIVITEIT-00001",
    )  # fmt: skip
    assert values(read_.commentaar, "9802", "9803", "9804") == (4, 1, "Spoed")
    assert values(
        read_.sluit, "9902", "9903", "9904", "9905", "9906", "9907", "9908", "9909"
    ) == (1, 0, 1, 1, 1, 1, 5, 12500)


def test_columns_are_those_of_the_fields_with_their_types(tmp_path: Path):
    for found in (read(tmp_path, SMALL), read(tmp_path, b"")):
        for record_, naam in RECORDNAMEN.items():
            schema = found.records[naam].schema
            assert schema["bestand_nr"] == schema["record"] == pl.UInt32
            assert {veld.kolom: schema[veld.kolom] for veld in kolommen(record_)} == {
                veld.kolom: veld.dtype for veld in kolommen(record_)
            }


def test_message_is_named_counted_and_known_by_its_bytes(tmp_path: Path):
    (row,) = read(tmp_path, SMALL).bestanden.rows(named=True)
    assert row == {
        "bestand_nr": 0,
        "bestand": "a.zh308",
        "sha256": sha256(SMALL).hexdigest(),
        "bytes": 7 * 612,
        "records": 7,
        "leesbaar": True,
    }


def test_records_belong_to_the_one_above_them_over_several_messages(tmp_path: Path):
    content = message(
        VOORLOOP, VERZEKERDE, PRESTATIE, TARIEF, TARIEF, ACTIVITEIT, PRESTATIE, TARIEF,
        VERZEKERDE, PRESTATIE, TARIEF, ACTIVITEIT, ACTIVITEIT, SLUIT,
    )  # fmt: skip
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(content)
    whole = read_zh308([tmp_path / name for name in ("a", "b", "c")])
    assert whole.verzekerden["verzekerde"].to_list() == [0, 1, 2, 3, 4, 5]
    assert whole.prestaties["prestatie"].to_list() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert whole.prestaties["verzekerde"].to_list() == [0, 0, 1, 2, 2, 3, 4, 4, 5]
    read_ = read_zh308([tmp_path / "a", tmp_path / "b"])
    assert read_.prestaties["record"].to_list() == [3, 7, 10, 3, 7, 10]
    assert read_.tarieven["prestatie"].to_list() == [0, 0, 1, 2, 3, 3, 4, 5]
    assert read_.zorgactiviteiten["prestatie"].to_list() == [0, 2, 2, 3, 5, 5]
    assert read_.zorgactiviteiten["bestand_nr"].to_list() == [0, 0, 0, 1, 1, 1]


def test_record_without_one_above_it_belongs_to_none(tmp_path: Path):
    first = message(VOORLOOP, VERZEKERDE, PRESTATIE, SLUIT)
    (tmp_path / "a").write_bytes(first)
    (tmp_path / "b").write_bytes(
        message(VOORLOOP, TARIEF, ACTIVITEIT, PRESTATIE, TARIEF, SLUIT)
    )
    read_ = read_zh308([tmp_path / "a", tmp_path / "b"])
    assert read_.prestaties["verzekerde"].to_list() == [0, None]
    assert read_.tarieven["prestatie"].to_list() == [None, 1]
    assert read_.zorgactiviteiten["prestatie"].to_list() == [None]


def test_numbers_that_ascend_are_known_to_and_others_are_not(tmp_path: Path):
    whole = message(VOORLOOP, VERZEKERDE, PRESTATIE, TARIEF, SLUIT)
    # A 06 without a 04 above it, behind those of the message before.
    loose = message(VOORLOOP, VERZEKERDE, TARIEF, SLUIT)
    for name, content in (("a.zh308", whole), ("b.zh308", loose)):
        (tmp_path / name).write_bytes(content)
    found = read_zh308([tmp_path / "a.zh308", tmp_path / "b.zh308"])
    assert found.tarieven["prestatie"].to_list() == [0, None]
    assert not found.tarieven["prestatie"].flags["SORTED_ASC"]
    assert found.tarieven["bestand_nr"].flags["SORTED_ASC"]
    assert found.prestaties["prestatie"].flags["SORTED_ASC"]
    assert found.prestaties["verzekerde"].flags["SORTED_ASC"]


def test_debiteuren_and_unknown_kinds_are_kept_as_they_stand(tmp_path: Path):
    lines = [b"03" + b"D" * 608, b"77x", b"", b"\x1a\xff"]
    read_ = read(tmp_path, message(VOORLOOP, *lines, SLUIT))
    assert read_.overig.drop("bestand_nr").rows() == [
        (2, "03", lines[0]),
        (3, "77", lines[1]),
        (4, "", lines[2]),
        (5, "0x1aff", lines[3]),
    ]


def test_comment_may_follow_any_record(tmp_path: Path):
    read_ = read(
        tmp_path,
        message(VOORLOOP, VERZEKERDE, COMMENTAAR, PRESTATIE, COMMENTAAR, TARIEF, SLUIT),
    )
    assert read_.commentaar["record"].to_list() == [3, 5]
    assert read_.tarieven["prestatie"].to_list() == [0]


def test_zip_holds_messages_and_what_a_system_puts_beside_them(tmp_path: Path):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map/a.zh308", SMALL)
        archive.writestr("map/.DS_Store", b"x")
        archive.writestr("b.txt", b"hello")
        archive.writestr("c.zip", b"PK\x03\x04")
    read_ = read_zh308(path)
    assert read_.bestanden["bestand"].to_list() == ["map/a.zh308", "b.txt"]
    assert read_.bestanden["leesbaar"].to_list() == [True, False]
    assert read_.onleesbaar["bestand"].to_list() == ["b.txt", "c.zip"]
    assert read_.prestaties.height == 1


def test_two_messages_of_one_name_are_told_apart(tmp_path: Path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_bytes(SMALL)
    read_ = read_zh308([tmp_path / "x/a.txt", tmp_path / "y/a.txt"])
    assert read_.bestanden["bestand"].to_list() == ["a.txt", "a.txt (2)"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello\r\n", "no line begins with 01"),
        (b"\xef\xbb\xbf" + SMALL, "UTF-8"),
        (SMALL.decode("latin-1").encode("utf-16"), "UTF-16"),
        (SMALL.decode("latin-1").encode("utf-16-le"), "UTF-16"),
        (SMALL.decode("latin-1").encode("cp500"), "EBCDIC"),
        (gzip.compress(SMALL), "packed"),
        (message(VERZEKERDE, SLUIT), "no line begins with 01"),
    ],
)
def test_file_without_record_01_is_told_and_others_go_on(
    tmp_path: Path, content: bytes, reason: str
):
    (tmp_path / "bad").write_bytes(content)
    (tmp_path / "good").write_bytes(SMALL)
    read_ = read_zh308([tmp_path / "bad", tmp_path / "none", tmp_path / "good"])
    assert read_.onleesbaar["bestand"].to_list() == ["bad", "none"]
    assert reason in read_.onleesbaar["reden"][0]
    assert read_.bestanden["leesbaar"].to_list() == [False, True]
    assert read_.prestaties["bestand_nr"].to_list() == [1]


def test_message_above_the_limit_is_refused_by_name(tmp_path: Path):
    (tmp_path / "a").write_bytes(SMALL)
    read_ = read_zh308(tmp_path / "a", max_bytes=len(SMALL) - 1)
    assert read_.onleesbaar["bestand"].to_list() == ["a"]
    assert read_.bestanden.is_empty()


def test_no_path_raises():
    with pytest.raises(CallError, match="empty text"):
        read_zh308("")


def test_zeros_are_absent_in_a_code_and_a_value_in_a_number(tmp_path: Path):
    line = record("04", r0413="0", r0426="0", r0436="0", r0439="0", r0409="0")
    read_ = read(tmp_path, message(VOORLOOP, line, SLUIT))
    assert values(read_.prestaties, "0413", "0426", "0436", "0439", "0409") == (
        0, 0, "00", None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("00010101", date(1, 1, 1)),
        ("19000228", date(1900, 2, 28)),
        ("19691231", date(1969, 12, 31)),
        ("19700101", date(1970, 1, 1)),
        ("20000229", date(2000, 2, 29)),
        ("20240229", date(2024, 2, 29)),
        ("99991231", date(9999, 12, 31)),
    ],
)
def test_day_is_read(tmp_path: Path, text: str, day: date):
    content = message(VOORLOOP, record("04", r0411=text), SLUIT)
    assert read(tmp_path, content).prestaties["r0411"].to_list() == [day]


def test_more_records_than_are_read_at_a_time_are_all_read(tmp_path: Path):
    numbers = range(1, 70_001)
    head, tail = record("16")[:2], record("16")[14:]
    lines = [head + b"%012d" % number + tail for number in numbers]
    # One that is too short in each block.
    lines[100] = lines[100][:-1]
    lines[69_000] = lines[69_000][:-1]
    read_ = read(tmp_path, message(VOORLOOP, *lines, SLUIT))
    assert read_.zorgactiviteiten["r1602"].to_list() == list(numbers)
    assert read_.vorm["record"].to_list() == [102, 69_002]
