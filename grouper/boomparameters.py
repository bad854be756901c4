"""What every boomparameter looks at: NZa's own list, with table, field and weight.

Source: table BoomParameters of the release (59 rows), as read in grouper.md 1.3. A
number outside this list is refused when a release is checked.
"""

from dataclasses import dataclass
from enum import Enum


class Bron(Enum):
    """Which part of a registration or reference row a boomparameter reads."""

    LEEFTIJD = "leeftijd"
    GESLACHT = "geslachten"
    ZORGINSTELLING = "zorginstellingen"
    SPECIALISME = "specialismen"
    ZORGTYPE = "zorgtypen"
    ZORGVRAAG = "zorgvragen"
    DIAGNOSE = "diagnosen"
    BEGINDATUM = "begindatum"
    ZORGACTIVITEIT = "zorgactiviteiten"
    BEHANDELKLASSE = "behandelklassen"


@dataclass(frozen=True)
class Boomparameter:
    """One boomparameter.

    Attributes:
        nummer: The NZa's number.
        bron: Where the tested value comes from.
        kolom: Column of the reference table that is compared with the filter.
        weegfactor: Column of the weight each count is multiplied by; None means 1.
    """

    nummer: int
    bron: Bron
    kolom: str
    weegfactor: str | None = None


def _slots(first: int, bron: Bron, kolom: str, count: int) -> list[Boomparameter]:
    return [
        Boomparameter(first + slot, bron, f"{kolom}_{slot + 1:02d}")
        for slot in range(count)
    ]


def _zorgactiviteit(first: int, weegfactor: str | None) -> list[Boomparameter]:
    bron = Bron.ZORGACTIVITEIT
    return [
        Boomparameter(first, bron, "zorgactiviteit_code", weegfactor),
        *(
            Boomparameter(
                first + slot, bron, f"zorgactiviteit_cluster_{slot:02d}", weegfactor
            )
            for slot in range(1, 11)
        ),
        Boomparameter(
            first + 51, Bron.BEHANDELKLASSE, "behandelklasse_code", weegfactor
        ),
    ]


BOOMPARAMETERS: dict[int, Boomparameter] = {
    parameter.nummer: parameter
    for parameter in [
        Boomparameter(100, Bron.LEEFTIJD, "leeftijd_jaar"),
        Boomparameter(101, Bron.GESLACHT, "geslacht_nen_code"),
        # The NZa's list says "via zorginstellingen", but that table holds one dummy
        # row; the AGB code itself is compared (DESIGN decision 7, grouper.md 9.22).
        Boomparameter(110, Bron.ZORGINSTELLING, "zorginstelling_code"),
        *_slots(111, Bron.ZORGINSTELLING, "zorginstelling_cluster", 2),
        Boomparameter(200, Bron.SPECIALISME, "specialisme_code"),
        *_slots(201, Bron.SPECIALISME, "specialisme_cluster", 2),
        Boomparameter(210, Bron.ZORGTYPE, "zorgtype_attribuutcode"),
        *_slots(211, Bron.ZORGTYPE, "zorgtype_cluster", 2),
        Boomparameter(220, Bron.ZORGVRAAG, "zorgvraag_attribuutcode"),
        *_slots(221, Bron.ZORGVRAAG, "zorgvraag_cluster", 2),
        Boomparameter(230, Bron.DIAGNOSE, "diagnose_attribuutcode"),
        Boomparameter(231, Bron.DIAGNOSE, "icd_diagnosecode"),
        *_slots(232, Bron.DIAGNOSE, "diagnose_cluster", 6),
        Boomparameter(241, Bron.BEGINDATUM, "begindatum"),
        *_zorgactiviteit(300, None),
        *_zorgactiviteit(400, "weegfactor_01"),
        *_zorgactiviteit(500, "weegfactor_02"),
    ]
}
"""All boomparameters by number."""
