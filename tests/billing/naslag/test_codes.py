"""What a release says of a code, of every kind that it may be."""

from datetime import date

import dbc_grouper_data
import pytest

from billing.naslag.codes import SOORTEN, look_up
from grouper.compiling.cache import open_release

DAG = date(2024, 6, 1)


@pytest.fixture(scope="module")
def structure(cache):
    return open_release(dbc_grouper_data.release_path())


def one(structure, code: str, dag: date = DAG):
    (found,) = look_up(structure, code, dag)
    return found


def test_product_says_its_text_its_codes_and_its_group(structure):
    found = one(structure, "019999002")
    assert (found.soort, found.code) == ("zorgproduct", "019999002")
    assert found.omschrijving.startswith("Overige zorg | Verpleegdag")
    assert found.gegevens["declaratiecode_verzekerd"] == "14X002"
    assert found.is_geldig
    assert found.verwijzingen.rows() == [
        ("van de groep", "zorgproductgroep", "019999", "Overige zorg")
    ]


def test_group_names_its_products_of_the_day(structure):
    rows = one(structure, "019999").verwijzingen
    assert set(rows["soort"]) == {"zorgproduct"}
    assert rows["code"].is_unique().all()
    assert "019999002" in rows["code"]
    assert all(code.startswith("019999") for code in rows["code"])


def test_declaratiecode_names_the_products_that_are_billed_by_it(structure):
    found = one(structure, "14x002")
    assert (found.soort, found.code) == ("declaratiecode", "14X002")
    assert found.verwijzingen["verband"].to_list() == ["verzekerde zorg"]
    assert found.verwijzingen["code"].to_list() == ["019999002"]


@pytest.mark.parametrize("code", ["060502", "60502"])
def test_activity_names_the_diagnoses_for_which_it_needs_an_authorisation(
    structure, code
):
    found = one(structure, code)
    assert (found.soort, found.omschrijving) == (
        "zorgactiviteit",
        "Heldere lens vervangen",
    )
    assert found.verwijzingen["code"].to_list() == ["0301.0111"]


def test_diagnose_is_found_with_its_specialisme_and_without(structure):
    found = one(structure, "0301.111")
    assert found.omschrijving == "Zandoog"
    assert one(structure, "301.0111").code == found.code
    assert found.code in {each.code for each in look_up(structure, "111", DAG)}
    assert found.verwijzingen["verband"].to_list() == [
        "van het specialisme",
        "limitatieve lijst, met machtiging",
    ]


def test_code_that_is_not_valid_yet_says_so_and_shows_what_will_be(structure):
    found = one(structure, "060103", date(2022, 6, 1))
    assert not found.is_geldig
    assert found.begindatum == date(2023, 1, 1)
    assert one(structure, "060103", date(2023, 1, 1)).is_geldig


@pytest.mark.parametrize("code", ["", " ", ".", "0301.111.1", "ZZZ", "99Z999", "1.1.1"])
def test_what_is_no_code_is_nothing(structure, code):
    assert look_up(structure, code, DAG) == []


@pytest.mark.parametrize("soort", SOORTEN.values(), ids=SOORTEN)
def test_every_code_of_a_release_is_found_as_what_it_is(structure, soort):
    codes = structure.tables[soort.table].select(soort.code()).unique().to_series()
    assert codes.len() > 0
    for code in codes:
        found = [each for each in look_up(structure, code, DAG) if each.code == code]
        assert soort.naam in {each.soort for each in found}
