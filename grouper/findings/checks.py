"""The input checks: what may be wrong with a row, and what becomes of it.

Each check has a code of its own, a Dutch text and a setting: ``reject``, ``warn`` or
``off``. Codes are ours, not the NZa's fault numbers, whose list is not public
(docs/sources.md, VEC). Source of the checks and their defaults: docs/decisions.md 2
and 3, by what the reference tables of RZ17a hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np

from productstructure.errors import CallError
from tabellen.bevinding import Bevinding
from tabellen.calltypes import checks_fields, checks_types

Severity = Literal["reject", "warn", "off"]


class Bit(IntEnum):
    """Position of each check in the fault mask of a subtraject, of 64 bits.

    Checks on subtrajecten stand below ``ACTIVITEIT_BIT0``, those on zorgactiviteiten
    from there on; findings of one row are in this order.
    """

    NUMMER_LEEG = 0
    NUMMER_DUBBEL = 1
    BEGINDATUM = 2
    BEGINDATUM_TE_VROEG = 3
    BEGINDATUM_NA_HORIZON = 4
    EINDDATUM = 5
    SPECIALISME = 6
    ZORGTYPE = 7
    DIAGNOSE = 8
    DIAGNOSE_TRAJECT = 9
    ZORGVRAAG = 10
    GEBOORTEDATUM = 11
    GEBOREN_NA_BEGIN = 12
    LEEFTIJD = 13
    LEEFTIJD_WIJKT_AF = 14
    GESLACHT = 15
    INSTELLING = 16
    AANTAL_NEGATIEF = 17
    AANSPRAAK = 18
    AFSLUITREDEN = 19
    EINDDATUM_VOOR_BEGIN = 20
    EINDDATUM_OPEN = 21
    GEEN_ACTIVITEIT = 22
    BEGINDATUM_IN_GAT = 23
    AANTAL = 48
    UITVOERDATUM = 49
    ACTIVITEIT = 50
    AANTAL_NUL = 51
    ACTIVITEIT_LOS = 52
    ACTIVITEIT_ELDERS = 53
    UITVOERDATUM_VER = 54

    @property
    def mask(self) -> np.uint64:
        """The fault in the mask of a subtraject."""
        return np.uint64(1 << self)

    @property
    def line_mask(self) -> np.uint16:
        """The fault, one of an activity, in the mask of that activity."""
        return np.uint16(1 << self - ACTIVITEIT_BIT0)


ACTIVITEIT_BIT0 = 48
"""Position in the fault masks of subtrajecten at which the masks of zorgactiviteiten
begin: they have 16 bits, for there are many activities."""


@dataclass(frozen=True)
class Check(Bevinding):
    """One input check; ``waar`` is the column that is at fault.

    Attributes:
        bit: Its position in fault masks.
    """

    ernst: Severity
    bit: Bit = field(kw_only=True)

    @property
    def name(self) -> str:
        """Its name in settings."""
        return self.bit.name.lower()

    @property
    def on_activities(self) -> bool:
        """Whether the faulty row is a zorgactiviteit."""
        return self.bit >= ACTIVITEIT_BIT0


CHECKS: tuple[Check, ...] = (
    Check(
        "G101",
        "reject",
        "subtraject_nummer",
        "Het subtrajectnummer ontbreekt. Vul het in.",
        bit=Bit.NUMMER_LEEG,
    ),
    Check(
        "G102",
        "reject",
        "subtraject_nummer",
        "Het subtrajectnummer komt vaker voor; alle dragers zijn afgewezen. Lever elk "
        "subtraject één keer aan.",
        bit=Bit.NUMMER_DUBBEL,
    ),
    Check(
        "G111",
        "reject",
        "begindatum",
        "De begindatum ontbreekt of bestaat niet. Lever een datum als jjjj-mm-dd.",
        bit=Bit.BEGINDATUM,
    ),
    Check(
        "G112",
        "reject",
        "begindatum",
        "De begindatum ligt voor de eerste boomversie van de release. Gebruik een "
        "release die deze datum kent.",
        bit=Bit.BEGINDATUM_TE_VROEG,
    ),
    Check(
        "G113",
        "warn",
        "begindatum",
        "De begindatum ligt na 31 december van het jaar waarvoor de release bedoeld "
        "is. Gebruik een nieuwere release.",
        bit=Bit.BEGINDATUM_NA_HORIZON,
    ),
    Check(
        "G114",
        "reject",
        "einddatum",
        "De einddatum bestaat niet. Lever een datum als jjjj-mm-dd of laat haar leeg.",
        bit=Bit.EINDDATUM,
    ),
    Check(
        "G121",
        "reject",
        "specialisme_code",
        "Het specialisme is onbekend, verlopen of geen poortspecialisme op de "
        "begindatum.",
        bit=Bit.SPECIALISME,
    ),
    Check(
        "G122",
        "reject",
        "zorgtype_code",
        "Het zorgtype is niet geldig voor dit specialisme op de begindatum, of geen "
        "boom van de release kent het.",
        bit=Bit.ZORGTYPE,
    ),
    Check(
        "G123",
        "reject",
        "diagnose_code",
        "De diagnose is niet geldig voor dit specialisme op de begindatum.",
        bit=Bit.DIAGNOSE,
    ),
    Check(
        "G124",
        "warn",
        "diagnose_code",
        "De diagnose is de technische code Traject; het product wordt meestal uitval.",
        bit=Bit.DIAGNOSE_TRAJECT,
    ),
    Check(
        "G125",
        "reject",
        "zorgvraag_code",
        "De zorgvraag is niet geldig voor dit specialisme op de begindatum.",
        bit=Bit.ZORGVRAAG,
    ),
    Check(
        "G131",
        "reject",
        "geboortedatum",
        "De geboortedatum bestaat niet. Lever een datum als jjjj-mm-dd.",
        bit=Bit.GEBOORTEDATUM,
    ),
    Check(
        "G132",
        "reject",
        "geboortedatum",
        "De geboortedatum ligt na de begindatum van het subtraject.",
        bit=Bit.GEBOREN_NA_BEGIN,
    ),
    Check(
        "G133",
        "reject",
        "leeftijd_jaar",
        "De leeftijd ontbreekt, is geen geheel getal of ligt buiten 0 tot en met 130.",
        bit=Bit.LEEFTIJD,
    ),
    Check(
        "G134",
        "warn",
        "leeftijd_jaar",
        "De leeftijd wijkt af van de geboortedatum; de geboortedatum is gebruikt.",
        bit=Bit.LEEFTIJD_WIJKT_AF,
    ),
    Check(
        "G135",
        "reject",
        "geslacht",
        "Het geslacht is niet 1, 2, 9, M, V, F of UN.",
        bit=Bit.GESLACHT,
    ),
    Check(
        "G136",
        "reject",
        "zorginstelling_code",
        "De AGB-code van de zorginstelling bestaat niet uit 8 cijfers.",
        bit=Bit.INSTELLING,
    ),
    Check(
        "G142",
        "reject",
        "aantal",
        "De aantallen van een zorgactiviteit tellen op tot minder dan nul.",
        bit=Bit.AANTAL_NEGATIEF,
    ),
    Check(
        "G137",
        "reject",
        "aanspraak",
        "De aanspraak is geen J of N (ook ja, nee, 1, 0, waar en onwaar worden "
        "gelezen). Lever J of N, of laat haar leeg.",
        bit=Bit.AANSPRAAK,
    ),
    Check(
        "G138",
        "reject",
        "afsluitreden_code",
        "De afsluitreden is geen code van ten hoogste twee cijfers. Lever de code, of "
        "laat haar leeg.",
        bit=Bit.AFSLUITREDEN,
    ),
    Check(
        "G117",
        "warn",
        "einddatum",
        "De einddatum ligt voor de begindatum. Controleer beide.",
        bit=Bit.EINDDATUM_VOOR_BEGIN,
    ),
    Check(
        "G116",
        "warn",
        "einddatum",
        "De einddatum ligt meer dan tien jaar na de begindatum; zo'n datum betekent "
        "meestal dat het subtraject nog open is. Laat haar dan leeg.",
        bit=Bit.EINDDATUM_OPEN,
    ),
    Check(
        "G155",
        "warn",
        "subtraject_nummer",
        "Bij dit subtraject is geen enkele zorgactiviteit aangeleverd. Controleer of "
        "de nummers in beide bestanden dezelfde zijn.",
        bit=Bit.GEEN_ACTIVITEIT,
    ),
    Check(
        "G115",
        "reject",
        "begindatum",
        "De begindatum ligt in een gat tussen twee boomversies van de release, of na "
        "het einde van de laatste. Gebruik een release die deze datum kent.",
        bit=Bit.BEGINDATUM_IN_GAT,
    ),
    Check(
        "G141",
        "reject",
        "aantal",
        "Het aantal is geen geheel getal (of te groot).",
        bit=Bit.AANTAL,
    ),
    Check(
        "G143",
        "reject",
        "uitvoerdatum",
        "De uitvoerdatum bestaat niet. Lever een datum als jjjj-mm-dd of laat haar "
        "leeg.",
        bit=Bit.UITVOERDATUM,
    ),
    Check(
        "G151",
        "warn",
        "zorgactiviteit_code",
        "De zorgactiviteit is onbekend of (na vertaling) niet geldig op de begindatum; "
        "in een boom telt zij als nul.",
        bit=Bit.ACTIVITEIT,
    ),
    Check(
        "G152",
        "warn",
        "aantal",
        "Het aantal is nul; de regel telt niet mee.",
        bit=Bit.AANTAL_NUL,
    ),
    Check(
        "G153",
        "warn",
        "subtraject_nummer",
        "Het subtraject van deze zorgactiviteit staat niet in de aanlevering.",
        bit=Bit.ACTIVITEIT_LOS,
    ),
    Check(
        "G154",
        "warn",
        "zorginstelling_code",
        "Het subtraject van deze zorgactiviteit is alleen onder een andere "
        "zorginstelling bekend; zij telt niet mee.",
        bit=Bit.ACTIVITEIT_ELDERS,
    ),
    Check(
        "G144",
        "warn",
        "uitvoerdatum",
        "De uitvoerdatum ligt meer dan een jaar voor of meer dan twee jaar na de "
        "begindatum van het subtraject. Controleer haar.",
        bit=Bit.UITVOERDATUM_VER,
    ),
)
"""All input checks."""

CHECK_BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}


@checks_fields
@dataclass(frozen=True)
class InputChecks:
    """A setting for every check.

    Attributes:
        severity: By name of the check.
    """

    severity: Mapping[str, Severity]

    @classmethod
    def default(cls) -> "InputChecks":
        """Every check as docs/decisions.md 2 and 3 have it."""
        return cls({check.name: check.ernst for check in CHECKS})

    @classmethod
    def off(cls) -> "InputChecks":
        """No checks: rows go to the trees as they are.

        A row whose begindatum is missing or too early still gets no product, since
        there is no tree to walk.
        """
        return cls({check.name: "off" for check in CHECKS})

    @checks_types
    def with_settings(self, settings: Mapping[str, str]) -> "InputChecks":
        """These settings with some changed.

        Raises:
            CallError: A name or a severity is unknown.
        """
        changed = dict(self.severity)
        for name, severity in settings.items():
            if name not in CHECK_BY_NAME:
                known = ", ".join(CHECK_BY_NAME)
                raise CallError(f"check {name!r} is unknown. Known checks: {known}.")
            if severity not in ("reject", "warn", "off"):
                raise CallError(
                    f"check {name!r}: severity {severity!r} found; use reject, warn or "
                    "off."
                )
            changed[name] = severity  # type: ignore[assignment]
        return InputChecks(changed)

    def mask(self, severity: Severity) -> int:
        """Fault mask of all checks with this severity."""
        return sum(
            1 << check.bit for check in CHECKS if self.severity[check.name] == severity
        )
