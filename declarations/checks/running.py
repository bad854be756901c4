"""Run the checks of the catalogue over a delivery, one after another.

A check that breaks is told as such, with the kind of error and its place in our code,
never with what stood in a record; it never looks like a check that passes.
"""

import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Final

import polars as pl
from polars.exceptions import PanicException

from declarations import checks
from declarations.checks.catalogus.catalogus import (
    Check,
    Uitvoerbaarheid,
    catalogus,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, not_evaluable

Function = Callable[[Levering], Oordeel]

NIET_UITVOERBAAR = "kan hier niet worden uitgevoerd: de gegevens bestaan niet als tabel"
WORDT_BEREKEND = (
    "wordt niet per regel beoordeeld: dbc-grouper eigenrisico of verblijf rekent zo"
)


@dataclass(frozen=True)
class Gedaan:
    """A check that was run.

    Attributes:
        check: What the catalogue says of it.
        oordeel: What it found; None where it broke.
        seconden: How long it took.
        fout: Kind of error and place, where it broke.
    """

    check: Check
    oordeel: Oordeel | None
    seconden: float
    fout: str = ""


@cache
def modules() -> tuple[ModuleType, ...]:
    """Modules beside this one with ``CHECKS``: a function by the id of each."""
    found = walk_packages(checks.__path__, f"{checks.__name__}.")
    named = [import_module(each.name) for each in found]
    return tuple(module for module in named if hasattr(module, "CHECKS"))


def all_checks() -> dict[str, Function]:
    """Every check that is code, by id."""
    return {
        check_id: function
        for module in modules()
        for check_id, function in module.CHECKS.items()
    }


def run_checks(
    levering: Levering,
    skip: frozenset[str] = frozenset(),
    refused: Callable[[list[Gedaan]], pl.Series] | None = None,
) -> list[Gedaan]:
    """Run every check of the catalogue but for ``skip``; told in its order.

    Of a large delivery checks of a group run beside each other. When those of form (F)
    are done, ``refused`` says which prestaties they refuse: such a credit takes nothing
    back for the checks that follow.
    """
    functions = all_checks()
    gedaan: dict[str, Gedaan] = {}

    def run(check: Check) -> Gedaan:
        return _run(check, functions.get(check.check_id), levering)

    is_large = levering.declaraties.prestaties.height > _LIGHT
    with ThreadPoolExecutor(min(_BESIDE, pl.thread_pool_size())) as threads:
        for groep in _IN_TURN:
            own = [
                check
                for check in catalogus().values()
                if check.groep == groep and check.check_id not in skip
            ]
            done = threads.map(run, own) if is_large else map(run, own)
            gedaan |= {each.check.check_id: each for each in done}
            if groep == "F" and refused and levering.prestaties["is_credit"].any():
                levering.refuse(refused(list(gedaan.values())))
            if is_large:
                for folder in _DONE.get(groep, ()):
                    levering.forget(f"{__package__}.{folder}")
    return [gedaan[check_id] for check_id in catalogus() if check_id in gedaan]


_IN_TURN: Final = ("F", "P", "R", "G", "T", "C", *"EVMDSK")
"""Groups as they run: contracts (C) ask the prices that were made for tariffs (T)."""

_DONE = {
    "F": ("formaat",),
    "P": ("persoon",),
    "R": ("registratie",),
    # Derivations ask prices too.
    "T": ("afleiding",),
    "C": ("inkoop", "tarief"),
    "D": ("dubbel",),
    "E": ("aanspraak", "feiten.afleiding"),
    "M": ("toelating",),
    "S": ("aanspraak",),
}
"""Folders that nothing asks any more after a group: what they made is let go of."""

_BESIDE: Final = 2
"""Checks that run at a time: a check is steps of which most keep one processor busy.
More of them would need more memory at a time."""

_LIGHT: Final = 20_000
"""Prestaties of which all that was made weighs little: it is kept, not made again."""


def _run(check: Check, function: Function | None, levering: Levering) -> Gedaan:
    if function is None:
        is_computed = check.uitvoerbaarheid is Uitvoerbaarheid.BEREKENING
        reden = WORDT_BEREKEND if is_computed else NIET_UITVOERBAAR
        return Gedaan(check, not_evaluable(0, reden), 0.0)
    begun = time.perf_counter()
    try:
        oordeel = function(levering)
    except (Exception, PanicException) as fault:
        # Whatever it is: it is told, and is no pass. A panic of Polars is no Exception.
        return Gedaan(check, None, time.perf_counter() - begun, _place(fault))
    return Gedaan(check, oordeel, time.perf_counter() - begun)


def _place(fault: BaseException) -> str:
    """Type and place of an error: its message may quote a record."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    ours = [
        frame
        for frame in traceback.extract_tb(fault.__traceback__)
        if "declarations" in Path(frame.filename).parts
    ]
    place = ours[-1] if ours else last
    return f"{type(fault).__name__} in {Path(place.filename).name}:{place.lineno}"
