"""A delivery to check, made of words."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from support.declaraties.opbouw import levering_of
from support.declaraties.wijziging import situation

from declarations.checks.feiten.levering import Levering

Deliver = Callable[[str], Levering]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Gives the delivery after a change of the base in words."""
    number = count()

    def made(wijziging: str) -> Levering:
        folder = tmp_path / f"levering{next(number)}"
        folder.mkdir()
        return levering_of(situation(wijziging), folder)

    return made
