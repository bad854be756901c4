"""Walks the trees as published, rule by rule: slow, and able to say why.

Reads the same compiled release and the same encoded batch as the fast walker, but the
rules themselves instead of what was derived from them. Serves ``explain``, the few rows
the fast walker cannot take, and as a check on the fast walker.
"""

from dataclasses import dataclass

import numpy as np

from grouper._records import OPEN_BOVEN
from grouper.compiled import CompiledStructure
from grouper.encoder import EncodedBatch


@dataclass(frozen=True)
class ConditionResult:
    """One condition as it was tested.

    Attributes:
        attribuut: Which attribuut was counted.
        value: Value counted.
        onder: Lower bound, inclusive.
        boven: Upper bound, inclusive; None when open-ended.
        holds: Whether the value is within the bounds.
        tokens: Positions, among the subtraject's tokens, of those that counted.
    """

    attribuut: int
    value: int
    onder: int
    boven: int | None
    holds: bool
    tokens: tuple[int, ...]


@dataclass(frozen=True)
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
        kleur: Heaviest colour of the activities that contributed to a condition that
            held of a flagged rule that answered True.
        decisive: Positions of the coloured tokens that did.
    """

    steps: tuple[Step, ...]
    boom: int
    product: int
    kleur: int
    decisive: tuple[int, ...]


class Reference:
    """The reference walker of one release."""

    def __init__(self, compiled: CompiledStructure) -> None:
        self._compiled = compiled
        self._arrays = compiled.arrays

    def walk(self, batch: EncodedBatch, row: int) -> Path:
        """Walk one encoded row through the topboom and its own tree.

        Args:
            batch: An encoded batch.
            row: A row with a tree version.
        """
        encoded, arrays = batch.arrays, self._arrays
        versie = int(encoded["versie"][row])
        first, size = int(encoded["first"][row]), int(encoded["size"][row])
        tokens = encoded["token"][first : first + size].astype(np.int64)
        counts = encoded["count"][first : first + size].tolist()
        base = int(arrays["versie_token0"][versie])
        hits: dict[int, list[tuple[int, int]]] = {}
        for position, (token, count) in enumerate(
            zip(tokens.tolist(), counts, strict=True)
        ):
            begin, end = arrays["hit_offset"][base + token : base + token + 2]
            for hit in range(begin, end):
                attribuut = int(arrays["hit_attribuut"][hit])
                weight = int(arrays["hit_weight"][hit])
                hits.setdefault(attribuut, []).append((position, weight * count))
        steps: list[Step] = []
        topboom = int(arrays["versie_boom0"][versie])
        boom = self._climb(topboom, versie, hits, steps)
        product = self._climb(boom, versie, hits, steps)
        kleuren = arrays["token_kleur"][base + tokens]
        decisive = sorted(
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
        return Path(
            steps=tuple(steps),
            boom=boom,
            product=product,
            kleur=max((int(kleuren[position]) for position in decisive), default=0),
            decisive=tuple(decisive),
        )

    def _climb(
        self,
        boom: int,
        versie: int,
        hits: dict[int, list[tuple[int, int]]],
        steps: list[Step],
    ) -> int:
        arrays = self._arrays
        regel = int(arrays["boom_start"][boom])
        while regel >= 0:
            record = arrays["regels"][regel]
            step = self._step(boom, regel, hits)
            steps.append(step)
            regel = int(record["waar"] if step.answer else record["onwaar"])
        return int(arrays["label_target"][versie, ~regel])

    def _step(
        self, boom: int, regel: int, hits: dict[int, list[tuple[int, int]]]
    ) -> Step:
        record = self._arrays["regels"][regel]
        test = self._arrays["regel_tests"][record["test"]]
        first = int(test["condition0"])
        results = []
        for condition in self._arrays["regel_conditions"][
            first : first + int(test["conditions"])
        ]:
            attribuut, onder, boven = condition.item()
            counted = hits.get(attribuut, [])
            value = sum(amount for _, amount in counted)
            results.append(
                ConditionResult(
                    attribuut=attribuut,
                    value=value,
                    onder=onder,
                    boven=None if boven == OPEN_BOVEN else boven,
                    holds=onder <= value and (boven == OPEN_BOVEN or value <= boven),
                    tokens=tuple(position for position, _ in counted),
                )
            )
        needed = int(test["needed"])
        return Step(
            boom=boom,
            regel=regel,
            needed=needed,
            conditions=tuple(results),
            answer=sum(result.holds for result in results) >= needed,
            is_beperkt=bool(record["is_beperkt"]),
        )
