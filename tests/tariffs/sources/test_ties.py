"""Rows of one rang: equal ones are one row, others refuse the file."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    Z2,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from productstructure.errors import InputFileError
from tariffs.decision.prijsboek import Prijsboek
from tariffs.followup.settlement import settle
from tariffs.pricelists.pricelist import check_pricelist
from tariffs.schema import Tarieventabellen
from tariffs.sources.tables import read_tabellen
from tariffs.sources.ties import refuse_ties, tables_of

EURO = 1_000_000
C1 = {"contract_id": "C1", "versie": 2}

Rij = dict[str, Any]


@cache
def basis() -> Tarieventabellen:
    """KAAK01 of EUR 10.00 at most, KAAK02 free: neither has a price of its own."""
    return with_code(
        with_code(wereld(), "KAAK01", maximum_cent=1_000, prijs_cent=1_060), "KAAK02"
    )


def staffel(selector: str, euro: int, vanaf: int = 1, **velden: Any) -> Rij:
    return {
        **C1,
        "selector": selector,
        "vanaf_aantal": vanaf,
        "prijs_e6": euro * EURO,
        "variant": "MARGINAAL",
        **velden,
    }


def regel_van(selector: str, bp: int, naam: str | None = None, **velden: Any) -> Rij:
    return {
        "prijsregel_id": naam or f"P-{selector}-{bp}",
        "selector": selector,
        "basis": "NZA_MAXIMUM",
        "factor_bp": bp,
        **velden,
    }


def scope(selector: str, in_scope: int) -> Rij:
    return {**C1, "selector": selector, "in_scope": bool(in_scope)}


def maxmax(selector: str, bp: int) -> Rij:
    return {"afspraak_id": "MM", "selector": selector, "percentage_bp": bp or None}


def omzet(selector: str, telt_mee: int) -> Rij:
    return {"afspraak_id": "OA", "selector": selector, "telt_mee": bool(telt_mee)}


AFSPRAKEN: dict[str, list[Rij]] = {
    # As the law has it 10 %; a scope row without percentage has the agreement's.
    "maxmax_afspraak": [{"afspraak_id": "MM", "percentage_bp": 700}],
    "omzetafspraak": [
        {
            "afspraak_id": "OA",
            "contract_id": "C1",
            "jaar": 2025,
            "vorm": "PLAFOND",
            "richtpunt_cent": 100_000,
            "pct_onder_bp": 0,
            "pct_boven_bp": 0,
        }
    ],
}
RIJ: dict[str, tuple[Callable[..., Rij], int, int]] = {
    "contract_staffel": (staffel, 5, 7),
    "prijsregel": (regel_van, 9_000, 8_000),
    "contract_scope": (scope, 1, 0),
    "maxmax_reikwijdte": (maxmax, 600, 300),
    "omzetafspraak_scope": (omzet, 1, 0),
}
"""Table, how a row of it is made, and two values that it may say."""

MEET = [
    ("CODE:KAAK02", "CODE:KAAK02"),
    ("CODE:KAAK02", "CODE:KAAK01,KAAK02"),
    ("CODE:KAAK02,KAAK01", "CODE:KAAK01,KAAK02"),
    ("ZORGPRODUCT:099999052", "ZORGPRODUCT:099999052,029999001"),
    ("ZPG:099999", "ZPG:099999"),
    ("TARIEFTYPE:13", "TARIEFTYPE:13"),
    ("PREFIX:KAAK", "PREFIX:KAAK"),
    ("SOORT:OZP", "SOORT:OZP"),
    ("ALLES", "ALLES"),
]
"""Selectors that are equally specific for some prestatie."""

APART = [
    ("CODE:KAAK01", "CODE:KAAK02"),
    ("CODE:KAAK02", "PREFIX:KAAK02"),
    ("PREFIX:KAAK", "PREFIX:KAAK0"),
    ("TARIEFTYPE:13", "SOORT:OZP"),
    ("SOORT:OZP", "ALLES"),
]
"""Selectors of which one is more specific, or that never meet."""


def tabellen(tabel: str, *rijen: Rij) -> Tarieventabellen:
    nodig = {naam: rij for naam, rij in AFSPRAKEN.items() if naam[:4] == tabel[:4]}
    return with_rows(basis(), **nodig, **{tabel: list(rijen)})


def used(tabel: str, met: Tarieventabellen) -> None:
    """Look at the ties of one table, as pricing and settling do."""
    refuse_ties(tables_of(met), tabel)


@pytest.mark.parametrize("tabel", RIJ)
def test_tables_that_tie_neither_price_nor_settle(tabel: str) -> None:
    rij, zo, anders = RIJ[tabel]
    namen = {"naam": "P1"} if tabel == "prijsregel" else {}
    met = tabellen(
        tabel, rij("CODE:KAAK02", zo, **namen), rij("CODE:KAAK02,KAAK01", anders)
    )
    with pytest.raises(InputFileError, match=tabel):
        Prijsboek.prepare(met, bekend_op=AFTOPPEN.kennisdatum)
    if tabel == "omzetafspraak_scope":
        with pytest.raises(InputFileError, match=tabel):
            settle(price(regel()), met, AFTOPPEN)


@pytest.mark.parametrize("tabel", RIJ)
@pytest.mark.parametrize(("een", "ander"), MEET)
def test_rows_of_one_rang_that_say_otherwise_are_refused(
    tabel: str, een: str, ander: str
) -> None:
    rij, zo, anders = RIJ[tabel]
    namen = {"naam": "P1"} if tabel == "prijsregel" else {}
    with pytest.raises(InputFileError, match=f"{tabel}.*equally specific") as fault:
        used(tabel, tabellen(tabel, rij(een, zo, **namen), rij(ander, anders)))
    assert een in str(fault.value)
    assert ander in str(fault.value)


@pytest.mark.parametrize("tabel", RIJ)
@pytest.mark.parametrize(("een", "ander"), MEET)
def test_rows_of_one_rang_that_say_the_same_are_one(
    tabel: str, een: str, ander: str
) -> None:
    rij, zo, _ = RIJ[tabel]
    namen = ({"naam": "P1"}, {"naam": "P2"}) if tabel == "prijsregel" else ({}, {})
    used(tabel, tabellen(tabel, rij(een, zo, **namen[0]), rij(ander, zo, **namen[1])))


@pytest.mark.parametrize("tabel", RIJ)
@pytest.mark.parametrize(("een", "ander"), APART)
def test_rows_that_never_meet_at_one_rang_may_say_otherwise(
    tabel: str, een: str, ander: str
) -> None:
    rij, zo, anders = RIJ[tabel]
    used(tabel, tabellen(tabel, rij(een, zo), rij(ander, anders)))


MEI, JUNI = date(2025, 5, 31), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("een", "ander", "is_tie"),
    [
        ({"einddatum": MEI}, {"begindatum": JUNI}, False),
        ({"einddatum": JUNI}, {"begindatum": JUNI}, True),
        ({"prioriteit": 20}, {"prioriteit": 10}, False),
        ({"prioriteit": 20}, {"prioriteit": 20}, True),
        ({"zorgcategorie": "COMPLEX"}, {"zorgcategorie": "ALGEMEEN"}, False),
        ({"zorgcategorie": "COMPLEX"}, {"zorgcategorie": None}, True),
        ({"basis": "PASSANTENTARIEF"}, {}, True),
        ({"aftoppen_op_maximum": True, "factor_bp": 8_000}, {}, True),
        # The terugvalregel of C1 (C1-T2, prioriteit 0) ranks below every other rule.
        ({"prioriteit": 0, "selector": "ALLES"}, {"prioriteit": 1}, False),
    ],
    ids=lambda velden: str(velden)[:40],
)
def test_price_rules_tie_where_a_line_may_meet_both(
    een: Rij, ander: Rij, is_tie: bool
) -> None:
    met = tabellen(
        "prijsregel",
        {**regel_van("CODE:KAAK01", 9_000, "P1"), **een},
        {**regel_van("CODE:KAAK01", 8_000, "P2"), **ander},
    )
    if is_tie:
        with pytest.raises(InputFileError, match="prijsregel_id P1"):
            used("prijsregel", met)
    else:
        used("prijsregel", met)


@pytest.mark.parametrize(
    ("rijen", "is_tie"),
    [
        # The same prices from another number on are another staffel.
        ([staffel("CODE:KAAK02", 5), staffel("CODE:KAAK02,KAAK01", 5, 2)], True),
        ([staffel("CODE:KAAK02", 5), staffel("CODE:KAAK02", 4, 11)], False),
        (
            [
                *(staffel(s, 5) for s in ("CODE:KAAK02", "CODE:KAAK02,KAAK01")),
                staffel("CODE:KAAK02", 4, 11),
            ],
            True,
        ),
        (
            [staffel("ALLES", 5), staffel("ALLES", 5, variant="GEHEEL_VOLUME")],
            True,
        ),
        # Another version, another contract.
        ([staffel("ALLES", 5), staffel("ALLES", 7, versie=1)], False),
    ],
)
def test_staffels_tie_by_all_their_tiers(rijen: list[Rij], is_tie: bool) -> None:
    met = tabellen("contract_staffel", *rijen)
    if is_tie:
        with pytest.raises(InputFileError, match="contract_staffel"):
            used("contract_staffel", met)
    else:
        used("contract_staffel", met)


def test_a_scope_row_without_percentage_says_that_of_its_agreement() -> None:
    """7 % of EUR 10.00 is EUR 0.70, so EUR 10.60 is allowed, by either row."""
    gelijk = tabellen(
        "maxmax_reikwijdte", maxmax("CODE:KAAK01", 0), maxmax("CODE:KAAK01,X", 700)
    )
    lijn = regel(prestatiecode="KAAK01")
    gelijk = with_rows(
        gelijk,
        maxmax_afspraak=[
            {
                "afspraak_id": "MM2",
                "zorginstelling_code": Z2,
                "concern_id": "V2",
                "percentage_bp": 1,
            }
        ],
    )
    assert amounts_of(price(lijn, tabellen=zonder_m1(gelijk))) == {"R1": 1_060}
    anders = tabellen(
        "maxmax_reikwijdte", maxmax("CODE:KAAK01", 0), maxmax("CODE:KAAK01,X", 500)
    )
    with pytest.raises(InputFileError, match="afspraak_id MM"):
        price(lijn, tabellen=anders)
    with pytest.raises(InputFileError, match="afspraak_id MM"):
        check_pricelist(
            anders.contract_prijs.filter(pl.col("prestatiecode") == "KAAK01"), anders
        )


def zonder_m1(met: Tarieventabellen) -> Tarieventabellen:
    """Without the agreement of the fixture, which is about everything."""
    return with_rows(
        met.__class__(
            **{
                **met.__dict__,
                "maxmax_afspraak": met.maxmax_afspraak.filter(
                    pl.col("afspraak_id") != "M1"
                ),
                "maxmax_reikwijdte": met.maxmax_reikwijdte.filter(
                    pl.col("afspraak_id") != "M1"
                ),
            }
        )
    )


@pytest.mark.parametrize(
    ("tabel", "bedrag"),
    [
        # EUR 5.00 by the staffel.
        ("contract_staffel", 500),
        # 90 % of EUR 10.00 by the rule.
        ("prijsregel", 900),
        # Out of scope: the passantentarief of EUR 12.00.
        ("contract_scope", 1_200),
    ],
)
def test_rows_of_equal_rang_and_value_price_as_one(tabel: str, bedrag: int) -> None:
    rij, zo, anders = RIJ[tabel]
    waarde = anders if tabel == "contract_scope" else zo
    namen = ({"naam": "P1"}, {"naam": "P2"}) if tabel == "prijsregel" else ({}, {})
    met = with_code(
        tabellen(
            tabel,
            rij("CODE:KAAK03", waarde, **namen[0]),
            rij("CODE:KAAK03,KAAK09", waarde, **namen[1]),
        ),
        "KAAK03",
        maximum_cent=1_000 if tabel == "prijsregel" else None,
    )
    met = with_rows(
        met, standaardprijslijst=[{"prestatiecode": "KAAK03", "prijs_e6": 12 * EURO}]
    )
    besluit = price(regel(prestatiecode="KAAK03"), tabellen=met)
    assert amounts_of(besluit) == {"R1": bedrag}


def test_staffels_that_share_a_code_count_their_volume_together() -> None:
    """Ten at EUR 5 and the rest at EUR 4, over both codes: they are one staffel.

    KAAK02: 6 x 5.00 = 30.00. KAAK01, later: 4 x 5.00 + 2 x 4.00 = 28.00.
    """
    beide = [
        staffel(selector, euro, vanaf)
        for selector in ("CODE:KAAK02", "CODE:KAAK01,KAAK02")
        for vanaf, euro in ((1, 5), (11, 4))
    ]
    zonder = tabellen("contract_staffel", *beide)
    zonder = zonder.__class__(
        **{
            **zonder.__dict__,
            "contract_prijs": zonder.contract_prijs.filter(
                pl.col("prestatiecode") != "KAAK01"
            ),
        }
    )
    besluit = price(
        regel("R1", prestatiecode="KAAK02", aantal_m=6_000),
        regel("R2", prestatiecode="KAAK01", aantal_m=6_000, verzekerde_id="P2"),
        tabellen=zonder,
    )
    assert codes_of(besluit) == {"R1": [], "R2": []}
    assert amounts_of(besluit) == {"R1": 3_000, "R2": 2_800}


CSV = {
    "contract_staffel": (
        "contract_id;versie;selector;vanaf_aantal;prijs;variant\n",
        ("C1;1;CODE:A1;1;5,00;MARGINAAL\n", "C1;1;CODE:A1,B1;1;7,00;MARGINAAL\n"),
    ),
    "contract_scope": (
        "contract_id;versie;selector;in_scope\n",
        ("C1;1;PREFIX:15;J\n", "C1;1;prefix:15;N\n"),
    ),
    "prijsregel": (
        "prijsregel_id;contract_id;versie;selector;prioriteit;basis;factor;"
        "aftoppen_op_maximum;begindatum\n",
        (
            "P1;C1;1;ALLES;10;NZA_MAXIMUM;90,00;N;2025-01-01\n",
            "P2;C1;1;ALLES;10;NZA_MAXIMUM;80,00;N;2025-01-01\n",
        ),
    ),
    "maxmax_reikwijdte": (
        "afspraak_id;selector;percentage\n",
        ("MM;CODE:A1;5,00\n", "MM;CODE:B1,A1;6,00\n"),
    ),
    "omzetafspraak_scope": (
        "afspraak_id;selector;telt_mee\n",
        ("OA;SOORT:DBC;J\n", "OA;SOORT:DBC;N\n"),
    ),
}


@pytest.mark.parametrize("in_een", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("tabel", CSV)
def test_a_file_with_a_tie_is_refused_with_its_rows(
    tmp_path: Path, tabel: str, in_een: bool
) -> None:
    kop, rijen = CSV[tabel]
    bestanden = ["".join(rijen)] if in_een else list(rijen)
    for nummer, tekst in enumerate(bestanden, 2024):
        (tmp_path / f"{tabel}_{nummer}.csv").write_text(kop + tekst)
    with pytest.raises(InputFileError, match=f"{tabel}_2024.csv") as fault:
        read_tabellen(contracten=tmp_path)
    assert "row 1" in str(fault.value)
    assert ("row 2" if in_een else f"{tabel}_2025.csv") in str(fault.value)


@pytest.mark.parametrize("in_een", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("tabel", CSV)
def test_a_row_that_stands_twice_is_one_and_told(
    tmp_path: Path, tabel: str, in_een: bool
) -> None:
    kop, (rij, _) = CSV[tabel]
    for nummer, tekst in enumerate([rij + rij] if in_een else [rij, rij]):
        (tmp_path / f"{tabel}_{nummer}.csv").write_text(kop + tekst)
    (tmp_path / "contract.csv").write_text(
        "contract_id;versie;zorginstelling_code;concern_id;contractvorm;status;"
        "schriftelijk;begindatum;buiten_scope\n"
        "C1;1;06010101;V1;PXQ;ONDERTEKEND;J;2025-01-01;PASSANT\n"
    )
    (tmp_path / "maxmax_afspraak.csv").write_text(
        "afspraak_id;zorginstelling_code;concern_id;percentage;schriftelijk;begindatum\n"
        "MM;06010101;V1;10,00;J;2025-01-01\n"
    )
    (tmp_path / "omzetafspraak.csv").write_text(
        "afspraak_id;contract_id;jaar;vorm;richtpunt;pct_onder;pct_boven\n"
        "OA;C1;2025;PXQ;1000,00;0,00;100,00\n"
    )
    gelezen, findings = read_tabellen(contracten=tmp_path)
    assert getattr(gelezen, tabel).height == 1
    eigen = findings.filter(pl.col("source") == tabel, pl.col("code") == "RIJ_DUBBEL")
    assert eigen.select("row", "severity").rows() == [(2 if in_een else 1, "warn")]
    assert findings.filter(pl.col("severity") == "reject").is_empty()


def test_one_prijsregel_id_for_two_rules_is_still_no_rule(tmp_path: Path) -> None:
    kop, (rij, ander) = CSV["prijsregel"]
    (tmp_path / "prijsregel.csv").write_text(
        kop + rij + ander.replace("P2", "P1").replace(";10;", ";20;")
    )
    gelezen, findings = read_tabellen(contracten=tmp_path)
    assert gelezen.prijsregel.is_empty()
    assert findings["code"].to_list().count("SLEUTEL_DUBBEL") == 2
