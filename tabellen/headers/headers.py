"""Find the column of a schema that each header of a file means.

It matches names, never positions. Case, spaces, underscores and punctuation do not
matter; a header that means nothing here is refused by name (docs/rules.md).
"""

import re
from collections.abc import Collection, Mapping

import dataframely as dy

from tabellen.errors import InputFileError
from tabellen.headers.headertext import bare_name, told_columns
from tabellen.headers.matching import edit_distance
from tabellen.values.scales import plain_name

_ALGEMEEN: dict[str, tuple[str, ...]] = {
    # UNSOURCED[geldig-tot]: it is taken to be inclusive, as every period here is.
    "begindatum": ("ingangsdatum", "geldig vanaf"),
    "einddatum": ("afloopdatum", "geldig tot", "geldig tot en met"),
    "prestatiecode": ("declaratiecode",),
}
"""Other names that these columns have in files of any kind (docs/data.md)."""


def known_names(
    schema: type[dy.Schema], aliases: Mapping[str, tuple[str, bool]] | None = None
) -> dict[str, tuple[str, bool]]:
    """Every header a schema understands, and ``aliases`` before them.

    Returns:
        Normalised header to column name, and whether its values are in plain units
        instead of scaled integers.
    """
    names: dict[str, tuple[str, bool]] = {}
    for name, column in schema.columns().items():
        for algemeen in _ALGEMEEN.get(name, ()):
            names[bare_name(algemeen)] = (name, False)
        plain = plain_name(name)
        if plain is not None:
            names[bare_name(plain)] = (name, True)
        for bron in (column.metadata or {}).get("bron", ()):
            names[bare_name(bron)] = (name, False)
    # A column's own name goes before another column's alias or plain name.
    names.update({bare_name(name): (name, False) for name in schema.columns()})
    names.update({bare_name(a): column for a, column in (aliases or {}).items()})
    return names


def match_headers(
    headers: Collection[str],
    schema: type[dy.Schema],
    *,
    bestand: str,
    required: Collection[str],
    negeer: Collection[str] = (),
    aliases: Mapping[str, tuple[str, bool]] | None = None,
) -> dict[str, tuple[int, bool]]:
    """Match the headers of a file with the columns of a schema.

    Args:
        headers: As they stand in the file.
        schema: What the file should hold.
        bestand: Name of the file, for the error.
        required: Columns that must be there.
        negeer: Headers to skip on purpose.
        aliases: More headers: header to column and whether it is in plain units.

    Returns:
        Column name to the position of its header, and whether it is in plain units.

    Raises:
        InputFileError: Headers are unknown, missing or double; each is named, unless
            no header is known at all.
    """
    names = known_names(schema, aliases)
    skipped = {bare_name(header) for header in negeer}
    found: dict[str, tuple[int, bool]] = {}
    unknown: list[str] = []
    double: list[str] = []
    for index, header in enumerate(headers):
        normalised = bare_name(header)
        if normalised in skipped:
            continue
        if normalised not in names:
            unknown.append(header)
            continue
        column, plain = names[normalised]
        if column in found:
            double.append(header)
        found[column] = (index, plain)
    if unknown and not found:
        # The first line is no header of ours; it may be a patient's, so is not shown.
        raise InputFileError(
            f"{bestand}: none of the columns {', '.join(required) or 'known'} found. "
            "The first line must be a header with the names of the columns."
        )
    missing = [column for column in required if column not in found]
    if _may_be_row(unknown, schema):
        told, unknown = told_columns(unknown), []
    else:
        told = _quoted(unknown)
    faults = [
        f"{what} column(s): {columns}"
        for what, columns in (
            ("unknown", told),
            ("missing", _quoted(missing)),
            ("double", _quoted(double)),
        )
        if columns
    ]
    if faults:
        absent = [name for name in schema.column_names() if name not in found]
        raise InputFileError(
            f"{bestand}: {'; '.join(faults)}. {_meant(unknown, absent)}Rename the "
            "headers, or let a column through that is not to be read with "
            "--negeer-kolom NAME."
        )
    return found


_NUMBER = re.compile("[0-9]{4}")
"""A part of a number of a person, of a day or of a code."""


def _may_be_row(unknown: Collection[str], schema: type[dy.Schema]) -> bool:
    """Whether a line with known headers may go on as a row: its end was lost."""
    is_of_persons = "verzekerde_id" in schema.column_names()
    return is_of_persons and any(_NUMBER.search(header) for header in unknown)


def _quoted(names: Collection[str]) -> str:
    return ", ".join(map(repr, names))


_NEAR = 2


def _meant(unknown: Collection[str], absent: Collection[str]) -> str:
    """Name the absent column that each unknown header resembles."""
    names = {bare_name(plain_name(name) or name): name for name in absent}
    names |= {bare_name(name): name for name in absent}
    sentences = []
    for header in unknown:
        form = bare_name(header)
        near = [
            (edit_distance(form, known), name)
            for known, name in names.items()
            if _is_stem(form, known) or edit_distance(form, known) <= _NEAR
        ]
        if form and near:
            sentences.append(f"Is {header!r} meant to be {min(near)[1]}? ")
    return "".join(sentences)


def _is_stem(form: str, known: str) -> bool:
    return known in (f"{form}code", f"{form}nummer", f"{form}id")


def rows_above_header(
    first_rows: Collection[Collection[str | None]],
    headers: Collection[str],
    schema: type[dy.Schema],
    *,
    required: Collection[str],
    aliases: Mapping[str, tuple[str, bool]] | None = None,
) -> int | None:
    """Which of the first rows is the header, where the first line is a title.

    Returns:
        The place of the first row that has every required column; None where the first
        line knows a column itself, or no row is a header.
    """
    names = known_names(schema, aliases)
    if any(bare_name(header) in names for header in headers):
        return None
    for place, row in enumerate(first_rows):
        columns = {names.get(bare_name(cell or ""), ("", False))[0] for cell in row}
        if columns.issuperset(required) and len(columns - {""}) > 1:
            return place
    return None
