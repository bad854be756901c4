"""What was registered under each prestatie, as far as it is known, with its klasse.

Of a dbc with a complete profile that profile counts; of any other the records 16, which
hold the activities "op nota" alone (NR/CU-263 art. 35 lid 1q): what they do not show
may still be there.
"""

import polars as pl

from declarations.checks.levering import Levering

OPERATIEF, STAY, DAY_CARE, CONTACT, THERAPY = 5, 3, 2, 1, 6
"""zorgprofielklasse (NZa, Referenties): operative care, a day of stay, day care,
visits and consults, other therapy."""

GEEN_RELEASE = "zonder --release is de zorgprofielklasse niet bekend"


def activiteiten(levering: Levering) -> pl.DataFrame:
    """A row per prestatie, code and day: ``prestatie, code, dag, klasse, volledig``.

    Ask it through ``levering.once``. ``klasse`` is null for a code that no release has
    on that day, and where no release was given; ``volledig`` says that the row is of a
    complete profile.
    """
    shape = {"code": pl.String, "dag": pl.Date}
    shown = levering.zorgactiviteiten.filter(pl.col("prestatie").is_not_null()).join(
        levering.has_profiel, on="prestatie", how="anti"
    )
    parts = [
        shown.select(
            "prestatie",
            code=pl.col("r1611").str.zfill(6),
            dag="r1612",
            volledig=pl.lit(value=False),
        )
    ]
    if levering.profiel is not None:
        parts.append(
            levering.profiel.select(
                "prestatie",
                code=pl.col("zorgactiviteit_code"),
                dag=pl.col("uitvoerdatum"),
                volledig=pl.lit(value=True),
            )
        )
    rows = pl.concat(part.cast(shape) for part in parts).unique(maintain_order=True)
    return rows.with_columns(klasse=_klasse(levering, rows))


def _klasse(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """The zorgprofielklasse of each code on its day, by the newest release with it."""
    asked = rows.select("code", "dag").unique()
    found = asked.with_columns(klasse=pl.lit(None, pl.Int64))
    newest_first = sorted(
        levering.releases, key=lambda release: release.identity.versiedatum, reverse=True
    )
    for release in newest_first:
        valid = (
            asked.join(
                release.tables["zorgactiviteiten"].select(
                    "begindatum",
                    "einddatum",
                    code="zorgactiviteit_code",
                    _klasse=pl.col("zorgprofielklasse").cast(pl.Int64),
                ),
                on="code",
            )
            .filter(
                pl.col("dag") >= pl.col("begindatum"),
                pl.col("einddatum").is_null() | (pl.col("dag") <= pl.col("einddatum")),
            )
            .select("code", "dag", "_klasse")
            .unique(["code", "dag"], keep="first", maintain_order=True)
        )
        found = (
            found.join(valid, on=["code", "dag"], how="left")
            .with_columns(klasse=pl.coalesce("klasse", "_klasse"))
            .drop("_klasse")
        )
    return rows.join(
        found, on=["code", "dag"], how="left", maintain_order="left", nulls_equal=True
    )["klasse"]
