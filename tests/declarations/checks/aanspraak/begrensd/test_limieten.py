"""E25: limits of paramedical care, and E22 beside it."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.begrensd.donor import nacontrole
from declarations.checks.aanspraak.begrensd.limieten import limieten, paramedisch
from declarations.checks.oordeel import GEVOLG
from declarations.registers.landelijk import landelijke_tabellen


def earlier(code: str, aantal: int, dag: str, n: int = 1) -> str:
    return (
        f"historie +: referentie_prestatie=H{n}, referentie_tarief=H{n}-1,"
        " subtraject_nummer=, zorgtraject_nummer=, zorgproduct_code=,"
        f" declaratiecode={code}, begindatum={dag}, einddatum={dag}, aantal={aantal}"
    )


def own(code: str, aantal: int, *parts: str) -> str:
    return " / ".join([f"ozp: 0410={code}, 0426={aantal:04}", *parts])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # The line of 11 March 2024 goes over half way, or as a whole.
        (own("062505", 2, earlier("062505", 11, "2024-01-01")), [("FAALT", "SIG")]),
        (own("062505", 2, earlier("062505", 12, "2024-01-01")), [("FAALT", "RJ")]),
        (own("062505", 2, earlier("062505", 10, "2024-01-01")), []),
        (own("062505", 13), [("FAALT", "SIG")]),
        (own("062505", 12), []),
        # Another year, and care of later days.
        (own("062505", 12, earlier("062505", 12, "2023-12-31")), []),
        (own("062505", 12, earlier("062505", 12, "2024-03-12")), []),
        # PAV: twelve months from the first treatment.
        (own("062504", 1, earlier("062504", 1, "2023-03-12")), []),
        (own("062504", 1, earlier("062504", 1, "2023-03-11")), [("FAALT", "SIG")]),
        (own("062504", 38), [("FAALT", "SIG")]),
        # Pelvic physiotherapy has no window, and needs all of a life to pass.
        (own("062503", 1, earlier("062503", 9, "2021-12-31")), []),
        (own("062503", 1, earlier("062503", 9, "2022-01-01")), [("FAALT", "RJ")]),
    ],
)
def test_limits(deliver, words, found):
    words += " / tabel dekking: begindatum=1970-01-01"
    oordeel = paramedisch(deliver(words))
    assert told(oordeel, "uitkomst", "gevolg") == found


def test_of_two_lines_of_a_day_the_second_goes_over(deliver):
    words = (
        "weg ic / ozp: 0410=062506 / kopie ozp als ozp2"
        " / tabel dekking: begindatum=1970-01-01"
    )
    found = told(paramedisch(deliver(words)), "uitkomst", "gevolg", "andere_records")
    assert len(found) == 1
    assert found[0][:2] == ("FAALT", "RJ")
    assert str(found[0][2]).startswith("bericht1.zh308:")


@pytest.mark.parametrize(
    ("birth", "aantal", "found"),
    [
        ("20100514", 9, []),
        ("20100514", 10, [("FAALT", "SIG")]),
        # 18 on the day itself: the limit of children is no longer his.
        ("20060312", 10, [("FAALT", "SIG")]),
        ("20060311", 10, [("NIET_BEOORDEELBAAR", None)]),
    ],
)
def test_children_have_nine_a_year(deliver, birth, aantal, found):
    words = own("062501", aantal, f"02: 0207={birth}")
    assert told(paramedisch(deliver(words)), "uitkomst", "gevolg") == found


@pytest.mark.parametrize(("before", "lacks"), [(19, 1), (20, 0)])
def test_adults_pay_the_first_twenty(deliver, before, lacks):
    words = own("062501", 1, earlier("062501", before, "2024-01-01"))
    assert outcomes(paramedisch(deliver(words))) == ["NIET_BEOORDEELBAAR"] * lacks


def test_history_has_to_be_known_to_pass(deliver):
    words = own("062505", 1, "tabel dekking: begindatum=2024-01-02")
    assert outcomes(paramedisch(deliver(words))) == ["NIET_BEOORDEELBAAR"]
    words = own("062505", 1, "tabel dekking: begindatum=2024-01-01")
    assert outcomes(paramedisch(deliver(words))) == []


def test_without_any_set_it_says_which(deliver):
    reden = paramedisch(deliver("zonder codeverzameling")).reden
    assert "codeverzameling FYSIO_PAV" in reden


def test_limits_are_of_sets_that_the_land_or_the_user_has():
    national = set(landelijke_tabellen()["codeverzameling"]["naam"])
    mine = {limiet["verzameling"] for limiet in limieten()}
    # No national code tells what physiotherapy is for.
    assert mine - national == {"FYSIO_PAV"}
    assert {limiet["gevolg"] for limiet in limieten()} <= set(GEVOLG.categories)


ONTSLAG = (
    "tabel opnamen +: verzekerde_id=P0001, begindatum=2023-12-20,"
    " einddatum=2024-01-01, soort=VERBLIJF"
)


@pytest.mark.parametrize(
    ("code", "dag", "found"),
    [
        ("069206", "2024-04-01", []),
        ("069206", "2024-04-02", ["FAALT"]),
        ("069207", "2024-06-01", []),
        ("069207", "2024-07-01", []),
        ("069207", "2024-07-02", ["FAALT"]),
        # Before the discharge nothing is a check after it.
        ("069206", "2023-12-31", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_check_of_a_donor_within_the_term(deliver, code, dag, found):
    words = f"profiel dbc: {code} {dag} 1 / {ONTSLAG}"
    assert outcomes(nacontrole(deliver(words))) == found


@pytest.mark.parametrize(
    ("dag", "found"), [("2024-09-01", []), ("2024-09-02", ["FAALT"])]
)
def test_half_a_year_is_of_the_calendar(deliver, dag, found):
    later = ONTSLAG.replace("2024-01-01", "2024-03-01")
    words = f"profiel dbc: 069207 {dag} 1 / {later}"
    assert outcomes(nacontrole(deliver(words))) == found
