"""What a run writes down is what the next run reads back."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from support.declaraties.bevonden import failing

from declarations.besluit.besluiten import decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.dubbel.gedeclareerd import dubbele_dbc
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.rapport.historie import historie, without_rerun
from declarations.registers.schema import Historie

ONTVANGEN = date(2024, 7, 5)


def history_of(levering: Levering, *statuses: str) -> pl.DataFrame:
    """The history after a run in which the lines got these besluiten."""
    gevolgen = Gevolgen.of(None, ONTVANGEN)
    besluiten = decide(levering, [], gevolgen)
    dtype = besluiten.regels.schema["besluit"]
    regels = besluiten.regels.with_columns(besluit=pl.Series(statuses, dtype=dtype))
    return historie(levering, replace(besluiten, regels=regels))


def test_columns_are_those_that_the_next_run_reads(deliver):
    found = history_of(deliver(""), "VOLLEDIG", "DEELS", "GEWEIGERD")
    assert found.schema == Historie.create_empty().schema
    Historie.validate(found)


def test_row_says_what_the_record_says(deliver):
    found = history_of(deliver(""), "VOLLEDIG", "DEELS", "GEWEIGERD")
    row = found.row(0, named=True)
    row.pop("inhoud_sha256")
    row.pop("bestand_sha256")
    assert row == {
        "declarant": "06990002",
        "factuurnummer": "F2024-0001",
        "ontvangen": ONTVANGEN,
        "status": "BETAALD",
        "referentie_prestatie": "R0001",
        "referentie_tarief": "R0001-1",
        "referentie_voorgaand": None,
        "bsn": "111222333",
        "verzekerdennummer": None,
        "uzovi": "9101",
        "subtraject_nummer": "S0001",
        "zorgtraject_nummer": "T0001",
        "specialisme_code": "0305",
        "zorgtype_code": "11",
        "diagnose_code": "1206",
        "prestatiecodelijst": "041",
        "declaratiecode": "15X135",
        "zorgproduct_code": "130909005",
        "begindatum": date(2024, 3, 4),
        "einddatum": date(2024, 6, 2),
        "aantal": 1,
        "declaratiebedrag_cent": 98_925,
        "dc": "D",
    }
    assert found["bestand_sha256"].n_unique() == 1
    assert found["inhoud_sha256"].n_unique() == 3


def test_status_is_that_of_the_line(deliver):
    found = history_of(deliver(""), "DEELS", "GEWEIGERD", "NIET_BEOORDEELD")
    assert found["status"].to_list() == ["DEELS", "GEWEIGERD", "NIET_BEOORDEELD"]


@pytest.mark.parametrize(
    ("debit", "credit", "status"),
    [
        ("VOLLEDIG", "VOLLEDIG", "GECREDITEERD"),
        ("VOLLEDIG", "GEWEIGERD", "BETAALD"),
        ("GEWEIGERD", "VOLLEDIG", "GEWEIGERD"),
    ],
)
def test_paid_debit_that_a_paid_credit_takes_back_is_credited(
    deliver, debit, credit, status
):
    levering = deliver("kopie dbc als credit / weg ozp / weg ic / apart credit")
    found = history_of(levering, debit, credit)
    assert found["status"].to_list()[0] == status
    assert found["dc"].to_list() == ["D", "C"]
    assert found["referentie_voorgaand"].to_list() == [None, "R0001-1"]


def again(levering: Levering, rows: pl.DataFrame, ontvangen: date) -> Levering:
    """The same delivery, checked with a history."""
    return Levering(
        declaraties=levering.declaraties,
        registers=levering.registers,
        instellingen=Checkinstellingen(ontvangen=ontvangen),
        historie=without_rerun(rows, levering.declaraties.bestanden, ontvangen),
    )


@pytest.mark.parametrize(("days", "fails"), [(0, []), (1, ["R0001"]), (-1, [])])
def test_only_the_same_file_on_the_same_day_is_run_again(deliver, days, fails):
    levering = deliver("")
    rows = history_of(levering, "VOLLEDIG", "VOLLEDIG", "VOLLEDIG")
    rerun = again(levering, rows, ONTVANGEN + timedelta(days=days))
    assert list(failing(rerun, dubbele_dbc(rerun))) == fails


def test_other_file_of_the_same_day_is_history(deliver):
    rows = history_of(deliver("01: 0116=F9"), "VOLLEDIG", "VOLLEDIG", "VOLLEDIG")
    second = again(deliver(""), rows, ONTVANGEN)
    assert list(failing(second, dubbele_dbc(second))) == ["R0001"]


def test_row_without_a_day_of_receipt_stays():
    rows = pl.DataFrame(
        {"bestand_sha256": ["a", None], "ontvangen": [None, None]},
        schema={"bestand_sha256": pl.String, "ontvangen": pl.Date},
    )
    files = pl.DataFrame({"sha256": ["a"]})
    assert without_rerun(rows, files, ONTVANGEN).height == 2
