"""How a file differs from what the record of its set says, if it does.

Dutch terms: afwijking (how a file differs), wijziging (kind of change), herkomst
(where a file comes from).
"""

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from tabellen.sets.setrecord import (
    ENDING,
    GEWEIGERD,
    HEEL,
    OF_A_RUN,
    VERVANGEN,
    Bestand,
    RecordError,
    Set,
    damaged,
    file_sha256,
    read_set,
    record_path,
)
from tabellen.sets.sleutel import Sleutel, Zegelstand, judge_seal


@dataclass(frozen=True)
class Herkomst:
    """Where a file comes from, as its record says.

    Attributes:
        path: The file.
        sha256: Hash of its bytes.
        set_id: Its set; None where no record says it, so that nothing was checked.
        invoer: Hashes of the files that the set was made of.
        stamp: What tells that another file stands there by now.
        is_confirmed: False where its record is sealed and no key was given, so that
            nobody can tell whether it is the one that was written.
    """

    path: Path
    sha256: str
    set_id: str | None = None
    invoer: frozenset[str] = frozenset()
    stamp: tuple[int, ...] = ()
    is_confirmed: bool = True


class Wijziging(StrEnum):
    """Kind of change that a file or a row shows."""

    GEWIJZIGD = "gewijzigd"
    ONTBREEKT = "ontbreekt"
    EXTRA = "extra"
    VERPLAATST = "verplaatst"
    ANDERE_RUN = "van een andere run"
    ONBEKEND = "niet vast te stellen"


class Afwijking(Enum):
    """How a file differs from its record: the kind of change, and that in Dutch."""

    GEWIJZIGD = (
        Wijziging.GEWIJZIGD,
        "Het bestand is niet het bestand dat volgens het record is geschreven.",
    )
    ONTBREEKT = (Wijziging.ONTBREEKT, "Het record noemt dit bestand; het is er niet.")
    EXTRA = (Wijziging.EXTRA, "Het record noemt dit bestand niet.")
    VERPLAATST = (
        Wijziging.VERPLAATST,
        "Het bestand staat niet onder de naam waaronder het is geschreven.",
    )
    VERWISSELD = (
        Wijziging.VERPLAATST,
        "Onder deze naam staat een ander bestand van dezelfde set.",
    )
    ANDERE_RUN = (
        Wijziging.ANDERE_RUN,
        "Het bestand is van een andere run dan het record.",
    )
    VERVANGEN = (
        Wijziging.ONBEKEND,
        "Een run is afgebroken terwijl hij deze set verving.",
    )
    GEWEIGERD = (
        Wijziging.ANDERE_RUN,
        "De laatste levering voor deze plek is geweigerd; dit bestand is van een "
        "eerdere.",
    )
    GEEN_RECORD = (
        Wijziging.ONBEKEND,
        "Er is geen record naast het bestand; wat er is geschreven, is niet bekend.",
    )
    RECORD_WEG = (
        Wijziging.ONTBREEKT,
        "Het record van de hele set is er niet; of de set volledig is, is niet bekend.",
    )
    RECORD_BESCHADIGD = (
        Wijziging.GEWIJZIGD,
        "Het record is beschadigd of gewijzigd; het zegt niets meer.",
    )
    GEEN_ZEGEL = (
        Wijziging.ONBEKEND,
        "Het record is niet met een sleutel verzegeld; wie het bestand kan schrijven, "
        "kan ook het record schrijven.",
    )
    ONBEVESTIGD = (
        Wijziging.ONBEKEND,
        "Het record is met een sleutel verzegeld; zonder die sleutel is het niet te "
        "bevestigen. Geef --sleutel-bestand.",
    )
    ANDERE_SLEUTEL = (
        Wijziging.ONBEKEND,
        "Het record is met een andere sleutel verzegeld, of na het schrijven "
        "gewijzigd.",
    )
    ZEGEL_GEBROKEN = (
        Wijziging.GEWIJZIGD,
        "Het record is gewijzigd nadat het met de sleutel was verzegeld.",
    )

    @property
    def wijziging(self) -> Wijziging:
        """The kind of change."""
        return self.value[0]

    @property
    def zin(self) -> str:
        """A Dutch sentence."""
        return self.value[1]


_OF_SEAL = {
    Zegelstand.GEEN: (
        Afwijking.GEEN_ZEGEL,
        "is not sealed with a key; give a file that was written with that key, or do "
        "without --sleutel-bestand",
    ),
    Zegelstand.ANDERE_SLEUTEL: (
        Afwijking.ANDERE_SLEUTEL,
        "was sealed with another key than was given, or changed; give that key",
    ),
    Zegelstand.GEBROKEN: (
        Afwijking.ZEGEL_GEBROKEN,
        "was changed after it was sealed; take back the one that was written",
    ),
}
"""What the seals of records come to that do not hold."""


@dataclass(frozen=True)
class Bevinding:
    """What a record says of a file.

    Attributes:
        herkomst: Where the file comes from.
        afwijking: How it differs; None when it does not, or nothing was checked.
        sentence: The same for an error, with what to do.
        soort: What the file holds, as its record says; None without one.
        rijen: Its rows; likewise.
        record: The record of its set, or its own where that is not there; None
            without any.
        whole: What that record says of the set.
        said: All that it says.
        zegel: What the seals of the records come to.
    """

    herkomst: Herkomst
    afwijking: Afwijking | None = None
    sentence: str = ""
    soort: str | None = None
    rijen: int | None = None
    record: Path | None = None
    whole: Set | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    zegel: Zegelstand = Zegelstand.GEEN


def examine(path: Path, sleutel: Sleutel | None = None) -> Bevinding:
    """Compare a file with its record.

    Args:
        path: The file.
        sleutel: Key that its records have to be sealed with; None when that is not
            asked.

    Raises:
        RecordError: A record is damaged.
        InputFileError: The file cannot be read.
    """
    stamp = stamp_of(path)
    sha256 = file_sha256(path)
    beside = record_path(path)
    found = read_set(beside)
    if found is None:
        return Bevinding(Herkomst(path, sha256, stamp=stamp))
    own, said = found
    bestand = said.get("bestand")
    soort = bestand.get("soort") if isinstance(bestand, dict) else None
    zegel, sealed_by = judge_seal(said, sleutel), beside
    is_other = False
    if own.record is not None:
        above = read_set(beside.parent / own.record)
        if above is not None:
            is_other = above[0].toestand == HEEL and above[0].id != own.id
            is_same = above[0].toestand == HEEL and not is_other
            if is_same and not own.from_any_folder() <= above[0].from_any_folder():
                raise damaged(beside)
            beside, own, said = beside.parent / own.record, *above
            of_set = judge_seal(said, sleutel)
            # The worse of both: one seal that is missing may have been taken away.
            if zegel is Zegelstand.HEEL or of_set is Zegelstand.ONBEVESTIGD:
                zegel, sealed_by = of_set, beside
    naam = os.path.relpath(path, beside.parent)
    named = own.of_name(naam) or own.of_content(own.hash_of(sha256, sleutel))
    compared = _compared(path, sha256, own, named, beside, sleutel, is_other=is_other)
    if own.toestand != VERVANGEN and sleutel is not None and zegel in _OF_SEAL:
        afwijking, sentence = _OF_SEAL[zegel]
        compared = afwijking, f"its record {sealed_by.name} {sentence}"
    again = "run" if (beside.parent / OF_A_RUN).is_file() else own.opdracht
    invoer = said.get("invoer")
    hashes = invoer.values() if isinstance(invoer, dict) else ()
    herkomst = Herkomst(
        path,
        sha256,
        own.id,
        frozenset(map(str, hashes)),
        stamp,
        is_confirmed=zegel is not Zegelstand.ONBEVESTIGD,
    )
    return Bevinding(
        herkomst,
        compared[0],
        f"{compared[1]}, or run dbc-grouper {again} again",
        soort,
        None if named is None else named.rijen,
        beside,
        own,
        said,
        zegel,
    )


def _compared(
    path: Path,
    sha256: str,
    own: Set,
    named: Bestand | None,
    record: Path,
    sleutel: Sleutel | None,
    *,
    is_other: bool,
) -> tuple[Afwijking | None, str]:
    if own.toestand == VERVANGEN:
        return Afwijking.VERVANGEN, (
            "a run was cut off while it replaced this set; take back a set that is "
            "whole"
        )
    if own.toestand == GEWEIGERD:
        return Afwijking.GEWEIGERD, (
            "the last delivery for this place was refused, and this file is of an "
            "earlier one; mend that delivery"
        )
    if is_other or named is None:
        return Afwijking.ANDERE_RUN, (
            f"is of another run than {record.name} beside it; give files of one run"
        )
    hashed, size = own.hash_of(sha256, sleutel), path.stat().st_size
    # Without the key of the hashes only the size can be compared.
    if named.sha256 == hashed or (hashed is None and named.bytes == size):
        is_here = named.naam == os.path.relpath(path, record.parent)
        return (None if is_here else Afwijking.VERPLAATST), ""
    other = own.of_content(hashed)
    if other is not None:
        return Afwijking.VERWISSELD, (
            f"is the file that {record.name} says was written as {other.naam}; give "
            "each by its own name"
        )
    of_bytes = "" if size == named.bytes else f" of {named.bytes:,} bytes"
    is_of_other = record_of_another_run(sha256, own, record, sleutel) is not None
    return Afwijking.ANDERE_RUN if is_of_other else Afwijking.GEWIJZIGD, (
        f"is not the file{of_bytes} that {record.name} says was written; give that one"
    )


def judge_record(
    own: Set, said: Mapping[str, Any], sleutel: Sleutel | None
) -> Afwijking | None:
    """What is wrong with a record by itself, whatever its files are.

    Args:
        own: What it says of its set.
        said: All that it says.
        sleutel: Key that it has to be sealed with; without one a sealed record cannot
            be confirmed.
    """
    if own.toestand == VERVANGEN:
        return Afwijking.VERVANGEN
    zegel = judge_seal(said, sleutel)
    if zegel is Zegelstand.ONBEVESTIGD:
        return Afwijking.ONBEVESTIGD
    return None if sleutel is None or zegel not in _OF_SEAL else _OF_SEAL[zegel][0]


def record_of_another_run(
    sha256: str, own: Set, record: Path, sleutel: Sleutel | None = None
) -> Path | None:
    """Record of another set that names a file of this content, if one is near.

    Looked for among the records in its folder, and by its name in folders beside that.
    """
    folder = record.resolve().parent
    for place in _near(folder, record.name):
        try:
            found = read_set(place)
        except RecordError:
            continue
        if found is None or found[0].record is not None or found[0].id == own.id:
            continue
        hashed = found[0].hash_of(sha256, sleutel)
        if found[0].of_content(hashed) is not None:
            return place
    return None


def _near(folder: Path, name: str) -> Iterator[Path]:
    try:
        yield from sorted(folder.glob(f"*{ENDING}"))
        yield from sorted(folder.parent.glob(f"*/{glob.escape(name)}"))
    except OSError:
        # What cannot be looked at says nothing.
        return


def stamp_of(path: Path) -> tuple[int, ...]:
    """What tells that another file stands there by now; empty without a file."""
    try:
        own = path.stat()
    except OSError:
        return ()
    return own.st_dev, own.st_ino, own.st_size, own.st_mtime_ns
