"""``dbc-grouper explain`` on the batch that ships."""

import json

import dbc_grouper_data
import polars as pl
import pytest
from batchfiles import LINE, changed

BATCH_ROWS, BATCH_LINES = dbc_grouper_data.batch_paths()


def explain(command, release, nummer, *more):
    return command(
        *("explain", "--release", release),
        *("--subtrajecten", BATCH_ROWS, "--zorgactiviteiten", BATCH_LINES),
        *("--subtraject", nummer, *more),
    )


def first(zorgtype: str) -> str:
    rows = pl.read_csv(BATCH_ROWS, separator=";", infer_schema=False)
    lines = pl.read_csv(BATCH_LINES, separator=";", infer_schema=False)
    unique = rows.filter(
        pl.col("subtraject_nummer").is_unique(), zorgtype_code=zorgtype
    )
    with_lines = unique.join(lines, on="subtraject_nummer", how="semi")
    return with_lines["subtraject_nummer"].sort()[0]


@pytest.mark.parametrize("zorgtype", ["11", "41", "51", "52"])
def test_text_says_which_activities_are_billable_by_themselves(
    command, release, zorgtype
):
    answer = explain(command, release, first(zorgtype))
    assert (answer.exit_code, answer.err) == (0, "")
    assert "welke zorgactiviteiten zijn los declarabel?" in answer.out


def test_zorgtype_without_a_tree_is_explained_as_json(command, release):
    found = json.loads(explain(command, release, first("52"), "--json").out)
    assert found["status"] == "no_tree"
    assert [line["is_declarabel"] for line in found["ozp"]] == (
        [True] * found["ozp_balance"]["declarabel"]
    )
    assert found["ozp_balance"]["declarabel"] > 0


def test_setting_of_overige_zorgproducten_is_followed(command, batch):
    arguments = batch(lines=[changed(LINE, zorgactiviteit_code="061501")])
    asked = ["explain", *arguments[1:-2], "--subtraject", "A1"]
    assert "reden IC_BUITEN_IC_SUBTRAJECT" in command(*asked).out
    setting = ["--ozp-regel", "addon_ic_in_dbc=ja"]
    assert "reden NAAST_DBC" in command(*asked, *setting).out
