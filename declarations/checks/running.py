"""Run the checks of the catalogue over a delivery, one after another.

A check that breaks is told as such, with the kind of error and its place in our code,
never with what stood in a record; it never looks like a check that passes.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from declarations.checks.catalogus import Check, Uitvoerbaarheid, catalogus
from declarations.checks.formaat import (
    bedragen,
    bsn,
    credits,
    dbcvelden,
    factuur,
    prestatie,
    referenties,
    sleutels,
    structuur,
    veldinhoud,
    voorloop,
    vorm,
)
from declarations.checks.levering import Levering
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.persoon import (
    aanspraak,
    identiteit,
    overlijden,
    persoonseis,
    termijn,
    verzekering,
)
from declarations.checks.registratie import (
    codes,
    dienstverlening,
    looptijd,
    verwijzer,
    zorgtraject,
)
from declarations.checks.registratie.zorgprofiel import (
    behandeldag,
    herhaling,
    intensivecare,
    intercollegiaal,
    opnamen,
    polikliniek,
    sluitdag,
    verpleging,
)

Function = Callable[[Levering], Oordeel]

NIET_UITVOERBAAR = "kan hier niet worden uitgevoerd: de gegevens bestaan niet als tabel"


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


def all_checks() -> dict[str, Function]:
    """Every check that is code, by id."""
    found: dict[str, Function] = {}
    for module in _modules():
        found |= module
    return found


def _modules() -> Iterator[Mapping[str, Function]]:
    yield vorm.CHECKS
    yield structuur.CHECKS
    yield voorloop.CHECKS
    yield factuur.CHECKS
    yield bsn.CHECKS
    yield sleutels.CHECKS
    yield prestatie.CHECKS
    yield credits.CHECKS
    yield referenties.CHECKS
    yield bedragen.CHECKS
    yield dbcvelden.CHECKS
    yield veldinhoud.CHECKS
    yield identiteit.CHECKS
    yield verzekering.CHECKS
    yield overlijden.CHECKS
    yield persoonseis.CHECKS
    yield aanspraak.CHECKS
    yield termijn.CHECKS
    yield codes.CHECKS
    yield looptijd.CHECKS
    yield zorgtraject.CHECKS
    yield verwijzer.CHECKS
    yield dienstverlening.CHECKS
    yield sluitdag.CHECKS
    yield polikliniek.CHECKS
    yield verpleging.CHECKS
    yield opnamen.CHECKS
    yield intensivecare.CHECKS
    yield intercollegiaal.CHECKS
    yield behandeldag.CHECKS
    yield herhaling.CHECKS


def run_checks(levering: Levering, skip: frozenset[str] = frozenset()) -> list[Gedaan]:
    """Run every check of the catalogue, in its order, but for ``skip``."""
    functions = all_checks()
    return [
        _run(check, functions.get(check.check_id), levering)
        for check in catalogus().values()
        if check.check_id not in skip
    ]


def _run(check: Check, function: Function | None, levering: Levering) -> Gedaan:
    if function is None:
        reden = NIET_UITVOERBAAR
        if check.uitvoerbaarheid is not Uitvoerbaarheid.NIET:
            reden = "nog niet gebouwd"
        return Gedaan(check, not_evaluable(0, reden), 0.0)
    begun = time.perf_counter()
    try:
        oordeel = function(levering)
    except Exception as fault:
        # Whatever it is: it is told, and is no pass.
        return Gedaan(check, None, time.perf_counter() - begun, _place(fault))
    return Gedaan(check, oordeel, time.perf_counter() - begun)


def _place(fault: Exception) -> str:
    """Type and place of an error: its message may quote a record."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    ours = [
        frame
        for frame in traceback.extract_tb(fault.__traceback__)
        if "declarations" in Path(frame.filename).parts
    ]
    place = ours[-1] if ours else last
    return f"{type(fault).__name__} in {Path(place.filename).name}:{place.lineno}"
