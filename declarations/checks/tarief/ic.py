"""May these days of intensive care be declared, and at which price? (T10 to T13)

Source: Regeling medisch specialistische zorg NR/CU-263 (2016) art. 33a.

Dutch terms: zwaarte (how heavy a day of intensive care is).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge
from declarations.checks.tarief.dagregels import judge_beside, judge_quantity
from declarations.checks.tarief.herprijzing import (
    herprijzen,
    no_tables,
    price_as,
    tells,
    with_reasons,
)
from declarations.registers.codeverzamelingen import is_in_set
from declarations.registers.geldigheid import holds_on, is_any_or
from tariffs.schema import Tarieventabellen

LICHT = "IC_LICHT"
"""Set of the code that may always be declared."""

ZWAARTE = {LICHT: "LICHT", "IC_MIDDEL": "MIDDEL", "IC_ZWAAR": "ZWAAR"}
"""Sets of codes, by the zwaarte that a contract names."""


def zwaarte_zonder_contract(levering: Levering) -> Oordeel:
    """T10: without a contract on its zwaarte a day is paid as a light one (lid 7).

    What is left is the price of the light day under the same contract or list; without
    such a price nobody knows what is left, and a person looks (SIG).
    """
    lines = levering.once(herprijzen)
    if lines is None or levering.tabellen is None:
        return no_tables(levering)
    rows = pl.concat(
        [
            lines.filter(
                is_in_set(levering.registers, lines, naam, code="r0410", dag="r0411")
            ).with_columns(zwaarte=pl.lit(zwaarte))
            for naam, zwaarte in ZWAARTE.items()
        ]
    )
    rows = _with_agreed(rows, levering.tabellen)
    rows = rows.with_columns(licht_cent=_price_of_light(levering, rows))
    heavier = (pl.col("zwaarte") != ZWAARTE[LICHT]) & ~pl.col("is_overeengekomen")
    faalt = tells("T10") | (heavier & pl.col("gemis_vooraf").is_null())
    return judge(
        rows,
        faalt,
        waarde=pl.col("r0410"),
        verwacht=pl.lit("IC-dag licht"),
        ontbreekt=pl.col("gemis_vooraf").is_not_null(),
        lacks=pl.col("gemis_vooraf"),
        gevolg=pl.when(pl.col("licht_cent").is_null()).then(pl.lit("SIG")),
        toegestaan=pl.col("licht_cent"),
    )


def _with_agreed(rows: pl.DataFrame, tabellen: Tarieventabellen) -> pl.DataFrame:
    """Add ``is_overeengekomen``: contract or a separate agreement names the zwaarte."""
    named = (
        tabellen.contract.select(
            "contract_id",
            "versie",
            zwaarte=pl.col("ic_zwaarte").cast(pl.List(pl.String)),
        )
        .explode("zwaarte")
        .drop_nulls("zwaarte")
        .unique()
    )
    apart = tabellen.prestatie_overeenkomst.filter(
        pl.col("soort").cast(pl.String) == "IC_ZWAARTE"
    ).select(
        "begindatum",
        "einddatum",
        instelling="zorginstelling_code",
        concern_id="concern_id",
        prestatiecode="prestatiecode",
    )
    by_contract = rows.join(named, on=["contract_id", "versie", "zwaarte"], how="semi")
    by_itself = rows.join(apart, on=["instelling", "concern_id"], how="inner").filter(
        is_any_or("prestatiecode", "r0410"), holds_on(pl.col("r0411"))
    )
    agreed = pl.concat([by_contract["regel"], by_itself["regel"]])
    return rows.with_columns(is_overeengekomen=pl.col("regel").is_in(agreed.implode()))


def _price_of_light(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """What the light day costs; null where the set has not one code on the day."""
    table = levering.registers.get("codeverzameling")
    if table is None or rows.is_empty():
        return pl.repeat(None, rows.height, dtype=pl.Int64, eager=True)
    light = table.filter(pl.col("naam") == LICHT)
    codes = rows.select("regel", "r0411").join(
        light.select("begindatum", "einddatum", declaratiecode="code"), how="cross"
    )
    one = (
        codes.filter(holds_on(pl.col("r0411")))
        .group_by("regel")
        .agg(pl.col("declaratiecode").unique())
        .filter(pl.col("declaratiecode").list.len() == 1)
        .with_columns(pl.col("declaratiecode").list.first())
    )
    asked = rows.join(one, on="regel", how="left", maintain_order="left").with_columns(
        zorgproduct_code=pl.lit(None, pl.String)
    )
    return price_as(levering, asked)


def ic_dag_per_dag(levering: Levering) -> Oordeel:
    """T11: a person has one day of intensive care per calendar day (lid 3)."""
    return with_reasons(levering, "T11", judge_quantity(levering, "IC_DAG", 1))


def dialysetoeslag(levering: Levering) -> Oordeel:
    """T12: the surcharge for dialysis goes with a day on the adult ward (lid 4)."""
    own = judge_beside(
        levering, "IC_DIALYSE", forbidden=("IC_KIND",), required=("IC_VOLWASSEN",)
    )
    return with_reasons(levering, "T12", own)


def ecmo_toeslag(levering: Levering) -> Oordeel:
    """T13: the surcharge for ECMO goes with a neonatal or paediatric day (lid 8)."""
    own = judge_beside(levering, "IC_ECMO", required=("IC_KIND",))
    return with_reasons(levering, "T13", own)


CHECKS = {
    "T10": zwaarte_zonder_contract,
    "T11": ic_dag_per_dag,
    "T12": dialysetoeslag,
    "T13": ecmo_toeslag,
}
