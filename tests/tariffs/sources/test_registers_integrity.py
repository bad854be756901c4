"""Registers of conditional prestaties: experiments, parties, derived prestaties."""

from datetime import date
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from support.files.rows_of import rows_of

from tariffs.schema import (
    TABELLEN,
    AddonTarief,
    Experiment,
    ExperimentPartij,
    FpRegister,
    FpUitsluiting,
    PrestatieOvereenkomst,
)
from tariffs.sources.derived_prestaties import (
    derive_from_addons,
    derive_from_registers,
    derive_from_tarieven,
)
from tariffs.sources.integrity import settle_experiments, settle_references

START, EINDE = date(2023, 3, 1), date(2026, 2, 28)
EXPERIMENT = {
    "experiment_id": "X",
    "grondslag": "BR_INNOVATIE",
    "kenmerk": "k",
    "prestatiecode": "990001",
    "prestatiecodelijst": "990",
    "startdatum": START,
    "einddatum_basis": EINDE,
}
FP = {
    "prestatiecode": "198515",
    "kenmerk": "TB/REG-23653-01",
    "omschrijving": "thuistoediening",
    "begindatum": date(2023, 1, 1),
    "per": "VERRICHTING",
}


def partij(code: str, rol: str = "ORIGINEEL", **more: Any) -> dict[str, Any]:
    return {
        "experiment_id": "X",
        "partij": "VERZEKERAAR" if code.startswith("V") else "ZORGAANBIEDER",
        "partij_code": code,
        "rol": rol,
        "begindatum": START,
        "einddatum": EINDE,
        **more,
    }


def overeenkomst(aanbieder: str, concern: str, **more: Any) -> dict[str, Any]:
    return {
        "overeenkomst_id": f"{aanbieder}-{concern}",
        "experiment_id": "X",
        "soort": "AANSLUITER",
        "zorginstelling_code": aanbieder,
        "concern_id": concern,
        "schriftelijk": True,
        "begindatum": START,
        **more,
    }


def frames(**rows: tuple[type[dy.Schema], list[dict]]) -> dict[str, pl.DataFrame]:
    empty = {tabel.naam: tabel.schema.create_empty() for tabel in TABELLEN}
    given = {naam: rows_of(schema, part) for naam, (schema, part) in rows.items()}
    return {
        naam: frame.with_row_index("row", offset=1).with_columns(bestand=pl.lit("t"))
        for naam, frame in {**empty, **given}.items()
    }


def experiment_frames(
    partijen: list[dict], overeenkomsten: list[dict] = (), **change: Any
) -> dict[str, pl.DataFrame]:
    return frames(
        experiment=(Experiment, [{**EXPERIMENT, **change}]),
        experiment_partij=(ExperimentPartij, partijen),
        prestatie_overeenkomst=(PrestatieOvereenkomst, list(overeenkomsten)),
    )


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({}, True),
        ({"begindatum": date(2023, 2, 28)}, False),
        ({"einddatum": date(2026, 3, 1)}, False),
        ({"einddatum": None}, True),
        ({"einddatum": date(2027, 1, 1), "opgezegd_per": EINDE}, True),
    ],
)
def test_party_takes_part_within_the_life_of_its_experiment(
    change: dict[str, Any], stays: bool
) -> None:
    settled, findings = settle_experiments(
        experiment_frames([partij("06010202", **change)])
    )
    assert settled["experiment_partij"].height == int(stays)
    assert findings["code"].to_list() == (
        [] if stays else ["EXPERIMENT_PARTIJ_BUITEN_PERIODE"]
    )


def test_party_may_stay_until_the_end_of_the_instandlating() -> None:
    settled, _ = settle_experiments(
        experiment_frames(
            [partij("06010202", einddatum=date(2027, 12, 31))],
            einddatum_instandlating=date(2027, 12, 31),
        )
    )
    assert settled["experiment_partij"].height == 1


@pytest.mark.parametrize("eerst", [START, date(2024, 3, 1)])
def test_an_experiment_of_several_codes_lives_from_the_first_to_the_last(
    eerst: date,
) -> None:
    rijen = [
        {**EXPERIMENT, "startdatum": eerst, "einddatum_basis": date(2024, 12, 31)},
        {**EXPERIMENT, "prestatiecode": "990002"},
    ]
    for volgorde in (1, -1):
        settled, findings = settle_experiments(
            frames(
                experiment=(Experiment, rijen[::volgorde]),
                experiment_partij=(ExperimentPartij, [partij("06010202")]),
            )
        )
        assert settled["experiment_partij"].height == 1
        assert findings.is_empty()


@pytest.mark.parametrize(
    ("aanbieder", "concern", "found"),
    [
        ("06010202", "V1", []),
        ("06010101", "V2", []),
        ("06010101", "V1", ["EXPERIMENT_ZONDER_ORIGINELE_PARTIJ"]),
    ],
)
def test_agreement_of_an_aansluiter_has_an_original_party_on_one_side(
    aanbieder: str, concern: str, found: list[str]
) -> None:
    _, findings = settle_experiments(
        experiment_frames(
            [partij("06010202"), partij("V2"), partij("06010101", "AANSLUITER")],
            [overeenkomst(aanbieder, concern)],
        )
    )
    assert findings["code"].to_list() == found


@pytest.mark.parametrize(
    ("dag", "found"),
    [(START, []), (date(2023, 3, 2), ["EXPERIMENT_BESCHIKKING_LATER"]), (None, [])],
)
def test_beschikking_after_the_first_day_is_a_warning(
    dag: date | None, found: list[str]
) -> None:
    _, findings = settle_experiments(
        experiment_frames([partij("06010101", "AANSLUITER", beschikking_datum=dag)])
    )
    assert findings["code"].to_list() == found
    assert set(findings["severity"]) <= {"warn"}


@pytest.mark.parametrize(
    ("dag", "found"),
    [
        (date(2025, 8, 28), []),
        (date(2025, 9, 1), ["EXPERIMENT_EVALUATIE_ONJUIST"]),
        (None, []),
    ],
)
def test_evaluation_is_due_six_months_before_the_end(
    dag: date | None, found: list[str]
) -> None:
    _, findings = settle_experiments(experiment_frames([], eindevaluatie_uiterlijk=dag))
    assert findings["code"].to_list() == found


def test_the_term_of_the_evaluation_is_that_of_an_innovatie() -> None:
    _, findings = settle_experiments(
        experiment_frames(
            [], grondslag="WMG58", eindevaluatie_uiterlijk=date(2025, 9, 1)
        )
    )
    assert findings.is_empty()


def test_rows_that_refer_to_nothing_do_not_go_on() -> None:
    uitsluiting = {
        "prestatiecode": "198599",
        "selector": "SOORT:DBC",
        "reikwijdte": "DAG",
        "begindatum": START,
    }
    settled, findings = settle_references(
        frames(
            fp_register=(FpRegister, [FP]),
            fp_uitsluiting=(
                FpUitsluiting,
                [uitsluiting, {**uitsluiting, "prestatiecode": "198515"}],
            ),
        )
    )
    assert settled["fp_uitsluiting"]["prestatiecode"].to_list() == ["198515"]
    assert findings.select("source", "row", "value").rows() == [
        ("fp_uitsluiting", 1, "198599")
    ]


def test_row_without_a_release_refers_to_none() -> None:
    settled, findings = settle_references(frames(fp_register=(FpRegister, [FP])))
    assert (settled["fp_register"].height, findings.height) == (1, 0)


def test_conditional_prestaties_need_an_agreement() -> None:
    rows = derive_from_registers(
        rows_of(FpRegister, [FP]),
        rows_of(
            Experiment,
            [
                {**EXPERIMENT, "einddatum_verlenging": date(2028, 2, 29)},
                {**EXPERIMENT, "experiment_id": "Y", "grondslag": "WMG58"},
            ],
        ),
    )
    assert rows.select(
        "prestatiecode",
        "prestatiecodelijst",
        "soort_prestatie",
        "overeenkomst_vereist",
        "einddatum",
    ).rows() == [
        ("198515", "041", "FP", True, None),
        ("990001", "990", "INNOVATIE", True, date(2028, 2, 29)),
        ("990001", "990", "EXPERIMENT", True, EINDE),
    ]
    assert rows["verzekerd"].all()


def test_medicines_are_per_unit_divisible_and_never_max_max() -> None:
    row = {
        "release_id": 1,
        "zi_nummer": "99000001",
        "soort_supplementair": "OZP_STOLLING",
        "begindatum": date(2025, 1, 1),
        "nza_max_incl_btw_e6": 1,
        "btw_bp": 900,
    }
    (found,) = derive_from_addons(rows_of(AddonTarief, [row])).to_dicts()
    assert found["soort_prestatie"] == "STOLLING"
    assert found["prestatiecodelijst"] == "001"
    assert found["aantal_deelbaar"]
    assert found["maxmax_uitsluiting_grond"] == "STOLLING"
    assert found["vergunning_vereist"] == "HEMOFILIE"
    assert found["btw_behandeling"] == "INCL_LAAG"


def derived(code: str, tarieftype: str | None = None, *others: str) -> dict[str, Any]:
    rows = [
        {
            "release_id": 1,
            "prestatiecodelijst": "041",
            "prestatiecode": c,
            "begindatum": date(2025, 1, 1),
            "einddatum": None,
            "omschrijving": None,
            "tarieftype": tarieftype,
            "eenheid": "STUK",
            "zorgproductgroep_code": None,
        }
        for c in (code, *others)
    ]
    frame = pl.DataFrame(
        rows,
        schema_overrides={
            "tarieftype": pl.String,
            "omschrijving": pl.String,
            "zorgproductgroep_code": pl.String,
            "einddatum": pl.Date,
        },
    )
    wbmv = pl.DataFrame({"prestatiecode": ["14Z000"], "wbmv_code": ["1"]})
    found = derive_from_tarieven(frame, wbmv)
    return found.filter(pl.col("prestatiecode") == code).to_dicts()[0]


@pytest.mark.parametrize(
    ("code", "tarieftype", "expected"),
    [
        ("14E669", None, {"soort_prestatie": "DBC", "verzekerd": True}),
        ("17E566", None, {"soort_prestatie": "DBC", "verzekerd": False}),
        ("190153", "15", {"soort_prestatie": "ADDON_IC", "eenheid": "DAG"}),
        ("070001", "20", {"ozp_categorie": "ELD", "soort_prestatie": "OZP"}),
        ("193012", "25", {"ozp_categorie": "PARAMEDISCH", "eenheid": "MIN15"}),
        ("190288", "13", {"eenheid": "UUR", "aantal_deelbaar": True}),
        ("198300", "12", {"maxmax_uitsluiting_grond": "OVERGENOMEN_GGZ_FZ"}),
        ("198370", "12", {"maxmax_uitgesloten": True}),
        ("198371", "12", {"maxmax_uitgesloten": False}),
        ("190287", "13", {"overeenkomst_vereist": True}),
        ("119053", "13", {"btw_behandeling": "AFHANKELIJK_DOEL"}),
        ("14Z000", None, {"vergunning_vereist": "WBMV"}),
    ],
)
def test_prestatie_is_derived_from_its_code_and_tarieftype(
    code: str, tarieftype: str | None, expected: dict[str, Any]
) -> None:
    found = derived(code, tarieftype)
    assert {name: found[name] for name in expected} == expected


def test_mirror_code_is_named_only_when_it_exists() -> None:
    assert derived("14E669", None, "16E669")["spiegelcode"] == "16E669"
    assert derived("14E669", None, "16E670")["spiegelcode"] is None


def test_periods_of_tariffs_join_into_the_life_of_the_prestatie() -> None:
    days = [
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 6, 30)),
        (date(2024, 1, 1), None),
    ]
    frame = pl.DataFrame(
        {
            "release_id": [1] * 3,
            "prestatiecodelijst": ["041"] * 3,
            "prestatiecode": ["14E669"] * 3,
            "begindatum": [begin for begin, _ in days],
            "einddatum": [einde for _, einde in days],
            "eenheid": ["STUK"] * 3,
            "omschrijving": ["Oud", "Nieuw", "Later"],
        }
    ).with_columns(
        pl.lit(None, dtype=pl.String).alias(name)
        for name in ("tarieftype", "zorgproductgroep_code")
    )
    wbmv = pl.DataFrame(schema={"prestatiecode": pl.String})
    rows = derive_from_tarieven(frame, wbmv)
    # The newest description speaks for the days that hang together.
    assert rows.select("begindatum", "einddatum", "omschrijving").rows() == [
        (date(2022, 1, 1), date(2023, 6, 30), "Nieuw"),
        (date(2024, 1, 1), None, "Later"),
    ]
