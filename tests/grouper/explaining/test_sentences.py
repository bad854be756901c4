"""Each sentence of an explanation is true: of days, of counts and of uitval."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_forms import Row
from dbc_grouper_data.making.release_language import ask, product, uitval
from support.releases.small import (
    GROEP,
    activiteit,
    counts,
    small_release,
    subtrajecten,
    vertaling,
    world,
)
from support.releases.small_ozp import Line, lines, ozp_activiteit

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.behind_tokens import activity_row
from grouper.explaining.explanation import Explanation
from grouper.explaining.names import looked_at
from grouper.explaining.rule_texts import valid_row
from grouper.explaining.text import explanation_text

BEZOEK, SCAN, OUD, NIEUW, LATER = "030001", "030002", "030003", "030004", "030005"
LAB, LAB_LATER, ONBEKEND = "062001", "062002", "099999"
BEGIN, DAY = "2020-06-01", "2020-07-10"
LICHT, ZWAAR = product("005", "15X005", "Licht"), product("006", "15X006", "Zwaar")

NAMEN = {
    "Specialismen": ("SpecialismeOmschrijving", "Heelkunde"),
    "ZorgTypen": ("ZorgTypeOmschrijving", "Een zorgtype"),
    "Diagnosen": ("DiagnoseOmschrijving", "Een diagnose"),
    "ZorgVragen": ("ZorgVraagOmschrijving", "Een zorgvraag"),
}


def named() -> Mapping[str, list[Row]]:
    """The small world with names that are no codes."""
    tables = world()
    for table, (column, name) in NAMEN.items():
        tables[table] = [{**row, column: name} for row in tables[table]]
    return tables


@cache
def release() -> CompiledStructure:
    """Poli, then scan: a product with a code; else uitval, on either side of a rule."""
    tree = ask(
        "Poli",
        counts(300, BEZOEK),
        yes=ask("Veel", counts(300, BEZOEK).at_least(3), yes=uitval("003"), no=LICHT),
        no=ask("Scan", counts(300, SCAN), yes=ZWAAR, no=uitval("004")),
    )
    nooit = ask("Nooit", counts(300, SCAN), yes=uitval("001"), no=uitval("002"))
    return small_release(
        {GROEP: tree, "020202": nooit},
        activiteiten=[
            *(activiteit(code) for code in (BEZOEK, SCAN, OUD)),
            activiteit(NIEUW, first="2020-07-01"),
            activiteit(LATER, first="2020-07-01"),
            ozp_activiteit(LAB, "20"),
            ozp_activiteit(LAB_LATER, "20", first="2020-07-01"),
        ],
        vertalingen=[vertaling(NIEUW, OUD, "2020-06-01", "2020-06-30")],
        tables=named(),
    )


def explained(*rows: Line, **changes: object) -> Explanation:
    activities = lines(*rows) if rows else lines((BEZOEK, DAY)).head(0)
    grouper = Grouper(release(), threads=1)
    return grouper.explain(subtrajecten(changes), activities, "1")


def activity_line(explanation: Explanation, row: int = 1) -> str:
    start = f"  rij {row}: "
    (line,) = [
        line
        for line in explanation_text(explanation).splitlines()
        if line.startswith(start)
    ]
    return line


# --- names ---


@pytest.mark.parametrize(
    ("begindatum", "naam"),
    [
        ("2020-06-29", "Oude naam"),
        ("2020-06-30", "Oude naam"),
        ("2020-07-01", "Nieuwe naam"),
        ("2020-12-31", "Nieuwe naam"),
        ("2021-01-01", None),
        # Not known: the last name that the code had.
        (None, "Nieuwe naam"),
    ],
)
def test_name_of_a_code_is_that_of_begindatum(
    begindatum: str | None, naam: str | None
) -> None:
    """BeginDatum <= begindatum <= EindDatum, in any order of the file;
    texts differ between versions of one code (9.29)."""
    tables = named()
    rows = [row for row in tables["Diagnosen"] if row["DiagnoseCode"] != "100"]
    (old,) = [row for row in tables["Diagnosen"] if row["DiagnoseCode"] == "100"]
    periods = (
        ("Nieuwe naam", "2020-07-01", "2020-12-31"),
        ("Oude naam", "2020-01-01", "2020-06-30"),
    )
    rows += [
        {**old, "DiagnoseOmschrijving": text, "BeginDatum": first, "EindDatum": last}
        for text, first, last in periods
    ]
    found = small_release(
        ask("Poli", counts(300, BEZOEK), yes=LICHT, no=ZWAAR),
        tables={**tables, "Diagnosen": rows},
    )
    grouper = Grouper(found, threads=1)
    batch = (subtrajecten({"begindatum": begindatum}), lines((BEZOEK, DAY)))
    assert grouper.explain(*batch, "1").namen.get("diagnose_code") == naam


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 1),
        (date(2020, 6, 30), 1),
        (date(2020, 7, 1), 2),
        (date(2035, 1, 1), 2),
    ],
)
def test_row_of_a_code_is_valid_on_both_of_its_ends(
    day: date, found: int | None
) -> None:
    rows = pl.DataFrame(
        {
            "code": ["A", "B", "A"],
            "begindatum": [date(2020, 7, 1), date(2000, 1, 1), date(2020, 1, 1)],
            "einddatum": [None, None, date(2020, 6, 30)],
            "number": [2, 0, 1],
        }
    )
    assert valid_row(rows, "code", "A", day).get("number") == found


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2020, 6, 30), "Oud"),
        (date(2020, 7, 1), "Nieuw"),
        # Not valid: the last name that it had.
        (date(2019, 12, 31), "Nieuw"),
        (date(2021, 1, 1), "Nieuw"),
        (None, "Nieuw"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_text_of_an_activity_is_that_of_its_day_else_its_last(
    day: date | None, text: str, order: int
) -> None:
    rows = pl.DataFrame(
        {
            "zorgactiviteit_code": ["030001", "030001"],
            "text": ["Oud", "Nieuw"],
            "begindatum": [date(2020, 1, 1), date(2020, 7, 1)],
            "einddatum": [date(2020, 6, 30), date(2020, 12, 31)],
        }
    )[::order]
    assert activity_row(rows, "030001", day)["text"] == text
    assert activity_row(rows, "030002", day) == {}


def test_name_that_is_its_code_is_not_repeated_for_blanks_around_it() -> None:
    """The small world's names are its codes."""
    found = small_release(ask("Poli", counts(300, BEZOEK), yes=LICHT, no=ZWAAR))
    padded = {"diagnose_code": " 100 ", "specialisme_code": "0303 "}
    text = explanation_text(
        Grouper(found, threads=1).explain(
            subtrajecten(padded), lines((BEZOEK, DAY)), "1"
        )
    )
    assert "(100)" not in text
    assert "(0303)" not in text


# --- days ---


@pytest.mark.parametrize("begindatum", [None, "", "2020-02-30", "niet", "20200230"])
@pytest.mark.parametrize("code", [BEZOEK, NIEUW, LATER, LAB])
def test_without_a_begindatum_no_activity_is_judged_on_it(
    begindatum: str | None, code: str
) -> None:
    found = explained((code, DAY), begindatum=begindatum)
    assert found.status == "rejected"
    assert found.zorgactiviteiten[0].is_geldig is None
    text = explanation_text(found)
    assert "niet geldig" not in text
    assert "nul" not in text


def test_begindatum_before_the_first_tree_judges_no_activity() -> None:
    found = explained((BEZOEK, DAY), begindatum="2019-01-01", geboortedatum=None)
    assert found.zorgactiviteiten[0].is_geldig is None


def test_rejected_subtraject_counts_nothing_and_says_no_nought() -> None:
    found = explained((LATER, DAY), geslacht="X")
    assert "(niet geldig op de begindatum)" in activity_line(found)


@pytest.mark.parametrize("zorgtype", ["41", "51", "52"])
@pytest.mark.parametrize("code", [LAB_LATER, LATER, NIEUW])
def test_zorgtype_without_a_tree_is_read_on_uitvoerdatum_alone(
    zorgtype: str, code: str
) -> None:
    found = explained((code, DAY), zorgtype_code=zorgtype)
    line = activity_line(found)
    assert "begindatum" not in line
    assert "vertaald" not in line
    assert f"Activiteit {code}" in line
    assert "telt nul" not in explanation_text(found)
    assert "telt als nul." not in explanation_text(found).replace(
        "in een boom telt", ""
    )


def test_activity_of_zt41_that_is_billable_is_not_said_to_count_nought() -> None:
    text = explanation_text(explained((LAB_LATER, DAY), zorgtype_code="41"))
    assert "LOS DECLARABEL als 062002" in text
    assert "telt nul" not in text


# --- what is no overig zorgproduct ---


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(BEZOEK, DAY)], {"geen_ozp": 1}),
        ([(BEZOEK, DAY), (ONBEKEND, DAY)], {"geen_ozp": 1, "onbekend": 1}),
        ([(ONBEKEND, None), ("x", DAY), (None, DAY)], {"onbekend": 3}),
        ([(LATER, BEGIN), (BEZOEK, BEGIN)], {"geen_ozp": 1, "ongeldig": 1}),
        ([(LAB_LATER, BEGIN)], {"niet_geldig": 1}),
        ([(LAB, DAY, 1), (LAB, DAY, -1)], {"netto_nul": 1, "samengevoegd": 1}),
    ],
)
def test_lines_that_are_none_are_counted_by_the_true_reason(
    rows: list[Line], expected: dict[str, int]
) -> None:
    found = explained(*rows)
    assert {name: n for name, n in found.niet_los.items() if n} == expected
    assert found.ozp_balance is not None
    assert sum(found.niet_los.values()) + len(found.ozp) == len(rows)
    text = explanation_text(found)
    asked = expected.get("geen_ozp", 0)
    regels = "regel" if asked == 1 else "regels"
    sentence = f"{asked} {regels} zonder tarieftype op hun dag: die tellen alleen mee"
    assert (sentence in text) is bool(asked)
    assert ("met een code die de release niet kent" in text) is ("onbekend" in expected)


def test_zorgtype_without_a_profile_claims_none() -> None:
    text = explanation_text(explained((BEZOEK, DAY), zorgtype_code="41"))
    assert "niet los: 1 regel zonder tarieftype op hun dag\n" in text
    assert "in een profiel" not in text


def test_day_that_is_assumed_for_a_part_is_told_so() -> None:
    both = explanation_text(explained((LAB, None), (LAB, BEGIN), zorgtype_code="41"))
    assert "(begindatum; niet bij elke regel is een uitvoerdatum gegeven)" in both
    alone = explanation_text(explained((LAB, None), zorgtype_code="41"))
    assert "(begindatum; geen uitvoerdatum gegeven)" in alone


# --- uitval, and the rules that mattered ---


@pytest.mark.parametrize(
    ("rows", "zorgtype", "asked"),
    [
        (
            [],
            "11",
            [
                "  beslissende regel in de boom van 010101:",
                "    2. Scan: NEE (beslisregel 4, 1 nodig)",
                "       [ ] 300 is 030002: geteld 0, nodig 1 of meer",
            ],
        ),
        (
            [(BEZOEK, DAY, 3)],
            "11",
            [
                "  beslissende regel in de boom van 010101:",
                "    2. Veel: JA (beslisregel 3, 1 nodig)",
                "       [x] 300 is 030001: geteld 3, nodig 3 of meer",
                "             rij 1: 3 x 030001  Activiteit 030001",
            ],
        ),
        # The whole group is uitval: what led to it counts too.
        (
            [(SCAN, DAY)],
            "21",
            [
                "  beslissende regel in de topboom:",
                "    1. Regulier: NEE (beslisregel 1, 1 nodig)",
                "       [ ] 210 is 11: geteld 0 (zorgtype 21), nodig 1 of meer",
                "  beslissende regel in de boom van 020202:",
                "    1. Nooit: JA (beslisregel 5, 1 nodig)",
                "       [x] 300 is 030002: geteld 1, nodig 1 of meer",
            ],
        ),
    ],
)
def test_uitval_names_the_deciding_rule_and_what_it_asked(
    rows: list[Line], zorgtype: str, asked: list[str]
) -> None:
    found = explained(*rows, zorgtype_code=zorgtype)
    assert found.uitkomst["is_uitval"]
    text = explanation_text(found)
    at = text.splitlines().index(asked[0])
    assert text.splitlines()[at : at + len(asked)] == asked


def test_product_with_a_code_names_no_deciding_rule() -> None:
    found = explained((SCAN, DAY))
    assert found.deciding == ()
    assert "beslissende regel" not in explanation_text(found)


# --- names, values, and what counted nowhere ---


def test_names_stand_beside_the_codes_of_the_registration() -> None:
    found = explained((BEZOEK, DAY), specialisme_code="303", diagnose_code="0100")
    text = explanation_text(found)
    assert "specialisme 303 (Heelkunde), diagnose 0100 (Een diagnose), " in text
    assert "zorgtype 11 (Een zorgtype)" in text
    assert found.namen["geslacht"] == "F"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"specialisme_code": "9999"}, "specialisme_code"),
        ({"diagnose_code": "999"}, "diagnose_code"),
        ({"geslacht": "X"}, "geslacht"),
    ],
)
def test_unknown_code_has_no_name(changes: dict[str, object], column: str) -> None:
    found = explained((BEZOEK, DAY), **changes)
    assert column not in found.namen
    assert explanation_text(found)


PARAMETERS = [
    (100, ("leeftijd_jaar", "39"), "leeftijd 39"),
    (101, ("geslacht", "V"), "geslacht V"),
    (110, ("zorginstelling_code", "06990001"), "zorginstelling 06990001"),
    (200, ("specialisme_code", "0303"), "specialisme 0303"),
    (201, ("specialisme_code", "303"), "specialisme 303"),
    (210, ("zorgtype_code", "11"), "zorgtype 11"),
    (220, ("zorgvraag_code", None), "geen zorgvraag"),
    (230, ("diagnose_code", "0100"), "diagnose 0100"),
    (232, ("diagnose_code", "100"), "diagnose 100"),
]


@pytest.mark.parametrize(("parameter", "given", "expected"), PARAMETERS)
def test_registered_value_stands_beside_what_was_counted(
    parameter: int, given: tuple[str, object], expected: str
) -> None:
    column, value = given
    assert looked_at(parameter, {column: value}, 39) == expected


def test_registered_value_stands_in_the_condition() -> None:
    top = explained((SCAN, DAY)).trees[0].rules[0].conditions[0]
    assert (top.waarde, top.geregistreerd) == (1, "zorgtype 11")
    own = explained((SCAN, DAY)).trees[1].rules[0].conditions[0]
    assert own.geregistreerd is None


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([(SCAN, DAY)], ""),
        ([(OUD, DAY)], "(telde nergens mee: geen regel op het pad vroeg ernaar)"),
        ([(LAB, DAY)], "(telde nergens mee: geen regel op het pad vroeg ernaar)"),
        # Asked for by the other branch alone.
        (
            [(SCAN, DAY), (BEZOEK, DAY)],
            "(telde nergens mee: geen regel op het pad vroeg ernaar)",
        ),
        (
            [(SCAN, DAY, 1), (SCAN, BEGIN, -1)],
            "(telde nergens mee: de regels van deze code tellen op tot nul)",
        ),
        ([(SCAN, DAY, 0)], "(telde nergens mee: het aantal is nul)"),
        ([(ONBEKEND, DAY)], "(de release kent deze code niet: telt nul)"),
        ([(LATER, DAY)], "(niet geldig op de begindatum: telt nul)"),
    ],
)
def test_activity_that_counted_nowhere_is_marked(rows: list[Line], remark: str) -> None:
    found = explained(*rows)
    assert found.zorgactiviteiten[0].is_geteld is (remark == "")
    line = activity_line(found)
    assert line.endswith(remark)
    assert ("(" in line) is bool(remark)


def test_json_has_what_the_text_says() -> None:
    read = explained((SCAN, DAY), (OUD, DAY)).to_dict()
    assert [a["is_geteld"] for a in read["zorgactiviteiten"]] == [True, False]
    assert read["namen"]["specialisme_code"] == "Heelkunde"
    assert read["niet_los"]["geen_ozp"] == 2
    assert read["trees"][0]["rules"][0]["conditions"][0]["geregistreerd"] == (
        "zorgtype 11"
    )
