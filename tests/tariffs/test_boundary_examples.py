"""More lines on the fixture of the worked examples, at the borders of every rule.

First and last days, the day after, each route to a price, refusals that come together.
``grenzen_verwacht.csv`` says which rule each line is about; what it
expects was worked by hand from the page and the tables before anything was run.
"""

from functools import cache

import polars as pl
import pytest
from support.tarieven.tariefwereld import VOORBEELDEN, fixture, price

from tabellen.values.decimals import parse_decimal
from tariffs.sources.tables import read_regels

REGELS, FINDINGS = read_regels(VOORBEELDEN / "grenzen_regels.csv", notatie="KOMMA")
VERWACHT = pl.read_csv(
    VOORBEELDEN / "grenzen_verwacht.csv", separator=";", infer_schema=False
).with_columns(
    bedrag=parse_decimal(pl.col("bedrag"), 2, "KOMMA"),
    toegestaan_maximum=parse_decimal(pl.col("toegestaan_maximum"), 6, "KOMMA"),
    toegestaan_bedrag=parse_decimal(pl.col("toegestaan_bedrag"), 2, "KOMMA"),
)
WAAROM = VERWACHT["waarom"].unique(maintain_order=True).to_list()


@cache
def gevonden() -> pl.DataFrame:
    codes = (
        pl.col("redenen").list.eval(pl.element().struct.field("code")).list.join(",")
    )
    is_ok = pl.col("status") != "GEWEIGERD"
    return price(*REGELS.to_dicts(), tabellen=fixture()).select(
        "regel_id",
        pl.col("status").cast(pl.String),
        grondslag=pl.when(is_ok).then(pl.col("grondslag").cast(pl.String)),
        bedrag="bedrag_cent",
        toegestaan_maximum=pl.when(is_ok).then("toegestaan_maximum_e6"),
        toegestaan_bedrag=pl.when(is_ok).then("toegestaan_bedrag_cent"),
        redenen=codes.replace("", None),
    )


def test_every_line_is_read_and_has_an_expectation() -> None:
    assert FINDINGS.is_empty()
    assert REGELS["regel_id"].to_list() == VERWACHT["regel_id"].to_list()


@pytest.mark.parametrize("waarom", WAAROM)
def test_lines_at_the_border_of_a_rule_get_what_the_page_says(waarom: str) -> None:
    verwacht = VERWACHT.filter(pl.col("waarom") == waarom).drop("waarom")
    besluiten = gevonden().join(verwacht, on="regel_id", how="semi")
    assert besluiten.to_dicts() == verwacht.to_dicts()
