"""Registers that follow from care of the example batch: stays, permissions, studies.

Each is drawn from the batch itself, so that what is declared of it agrees with them.
"""

from collections import defaultdict
from datetime import date, timedelta

import polars as pl
from dbc_grouper_data.making.example_contracten import HEUVELDAL, MEERWIJK, ZEEZICHT
from dbc_grouper_data.making.example_personen import subtrajecten
from dbc_grouper_data.making.example_prestaties import declared
from dbc_grouper_data.making.example_registratie import (
    IC_DAGEN,
    VERPLEEGDAGEN,
    registratie,
)
from dbc_grouper_data.making.tarief_forms import Row

# On the limitatieve lijst of the example release, for some diagnoses.
MACHTIGINGPLICHTIG = ("060405", "060502", "060503")
STUDIE_CODE = "060901"
GRZ = "8418"
_STAY = timedelta(days=1)


def activiteiten() -> pl.DataFrame:
    """Activities with their subtraject."""
    batch, lines = registratie()
    return lines.join(batch, on="subtraject_nummer", maintain_order="left")


def referentie(subtraject_nummer: str) -> str:
    """Reference (0458) of the dbc of a subtraject, as the example declares it."""
    return f"R{subtraject_nummer[1:]}"


def machtiging(subtraject_nummer: str) -> str:
    """Number of the permission for a subtraject."""
    return f"M{subtraject_nummer[1:]}"


def opnamen() -> list[Row]:
    """Stays: days of nursing and of IC that touch, in one institution."""
    days: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    own = activiteiten().filter(
        pl.col("zorgactiviteit_code").is_in([*VERPLEEGDAGEN, *IC_DAGEN])
    )
    for row in own.iter_rows(named=True):
        soort = "IC" if row["zorgactiviteit_code"] in IC_DAGEN else "VERBLIJF"
        key = (row["verzekerde_id"], row["zorginstelling_code"], soort)
        days[key].add(row["uitvoerdatum"])
    return [
        {
            "verzekerde_id": verzekerde,
            "zorginstelling_code": aanbieder,
            "begindatum": begin.isoformat(),
            "einddatum": eind.isoformat(),
            "soort": soort,
            "begintijd": "10:30",
            "eindtijd": "11:00",
        }
        for (verzekerde, aanbieder, soort), own_days in sorted(days.items())
        for begin, eind in _stretches(sorted(own_days))
        if len(aanbieder) == 8
    ]


def _stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days that follow each other; one is discharged on the day after the last."""
    stretches = [[days[0], days[0]]]
    for day in days[1:]:
        if day - stretches[-1][1] <= _STAY:
            stretches[-1][1] = day
        else:
            stretches.append([day, day])
    return [(begin, last + _STAY) for begin, last in stretches]


def machtigingen() -> list[Row]:
    """A permission per subtraject with an activity that may need one."""
    own = (
        activiteiten()
        .filter(
            pl.col("zorgactiviteit_code").is_in(list(MACHTIGINGPLICHTIG)),
            pl.col("zorginstelling_code").str.len_bytes() == 8,
        )
        .unique(["subtraject_nummer", "zorgactiviteit_code"], keep="first")
        .sort("subtraject_nummer", "zorgactiviteit_code")
    )
    return [
        _toegekend(row, row["zorgactiviteit_code"], "10")
        for row in own.iter_rows(named=True)
    ] + [_toegekend(row, "", "") for row in _vervolg_grz().iter_rows(named=True)]


def _vervolg_grz() -> pl.DataFrame:
    """Subtrajects that follow in geriatric rehabilitation: it may pass six months."""
    batch, _ = registratie()
    return batch.filter(
        pl.col("specialisme_code") == GRZ,
        pl.col("zorgtype_code") == "21",
        pl.col("zorginstelling_code").str.len_bytes() == 8,
    ).sort("subtraject_nummer")


def _toegekend(row: dict[str, str], code: str, aantal: str) -> Row:
    return {
        "nummer": machtiging(row["subtraject_nummer"]),
        "verzekerde_id": row["verzekerde_id"],
        "uzovi": "",
        "zorginstelling_code": row["zorginstelling_code"],
        "specialisme_code": row["specialisme_code"].zfill(4),
        "diagnose_code": row["diagnose_code"],
        "code": code,
        "aantal": aantal,
        "begindatum": "2022-01-01",
        "einddatum": "2025-12-31",
        "status": "TOEGEKEND",
    }


def detenties() -> list[Row]:
    """Detentions, long before the care that is declared."""
    return [
        {
            "verzekerde_id": number,
            "begindatum": "2019-03-01",
            "einddatum": "2019-08-31",
        }
        for number in _verzekerden()[10:2000:200]
    ]


def wlz() -> list[Row]:
    """Indications for long-term care, which ended as well."""
    return [
        {
            "verzekerde_id": number,
            "begindatum": "2020-01-01",
            "einddatum": "2021-06-30",
        }
        for number in _verzekerden()[20:2000:250]
    ]


def privacyverklaringen() -> list[Row]:
    """Two dbc's whose diagnosis is not to be told."""
    own = declared().regels.filter(
        pl.col("is_dbc"),
        pl.col("einddatum") >= date(2024, 6, 1),
        pl.col("zorginstelling_code") == MEERWIJK,
        pl.col("specialisme_code") == "0322",
        pl.col("zorgtype_code") == "11",
    )
    return [
        {
            "zorginstelling_code": row["zorginstelling_code"],
            "referentienummer": referentie(row["subtraject_nummer"]),
        }
        for row in own.head(2).iter_rows(named=True)
    ]


def _verzekerden() -> list[str]:
    return subtrajecten()["verzekerde_id"].unique().sort().to_list()


def toelating() -> dict[str, list[Row]]:
    """A treatment within a study: what it is, where, when, and who takes part."""
    studie = "Duinkuur bij stoflong"
    included = sorted(
        {
            (row["verzekerde_id"], row["zorginstelling_code"])
            for row in activiteiten()
            .filter(
                pl.col("zorgactiviteit_code") == STUDIE_CODE,
                pl.col("zorginstelling_code").is_in([HEUVELDAL, ZEEZICHT]),
            )
            .iter_rows(named=True)
        }
    )
    return {
        "vt_treatment": [
            {
                "vt_id": "DUINKUUR",
                "name": studie,
                "patient_group": "Stoflong, uitbehandeld",
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
                "vt_id": "DUINKUUR",
                "begin": "2023-01-01",
                "end": "2025-12-31",
                "source": "verzonnen",
                "status": "OPEN",
            }
        ],
        "vt_study": [
            {"vt_id": "DUINKUUR", "study_name": "ZILT", "register": "verzonnen"}
        ],
        "vt_provider": [
            {
                "vt_id": "DUINKUUR",
                "agb": code,
                "name": naam,
                "role": "TREAT",
                "begin": "2023-01-01",
                "end": "",
            }
            for code, naam in (
                (HEUVELDAL, "Centrum Heuveldal"),
                (ZEEZICHT, "Centrum Zeezicht"),
            )
        ],
        "vt_participation": [
            {
                "bsn_pseudonym": verzekerde,
                "vt_id": "DUINKUUR",
                "study": "ZILT",
                "inclusion_date": "2023-01-01",
                "provider_agb": aanbieder,
                "end": "",
            }
            for verzekerde, aanbieder in included
        ],
        "vt_detection": [
            {
                "vt_id": "DUINKUUR",
                "kind": "ZA",
                "code": code,
                "study_flag": flag,
                "begin": "2023-01-01",
                "end": "",
            }
            for code, flag in ((STUDIE_CODE, "STUDY"), ("060902", "REGULAR_TWIN"))
        ],
        "vt_rule": [
            {"vt_id": "DUINKUUR", "requirement": requirement, "severity": severity}
            for requirement, severity in (
                ("PARTICIPATION", "RJ"),
                ("PROVIDER", "RJ"),
                ("PERIOD", "RJ"),
                ("REFERRAL", "RJ"),
            )
        ],
    }
