"""What an explanation says, and that it is what the batch says."""

import json
from functools import cache

import pytest
from dbc_grouper_data.making.release_language import ask, product
from support.releases.example import example_batch, example_release
from support.releases.small import (
    GROEP,
    JA,
    NEE,
    activiteit,
    counts,
    klasse,
    small_release,
    small_tree,
    subtrajecten,
    vertaling,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.explanation import ExplainedCondition, Explanation
from grouper.explaining.text import explanation_text
from grouper.findings.checks import InputChecks
from productstructure.errors import CallError, InputFileError

OLD, NEW = "030001", "030009"


@cache
def release() -> CompiledStructure:
    """2 of 3: at most two Z_A, minutes from 60, klasse K_1; then 'Kijkoperatie'."""
    second = ask(
        "Tweede", counts(300, "030002").none(), yes=product("003", "15X003", "x"), no=JA
    )
    tree = ask(
        "Eerste",
        counts(301, "Z_A").within(0, 2),
        counts(501, "Z_A").at_least(60),
        counts(351, "K_1"),
        needs=2,
        yes=second,
        no=NEE,
    )
    return small_release(
        tree,
        activiteiten=[
            activiteit(OLD, {1: "Z_A"}, (1, 30), last="2020-12-31"),
            activiteit("030002", {1: "Z_A"}, (1, 5)),
            activiteit("030003"),
            activiteit(NEW, first="2021-01-01"),
        ],
        klassen=[klasse(GROEP, "030003", "K_1")],
        vertalingen=[vertaling(NEW, OLD, "2020-09-01", "2020-12-31")],
    )


def explained(*lines: tuple[str, object], **changes: object) -> Explanation:
    """Explain one sound subtraject, with columns changed, and its activities."""
    grouper = Grouper(release(), threads=1)
    return grouper.explain(subtrajecten(changes), zorgactiviteiten(*lines), "1")


def first_rule(explanation: Explanation) -> tuple[ExplainedCondition, ...]:
    return explanation.trees[1].rules[0].conditions


def test_explanation_has_every_rule_of_both_paths_in_order() -> None:
    found = explained((OLD, 2))
    top, own = found.trees
    assert (top.zorgproductgroep_code, own.zorgproductgroep_code) == ("0", GROEP)
    assert (top.label, own.label) == (GROEP, GROEP + "003")
    assert (found.zorgproductgroep_code, found.zorgproduct_code) == (
        GROEP,
        GROEP + "003",
    )
    assert [rule.omschrijving for rule in top.rules] == ["Regulier"]
    assert [rule.omschrijving for rule in own.rules] == ["Eerste", "Tweede"]
    assert [rule.is_waar for rule in own.rules] == [True, True]
    assert [rule.aantal_voorwaarden_waar for rule in own.rules] == [2, 1]


def test_condition_has_value_bounds_and_outcome_in_the_published_order() -> None:
    conditions = first_rule(explained((OLD, 1), ("030002", 3)))
    assert [
        (c.omschrijving, c.boomparameter, c.waarde, c.onder, c.boven, c.is_waar)
        for c in conditions
    ] == [
        ("301 is Z_A", 301, 4, 0, 2, False),
        ("501 is Z_A", 501, 45, 60, None, False),
        ("351 is K_1", 351, 0, 1, None, False),
    ]


def test_condition_names_the_activities_that_counted_with_their_weight() -> None:
    conditions = first_rule(explained((OLD, 1), ("030002", 3), ("030003", 1)))
    assert [
        [
            (c.activity.zorgactiviteit_code, c.activity.aantal, c.bijdrage)
            for c in part.counted
        ]
        for part in conditions
    ] == [
        [(OLD, 1, 1), ("030002", 3, 3)],
        [(OLD, 1, 30), ("030002", 3, 15)],
        [("030003", 1, 1)],
    ]


def test_translated_activity_keeps_its_registered_code() -> None:
    found = explained((NEW, 2), begindatum="2020-10-01")
    counted = first_rule(found)[0].counted[0]
    assert counted.activity.zorgactiviteit_code == NEW
    assert counted.activity.zorgactiviteit_code_geteld == OLD
    assert counted.activity.omschrijving == f"Activiteit {OLD}"
    assert "vertaald naar 030001" in explanation_text(found)


@pytest.mark.parametrize("code", [OLD, OLD.lstrip("0"), f" {OLD} "])
def test_code_that_is_only_written_otherwise_is_not_translated(code: str) -> None:
    found = explained((code, 1), begindatum="2020-10-01")
    assert first_rule(found)[0].counted[0].activity.zorgactiviteit_code_geteld == OLD
    assert "vertaald naar" not in explanation_text(found)


def test_netted_lines_stand_behind_the_value_they_add_up_to() -> None:
    found = explained((OLD, 3), ("030003", 1), (OLD, -2), ("030003", -1))
    conditions = first_rule(found)
    assert [c.waarde for c in conditions] == [1, 30, 0]
    assert [c.bijdrage for c in conditions[1].counted] == [90, -60]
    assert conditions[2].counted == ()


def test_activity_that_counts_nothing_is_listed_with_the_reason() -> None:
    found = explained(("039999", 1), (NEW, 1), begindatum="2020-06-01")
    unknown, later = found.zorgactiviteiten
    assert (unknown.omschrijving, unknown.is_geldig) == (None, False)
    assert (later.omschrijving, later.is_geldig) == (f"Activiteit {NEW}", False)
    assert [finding["code"] for finding in found.findings] == ["G151", "G151"]
    assert explanation_text(found).count("telt nul") == 2


def test_explanation_names_tree_version_release_and_outcome() -> None:
    found = explained((OLD, 2))
    assert found.trees[1].begindatum.isoformat() == "2020-01-01"
    assert found.trees[1].einddatum is None
    assert found.release == release().identity.name
    assert found.uitkomst["zorgproduct_code"] == GROEP + "003"
    assert found.zorgproduct_omschrijving == f"{GROEP} | Eerste, Tweede"
    assert found.zorgproduct_consumentenomschrijving == "x"
    assert "    op de nota: x\n" in explanation_text(found)
    assert found.leeftijd_jaar == 39


def test_rows_are_those_of_the_whole_batch() -> None:
    rows = subtrajecten({}, {"geslacht": "X"}, {})
    lines = zorgactiviteiten(("1", OLD, 1), ("3", OLD, 1), ("2", "039999", 1))
    found = Grouper(release(), threads=1).explain(rows, lines, "2")
    assert found.row == 2
    assert [activity.row for activity in found.zorgactiviteiten] == [3]
    assert [(f["source"], f["row"], f["code"]) for f in found.findings] == [
        ("subtrajecten", 2, "G135"),
        ("zorgactiviteiten", 3, "G151"),
    ]


def test_rejected_subtraject_has_findings_and_no_path() -> None:
    found = explained((OLD, 1), geslacht="X")
    assert (found.status, found.trees, found.code) == ("rejected", (), None)
    assert (found.zorgproduct_code, found.zorgproductgroep_code) == (None, None)
    assert "afgewezen" in explanation_text(found)
    assert "G135" in explanation_text(found)


def test_subtraject_without_a_tree_has_no_path() -> None:
    found = explained((OLD, 1), zorgtype_code="41")
    assert (found.status, found.trees) == ("no_tree", ())
    assert "geen boom" in explanation_text(found)


def test_subtraject_without_a_date_is_explained_as_rejected() -> None:
    found = explained((OLD, 1), begindatum=None, geboortedatum=None)
    assert found.status == "rejected"
    assert found.leeftijd_jaar is None
    assert found.zorgactiviteiten[0].omschrijving == f"Activiteit {OLD}"


def test_double_number_is_explained_as_rejected() -> None:
    rows = subtrajecten({}, {"subtraject_nummer": "1"})
    found = Grouper(release(), threads=1).explain(
        rows, zorgactiviteiten(("1", OLD, 1)), "1"
    )
    assert found.status == "rejected"
    assert [(f["row"], f["code"]) for f in found.findings] == [(1, "G102")]


def test_negative_count_is_explained_when_it_is_not_rejected() -> None:
    grouper = Grouper(release(), checks=InputChecks.off(), threads=1)
    found = grouper.explain(subtrajecten(), zorgactiviteiten((OLD, -1)), "1")
    assert [c.waarde for c in first_rule(found)] == [-1, -30, 0]
    assert found.zorgproduct_code == GROEP + "002"


def test_nested_form_is_explained_alike() -> None:
    lines = zorgactiviteiten((OLD, 2))
    nested = subtrajecten().with_columns(
        zorgactiviteiten=lines.select("zorgactiviteit_code", "aantal")
        .to_struct()
        .implode()
    )
    found = Grouper(release(), threads=1).explain(nested, None, "1")
    assert found.trees == explained((OLD, 2)).trees


def test_number_that_is_not_in_the_batch_is_refused_without_telling_it() -> None:
    grouper = Grouper(release(), threads=1)
    with pytest.raises(CallError, match="none of the 1 subtrajecten") as raised:
        grouper.explain(subtrajecten(), zorgactiviteiten(), "GEHEIM")
    assert "GEHEIM" not in str(raised.value)


def test_missing_column_is_named() -> None:
    grouper = Grouper(release(), threads=1)
    with pytest.raises(InputFileError, match="subtraject_nummer missing"):
        grouper.explain(
            subtrajecten().drop("subtraject_nummer"), zorgactiviteiten(), "1"
        )


def test_json_has_what_the_explanation_has() -> None:
    found = explained((OLD, 2))
    read = json.loads(found.to_json())
    assert read["trees"][1]["rules"][0]["conditions"][1]["waarde"] == 60
    assert read["trees"][0]["begindatum"] == "2020-01-01"
    assert read["uitkomst"]["zorgproduct_code"] == found.zorgproduct_code
    assert read["code"]["declaratiecode"] == "15X003"


def test_notebook_shows_a_table_of_what_there_is() -> None:
    found = explained((OLD, 2))
    html = found._repr_html_()
    assert html.startswith("<table><caption>Explanation</caption>")
    assert "<tr><td>status</td><td>&#x27;ok&#x27;</td></tr>" in html
    assert "&lt;2 of tuple&gt;" in html
    assert "\n" not in repr(found)
    assert len(repr(found)) < 1_500


TEXT = """\
Subtraject 1 (rij 1)
  specialisme 0303, diagnose 100, zorgtype 11, begindatum 2020-06-01, geslacht 2 (F), \
zorginstelling 06990001, leeftijd 39 jaar
  release 20210101 v20200901 (20200820)

Uitkomst: afgeleid, zonder opmerkingen
  zorgproductgroep 010101  010101
  zorgproduct 010101003  010101 | Eerste, Tweede
    op de nota: x
  declaratiecode 15X003
    Het product heeft één declaratiecode: 15X003, verzekerde zorg.

Zorgactiviteiten
  rij 1: 2 x 030001  Activiteit 030001

Overige zorgproducten: welke zorgactiviteiten zijn los declarabel?
  geen
  niet los: 1 regel zonder tarieftype op hun dag: die tellen alleen mee in een profiel

Topboom: welke zorgproductgroep? (boomversie vanaf 2020-01-01)
  1. Regulier: JA (beslisregel 1, 1 nodig)
     [x] 210 is 11: geteld 1 (zorgtype 11), nodig 1 of meer
  => 010101

Boom van zorgproductgroep 010101: welk zorgproduct? (boomversie vanaf 2020-01-01)
  1. Eerste: JA (beslisregel 2, 2 van 3 nodig)
     [x] 301 is Z_A: geteld 2, nodig 0 tot en met 2
           rij 1: 2 x 030001  Activiteit 030001
     [x] 501 is Z_A: geteld 60, nodig 60 of meer
           rij 1: 2 x 030001  Activiteit 030001, telt 60
     [ ] 351 is K_1: geteld 0, nodig 1 of meer
  2. Tweede: JA (beslisregel 3, 1 nodig)
     [x] 300 is 030002: geteld 0, nodig geen
  => 010101003
"""


def test_text_reads_from_top_to_bottom() -> None:
    assert explanation_text(explained((OLD, 2))) == TEXT


def test_klassen_of_one_rule_with_equal_bounds_keep_their_own_counts() -> None:
    # Equal bounds and parameter: only the definition tells the conditions apart.
    tree = small_tree(*(counts(351, f"K_{n}") for n in (3, 1, 2)))
    klassen = [klasse(GROEP, f"03000{n}", f"K_{n}") for n in (1, 2, 3)]
    own = small_release(tree, klassen=klassen)
    found = Grouper(own, threads=1).explain(
        subtrajecten(), zorgactiviteiten(("030001", 4)), "1"
    )
    assert [(c.omschrijving, c.waarde) for c in first_rule(found)] == [
        ("351 is K_3", 0),
        ("351 is K_1", 4),
        ("351 is K_2", 0),
    ]


def test_explanation_says_what_the_batch_says_of_the_example() -> None:
    rows, lines = example_batch()
    grouper = Grouper(example_release(), threads=1)
    grouped = grouper.group(rows, lines).grouped
    for row in range(0, rows.height, 197):
        expected = grouped.row(row, named=True)
        found = grouper.explain(rows, lines, rows["subtraject_nummer"][row])
        assert found.uitkomst == expected
        assert found.zorgproduct_code == expected["zorgproduct_code"]
        assert found.zorgproductgroep_code == expected["zorgproductgroep_code"]
        assert explanation_text(found)
