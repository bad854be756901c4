"""Reads lines from files, or makes them of the files of a grouped batch.

Dutch terms: declaratieregels (lines), verzekeringen (who is insured where).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files.batch.opening import batch_columns
from billing.files.findings import conform_findings, notice_findings
from billing.regels.build import build_declaratieregels
from billing.regels.gegevens import GEGEVENS, read_gegevens, sleutel_van
from billing.regels.grouped_check import check_same_batch
from billing.regels.lost_rows import LOST
from grouper.registration.columns import INSTELLING
from productstructure.errors import InputFileError
from tabellen.forms.typed import read_typed
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.notices import Notice
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.differences import Herkomst
from tabellen.sets.readable import check_one_run, check_output
from tabellen.sets.sleutel import Sleutel
from tabellen.values.decimals import Notatie
from tariffs.sources.tables import read_regelbestand, read_verzekeringen

GROUPED = {
    "subtraject_nummer": pl.String(),
    "zorgproduct_code": pl.String(),
    "declaratiecode": pl.String(),
    "is_uitval": pl.Boolean(),
    "aanspraak_toegepast": pl.String(),
    "is_trial": pl.Boolean(),
    "status": pl.String(),
    "begindatum": pl.Date(),
    "zorginstelling_code": pl.String(),
}
"""Columns of a grouped file that lines are made of, or that say of what it is."""

_GROUPED_OPTIONAL = ("status", "begindatum", INSTELLING)

OZP = {
    "subtraject_nummer": pl.String(),
    "zorgproduct_code": pl.String(),
    "declaratiecode": pl.String(),
    "aantal": pl.Int64(),
    "uitvoerdatum": pl.Date(),
    "aanvrager_soort": pl.String(),
    "hoofdsubtraject_nummer": pl.String(),
    "is_declarabel": pl.Boolean(),
    "is_trial": pl.Boolean(),
    "zorgtype_code": pl.String(),
    "is_uitvoerdatum_aangenomen": pl.Boolean(),
    "zorginstelling_code": pl.String(),
}
"""Columns of a file of overige zorgproducten that lines are made of, or compared."""

_OZP_OPTIONAL = ("zorgtype_code", "is_uitvoerdatum_aangenomen", INSTELLING)


@dataclass(frozen=True, kw_only=True)
class GroupedBatch:
    """A grouped batch that lines are made of.

    Attributes:
        grouped: Grouped rows, as ``group`` wrote them.
        subtrajecten: The batch that was grouped.
        verzekeringen: Who is insured where.
        ozp: Overige zorgproducten, as ``group`` wrote them; None for none.
        leeswijze: How the batch is read, where it is not as ours.
    """

    grouped: Pad
    subtrajecten: Pad
    verzekeringen: Pad
    ozp: Pad | None = None
    leeswijze: Leeswijze = AS_OURS


Regelbron = Path | str | GroupedBatch
"""Where lines come from: a file of lines, or a grouped batch."""


def paths_of(sources: Sequence[Regelbron]) -> list[Path | None]:
    """The files of sources; None where an optional one is not given."""
    paths: list[Path | None] = []
    for source in sources:
        if isinstance(source, GroupedBatch):
            paths += [one_path(source.grouped), one_path(source.subtrajecten)]
            paths += [one_path(source.verzekeringen), maybe_path(source.ozp)]
        else:
            paths.append(one_path(source))
    return paths


def check_sources(
    sources: Sequence[Regelbron], sleutel: Sleutel | None = None
) -> list[Herkomst]:
    """Refuse outputs of ours that are not as written, or of two runs.

    Grouped rows and overige zorgproducten have to be of one run: the one bills what the
    other was derived from. With a key each has to be sealed with it, but for lines
    that have no record: somebody else may have made them.

    Raises:
        InputFileError: They are not as their record says.
    """
    found = []
    for source in sources:
        if isinstance(source, GroupedBatch):
            paths = [source.grouped, source.ozp]
            batch = [check_output(path, sleutel) for path in paths if path is not None]
            check_one_run(batch, "group")
            found += batch
        else:
            found.append(check_output(source, sleutel, of_ours=False))
    return found


@dataclass(frozen=True)
class Regelinvoer:
    """The lines of all sources.

    Attributes:
        regels: Schema ``Declaratieregels``, those that could be read.
        plaats: Place of each among all lines that were given, from 0.
        onleesbaar: The other lines: ``plaats``, ``row`` and what could be read of them.
        faults: What was wrong with those (schema TariefFindings), with the ``plaats``
            of their line for ``row``.
        findings: Columns ``FINDINGS``.
        lost: Columns ``LOST``, of the verzekeringen.
    """

    regels: pl.DataFrame
    plaats: pl.Series
    onleesbaar: pl.DataFrame
    faults: pl.DataFrame
    findings: pl.DataFrame
    lost: pl.DataFrame

    @property
    def height(self) -> int:
        """All lines that were given."""
        return self.regels.height + self.onleesbaar.height

    @property
    def leeg(self) -> tuple[str, ...]:
        """Columns that no line has a value in: absent, or empty."""
        if self.regels.is_empty():
            return ()
        height = self.regels.height
        return tuple(c.name for c in self.regels if c.null_count() == height)


def read_sources(
    sources: Sequence[Regelbron],
    tarief: pl.DataFrame,
    notatie: Notatie | None,
    *,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> Regelinvoer:
    """Read or make the lines of all sources.

    Args:
        sources: Where the lines come from.
        tarief: Table ``Tarief``, of which components up to 2014 are taken.
        notatie: Decimal sign of amounts in text, where known.
        negeer: Columns of the files that are not read, on purpose.
        leeswijze: How they are read, where they are not as ours.

    Raises:
        InputFileError: A file cannot be read, or grouped rows and subtrajecten are not
            of one batch.
    """
    parts: list[Regelinvoer] = []
    before = 0
    for source in sources:
        part = (
            make_lines(source, tarief, negeer=negeer, leeswijze=leeswijze)
            if isinstance(source, GroupedBatch)
            else read_lines(source, notatie, negeer=negeer, leeswijze=leeswijze)
        )
        parts.append(_after(part, before))
        before += part.height
    return Regelinvoer(
        regels=pl.concat(part.regels for part in parts),
        plaats=pl.concat(part.plaats for part in parts),
        onleesbaar=pl.concat((part.onleesbaar for part in parts), how="diagonal"),
        faults=pl.concat(part.faults for part in parts),
        findings=pl.concat(part.findings for part in parts),
        lost=pl.concat(part.lost for part in parts),
    )


def _after(part: Regelinvoer, before: int) -> Regelinvoer:
    """The lines of a source behind those of the sources before it."""
    return Regelinvoer(
        regels=part.regels,
        plaats=part.plaats + before,
        onleesbaar=part.onleesbaar.with_columns(pl.col("plaats") + before),
        faults=part.faults.with_columns(pl.col("row") + before),
        findings=part.findings,
        lost=part.lost,
    )


def read_lines(
    path: Pad,
    notatie: Notatie | None,
    *,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> Regelinvoer:
    """Read lines from a file.

    Raises:
        InputFileError: The file is not a table of lines.
    """
    bestand = read_regelbestand(
        path, notatie=notatie, negeer=negeer, leeswijze=leeswijze
    )
    # Blank rows count among the rows of a file, and are no lines.
    rows = pl.concat([bestand.row, bestand.onleesbaar["row"]]).sort()
    place = rows.to_frame("row").with_row_index("plaats")
    unread = bestand.onleesbaar.join(
        place.with_columns(pl.col("plaats").cast(pl.Int64)), on="row", how="left"
    )
    faults = bestand.findings.filter(pl.col("severity") == "reject").join(
        unread.select("row", "plaats"), on="row", how="inner", maintain_order="left"
    )
    return Regelinvoer(
        regels=bestand.regels,
        plaats=rows.search_sorted(bestand.row).cast(pl.Int64),
        onleesbaar=unread,
        faults=faults.with_columns(row=pl.col("plaats")).drop("plaats"),
        findings=conform_findings(bestand.findings),
        lost=pl.DataFrame(schema=LOST),
    )


def make_lines(
    source: GroupedBatch,
    tarief: pl.DataFrame,
    *,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> Regelinvoer:
    """Make lines of a grouped batch; none of them is left out.

    Args:
        source: Where the batch stands.
        tarief: Table ``Tarief``, of which components up to 2014 are taken.
        negeer: Columns of the verzekeringen that are not read, on purpose.
        leeswijze: How they are read, where they are not as ours.

    Raises:
        InputFileError: A file cannot be read, or the subtrajecten are not those that
            were grouped.
    """
    verzekeringen, of_insurance = read_verzekeringen(
        source.verzekeringen, negeer=negeer, leeswijze=leeswijze
    )
    told: list[Notice] = []
    subtrajecten_file = one_path(source.subtrajecten)
    grouped, ozp = _outcomes(source, told)
    subtrajecten = batch_columns(
        subtrajecten_file,
        "subtrajecten",
        GEGEVENS,
        required=sleutel_van(grouped),
        leeswijze=source.leeswijze,
    )
    check_same_batch(
        grouped,
        ozp,
        read_gegevens(subtrajecten),
        paths=(one_path(source.grouped), subtrajecten_file),
    )
    result = build_declaratieregels(grouped, ozp, subtrajecten, verzekeringen, tarief)
    parts = [
        conform_findings(of_insurance),
        conform_findings(result.findings.with_columns(source=pl.lit("regels"))),
        notice_findings([*told, *result.notices], subtrajecten_file.name),
    ]
    regels = result.regels
    return Regelinvoer(
        regels=regels,
        plaats=pl.int_range(regels.height, eager=True),
        onleesbaar=pl.DataFrame(schema={"plaats": pl.Int64, "row": pl.Int64}),
        faults=of_insurance.clear(),
        findings=pl.concat(parts),
        lost=_lost(verzekeringen, of_insurance, one_path(source.verzekeringen)),
    )


def _outcomes(
    source: GroupedBatch, told: list[Notice]
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Grouped rows and overige zorgproducten; with their hospital where both have it.

    Raises:
        InputFileError: A file cannot be read, or one of two names the hospital and the
            other does not: they are not of one batch.
    """
    grouped = read_typed(source.grouped, GROUPED, optional=_GROUPED_OPTIONAL, told=told)
    ozp = (
        None
        if source.ozp is None
        else read_typed(source.ozp, OZP, optional=_OZP_OPTIONAL, told=told)
    )
    has_hospital = _names_hospital(grouped)
    if ozp is not None and ozp.height and _names_hospital(ozp) != has_hospital:
        has, has_not = (source.grouped, source.ozp)[:: 1 if has_hospital else -1]
        raise InputFileError(
            f"{has} has the column {INSTELLING} and {has_not} has it not; they are not "
            "of one batch. Give both as one run of group wrote them."
        )
    if not has_hospital:
        grouped = grouped.drop(INSTELLING)
        ozp = None if ozp is None else ozp.drop(INSTELLING)
    return grouped, ozp


def _names_hospital(outcomes: pl.DataFrame) -> bool:
    return outcomes[INSTELLING].null_count() < outcomes.height


def _lost(
    verzekeringen: pl.DataFrame, findings: pl.DataFrame, path: Path
) -> pl.DataFrame:
    lost = findings.filter(pl.col("severity") == "reject")["row"].n_unique()
    # Rows that are one insurance together are one by now.
    joined = findings.filter(pl.col("code") == "VERZEKERING_SAMENGEVOEGD")["value"]
    height = verzekeringen.height + lost + int(joined.cast(pl.Int64).sum())
    return pl.DataFrame(
        [("verzekeringen", path.name, height, lost)], schema=LOST, orient="row"
    )
