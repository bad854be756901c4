import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import dataframely as dy
import pytest

from productstructure.schema import TABLES
from tariffs.decision.chunk import STAPPEN

ROOMS = (
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
)


def glossary() -> set[str]:
    text = Path(__file__).with_name("glossary.toml").read_text()
    sections = [section.keys() for section in tomllib.loads(text).values()]
    names = [name for section in sections for name in section]
    assert len(names) == len(set(names)), "a name has two entries"
    return set(names)


def schemas() -> Iterator[tuple[str, list[str]]]:
    """Every declaration of a frame, whatever room it stands in."""
    for table in TABLES:
        yield f"productstructure.{table.name}", [c.name for c in table.columns]
    yield "tariffs.decision lines", list(STAPPEN.begint)
    for stap in STAPPEN.stappen:
        yield f"tariffs.decision {stap.naam}", list(stap.geeft)
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            module = importlib.import_module(found.name)
            for schema in vars(module).values():
                if (
                    isinstance(schema, type)
                    and issubclass(schema, dy.Schema)
                    and schema.__module__ == module.__name__
                ):
                    yield f"{module.__name__}.{schema.__name__}", schema.column_names()


SCHEMAS = dict(schemas())


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_column_is_in_the_glossary(schema: str):
    entries = {re.sub(r"_NN$", "", name) for name in glossary()}
    columns = {re.sub(r"(_cluster)_\d\d$", r"\1", name) for name in SCHEMAS[schema]}
    assert columns - entries == set()


def test_every_entry_of_the_glossary_is_a_column():
    columns = {name for names in SCHEMAS.values() for name in names}
    columns |= {re.sub(r"(_cluster)_\d\d$", r"\1_NN", name) for name in columns}
    columns |= {"geboortedatum"}  # Of the input; no schema declares what is optional.
    assert glossary() - columns == set()


def test_every_name_is_lower_case_words_between_underscores():
    form = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(_NN)?")
    assert [name for name in sorted(glossary()) if not form.fullmatch(name)] == []
