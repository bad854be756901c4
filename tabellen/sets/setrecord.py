"""What the record of a set of outputs says of its files, and whether they are those.

What one command writes is a set: outcomes, rejected rows, findings. One record stands
beside the first of them, as ``FILE.provenance.json``, and names each with its bytes,
rows and hash, under the key ``set``; the other keys say how it was made. Beside each
other file that a command reads stands a short one that points to it. With a key each
is sealed (``tabellen.sets.sleutel``); without one who can write a file can write its
record.

Dutch terms: bestand (file), herkomst (origin), afwijking (how a file differs),
wijziging (kind of change), zegel (seal).
"""

import glob
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from tabellen.errors import InputFileError
from tabellen.sets.sleutel import Sleutel, Zegelstand, judge_seal

ENDING = ".provenance.json"

OF_A_RUN = f"run{ENDING}"
"""Name of the record of a whole night, in its folder."""

INVOERPADEN = "invoerpaden"
"""Key of a record under which the paths of its inputs stand, from its folder."""

HEEL = "heel"
"""The files are those that the record names."""
VERVANGEN = "wordt vervangen"
"""A run was putting its files in place; some may be of it, some of the one before."""
GEWEIGERD = "geweigerd"
"""The last delivery was refused as a whole; an outcome that stands there is older."""


@dataclass(frozen=True)
class Bestand:
    """A file of a set.

    Attributes:
        naam: Its path from the folder of the record.
        bytes: Its size.
        rijen: Its rows; None for what has none.
        sha256: Hash of its bytes, in hexadecimal; keyed where its set says so.
    """

    naam: str
    bytes: int
    rijen: int | None
    sha256: str


@dataclass(frozen=True)
class Set:
    """What a record says of its set.

    Attributes:
        toestand: HEEL, VERVANGEN or GEWEIGERD.
        opdracht: Command that wrote it.
        id: Hash over the names, sizes, rows and hashes of all its files.
        record: Path of the record of the whole set, from the folder of this one; None
            for that record itself.
        bestanden: All files of the set, or in a short record the one beside it.
        gesleuteld: Whether their hashes are keyed with the key of the seal.
    """

    toestand: str
    opdracht: str
    id: str = ""
    record: str | None = None
    bestanden: tuple[Bestand, ...] = ()
    gesleuteld: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The value of the key ``set``."""
        said = {**asdict(self), "bestanden": [asdict(each) for each in self.bestanden]}
        if not self.gesleuteld:
            del said["gesleuteld"]
        return said

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Set":
        """Read it back.

        Raises:
            ValueError: It is none; so do KeyError and TypeError.
        """
        found = cls(
            **{**said, "bestanden": tuple(Bestand(**own) for own in said["bestanden"])}
        )
        texts = [found.toestand, found.opdracht, found.id, found.record or ""]
        for each in found.bestanden:
            texts += [each.naam, each.sha256]
            if type(each.bytes) is not int or type(each.rijen) not in (int, type(None)):
                raise ValueError("not the record of a set")
        if type(found.gesleuteld) is not bool:
            raise ValueError("not the record of a set")
        if not all(isinstance(text, str) and "\0" not in text for text in texts):
            raise ValueError("not the record of a set")
        whole = found.record is None and found.toestand != VERVANGEN
        if whole and found.id != set_id(found.bestanden):
            raise ValueError("not the files of this set")
        return found

    def of_name(self, naam: str) -> Bestand | None:
        """The file of this name."""
        return next((each for each in self.bestanden if each.naam == naam), None)

    def hash_of(self, sha256: str, sleutel: Sleutel | None) -> str | None:
        """Hash of a file as the record has it; None where that is keyed, without a key.

        Args:
            sha256: Hash of its bytes, in hexadecimal.
            sleutel: Key of the seal, where there is one.
        """
        if not self.gesleuteld:
            return sha256
        return None if sleutel is None else sleutel.of_file(sha256)

    def of_content(self, hashed: str | None) -> Bestand | None:
        """A file of this content, by its hash as the record has it."""
        return next((each for each in self.bestanden if each.sha256 == hashed), None)

    def from_any_folder(self) -> set[Bestand]:
        """Its files, by their names without the way to them."""
        return {replace(each, naam=Path(each.naam).name) for each in self.bestanden}


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


class RecordError(InputFileError):
    """A record is damaged, or is none: nothing can be said of its file."""


def set_id(bestanden: Iterable[Bestand]) -> str:
    """Names a set by its files."""
    said = sorted(json.dumps(asdict(each), sort_keys=True) for each in bestanden)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def record_path(path: Path | str) -> Path:
    """Where the record of a file stands."""
    path = Path(path)
    return path.with_name(path.name + ENDING)


def record_text(said: Mapping[str, Any], sleutel: Sleutel | None = None) -> str:
    """A record as it stands in its file, sealed where there is a key."""
    whole = said if sleutel is None else sleutel.sealed(said)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def read_set(record: Path) -> tuple[Set, Mapping[str, Any]] | None:
    """What a record says: of its set, and all of it.

    Returns:
        None where there is no record, or one of a version without sets.

    Raises:
        RecordError: The record is damaged.
    """
    if not is_regular(record):
        return None
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        return (Set.from_dict(said["set"]), said) if "set" in said else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(record) from None


def _damaged(record: Path) -> RecordError:
    return RecordError(
        f"{record}: damaged, or no record of dbc-grouper. Take back the one that was "
        "written with the file, or make the file again."
    )


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
    stamp = _stamp(path)
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
                raise _damaged(beside)
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


def check_output(
    path: Path | str, sleutel: Sleutel | None = None, *, of_ours: bool = True
) -> Herkomst:
    """Refuse an output of ours that is not as its record says.

    Args:
        path: The file.
        sleutel: Key that its record has to be sealed with; None when that is not asked.
        of_ours: Whether it can only be an output of ours, so that with a key it has to
            have a record.

    Returns:
        Where it comes from. A file without a record was made by somebody else, or by an
        earlier version, and is not checked.

    Raises:
        InputFileError: It was changed, is of another run than the files beside it, its
            set was being replaced, or its record is not sealed with the key.
    """
    path = Path(path)
    found = examine(path, sleutel)
    if found.whole is None and sleutel is not None and of_ours:
        raise InputFileError(
            f"{path}: no record beside it that is sealed with the key; take back the "
            "one that was written with it, or do without --sleutel-bestand."
        )
    # A file that was given another name with its record is what it was.
    if found.afwijking not in (None, Afwijking.VERPLAATST):
        raise InputFileError(f"{path}: {found.sentence}.")
    return found.herkomst


def check_one_run(outputs: Sequence[Herkomst], command: str) -> None:
    """Refuse files of one batch that are of two runs.

    Args:
        outputs: What is read together.
        command: What makes them.

    Raises:
        InputFileError: They are of two runs.
    """
    known = [each for each in outputs if each.set_id is not None]
    for each in known[1:]:
        if each.set_id != known[0].set_id:
            raise InputFileError(
                f"{each.path} and {known[0].path} are of two runs; give those of one, "
                f"or run dbc-grouper {command} again."
            )


def check_unchanged(outputs: Iterable[Herkomst]) -> None:
    """Refuse files that another run put in place while they were read.

    Raises:
        InputFileError: Another file stands there than was checked.
    """
    for each in outputs:
        if _stamp(each.path) != each.stamp:
            raise InputFileError(
                f"{each.path}: was replaced while it was read; give it again when the "
                "other run has ended."
            )


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        own = path.stat()
    except OSError:
        return ()
    return own.st_dev, own.st_ino, own.st_size, own.st_mtime_ns


def unchecked(outputs: Iterable[Herkomst]) -> tuple[str, ...]:
    """Names of files that no record says anything of."""
    return tuple(dict.fromkeys(o.path.name for o in outputs if o.set_id is None))


def unconfirmed(outputs: Iterable[Herkomst]) -> tuple[str, ...]:
    """Names of files whose record is sealed, where no key was given."""
    return tuple(dict.fromkeys(o.path.name for o in outputs if not o.is_confirmed))


def is_regular(path: Path) -> bool:
    """Whether a file is there that can be read to its end.

    A record may name anything; of a name that no file can have Path.is_file raises.
    """
    return os.path.isfile(path)  # noqa: PTH113


def file_sha256(path: Path | str) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal.

    Raises:
        InputFileError: It cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise InputFileError(
            f"{path}: cannot be read ({fault.strerror}). Check the name and the rights."
        ) from None
