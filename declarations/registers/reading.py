"""Read the tables that checks ask, from files and folders.

It reads with the readers of the tariff layer, which take csv, xlsx, Parquet, Arrow and
TOML alike. Tables of prices in the same folder are passed over, as pricing passes over
these. Bad rows are told and left out; the others go on.
"""

import polars as pl

from declarations.registers.landelijk import landelijke_tabellen
from declarations.registers.privacy import without_persons
from declarations.registers.registers import Registers
from declarations.registers.schema import REGISTER_VAN, REGISTERTABELLEN
from tabellen.calltypes import checks_types
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import only_table
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, one_path
from tabellen.values.decimals import Notatie
from tariffs.files.counting import count_rows
from tariffs.files.equal_rows import one_of_equal
from tariffs.files.findings import findings_of, join_findings, one_finding
from tariffs.files.rows import load_rows
from tariffs.files.tablefiles import Paths, find_tables
from tariffs.files.tablenames import BESIDE_REGISTERS, LINES, TARIEFTABELLEN, Tabelnamen
from tariffs.lookup.verzekeringen import join_periods
from tariffs.schema import Tabel
from tariffs.sources.overlap import find_overlaps, settle_overlaps

REGISTERNAMEN = Tabelnamen(
    gezocht=tuple(REGISTER_VAN),
    elders=(*TARIEFTABELLEN.gezocht, *LINES, *BESIDE_REGISTERS),
    per_onderwerp=("codeverzameling",),
)
"""The tables of a folder with registers."""

_VERZEKERING = Tabel(
    "verzekeringen", REGISTER_VAN["verzekeringen"].schema, ("verzekerde_id",)
)


@checks_types
def read_registers(
    paths: Paths = (),
    verzekeringen: Pad | None = None,
    notatie: Notatie | None = None,
    leeswijze: Leeswijze = AS_OURS,
) -> tuple[Registers, pl.DataFrame, pl.DataFrame]:
    """Read every table that checks ask, and count the rows of each file.

    A table is known by the name of its file, sheet or TOML list; several of one table
    add up. National lists that were not given are those that ship with the package.

    Args:
        paths: Files and folders.
        verzekeringen: A file that goes before tables of that name; it may bear any
            name.
        notatie: Decimal sign of amounts in text, where known.
        leeswijze: How they are read, where they are not as ours.

    Returns:
        The tables, each of its schema; what is wrong with them (schema TariefFindings,
        without what tells of a person); and the rows of each file with how many of
        them are not in the tables (columns ``TELLING``).

    Raises:
        InputFileError: A file cannot be read as the table it says it is, or is no
            table.
    """
    gevonden = find_tables((paths, None), namen=REGISTERNAMEN, leeswijze=leeswijze)
    given = [(each.naam, each.cells) for each in gevonden.tabellen if each.cells]
    if verzekeringen is not None:
        given = [(naam, cells) for naam, cells in given if naam != "verzekeringen"]
        cells = only_table(one_path(verzekeringen), leeswijze.bladen)
        given.append(("verzekeringen", cells.read_as("verzekeringen", leeswijze)))
    rows: dict[str, list[pl.DataFrame]] = {}
    findings: list[pl.DataFrame] = [gevonden.findings]
    for naam, cells in given:
        loaded, found = load_table(cells, REGISTER_VAN[naam], notatie)
        rows.setdefault(naam, []).append(loaded)
        findings.append(found)
    tabellen = dict(landelijke_tabellen())
    for tabel in REGISTERTABELLEN:
        if tabel.naam in rows:
            frame, found = _settled(pl.concat(rows[tabel.naam]), tabel)
            tabellen[tabel.naam] = frame.select(tabel.schema.column_names())
            findings.append(found)
    told = without_persons(join_findings(findings))
    counts = [(cells.bestand, naam, cells.rijen) for naam, cells in given]
    telling = count_rows(counts, told)
    lost = telling.filter(pl.col("verloren") > 0)["tabel"]
    return Registers(tabellen, frozenset(lost)), told, telling


def load_table(
    cells: Cells,
    tabel: Tabel,
    notatie: Notatie | None = None,
    alle: list[pl.DataFrame] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of one file, with ``row`` and ``bestand``, and what is wrong with it.

    ``alle`` gets all rows as far as they could be read, the good ones among them.
    """
    rows, findings = load_rows(cells, tabel, notatie=notatie, alle=alle)
    if cells.row.len() == 0:
        empty = one_finding(cells.bestand, tabel.naam, "TABEL_LEEG", None)
        findings = join_findings([findings, empty])
    return rows.with_columns(bestand=pl.lit(cells.bestand)), findings


def _settled(rows: pl.DataFrame, tabel: Tabel) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out what contradicts another row, of all files of a table together."""
    rows, equal = one_of_equal(rows, tabel)
    if tabel.naam == "verzekeringen":
        rows, found = _settled_verzekeringen(rows)
    elif tabel.sleutel:
        rows, found = settle_overlaps(rows, tabel)
    else:
        return rows, equal
    return rows, join_findings([equal, found])


def _settled_verzekeringen(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Join what is one insurance; of who has two on one day both go on, and are told.

    A price takes neither. Whoever took both out here would find nobody insured, and
    refuse the care of a person for a fault of the insurer's own register.
    """
    bestanden = ", ".join(rows["bestand"].unique(maintain_order=True))
    rows, joined = join_periods(rows, bestanden)
    double = rows.filter(find_overlaps(rows, _VERZEKERING))
    told = findings_of(
        double, "verzekeringen", "VERZEKERING_TEGENSTRIJDIG", column="begindatum"
    )
    return rows, join_findings([joined, told])
