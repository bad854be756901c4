"""The writer's forms are those of the NZa: its own rows come out byte for byte."""

import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest
from dbc_grouper_data.making.release_forms import (
    BOOMBESTANDEN,
    REFERENTIES,
    Form,
    ReleaseNames,
    Row,
    render,
)
from lxml import etree

from productstructure.schema import TABLES

ROWS = 400  # of each table; run once on all 340,000 rows, which took 10 s
RZ17A = ReleaseNames("20170101", "20161117", "2016-10-04", "Nederlandse Zorgautoriteit")


@pytest.mark.parametrize(
    ("bestand", "forms"),
    [("BoomBestanden", BOOMBESTANDEN), ("Referenties", REFERENTIES)],
)
def test_real_rows_are_written_byte_for_byte(
    shared: Path, bestand: str, forms: Mapping[str, Form]
) -> None:
    release = shared / "nza/20170101 Grouper Tabellen v20161117.zip"
    with (
        zipfile.ZipFile(release) as archive,
        archive.open(RZ17A.file_name(bestand)) as file,
    ):
        cut = b"".join(_first_rows(file, forms))
    tables = {element.tag: list(_rows(element)) for element in _tables(cut, forms)}
    assert len(tables) == len(forms)
    assert render(bestand, forms, RZ17A, tables) == cut


def test_forms_name_the_elements_of_the_schema() -> None:
    written = {
        (container, form.row): {name.partition("*")[0] for name in form.elements}
        for container, form in (BOOMBESTANDEN | REFERENTIES).items()
    }
    read = {
        (table.container, table.row): {
            column.source for column in table.columns if not column.optional_element
        }
        for table in TABLES
    }
    assert written == read


def _first_rows(file: Iterator[bytes], forms: Mapping[str, Form]) -> Iterator[bytes]:
    """The file with each of its tables cut off after some rows."""
    starts = {
        f"<{container}>\r\n".encode(): form.row for container, form in forms.items()
    }
    for line in file:
        yield line
        if line in starts:
            last = f"</{starts[line]}>\r\n".encode()
            container_end = line.replace(b"<", b"</")
            seen = 0
            for inner in file:
                if seen < ROWS or inner == container_end:
                    yield inner
                seen += inner == last
                if inner == container_end:
                    break


def _tables(content: bytes, forms: Mapping[str, Form]) -> Iterator[etree._Element]:
    for element in etree.fromstring(content).iter():
        if element.tag in forms:
            yield element


def _rows(table: etree._Element) -> Iterator[Row]:
    for row in islice(table, ROWS):
        yield {
            field.tag: [item.text for item in field] if len(field) else field.text
            for field in row
        }
