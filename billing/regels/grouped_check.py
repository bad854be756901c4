"""Are these the subtrajecten that were grouped? Else every line has another's facts.

Lines take product and code from the grouped file, and patient, hospital and dates from
the subtrajecten, by their number. Where a number stands in another row than it was
grouped in (a column shifted by one, a file of another night) all of it is billed
wrongly. What both files hold is compared: open or not, zorgtype, dates. Of a file in
another order than it was grouped in the hash has to be the one that was recorded.

Dutch terms: afsluitreden (why a subtraject was closed; 00 is open).
"""

import json
from pathlib import Path

import polars as pl

from billing.regels.gegevens import Gegevens, sleutel_kolommen, sleutel_van
from productstructure.errors import InputFileError
from tabellen.sets.setrecord import file_sha256, record_path

_OPEN = "00"
_ZONDER_BOOM = ["41", "51", "52"]
"""Zorgtypen that no tree takes (docs/decisions.md 5)."""


def check_same_batch(
    grouped: pl.DataFrame,
    ozp: pl.DataFrame | None,
    gegevens: Gegevens,
    *,
    paths: tuple[Path, Path],
) -> None:
    """Refuse subtrajecten that are not those of the grouped rows.

    Args:
        grouped: Grouped rows: ``subtraject_nummer``, ``is_trial``, ``status`` and
            ``begindatum``, the last two null where the file has them not; with
            ``zorginstelling_code`` where a number is unique within a hospital only.
        ozp: Overige zorgproducten: ``subtraject_nummer``, ``zorgtype_code``,
            ``uitvoerdatum``, ``is_uitvoerdatum_aangenomen``, and the hospital as above;
            None for none.
        gegevens: What lines take over of the subtrajecten.
        paths: The grouped file and the file of subtrajecten, for the sentence.

    Raises:
        InputFileError: They differ; says in how many and in what.
    """
    wrong = _of_grouped(grouped, gegevens)
    if ozp is not None:
        wrong |= _of_ozp(ozp, gegevens)
    told = ", ".join(f"{count:,} in {what}" for what, count in wrong.items() if count)
    if told:
        raise InputFileError(
            f"{paths[1]}: these are not the subtrajecten of {paths[0]}: rows of one "
            f"number differ, {told}. Give the batch that was grouped, or group again."
        )
    if _is_other_order(grouped, gegevens) and not _was_grouped(*paths):
        raise InputFileError(
            f"{paths[1]}: its rows stand in another order than those of {paths[0]}, "
            "and it is not the file that was grouped (sha256). Give the batch that was "
            "grouped, or group again."
        )


def _both(outcomes: pl.DataFrame, gegevens: Gegevens) -> pl.DataFrame:
    """Rows of one subtraject side by side, what the subtrajecten say as ``_sub``."""
    sleutel = sleutel_van(outcomes)
    return outcomes.with_columns(sleutel_kolommen(outcomes)).join(
        gegevens.per(sleutel), on=sleutel, how="inner", suffix="_sub"
    )


def _of_grouped(grouped: pl.DataFrame, gegevens: Gegevens) -> dict[str, int]:
    both = _both(grouped, gegevens)
    reden = pl.col("afsluitreden_code").str.zfill(2)
    redenen = gegevens.alle["afsluitreden_code"]
    has_reden = redenen.null_count() < redenen.len()
    is_open = (reden == _OPEN).fill_null(value=False)
    no_tree = pl.col("zorgtype_code").is_in(_ZONDER_BOOM)
    # A row that was rejected has no tree for another reason.
    decided = pl.col("status").is_in(["ok", "warning", "no_tree"])
    return _counted(
        both,
        {
            "afsluitreden_code": pl.lit(has_reden) & (pl.col("is_trial") != is_open),
            "zorgtype_code": decided & (no_tree != (pl.col("status") == "no_tree")),
            "begindatum": pl.col("begindatum") != pl.col("begindatum_sub"),
        },
    )


def _of_ozp(ozp: pl.DataFrame, gegevens: Gegevens) -> dict[str, int]:
    both = _both(ozp, gegevens)
    aangenomen = pl.col("is_uitvoerdatum_aangenomen").fill_null(value=False)
    return _counted(
        both,
        {
            "zorgtype_code of ozp": pl.col("zorgtype_code")
            != pl.col("zorgtype_code_sub"),
            "begindatum of ozp": aangenomen
            & (pl.col("uitvoerdatum") != pl.col("begindatum")),
        },
    )


def _counted(rows: pl.DataFrame, tests: dict[str, pl.Expr]) -> dict[str, int]:
    counts = rows.select(
        test.fill_null(value=False).sum().alias(what) for what, test in tests.items()
    )
    return counts.row(0, named=True)


def _is_other_order(grouped: pl.DataFrame, gegevens: Gegevens) -> bool:
    """Whether the same subtrajecten stand in another order."""
    sleutel = sleutel_van(grouped)
    given = grouped.select(sleutel_kolommen(grouped))
    found = gegevens.alle.select(sleutel)
    if given.height != found.height or given.equals(found):
        return False
    return given.sort(sleutel).equals(found.sort(sleutel))


def _was_grouped(grouped: Path, subtrajecten: Path) -> bool:
    """Whether the record beside the grouped file names this very file, or is absent."""
    try:
        said = json.loads(record_path(grouped).read_text("utf-8"))
        invoer = said["invoer"]
        if said.get("instellingen", {}).get("pseudoniemen"):
            # Its hashes are keyed, and the key is not at hand.
            return True
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True
    return not invoer or file_sha256(subtrajecten) in invoer.values()
