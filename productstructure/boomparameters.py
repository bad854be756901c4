"""What every boomparameter looks at: the NZa's own list of 59, from 100 to 551.

Source: table BoomParameters of RZ17a. A number outside this list, or
one that a release defines otherwise, is refused when a tree of the release tests it
(``check_boomparameters``); one that none tests is told.

Dutch terms: boomparameter (what an attribuut of a tree looks at), bepaling (how its
value is found).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Boomparameter:
    """One boomparameter.

    Attributes:
        nummer: The NZa's number.
        tabel: Reference table whose row gives the value; None when the registration
            itself does.
        kolom: Column of that table, or of the registration, compared with the filter.
        weegfactor: Column of the weight each count is multiplied by; None means 1.
    """

    nummer: int
    tabel: str | None
    kolom: str
    weegfactor: str | None = None

    @property
    def bepaling(self) -> str:
        """AttribuutWaardeBepaling as the NZa writes it."""
        if self.nummer < 300:
            return "aantal records"
        if self.weegfactor is None:
            return "SUM(uza.aantal)"
        return f"SUM(uza.aantal*weegfactor_{int(self.weegfactor[-2:])})"

    @property
    def tabelnaam(self) -> str:
        """TabelNaam as the NZa writes it."""
        if self.nummer in (100, 101):
            return "declaratiedataset"
        if self.nummer == 241:
            return "subtrajecten"
        owner, via = _VIA[self.nummer // 10 if self.nummer < 300 else self.tabel]
        return f"{owner} via {via}"

    @property
    def veldnamen(self) -> tuple[str, ...]:
        """VeldNaam as the NZa writes it; for 112 also what it writes by a slip."""
        if self.nummer == 112:
            # RZ17a says cluster_1 here too (table BoomParameters).
            return "zorginstellingscluster_2", "zorginstellingscluster_1"
        if "_cluster_" in self.kolom:
            name, slot = self.kolom.split("_cluster_")
            name = name.replace("zorginstelling", "zorginstellings")
            return (f"{name}cluster_{int(slot)}",)
        return (_VELDNAMEN[self.kolom],)


_VIA: dict[int | str | None, tuple[str, str]] = {
    11: ("declaratiedataset", "zorginstellingen"),
    20: ("subtrajecten", "specialismen"),
    21: ("subtrajecten", "zorgtypes"),
    22: ("subtrajecten", "zorgvragen"),
    23: ("subtrajecten", "diagnosen"),
    "zorgactiviteiten": ("uitgevoerde_zorgactiviteiten", "zorgactiviteiten"),
    "behandelklassen": ("uitgevoerde_zorgactiviteiten", "behandelklassen"),
}
"""Whose column, and by way of which table: by tens below 300, else by table."""

_VELDNAMEN = {
    "leeftijd_jaar": "leeftijd",
    "geslacht_nen_code": "geslacht",
    "zorginstelling_code": "zorginstellingscode",
    "specialisme_code": "specialismecode",
    "zorgtype_attribuutcode": "zorgtype_attribuutwaarde",
    "zorgvraag_attribuutcode": "zorgvraag_attribuutwaarde",
    "diagnose_attribuutcode": "diagnose_attribuutwaarde",
    "icd_diagnosecode": "icd_diagnosecode",
    "begindatum": "begindatum",
    "zorgactiviteit_code": "zorgactiviteitcode",
    "behandelklasse_code": "behandelklassecode",
}
"""VeldNaam of each column that is no cluster."""


def _slots(first: int, tabel: str, kolom: str, count: int) -> list[Boomparameter]:
    return [
        Boomparameter(first + slot, tabel, f"{kolom}_{slot + 1:02d}")
        for slot in range(count)
    ]


def _counts(first: int, weegfactor: str | None) -> list[Boomparameter]:
    """The twelve parameters that add up activities, with one weight."""
    tabel = "zorgactiviteiten"
    return [
        Boomparameter(first, tabel, "zorgactiviteit_code", weegfactor),
        *(
            Boomparameter(
                first + slot, tabel, f"zorgactiviteit_cluster_{slot:02d}", weegfactor
            )
            for slot in range(1, 11)
        ),
        Boomparameter(first + 51, "behandelklassen", "behandelklasse_code", weegfactor),
    ]


BOOMPARAMETERS: dict[int, Boomparameter] = {
    parameter.nummer: parameter
    for parameter in [
        Boomparameter(100, None, "leeftijd_jaar"),
        Boomparameter(101, "geslachten", "geslacht_nen_code"),
        # "via zorginstellingen" says the NZa's list, but that table holds one dummy
        # row: the AGB code itself is compared (docs/decisions.md 7).
        Boomparameter(110, None, "zorginstelling_code"),
        # The NZa's VeldNaam of 112 says cluster_1 too: a slip.
        *_slots(111, "zorginstellingen", "zorginstelling_cluster", 2),
        Boomparameter(200, "specialismen", "specialisme_code"),
        *_slots(201, "specialismen", "specialisme_cluster", 2),
        Boomparameter(210, "zorgtypen", "zorgtype_attribuutcode"),
        *_slots(211, "zorgtypen", "zorgtype_cluster", 2),
        Boomparameter(220, "zorgvragen", "zorgvraag_attribuutcode"),
        *_slots(221, "zorgvragen", "zorgvraag_cluster", 2),
        Boomparameter(230, "diagnosen", "diagnose_attribuutcode"),
        Boomparameter(231, "diagnosen", "icd_diagnosecode"),
        *_slots(232, "diagnosen", "diagnose_cluster", 6),
        Boomparameter(241, None, "begindatum"),
        *_counts(300, None),
        *_counts(400, "weegfactor_01"),
        *_counts(500, "weegfactor_02"),
    ]
}
"""All 59 boomparameters by number."""
