"""The files of a batch: refused before the work begins, or read whole.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

from pathlib import Path

import polars as pl

from billing.files import read_frame, schema_of
from grouper.registration import (
    REQUIRED_SUBTRAJECTEN,
    REQUIRED_ZORGACTIVITEITEN,
    SINGLE_SUBTRAJECTEN,
    SINGLE_ZORGACTIVITEITEN,
)
from productstructure.errors import CallError, InputFileError

NESTED = "zorgactiviteiten"
"""Column of the nested form: the activities of each subtraject as list of struct."""


def check_batch(subtrajecten: Path, zorgactiviteiten: Path | None) -> None:
    """Refuse files that cannot be a batch.

    Raises:
        InputFileError: A file cannot be read or lacks a required column.
        CallError: The activities are given twice.
    """
    schema = schema_of(
        subtrajecten, required=REQUIRED_SUBTRAJECTEN, single=SINGLE_SUBTRAJECTEN
    )
    if zorgactiviteiten is None:
        if NESTED not in schema:
            raise InputFileError(
                f"{subtrajecten}: no column {NESTED} found, and no file of activities "
                "is given. Give one, or the nested form (Parquet or Arrow IPC)."
            )
        return
    if NESTED in schema:
        raise CallError(
            f"{subtrajecten} is in the nested form and {zorgactiviteiten} is given "
            "too; give the activities once."
        )
    schema_of(
        zorgactiviteiten,
        required=REQUIRED_ZORGACTIVITEITEN,
        single=SINGLE_ZORGACTIVITEITEN,
    )


def read_batch(
    subtrajecten: Path, zorgactiviteiten: Path | None
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Read a whole batch as the frames that ``Grouper.group`` takes.

    Raises:
        InputFileError: A file cannot be read or lacks a required column.
        CallError: The activities are given twice.
    """
    check_batch(subtrajecten, zorgactiviteiten)
    lines = None if zorgactiviteiten is None else read_frame(zorgactiviteiten)
    return read_frame(subtrajecten), lines
