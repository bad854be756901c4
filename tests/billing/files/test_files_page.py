"""docs/files.md says what the code says."""

import re
import tomllib
from pathlib import Path

import pytest

from billing.files.bevindingen import (
    CUT,
    DOUBLE_CR,
    EMPTY,
    PLAT,
    SHORT,
    SPANNING,
    UNENDED,
)
from billing.files.kolommen import read_kolommen
from tabellen.bevinding import by_code
from tabellen.bevindingen import BLAD, KOP_HERHAALD, LEGE_RIJEN, TITELS
from tabellen.reading.controle import read_controle
from tariffs.files.bevindingen import VAN_TABELLEN

PATH = Path(__file__).resolve().parents[3] / "docs" / "files.md"

if not PATH.exists():
    pytest.skip("docs/ is not in a wheel", allow_module_level=True)

PAGE = PATH.read_text(encoding="utf-8")


def test_page_has_every_notice_with_its_text():
    rows = re.findall(r"^\| (B\d{3}) \| (.*) \|$", PAGE, re.M)
    of_files = by_code(
        *(SHORT, UNENDED, SPANNING, CUT, EMPTY, DOUBLE_CR),
        *(BLAD, TITELS, KOP_HERHAALD, LEGE_RIJEN, PLAT),
    )
    assert dict(rows) == {code: each.tekst for code, each in of_files.items()}


def test_findings_of_tables_on_the_page_exist():
    named = re.findall(r"\b[A-Z]+_[A-Z_]+\b", PAGE)
    assert named
    assert set(named) <= set(VAN_TABELLEN)


def test_control_file_on_the_page_is_one(tmp_path: Path):
    below = PAGE.split("## Damage", 1)[1]
    (example,) = re.findall(r"^```toml\n(.*?)^```", below, re.M | re.S)
    path = tmp_path / "za.parquet.controle.toml"
    path.write_text(example)
    assert read_controle(path).rijen == tomllib.loads(example)["rijen"]


def test_translation_on_the_page_is_one(tmp_path: Path):
    below = PAGE.split("### Tables of somebody else", 1)[1]
    path = tmp_path / "kolommen.toml"
    path.write_text(re.findall(r"^```toml\n(.*?)^```", below, re.M | re.S)[0])
    assert set(read_kolommen(path)) == {"subtrajecten", "contract_prijs"}


@pytest.mark.parametrize("height", ["65,535", "65,536", "1,048,575", "1,048,576"])
def test_page_names_every_height_of_a_sheet(height):
    from tabellen.reading.csvshape import SHEET_HEIGHTS

    assert height in PAGE
    assert int(height.replace(",", "")) in SHEET_HEIGHTS
