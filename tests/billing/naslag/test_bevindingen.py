"""Every code that an output may carry is told once, with what it says."""

import re
from collections import Counter
from pathlib import Path

import pytest

from billing.naslag.bevindingen import bevindingen, of_code
from billing.naslag.bevindingenpagina import page
from declarations.checks.catalogus.catalogus import catalogus

ROOT = Path(__file__).parents[3]
ROOMS = ("tabellen", "grouper", "tariffs", "declarations", "billing")
TOLD = [each for rows in bevindingen().values() for each in rows]


def test_page_is_what_the_declarations_say() -> None:
    assert (ROOT / "docs/findings.md").read_text("utf-8") == page(), (
        "run python -m billing.naslag.bevindingenpagina > docs/findings.md"
    )


def test_every_numbered_code_of_the_source_is_told() -> None:
    found = {
        code
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for code in re.findall(r'"([BG]\d{3})"', path.read_text("utf-8"))
    }
    assert found <= {each.code for each in TOLD}


def test_a_numbered_code_is_declared_in_one_place() -> None:
    declared = Counter(
        code
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for code in re.findall(r'[(=]\s*"([BG]\d{3})",\s*f?"', path.read_text("utf-8"))
    )
    assert declared
    assert [code for code, times in declared.items() if times > 1] == []


def test_no_check_of_declarations_bears_the_code_of_a_finding() -> None:
    assert not {each.code for each in TOLD} & set(catalogus())


@pytest.mark.parametrize("code", sorted(catalogus()))
def test_checks_are_told_with_their_source(code: str) -> None:
    (told,) = of_code(code.lower())
    assert told.tekst
    assert told.bron
