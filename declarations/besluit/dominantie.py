"""Which findings are not told, since another on the same row implies them?"""

import polars as pl

from declarations.checks.catalogus.catalogus import Niveau, catalogus
from declarations.checks.oordeel import FAALT


def without_implied(found: pl.DataFrame) -> pl.DataFrame:
    """Findings, without those that a failed check of the same row implies.

    A check about a file implies within the file, one about a person within the records
    below that 02, any other within its prestatie. What is implied itself implies on
    (G01 over G02 over G04), so all failures are asked, told or not.

    Args:
        found: Located findings of all checks, with ``check_id``.
    """
    failed = found.filter(pl.col("uitkomst") == FAALT)
    told = found.with_row_index("_plaats")
    hidden = []
    for check in catalogus().values():
        if not check.impliceert:
            continue
        mine = failed.filter(pl.col("check_id") == check.check_id)
        if mine.is_empty():
            continue
        # "D*" implies all of its group.
        prefixes = tuple(each.rstrip("*") for each in check.impliceert)
        implied = [each for each in catalogus() if each.startswith(prefixes)]
        theirs = told.filter(pl.col("check_id").is_in(implied))
        keys = _scope(check.niveau)
        mine = mine.select(keys).filter(pl.all_horizontal(pl.col(keys).is_not_null()))
        hidden.append(theirs.join(mine, on=keys, how="semi").select("_plaats"))
    if not hidden:
        return found
    return told.join(pl.concat(hidden), on="_plaats", how="anti").drop("_plaats")


def _scope(niveau: Niveau) -> list[str]:
    if niveau is Niveau.BESTAND:
        return ["bestand_nr"]
    if niveau is Niveau.VERZEKERDE:
        return ["verzekerde"]
    return ["prestatie"]
