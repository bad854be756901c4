"""Overige zorgproducten of the open cases on RZ17a, as the articles have them.

The open cases carry no uitvoerdatum and no IC; both are added here, with days on the
borders of the rows of the release, and some patients get more than one subtraject.
"""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from support.oracles.ozp_oracle import OzpOracle

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper

ZIP = "nza/20170101 Grouper Tabellen v20161117.zip"
COLUMNS = (
    *("subtraject_nummer", "zorgproduct_code", "uitvoerdatum", "aantal"),
    *("reden", "is_declarabel", "hoofdsubtraject_nummer"),
)
IC = ("190129", "190150", "190151", "190153", "190156", "039611")
ZORGTYPEN = ("11", "21", "41", "51", "51", "52")


def batch(
    compiled: CompiledStructure, cases: pl.DataFrame, draw: random.Random
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Subtrajecten and activities with a tarieftype, as text."""
    known = compiled.tables["zorgactiviteiten"].drop_nulls("tarieftype")
    activiteiten = known.select("zorgactiviteit_code", "begindatum", "einddatum").rows()
    rows, lines = [], []
    for number, case in enumerate(cases.rows(named=True)):
        code, first, last = draw.choice(activiteiten)
        edge = draw.choice([first, last or date(2017, 6, 1)])
        begin = min(max(edge, date(2012, 1, 1)), date(2017, 12, 31))
        end = draw.choice([None, begin + timedelta(draw.randint(0, 90))])
        rows.append(
            {
                **case,
                "subtraject_nummer": str(number),
                "geboortedatum": "1980-02-29",
                "zorgtype_code": draw.choice(ZORGTYPEN),
                "begindatum": str(begin),
                "einddatum": None if end is None else str(end),
                "zorgtraject_nummer": draw.choice(
                    [None, "", f"T{draw.randint(0, 99)}"]
                ),
                "verzekerde_id": draw.choice([None, f"V{draw.randint(0, 99)}"]),
            }
        )
        for _ in range(draw.randint(0, 6)):
            other = draw.choice([code, draw.choice(IC), draw.choice(activiteiten)[0]])
            day = draw.choice([None, begin, begin + timedelta(draw.randint(0, 60))])
            lines.append(
                {
                    "subtraject_nummer": str(number),
                    "zorgactiviteit_code": draw.choice([other, other.lstrip("0")]),
                    "aantal": str(draw.choice([1, 1, 2, 3, 0, -1])),
                    "uitvoerdatum": None if day is None else str(day),
                }
            )
    return tuple(pl.DataFrame(part, infer_schema_length=None) for part in (rows, lines))  # type: ignore[return-value]


def test_overige_zorgproducten_of_open_cases_are_those_of_the_articles(
    rz17a: CompiledStructure, shared: Path
) -> None:
    cases = pl.read_csv(shared / "cases" / "rz17a_subtrajecten.csv", infer_schema=False)
    rows, lines = batch(rz17a, cases.sample(1_500, seed=1), random.Random(1))
    result = Grouper(rz17a, threads=2).group(rows, lines, ozp=True)
    assert result.ozp is not None
    rejected = set(result.rejected["subtraject_nummer"])
    expected = OzpOracle(shared / ZIP).derive(
        rows.to_dicts(), lines.to_dicts(), rejected
    )
    found = result.ozp.sort(COLUMNS[:3]).select(COLUMNS).rows()
    assert found == sorted(expected, key=lambda row: row[:3])
    assert len(set(result.ozp["reden"])) > 10
