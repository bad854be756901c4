"""Phase H: the sum of a period, and what is left of it."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V3,
    WEIGER,
    Z1,
    Z2,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

H1 = ["PERIODEMAXIMUM_OVERSCHREDEN"]
G = ["TARIEF_BOVEN_MAXIMUM", "MAXMAX_UITGESLOTEN"]
DAG = date(2025, 3, 10)


@cache
def tabellen() -> Tarieventabellen:
    """DAG001: at most 150.00 a day; JAAR01: 150.00 a year, its price above 60.00."""
    met = with_code(wereld(), "DAG001", prijs_cent=10_000)
    met = with_code(
        met,
        "JAAR01",
        maximum_cent=6_000,
        prijs_cent=10_000,
        maxmax_uitgesloten=True,
        maxmax_uitsluiting_grond="OVERGENOMEN_EERSTELIJN",
    )
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "bedrag_cent": 15_000}
    return with_rows(
        met,
        ozp_regel=[
            {**soort, "regel_id": "PER-DAG", "code_a": "CODE:DAG001"},
            {
                **soort,
                "regel_id": "PER-JAAR",
                "code_a": "CODE:JAAR01",
                "reikwijdte": "PERIODE",
                "periode_dagen": 365,
            },
        ],
    )


def lijn(regel_id: str, na: int = 0, **velden: Any) -> dict[str, Any]:
    dag = DAG + timedelta(days=na)
    velden = {"prestatiecode": "DAG001", **velden}
    return regel(regel_id, begindatum=dag, einddatum=dag, **velden)


@pytest.mark.parametrize(
    ("instellingen", "tweede"), [(AFTOPPEN, 5_000), (WEIGER, None)]
)
def test_the_line_that_no_longer_fits_is_capped_or_refused(
    instellingen: Prijsinstellingen, tweede: int | None
) -> None:
    besluiten = price(
        lijn("R1"), lijn("R2"), tabellen=tabellen(), instellingen=instellingen
    )
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": tweede}
    assert codes_of(besluiten)["R2"] == H1
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [None, 5_000]
    assert besluiten["ozp_regel_id"].to_list() == [None, "PER-DAG"]


def test_a_line_that_does_not_fit_takes_nothing_of_what_is_left() -> None:
    """150.00 a day: 60.00 is paid, 100.00 too much, and 90.00 just what is left."""
    met = with_code(tabellen(), "VRIJ90", prijs_cent=9_000)
    met = with_code(met, "VRIJ60", prijs_cent=6_000)
    codes = "CODE:VRIJ60,VRIJ01,VRIJ90"
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "bedrag_cent": 15_000}
    met = with_rows(met, ozp_regel=[{**soort, "regel_id": "M", "code_a": codes}])
    besluiten = price(
        *(
            lijn(f"R{plaats}", prestatiecode=code)
            for plaats, code in enumerate(("VRIJ60", "VRIJ01", "VRIJ90"))
        ),
        tabellen=met,
        instellingen=WEIGER,
    )
    assert amounts_of(besluiten) == {"R0": 6_000, "R1": None, "R2": 9_000}


@pytest.mark.parametrize("namen", [("RUIM", "STRENG"), ("STRENG", "RUIM")])
@pytest.mark.parametrize("instellingen", [AFTOPPEN, WEIGER])
def test_of_two_maxima_the_strictest_stands(
    namen: tuple[str, str], instellingen: Prijsinstellingen
) -> None:
    """Each maximum is a tariff that nobody may exceed (Wmg art. 35): both must fit.

    At most 170.00 and 120.00 a day: of the second 100.00 is 20.00 left, not 70.00.
    """
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "code_a": "CODE:VRIJ01"}
    bedrag = {"RUIM": 17_000, "STRENG": 12_000}
    met = with_rows(
        wereld(),
        ozp_regel=[
            {**soort, "regel_id": naam, "bedrag_cent": bedrag[naam]} for naam in namen
        ],
    )
    lijnen = (lijn(naam, prestatiecode="VRIJ01") for naam in ("R1", "R2"))
    besluiten = price(*lijnen, tabellen=met, instellingen=instellingen)
    assert besluiten["ozp_regel_id"].to_list() == [None, "STRENG"]
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [None, 2_000]
    tweede = 2_000 if instellingen is AFTOPPEN else None
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": tweede}


@pytest.mark.parametrize(
    ("instellingen", "bedragen"),
    [(AFTOPPEN, [6_000, 1_000, 5_000]), (WEIGER, [6_000, None, 6_000])],
)
def test_what_one_maximum_refuses_uses_up_no_other(
    instellingen: Prijsinstellingen, bedragen: list[int | None]
) -> None:
    """70.00 a day and 120.00 in 30 days; 60.00 twice on one day, once on the next.

    Of the second 10.00 is left that day; of the third 50.00 of 120.00 where that 10.00
    is paid, and all of it where the second is refused.
    """
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "code_a": "CODE:VRIJ60"}
    dertig = {"reikwijdte": "PERIODE", "periode_dagen": 30}
    met = with_rows(
        with_code(wereld(), "VRIJ60", prijs_cent=6_000),
        ozp_regel=[
            {**soort, "regel_id": "A", "bedrag_cent": 12_000, **dertig},
            {**soort, "regel_id": "B", "bedrag_cent": 7_000},
        ],
    )
    lijnen = (
        lijn(naam, na, prestatiecode="VRIJ60")
        for naam, na in (("R1", 0), ("R2", 0), ("R3", 1))
    )
    besluiten = price(*lijnen, tabellen=met, instellingen=instellingen)
    assert besluiten["bedrag_cent"].to_list() == bedragen
    derde = "A" if instellingen is AFTOPPEN else None
    assert besluiten["ozp_regel_id"].to_list() == [None, "B", derde]


@pytest.mark.parametrize(
    ("eerst", "later", "bedragen"),
    [(10_000, 12_000, [9_000, 11_000]), (12_000, 10_000, [9_000, 10_000])],
)
def test_a_maximum_that_changes_is_that_of_the_day_of_the_line(
    eerst: int, later: int, bedragen: list[int]
) -> None:
    """100.00 in 30 days to 30 June and 120.00 from 1 July, or the other way round."""
    met = with_code(wereld(), "VRIJ90", prijs_cent=9_000)
    met = with_code(met, "VRIJ11", prijs_cent=11_000)
    rij = {
        "regel_id": "PER",
        "soort": "PERIODEMAXIMUM_BEDRAG",
        "code_a": "CODE:VRIJ90,VRIJ11",
        "reikwijdte": "PERIODE",
        "periode_dagen": 30,
    }
    halfjaar = {"einddatum": date(2025, 6, 30)}, {"begindatum": date(2025, 7, 1)}
    met = with_rows(
        met,
        ozp_regel=[
            {**rij, "bedrag_cent": bedrag, **wanneer}
            for bedrag, wanneer in zip((eerst, later), halfjaar, strict=True)
        ],
    )
    besluiten = price(
        lijn("R1", prestatiecode="VRIJ90"),
        lijn("R2", 200, prestatiecode="VRIJ11"),
        tabellen=met,
    )
    assert besluiten["bedrag_cent"].to_list() == bedragen


def test_what_counts_before_a_maximum_changes_still_counts_after() -> None:
    """60.00 on 20 June and 10 July: of 100.00 in 30 days 40.00 is left in July."""
    rij = {
        "regel_id": "PER",
        "soort": "PERIODEMAXIMUM_BEDRAG",
        "code_a": "CODE:VRIJ60",
        "reikwijdte": "PERIODE",
    }
    met = with_rows(
        with_code(wereld(), "VRIJ60", prijs_cent=6_000),
        ozp_regel=[
            {
                **rij,
                "bedrag_cent": 12_000,
                "periode_dagen": 5,
                "einddatum": date(2025, 6, 30),
            },
            {
                **rij,
                "bedrag_cent": 10_000,
                "periode_dagen": 30,
                "begindatum": date(2025, 7, 1),
            },
        ],
    )
    dagen = {"R1": date(2025, 6, 20), "R2": date(2025, 7, 10)}
    besluiten = price(
        *(
            regel(naam, prestatiecode="VRIJ60", begindatum=dag, einddatum=dag)
            for naam, dag in dagen.items()
        ),
        tabellen=met,
    )
    assert amounts_of(besluiten) == {"R1": 6_000, "R2": 4_000}


@pytest.mark.parametrize(
    "selector",
    ["CODE:15Z001", "ZORGPRODUCT:098888001", "ZPG:098888", "ZORGPRODUCT:098888009"],
)
def test_a_maximum_may_name_a_zorgproduct(selector: str) -> None:
    """Selectors as in section 12 of the tables: 90.00 twice under 100.00 a year."""
    product = {"verzekerd": True, "begindatum": date(2010, 1, 1)}
    met = with_rows(
        with_code(wereld(), "15Z001", prijs_cent=9_000, soort_prestatie="DBC"),
        zorgproduct_declaratiecode=[
            {"zorgproduct_code": code, "prestatiecode": "15Z001", **product}
            for code in ("098888001", "098888009")
        ],
        ozp_regel=[
            {
                "regel_id": "PER",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": selector,
                "bedrag_cent": 10_000,
                "reikwijdte": "PERIODE",
                "periode_dagen": 365,
            }
        ],
    )
    besluiten = price(
        *(
            lijn(
                naam,
                na,
                prestatiecode="15Z001",
                zorgproduct_code="098888001",
                subtraject_nummer=naam,
            )
            for naam, na in (("R1", 0), ("R2", 20))
        ),
        tabellen=met,
    )
    tweede = 9_000 if selector.endswith("9") else 1_000
    assert amounts_of(besluiten) == {"R1": 9_000, "R2": tweede}


def test_a_line_without_verzekerde_is_held_to_the_maximum_by_itself() -> None:
    """It is a patient of its own: 100.00 each under 40.00 a day."""
    met = with_rows(
        wereld(),
        ozp_regel=[
            {
                "regel_id": "PER",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:VRIJ01",
                "bedrag_cent": 4_000,
            }
        ],
    )
    lijnen = (
        lijn(naam, prestatiecode="VRIJ01", verzekerde_id=None) for naam in ("R1", "R2")
    )
    besluiten = price(*lijnen, tabellen=met)
    assert amounts_of(besluiten) == {"R1": 4_000, "R2": 4_000}


_MAXIMUM = st.fixed_dictionaries(
    {
        "bedrag_cent": st.sampled_from([4_000, 10_000, 15_000]),
        "reikwijdte": st.sampled_from(["DAG", "PERIODE", "ZITTING", "SUBTRAJECT"]),
        "periode_dagen": st.integers(1, 4),
        "begin": st.integers(0, 4),
        "dagen": st.integers(0, 5),
    }
)
_DEBET = st.fixed_dictionaries(
    {
        "na": st.integers(0, 6),
        "verzekerde_id": st.sampled_from(["P1", "P2", None]),
        "zitting_id": st.sampled_from(["1", "2", None]),
        "subtraject_nummer": st.sampled_from(["1", None]),
    }
)


@given(
    regels=st.lists(_MAXIMUM, min_size=1, max_size=3),
    lijnen=st.lists(_DEBET, max_size=6),
    aftoppen=st.booleans(),
)
@settings(max_examples=min(60, settings.default.max_examples))
def test_lines_come_to_what_adding_up_one_by_one_gives(
    regels: list[dict[str, Any]], lijnen: list[dict[str, Any]], aftoppen: bool
) -> None:
    """A slow reading of docs/rules.md: every line of 60.00 under all maxima at once."""
    numbered = {f"R{n}": velden for n, velden in enumerate(lijnen)}
    expected: dict[str, int] = {}
    for naam, velden in sorted(
        numbered.items(), key=lambda one: (one[1]["na"], one[0])
    ):
        left = [6_000]
        for regel_ in regels:
            if not regel_["begin"] <= velden["na"] <= regel_["begin"] + regel_["dagen"]:
                continue
            if not _is_within(regel_, velden, velden, alone=True):
                continue
            used = sum(
                bedrag
                for ander, bedrag in expected.items()
                if _is_within(regel_, numbered[ander], velden)
            )
            left.append(max(regel_["bedrag_cent"] - used, 0))
        toegestaan = min(left)
        expected[naam] = toegestaan if aftoppen or toegestaan == 6_000 else 0
    met = with_rows(
        with_code(wereld(), "VRIJ60", prijs_cent=6_000),
        ozp_regel=[
            {
                **{
                    k: regel_[k] for k in ("bedrag_cent", "reikwijdte", "periode_dagen")
                },
                "regel_id": f"M{n}",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:VRIJ60",
                "begindatum": DAG + timedelta(days=regel_["begin"]),
                "einddatum": DAG + timedelta(days=regel_["begin"] + regel_["dagen"]),
            }
            for n, regel_ in enumerate(regels)
        ],
    )
    besluiten = price(
        *(lijn(naam, prestatiecode="VRIJ60", **v) for naam, v in numbered.items()),
        tabellen=met,
        instellingen=AFTOPPEN if aftoppen else WEIGER,
    )
    assert {naam: bedrag or 0 for naam, bedrag in amounts_of(besluiten).items()} == (
        expected
    )


def _is_within(
    regel_: dict[str, Any],
    ander: dict[str, Any],
    velden: dict[str, Any],
    *,
    alone: bool = False,
) -> bool:
    """Whether another line counts with this one; alone: whether it counts at all."""
    if not alone and (
        velden["verzekerde_id"] is None
        or ander["verzekerde_id"] != velden["verzekerde_id"]
        or not regel_["begin"] <= ander["na"] <= regel_["begin"] + regel_["dagen"]
    ):
        return False
    if regel_["reikwijdte"] == "PERIODE":
        return bool(velden["na"] - ander["na"] < regel_["periode_dagen"])
    if regel_["reikwijdte"] == "DAG":
        return bool(ander["na"] == velden["na"])
    if regel_["reikwijdte"] == "ZITTING":
        zitting = velden["zitting_id"]
        is_same = ander["zitting_id"] == zitting and ander["na"] == velden["na"]
        return zitting is not None and is_same
    nummer = velden["subtraject_nummer"]
    return nummer is not None and ander["subtraject_nummer"] == nummer


@pytest.mark.parametrize("namen", [("A", "B"), ("B", "A")])
def test_of_two_maxima_that_leave_the_same_the_first_by_name_is_told(
    namen: tuple[str, str],
) -> None:
    """The order of the rows of a table decides nothing."""
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "code_a": "CODE:VRIJ01"}
    met = with_rows(
        wereld(),
        ozp_regel=[{**soort, "regel_id": naam, "bedrag_cent": 4_000} for naam in namen],
    )
    besluiten = price(lijn("R1", prestatiecode="VRIJ01"), tabellen=met)
    assert amounts_of(besluiten) == {"R1": 4_000}
    assert besluiten["ozp_regel_id"].to_list() == ["A"]


def test_lines_of_a_period_count_by_day_then_by_regel_id() -> None:
    """UNSOURCED[excess]: the later line bears it, whatever the lines are called.

    60.00 each under at most 150.00 a year: R4 is first, R2 and R3 share a day, and for
    R1, a day later, nothing is left.
    """
    na = {"R1": 2, "R3": 1, "R2": 1, "R4": 0}
    besluiten = price(
        *(lijn(naam, dagen, prestatiecode="JAAR01") for naam, dagen in na.items()),
        tabellen=tabellen(),
    )
    assert amounts_of(besluiten) == {"R1": None, "R3": 3_000, "R2": 6_000, "R4": 6_000}


@pytest.mark.parametrize(
    ("dag", "bedrag"),
    [
        (date(2025, 3, 9), 10_000),
        (date(2025, 3, 10), 4_000),
        (date(2025, 3, 12), 4_000),
        (date(2025, 3, 13), 10_000),
    ],
)
def test_a_maximum_holds_from_its_first_day_to_its_last(dag: date, bedrag: int) -> None:
    """Both ends of the period of a rule count (docs/decisions.md 21)."""
    met = with_rows(
        wereld(),
        ozp_regel=[
            {
                "regel_id": "KORT",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:VRIJ01",
                "bedrag_cent": 4_000,
                "begindatum": date(2025, 3, 10),
                "einddatum": date(2025, 3, 12),
            }
        ],
    )
    besluit = price(regel(begindatum=dag, einddatum=dag), tabellen=met)
    assert amounts_of(besluit) == {"R1": bedrag}


def test_a_maximum_is_without_btw_and_what_is_left_bears_its_own() -> None:
    """Maxima are without btw (L7): 60.00 of 100.00, and 21 % on that."""
    met = with_rows(
        with_code(wereld(), "BTW001", prijs_cent=6_000, btw_behandeling="BELAST_HOOG"),
        ozp_regel=[
            {
                "regel_id": "MAX",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:BTW001",
                "bedrag_cent": 10_000,
            }
        ],
    )
    lijnen = (lijn(naam, prestatiecode="BTW001") for naam in ("R1", "R2"))
    besluiten = price(*lijnen, tabellen=met)
    assert besluiten.select("bedrag_cent", "btw_cent").rows() == [
        (7_260, 1_260),
        (4_840, 840),
    ]


def test_nothing_left_is_refused_even_where_amounts_are_capped() -> None:
    besluiten = price(lijn("R1"), lijn("R2"), lijn("R3"), tabellen=tabellen())
    assert besluiten["status"].to_list() == ["OK", "AFGETOPT", "GEWEIGERD"]
    assert amounts_of(besluiten)["R3"] is None


@pytest.mark.parametrize("binnen", ["SUBTRAJECT", "ZORGTRAJECT"])
def test_a_number_is_a_hospitals_own(binnen: str) -> None:
    """Source: docs/decisions.md 20; two hospitals may give a patient one number.

    C27 is the contract of the other hospital.
    """
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "bedrag_cent": 15_000}
    code = with_code(wereld(), "NUM001", prijs_cent=10_000)
    regels = [
        {**soort, "regel_id": "PER", "code_a": "CODE:NUM001", "reikwijdte": binnen}
    ]
    met = with_rows(
        code,
        ozp_regel=regels,
        contract_prijs=[
            {
                "contract_id": "C27",
                "versie": 1,
                "prestatiecode": "NUM001",
                "prijs_e6": 100_000_000,
            }
        ],
    )
    nummers = {"subtraject_nummer": "S1", "zorgtraject_nummer": "T1"}
    besluiten = price(
        *(
            lijn(name, prestatiecode="NUM001", zorginstelling_code=waar, **nummers)
            for name, waar in (("R1", Z1), ("R2", Z2), ("R3", Z1), ("R4", Z2))
        ),
        tabellen=met,
    )
    assert amounts_of(besluiten) == {
        "R1": 10_000,
        "R2": 10_000,
        "R3": 5_000,
        "R4": 5_000,
    }


@pytest.mark.parametrize(
    "ander", [{"na": 1}, {"verzekerde_id": "P2"}, {"verzekerde_id": None}]
)
def test_another_day_or_patient_has_a_maximum_of_its_own(ander: dict[str, Any]) -> None:
    besluiten = price(lijn("R1"), lijn("R2", **ander), tabellen=tabellen())
    assert amounts_of(besluiten)["R2"] == 10_000


def test_a_line_that_phase_g_capped_is_tested_on_the_capped_amount() -> None:
    jaar = {"prestatiecode": "JAAR01"}
    besluiten = price(
        *(lijn(f"R{na}", na, **jaar) for na in (0, 1, 364, 365)), tabellen=tabellen()
    )
    # 60 + 60 + 30 of 150; on day 365 the first 60 have left the period.
    assert besluiten["bedrag_cent"].to_list() == [6_000, 6_000, 3_000, 6_000]
    assert list(codes_of(besluiten).values()) == [G, G, G + H1, G]


def test_a_line_that_phase_i_refuses_uses_nothing_up() -> None:
    besluiten = price(lijn("R1", tarief_cent=9_999), lijn("R2"), tabellen=tabellen())
    assert codes_of(besluiten) == {"R1": ["GEDECLAREERD_TARIEF_WIJKT_AF"], "R2": []}


def test_a_line_that_phases_h_and_i_refuse_is_told_of_h() -> None:
    besluiten = price(lijn("R1"), lijn("R2", tarief_cent=9_999), tabellen=tabellen())
    assert codes_of(besluiten)["R2"] == H1


@pytest.mark.parametrize(
    ("maximum", "codes", "toegestaan", "bedrag"),
    [
        (6_000, ["GEDECLAREERD_TARIEF_WIJKT_AF"], 7_260, None),
        (5_999, H1, 7_259, 7_259),
        (5_000, H1, 6_050, 6_050),
    ],
)
def test_what_phase_i_refuses_is_held_against_a_maximum_without_its_btw(
    maximum: int, codes: list[str], toegestaan: int, bedrag: int | None
) -> None:
    """Maxima are without btw (L7), for a wrongly declared line as well.

    60.00 and 21 % is 72.60: a maximum of 60.00 it does not exceed. What is left bears
    its own: 50.00 x 1.21 = 60.50, 59.99 x 0.21 = 12.5979, so 12.60.
    """
    met = with_rows(
        with_code(wereld(), "BTW001", prijs_cent=6_000, btw_behandeling="BELAST_HOOG"),
        ozp_regel=[
            {
                "regel_id": "MAX",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:BTW001",
                "bedrag_cent": maximum,
            }
        ],
    )
    besluiten = price(lijn("R1", prestatiecode="BTW001", tarief_cent=1), tabellen=met)
    assert codes_of(besluiten) == {"R1": codes}
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [toegestaan]
    assert amounts_of(besluiten) == {"R1": bedrag}


def _within(reikwijdte: str) -> Tarieventabellen:
    """VRIJ01 of 100.00, of which 150.00 may be charged within a reikwijdte."""
    return with_rows(
        wereld(),
        ozp_regel=[
            {
                "regel_id": "MAX",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "code_a": "CODE:VRIJ01",
                "bedrag_cent": 15_000,
                "reikwijdte": reikwijdte,
            }
        ],
    )


def test_a_maximum_of_a_zitting_is_of_each_zitting_by_itself() -> None:
    """Reikwijdte ZITTING is the day and zitting_id; a line without is of none."""
    zittingen = {"R1": "A", "R2": "A", "R3": "B", "R4": None, "R5": None}
    besluiten = price(
        *(
            lijn(naam, prestatiecode="VRIJ01", zitting_id=zitting)
            for naam, zitting in zittingen.items()
        ),
        lijn("R6", na=1, prestatiecode="VRIJ01", zitting_id="A"),
        tabellen=_within("ZITTING"),
    )
    assert amounts_of(besluiten) == {
        "R1": 10_000,
        "R2": 5_000,
        "R3": 10_000,
        "R4": 10_000,
        "R5": 10_000,
        "R6": 10_000,
    }


@pytest.mark.parametrize(
    ("reikwijdte", "nummer"),
    [
        ("SUBTRAJECT", "subtraject_nummer"),
        ("ZORGTRAJECT", "zorgtraject_nummer"),
    ],
)
def test_a_maximum_that_is_not_of_days_holds_however_long_it_takes(
    reikwijdte: str, nummer: str
) -> None:
    """Only PERIODE counts days (docs/rules.md): 400 days on, 50.00 is left."""
    besluiten = price(
        *(
            lijn(naam, na, prestatiecode="VRIJ01", **{nummer: "1"})
            for naam, na in (("R1", 0), ("R2", 400))
        ),
        tabellen=_within(reikwijdte),
    )
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": 5_000}


def test_a_debit_that_the_batch_takes_back_uses_nothing_up() -> None:
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluiten = price(lijn("R1"), lijn("R2", **credit), lijn("R3"), tabellen=tabellen())
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": -10_000, "R3": 10_000}


def test_a_line_with_a_signal_uses_its_amount_up_like_any_other() -> None:
    met = with_rows(
        tabellen(),
        contract=[{"contract_id": "K3", "concern_id": "V3", "status": "CONCEPT"}],
        standaardprijslijst=[{"prestatiecode": "DAG001", "prijs_e6": 100_000_000}],
    )
    lijnen = (lijn("R1", uzovi=V3), lijn("R2", uzovi=V3))
    besluiten = price(*lijnen, tabellen=met)
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": 5_000}
    signaal = ["CONTRACT_NIET_GEACCORDEERD"]
    assert codes_of(besluiten) == {"R1": signaal, "R2": [*signaal, *H1]}
