"""D05, D06, D07, D10 and D15: what complete profiles and the nota show."""

from dataclasses import replace

import polars as pl
import pytest
from support.declaraties.bevonden import failing, unjudged

from declarations.checks.dubbel.eigen_zorg import dubbelzijdig, zonder_typerende_zorg
from declarations.checks.dubbel.opname import twee_klinische, verdeelde_opname
from declarations.checks.dubbel.uitspraak import GEEN_PROFIEL, GEEN_TRAJECT
from declarations.checks.dubbel.vervolg import serieel
from declarations.checks.feiten.activiteiten import CONTACT, STAY, THERAPY, registered

TWO = "kopie dbc als dbc2 / dbc2: 0415=T0002"
STAYS = (
    f"{TWO} / profiel dbc: 060201 2024-03-04 1, 060201 2024-03-05 1 "
    "/ profiel dbc2: 060201 "
)


@pytest.mark.parametrize(
    ("code", "fails"),
    [
        ("060101", []),
        ("060203", []),
        ("060201", []),
        ("060305", []),
        ("060604", []),
        ("060801", ["R0004"]),
        ("067001", ["R0004"]),
        ("060605", ["R0004"]),
    ],
    ids=[
        "visit",
        "day care",
        "stay",
        "operation",
        "in the set",
        "photo",
        "lab",
        "other",
    ],
)
def test_parallel_traject_needs_one_typing_activity(deliver, code, fails):
    levering = deliver(f"{TWO} / profiel dbc2: {code} 2024-03-20 1")
    oordeel = zonder_typerende_zorg(levering)
    assert list(failing(levering, oordeel)) == fails
    assert oordeel.bevindingen["gevolg"].to_list() == [None] * len(fails)


def test_traject_without_a_profile_cannot_be_judged(deliver):
    levering = deliver(TWO)
    oordeel = zonder_typerende_zorg(levering)
    assert unjudged(levering, oordeel) == {"R0004": GEEN_PROFIEL}


def test_traject_whose_nota_shows_an_operation_passes_without_a_profile(deliver):
    levering = deliver(f"{TWO} / dbc2.16: 1611=060305")
    assert unjudged(levering, zonder_typerende_zorg(levering)) == {}


def test_without_a_release_nothing_is_known_of_a_profile(deliver):
    levering = deliver(f"zonder release / {TWO} / profiel dbc2: 067001 2024-03-20 1")
    assert unjudged(levering, zonder_typerende_zorg(levering)) == {
        "R0004": GEEN_PROFIEL
    }


def test_first_of_two_needs_no_typing_activity(deliver):
    levering = deliver(
        f"{TWO}, 0411=20240401 / profiel dbc: 067001 2024-03-20 1 "
        "/ profiel dbc2: 060101 2024-04-20 1"
    )
    assert failing(levering, zonder_typerende_zorg(levering)) == {}


def test_trajects_without_number_may_be_one(deliver):
    levering = deliver(f"{TWO} / dbc2: 0415= / profiel dbc2: 067001 2024-03-20 1")
    oordeel = zonder_typerende_zorg(levering)
    assert unjudged(levering, oordeel) == {"R0004": GEEN_TRAJECT}


def test_days_of_stay_that_the_nota_would_show_are_known_not_to_be_there(deliver):
    levering = deliver("zonder zorgprofiel")
    rows = registered(levering, (STAY,))
    assert rows.select("heeft", "volledig").rows() == [(False, False)]
    assert registered(levering, (CONTACT,))["heeft"].to_list() == [None]


def test_set_of_care_that_the_nota_may_hide_is_not_known_to_be_absent(deliver):
    levering = deliver("zonder zorgprofiel")
    rows = registered(levering, (STAY,), "PARALLEL_TYPEREND", (THERAPY,))
    assert rows["heeft"].to_list() == [None]


def test_under_a_privacyverklaring_the_nota_shows_nothing(deliver):
    levering = deliver(
        "zonder zorgprofiel / tabel privacyverklaringen +: "
        "zorginstelling_code=06990002, referentienummer=R0001"
    )
    assert registered(levering, (STAY,))["heeft"].to_list() == [None]


@pytest.mark.parametrize(
    ("first", "second", "fails"),
    [
        ("060305", "060305", []),
        ("060305", "060101", ["R0004"]),
        ("060101", "060305", ["R0004"]),
        ("060101", "060101", ["R0004"]),
    ],
)
def test_both_sides_are_operated_on(deliver, first, second, fails):
    levering = deliver(
        f"{TWO} / profiel dbc: {first} 2024-03-10 1 "
        f"/ profiel dbc2: {second} 2024-04-10 1"
    )
    assert list(failing(levering, dubbelzijdig(levering))) == fails


def test_trajects_of_two_diagnoses_are_not_two_sides(deliver):
    levering = deliver(f"{TWO}, 0431=1205 / profiel dbc2: 060101 2024-04-10 1")
    oordeel = dubbelzijdig(levering)
    assert oordeel.bevindingen.is_empty()


def test_one_known_side_without_operation_is_enough(deliver):
    levering = deliver(f"{TWO} / profiel dbc: 060101 2024-03-10 1")
    assert list(failing(levering, dubbelzijdig(levering))) == ["R0004"]


@pytest.mark.parametrize(
    ("day", "fails"),
    [
        ("2024-03-05", ["R0004"]),
        ("2024-03-06", ["R0004"]),
        ("2024-03-07", []),
        ("2024-03-03", ["R0004"]),
        ("2024-03-02", []),
    ],
)
def test_days_of_stay_that_touch_are_one_admission(deliver, day, fails):
    levering = deliver(f"{STAYS}{day} 1 / dbc2: 0411=20240302 / dbc: 0411=20240301")
    assert list(failing(levering, twee_klinische(levering))) == fails


def test_stay_is_seen_on_the_nota(deliver):
    levering = deliver(
        f"zonder zorgprofiel / {TWO} / dbc.16: 1611=060201 / dbc2.16: 1611=060201"
    )
    assert list(failing(levering, twee_klinische(levering))) == ["R0004"]


def test_stay_of_a_line_of_the_history_is_not_known(deliver):
    levering = deliver(
        "historie +: referentie_prestatie=H1, subtraject_nummer=S9 "
        "/ profiel dbc: 060201 2024-03-04 1"
    )
    assert list(unjudged(levering, twee_klinische(levering))) == ["R0001"]


def test_line_without_stay_shares_no_admission_with_the_history(deliver):
    levering = deliver("historie +: referentie_prestatie=H1, subtraject_nummer=S9")
    oordeel = twee_klinische(levering)
    assert oordeel.bevindingen.is_empty()


@pytest.mark.parametrize(
    ("first", "second", "fails"),
    [
        ("060305", "060305", []),
        ("060305", "067001", ["R0004"]),
        ("067001", "060305", ["R0001"]),
        ("067001", "067001", ["R0004"]),
        ("060305", "060604", []),
    ],
    ids=["both", "first", "second", "neither", "therapy"],
)
def test_specialisme_that_did_not_treat_gives_its_days_away(
    deliver, first, second, fails
):
    levering = deliver(
        f"{STAYS}2024-03-06 1, {second} 2024-03-06 1 / dbc2: 0439=0303 / "
        f"profiel dbc: 060201 2024-03-05 1, {first} 2024-03-05 1"
    )
    assert list(failing(levering, verdeelde_opname(levering))) == fails


def test_one_specialisme_divides_nothing(deliver):
    levering = deliver(f"{STAYS}2024-03-06 1")
    assert verdeelde_opname(levering).bevindingen.is_empty()


@pytest.mark.parametrize(
    ("code", "lacks"), [("060305", {}), ("060101", {"R0004": GEEN_PROFIEL})]
)
def test_treatment_that_only_a_profile_shows_is_asked_for(deliver, code, lacks):
    levering = deliver(
        f"{TWO} / dbc2: 0439=0303 "
        "/ profiel dbc: 060201 2024-03-05 1, 060305 2024-03-05 1 "
        "/ dbc2.16: 1611=060201, 1612=20240306, 1613=20240306"
    )
    own = levering.zorgactiviteiten
    more = own.tail(1).with_columns(r1611=pl.lit(code))
    declaraties = replace(levering.declaraties, zorgactiviteiten=pl.concat([own, more]))
    levering = replace(levering, declaraties=declaraties, _made={})
    assert unjudged(levering, verdeelde_opname(levering)) == lacks


def chain(*years: tuple[str, str]) -> str:
    return " / ".join(
        f"historie +: zorgtype_code=21, subtraject_nummer=S{number}, "
        f"referentie_prestatie=H{number}, begindatum={begin}, einddatum={eind}"
        for number, (begin, eind) in enumerate(years, 101)
    )


LAST = [("2023-01-01", "2023-04-30"), ("2023-05-01", "2023-08-28")]


@pytest.mark.parametrize(
    ("first", "fails"), [("2022-06-03", ["R0001"]), ("2022-06-04", [])]
)
def test_row_of_follow_ups_lasts_two_years(deliver, first, fails):
    # The dbc closes on 2 June 2024, the last day of two years from 3 June 2022.
    past = chain((first, "2022-09-30"), *LAST)
    levering = deliver(f"dbc: 0427=21 / {past}")
    assert list(failing(levering, serieel(levering))) == fails


@pytest.mark.parametrize(("number", "fails"), [(3, ["R0001"]), (2, [])])
def test_fourth_follow_up_in_a_row_is_told(deliver, number, fails):
    past = [("2022-01-01", "2022-04-30"), *LAST]
    levering = deliver(f"dbc: 0427=21 / {chain(*past[:number])}")
    assert list(failing(levering, serieel(levering))) == fails


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ("profiel dbc: 060305 2024-04-08 1", ({}, {})),
        ("profiel dbc: 060101 2024-04-08 1", ({"R0001": "historie:H103"}, {})),
        ("zonder zorgprofiel", ({}, {"R0001": GEEN_PROFIEL})),
        ("zonder zorgprofiel / dbc.16: 1611=060305", ({}, {})),
        ("dbc: 0427=11", ({}, {})),
    ],
    ids=["operation", "visits", "no profile", "nota", "regular"],
)
def test_intervention_ends_a_row_of_follow_ups(deliver, change, outcome):
    past = chain(("2022-01-01", "2022-04-30"), *LAST)
    levering = deliver(f"dbc: 0427=21 / {past} / {change}")
    oordeel = serieel(levering)
    assert (failing(levering, oordeel), unjudged(levering, oordeel)) == outcome
