"""What a file says, read by itself, and how that differs from what it said before.

A file of any form is a list of records: a row, an element, a setting. The readers are
those of Python and lxml where there are any, and share nothing with ours.

Some changes no check can know: a number that is another number. ``differences`` names
what is left of a change in words of that kind, and tells apart what a check can know: a
value that is no longer of the form that its column has, or a column that was not there.
"""

import csv
import io
import json
import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

Record = tuple[tuple[str, str], ...]
"""Names with their values, in the order of the file."""

Reader = Callable[[Path], list[Record]]
"""Reads a file, or raises anything."""


@dataclass(frozen=True)
class Difference:
    """Of what kind a difference is.

    Attributes:
        kind: In words.
        is_knowable: Whether a check can know that it is wrong.
    """

    kind: str
    is_knowable: bool = False


def differences(
    old: list[Record], new: list[Record], *, is_counted: bool
) -> Counter[Difference]:
    """How records differ; none if they are the same in another notation.

    Args:
        old: What the file said.
        new: What it says.
        is_counted: Whether the file says how many records it has.
    """
    gone, more = Counter(old) - Counter(new), Counter(new) - Counter(old)
    forms: dict[str, set[str]] = {}
    values: dict[str, set[str]] = {}
    for record in set(old):
        for name, value in record:
            forms.setdefault(name, set()).add(form(value))
            values.setdefault(name, set()).add(value)
    found: Counter[Difference] = Counter()
    for record in more.elements():
        if len({name for name, _ in record}) < len(record):
            found[Difference("a name twice", is_knowable=True)] += 1
        for name, value in record:
            if name not in forms:
                found[Difference("a name that was not there", is_knowable=True)] += 1
            elif value not in values[name]:
                is_other = form(value) not in forms[name] | {"empty"}
                what = f"{form(value)} for {' or '.join(sorted(forms[name]))}"
                is_free = FREE.search(name) is not None
                found[Difference(what, is_knowable=is_other and not is_free)] += 1
    n_gone, n_more = gone.total(), more.total()
    if n_gone > n_more:
        found[Difference("rows gone", is_knowable=is_counted)] += n_gone - n_more
    if n_more > n_gone:
        found[Difference("rows more", is_knowable=is_counted)] += n_more - n_gone
    if n_gone and n_gone == n_more and not found:
        found[Difference("a value of another row")] += n_gone
    if not (n_gone or n_more) and old != new:
        found[Difference("another order")] += 1
    return found


FREE = re.compile(
    r"nummer$|_id$|extension$|root$|naam|omschrijving|kenmerk|^bron$|text$|path$"
    r"|hospital|identificatie",
    re.IGNORECASE,
)
"""Names of what may hold any text."""


def form(value: str) -> str:
    """Of what form a value is."""
    value = value.strip()
    if not value:
        return "empty"
    for pattern in (r"(\d{4})-(\d\d)-(\d\d)", r"((?:19|20)\d\d)(\d\d)(\d\d)"):
        if day := re.fullmatch(pattern, value, re.ASCII):
            try:
                date(*map(int, day.groups()))
            except ValueError:
                continue
            return "date"
    for name, pattern in (
        ("number", r"-?\d+"),
        ("amount", r"-?\d+[.,]\d+"),
        ("code", r"\w+"),
    ):
        if re.fullmatch(pattern, value, re.ASCII):
            return name
    return "text"


def read_csv(path: Path) -> list[Record]:
    """Rows of a csv."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    separator = max(";,", key=text.partition("\n")[0].count)
    lines = io.StringIO(text, newline="")
    header, *rows = csv.reader(lines, delimiter=separator, strict=True)
    return [
        tuple(zip(header, row, strict=True)) for row in rows if any(map(str.strip, row))
    ]


def read_columnar(path: Path) -> list[Record]:
    """Rows of a Parquet or Arrow IPC file, by the only reader at hand."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
    elif path.read_bytes().startswith(b"ARROW1"):
        frame = pl.read_ipc(path)
    else:
        frame = pl.read_ipc_stream(path)
    # A count of days may be none of any year.
    frame = frame.with_columns(pl.col(pl.Date).to_physical())
    return [
        tuple(
            (name, "" if value is None else str(value)) for name, value in row.items()
        )
        for row in frame.iter_rows(named=True)
    ]


def read_xml(path: Path) -> list[Record]:
    """Elements of an XML file."""
    return list(_elements(path.read_bytes()))


def read_xml_folder(path: Path) -> list[Record]:
    """Elements of the XML files in the folder of a file."""
    each = sorted(path.parent.glob("*.xml"))
    return [record for own in each for record in _elements(own.read_bytes())]


def read_zip(path: Path) -> list[Record]:
    """Elements of the XML files in a zip, whose checksums have to be right."""
    found: list[Record] = []
    with zipfile.ZipFile(path) as members:
        for name in members.namelist():
            found.append((("path", name),))
            found += _elements(members.read(name))
    return found


def _elements(raw: bytes) -> Iterator[Record]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(raw, parser)

    def walk(element: Any, path: str) -> Iterator[Record]:
        if not isinstance(element.tag, str):
            return
        name = etree.QName(element).localname
        path = f"{path}/{element.tag}"
        values = [(f"{name}@{key}", value) for key, value in element.attrib.items()]
        text = "".join(element.itertext()) if not len(element) else element.text or ""
        yield (("path", path), (name, text.strip()), *values)
        for child in element:
            yield from walk(child, path)

    yield from walk(root, "")


def read_toml(path: Path) -> list[Record]:
    """Settings of a TOML file."""
    return list(_flat(tomllib.loads(path.read_text(encoding="utf-8-sig")), ""))


def read_json(path: Path) -> list[Record]:
    """Values of a JSON file."""
    return list(_flat(json.loads(path.read_text(encoding="utf-8")), ""))


def _flat(value: Any, name: str) -> Iterator[Record]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(each, f"{name}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _flat(each, name)
    else:
        yield ((name, str(value)),)
