"""Priced lines become messages: fields by hand, reasons, numbers, and no line lost."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.declaraties.factuurregels import (
    DBC,
    JANUARI,
    OP_NOTA,
    OZP,
    field,
    invoiced,
    records_of,
)

from declarations.bevindingen import NIET_GEDECLAREERD
from declarations.factuur.schema import Factuurregels

# Positions and meaning: ZH308 v9.0, written down by hand.
EXPECTED_DBC = {
    (1, 2): "04",
    (3, 14): "000000000002",
    (15, 23): "111222333",
    (24, 27): "9101",
    (28, 42): "70001          ",
    (43, 57): " " * 15,
    (58, 58): "1",
    (59, 66): "19800514",
    (67, 69): "041",
    (70, 75): "15A001",
    (76, 83): "20231101",
    (84, 91): "20240115",
    (92, 93): "01",
    (94, 102): "990001001",
    (103, 117): "T1             ",
    (134, 135): "08",
    (136, 150): "S1             ",
    (151, 158): "0" * 8,
    (159, 160): "04",
    (161, 168): "01999001",
    (169, 172): "0000",
    (196, 199): "0001",
    (200, 205): "11    ",
    (207, 209): "000",
    (210, 212): "030",
    (213, 219): "1206   ",
    (230, 230): "J",
    (234, 235): "00",
    (236, 236): "N",
    (237, 237): "J",
    (238, 241): "0305",
    (242, 249): "06990001",
    (250, 449): " " * 200,
    (474, 476): "DBG",
    (477, 488): "0.1.0       ",
    (489, 508): "v20231001           ",
    (509, 509): "P",
    (510, 534): " " * 25,
    (554, 554): "O",
    (555, 555): "D",
    (556, 575): "F24P0000001         ",
    (576, 610): " " * 35,
}
EXPECTED_OZP = {
    (67, 69): "041",
    (70, 75): "062501",
    (76, 83): "20240109",
    (84, 91): "20240109",
    (94, 102): " " * 9,
    (103, 117): " " * 15,
    (134, 150): " " * 17,
    (196, 199): "0003",
    (200, 205): " " * 6,
    (230, 230): " ",
    (236, 249): "  " + "0" * 12,
    (474, 476): "   ",
    (510, 519): "062501    ",
    (520, 534): "F240000001     ",
}


def of_kind(records: list[str], soort: str) -> list[str]:
    return [each for each in records if each.startswith(soort)]


def reasons(*rows: dict[str, object]) -> list[str | None]:
    return invoiced(*rows).regels["reden"].to_list()


def test_dbc_fills_each_field_of_its_prestatie() -> None:
    made = invoiced(DBC)
    (records,) = records_of(made).values()
    (record,) = of_kind(records, "04")
    found = {place: field(record, *place) for place in EXPECTED_DBC}
    assert found == EXPECTED_DBC
    assert set(map(len, records)) == {610}


def test_overig_zorgproduct_fills_only_what_it_has() -> None:
    (records,) = records_of(invoiced(OZP)).values()
    (record,) = of_kind(records, "04")
    assert {place: field(record, *place) for place in EXPECTED_OZP} == EXPECTED_OZP


def test_person_voorloop_tarief_activity_and_sluit() -> None:
    made = invoiced(DBC, OZP, op_nota=(OP_NOTA,))
    ((name, records),) = records_of(made).items()
    assert name == "06990001-9101.zh308"
    kinds = " ".join(each[:2] for each in records)
    assert kinds == "01 02 04 06 16 04 06 99"
    first, person, _, fee, act, _, _, last = records
    assert field(first, 3, 10) == "1010900P"
    assert field(first, 27, 30) == "9101"
    assert field(first, 55, 80) == "06990001" + "04" + "20240101" + "20240131"
    assert field(first, 81, 117) == "F249101     " + "20240201" + " " * 14 + "EUR"
    assert field(person, 54, 63) == "19800514" + "2" + "1"
    assert field(person, 64, 98) == "Duindorp".ljust(25) + "van".ljust(10)
    assert field(person, 135, 140) == "AB    "
    assert field(person, 181, 181) == "2"
    assert field(fee, 65, 74) == "02" + "06990001"
    # Tarief 1,234.56, 100 percent, no toeslag, calculated and declared amount.
    assert field(fee, 79, 93) == "00123456" + "10000" + "00"
    assert field(fee, 94, 115) == "00123456D0000" + "00123456D"
    assert field(fee, 116, 135) == "F24T0000001".ljust(20)
    # Numbered after both lines: their numbers and its own stand in one list.
    assert field(act, 62, 86) == "F240000003".ljust(15) + "060203".ljust(10)
    assert field(act, 87, 106) == "20231205" * 2 + "0002"
    assert field(act, 129, 149) == "D" + "F24A0000001".ljust(20)
    # 1 person, 2 prestaties, 2 tariffs, 1 activity, 6 records; 1,234.56 + 31.50.
    counts = ["000001", "000000", "000002", "000002", "000001", "000000", "0000006"]
    assert field(last, 3, 45) == "".join(counts)
    assert field(last, 46, 57) == "00000126606D"


@pytest.mark.parametrize(
    ("change", "reden", "kolom"),
    [
        ({"status": "SIGNAAL"}, "BESLUIT_NIET_OK", "status"),
        ({"status": None}, "BESLUIT_NIET_OK", "status"),
        ({"bedrag_cent": None}, "BESLUIT_NIET_OK", "status"),
        ({"dc": "C"}, "CREDIT", "dc"),
        ({"ontvanger": "NIET_VERZEKERDE"}, "ONTVANGER_ANDERS", "ontvanger"),
        ({"prestatiecode": "17A001"}, "ONVERZEKERD", "prestatiecode"),
        ({"aanspraak_toegepast": "N"}, "ONVERZEKERD", "prestatiecode"),
        ({"einddatum": date(2024, 2, 1)}, "BUITEN_DECLARATIEPERIODE", "einddatum"),
        ({"einddatum": date(2023, 12, 31)}, "BUITEN_DECLARATIEPERIODE", "einddatum"),
        ({"component": "KOSTEN"}, "TARIEFCOMPONENT", "component"),
        ({"uzovi": None}, "AFZENDER_OF_ONTVANGER_ONBEKEND", "uzovi"),
        (
            {"zorginstelling_code": "6990001"},
            "AFZENDER_OF_ONTVANGER_ONBEKEND",
            "zorginstelling_code",
        ),
        ({"is_persoon_bekend": False}, "PERSOON_ONBEKEND", "verzekerde_id"),
        ({"bsn": None, "verzekerdennummer": None}, "PERSOON_ZONDER_NUMMER", "bsn"),
        (
            {"bsn": "999999999", "verzekerdennummer": None},
            "PERSOON_ZONDER_NUMMER",
            "bsn",
        ),
        ({"bsn": "123456789"}, "BSN_ONJUIST", "bsn"),
        ({"aantal": None}, "AANTAL_NIET_HEEL", "aantal_m"),
        ({"aantal": 0}, "AANTAL_NIET_HEEL", "aantal_m"),
        ({"bedrag_cent": 123_457}, "BEDRAG_NIET_UIT_TARIEF", "bedrag_cent"),
        ({"tarief_cent": None}, "BEDRAG_NIET_UIT_TARIEF", "bedrag_cent"),
        (
            {"tarief_cent": 1, "verrekenpercentage_bp": 1_000, "bedrag_cent": 0},
            "BEDRAG_NIET_UIT_TARIEF",
            "bedrag_cent",
        ),
        (
            {"tarief_cent": 0, "verrekenpercentage_bp": 0, "bedrag_cent": 0},
            "VELD_LEEG",
            "r0615",
        ),
        ({"geboortedatum": date(2023, 11, 2)}, "DATUMS_ONJUIST", "begindatum"),
        ({"begindatum": date(2024, 1, 16)}, "DATUMS_ONJUIST", "begindatum"),
        ({"verwijzer_soort_code": None}, "VERWIJZER_ONBEKEND", "verwijzer_soort_code"),
        ({"verwijzer_soort_code": "10"}, "VERWIJZER_ONBEKEND", "verwijzer_soort_code"),
        ({"voorletters": None}, "VELD_LEEG", "r0215"),
        ({"geslacht": "9"}, "VELD_WAARDE", "r0208"),
        ({"diagnose_code": None}, "VELD_LEEG", "r0431"),
        ({"is_machtiging_vereist": None}, "VELD_LEEG", "r0437"),
        ({"subtraject_nummer": "S" * 16}, "VELD_TE_LANG", "r0419"),
        ({"naam": "Łukasz"}, "VELD_TEKENS", "r0210"),
        ({"naam": "Dorp\nrand"}, "VELD_TEKENS", "r0210"),
        ({"verwijzer_code": "0199A001"}, "VELD_TEKENS", "r0422"),
    ],
)
def test_line_that_a_message_cannot_hold_is_named(
    change: dict[str, object], reden: str, kolom: str
) -> None:
    made = invoiced(DBC | change, DBC | {"regel_id": "other"})
    assert made.regels.select("reden", "kolom").row(0) == (reden, kolom)
    assert made.gedeclareerd["regel_id"].to_list() == ["other"]
    assert reden in NIET_GEDECLAREERD


def test_first_and_last_day_of_the_period_are_declared() -> None:
    days = (JANUARI.begin, JANUARI.eind)
    lines = [DBC | {"regel_id": f"{day}", "einddatum": day} for day in days]
    assert reasons(*lines) == [None, None]


def test_amount_with_a_toeslag_is_declared_as_decided() -> None:
    made = invoiced(DBC | {"toeslag_code": "1", "bedrag_cent": 130_000})
    (records,) = records_of(made).values()
    (fee,) = of_kind(records, "06")
    assert field(fee, 92, 101) == "01" + "00130000"


def test_who_has_no_bsn_is_declared_by_number_and_nobody_shares_his_record() -> None:
    strangers = [
        DBC | {"regel_id": f"R{n}", "verzekerde_id": f"V{n}", "bsn": "999999999",
               "verzekerdennummer": f"7{n}"}
        for n in (1, 2)
    ]  # fmt: skip
    (records,) = records_of(invoiced(*strangers)).values()
    persons = of_kind(records, "02")
    assert [field(each, 28, 42).strip() for each in persons] == ["71", "72"]
    assert [field(each, 92, 93) for each in of_kind(records, "04")] == ["01", "01"]


def test_letters_of_latin_1_are_sent_as_one_byte() -> None:
    (content,) = records_of(invoiced(DBC | {"naam": "Zeeën"})).values()
    assert field(content[1], 64, 69) == "Zeeën "


def test_long_name_is_cut_and_told() -> None:
    made = invoiced(DBC | {"naam": "Duin" * 7})
    (records,) = records_of(made).values()
    assert field(records[1], 64, 98) == ("Duin" * 6 + "D") + "van       "
    assert made.regels["is_afgekapt"].to_list() == [True]


def test_equal_prestaties_of_a_day_get_their_own_number_up_to_99() -> None:
    made = invoiced(*(OZP | {"regel_id": f"R{n:03d}"} for n in range(101)))
    (records,) = records_of(made).values()
    numbers = [int(field(each, 92, 93)) for each in of_kind(records, "04")]
    assert numbers == list(range(1, 100))
    told = made.regels.filter(pl.col("reden") == "VOLGNUMMER_OP")
    assert told["regel_id"].to_list() == ["R099", "R100"]


@pytest.mark.parametrize(
    ("aantal", "parts"),
    [(9_999, [9_999]), (10_000, [9_999, 1]), (20_000, [9_999, 9_999, 2])],
)
def test_more_than_9999_goes_into_more_records(aantal: int, parts: list[int]) -> None:
    many = OZP | {"aantal": aantal, "tarief_cent": 5, "bedrag_cent": 5 * aantal}
    made = invoiced(many)
    (records,) = records_of(made).values()
    assert [int(field(each, 196, 199)) for each in of_kind(records, "04")] == parts
    cents = [int(field(each, 107, 114)) for each in of_kind(records, "06")]
    assert cents == [5 * part for part in parts]
    assert made.gedeclareerd["aantal"].to_list() == parts


def test_split_would_not_add_up_with_a_percentage() -> None:
    many = OZP | {"aantal": 10_000, "tarief_cent": 4, "bedrag_cent": 20_000}
    half = many | {"verrekenpercentage_bp": 5_000}
    assert reasons(half) == ["AANTAL_NIET_TE_SPLITSEN"]


def test_split_line_may_come_to_more_than_a_field_holds() -> None:
    # 20,000 times EUR 60.00 is EUR 1,200,000.00; a field holds EUR 999,999.99.
    many = OZP | {"aantal": 20_000, "tarief_cent": 6_000, "bedrag_cent": 120_000_000}
    (records,) = records_of(invoiced(many)).values()
    cents = [int(field(each, 107, 114)) for each in of_kind(records, "06")]
    assert cents == [59_994_000, 59_994_000, 12_000]
    one = OZP | {"aantal": 1, "tarief_cent": 120_000_000, "bedrag_cent": 120_000_000}
    assert reasons(one) == ["VELD_TE_LANG"]


def test_activity_outside_its_subtraject_holds_the_line() -> None:
    made = invoiced(DBC, op_nota=(OP_NOTA | {"uitvoerdatum": date(2024, 1, 16)},))
    assert made.regels["reden"].to_list() == ["ACTIVITEIT_BUITEN_PERIODE"]


def test_activity_keeps_the_number_that_the_hospital_gives() -> None:
    made = invoiced(DBC, op_nota=(OP_NOTA | {"zorgactiviteit_nummer": "Z77"},))
    (records,) = records_of(made).values()
    (act,) = of_kind(records, "16")
    assert field(act, 62, 76) == "Z77".ljust(15)


def test_insurers_and_institutions_have_messages_and_invoices_of_their_own() -> None:
    made = invoiced(
        DBC,
        DBC | {"regel_id": "B", "uzovi": "9201"},
        DBC | {"regel_id": "C", "zorginstelling_code": "06990002"},
    )
    numbers = {
        name: field(records[0], 81, 92).strip()
        for name, records in records_of(made).items()
    }
    assert numbers == {
        "06990001-9101.zh308": "F249101",
        "06990001-9201.zh308": "F249201",
        "06990002-9101.zh308": "F249101",
    }
    # Of all messages together: an insurer may be paid by one who knows them all.
    assert made.gedeclareerd["referentienummer"].n_unique() == 3


def test_nothing_to_declare_makes_no_message() -> None:
    assert records_of(invoiced(DBC | {"status": "GEWEIGERD"})) == {}


_MAYBE_WRONG = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["OK", "GEWEIGERD", None]),
        "bsn": st.sampled_from(["111222333", "123456782", "123456789", None]),
        "naam": st.text(max_size=30),
        "uzovi": st.sampled_from(["9101", "9201", "1", None]),
        "aantal": st.integers(-1, 30_000),
        "subtraject_nummer": st.text(max_size=17),
        "verwijzer_soort_code": st.sampled_from(["01", "9", "", None]),
    },
)


@settings(deadline=None, max_examples=25)
@given(st.lists(_MAYBE_WRONG, min_size=1, max_size=8))
def test_each_line_is_declared_or_has_a_reason_and_amounts_add_up(
    changes: list[dict[str, object]],
) -> None:
    rows = []
    for number, change in enumerate(changes):
        row = OZP | change | {"regel_id": f"R{number}"}
        rows.append(row | {"bedrag_cent": 1_050 * int(row["aantal"])})
    made = invoiced(*rows)
    declared = made.regels.filter(pl.col("reden").is_null())
    assert set(declared["regel_id"]) == set(made.gedeclareerd["regel_id"])
    assert set(made.regels["reden"].drop_nulls()) <= set(NIET_GEDECLAREERD)
    assert declared["bedrag_cent"].sum() == made.gedeclareerd["bedrag_cent"].sum()
    records = records_of(made)
    totals = [int(field(each[-1], 46, 56)) for each in records.values()]
    assert sum(totals) == declared["bedrag_cent"].sum()


def test_a_line_is_tried_with_every_column_that_it_may_have() -> None:
    given = {*DBC, "sleutel", "tariefreferentie"}
    assert set(Factuurregels.column_names()) <= given
