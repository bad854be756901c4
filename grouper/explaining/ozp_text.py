"""Writes out, in plain Dutch, which activities were billable on their own, and why.

Dutch terms: overig zorgproduct (a product that is not a dbc-zorgproduct), los
declarabel (billable by itself), machtiging (prior authorisation).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from grouper.explaining.explanation import Explanation

_OVERIGE_REGELS = (
    # Entry of ``Explanation.niet_los``, and what became of so many lines.
    ("geen_ozp", "zonder tarieftype op hun dag: die tellen alleen mee in een profiel"),
    ("onbekend", "met een code die de release niet kent"),
    ("ongeldig", "zonder tarieftype en niet geldig op hun dag"),
    ("niet_geldig", "niet geldig op hun dag (bevinding G301)"),
    ("netto_nul", "opgeteld nul op hun dag"),
    ("geen_aantal", "zonder bruikbaar aantal"),
    ("samengevoegd", "opgeteld bij een andere regel van dezelfde code en dag"),
)


def ozp_lines(explanation: Explanation) -> Iterator[str]:
    """Each overig zorgproduct with its reason, then what became of the other lines."""
    yield "Overige zorgproducten: welke zorgactiviteiten zijn los declarabel?"
    if explanation.ozp_balance is None or explanation.status == "rejected":
        yield "  geen: het subtraject is afgewezen"
        return
    for line in explanation.ozp:
        yield from _ozp(line, explanation)
    if not explanation.ozp:
        yield "  geen"
    for field, tekst in _OVERIGE_REGELS:
        if field == "geen_ozp" and explanation.status == "no_tree":
            tekst = "zonder tarieftype op hun dag"
        if aantal := explanation.niet_los.get(field, 0):
            yield f"  niet los: {aantal} {_regels(aantal)} {tekst}"


def _regels(aantal: int) -> str:
    return "regel" if aantal == 1 else "regels"


def _aangenomen(line: Mapping[str, Any], explanation: Explanation) -> str:
    """How certain the day of an entry is."""
    if not line["is_uitvoerdatum_aangenomen"]:
        return ""
    is_given = any(
        activity.uitvoerdatum == line["uitvoerdatum"]
        and (activity.zorgactiviteit_code or "").strip().zfill(6)
        == line["zorgproduct_code"]
        for activity in explanation.zorgactiviteiten
    )
    if is_given:
        return " (begindatum; niet bij elke regel is een uitvoerdatum gegeven)"
    return " (begindatum; geen uitvoerdatum gegeven)"


def _ozp(line: Mapping[str, Any], explanation: Explanation) -> Iterator[str]:
    yield (
        f"  {line['aantal']} x {line['zorgproduct_code']} op {line['uitvoerdatum']}"
        f"{_aangenomen(line, explanation)}  {line['omschrijving'] or 'onbekend'}"
    )
    yield f"    {_oordeel(line)}: {line['reden_tekst']}"
    naam = line["tarieftype_naam"] or "onbekend"
    categorie = line["ozp_categorie"] or "geen"
    vrager = line["aanvrager_soort"]
    yield (
        f"    reden {line['reden']}, tarieftype {line['tarieftype']} ({naam}), "
        f"categorie {categorie}, afgeleid door de {line['afleiding']}"
        f"{f', aanvrager {vrager}' if vrager else ''}"
    )


def _oordeel(line: Mapping[str, Any]) -> str:
    if not line["is_declarabel"]:
        return "NIET los declarabel"
    hoofd = line["hoofdsubtraject_nummer"]
    onder = "" if hoofd in (None, line["subtraject_nummer"]) else f", onder {hoofd}"
    proef = ", maar dit is een proefafleiding" if line["is_trial"] else ""
    return f"LOS DECLARABEL als {line['declaratiecode']}{onder}{proef}"


def profiel_lines(explanation: Explanation) -> Iterator[str]:
    """Activities that need a permit or a machtiging, or must stand on the bill."""
    yield "Bijzondere zorgactiviteiten in het profiel"
    for line in explanation.profiel:
        wbmv = line["wbmv_code"]
        remarks = [
            *([f"vergunning nodig (WBMV {wbmv})"] if wbmv else []),
            *(["moet op de nota"] if line["is_op_nota"] else []),
            *(["machtiging nodig"] if line["is_machtiging_vereist"] else []),
        ]
        yield (
            f"  {line['aantal']} x {line['zorgactiviteit_code']} op "
            f"{line['uitvoerdatum']}  {line['omschrijving'] or 'onbekend'}: "
            f"{', '.join(remarks)}"
        )
