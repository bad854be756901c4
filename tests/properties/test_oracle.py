"""The engine says what the slow oracle reads in the tables of any release."""

from collections import Counter

from hypothesis import given, settings
from support.files.grouping import (
    MODEST,
    compile_case,
    engine_answers,
    large_cases,
    oracle_answers,
)
from support.oracles import oracle
from support.oracles.oracle import OracleResult
from support.releases.strategies import Case

from grouper.engine import Grouper
from grouper.explaining.explanation import ExplainedCondition, Explanation


@MODEST
@given(large_cases())
def test_grouper_answers_what_the_oracle_answers(case: Case) -> None:
    world = compile_case(case)
    result = Grouper(world.compiled, threads=1).group(
        case.batch.subtrajecten, case.batch.zorgactiviteiten
    )
    assert engine_answers(result) == oracle_answers(world.oracle_results())


@settings(MODEST, max_examples=4)
@given(large_cases())
def test_explanation_is_the_path_of_the_oracle(case: Case) -> None:
    world = compile_case(case)
    grouper = Grouper(world.compiled, threads=1)
    numbers = case.batch.subtrajecten["subtraject_nummer"]
    for nummer, result in zip(numbers, world.oracle_results(), strict=True):
        if result.trace:
            found = grouper.explain(
                case.batch.subtrajecten, case.batch.zorgactiviteiten, nummer
            )
            assert _explained_path(found) == _oracle_path(result)
            assert _explained_beslissend(found) == dict(result.beslissend)


def _explained_path(explanation: Explanation) -> list[object]:
    return [
        (
            tree.zorgproductgroep_code,
            str(rule.beslisregel_id),
            rule.omschrijving,
            rule.is_aanspraakbeperking,
            rule.is_waar,
            [_explained_condition(condition) for condition in rule.conditions],
        )
        for tree in explanation.trees
        for rule in tree.rules
    ]


def _explained_condition(condition: ExplainedCondition) -> object:
    added: Counter[str] = Counter()
    for counted in condition.counted:
        added[counted.activity.zorgactiviteit_code_geteld] += counted.bijdrage
    return (
        condition.omschrijving,
        condition.waarde,
        condition.onder,
        oracle.OPEN_ENDED if condition.boven is None else condition.boven,
        condition.is_waar,
        sorted(added),
    )


def _explained_beslissend(explanation: Explanation) -> dict[str, str | None]:
    assert explanation.code is not None
    return {
        activity.zorgactiviteit_code_geteld: activity.aanspraak_code
        for activity in explanation.code.beslissend
    }


def _oracle_path(result: OracleResult) -> list[object]:
    return [
        (
            step.zorgproductgroep_code,
            step.beslisregel_id,
            step.omschrijving,
            step.is_aanspraakbeperking,
            step.outcome,
            [
                (
                    condition.omschrijving,
                    condition.waarde,
                    *condition.grenzen,
                    condition.held,
                    sorted(condition.activiteiten),
                )
                for condition in step.conditions
            ],
        )
        for step in result.trace
    ]
