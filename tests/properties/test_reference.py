"""The fast walker and the rule-by-rule walker give the same path's end and colours."""

import polars as pl
from hypothesis import given, settings
from support.files.grouping import MODEST, compile_case, large_cases
from support.releases.example import example_batch, example_release
from support.releases.strategies import Case

from grouper.compiled.structure import CompiledStructure
from grouper.encoding.encoder import Encoder
from grouper.findings.checks import InputChecks
from grouper.walking.reference import Reference
from grouper.walking.walker import encode_and_walk


def assert_walkers_agree(
    compiled: CompiledStructure,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    checks: InputChecks,
) -> int:
    """Compare every row that is walked; says how many they are."""
    encoder = Encoder([compiled], checks)
    batch = encoder.start(subtrajecten, zorgactiviteiten).with_tokens()
    walked = encode_and_walk(encoder, batch, threads=1)
    reference = Reference(compiled)
    rows = [row for row in range(batch.n) if walked.boom[row] >= 0]
    for row in rows:
        path = reference.walk(batch, row)
        found = (walked.boom[row], walked.product[row], walked.kleur[row])
        assert (path.boom, path.product, path.kleur) == found, row
    return len(rows)


@settings(MODEST, max_examples=6)
@given(large_cases())
def test_walkers_agree_on_generated_releases(case: Case) -> None:
    compiled = compile_case(case).compiled
    batch = case.batch
    for checks in (InputChecks.default(), InputChecks.off()):
        assert_walkers_agree(
            compiled, batch.subtrajecten, batch.zorgactiviteiten, checks
        )


def test_walkers_agree_on_the_example_batch() -> None:
    walked = assert_walkers_agree(
        example_release(), *example_batch(), InputChecks.default()
    )
    assert walked > 9_000


def test_walkers_agree_on_the_example_batch_without_checks() -> None:
    walked = assert_walkers_agree(
        example_release(), *example_batch(), InputChecks.off()
    )
    assert walked > 9_000
