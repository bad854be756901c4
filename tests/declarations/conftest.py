"""A delivery to check, made of words."""

from collections.abc import Callable

import pytest
from support.declaraties.opbouw import levering_of
from support.declaraties.wijziging import situation

from declarations.checks.feiten.levering import Levering

Deliver = Callable[[str], Levering]


@pytest.fixture(scope="session")
def deliver() -> Deliver:
    """Gives the delivery after a change of the base in words."""

    def made(wijziging: str) -> Levering:
        return levering_of(situation(wijziging))

    return made
