"""Price declaration lines: a hospital group's year against every contract it has.

A regression here makes a billing night longer: 5,000,000 lines have to go through the
whole decision table, phase E included, at 1,000,000 lines a second on two cores, tables
already loaded, under 4 GiB. The total and the number of refusals are asserted; both are
computed here from the same numbers the lines are made of, without the tariff layer.

Run: ``pytest benchmarks/bench_price.py``; the size of the issue with
``DBC_BENCH_FULL=1``.
"""

import os
import resource
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from tariffs import schema
from tariffs.decision.prijsboek import Prijsboek
from tariffs.pricing import price_lines
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

FULL = os.environ.get("DBC_BENCH_FULL") == "1"
LINES = 5_000_000 if FULL else 500_000
CONCERNS = 20
PROVIDERS = 100 if FULL else 10
DBCS, OZPS = 4_000, 2_000
PRESTATIES = DBCS + OZPS
# Of the overige zorgproducten, these exclude each other on a day: a (refused) and b.
EXCLUDED = 100
FIRST_DAY = date(2025, 1, 1)
INSTELLINGEN = Prijsinstellingen(verwerkingsdatum=date(2026, 1, 31))


@dataclass(frozen=True)
class World:
    """A prepared set of tables, lines, and what they come to."""

    boek: Prijsboek
    regels: pl.DataFrame
    total_cent: int
    refused: int


def _codes() -> list[str]:
    vrij = [f"15{number:04d}" for number in range(DBCS // 2)]
    gereguleerd = [f"14{number:04d}" for number in range(DBCS // 2)]
    return [*vrij, *gereguleerd, *(f"03{number:04d}" for number in range(OZPS))]


def _price_cent(contract: Any, code: Any) -> Any:
    """What a contract pays for a code: between EUR 50 and EUR 10,050."""
    return 5_000 + (contract * 7_919 + code * 104_729) % 1_000_000


def _contract_prices() -> pl.DataFrame:
    contracts = pl.DataFrame({"contract": range(PROVIDERS * CONCERNS)})
    codes = pl.DataFrame({"code": range(PRESTATIES), "prestatiecode": _codes()})
    # The last code has no price anywhere: its lines are refused in phase F.
    return contracts.join(codes.head(PRESTATIES - 1), how="cross").select(
        contract_id=pl.format("C{}", "contract"),
        versie=pl.lit(1, dtype=pl.Int64),
        prestatiecode="prestatiecode",
        component=pl.lit(
            "INTEGRAAL", dtype=pl.Enum(["INTEGRAAL", "KOSTEN", "HONORARIUM"])
        ),
        specialisme_uitvoerder_code=pl.lit(None, dtype=pl.String),
        prijs_e6=_price_cent(pl.col("contract"), pl.col("code")) * 10_000,
        per_verpakking=pl.lit(None, dtype=pl.Boolean),
        volume=pl.lit(None, dtype=pl.Int64),
        begindatum=pl.lit(FIRST_DAY),
        einddatum=pl.lit(date(2025, 12, 31)),
    )


def _table(schema: Any, **columns: Any) -> pl.DataFrame:
    """Rows of a table; columns that are not given are empty."""
    empty = schema.create_empty()
    given = pl.DataFrame(columns, schema_overrides=empty.schema, strict=False)
    return pl.concat([empty, given], how="diagonal_relaxed").select(empty.columns)


def _tabellen() -> Tarieventabellen:
    codes = _codes()
    soort = ["DBC"] * DBCS + ["OZP"] * OZPS
    gereguleerd = range(DBCS // 2, DBCS)
    contracts = range(PROVIDERS * CONCERNS)
    a = ",".join(codes[DBCS : DBCS + EXCLUDED])
    b = ",".join(codes[DBCS + EXCLUDED : DBCS + 2 * EXCLUDED])
    return Tarieventabellen(
        tarief_release=_table(
            schema.TariefRelease,
            release_id=[1],
            bron=["FIXTURE"],
            kenmerk=["BENCH"],
            bekendgemaakt_op=[date(2024, 10, 1)],
            ingangsdatum=[FIRST_DAY],
        ),
        prestatie=_table(
            schema.Prestatie,
            release_id=[1] * PRESTATIES,
            prestatiecode=codes,
            prestatiecodelijst=["041"] * PRESTATIES,
            begindatum=[date(2020, 1, 1)] * PRESTATIES,
            einddatum=[
                date(2024, 12, 31) if number < DBCS // 2 and number < EXCLUDED else None
                for number in range(PRESTATIES)
            ],
            soort_prestatie=soort,
            ozp_categorie=[
                None if number < DBCS else "OVERIG_VERRICHTING" if number % 2 else "ELD"
                for number in range(PRESTATIES)
            ],
            tarieftype=[None] * DBCS + ["20"] * OZPS,
            verzekerd=[True] * PRESTATIES,
            eenheid=["STUK"] * PRESTATIES,
            aantal_deelbaar=[False] * PRESTATIES,
            maxmax_uitgesloten=[False] * PRESTATIES,
            overeenkomst_vereist=[False] * PRESTATIES,
            btw_behandeling=["VRIJGESTELD"] * PRESTATIES,
        ),
        zorgproduct_declaratiecode=_table(
            schema.ZorgproductDeclaratiecode,
            release_id=[1] * DBCS,
            zorgproduct_code=[f"{number:09d}" for number in range(DBCS)],
            prestatiecode=codes[:DBCS],
            verzekerd=[True] * DBCS,
            begindatum=[date(2020, 1, 1)] * DBCS,
        ),
        tarief=_table(
            schema.Tarief,
            release_id=[1] * PRESTATIES,
            prestatiecode=codes,
            prestatiecodelijst=["041"] * PRESTATIES,
            component=["INTEGRAAL"] * PRESTATIES,
            begindatum=[date(2020, 1, 1)] * PRESTATIES,
            tariefsoort=[
                "MAXIMUM" if number in gereguleerd else "VRIJ"
                for number in range(PRESTATIES)
            ],
            # The first regulated codes have a maximum below every contract price.
            bedrag_e6=[
                (40 if number < DBCS // 2 + EXCLUDED else 11_000) * 1_000_000
                if number in gereguleerd
                else None
                for number in range(PRESTATIES)
            ],
        ),
        ozp_regel=_table(
            schema.OzpRegel,
            regel_id=["A-NIET-BIJ-B"],
            code_a=[f"CODE:{a}"],
            soort=["SLUIT_UIT"],
            code_b=[f"CODE:{b}"],
            reikwijdte=["DAG"],
            begindatum=[date(2020, 1, 1)],
            grond=["benchmark"],
        ),
        uzovi_concern=_table(
            schema.UzoviConcern,
            uzovi=[f"9{concern:03d}" for concern in range(CONCERNS)],
            concern_id=[f"K{concern}" for concern in range(CONCERNS)],
            begindatum=[date(2020, 1, 1)] * CONCERNS,
        ),
        zorgaanbieder=_table(
            schema.Zorgaanbieder,
            zorginstelling_code=[f"06{number:06d}" for number in range(PROVIDERS)],
            naam=["Z"] * PROVIDERS,
            soort=["ZIEKENHUIS"] * PROVIDERS,
            begindatum=[date(2020, 1, 1)] * PROVIDERS,
        ),
        contract=_table(
            schema.Contract,
            contract_id=[f"C{contract}" for contract in contracts],
            versie=[1] * len(contracts),
            zorginstelling_code=[f"06{c // CONCERNS:06d}" for c in contracts],
            concern_id=[f"K{c % CONCERNS}" for c in contracts],
            contractvorm=["PXQ"] * len(contracts),
            status=["ONDERTEKEND"] * len(contracts),
            schriftelijk=[True] * len(contracts),
            begindatum=[FIRST_DAY] * len(contracts),
            einddatum=[date(2025, 12, 31)] * len(contracts),
            buiten_scope=["PASSANT"] * len(contracts),
        ),
        contract_prijs=_contract_prices(),
    )


def _numbers() -> dict[str, np.ndarray]:
    """What each line is about; the place of a line in its thousand is its kind."""
    i = np.arange(LINES)
    kind = i % 1_000
    # The lines of a pair share patient and day: 60 to 79 go with 100 to 119.
    pair = np.where((kind >= 100) & (kind < 120), i - 40, i)
    spread = (i * 2_654_435_761) % 2**32
    half, ab = DBCS // 2, spread % EXCLUDED
    vrij = EXCLUDED + spread % (half - EXCLUDED)
    ozp = DBCS + 2 * EXCLUDED + spread % (OZPS - 2 * EXCLUDED - 1)
    steps = [20, 40, 60, 80, 100, 120, 200, 280, 460, 640]
    code = np.select(
        [kind < step for step in steps],
        [
            np.full(LINES, PRESTATIES),  # unknown
            ab,  # ended
            half + ab,  # above the maximum
            DBCS + ab,  # a, beside its b
            np.full(LINES, PRESTATIES - 1),  # without a price
            DBCS + EXCLUDED + ab,  # b
            DBCS + ab,  # a, alone
            DBCS + EXCLUDED + ab,  # b, alone
            vrij,
            half + vrij,
        ],
        ozp,
    )
    patient = np.select(
        [np.isin(kind // 20, [3, 5]), (kind >= 120) & (kind < 200), kind < 280],
        [10**8 + pair, 2 * 10**8 + i // 4, 3 * 10**8 + i // 4],
        i // 5,
    )
    is_ozp = (code >= DBCS) & (code < PRESTATIES)
    return {
        "code": code,
        "patient": patient,
        "dag": (pair * 13) % 365,
        "contract": (i // 1_000 % PROVIDERS) * CONCERNS + i * 7 % CONCERNS,
        "aantal": np.where(is_ozp, 1 + i % 3, 1),
        "kind": kind,
    }


def _regels(numbers: dict[str, np.ndarray]) -> pl.DataFrame:
    codes = pl.Series([*_codes(), "99Z999"])
    code = pl.Series(numbers["code"])
    contract = pl.Series(numbers["contract"])
    is_dbc = code < DBCS
    nummer = pl.int_range(LINES, eager=True)
    return pl.select(
        regel_id=pl.format("R{}", nummer.cast(pl.String).str.zfill(9)),
        zorginstelling_code="06" + (contract // CONCERNS).cast(pl.String).str.zfill(6),
        uzovi="9" + (contract % CONCERNS).cast(pl.String).str.zfill(3),
        ontvanger=pl.repeat("VERZEKERAAR", LINES, dtype=schema.ONTVANGER),
        # As long as a hash is.
        verzekerde_id=pl.Series(numbers["patient"]).cast(pl.String).str.zfill(32),
        prestatiecodelijst=pl.repeat("041", LINES),
        prestatiecode=codes.gather(code),
        zorgproduct_code=pl.when(pl.lit(is_dbc)).then(
            pl.lit(code.cast(pl.String).str.zfill(9))
        ),
        begindatum=pl.lit(FIRST_DAY) + pl.duration(days=pl.lit(numbers["dag"])),
        aantal_m=pl.Series(numbers["aantal"]) * 1_000,
        dc=pl.repeat("D", LINES, dtype=schema.DC),
        subtraject_nummer=pl.when(pl.lit(is_dbc)).then(pl.format("S{}", nummer)),
        aanvrager_soort=pl.when(pl.lit(~is_dbc)).then(pl.lit("EERSTELIJN")),
    )


@pytest.fixture(scope="module")
def world() -> World:
    numbers = _numbers()
    paid = numbers["kind"] >= 100
    amounts = _price_cent(numbers["contract"], numbers["code"]) * numbers["aantal"]
    return World(
        boek=Prijsboek.prepare(_tabellen(), bekend_op=INSTELLINGEN.kennisdatum),
        regels=_regels(numbers),
        total_cent=int(amounts[paid].sum()),
        refused=int((~paid).sum()),
    )


def test_price_lines_of_a_year(benchmark: Any, world: World) -> None:
    besluiten = benchmark.pedantic(
        price_lines,
        args=(world.regels, world.boek, INSTELLINGEN),
        rounds=1 if FULL else 3,
        warmup_rounds=1,
    )
    seconds = benchmark.stats.stats.min
    benchmark.extra_info["lines_per_second"] = round(LINES / seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["peak_gib"] = round(peak / 2**20, 2)
    assert besluiten["bedrag_cent"].sum() == world.total_cent
    assert (besluiten["status"] == "GEWEIGERD").sum() == world.refused
