"""What became of a subtraject in ten lines."""

import re

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path

from grouper.compiling.cache import open_release
from grouper.engine import Grouper
from grouper.explaining.explanation import Explanation
from grouper.explaining.find import Haystack
from grouper.explaining.kort import MOST_LINES
from grouper.explaining.text import explanation_text


@pytest.fixture(scope="module")
def explanations() -> list[Explanation]:
    """One of every hundred rows of the example, and of every kind of outcome."""
    rows, lines = (
        pl.read_csv(path, separator=";", infer_schema=False) for path in batch_paths()
    )
    grouper = Grouper(open_release(release_path()))
    grouped = grouper.group(rows, lines).grouped
    kinds = grouped.unique(("status", "is_uitval", "is_machtiging_vereist"))
    some = pl.concat([grouped.gather_every(100), kinds])["subtraject_nummer"]
    haystack = Haystack.of(rows, lines)
    return list(grouper.explainer.each(haystack, some.drop_nulls().unique().to_list()))


def test_no_subtraject_takes_more_than_ten_lines(explanations):
    assert {found.status for found in explanations} == {
        *("ok", "warning", "rejected", "no_tree")
    }
    for found in explanations:
        lines = explanation_text(found, kort=True).splitlines()
        assert 4 <= len(lines) <= MOST_LINES
        assert all(line.strip() for line in lines)


def test_outcome_is_the_one_that_was_derived(explanations):
    for found in explanations:
        text = explanation_text(found, kort=True)
        assert text.startswith(
            f"Subtraject {found.subtraject_nummer} (rij {found.row})"
        )
        if found.code is None:
            assert "zorgproduct" not in text.replace("zorgproducten", "").replace(
                "dbc-zorgproduct", ""
            )
            continue
        code = found.code.declaratiecode or "geen"
        assert f"  zorgproduct {found.zorgproduct_code}  " in text
        assert f"  declaratiecode {code}: {found.code.reden}" in text
        is_needed = found.uitkomst["is_machtiging_vereist"]
        assert ("machtiging vereist" in text) == is_needed


def test_rules_are_those_that_led_to_the_outcome_and_no_others(explanations):
    for found in explanations:
        lines = explanation_text(found, kort=True).splitlines()
        ends = [line for line in lines if " => " in line]
        assert len(ends) == len(found.trees)
        for line, tree in zip(ends, found.trees, strict=True):
            assert f"=> {tree.label} door " in line
            shown = [int(n) for n in re.findall(r"(?:door |, )(\d+)\. ", line)]
            last = len(tree.rules)
            assert shown == [
                n for n, rule in enumerate(tree.rules, 1) if rule.is_waar or n == last
            ]


def test_every_code_of_a_finding_is_told(explanations):
    for found in explanations:
        text = explanation_text(found, kort=True)
        severity = "reject" if found.status == "rejected" else None
        for finding in found.findings:
            if severity in (None, finding["severity"]):
                assert finding["code"] in text


def test_age_and_what_is_billed_by_itself_are_told_where_there_is_any(explanations):
    for found in explanations:
        text = explanation_text(found, kort=True)
        assert (f"leeftijd {found.leeftijd_jaar} jaar" in text) == (
            found.leeftijd_jaar is not None
        )
        los = [
            line["declaratiecode"] or line["zorgproduct_code"]
            for line in found.ozp
            if line["is_declarabel"]
        ]
        assert ("Los declarabel: " in text) == bool(los)
        assert all(code in text for code in los[:1])
    kinds = {(found.leeftijd_jaar is None, not found.ozp) for found in explanations}
    assert len(kinds) > 1
