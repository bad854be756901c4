"""Walks the trees as published, rule by rule: slow, and able to say why.

Reads the same compiled release and the same encoded batch as the fast walker, but the
rules themselves instead of what was derived from them. Serves ``explain``, the few rows
the fast walker cannot take, and as a check on the fast walker.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from grouper.compiled._records import OPEN_BOVEN
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from productstructure.errors import CompiledFileError


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition as it was tested.

    Attributes:
        attribuut: Which attribuut was counted.
        value: Value counted.
        onder: Lower bound, inclusive.
        boven: Upper bound, inclusive; None when open-ended.
        holds: Whether the value is within the bounds.
        tokens: Positions, among the subtraject's tokens, of those that counted.
        weights: What each of them was multiplied by.
    """

    attribuut: int
    value: int
    onder: int
    boven: int | None
    holds: bool
    tokens: tuple[int, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One beslisregel on a path.

    Attributes:
        boom: Tree it stands in.
        regel: Row of table beslisregels.
        needed: How many conditions must hold.
        conditions: Each condition.
        answer: Whether the rule is True.
        is_beperkt: IndicatieAanspraakbeperking of the rule.
    """

    boom: int
    regel: int
    needed: int
    conditions: tuple[ConditionResult, ...]
    answer: bool
    is_beperkt: bool


@dataclass(frozen=True)
class Path:
    """Both climbs of one subtraject.

    Attributes:
        steps: Every rule met, in order.
        boom: Tree of the zorgproductgroep.
        product: Product of the leaf.
        kleur: Colours, as bits, of the activities that contributed to a condition
            that held of a flagged rule that answered True.
        decisive: Positions of the coloured tokens that did.
        kleuren: The colour of each of those.
    """

    steps: tuple[Step, ...]
    boom: int
    product: int
    kleur: int
    decisive: tuple[int, ...]
    kleuren: tuple[int, ...]

    @property
    def counted(self) -> frozenset[int]:
        """Positions of the tokens that counted in any condition on the path."""
        return frozenset(
            position
            for step in self.steps
            for condition in step.conditions
            for position in condition.tokens
        )


Counted = dict[int, list[tuple[int, int, int]]]
"""By attribuut: position, weight and weighted count of each token that adds to it."""


class Reference:
    """The reference walker of one release."""

    def __init__(self, compiled: CompiledStructure) -> None:
        self._compiled = compiled
        self._arrays = compiled.arrays
        # What was looked at, as Python objects: a sample looks at little of a release.
        self._hits: dict[int, list[tuple[int, int]]] = {}
        self._regels: dict[int, tuple[int, int, int, int]] = {}
        self._tests: dict[int, tuple[int, list[ConditionResult]]] = {}

    def walk(
        self, batch: EncodedBatch, row: int, without: Collection[int] = ()
    ) -> Path:
        """Walk one encoded row through the topboom and its own tree.

        Args:
            batch: An encoded batch.
            row: A row with a tree version.
            without: Positions of tokens that are left out, to see what they changed.

        Raises:
            CompiledFileError: The rules run in a circle.
        """
        rows, tokens_of, arrays = batch.rows, batch.tokens, self._arrays
        versie = int(rows.versie[row])
        first, size = int(rows.first[row]), int(rows.size[row])
        base = int(arrays["versie_token0"][versie])
        tokens = [base + t for t in tokens_of.token[first : first + size].tolist()]
        counts = tokens_of.count[first : first + size].tolist()
        counted: Counted = {}
        for position, (token, count) in enumerate(zip(tokens, counts, strict=True)):
            if position in without:
                continue
            for attribuut, weight in self._hits_of(token):
                counted.setdefault(attribuut, []).append(
                    (position, weight, weight * count)
                )
        steps: list[Step] = []
        topboom = int(arrays["versie_boom0"][versie])
        boom = self._climb(topboom, versie, counted, steps)
        product = self._climb(boom, versie, counted, steps)
        kleuren = arrays["token_kleur"][tokens].tolist()
        decisive = _decisive(steps, kleuren)
        return Path(
            steps=tuple(steps),
            boom=boom,
            product=product,
            kleur=reduce(or_, (kleuren[position] for position in decisive), 0),
            decisive=decisive,
            kleuren=tuple(kleuren[position] for position in decisive),
        )

    def _hits_of(self, token: int) -> list[tuple[int, int]]:
        """Attribuut and weight of each hit of a token."""
        if token not in self._hits:
            arrays = self._arrays
            begin, end = arrays["hit_offset"][token : token + 2]
            self._hits[token] = list(
                zip(
                    arrays["hit_attribuut"][begin:end].tolist(),
                    arrays["hit_weight"][begin:end].tolist(),
                    strict=True,
                )
            )
        return self._hits[token]

    def _regel(self, regel: int) -> tuple[int, int, int, int]:
        """Record BESLISREGEL: waar, onwaar, test, is_beperkt."""
        if regel not in self._regels:
            self._regels[regel] = self._arrays["regels"][regel].item()
        return self._regels[regel]

    def _test(self, test: int) -> tuple[int, list[ConditionResult]]:
        """How many conditions must hold, and each as when nothing counts."""
        if test not in self._tests:
            first, count, needed, _ = self._arrays["regel_tests"][test].item()
            conditions = self._arrays["regel_conditions"][first : first + count]
            self._tests[test] = (
                needed,
                [_absent(*condition) for condition in conditions.tolist()],
            )
        return self._tests[test]

    def _climb(
        self, boom: int, versie: int, counted: Counted, steps: list[Step]
    ) -> int:
        regel = int(self._arrays["boom_start"][boom])
        last = len(steps) + len(self._arrays["regels"])
        while regel >= 0:
            if len(steps) == last:
                raise CompiledFileError(
                    "The compiled release leads a subtraject from rule to rule without"
                    " end. Compile the release again."
                )
            waar, onwaar, test, is_beperkt = self._regel(regel)
            needed, conditions = self._test(test)
            results = tuple(
                _result(
                    absent.attribuut,
                    absent.onder,
                    absent.boven,
                    counted[absent.attribuut],
                )
                if absent.attribuut in counted
                else absent
                for absent in conditions
            )
            answer = sum(result.holds for result in results) >= needed
            steps.append(
                Step(
                    boom=boom,
                    regel=regel,
                    needed=needed,
                    conditions=results,
                    answer=answer,
                    is_beperkt=bool(is_beperkt),
                )
            )
            regel = waar if answer else onwaar
        return int(self._arrays["label_target"][versie, ~regel])


def _absent(attribuut: int, onder: int, boven: int) -> ConditionResult:
    return _result(attribuut, onder, None if boven == OPEN_BOVEN else boven, ())


def _result(
    attribuut: int,
    onder: int,
    boven: int | None,
    counted: Sequence[tuple[int, int, int]],
) -> ConditionResult:
    value = sum(amount for _, _, amount in counted)
    return ConditionResult(
        attribuut=attribuut,
        value=value,
        onder=onder,
        boven=boven,
        holds=onder <= value and (boven is None or value <= boven),
        tokens=tuple(position for position, _, _ in counted),
        weights=tuple(weight for _, weight, _ in counted),
    )


def _decisive(steps: Sequence[Step], kleuren: Sequence[int]) -> tuple[int, ...]:
    """Coloured tokens that counted in what made a flagged rule True."""
    return tuple(
        sorted(
            {
                position
                for step in steps
                if step.is_beperkt and step.answer
                for condition in step.conditions
                if condition.holds
                for position in condition.tokens
                if kleuren[position]
            }
        )
    )
