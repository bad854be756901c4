"""F22: does a file hold a debit and the credit that undoes it?

Source: Vektis COD954 (8062); docs/decisions.md 49 (debit and credit in one file are
refused only when identical).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import with_plaats
from declarations.checks.oordeel import Oordeel, fails

_ZELFDE = [
    *("bestand_nr", "persoon", "r0409", "r0410", "r0411", "r0412"),
    *("r0414", "r0419", "r0426", "bedrag"),
]
"""What an identical debit and credit have in common, references and 0413 apart."""


def debet_en_credit(levering: Levering) -> Oordeel:
    """F22: no file holds a debit and its identical credit; both are refused.

    Identical are two lines of one person with the same code, days, numbers, aantal and
    amount, of which the credit names the debit or has its 0413.
    """
    lines = levering.prestaties.select(
        *("record", "is_credit", "r0413", "r0458", "r0459", *_ZELFDE[:-1]),
        bedrag=pl.col("bedrag_cent").abs(),
    )
    credits = lines.filter("is_credit")
    pairs = (
        lines.filter(~pl.col("is_credit"))
        .join(credits, on=_ZELFDE, nulls_equal=True, suffix="_credit")
        .filter(
            (pl.col("r0413") == pl.col("r0413_credit"))
            | (pl.col("r0459_credit") == pl.col("r0458"))
        )
    )
    both = pl.concat(
        [
            pairs.select("bestand_nr", record=own, ander=other)
            for own, other in (("record", "record_credit"), ("record_credit", "record"))
        ]
    )
    found = (
        with_plaats(
            levering,
            both.select("bestand_nr", record="ander", eigen="record"),
            "ander",
        )
        .sort("bestand_nr", "eigen", "record")
        .group_by("bestand_nr", "eigen", maintain_order=True)
        .agg(andere_records=pl.col("ander").str.join(", "))
        .rename({"eigen": "record"})
        .with_columns(
            verwacht=pl.lit("debet en identiek credit in verschillende bestanden")
        )
    )
    return fails(found, lines.height)


CHECKS = {"F22": debet_en_credit}
