"""Which of several releases counts on a day, and why.

Of the releases in force on the day, that is with a tree for it and not past their
horizon, the pinned one counts, else that of the newest versiedatum (docs/decisions.md
9). Of one versiedatum the later version in the file names counts, since a set is known
by both dates (as RZ17a shows); two that differ in neither cannot be told apart, and are
refused, for the order in which they are given says nothing.

Dutch terms: keuze (choice), versiedatum (day a release was published).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum
from itertools import combinations

import numpy as np

from grouper.compiled.arrays import I32, U8, Bools
from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import day_number
from productstructure.errors import CallError

Days = I32


class Keuze(IntEnum):
    """Why a release counts on a day."""

    ENIGE_GEGEVEN = 0
    VASTGEZET = 1
    ENIGE_GELDIG = 2
    NIEUWSTE_GELDIG = 3
    NIEUWSTE_MET_BOOM = 4
    GEEN_BOOM = 5


REDENEN = {
    Keuze.ENIGE_GEGEVEN: "het is de enige release die is gegeven",
    Keuze.VASTGEZET: "zij is vastgezet en geldt op deze begindatum",
    Keuze.ENIGE_GELDIG: "als enige van de gegeven releases geldt zij op deze "
    "begindatum",
    Keuze.NIEUWSTE_GELDIG: "van de gegeven releases die op deze begindatum gelden is "
    "zij de nieuwste",
    Keuze.NIEUWSTE_MET_BOOM: "geen gegeven release is voor deze begindatum bedoeld; "
    "van die er een boom voor hebben is zij de nieuwste",
    Keuze.GEEN_BOOM: "geen gegeven release heeft een boom voor deze begindatum; zij is "
    "de nieuwste die is begonnen, of anders de nieuwste",
}
"""Each choice in Dutch, to follow on the name of the release."""


def choose_release(
    releases: Sequence[CompiledStructure],
    begindatum: Days,
    pinned: int | None = None,
) -> U8:
    """Position of the release in force on each begindatum.

    Of the releases with a tree for the day whose horizon it does not pass, the one at
    ``pinned`` wins, else the newest; where there is none, the newest with a tree for
    the day; else the newest that has begun; else the newest of all, whose input check
    then names the fault.
    """
    chosen = np.zeros(len(begindatum), np.uint8)
    if len(releases) == 1:
        return chosen
    oldest_first = _oldest_first(releases, pinned)
    chosen[:] = oldest_first[-1]
    for position in oldest_first:
        chosen[begindatum >= releases[position].first_day] = position
    for position in oldest_first:
        chosen[_has_tree(releases[position], begindatum)] = position
    last = [] if pinned is None else [pinned]
    for position in (*oldest_first, *last):
        chosen[is_in_force(releases[position], begindatum)] = position
    return chosen


def explain_choice(
    releases: Sequence[CompiledStructure],
    begindatum: Days,
    chosen: U8,
    pinned: int | None = None,
) -> U8:
    """Why the release of each row was chosen, as ``Keuze``.

    Args:
        releases: As for ``choose_release``.
        begindatum: Likewise.
        chosen: What ``choose_release`` gave.
        pinned: As for ``choose_release``.
    """
    n = len(begindatum)
    if len(releases) == 1:
        return np.full(n, Keuze.ENIGE_GEGEVEN, np.uint8)
    in_force, with_tree = np.zeros(n, np.uint8), np.zeros(n, bool)
    keuze = np.empty(n, np.uint8)
    for release in releases:
        in_force += is_in_force(release, begindatum)
        with_tree |= _has_tree(release, begindatum)
    keuze[:] = np.where(with_tree, Keuze.NIEUWSTE_MET_BOOM, Keuze.GEEN_BOOM)
    keuze[in_force == 1] = Keuze.ENIGE_GELDIG
    keuze[in_force > 1] = Keuze.NIEUWSTE_GELDIG
    if pinned is not None:
        is_pinned = is_in_force(releases[pinned], begindatum)
        keuze[is_pinned & (chosen == pinned)] = Keuze.VASTGEZET
    return keuze


Releasekeuzes = Counter[tuple[int, Keuze]]
"""How many subtrajecten took the release at a position, by why."""


def count_choices(
    releases: Sequence[CompiledStructure],
    begindatum: Days,
    chosen: U8,
    pinned: int | None = None,
) -> Releasekeuzes:
    """Count what ``explain_choice`` says of the rows of a batch."""
    if len(releases) == 1:
        return Counter({(0, Keuze.ENIGE_GEGEVEN): len(begindatum)})
    keuze = explain_choice(releases, begindatum, chosen, pinned)
    counts = np.bincount(chosen.astype(np.int64) * len(Keuze) + keuze)
    return Counter(
        {
            (place // len(Keuze), Keuze(place % len(Keuze))): int(counts[place])
            for place in np.flatnonzero(counts).tolist()
        }
    )


def refuse_twins(
    releases: Sequence[CompiledStructure], pinned: int | None = None
) -> None:
    """Refuse releases of which the order given would decide.

    Raises:
        CallError: Two releases have one versiedatum and one version in their names but
            other content, and neither is pinned.
    """
    for (a, first), (b, second) in combinations(enumerate(releases), 2):
        if pinned in (a, b) or first.identity == second.identity:
            continue
        if _age(first) == _age(second):
            raise CallError(
                f"releases {_full_name(first)} and {_full_name(second)} have the same"
                f" versiedatum, {first.identity.versiedatum}, and no later version in"
                " their file names, but other content. Which of the two counts cannot"
                " be told: give one of them, or pin one."
            )


def tell_releases(
    releases: Sequence[CompiledStructure], pinned: int | None = None
) -> Iterator[str]:
    """Tell what is unusual about releases, and which of one versiedatum counts."""
    for release in releases:
        for notice in release.notices:
            yield f"{release.identity.name}: {notice}"
    for (a, first), (b, second) in combinations(enumerate(releases), 2):
        if (
            first.identity != second.identity
            and first.identity.versiedatum == second.identity.versiedatum
        ):
            later = max(
                (a, b), key=lambda place: (place == pinned, _age(releases[place]))
            )
            yield (
                f"{_full_name(first)} and {_full_name(second)} have the same"
                f" versiedatum, {first.identity.versiedatum}; where both hold,"
                f" {_full_name(releases[later])} counts,"
                f" {'for it is pinned' if later == pinned else 'the later version'}."
            )


def is_in_force(release: CompiledStructure, days: Days) -> Bools:
    """Whether a release counts on each day: it has a tree, and is meant for the day."""
    return _has_tree(release, days) & (days <= day_number(release.horizon))


def _age(release: CompiledStructure) -> tuple[date, date]:
    """By what releases are put in order of age."""
    identity = release.identity
    return identity.versiedatum, identity.versie or date.min


def _oldest_first(
    releases: Sequence[CompiledStructure], pinned: int | None
) -> list[int]:
    return sorted(range(len(releases)), key=lambda r: (*_age(releases[r]), r == pinned))


def _has_tree(release: CompiledStructure, days: Days) -> Bools:
    found = np.zeros(len(days), bool)
    for first, last in release.tree_stretches:
        found |= (days >= first) & (days <= last)
    return found


def _full_name(release: CompiledStructure) -> str:
    """Name of a release, with what tells it from another of that name."""
    identity = release.identity
    hashes = identity.boombestanden.sha256[:8], identity.referenties.sha256[:8]
    return f"{identity.name} [files {hashes[0]} and {hashes[1]}]"


def pinned_position(
    releases: Sequence[CompiledStructure], pinned: str | None
) -> int | None:
    """Position of the release that is pinned; None for none.

    Args:
        releases: Compiled releases.
        pinned: Name of one of them, or how no other's name begins.

    Raises:
        CallError: No name begins so, or several do.
    """
    if pinned is None:
        return None
    names = [release.identity.name for release in releases]
    found = [place for place, name in enumerate(names) if name.startswith(pinned)]
    if not pinned or len(found) != 1:
        raise CallError(
            f"pinned release {pinned!r}: {len(found)} of the releases given are named "
            f"so; name one. Releases given: {', '.join(names)}."
        )
    return found[0]
