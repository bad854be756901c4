"""A delivery to check, made of words."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import pytest
from support.declaraties.opbouw import example_tarieven, levering_of
from support.declaraties.wijziging import situation

from declarations.checks.feiten.levering import Levering
from tariffs.decision.prijsboek import Prijsboek
from tariffs.schema import Tarieventabellen

Deliver = Callable[[str], Levering]

_prepare = Prijsboek.prepare


@cache
def _example_book(bekend_op: date) -> Prijsboek:
    return _prepare(example_tarieven(), bekend_op=bekend_op)


@pytest.fixture(scope="module", autouse=True)
def _books() -> Iterator[None]:
    """Prepares the tariffs of the example once for a day, not for each delivery.

    A book says the same to whoever asks, and takes longer to make than to ask.
    """

    def prepare(tabellen: Tarieventabellen, *, bekend_op: date) -> Prijsboek:
        if tabellen is example_tarieven():
            return _example_book(bekend_op)
        return _prepare(tabellen, bekend_op=bekend_op)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prijsboek, "prepare", staticmethod(prepare))
        yield


@pytest.fixture(scope="session")
def deliver() -> Deliver:
    """Gives the delivery after a change of the base in words."""

    def made(wijziging: str) -> Levering:
        return levering_of(situation(wijziging))

    return made
