"""Which bounds on the counts lead to a product, path by path?

The rules are walked as published. A count that hidden activities cannot change is
known; of any other only its bounds are. Where a rule is not decided by them, both
answers are followed, each with narrower bounds, as far as the product can still be
reached.

Dutch terms: boom (tree), beslisregel (rule), versie (of the trees).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from grouper.compiled._records import OPEN_BOVEN
from grouper.compiled.structure import CompiledStructure
from grouper.completing.demands import UNBOUNDED, Bounds, Budget

Domain = dict[int, Bounds]
"""Bounds of each count that hidden activities can change, by attribuut."""

Condition = tuple[int, int, int]
"""Attribuut, and the bounds within which its count has to be."""


class Trees:
    """The trees of one version, and from where each product can be reached."""

    def __init__(self, compiled: CompiledStructure, versie: int) -> None:
        arrays = compiled.arrays
        self._regels = arrays["regels"]
        self._tests = arrays["regel_tests"]
        self._conditions = arrays["regel_conditions"]
        self._target = arrays["label_target"][versie].tolist()
        start = arrays["boom_start"]
        self._topboom = int(arrays["versie_boom0"][versie])
        last = int(arrays["versie_boom0"][versie + 1])
        self._start = {boom: int(start[boom]) for boom in range(self._topboom, last)}
        self._rules: dict[int, tuple[int, int, int, tuple[Condition, ...]]] = {}
        self._leaves: dict[int, frozenset[int]] = {}
        self._reach: dict[tuple[int, frozenset[int]], frozenset[int]] = {}
        self._order: dict[int, list[int]] = {}

    def narrowed(
        self, doel: int, fixed: Mapping[int, int], free: frozenset[int], budget: Budget
    ) -> Iterator[Domain]:
        """Bounds under which a subtraject ends at a product, one set per path.

        Args:
            doel: Number of the product.
            fixed: Counts without hidden activities, by attribuut; absent is zero.
            free: Attributen to which a hidden activity can add.
            budget: Steps that may be taken.

        Raises:
            BudgetError: The budget is used up before all paths were followed.
        """
        bomen = frozenset(
            boom
            for boom in self._start
            if boom != self._topboom and doel in self._leaves_of(boom)
        )
        if not bomen:
            return
        for boom, domain in self._climb(self._topboom, bomen, {}, fixed, free, budget):
            for _, found in self._climb(
                boom, frozenset([doel]), domain, fixed, free, budget
            ):
                yield found

    def _climb(
        self,
        boom: int,
        doelen: frozenset[int],
        domain: Domain,
        fixed: Mapping[int, int],
        free: frozenset[int],
        budget: Budget,
    ) -> Iterator[tuple[int, Domain]]:
        reach = self._reaching(boom, doelen)
        stack = [(self._start[boom], domain)]
        while stack:
            regel, own = stack.pop()
            if regel < 0:
                if self._target[~regel] in doelen:
                    yield self._target[~regel], own
                continue
            if regel not in reach:
                continue
            budget.spend()
            waar, onwaar, needed, conditions = self._rule(regel)
            holds, undecided = 0, []
            for condition in conditions:
                attribuut, onder, boven = condition
                low, high = _bounds(attribuut, own, fixed, free)
                if onder <= low and high <= boven:
                    holds += 1
                elif high >= onder and low <= boven:
                    undecided.append(condition)
            if holds >= needed:
                stack.append((waar, own))
            elif holds + len(undecided) < needed:
                stack.append((onwaar, own))
            else:
                more = needed - holds
                answers = [
                    (waar, _all_hold(undecided, more, own, fixed, free, budget)),
                    (onwaar, _enough_fail(undecided, more, own, fixed, free, budget)),
                ]
                for child, domains in answers:
                    if child < 0 or child in reach:
                        stack += [(child, each) for each in domains]

    def _rule(self, regel: int) -> tuple[int, int, int, tuple[Condition, ...]]:
        """After True, after False, how many conditions have to hold, and those."""
        if regel not in self._rules:
            waar, onwaar, test, _ = self._regels[regel].item()
            first, count, needed, _ = self._tests[test].item()
            conditions = self._conditions[first : first + count].tolist()
            self._rules[regel] = (
                waar,
                onwaar,
                needed,
                tuple(
                    (attribuut, onder, UNBOUNDED if boven == OPEN_BOVEN else boven)
                    for attribuut, onder, boven in conditions
                ),
            )
        return self._rules[regel]

    def _rules_of(self, boom: int) -> list[int]:
        """Rules of a tree, each behind those that lead to it."""
        if boom not in self._order:
            done: dict[int, None] = {}
            stack: list[tuple[int, bool]] = [(self._start[boom], False)]
            opened: set[int] = set()
            while stack:
                regel, is_left = stack.pop()
                if regel < 0:
                    continue
                if is_left:
                    done[regel] = None
                elif regel not in opened:
                    opened.add(regel)
                    waar, onwaar, _, _ = self._rule(regel)
                    stack += [(regel, True), (waar, False), (onwaar, False)]
            self._order[boom] = list(done)
        return self._order[boom]

    def _leaves_of(self, boom: int) -> frozenset[int]:
        if boom not in self._leaves:
            children = (
                child
                for regel in self._rules_of(boom)
                for child in self._rule(regel)[:2]
                if child < 0
            )
            start = self._start[boom]
            own = {self._target[~child] for child in children}
            if start < 0:
                own.add(self._target[~start])
            self._leaves[boom] = frozenset(own)
        return self._leaves[boom]

    def _reaching(self, boom: int, doelen: frozenset[int]) -> frozenset[int]:
        """Rules of a tree from which one of some leaves can be reached."""
        key = (boom, doelen)
        if key not in self._reach:
            reach: set[int] = set()
            # A rule stands behind its children in this order.
            for regel in self._rules_of(boom):
                for child in self._rule(regel)[:2]:
                    if child in reach or (child < 0 and self._target[~child] in doelen):
                        reach.add(regel)
            self._reach[key] = frozenset(reach)
        return self._reach[key]


def _bounds(
    attribuut: int, domain: Domain, fixed: Mapping[int, int], free: frozenset[int]
) -> Bounds:
    if attribuut in domain:
        return domain[attribuut]
    value = fixed.get(attribuut, 0)
    return value, UNBOUNDED if attribuut in free else value


def _all_hold(
    undecided: Sequence[Condition],
    needed: int,
    domain: Domain,
    fixed: Mapping[int, int],
    free: frozenset[int],
    budget: Budget,
) -> list[Domain]:
    """Bounds under which so many of some conditions hold."""
    found: list[Domain] = []
    for chosen in combinations(undecided, needed):
        budget.spend()
        within = [[(a, onder, boven)] for a, onder, boven in chosen]
        found += _each(within, domain, fixed, free, budget)
    return found


def _enough_fail(
    undecided: Sequence[Condition],
    needed: int,
    domain: Domain,
    fixed: Mapping[int, int],
    free: frozenset[int],
    budget: Budget,
) -> list[Domain]:
    """Bounds under which fewer than ``needed`` of some conditions hold."""
    found: list[Domain] = []
    for chosen in combinations(undecided, len(undecided) - needed + 1):
        budget.spend()
        outside = [
            [(a, -UNBOUNDED, onder - 1), (a, boven + 1, UNBOUNDED)]
            for a, onder, boven in chosen
        ]
        found += _each(outside, domain, fixed, free, budget)
    return found


def _each(
    choices: Sequence[Sequence[Condition]],
    domain: Domain,
    fixed: Mapping[int, int],
    free: frozenset[int],
    budget: Budget,
) -> Iterator[Domain]:
    """The bounds narrowed by one of each list of choices, where anything is left."""
    for narrowing in product(*choices):
        budget.spend()
        own = dict(domain)
        for attribuut, onder, boven in narrowing:
            low, high = _bounds(attribuut, own, fixed, free)
            low, high = max(low, onder), min(high, boven)
            if low > high:
                break
            own[attribuut] = (low, high)
        else:
            yield own
