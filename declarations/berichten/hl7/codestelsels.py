"""Which code system a code of a message belongs to: the one that is read, or another.

A code without a system is taken to be of the one expected; most messages name none.

Sourced (docs/sources.md, OUT, T17): the system of zorgactiviteiten, and an OID per
specialisme in the NZa's table. UNSOURCED: that the diagnoses of a specialisme have that
OID; that zorgtype and zorgvraag have one under the NZa's root, and specialisme and
instelling one of Vektis' AGB. An OID there that is not known is taken and told; any
other is another code system. The sexes are HL7's own (AdministrativeGender).
"""

from typing import Literal

from declarations.berichten.hl7.fields import NZA_OID, ZORGACTIVITEIT_OID

Verdict = Literal["expected", "unknown", "other"]

_GESLACHT_OID = "2.16.840.1.113883.5.1"
_AGB_ROOT = "2.16.840.1.113883.2.4.6"
_SPECIALISME_ROOT = f"{NZA_OID}.4"

# Systems under the NZa's root that are known to be of something else.
_TAKEN = tuple(f"{NZA_OID}.{arc}" for arc in (1, 5, 6, 9, 12, 99))

SYSTEM_ATTRIBUTES: dict[str, str] = {
    "zorgactiviteit_code": "codeSystem",
    "diagnose_code": "codeSystem",
    "zorgtype_code": "codeSystem",
    "zorgvraag_code": "codeSystem",
    "specialisme_code": "codeSystem",
    "geslacht": "codeSystem",
    "zorginstelling_code": "root",
}
"""Columns whose system is judged, and the attribute beside the code that names it."""


def verdict(column: str, system: str, specialisme: str | None = None) -> Verdict:
    """Whether a code of a column may be of this system.

    Args:
        column: One of ``SYSTEM_ATTRIBUTES``.
        system: The OID as the message has it.
        specialisme: Specialisme_code of the subtraject, for the OID of its diagnoses.
    """
    oid = system.strip().lower().removeprefix("urn:oid:")
    if column == "zorgactiviteit_code":
        return "expected" if oid == ZORGACTIVITEIT_OID else "other"
    if column == "geslacht":
        return "expected" if oid == _GESLACHT_OID else "other"
    if _is_under(oid, _SPECIALISME_ROOT):
        own = f"{_SPECIALISME_ROOT}.{(specialisme or '').strip().lstrip('0')}"
        if column != "specialisme_code" and oid != own:
            return "other"
        return "expected" if column == "diagnose_code" else "unknown"
    if column == "zorginstelling_code":
        # Which OID the AGB of an instelling has is not sourced; any is told but one of
        # Vektis.
        return "expected" if _is_under(oid, _AGB_ROOT) else "unknown"
    roots = (_AGB_ROOT, NZA_OID) if column == "specialisme_code" else (NZA_OID,)
    if any(_is_under(oid, taken) for taken in _TAKEN):
        return "other"
    return "unknown" if any(_is_under(oid, root) for root in roots) else "other"


def _is_under(oid: str, root: str) -> bool:
    return oid == root or oid.startswith(f"{root}.")
