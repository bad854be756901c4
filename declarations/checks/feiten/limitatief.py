"""Which activities need a permission by the limitatieve lijst of the release?

Dutch terms: machtiging (prior permission), limitatieve lijst (of activities that need
one for a specialisme and diagnose), op nota (an activity that has to stand on the
bill).

Source: NZa Referenties, tables LimitatieMachtigingen and ZorgActiviteiten (the
aanspraak_code of care that may need one begins with 27); NR/CU-263 art. 35 lid 1p.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from grouper.compiled.rows_on_day import rows_on

OP_NOTA: Final = "J"
"""op_nota of an activity that has to stand on the bill."""

MET_MACHTIGING: Final = "27"
"""First two digits of the aanspraak_code of care that may need a permission."""


def listed_codes(levering: Levering) -> pl.Series:
    """Every code that stands on a list of some release, on whatever day."""
    tables = [
        release.tables["limitatiemachtigingen"]["zorgactiviteit_code"]
        for release in levering.releases
    ]
    none = pl.Series("zorgactiviteit_code", [], dtype=pl.String)
    return pl.concat([none, *tables]).unique().sort()


def on_list(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Whether an activity stands on the list of its own day.

    Args:
        levering: The delivery.
        rows: Activities with ``specialisme``, ``diagnose``, ``code`` and ``dag``.

    Returns:
        As many rows, in order: ``is_covered`` (a release is meant for the day) and
        ``op_lijst``.
    """
    keys = rows.select(
        "dag",
        specialisme_code="specialisme",
        diagnose_code="diagnose",
        zorgactiviteit_code="code",
    )
    releases = levering.releases
    met = rows_on(releases, "limitatiemachtigingen", keys)
    if not releases:
        return met.select("is_covered", op_lijst="is_valid")
    coded = rows_on(releases, "zorgactiviteiten", keys, ("aanspraak_code",))
    may = coded["aanspraak_code"].str.starts_with(MET_MACHTIGING)
    return met.select(
        "is_covered", op_lijst=pl.col("is_valid") & may.fill_null(value=False)
    )


def all_visible(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """Whether all of the limitatieve lijst for a dbc would have to stand on its nota.

    UNSOURCED[lijst-op-nota]: asked of the opening day, for the day of an activity that
    is not seen is not known.
    """
    listed = (
        pl.concat(
            release.tables["limitatiemachtigingen"].select(
                specialisme="specialisme_code",
                diagnose=pl.col("diagnose_code").str.zfill(4),
                zorgactiviteit_code="zorgactiviteit_code",
            )
            for release in levering.releases
        )
        .unique()
        .sort(pl.all())
    )
    own = rows.select(
        "prestatie",
        dag="r0411",
        specialisme=pl.col("r0439").str.zfill(4),
        diagnose=pl.col("r0431").str.zfill(4),
    )
    met = own.join(listed, on=["specialisme", "diagnose"], how="inner")
    found = rows_on(
        levering.releases,
        "zorgactiviteiten",
        met.select("zorgactiviteit_code", "dag"),
        ("op_nota",),
    )
    hidden = met["prestatie"].filter(
        found["is_valid"] & found["op_nota"].ne_missing(OP_NOTA)
    )
    return ~rows["prestatie"].is_in(hidden.unique().implode())
