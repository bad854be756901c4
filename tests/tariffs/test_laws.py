"""The laws of docs/decisions.md 44, on lines that are right, wrong and strange."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.geld_oracle import amount_cent, may_charge, shown_ceiling_cent
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    IGO,
    WEIGER,
    Z1,
    Z2,
    price,
    regel,
    regels,
    wereld,
    with_rows,
)

from productstructure.errors import CallError
from tariffs.decision.prijsboek import Prijsboek
from tariffs.pricing import price_lines
from tariffs.schema import Prijsbesluiten, Tarieventabellen

CODES = [
    ("VRIJ01", "041", None),
    ("MAX001", "041", None),
    ("15E566", "041", "099999052"),
    ("14E669", "041", "029999001"),
    ("190150", "041", None),
    ("190154", "041", None),
    ("190155", "041", None),
    ("190156", "041", None),
    ("238060", "041", None),
    ("235021", "041", None),
    ("234003", "041", None),
    ("238062", "041", None),
    ("193012", "041", None),
    ("190288", "041", None),
    ("119053", "041", None),
    ("198508", "041", None),
    ("14165082", "001", None),
    ("99000001", "001", None),
    ("X19001", "990", None),
    ("99X999", "041", None),
]
# 290 to 330 are about the turn of the year: 25, 31 December, 1, 2 January, 3 February.
DAGEN = [
    date(2025, 3, 10) + timedelta(days=dag)
    for dag in (0, 0, 1, 30, 290, 296, 297, 298, 330)
]
NUMMERS = st.sampled_from([None, "1", "2"])


@st.composite
def lijnen(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A batch of lines of a few patients."""
    aantal = draw(st.integers(1, 16))
    return [_lijn(draw, f"R{nummer:02d}") for nummer in range(aantal)]


def _lijn(draw: st.DrawFn, regel_id: str) -> dict[str, Any]:
    code, lijst, product = draw(st.sampled_from(CODES))
    dag = draw(st.sampled_from(DAGEN))
    return regel(
        regel_id,
        zorginstelling_code=draw(st.sampled_from([Z1, Z1, Z1, Z2, IGO])),
        uzovi=draw(st.sampled_from(["9001", "9001", "9002", "9003", "9004", None])),
        ontvanger=draw(
            st.sampled_from(
                ["VERZEKERAAR", "VERZEKERAAR", "VERZEKERDE", "NIET_VERZEKERDE"]
            )
        ),
        verzekerde_id=draw(st.sampled_from(["P1", "P2", "P3", None])),
        prestatiecode=code,
        prestatiecodelijst=lijst,
        zorgproduct_code=product,
        begindatum=dag,
        einddatum=dag,
        aantal_m=draw(st.sampled_from([1_000, 1_000, 2_000, 375, 0])),
        tarief_cent=draw(st.sampled_from([None, None, 10_000])),
        inkoopbedrag_cent=draw(st.sampled_from([None, 500])),
        minuten=draw(st.sampled_from([None, 4, 13, 22])),
        zitting_id=draw(NUMMERS),
        subtraject_nummer=draw(NUMMERS),
        zorgtraject_nummer=draw(NUMMERS),
    )


@cache
def boek() -> Prijsboek:
    """The world with rules on a day and on periods that reach over a year's end."""
    maand = {"reikwijdte": "PERIODE", "periode_dagen": 30}
    tabellen = with_rows(
        wereld(),
        ozp_regel=[
            {
                "regel_id": "DAGMAX",
                "code_a": "CODE:VRIJ01",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "bedrag_cent": 25_000,
            },
            {
                "regel_id": "MAANDMAX",
                "code_a": "CODE:MAX001",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "bedrag_cent": 10_000,
                **maand,
            },
            {
                "regel_id": "AANTAL",
                "code_a": "CODE:VRIJ01",
                "soort": "MAX_AANTAL",
                "aantal": 2,
                **maand,
            },
            {
                "regel_id": "TERMIJN",
                "code_a": "CODE:119053",
                "soort": "TERMIJN_MAAND",
                "reikwijdte": "PERIODE",
                "aantal": 12,
            },
            {
                "regel_id": "BEGREPEN",
                "code_a": "CODE:VRIJ01",
                "code_b": "SOORT:DBC",
                "soort": "BEGREPEN_IN",
                "reikwijdte": "ZORGTRAJECT",
            },
        ],
    )
    return Prijsboek.prepare(tabellen, bekend_op=AFTOPPEN.kennisdatum)


def priced(rijen: list[dict[str, Any]], instellingen: Any = AFTOPPEN) -> pl.DataFrame:
    return price_lines(regels(*rijen), boek(), instellingen)


@settings(max_examples=10, deadline=None)
@given(
    lijnen(), st.randoms(use_true_random=False), st.integers(1, 5), st.integers(1, 3)
)
def test_order_chunks_and_threads_change_nothing(
    rijen: list[dict[str, Any]], random: Any, chunk: int, threads: int
) -> None:
    """All three at once: what is left of a failure says which of them it is."""
    geschud = random.sample(rijen, len(rijen))
    in_delen = replace(AFTOPPEN, chunk=chunk, threads=threads)
    anders = priced(geschud, in_delen)
    assert anders["regel_id"].to_list() == [rij["regel_id"] for rij in geschud]
    assert anders.sort("regel_id").equals(priced(rijen).sort("regel_id"))


@settings(max_examples=8, deadline=None)
@given(lijnen(), st.sets(st.sampled_from(["P1", "P2", "P3"])))
def test_splitting_by_verzekerde_changes_nothing(
    rijen: list[dict[str, Any]], apart: set[str]
) -> None:
    def deel(rij: dict[str, Any]) -> object:
        # A line without verzekerde is a patient of its own.
        wie = rij["verzekerde_id"]
        return rij["regel_id"][-1] in "13579" if wie is None else wie in apart

    assert split_by(rijen, deel).equals(priced(rijen).sort("regel_id"))


def split_by(
    rijen: list[dict[str, Any]], sleutel: Callable[[dict[str, Any]], object]
) -> pl.DataFrame:
    """Price the lines in parts of one key each."""
    groepen: dict[object, list[dict[str, Any]]] = {}
    for rij in rijen:
        groepen.setdefault(sleutel(rij), []).append(rij)
    return pl.concat(priced(groep) for groep in groepen.values()).sort("regel_id")


def over_a_year_end(code: str, **velden: Any) -> list[dict[str, Any]]:
    """A line on 31 December and one on 1 January, of one patient."""
    return [
        regel(regel_id, prestatiecode=code, begindatum=dag, einddatum=dag, **velden)
        for regel_id, dag in (("R1", date(2025, 12, 31)), ("R2", date(2026, 1, 1)))
    ]


@pytest.mark.parametrize(
    ("code", "samen", "per_jaar"),
    [
        # 80.00 of MAX001 twice, of which a period of 30 days allows 100.00.
        ("MAX001", [8_000, 2_000], [8_000, 8_000]),
        # Twelve months between two of 119053 (C1 pays the NZa maximum of 36.90).
        ("119053", [3_690, None], [3_690, 3_690]),
    ],
)
def test_splitting_a_patient_by_year_may_change_what_periods_reach_over(
    code: str, samen: list[int | None], per_jaar: list[int]
) -> None:
    """Why lines may be split by verzekerde and by nothing else (E, H)."""
    rijen = over_a_year_end(code)
    assert priced(rijen)["bedrag_cent"].to_list() == samen
    los = split_by(rijen, lambda rij: rij["begindatum"].year)
    assert los["bedrag_cent"].to_list() == per_jaar


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_splitting_by_verzekerde_changes_nothing_over_a_year_end(
    data: st.DataObject,
) -> None:
    """Of every code two patients and one that is not named, in two parts."""
    aantal = st.sampled_from([1_000, 2_000])
    rijen = []
    for code in ("VRIJ01", "MAX001", "119053", "193012"):
        rijen += [
            {**rij, "regel_id": f"{rij['regel_id']}-{wie}-{code}"}
            | {"verzekerde_id": wie and f"{wie}-{code}"}
            | {"aantal_m": data.draw(aantal)}
            for wie in ("P1", "P2", None)
            for rij in over_a_year_end(code, zorgtraject_nummer="T1")
        ]
        rijen += [
            {**rij, "regel_id": f"D{rij['regel_id']}-{code}"}
            | {"zorgproduct_code": "099999052", "verzekerde_id": f"P1-{code}"}
            for rij in over_a_year_end("15E566", zorgtraject_nummer="T1")[:1]
        ]
    namen = sorted({rij["verzekerde_id"] or rij["regel_id"] for rij in rijen})
    apart = data.draw(st.sets(st.sampled_from(namen)))

    def deel(rij: dict[str, Any]) -> object:
        return (rij["verzekerde_id"] or rij["regel_id"]) in apart

    assert split_by(rijen, deel).equals(priced(rijen).sort("regel_id"))


@settings(max_examples=10, deadline=None)
@given(lijnen(), st.sampled_from([AFTOPPEN, WEIGER]))
def test_every_line_has_one_decision_with_an_amount_or_a_reason(
    rijen: list[dict[str, Any]], instellingen: Any
) -> None:
    besluiten = priced(rijen, instellingen)
    assert besluiten["regel_id"].to_list() == [rij["regel_id"] for rij in rijen]
    assert Prijsbesluiten.is_valid(besluiten)
    for besluit in besluiten.iter_rows(named=True):
        geweigerd = besluit["status"] == "GEWEIGERD"
        assert (besluit["bedrag_cent"] is None) == geweigerd
        assert (besluit["redenen"] == []) == (besluit["status"] == "OK")
        fasen = {r["fase"] for r in besluit["redenen"] if r["klasse"] != "S"}
        # Only a capped line may hear of the next ceiling as well.
        assert len(fasen) <= 1 or fasen == {"G", "H"}


@settings(max_examples=8, deadline=None)
@given(lijnen())
def test_a_credit_is_minus_its_debit(rijen: list[dict[str, Any]]) -> None:
    besluiten = priced(rijen)
    credits = [
        {
            **rij,
            "regel_id": f"C{rij['regel_id']}",
            "ref_voorgaande": rij["regel_id"],
            "bestand_id": "B2",
            "dc": "C",
        }
        for rij in rijen
    ]
    getoetst = price_lines(regels(*credits), boek(), AFTOPPEN, eerdere=besluiten)
    for debet, credit in zip(
        besluiten["bedrag_cent"], getoetst["bedrag_cent"], strict=True
    ):
        assert credit == (None if debet is None else -debet)
    totaal = besluiten["bedrag_cent"].sum() + getoetst["bedrag_cent"].sum()
    assert totaal == 0


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=80))
def test_price_is_linear_in_aantal_before_rounding(aantallen: list[int]) -> None:
    rijen = [
        regel(
            f"R{nummer}",
            prestatiecode="14165082",
            prestatiecodelijst="001",
            aantal_m=aantal,
            verzekerde_id=f"P{nummer}",
        )
        for nummer, aantal in enumerate(aantallen)
    ]
    # EUR 357.26 for five pieces, through the terugvalregel of C1.
    verwacht = [
        amount_cent(357_260_000, Fraction(aantal, 1_000), per=Fraction(5))
        for aantal in aantallen
    ]
    assert priced(rijen)["bedrag_cent"].to_list() == verwacht


GETALLEN = st.sampled_from(
    [
        None,
        0,
        1,
        -1,
        60,
        10**6,
        10**9,
        2**31,
        10**11,
        10**13,
        2**62,
        -(2**63),
        2**63 - 1,
    ]
)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "aantal_m": GETALLEN,
                "aantal_teller": GETALLEN,
                "aantal_noemer": GETALLEN,
                "verrekenpercentage_bp": GETALLEN | st.integers(1, 20_000),
                "toeslag_cent": GETALLEN,
            }
        ),
        min_size=1,
        max_size=40,
    )
)
def test_extreme_numbers_are_refused_or_priced_exactly(
    gevallen: list[dict[str, int | None]],
) -> None:
    """Each is of a patient of its own."""
    lijnen = [
        regel(f"R{nummer}", verzekerde_id=f"P{nummer}", **getallen)
        for nummer, getallen in enumerate(gevallen)
    ]
    # Its maximum over a day has no say here.
    besluiten = price(*lijnen, instellingen=WEIGER).to_dicts()
    for getallen, besluit in zip(gevallen, besluiten, strict=True):
        if besluit["status"] == "OK":
            aantal = Fraction(getallen["aantal_m"] or 0, 1_000)
            if getallen["aantal_teller"] is not None:
                noemer = getallen["aantal_noemer"] or 1
                aantal = Fraction(getallen["aantal_teller"], noemer)
            factor = getallen["verrekenpercentage_bp"] or 10_000
            exact = amount_cent(100_000_000, aantal, factor)
            exact += getallen["toeslag_cent"] or 0
            assert besluit["bedrag_cent"] == exact


def met_prijzen(paren: list[tuple[int, int]]) -> Tarieventabellen:
    """A code for each pair of a price and a maximum, in cents."""
    codes = [f"MM{nummer:04d}" for nummer in range(len(paren))]
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": code} for code in codes],
        tarief=[
            {
                "prestatiecode": code,
                "tariefsoort": "MAXIMUM",
                "bedrag_e6": maximum * 10_000,
            }
            for code, (_, maximum) in zip(codes, paren, strict=True)
        ],
        contract_prijs=[
            {"prestatiecode": code, "prijs_e6": prijs * 10_000}
            for code, (prijs, _) in zip(codes, paren, strict=True)
        ],
    )


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 300_000), st.sampled_from([0, 999, 1_000, 1_001])),
        min_size=1,
        max_size=40,
    )
)
def test_ten_percent_is_tested_exactly(gevallen: list[tuple[int, int]]) -> None:
    paren = [(maximum * (10_000 + bp) // 10_000, maximum) for maximum, bp in gevallen]
    lijnen = [
        regel(f"R{nummer}", prestatiecode=f"MM{nummer:04d}", verzekerde_id=f"P{nummer}")
        for nummer in range(len(paren))
    ]
    besluiten = price(*lijnen, tabellen=met_prijzen(paren)).to_dicts()
    for (prijs, maximum), besluit in zip(paren, besluiten, strict=True):
        mag = may_charge(prijs, maximum, 1_000)
        assert (besluit["status"] == "OK") == mag
        verhoogd = shown_ceiling_cent(maximum * 10_000, 1_000)
        assert besluit["bedrag_cent"] == (prijs if mag else verhoogd)


def test_an_empty_batch_gives_an_empty_decision_frame() -> None:
    leeg = price_lines(regels().head(0), boek(), AFTOPPEN)
    assert leeg.is_empty()
    assert Prijsbesluiten.is_valid(leeg)


def test_a_lazy_batch_gives_a_lazy_result_of_the_same_rows() -> None:
    lijn = regels(regel())
    lazy = price_lines(lijn.lazy(), boek(), AFTOPPEN)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(price_lines(lijn, boek(), AFTOPPEN))


def test_tables_prepared_for_another_day_than_asked_are_a_bad_call() -> None:
    anders = replace(AFTOPPEN, bekend_op=date(2024, 1, 1))
    with pytest.raises(CallError, match="Prepare them for that day"):
        price_lines(regels(regel()), boek(), anders)
