"""On which days is a person admitted, by register and by what is declared?

Dutch terms: opname (admission), verblijf (stay with a night), IC-dag (day of intensive
care, declared by itself).
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import lijnen
from declarations.checks.feiten.opnamen import stays, within
from declarations.checks.registratie.zorgprofiel.profielen import (
    DOSSIERDAG,
    dossiers,
    of_set,
    with_line,
)
from declarations.registers.codeverzamelingen import is_in_set

IC_DAG: Final = "IC_DAG"
VERPLEEGDAG: Final = "VERPLEEGDAG"


def in_stay(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Activities beside each stay of the register that they are in."""
    of_person = with_line(levering, rows, "persoon", "instelling")
    return within(of_person, levering.once(stays))


def nursed_days(levering: Levering) -> pl.DataFrame:
    """Days with a night that are declared: verpleegdagen of profiles and IC-dagen.

    ``lijn`` and ``specialisme`` say whose; an IC-dag has the specialisme of its line.
    """
    columns = [*DOSSIERDAG, "lijn", "specialisme"]
    return pl.concat(
        [of_set(levering, VERPLEEGDAG).select(columns), ic_dagen(levering, columns)]
    )


def ic_dagen(levering: Levering, columns: Sequence[str]) -> pl.DataFrame:
    """Lines that are an IC-dag, and those in profiles; ``dag`` is the day of it."""
    declared = ic_lines(levering).with_columns(code="declaratiecode")
    in_profile = of_set(levering, IC_DAG)
    return pl.concat([declared.select(columns), in_profile.select(columns)])


def ic_lines(levering: Levering) -> pl.DataFrame:
    """Lines of ``lijnen`` that are an IC-dag, with ``dossier`` and ``dag``."""
    lines = levering.once(lijnen).filter(pl.col("zorgproduct").is_null())
    inside = is_in_set(
        levering.registers, lines, IC_DAG, code="declaratiecode", dag="begin"
    )
    return (
        lines.filter(inside)
        .join(levering.once(dossiers), on="lijn", validate="1:1", maintain_order="left")
        .with_columns(dag="begin")
    )


def runs(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``van`` and ``tot``, the ends of the unbroken row of days of each ``dag``."""
    days = rows.select(DOSSIERDAG).unique().sort(DOSSIERDAG)
    run = pl.col("dag").to_physical() - pl.int_range(pl.len()).over("dossier")
    ends = days.with_columns(_run=run).with_columns(
        van=pl.col("dag").min().over("dossier", "_run"),
        tot=pl.col("dag").max().over("dossier", "_run"),
    )
    return rows.join(
        ends.drop("_run"),
        on=list(DOSSIERDAG),
        how="left",
        validate="m:1",
        maintain_order="left",
    )
