"""``dbc-grouper explain`` on the batch that ships."""

import json

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed

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


# --- several at once ---


def headers(text: str) -> list[str]:
    return [
        line.split()[1] for line in text.splitlines() if line.startswith("Subtraject ")
    ]


@pytest.fixture
def several(command, batch):
    """Three subtrajecten: sound, uitval, and with an unknown activity."""
    arguments = batch(
        rows=[
            changed(GOOD, subtraject_nummer=nummer)
            for nummer in ("A1", "A2", "A3", "A4")
        ],
        lines=[
            changed(LINE, subtraject_nummer="A1"),
            changed(LINE, subtraject_nummer="A3", zorgactiviteit_code="099999"),
            changed(LINE, subtraject_nummer="A3"),
            changed(LINE, subtraject_nummer="A9", zorgactiviteit_code="099999"),
        ],
    )
    return lambda *more: command("explain", *arguments[1:-2], *more)


def test_several_numbers_are_explained_in_their_order(several):
    answer = several("--subtraject", "A3", "--subtraject", " A1 ", "--subtraject", "A3")
    assert (answer.exit_code, answer.err) == (0, "")
    assert headers(answer.out) == ["A3", "A1"]


def test_uitval_is_explained_with_its_deciding_rule(several):
    answer = several("--uitval")
    assert headers(answer.out) == ["A2", "A4"]
    assert answer.out.count("beslissende regel") >= 2


def test_finding_chooses_by_activities_too_and_tells_what_has_no_subtraject(several):
    answer = several("--bevinding", "g151")
    assert headers(answer.out) == ["A3"]
    answer = several("--bevinding", "G153")
    assert headers(answer.out) == []
    assert "1 bevinding(en) horen bij geen subtraject" in answer.err


def test_choices_add_up_and_each_is_explained_once(several):
    answer = several(
        *("--subtraject", "A4", "--uitval", "--bevinding", "G151", "--bevinding"),
        "G124",
    )
    assert headers(answer.out) == ["A4", "A2", "A3"]


def test_nothing_chosen_says_so(several):
    answer = several("--bevinding", "G124")
    assert (answer.exit_code, answer.out) == (
        0,
        "Geen enkel subtraject is wat gevraagd is.\n",
    )
    assert several("--bevinding", "G124", "--json").out == "[]\n"


def test_json_is_an_object_for_one_number_and_a_list_for_more(several):
    assert json.loads(several("--subtraject", "A1", "--json").out)["row"] == 1
    many = several("--subtraject", "A1", "--subtraject", "A2", "--json").out
    assert [found["row"] for found in json.loads(many)] == [1, 2]
    chosen = json.loads(several("--bevinding", "G151", "--json").out)
    assert [found["row"] for found in chosen] == [3]


def test_short_form_is_ten_lines_and_has_the_outcome(several):
    short = several("--subtraject", "A1", "--kort").out
    assert len(short.splitlines()) <= 10
    assert "Uitkomst: afgeleid" in short
    assert "declaratiecode" in short


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "give --subtraject NUMMER, --uitval or --bevinding CODE"),
        (["--bevinding", "124"], "'124' is no code of a finding"),
        (["--subtraject", "A1", "--kort", "--json"], "leave it out with --json"),
        (["--subtraject", "X"], "none of the 4 subtrajecten bears the number asked"),
        (["--subtraject", ""], "none of the 4 subtrajecten bears the number asked"),
        (
            ["--subtraject", "A1", "--subtraject", "GEHEIM"],
            "none of the 4 subtrajecten bears number 2 of the 2 asked for",
        ),
    ],
)
def test_bad_call_is_refused_in_one_sentence(several, more, says):
    answer = several(*more)
    assert (answer.exit_code, answer.out) == (2, "")
    assert says in answer.err
    assert "GEHEIM" not in answer.err
