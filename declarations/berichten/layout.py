"""Read the settings of the message forms: what of them is not known is chosen here.

A TOML file, every part of it optional::

    [hl7.paths]
    afsluitreden_code = "reasonCode@code"

    [ohw]
    separator = "|"
    date_format = "%Y-%m-%d"
    zorgprofiel_link = "GELEVERD_ZORGPROFIEL.subtraject_nr"
    [ohw.columns]
    begindatum = "SUBTRAJECT.begin_dt"
    [ohw.links]
    "SUBTRAJECT.traject_nr" = "ZORGTRAJECT.traject_nr"

Paths and columns are added to the defaults; links replace them as a whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from declarations.berichten.hl7.fields import FIELDS, Field, fields_with
from declarations.berichten.ohw.layout import DEFAULT_COLUMNS, OhwLayout
from productstructure.errors import CallError
from tabellen.calltypes import checks_fields, checks_types
from tabellen.paths import one_path
from tabellen.reading.tomltext import read_toml, settings_of

_OHW_TEXTS = {"separator", "date_format", "zorgprofiel_link"}


@checks_fields
@dataclass(frozen=True)
class BerichtLayout:
    """Where the columns stand in each form of message.

    Attributes:
        fields: Of the HL7v3 form.
        ohw: Of the OHW form.
    """

    fields: tuple[Field, ...] = FIELDS
    ohw: OhwLayout = field(default_factory=OhwLayout)

    def ignoring(self, columns: Collection[str]) -> "BerichtLayout":
        """The same, where columns of these names are no slips of known ones."""
        names = frozenset(column.strip().lower() for column in columns)
        return replace(self, ohw=replace(self.ohw, ignored=self.ohw.ignored | names))


@checks_types
def read_layout(path: Path | str) -> BerichtLayout:
    """Read the settings of the message forms from a TOML file.

    Raises:
        InputFileError: The file cannot be opened or is not TOML.
        CallError: A key, column, path or place in it is not known.
    """
    path = one_path(path)
    settings = read_toml(path)
    with settings_of(path):
        return _layout(settings)


def _layout(settings: Mapping[str, Any]) -> BerichtLayout:
    _only(settings, {"hl7", "ohw"}, "")
    hl7, ohw = _table(settings, "hl7"), _table(settings, "ohw")
    _only(hl7, {"paths"}, "hl7.")
    _only(ohw, {*_OHW_TEXTS, "columns", "links"}, "ohw.")
    chosen: dict[str, Any] = {
        "columns": {**DEFAULT_COLUMNS, **_texts(_table(ohw, "columns"), "ohw.columns.")}
    }
    if "links" in ohw:
        chosen["links"] = _texts(_table(ohw, "links"), "ohw.links.")
    texts = {key: value for key, value in ohw.items() if key in _OHW_TEXTS}
    chosen |= _texts(texts, "ohw.")
    paths = _texts(_table(hl7, "paths"), "hl7.paths.")
    return BerichtLayout(fields_with(paths), OhwLayout(**chosen))


def _table(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = settings.get(name, {})
    if not isinstance(found, Mapping):
        raise CallError(f"'{name}' is a value; expected a table, [{name}].")
    return found


def _texts(table: Mapping[str, Any], where: str) -> dict[str, str]:
    for key, value in table.items():
        if not isinstance(value, str):
            raise CallError(f"{where}{key}: expected a text between quotes.")
    return dict(table)


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(found) - known)
    if unknown:
        raise CallError(
            f"found {', '.join(where + key for key in unknown)}; known are "
            f"{', '.join(where + key for key in sorted(known))}."
        )
