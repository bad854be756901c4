"""Prove that the tables of a release agree with themselves and with each other.

The composition of the ``check_`` modules. A stage relies on the earlier ones, so faults
of a later stage come to light when the earlier are mended.
"""

from collections.abc import Mapping

import polars as pl

from productstructure.checks.boomparameters import check_boomparameters
from productstructure.checks.filters import check_filters
from productstructure.checks.keys import check_keys
from productstructure.checks.references import check_references
from productstructure.checks.rows import check_rows, check_tables
from productstructure.checks.trees import check_trees
from productstructure.checks.values import check_values
from tabellen.calltypes import checks_types

_STAGES = (
    (check_tables,),
    (check_rows, check_keys),
    (check_references,),
    (check_boomparameters, check_values),
    (check_trees,),
    (check_filters,),
)


@checks_types
def check_structure(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Check the tables of a release (productstructure/FORMAT.md).

    Args:
        tables: A frame per table of ``productstructure.schema.TABLES``, rows in the
            order of the file.

    Returns:
        One text per fault of the first stage that finds any: table, row (from 1), key,
        field, value found and what to do. Empty when the release is sound.
    """
    for stage in _STAGES:
        faults = [fault for check in stage for fault in check(tables)]
        if faults:
            return faults
    return []
