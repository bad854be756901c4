"""The limitatieve lijst: for which activities a machtiging is needed, and when.

Dutch terms: machtiging (prior authorisation), limitatieve lijst (the list of
activities that need one for a specialisme and diagnose).

Source: table LimitatieMachtigingen; Regeling msz art. 35p.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.compiled.arrays import I16, I64, U8, U16, Bools
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.uitvoering.dated_lines import Lines, Uitvoeringen

MET_MACHTIGING = "27"
"""First two digits of the aanspraak_code of care that may need one."""


class LimitatieveLijst:
    """The lists of one or more releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
    """

    def __init__(self, releases: Sequence[CompiledStructure]) -> None:
        self._lists = [_OneList(release) for release in releases]

    def may_have(self, text: str) -> bool:
        """Whether an activity of this text may stand on a list."""
        return any(own.may_have(text) for own in self._lists)

    def wanted(self, batch: EncodedBatch) -> U8:
        """By text of zorgactiviteit: whether it may stand on a list."""
        wanted = np.zeros(len(batch.numbers[0].zorgactiviteit), np.uint8)
        for own, numbers in zip(self._lists, batch.numbers, strict=True):
            wanted |= own.is_listed[numbers.zorgactiviteit]
        return wanted

    def may_apply(self, batch: EncodedBatch, rows: I64) -> Bools:
        """Whether a list has anything for the specialisme and diagnose of some rows."""
        found = np.zeros(len(rows), bool)
        for own, numbers in zip(self._lists, batch.numbers, strict=True):
            found |= own.has_pair[
                numbers.specialisme[batch.texts.specialisme[rows]],
                numbers.diagnose[batch.texts.diagnose[rows]],
            ]
        return found

    def has(self, batch: EncodedBatch, lines: Lines, when: Uitvoeringen) -> Bools:
        """Whether each line stands on the list of its day.

        Args:
            batch: The batch the lines are of.
            lines: Some of its lines.
            when: Their days, with the code that is valid on the day that is read.
        """
        found = np.zeros(len(lines), bool)
        for position, own in enumerate(self._lists):
            mine = np.flatnonzero((when.release == position) & (when.window >= 0))
            row, numbers = lines.row[mine], batch.numbers[position]
            found[mine] = own.has(
                numbers.specialisme[batch.texts.specialisme[row]],
                numbers.diagnose[batch.texts.diagnose[row]],
                when.number[mine],
                when.window[mine],
            )
        return found


class _OneList:
    """The list of one release, by specialisme, diagnose, activity and window."""

    def __init__(self, compiled: CompiledStructure) -> None:
        books = compiled.codebooks
        self._book = books["zorgactiviteit"]
        self._n_diagnosen = len(books["diagnose"].codes)
        self._n_codes = len(books["zorgactiviteit"].codes)
        table = compiled.tables["limitatiemachtigingen"]
        number = {
            name: _numbers(table[f"{name}_code"], compiled, name)
            for name in ("specialisme", "diagnose", "zorgactiviteit")
        }
        key = self._key(
            number["specialisme"], number["diagnose"], number["zorgactiviteit"]
        )
        self._keys, place = np.unique(key, return_inverse=True)
        self._row = compiled.windows.row_at(table, place, len(self._keys))
        self.has_pair = np.zeros(
            (len(books["specialisme"].codes), self._n_diagnosen), bool
        )
        self.has_pair[number["specialisme"], number["diagnose"]] = True
        on_list = np.zeros(self._n_codes, bool)
        on_list[number["zorgactiviteit"]] = True
        self._has_code = _has_code(compiled, on_list)
        # A code that is translated to one of the list counts as that one.
        self.is_listed = on_list | on_list[compiled.arrays["zorgactiviteit_oud"]].any(0)

    def may_have(self, text: str) -> bool:
        return bool(self.is_listed[self._book.number(text)])

    def has(
        self,
        specialisme: U16,
        diagnose: U16,
        zorgactiviteit: U16,
        window: I16,
    ) -> Bools:
        if len(self._keys) == 0:
            return np.zeros(len(window), bool)
        key = self._key(specialisme, diagnose, zorgactiviteit)
        place = np.searchsorted(self._keys, key).clip(max=len(self._keys) - 1)
        is_listed = (self._keys[place] == key) & (self._row[window, place] >= 0)
        found: Bools = is_listed & self._has_code[window, zorgactiviteit]
        return found

    def _key(
        self,
        specialisme: npt.NDArray[np.integer],
        diagnose: npt.NDArray[np.integer],
        zorgactiviteit: npt.NDArray[np.integer],
    ) -> I64:
        pair: I64 = specialisme.astype(np.int64) * self._n_diagnosen + diagnose
        key: I64 = pair * self._n_codes + zorgactiviteit
        return key


def _numbers(codes: pl.Series, compiled: CompiledStructure, name: str) -> I64:
    book = compiled.codebooks[name]
    # As an Enum, which finds the codes of millions of texts in one pass.
    padded = codes.str.zfill(book.width).cast(pl.Enum(book.codes))
    return padded.to_physical().cast(pl.Int64).to_numpy()


def _has_code(compiled: CompiledStructure, chosen: Bools) -> Bools:
    """By window and activity: whether it carries a code of 27, of the chosen ones."""
    table = compiled.tables["zorgactiviteiten"]
    numbers = _numbers(table["zorgactiviteit_code"], compiled, "zorgactiviteit")
    is_met = table["aanspraak_code"].str.starts_with(MET_MACHTIGING)
    keep = chosen[numbers] & is_met.fill_null(value=False).to_numpy()
    validity = table.select("begindatum", "einddatum").filter(pl.Series(keep))
    rows = compiled.windows.row_at(validity, numbers[keep], len(chosen))
    return rows >= 0
