"""Puts the texts of the release, and the activities that counted, to a path.

Dutch terms: boom (tree), beslisregel (rule), koppeling (condition of a rule).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.beslisregels import TOPBOOM
from grouper.explaining.explanation import (
    CountedActivity,
    ExplainedActivity,
    ExplainedCondition,
    ExplainedRule,
    ExplainedTree,
)
from grouper.explaining.rule_texts import Koppeling, RuleTexts
from grouper.walking.reference import ConditionResult, Path, Step


@dataclass(frozen=True)
class Registered:
    """What the subtraject of a path registered.

    Attributes:
        day: Its begindatum.
        behind: By token: the activities that stand behind it.
        looked_at: By boomparameter: what that looked at, None for activities.
    """

    day: date
    behind: Sequence[Sequence[ExplainedActivity]]
    looked_at: Callable[[int], str | None]


class PathTexts:
    """Explains paths of one release."""

    def __init__(self, compiled: CompiledStructure) -> None:
        self._compiled = compiled
        self._texts = RuleTexts(compiled)

    def trees(
        self, path: Path, registered: Registered, zorgproduct_code: str
    ) -> tuple[ExplainedTree, ExplainedTree]:
        """The topboom and the group's own tree, as they were climbed.

        Args:
            path: As the reference walker found it.
            registered: What its subtraject registered.
            zorgproduct_code: Code of ``path.product``.
        """
        groep = self._compiled.groepen[path.boom]
        own = [step for step in path.steps if step.boom == path.boom]
        top = [step for step in path.steps if step.boom != path.boom]
        return (
            self._tree(TOPBOOM, top, registered, groep),
            self._tree(groep, own, registered, zorgproduct_code),
        )

    def _tree(
        self, groep: str, steps: Sequence[Step], registered: Registered, label: str
    ) -> ExplainedTree:
        row = self._texts.tree(groep, registered.day)
        return ExplainedTree(
            zorgproductgroep_code=groep,
            omschrijving=row["zorgproductgroep_omschrijving"],
            begindatum=row["begindatum"],
            einddatum=row["einddatum"],
            rules=tuple(self._rule(step, registered) for step in steps),
            label=label,
        )

    def _rule(self, step: Step, registered: Registered) -> ExplainedRule:
        beslisregel_id, omschrijving = self._texts.rule(step)
        return ExplainedRule(
            beslisregel_id=beslisregel_id,
            omschrijving=omschrijving,
            aantal_voorwaarden_waar=step.needed,
            conditions=tuple(
                _condition(koppeling, result, registered)
                for koppeling, result in self._texts.conditions(step)
            ),
            is_waar=step.answer,
            is_aanspraakbeperking=step.is_beperkt,
        )


def _condition(
    koppeling: Koppeling, result: ConditionResult, registered: Registered
) -> ExplainedCondition:
    return ExplainedCondition(
        attribuut_id=koppeling.attribuut_id,
        omschrijving=koppeling.omschrijving,
        boomparameter=koppeling.boomparameter,
        waarde=result.value,
        onder=result.onder,
        boven=result.boven,
        is_waar=result.holds,
        counted=tuple(_counted(result, registered)),
        geregistreerd=registered.looked_at(koppeling.boomparameter),
    )


def _counted(
    result: ConditionResult, registered: Registered
) -> Iterator[CountedActivity]:
    for token, weight in zip(result.tokens, result.weights, strict=True):
        for activity in registered.behind[token]:
            yield CountedActivity(activity, weight * (activity.aantal or 0))
