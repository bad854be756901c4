"""A subtraject that no tree was walked for has no outcome, whoever stands beside it."""

from collections.abc import Sequence

import pytest
from support.releases.small import (
    REGULIER,
    WITHOUT_ACTIVITIES,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.engine import Grouper

WALKED = {"zorgtype_code": "11"}
REJECTED = {"zorgtype_code": "11", "geslacht": "X"}
NO_TREE = {"zorgtype_code": "41"}
OUTCOMES = ("is_uitval", "is_oranje_producttyperend", "is_machtiging_vereist")


@pytest.mark.parametrize(
    "kinds",
    [
        (WALKED, WALKED),
        (WALKED, REJECTED),
        (REJECTED, WALKED),
        (NO_TREE, WALKED, REJECTED),
        (REJECTED, NO_TREE),
    ],
)
def test_outcomes_are_empty_for_just_those_not_walked(
    kinds: Sequence[dict[str, str]],
) -> None:
    rows = subtrajecten(
        *({"subtraject_nummer": str(n), **kind} for n, kind in enumerate(kinds))
    )
    grouper = Grouper(
        [small_release(small_tree(REGULIER))], checks=WITHOUT_ACTIVITIES, threads=1
    )
    found = grouper.group(rows, zorgactiviteiten(("030001", 1)).head(0)).grouped
    is_walked = [kind is WALKED for kind in kinds]
    assert found["zorgproduct_code"].is_not_null().to_list() == is_walked
    for name in OUTCOMES:
        assert found[name].is_not_null().to_list() == is_walked, name
