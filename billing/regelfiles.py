"""Reads lines from a file, or makes them of the files of a grouped batch.

Dutch terms: declaratieregels (lines), verzekeringen (who is insured where).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files import read_frame
from billing.findingfiles import conform_findings
from billing.regels import build_declaratieregels
from billing.subtrajectgegevens import GEGEVENS
from billing.typedfiles import read_typed
from tariffs.amounts import Notatie
from tariffs.sources import read_regels, read_verzekeringen

GROUPED = {
    "subtraject_nummer": pl.String(),
    "zorgproduct_code": pl.String(),
    "declaratiecode": pl.String(),
    "is_uitval": pl.Boolean(),
    "aanspraak_toegepast": pl.String(),
    "is_trial": pl.Boolean(),
}
"""Columns of a grouped file that lines are made of."""

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
}
"""Columns of a file of overige zorgproducten that lines are made of."""


@dataclass(frozen=True, kw_only=True)
class GroupedBatch:
    """A grouped batch that lines are made of.

    Attributes:
        grouped: Grouped rows, as ``group`` wrote them.
        subtrajecten: The batch that was grouped.
        verzekeringen: Who is insured where.
        ozp: Overige zorgproducten, as ``group`` wrote them; None for none.
    """

    grouped: Path
    subtrajecten: Path
    verzekeringen: Path
    ozp: Path | None = None


Regelbron = Path | str | GroupedBatch
"""Where lines come from: a file of lines, or a grouped batch."""


def paths_of(sources: Sequence[Regelbron]) -> list[Path | None]:
    """The files of sources; None where an optional one is not given."""
    paths: list[Path | None] = []
    for source in sources:
        if isinstance(source, GroupedBatch):
            paths += [source.grouped, source.subtrajecten]
            paths += [source.verzekeringen, source.ozp]
        else:
            paths.append(Path(source))
    return paths


def read_sources(
    sources: Sequence[Regelbron],
    tarief: pl.DataFrame,
    notatie: Notatie | None,
    *,
    negeer: Collection[str] = (),
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Read or make the lines of all sources.

    Args:
        sources: Where the lines come from.
        tarief: Table ``Tarief``, of which components up to 2014 are taken.
        notatie: Decimal sign of amounts in text, where known.
        negeer: Columns of the files that are not read, on purpose.

    Returns:
        The lines, the findings, and how many lines could not be read.

    Raises:
        InputFileError: A file cannot be read.
    """
    parts = [
        make_lines(source, tarief, negeer=negeer)
        if isinstance(source, GroupedBatch)
        else read_lines(Path(source), notatie, negeer=negeer)
        for source in sources
    ]
    regels, findings, unread = zip(*parts, strict=True)
    return pl.concat(regels), pl.concat(findings), sum(unread)


def read_lines(
    path: Path, notatie: Notatie | None, *, negeer: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Read lines; gives them, the findings and how many lines could not be read.

    Raises:
        InputFileError: The file is not a table of lines.
    """
    regels, findings = read_regels(path, notatie=notatie, negeer=negeer)
    unread = findings.filter(pl.col("severity") == "reject")["row"].n_unique()
    return regels, conform_findings(findings), unread


def make_lines(
    source: GroupedBatch, tarief: pl.DataFrame, *, negeer: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Make lines of a grouped batch; gives them and the findings, and leaves none out.

    Args:
        source: Where the batch stands.
        tarief: Table ``Tarief``, of which components up to 2014 are taken.
        negeer: Columns of the verzekeringen that are not read, on purpose.

    Raises:
        InputFileError: A file cannot be read.
    """
    verzekeringen, of_insurance = read_verzekeringen(
        source.verzekeringen, negeer=negeer
    )
    result = build_declaratieregels(
        read_typed(source.grouped, GROUPED),
        None if source.ozp is None else read_typed(source.ozp, OZP),
        read_frame(source.subtrajecten, required=GEGEVENS[:1], columns=GEGEVENS),
        verzekeringen,
        tarief,
    )
    parts = [of_insurance, result.findings.with_columns(source=pl.lit("regels"))]
    findings = pl.concat(conform_findings(part) for part in parts)
    return result.regels, findings, 0
