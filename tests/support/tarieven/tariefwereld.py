"""The fixture of the worked examples, and lines and tables to put beside it.

The tables stand in ``tests/tariffs/voorbeelden``; they are made for the worked
examples. Tests add the few rows they are about.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.pricing import price_lines
from tariffs.schema import TABEL_VAN, Declaratieregels, Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.tables import read_tabellen

VOORBEELDEN = Path(__file__).parents[2] / "tariffs" / "voorbeelden"
Z1, Z2, IGO = "06010101", "06010202", "53010101"
V1, V2, V3, V4 = "9001", "9003", "9004", "9005"

AFTOPPEN = Prijsinstellingen(
    verwerkingsdatum=date(2026, 6, 1), bij_overschrijding="AFTOPPEN"
)
WEIGER = replace(AFTOPPEN, bij_overschrijding="WEIGER")

_PRESTATIE = {
    "release_id": 1,
    "prestatiecodelijst": "041",
    "begindatum": date(2010, 1, 1),
    "soort_prestatie": "OZP",
    "ozp_categorie": "OVERIG_VERRICHTING",
    "tarieftype": "13",
    "verzekerd": True,
    "eenheid": "STUK",
    "aantal_deelbaar": False,
    "maxmax_uitgesloten": False,
    "overeenkomst_vereist": False,
    "btw_behandeling": "VRIJGESTELD",
}
_TARIEF = {
    "release_id": 1,
    "prestatiecodelijst": "041",
    "component": "INTEGRAAL",
    "begindatum": date(2010, 1, 1),
    "tariefsoort": "VRIJ",
}
_CONTRACT = {
    "versie": 1,
    "zorginstelling_code": Z1,
    "concern_id": "V1",
    "contractvorm": "PXQ",
    "status": "ONDERTEKEND",
    "schriftelijk": True,
    "begindatum": date(2025, 1, 1),
    "einddatum": date(2025, 12, 31),
    "buiten_scope": "PASSANT",
}
_REGEL = {
    "bestand_id": "B1",
    "zorginstelling_code": Z1,
    "uzovi": V1,
    "ontvanger": "VERZEKERAAR",
    "verzekerde_id": "P1",
    "prestatiecodelijst": "041",
    "prestatiecode": "VRIJ01",
    "begindatum": date(2025, 3, 10),
    "einddatum": date(2025, 3, 10),
    "aantal_m": 1_000,
    "dc": "D",
}
_STANDAARD: dict[str, dict[str, Any]] = {
    "prestatie": _PRESTATIE,
    "tarief": _TARIEF,
    "contract": _CONTRACT,
    "contract_prijs": {
        "contract_id": "C1",
        "versie": 2,
        "component": "INTEGRAAL",
        "begindatum": date(2025, 1, 1),
    },
    "prijsregel": {
        "contract_id": "C1",
        "versie": 2,
        "prioriteit": 10,
        "factor_bp": 10_000,
        "aftoppen_op_maximum": False,
        "begindatum": date(2025, 1, 1),
    },
    "standaardprijslijst": {
        "zorginstelling_code": Z1,
        "component": "INTEGRAAL",
        "begindatum": date(2025, 1, 1),
    },
    "ozp_regel": {
        "release_id": 1,
        "reikwijdte": "DAG",
        "begindatum": date(2010, 1, 1),
        "grond": "test",
    },
    "prestatie_overeenkomst": {
        "zorginstelling_code": Z1,
        "concern_id": "V1",
        "schriftelijk": True,
        "begindatum": date(2025, 1, 1),
    },
    "maxmax_afspraak": {
        "zorginstelling_code": Z1,
        "concern_id": "V1",
        "percentage_bp": 1_000,
        "schriftelijk": True,
        "begindatum": date(2025, 1, 1),
    },
}


@cache
def fixture() -> Tarieventabellen:
    """The tables of the worked examples."""
    tabellen, findings = read_tabellen(registers=VOORBEELDEN / "tabellen")
    assert findings.filter(pl.col("severity") == "reject").is_empty()
    return tabellen


def rows_of(naam: str, *rijen: dict[str, Any]) -> pl.DataFrame:
    """Rows of a table; what is not given has an ordinary value or is empty."""
    empty = TABEL_VAN[naam].schema.create_empty()
    standaard = _STANDAARD.get(naam, {})
    volledig = [
        {kolom: {**standaard, **rij}.get(kolom) for kolom in empty.columns}
        for rij in rijen
    ]
    return pl.DataFrame(volledig, schema=empty.schema)


def with_rows(tabellen: Tarieventabellen, **tabel: list[dict[str, Any]]) -> Any:
    """The tables with rows added."""
    return replace(
        tabellen,
        **{
            naam: pl.concat([getattr(tabellen, naam), rows_of(naam, *rijen)])
            for naam, rijen in tabel.items()
        },
    )


def with_code(
    tabellen: Tarieventabellen,
    code: str,
    *,
    maximum_cent: int | None = None,
    prijs_cent: int | None = None,
    **prestatie: Any,
) -> Tarieventabellen:
    """The tables with one more prestatie, its tariff and its price in contract C1."""
    tarief = {
        "prestatiecode": code,
        "tariefsoort": "VRIJ" if maximum_cent is None else "MAXIMUM",
        "bedrag_e6": None if maximum_cent is None else maximum_cent * 10_000,
    }
    met = with_rows(
        tabellen, prestatie=[{"prestatiecode": code, **prestatie}], tarief=[tarief]
    )
    if prijs_cent is None:
        return met
    prijs = {"prestatiecode": code, "prijs_e6": prijs_cent * 10_000}
    return with_rows(met, contract_prijs=[prijs])


@cache
def wereld() -> Tarieventabellen:
    """The fixture with two plain codes: VRIJ01 at 100.00, MAX001 at 80.00 of 90.00."""
    tabellen = with_code(fixture(), "VRIJ01", prijs_cent=10_000)
    return with_code(tabellen, "MAX001", maximum_cent=9_000, prijs_cent=8_000)


def regel(regel_id: str = "R1", **velden: Any) -> dict[str, Any]:
    """A line that is right; fields given replace its own."""
    return {"regel_id": regel_id, **_REGEL, **velden}


def regels(*rijen: dict[str, Any]) -> pl.DataFrame:
    """Lines as a frame of ``Declaratieregels``."""
    empty = Declaratieregels.create_empty()
    volledig = [{kolom: rij.get(kolom) for kolom in empty.columns} for rij in rijen]
    return pl.DataFrame(volledig, schema=empty.schema)


def price(
    *rijen: dict[str, Any],
    tabellen: Tarieventabellen | None = None,
    instellingen: Prijsinstellingen = AFTOPPEN,
    eerdere: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Price lines given as dictionaries."""
    boek = _boek(_Same(tabellen or wereld()), instellingen.kennisdatum)
    return price_lines(regels(*rijen), boek, instellingen, eerdere)


class _Same:
    """Tables by which they are; what a book is kept by keeps them too."""

    def __init__(self, tabellen: Tarieventabellen) -> None:
        self.tabellen = tabellen

    def __hash__(self) -> int:
        return id(self.tabellen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.tabellen is self.tabellen


@cache
def _boek(tabellen: _Same, dag: date) -> Prijsboek:
    """Preparing costs more than pricing, and tests share few sets of tables."""
    return Prijsboek.prepare(tabellen.tabellen, bekend_op=dag)


def codes_of(besluiten: pl.DataFrame) -> dict[str, list[str]]:
    """The refusals per line."""
    return {
        rij["regel_id"]: [reden["code"] for reden in rij["redenen"]]
        for rij in besluiten.iter_rows(named=True)
    }


def amounts_of(besluiten: pl.DataFrame) -> dict[str, int | None]:
    """The amount in cents per line."""
    return dict(besluiten.select("regel_id", "bedrag_cent").iter_rows())
