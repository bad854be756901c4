"""Phase E: which line stays, which goes, and because of which other line."""

from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from support.tarieven.gevallen import Gevallen
from support.tarieven.tariefwereld import (
    IGO,
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

MAANDAG, DINSDAG = date(2025, 3, 10), date(2025, 3, 11)


def op(dag: date, regel_id: str, code: str, **velden: Any) -> dict[str, Any]:
    return regel(regel_id, prestatiecode=code, begindatum=dag, einddatum=dag, **velden)


@cache
def tabellen() -> Tarieventabellen:
    """Codes A to F that rules are about, each EUR 1.00."""
    gevuld = wereld()
    for letter in "ABCDEFGH":
        gevuld = with_code(gevuld, f"{letter}00001", prijs_cent=100)
    gevuld = with_code(gevuld, "ELD001", prijs_cent=100, ozp_categorie="ELD")
    gevuld = with_code(gevuld, "K60001", prijs_cent=600, puntwaarde=60)
    gevuld = with_code(gevuld, "K30001", prijs_cent=300, puntwaarde=30)
    gevuld = with_code(gevuld, "MIN015", prijs_cent=100, eenheid="MIN15")
    return with_rows(
        gevuld,
        ozp_regel=[
            _regel("MUTUEEL", "SLUIT_UIT", "A", "B"),
            _regel("MUTUEEL-2", "SLUIT_UIT", "B", "A"),
            _regel("EENZIJDIG", "SLUIT_UIT", "C", "A"),
            _regel("BIJ", "VEREIST", "D", "A,CODE_E"),
            _regel("NIET-BIJ", "SLUIT_UIT", "D", "B"),
            _regel("MAX-PER", "MAX_AANTAL", "E", "F", aantal=1),
            _regel("MAX-30", "MAX_AANTAL", "F", aantal=1, reikwijdte="PERIODE", n=30),
            _regel("TERMIJN", "TERMIJN_MAAND", "G", aantal=1, reikwijdte="PERIODE"),
            _regel("IN-30", "BEGREPEN_IN", "H", "G", reikwijdte="PERIODE", n=30),
            _regel("ZITTING", "SLUIT_UIT", "H", "A", reikwijdte="ZITTING"),
        ],
    )


def _regel(
    regel_id: str,
    soort: str,
    a: str,
    b: str | None = None,
    *,
    n: int | None = None,
    **velden: Any,
) -> dict[str, Any]:
    b = None if b is None else "CODE:" + b.replace("CODE_", "").replace(",", "00001,")
    return {
        "regel_id": regel_id,
        "soort": soort,
        "code_a": f"CODE:{a}00001",
        "code_b": None if b is None else f"{b}00001",
        "periode_dagen": n,
        **velden,
    }


def judged(*lijnen: dict[str, Any]) -> dict[str, list[str]]:
    return codes_of(price(*lijnen, tabellen=tabellen()))


E1 = ["COMBINATIE_NIET_TOEGESTAAN"]
E2 = ["VEREISTE_COMBINATIE_ONTBREEKT"]
E4 = ["DUBBELE_BEKOSTIGING"]
E5 = ["NIET_DECLARABEL_NAAST_DBC"]
E6 = ["BEGREPEN_IN_ANDERE_PRESTATIE"]
E7 = ["MAXIMUM_AANTAL_OVERSCHREDEN"]
E8 = ["TERMIJN_NIET_VERSTREKEN"]


@pytest.mark.parametrize(("eerst", "dan"), [("A00001", "B00001"), ("B00001", "A00001")])
def test_mutual_exclusion_leaves_the_earlier_regel_id(eerst: str, dan: str) -> None:
    lijnen = (op(MAANDAG, "R2", dan), op(MAANDAG, "R1", eerst))
    assert judged(*lijnen) == {"R1": [], "R2": E1}


def test_one_sided_exclusion_refuses_the_tested_line_whatever_the_order() -> None:
    assert judged(op(MAANDAG, "R1", "C00001"), op(MAANDAG, "R2", "A00001")) == {
        "R1": E1,
        "R2": [],
    }


def test_refused_line_names_the_rule_and_the_companion() -> None:
    besluiten = price(
        op(MAANDAG, "R1", "A00001"), op(MAANDAG, "R2", "C00001"), tabellen=tabellen()
    )
    assert besluiten["andere_regel_id"].to_list() == [None, "R1"]
    assert besluiten["ozp_regel_id"].to_list() == [None, "EENZIJDIG"]


def test_a_line_that_combinations_refuse_excludes_nobody() -> None:
    # B keeps A out, so nothing keeps C out.
    assert judged(
        op(MAANDAG, "R1", "B00001"),
        op(MAANDAG, "R2", "A00001"),
        op(MAANDAG, "R3", "C00001"),
    ) == {"R1": [], "R2": E1, "R3": []}


def test_a_line_refused_in_an_earlier_phase_excludes_nobody() -> None:
    assert (
        judged(op(MAANDAG, "R1", "A00001", aantal_m=0), op(MAANDAG, "R2", "C00001"))[
            "R2"
        ]
        == []
    )


def test_a_line_refused_in_a_later_phase_still_excludes() -> None:
    # V2 has no price for A: phase F, and phase E looks at A to D only.
    lijnen = (op(MAANDAG, "R1", "A00001", uzovi="9003"), op(MAANDAG, "R2", "C00001"))
    assert judged(*lijnen) == {"R1": ["GEEN_CONTRACTPRIJS"], "R2": E1}


@pytest.mark.parametrize(
    "ander",
    [
        {"verzekerde_id": "P2"},
        {"begindatum": DINSDAG, "einddatum": DINSDAG},
        {"verzekerde_id": None},
    ],
)
def test_another_patient_or_day_is_no_combination(ander: dict[str, Any]) -> None:
    lijnen = (
        op(MAANDAG, "R1", "A00001"),
        {**op(MAANDAG, "R2", "C00001"), **ander},
    )
    assert judged(*lijnen)["R2"] == []


def test_lines_without_verzekerde_are_each_a_patient_of_their_own() -> None:
    geen = {"verzekerde_id": None}
    lijnen = (op(MAANDAG, "R1", "A00001", **geen), op(MAANDAG, "R2", "C00001", **geen))
    assert judged(*lijnen) == {"R1": [], "R2": []}


def test_required_companion_may_be_any_of_a_list_and_may_come_later() -> None:
    assert judged(op(MAANDAG, "R1", "D00001"), op(MAANDAG, "R2", "A00001"))["R1"] == []
    assert judged(op(MAANDAG, "R1", "D00001"))["R1"] == E2


def test_missing_companion_is_silent_where_a_combination_is_forbidden() -> None:
    lijnen = (op(MAANDAG, "R1", "B00001"), op(MAANDAG, "R2", "D00001"))
    assert judged(*lijnen)["R2"] == E1


def test_companion_that_a_later_line_refuses_is_missing() -> None:
    """D asks for F, which G keeps out; what comes first is judged once more."""
    met = with_rows(
        tabellen(),
        ozp_regel=[
            _regel("BIJ", "VEREIST", "D", "F"),
            _regel("NIET-BIJ", "SLUIT_UIT", "F", "G"),
        ],
    )
    lijnen = [op(MAANDAG, f"R{n}", f"{code}00001") for n, code in enumerate("DFG", 1)]
    expected = {"R1": E2, "R2": E1, "R3": []}
    assert codes_of(price(*lijnen, tabellen=met)) == expected


@pytest.mark.parametrize("subtrajecten", ["121", "211"])
def test_term_within_a_subtraject_passes_over_lines_of_others(
    subtrajecten: str,
) -> None:
    termijn = _regel("T", "TERMIJN_MAAND", "C", aantal=1, reikwijdte="SUBTRAJECT")
    lijnen = [
        op(MAANDAG + timedelta(n), f"R{n}", "C00001", subtraject_nummer=nummer)
        for n, nummer in enumerate(subtrajecten)
    ]
    met = with_rows(tabellen(), ozp_regel=[termijn])
    assert codes_of(price(*lijnen, tabellen=met)) == {"R0": [], "R1": [], "R2": E8}


def test_missing_companion_is_told_where_one_is_forbidden_in_another_reach() -> None:
    """Within 30 days none was there, and of the day another one has to go."""
    binnen_30 = _regel("BIJ", "VEREIST", "D", "A", reikwijdte="PERIODE", n=30)
    met = with_rows(
        tabellen(), ozp_regel=[binnen_30, _regel("NIET-BIJ", "SLUIT_UIT", "D", "B")]
    )
    lijnen = (op(MAANDAG, "R1", "B00001"), op(MAANDAG, "R2", "D00001"))
    assert codes_of(price(*lijnen, tabellen=met))["R2"] == [*E1, *E2]


def test_number_allowed_per_companion_counts_companions() -> None:
    een = (op(MAANDAG, "R1", "F00001"), op(MAANDAG, "R2", "E00001"))
    assert judged(*een)["R2"] == []
    assert judged(*een, op(MAANDAG, "R3", "E00001"))["R3"] == E7


@pytest.mark.parametrize(
    ("dag", "codes"), [(date(2025, 4, 8), E7), (date(2025, 4, 9), [])]
)
def test_number_in_a_window_of_thirty_days_includes_the_first_day(
    dag: date, codes: list[str]
) -> None:
    assert judged(op(MAANDAG, "R1", "F00001"), op(dag, "R2", "F00001"))["R2"] == codes


def test_a_line_over_the_number_does_not_count_itself() -> None:
    lijnen = (
        op(MAANDAG, "R1", "F00001", aantal_m=2_000),
        op(MAANDAG, "R2", "F00001"),
    )
    assert judged(*lijnen) == {"R1": E7, "R2": []}


TERMIJNEN = [
    (date(2025, 1, 10), date(2025, 2, 9), E8),
    (date(2025, 1, 10), date(2025, 2, 10), []),
    # A month after 31 January is the last day of February.
    (date(2025, 1, 31), date(2025, 2, 27), E8),
    (date(2025, 1, 31), date(2025, 2, 28), []),
    # In a leap year that is the 29th, of a century the year 2000 only.
    (date(2024, 1, 31), date(2024, 2, 28), E8),
    (date(2024, 1, 31), date(2024, 2, 29), []),
    # Months of thirty days, and the turn of a year.
    (date(2025, 3, 31), date(2025, 4, 29), E8),
    (date(2025, 3, 31), date(2025, 4, 30), []),
    (date(2025, 7, 31), date(2025, 8, 30), E8),
    (date(2025, 7, 31), date(2025, 8, 31), []),
    (date(2025, 12, 31), date(2026, 1, 30), E8),
    (date(2025, 12, 31), date(2026, 1, 31), []),
    (date(2025, 11, 30), date(2025, 12, 29), E8),
    (date(2025, 11, 30), date(2025, 12, 30), []),
]


def _na_elkaar(vorige: date, dag: date) -> tuple[dict[str, Any], ...]:
    return op(vorige, "R1", "G00001"), op(dag, "R2", "G00001")


@cache
def samen() -> Gevallen:
    """Pairs of lines, each of a patient of his own."""
    return Gevallen(
        [
            *(_na_elkaar(vorige, dag) for vorige, dag, _ in TERMIJNEN),
            *(
                _door_een_wond(een, ander, code)
                for (een, ander, _), code in product(WONDEN, ("K60001", "K30001"))
            ),
        ],
        tabellen=tabellen(),
    )


@pytest.mark.parametrize(("vorige", "dag", "codes"), TERMIJNEN)
def test_term_in_months_ends_on_the_same_day_of_the_month(
    vorige: date, dag: date, codes: list[str]
) -> None:
    # In 2024 the contract of the day knows no price, which is F5 and comes after E.
    gevonden = codes_of(samen().besluit(*_na_elkaar(vorige, dag)))["R2"]
    assert [code for code in gevonden if code != "GEEN_CONTRACTPRIJS"] == codes


@pytest.mark.parametrize(
    ("dag", "codes"),
    [(date(2025, 4, 9), E6), (date(2025, 4, 10), []), (date(2025, 3, 9), [])],
)
def test_included_care_lies_within_thirty_days_after(
    dag: date, codes: list[str]
) -> None:
    lijnen = (op(MAANDAG, "R1", "G00001"), op(dag, "R2", "H00001"))
    assert judged(*lijnen)["R2"] == codes


@pytest.mark.parametrize(
    ("een", "ander", "codes"), [("Z1", "Z1", E1), ("Z1", "Z2", []), (None, None, [])]
)
def test_reach_zitting_needs_the_same_zitting(
    een: str | None, ander: str | None, codes: list[str]
) -> None:
    lijnen = (
        op(MAANDAG, "R1", "A00001", zitting_id=een),
        op(MAANDAG, "R2", "H00001", zitting_id=ander),
    )
    assert judged(*lijnen)["R2"] == codes


def _na(dagen: int) -> dict[str, Any]:
    dag = MAANDAG + timedelta(days=dagen)
    return {"begindatum": dag, "einddatum": dag}


_NUMMERS = ("zitting_id", "subtraject_nummer", "zorgtraject_nummer")

# A rule about line A and its companion B: what they say of themselves, and whether B
# lies in its reach. Each row has a patient of its own.
BEREIK: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("DAG", {}, {}, True),
    ("DAG", {}, _na(1), False),
    ("DAG", {}, _na(-1), False),
    ("DAG", {"zitting_id": "1"}, {"zitting_id": "2"}, True),
    ("ZITTING", {"zitting_id": "1"}, {"zitting_id": "1"}, True),
    ("ZITTING", {"zitting_id": "1"}, {"zitting_id": "2"}, False),
    ("ZITTING", {"zitting_id": "1"}, {"zitting_id": "1", **_na(1)}, False),
    ("ZITTING", {"zitting_id": "1"}, {}, False),
    ("ZITTING", {}, {}, False),
    *(
        (soort, een, ander, waar)
        for soort, nummer in (
            ("SUBTRAJECT", "subtraject_nummer"),
            ("ZORGTRAJECT", "zorgtraject_nummer"),
        )
        for een, ander, waar in (
            ({nummer: "1"}, {nummer: "1"}, True),
            ({nummer: "1"}, {nummer: "1", **_na(200)}, True),
            ({nummer: "1"}, {nummer: "1", **_na(-60)}, True),
            ({nummer: "1"}, {nummer: "2"}, False),
            ({nummer: "1"}, {}, False),
            ({}, {}, False),
            # The number of one kind is not that of another.
            (
                {naam: "1" for naam in _NUMMERS if naam != nummer},
                {naam: "1" for naam in _NUMMERS if naam != nummer},
                False,
            ),
        )
    ),
    # Thirty days before and after, both included.
    ("PERIODE", {}, _na(-31), False),
    ("PERIODE", {}, _na(-30), True),
    ("PERIODE", {}, {}, True),
    ("PERIODE", {}, _na(30), True),
    ("PERIODE", {}, _na(31), False),
    # A rule holds from its first day to its last, of the line it is about.
    ("KORT", _na(-1), _na(-1), False),
    ("KORT", {}, {}, True),
    ("KORT", _na(2), _na(2), True),
    ("KORT", _na(3), _na(3), False),
]
_BEREIKEN = ("DAG", "ZITTING", "SUBTRAJECT", "ZORGTRAJECT", "PERIODE", "KORT")


@cache
def bereiken(soort: str) -> dict[str, list[str]]:
    """What every row of ``BEREIK`` gives under rules of one kind."""
    met = wereld()
    regels = []
    for plaats, bereik in enumerate(_BEREIKEN):
        for kant in "AB":
            met = with_code(met, f"RIJ{kant}{plaats}0", prijs_cent=100)
        kort = {"begindatum": MAANDAG, "einddatum": MAANDAG + timedelta(days=2)}
        regels.append(
            {
                "regel_id": bereik,
                "soort": soort,
                "code_a": f"CODE:RIJA{plaats}0",
                "code_b": f"CODE:RIJB{plaats}0",
                "reikwijdte": "DAG" if bereik == "KORT" else bereik,
                "periode_dagen": 30 if bereik == "PERIODE" else None,
                **(kort if bereik == "KORT" else {}),
            }
        )
    lijnen = []
    for nr, (bereik, een, ander, _) in enumerate(BEREIK):
        plaats = _BEREIKEN.index(bereik)
        wie = {"verzekerde_id": f"P{nr}"}
        lijnen += [
            {**op(MAANDAG, f"A{nr:02d}", f"RIJA{plaats}0"), **wie, **een},
            {**op(MAANDAG, f"B{nr:02d}", f"RIJB{plaats}0"), **wie, **ander},
        ]
    return codes_of(price(*lijnen, tabellen=with_rows(met, ozp_regel=regels)))


@pytest.mark.parametrize("nr", range(len(BEREIK)))
def test_a_rule_looks_for_its_companion_within_its_reach(nr: int) -> None:
    """Table ``ozp_regel``, E1 and E2; periods have both their ends."""
    bereik, een, _, waar = BEREIK[nr]
    assert bereiken("SLUIT_UIT")[f"A{nr:02d}"] == (E1 if waar else [])
    assert bereiken("SLUIT_UIT")[f"B{nr:02d}"] == []
    geldt = bereik != "KORT" or een in ({}, _na(2))
    assert bereiken("VEREIST")[f"A{nr:02d}"] == (E2 if geldt and not waar else [])
    assert bereiken("VEREIST")[f"B{nr:02d}"] == []


@pytest.mark.parametrize(
    ("aanvrager", "codes"),
    [
        (None, E5),
        ("EERSTELIJN", []),
        ("BUITEN_DBC", []),
        ("GEEN_VERZOEK_NODIG", []),
    ],
)
def test_eld_in_the_subtraject_of_a_dbc_needs_another_who_asked(
    aanvrager: str | None, codes: list[str]
) -> None:
    lijnen = (
        op(MAANDAG, "R1", "15E566", subtraject_nummer="S1"),
        op(DINSDAG, "R2", "ELD001", subtraject_nummer="S1", aanvrager_soort=aanvrager),
    )
    assert judged(*lijnen)["R2"] == codes


def test_eld_for_the_eerstelijn_may_not_open_a_traject_that_day() -> None:
    dbc = op(MAANDAG, "R1", "15E566", zorgtraject_nummer="T1")
    eld = {"zorgtraject_nummer": "T1", "aanvrager_soort": "EERSTELIJN"}
    assert judged(dbc, op(MAANDAG, "R2", "ELD001", **eld))["R2"] == E5
    assert judged(dbc, op(DINSDAG, "R2", "ELD001", **eld))["R2"] == []


def test_numbers_of_subtrajecten_are_a_providers_own() -> None:
    lijnen = (
        op(MAANDAG, "R1", "15E566", subtraject_nummer="S1"),
        op(
            MAANDAG,
            "R2",
            "ELD001",
            subtraject_nummer="S1",
            zorginstelling_code=Z2,
            uzovi="9004",
        ),
    )
    assert judged(*lijnen)["R2"] == ["GEEN_PASSANTENTARIEF"]


def test_one_wound_leaves_the_highest_puntwaarde() -> None:
    wond = {"zitting_id": "Z", "wond_id": "W1"}
    assert judged(
        op(MAANDAG, "R1", "K30001", **wond),
        op(MAANDAG, "R2", "K60001", **wond),
        op(MAANDAG, "R3", "K30001", zitting_id="Z", wond_id="W2"),
    ) == {"R1": E6, "R2": [], "R3": []}


WONDEN: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    # Of equal points the first by regel_id stays.
    ({}, {}, E6),
    # Another wound, zitting or day has a highest of its own.
    ({}, {"wond_id": "W2"}, []),
    ({}, {"zitting_id": "Z2"}, []),
    ({}, {"begindatum": DINSDAG, "einddatum": DINSDAG}, []),
    ({}, {"verzekerde_id": "P2"}, []),
    ({}, {"wond_id": None}, []),
    # A line that is refused itself keeps nobody out.
    ({"aantal_m": 0}, {}, []),
]


def _door_een_wond(
    een: dict[str, Any], ander: dict[str, Any], code: str
) -> tuple[dict[str, Any], ...]:
    wond = {"zitting_id": "Z1", "wond_id": "W1"}
    return (
        {**op(MAANDAG, "R2", "K30001"), **wond, **ander},
        {**op(MAANDAG, "R1", code), **wond, **een},
    )


@pytest.mark.parametrize(("een", "ander", "codes"), WONDEN)
@pytest.mark.parametrize("code", ["K60001", "K30001"])
def test_one_wound_is_of_one_patient_day_and_zitting(
    een: dict[str, Any], ander: dict[str, Any], codes: list[str], code: str
) -> None:
    """Regeling msz 2016 art. 33d.5a: the highest puntwaarde through one wound."""
    lijnen = _door_een_wond(een, ander, code)
    assert codes_of(samen().besluit(*lijnen))["R2"] == codes


def test_minutes_of_a_day_are_summed_per_code_and_provider() -> None:
    besluiten = price(
        op(MAANDAG, "R1", "MIN015", minuten=7),
        op(MAANDAG, "R2", "MIN015", minuten=7),
        op(MAANDAG, "R3", "MIN015", minuten=9),
        op(DINSDAG, "R4", "MIN015", minuten=9),
        tabellen=tabellen(),
    )
    # 23 minutes are two quarters; 9 minutes on the next day are one.
    assert besluiten["bedrag_cent"].to_list() == [200, None, None, 100]
    assert besluiten["andere_regel_id"].to_list() == [None, "R1", "R1", None]


@cache
def met_kwartieren() -> Tarieventabellen:
    """MIN015 for two insurers of two providers, and another code per quarter."""
    met = with_code(tabellen(), "MIN016", prijs_cent=100, eenheid="MIN15")
    prijs = {"contract_id": "C27", "versie": 1, "prijs_e6": 1_000_000}
    naast = _regel("NAAST", "SLUIT_UIT", "A", "A", reikwijdte="ZITTING")
    return with_rows(
        met,
        contract_prijs=[{**prijs, "prestatiecode": "MIN015"}],
        ozp_regel=[{**naast, "code_a": "CODE:MIN015"}],
    )


@pytest.mark.parametrize(
    "ander",
    [
        {"zorginstelling_code": Z2},
        {"prestatiecode": "MIN016"},
        {"verzekerde_id": "P2"},
        {"verzekerde_id": None},
        {"begindatum": DINSDAG, "einddatum": DINSDAG},
    ],
)
def test_minutes_of_another_provider_code_patient_or_day_stand_apart(
    ander: dict[str, Any],
) -> None:
    """Eight minutes are one quarter each; sixteen together would be one in all.

    Source: Regeling msz 2016 art. 27.2c (the treatment of a patient's day).
    """
    lijnen = (
        op(MAANDAG, "R1", "MIN015", minuten=8),
        {**op(MAANDAG, "R2", "MIN015", minuten=8), **ander},
    )
    besluiten = price(*lijnen, tabellen=met_kwartieren())
    assert amounts_of(besluiten) == {"R1": 100, "R2": 100}


@pytest.mark.parametrize(
    ("minuten", "bedrag"), [((8, 8), 100), ((8, 14), 100), ((8, 15), 200)]
)
@pytest.mark.parametrize("namen", [("R1", "R2"), ("R2", "R1")])
def test_minutes_of_one_day_are_billed_on_its_first_line(
    minuten: tuple[int, int], bedrag: int, namen: tuple[str, str]
) -> None:
    """22 minutes are one quarter, 23 two (half a quarter goes up): art. 27.2c."""
    lijnen = (
        op(MAANDAG, naam, "MIN015", minuten=tijd)
        for naam, tijd in zip(namen, minuten, strict=True)
    )
    besluiten = price(*lijnen, tabellen=met_kwartieren())
    assert amounts_of(besluiten) == {"R1": bedrag, "R2": None}
    assert codes_of(besluiten)["R2"] == E6


def test_minutes_of_a_line_that_is_refused_are_not_billed_on_another() -> None:
    """Phase E counts what phases A to D accept: 8 minutes of 16 (decision 26)."""
    besluiten = price(
        op(MAANDAG, "R1", "MIN015", minuten=8, uzovi="1234"),
        op(MAANDAG, "R2", "MIN015", minuten=8),
        tabellen=met_kwartieren(),
    )
    assert amounts_of(besluiten) == {"R1": None, "R2": 100}


@pytest.mark.parametrize("geweigerd", ["R1", "R2"])
def test_minutes_of_a_line_that_a_combination_excludes_are_not_billed(
    geweigerd: str,
) -> None:
    """Only lines that are themselves not refused count (13 E): 8 minutes of 23.

    Beside A in its zitting the line goes (E1); its fifteen minutes go with it.
    """
    goed = "R2" if geweigerd == "R1" else "R1"
    besluiten = price(
        op(MAANDAG, geweigerd, "MIN015", minuten=15, zitting_id="Z"),
        op(MAANDAG, goed, "MIN015", minuten=8),
        op(MAANDAG, "R3", "A00001", zitting_id="Z"),
        tabellen=met_kwartieren(),
    )
    assert amounts_of(besluiten) == {geweigerd: None, goed: 100, "R3": 100}
    assert codes_of(besluiten)[geweigerd] == E1


def test_a_later_component_of_a_dbc_is_not_double_but_a_second_dbc_is() -> None:
    dbc = {"subtraject_nummer": "S1"}
    assert judged(
        op(MAANDAG, "R1", "15E566", **dbc), op(MAANDAG, "R2", "14E669", **dbc)
    ) == {"R1": [], "R2": E4}


def test_a_line_without_a_decision_of_its_own_is_not_double() -> None:
    # The first bearer was refused for its quantity, so the second is the first.
    lijnen = (op(MAANDAG, "R1", "A00001", aantal_m=0), op(MAANDAG, "R1", "A00001"))
    besluiten = price(*lijnen, tabellen=tabellen())
    assert besluiten["status"].to_list() == ["GEWEIGERD", "OK"]
    assert besluiten["redenen"][0][0]["code"] == "AANTAL_ONJUIST"


def test_geboortezorg_covers_its_phase_for_the_same_woman() -> None:
    integraal = op(
        MAANDAG,
        "R1",
        "GB0001",
        prestatiecodelijst="990",
        zorginstelling_code=IGO,
        fase="NATAAL",
    )
    assert judged(
        integraal,
        op(DINSDAG, "R2", "A00001", fase="NATAAL"),
        op(DINSDAG, "R3", "F00001", fase="PRENATAAL"),
        op(DINSDAG, "R4", "G00001", fase="NATAAL", verzekerde_id="P2"),
    ) == {"R1": [], "R2": E4, "R3": [], "R4": []}


@cache
def met_fasen() -> Tarieventabellen:
    """One code of integral geboortezorg per fase, and regular codes that name one."""
    gevuld = tabellen()
    for code, fase in (("GBNAT1", "NATAAL"), ("GBPRE1", "PRENATAAL"), ("GBGEEN", None)):
        gevuld = with_code(
            gevuld,
            code,
            fase=fase,
            prestatiecodelijst="990",
            soort_prestatie="GEBOORTEZORG",
            eenheid="PERIODE",
        )
    gevuld = with_code(gevuld, "NAT001", prijs_cent=100, fase="NATAAL")
    return with_rows(
        gevuld,
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": code,
                "soort": "GEBOORTEZORG",
                "prestatiecode": code,
                "zorginstelling_code": IGO,
                "prijs_e6": 900_000_000,
            }
            for code in ("GBNAT1", "GBPRE1", "GBGEEN")
        ],
    )


@pytest.mark.parametrize(
    ("code", "fase", "gedekt"),
    [
        # The fase of the prestatie where the line has none.
        ("GBNAT1", None, "NATAAL"),
        ("GBPRE1", None, "PRENATAAL"),
        ("GBGEEN", None, None),
        # What the line says goes before it.
        ("GBNAT1", "PRENATAAL", "PRENATAAL"),
        ("GBGEEN", "NATAAL", "NATAAL"),
    ],
)
def test_the_fase_of_a_prestatie_is_that_of_a_line_that_covers_and_has_none(
    code: str, fase: str | None, gedekt: str | None
) -> None:
    integraal = op(
        MAANDAG,
        "R1",
        code,
        prestatiecodelijst="990",
        zorginstelling_code=IGO,
        fase=fase,
    )
    besluiten = price(
        integraal,
        op(DINSDAG, "R2", "A00001", fase="NATAAL"),
        op(DINSDAG, "R3", "F00001", fase="PRENATAAL"),
        op(DINSDAG, "R4", "G00001", fase="POSTNATAAL"),
        # The code of covered care says nothing: only its line does.
        op(DINSDAG, "R5", "NAT001"),
        op(DINSDAG, "R6", "NAT001", fase="PRENATAAL"),
        tabellen=met_fasen(),
    )
    assert codes_of(besluiten) == {
        "R1": [],
        "R2": E4 if gedekt == "NATAAL" else [],
        "R3": E4 if gedekt == "PRENATAAL" else [],
        "R4": [],
        "R5": [],
        "R6": E4 if gedekt == "PRENATAAL" else [],
    }
    # Agreed at 900.00, and 1.00 for each line that is not covered.
    betaald = besluiten["bedrag_cent"].sum()
    assert betaald == 90_000 + 100 * (5 - {None: 0, "NATAAL": 1}.get(gedekt, 2))


def test_a_debit_that_the_batch_credits_excludes_nobody() -> None:
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    assert judged(
        op(MAANDAG, "R1", "A00001"),
        op(MAANDAG, "R2", "A00001", **credit),
        op(MAANDAG, "R3", "C00001"),
    ) == {"R1": [], "R2": [], "R3": []}


def test_an_innovation_is_not_paid_beside_the_care_it_replaces() -> None:
    met = with_rows(
        tabellen(),
        experiment_vervangt=[{"experiment_id": "E1", "selector": "CODE:A00001"}],
    )
    innovatie = op(
        MAANDAG,
        "R1",
        "X19001",
        prestatiecodelijst="990",
        zorginstelling_code=Z2,
        uzovi="9003",
    )
    samen = codes_of(price(innovatie, op(MAANDAG, "R2", "A00001"), tabellen=met))
    assert samen == {"R1": E4, "R2": []}


def test_the_order_of_regel_ids_holds_when_the_batch_is_not_sorted() -> None:
    lijnen = (
        op(MAANDAG, "R10", "B00001"),
        op(MAANDAG, "R01", "A00001"),
        op(MAANDAG, "R05", "VRIJ01"),
    )
    assert judged(*lijnen) == {"R10": E1, "R01": [], "R05": []}


FP_DAG, FP_DERTIG = (
    {"reikwijdte": "DAG"},
    {"reikwijdte": "PERIODE", "periode_dagen": 30},
)
FP_SUBTRAJECT = {"reikwijdte": "SUBTRAJECT"}
E3 = ["FACULTATIEVE_PRESTATIE_SLUIT_UIT"]


FP_BEREIK: list[tuple[dict[str, Any], date, str | None, list[str]]] = [
    (FP_DAG, MAANDAG, "S9", E3),
    (FP_DAG, DINSDAG, "S1", []),
    (FP_SUBTRAJECT, date(2025, 9, 1), "S1", E3),
    (FP_SUBTRAJECT, MAANDAG, "S9", []),
    (FP_SUBTRAJECT, MAANDAG, None, []),
    # Thirty days, the first day of the FP included; nothing before it.
    (FP_DERTIG, MAANDAG, "S9", E3),
    (FP_DERTIG, date(2025, 4, 8), "S9", E3),
    (FP_DERTIG, date(2025, 4, 9), "S9", []),
    (FP_DERTIG, date(2025, 3, 9), "S9", []),
]


def _naast_fp(dag: date, subtraject: str | None) -> tuple[dict[str, Any], ...]:
    return (
        op(MAANDAG, "R1", "198515", subtraject_nummer="S1"),
        op(dag, "R2", "VRIJ01", subtraject_nummer=subtraject),
    )


@cache
def naast_fp(reikwijdte: str) -> Gevallen:
    """An FP that excludes VRIJ01 within a reach, and all lines beside it."""
    rij = {
        "prestatiecode": "198515",
        "selector": "CODE:VRIJ01",
        "begindatum": date(2025, 1, 1),
        "reikwijdte": reikwijdte,
        "periode_dagen": 30 if reikwijdte == "PERIODE" else None,
    }
    return Gevallen(
        [_naast_fp(dag, subtraject) for _, dag, subtraject, _ in FP_BEREIK],
        tabellen=with_rows(wereld(), fp_uitsluiting=[rij]),
    )


@pytest.mark.parametrize(("reikwijdte", "dag", "subtraject", "codes"), FP_BEREIK)
def test_an_fp_excludes_within_its_reach(
    reikwijdte: dict[str, Any], dag: date, subtraject: str | None, codes: list[str]
) -> None:
    gevallen = naast_fp(reikwijdte["reikwijdte"])
    besluiten = gevallen.besluit(*_naast_fp(dag, subtraject))
    assert codes_of(besluiten) == {"R1": [], "R2": codes}


def test_an_fp_that_excludes_its_kind_excludes_others_and_not_itself() -> None:
    uitsluiting = {
        "prestatiecode": "198508",
        "selector": "SOORT:FP",
        "begindatum": date(2025, 1, 1),
    }
    met = with_rows(wereld(), fp_uitsluiting=[{**uitsluiting, **FP_DAG}])
    lijnen = [op(MAANDAG, f"R{nr}", code) for nr, code in enumerate(("198508",) * 2)]
    ander = op(MAANDAG, "R9", "198515")
    assert codes_of(price(*lijnen, ander, tabellen=met)) == {
        "R0": [],
        "R1": [],
        "R9": E3,
    }


@pytest.mark.parametrize("volgorde", [1, -1])
def test_of_two_fps_that_exclude_a_line_the_first_by_code_is_told(
    volgorde: int,
) -> None:
    rijen = [
        {"prestatiecode": code, "selector": "CODE:VRIJ01", **FP_DAG}
        | {"begindatum": date(2025, 1, 1)}
        for code in ("198508", "198515")
    ]
    besluiten = price(
        op(MAANDAG, "R1", "198508"),
        op(MAANDAG, "R2", "198515"),
        op(MAANDAG, "R9", "VRIJ01"),
        tabellen=with_rows(wereld(), fp_uitsluiting=rijen[::volgorde]),
    )
    assert codes_of(besluiten) == {"R1": [], "R2": [], "R9": E3}
    assert besluiten["andere_regel_id"].to_list() == [None, None, "R1"]


def test_a_dbc_that_is_credited_and_billed_anew_is_not_double() -> None:
    dbc = {"subtraject_nummer": "S1"}
    eerder = price(op(MAANDAG, "R1", "15E566", **dbc))
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    opnieuw = price(
        op(MAANDAG, "R2", "15E566", **dbc, **credit),
        op(MAANDAG, "R3", "15E566", **{**dbc, "bestand_id": "B2"}),
        eerdere=eerder,
    )
    assert codes_of(opnieuw) == {"R2": [], "R3": []}


@pytest.mark.parametrize("volgorde", [1, -1])
def test_of_several_rules_the_first_by_name_is_told(volgorde: int) -> None:
    regels = [
        _regel(naam, "SLUIT_UIT", "A", b)
        for naam, b in (("Z-1", "C"), ("A-1", "B"), ("K-1", "D"))
    ]
    anders = with_code(wereld(), "A00001", prijs_cent=100)
    for letter in "BCD":
        anders = with_code(anders, f"{letter}00001", prijs_cent=100)
    besluiten = price(
        *(op(MAANDAG, f"R{n}", f"{letter}00001") for n, letter in enumerate("BCDA")),
        tabellen=with_rows(anders, ozp_regel=regels[::volgorde]),
    )
    assert besluiten["ozp_regel_id"].to_list() == [None, None, None, "A-1"]
    assert besluiten["andere_regel_id"].to_list() == [None, None, None, "R0"]


@pytest.mark.parametrize("eerst", ["198515", "A00001"])
def test_a_rule_and_a_facultatieve_prestatie_exclude_each_other(eerst: str) -> None:
    """In a mutual exclusion the earlier line stays (docs/decisions.md 26)."""
    dan = {"198515": "A00001", "A00001": "198515"}[eerst]
    met = with_rows(
        tabellen(),
        fp_uitsluiting=[
            {
                "prestatiecode": "198515",
                "selector": "CODE:A00001",
                "reikwijdte": "DAG",
                "begindatum": date(2020, 1, 1),
            }
        ],
        ozp_regel=[
            {
                "regel_id": "TERUG",
                "soort": "SLUIT_UIT",
                "code_a": "CODE:198515",
                "code_b": "CODE:A00001",
            }
        ],
    )
    besluiten = price(op(MAANDAG, "R1", eerst), op(MAANDAG, "R2", dan), tabellen=met)
    assert besluiten["status"].to_list() == ["OK", "GEWEIGERD"]


def _excluded(code: str) -> dict[str, Any]:
    """A rule that refuses a code beside VRIJ01."""
    return {
        "regel_id": "WEG",
        "soort": "SLUIT_UIT",
        "code_a": f"CODE:{code}",
        "code_b": "CODE:VRIJ01",
    }


@pytest.mark.parametrize("hoogste_blijft", [True, False])
def test_the_highest_of_a_wound_counts_only_if_no_rule_refuses_it(
    hoogste_blijft: bool,
) -> None:
    """Only lines that E accepts count against others (docs/rules.md)."""
    wond = {"wond_id": "W", "zitting_id": "Z"}
    besluiten = price(
        op(MAANDAG, "R1", "K30001", **wond),
        op(MAANDAG, "R2", "K60001", **wond),
        *([] if hoogste_blijft else [op(MAANDAG, "R3", "VRIJ01")]),
        tabellen=with_rows(tabellen(), ozp_regel=[_excluded("K60001")]),
    )
    codes = codes_of(besluiten)
    if hoogste_blijft:
        assert (codes["R1"], codes["R2"]) == (["BEGREPEN_IN_ANDERE_PRESTATIE"], [])
    else:
        assert (codes["R1"], codes["R2"]) == ([], ["COMBINATIE_NIET_TOEGESTAAN"])
        assert amounts_of(besluiten) == {"R1": 300, "R2": None, "R3": 10_000}


def test_the_lowest_of_a_wound_is_told_of_both_where_a_rule_refuses_it_too() -> None:
    """All refusals of the first failing phase (docs/decisions.md 23)."""
    wond = {"wond_id": "W", "zitting_id": "Z"}
    besluiten = price(
        op(MAANDAG, "R1", "K30001", **wond),
        op(MAANDAG, "R2", "K60001", **wond),
        op(MAANDAG, "R3", "VRIJ01"),
        tabellen=with_rows(tabellen(), ozp_regel=[_excluded("K30001")]),
    )
    assert sorted(codes_of(besluiten)["R1"]) == [
        "BEGREPEN_IN_ANDERE_PRESTATIE",
        "COMBINATIE_NIET_TOEGESTAAN",
    ]
    assert codes_of(besluiten)["R2"] == []


def test_geboortezorg_that_a_rule_refuses_covers_no_phase() -> None:
    te_veel = {"regel_id": "EEN", "soort": "MAX_AANTAL", "code_a": "CODE:GB0001"}
    geboortezorg = {
        "prestatiecode": "GB0001",
        "prestatiecodelijst": "990",
        "zorginstelling_code": IGO,
        "fase": "PRENATAAL",
        "aantal_m": 2_000,
    }
    besluiten = price(
        regel("R1", **geboortezorg),
        regel("R2", fase="PRENATAAL"),
        tabellen=with_rows(wereld(), ozp_regel=[{**te_veel, "aantal": 1}]),
    )
    assert codes_of(besluiten) == {"R1": ["MAXIMUM_AANTAL_OVERSCHREDEN"], "R2": []}


@pytest.mark.parametrize("subtraject", ["S1", None])
def test_nothing_is_a_double_of_a_dbc_that_a_rule_refuses(
    subtraject: str | None,
) -> None:
    dbc = {"soort_prestatie": "DBC", "prijs_cent": 30_000}
    met = with_code(wereld(), "DBC001", **dbc)
    lijnen = [
        op(MAANDAG, naam, "DBC001", subtraject_nummer=subtraject)
        for naam in ("R1", "R2", "R3")
    ]
    # One a day beside nothing: the second and third are doubles of the first.
    dubbel = ["DUBBELE_BEKOSTIGING"]
    besluiten = price(*lijnen, tabellen=met)
    assert codes_of(besluiten) == {"R1": [], "R2": dubbel, "R3": dubbel}
    # Of zitting A the first is refused beside VRIJ01; the second stands.
    zitting = {**_excluded("DBC001"), "reikwijdte": "ZITTING"}
    besluiten = price(
        {**lijnen[0], "zitting_id": "A"},
        *lijnen[1:],
        op(MAANDAG, "R4", "VRIJ01", zitting_id="A"),
        tabellen=with_rows(met, ozp_regel=[zitting]),
    )
    weg = ["COMBINATIE_NIET_TOEGESTAAN"]
    assert codes_of(besluiten) == {"R1": weg, "R2": [], "R3": dubbel, "R4": []}
    namen = dict(zip(besluiten["regel_id"], besluiten["andere_regel_id"], strict=True))
    assert (namen["R1"], namen["R3"]) == ("R4", "R2")


@pytest.mark.parametrize("kolom", ["subtraject_nummer", "zorgtraject_nummer"])
@pytest.mark.parametrize("nummer", ["NULL", "0", "-", "S1"])
def test_lines_without_a_number_are_not_of_one_traject(kolom: str, nummer: str) -> None:
    """An unknown number is no reach (docs/rules.md), nor is a word for nothing."""
    met = with_code(tabellen(), "DBC001", prijs_cent=1, soort_prestatie="DBC")
    besluiten = price(
        op(MAANDAG, "R1", "DBC001", **{kolom: nummer}),
        op(DINSDAG, "R2", "ELD001", **{kolom: nummer}),
        tabellen=met,
    )
    naast = ["NIET_DECLARABEL_NAAST_DBC"] if nummer == "S1" else []
    assert codes_of(besluiten)["R2"] == naast
