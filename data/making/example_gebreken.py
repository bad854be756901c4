"""Faults of lines: what is changed of a right line, and which check finds it."""

from collections.abc import Callable
from datetime import date

from dbc_grouper_data.making.example_contracten import MEERWIJK
from dbc_grouper_data.making.example_registers import specialist
from dbc_grouper_data.making.example_registratie import VERPLEEGDAGEN
from dbc_grouper_data.making.example_werkstuk import Rij, Werkstuk, later

_CONSULT, _HERHAAL, _BEELD = "060101", "060102", "060103"

# Check, kind of record, fields that are changed; of a 06 or 16 where it says so.
VELDEN: tuple[tuple[str, str, dict[str, str | None]], ...] = (
    ("F17", "04", {"r0409": "012"}),
    ("F20", "04", {"r0457": "X"}),
    ("F25", "04", {"r0445": None}),
    ("F27", "04", {"r0456": "X"}),
    ("P01", "02", {"r0207": "19010101", "r0408": "19010101"}),
    ("P02", "02", {"r0210": "Quxworp"}),
    ("P03", "04", {"r0204": "9102", "r0404": "9102"}),
    ("P07", "02", {"r0204": "9401", "r0404": "9401"}),
    ("R01", "04", {"r0431": "999"}),
    ("R07", "04", {"r0418": "00"}),
    ("R34", "04", {"r0421": "05", "r0422": MEERWIJK}),
    ("R35", "04", {"r0421": "02", "r0422": None}),
    ("G11", "04", {"r0434": "N"}),
    ("R36", "04", {"r0422": specialist(MEERWIJK, "0307")}),
    ("G13", "04", {"r0437": "J"}),
    ("G01", "04", {"r0414": "999999999"}),
    ("G03", "04", {"r0414": "888888001"}),
    ("G06", "04", {"r0441": None}),
    ("G08", "04", {"r0447": "T"}),
    ("G12", "04", {"r0438": "J"}),
    ("T01", "04", {"r0410": "15X999"}),
    ("F24", "06", {"r0614": "1"}),
    ("F19", "16", {"r1612": "20210101", "r1613": "20210101"}),
    ("R02", "16", {"r1611": "060113"}),
)


MEDE: tuple[tuple[str, str], ...] = (
    # A record too many: what follows it is out of order, and so are numbers and counts.
    *(("F03", "F03"), ("F03", "F06"), ("F06", "F06"), ("F09", "F06"), ("F09", "F07")),
    # Two lines of one reference: both are told.
    ("F21", "F21"),
    # An amount, code or quantity of one's own has another price than was agreed.
    *((each, "T04") for each in ("C06", "F24", "R09", "T02", "T10")),
    # A product and code of a later release do not go together in this one.
    ("T01", "G02"),
    # Opened earlier than it was: an activity lies late, and no rule allows so long.
    *(("F18", "R03"), ("F18", "R06"), ("R03", "R04")),
    # A profile with more, less or other care leads to another product, and to other
    # overige zorgproducten.
    *((each, "G14") for each in ("F19", "R02", "R16", "R20", "G04")),
    *(("G04", "R05"), ("R23", "R05"), ("R27", "G04"), ("R20", "S06")),
    # The care that is added is not insured.
    *(("R22", "E02"), ("R23", "E02"), ("R23", "E06")),
    # A reason to close that is not known cannot have been grouped on.
    ("R07", "G08"),
    # Another insurer than that of the person; and of two that declare one subtraject.
    *(("P07", "P03"), ("D16", "P03"), ("D16", "D01")),
    # An add-on without its dbc is declared without a parent.
    ("T26", "G15"),
)
"""By which checks a fault is found beside the one that it was planted for."""


def plant_lines(werk: Werkstuk) -> None:
    """Plant every fault of a line, a person and an activity."""
    for check_id, soort, fields in VELDEN:
        row = werk.take(_has_acts(werk) if soort == "16" else is_plain)
        if soort in ("02", "04"):
            row |= fields
        elif soort == "06":
            fee = werk.fee(row)
            fee |= fields
        else:
            act = next(werk.acts(row))
            act |= fields
        werk.plant(check_id, row, soort)
    for planted in (
        _numbers,
        _dates,
        _references,
        _doubles,
        _prices,
        _add_ons,
        _profiles,
    ):
        planted(werk)


def is_plain(row: Rij) -> bool:
    """A regular dbc of Meerwijk, declared to the largest insurer."""
    return (
        bool(row["is_dbc"])
        and row["zorgtype_code"] == "11"
        and row["specialisme_code"] in ("0303", "0305")
        and row["zorginstelling_code"] == MEERWIJK
        and row["uzovi"] == "9101"
        and row["r0441"] is not None
    )


def _is_lab(row: Rij) -> bool:
    """A test that is declared by itself, to the largest insurer."""
    return row["prestatiecode"] == "062001" and row["uzovi"] == "9101"


def _is_ic(row: Rij) -> bool:
    """A day of IC in Meerwijk, under the contract of KUST."""
    is_meerwijk = row["zorginstelling_code"] == MEERWIJK and row["uzovi"] == "9101"
    return row["prestatiecode"] == "061501" and is_meerwijk


def _has_acts(werk: Werkstuk) -> Callable[[Rij], bool]:
    return lambda row: is_plain(row) and next(werk.acts(row), None) is not None


def _numbers(werk: Werkstuk) -> None:
    row = werk.take(is_plain)
    bsn = f"{int(str(row['bsn'])) + 1:09d}"
    row |= {"r0203": bsn, "r0403": bsn, "bsn": bsn}
    werk.plant("F14", row, "02")


def _dates(werk: Werkstuk) -> None:
    row = werk.take(is_plain)
    werk.move(row, eind=date(2025, 2, 2))
    werk.plant("F18", row)
    row = werk.take(is_plain)
    werk.move(row, eind=later(row["begindatum"], 121))
    werk.plant("R03", row)
    for check_id, reden in (("R04", "04"), ("R05", "06"), ("R06", "08")):
        row = werk.take(
            lambda row, reden=reden: (
                is_plain(row)
                and row["afsluitreden_code"] == reden
                and later(row["begindatum"], 100) > later(row["einddatum"], 0)
            )
        )
        werk.move(row, eind=later(row["einddatum"], 1))
        werk.plant(check_id, row)
    row = werk.take(lambda row: row["specialisme_code"] == "8418")
    werk.move(row, eind=later(row["begindatum"], 20))
    werk.plant("R33", row)


def _references(werk: Werkstuk) -> None:
    row = werk.take(is_plain)
    fee = werk.fee(row)
    fee["r0622"] = row["r0458"]
    werk.plant("F29", row, "06")
    row = werk.take(is_plain)
    again = werk.copy(row, "C")
    again |= {"r0457": "C", "r0459": row["r0458"]}
    fee = werk.fee(again)
    fee |= {"r0618": "C", "r0621": "C", "r0623": werk.fee(row)["r0622"]}
    for act, debit in zip(werk.acts(again), list(werk.acts(row)), strict=True):
        act |= {"r1619": "C", "r1621": debit["r1620"]}
    werk.plant("F22", row)
    werk.plant("F22", again)
    row = werk.take(is_plain)
    row["r0458"] = werk.eerder[0]
    werk.plant("F23", row)
    row = werk.take(is_plain)
    row |= {"r0457": "C", "r0459": "ONBEKEND"}
    fee = werk.fee(row)
    fee |= {"r0618": "C", "r0621": "C", "r0623": "ONBEKEND-T"}
    for act in werk.acts(row):
        act |= {"r1619": "C", "r1621": "ONBEKEND-1"}
    werk.plant("F21", row)


def _doubles(werk: Werkstuk) -> None:
    again = werk.copy(werk.take(is_plain))
    werk.plant("D01", again)
    again = werk.copy(werk.take(_is_lab))
    werk.plant("D02", again)
    row = werk.take(
        lambda row: (
            is_plain(row)
            and later(row["einddatum"], 0) < date(2024, 7, 1)
            and next(werk.acts(row), None) is None
        )
    )
    again = werk.copy(row)
    again |= {
        "r0415": f"{row['r0415']}K",
        "r0419": f"{row['r0419']}K",
        "subtraject_nummer": f"{row['subtraject_nummer']}K",
    }
    werk.move(
        again, begin=later(row["einddatum"], 20), eind=later(row["einddatum"], 110)
    )
    werk.plant("R09", again)
    row = werk.take(lambda row: is_plain(row) and row["diagnose_code"] == "1205")
    again = werk.copy(row)
    again |= {
        "r0431": "1206",
        "r0415": f"{row['r0415']}K",
        "r0419": f"{row['r0419']}K",
        "subtraject_nummer": f"{row['subtraject_nummer']}K",
    }
    werk.move(again, begin=later(row["begindatum"], 1), eind=later(row["einddatum"], 1))
    werk.plant("D04", again)
    row = werk.take(is_plain)
    again = werk.copy(row)
    again |= {"uzovi": "9102", "r0204": "9102", "r0404": "9102"}
    werk.plant("D16", again)


def _prices(werk: Werkstuk) -> None:
    row = werk.take(lambda row: is_plain(row) and str(row["prestatiecode"])[:2] == "15")
    werk.charge(row, int(str(row["bedrag_cent"])) + 100)
    werk.plant("T04", row, "06")
    row = werk.take(lambda row: is_plain(row) and int(str(row["bedrag_cent"])) % 2 == 0)
    fee, cents = werk.fee(row), f"{int(str(row['bedrag_cent'])) * 3 // 2}"
    fee |= {"r0615": "15000", "r0617": cents, "r0620": cents}
    werk.plant("T07", row, "06")
    row = werk.take(is_plain)
    fee = werk.fee(row)
    fee["r0611"] = "04"
    werk.plant("T06", row)
    row = werk.take(lambda row: is_plain(row) and str(row["prestatiecode"])[:2] == "14")
    werk.charge(row, 2 * int(str(row["bedrag_cent"])))
    werk.plant("T02", row, "06")
    row = werk.take(_is_lab)
    row |= {"r0204": "9102", "r0404": "9102"}
    werk.plant("P04", row)
    row = werk.take(_is_lab)
    werk.move(row, begin=date(2022, 12, 1), eind=date(2022, 12, 1))
    werk.plant("C06", row)
    row = werk.take(lambda row: is_plain(row) and row["prestatiecode"] == "15X135")
    row["r0410"] = "15X134"
    werk.plant("G02", row)
    row = werk.take(_has_acts(werk))
    werk.activiteiten = [
        act for act in werk.activiteiten if act["sleutel"] != row["sleutel"]
    ]
    werk.plant("G14", row)


def _add_ons(werk: Werkstuk) -> None:
    row = werk.take_any(_is_ic)
    row |= {"r0410": "061502", "r0448": "061502"}
    werk.plant("T10", row, "06")
    werk.plant("T11", werk.copy(werk.take_any(_is_ic)))
    row = werk.take_any(_is_ic)
    werk.move(row, begin=date(2024, 12, 31), eind=date(2024, 12, 31))
    werk.plant("T26", row)
    row = werk.take_any(lambda row: str(row["prestatiecode"])[:4] == "0616")
    row["r0415"] = None
    werk.plant("T14", row)


def _profiles(werk: Werkstuk) -> None:
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, _HERHAAL)) > 0)
    werk.register(row, _CONSULT, later(werk.days(row, _HERHAAL)[-1], 1))
    werk.register(row, _CONSULT, later(row["begindatum"], 0))
    werk.plant("R10", row)
    row = werk.take(
        lambda row: is_plain(row) and len(werk.days(row, *VERPLEEGDAGEN)) > 1
    )
    werk.register(row, _HERHAAL, werk.days(row, *VERPLEEGDAGEN)[0])
    werk.plant("R11", row)
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, _HERHAAL)) > 0)
    werk.register(row, _HERHAAL, werk.days(row, _HERHAAL)[0])
    werk.plant("R12", row)
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, "060203")) > 0)
    werk.register(row, "060203", werk.days(row, "060203")[0])
    werk.plant("R15", row)
    row = werk.take(
        lambda row: is_plain(row) and len(werk.days(row, *VERPLEEGDAGEN)) > 1
    )
    werk.register(row, "060203", werk.days(row, *VERPLEEGDAGEN)[0])
    werk.plant("R16", row)
    row = werk.take(
        lambda row: is_plain(row) and len(werk.days(row, *VERPLEEGDAGEN)) > 1
    )
    werk.register(row, "060204", werk.days(row, *VERPLEEGDAGEN)[0])
    werk.plant("R17", row)
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, "060201")) > 1)
    werk.register(row, "060202", werk.days(row, "060201")[0])
    werk.plant("R20", row)
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, _CONSULT)) == 1)
    for each in werk.profiel:
        own = each["subtraject_nummer"] == row["subtraject_nummer"]
        if own and each["zorgactiviteit_code"] == _CONSULT:
            each["zorgactiviteit_code"] = _BEELD
    werk.plant("R27", row)
    row = werk.take(lambda row: is_plain(row) and len(werk.days(row, "060309")) > 0)
    werk.register(row, "060309", later(werk.days(row, "060309")[0], 3))
    werk.plant("R25", row)
    row = werk.take(lambda row: is_plain(row) and not werk.days(row, *VERPLEEGDAGEN))
    werk.register(row, "060404", later(row["begindatum"], 2))
    werk.plant("R23", row)
    row = werk.take(lambda row: is_plain(row) and not werk.days(row, *VERPLEEGDAGEN))
    werk.register(row, "061301", later(row["begindatum"], 2))
    werk.plant("R22", row)
    row = werk.take(lambda row: is_plain(row) and row["prestatiecode"] == "15X135")
    werk.register(row, "060305", later(row["begindatum"], 2))
    werk.plant("G04", row)
