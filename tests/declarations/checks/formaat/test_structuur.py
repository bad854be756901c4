from itertools import permutations

import pytest
from support.declaraties.oordelen import told

from declarations.checks.formaat.structuur import (
    debiteurrecord,
    detailnummering,
    hertelling,
    totaalbedrag,
    volgorde,
)


def comment(number: int) -> bytes:
    return f"98{number:012}0001Toelichting".encode().ljust(610)


def of(records: list[bytes], text: str) -> list[bytes]:
    """Records in the order of a text of their places, from 0."""
    return [records[int(place)] for place in text]


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        ("0123456789", []),
        ("01236789", []),  # Without a 16.
        ("012346789", [6]),  # A 06 behind the 16, its 04 is gone.
        ("0132456789", [3, 5]),  # The 06 of the dbc before its 04, that has none then.
        ("0124356789", [4, 5]),  # A 16 before its 06.
        ("023456789", [2]),  # No 02.
        ("1023456789", [1, 2, 3]),  # The 01 is not the first.
        ("012345678", [9]),  # No 99.
        ("012345679", [9]),  # The last 04 has no 06: 99 may not follow it.
        ("01234567899", [11]),  # Two of 99.
        ("09", [2]),  # Nothing between 01 and 99.
    ],
)
def test_order_of_records(deliver_bytes, records, order, wrong):
    found = told(volgorde(deliver_bytes(of(records, order))))
    assert [record for (record,) in found] == wrong


def test_no_other_order_of_one_line_passes(deliver_bytes, records):
    # Of 02 04 06 16 between 01 and 99 one order alone is right.
    passes = [
        order
        for order in permutations("1234")
        if not told(volgorde(deliver_bytes(of(records, "0" + "".join(order) + "9"))))
    ]
    assert passes == [("1", "2", "3", "4")]


@pytest.mark.parametrize("place", range(2, 10))
def test_comment_may_stand_behind_any_detail_record(deliver_bytes, records, place):
    records.insert(place, comment(place - 1))
    levering = deliver_bytes(records)
    assert told(volgorde(levering)) == []
    assert told(detailnummering(levering)) == []


def test_comment_behind_the_voorloop_is_told(deliver_bytes, records):
    records.insert(1, comment(1))
    assert told(volgorde(deliver_bytes(records)), "waarde") == [(2, "98")]


def test_unknown_kind_of_record_is_told_as_it_stands(deliver_bytes, records):
    records.insert(5, b"07".ljust(610))
    assert told(volgorde(deliver_bytes(records)), "waarde") == [(6, "07")]


def test_order_starts_anew_in_each_file(deliver_bytes, records):
    levering = deliver_bytes(records, records)
    assert told(volgorde(levering)) == []
    assert told(detailnummering(levering)) == []


def numbered(record: bytes, number: int) -> bytes:
    return record[:2] + f"{number:012}".encode() + record[14:]


def test_a_gap_in_the_numbers_is_told_once(deliver_bytes, records):
    for place in range(5, 9):
        records[place] = numbered(records[place], place + 1)
    found = told(detailnummering(deliver_bytes(records)), "waarde", "verwacht")
    assert found == [(6, "6", "5")]


def test_numbers_begin_at_1_in_each_file(deliver_bytes, records):
    second = [records[0], *(numbered(r, n + 8) for n, r in enumerate(records[1:9], 1))]
    found = told(
        detailnummering(deliver_bytes(records, [*second, records[9]])), "verwacht"
    )
    assert found == [(2, "1")]


def test_a_number_that_returns_is_told_and_so_is_the_next(deliver_bytes, records):
    records[4] = numbered(records[4], 3)
    assert told(detailnummering(deliver_bytes(records)), "verwacht") == [
        (5, "4"),
        (6, "4"),
    ]


def test_debiteurrecord_takes_a_number(deliver_bytes, records):
    debiteur = b"03".ljust(14, b"0").ljust(610)
    later = [numbered(record, place + 1) for place, record in enumerate(records)]
    levering = deliver_bytes([*records[:5], debiteur, *later[5:9], records[9]])
    assert told(detailnummering(levering)) == []
    assert told(debiteurrecord(levering), "waarde") == [(6, "1 records 03")]


@pytest.mark.parametrize(
    ("rubriek", "right", "code"),
    [
        ("9902", 1, "0151"),
        ("9903", 0, "0156"),
        ("9904", 3, "0158"),
        ("9905", 3, "0156"),
        ("9906", 1, "0156"),
        ("9907", 0, "0153"),
        ("9908", 8, "0156"),
    ],
)
def test_each_count_of_the_sluitrecord(deliver, rubriek, right, code):
    assert told(hertelling(deliver(f"99: {rubriek}={right}"))) == []
    found = told(
        hertelling(deliver(f"99: {rubriek}={right + 1}")), "rubriek", "retourcode"
    )
    assert found == [(10, rubriek, code)]


def test_comments_count_among_the_details(deliver_bytes, records):
    records.insert(2, comment(1))
    found = told(hertelling(deliver_bytes(records)), "rubriek", "verwacht")
    assert found == [(11, "9907", "1: zoveel records staan er (ook: 9908)")]


def test_total_is_signed_by_credits(deliver):
    # 1.284,37 - 300,00 = 984,37, the example of the field list.
    words = (
        "weg ic / kopie ozp als credit / "
        "dbc.06: 0620=128437 / ozp.06: 0620=0 / credit.06: 0620=30000 / "
    )
    assert told(totaalbedrag(deliver(words + "99: 9909=98437"))) == []
    found = told(totaalbedrag(deliver(words + "99: 9909=128437")), "waarde", "verwacht")
    assert found == [(10, "128437", "98437 cent: som van 0620")]


def test_negative_total_is_a_credit(deliver):
    words = (
        "weg ic / kopie ozp als credit / "
        "dbc.06: 0620=0 / ozp.06: 0620=0 / credit.06: 0620=1 / 99: 9909=1, "
    )
    assert told(totaalbedrag(deliver(words + "9910=C"))) == []
    assert len(told(totaalbedrag(deliver(words + "9910=D")))) == 1
