"""docs/verzekerd.md names checks that exist, all of who pays what, and adds up."""

import re
from pathlib import Path

import pytest
from support.declaraties.posten import credit, personen, post, posten, verzekerd

from declarations.checks.catalogus.catalogus import GROEPEN, catalogus
from declarations.eigenrisico.verdeling import divide
from declarations.registers.landelijk import landelijke_tabellen
from declarations.registers.schema import REGISTER_VAN

PAGE = Path(__file__).resolve().parents[3] / "docs" / "verzekerd.md"
BETALING = ("E", "V", "M", "S", "K", "C")
"""Groups that say what of a declaration is insured, and who pays it."""

CHECK = re.compile(rf"\b[{''.join(GROEPEN)}]\d{{2}}\b")
POLIS = verzekerd(("0101", "2000-01-01", None, 20_000))
PEILDATA = {"a": "2026-02-10", "b": "2026-03-02", "c": "2026-03-05", "d": "2026-04-07"}


@pytest.fixture(scope="module")
def page() -> str:
    if not PAGE.is_file():
        pytest.skip("needs docs/ beside tests/, as in a checkout")
    return PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def named(page: str) -> set[str]:
    return set(CHECK.findall(page))


@pytest.fixture(scope="module")
def example(page: str) -> dict[str, list[int]]:
    """Cents of each row of the worked example, by its letter."""
    rows = re.findall(
        r"^\| ([a-f]?) ?\| [^|]+((?:\| [\d.]+,\d\d ){7})\|$", page, flags=re.MULTILINE
    )
    return {
        letter or "samen": [
            int(cell.strip().replace(".", "").replace(",", ""))
            for cell in cells.split("|")[1:]
        ]
        for letter, cells in rows
    }


def test_every_check_on_the_page_is_in_the_catalogue(named):
    assert sorted(named - set(catalogus())) == []


def test_every_check_of_entitlement_and_cost_is_on_the_page(named):
    asked = {c.check_id for c in catalogus().values() if c.groep in BETALING}
    assert sorted(asked - named) == []


def test_every_paragraph_of_a_document_has_a_check_or_a_reason_why_not(page):
    documents = page.split("\n## Vier documenten")[1].split("\n## ")[0]
    tables = documents.split("\n### ")[1:]
    assert len(tables) == 4
    for table in tables:
        rows = [line for line in table.splitlines() if line.startswith("|")][2:]
        for row in rows:
            _, paragraph, says, judged, _, _ = row.split("|")
            assert paragraph.strip(), row
            assert says.strip(), row
            assert CHECK.search(judged) or re.match(r" Geen controle: \w", judged), row


def test_every_row_of_the_example_adds_up(example):
    assert sorted(example) == ["a", "b", "c", "d", "e", "f", "samen"]
    for claimed, allowed, share, insurer, *rest in example.values():
        assert claimed == share + insurer + sum(rest)
        assert allowed == share + insurer


def test_the_example_adds_up_to_its_total(example):
    total = example.pop("samen")
    assert [sum(column) for column in zip(*example.values(), strict=True)] == total


def _divided(example, *more):
    rows = [post(id_, example[id_][1], day) for id_, day in PEILDATA.items()]
    done = divide(
        posten(*rows, *more),
        personen("1984-06-01"),
        POLIS,
        vrijstelling=landelijke_tabellen()["vrijstelling"],
    )
    columns = ("post_id", "verplicht_cent", "vrijwillig_cent", "verzekeraar_cent")
    return {id_: tuple(rest) for id_, *rest in done.verdeling.select(columns).rows()}


def test_the_ledger_gives_the_shares_of_the_example(example):
    done = _divided(example)
    assert {id_: (m + v, insurer) for id_, (m, v, insurer) in done.items()} == {
        id_: tuple(example[id_][2:4]) for id_ in PEILDATA
    }
    assert done["b"] == (17_235, 20_000, 52_765)


def test_the_ledger_gives_what_the_page_says_of_a_credit(example):
    done = _divided(
        example, credit("a-", "a", example["a"][1], PEILDATA["a"], "2026-05-01")
    )
    assert done["b"] == (38_500, 20_000, 31_500)


def test_tables_on_the_page_are_tables_of_a_register(page):
    assert set(re.findall(r"`(vt_[a-z]+)`", page)) == {
        naam for naam in REGISTER_VAN if naam.startswith("vt_")
    }
