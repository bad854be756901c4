"""Writes what became of a subtraject in ten lines: the outcome, and what led to it.

Codes stand in front of texts, so that a line that is cut short loses no code.

Dutch terms: boom (tree), bevinding (finding), los declarabel (billable by itself).
"""

from collections import Counter
from collections.abc import Iterator

from grouper.compiling.beslisregels import TOPBOOM
from grouper.explaining.explanation import ExplainedTree, Explanation

MOST_LINES = 10

STATUS = {
    "ok": "afgeleid, zonder opmerkingen",
    "warning": "afgeleid, met opmerkingen",
    "rejected": "afgewezen: er is niets afgeleid",
    "no_tree": "geen boom: er is geen dbc-zorgproduct",
}
_ZORGTYPEN = {
    # Source: Regeling msz 2016 art. 9-14.
    "41": "Zorgtype 41 is er alleen voor overige zorgproducten; het gaat door geen "
    "boom.",
    "51": "Zorgtype 51 ondersteunt een hoofdtraject; zijn zorgactiviteiten horen bij "
    "dat profiel en het gaat door geen boom.",
    "52": "Zorgtype 52 is een IC-traject zonder hoofdtraject; het staat op zichzelf en "
    "gaat door geen boom.",
}
_FIELDS = (
    ("specialisme", "specialisme_code"),
    ("diagnose", "diagnose_code"),
    ("zorgtype", "zorgtype_code"),
    ("begindatum", "begindatum"),
    ("einddatum", "einddatum"),
)
_MOST_REASONS = 4
_MOST_CODES = 10


def why_no_tree(explanation: Explanation) -> str:
    """Why no tree took it, of one that was not rejected."""
    zorgtype = str(explanation.registratie["zorgtype_code"]).strip().zfill(2)
    return _ZORGTYPEN.get(zorgtype, "Op de begindatum is er geen boom.")


def kort_lines(explanation: Explanation) -> Iterator[str]:
    """At most ``MOST_LINES`` lines about a subtraject, each of one subject."""
    nummer, row = explanation.subtraject_nummer, explanation.row
    yield f"Subtraject {nummer} (rij {row}), release {explanation.release}"
    facts = [
        f"{name} {explanation.registratie[column]}"
        for name, column in _FIELDS
        if explanation.registratie.get(column) not in (None, "")
    ]
    if explanation.leeftijd_jaar is not None:
        facts.append(f"leeftijd {explanation.leeftijd_jaar} jaar")
    yield f"  {', '.join(facts)}"
    yield f"Uitkomst: {', '.join(_outcome(explanation))}"
    if explanation.status == "rejected":
        yield from _rejecting(explanation)
    elif explanation.code is None:
        hoofd = explanation.hoofdsubtraject_nummer
        yield f"  {why_no_tree(explanation)}"
        if hoofd is not None:
            yield f"  hoofdsubtraject {hoofd}"
    else:
        topboom, boom = explanation.trees
        yield f"  zorgproductgroep {topboom.label}  {boom.omschrijving}"
        yield f"  zorgproduct {boom.label}  {explanation.zorgproduct_omschrijving}"
        code = explanation.code
        yield f"  declaratiecode {code.declaratiecode or 'geen'}: {code.reden}"
        yield from map(_path, explanation.trees)
    yield from _beside(explanation)


def _outcome(explanation: Explanation) -> Iterator[str]:
    yield STATUS[explanation.status]
    if explanation.uitkomst["is_trial"]:
        yield "PROEFAFLEIDING"
    if explanation.uitkomst["is_machtiging_vereist"]:
        yield "machtiging vereist"


def _rejecting(explanation: Explanation) -> Iterator[str]:
    """Why it was rejected: the first reasons, and how many there are more."""
    reasons = list(
        dict.fromkeys(
            f"  {finding['code']}: {finding['tekst']}"
            for finding in explanation.findings
            if finding["severity"] == "reject"
        )
    )
    yield from reasons[:_MOST_REASONS]
    if len(reasons) > _MOST_REASONS:
        yield f"  en nog {len(reasons) - _MOST_REASONS} andere redenen"


def _path(tree: ExplainedTree) -> str:
    """Where a tree ends, and the rules that led there."""
    name = "topboom" if tree.zorgproductgroep_code == TOPBOOM else "boom"
    rules = ", ".join(
        f"{number}. {rule.omschrijving}: {'JA' if rule.is_waar else 'NEE'}"
        for number, rule in tree.mattered
    )
    return f"  {name} => {tree.label} door {rules}"


def _beside(explanation: Explanation) -> Iterator[str]:
    """What there is beside the product: findings, and what is billed by itself."""
    told = Counter(finding["code"] for finding in explanation.findings)
    if told and explanation.status != "rejected":
        yield f"Bevindingen: {_codes(told)}"
    los = Counter(
        line["declaratiecode"] or line["zorgproduct_code"]
        for line in explanation.ozp
        if line["is_declarabel"]
    )
    if los:
        yield f"Los declarabel: {_codes(los)}"


def _codes(counted: Counter[str]) -> str:
    """The first codes with how often each is there, and how many codes are left."""
    shown = [
        code if n == 1 else f"{n} x {code}"
        for code, n in sorted(counted.items())[:_MOST_CODES]
    ]
    more = len(counted) - len(shown)
    return ", ".join(shown) + (f" en nog {more}" if more else "")
