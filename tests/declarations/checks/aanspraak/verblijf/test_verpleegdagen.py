"""S06, and which days a line claims."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.verblijf.dagen import claimed_days
from declarations.checks.aanspraak.verblijf.verpleegdagen import dagen_van_opname

COVERS = "tabel dekking +: tabel=opnamen, volledig=J"
NOTA = "zonder zorgprofiel / weg ic / dbc.16: 1611=060201"


def stay(begin: str, eind: str, uur: str = "10:00", soort: str = "VERBLIJF") -> str:
    return (
        "tabel opnamen +: verzekerde_id=P0001, zorginstelling_code=06990002,"
        f" begindatum={begin}, einddatum={eind}, soort={soort}, begintijd={uur}"
    )


def nursed(*days: str) -> str:
    return "weg ic / profiel dbc: " + ", ".join(f"060201 {day} 1" for day in days)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        (
            "1612=20240401, 1613=20240403, 1614=3",
            [("04-01", 1), ("04-02", 1), ("04-03", 1)],
        ),
        # More of them than days; more days than of them.
        ("1612=20240401, 1613=20240402, 1614=5", [("04-01", 4), ("04-02", 1)]),
        ("1612=20240401, 1613=20991231, 1614=2", [("04-01", 1), ("04-02", 1)]),
        ("1612=20240401, 1613=20240401, 1614=2", [("04-01", 2)]),
        ("1612=20240402, 1613=20240401, 1614=1", [("04-02", 1)]),
        ("1612=20240401, 1613=20240401, 1614=1, 1619=C", []),
    ],
)
def test_record_of_several_days_is_cut_into_them(deliver, fields, days):
    found = claimed_days(deliver(f"{NOTA}, {fields}"), "VERPLEEGDAG").sort("dag")
    assert [
        (f"{day:%m-%d}", number) for day, number in found.select("dag", "aantal").rows()
    ] == days


def test_line_that_is_a_day_itself_is_claimed(deliver):
    words = "weg dbc / weg ic / ozp: 0410=060201, 0412=20240312, 0426=0002"
    found = claimed_days(deliver(words), "VERPLEEGDAG")
    assert found["aantal"].to_list() == [1, 1]


def test_credit_claims_no_day(deliver):
    words = "weg dbc / weg ic / ozp: 0410=060201 / kopie ozp als credit"
    assert claimed_days(deliver(words), "VERPLEEGDAG").height == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{nursed('2024-04-01')} / {stay('2024-04-01', '2024-04-02', '19:59')}", []),
        (
            f"{nursed('2024-04-01')} / {stay('2024-04-01', '2024-04-02', '20:00')}",
            ["FAALT"],
        ),
        # Who was there already counts, whatever the hour of the second row.
        (
            f"{nursed('2024-04-01')} / {stay('2024-03-30', '2024-04-01')}"
            f" / {stay('2024-04-01', '2024-04-02', '22:00')}",
            [],
        ),
        (
            f"{nursed('2024-04-01')} / {stay('2024-04-01', '2024-04-02', '22:00')}"
            f" / {stay('2024-04-01', '2024-04-02', '09:00')}",
            [],
        ),
        # The last day, and the day behind it.
        (f"{nursed('2024-04-02')} / {stay('2024-04-01', '2024-04-02')}", []),
        (f"{nursed('2024-04-03')} / {stay('2024-04-01', '2024-04-02')}", ["FAALT"]),
        (f"{nursed('2024-04-03')} / {stay('2024-04-01', '')}", []),
        (
            f"{nursed('2024-04-02')} / {stay('2024-04-01', '2024-04-05')}"
            f" / {stay('2024-04-02', '2024-04-02', soort='VERLOF')}",
            ["FAALT"],
        ),
        # Of another institution.
        (
            f"{nursed('2024-04-02')} / "
            + stay("2024-04-01", "2024-04-05").replace("06990002", "06990003"),
            ["FAALT"],
        ),
    ],
)
def test_days_that_an_admission_has(deliver, words, found):
    assert outcomes(dagen_van_opname(deliver(f"{words} / {COVERS}"))) == found


def test_two_on_a_day_are_one_too_many_whatever_is_known(deliver):
    words = "weg ic / profiel dbc: 060201 2024-04-01 2 / " + stay(
        "2020-01-01", "2020-01-02"
    )
    oordeel = dagen_van_opname(deliver(words))
    assert told(oordeel, "uitkomst", "waarde", "verwacht") == [
        ("FAALT", "2 verpleegdagen", "ten hoogste 1 naar de opnamen")
    ]


def test_privacy_hides_the_days(deliver):
    words = (
        "weg ic / weg dbc.16 / zonder zorgprofiel / tabel privacyverklaringen +:"
        " zorginstelling_code=06990002, referentienummer=R0001 / "
        + stay("2024-04-01", "2024-04-02")
    )
    oordeel = dagen_van_opname(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "privacyverklaring")
    ]
