import csv
import os
from importlib.resources import files
from pathlib import Path

import pytest

from declarations.berichten.zh308.antwoorden import RETOUR_BYTES, RETOURVELDEN
from declarations.berichten.zh308.velden import (
    RECORD_BYTES,
    RECORDNAMEN,
    VELDEN,
    kolommen,
    veld,
)

OFFICIAL = Path(__file__).resolve().parents[5] / "shared/vektis/zh308_v9.0_velden.csv"
ALL = [each for fields in VELDEN.values() for each in fields]


def test_fields_lie_side_by_side_over_the_whole_record():
    assert list(VELDEN) == list(RECORDNAMEN)
    for fields in VELDEN.values():
        bounds = [(each.begin - 1, each.eind) for each in fields]
        starts, ends = zip(*bounds, strict=True)
        assert starts == (0, *ends[:-1])
        assert ends[-1] == RECORD_BYTES


def test_answers_lie_side_by_side_behind_the_record():
    for fields in RETOURVELDEN.values():
        starts = [each.begin - 1 for each in fields]
        ends = [each.eind for each in fields]
        assert starts == [RECORD_BYTES, *ends[:-1]]
        assert ends[-1] == RETOUR_BYTES


def test_sixteen_bytes_from_where_a_field_begins_stay_within_the_record():
    # The compiled part reads them, whatever the width of the field.
    assert all(
        each.begin - 1 + 16 <= RECORD_BYTES for each in ALL if each.soort != "RESERVE"
    )
    assert all(
        each.begin - 1 + 16 <= RETOUR_BYTES
        for fields in RETOURVELDEN.values()
        for each in fields
        if each.soort != "RESERVE"
    )


def test_widths_fit_what_the_compiled_part_reads():
    assert {each.breedte for each in ALL if each.soort == "DATUM"} == {8}
    assert max(each.breedte for each in ALL if each.soort == "CODE") <= 12
    assert max(each.breedte for each in ALL if each.dtype.is_integer()) <= 16


def test_fields_are_those_of_the_official_list():
    if not OFFICIAL.exists():
        assert not os.environ.get("DBC_REQUIRE_SHARED")
        pytest.skip("needs the field list of Vektis")
    with OFFICIAL.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [(v.rubriek, v.record, v.type, v.breedte, v.eind) for v in ALL] == [
        (
            row["Volgnummer"],
            row["Recordcode"],
            row["Type"],
            int(row["Lengte"]),
            int(row["Eindpositie"]),
        )
        for row in rows
    ]
    days = {row["Volgnummer"] for row in rows if row["Patroon"] == "EEJJMMDD"}
    assert {v.rubriek for v in ALL if v.soort == "DATUM"} == days
    obligations = {row["Volgnummer"]: row["Verplichting"] for row in rows}
    other = {v.rubriek for v in ALL if v.verplicht != obligations[v.rubriek]}
    # Reserved, says the text of the specification.
    assert other == {"0420", "1615"}


@pytest.mark.parametrize(
    ("rubriek", "begin", "eind", "soort"),
    [
        ("0112", 55, 62, "CODE"),
        ("0410", 70, 75, "TEKST"),
        ("0426", 196, 199, "GETAL"),
        ("0458", 556, 575, "TEKST"),
        ("0620", 107, 114, "BEDRAG"),
        ("1612", 87, 94, "DATUM"),
        ("9909", 46, 56, "BEDRAG"),
    ],
)
def test_field_stands_where_the_specification_has_it(rubriek, begin, eind, soort):
    found = veld(rubriek)
    assert (found.begin, found.eind, found.soort) == (begin, eind, soort)


def test_zeros_count_in_two_codes_only():
    assert {v.rubriek for v in ALL if v.nul_telt} == {"0104", "0436"}


def test_reserve_has_no_column():
    assert [v.rubriek for v in kolommen("98")] == ["9801", "9802", "9803", "9804"]


def test_unknown_rubriek_raises():
    with pytest.raises(KeyError):
        veld("0499")


@pytest.mark.parametrize("name", ["velden.csv", "retour.csv"])
def test_declarations_of_fields_are_installed(name: str):
    assert files("declarations.berichten.zh308").joinpath(name).is_file()
