"""All prices of a code together, as they hold on a day."""

from datetime import date

import pytest
from dbc_grouper_data import tarieven_path

from billing.naslag.prijzen import in_euros, prices_of
from tariffs import read_tabellen


@pytest.fixture(scope="module")
def tabellen():
    return read_tabellen(tarieven=tarieven_path())[0]


def test_contract_and_passanten_prices_are_those_of_the_day(tabellen):
    def of(dag: date, lijst: str) -> list[int]:
        return (
            prices_of(tabellen, "14X002", dag).filter(lijst=lijst)["prijs_e6"].to_list()
        )

    assert 1_109_270_000 in of(date(2022, 12, 31), "contractprijs")
    assert 1_262_780_000 in of(date(2023, 1, 1), "contractprijs")
    assert 1_109_270_000 not in of(date(2023, 1, 1), "contractprijs")
    assert 1_155_490_000 in of(date(2022, 1, 1), "passantenlijst")


def test_medicine_has_the_maximum_of_its_package(tabellen):
    (row,) = prices_of(tabellen, "99000002", date(2024, 3, 31)).to_dicts()
    assert (row["lijst"], row["prijs_e6"]) == ("maximum geneesmiddel", 357_260_000)


def test_code_that_no_list_has_costs_nothing_that_is_known(tabellen):
    assert prices_of(tabellen, "99Z999", date(2024, 1, 1)).is_empty()


@pytest.mark.parametrize(
    ("e6", "text"),
    [
        (None, "vrij"),
        (0, "0,00"),
        (1_109_270_000, "1.109,27"),
        (1_500_000, "1,50"),
        (123_456, "0,123456"),
        (1_234_567_000_000, "1.234.567,00"),
    ],
)
def test_euros_have_all_their_decimals(e6, text):
    assert in_euros(e6) == text
