"""What a release says of boomparameters that no tree tests is told, and no more."""

import polars as pl
import pytest

from productstructure import ProductStructure
from productstructure.checks.boomparameters import tell_boomparameters


def told(tiny: ProductStructure, *changes: pl.Expr) -> list[str]:
    """What is told when the release has a row more, like its first but for these."""
    rows = tiny.tables["boomparameters"]
    more = rows.head(len(changes[:1])).with_columns(changes)
    return list(tell_boomparameters({"boomparameters": pl.concat([rows, more])}))


def test_nothing_is_told_of_what_is_known(tiny: ProductStructure) -> None:
    assert told(tiny) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"boomparameter": 9999}, "9999 unknown"),
        ({"veldnaam": "Anders"}, "{} defined otherwise"),
    ],
)
def test_what_no_tree_tests_is_told(
    tiny: ProductStructure, changes: dict[str, object], what: str
) -> None:
    rows = tiny.tables["boomparameters"]
    own = [
        pl.lit(value, rows.schema[name]).alias(name) for name, value in changes.items()
    ]
    number = rows["boomparameter"][0]
    assert told(tiny, *own) == [
        f"boomparameters: {what.format(number)} in this software; no tree tests it."
    ]
