"""Price, correct, settle and check a book of contracts whose rows stand in any order.

Run as a program it prints what came of it, a line of JSON each: ``python
shuffled_book.py SEED``. Seed 0 leaves everything where it stands. What may differ by
the order of rows (row numbers in findings) is left out.
"""

import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl

from support.tarieven.samenloop import credit, of_all, tabellen
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V2,
    VOORBEELDEN,
    Z2,
    regel,
    regels,
    with_code,
    with_rows,
)
from tariffs.followup.repricing import reprice
from tariffs.followup.settlement import settle
from tariffs.pricelists.pricelist import check_passantenlijst, check_pricelist
from tariffs.pricing import price_lines
from tariffs.schema import Tarieventabellen
from tariffs.sources.tables import read_regels, read_tabellen

EURO = 1_000_000


def book() -> Tarieventabellen:
    """The worked examples and, where order could tell, several rows of one meaning."""
    met = tabellen()
    for code in ("TREDE1", "TREDE2", "REGEL1", "SCOPE1", "FP0001"):
        met = with_code(met, code, maximum_cent=2_000, soort_prestatie=_soort(code))
    met = with_code(met, "MAXMX1", maximum_cent=1_000, prijs_cent=1_050)
    met = with_code(met, "VELE01", prijs_cent=2_500)
    return with_rows(
        met,
        contract_staffel=[
            {
                "contract_id": "C1",
                "versie": 2,
                "selector": selector,
                "vanaf_aantal": vanaf,
                "prijs_e6": euro * EURO,
                "variant": "MARGINAAL",
            }
            for selector in ("CODE:TREDE1", "CODE:TREDE2,TREDE1")
            for vanaf, euro in ((1, 7), (11, 5))
        ],
        prijsregel=[
            {
                "prijsregel_id": f"R{nummer}",
                "selector": selector,
                "basis": "NZA_MAXIMUM",
                "factor_bp": bp,
                "zorgcategorie": categorie,
            }
            for nummer, (selector, bp, categorie) in enumerate(
                [
                    ("CODE:REGEL1", 9_000, "COMPLEX"),
                    ("CODE:REGEL1,X1", 8_000, "ALGEMEEN"),
                    ("PREFIX:REG", 7_000, None),
                    ("PREFIX:REG", 7_000, None),
                ]
            )
        ],
        contract_scope=[
            {"contract_id": "C1", "versie": 2, "selector": s, "in_scope": False}
            for s in ("CODE:SCOPE1", "CODE:X1,SCOPE1")
        ],
        standaardprijslijst=[{"prestatiecode": "SCOPE1", "prijs_e6": 12 * EURO}],
        maxmax_afspraak=[
            {"afspraak_id": naam, "begindatum": date(2025, 1, 1)} for naam in ("B", "A")
        ],
        maxmax_reikwijdte=[
            {"afspraak_id": "A", "selector": s, "percentage_bp": 600}
            for s in ("CODE:MAXMX1", "CODE:X1,MAXMX1")
        ],
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": f"O{euro}",
                "soort": "FP",
                "prestatiecode": "FP0001",
                "prijs_e6": euro * EURO,
            }
            for euro in (11, 12)
        ],
        # Several rules refuse one line; which is told may not depend on their order.
        ozp_regel=[
            {
                "regel_id": naam,
                "code_a": "CODE:VELE01",
                "soort": "SLUIT_UIT",
                "code_b": code_b,
            }
            for naam, code_b in (
                ("Z", "CODE:HOOFD1"),
                ("A", "CODE:VRIJ01"),
                ("K", "CODE:MAX001"),
            )
        ],
    )


def _soort(code: str) -> str:
    return "FP" if code.startswith("FP") else "OZP"


def lines() -> pl.DataFrame:
    """Lines of every kind, each in a file that comes after those of its references."""
    eigen = [
        *of_all(),
        *(credit(lijn) for lijn in of_all()[::2]),
        *(credit(lijn, berekend_cent=1) for lijn in of_all()[1::2]),
        *(
            regel(f"T{n}", prestatiecode=code, aantal_m=6_000, verzekerde_id=f"T{n}")
            for n, code in enumerate(["TREDE1", "TREDE2", "TREDE1"])
        ),
        *(
            regel(f"P{categorie}", prestatiecode="REGEL1", zorgcategorie=categorie)
            for categorie in ("COMPLEX", "ALGEMEEN", None)
        ),
        regel("S1", prestatiecode="SCOPE1"),
        regel("F1", prestatiecode="FP0001"),
        regel("M1", prestatiecode="MAXMX1"),
        *(
            regel(f"V{code}", prestatiecode=code, verzekerde_id="PV")
            for code in ("VELE01", "HOOFD1", "VRIJ01", "MAX001")
        ),
        # One name for two lines, and one care in three deliveries of two lines.
        regel("D1", verzekerde_id="PD", toeslag_cent=5),
        regel("D1", verzekerde_id="PD", toeslag_cent=7),
        *(
            regel(f"L{bestand}-{n}", verzekerde_id="PL", bestand_id=bestand)
            for bestand in ("B10", "B9", "A2")
            for n in (1, 2)
        ),
        regel(
            "H1",
            zorginstelling_code=Z2,
            uzovi=V2,
            prestatiecode="119053",
            begindatum=date(2024, 4, 10),
            einddatum=date(2024, 4, 10),
        ),
    ]
    gelezen = [
        read_regels(VOORBEELDEN / naam)[0].with_columns(
            regel_id=pl.lit(naam) + pl.col("regel_id")
        )
        for naam in ("regels.csv", "grenzen_regels.csv")
    ]
    return pl.concat([regels(*eigen), *gelezen])


def shuffled(frame: pl.DataFrame, random: Random | None) -> pl.DataFrame:
    plaatsen = list(range(frame.height))
    if random is not None:
        random.shuffle(plaatsen)
    return frame[plaatsen]


def outcomes(seed: int) -> list[pl.DataFrame]:
    """Findings, decisions, correction, settlement and checks, in an order of their own.

    Args:
        seed: How the rows of all tables and the lines are shuffled; 0 leaves them.
    """
    random = Random(seed) if seed else None
    boek = book()
    with TemporaryDirectory() as folder:
        for field in fields(Tarieventabellen):
            frame = shuffled(getattr(boek, field.name), random)
            frame.write_parquet(Path(folder) / f"{field.name}.parquet")
        gelezen, findings = read_tabellen(registers=Path(folder))
    batch = shuffled(lines(), random)
    toen = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
    nu = [
        price_lines(batch, gelezen, replace(AFTOPPEN, threads=threads, chunk=chunk))
        for threads, chunk in ((1, 10**6), (2, 50))
    ]
    namen = batch.filter(pl.col("regel_id").is_unique())
    correctie = reprice(
        namen,
        price_lines(namen, gelezen, toen),
        gelezen,
        AFTOPPEN,
        bestand_id="CORRECTIE",
    )
    checks = [
        check_pricelist(gelezen.contract_prijs, gelezen),
        check_passantenlijst(gelezen.standaardprijslijst, gelezen),
    ]
    return [
        findings.drop("row").sort(pl.all()),
        *(besluiten.sort("regel_id", "toeslag_cent") for besluiten in nu),
        correctie.regels.sort("regel_id"),
        correctie.besluiten.sort("regel_id"),
        settle(nu[0], gelezen, AFTOPPEN),
        *(found.drop("row").sort(pl.exclude("row")) for found in checks),
    ]


if __name__ == "__main__":
    for outcome in outcomes(int(sys.argv[1])):
        sys.stdout.write(outcome.write_ndjson())
        sys.stdout.write("\n")
