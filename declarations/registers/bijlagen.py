"""Read what an option gives: profiles, history, settings, stays.

Dutch terms: zorgprofiel (all activities of a subtraject), historie (what was declared
before), vrijgave (a line that a person released from a check).
"""

from collections.abc import Mapping
from pathlib import Path

import dataframely as dy
import polars as pl

from declarations.registers.gaaf import gave_rijen
from declarations.registers.privacy import without_persons
from declarations.registers.reading import load_table
from declarations.registers.schema import (
    REGISTER_VAN,
    AanvullendePosten,
    Checks,
    Historie,
    Parameters,
    Posten,
    Verzekerden,
    Vrijgaven,
    Zorgprofiel,
)
from productstructure.errors import InputFileError
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import only_table
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, Paden, all_paths, one_path
from tariffs.files.counting import count_rows
from tariffs.files.equal_rows import one_of_equal
from tariffs.files.findings import join_findings
from tariffs.lookup.verzekeringen import join_periods
from tariffs.schema import Tabel
from tariffs.sources.overlap import settle_overlaps

Bijlage = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
"""Rows of a schema, findings (schema TariefFindings) and counts (``TELLING``)."""

BIJLAGEN: Mapping[str, type[dy.Schema]] = {
    "zorgprofiel": Zorgprofiel,
    "posten": Posten,
    "aanvullende_posten": AanvullendePosten,
    "parameters": Parameters,
    "checks": Checks,
    "vrijgaven": Vrijgaven,
}
"""Tables that are no registers and that somebody may give in other words."""

OP_NOTA = "is_op_nota"
"""Column of profiles that grouping writes, which are those of bills and not whole."""


def read_zorgprofiel(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read complete profiles (schema ``Zorgprofiel``).

    Raises:
        InputFileError: The file is not a table of profiles, or is a part of them: it
            has the column ``is_op_nota``.
    """
    path = one_path(path)
    tabel = _tabel("zorgprofiel", Zorgprofiel, is_one=False)
    if tabel.naam not in leeswijze.tabellen:
        rows = gave_rijen(path, tabel)
        if rows is not None:
            return _as_it_stands(path, tabel, rows)
    cells = _cells(path, tabel.naam, leeswijze)
    if OP_NOTA in (header.strip().lower() for header in cells.headers):
        raise InputFileError(
            f"{cells.bestand}: has the column {OP_NOTA!r}, so it holds a part of each "
            "profile. Give all activities of every subtraject, as the hospital "
            "registered them, without that column."
        )
    everything: list[pl.DataFrame] = []
    rows, findings, telling = _read([cells], tabel, everything)
    return _whole_profiles(rows, everything), findings, telling


def _whole_profiles(rows: pl.DataFrame, everything: list[pl.DataFrame]) -> pl.DataFrame:
    """Profiles of which every row could be used: without one they are not complete.

    A row that does not say whose it is may be of any profile of its institution, and of
    any at all where it does not say that either.
    """
    of = ["zorginstelling_code", "subtraject_nummer"]
    kept = rows.group_by(of).len("goed")
    given = pl.concat(everything, how="diagonal").group_by(of).len("alle")
    nobody = given.filter(pl.any_horizontal(pl.col(of).is_null()))
    if nobody["zorginstelling_code"].null_count():
        return rows.clear()
    whole = kept.join(given, on=of).filter(pl.col("goed") == pl.col("alle"))
    whole = whole.join(nobody, on="zorginstelling_code", how="anti")
    return rows.join(whole, on=of, how="semi", maintain_order="left")


def read_historie(paths: Paden) -> Bijlage:
    """Read what was declared before (schema ``Historie``); several files add up.

    A row that stands in two files is one.

    Raises:
        InputFileError: A file is not a history.
    """
    distinct = {path.resolve(): path for path in all_paths(paths)}
    cells = [only_table(path) for path in distinct.values()]
    return _read(cells, _tabel("historie", Historie))


def read_checks(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read what the desk changes of checks (schema ``Checks``).

    Raises:
        InputFileError: The file is not a table of checks.
    """
    return _read([_cells(path, "checks", leeswijze)], _tabel("checks", Checks))


def read_vrijgaven(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read which lines persons released (schema ``Vrijgaven``).

    Raises:
        InputFileError: The file is not a table of releases.
    """
    return _read([_cells(path, "vrijgaven", leeswijze)], _tabel("vrijgaven", Vrijgaven))


def read_opnamen(
    path: Pad, leeswijze: Leeswijze = AS_OURS
) -> tuple[Bijlage, pl.Series]:
    """Read stays (schema ``Opnamen``), and of whom one could not be used.

    Returns:
        The stays; and each ``verzekerde_id`` of a row that is not among them, as far
        as the row says it.

    Raises:
        InputFileError: The file is not a table of stays.
    """
    everything: list[pl.DataFrame] = []
    opnamen = _read(
        [_cells(path, "opnamen", leeswijze)], REGISTER_VAN["opnamen"], everything
    )
    lost = opnamen[1].filter(pl.col("severity") == "reject").select("row").drop_nulls()
    of_lost = pl.concat(everything).join(lost, on="row", how="semi")
    return opnamen, of_lost["verzekerde_id"].drop_nulls().unique()


def read_posten(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read what the eigen risico takes (schema ``Posten``).

    A post that stands there twice with other content is told, and no row of it counts.

    Raises:
        InputFileError: The file is not a table of posts.
    """
    tabel = Tabel("posten", Posten, ("post_id",), is_een_bij_gelijk=True)
    return _read_by_key(one_path(path), tabel, leeswijze)


def read_verzekerden(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read when persons were born (schema ``Verzekerden``).

    Raises:
        InputFileError: The file is not a table of persons, or lacks their birth dates.
    """
    tabel = Tabel("personen", Verzekerden, ("verzekerde_id",), is_een_bij_gelijk=True)
    return _read_by_key(one_path(path), tabel, leeswijze)


def read_polissen(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read who is insured where, with the voluntary part (table ``verzekeringen``).

    Who has two insurances on one day has neither, and is told.

    Raises:
        InputFileError: The file is not a table of insurances.
    """
    schema = REGISTER_VAN["verzekeringen"].schema
    tabel = Tabel("verzekeringen", schema, ("verzekerde_id",), is_een_bij_gelijk=True)
    return _read_by_key(one_path(path), tabel, leeswijze)


def read_aanvullende_posten(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read bills for a supplementary insurance (schema ``AanvullendePosten``).

    A bill that stands there twice with other content is told, and no row of it counts.

    Raises:
        InputFileError: The file is not a table of such bills.
    """
    schema = AanvullendePosten
    tabel = Tabel("aanvullende_posten", schema, ("post_id",), is_een_bij_gelijk=True)
    return _read([_cells(path, tabel.naam, leeswijze)], tabel)


def read_aanvullend(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read what supplementary insurances pay (table ``aanvullend``).

    Every term counts, since without one a person would get too little or too much.

    Raises:
        InputFileError: The file is not that table, or has a row that cannot be used.
    """
    cells = _cells(path, "aanvullend", leeswijze)
    terms = _read([cells], REGISTER_VAN["aanvullend"])
    wrong = terms[1].filter(pl.col("severity") == "reject")
    if wrong.height:
        row, column, code = wrong.select("row", "column", "code").row(0)
        where = f"row {row}" if column is None else f"row {row}, column {column}"
        raise InputFileError(
            f"{one_path(path)}: {where}: {code}. Mend it: without this row it cannot "
            "be said what is paid."
        )
    return terms


def read_parameters(path: Pad, leeswijze: Leeswijze = AS_OURS) -> Bijlage:
    """Read figures and choices of the eigen risico (schema ``Parameters``).

    Raises:
        InputFileError: The file is not a table of parameters.
    """
    tabel = Tabel("parameters", Parameters, ("naam", "uzovi"), is_een_bij_gelijk=True)
    return _read([_cells(path, tabel.naam, leeswijze)], tabel)


def _tabel(naam: str, schema: type[dy.Schema], *, is_one: bool = True) -> Tabel:
    return Tabel(naam, schema, (), is_een_bij_gelijk=is_one)


def _cells(path: Pad, naam: str, leeswijze: Leeswijze) -> Cells:
    return only_table(one_path(path), leeswijze.bladen).read_as(naam, leeswijze)


def _read_by_key(path: Path, tabel: Tabel, leeswijze: Leeswijze) -> Bijlage:
    """Read a file of which much may be given; what is right as it stands goes fast."""
    is_theirs = tabel.naam in leeswijze.tabellen
    rows = None if is_theirs else gave_rijen(path, tabel)
    if rows is None:
        return _read([_cells(path, tabel.naam, leeswijze)], tabel)
    return _as_it_stands(path, tabel, rows)


def _as_it_stands(path: Path, tabel: Tabel, rows: pl.DataFrame) -> Bijlage:
    none = join_findings([])
    counts = [(path.name, tabel.naam, rows.height)]
    return rows, without_persons(none), count_rows(counts, none)


def _read(
    files: list[Cells], tabel: Tabel, everything: list[pl.DataFrame] | None = None
) -> Bijlage:
    empty = tabel.schema.create_empty()
    parts, findings = [], []
    for cells in files:
        rows, found = load_table(cells, tabel, alle=everything)
        parts.append(rows)
        findings.append(found)
    if not parts:
        return empty, join_findings([]), count_rows([], join_findings([]))
    rows, equal = one_of_equal(pl.concat(parts), tabel)
    findings.append(equal)
    if tabel.naam == "verzekeringen":
        rows, joined = join_periods(rows, files[0].bestand)
        findings.append(joined)
    if tabel.sleutel:
        rows, contrary = settle_overlaps(rows, tabel)
        findings.append(contrary)
    told = without_persons(join_findings(findings))
    counts = [(cells.bestand, tabel.naam, cells.rijen) for cells in files]
    return rows.select(empty.columns), told, count_rows(counts, told)
