"""Which activities make every count fall within its bounds?

A demand says what the hidden activities together have to add to an attribuut: at least
``low`` and at most ``high``. Activities are told apart by what they add. The search is
exhaustive: it says that nothing fits only where all was tried.

Dutch terms: attribuut (what a condition counts).
"""

from collections.abc import Mapping, Sequence

Vector = Mapping[int, int]
"""What one activity adds to each attribuut; weights above zero."""

Bounds = tuple[int, int]


class Activities:
    """What each of some activities adds, and which of them add to an attribuut.

    Attributes:
        vectors: What each adds.
        adding: By attribuut: positions of those that add to it.
    """

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self.vectors = vectors
        self.adding: dict[int, list[int]] = {}
        for place, vector in enumerate(vectors):
            for attribuut in vector:
                self.adding.setdefault(attribuut, []).append(place)


UNBOUNDED = 2**62
"""High end of a count that may be as large as you like."""


class BudgetError(Exception):
    """More steps would be needed than the search may take."""


class Budget:
    """Steps that a search may still take."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self) -> None:
        """Take a step.

        Raises:
            BudgetError: There is none left.
        """
        self._left -= 1
        if self._left < 0:
            raise BudgetError


def satisfy(
    demands: Mapping[int, Bounds], activities: Activities, budget: Budget
) -> dict[int, int] | None:
    """Find how often each activity is taken so that all demands are met.

    Args:
        demands: By attribuut: least and most that is added to it.
        activities: What there is to take.
        budget: Steps that may be taken.

    Returns:
        By position in ``activities`` how often it is taken; None where nothing fits.

    Raises:
        BudgetError: That is not known within the budget.
    """
    if any(max(low, 0) > high for low, high in demands.values()):
        return None
    order = [a for a, (low, high) in demands.items() if low > 0 or high < UNBOUNDED]
    usable = _usable(demands, activities, order)
    needs = tuple(max(demands[a][0], 0) for a in order)
    room = tuple(demands[a][1] for a in order)
    seen: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    # Each entry: what is still needed, what may still be added, what was taken.
    stack: list[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = [
        (needs, room, ())
    ]
    while stack:
        needs, room, taken = stack.pop()
        if not any(needs):
            return {place: taken.count(place) for place in set(taken)}
        if (needs, room) in seen:
            continue
        seen.add((needs, room))
        budget.spend()
        # Whatever completes this adds to the first need once more.
        first = next(i for i, need in enumerate(needs) if need)
        fitting = [
            (place, weights)
            for weights, place in usable.items()
            if weights[first]
            and all(w <= r for w, r in zip(weights, room, strict=True))
        ]
        fitting.sort(key=lambda each: _usefulness(each[1], needs))
        for place, weights in fitting:
            stack.append(
                (
                    tuple(max(n - w, 0) for n, w in zip(needs, weights, strict=True)),
                    tuple(
                        r if r >= UNBOUNDED else r - w
                        for r, w in zip(room, weights, strict=True)
                    ),
                    (*taken, place),
                )
            )
    return None


def _usefulness(weights: tuple[int, ...], needs: tuple[int, ...]) -> tuple[int, int]:
    """Order in which activities are tried last: the most useful one comes first."""
    useful = sum(min(w, n) for w, n in zip(weights, needs, strict=True))
    return useful, useful - sum(weights)


def _usable(
    demands: Mapping[int, Bounds], activities: Activities, order: Sequence[int]
) -> dict[tuple[int, ...], int]:
    """One activity for each way of adding to what is needed, of those that may be."""
    needed = [a for a in order if demands[a][0] > 0]
    places = {place for a in needed for place in activities.adding.get(a, ())}
    most = [demands[a][1] for a in order]
    usable: dict[tuple[int, ...], int] = {}
    for place in sorted(places):
        vector = activities.vectors[place]
        weights = tuple(vector.get(a, 0) for a in order)
        if all(w <= m for w, m in zip(weights, most, strict=True)):
            usable.setdefault(weights, place)
    return usable
