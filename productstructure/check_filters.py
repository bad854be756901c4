"""Check that the codes which attributen look for exist (grouper.md 1.3).

A code that no reference table knows would never match, and the trees would quietly
lead elsewhere. Boomparameter 110 is exempt: its AGB codes are not in zorginstellingen
(DESIGN decision 7). Filters between two bounds name no code and are not looked up.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from productstructure.boomparameters import BOOMPARAMETERS
from productstructure.check_keys import fill_code
from productstructure.check_rows import ALFANUMERIEK, GELIJK
from productstructure.faults import MIXED, describe_rows
from productstructure.treewalk import TreeWalk

_KLASSEN = "behandelklassen"


def check_filters(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per attribuut whose filter names an unknown code.

    The trees must be proper trees.
    """
    attributen = tables["attributen"]
    named = attributen.with_row_index().filter(
        (pl.col("filtertoetswijze") == GELIJK)
        & (pl.col("filterwaardetype") == ALFANUMERIEK)
    )
    for nummer in named["boomparameter"].unique().sort():
        parameter = BOOMPARAMETERS[nummer]
        if parameter.tabel is None or parameter.tabel == _KLASSEN:
            continue
        filled = fill_code(parameter.kolom)
        known = tables[parameter.tabel].select(filled).to_series()
        wanted = named.filter(pl.col("boomparameter") == nummer).select(
            "index", pl.col("onderfilterwaarde").alias(parameter.kolom)
        )
        unknown = wanted.filter(~filled.is_in(known.implode()))
        yield from describe_rows(
            "attributen",
            attributen,
            unknown["index"].sort(),
            ["boomparameter", "onderfilterwaarde"],
            f"No row of {parameter.tabel} has that {parameter.kolom}. {MIXED}",
        )
    yield from _check_klassen(tables, named)


def _check_klassen(
    tables: Mapping[str, pl.DataFrame], named: pl.DataFrame
) -> Iterator[str]:
    """A behandelklasse belongs to a group: each group that tests it must have it."""
    regels, groepen = tables["beslisregels"], tables["zorgproductgroepen"]
    numbers = [n for n, known in BOOMPARAMETERS.items() if known.tabel == _KLASSEN]
    testing = (
        regels.select(
            "attribuutgroep_id",
            zorgproductgroep_code=groepen["zorgproductgroep_code"].gather(
                TreeWalk(regels, groepen).find_trees()
            ),
        )
        .unique()
        .join(tables["attribuutgroepkoppelingen"], on="attribuutgroep_id")
        .join(
            named.filter(pl.col("boomparameter").is_in(numbers)),
            on="attribuut_id",
            validate="m:1",
        )
    )
    klasse = ["zorgproductgroep_code", "behandelklasse_code"]
    strange = testing.rename({"onderfilterwaarde": "behandelklasse_code"}).join(
        tables[_KLASSEN], on=klasse, how="anti"
    )
    strange = strange.unique(["index", "zorgproductgroep_code"]).sort("index")
    problem = pl.format(
        f"The tree of zorgproductgroep {{}} tests it, but {_KLASSEN} has no row with"
        f" that group and behandelklasse_code. {MIXED}",
        "zorgproductgroep_code",
    )
    yield from describe_rows(
        "attributen",
        tables["attributen"],
        strange["index"],
        ["boomparameter", "onderfilterwaarde"],
        strange.select(problem).to_series(),
    )
