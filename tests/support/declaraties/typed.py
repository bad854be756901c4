"""A delivery of a few lines as typed frames, without a message."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, kolommen
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.registers.registers import Registers

ONTVANGEN = date(2024, 7, 5)
COVERED = pl.DataFrame(
    {
        "tabel": ["historie", "diagnose_combinaties"],
        "begindatum": [date(2015, 1, 1)] * 2,
        "einddatum": [None, None],
        "volledig": [True, True],
    },
    schema_overrides={"einddatum": pl.Date},
)
"""A dekking under which nothing that is not found exists."""

_LINE: Mapping[str, object] = {
    "r0403": "111222333",
    "r0404": "9101",
    "r0409": "041",
    "r0426": 1,
    "r0436": "00",
    "r0457": "D",
    "r0439": "0305",
    "r0427": "11",
    "r0440": "06990002",
}


def typed(
    lines: Iterable[Mapping[str, object]],
    *,
    historie: pl.DataFrame | None = None,
    tabellen: Mapping[str, pl.DataFrame] | None = None,
    **known: Any,
) -> Levering:
    """A delivery of these lines.

    Args:
        lines: Fields of a 04 by column (``r0410``); ``bestand`` (0, 1 ...) is its file
            and ``bedrag`` the 0620 of its one 06, whose 0622 is 0458 with ``-1``.
        historie: What was declared before.
        tabellen: Registers.
        known: Further arguments of ``Levering``.
    """
    rows = [{**_LINE, "bestand": 0, "bedrag": 10_000, **line} for line in lines]
    files = sorted({int(str(row["bestand"])) for row in rows} | {0})
    places = {"bestand_nr": pl.UInt32, "record": pl.UInt32}
    frames: dict[str, pl.DataFrame] = {
        naam: pl.DataFrame(
            schema={**places, **{veld.kolom: veld.dtype for veld in kolommen(record)}}
        )
        for record, naam in RECORDNAMEN.items()
    }
    under = {"prestatie": pl.UInt32}
    prestaties = [
        {
            **{name: value for name, value in row.items() if name.startswith("r")},
            "bestand_nr": row["bestand"],
            "record": 3 + 2 * place,
            "r0402": place,
            "prestatie": place,
            "verzekerde": 0,
        }
        for place, row in enumerate(rows)
    ]
    tarieven = [
        {
            "bestand_nr": row["bestand"],
            "record": 4 + 2 * place,
            "prestatie": place,
            "r0620": row["bedrag"],
            "r0621": row["r0457"],
            "r0622": f"{row['r0458']}-1",
            "r0623": f"{row['r0459']}-1" if row.get("r0459") else None,
        }
        for place, row in enumerate(rows)
    ]
    heads = [
        {
            "bestand_nr": nr,
            "record": 1,
            "r0112": "06990002",
            "r0113": "04",
            "r0116": f"F{nr}",
        }
        for nr in files
    ]
    made = {
        "voorloop": _frame(frames["voorloop"], heads),
        "verzekerden": frames["verzekerden"].with_columns(
            verzekerde=pl.lit(None, pl.UInt32)
        ),
        "prestaties": _frame(
            frames["prestaties"], prestaties, {**under, "verzekerde": pl.UInt32}
        ),
        "tarieven": _frame(frames["tarieven"], tarieven, under),
        "zorgactiviteiten": _frame(frames["zorgactiviteiten"], [], under),
    }
    declaraties = SimpleNamespace(
        bestanden=pl.DataFrame(
            {
                "bestand_nr": files,
                "bestand": [f"bestand{nr}" for nr in files],
                "sha256": [f"{nr:064}" for nr in files],
            },
            schema_overrides={"bestand_nr": pl.UInt32},
        ),
        **made,
    )
    return Levering(
        declaraties=declaraties,  # type: ignore[arg-type]
        registers=Registers({"dekking": COVERED, **(tabellen or {})}),
        instellingen=Checkinstellingen(ontvangen=ONTVANGEN),
        historie=historie,
        **known,
    )


def _frame(
    empty: pl.DataFrame,
    rows: list[dict[str, object]],
    more: Mapping[str, Any] | None = None,
) -> pl.DataFrame:
    schema = {**empty.schema, **(more or {})}
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=schema
    )
