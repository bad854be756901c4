"""The strategies give releases that load, and reach what they are there to reach."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dbc_grouper_data.making.make_release import boomparameters
from hypothesis import HealthCheck, find, given, settings
from support.oracles.oracle import Oracle, OracleResult
from support.releases.strategies import (
    Case,
    GeneratedRelease,
    attributen,
    cases,
    releases,
)
from support.releases.worlds import GROEPEN, draw_world

from productstructure.reader import read_release

MODEST = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@MODEST
@given(releases())
def test_generated_release_passes_the_load_checks(release: GeneratedRelease) -> None:
    with TemporaryDirectory() as folder:
        structure = read_release(release.write(Path(folder)))
    assert structure.tables["zorgproductgroepen"].height >= 3


@pytest.mark.parametrize(
    "boomparameter", [row["BoomParameterNummer"] for row in boomparameters()]
)
def test_generated_attributes_reach_every_boomparameter(boomparameter: int) -> None:
    world = draw_world(seed=1)
    found = find(
        attributen(world, GROEPEN[0]),
        lambda attribuut: attribuut.boomparameter == boomparameter,
        settings=settings(MODEST, max_examples=5_000),
    )
    assert found.boomparameter == boomparameter


def test_generated_cases_reach_every_status_answer_and_second_declaratiecode() -> None:
    seen: Counter[object] = Counter()

    @settings(MODEST, max_examples=80)
    @given(cases())
    def collect(case: Case) -> None:
        for result in _oracle_results(case):
            seen[result.status] += 1
            seen.update(step.outcome for step in result.trace)
            seen["dual"] += result.declaratiecode_onverzekerd is not None

    collect()
    wanted = {"ok", "warning", "rejected", "no_tree", True, False, "dual"}
    assert {value for value in wanted if not seen[value]} == set()
    assert seen["rejected"] < seen["ok"] + seen["warning"], seen


def _oracle_results(case: Case) -> list[OracleResult]:
    with TemporaryDirectory() as folder:
        oracle = Oracle(case.release.write(Path(folder)))
    return oracle.group_batch(
        case.batch.subtrajecten.to_dicts(), case.batch.zorgactiviteiten.to_dicts()
    )
