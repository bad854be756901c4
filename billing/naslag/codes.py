"""What a release says of a code: its text, when it is valid, and what it goes with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

import polars as pl

from grouper.compiled.structure import CompiledStructure

VERWIJZINGEN = pl.Schema(
    {
        "verband": pl.String(),
        "soort": pl.String(),
        "code": pl.String(),
        "omschrijving": pl.String(),
    }
)
"""Other codes that a code goes with, and how."""


@dataclass(frozen=True)
class Soort:
    """A kind of code that a release describes.

    Attributes:
        naam: What it is called.
        table: Table of the release.
        key: Columns that make the code, with the width that each is zero-filled to.
        omschrijving: Column with its text.
        gegevens: Columns that are shown beside it.
    """

    naam: str
    table: str
    key: Mapping[str, int]
    omschrijving: str
    gegevens: tuple[str, ...] = ()

    def code(self) -> pl.Expr:
        """The code, with points between its parts (``0301.0155``)."""
        parts = (pl.col(name).str.zfill(width) for name, width in self.key.items())
        return pl.concat_str(*parts, separator=".").alias("code")


SOORTEN: Final = {
    each.naam: each
    for each in (
        Soort(
            "zorgproduct",
            "producten",
            {"zorgproduct_code": 9},
            "zorgproduct_omschrijving",
            (
                "zorgproduct_consumentenomschrijving",
                "declaratiecode_verzekerd",
                "declaratiecode_onverzekerd",
            ),
        ),
        Soort(
            "zorgproductgroep",
            "zorgproductgroepen",
            {"zorgproductgroep_code": 6},
            "zorgproductgroep_omschrijving",
        ),
        Soort(
            "zorgactiviteit",
            "zorgactiviteiten",
            {"zorgactiviteit_code": 6},
            "zorgactiviteit_omschrijving",
            ("zorgprofielklasse", "tarieftype", "aanspraak_code", "wbmv_code"),
        ),
        Soort(
            "diagnose",
            "diagnosen",
            {"specialisme_code": 4, "diagnose_code": 4},
            "diagnose_omschrijving",
            ("icd_diagnosecode",),
        ),
        Soort(
            "specialisme",
            "specialismen",
            {"specialisme_code": 4},
            "specialisme_omschrijving",
        ),
    )
}
"""Kinds of codes by name, in the order in which they are shown."""

DECLARATIECODE = "declaratiecode"
_TWINS = ("declaratiecode_verzekerd", "declaratiecode_onverzekerd")


@dataclass(frozen=True)
class Naslag:
    """What is known of a code as one kind.

    Attributes:
        soort: Name of the kind.
        code: The code, zero-filled; of a diagnose behind its specialisme.
        omschrijving: Its text on the day, or the newest where it is not valid then.
        is_geldig: Whether it is valid on the day.
        begindatum: From when the row that is shown is valid.
        einddatum: Until when; None while no end is known.
        gegevens: What else the row says, by column.
        verwijzingen: Schema ``VERWIJZINGEN``.
    """

    soort: str
    code: str
    omschrijving: str
    is_geldig: bool
    begindatum: date
    einddatum: date | None
    gegevens: Mapping[str, Any]
    verwijzingen: pl.DataFrame


def look_up(structure: CompiledStructure, code: str, dag: date) -> list[Naslag]:
    """Everything that a release knows by a code, of each kind that it may be.

    Args:
        structure: The release.
        code: A code, zero-filled or not, in any case; a diagnose with its specialisme
            in front (``0301.155``) or alone, which then is that of each specialisme.
        dag: The day for which it is asked.
    """
    code = code.strip().upper()
    found = [
        _described(structure, soort, rows, dag)
        for soort in SOORTEN.values()
        for rows in _rows_of(structure, soort, code)
    ]
    return [*found, *_declaratiecode(structure, code, dag)]


def is_valid_on(dag: date) -> pl.Expr:
    """Whether a row with begindatum and einddatum holds on a day."""
    ends = pl.col("einddatum").is_null() | (pl.col("einddatum") >= dag)
    return (pl.col("begindatum") <= dag) & ends


def _rows_of(
    structure: CompiledStructure, soort: Soort, code: str
) -> Iterator[pl.DataFrame]:
    """The rows of each code of a kind that a text may stand for, by begindatum."""
    *before, last = soort.key
    parts = code.split(".")
    given = [*[None] * (len(soort.key) - len(parts)), *parts]
    if len(given) > len(soort.key) or not code:
        return
    # A kind of one part is meant as a whole: 155 is no zorgactiviteit 000155.
    if not before and len(code) < soort.key[last] - 1:
        return
    tests = [
        pl.col(name).str.zfill(width).str.to_uppercase() == text.zfill(width)
        for (name, width), text in zip(soort.key.items(), given, strict=True)
        if text is not None
    ]
    rows = structure.tables[soort.table].filter(tests)
    rows = rows.with_columns(soort.code()).sort("code", "begindatum")
    yield from rows.partition_by("code", maintain_order=True)


def _described(
    structure: CompiledStructure, soort: Soort, rows: pl.DataFrame, dag: date
) -> Naslag:
    valid = rows.filter(is_valid_on(dag))
    row = (rows if valid.is_empty() else valid).row(-1, named=True)
    return Naslag(
        soort=soort.naam,
        code=row["code"],
        omschrijving=row[soort.omschrijving] or "",
        is_geldig=not valid.is_empty(),
        begindatum=row["begindatum"],
        einddatum=row["einddatum"],
        gegevens={name: row[name] for name in soort.gegevens if row[name] is not None},
        verwijzingen=_verwijzingen(structure, soort, row, dag),
    )


def _declaratiecode(
    structure: CompiledStructure, code: str, dag: date
) -> Iterator[Naslag]:
    """A declaratiecode has no row of its own: products say what they are billed by."""
    rows = structure.tables["producten"]
    mine = rows.filter(pl.any_horizontal(pl.col(name) == code for name in _TWINS))
    if mine.is_empty():
        return
    valid = mine.filter(is_valid_on(dag))
    shown = mine if valid.is_empty() else valid
    is_open = shown["einddatum"].has_nulls()
    soort = SOORTEN["zorgproduct"]
    twins = [
        _verwijzing(
            f"{name.removeprefix('declaratiecode_')}e zorg",
            soort,
            shown.filter(pl.col(name) == code),
        )
        for name in _TWINS
    ]
    yield Naslag(
        soort=DECLARATIECODE,
        code=code,
        omschrijving=shown[soort.omschrijving][-1],
        is_geldig=not valid.is_empty(),
        begindatum=cast(date, shown["begindatum"].min()),
        einddatum=cast(date | None, None if is_open else shown["einddatum"].max()),
        gegevens={},
        verwijzingen=pl.concat(twins),
    )


def _verwijzing(verband: str, soort: Soort, rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.select(
            soort.code(),
            verband=pl.lit(verband),
            soort=pl.lit(soort.naam),
            omschrijving=soort.omschrijving,
        )
        .select(VERWIJZINGEN.names())
        .cast(VERWIJZINGEN)
        .unique("code", keep="last", maintain_order=True)
        .sort("code")
    )


def _verwijzingen(
    structure: CompiledStructure, soort: Soort, row: Mapping[str, Any], dag: date
) -> pl.DataFrame:
    """Codes that a code goes with on a day."""

    def of(verband: str, naam: str, *tests: pl.Expr) -> pl.DataFrame:
        other = SOORTEN[naam]
        rows = structure.tables[other.table].filter(is_valid_on(dag), *tests)
        return _verwijzing(verband, other, rows)

    parts = [pl.DataFrame(schema=VERWIJZINGEN)]
    if soort.naam == "zorgproduct":
        group = pl.col("zorgproductgroep_code") == row["zorgproduct_code"][:6]
        parts.append(of("van de groep", "zorgproductgroep", group))
    elif soort.naam == "zorgproductgroep":
        begin = pl.col("zorgproduct_code").str.starts_with(row["code"])
        parts.append(of("in de groep", "zorgproduct", begin))
    elif soort.naam == "zorgactiviteit":
        parts.append(
            _machtigingen(structure, "zorgactiviteit_code", row, "diagnose", dag)
        )
    elif soort.naam == "diagnose":
        specialisme = pl.col("specialisme_code") == row["specialisme_code"]
        parts.append(of("van het specialisme", "specialisme", specialisme))
        parts.append(
            _machtigingen(structure, "diagnose_code", row, "zorgactiviteit", dag)
        )
    return pl.concat(parts)


def _machtigingen(
    structure: CompiledStructure,
    key: str,
    row: Mapping[str, Any],
    naam: str,
    dag: date,
) -> pl.DataFrame:
    """With what a code is on the limitatieve lijst: it needs an authorisation."""
    other = SOORTEN[naam]
    keys = [key] if key == "zorgactiviteit_code" else ["specialisme_code", key]
    same = [
        pl.col(name).str.strip_chars_start("0") == row[name].lstrip("0")
        for name in keys
    ]
    rows = structure.tables["limitatiemachtigingen"].filter(is_valid_on(dag), *same)
    return _verwijzing("limitatieve lijst, met machtiging", other, rows)
