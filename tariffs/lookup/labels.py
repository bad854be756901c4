"""Let labels meet that differ in case only: concern, regio and polis.

A label names what another table names too; people write KUST in one and Kust in the
other. All tables take the spelling of the first of them, in the order of
``TABELLEN``, and in it the one that stands there most. Labels that meet no other table
are named: a contract of such a concern holds for nobody.

Source: docs/decisions.md 13.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from tariffs.files.findings import findings_of, join_findings
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

_PROVIDERS = ("zorgaanbieder", "zorginstelling_code")
"""Where a provider must stand: else its lines are refused."""

_AANBIEDERS = (
    *(
        (table.naam, "zorginstelling_code")
        for table in TABELLEN
        if "zorginstelling_code" in table.schema.column_names()
    ),
    ("experiment_partij", "partij_code"),
)
"""Tables and columns that name a provider."""


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
            per_file = rows.filter(is_other).group_by("bestand", maintain_order=True)
            mended = per_file.agg(pl.col("row").first(), value=pl.len())
            findings.append(
                findings_of(
                    mended, table, "SCHRIJFWIJZE_HERSTELD", column=kolom, value="value"
                )
            )
    return settled, join_findings(findings)


def check_labels(frames: Frames) -> pl.DataFrame:
    """Name the concerns, regions and providers that no table knows which must.

    Of a party to an experiment nothing else shows that its provider is not the one
    meant, and its lines go on as if there were no experiment.
    """
    findings = [
        *_strangers(
            frames,
            _AANBIEDERS,
            _PROVIDERS,
            "ZORGAANBIEDER_NIET_IN_TABEL",
            partij="ZORGAANBIEDER",
        )
    ]
    for naam, home in _HOME.items():
        findings += _strangers(
            frames, LABELS[naam], home, "LABEL_ONBEKEND", partij="VERZEKERAAR"
        )
    return join_findings(findings)


def _strangers(
    frames: Frames,
    places: Iterable[tuple[str, str]],
    home: tuple[str, str],
    code: str,
    *,
    partij: str,
) -> Iterator[pl.DataFrame]:
    """What stands in some places and not in the table that must have it, if that is.

    Of the parties to an experiment only those of one kind are meant.
    """
    table, column = home
    known = frames[table].select(column).drop_nulls().unique()
    if known.is_empty():
        return
    for naam, kolom in places:
        if naam == table:
            continue
        rows = frames[naam].drop_nulls(kolom)
        if naam == "experiment_partij":
            rows = rows.filter(partij=partij)
        strangers = rows.join(
            known, left_on=kolom, right_on=column, how="anti", maintain_order="left"
        )
        yield findings_of(strangers, naam, code, column=kolom, value=kolom)


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
