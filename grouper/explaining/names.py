"""What a release calls the codes of a registration, and what each test looks at.

Dutch terms: registratie (the columns of a subtraject as they came), boomparameter (what
an attribuut of a tree looks at).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.encoding.encoder import GESLACHT_NOTATIONS
from grouper.explaining.rule_texts import holds_on
from productstructure.boomparameters import BOOMPARAMETERS

_OF_SPECIALISME = {
    # Table, and the width that its codes are compared in (docs/decisions.md 6).
    "zorgtype_code": ("zorgtypen", 2),
    "zorgvraag_code": ("zorgvragen", 3),
    "diagnose_code": ("diagnosen", 4),
}
_ALONE = {
    "specialisme_code": ("specialismen", 4),
    "afsluitreden_code": ("afsluitredenen", 2),
    "zorginstelling_code": ("zorginstellingen", 8),
}
_LOOKS_AT = {
    # Table or column of a boomparameter: name in the explanation, and our column.
    "leeftijd_jaar": ("leeftijd", None),
    "begindatum": ("begindatum", "begindatum"),
    "geslachten": ("geslacht", "geslacht"),
    "zorginstelling_code": ("zorginstelling", "zorginstelling_code"),
    "zorginstellingen": ("zorginstelling", "zorginstelling_code"),
    "specialismen": ("specialisme", "specialisme_code"),
    "zorgtypen": ("zorgtype", "zorgtype_code"),
    "zorgvragen": ("zorgvraag", "zorgvraag_code"),
    "diagnosen": ("diagnose", "diagnose_code"),
}


def looked_at(
    boomparameter: int, registratie: Mapping[str, Any], leeftijd_jaar: int | None
) -> str | None:
    """What a boomparameter below 300 looked at, as registered; None for activities.

    Args:
        boomparameter: Its number.
        registratie: Columns of the subtraject as they came.
        leeftijd_jaar: Age that was used.
    """
    if boomparameter >= 300:
        return None
    parameter = BOOMPARAMETERS[boomparameter]
    name, column = _LOOKS_AT[parameter.tabel or parameter.kolom]
    value = leeftijd_jaar if column is None else registratie.get(column)
    text = "" if value is None else str(value).strip()
    return f"{name} {text}" if text else f"geen {name}"


def names_of(
    compiled: CompiledStructure, registratie: Mapping[str, Any], day: date | None
) -> dict[str, str]:
    """By column of a registration: the name of its code on a day.

    Args:
        compiled: The release.
        registratie: Columns of the subtraject as they came.
        day: begindatum; without it the last name of each code.
    """
    specialisme = _code(registratie, "specialisme_code", 4)
    found = {
        column: _name(compiled, table, {column: (code, width)}, day)
        for column, (table, width) in _ALONE.items()
        if (code := _code(registratie, column, width))
    }
    found |= {
        column: _name(
            compiled,
            table,
            {"specialisme_code": (specialisme, 4), column: (code, width)},
            day,
        )
        for column, (table, width) in _OF_SPECIALISME.items()
        if (code := _code(registratie, column, width))
    }
    nen = GESLACHT_NOTATIONS.get(_code(registratie, "geslacht", 0))
    if nen is not None:
        key = {"geslacht_nen_code": (nen, 0)}
        found["geslacht"] = _name(compiled, "geslachten", key, day)
    return {column: name for column, name in found.items() if name}


def _code(registratie: Mapping[str, Any], column: str, width: int) -> str:
    value = registratie.get(column)
    text = "" if value is None else str(value).strip()
    return text.zfill(width) if text else ""


def _name(
    compiled: CompiledStructure,
    table: str,
    key: Mapping[str, tuple[str, int]],
    day: date | None,
) -> str | None:
    """Text of the row of a key on a day; without a day, of its last row."""
    rows = (
        compiled.tables[table]
        .filter(
            pl.col(column).str.zfill(width) == code
            for column, (code, width) in key.items()
        )
        .sort("begindatum")
    )
    if day is not None:
        rows = rows.filter(holds_on(day))
    if rows.is_empty():
        return None
    (column,) = [name for name in rows.columns if name.endswith("_omschrijving")]
    return str(rows[column][-1])
