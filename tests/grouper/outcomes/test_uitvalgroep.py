"""When a whole zorgproductgroep is uitval, the topboom is a part of why."""

import pytest
from dbc_grouper_data.making.release_forms import Row
from dbc_grouper_data.making.release_language import ask, product, uitval
from support.releases.small import counts, small_release, subtrajecten, zorgactiviteiten

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.explanation import Explanation

GROEP = "010101"
DAY = "2020-06-10"


def explained(release: CompiledStructure) -> Explanation:
    rows = subtrajecten({"begindatum": DAY})
    lines = zorgactiviteiten(("030002", 1))
    return Grouper([release], threads=1).explain(rows, lines, "1")


def coded(first: str, last: str | None) -> Row:
    """A product of the group, with a declaratiecode on some days."""
    return {
        "ProductCode": GROEP + "003",
        "ProductOmschrijving": "x",
        "ConsumentenProductOmschrijving": "x",
        "DeclaratieCodeVerzekerdeZorg": "15X003",
        "DeclaratieCodeOnVerzekerdeZorg": None,
        "BeginDatum": first,
        "EindDatum": last,
    }


def test_group_with_a_product_that_is_paid_is_no_uitval() -> None:
    tree = ask(
        "x", counts(300, "030002"), yes=uitval("002"), no=product("001", "15X001", "x")
    )
    explanation = explained(small_release(tree))
    assert explanation.uitkomst["is_uitval"]
    assert not explanation.is_uitvalgroep
    assert [tree.label for tree, _, _ in explanation.deciding] == [GROEP + "002"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-01", None, False),
        ("2020-01-01", DAY, False),
        ("2020-01-01", "2020-06-09", True),
        (DAY, None, False),
        ("2020-06-11", None, True),
    ],
)
def test_what_counts_is_a_declaratiecode_on_the_day(
    first: str, last: str | None, expected: bool
) -> None:
    tree = ask("x", counts(300, "030002"), yes=uitval("002"), no=uitval("001"))
    release = small_release(tree, producten=[coded(first, last)])
    explanation = explained(release)
    assert explanation.is_uitvalgroep is expected
    assert len(explanation.deciding) == 1 + expected
