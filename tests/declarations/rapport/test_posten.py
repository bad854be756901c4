"""Only what is paid goes on into the ledger of the eigen risico."""

from datetime import date

import polars as pl
import pytest

from declarations.besluit.besluiten import Besluiten, decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import fails
from declarations.checks.running import Gedaan
from declarations.rapport.posten import POSTEN, posten

DBC, DBC_06, OZP = 3, 4, 6


def decided(levering: Levering, *found: tuple[str, dict[str, object]]) -> Besluiten:
    gedaan = [
        Gedaan(
            catalogus()[check],
            fails(pl.DataFrame([{"bestand_nr": 0, **row}]), 1),
            0.0,
        )
        for check, row in found
    ]
    return decide(levering, gedaan, Gevolgen.of(None, levering.instellingen.ontvangen))


def refused(record: int) -> tuple[str, dict[str, object]]:
    return "G01", {"record": record, "gevolg": "RJ"}


def reduced(check: str, cents: int) -> tuple[str, dict[str, object]]:
    return check, {"record": DBC_06, "gevolg": "RED", "toegestaan_cent": cents}


def test_post_says_what_the_ledger_needs(deliver):
    levering = deliver("")
    found = posten(levering, decided(levering))
    assert found.schema == POSTEN
    assert found.row(0, named=True) == {
        "post_id": "06990002/R0001",
        "verzekerde_id": "P0001",
        "soort": "DBC",
        "dc": "D",
        "ref_voorgaande": None,
        "verzekerd_cent": 98_925,
        "peildatum": date(2024, 3, 4),
        "ontvangstdatum": date(2024, 7, 5),
        "vrij_verplicht": None,
        "vrij_vrijwillig": None,
        "eigen_schuld": False,
        "eigen_bijdrage_cent": 0,
        "onverzekerd_cent": 0,
    }
    assert found["soort"].to_list() == ["DBC", "OZP", "ADDON"]
    assert found["peildatum"].to_list()[1:] == [date(2024, 3, 11), date(2024, 3, 20)]


def test_refused_line_is_no_post(deliver):
    levering = deliver("")
    found = posten(levering, decided(levering, refused(DBC)))
    assert found["post_id"].to_list() == ["06990002/R0002", "06990002/R0003"]


def test_credit_is_of_its_debit_and_unsigned(deliver):
    levering = deliver("kopie dbc als credit / weg ozp / weg ic / weg dbc")
    found = posten(levering, decided(levering))
    assert found.select("dc", "ref_voorgaande", "verzekerd_cent").rows() == [
        ("C", "06990002/R0001", 98_925)
    ]


@pytest.mark.parametrize(
    ("found", "amounts"),
    [
        # Invoice 989.25, the policy pays 750.00: the rest is for the insured.
        ([reduced("T05", 75_000)], (75_000, 23_925)),
        # What is above the maximum of 900.00 nobody may be asked for.
        ([reduced("T05", 75_000), reduced("T02", 90_000)], (75_000, 15_000)),
        ([reduced("T05", 75_000), reduced("T02", 70_000)], (70_000, 0)),
        ([reduced("T02", 90_000)], (90_000, 0)),
    ],
)
def test_what_the_policy_does_not_pay_stays_outside_the_ledger(deliver, found, amounts):
    levering = deliver("")
    row = posten(levering, decided(levering, *found))
    assert row.select("verzekerd_cent", "onverzekerd_cent").row(0) == amounts


def test_care_that_is_no_entitlement_is_not_insured(deliver):
    levering = deliver("dbc: 0434=N")
    row = posten(levering, decided(levering))
    assert row.select("verzekerd_cent", "onverzekerd_cent").row(0) == (0, 98_925)


@pytest.mark.parametrize(
    ("code", "period", "soort", "vrij"),
    [
        ("15X135", "begindatum=2024-03-04", "VERLOSKUNDIGE_ZORG", True),
        ("130909005", "begindatum=, einddatum=2024-03-04", "VERLOSKUNDIGE_ZORG", True),
        ("130909", "begindatum=", "VERLOSKUNDIGE_ZORG", True),
        ("15X135", "begindatum=2024-03-05", "DBC", None),
        ("15X135", "begindatum=, einddatum=2024-03-03", "DBC", None),
        ("", "begindatum=", "DBC", None),
    ],
)
def test_kind_and_exemption_are_those_of_the_code(deliver, code, period, soort, vrij):
    levering = deliver(
        f"tabel vrijstelling +: soort=VERLOSKUNDIGE_ZORG, code={code}, "
        f"vrij_verplicht=J, {period}"
    )
    row = posten(levering, decided(levering)).row(0, named=True)
    assert (row["soort"], row["vrij_verplicht"]) == (soort, vrij)


def test_declaratiecode_goes_before_product(deliver):
    levering = deliver(
        "tabel vrijstelling +: soort=GEMENGD, code=130909005, vrij_verplicht=N "
        "/ tabel vrijstelling +: soort=KRAAMZORG, code=15X135, vrij_verplicht=J"
    )
    assert posten(levering, decided(levering))["soort"][0] == "KRAAMZORG"


def test_person_whom_the_register_does_not_know_keeps_the_post(deliver):
    levering = deliver("zonder personen")
    found = posten(levering, decided(levering))
    assert found["verzekerde_id"].null_count() == found.height == 3
