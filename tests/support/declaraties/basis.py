"""The base of the examples: one person, a dbc, an overig zorgproduct, an IC day.

All of it is invented and stands on the example release and its tariffs. Amounts are
the contract prices of KUST-MEERWIJK in 2024, the dbc closes 90 days after it opened
(conservatief, afsluitreden 08), its only activity on the nota is the scan 060802.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

Record = dict[str, str]
"""Fields of a record by rubriek, as text without padding; what is absent is empty."""

BSN = "111222333"
_PERSOON = {"02": BSN, "uzovi": "9101", "geboren": "19760514"}


@dataclass
class Prestatie:
    """A 04 with what hangs under it."""

    velden: Record
    tarieven: list[Record]
    activiteiten: list[Record] = field(default_factory=list)
    eigen: set[str] = field(default_factory=set)
    """Keys of 06 and 16 that an example sets itself, as ``06.1.0608``."""


@dataclass
class Bericht:
    """A message, before it is numbered and counted."""

    voorloop: Record
    verzekerde: Record
    prestaties: dict[str, Prestatie]
    sluit: Record = field(default_factory=dict)


@dataclass
class Situatie:
    """A delivery with all that is known beside it."""

    berichten: list[Bericht]
    tabellen: dict[str, list[dict[str, object]]]
    historie: list[dict[str, object]]
    profiel: dict[str, list[tuple[str, date, int]]]
    instellingen: dict[str, object]
    zonder: set[str] = field(default_factory=set)
    bestand: Record = field(default_factory=dict)
    """What is wrong with the bytes of the first message: ``lengte`` (of its records),
    ``regeleinde`` (LF), ``erna`` (behind the 99)."""


_VOORLOOP = {
    "0102": "101",
    "0103": "09",
    "0104": "00",
    "0105": "P",
    "0108": "9101",
    "0112": "06990002",
    "0113": "04",
    "0114": "20240601",
    "0115": "20240630",
    "0116": "F2024-0001",
    "0117": "20240701",
    "0119": "EUR",
}
_VERZEKERDE = {
    "0203": BSN,
    "0204": "9101",
    "0207": "19760514",
    "0208": "1",
    "0209": "1",
    "0210": "Voorbeeld",
    "0215": "A",
    "0223": "2",
}
_VERWIJZER = {"0421": "04", "0422": "01999001"}
_DBC = {
    **_VERWIJZER,
    "0407": "1",
    "0408": "19760514",
    "0409": "041",
    "0410": "15X135",
    "0411": "20240304",
    "0412": "20240602",
    "0413": "01",
    "0414": "130909005",
    "0415": "T0001",
    "0416": "20240304",
    "0417": "20240602",
    "0418": "08",
    "0419": "S0001",
    "0426": "0001",
    "0427": "11",
    "0430": "030",
    "0431": "1206",
    "0434": "J",
    "0436": "00",
    "0437": "N",
    "0438": "N",
    "0439": "0305",
    "0440": "06990002",
    "0441": "HASH0001",
    "0442": "1.0",
    "0443": "1.0",
    "0444": "VBG",
    "0445": "1.0.0",
    "0446": "v20231001",
    "0447": "P",
    "0456": "N",
    "0457": "D",
    "0458": "R0001",
}
_OZP = {
    **_VERWIJZER,
    "0407": "1",
    "0408": "19760514",
    "0409": "041",
    "0410": "062001",
    "0411": "20240311",
    "0412": "20240311",
    "0413": "01",
    "0426": "0001",
    "0436": "00",
    "0456": "N",
    "0457": "D",
    "0458": "R0002",
}
_IC = {
    **_VERWIJZER,
    "0407": "1",
    "0408": "19760514",
    "0409": "041",
    "0410": "061501",
    "0411": "20240320",
    "0412": "20240320",
    "0413": "01",
    "0415": "T0001",
    "0419": "S0001",
    "0426": "0001",
    "0427": "51",
    "0436": "00",
    "0448": "061501",
    "0449": "Z0009",
    "0456": "N",
    "0457": "D",
    "0458": "R0003",
}


def _tarief(bedrag: int, referentie: str, soort: str = "02") -> Record:
    return {
        "0611": soort,
        "0612": "06990002",
        "0614": f"{bedrag}",
        "0615": "10000",
        "0617": f"{bedrag}",
        "0618": "D",
        "0620": f"{bedrag}",
        "0621": "D",
        "0622": referentie,
    }


def _activiteit(nummer: str, code: str, dag: str, referentie: str) -> Record:
    return {
        "1610": nummer,
        "1611": code,
        "1612": dag,
        "1613": dag,
        "1614": "0001",
        "1619": "D",
        "1620": referentie,
    }


_BERICHT = Bericht(
    _VOORLOOP,
    _VERZEKERDE,
    {
        "dbc": Prestatie(
            _DBC,
            [_tarief(98_925, "R0001-1")],
            [_activiteit("Z0001", "060802", "20240408", "R0001-2")],
        ),
        "ozp": Prestatie(_OZP, [_tarief(3_165, "R0002-1")]),
        "ic": Prestatie(_IC, [_tarief(197_346, "R0003-1")]),
    },
)

_ALTIJD = {"begindatum": date(2015, 1, 1), "einddatum": None}
_TABELLEN: dict[str, list[dict[str, object]]] = {
    "personen": [
        {
            "verzekerde_id": "P0001",
            "bsn": BSN,
            "verzekerdennummer": "777001",
            "naam": "Voorbeeld",
            "voorvoegsel": None,
            "geboortedatum": date(1976, 5, 14),
            "geslacht": "1",
            "overlijdensdatum": None,
        }
    ],
    "verzekeringen": [
        {
            "verzekerde_id": "P0001",
            "uzovi": "9101",
            "polis": "NATURA",
            "begindatum": date(2021, 1, 1),
            "einddatum": None,
        }
    ],
    "agb": [
        {
            "agb": "06990002",
            "soort": "INSTELLING",
            "specialisme_code": None,
            "naam": "Ziekenhuis Meerwijk",
            **_ALTIJD,
        },
        {
            "agb": "01999001",
            "soort": "PERSOON",
            "specialisme_code": "0100",
            "naam": "Huisarts Voorbeeld",
            **_ALTIJD,
        },
    ],
    "uzovi": [{"uzovi": "9101", "naam": "Voorbeeldverzekeraar", **_ALTIJD}],
    "dekking": [
        {"tabel": tabel, "volledig": True, **_ALTIJD}
        for tabel in ("personen", "verzekeringen", "agb", "uzovi", "historie")
    ],
}
_PROFIEL = {
    "dbc": [
        ("060101", date(2024, 3, 4), 1),
        ("060102", date(2024, 4, 15), 1),
        ("060802", date(2024, 4, 8), 1),
    ]
}


def basis() -> Situatie:
    """A fresh copy of the base."""
    return Situatie(
        berichten=[deepcopy(_BERICHT)],
        tabellen=deepcopy(_TABELLEN),
        historie=[],
        profiel=deepcopy(_PROFIEL),
        instellingen={"ontvangen": date(2024, 7, 5)},
    )
