"""C11: is this the medicine of its kind that the insurer prefers?

Which medicines are of one kind (one substance, alike in form and strength) say
codeverzamelingen whose name begins with ``PREFERENTIE_``; which of them is preferred
says the table ``preferentie``.

Source: Bzv art. 2.8 lid 1 onder a, 3 and 4: of medicines of one substance the insurer
appoints one, and pays another where that is medically not answered for, which a person
has to see. Zilveren Kruis inkoopbeleid msz 2018, section 2: of dear medicines parties
agree apart, which is a price or scope of the contract (C01, T04).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.gemis import codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable

GROEP = "PREFERENTIE_"
PREFERENTIE = "preferentie"


def voorkeursmiddel(levering: Levering) -> Oordeel:
    """C11: of a kind of medicine of which the insurer prefers one, that was given.

    About codes of six positions: medicines by ZI number do not fit 0410.
    """
    sets = levering.registers.get("codeverzameling")
    table = levering.registers.get(PREFERENTIE)
    if table is None:
        return not_evaluable(0, tabel(PREFERENTIE))
    if sets is None or not sets["naam"].str.starts_with(GROEP).any():
        return not_evaluable(0, codeverzameling(f"{GROEP}*"))
    groups = sets.filter(pl.col("naam").str.starts_with(GROEP)).select(
        "begindatum", "einddatum", groep="naam", code="code"
    )
    rows = (
        levering.prestaties.filter(~pl.col("is_credit"))
        .select("bestand_nr", "record", "uzovi", "r0411", code="r0410")
        .join(groups.select("code", "groep").unique(), on="code")
    )
    rows = rows.filter(in_period(rows, groups, ["groep", "code"], "r0411"))
    preferred = table.join(groups.select("code", "groep").unique(), on="code")
    rows = rows.with_columns(
        heeft_voorkeur=in_period(rows, preferred, ["uzovi", "groep"], "r0411"),
        is_voorkeur=in_period(rows, table, ["uzovi", "code"], "r0411"),
    ).filter("heeft_voorkeur")
    # A code of two kinds fails where it is preferred in neither.
    lines = rows.unique(["bestand_nr", "record"], keep="first", maintain_order=True)
    return judge(
        lines.sort("bestand_nr", "record"),
        ~pl.col("is_voorkeur"),
        waarde=pl.col("code"),
        verwacht="het middel dat de verzekeraar heeft aangewezen",
    )


CHECKS = {"C11": voorkeursmiddel}
