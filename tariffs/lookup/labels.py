"""Let labels meet that differ in case only: concern, regio and polis.

A label names what another table names too; people write KUST in one and Kust in the
other. All tables take the spelling of the first of them, in the order of
``TABELLEN``, and in it the one that stands there most. Labels that meet no other table
are named: a contract of such a concern holds for nobody.

Source: docs/decisions.md 13.
"""

from collections.abc import Mapping

import polars as pl

from tariffs.files.findings import join_findings, make_findings
from tariffs.files.spelling import soort_van
from tariffs.schema import TABELLEN

Frames = Mapping[str, pl.DataFrame]
"""Table name to its rows, which carry bestand and row beside the schema's columns."""

LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    naam: tuple(
        (table.naam, kolom)
        for table in TABELLEN
        for kolom, column in table.schema.columns().items()
        if soort_van(column) == f"label {naam}"
    )
    for naam in ("concern_id", "regio", "polis")
}
"""Label to the tables and columns that hold it."""

_HOME = {
    "concern_id": ("uzovi_concern", "concern_id"),
    "regio": ("zorgaanbieder", "regio"),
}
"""Label to where it must stand to hold for anybody; a polis stands with the insured."""

_NOT_CONCERN = {"experiment_partij": pl.col("partij") == "VERZEKERAAR"}

_AANBIEDERS = (
    *(
        (table.naam, "zorginstelling_code")
        for table in TABELLEN
        if "zorginstelling_code" in table.schema.column_names()
        and table.naam != "zorgaanbieder"
    ),
    ("experiment_partij", "partij_code"),
)
"""Tables and columns that name a provider."""

_IS_AANBIEDER = {"experiment_partij": pl.col("partij") == "ZORGAANBIEDER"}


def folded(label: pl.Expr) -> pl.Expr:
    """A label without its case, to compare."""
    return label.str.to_lowercase()


def settle_labels(frames: Frames) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Give labels that differ in case only one spelling.

    Args:
        frames: All tables.

    Returns:
        The tables, and a finding per file and column with the number of rows.
    """
    settled = dict(frames)
    findings: list[pl.DataFrame] = []
    for places in LABELS.values():
        spelling = _spellings(settled, places)
        if spelling.is_empty():
            continue
        for table, kolom in places:
            rows = settled[table]
            chosen = rows.select(
                folded(pl.col(kolom)).replace_strict(
                    spelling["vouw"], spelling["tekst"], default=None
                )
            ).to_series()
            is_other = (chosen != rows[kolom]).fill_null(value=False)
            if not is_other.any():
                continue
            settled[table] = rows.with_columns(
                rows[kolom].zip_with(~is_other, chosen).alias(kolom)
            )
            findings.append(_mended(rows.filter(is_other), table, kolom))
    return settled, join_findings(findings)


def check_labels(frames: Frames) -> pl.DataFrame:
    """Name the concerns, regions and providers that no table knows which must."""
    findings = [_strange_providers(frames)]
    for naam, (home, home_column) in _HOME.items():
        known = frames[home].select(home_column).drop_nulls().unique()
        if known.is_empty():
            continue
        for table, kolom in LABELS[naam]:
            if table == home:
                continue
            rows = frames[table].filter(
                pl.col(kolom).is_not_null() & _NOT_CONCERN.get(table, pl.lit(True))
            )
            strangers = rows.join(
                known,
                left_on=kolom,
                right_on=home_column,
                how="anti",
                maintain_order="left",
            )
            findings.append(
                make_findings(
                    strangers.select(
                        "bestand",
                        "row",
                        source=pl.lit(table),
                        column=pl.lit(kolom),
                        code=pl.lit("LABEL_ONBEKEND"),
                        value=pl.col(kolom),
                    )
                )
            )
    return join_findings(findings)


def _strange_providers(frames: Frames) -> pl.DataFrame:
    """Name the providers that do not stand in zorgaanbieder: their lines are refused.

    Of a party to an experiment nothing else shows that it is not the one meant, and its
    lines go on as if there were no experiment.
    """
    known = frames["zorgaanbieder"].select(aanbieder="zorginstelling_code").unique()
    findings: list[pl.DataFrame] = []
    for table, kolom in _AANBIEDERS:
        rows = frames[table].filter(
            pl.col(kolom).is_not_null() & _IS_AANBIEDER.get(table, pl.lit(True))
        )
        strangers = rows.join(
            known,
            left_on=kolom,
            right_on="aanbieder",
            how="anti",
            maintain_order="left",
        )
        findings.append(
            make_findings(
                strangers.select(
                    "bestand",
                    "row",
                    source=pl.lit(table),
                    column=pl.lit(kolom),
                    code=pl.lit("ZORGAANBIEDER_NIET_IN_TABEL"),
                    value=pl.col(kolom),
                )
            )
        )
    return join_findings(findings if not known.is_empty() else [])


def _spellings(frames: Frames, places: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Of labels that are written in several ways: the fold and the text that holds."""
    written = pl.concat(
        frames[table]
        .select(tekst=kolom, orde=pl.lit(orde))
        .drop_nulls()
        .group_by("tekst", "orde")
        .len()
        for orde, (table, kolom) in enumerate(places)
    ).with_columns(vouw=folded(pl.col("tekst")))
    return (
        written.filter(pl.col("tekst").n_unique().over("vouw") > 1)
        .sort("orde", "len", "tekst", descending=[False, True, False])
        .group_by("vouw", maintain_order=True)
        .agg(pl.col("tekst").first())
    )


def _mended(rows: pl.DataFrame, table: str, kolom: str) -> pl.DataFrame:
    per_file = rows.group_by("bestand", maintain_order=True).agg(
        pl.col("row").first(), value=pl.len().cast(pl.String)
    )
    return make_findings(
        per_file.with_columns(
            source=pl.lit(table),
            column=pl.lit(kolom),
            code=pl.lit("SCHRIJFWIJZE_HERSTELD"),
        )
    )
