"""The limitatieve lijst, the settings of aanspraak, and both against the oracle."""

from functools import cache

import polars as pl
import pytest
from dbc_grouper_data import release_path
from dbc_grouper_data.making.release_forms import Row
from support.oracles.oracle import Oracle
from support.releases.example import example_release, sample
from support.releases.small import (
    REGULIER,
    Names,
    activiteit,
    small_release,
    small_tree,
    subtrajecten,
    vertaling,
)
from support.releases.small_ozp import lines

from grouper.compiled.kleuren import GROEN, ORANJE, ROOD
from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.outcomes.aanspraakregels import (
    GEEN,
    ONVERZEKERD,
    VERZEKERD,
    AanspraakRegels,
)
from productstructure.errors import CallError

LIJST, ZONDER_CODE, NIEUW = "030001", "030002", "030003"
FIRST, LAST = "2020-06-05", "2020-06-14"


def machtiging(code: str, specialisme: str = "0303", diagnose: str = "100") -> Row:
    return {
        "SpecialismeCode": specialisme,
        "DiagnoseCode": diagnose,
        "DiagnoseOmschrijving": diagnose,
        "ZorgActiviteitCode": code,
        "ZorgActiviteitOmschrijving": code,
        "BeginDatum": FIRST,
        "EindDatum": LAST,
    }


@cache
def release(names: Names | None = None, *, is_listed: bool = True) -> CompiledStructure:
    """030001 and 030002 on the list of 5 to 14 June; 030003 translates to 030001."""
    listed = [machtiging(LIJST), machtiging(ZONDER_CODE)] if is_listed else []
    return small_release(
        small_tree(REGULIER),
        activiteiten=[
            activiteit(LIJST, aanspraak="2701"),
            activiteit(ZONDER_CODE, aanspraak="2601"),
            activiteit(NIEUW, aanspraak="2701", first="2020-07-01"),
        ],
        vertalingen=[vertaling(NIEUW, LIJST, "2020-06-01", "2020-06-30")],
        names=names,
        tables={"LimitatieMachtigingen": listed},
    )


def is_vereist(
    *rows: tuple[object, ...],
    releases: list[CompiledStructure] | None = None,
    **changes: object,
) -> object:
    result = Grouper(releases or [release()], threads=1).group(
        subtrajecten({"begindatum": "2020-06-10", **changes}),
        lines(*rows) if rows else lines(("030009", None)).head(0),
    )
    return result.grouped["is_machtiging_vereist"][0]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-06-04", False),
        (FIRST, True),
        (LAST, True),
        ("2020-06-15", False),
        (None, True),
    ],
)
def test_list_is_read_on_uitvoerdatum_else_on_begindatum(
    day: str | None, expected: object
) -> None:
    assert is_vereist((LIJST, day)) is expected


@pytest.mark.parametrize(
    ("begindatum", "expected"), [("2020-06-04", False), (FIRST, True), (LAST, True)]
)
def test_begindatum_stands_in_for_a_missing_uitvoerdatum(
    begindatum: str, expected: object
) -> None:
    assert is_vereist((LIJST, None), begindatum=begindatum) is expected


@pytest.mark.parametrize("diagnose", ["100", "0100"])
def test_diagnose_matches_in_any_length(diagnose: str) -> None:
    assert is_vereist((LIJST, FIRST), diagnose_code=diagnose) is True


@pytest.mark.parametrize(
    "changes",
    [{"diagnose_code": "200"}, {"specialisme_code": "0316", "diagnose_code": "3101"}],
    ids=["diagnose", "specialisme"],
)
def test_list_is_of_a_specialisme_and_diagnose(changes: dict[str, object]) -> None:
    changes |= {"zorgvraag_code": "000"} if "specialisme_code" in changes else {}
    assert is_vereist((LIJST, FIRST), **changes) is False


def test_activity_of_the_list_that_carries_no_27_needs_none() -> None:
    assert is_vereist((ZONDER_CODE, FIRST)) is False


def test_new_code_without_uitvoerdatum_counts_as_the_code_of_the_list() -> None:
    assert is_vereist((NIEUW, None)) is True
    assert is_vereist((NIEUW, "2020-06-10")) is False  # not valid that day


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(LIJST, FIRST, 2), (LIJST, FIRST, -1)], True),
        ([(LIJST, FIRST, 1), (LIJST, "2020-06-09", -1)], False),
        ([(LIJST, FIRST, 0)], False),
        ([(LIJST, FIRST, 1), (NIEUW, None, -1)], False),
        ([(LIJST, FIRST, 1), (ZONDER_CODE, FIRST, 0)], True),
    ],
)
def test_activity_that_adds_up_to_zero_is_absent(
    rows: list[tuple[object, ...]], expected: object
) -> None:
    assert is_vereist(*rows) is expected


def test_profile_without_activities_needs_none() -> None:
    assert is_vereist() is False


def test_row_without_a_product_has_no_answer() -> None:
    assert is_vereist((LIJST, FIRST), geslacht="X") is None


@pytest.mark.parametrize(("is_late", "expected"), [(False, False), (True, True)])
def test_list_is_that_of_the_release_in_force_on_the_day(
    is_late: bool, expected: object
) -> None:
    # Of 2020 without a list; of 2021, older, with one.
    early = release(Names("20200101", "2020-08-20"), is_listed=False)
    late = small_release(
        small_tree(REGULIER),
        activiteiten=[activiteit(LIJST, aanspraak="2701")],
        names=Names("20210101", "2019-08-20"),
        tables={
            "LimitatieMachtigingen": [
                {**machtiging(LIJST), "BeginDatum": "2020-12-01", "EindDatum": None}
            ]
        },
    )
    day = "2021-01-01" if is_late else "2020-12-31"
    found = is_vereist((LIJST, day), releases=[early, late], begindatum="2020-12-20")
    assert found is expected


# --- the settings, and the oracle ---


@pytest.mark.parametrize(
    ("settings", "kleur", "expected"),
    [
        ({}, GROEN, (VERZEKERD, VERZEKERD, VERZEKERD)),
        ({"zonder_kleur": "aanspraak"}, GROEN, (VERZEKERD, VERZEKERD, ONVERZEKERD)),
        ({}, ORANJE, (GEEN, VERZEKERD, ONVERZEKERD)),
        ({}, ROOD, (ONVERZEKERD,) * 3),
        ({"rood": "aanspraak"}, ROOD, (GEEN, VERZEKERD, ONVERZEKERD)),
        ({}, ROOD | ORANJE, (ONVERZEKERD,) * 3),
        ({"rood_en_oranje": "oranje"}, ROOD | ORANJE, (GEEN, VERZEKERD, ONVERZEKERD)),
        ({"rood_en_oranje": "oranje"}, ROOD, (ONVERZEKERD,) * 3),
        ({"rood": "aanspraak"}, ROOD | ORANJE, (GEEN, VERZEKERD, ONVERZEKERD)),
    ],
)
def test_setting_decides_by_evidence_and_answer(
    settings: dict[str, str], kleur: int, expected: tuple[int, int, int]
) -> None:
    regels = AanspraakRegels(**settings)  # type: ignore[arg-type]
    assert tuple(regels.keuzes()[kleur]) == expected


def test_unknown_setting_names_what_may_be_chosen() -> None:
    with pytest.raises(CallError, match="rood: 'geen' found; use onverzekerd or"):
        AanspraakRegels(rood="geen")  # type: ignore[arg-type]


COLUMNS = (
    "declaratiecode",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
    "is_oranje_producttyperend",
    "is_machtiging_vereist",
)


@pytest.mark.parametrize("seed", [1, 2])
def test_columns_are_those_of_the_oracle_on_the_example_batch(seed: int) -> None:
    rows, activities = sample(2000, seed)
    result = Grouper(example_release(), threads=1).group(rows, activities)
    expected = Oracle(release_path()).group_batch(
        rows.to_dicts(), activities.to_dicts()
    )
    found = result.grouped.select(COLUMNS).rows()
    assert found == [tuple(getattr(row, name) for name in COLUMNS) for row in expected]
    # What is compared occurs.
    for name in ("is_oranje_producttyperend", "is_machtiging_vereist"):
        assert set(result.grouped[name]) == {True, False, None}


def test_a_machtiging_says_nothing_about_the_code() -> None:
    result = Grouper(release(), threads=1).group(
        subtrajecten({"begindatum": "2020-06-10"}), lines((LIJST, FIRST))
    )
    found = result.grouped.select("declaratiecode", "is_machtiging_vereist")
    assert found.rows() == [("15X001", True)]
    assert result.findings.filter(pl.col("column") == "aanspraak").height == 0
