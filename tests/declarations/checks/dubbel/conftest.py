"""Deliveries with a history, profiles and the release that ships."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

import dbc_grouper_data
from declarations.checks.levering import Levering
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR, Oordeel
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from support.declaraties.basis import Situatie
from support.declaraties.opbouw import levering_of
from support.declaraties.verleden import historie_of, zorgprofiel_of
from support.declaraties.wijziging import situation

Deliver = Callable[..., Levering]
Tell = Callable[[Levering, Oordeel], dict[str, str]]


@pytest.fixture(scope="session")
def release() -> CompiledStructure:
    """The example release."""
    return open_release(dbc_grouper_data.release_path())


@pytest.fixture
def deliver(tmp_path: Path, release: CompiledStructure) -> Deliver:
    """Gives the delivery after a change in words, or of a situation."""
    number = count()

    def made(asked: str | Situatie, **known: object) -> Levering:
        folder = tmp_path / f"levering{next(number)}"
        folder.mkdir()
        situatie = situation(asked) if isinstance(asked, str) else asked
        return levering_of(
            situatie,
            folder,
            **{
                "releases": (release,),
                "historie": historie_of(situatie),
                "zorgprofiel": zorgprofiel_of(situatie),
                **known,
            },
        )

    return made


def failing(levering: Levering, oordeel: Oordeel) -> dict[str, str | None]:
    """Reference of each line that fails, with the other lines it names."""
    return _told(levering, oordeel, FAALT)


def unjudged(levering: Levering, oordeel: Oordeel) -> dict[str, str | None]:
    """Reference of each line that could not be judged, with what lacks."""
    return _told(levering, oordeel, NIET_BEOORDEELBAAR)


def _told(levering: Levering, oordeel: Oordeel, uitkomst: str) -> dict[str, str | None]:
    found = oordeel.bevindingen.filter(oordeel.bevindingen["uitkomst"] == uitkomst)
    named = found.join(levering.prestaties, on=["bestand_nr", "record"])
    column = "andere_records" if uitkomst == FAALT else "verwacht"
    return dict(zip(named["r0458"], named[column], strict=True))
