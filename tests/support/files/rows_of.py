"""Rows of a schema from dicts; what a dict does not say is null."""

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl


def rows_of(schema: type[dy.Schema], rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    dtypes = schema.create_empty().schema
    unknown = {key for row in rows for key in row} - set(dtypes)
    if unknown:
        raise KeyError(f"{schema.__name__} has no column {sorted(unknown)}")
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in dtypes}, schema=dtypes
    )
    return schema.validate(frame)
