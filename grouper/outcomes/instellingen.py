"""Names the hospital in every outcome, where a number may stand under several.

Source: docs/decisions.md 20: a subtraject_nummer is unique within the hospital that
registers it, and only there.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from grouper.outcomes.result import GroupResult
from grouper.registration.columns import INSTELLING
from grouper.registration.reading import code_text
from tabellen.values.texts import cleaned


def with_instelling(
    result: GroupResult,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    rows: Mapping[str, pl.Series | None],
) -> GroupResult:
    """The same outcome, each row with the hospital of its subtraject at its end.

    Args:
        result: What grouping came to.
        subtrajecten: The batch that was grouped.
        zorgactiviteiten: Its activities; a finding on one names its own hospital.
        rows: For each frame of the result: the subtraject of each of its rows, None
            when they are the subtrajecten themselves.
    """
    of_row, of_line = map(_instelling, (subtrajecten, zorgactiviteiten))
    frames = {
        name: getattr(result, name).with_columns(
            of_row if row is None else of_row.gather(row)
        )
        for name, row in rows.items()
    }
    at = (pl.col("row") - 1).cast(pl.UInt32)
    is_line = pl.col("source") == "zorgactiviteiten"
    frames["findings"] = result.findings.with_columns(
        pl.when(is_line)
        .then(_at(of_line, pl.when(is_line).then(at)))
        .otherwise(_at(of_row, pl.when(~is_line).then(at)))
        .alias(INSTELLING)
    )
    return replace(result, **frames)


def _instelling(frame: pl.DataFrame) -> pl.Series:
    text = code_text(frame[INSTELLING], 8)
    return pl.select(cleaned(pl.lit(text)).str.zfill(8)).to_series().alias(INSTELLING)


def _at(values: pl.Series, place: pl.Expr) -> pl.Expr:
    if values.is_empty():
        return pl.lit(None, pl.String)
    return pl.lit(values).gather(place)
