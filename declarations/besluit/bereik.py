"""Whom does a finding hit: a file, the lines of a person, or one prestatie?"""

import polars as pl

from declarations.checks.feiten.levering import Levering

PLACE = ["bestand_nr", "record"]

_PLAATS = (pl.col("bestand_nr").cast(pl.UInt64) * 2**32 + pl.col("record")).alias(
    "plaats"
)
"""Both as one number, by which rows meet quicker than by two."""


def located(levering: Levering, bevindingen: pl.DataFrame) -> pl.DataFrame:
    """Findings with the rows of the ``verzekerde`` and ``prestatie`` they stand at.

    Both are null for what is about a file; ``prestatie`` is null for a 02. ``uzovi`` is
    that of the record, for a file its 0108.
    """
    d = levering.declaraties
    lines = levering.prestaties.select("prestatie", "verzekerde", "uzovi")
    none = pl.lit(None, pl.UInt32)
    found = bevindingen.with_columns(_PLAATS)
    told = found.select("plaats").unique()

    def at(frame: pl.DataFrame, **columns: str | pl.Expr) -> pl.DataFrame:
        named = frame.select(_PLAATS, **columns)
        return named.join(told, on="plaats", how="semi")

    met = [
        at(levering.voorloop, verzekerde=none, prestatie=none, uzovi="r0108"),
        at(d.verzekerden, verzekerde="verzekerde", prestatie=none, uzovi="r0204"),
        at(
            d.prestaties,
            verzekerde="verzekerde",
            prestatie="prestatie",
            uzovi="r0404",
        ),
        *(
            at(frame, prestatie="prestatie")
            .join(lines, on="prestatie", how="left", maintain_order="left")
            .select("plaats", "verzekerde", "prestatie", "uzovi")
            for frame in (d.tarieven, d.zorgactiviteiten)
        ),
    ]
    places = pl.concat(met).unique("plaats", keep="first", maintain_order=True)
    return found.join(
        places, on="plaats", how="left", validate="m:1", maintain_order="left"
    ).drop("plaats")


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
