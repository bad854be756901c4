"""docs/messages.md says what the tables of declarations/ say."""

from pathlib import Path

import pytest

from declarations.berichten.hl7.fields import FIELDS, SETTABLE_WITHOUT_DEFAULT
from declarations.berichten.ohw.layout import MANDATORY, OPTIONAL
from declarations.berichten.zh308.records.fields import GEBREKEN
from declarations.berichten.zh308.velden import RECORDNAMEN
from declarations.bevindingen import VAN_ANTWOORDEN, VAN_BERICHTEN

PAGE = Path(__file__).resolve().parents[3] / "docs" / "messages.md"


@pytest.fixture(scope="module")
def page() -> str:
    if not PAGE.is_file():
        pytest.skip("needs docs/ beside tests/, as in a checkout")
    return PAGE.read_text("utf-8")


def test_page_names_every_column_and_its_path(page):
    rows = [line for line in page.splitlines() if line.startswith("|")]
    for field in FIELDS:
        assert any(field.column in row and field.path in row for row in rows), field
    assert all(column in page for column in SETTABLE_WITHOUT_DEFAULT)


def test_page_names_every_code(page):
    codes = [*VAN_BERICHTEN, *VAN_ANTWOORDEN]
    assert [code for code in codes if code not in page] == []


def test_page_names_every_file_of_the_ohw_form(page):
    assert [name for name in (*MANDATORY, *OPTIONAL) if name not in page] == []


def test_page_names_every_fault_of_a_field_and_every_kind_of_record(page):
    faults = {soort for soort, _ in GEBREKEN}
    assert [soort for soort in faults if f"| {soort} |" not in page] == []
    assert [naam for naam in RECORDNAMEN.values() if naam not in page] == []
