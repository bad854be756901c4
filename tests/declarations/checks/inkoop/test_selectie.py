"""Was the provider chosen? With the codes and policies that ship, of 2017 to 2019."""

from datetime import date

import polars as pl
import pytest
from support.declaraties.typed import typed
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.inkoop.selectie import CHECKS
from declarations.registers.landelijk import landelijke_tabellen
from declarations.registers.schema import REGISTER_VAN, Zorgprofiel

LANDELIJK = landelijke_tabellen()
OPEN = {"begindatum": None, "einddatum": None}


def table(naam: str, *rows: dict[str, object]) -> pl.DataFrame:
    schema = REGISTER_VAN[naam].schema.create_empty().schema
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=schema
    )


def chosen(behandeling: str, *aanbieders: str, soort="SELECTIEF", uzovi="9101", **more):
    rows = [
        {
            "uzovi": uzovi,
            "behandeling": behandeling,
            "zorginstelling_code": aanbieder,
            "soort": soort,
            **more,
        }
        for aanbieder in aanbieders
    ]
    return table("inkoop", *rows)


COVERED = table("dekking", {"tabel": "inkoop", "volledig": True})


def line(code="100000001", dag="2018-05-01", **more):
    return {
        "r0458": "R1",
        "r0410": "14A001",
        "r0411": date.fromisoformat(dag),
        "r0414": code,
        "r0419": "S1",
        **more,
    }


def levering(*lines, activiteit=None, dag=None, inkoop=None, dekking=COVERED, **known):
    profiel = Zorgprofiel.create_empty()
    if activiteit:
        day = date.fromisoformat(dag) if dag else lines[0]["r0411"]
        rows = [("06990002", "S1", activiteit, 1, day)]
        profiel = pl.DataFrame(rows, schema=profiel.schema, orient="row")
    tabellen = {**LANDELIJK, "dekking": dekking}
    if inkoop is not None:
        tabellen["inkoop"] = inkoop
    return typed(lines, tabellen=tabellen, zorgprofiel=profiel, **known)


def test_trombectomie_at_a_centre_outside_the_trial_is_a_signal():
    inkoop = chosen("TROMBECTOMIE", "06990003")
    found = CHECKS["C04"](levering(line(), activiteit="080827", inkoop=inkoop))
    assert told(found, "uitkomst", "waarde", "verwacht") == [
        ("FAALT", "06990002", "een gekozen aanbieder voor TROMBECTOMIE")
    ]


def test_trombectomie_at_a_centre_of_the_trial_passes():
    inkoop = chosen("TROMBECTOMIE", "06990003", "06990002")
    found = CHECKS["C04"](levering(line(), activiteit="080827", inkoop=inkoop))
    assert found.beoordeeld == 1
    assert outcomes(found) == []


def test_without_a_list_a_treatment_of_the_policy_is_not_evaluable():
    found = CHECKS["C04"](levering(line(), activiteit="080827"))
    assert told(found, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "tabel inkoop")
    ]


def test_list_that_is_not_whole_makes_nobody_fail():
    inkoop = chosen("TROMBECTOMIE", "06990003")
    part = table("dekking", {"tabel": "inkoop", "volledig": False})
    known = levering(line(), activiteit="080827", inkoop=inkoop, dekking=part)
    assert outcomes(CHECKS["C04"](known)) == ["NIET_BEOORDEELBAAR"]


def test_who_buys_it_from_all_by_a_whole_register_is_not_asked():
    inkoop = chosen("IETS_ANDERS", "06990003")
    found = CHECKS["C04"](levering(line(), activiteit="080827", inkoop=inkoop))
    assert found.beoordeeld == 0


@pytest.mark.parametrize(
    ("dag", "asked"),
    [("2018-12-31", 0), ("2019-01-01", 1), ("2019-12-31", 1), ("2020-01-01", 0)],
)
def test_operations_for_prostate_cancer_are_chosen_from_2019(dag, asked):
    lines = line(dag=dag, r0404="3311")
    found = CHECKS["C04"](levering(lines, activiteit="036556"))
    assert found.bevindingen.height == asked


def test_policy_of_one_insurer_is_not_of_another():
    found = CHECKS["C04"](
        levering(line(dag="2019-05-01", r0404="9101"), activiteit="036556")
    )
    assert found.beoordeeld == 0


def test_activity_counts_on_its_own_day():
    ended = LANDELIJK["codeverzameling"].with_columns(
        einddatum=pl.when(pl.col("naam") == "TROMBECTOMIE")
        .then(date(2018, 5, 31))
        .otherwise("einddatum")
    )
    inkoop = chosen("TROMBECTOMIE", "06990003")
    for dag, height in (("2018-05-31", 1), ("2018-06-01", 0)):
        known = levering(line(), activiteit="080827", dag=dag, inkoop=inkoop)
        known.registers.tabellen["codeverzameling"] = ended
        assert CHECKS["C04"](known).bevindingen.height == height


@pytest.mark.parametrize(
    ("specialisme", "diagnose", "height"),
    [("0303", "318", 1), ("303", "0318", 1), ("0303", "317", 0), ("0307", "318", 0)],
)
def test_minimum_norm_is_met_by_diagnosis(specialisme, diagnose, height):
    inkoop = chosen("MAMMACARCINOOM", "06990003", soort="MINIMUMNORM")
    lines = line(r0439=specialisme, r0431=diagnose)
    found = CHECKS["C08"](levering(lines, inkoop=inkoop))
    assert outcomes(found) == ["FAALT"] * height


def test_bariatric_care_at_who_is_not_on_the_list_is_a_signal():
    inkoop = chosen("BARIATRISCHE_CHIRURGIE", "06990003", soort="MINIMUMNORM")
    found = CHECKS["C08"](levering(line(), activiteit="034452", inkoop=inkoop))
    assert told(found, "uitkomst", "verwacht") == [
        (
            "FAALT",
            "een aanbieder die aan de norm voldoet voor BARIATRISCHE_CHIRURGIE",
        )
    ]


def test_condition_of_quality_asks_for_the_list_of_conditions():
    known = levering(line(r0404="3311"), activiteit="039583")
    assert outcomes(CHECKS["C08"](known)) == ["NIET_BEOORDEELBAAR"]
    assert outcomes(CHECKS["C04"](known)) == []


def test_goal_of_the_policy_binds_nobody():
    policy = table(
        "inkoopbeleid", {"behandeling": "TROMBECTOMIE", "soort": "DOELSTELLING"}
    )
    known = levering(line(), activiteit="080827")
    known.registers.tabellen["inkoopbeleid"] = policy
    assert CHECKS["C08"](known).beoordeeld == 0


def test_treatments_without_codes_are_told_of_their_own_year_only():
    assert (
        "codeverzameling BENIGNE_BOVENSTE_TRACTUS"
        in CHECKS["C08"](levering(line())).reden
    )
    assert CHECKS["C08"](levering(line(dag="2019-01-01"))).reden == ""


def test_line_with_two_treatments_fails_for_the_one_that_was_not_bought():
    inkoop = pl.concat(
        [
            chosen("TROMBECTOMIE", "06990002"),
            chosen("MAMMACARCINOOM", "06990003"),
        ]
    )
    lines = line(r0439="0303", r0431="318")
    found = CHECKS["C04"](levering(lines, activiteit="080827", inkoop=inkoop))
    assert found.beoordeeld == 1
    assert told(found, "verwacht") == [("een gekozen aanbieder voor MAMMACARCINOOM",)]


@pytest.mark.parametrize(
    ("period", "outcome"),
    [
        ({"begindatum": date(2018, 5, 1)}, []),
        ({"begindatum": date(2018, 5, 2)}, ["FAALT"]),
        ({"einddatum": date(2018, 5, 1)}, []),
        ({"einddatum": date(2018, 4, 30)}, ["FAALT"]),
    ],
)
def test_choice_holds_on_the_opening_day(period, outcome):
    inkoop = pl.concat(
        [
            chosen("TROMBECTOMIE", "06990003"),
            chosen("TROMBECTOMIE", "06990002", **period),
        ]
    )
    found = CHECKS["C04"](levering(line(), activiteit="080827", inkoop=inkoop))
    assert outcomes(found) == outcome


def test_every_list_that_ships_says_where_it_is_from_and_when_it_holds():
    rows = LANDELIJK["inkoopbeleid"]
    assert rows.select("soort", "begindatum", "einddatum", "bron").null_count().row(
        0
    ) == (0, 0, 0, 0)
    norms = rows.filter(pl.col("soort") == "MINIMUMNORM")
    by_body = dict(norms["grond"].value_counts().rows())
    assert by_body == {
        "NVVH 5.0": 25,
        "SONCOS 5": 27,
        "NVU": 4,
        "NVRO 3.0": 1,
        "NVVC": 3,
        None: 1,
    }
