"""A release of the productstructuur: its tables and where they came from.

A ``ProductStructure`` is frozen and checked: whoever holds one may trust that its
trees end in leaves and that its references resolve.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self

import polars as pl

from productstructure.files.filenames import versie_of
from tabellen.getoond import Getoond


@dataclass(frozen=True)
class Bronbestand:
    """One XML file of a release.

    Attributes:
        name: File name inside the zip or folder.
        sha256: Of the XML bytes, in hexadecimal.
        identificatie: The file's own Identificatie, e.g. ``BoomBestanden_20161004``.
    """

    name: str
    sha256: str
    identificatie: str


@dataclass(frozen=True)
class ReleaseIdentity:
    """By what a release is known.

    Attributes:
        name: For people, e.g. ``20170101 v20161117 (20161004)``.
        ingangsdatum: The date in the file names: first day the release is meant for;
            None when the names carry none.
        versiedatum: Latest VersieDatum of any row, but for dates that cannot be
            (``versiedatum``); a set is known by this date and the file names together,
            which need not agree (RZ17a).
        boombestanden: The file with the trees.
        referenties: The file with the reference tables.
    """

    name: str
    ingangsdatum: date | None
    versiedatum: date
    boombestanden: Bronbestand
    referenties: Bronbestand

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """The identity that stands in a record, read as JSON.

        Raises:
            ValueError: Or KeyError, TypeError or AttributeError: another thing stands
                there.
        """
        ingangsdatum = record["ingangsdatum"]
        return cls(
            name=recorded_text(record["name"]),
            ingangsdatum=None
            if ingangsdatum is None
            else date.fromisoformat(ingangsdatum),
            versiedatum=date.fromisoformat(record["versiedatum"]),
            boombestanden=_bronbestand(record["boombestanden"]),
            referenties=_bronbestand(record["referenties"]),
        )

    @property
    def versie(self) -> date | None:
        """The date after the ``v`` in the file names; None when they carry none."""
        return versie_of(self.boombestanden.name)


def _bronbestand(record: Mapping[str, Any]) -> Bronbestand:
    return Bronbestand(**{name: recorded_text(text) for name, text in record.items()})


def recorded_text(value: Any) -> str:
    """A text that stands in a record.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


@dataclass(frozen=True, eq=False, repr=False)
class ProductStructure(Getoond):
    """One checked release; nothing in it can be replaced.

    Two of them are the same release when their ``identity`` is equal.

    Attributes:
        identity: By what it is known.
        tables: A frame per table of ``productstructure.schema.TABLES``.
        notices: What is unusual about it and was let through, a text each.
    """

    MADE_BY: ClassVar = "read_release"

    identity: ReleaseIdentity
    tables: Mapping[str, pl.DataFrame]
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
