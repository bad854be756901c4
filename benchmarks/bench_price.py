"""Price declaration lines: a hospital group's year against every contract it has.

A regression here makes a billing night longer: the lines have to go through the whole
decision table, phase E included, tables already loaded. The total and the number of
refusals are asserted; both are computed here from the same numbers the lines are made
of, without the tariff layer. The issue asks for 1,000,000 lines a second of 5,000,000
on two cores: ``DBC_BENCH_ROWS=1000000``. Reading the price lists goes before it: as
many prices as contracts times codes.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.testing import assert_frame_equal
from support.tarieven.tariefwereld import rows_of

from benchmarks.inputs import FRAME_ROWS, ROWS
from tariffs import read_tabellen, schema
from tariffs.decision.prijsboek import Prijsboek
from tariffs.pricing import price_lines
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

LINES = 5 * max(100_000, *(rows for rows in ROWS if rows <= FRAME_ROWS))
CONCERNS = 20
PROVIDERS = LINES // 50_000
DBCS, OZPS = 4_000, 2_000
PRESTATIES = DBCS + OZPS
# Of the overige zorgproducten, these exclude each other on a day: a (refused) and b.
EXCLUDED = 100
FIRST_DAY = date(2025, 1, 1)
INSTELLINGEN = Prijsinstellingen(verwerkingsdatum=date(2026, 1, 31))


def _codes() -> list[str]:
    vrij = [f"15{number:04d}" for number in range(DBCS // 2)]
    gereguleerd = [f"14{number:04d}" for number in range(DBCS // 2)]
    return [*vrij, *gereguleerd, *(f"03{number:04d}" for number in range(OZPS))]


def _price_cent(contract: Any, code: Any) -> Any:
    """What a contract pays for a code: between EUR 50 and EUR 10,050."""
    return 5_000 + (contract * 7_919 + code * 104_729) % 1_000_000


def _contract_prices() -> pl.DataFrame:
    empty = rows_of("contract_prijs")
    contracts = pl.DataFrame({"contract": range(PROVIDERS * CONCERNS)})
    # The last code has no price anywhere: its lines are refused in phase F.
    codes = pl.DataFrame(
        {"code": range(PRESTATIES - 1), "prestatiecode": _codes()[:-1]}
    )
    given = contracts.join(codes, how="cross").select(
        "prestatiecode",
        contract_id=pl.format("C{}", "contract"),
        versie=pl.lit(1, pl.Int64),
        component=pl.lit("INTEGRAAL", empty.schema["component"]),
        prijs_e6=_price_cent(pl.col("contract"), pl.col("code")) * 10_000,
        begindatum=FIRST_DAY,
    )
    return pl.concat([empty, given], how="diagonal").select(empty.columns)


def _prestatie(number: int, code: str) -> dict[str, Any]:
    rij: dict[str, Any] = {"prestatiecode": code, "tarieftype": "20"}
    if number < DBCS:
        rij |= {"soort_prestatie": "DBC", "ozp_categorie": None, "tarieftype": None}
    elif number % 2 == 0:
        rij["ozp_categorie"] = "ELD"
    if number < EXCLUDED:
        rij["einddatum"] = date(2024, 12, 31)
    return rij


def _tarief(number: int, code: str) -> dict[str, Any]:
    place = number - DBCS // 2
    if not 0 <= place < DBCS // 2:
        return {"prestatiecode": code}
    # The first regulated codes have a maximum below every contract price.
    maximum = (40 if place < EXCLUDED else 11_000) * 1_000_000
    return {"prestatiecode": code, "tariefsoort": "MAXIMUM", "bedrag_e6": maximum}


def _contract(number: int) -> dict[str, Any]:
    provider, concern = divmod(number, CONCERNS)
    return {
        **{"contract_id": f"C{number}", "versie": 1, "concern_id": f"K{concern}"},
        "zorginstelling_code": f"06{provider:06d}",
    }


def _tabellen() -> Tarieventabellen:
    codes, lang_geleden = _codes(), {"begindatum": date(2020, 1, 1)}
    a, b = (
        "CODE:" + ",".join(codes[first : first + EXCLUDED])
        for first in (DBCS, DBCS + EXCLUDED)
    )
    release = {"release_id": 1, "bron": "FIXTURE", "kenmerk": "BENCH"}
    days = {"bekendgemaakt_op": date(2024, 10, 1), "ingangsdatum": FIRST_DAY}
    sluit_uit = {"regel_id": "A-NIET-BIJ-B", "code_a": a, "soort": "SLUIT_UIT"}
    code = {"release_id": 1, "verzekerd": True, **lang_geleden}
    ziekenhuis = {"naam": "Z", "soort": "ZIEKENHUIS", **lang_geleden}
    rows = {
        "tarief_release": [release | days],
        "prestatie": [_prestatie(*one) for one in enumerate(codes)],
        "zorgproduct_declaratiecode": [
            code | {"zorgproduct_code": f"{number:09d}", "prestatiecode": codes[number]}
            for number in range(DBCS)
        ],
        "tarief": [_tarief(*one) for one in enumerate(codes)],
        "ozp_regel": [sluit_uit | {"code_b": b}],
        "uzovi_concern": [
            {"uzovi": f"9{number:03d}", "concern_id": f"K{number}", **lang_geleden}
            for number in range(CONCERNS)
        ],
        "zorgaanbieder": [
            ziekenhuis | {"zorginstelling_code": f"06{number:06d}"}
            for number in range(PROVIDERS)
        ],
        "contract": [_contract(number) for number in range(PROVIDERS * CONCERNS)],
    }
    return Tarieventabellen(
        **{naam: rows_of(naam, *rijen) for naam, rijen in rows.items()},
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


def test_price_lines_of_a_year(measure: Any) -> None:
    numbers = _numbers()
    regels = _regels(numbers)
    boek = Prijsboek.prepare(_tabellen(), bekend_op=INSTELLINGEN.kennisdatum)
    besluiten = measure(
        lambda: price_lines(regels, boek, INSTELLINGEN),
        stage="price lines of a year",
        rows=LINES,
        is_slow=True,
    )
    is_paid = numbers["kind"] >= 100
    amounts = _price_cent(numbers["contract"], numbers["code"]) * numbers["aantal"]
    assert besluiten["bedrag_cent"].sum() == amounts[is_paid].sum()
    assert (besluiten["status"] == "GEWEIGERD").sum() == (~is_paid).sum()


def test_read_contract_prices(tmp_path: Path, measure: Any) -> None:
    prices = _contract_prices()
    # Euros, as people give them.
    euros = (pl.col("prijs_e6").cast(pl.Decimal(38, 6)) / 10**6).cast(pl.Decimal(12, 2))
    prices.select(
        *("contract_id", "versie", "prestatiecode", "begindatum"),
        pl.col("component").cast(pl.String),
        prijs=euros,
    ).write_parquet(tmp_path / "contract_prijs.parquet")
    contract = rows_of(
        "contract", *(_contract(number) for number in range(PROVIDERS * CONCERNS))
    )
    contract.write_parquet(tmp_path / "contract.parquet")
    tabellen, findings = measure(
        lambda: read_tabellen(contracten=tmp_path),
        stage="read contract prices",
        rows=prices.height,
        is_slow=True,
    )
    assert findings.filter(pl.col("severity") == "reject").is_empty()
    assert_frame_equal(tabellen.contract_prijs, prices, check_row_order=False)
