import pytest

from productstructure.formatpage import PAGE, update_page
from productstructure.schema import TABLES


def test_format_page_is_current() -> None:
    if not PAGE.is_file():
        pytest.skip("FORMAT.md is not installed with the package")
    page = PAGE.read_text(encoding="utf-8")
    assert page == update_page(page), "run python -m productstructure.formatpage"
    assert all(f"\n### {table.name}\n" in page for table in TABLES)
