"""The oracle gives what was worked by hand on the example release."""

import pytest
from dbc_grouper_data import release_path
from support.oracles.oracle import Oracle
from support.releases.example_cases import EXAMPLE_CASES, ExampleCase


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(release_path())


@pytest.mark.parametrize("case", EXAMPLE_CASES, ids=lambda case: case.name)
def test_oracle_gives_what_was_worked_by_hand(
    oracle: Oracle, case: ExampleCase
) -> None:
    result = oracle.group(case.subtraject(), case.zorgactiviteiten())
    assert result.status == case.status
    assert result.zorgproduct_code == case.product
    assert result.declaratiecode == case.declaratiecode
