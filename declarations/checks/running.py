"""Run the checks of the catalogue over a delivery, one after another.

A check that breaks is told as such, with the kind of error and its place in our code,
never with what stood in a record; it never looks like a check that passes.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from polars.exceptions import PanicException

from declarations.checks.afleiding import (
    herafgeleid,
    herdeclaratie,
    nota,
    ondersteunend,
    plausibel,
    verantwoording,
    zorgproducten,
)
from declarations.checks.catalogus import (
    GROEPEN,
    Check,
    Uitvoerbaarheid,
    catalogus,
)
from declarations.checks.dubbel import (
    eigen_zorg,
    gedeclareerd,
    opname,
    parallel,
    samen,
    vervolg,
)
from declarations.checks.formaat import (
    bedragen,
    bsn,
    creditparen,
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
from declarations.checks.tarief import (
    addons,
    hoogte,
    ic,
    onderdelen,
    overige,
    passanten,
    prestaties,
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
    yield herafgeleid.CHECKS
    yield herdeclaratie.CHECKS
    yield nota.CHECKS
    yield ondersteunend.CHECKS
    yield plausibel.CHECKS
    yield verantwoording.CHECKS
    yield zorgproducten.CHECKS
    yield eigen_zorg.CHECKS
    yield gedeclareerd.CHECKS
    yield opname.CHECKS
    yield parallel.CHECKS
    yield samen.CHECKS
    yield vervolg.CHECKS
    yield bedragen.CHECKS
    yield bsn.CHECKS
    yield creditparen.CHECKS
    yield credits.CHECKS
    yield dbcvelden.CHECKS
    yield factuur.CHECKS
    yield prestatie.CHECKS
    yield referenties.CHECKS
    yield sleutels.CHECKS
    yield structuur.CHECKS
    yield veldinhoud.CHECKS
    yield voorloop.CHECKS
    yield vorm.CHECKS
    yield aanspraak.CHECKS
    yield identiteit.CHECKS
    yield overlijden.CHECKS
    yield persoonseis.CHECKS
    yield termijn.CHECKS
    yield verzekering.CHECKS
    yield codes.CHECKS
    yield dienstverlening.CHECKS
    yield looptijd.CHECKS
    yield verwijzer.CHECKS
    yield zorgtraject.CHECKS
    yield behandeldag.CHECKS
    yield herhaling.CHECKS
    yield intensivecare.CHECKS
    yield intercollegiaal.CHECKS
    yield opnamen.CHECKS
    yield polikliniek.CHECKS
    yield sluitdag.CHECKS
    yield verpleging.CHECKS
    yield addons.CHECKS
    yield hoogte.CHECKS
    yield ic.CHECKS
    yield onderdelen.CHECKS
    yield overige.CHECKS
    yield passanten.CHECKS
    yield prestaties.CHECKS


def run_checks(levering: Levering, skip: frozenset[str] = frozenset()) -> list[Gedaan]:
    """Run every check of the catalogue, in its order, but for ``skip``."""
    functions = all_checks()
    gedaan = []
    for groep in GROEPEN:
        gedaan += [
            _run(check, functions.get(check.check_id), levering)
            for check in catalogus().values()
            if check.groep == groep and check.check_id not in skip
        ]
        for folder in _DONE.get(groep, ()):
            levering.forget(f"{__package__}.{folder}")
    return gedaan


_DONE = {
    "F": ("formaat",),
    "P": ("persoon",),
    "R": ("registratie",),
    # Derivations ask prices too.
    "T": ("afleiding", "tarief"),
    "D": ("dubbel",),
}
"""Folders that nothing asks any more after a group: what they made is let go of."""


def _run(check: Check, function: Function | None, levering: Levering) -> Gedaan:
    if function is None:
        reden = NIET_UITVOERBAAR
        if check.uitvoerbaarheid is not Uitvoerbaarheid.NIET:
            reden = "nog niet gebouwd"
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
