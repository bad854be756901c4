"""Whom does a finding hit: a file, the lines of a person, or one prestatie?"""

import polars as pl

from declarations.checks.feiten.levering import Levering

PLACE = ["bestand_nr", "record"]


def located(levering: Levering, bevindingen: pl.DataFrame) -> pl.DataFrame:
    """Findings with the rows of the ``verzekerde`` and ``prestatie`` they stand at.

    Both are null for what is about a file; ``prestatie`` is null for a 02. ``uzovi`` is
    that of the record, for a file its 0108.
    """
    d = levering.declaraties
    lines = levering.prestaties.select("prestatie", "verzekerde", "uzovi")
    none = pl.lit(None, pl.UInt32)
    places = [
        levering.voorloop.select(
            *PLACE, verzekerde=none, prestatie=none, uzovi=pl.col("r0108")
        ),
        d.verzekerden.select(*PLACE, "verzekerde", prestatie=none, uzovi="r0204"),
        d.prestaties.select(*PLACE, "verzekerde", "prestatie", uzovi="r0404"),
        *(
            frame.join(bevindingen, on=PLACE, how="semi")
            .select(*PLACE, "prestatie")
            .join(lines, on="prestatie", how="left", maintain_order="left")
            .select(*PLACE, "verzekerde", "prestatie", "uzovi")
            for frame in (d.tarieven, d.zorgactiviteiten)
        ),
    ]
    met = pl.concat(
        [frame.join(bevindingen, on=PLACE, how="semi") for frame in places]
    ).unique(PLACE, keep="first", maintain_order=True)
    return bevindingen.join(
        met, on=PLACE, how="left", validate="m:1", maintain_order="left"
    )


def lines_hit(levering: Levering, found: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a finding and each prestatie that it hits.

    Args:
        found: Located findings, with their ``nummer`` and ``check_id``.

    Returns:
        ``nummer``, ``prestatie``. A finding at a 04, 06 or 16 hits its prestatie, one
        at a 02 all lines below it, any other all lines of the file. A credit is held
        against its debit alone: who the person is takes nothing from it.
    """
    lines = levering.prestaties.select(
        "bestand_nr", "verzekerde", "prestatie", "is_credit"
    )
    own = found.filter(pl.col("prestatie").is_not_null())
    person = found.filter(
        pl.col("prestatie").is_null() & pl.col("verzekerde").is_not_null()
    )
    whole = found.filter(pl.col("prestatie").is_null() & pl.col("verzekerde").is_null())
    return pl.concat(
        [
            own.select("nummer", "prestatie"),
            person.select("nummer", "verzekerde", "check_id")
            .join(lines, on="verzekerde")
            .filter(~(pl.col("is_credit") & pl.col("check_id").str.starts_with("P")))
            .select("nummer", "prestatie"),
            whole.select("nummer", "bestand_nr")
            .join(lines, on="bestand_nr")
            .select("nummer", "prestatie"),
        ]
    )
