"""Which fields are the same in every record of a kind, so that they are kept once?

Most are: a kind has up to sixty fields, of which a delivery uses a part, and a text
takes 16 bytes a row even where it is empty. Polars keeps such a column as its value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Soortdeel:
    """Records of a kind of one message.

    Attributes:
        frame: Their columns.
        alike: Of those that have one value in all rows that value, as one of a Series.
    """

    frame: pl.DataFrame
    alike: Mapping[str, pl.Series]

    @classmethod
    def of(
        cls, keys: Mapping[str, pl.Series], fields: Mapping[str, pl.Series]
    ) -> "Soortdeel":
        """Take the columns of some records together.

        Args:
            keys: Columns with a value a record.
            fields: Columns with a value a record, or one for all of them.
        """
        frame = pl.DataFrame(dict(keys))
        alike = {
            name: column.head(1).alias(name)
            for name, column in fields.items()
            if frame.height and _is_alike(column)
        }
        return cls(
            frame.with_columns(
                _of_all(alike[name]) if name in alike else column.alias(name)
                for name, column in fields.items()
            ),
            alike,
        )


def joined(parts: Sequence[Soortdeel]) -> pl.DataFrame:
    """Records of a kind of all messages, with once what is the same in all."""
    frames = [part.frame for part in parts]
    filled = [part for part in parts if part.frame.height]
    if not filled:
        return frames[0]
    first, *others = filled
    alike = {
        name: value
        for name, value in first.alike.items()
        if all(_has(other, name, value) for other in others)
    }
    return (
        pl.concat([frame.drop(alike) for frame in frames], rechunk=True)
        .with_columns(map(_of_all, alike.values()))
        .select(frames[0].columns)
    )


def _is_alike(column: pl.Series) -> bool:
    nulls = column.null_count()
    if nulls or len(column) == 1:
        return nulls in (0, len(column))
    return bool((column == column[0]).all())


def _has(part: Soortdeel, name: str, value: pl.Series) -> bool:
    return name in part.alike and part.alike[name].equals(value)


def _of_all(value: pl.Series) -> pl.Expr:
    return pl.lit(value[0], value.dtype).alias(value.name)
