"""A document that a text leans on is one that ships: who reads of it can open it."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    *("tabellen", "productstructure", "grouper", "tariffs", "declarations", "billing"),
    *("dbc_grouper", "benchmarks", "data", "docs", "tests"),
)
KINDS = (".py", ".pyx", ".pxd", ".pyi", ".md", ".toml", ".csv")
TEXTS = sorted(
    path
    for path in chain(
        ROOT.glob("*.*"), *((ROOT / folder).rglob("*.*") for folder in FOLDERS)
    )
    if path.suffix in KINDS
)
DOCUMENT = re.compile(r"(?<![\w*<>{}%-])([\w./-]*\w\.(?:md|toml))\b")
OF_USERS = re.compile(
    # Files that a user gives, and names that stand for any file.
    r"(?:.*/)?(?:kolommen|FILE|BESTAND|CONFIG|(?:FILE)?\.controle)\.toml"
)
OF_TESTS = re.compile(r".*\.toml|leesmij\.md")
"""Tests make such files in folders of their own."""
BESIDE = re.compile(r"\.\./shared/.*")
"""Beside the project, where it is at hand; whoever asks it says so by name."""
DOCUMENTS = {
    path.relative_to(ROOT).as_posix()
    for path in TEXTS
    if path.suffix in (".md", ".toml")
}
WITHOUT_ENDING = re.compile(r"\bDESIG[N]\b|\b[a-z]+-decisions\b")
"""Documents that were leaned on once and never shipped, as texts wrote them short."""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def exists(name: str, here: Path) -> bool:
    """From where it is named, from the top, or as the end of one path."""
    return (
        (here.parent / name).exists()
        or (ROOT / name).exists()
        or any(f"/{known}".endswith(f"/{name}") for known in DOCUMENTS)
    )


def absent_in(path: Path) -> Iterator[str]:
    for name in DOCUMENT.findall(text_of(path)):
        if OF_USERS.fullmatch(name) or BESIDE.fullmatch(name):
            continue
        if "tests" in path.parts and OF_TESTS.fullmatch(name):
            continue
        if not exists(name, path):
            yield f"{path.relative_to(ROOT)}: {name}"


def test_a_document_that_is_named_exists() -> None:
    assert [fault for path in TEXTS for fault in absent_in(path)] == []


def test_no_text_leans_on_a_document_that_never_shipped() -> None:
    assert [
        str(path.relative_to(ROOT))
        for path in TEXTS
        if WITHOUT_ENDING.search(text_of(path))
    ] == []


@pytest.mark.parametrize(
    ("text", "is_absent"),
    [
        ("Source: docs/rules.md.", False),
        ("[rules](rules.md#price-and-ceiling)", False),
        ("as ``kolommen.toml`` says", False),
        ("Source: rulebook.{} 12.2.".format("md"), True),
        ("(docs/rulebook.{})".format("md"), True),
        ("see design.{}".format("toml"), True),
    ],
)
def test_a_name_in_a_text_is_found(text: str, is_absent: bool) -> None:
    page = ROOT / "docs" / "index.md"
    found = [
        name
        for name in DOCUMENT.findall(text)
        if not OF_USERS.fullmatch(name) and not exists(name, page)
    ]
    assert bool(found) is is_absent


def numbers_named() -> Iterator[tuple[str, int]]:
    """Decisions that texts name: "docs/decisions.md 8 and 9" are two."""
    named = re.compile(r"decisions\.md\)?\s+((?:\d+(?:, | and | to |(?=\D|$)))+)")
    for path in TEXTS:
        for numbers in named.findall(text_of(path)):
            for number in re.findall(r"\d+", numbers):
                yield str(path.relative_to(ROOT)), int(number)


def rows_of(page: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text_of(ROOT / "docs" / page).splitlines()
        if line.startswith("| ")
    ]


def test_decisions_are_numbered_without_gaps_and_say_why_and_where() -> None:
    rows = [row for row in rows_of("decisions.md") if row[0] != "number"]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert [row[0] for row in rows if len(row) != 4 or not all(row)] == []


def test_a_decision_that_is_named_stands_on_its_page() -> None:
    last = max(int(row[0]) for row in rows_of("decisions.md") if row[0].isdigit())
    named = list(numbers_named())
    assert len(named) > 100
    assert [(where, number) for where, number in named if number > last] == []


def test_places_that_the_page_of_decisions_names_exist() -> None:
    absent = []
    for number, *_, where in rows_of("decisions.md")[1:]:
        folder = ROOT
        for place in where.split(", "):
            found = ROOT / place if "/" in place else folder / place
            folder = found.parent
            if "." in place or "/" in place:
                absent += [(number, place)] * (not found.exists())
    assert absent == []


def test_a_tag_of_a_source_stands_on_its_page() -> None:
    tags = {row[0] for row in rows_of("sources.md")}
    named = re.compile(r"docs/sources\.md,\s+([A-Z][A-Z0-9]*)")
    assert [
        (str(path.relative_to(ROOT)), tag)
        for path in TEXTS
        for tag in named.findall(text_of(path))
        if tag not in tags
    ] == []
