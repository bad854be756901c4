"""How the files of an OHW delivery (onderhanden werk) are laid out: all of it settings.

Sourced is only that the delivery is a zip with the files named here (VECOZO's pages on
the OHW-Grouper: docs/sources.md, VEC).

UNSOURCED: separator, header row, column names, links and dates. The defaults take the
column names of the nearest files that are known, the DIS files of subtrajecten
(docs/sources.md, DIS), and hang them together as the HL7v3 message does. A hospital
sets its own names in a TOML file (``declarations.berichten.layout``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from productstructure.errors import CallError

MANDATORY = (
    "DECLARATIEDATASET",
    "NEVENDIAGNOSE",
    "PATIENT",
    "ZORGTRAJECT",
    "GELEVERD_ZORGPROFIEL",
    "PAKBON",
    "SUBTRAJECT",
)
OPTIONAL = ("HONORARIUM", "OVERIGE_VERRICHTING")

OPTIONAL_COLUMNS = frozenset(
    {
        "einddatum",
        "zorgvraag_code",
        "afsluitreden_code",
        "aanspraak",
        "geboortedatum",
        "leeftijd_jaar",
        "uitvoerdatum",
        "zorgactiviteit_id",
    }
)
"""Columns that a delivery may lack; of the two of age one has to be there."""

DEFAULT_COLUMNS: Mapping[str, str] = {
    "declaratiedataset_id": "DECLARATIEDATASET.declaratiedatasetnummer",
    "zorginstelling_code": "DECLARATIEDATASET.instellingscode",
    "geslacht": "PATIENT.geslacht",
    "geboortedatum": "PATIENT.geboortedatum",
    "leeftijd_jaar": "PATIENT.leeftijd",
    "zorgtraject_nummer": "ZORGTRAJECT.zorgtrajectnummer",
    "specialisme_code": "ZORGTRAJECT.behandelend_specialisme",
    "zorgvraag_code": "ZORGTRAJECT.zorgvraagcode",
    "subtraject_id": "SUBTRAJECT.subtrajectnummer",
    "zorgtype_code": "SUBTRAJECT.zorgtypecode",
    "diagnose_code": "SUBTRAJECT.typerende_diagnose",
    "begindatum": "SUBTRAJECT.begindatum_subtraject",
    "einddatum": "SUBTRAJECT.einddatum_subtraject",
    "afsluitreden_code": "SUBTRAJECT.dbc_reden_sluiten",
    "aanspraak": "SUBTRAJECT.aanspraak_zvw",
    "zorgactiviteit_id": "GELEVERD_ZORGPROFIEL.zorgactiviteitnummer",
    "zorgactiviteit_code": "GELEVERD_ZORGPROFIEL.zorgactiviteitcode",
    "aantal": "GELEVERD_ZORGPROFIEL.aantal",
    "uitvoerdatum": "GELEVERD_ZORGPROFIEL.uitvoerdatum",
}

DEFAULT_LINKS: Mapping[str, str] = {
    "SUBTRAJECT.zorgtrajectnummer": "ZORGTRAJECT.zorgtrajectnummer",
    "SUBTRAJECT.declaratiedatasetnummer": "DECLARATIEDATASET.declaratiedatasetnummer",
    "DECLARATIEDATASET.patientnummer": "PATIENT.patientnummer",
}


@dataclass(frozen=True)
class OhwLayout:
    """Where the columns of an OHW delivery stand.

    Attributes:
        separator: Between the values of a row.
        date_format: How dates are written, in the notation of ``strftime``.
        columns: Our column to ``FILE.column``; header names match in any case.
        links: ``FILE.column`` to the ``FILE.column`` that it refers to, from
            SUBTRAJECT outward, each file after the one that refers to it.
        zorgprofiel_link: The column of GELEVERD_ZORGPROFIEL that names the subtraject.
        ignored: Header names that are what they are, however near to one above.

    Raises:
        CallError: A column of ours is unknown, a place is not ``FILE.column``, or the
            separator is not one ASCII character.
    """

    separator: str = ";"
    date_format: str = "%Y%m%d"
    columns: Mapping[str, str] = field(default_factory=lambda: DEFAULT_COLUMNS)
    links: Mapping[str, str] = field(default_factory=lambda: DEFAULT_LINKS)
    zorgprofiel_link: str = "GELEVERD_ZORGPROFIEL.subtrajectnummer"
    ignored: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if len(self.separator) != 1 or not self.separator.isascii():
            raise CallError(
                f"layout, ohw, separator: found '{self.separator}'; expected one ASCII "
                "character."
            )
        unknown = sorted(set(self.columns) - set(DEFAULT_COLUMNS))
        if unknown:
            raise CallError(
                f"layout, ohw, columns: found unknown {', '.join(unknown)}; known are "
                f"{', '.join(DEFAULT_COLUMNS)}."
            )
        for place in self.places:
            file, _, column = place.partition(".")
            if file not in MANDATORY or not column:
                raise CallError(
                    f"layout, ohw: found place '{place}'; expected FILE.column, FILE "
                    f"being one of {', '.join(MANDATORY)}."
                )

    @property
    def places(self) -> list[str]:
        """Every ``FILE.column`` that is read."""
        links = [*self.links, *self.links.values(), self.zorgprofiel_link]
        return [*self.columns.values(), *links]
