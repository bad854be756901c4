"""Experiments and agreements: from when to when, for which pair."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen, elk
from support.tarieven.tariefwereld import (
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

D5 = ["REGULIERE_PRESTATIE_UITGESLOTEN_DOOR_EXPERIMENT"]
NIET_D5 = ["GEEN_EXPERIMENTOVEREENKOMST"]


@cache
def tabellen() -> Tarieventabellen:
    """Z1 and V1 take part until 30 June 2025; V2's part has no beschikking."""
    partij = {
        "experiment_id": "W1",
        "rol": "ORIGINEEL",
        "begindatum": date(2025, 1, 1),
        "einddatum": date(2025, 12, 31),
    }
    overeenkomst = {"experiment_id": "W1", "soort": "EXPERIMENT", "prijs_e6": 10**8}
    return with_rows(
        wereld(),
        experiment=[
            {
                "experiment_id": "W1",
                "grondslag": "WMG58",
                "kenmerk": "K",
                "prestatiecode": "W58001",
                "prestatiecodelijst": "990",
                "startdatum": date(2025, 1, 1),
                "einddatum_basis": date(2025, 12, 31),
            }
        ],
        prestatie=[
            {
                "prestatiecode": "W58001",
                "prestatiecodelijst": "990",
                "soort_prestatie": "EXPERIMENT",
            }
        ],
        experiment_partij=[
            {
                **partij,
                "partij": "ZORGAANBIEDER",
                "partij_code": Z1,
                "beschikking_kenmerk": "B",
                "beschikking_datum": date(2025, 1, 15),
            },
            {
                **partij,
                "partij": "ZORGKANTOOR",
                "partij_code": "V1",
                "beschikking_kenmerk": "B",
            },
            {**partij, "partij": "VERZEKERAAR", "partij_code": "V2"},
        ],
        experiment_vervangt=[{"experiment_id": "W1", "selector": "PREFIX:VRIJ"}],
        prestatie_overeenkomst=[
            {
                **overeenkomst,
                "overeenkomst_id": "O1",
                "opgezegd_per": date(2025, 6, 30),
            },
            {**overeenkomst, "overeenkomst_id": "O2", "concern_id": "V2"},
        ],
    )


def judged(code: str, dag: date, **velden: Any) -> list[str]:
    lijst = "990" if code.startswith("W58") else "041"
    lijn = regel(
        prestatiecode=code,
        prestatiecodelijst=lijst,
        begindatum=dag,
        einddatum=None,
        **velden,
    )
    return codes_of(price(lijn, tabellen=tabellen()))["R1"]


@pytest.mark.parametrize(
    ("dag", "regulier", "experiment"),
    [
        # The beschikking of Z1 is of 15 January.
        (date(2025, 1, 14), [], ["GEEN_BESCHIKKING_AANSLUITER"]),
        (date(2025, 1, 15), D5, []),
        (date(2025, 6, 30), D5, []),
        # The regular codes return the day after the last day of the agreement.
        (date(2025, 7, 1), [], ["GEEN_EXPERIMENTOVEREENKOMST"]),
    ],
)
def test_regular_codes_and_experiment_exclude_each_other_per_day(
    dag: date, regulier: list[str], experiment: list[str]
) -> None:
    assert judged("VRIJ01", dag) == regulier
    assert judged("W58001", dag) == experiment


def test_a_pair_that_does_not_take_part_keeps_its_regular_codes() -> None:
    dag = date(2025, 3, 10)
    assert judged("VRIJ01", dag, uzovi="9003") == ["GEEN_CONTRACTPRIJS"]
    assert judged("VRIJ01", dag, zorginstelling_code=Z2) == ["GEEN_CONTRACTPRIJS"]


def test_an_agreement_without_beschikking_of_one_side_is_not_covered() -> None:
    assert judged("W58001", date(2025, 3, 10), uzovi="9003") == [
        "GEEN_BESCHIKKING_AANSLUITER"
    ]


def test_a_code_that_no_selector_names_is_not_replaced() -> None:
    assert judged("MAX001", date(2025, 3, 10)) == []


@pytest.mark.parametrize(
    ("code", "codes"),
    [("VRIJ01", D5), ("MAX001", D5), ("W58001", []), ("X19001", NIET_D5)],
)
def test_an_experiment_that_replaces_all_care_replaces_no_experiment(
    code: str, codes: list[str]
) -> None:
    """D5 is about regular codes, whatever the selector says.

    For the innovatie X19001 Z1 has an agreement with V2 only, which is D2.
    """
    lijst = "041" if code in ("VRIJ01", "MAX001") else "990"
    lijn = regel(prestatiecode=code, prestatiecodelijst=lijst)
    assert codes_of(price(lijn, tabellen=vervangt_alles())) == {"R1": codes}


@cache
def vervangt_alles() -> Tarieventabellen:
    alles = {"experiment_id": "W1", "selector": "ALLES"}
    return with_rows(tabellen(), experiment_vervangt=[alles])


@cache
def onder(grondslag: str) -> Gevallen:
    """An experiment of February 2025 that replaces VRIJ01, on days around it."""
    jaar = {"begindatum": date(2025, 1, 1), "einddatum": date(2025, 12, 31)}
    partij = {"experiment_id": "X1", "rol": "ORIGINEEL", "beschikking_kenmerk": "B"}
    met = with_rows(
        wereld(),
        experiment=[
            {
                "experiment_id": "X1",
                "grondslag": grondslag,
                "kenmerk": "K",
                "prestatiecode": "X99001",
                "prestatiecodelijst": "990",
                "startdatum": date(2025, 2, 1),
                "einddatum_basis": date(2025, 2, 28),
            }
        ],
        experiment_partij=[
            {**partij, "partij": soort, "partij_code": code, **jaar}
            for soort, code in (("ZORGAANBIEDER", Z1), ("VERZEKERAAR", "V1"))
        ],
        experiment_vervangt=[{"experiment_id": "X1", "selector": "CODE:VRIJ01"}],
        prestatie_overeenkomst=[
            {"overeenkomst_id": "OX", "experiment_id": "X1", "soort": "EXPERIMENT"}
        ],
    )
    return elk(({"begindatum": dag, "einddatum": dag} for dag, _ in LOOPT), met)


LOOPT = [
    (date(2025, 1, 31), False),
    (date(2025, 2, 1), True),
    (date(2025, 2, 28), True),
    (date(2025, 3, 1), False),
]


@pytest.mark.parametrize(("grondslag", "codes"), [("WMG58", D5), ("BR_INNOVATIE", [])])
@pytest.mark.parametrize(("dag", "loopt"), LOOPT)
def test_only_an_experiment_under_wmg_58_replaces_regular_codes_while_it_runs(
    grondslag: str, codes: list[str], dag: date, *, loopt: bool
) -> None:
    """Innovatie comes beside regular care (Wegwijzer 2025), Wmg 58 in its place."""
    besluit = onder(grondslag).besluit(regel(begindatum=dag, einddatum=dag))
    assert codes_of(besluit) == {"R1": codes if loopt else []}


# Of a code of EUR 100.00 at most that needs an agreement: rows that may name it, and
# what the line comes to; None is D1.
NOEMT: dict[str, tuple[str, dict[str, Any], int | None]] = {
    "VRW001": ("contract_scope", {"selector": "CODE:VRW001"}, 10_000),
    "VRW002": ("contract_scope", {"selector": "CODE:VRIJ01,VRW002"}, 10_000),
    "VRW003": ("contract_scope", {"selector": "PREFIX:VRW003"}, None),
    "VRW004": ("contract_scope", {"selector": "CODE:VRW004", "versie": 1}, None),
    "VRW005": (
        "contract_scope",
        {"selector": "CODE:VRW005", "contract_id": "C2", "versie": 1},
        None,
    ),
    "VRW006": ("contract_scope", {"selector": "CODE:VRW006", "in_scope": False}, None),
    "VRW007": ("prijsregel", {"selector": "CODE:VRW007"}, 9_000),
    "VRW008": ("prijsregel", {"selector": "PREFIX:VRW008"}, None),
    "VRW009": ("prijsregel", {"selector": "CODE:VRW009", "versie": 1}, None),
    "VRW010": ("contract_prijs", {}, 9_500),
    "VRW011": ("contract_prijs", {"einddatum": date(2025, 3, 10)}, 9_500),
    "VRW012": ("contract_prijs", {"einddatum": date(2025, 3, 9)}, None),
    "VRW013": ("prestatie_overeenkomst", {"soort": "OZP_VOORWAARDE"}, 10_000),
    "VRW014": ("prestatie_overeenkomst", {"soort": "TERUGVAL"}, None),
    "VRW015": (
        "prestatie_overeenkomst",
        {"soort": "OZP_VOORWAARDE", "opgezegd_per": date(2025, 3, 10)},
        10_000,
    ),
    "VRW016": (
        "prestatie_overeenkomst",
        {"soort": "OZP_VOORWAARDE", "opgezegd_per": date(2025, 3, 9)},
        None,
    ),
    "VRW017": (
        "prestatie_overeenkomst",
        {"soort": "OZP_VOORWAARDE", "zorginstelling_code": Z2},
        None,
    ),
    "VRW018": (
        "prestatie_overeenkomst",
        {"soort": "OZP_VOORWAARDE", "concern_id": "V2"},
        None,
    ),
}
_KAAL: dict[str, dict[str, Any]] = {
    "contract_scope": {"contract_id": "C1", "versie": 2, "in_scope": True},
    "prijsregel": {"basis": "NZA_MAXIMUM", "factor_bp": 9_000},
    "contract_prijs": {"prijs_e6": 95_000_000},
    "prestatie_overeenkomst": {},
}


@cache
def noemende() -> pl.DataFrame:
    met = wereld()
    rijen: dict[str, list[dict[str, Any]]] = {tabel: [] for tabel in _KAAL}
    for code, (tabel, velden, _) in NOEMT.items():
        met = with_code(met, code, maximum_cent=10_000, overeenkomst_vereist=True)
        eigen = {
            "prijsregel": {"prijsregel_id": code},
            "contract_prijs": {"prestatiecode": code},
            "prestatie_overeenkomst": {"overeenkomst_id": code, "prestatiecode": code},
        }
        rijen[tabel].append({**_KAAL[tabel], **eigen.get(tabel, {}), **velden})
    lijnen = [regel(code, prestatiecode=code, verzekerde_id=code) for code in NOEMT]
    return price(*lijnen, tabellen=with_rows(met, **rijen))


@pytest.mark.parametrize("code", NOEMT)
def test_a_contract_that_names_the_prestatie_is_its_agreement(code: str) -> None:
    """D1: by its price list, or one by one in a scope or price rule of that version.

    Source: docs/decisions.md 25 (D1). What has no
    price of its own goes by the terugvalregel of C1, the maximum.
    """
    cent = NOEMT[code][-1]
    codes = [] if cent is not None else ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]
    assert codes_of(noemende())[code] == codes
    assert amounts_of(noemende())[code] == cent


# Agreed prices of a facultatieve prestatie, its price in the list of C1, in euros, and
# what the line comes to.
AFGESPROKEN: list[tuple[list[dict[str, Any]], int | None, int | str]] = [
    ([{"prijs": 60}], 70, 6_000),
    ([{"prijs": 60}], None, 6_000),
    ([{"prijs": None}], 70, 7_000),
    ([{"prijs": 0}], 70, 0),
    ([{"prijs": None}], None, "GEEN_OVEREENGEKOMEN_PRIJS"),
    ([{"prijs": 60}, {"prijs": 60}], 70, 6_000),
    ([{"prijs": 60}, {"prijs": None}], 70, 6_000),
    ([{"prijs": 60}, {"prijs": 65}], 70, "MEERDERE_CONTRACTEN"),
    ([{"prijs": 60, "einddatum": date(2025, 3, 9)}], 70, 7_000),
    ([{"prijs": 60, "einddatum": date(2025, 3, 10)}], 70, 6_000),
    ([{"prijs": 60, "begindatum": date(2025, 3, 10)}], 70, 6_000),
    ([{"prijs": 60, "begindatum": date(2025, 3, 11)}], 70, 7_000),
    (
        [
            {"prijs": 60, "einddatum": date(2025, 3, 9)},
            {"prijs": 65, "begindatum": date(2025, 3, 10)},
        ],
        None,
        6_500,
    ),
    (
        [{"prijs": 60, "einddatum": date(2025, 3, 9)}],
        None,
        "SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT",
    ),
]


@cache
def afgesproken() -> pl.DataFrame:
    overeenkomsten, prijzen, codes = [], [], []
    for nr, (afspraken, lijst, _) in enumerate(AFGESPROKEN):
        codes.append(f"FP{nr:04d}")
        for plaats, velden in enumerate(afspraken):
            euro = velden["prijs"]
            overeenkomsten.append(
                {
                    "overeenkomst_id": f"O{nr}-{plaats}",
                    "soort": "FP",
                    "prestatiecode": codes[-1],
                    "prijs_e6": None if euro is None else euro * 10**6,
                    **{naam: dag for naam, dag in velden.items() if naam != "prijs"},
                }
            )
        if lijst is not None:
            prijzen.append({"prestatiecode": codes[-1], "prijs_e6": lijst * 10**6})
    met = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": c, "soort_prestatie": "FP"} for c in codes],
        prestatie_overeenkomst=overeenkomsten,
        contract_prijs=prijzen,
    )
    lijnen = [regel(code, prestatiecode=code, verzekerde_id=code) for code in codes]
    return price(*lijnen, tabellen=met)


@pytest.mark.parametrize("nr", range(len(AFGESPROKEN)))
def test_the_price_of_the_agreement_goes_before_that_of_the_contract(nr: int) -> None:
    """Price order F (2): prestatie_overeenkomst.prijs, else contract_prijs."""
    uitkomst = AFGESPROKEN[nr][-1]
    besluit = afgesproken().to_dicts()[nr]
    codes = [reden["code"] for reden in besluit["redenen"]]
    if isinstance(uitkomst, str):
        assert (codes, besluit["bedrag_cent"]) == ([uitkomst], None)
    else:
        assert (codes, besluit["bedrag_cent"]) == ([], uitkomst)
        assert besluit["grondslag"] == "OVEREENGEKOMEN_PRESTATIEPRIJS"


def test_an_unwritten_agreement_is_none() -> None:
    met = with_rows(
        wereld(),
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "MONDELING",
                "soort": "FP",
                "prestatiecode": "198515",
                "concern_id": "V2",
                "schriftelijk": False,
            }
        ],
    )
    besluit = price(regel(prestatiecode="198515", uzovi="9003"), tabellen=met)
    assert codes_of(besluit) == {"R1": ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]}


def test_an_ic_zwaarte_may_be_agreed_apart_from_the_contract() -> None:
    met = with_rows(
        wereld(),
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "IC",
                "soort": "IC_ZWAARTE",
                "prestatiecode": "190155",
                "concern_id": "V2",
            }
        ],
    )
    codes = codes_of(
        price(
            regel("R1", prestatiecode="190155", uzovi="9003"),
            regel("R2", prestatiecode="190154", uzovi="9003", verzekerde_id="P2"),
            tabellen=met,
        )
    )
    assert codes == {
        "R1": ["GEEN_CONTRACTPRIJS"],
        "R2": ["IC_ZWAARTE_NIET_OVEREENGEKOMEN"],
    }


@pytest.mark.parametrize(
    ("prijs_e6", "codes"),
    [(60_000_000, []), (None, ["MEERDERE_CONTRACTEN"])],
)
def test_an_agreed_price_needs_no_contract_and_another_needs_one(
    prijs_e6: int | None, codes: list[str]
) -> None:
    """Price order F (2); with two contracts none is chosen (F3)."""
    met = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "FP0001", "soort_prestatie": "FP"}],
        contract=[{"contract_id": f"D{n}", "concern_id": "V3"} for n in (1, 2)],
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "O",
                "soort": "FP",
                "prestatiecode": "FP0001",
                "concern_id": "V3",
                "prijs_e6": prijs_e6,
            }
        ],
    )
    besluit = price(regel(prestatiecode="FP0001", uzovi="9004"), tabellen=met)
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": None if codes else 6_000}
    assert besluit["afspraak_id"].to_list() == ["O"]


EINDEN: list[tuple[dict[str, date], date, list[str]]] = [
    ({}, date(2025, 1, 31), []),
    ({}, date(2025, 2, 1), ["EXPERIMENT_VERLOPEN"]),
    ({"einddatum_verlenging": date(2025, 2, 28)}, date(2025, 2, 28), []),
    (
        {"einddatum_verlenging": date(2025, 2, 28)},
        date(2025, 3, 1),
        ["EXPERIMENT_VERLOPEN"],
    ),
    (
        {
            "einddatum_verlenging": date(2025, 2, 28),
            "einddatum_instandlating": date(2025, 4, 30),
        },
        date(2025, 4, 30),
        [],
    ),
    (
        {
            "einddatum_verlenging": date(2025, 2, 28),
            "einddatum_instandlating": date(2025, 4, 30),
        },
        date(2025, 5, 1),
        ["EXPERIMENT_VERLOPEN"],
    ),
    ({"einddatum_instandlating": date(2025, 4, 30)}, date(2025, 4, 30), []),
    ({}, date(2025, 1, 1), []),
    ({}, date(2024, 12, 31), ["EXPERIMENT_NIET_GESTART"]),
]


def _experiment(nummer: int, dag: date) -> dict[str, Any]:
    return {
        "prestatiecode": f"X98{nummer:03d}",
        "prestatiecodelijst": "990",
        "begindatum": dag,
        "einddatum": dag,
    }


@cache
def experimenten() -> Gevallen:
    """An experiment for each end, that began with the year 2025."""
    jaar = {"begindatum": date(2024, 1, 1), "einddatum": date(2025, 12, 31)}
    partij = {"rol": "ORIGINEEL", "beschikking_kenmerk": "B"}
    met = wereld()
    for nummer, (eind, _, _) in enumerate(EINDEN):
        code = {"prestatiecode": f"X98{nummer:03d}", "prestatiecodelijst": "990"}
        eigen = {"experiment_id": f"X2-{nummer}"}
        met = with_rows(
            met,
            prestatie=[{**code, "soort_prestatie": "INNOVATIE"}],
            experiment=[
                {
                    **code,
                    **eigen,
                    "grondslag": "BR_INNOVATIE",
                    "kenmerk": "K",
                    "startdatum": date(2025, 1, 1),
                    "einddatum_basis": date(2025, 1, 31),
                    **eind,
                }
            ],
            experiment_partij=[
                {**partij, **eigen, "partij": soort, "partij_code": wie, **jaar}
                for soort, wie in (("ZORGAANBIEDER", Z1), ("VERZEKERAAR", "V1"))
            ],
            prestatie_overeenkomst=[
                {
                    **eigen,
                    "overeenkomst_id": f"OX-{nummer}",
                    "soort": "EXPERIMENT",
                    "prijs_e6": 150_000_000,
                    "begindatum": date(2024, 1, 1),
                }
            ],
        )
    velden = (_experiment(nummer, dag) for nummer, (_, dag, _) in enumerate(EINDEN))
    return elk(velden, met)


@pytest.mark.parametrize("nummer", range(len(EINDEN)))
def test_an_experiment_ends_with_the_last_end_that_it_has(nummer: int) -> None:
    """B4, B5: basis, verlenging, instandlating (docs/decisions.md 40)."""
    _, dag, codes = EINDEN[nummer]
    besluit = experimenten().besluit(regel(**_experiment(nummer, dag)))
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": None if codes else 15_000}


IC_NEE, IC_JA = ["IC_ZWAARTE_NIET_OVEREENGEKOMEN"], ["GEEN_CONTRACTPRIJS"]


ZWAARTES: list[tuple[dict[str, Any], date, str, list[str]]] = [
    # Both ends of the period count, and a notice ends it early.
    ({}, date(2025, 3, 9), "190155", IC_NEE),
    ({}, date(2025, 3, 10), "190155", IC_JA),
    ({}, date(2025, 3, 20), "190155", IC_JA),
    ({}, date(2025, 3, 21), "190155", IC_NEE),
    ({"opgezegd_per": date(2025, 3, 15)}, date(2025, 3, 15), "190155", IC_JA),
    ({"opgezegd_per": date(2025, 3, 15)}, date(2025, 3, 16), "190155", IC_NEE),
    # It is about the code it names, or about every zwaarte.
    ({}, date(2025, 3, 10), "190154", IC_NEE),
    ({"prestatiecode": None}, date(2025, 3, 10), "190154", IC_JA),
    # Of another kind, pair, or not written: that is no agreed zwaarte.
    ({"soort": "OZP_VOORWAARDE"}, date(2025, 3, 10), "190155", IC_NEE),
    ({"schriftelijk": False}, date(2025, 3, 10), "190155", IC_NEE),
    ({"concern_id": "V1"}, date(2025, 3, 10), "190155", IC_NEE),
    ({"zorginstelling_code": Z2}, date(2025, 3, 10), "190155", IC_NEE),
]


def _zwaarte(nummer: int) -> dict[str, Any]:
    _, dag, code, _ = ZWAARTES[nummer]
    return {
        "prestatiecode": code,
        "uzovi": f"7{nummer:03d}",
        "begindatum": dag,
        "einddatum": dag,
    }


@cache
def zwaartes() -> Gevallen:
    """A concern for each agreement, whose contract has no price of any zwaarte."""
    nummers = range(len(ZWAARTES))
    met = with_rows(
        wereld(),
        uzovi_concern=[
            {
                "uzovi": f"7{nummer:03d}",
                "concern_id": f"K{nummer}",
                "begindatum": date(2020, 1, 1),
            }
            for nummer in nummers
        ],
        contract=[
            {"contract_id": f"CK{nummer}", "concern_id": f"K{nummer}"}
            for nummer in nummers
        ],
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": f"IC{nummer}",
                "soort": "IC_ZWAARTE",
                "prestatiecode": "190155",
                "concern_id": f"K{nummer}",
                "begindatum": date(2025, 3, 10),
                "einddatum": date(2025, 3, 20),
                **ZWAARTES[nummer][0],
            }
            for nummer in nummers
        ],
    )
    return elk(map(_zwaarte, nummers), met)


@pytest.mark.parametrize("nummer", range(len(ZWAARTES)))
def test_an_agreed_ic_zwaarte_holds_in_its_period_for_its_pair_and_code(
    nummer: int,
) -> None:
    """D4: without contract on zwaarte only 190153 (Regeling msz 2016 art. 25.1c).

    Agreed, the contract has no price for the day, which is F5 and another fault.
    """
    besluit = zwaartes().besluit(regel(**_zwaarte(nummer)))
    assert codes_of(besluit) == {"R1": ZWAARTES[nummer][-1]}


@pytest.mark.parametrize(
    ("zwaarte", "middel", "zwaar"),
    [
        (["LICHT"], IC_NEE, IC_NEE),
        (["LICHT", "MIDDEL"], IC_JA, IC_NEE),
        (["ZWAAR"], IC_NEE, IC_JA),
        (None, IC_NEE, IC_NEE),
    ],
)
def test_a_contract_agrees_on_the_zwaartes_that_it_names(
    zwaarte: list[str] | None, middel: list[str], zwaar: list[str]
) -> None:
    """D4: 190154 is middel, 190155 zwaar (Regeling msz 2016 art. 33a.7)."""
    met = with_rows(
        wereld(),
        contract=[{"contract_id": "IC", "concern_id": "V3", "ic_zwaarte": zwaarte}],
    )
    lijnen = (
        regel(code, prestatiecode=code, uzovi="9004", verzekerde_id=code)
        for code in ("190154", "190155")
    )
    assert codes_of(price(*lijnen, tabellen=met)) == {"190154": middel, "190155": zwaar}


@pytest.mark.parametrize("soort", ["FP", "OZP_VOORWAARDE", "GEBOORTEZORG"])
def test_an_agreement_of_another_kind_is_none_for_an_experiment(soort: str) -> None:
    """D2 and D3 ask for its own agreement and beschikking, whatever D1 has."""
    overeenkomst = {
        "overeenkomst_id": "OX",
        "prestatiecode": "W58001",
        "soort": soort,
        "prijs_e6": 150_000_000,
        "zorginstelling_code": Z2,
    }
    lijn = regel(
        prestatiecode="W58001", prestatiecodelijst="990", zorginstelling_code=Z2
    )
    besluit = price(
        lijn, tabellen=with_rows(tabellen(), prestatie_overeenkomst=[overeenkomst])
    )
    assert codes_of(besluit) == {"R1": NIET_D5}
