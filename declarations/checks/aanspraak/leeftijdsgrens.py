"""E26: is mondzorg that only the young are entitled to claimed for an adult?"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.ozp import ozps
from declarations.checks.feiten.leeftijd import age
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set, is_in_set

MONDZORG_JEUGD: Final = "MONDZORG_JEUGD"
"""Set of codes of care that only who is younger than eighteen is entitled to."""

VOLWASSEN: Final = 18


def mondzorg_jeugd(levering: Levering) -> Oordeel:
    """E26: care for who is younger than eighteen is of who is, on the day (0411).

    About overige zorgproducten by a code of the set ``MONDZORG_JEUGD``; the national
    sets have none. The age is that of 0408, or of the 02 (0207).

    Source: Bzv art. 2.7, in the text of 2016; Zilveren Kruis zorginkoopbeleid msz 2018.
    """
    rows = levering.once(ozps)
    if not has_set(levering.registers, MONDZORG_JEUGD):
        return not_evaluable(rows.height, codeverzameling(MONDZORG_JEUGD))
    named = is_in_set(
        levering.registers, rows, MONDZORG_JEUGD, code="r0410", dag="r0411"
    )
    people = levering.declaraties.verzekerden.select("verzekerde", "r0207")
    rows = rows.filter(named).join(
        people, on="verzekerde", how="left", validate="m:1", maintain_order="left"
    )
    years = age(pl.coalesce("r0408", "r0207"), pl.col("r0411"))
    return judge(
        rows,
        years >= VOLWASSEN,
        rubriek="0408",
        waarde=pl.format("{} jaar", years),
        verwacht="jonger dan achttien jaar",
        lacks="geboortedatum (0408 of 0207)",
    )


CHECKS = {"E26": mondzorg_jeugd}
