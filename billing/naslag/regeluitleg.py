"""How did a priced line come to its amount, phase by phase, and which rows decided?

It reads the decision, and finds in the tables the rows that the decision names; nothing
is decided here again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from billing.naslag.codes import is_valid_on
from tariffs.lookup.known_on import known_on
from tariffs.schema import Tarieventabellen

FASEN = {
    "A": "Is de regel volledig?",
    "B": "Welke prestatie is het, en welk tarief heeft zij?",
    "C": "Mag deze zorgaanbieder haar leveren?",
    "D": "Onder welke overeenkomst valt zij?",
    "E": "Mag zij naast de andere regels van deze verzekerde?",
    "F": "Welke prijs geldt?",
    "G": "Past de prijs onder het wettelijk maximum?",
    "H": "Wat zeggen de regels tussen prestaties?",
    "I": "Klopt wat is gedeclareerd?",
    "J": "Hoort de credit bij zijn debet?",
    "K": "Wat kost de regel?",
}
"""What each phase of the decision asks (docs/pricing.md)."""


@dataclass(frozen=True)
class Stap:
    """What one phase came to.

    Attributes:
        fase: Its letter.
        vraag: What it asks.
        feiten: What it found, by name.
        rijen: Rows of tables that decided: table, and their columns with a value.
        redenen: Reasons that it gave: code, text, article.
    """

    fase: str
    vraag: str
    feiten: Mapping[str, str]
    rijen: tuple[tuple[str, Mapping[str, str]], ...]
    redenen: tuple[tuple[str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """The step as JSON holds it."""
        return {
            "fase": self.fase,
            "vraag": self.vraag,
            "feiten": dict(self.feiten),
            "rijen": [{"tabel": naam, **rij} for naam, rij in self.rijen],
            "redenen": [
                {"code": code, "tekst": tekst, "artikel": artikel}
                for code, tekst, artikel in self.redenen
            ],
        }


def leg_uit(
    besluit: Mapping[str, Any], tabellen: Tarieventabellen | None
) -> list[Stap]:
    """The phases of one decision.

    Args:
        besluit: A row of ``Prijsbesluiten``.
        tabellen: The tables that it was priced with; None leaves their rows out.
    """
    known = None
    if tabellen is not None:
        known = known_on(tabellen, besluit["berekend_op"])
    rows = _Rijen(besluit, known)
    return [
        Stap(
            fase,
            vraag,
            {
                naam: _shown(naam, besluit[naam])
                for naam in _FEITEN[fase]
                if besluit[naam] is not None
            },
            tuple(rows.of(fase)),
            tuple(
                (reden["code"], reden["tekst"], reden["artikel"])
                for reden in besluit["redenen"]
                if reden["fase"][:1] == fase
            ),
        )
        for fase, vraag in FASEN.items()
    ]


_FEITEN: Mapping[str, tuple[str, ...]] = {
    "A": (
        "bestand_id",
        "dc",
        "prestatiecode",
        "zorgproduct_code",
        "peildatum",
        "peildatum_grond",
    ),
    "B": ("prestatiecodelijst", "tariefsoort", "release_ids"),
    "C": ("zorginstelling_code",),
    "D": ("uzovi", "concern_id", "contract_id", "versie"),
    "E": ("andere_regel_id", "ozp_regel_id"),
    "F": ("grondslag", "eenheidsprijs_e6"),
    "G": (
        "nza_maximum_e6",
        "toegestaan_maximum_e6",
        "afspraak_id",
        "toegestaan_bedrag_cent",
    ),
    "H": (),
    "I": ("berekend_cent",),
    "J": ("ref_voorgaande",),
    "K": (
        "aantal_m",
        "aantal_teller",
        "aantal_noemer",
        "factor_bp",
        "toeslag_cent",
        "btw_cent",
        "bedrag_cent",
        "status",
    ),
}


class _Rijen:
    """Finds the rows of tables that a decision names."""

    def __init__(
        self, besluit: Mapping[str, Any], tabellen: Tarieventabellen | None
    ) -> None:
        self._besluit = besluit
        self._tabellen = tabellen

    def of(self, fase: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Rows that one phase looked at."""
        if self._tabellen is None:
            return
        day = self._besluit["peildatum"]
        in_force = [] if day is None else [is_valid_on(day)]
        for table, keys in _TABELLEN.get(fase, {}).items():
            frame: pl.DataFrame = getattr(self._tabellen, table)
            wanted = {column: self._besluit[own] for column, own in keys.items()}
            if any(value is None for value in wanted.values()):
                continue
            chosen = frame.filter(
                *(pl.col(name) == value for name, value in wanted.items()),
                *in_force,
            )
            for row in chosen.head(_MOST).to_dicts():
                yield (
                    table,
                    {
                        name: _shown(name, value)
                        for name, value in row.items()
                        if value is not None
                    },
                )


_MOST = 5
_CODE = {"prestatiecode": "prestatiecode"}
_CONTRACT = {"contract_id": "contract_id", "versie": "versie"}
_TABELLEN: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "B": {"prestatie": _CODE, "tarief": _CODE},
    "C": {"zorgaanbieder": {"zorginstelling_code": "zorginstelling_code"}},
    "D": {
        "uzovi_concern": {"uzovi": "uzovi"},
        "contract": _CONTRACT,
        "prestatie_overeenkomst": {
            **_CODE,
            "zorginstelling_code": "zorginstelling_code",
            "concern_id": "concern_id",
        },
    },
    "E": {"ozp_regel": {"regel_id": "ozp_regel_id"}},
    "F": {
        "contract_prijs": {**_CONTRACT, **_CODE},
        "prijsregel": _CONTRACT,
        "standaardprijslijst": {
            **_CODE,
            "zorginstelling_code": "zorginstelling_code",
        },
    },
    "G": {"maxmax_afspraak": {"afspraak_id": "afspraak_id"}},
}
"""Tables that a phase looks at: their columns, and the column of the decision."""


def regeluitleg_text(regel_id: str, stappen: list[Stap], *, kort: bool) -> str:
    """The phases of a decision as text, of those that found or said something.

    Args:
        regel_id: The line.
        stappen: Its phases.
        kort: In ten lines at most: what it came to, what was found, and why.
    """
    if kort:
        return "\n".join(_kort_lines(regel_id, stappen))
    lines = [f"Regel {regel_id}"]
    for stap in stappen:
        if not (stap.feiten or stap.redenen or stap.rijen):
            continue
        lines += ["", f"{stap.fase}. {stap.vraag}"]
        lines += [f"   {naam}: {tekst}" for naam, tekst in stap.feiten.items()]
        for code, tekst, artikel in stap.redenen:
            lines += [f"   {code}: {tekst}", f"      ({artikel})"]
        for table, rij in stap.rijen:
            lines.append(f"   rij van {table}:")
            lines += [f"      {naam}: {tekst}" for naam, tekst in rij.items()]
    return "\n".join(lines)


_SAMEN = ("A", "BC", "DE", "FG", "HIJ", "K")
"""Phases whose facts share a line where there are ten."""
_BEDRAG = ("status", "bedrag_cent")
_MOST_REASONS = 3


def _kort_lines(regel_id: str, stappen: list[Stap]) -> Iterator[str]:
    """What a line came to; what was found, two phases a line; the first reasons."""
    feiten = {stap.fase: stap.feiten for stap in stappen}
    came_to = [feiten["K"][naam] for naam in _BEDRAG if naam in feiten["K"]]
    yield f"Regel {regel_id}: {', '.join(came_to)}"
    for fasen in _SAMEN:
        found = [
            f"{naam}: {tekst}"
            for fase in fasen
            for naam, tekst in feiten[fase].items()
            if naam not in _BEDRAG
        ]
        if found:
            yield f"{fasen}. {', '.join(found)}"
    redenen = [
        f"{stap.fase}. {code}: {tekst}"
        for stap in stappen
        for code, tekst, _ in stap.redenen
    ]
    most = _MOST_REASONS if len(redenen) <= _MOST_REASONS else _MOST_REASONS - 1
    yield from redenen[:most]
    if len(redenen) > most:
        yield f"en nog {len(redenen) - most} redenen"


def _shown(name: str, value: object) -> str:
    """A value as people read it: scaled integers in euros, units or percents."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int):
        for suffix, (decimals, unit) in _UNITS.items():
            if name.endswith(suffix):
                text = f"{Decimal(value).scaleb(-decimals).normalize():f}"
                if unit == "EUR " and len(text.partition(".")[2]) < 2:
                    text = f"{Decimal(text):.2f}"
                text = text.replace(".", ",")
                return f"{unit}{text}" if unit == "EUR " else f"{text}{unit}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


_UNITS = {"_e6": (6, "EUR "), "_cent": (2, "EUR "), "_m": (3, ""), "_bp": (2, "%")}
