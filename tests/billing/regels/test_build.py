"""From grouped rows and overige zorgproducten to lines, each with its insurer."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.regels.build import RegelResult, build_declaratieregels
from billing.regels.findings import RegelFindings
from tariffs.schema import Declaratieregels, Tarief, Verzekeringen

Row = dict[str, object]

GROUPED: Row = {
    "subtraject_nummer": "S1",
    "zorgproduct_code": "099999052",
    "declaratiecode": "15A001",
    "is_uitval": False,
    "aanspraak_toegepast": "J",
    "is_trial": False,
}
SUBTRAJECT: Row = {
    "subtraject_nummer": "S1",
    "zorgtraject_nummer": "T1",
    "zorginstelling_code": "06010101",
    "zorgtype_code": "11",
    "specialisme_code": "0305",
    "begindatum": date(2024, 3, 1),
    "einddatum": date(2024, 5, 30),
    "verzekerde_id": "P1",
}
OZP: Row = {
    "subtraject_nummer": "S1",
    "zorgproduct_code": "190153",
    "declaratiecode": "190153",
    "aantal": 1,
    "uitvoerdatum": date(2024, 4, 1),
    "aanvrager_soort": None,
    "hoofdsubtraject_nummer": None,
    "is_declarabel": True,
    "is_trial": False,
}
VERZEKERING: Row = {
    "verzekerde_id": "P1",
    "uzovi": "9001",
    "polis": "NATURA",
    "begindatum": date(2020, 1, 1),
    "einddatum": None,
}
KOSTEN: Row = {
    "release_id": 1,
    "prestatiecode": "15A001",
    "prestatiecodelijst": "041",
    "component": "KOSTEN",
    "begindatum": date(2012, 1, 1),
    "einddatum": date(2014, 12, 31),
    "tariefsoort": "VRIJ",
}
OLD = {"begindatum": date(2014, 11, 3)}


GROUPED_TYPES = {
    **dict.fromkeys(GROUPED, pl.String),
    "is_uitval": pl.Boolean,
    "is_trial": pl.Boolean,
}
OZP_TYPES = {
    **dict.fromkeys(OZP, pl.String),
    "aantal": pl.Int64,
    "uitvoerdatum": pl.Date,
    "is_declarabel": pl.Boolean,
    "is_trial": pl.Boolean,
}


def regels(
    grouped: list[Row] | None = None,
    ozp: list[Row] | None = None,
    subtrajecten: list[Row] | None = None,
    verzekeringen: list[Row] | None = None,
    tarief: list[Row] | None = None,
) -> RegelResult:
    """Lines of one subtraject of an insured patient, unless said otherwise."""
    rows = [GROUPED] if grouped is None else grouped
    own = [SUBTRAJECT] if subtrajecten is None else subtrajecten
    insured = [VERZEKERING] if verzekeringen is None else verzekeringen
    return build_declaratieregels(
        pl.DataFrame(rows, schema=GROUPED_TYPES),
        None if ozp is None else pl.DataFrame(ozp, schema=OZP_TYPES),
        pl.DataFrame(own, infer_schema_length=None),
        pl.DataFrame(insured, schema=Verzekeringen.create_empty().schema),
        None
        if tarief is None
        else pl.DataFrame(tarief, schema=Tarief.create_empty().schema),
    )


def insurers(result: RegelResult) -> list[str | None]:
    return result.regels["uzovi"].to_list()


def codes(result: RegelResult) -> list[str]:
    return result.findings["code"].to_list()


def test_dbc_line_has_what_the_decision_reads():
    result = regels()
    Declaratieregels.validate(result.regels)
    (line,) = result.regels.drop_nulls("regel_id").to_dicts()
    assert {name: value for name, value in line.items() if value is not None} == {
        "regel_id": "S1/15A001",
        "zorginstelling_code": "06010101",
        "uzovi": "9001",
        "polis": "NATURA",
        "ontvanger": "VERZEKERAAR",
        "verzekerde_id": "P1",
        "prestatiecodelijst": "041",
        "prestatiecode": "15A001",
        "zorgproduct_code": "099999052",
        "is_uitval": False,
        "component": "INTEGRAAL",
        "begindatum": date(2024, 3, 1),
        "einddatum": date(2024, 5, 30),
        "aantal_m": 1000,
        "verrekenpercentage_bp": 10_000,
        "dc": "D",
        "zorgtraject_nummer": "T1",
        "subtraject_nummer": "S1",
        "zorgtype_code": "11",
        "specialisme_poort_code": "0305",
        "aanspraak_toegepast": "J",
    }
    assert result.findings.is_empty()


def test_ozp_line_has_its_own_day_and_quantity():
    result = regels(ozp=[{**OZP, "aantal": 3}])
    line = result.regels.row(1, named=True)
    assert line["regel_id"] == "S1/190153/2024-04-01"
    assert (line["begindatum"], line["einddatum"]) == (OZP["uitvoerdatum"],) * 2
    assert line["aantal_m"] == 3000
    assert line["prestatiecode"] == line["zorgproduct_code"] == "190153"
    assert (line["zorginstelling_code"], line["verzekerde_id"]) == ("06010101", "P1")
    assert line["subtraject_nummer"] == "S1"


MOVED = [
    {**VERZEKERING, "einddatum": date(2024, 3, 31)},
    {**VERZEKERING, "uzovi": "9003", "begindatum": date(2024, 4, 1)},
]


@pytest.mark.parametrize(
    ("day", "uzovi"),
    [
        (date(2024, 3, 31), "9001"),
        (date(2024, 4, 1), "9003"),
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "9001"),
    ],
)
def test_dbc_has_the_insurer_of_its_begindatum_both_ends_included(day, uzovi):
    result = regels(
        subtrajecten=[{**SUBTRAJECT, "begindatum": day}], verzekeringen=MOVED
    )
    assert insurers(result) == [uzovi]


def test_ozp_has_the_insurer_of_its_uitvoerdatum_not_of_the_opening():
    days = [date(2024, 3, 31), date(2024, 4, 1)]
    result = regels(ozp=[{**OZP, "uitvoerdatum": d} for d in days], verzekeringen=MOVED)
    assert insurers(result) == ["9001", "9001", "9003"]
    assert result.findings.is_empty()


def test_gap_in_insurance_leaves_the_line_without_insurer_and_says_so():
    result = regels(
        verzekeringen=[
            {**VERZEKERING, "einddatum": date(2024, 2, 29)},
            {**VERZEKERING, "begindatum": date(2024, 3, 2)},
        ]
    )
    assert insurers(result) == [None]
    assert result.regels["polis"].to_list() == [None]
    assert result.regels["ontvanger"].to_list() == ["VERZEKERAAR"]
    assert codes(result) == ["VERZEKERAAR_ONBEKEND"]


def test_two_insurances_on_one_day_choose_none_and_say_so():
    result = regels(
        verzekeringen=[
            {**VERZEKERING, "einddatum": date(2024, 3, 1)},
            {**VERZEKERING, "uzovi": "9003", "begindatum": date(2024, 3, 1)},
        ]
    )
    assert insurers(result) == [None]
    assert codes(result) == ["VERZEKERAAR_NIET_EENDUIDIG"]


@pytest.mark.parametrize(
    "twice",
    [
        [VERZEKERING, VERZEKERING],
        [
            {**VERZEKERING, "einddatum": date(2024, 6, 30)},
            {**VERZEKERING, "begindatum": date(2024, 1, 1)},
        ],
    ],
    ids=["the same", "overlapping"],
)
def test_one_insurance_that_is_written_twice_is_one(twice):
    result = regels(verzekeringen=twice)
    assert insurers(result) == ["9001"]
    assert result.findings.is_empty()


def test_unknown_insurance_is_never_turned_into_a_patient_without_one():
    result = regels(verzekeringen=[])
    assert result.regels["ontvanger"].to_list() == ["VERZEKERAAR"]
    assert codes(result) == ["VERZEKERAAR_ONBEKEND"]


@pytest.mark.parametrize("ontvanger", ["NIET_VERZEKERDE", "EIGEN_ZORGVERLENER"])
def test_recipient_without_insurer_needs_none(ontvanger):
    result = regels(
        subtrajecten=[{**SUBTRAJECT, "ontvanger": ontvanger}], verzekeringen=[]
    )
    assert insurers(result) == [None]
    assert result.regels["ontvanger"].to_list() == [ontvanger]
    assert result.findings.is_empty()


def test_verzekerde_who_pays_himself_keeps_his_insurer():
    own = [{**SUBTRAJECT, "ontvanger": "verzekerde"}]
    assert insurers(regels(subtrajecten=own)) == ["9001"]
    assert codes(regels(subtrajecten=own, verzekeringen=[])) == ["VERZEKERAAR_ONBEKEND"]


def test_recipient_that_does_not_exist_bills_nobody():
    result = regels(subtrajecten=[{**SUBTRAJECT, "ontvanger": "VERZEKRAAR"}])
    assert result.regels["ontvanger"].to_list() == [None]
    assert insurers(result) == [None]
    assert codes(result) == ["ONTVANGER_ONBEKEND"]


def test_living_donor_is_billed_to_and_in_the_name_of_the_recipient():
    result = regels(
        ozp=[OZP],
        subtrajecten=[{**SUBTRAJECT, "verzekerde_id_ontvanger": "P2"}],
        verzekeringen=[
            VERZEKERING,
            {**VERZEKERING, "verzekerde_id": "P2", "uzovi": "9003"},
        ],
    )
    assert insurers(result) == ["9003", "9003"]
    assert result.regels["verzekerde_id"].to_list() == ["P2", "P2"]


def test_no_recipient_of_an_organ_leaves_the_patient_himself():
    own = [{**SUBTRAJECT, "verzekerde_id_ontvanger": ""}]
    assert insurers(regels(subtrajecten=own)) == ["9001"]


def test_integral_tariff_begins_in_2015():
    days = {"S1": date(2014, 12, 31), "S2": date(2015, 1, 1)}
    result = regels(
        [{**GROUPED, "subtraject_nummer": number} for number in days],
        subtrajecten=[
            {**SUBTRAJECT, "subtraject_nummer": number, "begindatum": day}
            for number, day in days.items()
        ],
        verzekeringen=[{**VERZEKERING, "begindatum": date(2014, 1, 1)}],
        tarief=[{**KOSTEN, "einddatum": None}],
    )
    assert dict(result.regels.select("subtraject_nummer", "component").iter_rows()) == {
        "S1": "KOSTEN",
        "S2": "INTEGRAAL",
    }


def honorarium(uitvoerder: str | None, **more: object) -> Row:
    return {
        **KOSTEN,
        "component": "HONORARIUM",
        "specialisme_uitvoerder_code": uitvoerder,
        **more,
    }


def components(tarief: list[Row]) -> list[str]:
    result = regels(subtrajecten=[{**SUBTRAJECT, **OLD}], tarief=tarief)
    return result.regels["regel_id"].to_list()


def test_dbc_up_to_2014_has_a_line_per_component_as_in_example_32():
    lines = components(
        [KOSTEN, honorarium("0305"), honorarium("0389"), honorarium(None)]
    )
    assert lines == [
        "S1/15A001/KOSTEN",
        "S1/15A001/HONORARIUM/0305",
        "S1/15A001/HONORARIUM/0389",
        "S1/15A001/HONORARIUM",
    ]


def test_component_of_two_releases_gives_one_line():
    assert components([KOSTEN, {**KOSTEN, "release_id": 2}]) == ["S1/15A001/KOSTEN"]


@pytest.mark.parametrize(
    "other",
    [
        {"specialisme_poort_code": "0313"},
        {"begindatum": date(2014, 11, 4)},
        {"einddatum": date(2014, 11, 2)},
        {"prestatiecode": "15A002"},
    ],
)
def test_component_of_another_specialisme_day_or_code_is_none_of_this_dbc(other):
    assert components([KOSTEN, honorarium("0305", **other)]) == ["S1/15A001/KOSTEN"]


def test_component_of_the_specialisme_that_opened_the_dbc_counts():
    own = honorarium("0389", specialisme_poort_code="0305")
    assert components([KOSTEN, own]) == [
        "S1/15A001/KOSTEN",
        "S1/15A001/HONORARIUM/0389",
    ]


@pytest.mark.parametrize("tarief", [None, [{**KOSTEN, "prestatiecode": "15A002"}]])
def test_old_dbc_without_known_components_stays_one_line_and_is_named(tarief):
    result = regels(
        subtrajecten=[{**SUBTRAJECT, "begindatum": date(2014, 11, 3)}],
        verzekeringen=[{**VERZEKERING, "begindatum": date(2014, 1, 1)}],
        tarief=tarief,
    )
    assert result.regels["component"].to_list() == ["INTEGRAAL"]
    assert codes(result) == ["GEEN_COMPONENTEN"]


@pytest.mark.parametrize(
    "change",
    [
        {"is_trial": True},
        {"declaratiecode": None, "is_uitval": True},
        {"declaratiecode": None, "zorgproduct_code": None, "is_uitval": None},
    ],
)
def test_trial_uitval_and_rejected_rows_give_no_line(change):
    result = regels([{**GROUPED, **change}, {**GROUPED, "subtraject_nummer": "S2"}])
    assert result.regels["subtraject_nummer"].to_list() == ["S2"]


def test_ozp_line_says_who_asked_for_the_activity_not_for_the_subtraject():
    result = regels(
        ozp=[{**OZP, "aanvrager_soort": "EERSTELIJN"}],
        subtrajecten=[{**SUBTRAJECT, "aanvrager_soort": "ANDERS"}],
    )
    assert result.regels["aanvrager_soort"].to_list() == ["ANDERS", "EERSTELIJN"]


def test_ic_day_names_the_subtraject_that_it_supports_but_keeps_its_own_zorgtype():
    result = regels(
        [],
        ozp=[{**OZP, "subtraject_nummer": "S2", "hoofdsubtraject_nummer": "S1"}],
        subtrajecten=[
            SUBTRAJECT,
            {**SUBTRAJECT, "subtraject_nummer": "S2", "zorgtype_code": "51"},
        ],
    )
    line = result.regels.row(0, named=True)
    assert line["subtraject_nummer"] == "S1"
    assert line["zorgtype_code"] == "51"
    assert line["regel_id"] == "S2/190153/2024-04-01"


@pytest.mark.parametrize("change", [{"is_declarabel": False}, {"is_trial": True}])
def test_ozp_that_may_not_be_billed_gives_no_line(change):
    assert regels(ozp=[{**OZP, **change}]).regels.height == 1


def test_same_ozp_twice_on_one_day_gives_two_lines_with_ids_of_their_own():
    later = {**OZP, "uitvoerdatum": date(2024, 4, 2)}
    result = regels([], ozp=[OZP, OZP, later, OZP])
    assert result.regels["regel_id"].to_list() == [
        "S1/190153/2024-04-01",
        "S1/190153/2024-04-01#2",
        "S1/190153/2024-04-02",
        "S1/190153/2024-04-01#3",
    ]


def test_ozp_without_day_keeps_its_line_for_phase_a_to_refuse():
    result = regels([], ozp=[{**OZP, "uitvoerdatum": None}, OZP])
    line = result.regels.row(0, named=True)
    assert line["regel_id"] == "S1/190153"
    assert line["begindatum"] is None


@pytest.mark.parametrize("subtrajecten", [[SUBTRAJECT, SUBTRAJECT], []])
def test_subtraject_that_is_absent_or_double_keeps_its_lines_and_is_named(subtrajecten):
    rows = subtrajecten or [{**SUBTRAJECT, "subtraject_nummer": "S9"}]
    result = regels([GROUPED, GROUPED], subtrajecten=rows)
    assert result.regels["regel_id"].to_list() == ["S1/15A001", "S1/15A001#2"]
    assert result.regels["begindatum"].to_list() == [None, None]
    assert codes(result).count("SUBTRAJECT_ONBEKEND") == 2


def test_batch_of_text_only_as_a_csv_gives_the_same_lines():
    typed = regels()
    text = regels(
        subtrajecten=[{name: str(value) for name, value in SUBTRAJECT.items()}]
    )
    compact = regels(
        subtrajecten=[{**SUBTRAJECT, "begindatum": "20240301", "einddatum": "20240530"}]
    )
    assert text.regels.equals(typed.regels)
    assert compact.regels.equals(typed.regels)


def test_codes_that_lost_their_zeros_get_them_back():
    result = regels(
        subtrajecten=[
            {**SUBTRAJECT, "zorginstelling_code": 6010101, "specialisme_code": 305}
        ]
    )
    line = result.regels.row(0, named=True)
    assert line["zorginstelling_code"] == "06010101"
    assert line["specialisme_poort_code"] == "0305"


def test_subtrajecten_without_any_optional_column_give_lines_all_the_same():
    result = regels(subtrajecten=[{"subtraject_nummer": "S1"}])
    assert result.regels["regel_id"].to_list() == ["S1/15A001"]
    assert codes(result) == ["VERZEKERAAR_ONBEKEND"]


@pytest.mark.parametrize("ozp", [None, []])
def test_nothing_grouped_gives_no_lines_of_the_right_form(ozp):
    result = build_declaratieregels(
        pl.DataFrame(schema=GROUPED_TYPES),
        None if ozp is None else pl.DataFrame(schema=OZP_TYPES),
        pl.DataFrame([SUBTRAJECT]).clear(),
        Verzekeringen.create_empty(),
    )
    assert result.regels.equals(Declaratieregels.create_empty())
    assert result.findings.equals(RegelFindings.create_empty())


NUMBERS = st.sampled_from(["S1", "S2", "S3"])
DAYS = st.dates(date(2014, 12, 1), date(2015, 2, 1))


@settings(max_examples=50, deadline=None)
@given(
    grouped=st.lists(
        st.fixed_dictionaries(
            {"subtraject_nummer": NUMBERS, "is_trial": st.booleans()},
            optional={"declaratiecode": st.sampled_from(["15A001", None])},
        ),
        min_size=1,
    ),
    ozp=st.lists(
        st.fixed_dictionaries(
            {"subtraject_nummer": NUMBERS, "uitvoerdatum": DAYS},
            optional={"is_declarabel": st.booleans(), "is_trial": st.booleans()},
        ),
        min_size=1,
    ),
    subtrajecten=st.lists(
        st.fixed_dictionaries({"subtraject_nummer": NUMBERS, "begindatum": DAYS}),
        min_size=1,
    ),
)
def test_every_billable_row_gives_its_lines_and_no_two_share_an_id(
    grouped, ozp, subtrajecten
):
    rows = [{**GROUPED, **row} for row in grouped]
    own = [{**OZP, **row} for row in ozp]
    result = regels(rows, own, [{**SUBTRAJECT, **row} for row in subtrajecten])
    dbcs = sum(bool(row["declaratiecode"]) and not row["is_trial"] for row in rows)
    ozps = sum(row["is_declarabel"] and not row["is_trial"] for row in own)
    assert result.regels.height == dbcs + ozps
    assert result.regels["regel_id"].n_unique() == result.regels.height
    assert set(result.findings["regel_id"]) <= set(result.regels["regel_id"])
