"""Follow all trees of a release at once, with arrays instead of a walk per tree.

It does not judge: ``trees`` does. A tree is a row of zorgproductgroepen: the
topboom or a group, in one version. A position is a row number from 0.
"""

from typing import cast

import numpy as np
import numpy.typing as npt
import polars as pl

Positions = npt.NDArray[np.int64]

NONE = -1
SIDES = ("waar", "onwaar")


class TreeWalk:
    """How the beslisregels of a release hang together.

    Ids must be unique and next rules and starts must be known.

    Attributes:
        reached: How often each rule is reached: as a start or as a next rule.
    """

    def __init__(
        self, beslisregels: pl.DataFrame, zorgproductgroepen: pl.DataFrame
    ) -> None:
        ids = _integers(beslisregels["beslisregel_id"])
        order = np.argsort(ids)
        self._next = []
        for side in SIDES:
            regel = beslisregels[f"beslisregel_{side}"]
            following = np.full(len(ids), NONE)
            following[regel.is_not_null().to_numpy()] = _find(
                ids, order, _integers(regel.drop_nulls())
            )
            self._next.append(following)
        self._starts = _find(
            ids, order, _integers(zorgproductgroepen["beslisregel_start"])
        )
        leads = [following[following != NONE] for following in self._next]
        self.reached = np.bincount(
            np.concatenate([self._starts, *leads]), minlength=len(ids)
        )

    def find_cycles(self, limit: int) -> list[list[int]]:
        """Return the positions along each cycle, for at most ``limit`` cycles."""
        # The extra element stands for a label: NONE, being -1, points at it.
        ends = np.zeros(len(self.reached) + 1, dtype=bool)
        ends[NONE] = True
        cycles: list[list[int]] = []
        while len(cycles) < limit:
            self._settle(ends)
            endless = np.flatnonzero(~ends)
            if not len(endless):
                break
            cycles.append(self._one_cycle(int(endless[0]), ends))
            ends[cycles[-1]] = True
        return cycles

    def find_trees(self) -> Positions:
        """Return which row of zorgproductgroepen each rule belongs to; -1 for none.

        There must be no cycles, and no rule that is reached more than once.
        """
        above = np.arange(len(self.reached))
        for following in self._next:
            leads = np.flatnonzero(following != NONE)
            above[following[leads]] = leads
        # Doubling the step reaches the top of the longest path in a few rounds.
        while not np.array_equal(further := above[above], above):
            above = further
        tree_of = np.full(len(self.reached), NONE)
        tree_of[self._starts] = np.arange(len(self._starts))
        return cast(Positions, tree_of[above])

    def _settle(self, ends: npt.NDArray[np.bool_]) -> None:
        """Mark every rule that cannot but end in a label, from the labels upwards."""
        count = -1
        while count != (count := int(ends.sum())):
            ends[:-1] |= ends[self._next[0]] & ends[self._next[1]]

    def _one_cycle(self, position: int, ends: npt.NDArray[np.bool_]) -> list[int]:
        """Walk along rules that never end until one comes back."""
        path: list[int] = []
        while position not in path:
            path.append(position)
            onward = [int(following[position]) for following in self._next]
            position = onward[0] if not ends[onward[0]] else onward[1]
        return path[path.index(position) :]


def _integers(column: pl.Series) -> Positions:
    return cast(Positions, column.to_numpy())


def _find(ids: Positions, order: Positions, wanted: Positions) -> Positions:
    """Positions of ids that are known to occur."""
    return order[np.searchsorted(ids, wanted, sorter=order)]
