"""Read all tables of the tariff layer from files and folders, and judge them together.

It chooses readers and puts their rows together; what a row may say stands in
``schema``, ``overlap`` and ``integrity``.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from tabellen.calltypes import checks_types
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import only_table
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, one_path
from tabellen.values.decimals import Notatie
from tabellen.values.texts import present
from tariffs.files.counting import count_rows
from tariffs.files.equal_rows import one_of_equal
from tariffs.files.findings import join_findings, make_findings, one_finding
from tariffs.files.rows import load_rows
from tariffs.files.tablefiles import Paths, find_tables
from tariffs.files.tablenames import TARIEVENTABEL
from tariffs.lookup.labels import check_labels, settle_labels
from tariffs.lookup.verzekeringen import join_periods
from tariffs.schema import (
    TABEL_VAN,
    TABELLEN,
    Declaratieregels,
    Tabel,
    Tarieventabellen,
    Verzekeringen,
)
from tariffs.sources.derived_prestaties import (
    add_derived,
    derive_from_addons,
    derive_from_registers,
    derive_from_tarieven,
)
from tariffs.sources.gstandaard import load_addons
from tariffs.sources.integrity import (
    check_missing_rules,
    settle_experiments,
    settle_references,
)
from tariffs.sources.lines import KOPPELT
from tariffs.sources.official import Officieel, eigenschappen_of, read_official
from tariffs.sources.outliers import is_all_nines, is_far_from_median, is_no_factor
from tariffs.sources.overlap import settle_overlaps
from tariffs.sources.prijslijsten import load_prijzen
from tariffs.sources.ties import refuse_ties
from tariffs.sources.unknown_codes import check_codes
from tariffs.sources.zorgproductentabel import Zorgproductentabel

_REGELS = Tabel("declaratieregels", Declaratieregels, ("regel_id",))
_VRIJWILLIG = ("vrijwillig_cent", "vrijwillig")
"""Voluntary deductible of a policy, which no price depends on."""

_VERZEKERINGEN = Tabel("verzekeringen", Verzekeringen, ("verzekerde_id",))


@dataclass(frozen=True)
class Gelezen:
    """The tables, and what became of every file and row.

    Attributes:
        tabellen: The tables.
        findings: What is wrong with them (schema TariefFindings).
        telling: Columns ``TELLING``: rows of each file, and how many of them are not
            in the tables.
        overgeslagen: Names of files in the folders that are known to be no table here.
    """

    tabellen: Tarieventabellen
    findings: pl.DataFrame
    telling: pl.DataFrame
    overgeslagen: tuple[str, ...]


@checks_types
def read_tabellen(
    *,
    tarieven: Paths = (),
    contracten: Paths = (),
    passanten: Paths = (),
    registers: Paths = (),
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> tuple[Tarieventabellen, pl.DataFrame]:
    """Read every table from files and folders; arguments as of ``read_and_count``.

    Returns:
        The tables, of any number of releases (see ``known_on``), and the findings
        (schema TariefFindings). Rows with a finding of severity reject are not in the
        tables; all others are.

    Raises:
        InputFileError: A file cannot be read as the table it says it is, or is no
            table, or rows of one rang contradict each other.
    """
    gelezen = read_and_count(
        tarieven=tarieven,
        contracten=contracten,
        passanten=passanten,
        registers=registers,
        notatie=notatie,
        negeer=negeer,
        leeswijze=leeswijze,
    )
    return gelezen.tabellen, gelezen.findings


def read_and_count(
    *,
    tarieven: Paths = (),
    contracten: Paths = (),
    passanten: Paths = (),
    registers: Paths = (),
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
    producten: Zorgproductentabel | None = None,
) -> Gelezen:
    """Read every table from files and folders, and count the rows of each.

    Each argument takes files and folders of csv, xlsx, Parquet, Arrow or TOML. A table
    is known by the name of its file, sheet or TOML list: ``contract_prijs.csv``,
    ``contract_prijs_2025.xlsx``, ``[[fp_register]]``; several files of one table add
    up, and one file found twice is read once. A file of another name that is given
    itself is a Tarieven Tabel, a contract price list or a passanten list, by its
    argument. What lies beside the tables is told, or refused where it is a table that
    is not read (see ``tablefiles``).

    An official Tarieven Tabel or Zorgproducten Tabel needs a row of ``tarief_release``
    whose ``bronbestand`` is its name; see ``official``. Prestaties that no row
    describes are derived; see ``derived_prestaties``.

    Args:
        tarieven: National tables.
        contracten: Parties, contracts, prices and agreements.
        passanten: Standaardprijslijsten.
        registers: Conditional prestaties, experiments, rules between lines.
        notatie: Decimal sign of amounts in text, where known.
        negeer: Columns of any table that are not read, on purpose.
        leeswijze: How they are read, where they are not as ours.
        producten: Declaratiecodes of products (``products_of_release``), for when no
            file has them.

    Raises:
        InputFileError: A file cannot be read as the table it says it is, or is no
            table, or rows of one rang contradict each other.
    """
    gevonden = find_tables(
        (tarieven, TARIEVENTABEL),
        (contracten, "contract_prijs"),
        (passanten, "standaardprijslijst"),
        (registers, None),
        leeswijze=leeswijze,
    )
    rows: dict[str, list[pl.DataFrame]] = {table.naam: [] for table in TABELLEN}
    findings: list[pl.DataFrame] = [gevonden.findings]
    counts: list[tuple[str, str, int]] = []
    officieel = [each for each in gevonden.tabellen if each.cells is None]
    while gevonden.tabellen:
        # Taken out one by one: the cells of a long list are as large as its rows.
        bestand = gevonden.tabellen.pop(0)
        if bestand.cells is not None:
            loaded, found = _load(bestand.cells, bestand.naam, notatie, negeer)
            rows[bestand.naam].append(loaded)
            findings.append(found)
            counts.append((bestand.cells.bestand, bestand.naam, bestand.cells.rijen))
        del bestand
    official = read_official(
        officieel,
        _concat("tarief_release", rows["tarief_release"]),
        werkelijke_kosten=_concat("werkelijke_kosten", rows["werkelijke_kosten"])[
            "prestatiecode"
        ].to_list(),
        notatie=notatie,
        negeer=negeer,
    )
    for naam, parts in official.rows.items():
        rows[naam].extend(parts)
    relatie = rows["zorgproduct_declaratiecode"]
    if producten is not None and not any(part.height for part in relatie):
        relatie.append(producten.declaratiecodes)
        findings.append(producten.findings)
        counts.append(
            (producten.bestand, "zorgproduct_declaratiecode", producten.rijen)
        )
    frames, judged = _judge({naam: _concat(naam, rows[naam]) for naam in rows})
    tables = {
        naam: frame.select(TABEL_VAN[naam].schema.column_names())
        for naam, frame in frames.items()
    }
    tables["prestatie"], derived = _with_derived(tables, official)
    all_findings = join_findings(
        [
            *findings,
            official.findings,
            judged,
            derived,
            check_codes(frames, tables["prestatie"]),
            _unlikely(frames),
        ]
    )
    return Gelezen(
        Tarieventabellen(**tables),
        all_findings,
        count_rows([*counts, *official.rijen], all_findings),
        gevonden.overgeslagen,
    )


_PRIJZEN = ("contract_prijs", "standaardprijslijst")


def _unlikely(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Prices and factors that are likely a mistake; they count as they stand."""
    prijzen = pl.concat(
        frames[naam].select(
            "bestand",
            "row",
            "prestatiecode",
            pl.col("component").cast(pl.String),
            "prijs_e6",
            pl.col("per_verpakking").fill_null(value=False)
            if "per_verpakking" in frames[naam].columns
            else pl.lit(value=False).alias("per_verpakking"),
            source=pl.lit(naam),
        )
        for naam in _PRIJZEN
    )
    far = is_far_from_median(prijzen, ["prestatiecode", "component", "per_verpakking"])
    regels = frames["prijsregel"]
    parts = [
        (prijzen.filter(far), "PRIJS_UITSCHIETER", "prijs_e6", "prestatiecode"),
        (
            prijzen.filter(is_all_nines()),
            "PRIJS_ONWAARSCHIJNLIJK",
            "prijs_e6",
            "prestatiecode",
        ),
        (
            regels.filter(is_no_factor()).with_columns(source=pl.lit("prijsregel")),
            "FACTOR_ONWAARSCHIJNLIJK",
            "factor_bp",
            "factor_bp",
        ),
    ]
    return join_findings(
        [
            make_findings(
                rows.select(
                    "bestand",
                    "source",
                    "row",
                    column=pl.lit(column),
                    code=pl.lit(code),
                    value=pl.col(value).cast(pl.String),
                )
            )
            for rows, code, column, value in parts
        ]
    )


@dataclass(frozen=True)
class Regelbestand:
    """The lines of a file, those that could not be read among them.

    Attributes:
        regels: Schema Declaratieregels.
        row: Number of each of them in the file.
        onleesbaar: ``row`` of each other line and, as far as they could be read, the
            columns of Declaratieregels.
        findings: Schema TariefFindings.
    """

    regels: pl.DataFrame
    row: pl.Series
    onleesbaar: pl.DataFrame
    findings: pl.DataFrame


@checks_types
def read_regels(
    path: Pad, *, notatie: Notatie | None = None, negeer: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read declaratieregels; whether a line is right is for ``price_lines`` to say.

    Returns:
        Rows of schema Declaratieregels and the findings: cells that cannot be read, and
        every bearer of a double regel_id.

    Raises:
        InputFileError: The file is not a table of lines.
    """
    bestand = read_regelbestand(path, notatie=notatie, negeer=negeer)
    return bestand.regels, bestand.findings


def read_regelbestand(
    path: Pad,
    *,
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> Regelbestand:
    """Read declaratieregels as ``read_regels``, and keep those that are unreadable.

    Raises:
        InputFileError: The file is not a table of lines.
    """
    cells = only_table(path, leeswijze.bladen).read_as(_REGELS.naam, leeswijze)
    every: list[pl.DataFrame] = []
    rows, findings = load_rows(
        cells, _REGELS, notatie=notatie, negeer=negeer, alle=every
    )
    geweigerd = findings.filter(pl.col("severity") == "reject").select("row").unique()
    onleesbaar = geweigerd.sort("row").join(
        every[0], on="row", how="left", maintain_order="left"
    )
    rows, nameless = _without_words_for_nothing(rows, cells.bestand)
    return Regelbestand(
        regels=rows.select(Declaratieregels.column_names()),
        row=rows["row"],
        onleesbaar=onleesbaar,
        findings=join_findings([findings, nameless]),
    )


def _without_words_for_nothing(
    rows: pl.DataFrame, bestand: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take a key that is a word for nothing for absent, and count them per column."""
    told: list[pl.DataFrame] = []
    for kolom in KOPPELT:
        before = rows[kolom].null_count()
        rows = rows.with_columns(present(pl.col(kolom)))
        otherwise = rows[kolom].null_count() - before
        if otherwise:
            code = f"{kolom.upper()}_ZONDER_WAARDE"
            told.append(
                one_finding(bestand, _REGELS.naam, code, str(otherwise), column=kolom)
            )
    return rows, join_findings(told)


@checks_types
def read_verzekeringen(
    path: Pad,
    *,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read who is insured where.

    Returns:
        Rows of schema Verzekeringen, in which no verzekerde has two on one day, and the
        findings.

    Raises:
        InputFileError: The file is not a table of verzekeringen.
    """
    path = one_path(path)
    rows, findings = load_rows(
        only_table(path, leeswijze.bladen).read_as(_VERZEKERINGEN.naam, leeswijze),
        _VERZEKERINGEN,
        negeer=(*negeer, *_VRIJWILLIG),
    )
    rows, joined = join_periods(rows, path.name)
    rows, overlaps = settle_overlaps(
        rows.with_columns(bestand=pl.lit(path.name)), _VERZEKERINGEN
    )
    return (
        rows.select(Verzekeringen.column_names()),
        join_findings([findings, joined, overlaps]),
    )


def _load(
    cells: Cells, naam: str, notatie: Notatie | None, negeer: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Load one table with the reader that knows its headers."""
    if naam == "addon_tarief":
        rows, findings = load_addons(cells, notatie, negeer)
    elif naam in _PRIJZEN:
        rows, findings = load_prijzen(cells, naam, {}, notatie, negeer)
    else:
        rows, findings = load_rows(
            cells, TABEL_VAN[naam], notatie=notatie, negeer=negeer
        )
        rows = rows.with_columns(bestand=pl.lit(cells.bestand))
    if cells.row.len() == 0:
        empty = one_finding(cells.bestand, naam, "TABEL_LEEG", None)
        findings = join_findings([findings, empty])
    return rows, findings


def _concat(naam: str, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Put the rows of a table together, with where each stands."""
    placed = pl.Schema(TABEL_VAN[naam].schema)
    placed.update(row=pl.Int64(), bestand=pl.String())
    empty = pl.DataFrame(schema=placed)
    return pl.concat([empty, *(part.select(empty.columns) for part in parts)])


def _judge(
    frames: dict[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Take out the rows that contradict another row or refer to nothing.

    Raises:
        InputFileError: Two rows of one rang contradict each other (ties.py).
    """
    frames, of_labels = settle_labels(frames)
    findings: list[pl.DataFrame] = [of_labels]
    for table in TABELLEN:
        # Files that add up may repeat a row of each other.
        frames[table.naam], equal = one_of_equal(frames[table.naam], table)
        findings.append(equal)
    refuse_ties(frames)
    for table in TABELLEN:
        frames[table.naam], found = settle_overlaps(frames[table.naam], table)
        findings.append(found)
    for settle in (settle_references, settle_experiments):
        frames, found = settle(frames)
        findings.append(found)
    return frames, join_findings(
        [*findings, check_missing_rules(frames), check_labels(frames)]
    )


def _with_derived(
    tables: dict[str, pl.DataFrame], official: Officieel
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add the prestaties that no row describes; say how many came from tariffs."""
    code = ["prestatiecode", "prestatiecodelijst"]
    other = eigenschappen_of(tables["tarief"]).join(
        official.eigenschappen, on=code, how="anti", maintain_order="left"
    )
    described = add_derived(
        tables["prestatie"],
        derive_from_registers(tables["fp_register"], tables["experiment"]),
    )
    with_tarieven = add_derived(
        described,
        derive_from_tarieven(pl.concat([official.eigenschappen, other]), official.wbmv),
    )
    derived = with_tarieven.height - described.height
    findings = one_finding("tarief", "prestatie", "PRESTATIE_AFGELEID", str(derived))
    return (
        add_derived(with_tarieven, derive_from_addons(tables["addon_tarief"])),
        findings.filter(derived > 0),
    )
