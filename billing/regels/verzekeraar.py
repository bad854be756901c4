"""Gives each line the insurer of its own date.

Dutch terms: uzovi (code of an insurer), ontvanger (who receives the invoice).
"""

import polars as pl

from billing.files.bevindingen import (
    ONTVANGER_ONBEKEND,
    VERZEKERAAR_NIET_EENDUIDIG,
    VERZEKERAAR_ONBEKEND,
)
from billing.regels.findings import make_findings
from grouper.compiled.arrays import I64
from grouper.registration.periodsearch import NEVER, Periods

_PERIODE = ("begindatum", "einddatum")

VERZEKERD = ("VERZEKERAAR", "VERZEKERDE")
"""Recipients for whom an insurer has to be known; others need none."""


def with_verzekeraar(
    regels: pl.DataFrame, verzekeringen: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add ``uzovi`` and ``polis`` as they hold on the begindatum of each line.

    The begindatum of a dbc line is its opening, of any other its uitvoerdatum. A line
    without a recipient is for the insurer. Where no insurance or more than one holds,
    uzovi stays empty, and phase A of the decision refuses the line.

    Args:
        regels: Lines with ``regel_id``, ``subtraject_nummer``, ``verzekerde_id``,
            ``begindatum``, ``ontvanger`` and ``ontvanger_is_onbekend``.
        verzekeringen: Schema Verzekeringen.

    Returns:
        The lines in their order, and the findings.

    Source: Regeling msz NR/CU-263 art. 32.1 and 33.1.
    """
    bekend = ~pl.col("ontvanger_is_onbekend")
    joined = (
        regels.with_columns(_in_force(regels, verzekeringen))
        .with_columns(
            pl.when(pl.col("geldig") == 1, bekend).then(pl.col(name))
            for name in ("uzovi", "polis")
        )
        .with_columns(
            pl.when(bekend).then(pl.col("ontvanger").fill_null("VERZEKERAAR"))
        )
    )
    is_verzekerd = pl.col("ontvanger").is_in(VERZEKERD)
    findings = pl.concat(
        [
            make_findings(joined.filter(~bekend), ONTVANGER_ONBEKEND),
            make_findings(
                joined.filter(is_verzekerd, pl.col("geldig").is_null()),
                VERZEKERAAR_ONBEKEND,
            ),
            make_findings(
                joined.filter(is_verzekerd, pl.col("geldig") > 1),
                VERZEKERAAR_NIET_EENDUIDIG,
            ),
        ]
    )
    return joined, findings


def _in_force(regels: pl.DataFrame, verzekeringen: pl.DataFrame) -> pl.DataFrame:
    """Of each line ``uzovi`` and ``polis``, and ``geldig``: 1, or 2 for several.

    The first two are of one of those that hold, the last is null where none does.
    """
    personen = verzekeringen.select("verzekerde_id").drop_nulls().unique()
    personen = personen.with_row_index("persoon")
    # One insurance that is written twice is one.
    soorten = verzekeringen.select("uzovi", "polis").unique().with_row_index("soort")
    rows = (
        verzekeringen.select("verzekerde_id", "uzovi", "polis", *_PERIODE)
        .join(personen, on="verzekerde_id")
        .join(soorten, on=["uzovi", "polis"], nulls_equal=True)
    )
    begin, eind = (
        _numbers(rows[name].to_physical(), absent=NEVER) for name in _PERIODE
    )
    periods = Periods(_numbers(rows["persoon"]), begin, eind, _numbers(rows["soort"]))
    asked = regels.select("verzekerde_id", "begindatum").join(
        personen, on="verzekerde_id", how="left", maintain_order="left"
    )
    # On an unknown day no insurance holds.
    persoon = pl.when(pl.col("begindatum").is_not_null()).then("persoon")
    op = _numbers(asked["begindatum"].to_physical(), absent=NEVER)
    met = periods.meeting(
        _numbers(asked.select(persoon).to_series(), absent=-1), op, op
    )
    found = pl.DataFrame({"soort": met.least, "is_een": met.least == met.most})
    return found.select(
        *(
            pl.lit(soorten[name]).gather(pl.when(pl.lit(met.is_any)).then("soort"))
            for name in ("uzovi", "polis")
        ),
        geldig=pl.when(pl.lit(met.is_any)).then(pl.when("is_een").then(1).otherwise(2)),
    )


def _numbers(column: pl.Series, *, absent: int = 0) -> I64:
    return column.cast(pl.Int64).fill_null(absent).to_numpy()
