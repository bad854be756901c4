"""The tables and columns that a person gives, as they are told."""

from pathlib import Path

import pytest

from billing.naslag.datapagina import page
from billing.naslag.kolommen import MINIMUM, begin_files, betekenis, invoertabellen

PAGE = Path(__file__).parents[3] / "docs/data.md"


def test_page_is_what_the_declarations_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m billing.naslag.datapagina > docs/data.md"
    )


@pytest.mark.parametrize("table", invoertabellen(), ids=lambda each: each.naam)
def test_every_column_has_its_meaning(table) -> None:
    assert table.kolommen.height
    without = table.kolommen.filter(table.kolommen["betekenis"] == "")
    assert without["kolom"].to_list() == []


def test_every_meaning_is_of_a_column() -> None:
    from billing.naslag import kolommen

    told = set(kolommen._betekenissen())
    asked = {
        (table.naam, row["kolom"])
        for table in invoertabellen()
        for row in table.kolommen.to_dicts()
    }
    scaled = {
        (table, f"{column}{suffix}")
        for table, column in asked
        for suffix in ("_e6", "_cent", "_m", "_bp")
    }
    used = {key if key in told else ("", key[1]) for key in asked | scaled}
    assert told <= used


def test_own_meaning_of_a_table_goes_before_the_common_one() -> None:
    assert betekenis("zorgactiviteiten", "aantal") != betekenis("ozp_regel", "aantal")


def test_tables_to_begin_with_are_those_that_are_needed() -> None:
    given = {name.removesuffix(".csv") for name, _ in begin_files()}
    needed = {name for tables in MINIMUM.values() for name in tables}
    assert given == needed | {"nacht.toml"}


def test_tables_to_begin_with_have_known_columns_and_one_row() -> None:
    known = {each.naam: each for each in invoertabellen()}
    for name, content in begin_files():
        if name == "nacht.toml":
            continue
        header, *rows = content.decode().splitlines()
        table = known[name.removesuffix(".csv")]
        assert set(header.split(";")) <= set(table.kolommen["kolom"])
        assert set(table.nodig) <= set(header.split(";"))
        assert len(rows) == 1
