"""Both declaratiecodes, and the choice between them, on the real release RZ17a.

The other grouper of ``test_open_cases`` knows no declaratiecodes; here the oracle,
which reads the tables by itself, is asked about cases with two codes and every answer.
"""

from pathlib import Path

import polars as pl
from support.oracles.oracle import Oracle

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper

ZIP = "nza/20170101 Grouper Tabellen v20161117.zip"
COLUMNS = (
    "zorgproductgroep_code",
    "zorgproduct_code",
    "declaratiecode",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
    "is_oranje_producttyperend",
    "is_machtiging_vereist",
)


def test_codes_of_open_cases_are_those_of_the_oracle_whatever_the_answer(
    rz17a: CompiledStructure, shared: Path
) -> None:
    rows, lines = (
        pl.read_csv(shared / "cases" / f"rz17a_{name}.csv", infer_schema=False)
        for name in ("subtrajecten", "zorgactiviteiten")
    )
    grouper = Grouper(rz17a, threads=2)
    outcome = grouper.group(rows, lines).grouped
    has_two = outcome["declaratiecode_onverzekerd"].is_not_null()
    on_list = outcome["is_machtiging_vereist"]
    chosen = pl.concat([rows.filter(has_two)[::40], rows.filter(on_list)]).unique(
        "subtraject_nummer", maintain_order=True
    )
    own = lines.join(chosen, on="subtraject_nummer", how="semi")
    seen = set()
    oracle = Oracle(shared / ZIP)
    for answer in (None, "J", "N"):
        asked = chosen.with_columns(aanspraak=pl.lit(answer, pl.String))
        found = grouper.group(asked, own).grouped
        expected = oracle.group_batch(asked.to_dicts(), own.to_dicts())
        assert found.select(COLUMNS).rows() == [
            tuple(getattr(row, name) for name in COLUMNS) for row in expected
        ]
        seen |= set(found["aanspraak_toegepast"])
    assert seen == {"J", "N", None}
