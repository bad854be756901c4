"""Which tables and columns may a person name otherwise than they are here?"""

from collections.abc import Mapping
from typing import Any

import dataframely as dy

from declarations.registers.bijlagen import BIJLAGEN
from declarations.registers.schema import REGISTERTABELLEN
from grouper.registration.columns import KNOWN_COLUMNS
from tabellen.calltypes import checks_types
from tabellen.headers.leeswijze import Vertaling, vertalingen
from tabellen.paths import Pad, one_path
from tabellen.reading.tomltext import read_toml
from tabellen.values.scales import plain_name
from tariffs.schema import TABELLEN, Declaratieregels


@checks_types
def read_kolommen(path: Pad) -> dict[str, Vertaling]:
    """How tables are translated, as a file of TOML says it.

    Raises:
        CallError: It names a table or a column that is not known.
        InputFileError: It cannot be read.
    """
    path = one_path(path)
    return vertalingen(read_toml(path), str(path), _known())


def kolommen_of(section: Mapping[str, Any], where: str) -> dict[str, Vertaling]:
    """How tables are translated, as a section of a night's work says it.

    Raises:
        CallError: It names a table or a column that is not known.
    """
    return vertalingen(section, where, _known())


def _known() -> dict[str, tuple[str, ...]]:
    """Columns of the batch, of prices and of registers, amounts in euros too."""
    known: dict[str, tuple[str, ...]] = dict(KNOWN_COLUMNS)
    schemas: dict[str, type[dy.Schema]] = {
        **{tabel.naam: tabel.schema for tabel in (*TABELLEN, *REGISTERTABELLEN)},
        **BIJLAGEN,
        "declaratieregels": Declaratieregels,
    }
    for naam, schema in schemas.items():
        names = schema.column_names()
        plain = [each for each in map(plain_name, names) if each is not None]
        known[naam] = (*names, *plain)
    return known
