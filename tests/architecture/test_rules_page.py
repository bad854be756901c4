"""Every rule without a source is marked in code and listed on docs/rules.md.

A mark is ``UNSOURCED[name]``, in code at the rule and on the page in the row that says
what was assumed and which setting changes it.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"UNSOURCED(?:\[([a-z-]+)\])?")
ROWS = [
    row.strip().strip("|").split(" | ")
    for row in (ROOT / "docs" / "rules.md").read_text().splitlines()
    if row.startswith("|") and not row.startswith("|---")
]


def marks_in_code() -> Counter[str]:
    rooms = ("tabellen", "tariffs")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*.py*")]
    return Counter(
        name
        for path in sources
        if path.suffix in (".py", ".pyx")
        for name in MARK.findall(path.read_text("utf-8"))
    )


def marks_on_page() -> Counter[str]:
    return Counter(name for row in ROWS for name in MARK.findall(row[2]))


def test_every_mark_has_a_name_of_its_own() -> None:
    for marks in (marks_in_code(), marks_on_page()):
        assert [name for name, times in marks.items() if not name or times > 1] == []


def test_marks_in_code_are_those_on_the_page() -> None:
    assert set(marks_in_code()) == set(marks_on_page())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_rule_says_what_it_is_its_setting_and_its_source(row: list[str]) -> None:
    assert len(row) == 3
    assert all(cell.strip() for cell in row)
