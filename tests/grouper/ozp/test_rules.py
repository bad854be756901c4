"""Which overige zorgproducten are billable by themselves, by rule and by article."""

from itertools import product

import pytest
from support.releases.small import subtrajecten
from support.releases.small_ozp import (
    OZP,
    PROFIEL,
    VERPLEEGDAG,
    derive,
    lines,
    ozp_activiteit,
    ozp_release,
    reasons,
)

from grouper.frames.ozp_reasons import AANVRAGERS, REDENEN, TARIEFTYPEN
from grouper.ozp.rules import REGELS, TOESLAGEN, VRAGERS, ZORGTYPEN, OzpRegels
from productstructure.errors import CallError

DAY, OTHER_DAY = "2020-06-10", "2020-06-11"
OPENING = "2020-06-01"
DBC = ("11", "13", "21")

# Regeling msz 2016; who asked is not given. By tarieftype and zorgtype: the reason.
BY_ZORGTYPE = {
    ("10", DBC): "IN_DBC_PROFIEL",
    ("10", ("41",)): "ZORGTYPE_41",
    ("10", ("51",)): "ONDERSTEUNING_HOOFDTRAJECT",
    ("10", ("52",)): "GEEN_VERZOEK",
    ("11", DBC): "IN_DBC_PROFIEL",  # art. 23.4
    ("11", ("41",)): "ZORGTYPE_41",  # art. 9.1
    ("11", ("51",)): "ONDERSTEUNING_HOOFDTRAJECT",  # art. 13
    ("11", ("52",)): "ALLEEN_ZORGTYPE_41",  # art. 9.1
    ("12", (*DBC, "41", "51", "52")): "NAAST_DBC",  # art. 25.3, 33a.1
    ("13", (*DBC, "41", "51", "52")): "OVERIGE_VERRICHTING",  # art. 33d.1
    ("15", (*DBC, "41")): "IC_BUITEN_IC_SUBTRAJECT",  # art. 25.1b
    ("15", ("51",)): "GEEN_HOOFDTRAJECT",  # art. 11.2: it stands alone here
    ("15", ("52",)): "IC_ZONDER_HOOFDTRAJECT",  # art. 11.3
    ("16", (*DBC, "51", "52")): "NAAST_DBC",  # art. 25.2, 33a.1
    ("16", ("41",)): "ADDON_ZONDER_DBC",  # art. 3a
    ("17", (*DBC, "41", "51", "52")): "NAAST_DBC",  # art. 25.4, 33a.1
    ("20", DBC): "IN_DBC_PROFIEL",
    ("20", ("41",)): "ZORGTYPE_41",
    ("20", ("51",)): "ONDERSTEUNING_HOOFDTRAJECT",
    ("20", ("52",)): "GEEN_VERZOEK",  # art. 33.3
    ("25", DBC): "IN_DBC_PROFIEL",
    ("25", ("41",)): "PARAMEDISCH_BUITEN_DBC",  # art. 27.1, 33.3
    ("25", ("51",)): "ONDERSTEUNING_HOOFDTRAJECT",
    ("25", ("52",)): "GEEN_VERZOEK",
    ("30", DBC): "IN_DBC_PROFIEL",  # art. 24 lid 38
    ("30", ("41",)): "ZORGTYPE_41",
    ("30", ("51",)): "ONDERSTEUNING_HOOFDTRAJECT",
    ("30", ("52",)): "GEEN_VERZOEK",
}
CODE = {"15": "190153", "25": "062501"} | {
    tarieftype: code for code, tarieftype in OZP.items() if code.startswith("06")
}


@pytest.mark.parametrize(
    ("tarieftype", "zorgtype", "reden"),
    [
        (tarieftype, zorgtype, reden)
        for (tarieftype, zorgtypen), reden in BY_ZORGTYPE.items()
        for zorgtype in zorgtypen
    ],
)
def test_reason_follows_tarieftype_and_zorgtype(
    tarieftype: str, zorgtype: str, reden: str
) -> None:
    ((_, found, _),) = reasons(zorgtype, (CODE[tarieftype], DAY))
    assert found == reden


def test_cases_cover_every_tarieftype_and_zorgtype() -> None:
    covered = {(tt, zt) for tt, zorgtypen in BY_ZORGTYPE for zt in zorgtypen}
    zorgtypen = (*DBC, "41", "51", "52")
    assert covered == set(product((t.code for t in TARIEFTYPEN), zorgtypen))


@pytest.mark.parametrize(
    ("zorgtype", "aanvrager", "reden"),
    [
        ("41", "EERSTELIJN", "OP_VERZOEK"),
        ("41", "BUITEN_DBC", "OP_VERZOEK"),
        ("41", "GEEN_VERZOEK_NODIG", "GEEN_VERZOEK_NODIG"),
        ("41", "ANDERS", "GEEN_VERZOEK"),
        ("52", "EERSTELIJN", "OP_VERZOEK"),
        ("52", "BUITEN_DBC", "OP_VERZOEK"),
        ("52", "GEEN_VERZOEK_NODIG", "GEEN_VERZOEK_NODIG"),
        ("52", "ANDERS", "GEEN_VERZOEK"),
        ("51", "EERSTELIJN", "ONDERSTEUNING_HOOFDTRAJECT"),
        ("11", "EERSTELIJN", "IN_DBC_PROFIEL"),
    ],
)
def test_diagnostics_follow_who_asked(
    zorgtype: str, aanvrager: str, reden: str
) -> None:
    ((_, found, _),) = reasons(zorgtype, ("062001", DAY), aanvrager=aanvrager)
    assert found == reden


@pytest.mark.parametrize("tarieftype", ["11", "20", "25"])
@pytest.mark.parametrize(
    ("day", "reden"), [(OPENING, "ZELFDE_DAG_ALS_OPENING"), (DAY, "OP_VERZOEK")]
)
def test_request_may_go_before_the_profile_but_not_on_the_day_of_opening(
    tarieftype: str, day: str, reden: str
) -> None:
    regels = OzpRegels(verzoek_gaat_voor_profiel=True)
    ((_, found, _),) = reasons(
        "11", (CODE[tarieftype], day), regels=regels, aanvrager="EERSTELIJN"
    )
    assert found == reden


@pytest.mark.parametrize("zorgtype", ["41", "52"])
def test_request_outside_a_dbc_may_be_of_the_day_of_opening(zorgtype: str) -> None:
    """Art. 9.1 and 33.3: the subtraject that is opened for it is no dbc."""
    regels = OzpRegels(verzoek_gaat_voor_profiel=True)
    ((_, found, is_declarabel),) = reasons(
        zorgtype, ("062001", OPENING), regels=regels, aanvrager="EERSTELIJN"
    )
    assert (found, is_declarabel) == ("OP_VERZOEK", True)


def test_profile_without_a_request_has_the_same_reason_on_the_day_of_opening() -> None:
    """Art. 23.4: what the dbc needs for itself is part of it on all its days."""
    regels = OzpRegels(verzoek_gaat_voor_profiel=True)
    ((_, found, _),) = reasons("11", ("062001", OPENING), regels=regels)
    assert found == "IN_DBC_PROFIEL"


def test_request_before_the_profile_needs_a_request() -> None:
    regels = OzpRegels(verzoek_gaat_voor_profiel=True)
    ((_, found, _),) = reasons("11", ("062001", DAY), regels=regels)
    assert found == "IN_DBC_PROFIEL"


def test_addon_ic_in_a_dbc_is_billable_only_by_setting() -> None:
    regels = OzpRegels(addon_ic_in_dbc=True)
    assert reasons("11", ("190153", DAY), regels=regels) == [
        ("190153", "NAAST_DBC", True)
    ]


@pytest.mark.parametrize("dag", ["190153", "190154", "190155"])
def test_dialysis_supplement_stands_beside_a_day_on_the_ic(dag: str) -> None:
    found = reasons("52", (dag, DAY), ("190156", DAY))
    assert [is_declarabel for _, _, is_declarabel in found] == [True, True]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param((), id="nothing"),
        pytest.param((("190153", OTHER_DAY),), id="a day on the IC another day"),
        pytest.param((("190150", DAY),), id="neonatal IC"),
        pytest.param((("190129", DAY),), id="a consult"),
        pytest.param(
            (("190153", DAY, 1), ("190153", DAY, -1)), id="a day that was taken back"
        ),
        # A count below zero is no day on the IC (art. 33a.4).
        pytest.param(
            (("190153", DAY, -1), ("190153", OTHER_DAY, 1)), id="only a correction"
        ),
    ],
)
def test_dialysis_supplement_without_its_day_is_not_billable(
    others: tuple[tuple[object, ...], ...],
) -> None:
    found = reasons("52", ("190156", DAY), *others)
    assert ("190156", "TOESLAG_ZONDER_IC_DAG", False) in found


def test_ecmo_supplement_needs_the_neonatal_or_paediatric_ic() -> None:
    beside = reasons("52", ("039611", DAY), ("190150", DAY))
    alone = reasons("52", ("039611", DAY), ("190153", DAY))
    assert ("039611", "IC_ZONDER_HOOFDTRAJECT", True) in beside
    assert ("039611", "TOESLAG_ZONDER_IC_DAG", False) in alone


@pytest.mark.parametrize("zorgtype", DBC)
def test_outpatient_fysiotherapie_is_billed_beside_a_dbc(zorgtype: str) -> None:
    assert reasons(zorgtype, ("193001", DAY)) == [
        ("193001", "POLIKLINISCHE_FYSIOTHERAPIE", True)
    ]


def test_fysiotherapie_on_a_day_of_stay_is_part_of_the_dbc() -> None:
    found = reasons("11", ("193001", DAY), ("193001", OTHER_DAY), (VERPLEEGDAG, DAY))
    assert found == [
        ("193001", "IN_DBC_PROFIEL", False),
        ("193001", "POLIKLINISCHE_FYSIOTHERAPIE", True),
    ]


@pytest.mark.parametrize(
    ("stay", "is_clinical"),
    [
        ([(VERPLEEGDAG, DAY)], True),
        ([(VERPLEEGDAG, DAY, 2), (VERPLEEGDAG, DAY, -1)], True),
        # Taken back, not there at all, on another day, another code.
        ([(VERPLEEGDAG, DAY), (VERPLEEGDAG, DAY, -1)], False),
        ([(VERPLEEGDAG, DAY, 0)], False),
        ([(VERPLEEGDAG, DAY, -1), (VERPLEEGDAG, OTHER_DAY, 1)], False),
        ([(VERPLEEGDAG, "2020-06-09"), (VERPLEEGDAG, OTHER_DAY)], False),
        ([(PROFIEL, DAY)], False),
        # Without a uitvoerdatum a day is that of opening.
        ([(VERPLEEGDAG, None)], False),
        ([], False),
    ],
    ids=str,
)
def test_fysiotherapie_is_clinical_on_the_days_that_there_is_a_stay(
    stay: list[tuple[object, ...]], is_clinical: bool
) -> None:
    """Art. 33.4; a stay that adds up to zero or less is none (docs/decisions.md 4)."""
    reden = "IN_DBC_PROFIEL" if is_clinical else "POLIKLINISCHE_FYSIOTHERAPIE"
    for own in (stay, stay[::-1]):
        found = reasons("11", ("193001", DAY), *own)
        assert found == [("193001", reden, not is_clinical)]


def test_stay_without_a_day_is_on_the_day_of_opening() -> None:
    """Art. 40 and own decision 8: begindatum stands in for the uitvoerdatum."""
    found = reasons("11", ("193001", OPENING), ("193001", DAY), (VERPLEEGDAG, None))
    assert [reden for _, reden, _ in found] == [
        *("IN_DBC_PROFIEL", "POLIKLINISCHE_FYSIOTHERAPIE")
    ]


def test_what_stands_in_another_subtraject_says_nothing_of_this_one() -> None:
    """A supplement, fysiotherapie and a correction are judged by their own one
    (art. 33a.4, 33.4); what is beside them is for the tariff layer to see."""
    rows = subtrajecten(
        {"zorgtype_code": "52"},
        {"zorgtype_code": "52"},
        {},
        {},
        {"zorgtype_code": "41"},
        {"zorgtype_code": "41"},
    )
    found = derive(
        rows,
        lines(
            *((1, "190156", DAY), (2, "190153", DAY)),
            *((3, "193001", DAY), (4, VERPLEEGDAG, DAY)),
            *((5, "062001", DAY), (5, "062001", OTHER_DAY, 2)),
            *((6, "062001", DAY, -1), (6, "062001", OTHER_DAY, 2)),
        ),
    ).ozp
    assert found is not None
    assert found.select("subtraject_nummer", "reden").unique(
        maintain_order=True
    ).rows() == [
        ("1", "TOESLAG_ZONDER_IC_DAG"),
        ("2", "IC_ZONDER_HOOFDTRAJECT"),
        ("3", "POLIKLINISCHE_FYSIOTHERAPIE"),
        ("5", "ZORGTYPE_41"),
        ("6", "AANTAL_NEGATIEF"),
    ]


def test_correction_of_one_code_leaves_the_others_billable() -> None:
    """UNSOURCED which day a correction is meant for; of which code is certain."""
    found = reasons(
        *("41", ("062001", DAY, 2), ("062001", OTHER_DAY, -1)), ("061301", DAY, 1)
    )
    assert [is_declarabel for _, _, is_declarabel in found] == [False, False, True]


@pytest.mark.parametrize("specialisme", ["0327", "8418"])
def test_fysiotherapie_of_rehabilitation_is_part_of_the_dbc(specialisme: str) -> None:
    found = reasons("11", ("193001", DAY), specialisme_code=specialisme)
    assert found == [("193001", "IN_DBC_PROFIEL", False)]


def test_fysiotherapie_of_another_tarieftype_is_part_of_the_dbc() -> None:
    # As in 2012, when there was no paramedic care among the overige zorgproducten.
    release = ozp_release([ozp_activiteit("193001", "10")], [])
    result = derive(subtrajecten(), lines(("193001", DAY)), release=release)
    assert result.ozp is not None
    assert result.ozp["reden"].to_list() == ["IN_DBC_PROFIEL"]


def test_no_fysiotherapie_is_billed_beside_a_dbc_when_the_setting_names_none() -> None:
    found = reasons("11", ("193001", DAY), regels=OzpRegels(fysiotherapie=()))
    assert found == [("193001", "IN_DBC_PROFIEL", False)]


def test_fysiotherapie_is_what_the_article_names() -> None:
    """Art. 27 lid 2d: 10 and 6 and 6 codes in a row, one, and two."""
    numbers = [
        *(193001, 193002, 193003, 193004, 193005, 193006, 193007, 193008, 193009),
        *(193010, 193015, 193016, 193017, 193018, 193019, 193020, 193025, 193026),
        *(193027, 193028, 193029, 193030, 193081, 193087, 193088),
    ]
    assert OzpRegels().fysiotherapie == tuple(map(str, numbers))


def test_supplements_and_their_days_are_what_the_articles_name() -> None:
    """Art. 25.1d, 33a.4 (dialysis) and 33a.8 (ECMO)."""
    assert TOESLAGEN == {
        "190156": ("190153", "190154", "190155"),
        "039611": ("190150", "190151"),
    }


@pytest.mark.parametrize("code", ["19300", "1930011", "19300A", "19300²", ""])
def test_setting_takes_codes_of_six_digits_alone(code: str) -> None:
    with pytest.raises(CallError, match="fysiotherapie"):
        OzpRegels(fysiotherapie=("193001", code))


def test_setting_with_a_code_of_another_width_raises() -> None:
    with pytest.raises(CallError, match="fysiotherapie: '19300' found"):
        OzpRegels(fysiotherapie=("19300",))


def test_activity_without_tarieftype_is_no_overig_zorgproduct() -> None:
    assert reasons("41", (PROFIEL, DAY)) == []


def test_every_combination_meets_a_rule() -> None:
    tarieftypen = [tarieftype.code for tarieftype in TARIEFTYPEN]
    for tarieftype, zorgtype, vrager in product(tarieftypen, ZORGTYPEN, VRAGERS):
        assert any(
            tarieftype in regel.tarieftypen
            and zorgtype in (regel.zorgtypen or ZORGTYPEN)
            and vrager in (regel.vragers or VRAGERS)
            and regel.alleen_bij is None
            for regel in REGELS
        ), (tarieftype, zorgtype, vrager)


def test_every_rule_says_where_it_is_written() -> None:
    assert all(regel.bron for regel in REGELS)
    assert {soort for regel in REGELS for soort in regel.vragers} <= set(VRAGERS)
    assert set(AANVRAGERS) < set(VRAGERS)
    assert len({reden.code for reden in REDENEN}) == len(REDENEN)
