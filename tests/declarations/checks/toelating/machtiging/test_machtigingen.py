"""M01 to M08: which field of a permission does not fit, and what is left of it."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.toelating.machtiging.limitatief import machtiging_aanwezig
from declarations.checks.toelating.machtiging.machtigingen import (
    aanvraag_beslist,
    machtiging_geldig,
    vorige_verzekeraar,
)
from declarations.checks.toelating.machtiging.omvang import machtiging_omvang

EYE = (
    "dbc: 0439=0301, 0431=205, 0437=J, 0406=M1"
    " / profiel dbc: 060101 2024-03-04 1, 060503 2024-03-18 1"
    " / tabel dekking +: tabel=machtigingen, begindatum=2015-01-01, volledig=J / "
)
GRANTED = {
    "nummer": "M1",
    "verzekerde_id": "P0001",
    "zorginstelling_code": "06990002",
    "specialisme_code": "0301",
    "diagnose_code": "205",
    "code": "060503",
    "aantal": "1",
    "begindatum": "2024-01-01",
    "einddatum": "2024-12-31",
    "status": "TOEGEKEND",
}


def row(**changes: str) -> str:
    values = {**GRANTED, **changes}
    return "tabel machtigingen +: " + ", ".join(f"{k}={v}" for k, v in values.items())


@pytest.mark.parametrize(
    ("changes", "code", "rubriek"),
    [
        ({"nummer": "M2"}, "0550", "0406"),
        ({"verzekerde_id": "P2"}, "0554", "0406"),
        ({"code": "060502"}, "0554", "1611"),
        ({"zorginstelling_code": "06990001"}, "0554", "0440"),
        ({"specialisme_code": "0304"}, "0554", "0431"),
        ({"diagnose_code": "111"}, "0554", "0431"),
        ({"status": "INGETROKKEN"}, "0552", "0406"),
        ({"status": "VERVALLEN"}, "0552", "0406"),
        ({"status": "AFGEWEZEN"}, "0552", "0406"),
        ({"einddatum": "2024-03-17"}, "0553", "0411"),
        ({"begindatum": "2024-03-19"}, "0553", "0411"),
    ],
)
def test_field_that_does_not_match_is_told(deliver, changes, code, rubriek):
    oordeel = machtiging_geldig(deliver(EYE + row(**changes)))
    found = told(oordeel, "uitkomst", "retourcode", "rubriek", "gevolg")
    assert found == [("FAALT", code, rubriek, None)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"einddatum": "2024-03-18"},
        {"begindatum": "2024-03-18"},
        {"status": ""},
        {"code": "130909005"},
        {"code": "15X135"},
        # What is empty limits nothing; a width of a code is not a difference.
        {"zorginstelling_code": "", "specialisme_code": "", "diagnose_code": "0205"},
        {"verzekerde_id": "", "code": "", "begindatum": "", "einddatum": ""},
        # Of another insurer, which is for M04.
        {"uzovi": "9102"},
    ],
)
def test_permission_that_fits_passes(deliver, changes):
    oordeel = machtiging_geldig(deliver(EYE + row(**changes)))
    assert oordeel.beoordeeld == 1
    assert outcomes(oordeel) == []


@pytest.mark.parametrize("status", ["AANGEVRAAGD", "ONBEKEND"])
def test_permission_that_is_not_decided_is_not_judged(deliver, status):
    oordeel = machtiging_geldig(deliver(EYE + row(status=status)))
    assert outcomes(oordeel) == ["NIET_BEOORDEELBAAR"]


def test_of_rows_of_one_number_the_one_that_fits_counts(deliver):
    rows = f"{row(code='060502')} / {row()} / {row(einddatum='2024-01-31')}"
    assert outcomes(machtiging_geldig(deliver(EYE + rows))) == []


def test_number_that_no_rule_asks_for_is_a_signal(deliver):
    words = "ozp: 0406=M2 / " + EYE + row()
    oordeel = machtiging_geldig(deliver(words))
    assert told(oordeel, "retourcode", "gevolg") == [("0550", "SIG")]
    fine = machtiging_geldig(deliver("ozp: 0406=M1 / " + EYE + row(code="099999")))
    assert told(fine, "retourcode", "gevolg") == [("0554", None)]


def test_finding_never_has_the_person(deliver):
    found = machtiging_geldig(deliver(EYE + row(verzekerde_id="P2"))).bevindingen
    assert "111222333" not in found.write_csv()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [("FAALT", None)]),
        (row(), [("FAALT", "SIG")]),
        (row(einddatum="2024-03-17"), [("FAALT", None)]),
        (row(status="AANGEVRAAGD"), [("FAALT", None)]),
    ],
)
def test_line_without_number_is_refused_unless_its_permission_is_known(
    deliver, words, found
):
    levering = deliver(f"{EYE}dbc: 0406= / {words}".rstrip(" /"))
    assert told(machtiging_aanwezig(levering), "uitkomst", "gevolg") == found


def test_permission_of_a_part_of_the_care_is_none_for_the_line(deliver):
    twice = "profiel dbc: 060503 2024-03-18 1, 060503 2024-03-20 1"
    words = f"{EYE}dbc: 0406= / {twice} / {row(einddatum='2024-03-18')}"
    assert told(machtiging_aanwezig(deliver(words)), "gevolg") == [(None,)]


@pytest.mark.parametrize(
    ("activity", "beoordeeld"),
    [
        # The list has the eyelid for this diagnose from mid 2023.
        ("060503 2023-06-30 1", 0),
        ("060503 2023-07-01 1", 1),
        ("060501 2024-03-18 1", 0),
        ("060503 2024-03-18 1, 060503 2024-03-18 -1", 0),
        ("060503 2024-03-18 1, 060503 2024-03-19 -1", 0),
        ("060503 2024-03-18 2, 060503 2024-03-19 -1", 1),
    ],
)
def test_list_is_that_of_the_day_of_the_activity(deliver, activity, beoordeeld):
    words = f"dbc: 0439=0301, 0431=205, 0411=20230615 / profiel dbc: {activity}"
    assert machtiging_aanwezig(deliver(words)).beoordeeld == beoordeeld


def test_activity_on_the_nota_of_a_line_without_profile_is_seen(deliver):
    words = (
        "zonder zorgprofiel / dbc: 0439=0301, 0431=205"
        " / dbc.16: 1611=060503, 1612=20240318"
    )
    assert outcomes(machtiging_aanwezig(deliver(words))) == ["FAALT"]


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        ("dbc: 0431=", "diagnose (0431) of specialisme (0439)"),
        (
            "dbc: 0431= / tabel privacyverklaringen +: zorginstelling_code=06990002,"
            " referentienummer=R0001",
            "privacyverklaring",
        ),
        ("dbc: 0411=20301231", "release"),
    ],
)
def test_line_of_which_the_list_is_not_known_is_not_judged(deliver, words, lacks):
    oordeel = machtiging_aanwezig(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", lacks)]


JAW = "ozp: 0410=069901, 0406=M1, 0426=0002 / "
JAW_ROW = {"code": "069901", "specialisme_code": "", "diagnose_code": ""}
BEFORE = (
    "historie +: declaratiecode=069901, zorgproduct_code=, subtraject_nummer=,"
    " zorgtraject_nummer=, begindatum={dag}, einddatum={dag}, aantal={aantal}"
)


@pytest.mark.parametrize(
    ("granted", "before", "allowed"),
    [
        # Two are done at 3,165 cents together.
        ("1", 0, [1_582]),
        ("2", 0, []),
        ("2", 1, [1_582]),
        ("2", 2, [0]),
        ("2", 5, [0]),
        ("3", 1, []),
        ("0", 0, [0]),
        ("", 9, []),
    ],
)
def test_what_is_left_of_a_permission_is_paid(deliver, granted, before, allowed):
    words = JAW + row(**JAW_ROW, aantal=granted)
    if before:
        words += " / " + BEFORE.format(dag="2024-01-01", aantal=before)
    found = told(machtiging_omvang(deliver(words)), "toegestaan_cent")
    assert [cent for (cent,) in found] == allowed


@pytest.mark.parametrize("dag", ["2024-01-01", "2024-12-31"])
def test_what_was_paid_in_its_time_counts(deliver, dag):
    words = JAW + row(**JAW_ROW, aantal="2") + " / " + BEFORE.format(dag=dag, aantal=2)
    assert outcomes(machtiging_omvang(deliver(words))) == ["FAALT"]


def test_what_was_paid_elsewhere_does_not_count(deliver):
    before = BEFORE.format(dag="2024-02-01", aantal=2) + ", declarant=06990001"
    words = JAW + row(**JAW_ROW, aantal="2") + " / " + before
    assert outcomes(machtiging_omvang(deliver(words))) == []


@pytest.mark.parametrize(("granted", "found"), [("2", []), ("1", ["FAALT"])])
@pytest.mark.parametrize(
    "period", [{"einddatum": "2024-03-20"}, {"begindatum": "2024-03-20"}]
)
def test_activities_of_an_earlier_profile_count_on_days_of_the_permission(
    deliver, granted, found, period
):
    # The history has this very subtraject, so that its profile is that of before.
    twice = "profiel dbc: 060503 2024-03-18 1, 060503 2024-04-01 1"
    only = row(aantal=granted, **period)
    words = f"{EYE}{twice} / {only} / historie +: specialisme_code=0301"
    assert outcomes(machtiging_omvang(deliver(words))) == found


def test_each_permission_is_counted_by_itself(deliver):
    two = f"{row(**JAW_ROW, aantal='2')} / {row(**JAW_ROW, nummer='M2', aantal='2')}"
    words = f"{JAW}kopie ozp als twee / twee: 0406=M2 / {two}"
    assert outcomes(machtiging_omvang(deliver(words))) == []


@pytest.mark.parametrize("dag", ["2023-12-31", "2025-01-01"])
def test_what_was_paid_outside_its_time_does_not_count(deliver, dag):
    words = JAW + row(**JAW_ROW, aantal="2") + " / " + BEFORE.format(dag=dag, aantal=2)
    assert outcomes(machtiging_omvang(deliver(words))) == []


def test_earlier_lines_of_the_delivery_use_it_whatever_their_order(deliver):
    first = (
        "kopie ozp als erbij / erbij: 0458=R0000 / ozp: 0426=0001 / erbij: 0426=0001"
    )
    words = f"{JAW}{row(**JAW_ROW)} / {first}"
    levering = deliver(words)
    found = machtiging_omvang(levering).bevindingen
    late = levering.prestaties.filter(levering.prestaties["r0458"] == "R0002")
    of_late = levering.tarieven.join(late, on="prestatie", how="semi")
    assert found["record"].to_list() == of_late["record"].to_list()
    assert found["toegestaan_cent"].to_list() == [0]


def test_history_that_two_permissions_may_have_is_not_held_against_one(deliver):
    two = f"{row(**JAW_ROW, aantal='2')} / {row(**JAW_ROW, nummer='M2', aantal='2')}"
    words = f"{JAW}{two} / {BEFORE.format(dag='2024-02-01', aantal=2)}"
    assert told(machtiging_omvang(deliver(words)), "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "welke van twee machtigingen is gebruikt")
    ]


@pytest.mark.parametrize(
    "words",
    [
        "zonder historie",
        "tabel dekking: begindatum=2024-01-02",
        # An earlier dbc of which nobody knows what was done.
        "historie +: specialisme_code=0301, diagnose_code=0205, subtraject_nummer=S9,"
        " begindatum=2024-01-05",
    ],
)
def test_use_that_is_not_known_is_not_judged(deliver, words):
    oordeel = machtiging_omvang(deliver(f"{EYE}{row()} / {words}"))
    assert outcomes(oordeel) == ["NIET_BEOORDEELBAAR"]


@pytest.mark.parametrize(
    ("left", "found"),
    [("2023-12-31", ["FAALT"]), ("2024-01-01", []), ("2024-06-01", [])],
)
def test_permission_is_honoured_of_who_the_person_came_from(deliver, left, found):
    was = f"tabel verzekeringen +: verzekerde_id=P0001, uzovi=9102, einddatum={left}"
    words = f"{EYE}{row(uzovi='9102')} / {was}"
    assert outcomes(vorige_verzekeraar(deliver(words))) == found


def test_term_of_a_request_is_ten_working_days(deliver):
    asked = row(status="AANGEVRAAGD", begindatum="2024-03-01", einddatum="")
    # A Friday: two weeks on.
    assert told(aanvraag_beslist(deliver(EYE + asked)), "verwacht") == [
        ("een besluit op de aanvraag, te nemen tot en met 20240315",)
    ]
