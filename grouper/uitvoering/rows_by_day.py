"""Rows of reference tables by the day on which an activity was carried out.

Dutch terms: rij (row of a table), zorgactiviteit (care activity).
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from grouper.compiled.arrays import I32, I64, U8, Bools
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.uitvoering.dated_lines import Uitvoeringen


class RijenPerDag:
    """Rows of one table whose key is the code of an activity, in all releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        table: Name of the table; rows whose code is no activity are left out.
        code: Its column with the code.
        columns: The columns that are kept.

    Attributes:
        table: The rows of all releases, one after another.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        table: str,
        code: str,
        columns: Sequence[str],
    ) -> None:
        parts = [
            release.tables[table].filter(
                pl.col(code).is_in(release.codebooks["zorgactiviteit"].codes[1:])
            )
            for release in releases
        ]
        numbers = [
            _numbers(release, part[code])
            for release, part in zip(releases, parts, strict=True)
        ]
        widths = [len(r.codebooks["zorgactiviteit"].codes) for r in releases]
        rows = [
            release.windows.row_at(part, number, width)
            for release, part, number, width in zip(
                releases, parts, numbers, widths, strict=True
            )
        ]
        first = np.cumsum([0, *(part.height for part in parts)])
        self.table = pl.concat(part.select(columns) for part in parts)
        self._first = first
        self._number = numbers
        self._widths = np.array(widths)
        self._oud = [release.arrays["zorgactiviteit_oud"] for release in releases]
        # Place 0 is for days on which no release is in force.
        self._base = np.cumsum([1, *(row.size for row in rows)])
        self._row: I32 = np.concatenate(
            [
                np.array([-1], np.int32),
                *(
                    np.where(row >= 0, row + np.int32(start), np.int32(-1)).ravel()
                    for row, start in zip(rows, first[:-1], strict=True)
                ),
            ]
        )

    def at(self, when: Uitvoeringen) -> I32:
        """Row that is valid for each activity on its day; -1 for none."""
        place: I64 = (
            self._base[when.release]
            + when.window.astype(np.int64) * self._widths[when.release]
            + when.number
        )
        return self._row[np.where(when.window >= 0, place, 0)]

    def texts_with(
        self, chosen: Bools, batch: EncodedBatch, *, translate: bool = False
    ) -> U8:
        """By text of zorgactiviteit: whether one of its rows is chosen.

        Args:
            chosen: By row of ``table``.
            batch: The batch whose texts are asked for.
            translate: Whether the rows of the code it is translated to count too.
        """
        wanted = np.zeros(len(batch.numbers[0].zorgactiviteit), np.uint8)
        for position, numbers in enumerate(batch.numbers):
            mine = chosen[self._first[position] : self._first[position + 1]]
            has = np.zeros(self._widths[position], bool)
            has[self._number[position][mine]] = True
            if translate:
                has |= has[self._oud[position]].any(axis=0)
            wanted |= has[numbers.zorgactiviteit]
        return wanted


def _numbers(compiled: CompiledStructure, codes: pl.Series) -> I64:
    index = compiled.codebooks["zorgactiviteit"].index
    return np.array([index[code] for code in codes.to_list()], np.int64)
