"""``dbc-grouper show`` and ``search``, as text and as JSON."""

import json

from dbc_grouper_data import release_path, tarieven_path

ON = ("--release", release_path(), "--dag", "2023-06-01")


def test_show_puts_texts_relations_and_prices_together(command):
    answer = command("show", "019999002", *ON, "--tarieven", tarieven_path())
    assert answer.exit_code == 0, answer.err
    assert "zorgproduct 019999002: Overige zorg | Verpleegdag" in answer.out
    assert "declaratiecode verzekerd: 14X002" in answer.out
    assert "019999  Overige zorg" in answer.out
    # The price of the code that the product is billed by.
    assert "contractprijs 14X002" in answer.out
    assert "1.262,78" in answer.out
    assert "op 01-06-2023" in answer.out


def test_show_says_the_same_as_json(command):
    answer = command("show", "14X002", *ON, "--tarieven", tarieven_path(), "--json")
    told = json.loads(answer.out)
    assert told["dag"] == "2023-06-01"
    (kind,) = told["naslag"]
    assert (kind["soort"], kind["code"]) == ("declaratiecode", "14X002")
    prices = {row["prijs_e6"] for row in told["prijzen"]}
    assert 1_262_780_000 in prices


def test_code_that_nothing_has_says_what_to_do(command):
    answer = command("show", "99Z999", *ON)
    assert answer.exit_code == 2
    assert "dbc-grouper search" in answer.err


def test_code_of_a_table_of_prices_alone_is_shown(command):
    answer = command("show", "99000001", *ON, "--tarieven", tarieven_path())
    assert answer.exit_code == 2
    later = ("--release", release_path(), "--dag", "2024-06-01")
    answer = command("show", "99000001", *later, "--tarieven", tarieven_path())
    assert answer.exit_code == 0
    assert "545,00" in answer.out


def test_search_finds_codes_by_words(command):
    answer = command("search", "heldere", "lens", *ON)
    assert answer.exit_code == 0
    assert "zorgactiviteit  060502  Heldere lens vervangen" in answer.out
    found = json.loads(command("search", "heldere lens", *ON, "--json").out)
    assert found == [
        {
            "soort": "zorgactiviteit",
            "code": "060502",
            "omschrijving": "Heldere lens vervangen",
        }
    ]


def test_search_that_finds_nothing_or_asks_for_no_kind_says_so(command):
    assert "Niets gevonden" in command("search", "qqqqqq", *ON).out
    answer = command("search", "lens", *ON, "--soort", "ding")
    assert answer.exit_code == 2
    assert "zorgproductgroep" in answer.err


def test_show_says_what_a_finding_a_reason_and_a_check_mean_without_a_release(command):
    answer = command("show", "g111")
    assert answer.exit_code == 0, answer.err
    assert "G111: afgewezen (`begindatum`" in answer.out
    (reason,) = json.loads(command("show", "TARIEF_BOVEN_MAXMAX", "--json").out)
    assert (reason["waar"], reason["ernst"]) == ("G9", "weigert, wet")
    assert "max-maxtarief" in reason["tekst"]
    answer = command("show", "F01")
    assert "F01: " in answer.out
    assert "bron: " in answer.out


def test_other_codes_without_a_release_say_that_one_is_needed(command):
    answer = command("show", "15E038")
    assert answer.exit_code == 2
    assert "--release" in answer.err
