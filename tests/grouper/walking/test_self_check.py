"""A batch is grouped only while the two walkers agree on a sample of its rows."""

import numpy as np
import pytest
from support.releases.example import example_release, sample

from grouper import Grouper
from grouper.compiled.structure import CompiledStructure
from grouper.walking import walker


def with_other_bits() -> CompiledStructure:
    """The example release with answers of the fast walker switched off."""
    good = example_release()
    bits = np.zeros_like(good.arrays["bits"])
    return CompiledStructure(
        identity=good.identity,
        arrays={**good.arrays, "bits": bits},
        codebooks=good.codebooks,
        labels=good.labels,
        groepen=good.groepen,
        tables=good.tables,
    )


def test_walkers_that_disagree_stop_the_batch_and_name_the_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walker, "SELF_CHECK_EVERY", 10)
    with pytest.raises(walker.SelfCheckError, match=r"row \d+: the walker"):
        Grouper(with_other_bits()).group(*sample(500, seed=1))


def test_walkers_that_agree_let_the_batch_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walker, "SELF_CHECK_EVERY", 10)
    assert Grouper(example_release()).group(*sample(500, seed=1)).balance.ok > 0
