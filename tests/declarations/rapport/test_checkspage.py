"""The page of all checks is what the catalogue says."""

from pathlib import Path

from declarations.rapport.checkspage import page

PAGE = Path(__file__).parents[3] / "docs/checks.md"


def test_page_is_in_step_with_the_catalogue():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m declarations.rapport.checkspage > docs/checks.md"
    )
