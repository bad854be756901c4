"""leeftijd beside a geboortedatum that does not exist, where that is let through."""

import pytest
from dbc_grouper_data.making.release_language import Attribuut
from support.releases.small import (
    WITHOUT_ACTIVITIES,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.engine import Grouper

LET_THROUGH = WITHOUT_ACTIVITIES.with_settings({"geboortedatum": "warn"})


@pytest.mark.parametrize("asked", [0, 1, 17])
@pytest.mark.parametrize("given", [0, 1, 17])
def test_a_given_leeftijd_is_used_from_nought_on(asked: int, given: int) -> None:
    release = small_release(
        small_tree(Attribuut(100, "Leeftijd", str(asked), None, 1, 1))
    )
    result = Grouper([release], checks=LET_THROUGH, threads=1).group(
        subtrajecten({"geboortedatum": "2003-02-30", "leeftijd_jaar": str(given)}),
        zorgactiviteiten(("030001", 1)).head(0),
    )
    expected = "010101001" if given == asked else "010101002"
    assert result.grouped["zorgproduct_code"].to_list() == [expected]
    assert result.grouped["status"].to_list() == ["warning"]
