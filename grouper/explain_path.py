"""Puts the texts of the release, and the activities that counted, to a path.

Dutch terms: boom (tree), beslisregel (rule), koppeling (condition of a rule).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from grouper.beslisregels import TOPBOOM
from grouper.compiled import CompiledStructure
from grouper.explanation import (
    CountedActivity,
    ExplainedActivity,
    ExplainedCondition,
    ExplainedRule,
    ExplainedTree,
)
from grouper.reference import ConditionResult, Path, Step
from grouper.ruletexts import Koppeling, RuleTexts

Behind = Sequence[Sequence[ExplainedActivity]]
"""By token: the activities that stand behind it."""


class PathTexts:
    """Explains paths of one release."""

    def __init__(self, compiled: CompiledStructure) -> None:
        self._compiled = compiled
        self._texts = RuleTexts(compiled)

    def trees(
        self, path: Path, day: date, behind: Behind, zorgproduct_code: str
    ) -> tuple[ExplainedTree, ExplainedTree]:
        """The topboom and the group's own tree, as they were climbed.

        Args:
            path: As the reference walker found it.
            day: begindatum of the subtraject.
            behind: The activities behind each of its tokens.
            zorgproduct_code: Code of ``path.product``.
        """
        groep = self._compiled.groepen[path.boom]
        own = [step for step in path.steps if step.boom == path.boom]
        top = [step for step in path.steps if step.boom != path.boom]
        return (
            self._tree(TOPBOOM, top, day, behind, groep),
            self._tree(groep, own, day, behind, zorgproduct_code),
        )

    def _tree(
        self,
        groep: str,
        steps: Sequence[Step],
        day: date,
        behind: Behind,
        label: str,
    ) -> ExplainedTree:
        row = self._texts.tree(groep, day)
        return ExplainedTree(
            zorgproductgroep_code=groep,
            omschrijving=row["zorgproductgroep_omschrijving"],
            begindatum=row["begindatum"],
            einddatum=row["einddatum"],
            rules=tuple(self._rule(step, behind) for step in steps),
            label=label,
        )

    def _rule(self, step: Step, behind: Behind) -> ExplainedRule:
        beslisregel_id, omschrijving = self._texts.rule(step)
        return ExplainedRule(
            beslisregel_id=beslisregel_id,
            omschrijving=omschrijving,
            aantal_voorwaarden_waar=step.needed,
            conditions=tuple(
                _condition(koppeling, result, behind)
                for koppeling, result in self._texts.conditions(step)
            ),
            is_waar=step.answer,
            is_aanspraakbeperking=step.is_beperkt,
        )


def _condition(
    koppeling: Koppeling, result: ConditionResult, behind: Behind
) -> ExplainedCondition:
    return ExplainedCondition(
        attribuut_id=koppeling.attribuut_id,
        omschrijving=koppeling.omschrijving,
        boomparameter=koppeling.boomparameter,
        waarde=result.value,
        onder=result.onder,
        boven=result.boven,
        is_waar=result.holds,
        counted=tuple(_counted(result, behind)),
    )


def _counted(result: ConditionResult, behind: Behind) -> Iterator[CountedActivity]:
    for token, weight in zip(result.tokens, result.weights, strict=True):
        for activity in behind[token]:
            yield CountedActivity(activity, weight * (activity.aantal or 0))
