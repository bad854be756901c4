"""Writes an explanation as plain Dutch text, for a person to read from top to bottom.

Dutch terms: boom (tree), voorwaarde (condition), bevinding (finding).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grouper.compiled.releasekeuze import REDENEN, Keuze
from grouper.compiling.beslisregels import TOPBOOM
from grouper.explaining.declaratiecode import ZORG
from grouper.explaining.explanation import (
    ExplainedActivity,
    ExplainedCondition,
    ExplainedKleur,
    ExplainedRule,
    ExplainedTree,
    Explanation,
)
from grouper.explaining.kort import STATUS, kort_lines, why_no_tree
from grouper.explaining.ozp_text import ozp_lines, profiel_lines
from tabellen.calltypes import checks_types

_FIELDS = (
    ("specialisme", "specialisme_code"),
    ("diagnose", "diagnose_code"),
    ("zorgtype", "zorgtype_code"),
    ("zorgvraag", "zorgvraag_code"),
    ("begindatum", "begindatum"),
    ("einddatum", "einddatum"),
    ("afsluitreden", "afsluitreden_code"),
    ("geslacht", "geslacht"),
    ("zorginstelling", "zorginstelling_code"),
    ("aanspraak Zvw", "aanspraak"),
)


@checks_types
def explanation_text(explanation: Explanation, *, kort: bool = False) -> str:
    """Write an explanation out, one line a fact.

    Args:
        explanation: What is written out.
        kort: In ten lines at most: the outcome, and what led to it.

    Raises:
        CallError: It is no explanation.
    """
    lines = kort_lines(explanation) if kort else _lines(explanation)
    return "\n".join(lines) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"Subtraject {explanation.subtraject_nummer} (rij {explanation.row})"
    yield from _registratie(explanation)
    yield ""
    yield from _outcome(explanation)
    if explanation.findings:
        yield ""
        yield "Bevindingen"
        for finding in explanation.findings:
            yield f"  {_finding(finding)}"
    yield ""
    yield "Zorgactiviteiten"
    for activity in explanation.zorgactiviteiten:
        day = f" op {activity.uitvoerdatum}" if activity.uitvoerdatum else ""
        yield (
            f"  rij {activity.row}: {_aantal(activity)} x {_activity(activity, day)}"
            f"{_remark(activity, explanation)}"
        )
    if not explanation.zorgactiviteiten:
        yield "  geen"
    yield ""
    yield from ozp_lines(explanation)
    if explanation.profiel:
        yield ""
        yield from profiel_lines(explanation)
    for tree in explanation.trees:
        yield ""
        yield from _tree(tree)


def _finding(finding: Mapping[str, Any]) -> str:
    # A finding has no value where the cell is empty, or no single cell is at fault.
    value = finding["value"]
    found = "" if value is None else f" ({value!r} gevonden)"
    return (
        f"{finding['code']} {finding['source']} rij {finding['row']}, "
        f"{finding['column']}{found}: {finding['tekst']}"
    )


def _registratie(explanation: Explanation) -> Iterator[str]:
    facts = [
        f"{name} {explanation.registratie[column]}{_naam(explanation, column)}"
        for name, column in _FIELDS
        if explanation.registratie.get(column) not in (None, "")
    ]
    if explanation.leeftijd_jaar is not None:
        facts.append(f"leeftijd {explanation.leeftijd_jaar} jaar")
    yield f"  {', '.join(facts)}"
    is_only = explanation.release_reden == REDENEN[Keuze.ENIGE_GEGEVEN]
    why = "" if is_only else f": {explanation.release_reden}"
    yield f"  release {explanation.release}{why}"


def _naam(explanation: Explanation, column: str) -> str:
    """The name of a code, where it says more than the code."""
    naam = explanation.namen.get(column)
    code = str(explanation.registratie[column]).strip()
    if naam is None or naam.lstrip("0") == code.lstrip("0"):
        return ""
    return f" ({naam})"


def _outcome(explanation: Explanation) -> Iterator[str]:
    yield f"Uitkomst: {STATUS[explanation.status]}"
    if explanation.uitkomst["is_trial"]:
        yield "  PROEFAFLEIDING: het subtraject is niet gesloten; niets is declarabel"
    if explanation.code is None:
        yield from _why_no_product(explanation)
        return
    yield (
        f"  zorgproductgroep {explanation.zorgproductgroep_code}  "
        f"{explanation.trees[1].omschrijving}"
    )
    yield (
        f"  zorgproduct {explanation.zorgproduct_code}  "
        f"{explanation.zorgproduct_omschrijving}"
    )
    if explanation.zorgproduct_consumentenomschrijving:
        yield f"    op de nota: {explanation.zorgproduct_consumentenomschrijving}"
    yield f"  declaratiecode {explanation.code.declaratiecode or 'geen'}"
    yield f"    {explanation.code.reden}"
    for part in _told(explanation.code.kleuren):
        yield f"    {_zonder(part, explanation)}"
    yield from _deciding(explanation)
    if explanation.uitkomst["is_oranje_producttyperend"]:
        yield f"  {_oranje(explanation.code.kleuren)}"
    if explanation.uitkomst["is_machtiging_vereist"]:
        yield "  machtiging vereist: een zorgactiviteit staat op de limitatieve lijst"


def _told(kleuren: Sequence[ExplainedKleur]) -> Sequence[ExplainedKleur]:
    """What each colour did; where none decided by itself, what both did together."""
    alone = [part for part in kleuren if len(part.kleuren) == 1]
    if any(part.is_bepalend for part in alone) or len(alone) == 1:
        return alone
    return kleuren[-1:]


def _zonder(part: ExplainedKleur, explanation: Explanation) -> str:
    codes = dict.fromkeys(a.zorgactiviteit_code_geteld for a in part.beslissend)
    zorg = " en ".join(ZORG[naam] for naam in part.kleuren)
    same = "" if part.is_bepalend else "hetzelfde "
    return (
        f"Zonder deze {zorg} zorg ({', '.join(codes)}): {same}zorgproduct "
        f"{part.zorgproduct_zonder}."
    )


def _oranje(kleuren: Sequence[ExplainedKleur]) -> str:
    """That oranje is in the evidence, and what that says of the product."""
    oranje = next(part for part in kleuren if part.kleuren == ("oranje",))
    if oranje.is_bepalend:
        return (
            "een oranje zorgactiviteit is producttyperend: zij telde mee in een regel "
            "met aanspraakbeperking die waar was, en bepaalde het product"
        )
    return (
        "is_oranje_producttyperend: een oranje zorgactiviteit telde mee in een regel "
        "met aanspraakbeperking die waar was; het product hing daar niet van af"
    )


def _deciding(explanation: Explanation) -> Iterator[str]:
    """Of uitval: the rules that led to it, and what they asked."""
    for tree, number, rule in explanation.deciding:
        where = (
            "de topboom"
            if tree.zorgproductgroep_code == TOPBOOM
            else f"de boom van {tree.zorgproductgroep_code}"
        )
        yield f"  beslissende regel in {where}:"
        yield from (f"  {line}" for line in _rule(number, rule))


def _why_no_product(explanation: Explanation) -> Iterator[str]:
    if explanation.status == "rejected":
        for finding in explanation.findings:
            if finding["severity"] == "reject":
                yield f"  omdat: {finding['tekst']} ({finding['code']})"
        return
    yield f"  {why_no_tree(explanation)}"
    if explanation.hoofdsubtraject_nummer is not None:
        yield f"  hoofdsubtraject {explanation.hoofdsubtraject_nummer}"


def _aantal(activity: ExplainedActivity) -> str:
    return "?" if activity.aantal is None else str(activity.aantal)


def _activity(activity: ExplainedActivity, day: str = "") -> str:
    code = activity.zorgactiviteit_code or "(leeg)"
    if activity.zorgactiviteit_code_geteld != code.strip().zfill(6):
        code = f"{code}, vertaald naar {activity.zorgactiviteit_code_geteld}"
    text = activity.omschrijving or "onbekend"
    colour = f" [aanspraakcode {activity.aanspraak_code}]"
    return f"{code}{day}  {text}{colour if activity.aanspraak_code else ''}"


def _remark(activity: ExplainedActivity, explanation: Explanation) -> str:
    """What became of an activity that did not count, as far as the trees asked."""
    if activity.is_geldig is None:
        return ""
    is_walked = explanation.code is not None
    nul = ": telt nul" if is_walked else ""
    if activity.omschrijving is None:
        return f" (de release kent deze code niet{nul})"
    if not activity.is_geldig:
        return f" (niet geldig op de begindatum{nul})"
    if not is_walked or activity.is_geteld:
        return ""
    if activity.aantal == 0:
        return " (telde nergens mee: het aantal is nul)"
    net = sum(
        other.aantal or 0
        for other in explanation.zorgactiviteiten
        if other.zorgactiviteit_code_geteld == activity.zorgactiviteit_code_geteld
    )
    if net == 0:
        return " (telde nergens mee: de regels van deze code tellen op tot nul)"
    return " (telde nergens mee: geen regel op het pad vroeg ernaar)"


def _tree(tree: ExplainedTree) -> Iterator[str]:
    until = f" tot en met {tree.einddatum}" if tree.einddatum else ""
    version = f"boomversie vanaf {tree.begindatum}{until}"
    if tree.zorgproductgroep_code == TOPBOOM:
        yield f"Topboom: welke zorgproductgroep? ({version})"
    else:
        yield (
            f"Boom van zorgproductgroep {tree.zorgproductgroep_code}: welk "
            f"zorgproduct? ({version})"
        )
    for number, rule in enumerate(tree.rules, start=1):
        yield from _rule(number, rule)
    yield f"  => {tree.label}"


def _rule(number: int, rule: ExplainedRule) -> Iterator[str]:
    flag = ", aanspraakbeperking" if rule.is_aanspraakbeperking else ""
    of = len(rule.conditions)
    needed = f"{rule.aantal_voorwaarden_waar} van {of} nodig" if of > 1 else "1 nodig"
    yield (
        f"  {number}. {rule.omschrijving}: {'JA' if rule.is_waar else 'NEE'} "
        f"(beslisregel {rule.beslisregel_id}, {needed}{flag})"
    )
    for condition in rule.conditions:
        yield from _condition(condition)


def _condition(condition: ExplainedCondition) -> Iterator[str]:
    mark = "x" if condition.is_waar else " "
    registered = (
        "" if condition.geregistreerd is None else f" ({condition.geregistreerd})"
    )
    yield (
        f"     [{mark}] {condition.omschrijving}: geteld {condition.waarde}"
        f"{registered}, nodig {_bounds(condition.onder, condition.boven)}"
    )
    for counted in condition.counted:
        activity = counted.activity
        weighted = ""
        if counted.bijdrage != activity.aantal:
            weighted = f", telt {counted.bijdrage}"
        yield (
            f"           rij {activity.row}: {_aantal(activity)} x "
            f"{_activity(activity)}{weighted}"
        )


def _bounds(onder: int, boven: int | None) -> str:
    if boven is None:
        return f"{onder} of meer"
    if onder == boven:
        return "geen" if onder == 0 else f"precies {onder}"
    return f"{onder} tot en met {boven}"
