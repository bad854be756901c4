"""Which releases bear one name in two outcomes, and hold something else?

Dutch terms: gelijknamig (of the same name).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from tabellen.sets.setrecord import damaged, read_set, record_path

_FILES: Final = ("boombestanden", "referenties")
_LETTERS: Final = 8
"""Of each hash that are shown."""


def contents(outcome: Path) -> dict[str, tuple[str, ...]]:
    """Hashes of the files of each release by its name, as the record of a file says.

    Returns:
        Nothing where there is no record.

    Raises:
        RecordError: The record is damaged.
    """
    record = record_path(outcome)
    found = read_set(record)
    if found is None:
        return {}
    try:
        return {
            str(release["name"]): tuple(str(release[file]["sha256"]) for file in _FILES)
            for release in found[1].get("releases", ())
        }
    except (TypeError, KeyError):
        raise damaged(record) from None


def gelijknamig_apart(
    rows: pl.DataFrame,
    own: Mapping[str, tuple[str, ...]],
    other: Mapping[str, tuple[str, ...]],
) -> pl.DataFrame:
    """Rows whose ``release`` says by its hashes that another bears its name.

    Args:
        rows: Of an outcome, with a column ``release``.
        own: ``contents`` of that outcome.
        other: Those of the outcome that it is compared with.
    """
    apart = {
        name: f"{name} [{' '.join(each[:_LETTERS] for each in hashes)}]"
        for name, hashes in own.items()
        if other.get(name, hashes) != hashes
    }
    return rows.with_columns(pl.col("release").replace(apart)) if apart else rows
