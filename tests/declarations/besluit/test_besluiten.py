"""A line gets the lowest amount that a failed check allows, and exactly one besluit."""

from datetime import date

import polars as pl
import pytest

from declarations.besluit.besluiten import Besluiten, decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.oordeel import Oordeel, fails, not_evaluable
from declarations.checks.running import Gedaan
from productstructure.errors import CallError

DBC, DBC_06, OZP, IC = 3, 4, 6, 8
"""Records of the base: the 04 of the dbc, its 06, and the 04 of the other two."""


def oordeel(*rows: dict[str, object]) -> Oordeel:
    return fails(pl.DataFrame([{"bestand_nr": 0, **row} for row in rows]), 10)


def decided(
    levering, found: dict[str, Oordeel | None], keuzes=None, vrijgaven=None
) -> Besluiten:
    gedaan = [
        Gedaan(
            catalogus()[check], own, 0.0, "ValueError in x.py:1" if own is None else ""
        )
        for check, own in found.items()
    ]
    gevolgen = Gevolgen.of(keuzes, levering.instellingen.ontvangen)
    return decide(levering, gedaan, gevolgen, vrijgaven)


def verdicts(besluiten: Besluiten) -> list[tuple[str, int, int, int]]:
    return besluiten.regels.select(
        "besluit", "toegestaan_cent", "risico_cent", "signaal_cent"
    ).rows()


@pytest.fixture
def levering(deliver):
    return deliver("")


def test_line_without_findings_is_paid_as_claimed(levering):
    assert verdicts(decided(levering, {"G01": oordeel()})) == [
        ("VOLLEDIG", 98_925, 0, 0),
        ("VOLLEDIG", 3_165, 0, 0),
        ("VOLLEDIG", 197_346, 0, 0),
    ]


def test_refusal_takes_the_whole_line(levering):
    found = decided(levering, {"G01": oordeel({"record": DBC, "gevolg": "RJ"})})
    assert verdicts(found)[0] == ("GEWEIGERD", 0, 98_925, 0)
    assert verdicts(found)[1][0] == "VOLLEDIG"


def test_reduction_leaves_the_lowest_amount_of_its_06(levering):
    found = decided(
        levering,
        {
            "T02": oordeel(
                {"record": DBC_06, "gevolg": "RED", "toegestaan_cent": 90_000}
            ),
            "T04": oordeel(
                {"record": DBC_06, "gevolg": "RED", "toegestaan_cent": 80_001}
            ),
        },
    )
    assert verdicts(found)[0] == ("DEELS", 80_001, 18_924, 0)


def test_reduction_above_what_is_claimed_is_none(levering):
    found = decided(
        levering,
        {"T02": oordeel({"record": DBC_06, "gevolg": "RED", "toegestaan_cent": 10**6})},
    )
    assert verdicts(found)[0] == ("VOLLEDIG", 98_925, 0, 0)


@pytest.mark.parametrize("gevolg", ["REC", "SIG"])
def test_signal_is_listed_and_paid(levering, gevolg):
    found = decided(levering, {"R08": oordeel({"record": DBC, "gevolg": gevolg})})
    assert verdicts(found)[0] == ("VOLLEDIG", 98_925, 0, 98_925)


def test_refused_file_leaves_all_its_lines_unjudged_and_unpaid(levering):
    found = decided(
        levering,
        {
            "F08": oordeel({"record": 10, "gevolg": "RJF"}),
            "G01": oordeel({"record": DBC, "gevolg": "RJ"}),
        },
    )
    assert {row[:2] for row in verdicts(found)} == {("NIET_BEOORDEELD", 0)}


def test_check_that_broke_is_no_pass(levering):
    found = decided(levering, {"G01": None, "R08": oordeel()})
    assert {row[:2] for row in verdicts(found)} == {("NIET_BEOORDEELD", 0)}
    assert found.bevindingen.select("uitkomst", "verwacht").rows() == [
        ("FOUT", "ValueError in x.py:1")
    ]


def test_refusal_stands_beside_a_check_that_broke(levering):
    found = decided(
        levering, {"G01": oordeel({"record": DBC, "gevolg": "RJ"}), "R08": None}
    )
    assert [row[0] for row in verdicts(found)] == [
        "GEWEIGERD",
        "NIET_BEOORDEELD",
        "NIET_BEOORDEELD",
    ]


def keuzes(**row: object) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "check_id": "G01",
                "gevolg": None,
                "verplicht": False,
                "uzovi": None,
                "begindatum": None,
                "einddatum": None,
                "reden": "proef",
                **row,
            }
        ],
        schema_overrides={"begindatum": pl.Date, "einddatum": pl.Date},
    )


def test_gap_of_a_required_check_holds_the_line(levering):
    gap = oordeel({"record": OZP, "uitkomst": "NIET_BEOORDEELBAAR"})
    assert verdicts(decided(levering, {"G01": gap}))[1][0] == "VOLLEDIG"
    held = decided(levering, {"G01": gap}, keuzes(verplicht=True))
    assert [row[0] for row in verdicts(held)] == [
        "VOLLEDIG",
        "NIET_BEOORDEELD",
        "VOLLEDIG",
    ]


def test_gap_of_the_whole_run_holds_all_lines_of_the_insurer(levering):
    gap = not_evaluable(3, "geen release")
    for uzovi, expected in ((None, 3), ("9101", 3), ("9301", 0)):
        held = decided(levering, {"G01": gap}, keuzes(verplicht=True, uzovi=uzovi))
        besluiten = [row[0] for row in verdicts(held)]
        assert besluiten.count("NIET_BEOORDEELD") == expected, uzovi


@pytest.mark.parametrize(
    ("keuze", "besluit"),
    [
        ({"gevolg": "SIG"}, "VOLLEDIG"),
        ({"gevolg": "SIG", "uzovi": "9101"}, "VOLLEDIG"),
        ({"gevolg": "SIG", "uzovi": "9301"}, "GEWEIGERD"),
        ({"gevolg": "UIT"}, "VOLLEDIG"),
        ({"gevolg": "RJ", "uzovi": "9101"}, "GEWEIGERD"),
    ],
)
def test_desk_changes_the_consequence_of_its_insurers(levering, keuze, besluit):
    found = decided(
        levering,
        {"G01": oordeel({"record": DBC, "gevolg": "RJ"})},
        keuzes(**keuze),
    )
    assert verdicts(found)[0][0] == besluit


def test_two_choices_of_one_check_on_one_day_are_refused_unless_they_are_alike():
    """Which of them is meant would depend on their order."""
    own, all_of_them = {"uzovi": "9101", "gevolg": "RJ"}, {"gevolg": "SIG"}
    for first, second, is_clear in (
        (own, all_of_them, True),
        (all_of_them, {**all_of_them, "reden": "nog eens"}, True),
        (all_of_them, {"gevolg": "UIT"}, False),
        (own, {"uzovi": "9101", "verplicht": True}, False),
        ({**own, "einddatum": date(2024, 3, 1)}, {**own, "gevolg": "UIT"}, False),
        ({**own, "einddatum": date(2024, 2, 29)}, {**own, "gevolg": "UIT"}, True),
    ):
        table = pl.concat([keuzes(**first), keuzes(**second)], how="vertical_relaxed")
        for rows in (table, table.reverse()):
            if is_clear:
                assert Gevolgen.of(rows, date(2024, 3, 1)).keuzes.height
                continue
            with pytest.raises(
                CallError, match="G01 has two choices that hold on 2024"
            ):
                Gevolgen.of(rows, date(2024, 3, 1))


def test_released_line_is_paid_and_told(levering):
    vrijgaven = pl.DataFrame(
        {
            "referentienummer": ["R0001"],
            "check_id": ["G01"],
            "wie": ["J. de Vries"],
            "datum": ["2024-07-06"],
            "reden": ["dossier gezien"],
        }
    ).with_columns(pl.col("datum").str.to_date())
    found = decided(
        levering,
        {
            "G01": oordeel(
                {"record": DBC, "gevolg": "RJ"}, {"record": OZP, "gevolg": "RJ"}
            )
        },
        vrijgaven=vrijgaven,
    )
    assert [row[0] for row in verdicts(found)] == ["VOLLEDIG", "GEWEIGERD", "VOLLEDIG"]
    assert found.bevindingen["gevolg"].to_list() == ["SIG", "RJ"]
    assert found.bevindingen["vrijgegeven"][0] == (
        "vrijgegeven door J. de Vries op 2024-07-06: dossier gezien"
    )


def test_finding_on_a_person_hits_all_lines_below_it(levering):
    found = decided(levering, {"F14": oordeel({"record": 2, "gevolg": "RJ"})})
    assert [row[0] for row in verdicts(found)] == ["GEWEIGERD"] * 3


def test_implied_finding_is_not_told(levering):
    found = decided(
        levering,
        {
            "G01": oordeel({"record": DBC}),
            "G02": oordeel({"record": DBC}, {"record": OZP}),
            "G04": oordeel({"record": DBC_06}),
        },
    )
    told = found.bevindingen.select("check_id", "record").rows()
    assert told == [("G01", DBC), ("G02", OZP)]


def test_who_the_person_is_takes_nothing_from_a_credit(deliver):
    levering = deliver("kopie dbc als credit")
    for check, besluit in (("P01", "VOLLEDIG"), ("F14", "GEWEIGERD")):
        found = decided(levering, {check: oordeel({"record": 2, "gevolg": "RJ"})})
        assert [row[0] for row in verdicts(found)] == [*["GEWEIGERD"] * 3, besluit]
