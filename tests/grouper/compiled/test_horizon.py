"""Until when a release is meant: the year of its names, held against its trees."""

from datetime import date

import pytest

from grouper.compiled.horizon import horizon_of, tell_horizon
from productstructure.release import Bronbestand, ReleaseIdentity

NEWEST_TREE = date(2017, 1, 1)


def identity(
    ingangsdatum: str | None, versiedatum: str, versie: str | None = None
) -> ReleaseIdentity:
    """A release of these dates; ``versie`` stands behind the v in its names."""
    name = "BoomBestanden" + (f" v{versie}" if versie else "") + ".xml"
    file = Bronbestand(name, "", "")
    return ReleaseIdentity(
        "release",
        None if ingangsdatum is None else date.fromisoformat(ingangsdatum),
        date.fromisoformat(versiedatum),
        file,
        file,
    )


@pytest.mark.parametrize(
    ("ingangsdatum", "versiedatum", "versie", "year"),
    [
        ("2017-01-01", "2016-10-04", None, 2017),
        ("2017-12-31", "2016-10-04", None, 2017),
        # No date in the names: the year of the newest trees.
        (None, "2016-10-04", None, 2017),
        # Earlier than the trees: what the names say.
        ("2016-07-01", "2016-05-01", None, 2016),
        ("2012-01-01", "2016-05-01", None, 2012),
        # A year ahead, published 400 days before it and one more.
        ("2018-01-01", "2016-11-27", None, 2018),
        ("2018-01-01", "2016-11-26", None, 2017),
        ("2018-12-31", "2017-11-26", None, 2018),
        ("2018-12-31", "2017-11-25", None, 2017),
        # The version in the names says better when it was published.
        ("2018-01-01", "2016-10-04", "20161127", 2018),
        ("2018-01-01", "2017-10-04", "20161126", 2017),
        # More than a year ahead: a slip, whenever it was published.
        ("2019-01-01", "2018-10-04", None, 2017),
        ("2071-01-01", "2016-10-04", None, 2017),
    ],
)
def test_release_is_meant_until_31_december_of_its_year(
    ingangsdatum: str | None, versiedatum: str, versie: str | None, year: int
) -> None:
    """docs/decisions.md 3; that trees may be a year older is UNSOURCED."""
    found = horizon_of(identity(ingangsdatum, versiedatum, versie), NEWEST_TREE)
    assert found == date(year, 12, 31)


@pytest.mark.parametrize(
    ("ingangsdatum", "told"),
    [
        ("2017-01-01", None),
        ("2017-06-01", None),
        (None, "carry no date"),
        ("2016-01-01", "say 2016-01-01"),
        ("2018-01-01", "say 2018-01-01"),
    ],
)
def test_names_without_the_year_of_the_newest_trees_are_told(
    ingangsdatum: str | None, told: str | None
) -> None:
    release = identity(ingangsdatum, "2017-10-04")
    text = tell_horizon(release, NEWEST_TREE)
    if told is None:
        assert text is None
    else:
        assert text is not None
        assert told in text
        assert f"meant until {horizon_of(release, NEWEST_TREE)};" in text
