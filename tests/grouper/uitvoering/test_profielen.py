"""The activities of a profile that are named beside its product."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_forms import Row
from support.releases.small import (
    REGULIER,
    activiteit,
    small_release,
    small_tree,
    subtrajecten,
    vertaling,
)
from support.releases.small_ozp import lines

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.frames.schemas import Profielen

GEWOON, WBMV, OP_NOTA, LIJST, NIEUW = "030001", "030002", "030003", "030004", "030005"
DAY, OTHER_DAY = "2020-06-10", "2020-06-11"


@cache
def release() -> CompiledStructure:
    machtiging: Row = {
        "SpecialismeCode": "0303",
        "DiagnoseCode": "100",
        "DiagnoseOmschrijving": "100",
        "ZorgActiviteitCode": LIJST,
        "ZorgActiviteitOmschrijving": LIJST,
        "BeginDatum": "2020-01-01",
        "EindDatum": None,
    }
    return small_release(
        small_tree(REGULIER),
        activiteiten=[
            activiteit(GEWOON),
            {**activiteit(WBMV), "WBMVCode": "2903"},
            {**activiteit(OP_NOTA, last="2020-06-14"), "OpNota": "J"},
            activiteit(OP_NOTA, first="2020-06-15"),
            activiteit(LIJST, aanspraak="2704"),
            {**activiteit(NIEUW, first="2020-07-01"), "OpNota": "J"},
        ],
        vertalingen=[vertaling(NIEUW, WBMV, "2020-06-01", "2020-06-30")],
        tables={"LimitatieMachtigingen": [machtiging]},
    )


def profielen(*rows: tuple[object, ...], **changes: object) -> pl.DataFrame:
    result = Grouper(release(), threads=1).group(
        subtrajecten(changes), lines(*rows), profielen=True
    )
    return Profielen.validate(result.profielen)


def test_row_carries_what_is_notable_of_an_activity() -> None:
    found = profielen((GEWOON, DAY), (WBMV, DAY, 2), (OP_NOTA, DAY), (LIJST, DAY))
    columns = (
        *("zorgactiviteit_code", "aantal", "uitvoerdatum", "wbmv_code", "is_op_nota"),
        *("aanspraak_code", "is_machtiging_vereist"),
    )
    day = date(2020, 6, 10)
    assert found.select(columns).rows() == [
        (WBMV, 2, day, "2903", False, None, False),
        (OP_NOTA, 1, day, None, True, None, False),
        (LIJST, 1, day, None, False, "2704", True),
    ]


def test_lines_of_one_code_and_day_are_netted() -> None:
    found = profielen(
        (WBMV, DAY, 2), (WBMV, OTHER_DAY), (WBMV, DAY, -1), (OP_NOTA, DAY, 0)
    )
    assert found.select("uitvoerdatum", "aantal").rows() == [
        (date(2020, 6, 10), 1),
        (date(2020, 6, 11), 1),
    ]


@pytest.mark.parametrize(("day", "height"), [("2020-06-14", 1), ("2020-06-15", 0)])
def test_activity_is_notable_by_the_row_of_its_own_day(day: str, height: int) -> None:
    assert profielen((OP_NOTA, day)).height == height


def test_code_without_uitvoerdatum_is_read_translated_and_written_as_registered() -> (
    None
):
    found = profielen((NIEUW, None))
    columns = ("zorgactiviteit_code", "wbmv_code", "is_uitvoerdatum_aangenomen")
    assert found.select(columns).rows() == [(NIEUW, "2903", True)]
    assert profielen((NIEUW, "2020-06-10")).height == 0  # not valid that day
    assert profielen((NIEUW, "2020-07-01"))["is_op_nota"].to_list() == [True]


def test_list_counts_for_its_diagnose_alone() -> None:
    assert profielen((LIJST, DAY), diagnose_code="200").height == 0


@pytest.mark.parametrize(
    "changes", [{"geslacht": "X"}, {"zorgtype_code": "41"}], ids=["rejected", "no tree"]
)
def test_subtraject_without_a_product_has_no_profile(
    changes: dict[str, object],
) -> None:
    assert profielen((WBMV, DAY), **changes).height == 0


def test_open_subtraject_is_marked_as_trial() -> None:
    assert profielen((WBMV, DAY), afsluitreden_code="00")["is_trial"].to_list() == [
        True
    ]
