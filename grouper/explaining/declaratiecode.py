"""Why a product has this declaratiecode and not its twin, in Dutch.

Coloured care that contributed to a flagged rule decides between the two codes
(docs/decisions.md 8); whether it also decided the product is told by what the product
is without it, and by nothing else.

Dutch terms: rood, oranje (colour of an activity whose aanspraak is limited),
beslissend (it contributed to a rule that decided), uitval (no declaratiecode).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from grouper.compiled.kleuren import GROEN, ONBEKEND, ORANJE, ROOD
from grouper.explaining.explanation import (
    ExplainedActivity,
    ExplainedCode,
    ExplainedKleur,
)
from grouper.outcomes.aanspraakregels import AanspraakRegels

KLEUREN = {ROOD: "rood", ORANJE: "oranje", ONBEKEND: "onbekend"}
"""Names of colours, in the order in which they are told."""

ZORG = {"rood": "rode", "oranje": "oranje", "onbekend": "onbekende"}
"""Each before the word zorg."""

_WAAR = "in een regel met aanspraakbeperking die waar was"


def explain_code(
    uitkomst: Mapping[str, Any],
    aanspraak: str | None,
    kleuren: Sequence[ExplainedKleur],
    regels: AanspraakRegels,
) -> ExplainedCode:
    """Say why the declaratiecode of ``uitkomst`` is what it is.

    Args:
        uitkomst: A row of ``grouped`` with a product.
        aanspraak: The answer given: J, N or None.
        kleuren: What each colour did to the product, then both together where both
            contributed.
        regels: What decided between two codes.

    Source: docs/decisions.md 8; docs/outcomes.md.
    """
    verzekerd = uitkomst["declaratiecode_verzekerd"]
    onverzekerd = uitkomst["declaratiecode_onverzekerd"]
    if verzekerd is None:
        reden = "Het product heeft geen declaratiecode: het is uitval."
    elif _bits(kleuren) & ONBEKEND:
        reden = (
            f"{_evidence(kleuren)}: de familie van een van die aanspraakcodes is "
            "onbekend; daarom is er geen declaratiecode."
        )
    elif onverzekerd is None:
        reden = f"Het product heeft één declaratiecode: {verzekerd}, verzekerde zorg."
        if aanspraak == "N":
            reden += " De gegeven aanspraak Zvw N verandert dat niet."
    else:
        reden = _choice(uitkomst, aanspraak, kleuren, regels)
    return ExplainedCode(
        declaratiecode=uitkomst["declaratiecode"],
        verzekerd=verzekerd,
        onverzekerd=onverzekerd,
        aanspraak=aanspraak,
        beslissend=kleuren[-1].beslissend if kleuren else (),
        reden=reden,
        kleuren=tuple(kleuren),
    )


def _choice(
    uitkomst: Mapping[str, Any],
    aanspraak: str | None,
    kleuren: Sequence[ExplainedKleur],
    regels: AanspraakRegels,
) -> str:
    """Why the one or the other of two codes: the evidence, the answer, the outcome."""
    chosen = uitkomst["declaratiecode"]
    verzekerd = uitkomst["declaratiecode_verzekerd"]
    onverzekerd = uitkomst["declaratiecode_onverzekerd"]
    evidence = _evidence(kleuren)
    if chosen is None:
        return (
            f"{evidence} en de aanspraak Zvw is niet gegeven; daarom is er geen "
            f"declaratiecode. Met J wordt het {verzekerd}, met N {onverzekerd}."
        )
    if chosen == onverzekerd:
        code = f"de onverzekerde code {onverzekerd} en niet {verzekerd}"
    else:
        code = f"de verzekerde code {verzekerd} en niet {onverzekerd}"
    kleur = _bits(kleuren)
    if aanspraak is not None and regels.antwoord_beslist(kleur):
        setting = _setting(kleur, regels)
        return (
            f"{evidence} en de gegeven aanspraak Zvw is {aanspraak}{setting}; daarom "
            f"geldt {code}."
        )
    if aanspraak is None:
        return f"{evidence}; daarom geldt {code}."
    before = " en rood gaat voor het antwoord" if kleur & ROOD else ""
    return (
        f"{evidence}{before}; daarom geldt {code}. De gegeven aanspraak Zvw "
        f"{aanspraak} verandert dat niet."
    )


def _bits(kleuren: Sequence[ExplainedKleur]) -> int:
    named = {naam for part in kleuren for naam in part.kleuren}
    return sum(bit for bit, naam in KLEUREN.items() if naam in named)


def _setting(kleur: int, regels: AanspraakRegels) -> str:
    """The setting by which the answer decides, where that is not the default."""
    name = {GROEN: "zonder_kleur", ORANJE: "", ROOD: "rood"}.get(kleur)
    if name is None:
        name = "rood_en_oranje" if regels.rood_en_oranje == "oranje" else "rood"
    return f" (instelling {name}={getattr(regels, name)})" if name else ""


def _evidence(kleuren: Sequence[ExplainedKleur]) -> str:
    """What coloured care did, without a full stop."""
    if not kleuren:
        return (
            "Geen rode of oranje zorgactiviteit droeg bij aan een regel met "
            "aanspraakbeperking die waar was"
        )
    *single, both = kleuren
    if not any(part.is_bepalend for part in single):
        return _capital(_phrase(both))
    return _capital(" en ".join(_phrase(part) for part in single))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _phrase(part: ExplainedKleur) -> str:
    zorg = " en ".join(ZORG[naam] for naam in part.kleuren)
    codes = _codes(part.beslissend)
    if part.is_bepalend:
        return f"{zorg} zorg bepaalde het product ({codes})"
    return f"{zorg} zorg telde mee {_WAAR} ({codes})"


def _codes(activities: Sequence[ExplainedActivity]) -> str:
    codes = {
        f"{activity.zorgactiviteit_code_geteld}, aanspraakcode "
        f"{activity.aanspraak_code}": None
        for activity in activities
    }
    return "; ".join(codes)
