from datetime import date
from pathlib import Path
from typing import Any

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

from declarations import Declaraties, read_zh308, read_zh309, write_zh309
from declarations.berichten.zh308 import retour
from tabellen.errors import CallError, InputFileError

CREDIT = record("06", r0602="9", r0620="500", r0621="C", r0622="REF-CREDIT")


def read(tmp_path: Path, content: bytes) -> Declaraties:
    (tmp_path / "a.zh308").write_bytes(content)
    return read_zh308(tmp_path / "a.zh308")


def answer(record_: int, *codes: str, amounts: tuple[Any, Any] = (None, None), nr=0):
    return {
        "bestand_nr": nr,
        "record": record_,
        **{
            f"retourcode_{place}": codes[place - 1] if len(codes) >= place else None
            for place in (1, 2, 3)
        },
        "berekend_cent": amounts[0],
        "toegekend_cent": amounts[1],
    }


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "bestand_nr": pl.UInt32,
            "record": pl.UInt32,
            "retourcode_1": pl.String,
            "retourcode_2": pl.String,
            "retourcode_3": pl.String,
            "berekend_cent": pl.Int64,
            "toegekend_cent": pl.Int64,
        },
    )


def write(tmp_path: Path, content: bytes, *rows: dict[str, Any], **options: Any):
    pieces = write_zh309(
        read(tmp_path, content),
        frame(*rows),
        bestand_nr=0,
        dagtekening=date(2026, 3, 1),
        **options,
    )
    return b"".join(pieces)


def test_records_come_back_with_their_answer_behind_them(tmp_path: Path):
    content = message(
        VOORLOOP, VERZEKERDE, PRESTATIE, TARIEF, CREDIT, ACTIVITEIT, COMMENTAAR, SLUIT
    )
    written = write(
        tmp_path,
        content,
        answer(3, "8063", "0435"),
        answer(4, "8063", amounts=(12000, 11000)),
        answer(5, "8001", amounts=(-500, -500)),
        referentie="ZV-1",
    )
    *lines, rest = written.split(b"\r\n")
    assert rest == b""
    assert [line[:610] for line in lines[:-1]] == content.split(b"\r\n")[:-2]
    blank = b" " * 60
    assert [line[610:] for line in lines[:-1]] == [
        b"ZV-1".ljust(24) + b"20260301" + b"0200" + b" " * 24,
        blank,
        b"80630435" + b" " * 52,
        b"00012000D00011000D8063" + b" " * 38,
        b"00000500C00000500C8001" + b" " * 38,
        blank,
        blank,
    ]
    # 1 verzekerde, 1 prestatie, 2 tarieven, 1 activiteit, 1 comment: 6 in all;
    # claimed 12500 - 500, paid 11000 - 500.
    assert lines[-1] == (
        b"99000001000000000001000002000001000001000000600000012000D"
    ).ljust(610) + b"00000012000D00000010500D".ljust(60)


def test_amount_of_nothing_is_on_the_side_it_was_claimed_on(tmp_path: Path):
    content = message(VOORLOOP, VERZEKERDE, PRESTATIE, CREDIT, SLUIT)
    written = write(tmp_path, content, answer(4, "0320", amounts=(0, 0)))
    assert written.split(b"\r\n")[3][610:632] == b"00000000C00000000C0320"
    assert written.split(b"\r\n")[4][610:634] == b"00000000500C00000000000D"


def test_what_was_written_is_read_back(tmp_path: Path):
    content = message(
        VOORLOOP, VERZEKERDE, PRESTATIE, TARIEF, CREDIT, ACTIVITEIT, SLUIT
    )
    written = write(
        tmp_path,
        content,
        answer(1, "0001", "0804"),
        answer(4, "8063", amounts=(12000, 11000)),
        answer(5, "8001", amounts=(-500, -500)),
        answer(6, "0582"),
    )
    path = tmp_path / "a.zh309"
    path.write_bytes(written)
    rows = read_zh309(path)
    assert rows["bestand"].unique().to_list() == ["a.zh309"]
    assert rows["gebrek"].null_count() == 7
    assert rows.drop("bestand", "gebrek", "retourcode_3").rows() == [
        (1, "01", None, None, "0001", "0804", None, None, None),
        (2, "02", 1, None, None, None, None, None, None),
        (3, "04", 2, "REF-PRESTATIE-000001", None, None, None, None, None),
        (4, "06", 3, "REF-TARIEF-000000001", "8063", None, 12500, 12000, 11000),
        (5, "06", 9, "REF-CREDIT", "8001", None, -500, -500, -500),
        (6, "16", 4, "REF-ZA-1", "0582", None, None, None, None),
        (7, "99", None, None, None, None, 12000, None, 10500),
    ]


def test_debiteur_comes_back_and_an_unknown_kind_does_not(tmp_path: Path):
    debiteur = b"03\xe9".ljust(610)
    content = message(VOORLOOP, debiteur, b"77".ljust(610), SLUIT)
    lines = write(tmp_path, content, answer(2, "8075")).split(b"\r\n")
    assert [line[:2] for line in lines] == [b"01", b"03", b"99", b""]
    assert lines[1] == debiteur + b"8075".ljust(60)
    assert lines[2][:14] == b"99000000000001"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "record 4 is a tarief without"),
        ([answer(4, amounts=(1, None))], "record 4 is a tarief without"),
        ([answer(4, amounts=(1, 1)), answer(9)], "record 9 is not in the message"),
        ([answer(4, amounts=(1, 1)), answer(4)], "record 4 is answered twice"),
    ],
)
def test_answer_that_does_not_fit_the_message_is_refused(tmp_path, rows, reason):
    with pytest.raises(CallError, match=reason):
        write(tmp_path, SMALL, *rows)


def test_amount_that_does_not_fit_is_refused_by_its_place(tmp_path: Path):
    too_much = answer(4, amounts=(10**8, 0))
    with pytest.raises(InputFileError, match="record 4: r0681 has 9 characters"):
        write(tmp_path, SMALL, too_much)


def test_answer_to_no_message_is_refused(tmp_path: Path):
    with pytest.raises(CallError, match="bestand_nr 0: no such message"):
        write(tmp_path, b"hello")


def test_records_of_another_size_and_kind_are_told_in_their_row(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(message(*[VOORLOOP.ljust(670), TARIEF, b"77"]))
    rows = read_zh309(path).select("record", "soort", "gebrek", "toegekend_cent").rows()
    # 0182, the day of the answer, is blank in the first.
    assert rows == [
        (1, "01", "GETAL_SPATIES 0182", None),
        (2, "06", "LENGTE 610", None),
        (3, None, "ONBEKEND_RECORD", None),
    ]


def test_file_that_cannot_be_read_is_one_row(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"hello")
    rows = read_zh309([tmp_path / "a", tmp_path / "none"])
    assert rows.select("bestand", "record").rows() == [("a", None), ("none", None)]
    assert rows["gebrek"].str.contains("no record 01|cannot be read").all()


def test_pieces_make_one_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = message(VOORLOOP, *(VERZEKERDE, PRESTATIE, TARIEF) * 3, SLUIT)
    rows = [answer(place, amounts=(place, place)) for place in (4, 7, 10)]
    whole = write(tmp_path, content, *rows)
    for size in (1, 2, 3, 11, 12):
        monkeypatch.setattr(retour, "AT_A_TIME", size)
        assert write(tmp_path, content, *rows) == whole, size


def test_message_in_place_of_its_answer_is_refused(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(message(VOORLOOP[:610]))
    told = read_zh309(path).select("record", "gebrek").rows()
    assert told == [(None, "is a ZH308 message; expected the answer to one (ZH309)")]


def test_of_several_faults_of_a_record_the_first_is_told(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(message(VOORLOOP.ljust(650)))
    assert read_zh309(path)["gebrek"].to_list() == ["LENGTE 650"]
