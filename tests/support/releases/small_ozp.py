"""A small release with activities that are overige zorgproducten, and batches on it.

Codes are those of the NZa where a rule names them (IC, ECMO, fysiotherapie); others
begin with 06, which none of the NZa does.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polars as pl
from dbc_grouper_data.making.release_forms import Row

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.ozp.rules import REVALIDATIE, OzpRegels
from support.releases.small import (
    ACTIVITEITEN,
    FIRST_DAY,
    REGULIER,
    Names,
    activiteit,
    small_release,
    small_tree,
    subtrajecten,
    world,
)

OZP = {
    "061001": "10",
    "061101": "11",
    "061201": "12",
    "061301": "13",
    "190129": "15",
    "190150": "15",
    "190153": "15",
    "190154": "15",
    "190155": "15",
    "190156": "15",
    "039611": "15",
    "061601": "16",
    "061701": "17",
    "062001": "20",
    "062501": "25",
    "193001": "25",
    "063001": "30",
}
"""Tarieftype by activity."""

PROFIEL, VERPLEEGDAG = "030001", "190200"
"""An activity without a tarieftype, and a day of clinical stay."""

Line = tuple[object, ...]


def ozp_activiteit(code: str, tarieftype: str, **window: str) -> Row:
    """A row of ZorgActiviteiten that has a tarieftype."""
    return {**activiteit(code, **window), "TariefType": tarieftype}  # type: ignore[arg-type]


def ozp_product(code: str, first: str = FIRST_DAY, last: str | None = None) -> Row:
    """A row of Producten of an activity that is a product of its own."""
    return {
        "ProductCode": code,
        "ProductOmschrijving": code,
        "DeclaratieCodeVerzekerdeZorg": code,
        "BeginDatum": first,
        "EindDatum": last,
    }


def ozp_release(
    activiteiten: Iterable[Row] | None = None,
    producten: Iterable[Row] | None = None,
    names: Names | None = None,
    folder: Path | None = None,
    vertalingen: Iterable[Row] = (),
) -> CompiledStructure:
    """The small world with overige zorgproducten; with other rows of them if given."""
    if activiteiten is None:
        activiteiten = [ozp_activiteit(code, tt) for code, tt in OZP.items()]
    if producten is None:
        producten = [
            ozp_product(code) for code, tt in OZP.items() if tt in ("11", "15", "16")
        ]
    tables = world()
    for specialisme in REVALIDATIE:
        for table in ("Specialismen", "ZorgTypen", "Diagnosen"):
            tables[table] += [
                _of(specialisme, row)
                for row in tables[table]
                if row["SpecialismeCode"] == "0303"
            ]
    return small_release(
        small_tree(REGULIER),
        activiteiten=[
            *ACTIVITEITEN,
            {**activiteit(VERPLEEGDAG), "Zorgprofielklassecode": 3},
            *activiteiten,
        ],
        producten=producten,
        vertalingen=vertalingen,
        names=names,
        tables=tables,
        folder=folder,
    )


def _of(specialisme: str, row: Row) -> Row:
    """A row of specialisme 0303 for another one."""
    found: Row = {**row, "SpecialismeCode": specialisme}
    if "DiagnoseCode" in row:
        found["DiagnoseAttribuutCode"] = f"{specialisme}.{row['DiagnoseCode']}"
    return found


@cache
def plain_release() -> CompiledStructure:
    """``ozp_release`` as it is, compiled once."""
    return ozp_release()


def lines(*rows: Line, **columns: object) -> pl.DataFrame:
    """Activities as (code, uitvoerdatum) or (code, uitvoerdatum, aantal).

    Of subtraject 1, or of the number that stands in front. ``columns`` hold for all.
    """
    found = []
    for row in rows:
        nummer, *rest = row if isinstance(row[0], int) else (1, *row)
        code, day, aantal = (*rest, 1) if len(rest) == 2 else rest
        found.append(
            {
                "subtraject_nummer": str(nummer),
                "zorgactiviteit_code": code,
                "aantal": aantal,
                "uitvoerdatum": day,
                **columns,
            }
        )
    return pl.DataFrame(found, infer_schema_length=None)


def derive(
    rows: pl.DataFrame,
    activities: pl.DataFrame,
    *,
    release: CompiledStructure | None = None,
    regels: OzpRegels | None = None,
) -> GroupResult:
    """Group with overige zorgproducten, on one thread."""
    grouper = Grouper(release or plain_release(), ozp_regels=regels, threads=1)
    return grouper.group(rows, activities, ozp=True)


def reasons(
    zorgtype: str,
    *rows: Line,
    regels: OzpRegels | None = None,
    aanvrager: str | None = None,
    **changes: object,
) -> list[tuple[str, str, bool]]:
    """Code, reason and is_declarabel of the activities of one subtraject."""
    extra = {} if aanvrager is None else {"aanvrager_soort": aanvrager}
    result = derive(
        subtrajecten({"zorgtype_code": zorgtype, **changes}),
        lines(*rows, **extra),
        regels=regels,
    )
    assert result.ozp is not None
    columns = ("zorgproduct_code", "reden", "is_declarabel")
    return result.ozp.select(columns).rows()
