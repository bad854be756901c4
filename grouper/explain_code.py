"""Why a product has this declaratiecode and not its twin, in Dutch.

Dutch terms: rood, oranje (colour of an activity whose aanspraak is limited),
beslissend (it contributed to a rule that decided), uitval (no declaratiecode).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from grouper.aanspraakregels import ORANJE, ROOD
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
    elif onverzekerd is None:
        reden = f"Het product heeft één declaratiecode: {verzekerd}, verzekerde zorg."
    else:
        reden = _choice(verzekerd, onverzekerd, aanspraak, kleur, beslissend)
    return ExplainedCode(
        declaratiecode=uitkomst["declaratiecode"],
        verzekerd=verzekerd,
        onverzekerd=onverzekerd,
        aanspraak=aanspraak,
        beslissend=tuple(beslissend),
        reden=reden,
    )


def _choice(
    verzekerd: str,
    onverzekerd: str,
    aanspraak: str | None,
    kleur: int,
    beslissend: Sequence[ExplainedActivity],
) -> str:
    """Why the one or the other of two codes."""
    insured = f"daarom geldt de verzekerde code {verzekerd} en niet {onverzekerd}."
    uninsured = f"daarom geldt de onverzekerde code {onverzekerd} en niet {verzekerd}."
    if kleur & ROOD:
        return f"Rode zorg bepaalde het product ({_codes(beslissend)}); {uninsured}"
    if kleur & ORANJE:
        oranje = f"Oranje zorg bepaalde het product ({_codes(beslissend)})"
        if aanspraak == "J":
            return f"{oranje} en de aanspraak Zvw is J; {insured}"
        if aanspraak == "N":
            return f"{oranje} en de aanspraak Zvw is N; {uninsured}"
        return (
            f"{oranje} en de aanspraak Zvw is niet gegeven; daarom is er geen "
            f"declaratiecode. Met J wordt het {verzekerd}, met N {onverzekerd}."
        )
    unused = " De gegeven aanspraak N verandert dat niet." if aanspraak == "N" else ""
    return (
        "Geen rode of oranje zorgactiviteit droeg bij aan een regel met "
        f"aanspraakbeperking die waar was; {insured}{unused}"
    )


def _codes(beslissend: Sequence[ExplainedActivity]) -> str:
    found = {
        f"{activity.zorgactiviteit_code_geteld}, aanspraakcode "
        f"{activity.aanspraak_code}": None
        for activity in beslissend
    }
    return "; ".join(found)
