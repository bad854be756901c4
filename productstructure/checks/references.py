"""Check that what a row refers to exists: in other rows, in other tables.

What the filters of attributen name is checked in ``filters``.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from productstructure.checks.faults import MIXED, describe_rows
from productstructure.checks.keys import OPEN_END, fill_code
from productstructure.schema import TABLES


def check_references(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per row that refers to nothing, and per impossible combination."""
    for table in TABLES:
        for reference in table.references:
            frame = tables[table.name]
            known = (
                tables[reference.table]
                .lazy()
                .select(
                    fill_code(target).alias(column)
                    for column, target in zip(
                        reference.columns, reference.target, strict=True
                    )
                )
            )
            dangling = (
                frame.lazy()
                .select(fill_code(column) for column in reference.columns)
                .with_row_index()
                .drop_nulls()
                .join(known, on=reference.columns, how="anti")
                .select(pl.col("index").sort())
                .collect()
            )
            yield from describe_rows(
                table.name,
                frame,
                dangling["index"],
                reference.columns,
                f"No row of {reference.table} has that"
                f" {' and '.join(reference.target)}. {MIXED}",
            )
    yield from _check_koppelingen(tables)
    yield from _check_translations(tables["vertaalzorgactiviteiten"])


def _check_koppelingen(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """A group has conditions, and does not ask for more of them than it has."""
    groepen = tables["attribuutgroepen"]
    counts = tables["attribuutgroepkoppelingen"]["attribuutgroep_id"].value_counts()
    wanting = (
        groepen.with_row_index()
        .join(counts, on="attribuutgroep_id", how="left", validate="1:1")
        .with_columns(pl.col("count").fill_null(0))
        .filter(pl.col("aantal_voorwaarden_waar") > pl.col("count"))
        .sort("index")
    )
    problem = pl.format(
        "The group has {} attribuutgroepkoppelingen; expected at least as many, and at"
        f" least one. {MIXED}",
        "count",
    )
    yield from describe_rows(
        "attribuutgroepen",
        groepen,
        wanting["index"],
        ["aantal_voorwaarden_waar"],
        wanting.select(problem).to_series(),
    )


def _check_translations(vertaal: pl.DataFrame) -> Iterator[str]:
    """An old code is not itself translated again on the same day (as in RZ17a)."""
    windows = vertaal.with_row_index().select(
        "index",
        "zorgactiviteit_code",
        "zorgactiviteit_code_oud",
        "begindatum",
        einddatum=pl.col("einddatum").fill_null(OPEN_END),
    )
    chained = windows.join(
        windows,
        left_on="zorgactiviteit_code_oud",
        right_on="zorgactiviteit_code",
        suffix="_volgend",
    ).filter(
        pl.col("begindatum") <= pl.col("einddatum_volgend"),
        pl.col("begindatum_volgend") <= pl.col("einddatum"),
    )
    yield from describe_rows(
        "vertaalzorgactiviteiten",
        vertaal,
        chained["index"].unique().sort(),
        ["zorgactiviteit_code_oud"],
        "That code is itself translated on some of the same days; expected one step."
        " The translation of this release would have to be worked out first.",
    )
