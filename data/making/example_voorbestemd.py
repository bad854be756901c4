"""What registers say of those whose line is made wrong in the twin with faults.

Nothing of it is about care of the delivery that is right: a stay that nobody claims a
day of, a permission that no line names, an indication that ended, a study of which
nobody has the code.

Dutch terms: voorbestemd (meant for it beforehand).
"""

from dbc_grouper_data.making.example_contracten import (
    DUINHOF,
    HEUVELDAL,
    MEERWIJK,
    ZEEZICHT,
)
from dbc_grouper_data.making.tarief_forms import Row

AANGEVRAAGD = "V009484"
"""Whose permission was asked for and not decided on."""
ANDERE_VERZEKERAAR = "V009373"
"""Whose permission is of an insurer that never was theirs."""
BOVEN_1095 = "V009579"
"""Who stayed on in Duinhof beyond the 1,095th day."""
DONOR = "V009381"
"""Who went home from Duinhof half a year before."""
INDICATIE_WLZ = "V008324"
"""Who had an indication for long-term care until shortly before rehabilitation."""
NA_WLZ = "V007889"
"""Who lived in Meerwijk, with long-term care, until shortly before rehabilitation."""
LAAT_INGESLOTEN = "V009667"
"""Who was included in a study after nobody could be any more."""
ZOUTKUUR_VERWEZEN = "V009695"
"""Who takes part in a study of which the institution only includes."""

VOORBESTEMD = (
    *(AANGEVRAAGD, ANDERE_VERZEKERAAR, BOVEN_1095, DONOR, INDICATIE_WLZ, NA_WLZ),
    *(LAAT_INGESLOTEN, ZOUTKUUR_VERWEZEN),
)

M_AANGEVRAAGD, M_ANDERE_VERZEKERAAR = "M900001", "M900002"
ZOUTKUUR, ZOUTKUUR_CODE = "ZOUTKUUR", "069401"
LOGEREN = "061902"


def rows() -> dict[str, list[Row]]:
    """Rows that are added to registers, by name."""
    return {
        "machtigingen": [
            _machtiging(M_AANGEVRAAGD, AANGEVRAAGD, "", "060502", "AANGEVRAAGD"),
            _machtiging(
                M_ANDERE_VERZEKERAAR, ANDERE_VERZEKERAAR, "9102", "", "TOEGEKEND"
            ),
        ],
        "opnamen": [
            _opname(BOVEN_1095, DUINHOF, "2021-01-04", "2024-02-02", "VERBLIJF"),
            _opname(DONOR, DUINHOF, "2023-12-04", "2023-12-08", "VERBLIJF"),
            _opname(NA_WLZ, MEERWIJK, "2023-01-02", "2024-04-21", "WLZ"),
        ],
        "wlz": [
            {
                "verzekerde_id": INDICATIE_WLZ,
                "begindatum": "2022-01-01",
                "einddatum": "2024-09-12",
            }
        ],
        "marktconform": [
            {
                "uzovi": "9101",
                "declaratiecode": LOGEREN,
                "prijs": "40,00",
                "begindatum": "2022-01-01",
                "einddatum": "",
            }
        ],
        "polisuitsluiting": [
            {
                "uzovi": "9301",
                "polis": "RESTITUTIE",
                "behandeling": "STERILISATIE",
                "begindatum": "2022-01-01",
                "einddatum": "",
            }
        ],
        **_zoutkuur(),
    }


def _machtiging(
    nummer: str, verzekerde: str, uzovi: str, code: str, status: str
) -> Row:
    return {
        "nummer": nummer,
        "verzekerde_id": verzekerde,
        "uzovi": uzovi,
        "zorginstelling_code": "",
        "specialisme_code": "",
        "diagnose_code": "",
        "code": code,
        "aantal": "",
        "begindatum": "2023-12-01",
        "einddatum": "2025-12-31",
        "status": status,
    }


def _opname(
    verzekerde: str, zorginstelling: str, begin: str, eind: str, soort: str
) -> Row:
    return {
        "verzekerde_id": verzekerde,
        "zorginstelling_code": zorginstelling,
        "begindatum": begin,
        "einddatum": eind,
        "soort": soort,
        "begintijd": "10:30",
        "eindtijd": "11:00",
    }


def _zoutkuur() -> dict[str, list[Row]]:
    """A treatment whose study takes nobody in any more since 2024."""
    return {
        "vt_treatment": [
            {
                "vt_id": ZOUTKUUR,
                "name": "Zoutkuur bij rusteloze huid",
                "patient_group": "Rusteloze huid",
                "legal_ref": "verzonnen",
                "care_kind": "MSZ",
                "eb_applies": "N",
                "er_applies": "J",
                "referral_required": "J",
                "open_list": "N",
            }
        ],
        "vt_period": [
            {
                "vt_id": ZOUTKUUR,
                "begin": begin,
                "end": end,
                "source": "verzonnen",
                "status": status,
            }
            for begin, end, status in (
                ("2023-01-01", "2023-12-31", "OPEN"),
                ("2024-01-01", "2025-12-31", "INCLUSION_CLOSED"),
            )
        ],
        "vt_study": [
            {"vt_id": ZOUTKUUR, "study_name": "KORREL", "register": "verzonnen"}
        ],
        "vt_provider": [
            {
                "vt_id": ZOUTKUUR,
                "agb": code,
                "name": naam,
                "role": role,
                "begin": "2023-01-01",
                "end": "",
            }
            for code, naam, role in (
                (HEUVELDAL, "Centrum Heuveldal", "TREAT"),
                (ZEEZICHT, "Centrum Zeezicht", "INCLUSION"),
            )
        ],
        "vt_participation": [
            {
                "bsn_pseudonym": verzekerde,
                "vt_id": ZOUTKUUR,
                "study": "KORREL",
                "inclusion_date": dag,
                "provider_agb": aanbieder,
                "end": "",
            }
            for verzekerde, dag, aanbieder in (
                (LAAT_INGESLOTEN, "2024-02-01", HEUVELDAL),
                (ZOUTKUUR_VERWEZEN, "2023-03-01", ZEEZICHT),
            )
        ],
        "vt_detection": [
            {
                "vt_id": ZOUTKUUR,
                "kind": "ZA",
                "code": ZOUTKUUR_CODE,
                "study_flag": "STUDY",
                "begin": "2023-01-01",
                "end": "",
            }
        ],
        "vt_rule": [
            {"vt_id": ZOUTKUUR, "requirement": requirement, "severity": "RJ"}
            for requirement in ("PARTICIPATION", "INCLUSION_BEFORE_CLOSE")
        ],
    }
