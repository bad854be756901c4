"""Which findings, notices and reasons are there, and what does each say?

Each room declares its own in its module ``bevindingen``. Here they are brought
together, with words for how severe they are, for who looks a code up.
"""

from billing.files.bevindingen import VAN_BATCH, VAN_REGELS
from declarations.bevindingen import VAN_BERICHTEN
from declarations.checks.catalogus.catalogus import catalogus
from grouper.findings import bevindingen as grouper
from grouper.findings.checks import Check
from tabellen.bevinding import Bevinding, Catalogus
from tabellen.bevindingen import VAN_LEZEN
from tariffs.files.bevindingen import VAN_BESLUITEN, VAN_PRIJSLIJSTEN, VAN_TABELLEN

_ERNST = {
    **{"reject": "afgewezen", "warn": "gemeld", "off": "uit", "S": "signaal"},
    **{"H": "weigert, wet", "C": "weigert, contract", "D": "weigert, gegevens"},
}


def bevindingen() -> dict[str, tuple[Bevinding, ...]]:
    """All of them, by the kind of thing they are about; in the order of their code."""
    return {
        "Rijen van een batch": _sorted(grouper.VAN_RIJEN),
        "Een batch als geheel": _sorted(
            {**VAN_LEZEN, **grouper.VAN_BATCH, **VAN_BATCH}
        ),
        "Berichten": _sorted(VAN_BERICHTEN),
        "Tabellen van prijzen": _sorted(VAN_TABELLEN),
        "Prijslijsten": _sorted(VAN_PRIJSLIJSTEN),
        "Regels voor zij geprijsd worden": _sorted(VAN_REGELS),
        "Besluiten op regels": tuple(map(_said, VAN_BESLUITEN.values())),
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


def _sorted(catalogus: Catalogus) -> tuple[Bevinding, ...]:
    return tuple(_said(catalogus[code]) for code in sorted(catalogus))


def _said(each: Bevinding) -> Bevinding:
    waar = each.waar
    if isinstance(each, Check):
        waar = f"`{waar}`, instelling `{each.name}`"
    return Bevinding(each.code, _ERNST[each.ernst], waar, each.tekst, each.bron)
