"""What the trees of one version can see of reference rows, window by window.

Collects, per kind of reference row, which attributen each (window, code) adds to, and
hands that to the numbering of tokens.
"""

import numpy as np

from grouper.compiled.arrays import I64, U64
from grouper.compiled.structure import Array
from grouper.compiling.tokens import Hits, Klassen, TokenNumbering


class Source:
    """Reference rows of one kind: their hits, and the row valid in each window."""

    def __init__(
        self,
        name: str,
        hits: Hits,
        row_at: Array | None,
        extra: tuple[Hits, Array] | None = None,
    ) -> None:
        self.name = name
        self._hits = hits
        self._row_at = row_at
        self._extra = extra

    def add_to(self, numbering: TokenNumbering, windows: I64) -> I64:
        """Add what is seen in ``windows``; gives the item of each (window, number)."""
        parts = []
        if self._row_at is not None:
            parts.append((self._hits, self._row_at[windows]))
        if self._extra is not None:
            hits, row_at = self._extra
            codes = np.arange(-1, row_at.shape[1] - 1, dtype=np.int64)
            parts.append((self._hits, np.tile(codes, (len(windows), 1))))
            parts.append((hits, row_at[windows]))
        shape = parts[0][1].shape
        sums = np.zeros((shape[0] * shape[1], 2), np.uint64)
        for hits, rows in parts:
            sums += _row_sums(numbering, hits)[rows.ravel()]

        def content(items: I64) -> tuple[Array, Array, Array]:
            found = [_take_valid(hits, rows.ravel()[items]) for hits, rows in parts]
            which, attribuut, weight = (
                np.concatenate(column) for column in zip(*found, strict=True)
            )
            return which, attribuut, weight

        first = numbering.add(sums, content)
        return np.arange(first, first + len(sums)).reshape(shape)


class Activities:
    """Activities by window: what their rows and their behandelklassen add to."""

    def __init__(
        self, hits: Hits, row_at: Array, kleur: Array, weights: Array, klassen: Klassen
    ) -> None:
        self._hits = hits
        self.row_at = row_at
        self._kleur = kleur
        self._weights = weights
        self._klassen = klassen

    def _klassen_in(self, window: int) -> tuple[Array, Array, Array]:
        """Activity, attribuut and weight of every klasse hit in a window."""
        klassen = self._klassen
        valid = (klassen.span[:, 0] <= window) & (window < klassen.span[:, 1])
        activiteit = klassen.activiteit[valid]
        row = self.row_at[window, activiteit]
        weight = self._weights[klassen.weegfactor[valid], row]
        # An activity that is not valid itself counts nowhere (docs/decisions.md 3).
        weight = np.where(row >= 0, weight, 0)
        return activiteit, klassen.attribuut[valid], weight

    def add_to(self, numbering: TokenNumbering, windows: I64) -> int:
        """Add all activities in each of ``windows``; gives the first item."""
        n_codes = self.row_at.shape[1]
        row_sums = _row_sums(numbering, self._hits)
        sums, kleuren = [], []
        for window in windows.tolist():
            rows = self.row_at[window]
            klasse_sums = numbering.sums(n_codes, *self._klassen_in(window))
            sums.append(row_sums[rows] + klasse_sums)
            kleuren.append(np.where(rows >= 0, self._kleur[rows], 0))

        def content(items: I64) -> tuple[Array, Array, Array]:
            parts = []
            for place, window in enumerate(windows.tolist()):
                mine = np.flatnonzero(items // n_codes == place)
                codes = items[mine] % n_codes
                which, attribuut, weight = _take_valid(
                    self._hits, self.row_at[window, codes]
                )
                parts.append((mine[which], attribuut, weight))
                at = np.full(n_codes, -1)
                at[codes] = mine
                activiteit, attribuut, weight = self._klassen_in(window)
                wanted = at[activiteit] >= 0
                parts.append(
                    (at[activiteit[wanted]], attribuut[wanted], weight[wanted])
                )
            which, attribuut, weight = (
                np.concatenate(column) for column in zip(*parts, strict=True)
            )
            return which, attribuut, weight

        return numbering.add(np.concatenate(sums), content, np.concatenate(kleuren))


def _row_sums(numbering: TokenNumbering, hits: Hits) -> U64:
    """Content sum of each row; one row more, of no content, for row -1."""
    n_rows = len(hits.offset) - 1
    rows = np.repeat(np.arange(n_rows), np.diff(hits.offset))
    return numbering.sums(n_rows + 1, rows, hits.attribuut, hits.weight)


def _take_valid(hits: Hits, rows: Array) -> tuple[Array, Array, Array]:
    """``hits.take``, where row -1 has no hits."""
    valid = np.flatnonzero(rows >= 0)
    which, attribuut, weight = hits.take(rows[valid].astype(np.int64))
    return valid[which], attribuut, weight
