"""docs/outcomes.md says what the tables of grouper/ say."""

from dataclasses import fields
from pathlib import Path

import pytest

from grouper.findings.bevindingen import VAN_RIJEN
from grouper.findings.checks import Check
from grouper.frames.ozp_reasons import REDENEN, TARIEFTYPEN
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.ozp.rules import REGELS, TOESLAGEN, OzpRegels

PAGE = Path(__file__).resolve().parents[3] / "docs" / "outcomes.md"


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """Cells of every row of every table on the page."""
    if not PAGE.is_file():
        pytest.skip("needs docs/ beside tests/, as in a checkout")
    lines = PAGE.read_text("utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def test_page_has_every_rule_in_order(rows: list[list[str]]) -> None:
    codes = {tarieftype.code for tarieftype in TARIEFTYPEN}
    found = [row for row in rows if len(row) == 5 and row[0][:2] in codes]
    assert len(found) == len(REGELS)
    for row, regel in zip(found, REGELS, strict=True):
        assert row[0] == ", ".join(regel.tarieftypen)
        assert row[1] == (", ".join(regel.zorgtypen) or "all")
        assert row[3].split(" ")[0] == regel.reden
        assert (regel.alleen_bij or "") in row[3]
        assert row[4] == regel.bron


def test_page_has_every_reason_and_tarieftype(rows: list[list[str]]) -> None:
    for reden in REDENEN:
        is_billable = "yes" if reden.is_declarabel else "no"
        assert [reden.code, is_billable, reden.tekst] in rows
    for tarieftype in TARIEFTYPEN:
        assert any(row[:2] == [tarieftype.code, tarieftype.naam] for row in rows)


def test_page_names_every_finding_setting_and_supplement(
    rows: list[list[str]],
) -> None:
    page = PAGE.read_text("utf-8")
    kinds = [code for code, each in VAN_RIJEN.items() if not isinstance(each, Check)]
    assert len(kinds) == 9
    settings = [f.name for f in (*fields(AanspraakRegels), *fields(OzpRegels))]
    dagen = [dag for own in TOESLAGEN.values() for dag in own]
    missing = [
        name for name in (*kinds, *settings, *TOESLAGEN, *dagen) if name not in page
    ]
    assert missing == []
