"""The figures of the law on the page of rules are those that ship."""

from pathlib import Path

from billing.naslag.wetspagina import KOP, part

PAGE = Path(__file__).parents[3] / "docs/rules.md"


def test_the_page_ends_with_the_figures_that_ship() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text[text.index(KOP) :] == part(), "run python -m billing.naslag.wetspagina"
