"""Every kind of bad row of the example batch, as changes to sound rows.

The kinds are those of the input checks in docs/decisions.md 2 (rejected) and 3
(warned). A fault changes one subtraject in place and may change its activities or
return further ones.
"""

from collections.abc import Callable, Mapping

Row = dict[str, str]
Fault = Callable[[Row, list[Row]], list[Row]]

REJECTED_TIMES = 7
WARNED_TIMES = 9


def _set(**columns: str) -> Fault:
    """A fault that overwrites columns of the subtraject."""

    def fault(row: Row, activiteiten: list[Row]) -> list[Row]:
        row.update(columns)
        return []

    return fault


def _activiteit(code: str, aantal: str) -> Fault:
    """A fault that registers one more activity."""

    def fault(row: Row, activiteiten: list[Row]) -> list[Row]:
        return [_line(row, code, aantal)]

    return fault


def _line(row: Mapping[str, str], code: str, aantal: str) -> Row:
    return {
        "subtraject_nummer": row["subtraject_nummer"],
        "zorgactiviteit_code": code,
        "aantal": aantal,
        "uitvoerdatum": row["begindatum"],
    }


def _count_not_an_integer(row: Row, activiteiten: list[Row]) -> list[Row]:
    return [_line(row, "060102", aantal) for aantal in ("1.5", "een", "")]


def _born_after_begindatum(row: Row, activiteiten: list[Row]) -> list[Row]:
    row["geboortedatum"] = row["einddatum"]
    return []


def _duplicate_number(row: Row, activiteiten: list[Row]) -> list[Row]:
    # The row takes the number of the subtraject before it: both bearers are rejected.
    number = int(row["subtraject_nummer"][1:])
    row["subtraject_nummer"] = f"S{number - 1 or 2:06d}"
    for activiteit in activiteiten:
        activiteit["subtraject_nummer"] = row["subtraject_nummer"]
    return []


def _lone_ic(row: Row, activiteiten: list[Row]) -> list[Row]:
    # A ZT51 whose main subtraject was not sent along (art. 11.2).
    row.update(zorgtraject_nummer="T999999", zorgtype_code="51", diagnose_code="")
    return []


_IN_2024 = {"begindatum": "2024-05-06", "einddatum": "2024-08-01"}
_CHIRURGIE = {"specialisme_code": "0303", "diagnose_code": "311", "zorgvraag_code": ""}
_VOLWASSEN = {"geboortedatum": "1980-03-04"}

REJECTED: dict[str, Fault] = {
    "specialisme unknown": _set(specialisme_code="0399"),
    "specialisme expired": _set(
        **_IN_2024, specialisme_code="0361", diagnose_code="101", zorgvraag_code=""
    ),
    "specialisme not a poortspecialisme": _set(specialisme_code="0389"),
    "diagnose unknown": _set(diagnose_code="999"),
    "diagnose expired": _set(**_IN_2024, **(_CHIRURGIE | {"diagnose_code": "321"})),
    "zorgtype unknown": _set(zorgtype_code="22"),
    "zorgtype not of the specialisme": _set(
        specialisme_code="1900",
        diagnose_code="11",
        zorgvraag_code="",
        zorgtype_code="13",
    ),
    "zorgvraag unknown": _set(
        specialisme_code="0304", diagnose_code="411", zorgvraag_code="7"
    ),
    "zorgvraag missing": _set(
        specialisme_code="0304", diagnose_code="411", zorgvraag_code=""
    ),
    "zorgvraag where none exists": _set(**(_CHIRURGIE | {"zorgvraag_code": "061"})),
    "begindatum missing": _set(begindatum=""),
    "begindatum does not exist": _set(begindatum="2023-02-29"),
    "begindatum before the first tree": _set(begindatum="2021-12-31"),
    "geboortedatum does not exist": _set(geboortedatum="1990-06-31"),
    "born after begindatum": _born_after_begindatum,
    "geboortedatum too long ago": _set(geboortedatum="1880-01-01"),
    "leeftijd too high": _set(geboortedatum="", leeftijd_jaar="131"),
    "leeftijd negative": _set(geboortedatum="", leeftijd_jaar="-1"),
    "no leeftijd at all": _set(geboortedatum="", leeftijd_jaar=""),
    "geslacht unknown": _set(geslacht="X"),
    "instelling too short": _set(zorginstelling_code="699000"),
    "duplicate number": _duplicate_number,
    "count not an integer": _count_not_an_integer,
    "net count below zero": _activiteit("060802", "-3"),
}

WARNED: dict[str, Fault] = {
    "activity unknown": _activiteit("069999", "1"),
    "activity expired": _activiteit("061001", "1"),
    "zero count": _activiteit("060102", "0"),
    "Traject": _set(**(_CHIRURGIE | {"diagnose_code": "000"})),
    "begindatum after the horizon": _set(
        **_CHIRURGIE, begindatum="2025-02-01", einddatum="2025-04-01"
    ),
    "two ages": _set(**_VOLWASSEN, leeftijd_jaar="12"),
    "zorgtype 51 without its main subtraject": _lone_ic,
}

FAULTS: tuple[tuple[Fault, int], ...] = (
    *((fault, REJECTED_TIMES) for fault in REJECTED.values()),
    *((fault, WARNED_TIMES) for fault in WARNED.values()),
)
"""Every fault with the number of rows that it befalls."""

ORPHANS: tuple[Row, ...] = tuple(
    {
        "subtraject_nummer": f"X{number:06d}",
        "zorgactiviteit_code": "060101",
        "aantal": "1",
        "uitvoerdatum": "2024-01-15",
    }
    for number in range(1, 21)
)
"""Activities whose subtraject is not in the batch."""
