"""Writes an explanation as plain Dutch text, for a person to read from top to bottom.

Dutch terms: boom (tree), voorwaarde (condition), bevinding (finding).
"""

from collections.abc import Iterator

from grouper.beslisregels import TOPBOOM
from grouper.explanation import (
    ExplainedActivity,
    ExplainedCondition,
    ExplainedRule,
    ExplainedTree,
    Explanation,
)

_STATUS = {
    "ok": "afgeleid, zonder opmerkingen",
    "warning": "afgeleid, met opmerkingen",
    "rejected": "afgewezen: er is niets afgeleid",
    "no_tree": "geen boom: dit zorgtype levert geen dbc-zorgproduct op",
}
_FIELDS = (
    ("specialisme", "specialisme_code"),
    ("diagnose", "diagnose_code"),
    ("zorgtype", "zorgtype_code"),
    ("zorgvraag", "zorgvraag_code"),
    ("begindatum", "begindatum"),
    ("geslacht", "geslacht"),
    ("zorginstelling", "zorginstelling_code"),
    ("aanspraak Zvw", "aanspraak"),
)


def explanation_text(explanation: Explanation) -> str:
    """Write an explanation out, one line a fact."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"Subtraject {explanation.subtraject_nummer} (rij {explanation.row})"
    yield from _registratie(explanation)
    yield ""
    yield from _outcome(explanation)
    if explanation.findings:
        yield ""
        yield "Bevindingen"
        for finding in explanation.findings:
            yield (
                f"  {finding['code']} {finding['source']} rij {finding['row']}, "
                f"{finding['column']}: {finding['tekst']}"
            )
    yield ""
    yield "Zorgactiviteiten"
    for activity in explanation.zorgactiviteiten:
        yield f"  rij {activity.row}: {_aantal(activity)} x {_activity(activity)}"
    if not explanation.zorgactiviteiten:
        yield "  geen"
    for tree in explanation.trees:
        yield ""
        yield from _tree(tree)


def _registratie(explanation: Explanation) -> Iterator[str]:
    facts = [
        f"{name} {explanation.registratie[column]}"
        for name, column in _FIELDS
        if explanation.registratie.get(column) not in (None, "")
    ]
    if explanation.leeftijd_jaar is not None:
        facts.append(f"leeftijd {explanation.leeftijd_jaar} jaar")
    yield f"  {', '.join(facts)}"
    yield f"  release {explanation.release}"


def _outcome(explanation: Explanation) -> Iterator[str]:
    yield f"Uitkomst: {_STATUS[explanation.status]}"
    if explanation.code is None:
        return
    yield (
        f"  zorgproductgroep {explanation.zorgproductgroep_code}  "
        f"{explanation.trees[1].omschrijving}"
    )
    yield (
        f"  zorgproduct {explanation.zorgproduct_code}  "
        f"{explanation.zorgproduct_omschrijving}"
    )
    yield f"  declaratiecode {explanation.code.declaratiecode or 'geen'}"
    yield f"    {explanation.code.reden}"
    if explanation.uitkomst["is_machtiging_vereist"]:
        yield "  machtiging vereist: een zorgactiviteit staat op de limitatieve lijst"


def _aantal(activity: ExplainedActivity) -> str:
    return "?" if activity.aantal is None else str(activity.aantal)


def _activity(activity: ExplainedActivity) -> str:
    code = activity.zorgactiviteit_code or "(leeg)"
    if activity.zorgactiviteit_code_geteld != code.strip().zfill(6):
        code = f"{code}, vertaald naar {activity.zorgactiviteit_code_geteld}"
    text = activity.omschrijving or "onbekend"
    colour = f" [aanspraakcode {activity.aanspraak_code}]"
    remark = "" if activity.is_geldig else " (niet geldig op de begindatum: telt nul)"
    return f"{code}  {text}{colour if activity.aanspraak_code else ''}{remark}"


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
    yield (
        f"     [{mark}] {condition.omschrijving}: geteld {condition.waarde}, nodig "
        f"{_bounds(condition.onder, condition.boven)}"
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
