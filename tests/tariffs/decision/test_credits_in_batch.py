"""A credit that stands takes its debit back out of E, staffel and H; no other does.

Every example has a credit of a debit in the same batch (see
docs/decisions.md 38).
"""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen
from support.tarieven.samenloop import (
    SAMEN,
    Lijn,
    credit,
    dbc,
    of_all,
    tabellen,
    trede,
    van,
)
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    IGO,
    WEIGER,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    regels,
    wereld,
    with_code,
    with_rows,
)

from tariffs.followup.repricing import reprice
from tariffs.schema import Tarieventabellen

ZONDER = "CREDIT_ZONDER_DEBET"
ONDEUGDELIJK = [
    ({"berekend_cent": 1}, "CREDITBEDRAG_WIJKT_AF"),
    ({"bestand_id": "B1"}, "DEBET_EN_CREDIT_IN_ZELFDE_BESTAND"),
    ({"uzovi": "1234"}, "VERZEKERAAR_ONBEKEND"),
    ({"einddatum": date(2025, 3, 9)}, "PRESTATIEDATUM_ONJUIST"),
    ({"dc_berekend": "D"}, "DEBETCREDIT_ONJUIST"),
    ({"verzekerde_id": "P9"}, ZONDER),
    ({"zorginstelling_code": IGO}, ZONDER),
    ({"ref_voorgaande": "R9"}, ZONDER),
    ({"ref_voorgaande": None}, ZONDER),
    ({"prestatiecode": "MAX001"}, ZONDER),
]
"""What is wrong with a credit, and what it is refused for."""


def per_example(besluiten: pl.DataFrame) -> dict[str, list[int | None]]:
    bedragen = besluiten["bedrag_cent"].to_list()
    return {wat: bedragen[2 * n : 2 * n + 2] for n, wat in enumerate(SAMEN)}


@pytest.mark.parametrize("chunk", [3, 1_000])
def test_a_sound_credit_takes_its_debit_back(chunk: int) -> None:
    lijnen = of_all()
    met = price(
        *lijnen,
        *(credit(lijn) for lijn in lijnen[::2]),
        tabellen=tabellen(),
        instellingen=replace(AFTOPPEN, chunk=chunk),
    )
    assert per_example(met) == {wat: zonder for wat, (_, _, zonder) in SAMEN.items()}
    terug = [-(zonder[0] or 0) for _, _, zonder in SAMEN.values()]
    assert met["bedrag_cent"].tail(len(SAMEN)).to_list() == terug


@pytest.mark.parametrize(("fout", "reden"), ONDEUGDELIJK, ids=lambda x: str(x)[:30])
def test_a_refused_credit_takes_nothing_back(fout: Lijn, reden: str) -> None:
    lijnen = of_all()
    terug = [credit(lijn, **fout) for lijn in lijnen[::2]]
    met = price(*lijnen, *terug, tabellen=tabellen())
    assert per_example(met) == {wat: samen for wat, (_, samen, _) in SAMEN.items()}
    assert {codes_of(met)[lijn["regel_id"]][0] for lijn in terug} == {reden}
    assert met["bedrag_cent"].tail(len(SAMEN)).null_count() == len(SAMEN)
    # As if it were not there.
    assert met.head(len(lijnen)).equals(zonder_credits())


@cache
def zonder_credits() -> pl.DataFrame:
    return price(*of_all(), tabellen=tabellen())


ANDERS = {
    "zorginstelling_code": Z2,
    "verzekerde_id": "P2",
    "prestatiecode": "MAX001",
    "prestatiecodelijst": "990",
    "component": "KOSTEN",
}


DEBET = regel("R1", component="INTEGRAAL")


def _van_iets_anders(kolom: str) -> Lijn:
    return credit(DEBET, **{kolom: ANDERS[kolom]})


def _paar(kolom: str, leeg: str) -> tuple[Lijn, Lijn]:
    """A debit and its credit, of which one says nothing in a column."""
    debet, terug = dict(DEBET), credit(DEBET)
    (debet if leeg == "debet" else terug)[kolom] = None
    return debet, terug


PAREN = list(product(["verzekerde_id", "component"], ["debet", "credit"]))


@cache
def paren(*, eerder: bool) -> Gevallen:
    """Each debit and its credit: the one delivered earlier, or both in one batch."""
    alle = [
        *((DEBET, _van_iets_anders(kolom)) for kolom in ANDERS),
        *(_paar(*welk) for welk in PAREN),
    ]
    if eerder:
        return Gevallen(
            [[terug] for _, terug in alle],
            [[debet] for debet, _ in alle],
            tabellen=ander_soort(),
        )
    return Gevallen(alle, tabellen=ander_soort())


def credit_van(debet: Lijn, terug: Lijn, *, eerder: bool) -> pl.DataFrame:
    if eerder:
        return paren(eerder=True).besluit(terug, eerst=[debet])
    return paren(eerder=False).besluit(debet, terug)


@pytest.mark.parametrize("eerder", [True, False], ids=["earlier", "in one batch"])
@pytest.mark.parametrize("kolom", ANDERS)
def test_a_credit_of_something_else_has_no_debit(kolom: str, eerder: bool) -> None:
    besluit = credit_van(DEBET, _van_iets_anders(kolom), eerder=eerder)
    if not eerder:
        assert amounts_of(besluit)["R1"] == 10_000
    assert codes_of(besluit)["R1-C"] == [ZONDER]
    assert amounts_of(besluit)["R1-C"] is None


@cache
def ander_soort() -> Tarieventabellen:
    """VRIJ01 stands on two lists."""
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "VRIJ01", "prestatiecodelijst": "990"}],
        tarief=[{"prestatiecode": "VRIJ01", "prestatiecodelijst": "990"}],
    )


@pytest.mark.parametrize("eerder", [True, False], ids=["earlier", "in one batch"])
@pytest.mark.parametrize("kolom", ["verzekerde_id", "component"])
@pytest.mark.parametrize("leeg", ["debet", "credit"])
def test_a_credit_agrees_where_either_says_nothing(
    kolom: str, leeg: str, eerder: bool
) -> None:
    besluit = credit_van(*_paar(kolom, leeg), eerder=eerder)
    assert amounts_of(besluit)["R1-C"] == -10_000


def test_one_name_at_two_hospitals_is_credited_at_each() -> None:
    """Both send R1; each takes its own back: EUR 100.00 of Z1 and 30,000.00 of Z2."""
    een = regel("R1")
    ander = trede("R1")
    eerder = pl.concat([price(een), price(ander)])
    terug = [credit(een), credit(ander) | {"regel_id": "R2-C"}]
    besluit = price(*terug, eerdere=eerder)
    assert amounts_of(besluit) == {"R1-C": -10_000, "R2-C": -3_000_000}
    nog_eens = [{**lijn, "bestand_id": "B3"} for lijn in terug]
    reeds = ["CREDIT_REEDS_VERWERKT"]
    assert codes_of(price(*nog_eens, eerdere=pl.concat([eerder, besluit]))) == {
        "R1-C": reeds,
        "R2-C": reeds,
    }


def test_a_credit_is_judged_as_if_nothing_were_taken_back() -> None:
    """R2 was double when it was declared, so there is nothing of it to take back."""
    lijnen = [dbc("R1"), dbc("R2")]
    besluit = price(*lijnen, *map(credit, lijnen), tabellen=tabellen())
    assert amounts_of(besluit) == {
        "R1": 50_000,
        "R2": 50_000,
        "R1-C": -50_000,
        "R2-C": None,
    }
    assert codes_of(besluit)["R2-C"] == [ZONDER]


def test_every_credited_line_of_a_staffel_comes_to_nothing() -> None:
    """60 x 500.00 and 40 x 500.00 + 20 x 450.00 go back as they were; R3 is first."""
    lijnen = [trede(f"R{n}", verzekerde_id=f"P{n}") for n in (1, 2, 3)]
    besluit = price(*lijnen, *map(credit, lijnen[:2]), tabellen=fixture())
    assert amounts_of(besluit) == {
        "R1": 3_000_000,
        "R2": 2_900_000,
        "R3": 3_000_000,
        "R1-C": -3_000_000,
        "R2-C": -2_900_000,
    }


def test_the_second_sound_credit_of_a_debit_takes_nothing_more_back() -> None:
    lijnen = [van("R1", "PER001"), van("R2", "PER001")]
    tweede = credit(lijnen[0]) | {"regel_id": "R1-D"}
    besluit = price(*lijnen, tweede, credit(lijnen[0]), tabellen=tabellen())
    assert amounts_of(besluit) == {
        "R1": 6_000,
        "R2": 6_000,
        "R1-C": -6_000,
        "R1-D": None,
    }
    assert codes_of(besluit)["R1-D"] == ["CREDIT_REEDS_VERWERKT"]


def test_a_credit_of_a_line_that_does_not_fit_takes_what_it_had() -> None:
    """Under WEIGER the second of 60.00 does not fit in 100.00 and has no amount."""
    lijnen = [van("R1", "PER001"), van("R2", "PER001")]
    besluit = price(
        *lijnen, credit(lijnen[1]), tabellen=tabellen(), instellingen=WEIGER
    )
    assert amounts_of(besluit) == {"R1": 6_000, "R2": None, "R2-C": None}


ANEW: list[tuple[Lijn, int | None]] = [
    ({}, 10_000),
    *((fout, None) for fout, _ in ONDEUGDELIJK),
]


def _anew(fout: Lijn) -> list[Lijn]:
    return [credit(regel("R1"), **fout), regel("N1", bestand_id="B2")]


@cache
def anew() -> Gevallen:
    gevallen = [_anew(fout) for fout, _ in ANEW]
    return Gevallen(gevallen, [[regel("R1")]] * len(ANEW))


@pytest.mark.parametrize(("fout", "bedrag"), ANEW, ids=lambda x: str(x)[:30])
def test_care_of_an_earlier_delivery_is_declared_anew_beside_a_sound_credit_only(
    fout: Lijn, bedrag: int | None
) -> None:
    besluit = anew().besluit(*_anew(fout), eerst=[regel("R1")])
    assert amounts_of(besluit)["N1"] == bedrag


def _dag(regel_id: str, **velden: Any) -> Lijn:
    dag = date(2024, 4, 10)
    return regel(
        regel_id,
        zorginstelling_code=Z2,
        prestatiecode="119053",
        begindatum=dag,
        einddatum=dag,
        **velden,
    )


@pytest.mark.parametrize(
    ("fout", "verwacht"),
    [
        # 38.44 becomes 36.90 for the first; the second is double of it (E7).
        ({"berekend_cent": 1}, {"R1-C": -3_844, "R1-D": 3_690}),
        # The first was taken back, so the second is what was billed.
        ({}, {"R2-C": -3_844, "R2-D": 3_690}),
    ],
    ids=["refused", "sound"],
)
def test_repricing_looks_at_credits_as_they_were_decided(
    fout: Lijn, verwacht: dict[str, int]
) -> None:
    met = with_rows(
        fixture(),
        ozp_regel=[
            {
                "regel_id": "EEN",
                "code_a": "CODE:119053",
                "soort": "MAX_AANTAL",
                "aantal": 1,
            }
        ],
    )
    lijnen = [_dag("R1"), _dag("R2")]
    terug = {**lijnen[0], **credit(lijnen[0]), "regel_id": "X1", **fout}
    alle = [*lijnen, terug]
    toen = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
    eerder = price(*alle, tabellen=met, instellingen=toen)
    uitkomst = reprice(regels(*alle), eerder, met, AFTOPPEN, bestand_id="H")
    assert amounts_of(uitkomst.besluiten) == verwacht


def test_a_credit_turns_the_btw_that_its_debit_had() -> None:
    """EUR 100.00 with 21 % is 121.00: back go 121.00, of which 21.00 is btw."""
    met = with_code(
        wereld(), "BTW021", prijs_cent=10_000, btw_behandeling="BELAST_HOOG"
    )
    debet = regel("R1", prestatiecode="BTW021")
    besluit = price(debet, credit(debet), tabellen=met)
    assert besluit["bedrag_cent"].to_list() == [12_100, -12_100]
    assert besluit["btw_cent"].to_list() == [2_100, -2_100]
