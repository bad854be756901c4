"""Which lines claim a stay by itself, and what care goes with it?

A stay by itself is a line of code set VERBLIJF_ZONDER_ZORG (stay or what is consumed
during it), LOGEREN (stay without nursing) or ZORGHOTEL. Care is any other line.

Dutch terms: zorghotel (hotel to recover in), logeren (to stay without nursing).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import lijnen
from declarations.checks.feiten.toestemming import granted
from declarations.registers.codeverzamelingen import has_set, is_in_set
from declarations.registers.geldigheid import holds_on

ZONDER_ZORG: Final = "VERBLIJF_ZONDER_ZORG"
LOGEREN: Final = "LOGEREN"
ZORGHOTEL: Final = "ZORGHOTEL"
SETS: Final = (ZONDER_ZORG, LOGEREN, ZORGHOTEL)


def has_sets(levering: Levering) -> bool:
    """Whether any code of a stay by itself is known."""
    return any(has_set(levering.registers, naam) for naam in SETS)


def stay_lines(levering: Levering) -> pl.DataFrame:
    """Own lines that claim a stay by itself, with what is known of care beside it.

    Ask it through ``levering.once``. ``zorg_hier`` and ``zorg_elders`` say whether
    the same institution, or another, declared care of the person on a day of the stay;
    ``is_bekend`` whether the history of its days is known, ``is_toegestaan`` whether
    the register holds a permission for it, and ``nummer`` is the permission it names.
    """
    lines = levering.once(lijnen).with_columns(eind=pl.coalesce("eind", "begin"))
    is_stay = _is_stay(levering, lines)
    own = lines.filter(is_stay).filter(~pl.col("is_historie"))
    care = lines.filter(~is_stay).select(
        "persoon", van="begin", tot="eind", door="instelling"
    )
    met = (
        own.select("lijn", "persoon", "instelling", "begin", "eind")
        .join(care, on="persoon")
        .filter(pl.col("van") <= pl.col("eind"), pl.col("tot") >= pl.col("begin"))
    )
    here = pl.col("door") == pl.col("instelling")
    beside = met.group_by("lijn").agg(
        zorg_hier=here.fill_null(value=False).any(),
        zorg_elders=(~here).fill_null(value=True).any(),
    )
    fields = levering.prestaties.select("prestatie", "verzekerde_id", nummer="r0406")
    rows = (
        own.join(beside, on="lijn", how="left", validate="1:1", maintain_order="left")
        .join(fields, on="prestatie", how="left", validate="1:1", maintain_order="left")
        .with_columns(
            pl.col("zorg_hier", "zorg_elders").fill_null(value=False),
            is_bekend=levering.history_covers("begin", "eind"),
        )
    )
    return rows.with_columns(is_toegestaan=_permitted(levering, rows))


def _is_stay(levering: Levering, lines: pl.DataFrame) -> pl.Series:
    """Whether a line is of one of the sets; a zorghotel is known by its AGB as well."""
    registers = levering.registers
    found = is_in_set(registers, lines, ZORGHOTEL, code="instelling", dag="begin")
    for naam in SETS:
        found |= is_in_set(registers, lines, naam, code="declaratiecode", dag="begin")
    return found & lines["zorgproduct"].is_null()


def _permitted(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """Whether a permission of the person is for the code, on the first day."""
    asked = rows.with_columns(code=pl.col("declaratiecode"))
    held = (
        granted(levering, asked)
        .join(rows.select("prestatie", "begin"), on="prestatie")
        .filter(holds_on(pl.col("begin"), "vanaf", "tot"))
    )
    return rows["prestatie"].is_in(held["prestatie"].implode())
