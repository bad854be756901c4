"""Which findings, notices and reasons are there, and what does each say?

Each room declares its own beside the rule that makes it: a catalogue with severities,
or a pair of code and Dutch text. Here they are brought together in one shape, for who
looks a code up.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

from billing.files import finding_cap
from billing.files import notices as bestanden
from billing.files.batch import flat
from billing.regels import findings as regels
from billing.regels import gegevens
from declarations.berichten.findings import TEXTS
from declarations.checks.catalogus.catalogus import catalogus
from grouper.encoding import encoder
from grouper.findings import doubts
from grouper.findings.checks import CHECKS
from grouper.outcomes import delivery
from grouper.ozp import hoofdtraject
from grouper.registration import columns, hospitals, intake, reading
from tabellen.forms import lenient
from tabellen.values import dates, dayforms
from tariffs import Reden
from tariffs.files.findings import TEKSTEN as VAN_TABELLEN
from tariffs.pricelists.pricelist import TEKSTEN as VAN_PRIJSLIJSTEN

_CODE = re.compile(r"[A-Z][A-Z_]+[A-Z]|[BG]\d{3}")
_KLASSEN = {"H": "weigert, wet", "C": "weigert, contract", "D": "weigert, gegevens"}
_ERNST = {"reject": "afgewezen", "warn": "gemeld", "off": "uit"}


@dataclass(frozen=True)
class Bevinding:
    """A code that an output may carry.

    Attributes:
        code: As the output has it.
        ernst: What becomes of the row or line, in Dutch, unless set otherwise.
        waar: The column, the setting or the place in the decision table; may be empty.
        tekst: What it says, in Dutch.
        bron: Where the rule comes from; empty where it is ours.
    """

    code: str
    ernst: str
    waar: str
    tekst: str
    bron: str = ""


def bevindingen() -> dict[str, tuple[Bevinding, ...]]:
    """All of them, by the kind of thing they are about; in the order of their code."""
    controles = (
        Bevinding(
            check.code,
            _ERNST[check.default],
            f"`{check.column}`, instelling `{check.name}`",
            check.text,
        )
        for check in CHECKS
    )
    redenen = (
        Bevinding(
            reden.code,
            _KLASSEN.get(reden.value.klasse, "signaal"),
            reden.value.nummer,
            reden.value.tekst,
            reden.value.artikel,
        )
        for reden in Reden
    )
    return {
        "Rijen van een batch": _sorted(controles, _pairs(doubts)),
        "Een batch als geheel": _sorted(
            _texts(bestanden.TEKSTEN),
            *(
                _pairs(module)
                for module in (
                    *(dates, dayforms, lenient, finding_cap, flat, intake, columns),
                    *(hospitals, reading, encoder, delivery, hoofdtraject, gegevens),
                )
            ),
        ),
        "Berichten": _sorted(_graded(TEXTS)),
        "Tabellen van prijzen": _sorted(_graded(VAN_TABELLEN)),
        "Prijslijsten": _sorted(_graded(VAN_PRIJSLIJSTEN)),
        "Regels voor zij geprijsd worden": _sorted(_pairs(regels)),
        "Besluiten op regels": tuple(redenen),
    }


def of_code(code: str) -> tuple[Bevinding, ...]:
    """What a code of a finding, a reason or a check of declarations says."""
    asked = code.strip().upper()
    told = tuple(
        each for rows in bevindingen().values() for each in rows if each.code == asked
    )
    check = catalogus().get(asked)
    if check is None:
        return told
    ernst = f"{check.naam}, gevolg {check.gevolg}"
    waar = ", ".join(check.rubrieken)
    return (*told, Bevinding(asked, ernst, waar, check.zin, check.bron))


def _sorted(*parts: Iterator[Bevinding]) -> tuple[Bevinding, ...]:
    told = {each.code: each for part in parts for each in part}
    return tuple(told[code] for code in sorted(told))


def _graded(texts: Mapping[str, tuple[str, str]]) -> Iterator[Bevinding]:
    for code, (ernst, tekst) in texts.items():
        yield Bevinding(code, _ERNST[ernst], "", tekst)


def _texts(texts: Mapping[str, str]) -> Iterator[Bevinding]:
    for code, tekst in texts.items():
        yield Bevinding(code, "gemeld", "", tekst)


def _pairs(module: ModuleType) -> Iterator[Bevinding]:
    """Those that a module declares as a pair of code and text."""
    for value in vars(module).values():
        match value:
            case (str(code), str(tekst)) if _CODE.fullmatch(code) and " " in tekst:
                yield Bevinding(code, "gemeld", "", tekst)
