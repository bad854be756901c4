"""Care that was declared before is not paid again, whatever its line is called."""

from datetime import date
from functools import cache
from itertools import chain, product
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen
from support.tarieven.tariefwereld import (
    Z1,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    wereld,
    with_code,
)

from tariffs.schema import Prijsbesluiten, Tarieventabellen

DUBBEL = ["DUBBELE_BEKOSTIGING"]
SOORTEN = ("DBC", "OZP", "ADDON_OVERIG")


@cache
def tabellen_van(soort: str) -> Tarieventabellen:
    """One code of a kind, at 100.00 in contract C1."""
    return with_code(
        fixture(),
        "ZORG01",
        prijs_cent=10_000,
        soort_prestatie=soort,
        ozp_categorie="OVERIG_VERRICHTING" if soort == "OZP" else None,
    )


def lijn(regel_id: str, **velden: Any) -> dict[str, Any]:
    return regel(regel_id, prestatiecode="ZORG01", **velden)


Velden = dict[str, Any]

NUMMERS = [
    (None, None),
    ("ST9", "ST9"),
    ("ST9", None),
    (None, "ST9"),
    ("ST9", "ST9 "),
    ("ST9", "\u200bST9"),
    ("ST9", "NULL"),
    ("nan", "ST9"),
    ("-", None),
    ("0", "n.v.t."),
]
"""Numbers of one subtraject, in a delivery and in the next."""

ANDERE: list[Velden] = [
    {"verzekerde_id": "P2"},
    {"begindatum": date(2025, 3, 11), "einddatum": date(2025, 3, 11)},
    {"subtraject_nummer": "ST8"},
    {"verzekerde_id": None},
]
"""What makes it other care."""

GEHEEL: list[Velden] = [
    {"component": None},
    {"component": "INTEGRAAL"},
    {"specialisme_uitvoerder_code": "0303"},
    {"component": "INTEGRAAL", "soort_honorarium": "POORT"},
]
"""An integral tariff is for all of the care, whatever else a line says of it."""

ST9 = {"subtraject_nummer": "ST9"}


@cache
def leveringen(soort: str) -> Gevallen:
    """Every line that is asked about, with the one that was delivered before it."""
    paren = [
        *(({"subtraject_nummer": e}, {"subtraject_nummer": d}) for e, d in NUMMERS),
        *((ST9, {**ST9, **anders}) for anders in ANDERE),
        *(({**ST9, **e}, {**ST9, **d}) for e, d in product(GEHEEL, GEHEEL)),
    ]
    return Gevallen(
        [[lijn("N1", bestand_id="B2", **dan)] for _, dan in paren],
        [[lijn("E1", **eerst)] for eerst, _ in paren],
        tabellen=tabellen_van(soort),
    )


def twee_leveringen(soort: str, eerst: Velden, dan: Velden) -> pl.DataFrame:
    nieuw, oud = lijn("N1", bestand_id="B2", **dan), [lijn("E1", **eerst)]
    eerder = leveringen(soort).eerder(nieuw, eerst=oud)
    assert eerder["bedrag_cent"].is_not_null().all()
    return leveringen(soort).besluit(nieuw, eerst=oud)


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize(("eerst", "dan"), NUMMERS)
def test_the_same_care_in_a_second_delivery_is_refused(
    soort: str, eerst: str | None, dan: str | None
) -> None:
    besluit = twee_leveringen(
        soort, {"subtraject_nummer": eerst}, {"subtraject_nummer": dan}
    )
    assert codes_of(besluit) == {"N1": DUBBEL}
    assert besluit["bedrag_cent"].to_list() == [None]
    assert besluit["andere_regel_id"].to_list() == ["E1"]


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("anders", ANDERE, ids=lambda velden: next(iter(velden)))
def test_other_care_in_a_second_delivery_is_paid(
    soort: str, anders: dict[str, Any]
) -> None:
    besluit = twee_leveringen(soort, ST9, {**ST9, **anders})
    assert amounts_of(besluit) == {"N1": 10_000}


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("eerst", GEHEEL)
@pytest.mark.parametrize("dan", GEHEEL)
def test_an_integral_tariff_is_paid_once_whoever_gave_the_care(
    soort: str, eerst: dict[str, Any], dan: dict[str, Any]
) -> None:
    besluit = twee_leveringen(soort, {**ST9, **eerst}, {**ST9, **dan})
    assert codes_of(besluit) == {"N1": DUBBEL}


def _tweemaal(eerst: Velden, dan: Velden) -> list[Velden]:
    return [lijn("A1", **ST9, **eerst), lijn("A2", **ST9, **dan)]


def _genummerd(nummers: tuple[str | None, ...]) -> list[Velden]:
    return [
        lijn(f"N{plaats}", subtraject_nummer=nummer)
        for plaats, nummer in enumerate(nummers)
    ]


WOORDEN = [("ST9", "NULL"), ("-", "ST9"), ("nan", "0")]
BETAALD = [
    ((None, None), [True, False]),
    (("ST9", None), [True, False]),
    ((None, "ST9"), [False, True]),
    (("ST9", "ST9 "), [True, False]),
    (("ST9", "ST8"), [True, True]),
    (("ST9", "ST8", None), [True, True, False]),
    ((" ", ""), [True, False]),
]
"""Numbers of dbc's in one delivery, and which of them are paid."""


@cache
def dbcs() -> Gevallen:
    """What stands in one delivery, each of a patient of his own."""
    return Gevallen(
        [
            *(_tweemaal(*paar) for paar in product(GEHEEL, GEHEEL)),
            *(_genummerd(nummers) for nummers in WOORDEN),
            *(_genummerd(nummers) for nummers, _ in BETAALD),
            *(_twee_dagen(dagen, om) for dagen, _ in DAGEN for om in (False, True)),
        ],
        tabellen=tabellen_van("DBC"),
    )


@pytest.mark.parametrize("eerst", GEHEEL)
@pytest.mark.parametrize("dan", GEHEEL)
def test_an_integral_dbc_is_paid_once_in_one_delivery(
    eerst: Velden, dan: Velden
) -> None:
    assert codes_of(dbcs().besluit(*_tweemaal(eerst, dan)))["A2"] == DUBBEL


@pytest.mark.parametrize("nummers", WOORDEN)
def test_a_word_for_nothing_is_no_other_subtraject(nummers: tuple[str, str]) -> None:
    assert sorted(
        map(str, codes_of(dbcs().besluit(*_genummerd(nummers))).values())
    ) == [
        "['DUBBELE_BEKOSTIGING']",
        "[]",
    ]


def test_two_dbcs_without_number_are_not_one_because_both_say_null() -> None:
    tabellen = with_code(
        tabellen_van("DBC"), "ZORG02", prijs_cent=5_000, soort_prestatie="DBC"
    )
    besluit = price(
        lijn("A1", subtraject_nummer="NULL"),
        lijn("A2", subtraject_nummer="NULL") | {"prestatiecode": "ZORG02"},
        tabellen=tabellen,
    )
    assert amounts_of(besluit) == {"A1": 10_000, "A2": 5_000}


def test_several_of_one_code_a_day_count_by_their_aantal() -> None:
    tabellen = tabellen_van("OZP")
    eerder = price(lijn("E1", aantal_m=2_000), tabellen=tabellen)
    nieuw = [lijn(f"N{nummer}", bestand_id="B2") for nummer in (1, 2, 3)]
    besluit = price(*nieuw, tabellen=tabellen, eerdere=eerder)
    assert amounts_of(besluit) == {"N1": None, "N2": None, "N3": 10_000}


def test_several_of_one_code_a_day_in_one_delivery_are_all_paid() -> None:
    besluit = price(lijn("N1"), lijn("N2"), tabellen=tabellen_van("OZP"))
    assert amounts_of(besluit) == {"N1": 10_000, "N2": 10_000}


def test_two_deliveries_in_one_batch_are_held_against_each_other() -> None:
    besluit = price(
        lijn("A1", bestand_id="LEV1"),
        lijn("B1", bestand_id="LEV2"),
        lijn("B2", bestand_id="LEV2"),
        lijn("C1", bestand_id="LEV3"),
        lijn("C2", bestand_id="LEV3"),
        tabellen=tabellen_van("OZP"),
    )
    assert amounts_of(besluit) == {
        "A1": 10_000,
        "B1": None,
        "B2": 10_000,
        "C1": None,
        "C2": None,
    }


@pytest.mark.parametrize("bestand_id", ["B1", None])
def test_the_same_line_priced_again_is_no_double(bestand_id: str | None) -> None:
    tabellen = tabellen_van("DBC")
    zelf = lijn("E1", bestand_id=bestand_id, subtraject_nummer="S1")
    eerder = price(zelf, tabellen=tabellen)
    assert amounts_of(price(zelf, tabellen=tabellen, eerdere=eerder)) == {"E1": 10_000}


def test_a_debit_that_was_credited_before_may_be_declared_anew() -> None:
    tabellen = tabellen_van("DBC")
    debet = price(lijn("E1"), tabellen=tabellen)
    credit = price(
        lijn("E1-C", dc="C", ref_voorgaande="E1", bestand_id="B2"),
        tabellen=tabellen,
        eerdere=debet,
    )
    assert amounts_of(credit) == {"E1-C": -10_000}
    nieuw = price(
        lijn("N1", bestand_id="B3"),
        tabellen=tabellen,
        eerdere=pl.concat([debet, credit]),
    )
    assert amounts_of(nieuw) == {"N1": 10_000}


@pytest.mark.parametrize(
    ("credit", "bedrag"),
    [({}, 10_000), ({"berekend_cent": 1}, None), ({"bestand_id": "B1"}, None)],
    ids=["sound", "other amount", "same file"],
)
def test_a_correction_in_one_delivery_stands_if_its_credit_does(
    credit: dict[str, Any], bedrag: int | None
) -> None:
    tabellen = tabellen_van("OZP")
    debet = price(lijn("E1"), tabellen=tabellen)
    terug = {"dc": "C", "ref_voorgaande": "E1", "bestand_id": "B2", **credit}
    besluit = price(
        lijn("E1-C", **terug),
        lijn("N1", bestand_id=terug["bestand_id"]),
        tabellen=tabellen,
        eerdere=debet,
    )
    assert amounts_of(besluit)["N1"] == bedrag


def test_a_line_that_was_refused_before_may_be_declared_anew() -> None:
    tabellen = tabellen_van("DBC")
    fout = price(lijn("E1", uzovi="1234"), tabellen=tabellen)
    assert fout["bedrag_cent"].to_list() == [None]
    nieuw = price(lijn("N1", bestand_id="B2"), tabellen=tabellen, eerdere=fout)
    assert amounts_of(nieuw) == {"N1": 10_000}


@pytest.mark.parametrize("nummers", [("ST9", "ST9"), (None, None), ("ST9", None)])
@pytest.mark.parametrize("bestanden", [("B1", "B1"), ("B2", "B2"), ("B2", "B3")])
def test_a_dbc_that_was_declared_before_is_paid_in_none_of_its_lines(
    bestanden: tuple[str, str], nummers: tuple[str | None, ...]
) -> None:
    """It is one subtraject (E4), however many lines a later delivery has of it."""
    tabellen = tabellen_van("DBC")
    eerder = price(lijn("E1", subtraject_nummer=nummers[0]), tabellen=tabellen)
    nieuw = [
        lijn(naam, bestand_id=bestand, subtraject_nummer=nummer)
        for naam, bestand, nummer in zip(("N1", "N2"), bestanden, nummers, strict=True)
    ]
    besluiten = price(*nieuw, tabellen=tabellen, eerdere=eerder)
    assert codes_of(besluiten) == {"N1": DUBBEL, "N2": DUBBEL}
    assert besluiten["andere_regel_id"].to_list() == ["E1", "E1"]


LEVERINGEN = [
    ((1_000,), (1_000,), (1_000,)),
    ((1_000, 1_000), (1_000,), (1_000, 1_000)),
    ((1_000,), (1_000, 1_000), (1_000,)),
    ((1_000, 1_000), (1_000, 1_000), (1_000, 1_000)),
    # Two of the first are refused for the one before: they declare nothing.
    ((2_000, 2_000), (1_000, 1_000, 1_000, 1_000)),
]
"""Thousandths of each line of each delivery."""


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("leveringen", LEVERINGEN)
def test_deliveries_of_one_batch_come_out_as_one_after_the_other(
    soort: str, leveringen: tuple[tuple[int, ...], ...]
) -> None:
    """One was declared before; each delivery is held against all before it."""
    tabellen = tabellen_van(soort)
    eerder = price(lijn("E1", bestand_id="B0", **ST9), tabellen=tabellen)
    nieuw = [
        [
            lijn(f"N{nr}{plaats}", bestand_id=f"B{nr}", aantal_m=aantal, **ST9)
            for plaats, aantal in enumerate(aantallen)
        ]
        for nr, aantallen in enumerate(leveringen, 1)
    ]
    apart = [eerder]
    for levering in nieuw:
        apart.append(price(*levering, tabellen=tabellen, eerdere=pl.concat(apart)))
    samen = price(*chain.from_iterable(nieuw), tabellen=tabellen, eerdere=eerder)
    wanted = pl.concat(apart[1:])
    assert amounts_of(samen) == amounts_of(wanted)
    assert codes_of(samen) == codes_of(wanted)


@pytest.mark.parametrize("namen", [("N1", "N2"), ("N2", "N1")])
def test_a_dbc_of_two_deliveries_of_one_batch_is_paid_once(
    namen: tuple[str, str],
) -> None:
    """Which of its lines stays goes by day and regel_id (docs/decisions.md 26)."""
    nieuw = [lijn(naam, bestand_id=f"B{nr}", **ST9) for nr, naam in enumerate(namen, 1)]
    besluiten = price(*nieuw, tabellen=tabellen_van("DBC"))
    assert amounts_of(besluiten) == {"N1": 10_000, "N2": None}


@pytest.mark.parametrize(("nummers", "betaald"), BETAALD)
def test_the_same_dbc_twice_in_one_delivery_is_paid_once(
    nummers: tuple[str | None, ...], betaald: list[bool]
) -> None:
    besluit = dbcs().besluit(*_genummerd(nummers))
    assert besluit["bedrag_cent"].is_not_null().to_list() == betaald
    assert all(
        codes == ([] if paid else DUBBEL)
        for codes, paid in zip(codes_of(besluit).values(), betaald, strict=True)
    )


DAGEN = [
    # The earlier stays (day, then regel_id), whatever the lines are called.
    ((date(2025, 3, 11), date(2025, 3, 10)), "R2"),
    ((date(2025, 3, 10), date(2025, 3, 11)), "R1"),
    ((date(2025, 3, 10), date(2025, 3, 10)), "R1"),
]


def _twee_dagen(dagen: tuple[date, date], omgekeerd: bool) -> list[Velden]:
    lijnen = [
        lijn(naam, subtraject_nummer="S1", begindatum=dag, einddatum=date(2025, 3, 12))
        for naam, dag in zip(("R1", "R2"), dagen, strict=True)
    ]
    return lijnen[:: -1 if omgekeerd else 1]


@pytest.mark.parametrize("omgekeerd", [False, True])
@pytest.mark.parametrize(("dagen", "betaald"), DAGEN)
def test_of_two_lines_of_one_subtraject_the_earlier_is_paid(
    dagen: tuple[date, date], betaald: str, *, omgekeerd: bool
) -> None:
    """E4 in the order of docs/decisions.md 26."""
    besluiten = dbcs().besluit(*_twee_dagen(dagen, omgekeerd)).sort("regel_id")
    ander = "R2" if betaald == "R1" else "R1"
    assert amounts_of(besluiten) == {betaald: 10_000, ander: None}
    assert codes_of(besluiten)[ander] == DUBBEL
    genoemd = besluiten.filter(pl.col("regel_id") == ander)["andere_regel_id"]
    assert genoemd.to_list() == [betaald]


ONDERDELEN: list[tuple[str, str | None, int]] = [
    ("KOSTEN", None, 81_234),
    ("HONORARIUM", "0303", 9_617),
    ("HONORARIUM", "0389", 2_108),
    ("HONORARIUM", "0362", 764),
]
"""Example 32: the parts of a dbc up to 2014, as separate lines."""


def onderdeel(regel_id: str, plaats: int, **velden: Any) -> dict[str, Any]:
    component, specialisme, _ = ONDERDELEN[plaats]
    return regel(
        regel_id,
        prestatiecode="14D932",
        zorgproduct_code="039999001",
        begindatum=date(2014, 11, 3),
        component=component,
        specialisme_uitvoerder_code=specialisme,
        **velden,
    )


def alle_en_een(nummer: str | None, dubbel: int) -> list[Velden]:
    """All parts, and one of them once more."""
    alle = [
        onderdeel(f"R{plaats}", plaats, subtraject_nummer=nummer)
        for plaats in range(len(ONDERDELEN))
    ]
    return [*alle, onderdeel("R9", dubbel, subtraject_nummer=nummer)]


@cache
def onderdelen() -> Gevallen:
    gevallen = product(["S1", None], range(len(ONDERDELEN)))
    return Gevallen([alle_en_een(*geval) for geval in gevallen], tabellen=fixture())


@pytest.mark.parametrize("nummer", ["S1", None])
@pytest.mark.parametrize("dubbel", range(len(ONDERDELEN)))
def test_the_parts_of_a_dbc_are_each_paid_once(nummer: str | None, dubbel: int) -> None:
    """Up to 2014 kosten and honoraria make one tariff together (L5, example 32)."""
    besluiten = onderdelen().besluit(*alle_en_een(nummer, dubbel))
    bedragen: list[int | None] = [cent for *_, cent in ONDERDELEN]
    assert besluiten["bedrag_cent"].to_list() == [*bedragen, None]
    assert codes_of(besluiten)["R9"] == DUBBEL
    assert besluiten["andere_regel_id"].to_list()[-1] == f"R{dubbel}"


@pytest.mark.parametrize("nummer", ["S1", None])
def test_the_parts_of_a_dbc_come_in_two_deliveries(nummer: str | None) -> None:
    """What was delivered is a part; the others are still to be paid (example 32)."""
    lijnen = [
        onderdeel(f"R{plaats}", plaats, subtraject_nummer=nummer)
        for plaats in range(len(ONDERDELEN))
    ]
    eerder = price(*lijnen[:2], tabellen=fixture())
    nieuw = [{**lijn_, "bestand_id": "B2"} for lijn_ in lijnen[1:]]
    for lijn_ in nieuw:
        lijn_["regel_id"] = f"N{lijn_['regel_id']}"
    besluiten = price(*nieuw, tabellen=fixture(), eerdere=eerder)
    assert amounts_of(besluiten) == {"NR1": None, "NR2": 2_108, "NR3": 764}
    assert codes_of(besluiten)["NR1"] == DUBBEL


def test_the_same_dbc_of_two_hospitals_is_paid_twice() -> None:
    besluit = price(
        regel("N1", prestatiecode="VRIJ01"),
        regel("N2", prestatiecode="VRIJ01", zorginstelling_code=Z2),
        tabellen=wereld(),
    )
    assert DUBBEL not in codes_of(besluit).values()


def test_a_decision_says_which_care_it_is_about() -> None:
    besluit = price(lijn("N1", subtraject_nummer="S1"), tabellen=tabellen_van("DBC"))
    assert besluit["subtraject_nummer"].to_list() == ["S1"]
    Prijsbesluiten.validate(besluit)


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("is_levering", [True, False], ids=["levering", "bestand"])
def test_one_number_at_two_hospitals_is_care_of_two(
    soort: str, is_levering: bool
) -> None:
    """A number of a subtraject is its hospital's own (docs/decisions.md 20)."""
    eerst = lijn(f"{Z1}/S1/ZORG01", subtraject_nummer="S1")
    dan = lijn(f"{Z2}/S1/ZORG01", subtraject_nummer="S1", zorginstelling_code=Z2)
    tabellen = tabellen_van(soort)
    if is_levering:
        eerder = price(eerst, tabellen=tabellen)
        besluiten = price(
            {**dan, "bestand_id": "B2"}, tabellen=tabellen, eerdere=eerder
        )
    else:
        besluiten = price(eerst, dan, tabellen=tabellen)
    assert DUBBEL not in codes_of(besluiten).values()


VOLGORDEN = [(0, 1, 2), (2, 1, 0), (1, 2, 0)]
BESTANDEN: list[tuple[list[str | None], str | None]] = [
    (["B10", "B9", "B11"], "B9"),
    (["LEV2", None, "LEV1"], None),
    (["2025-02", "2025-01", "2024-12"], "2024-12"),
    (["A", "a1", "B"], "A"),
]
"""Names of deliveries, and which is the first of them."""


def _in_volgorde(
    bestanden: list[str | None], volgorde: tuple[int, ...]
) -> list[Velden]:
    return [lijn(f"N{n}", bestand_id=bestanden[n]) for n in volgorde]


@cache
def bestanden_van(soort: str) -> Gevallen:
    gevallen = product([namen for namen, _ in BESTANDEN], VOLGORDEN)
    return Gevallen(
        [_in_volgorde(*geval) for geval in gevallen], tabellen=tabellen_van(soort)
    )


@pytest.mark.parametrize("soort", ["OZP", "ADDON_OVERIG"])
@pytest.mark.parametrize("volgorde", VOLGORDEN)
@pytest.mark.parametrize(("bestanden", "eerste"), BESTANDEN)
def test_deliveries_of_a_batch_follow_by_name_wherever_their_lines_stand(
    soort: str,
    volgorde: tuple[int, ...],
    bestanden: list[str | None],
    eerste: str | None,
) -> None:
    besluit = bestanden_van(soort).besluit(*_in_volgorde(bestanden, volgorde))
    betaald = besluit.filter(pl.col("bedrag_cent").is_not_null())
    assert betaald["bestand_id"].to_list() == [eerste]
    assert betaald["bedrag_cent"].to_list() == [10_000]


def test_what_is_left_of_an_aantal_is_for_the_last_by_name() -> None:
    """Two were declared before, so of N1 to N3 the third is new, in any order."""
    tabellen = tabellen_van("OZP")
    eerder = price(lijn("E1", aantal_m=2_000), tabellen=tabellen)
    for namen in (("N3", "N1", "N2"), ("N2", "N3", "N1")):
        nieuw = [lijn(naam, bestand_id="B2") for naam in namen]
        besluit = price(*nieuw, tabellen=tabellen, eerdere=eerder)
        assert amounts_of(besluit) == {"N1": None, "N2": None, "N3": 10_000}


@pytest.mark.parametrize("soort", SOORTEN)
def test_of_two_lines_of_one_name_the_same_stays_in_any_order(soort: str) -> None:
    """100.00 with a toeslag of 0.05 or 0.07: the same in either order, and one."""
    lijnen = [lijn("D1", toeslag_cent=cent) for cent in (5, 7)]
    heen, terug = (
        price(*rij, tabellen=tabellen_van(soort)) for rij in (lijnen, lijnen[::-1])
    )
    assert heen["bedrag_cent"].to_list() == [10_005, None]
    assert terug["bedrag_cent"].to_list() == [None, 10_005]
    assert codes_of(heen)["D1"] == DUBBEL


def test_of_a_dbc_that_stands_twice_the_earlier_day_stays() -> None:
    later = {"begindatum": date(2025, 3, 11), "einddatum": date(2025, 3, 11)}
    besluit = price(
        lijn("D1", subtraject_nummer="S1", **later),
        lijn("D2", subtraject_nummer="S1"),
        tabellen=tabellen_van("DBC"),
    )
    assert amounts_of(besluit) == {"D1": None, "D2": 10_000}


@pytest.mark.parametrize("ander", ["A0", "B2"])
def test_a_line_of_an_earlier_batch_priced_again_comes_first(ander: str) -> None:
    """Those of earlier batches come first, whatever the new file is called."""
    eerder = price(regel("R1"))
    nu = price(regel("R1"), regel("R2", bestand_id=ander), eerdere=eerder)
    assert codes_of(nu) == {"R1": [], "R2": ["DUBBELE_BEKOSTIGING"]}
