"""The limitatieve lijst of several releases: what one of them lists is looked at."""

import pytest
from dbc_grouper_data.making.release_forms import Row
from support.releases.small import (
    REGULIER,
    Names,
    activiteit,
    small_release,
    small_tree,
)

from grouper.compiled.structure import CompiledStructure
from grouper.uitvoering.limitatief import LimitatieveLijst

CODES = ("030001", "030002", "030003")


def release(first_day: str, *listed: str) -> CompiledStructure:
    machtigingen: list[Row] = [
        {
            "SpecialismeCode": "0303",
            "DiagnoseCode": "100",
            "DiagnoseOmschrijving": "100",
            "ZorgActiviteitCode": code,
            "ZorgActiviteitOmschrijving": code,
            "BeginDatum": "2020-01-01",
            "EindDatum": None,
        }
        for code in listed
    ]
    return small_release(
        small_tree(REGULIER),
        activiteiten=[activiteit(code, aanspraak="2701") for code in CODES],
        names=Names(first_day, "2019-08-20"),
        tables={"LimitatieMachtigingen": machtigingen},
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((), (), (False, False, False)),
        (("030001",), (), (True, False, False)),
        ((), ("030002",), (False, True, False)),
        (("030001",), ("030002",), (True, True, False)),
    ],
)
def test_an_activity_may_stand_on_the_list_of_either_release(
    first: tuple[str, ...], second: tuple[str, ...], expected: tuple[bool, ...]
) -> None:
    lijst = LimitatieveLijst(
        [release("20200101", *first), release("20210101", *second)]
    )
    assert tuple(lijst.may_have(code) for code in CODES) == expected
