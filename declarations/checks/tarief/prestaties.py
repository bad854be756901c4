"""May this code be declared at all, by this provider, on this day? (T01, T08, T09, T25)

The price layer answers (phases A to E of its decision table); which of its refusals is
which check stands in ``redenen.csv``.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.checks.tarief.herprijzing import judge_reasons
from tariffs.schema import Tarieventabellen


def tarief_bestaat(levering: Levering) -> Oordeel:
    """T01: a prestatie with a tariff exists on the opening day or uitvoerdatum.

    Source: NR/CU-263 art. 40; Wmg art. 35 lid 1c and 50.
    """
    return judge_reasons(levering, "T01")


def facultatieve_prestatie(levering: Levering) -> Oordeel:
    """T08: a facultatieve prestatie rests on a written contract, and excludes others.

    Source: Beleidsregel prestaties en tarieven msz art. 12; Wegwijzer 2025.
    """
    return judge_reasons(levering, "T08", _of_kind(levering.tabellen, "FP"))


def experiment(levering: Levering) -> Oordeel:
    """T09: an experiment is running and both parties take part in it.

    Source: BR/REG-17164 art. 3.4 and 3.5; Regeling innovatie art. 5; Wmg art. 58.
    """
    kinds = _of_kind(levering.tabellen, "INNOVATIE", "EXPERIMENT")
    return judge_reasons(levering, "T09", kinds)


def integrale_geboortezorg(levering: Levering) -> Oordeel:
    """T25: integrated birth care comes from an IGO that has a contract on it.

    UNSOURCED[geboortezorg-fase]: which dbc-zorgproducten are care of the same phase is
    in no table, so that half is not tested.

    Source: Beleidsregel integrale geboortezorg.
    """
    return judge_reasons(levering, "T25", _of_kind(levering.tabellen, "GEBOORTEZORG"))


def _of_kind(tabellen: Tarieventabellen | None, *kinds: str) -> pl.Expr:
    """Whether the code of a line is a prestatie of some kinds, on whatever day."""
    if tabellen is None:
        return pl.lit(value=False)
    codes = {
        "FP": tabellen.fp_register["prestatiecode"],
        "INNOVATIE": tabellen.experiment["prestatiecode"],
    }
    named = tabellen.prestatie.filter(
        pl.col("soort_prestatie").cast(pl.String).is_in(kinds)
    )["prestatiecode"]
    every = [named, *(codes[kind] for kind in kinds if kind in codes)]
    return pl.col("r0410").is_in(pl.concat(every).unique().implode())


CHECKS = {
    "T01": tarief_bestaat,
    "T08": facultatieve_prestatie,
    "T09": experiment,
    "T25": integrale_geboortezorg,
}
