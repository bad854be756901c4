"""What a check that asks the history says of its lines.

What is found fails, whatever is not known. Of a line of which nothing is found the
history must cover the day: an earlier declaration may stand outside it.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import take, with_names
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR, Oordeel, fails

GEEN_DEKKING = "de tabel dekking zegt niet welke dagen de historie dekt"
BUITEN_DEKKING = "de historie dekt deze dag niet (tabel dekking)"
GEEN_PROFIEL = "het complete zorgprofiel van dit traject (--zorgprofiel)"
GEEN_TRAJECT = "het zorgtrajectnummer (0415) van beide"


def by_profile(volledig: pl.Expr) -> pl.Expr:
    """A signal where only the nota shows what lacks; else as the catalogue has it.

    What hangs on an incomplete profile is for a person to judge (see
    docs/decisions.md 47).
    """
    return pl.when(~volledig).then(pl.lit("SIG"))


def judge_lines(
    levering: Levering,
    lines: pl.DataFrame,
    found: pl.DataFrame,
    lacking: pl.DataFrame | None = None,
) -> Oordeel:
    """The Oordeel of a check over lines of this delivery and the history.

    Args:
        levering: The delivery.
        lines: What is judged: rows of ``eigen_lijnen``.
        found: ``eigen``, the number of a line that fails, ``ander``, that of the line
            that it fails by (null for none), and any columns of ``BEVINDING``. Of
            several rows of a line the first by ``ander`` is told.
        lacking: ``eigen`` of lines that could not be judged, with ``verwacht``, what
            lacks, and perhaps ``ander``.
    """
    bevindingen = [_placed(levering, found, FAALT)]
    if lacking is not None:
        rest = lacking.join(found, on="eigen", how="anti", maintain_order="left")
        bevindingen.append(_placed(levering, rest, NIET_BEOORDEELBAAR))
    reden = history_gap(levering)
    if not reden:
        open_lines = lines.filter(~levering.history_covers("begin"))
        judged = pl.concat([part.select("eigen") for part in bevindingen])
        rest = open_lines.select(
            "bestand_nr",
            "record",
            eigen="lijn",
            uitkomst=pl.lit(NIET_BEOORDEELBAAR),
            verwacht=pl.lit(BUITEN_DEKKING),
        ).join(judged, on="eigen", how="anti", maintain_order="left")
        bevindingen.append(rest)
    rows = pl.concat(bevindingen, how="diagonal_relaxed")
    return Oordeel(lines.height, fails(rows, lines.height).bevindingen, reden)


def history_gap(levering: Levering) -> str:
    """Why no line can be held against the history; empty where it can."""
    if levering.historie is None:
        return HISTORIE
    dekking = levering.registers.get("dekking")
    if dekking is None or dekking.filter(pl.col("tabel") == HISTORIE).is_empty():
        return GEEN_DEKKING
    return ""


def _placed(levering: Levering, found: pl.DataFrame, uitkomst: str) -> pl.DataFrame:
    """Findings at the place of their line, one a line, with the name of the other."""
    if "ander" not in found.columns:
        found = found.with_columns(ander=pl.lit(None, pl.UInt32))
    one = found.sort("eigen", "ander", nulls_last=True, maintain_order=True).unique(
        "eigen", keep="first", maintain_order=True
    )
    places = take(levering, one["eigen"], "bestand_nr", "record")
    return with_names(levering, one, "ander").with_columns(
        *places, uitkomst=pl.lit(uitkomst)
    )
