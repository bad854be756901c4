"""Says by which release, engine and settings a file was made.

The record stands beside the file, as ``OUT.provenance.json``: a csv has no room for it,
and one form serves all. It holds no patient data, and no clock: the same input gives
the same record. Digests of its columns let ``verify`` name a changed cell.

Source: Regeling msz 2016 art. 29.3e-g (reproducible, trial told apart, versions shown).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from grouper.compiled.releasekeuze import REDENEN, Releasekeuzes
from grouper.findings.checks import CHECK_BY_NAME, InputChecks
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.ozp.rules import OzpRegels
from grouper.registration._arrow import Strings
from grouper.registration.columns import KNOWN_COLUMNS
from grouper.sealing._digest import ColumnDigest
from grouper.sealing.digest import (
    DIGEST,
    PERSON_KOLOM,
    WORDS,
    digest_sum,
    person,
    texts_of,
)
from productstructure.errors import InputFileError
from productstructure.release import ReleaseIdentity, recorded_text
from tabellen.headers.leeswijze import Leeswijze, vertalingen
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import (
    ENDING,
    RecordError,
    file_sha256,
    record_path,
    record_text,
)

FORMAT = 1
"""Raise it whenever the record changes its meaning."""

SOORTEN = ("grouped", "ozp", "profielen")
"""Frames of ``GroupResult`` that files are written of."""


@dataclass(frozen=True)
class Releasekeuze:
    """How many subtrajecten took one of several releases for one reason.

    Attributes:
        release: Its name.
        reden: Why, in Dutch.
        subtrajecten: How many.
    """

    release: str
    reden: str
    subtrajecten: int


@dataclass(frozen=True)
class Provenance:
    """How output was made.

    Attributes:
        releases: The releases it was grouped on.
        checks: Severity of every input check.
        aanspraak: What decided between two declaratiecodes.
        ozp: What decided on overige zorgproducten.
        pinned: Name of the release that was pinned; None for none.
        engine_versie: Version of this distribution.
        pseudoniemen: Whether numbers were replaced by keyed hashes.
        invoer: Names of the input files, each with the SHA-256 of its bytes.
        gemaakt: When, if the caller says so; no clock is read.
        leeswijze: How the tables of the batch were read.
        releasekeuze: With several releases: which one how many subtrajecten took, and
            why.
    """

    releases: tuple[ReleaseIdentity, ...]
    checks: InputChecks
    aanspraak: AanspraakRegels = field(default_factory=AanspraakRegels)
    ozp: OzpRegels = field(default_factory=OzpRegels)
    pinned: str | None = None
    engine_versie: str = field(default_factory=lambda: version("dbc-grouper"))
    pseudoniemen: bool = False
    invoer: Mapping[str, str] = field(default_factory=dict)
    gemaakt: str | None = None
    leeswijze: Leeswijze = field(default_factory=Leeswijze)
    releasekeuze: tuple[Releasekeuze, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON holds it."""
        return {
            "engine": "dbc-grouper",
            "engine_versie": self.engine_versie,
            "gemaakt": self.gemaakt,
            "releases": [_as_dict(release) for release in self.releases],
            **(
                {"releasekeuze": [asdict(keuze) for keuze in self.releasekeuze]}
                if self.releasekeuze
                else {}
            ),
            "instellingen": {
                "controles": dict(self.checks.severity),
                "aanspraak": asdict(self.aanspraak),
                "ozp": {
                    **asdict(self.ozp),
                    "fysiotherapie": list(self.ozp.fysiotherapie),
                },
                "vastgezette_release": self.pinned,
                "pseudoniemen": self.pseudoniemen,
                "genegeerde_kolommen": list(self.leeswijze.genegeerd),
                **self.leeswijze.to_dict(KNOWN_COLUMNS),
            },
            "invoer": dict(self.invoer),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "Provenance":
        """Read a record back.

        Raises:
            ValueError: It is none, or a setting in it is none that is known; so do
                KeyError, TypeError and AttributeError.
        """
        settings = record["instellingen"]
        controles = settings["controles"]
        if not controles or set(controles) - set(CHECK_BY_NAME):
            raise ValueError("not the input checks of this engine")
        ozp = dict(settings["ozp"])
        ozp["fysiotherapie"] = tuple(ozp["fysiotherapie"])
        pinned = settings["vastgezette_release"]
        return cls(
            releases=tuple(
                ReleaseIdentity.of_record(release) for release in record["releases"]
            ),
            # A check that the engine of that day did not have was not made.
            checks=InputChecks.off().with_settings(controles),
            aanspraak=AanspraakRegels(**settings["aanspraak"]),
            ozp=OzpRegels(**ozp),
            pinned=None if pinned is None else recorded_text(pinned),
            engine_versie=record["engine_versie"],
            pseudoniemen=settings["pseudoniemen"],
            invoer=record["invoer"],
            gemaakt=record["gemaakt"],
            leeswijze=Leeswijze(
                genegeerd=tuple(
                    map(recorded_text, settings.get("genegeerde_kolommen", ()))
                ),
                bladen=tuple(map(recorded_text, settings.get("bladen", ()))),
                datumvorm=settings.get("datumvorm"),
                tabellen=vertalingen(
                    settings.get("kolommen", {}), "kolommen", KNOWN_COLUMNS
                ),
            ),
            releasekeuze=tuple(
                Releasekeuze(**keuze) for keuze in record.get("releasekeuze", ())
            ),
        )

    def with_choices(self, keuzes: Releasekeuzes) -> "Provenance":
        """This record with what became of the choice between several releases."""
        if len(self.releases) == 1:
            return self
        return replace(self, releasekeuze=tuple(self._choices(keuzes)))

    def _choices(self, keuzes: Releasekeuzes) -> Iterator[Releasekeuze]:
        for (position, keuze), count in sorted(keuzes.items()):
            name = self.releases[position].name
            yield Releasekeuze(name, REDENEN[keuze], count)


@dataclass(frozen=True)
class FileRecord:
    """What the record says of the rows of a file.

    Attributes:
        soort: Which frame of ``GroupResult`` they are of: grouped, ozp or profielen.
        is_trial: Whether the file holds the rows of open subtrajecten alone, or none
            of them; None when it holds all.
        rijen: How many there are.
        kolommen: Digest of every column, in the order of the file.
        rijen_som: Sum of the digests of the rows (``digest_sum``), in hexadecimal,
            which is that of the same rows in any order. None for rows without digests,
            and in the record of an engine that had it not.
    """

    soort: str
    is_trial: bool | None
    rijen: int
    kolommen: Mapping[str, str]
    rijen_som: str | None = None

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "FileRecord":
        """Read it back; raises as ``Provenance.from_dict`` does."""
        found = cls(**record)
        if (
            found.soort not in SOORTEN
            or found.is_trial not in (None, True, False)
            or type(found.rijen) is not int
            or not all(type(digest) is str for digest in found.kolommen.values())
            or not isinstance(found.rijen_som, str | None)
        ):
            raise ValueError("not the record of a file")
        return found


class FileDigest:
    """Digests the columns of a file that is written in pieces.

    Args:
        soort: Which frame the file holds: grouped, ozp or profielen.
        is_trial: Whether it holds open subtrajecten alone, or none; None for all.
    """

    def __init__(self, soort: str = "grouped", *, is_trial: bool | None = None) -> None:
        self._soort = soort
        self._is_trial = is_trial
        self._columns: dict[str, ColumnDigest] = {}
        self._height = 0
        self._sum = np.zeros(WORDS, np.uint64)

    def add(self, piece: pl.DataFrame) -> None:
        """Add the next rows of the file."""
        if not self._columns:
            self._columns = {
                name: ColumnDigest(person(PERSON_KOLOM)) for name in piece.columns
            }
        self._height += piece.height
        for cells in texts_of(piece):
            self._columns[cells.name].add(Strings(cells))
        if DIGEST in piece.columns:
            self._sum += digest_sum(piece[DIGEST])

    def record(self) -> FileRecord:
        """The digests of all rows so far."""
        return FileRecord(
            soort=self._soort,
            is_trial=self._is_trial,
            rijen=self._height,
            kolommen={
                name: column.digest().hex() for name, column in self._columns.items()
            },
            rijen_som=self._sum.astype(">u8").tobytes().hex()
            if DIGEST in self._columns
            else None,
        )


provenance_path = record_path
"""Where the record of a file stands."""


def provenance_said(provenance: Provenance, rows: FileRecord) -> dict[str, Any]:
    """What the record of a file says of how it was made, and of its rows."""
    return {
        "formaat": FORMAT,
        **provenance.to_dict(),
        "bestand": {**asdict(rows), "kolommen": dict(rows.kolommen)},
    }


def write_provenance(
    path: Path | str, provenance: Provenance, rows: FileRecord
) -> Path:
    """Write the record of a file beside it, for a file that is of no set.

    Args:
        path: The file.
        provenance: How it was made.
        rows: Its rows, as ``FileDigest`` gives them.

    Returns:
        Path of the record.

    Raises:
        OutputFileError: It cannot be written.
    """
    target = provenance_path(path)
    with OutputSet(target) as outputs:
        outputs.add_text(target, record_text(provenance_said(provenance, rows)))
        outputs.publish()
    return target


def read_provenance(path: Path | str) -> tuple[Provenance, FileRecord] | None:
    """Read the record of a file; None when there is none beside it.

    Raises:
        RecordError: The record is damaged.
        InputFileError: It is of another format.
    """
    target = provenance_path(path)
    if not target.is_file():
        return None
    try:
        record = json.loads(target.read_text(encoding="utf-8"))
        found, engine = record["formaat"], record["engine_versie"]
        if found == FORMAT:
            return Provenance.from_dict(record), FileRecord.from_dict(record["bestand"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise RecordError(
            f"{target}: not a provenance record of this engine. Take back the one that "
            "was written with the file, or take it away to verify the rows alone."
        ) from None
    raise InputFileError(
        f"{target}: format {found} found; this engine reads {FORMAT}. Verify with "
        f"engine version {engine}."
    )


def _as_dict(release: ReleaseIdentity) -> dict[str, Any]:
    found = asdict(release)
    for name in ("ingangsdatum", "versiedatum"):
        day = found[name]
        found[name] = None if day is None else day.isoformat()
    return found


__all__ = [
    "ENDING",
    "FORMAT",
    "SOORTEN",
    "FileDigest",
    "FileRecord",
    "Provenance",
    "Releasekeuze",
    "file_sha256",
    "provenance_path",
    "provenance_said",
    "read_provenance",
    "write_provenance",
]
