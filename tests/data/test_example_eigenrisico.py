"""The example ledger comes to what was worked out by hand, to the cent."""

import polars as pl
import pytest
from dbc_grouper_data import eigenrisico_path

from billing import Risicobronnen, eigenrisico_files

# Of 2024 and 2025 the mandatory part is 385.00; a voluntary part comes after it.
VERWACHT = {
    # 385.00 - 120.00 leaves 265.00 for the second; GLI is exempt; then it is used up,
    # and what a policy does not cover is owed beside it (15.00 and 25.00).
    "06990001/A1": (12_000, 0, 0, 12_000),
    "06990001/A2": (26_500, 0, 3_500, 26_500),
    "06990001/A3": (0, 0, 10_000, 0),
    "06990001/A4": (0, 0, 4_000, 4_000),
    # Eighteen on 15 August: from 1 September, 122 of 365 days: 128.68, so 129.00.
    "06990002/B1": (0, 0, 45_000, 0),
    "06990002/B2": (12_900, 0, 7_100, 12_900),
    # The credit takes the first bill out; of 600.00 then 385.00 and 215.00 voluntary.
    "06990003/C1": (0, 0, 0, 0),
    "06990003/C1-C": (0, 0, 0, 0),
    "06990003/C2": (38_500, 21_500, 0, 60_000),
    # Opened in 2024, so of 2024 and its insurer, though billed in 2025.
    "06990001/D1": (38_500, 0, 51_500, 38_500),
    "06990001/D2": (20_000, 0, 0, 20_000),
    # 181 of 365 days at the first insurer: 190.92, so 191.00; 184 at the other: 194.08,
    # so 194.00.
    "06990002/E1": (19_100, 0, 30_900, 19_100),
    "06990002/E2": (19_400, 0, 30_600, 19_400),
    # Received after 2026: too late to be charged.
    "06990003/F1": (0, 0, 70_000, 0),
    "06990003/F2": (25_000, 0, 0, 25_000),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = eigenrisico_path()
    bronnen = Risicobronnen(
        posten=folder / "posten.csv",
        personen=folder / "personen.csv",
        verzekeringen=folder / "verzekeringen.csv",
    )
    return eigenrisico_files(bronnen, out=tmp_path_factory.mktemp("risico"))


def test_every_post_is_divided_as_by_hand(run):
    amounts = run.uitkomst.verdeling.select(
        *("post_id", "verplicht_cent", "vrijwillig_cent"),
        *("verzekeraar_cent", "totaal_patient_cent"),
    )
    assert {post: tuple(rest) for post, *rest in amounts.iter_rows()} == VERWACHT


def test_years_and_insurers_are_those_of_the_opening(run):
    rows = run.uitkomst.verdeling.filter(pl.col("post_id").str.contains("/[DE]"))
    assert rows.sort("post_id").select("uzovi", "jaar").rows() == [
        ("9101", 2024),
        ("9201", 2025),
        ("9101", 2025),
        ("9301", 2025),
    ]


def test_nothing_of_the_tables_is_lost(run):
    assert run.lost["verloren"].sum() == 0
