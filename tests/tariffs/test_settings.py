"""Settings of a run: what they may be."""

from dataclasses import replace

import pytest
from support.tarieven.tariefwereld import AFTOPPEN

from productstructure.errors import CallError


@pytest.mark.parametrize(
    "name", ["chunk", "threads", "max_per_verzekerde", "max_per_bevinding"]
)
@pytest.mark.parametrize("value", [0, -1])
def test_a_number_of_nothing_is_a_wrong_call(name: str, value: int) -> None:
    with pytest.raises(CallError, match=f"setting {name}: found {value}"):
        replace(AFTOPPEN, **{name: value})
    assert getattr(replace(AFTOPPEN, **{name: 1}), name) == 1
