"""Every input check: what it finds, with which code, and what its setting does."""

from collections.abc import Mapping
from functools import cache

import polars as pl
import pytest
from support.releases.small import (
    GROEP,
    WITHOUT_ACTIVITIES,
    activiteit,
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.findings.checks import (
    ACTIVITEIT_BIT0,
    CHECK_BY_NAME,
    CHECKS,
    Bit,
    InputChecks,
)
from productstructure.errors import CallError

Lines = tuple[tuple[object, ...], ...]

OPTIONAL = dict.fromkeys(
    ("leeftijd_jaar", "einddatum", "aanspraak", "afsluitreden_code")
)

FAULTS: Mapping[str, tuple[Mapping[str, object], Lines]] = {
    "nummer_leeg": ({"subtraject_nummer": ""}, ()),
    "nummer_dubbel": ({"subtraject_nummer": "2"}, ()),
    "begindatum": ({"begindatum": "2020-02-30"}, ()),
    "begindatum_te_vroeg": ({"begindatum": "2019-12-31"}, ()),
    "begindatum_na_horizon": ({"begindatum": "2022-01-01"}, ()),
    "begindatum_in_gat": ({"begindatum": "2021-04-01"}, ()),
    "einddatum": ({"einddatum": "2020-13-01"}, ()),
    "specialisme": ({"specialisme_code": "0389"}, ()),
    "zorgtype": ({"zorgtype_code": "22"}, ()),
    "diagnose": ({"diagnose_code": "999"}, ()),
    "diagnose_traject": ({"diagnose_code": "000"}, ()),
    "zorgvraag": ({"zorgvraag_code": "061"}, ()),
    "geboortedatum": ({"geboortedatum": "1980-02-30"}, ()),
    "geboren_na_begin": ({"geboortedatum": "2020-06-02"}, ()),
    "leeftijd": ({"geboortedatum": "1880-01-01"}, ()),
    "leeftijd_wijkt_af": ({"leeftijd_jaar": "12"}, ()),
    "geslacht": ({"geslacht": "X"}, ()),
    "instelling": ({"zorginstelling_code": "699000"}, ()),
    "aanspraak": ({"aanspraak": "misschien"}, ()),
    "afsluitreden": ({"afsluitreden_code": "open"}, ()),
    "einddatum_voor_begin": ({"einddatum": "2020-05-31"}, ()),
    "einddatum_open": ({"einddatum": "2999-12-31"}, ()),
    "geen_activiteit": ({}, (("2", "030002", 1),)),
    "uitvoerdatum_ver": ({}, (("1", "030001", 1, "9999-12-31"),)),
    "activiteit_elders": ({}, (("1", "030001", 1, None, "06990002"),)),
    "aantal": ({}, (("1", "030001", None),)),
    "aantal_negatief": ({}, (("1", "030001", -1),)),
    "uitvoerdatum": ({}, (("1", "030001", 1, "2020-02-30"),)),
    "activiteit": ({}, (("1", "039999", 1),)),
    "aantal_nul": ({}, (("1", "030001", 0),)),
    "activiteit_los": ({}, (("7", "030001", 1),)),
}
"""By check: what is wrong with subtraject 1 of two, or with its activities."""

# What a fault brings along that no data can be without.
OF_NO_SUBTRAJECT = ("activiteit_los", "activiteit_elders")

ALSO = {
    "geboortedatum": {"G133"},
    "specialisme": {"G122", "G123"},
}


@cache
def release(last_day: str | None = None) -> CompiledStructure:
    return small_release(
        small_tree(counts(300, "030001")),
        activiteiten=[activiteit("030001"), activiteit("030002")],
        last_day=last_day,
    )


def grouped(name: str, checks: InputChecks) -> GroupResult:
    """Group a batch of two subtrajecten of which the first has one fault."""
    change, lines = FAULTS[name]
    rows = subtrajecten({**OPTIONAL, **change}, {})
    if name != "geen_activiteit":
        numbers = {change.get("subtraject_nummer", "1"): 0, "2": 0}
        lines = (*lines, *((number, "030002", 1) for number in numbers))
    activities = zorgactiviteiten(*(line[:3] for line in lines)).with_columns(
        uitvoerdatum=pl.Series(
            [line[3] if len(line) > 3 else None for line in lines], dtype=pl.String
        )
    )
    if name == "activiteit_elders":
        # The number is that of another hospital.
        hospital = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("06990002"))
        activities = activities.with_columns(
            zorginstelling_code=hospital.otherwise(pl.lit("06990001"))
        )
        rows = rows.with_columns(zorginstelling_code=pl.lit("06990001"))
    last_day = "2021-03-31" if name == "begindatum_in_gat" else None
    return Grouper(release(last_day), checks=checks, threads=1).group(rows, activities)


def only(name: str, severity: str) -> InputChecks:
    """All checks off but one."""
    return InputChecks.off().with_settings({name: severity})


def test_every_check_has_a_fault_to_be_tested_with() -> None:
    assert sorted(FAULTS) == sorted(CHECK_BY_NAME)


def test_every_check_has_a_code_a_bit_and_a_text_of_its_own() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert {check.bit for check in CHECKS} == set(Bit)


def test_checks_stand_in_the_order_of_their_bits_which_is_that_of_findings() -> None:
    bits = [check.bit for check in CHECKS]
    assert bits == sorted(bits)


def test_faults_fit_in_their_masks_which_those_of_activities_end() -> None:
    bits = [check.bit for check in CHECKS if check.on_activities]
    others = [check.bit for check in CHECKS if not check.on_activities]
    assert max(others) < ACTIVITEIT_BIT0 <= min(bits)
    assert max(bits) - ACTIVITEIT_BIT0 < 16
    assert max(bits) < 64
    assert len({check.tekst for check in CHECKS}) == len(CHECKS)
    assert all(check.tekst.endswith(".") for check in CHECKS)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found_with_its_own_code_and_default_severity(name: str) -> None:
    check = CHECK_BY_NAME[name]
    result = grouped(name, InputChecks.default())
    found = result.findings.filter(pl.col("code") == check.code)
    assert set(result.findings["code"]) - ALSO.get(name, set()) == {check.code}
    assert set(found["severity"]) == {check.ernst}
    assert set(found["column"]) == {check.waar}
    assert set(found["tekst"]) == {check.tekst}
    assert set(found["source"]) == {
        "zorgactiviteiten" if check.on_activities else "subtrajecten"
    }


@pytest.mark.parametrize("name", FAULTS)
def test_check_set_to_reject_rejects(name: str) -> None:
    result = grouped(name, only(name, "reject"))
    assert set(result.findings["severity"]) == {"reject"}
    expected = "ok" if name in OF_NO_SUBTRAJECT else "rejected"
    assert result.grouped["status"][0] == expected
    if expected == "rejected":
        row = result.grouped.row(0, named=True)
        assert row["zorgproduct_code"] is None
        assert row["zorgproductgroep_code"] is None
        assert row["declaratiecode"] is None
        assert result.rejected.height == (2 if name == "nummer_dubbel" else 1)


WITHOUT_A_TREE = ("begindatum", "begindatum_te_vroeg", "begindatum_in_gat")


@pytest.mark.parametrize("name", FAULTS)
def test_check_set_to_warn_warns_and_groups(name: str) -> None:
    result = grouped(name, only(name, "warn"))
    assert set(result.findings["severity"]) == {"warn"}
    status = result.grouped["status"][0]
    if name in WITHOUT_A_TREE:
        assert status == "no_tree"
    else:
        assert status == ("ok" if name in OF_NO_SUBTRAJECT else "warning")
        assert result.grouped["zorgproduct_code"][0] is not None


@pytest.mark.parametrize("name", FAULTS)
def test_check_set_to_off_says_nothing(name: str) -> None:
    result = grouped(name, InputChecks.off())
    assert result.findings.height == 0
    expected = "no_tree" if name in WITHOUT_A_TREE else "ok"
    assert result.grouped["status"].to_list() == [expected, "ok"]


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_one_subtraject_leaves_the_other_alone(name: str) -> None:
    result = grouped(name, InputChecks.default())
    if name != "nummer_dubbel":
        assert result.grouped["zorgproduct_code"][1] == GROEP + "002"
        assert result.grouped["status"][1] == "ok"


def test_finding_carries_the_value_and_the_row_it_was_found_in() -> None:
    rows = subtrajecten({}, {"geslacht": "Q", "subtraject_nummer": "77"})
    result = Grouper(release(), checks=WITHOUT_ACTIVITIES, threads=1).group(
        rows, zorgactiviteiten()
    )
    assert result.findings.drop("tekst").rows() == [
        ("subtrajecten", 2, "77", "G135", "reject", "geslacht", "Q")
    ]


def test_findings_stand_in_order_of_source_row_and_code() -> None:
    rows = subtrajecten({"geslacht": "Q", "zorgtype_code": "99"}, {"geslacht": "R"})
    lines = zorgactiviteiten(("2", "039999", 1), ("1", "039999", 0))
    found = Grouper(release(), threads=1).group(rows, lines).findings
    assert found.select("source", "row", "code").rows() == [
        ("subtrajecten", 1, "G122"),
        ("subtrajecten", 1, "G135"),
        ("subtrajecten", 2, "G135"),
        ("zorgactiviteiten", 1, "G151"),
        ("zorgactiviteiten", 2, "G151"),
        ("zorgactiviteiten", 2, "G152"),
    ]


@pytest.mark.parametrize("zorgtype", ["41", "51", "52"])
def test_zorgtype_without_a_tree_gets_no_tree(zorgtype: str) -> None:
    rows = subtrajecten({"zorgtype_code": zorgtype}, {})
    lines = zorgactiviteiten(("1", "030001", 1), ("2", "030001", 1))
    result = Grouper(release(), threads=1).group(rows, lines)
    assert result.grouped["status"].to_list() == ["no_tree", "ok"]
    assert result.grouped["zorgproduct_code"].to_list() == [None, GROEP + "001"]
    assert (result.balance.bij_no_tree, result.balance.geteld) == (1, 1)


@pytest.mark.parametrize("checks", [WITHOUT_ACTIVITIES, InputChecks.off()])
def test_zorgtype_51_is_not_checked_on_diagnose_and_zorgvraag(
    checks: InputChecks,
) -> None:
    row = {"zorgtype_code": "51", "diagnose_code": "", "zorgvraag_code": "9"}
    result = Grouper(release(), checks=checks, threads=1).group(
        subtrajecten(row), zorgactiviteiten()
    )
    assert result.grouped["status"].to_list() == ["no_tree"]
    assert result.findings.height == 0


@pytest.mark.parametrize("zorgtype", ["41", "52"])
def test_zorgtype_41_and_52_are_checked_on_diagnose(zorgtype: str) -> None:
    row = {"zorgtype_code": zorgtype, "diagnose_code": "999"}
    result = Grouper(release(), checks=WITHOUT_ACTIVITIES, threads=1).group(
        subtrajecten(row), zorgactiviteiten()
    )
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G123"]


def test_subtraject_with_several_faults_has_a_finding_of_each() -> None:
    row = {"geslacht": "X", "zorginstelling_code": "1", "diagnose_code": "999"}
    result = Grouper(release(), threads=1).group(
        subtrajecten(row), zorgactiviteiten(("030001", -1))
    )
    assert result.findings["code"].to_list() == ["G123", "G135", "G136", "G142"]


def test_setting_of_an_unknown_check_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        CallError, match=r"'geslagt' is unknown\. Known checks: .*geslacht"
    ):
        InputChecks.default().with_settings({"geslagt": "off"})


def test_unknown_severity_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CallError, match="'ignore' found; use reject, warn or off"):
        InputChecks.default().with_settings({"geslacht": "ignore"})


def test_settings_leave_other_checks_as_they_are() -> None:
    default = InputChecks.default()
    changed = default.with_settings({"geslacht": "warn"})
    assert changed.severity["geslacht"] == "warn"
    assert default.severity["geslacht"] == "reject"
    assert changed.severity["instelling"] == "reject"


FAR = ("2017-01-01", "2019-01-05", "2023-01-01", "2999-12-31", "9999-12-31")
NEAR = ("2019-06-01", "2020-01-01", "2020-06-01", "2021-12-31", None)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("column", ["text", "date", "number"])
def test_far_uitvoerdatum_is_told_in_every_order(seed: int, column: str) -> None:
    rows = subtrajecten({"begindatum": "2020-01-10"}, {"begindatum": "2020-01-10"})
    days = [(n, day) for n in ("1", "2") for day in FAR + NEAR]
    lines = pl.DataFrame(
        {
            "subtraject_nummer": [n for n, _ in days],
            "zorgactiviteit_code": ["030001"] * len(days),
            "aantal": [1] * len(days),
            "uitvoerdatum": [day for _, day in days],
        },
        schema_overrides={"uitvoerdatum": pl.String},
    )
    if seed:
        lines = lines.sample(fraction=1, shuffle=True, seed=seed)
    far = lines["uitvoerdatum"].is_in(FAR).arg_true() + 1
    if column == "date":
        lines = lines.with_columns(pl.col("uitvoerdatum").str.to_date())
    elif column == "number":
        lines = lines.with_columns(
            pl.col("uitvoerdatum").str.replace_all("-", "").cast(pl.Int64)
        )
    result = Grouper(release(), threads=1).group(rows, lines)
    told = result.findings.filter(code="G144")
    assert told["row"].to_list() == far.to_list()
    assert set(told["source"]) == {"zorgactiviteiten"}
    assert result.grouped["status"].to_list() == ["warning", "warning"]
