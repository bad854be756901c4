"""M07: is there a permission for rehabilitation by a team where no contract is?

Source: terms of a policy of 2025 (ONVZ Vrije Keuze, medisch-specialistische
revalidatie): permission beforehand where the care is interdisciplinary, the insured is
not admitted and the provider has no contract. UNSOURCED[msr-codes]: no source says by
which codes such care is known; they are set MSR_INTERDISCIPLINAIR, which does not
ship: zorgproducten, declaratiecodes or activities.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.activiteiten import STAY, activiteiten, registered
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.overeenkomsten import OVEREENKOMST, has_agreement
from declarations.checks.gemis import ZORGPROFIEL, codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.toelating.machtiging.vergelijking import (
    BEHOEFTE,
    has_permission,
    with_line,
)
from declarations.registers.codeverzamelingen import has_set, is_in_set

INTERDISCIPLINAIR: Final = "MSR_INTERDISCIPLINAIR"
_REVALIDATIE: Final = "REVALIDATIE"


def msr_machtiging(levering: Levering) -> Oordeel:
    """M07: rehabilitation by a team, without contract and admission, has a permission.

    A stay is a day of nursing in the profile or on the nota of this dbc.
    """
    rows = levering.dbc.filter(~pl.col("is_credit"))
    if not has_set(levering.registers, INTERDISCIPLINAIR):
        return not_evaluable(rows.height, codeverzameling(INTERDISCIPLINAIR))
    rows = _by_team(levering, rows)
    needs = rows.select(
        "prestatie",
        code="r0410",
        dag="r0411",
        aantal=pl.lit(1),
        grond=pl.lit(_REVALIDATIE),
    ).cast(BEHOEFTE)
    known = has_permission(levering, with_line(levering, needs))
    rows = (
        rows.with_columns(
            _contract=has_agreement(levering, rows),
            _machtiging=pl.col("r0406").is_not_null()
            | pl.col("prestatie").is_in(known.implode()),
        )
        .join(
            registered(levering, (STAY,)).select("prestatie", _verblijf="heeft"),
            on="prestatie",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .filter(~pl.col("_contract").fill_null(value=False))
    )
    asked = ~pl.col("_contract") & ~pl.col("_verblijf") & ~pl.col("_machtiging")
    return judge(
        rows,
        asked,
        lacks=pl.when(pl.col("_contract").is_null())
        .then(pl.lit(tabel(OVEREENKOMST)))
        .otherwise(pl.lit(ZORGPROFIEL)),
        waarde=pl.col("r0414"),
        verwacht=pl.lit("een machtigingsnummer"),
    )


def _by_team(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Dbc's that are in the set by their product, their code or an activity."""
    registers = levering.registers
    own = [
        is_in_set(registers, rows, INTERDISCIPLINAIR, code=code, dag="r0411")
        for code in ("r0410", "r0414")
    ]
    acts = levering.once(activiteiten)
    done = acts.filter(
        is_in_set(registers, acts, INTERDISCIPLINAIR, code="code", dag="dag")
    )
    return rows.filter(
        own[0] | own[1] | rows["prestatie"].is_in(done["prestatie"].unique().implode())
    )


CHECKS = {"M07": msr_machtiging}
