"""Reads lines from a file, or makes them of the files of a grouped batch.

Dutch terms: declaratieregels (lines), verzekeringen (who is insured where).
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files import read_frame
from billing.findingfiles import conform_findings
from billing.regels import build_declaratieregels
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

    @property
    def paths(self) -> list[Path]:
        """Its files."""
        paths = (self.grouped, self.subtrajecten, self.verzekeringen, self.ozp)
        return [path for path in paths if path is not None]


def read_lines(
    path: Path, notatie: Notatie | None
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Read lines; gives them, the findings and how many lines could not be read.

    Raises:
        InputFileError: The file is not a table of lines.
    """
    regels, findings = read_regels(path, notatie=notatie)
    unread = findings.filter(pl.col("severity") == "reject")["row"].n_unique()
    return regels, conform_findings(findings), unread


def make_lines(
    source: GroupedBatch, tarief: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make lines of a grouped batch; gives them and the findings.

    Args:
        source: Where the batch stands.
        tarief: Table ``Tarief``, of which components up to 2014 are taken.

    Raises:
        InputFileError: A file cannot be read.
    """
    verzekeringen, of_insurance = read_verzekeringen(source.verzekeringen)
    result = build_declaratieregels(
        read_typed(source.grouped, GROUPED),
        None if source.ozp is None else read_typed(source.ozp, OZP),
        read_frame(source.subtrajecten, required=["subtraject_nummer"]),
        verzekeringen,
        tarief,
    )
    of_lines = result.findings.with_columns(source=pl.lit("declaratieregels"))
    return result.regels, pl.concat(
        [conform_findings(of_insurance), conform_findings(of_lines)]
    )
