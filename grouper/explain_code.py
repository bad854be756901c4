"""Why a product has this declaratiecode and not its twin, in Dutch.

Dutch terms: rood, oranje (colour of an activity whose aanspraak is limited),
beslissend (it contributed to a rule that decided), uitval (no declaratiecode).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from grouper.aanspraakregels import GROEN, ONBEKEND, ORANJE, ROOD
from grouper.explanation import ExplainedActivity, ExplainedCode


def explain_code(
    uitkomst: Mapping[str, Any],
    aanspraak: str | None,
    kleur: int,
    beslissend: Sequence[ExplainedActivity],
) -> ExplainedCode:
    """Say why the declaratiecode of ``uitkomst`` is what it is.

    Args:
        uitkomst: A row of ``grouped`` with a product.
        aanspraak: The answer given: J, N or None.
        kleur: Colours of the decisive activities, as bits.
        beslissend: The activities that were decisive.

    Source: DESIGN decision 8; grouper.md 2.4.
    """
    verzekerd = uitkomst["declaratiecode_verzekerd"]
    onverzekerd = uitkomst["declaratiecode_onverzekerd"]
    if verzekerd is None:
        reden = "Het product heeft geen declaratiecode: het is uitval."
    elif kleur & ONBEKEND:
        reden = (
            f"{_evidence(kleur, beslissend)}: de familie van een van die "
            "aanspraakcodes is onbekend; daarom is er geen declaratiecode."
        )
    elif onverzekerd is None:
        reden = f"Het product heeft één declaratiecode: {verzekerd}, verzekerde zorg."
        if aanspraak == "N":
            reden += " De gegeven aanspraak Zvw N verandert dat niet."
    else:
        reden = _choice(uitkomst, aanspraak, kleur, beslissend)
    return ExplainedCode(
        declaratiecode=uitkomst["declaratiecode"],
        verzekerd=verzekerd,
        onverzekerd=onverzekerd,
        aanspraak=aanspraak,
        beslissend=tuple(beslissend),
        reden=reden,
    )


def _choice(
    uitkomst: Mapping[str, Any],
    aanspraak: str | None,
    kleur: int,
    beslissend: Sequence[ExplainedActivity],
) -> str:
    """Why the one or the other of two codes: the evidence, the answer, the outcome."""
    chosen = uitkomst["declaratiecode"]
    verzekerd = uitkomst["declaratiecode_verzekerd"]
    onverzekerd = uitkomst["declaratiecode_onverzekerd"]
    evidence = _evidence(kleur, beslissend)
    if chosen is None:
        return (
            f"{evidence} en de aanspraak Zvw is niet gegeven; daarom is er geen "
            f"declaratiecode. Met J wordt het {verzekerd}, met N {onverzekerd}."
        )
    given = f" en de gegeven aanspraak Zvw is {aanspraak}" if aanspraak else ""
    if chosen == onverzekerd:
        code = f"de onverzekerde code {onverzekerd} en niet {verzekerd}"
    else:
        code = f"de verzekerde code {verzekerd} en niet {onverzekerd}"
    return f"{evidence}{given}; daarom geldt {code}."


def _evidence(kleur: int, beslissend: Sequence[ExplainedActivity]) -> str:
    if kleur == GROEN:
        return (
            "Geen rode of oranje zorgactiviteit droeg bij aan een regel met "
            "aanspraakbeperking die waar was"
        )
    colours = [
        name
        for bit, name in ((ROOD, "rode"), (ORANJE, "oranje"), (ONBEKEND, "onbekende"))
        if kleur & bit
    ]
    codes = {
        f"{activity.zorgactiviteit_code_geteld}, aanspraakcode "
        f"{activity.aanspraak_code}": None
        for activity in beslissend
    }
    text = f"{' en '.join(colours)} zorg bepaalde het product ({'; '.join(codes)})"
    return text[0].upper() + text[1:]
