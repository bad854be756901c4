"""Read what the coded values of a Tarieven Tabel mean.

The value sets of Soort Tarief, Kostensoort, Segment aanduiding, Soort Honorarium and
Declaratie eenheid are not published with the header (docs/rules.md), so they are
settings of a release: a TOML file with one table per column, which maps each value as
it stands in the file to ours. An empty key is the empty cell.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from productstructure.errors import InputFileError
from tabellen.paths import Pad, one_path
from tabellen.reading.tomltext import toml_text
from tariffs.schema import COMPONENT, EENHEID, TARIEFSOORT

_ALLOWED: dict[str, frozenset[str] | None] = {
    "soort_tarief": frozenset(TARIEFSOORT.categories),
    "kostensoort": frozenset(COMPONENT.categories),
    "eenheid": frozenset(EENHEID.categories),
    "segment": None,
    "soort_honorarium": None,
}
"""Column to the values it may be mapped to; None is free text."""


@dataclass(frozen=True)
class Waardenlijst:
    """Source value to ours, per column of the Tarieven Tabel.

    An empty cell that is not mapped means: soort_tarief follows from the amount,
    kostensoort INTEGRAAL, eenheid STUK, segment and soort_honorarium none.
    UNSOURCED[empty-cell]: no document says what an empty cell means.
    """

    soort_tarief: Mapping[str, str] = field(default_factory=dict)
    kostensoort: Mapping[str, str] = field(default_factory=dict)
    eenheid: Mapping[str, str] = field(default_factory=dict)
    segment: Mapping[str, str] = field(default_factory=dict)
    soort_honorarium: Mapping[str, str] = field(default_factory=dict)

    def translate(self, column: str) -> pl.Expr:
        """Translate a column; an empty cell stays null unless it is mapped."""
        mapping: Mapping[str, str] = getattr(self, column)
        return (
            pl.col(column)
            .fill_null("")
            .replace_strict(
                list(mapping),
                list(mapping.values()),
                default=None,
                return_dtype=pl.String,
            )
        )

    def refuse_unknown(self, rows: pl.DataFrame, bestand: str) -> None:
        """Name every value that is not mapped.

        Raises:
            InputFileError: There are such values; the text lists them per column with
                the number of rows.
        """
        faults = []
        for column in _ALLOWED:
            mapping: Mapping[str, str] = getattr(self, column)
            counts = (
                rows.filter(
                    pl.col(column).is_not_null() & ~pl.col(column).is_in(list(mapping))
                )
                .group_by(column)
                .len()
                .sort(column)
            )
            if counts.height:
                values = ", ".join(
                    f"{value!r} ({n} rows)" for value, n in counts.rows()
                )
                faults.append(f"{column}: {values}")
        if faults:
            raise InputFileError(
                f"{bestand}: value(s) of unknown meaning: {'; '.join(faults)}. Add "
                "them to the waardenlijst of this release."
            )


def read_waardenlijst(path: Pad) -> Waardenlijst:
    """Read a waardenlijst from TOML.

    Raises:
        InputFileError: The file is absent or not TOML, names another column, or maps to
            a value that the column cannot have.
    """
    path = one_path(path)
    try:
        document = tomllib.loads(toml_text(path))
    except FileNotFoundError as error:
        raise InputFileError(
            f"{path.name}: no such file. A Tarieven Tabel needs it to read its codes."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(f"{path.name}: not valid TOML: {error}.") from error
    for column, mapping in document.items():
        if column not in _ALLOWED or not isinstance(mapping, dict):
            raise InputFileError(
                f"{path.name}: found [{column}]; expected the tables "
                f"{', '.join(_ALLOWED)}."
            )
        allowed = _ALLOWED[column]
        for source, value in mapping.items():
            if not isinstance(value, str) or (allowed and value not in allowed):
                expected = ", ".join(sorted(allowed)) if allowed else "text"
                raise InputFileError(
                    f"{path.name}: [{column}] {source!r} is mapped to {value!r}; "
                    f"expected {expected}."
                )
    return Waardenlijst(**document)
