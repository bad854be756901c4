"""The engine says what the slow oracle reads in the tables, on any release and batch."""

from grouping import MODEST, compile_case, engine_answers, oracle_answers
from hypothesis import given
from strategies import Case, cases

from grouper.engine import Grouper


@MODEST
@given(cases())
def test_grouper_answers_what_the_oracle_answers(case: Case) -> None:
    world = compile_case(case)
    batch = case.batch
    result = Grouper(world.compiled, threads=1).group(
        batch.subtrajecten, batch.zorgactiviteiten
    )
    expected = world.oracle.group_batch(
        batch.subtrajecten.to_dicts(), batch.zorgactiviteiten.to_dicts()
    )
    assert engine_answers(result) == oracle_answers(expected)
