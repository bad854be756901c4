from datetime import date

import polars as pl
import pytest
from support.declaraties.typed import typed

from declarations.checks.feiten.lijnen import eigen_lijnen, in_order, lijnen
from declarations.registers.schema import Historie

DAG = date(2024, 3, 4)
DBC = {"r0410": "15X135", "r0411": DAG, "r0412": DAG, "r0414": "130909005"}


def past(**changes: object) -> pl.DataFrame:
    row = {
        "declarant": "06990002",
        "status": "BETAALD",
        "referentie_prestatie": "H1",
        "referentie_tarief": "H1-1",
        "bsn": "111222333",
        "uzovi": "9101",
        "zorgproduct_code": "130909005",
        "begindatum": DAG,
        "declaratiebedrag_cent": 10_000,
        "dc": "D",
        "bestand_sha256": "f" * 64,
        **changes,
    }
    schema = Historie.create_empty().schema
    return pl.DataFrame({name: [row.get(name)] for name in schema}, schema=schema)


def references(lines, historie=None) -> list[str]:
    return lijnen(typed(lines, historie=historie))["referentie"].to_list()


def test_line_that_a_credit_of_this_delivery_takes_back_does_not_count():
    credit = {**DBC, "r0457": "C", "r0458": "2", "r0459": "1", "bestand": 1}
    assert references([{**DBC, "r0458": "1"}, credit]) == []


@pytest.mark.parametrize(
    "change",
    [{"bedrag": 9_999}, {"r0459": "3"}, {"r0403": "123456782"}],
    ids=["another amount", "another reference", "another person"],
)
def test_credit_of_something_else_takes_nothing_back(change):
    credit = {**DBC, "r0457": "C", "r0458": "2", "r0459": "1", **change}
    assert references([{**DBC, "r0458": "1"}, credit]) == ["1"]


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("BETAALD", True),
        ("DEELS", True),
        ("GEWEIGERD", False),
        ("NIET_BEOORDEELD", False),
        ("GECREDITEERD", False),
    ],
)
def test_line_of_the_history_counts_when_it_was_paid(status: str, *, counts: bool):
    found = references([{**DBC, "r0458": "1"}], past(status=status))
    assert found == (["1", "H1"] if counts else ["1"])


@pytest.mark.parametrize("taken", ["H1-1", "H1"], ids=["its 06", "its 04"])
@pytest.mark.parametrize(
    ("status", "left"), [("BETAALD", ["1"]), ("GEWEIGERD", ["1", "H1"])]
)
def test_only_a_paid_credit_in_the_history_takes_back(taken, status, left):
    credit = past(
        dc="C",
        status=status,
        referentie_prestatie="H2",
        referentie_tarief="H2-1",
        referentie_voorgaand=taken,
    )
    rows = pl.concat([past(), credit])
    assert references([{**DBC, "r0458": "1"}], rows) == left


def test_credit_of_this_delivery_takes_back_a_debit_of_the_history():
    credit = {**DBC, "r0457": "C", "r0458": "2", "r0459": "H1"}
    assert references([credit, {**DBC, "r0458": "3"}], past()) == ["3"]


def test_tariff_records_of_one_prestatie_in_the_history_are_one_line():
    second = past(referentie_tarief="H1-2", declaratiebedrag_cent=2_500)
    levering = typed([{**DBC, "r0458": "1"}], historie=pl.concat([past(), second]))
    found = lijnen(levering).filter("is_historie")
    assert found["bedrag_cent"].to_list() == [12_500]


def test_history_of_persons_outside_the_delivery_is_left_out():
    assert references([{**DBC, "r0458": "1"}], past(bsn="123456782")) == ["1"]


def test_line_of_a_stranger_without_number_is_of_nobody():
    stranger = {**DBC, "r0403": "999999999", "r0458": "1"}
    assert references([stranger, {**stranger, "r0405": "77", "r0458": "2"}]) == ["2"]


def test_second_is_the_higher_number_and_the_history_comes_first():
    numbers = ["10", "9", "A2", "009", "A10", "0"]
    lines = [{**DBC, "r0458": number} for number in numbers]
    levering = typed(lines, historie=past(referentie_prestatie="99"))
    found = in_order(lijnen(levering))["referentie"].to_list()
    assert found == ["99", "0", "009", "9", "10", "A2", "A10"]


def test_own_lines_are_those_of_this_delivery():
    levering = typed([{**DBC, "r0458": "1"}], historie=past())
    assert eigen_lijnen(levering)["referentie"].to_list() == ["1"]
