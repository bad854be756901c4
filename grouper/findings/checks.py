"""The input checks: what may be wrong with a row, and what becomes of it.

Each check has a code of its own, a Dutch text and a setting: ``reject``, ``warn`` or
``off``. Codes are ours, not the NZa's fault numbers, whose list is not public
(docs/sources.md, VEC). Source of the checks and their defaults: docs/decisions.md 2
and 3, by what the reference tables of RZ17a hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np

from productstructure.errors import CallError
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
    BEGINDATUM_GAT = 23
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
class Check:
    """One input check.

    Attributes:
        code: Our code, as findings carry it.
        name: Its name in settings.
        bit: Its position in fault masks.
        default: What becomes of the row unless set otherwise.
        column: The column that is at fault.
        text: What is wrong and what to do, in Dutch.
        on_activities: Whether the faulty row is a zorgactiviteit.
    """

    code: str
    name: str
    bit: Bit
    default: Severity
    column: str
    text: str
    on_activities: bool = False


CHECKS: tuple[Check, ...] = (
    Check(
        "G101",
        "nummer_leeg",
        Bit.NUMMER_LEEG,
        "reject",
        "subtraject_nummer",
        "Het subtrajectnummer ontbreekt. Vul het in.",
    ),
    Check(
        "G102",
        "nummer_dubbel",
        Bit.NUMMER_DUBBEL,
        "reject",
        "subtraject_nummer",
        "Het subtrajectnummer komt vaker voor; alle dragers zijn afgewezen. Lever elk "
        "subtraject één keer aan.",
    ),
    Check(
        "G111",
        "begindatum",
        Bit.BEGINDATUM,
        "reject",
        "begindatum",
        "De begindatum ontbreekt of bestaat niet. Lever een datum als jjjj-mm-dd.",
    ),
    Check(
        "G112",
        "begindatum_te_vroeg",
        Bit.BEGINDATUM_TE_VROEG,
        "reject",
        "begindatum",
        "De begindatum ligt voor de eerste boomversie van de release. Gebruik een "
        "release die deze datum kent.",
    ),
    Check(
        "G113",
        "begindatum_na_horizon",
        Bit.BEGINDATUM_NA_HORIZON,
        "warn",
        "begindatum",
        "De begindatum ligt na 31 december van het jaar waarvoor de release bedoeld "
        "is. Gebruik een nieuwere release.",
    ),
    Check(
        "G114",
        "einddatum",
        Bit.EINDDATUM,
        "reject",
        "einddatum",
        "De einddatum bestaat niet. Lever een datum als jjjj-mm-dd of laat haar leeg.",
    ),
    Check(
        "G121",
        "specialisme",
        Bit.SPECIALISME,
        "reject",
        "specialisme_code",
        "Het specialisme is onbekend, verlopen of geen poortspecialisme op de "
        "begindatum.",
    ),
    Check(
        "G122",
        "zorgtype",
        Bit.ZORGTYPE,
        "reject",
        "zorgtype_code",
        "Het zorgtype is niet geldig voor dit specialisme op de begindatum, of geen "
        "boom van de release kent het.",
    ),
    Check(
        "G123",
        "diagnose",
        Bit.DIAGNOSE,
        "reject",
        "diagnose_code",
        "De diagnose is niet geldig voor dit specialisme op de begindatum.",
    ),
    Check(
        "G124",
        "diagnose_traject",
        Bit.DIAGNOSE_TRAJECT,
        "warn",
        "diagnose_code",
        "De diagnose is de technische code Traject; het product wordt meestal uitval.",
    ),
    Check(
        "G125",
        "zorgvraag",
        Bit.ZORGVRAAG,
        "reject",
        "zorgvraag_code",
        "De zorgvraag is niet geldig voor dit specialisme op de begindatum.",
    ),
    Check(
        "G131",
        "geboortedatum",
        Bit.GEBOORTEDATUM,
        "reject",
        "geboortedatum",
        "De geboortedatum bestaat niet. Lever een datum als jjjj-mm-dd.",
    ),
    Check(
        "G132",
        "geboren_na_begin",
        Bit.GEBOREN_NA_BEGIN,
        "reject",
        "geboortedatum",
        "De geboortedatum ligt na de begindatum van het subtraject.",
    ),
    Check(
        "G133",
        "leeftijd",
        Bit.LEEFTIJD,
        "reject",
        "leeftijd_jaar",
        "De leeftijd ontbreekt, is geen geheel getal of ligt buiten 0 tot en met 130.",
    ),
    Check(
        "G134",
        "leeftijd_wijkt_af",
        Bit.LEEFTIJD_WIJKT_AF,
        "warn",
        "leeftijd_jaar",
        "De leeftijd wijkt af van de geboortedatum; de geboortedatum is gebruikt.",
    ),
    Check(
        "G135",
        "geslacht",
        Bit.GESLACHT,
        "reject",
        "geslacht",
        "Het geslacht is niet 1, 2, 9, M, V, F of UN.",
    ),
    Check(
        "G136",
        "instelling",
        Bit.INSTELLING,
        "reject",
        "zorginstelling_code",
        "De AGB-code van de zorginstelling bestaat niet uit 8 cijfers.",
    ),
    Check(
        "G142",
        "aantal_negatief",
        Bit.AANTAL_NEGATIEF,
        "reject",
        "aantal",
        "De aantallen van een zorgactiviteit tellen op tot minder dan nul.",
    ),
    Check(
        "G137",
        "aanspraak",
        Bit.AANSPRAAK,
        "reject",
        "aanspraak",
        "De aanspraak is geen J of N (ook ja, nee, 1, 0, waar en onwaar worden "
        "gelezen). Lever J of N, of laat haar leeg.",
    ),
    Check(
        "G138",
        "afsluitreden",
        Bit.AFSLUITREDEN,
        "reject",
        "afsluitreden_code",
        "De afsluitreden is geen code van ten hoogste twee cijfers. Lever de code, of "
        "laat haar leeg.",
    ),
    Check(
        "G117",
        "einddatum_voor_begin",
        Bit.EINDDATUM_VOOR_BEGIN,
        "warn",
        "einddatum",
        "De einddatum ligt voor de begindatum. Controleer beide.",
    ),
    Check(
        "G116",
        "einddatum_open",
        Bit.EINDDATUM_OPEN,
        "warn",
        "einddatum",
        "De einddatum ligt meer dan tien jaar na de begindatum; zo'n datum betekent "
        "meestal dat het subtraject nog open is. Laat haar dan leeg.",
    ),
    Check(
        "G155",
        "geen_activiteit",
        Bit.GEEN_ACTIVITEIT,
        "warn",
        "subtraject_nummer",
        "Bij dit subtraject is geen enkele zorgactiviteit aangeleverd. Controleer of "
        "de nummers in beide bestanden dezelfde zijn.",
    ),
    Check(
        "G115",
        "begindatum_in_gat",
        Bit.BEGINDATUM_GAT,
        "reject",
        "begindatum",
        "De begindatum ligt in een gat tussen twee boomversies van de release, of na "
        "het einde van de laatste. Gebruik een release die deze datum kent.",
    ),
    Check(
        "G141",
        "aantal",
        Bit.AANTAL,
        "reject",
        "aantal",
        "Het aantal is geen geheel getal (of te groot).",
        on_activities=True,
    ),
    Check(
        "G143",
        "uitvoerdatum",
        Bit.UITVOERDATUM,
        "reject",
        "uitvoerdatum",
        "De uitvoerdatum bestaat niet. Lever een datum als jjjj-mm-dd of laat haar "
        "leeg.",
        on_activities=True,
    ),
    Check(
        "G151",
        "activiteit",
        Bit.ACTIVITEIT,
        "warn",
        "zorgactiviteit_code",
        "De zorgactiviteit is onbekend of (na vertaling) niet geldig op de begindatum; "
        "in een boom telt zij als nul.",
        on_activities=True,
    ),
    Check(
        "G152",
        "aantal_nul",
        Bit.AANTAL_NUL,
        "warn",
        "aantal",
        "Het aantal is nul; de regel telt niet mee.",
        on_activities=True,
    ),
    Check(
        "G153",
        "activiteit_los",
        Bit.ACTIVITEIT_LOS,
        "warn",
        "subtraject_nummer",
        "Het subtraject van deze zorgactiviteit staat niet in de aanlevering.",
        on_activities=True,
    ),
    Check(
        "G154",
        "activiteit_elders",
        Bit.ACTIVITEIT_ELDERS,
        "warn",
        "zorginstelling_code",
        "Het subtraject van deze zorgactiviteit is alleen onder een andere "
        "zorginstelling bekend; zij telt niet mee.",
        on_activities=True,
    ),
    Check(
        "G144",
        "uitvoerdatum_ver",
        Bit.UITVOERDATUM_VER,
        "warn",
        "uitvoerdatum",
        "De uitvoerdatum ligt meer dan een jaar voor of meer dan twee jaar na de "
        "begindatum van het subtraject. Controleer haar.",
        on_activities=True,
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
        return cls({check.name: check.default for check in CHECKS})

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
