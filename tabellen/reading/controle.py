"""The control file beside an input file: what should stand in it, to the last byte.

A damaged Parquet file may still read, as something else: its pages have no checksum as
a rule, and Polars verifies none. Who makes a file can say what it holds, in
``FILE.controle.toml``; whoever reads the file then notices any change.

    rijen = 1528
    sha256 = "6f1e..."

    [som]
    aantal = 1731

Each of the three may be left out. ``som`` is the sum of a column of whole or decimal
numbers, or of texts that are such numbers; empty ones do not count.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from tabellen.errors import InputFileError
from tabellen.reading.columnar import STOPS
from tabellen.reading.tomltext import toml_text

ENDING = ".controle.toml"

Table = Callable[[], pl.LazyFrame]
"""Gives the rows of a file; called when a control file says something of them."""

_DECIMAL = pl.Decimal(38, 6)
_KEYS = ("rijen", "sha256", "som")


@dataclass(frozen=True)
class Controle:
    """What should stand in a file.

    Attributes:
        rijen: Its number of rows; None where it is not said.
        sha256: SHA-256 of its bytes, in hexadecimal; likewise.
        som: Sum of each column of which it is said.
    """

    rijen: int | None
    sha256: str | None
    som: Mapping[str, Decimal]


def controle_path(path: Path) -> Path:
    """Where the control file of a file stands."""
    return path.with_name(path.name + ENDING)


def check_controle(path: Path, table: Table) -> None:
    """Refuse a file that is not as the control file beside it says, if there is one.

    Args:
        path: The file.
        table: Gives its rows.

    Raises:
        InputFileError: The file differs, or its control file cannot be read.
    """
    beside = controle_path(path)
    if not beside.is_file():
        return
    stats = path.stat(), beside.stat()
    key = tuple((stat.st_size, stat.st_mtime_ns, stat.st_ino) for stat in stats)
    if _checked.get(path) == key:
        return
    controle = read_controle(beside)
    differs = []
    if controle.sha256 is not None and sha256(path) != controle.sha256.lower():
        differs.append("its sha256")
    try:
        differs += _of_rows(controle, table)
    except (InputFileError, OSError, *STOPS):
        # What it is damaged by, its reader tells when the file has no control file.
        differs.append("it cannot be read to its end")
    if differs:
        raise InputFileError(
            f"{path}: is not what {beside.name} says: {'; '.join(differs)}. It was "
            "changed or damaged on the way; have it sent again, with its control file."
        )
    _checked[path] = key


_checked: dict[Path, tuple[Any, ...]] = {}
"""Files that were as they should be, with what tells a change of them."""


def read_controle(path: Path) -> Controle:
    """Read a control file.

    Raises:
        InputFileError: It is no control file, or says nothing.
    """
    try:
        said = tomllib.loads(toml_text(path), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(f"{path}: is not TOML ({error}). Mend it.") from error
    unknown = [name for name in said if name not in _KEYS]
    if unknown or not said:
        found = ", ".join(unknown) or "nothing"
        raise InputFileError(
            f"{path}: found {found}; a control file says {', '.join(_KEYS)}."
        )
    rijen, digest, som = said.get("rijen"), said.get("sha256"), said.get("som", {})
    if rijen is not None and (type(rijen) is not int or rijen < 0):
        raise InputFileError(f"{path}: rijen: expected a whole number, as rijen = 12.")
    is_digest = isinstance(digest, str) and re.fullmatch(r"[0-9a-fA-F]{64}", digest)
    if digest is not None and not is_digest:
        raise InputFileError(
            f"{path}: sha256: expected 64 hexadecimal digits, between quotes."
        )
    if not isinstance(som, dict):
        raise InputFileError(f"{path}: som: write it under [som], as aantal = 12.")
    return Controle(
        rijen, digest, {name: _number(path, name, som[name]) for name in som}
    )


def controle_text(path: Path, table: Table) -> str:
    """What the control file of a file says.

    Args:
        path: The file.
        table: Gives its rows; of columns of whole numbers the sum is told.
    """
    frame = table()
    schema = frame.collect_schema()
    whole = [name for name, dtype in schema.items() if dtype.is_integer()]
    height, *sums = (
        frame.select(pl.len(), *(pl.col(name).cast(pl.Int128).sum() for name in whole))
        .collect()
        .row(0)
    )
    lines = [f"rijen = {height}", f'sha256 = "{sha256(path)}"']
    if whole:
        lines += ["", "[som]"]
        lines += [
            f"{_quoted(name)} = {total}"
            for name, total in zip(whole, sums, strict=True)
        ]
    return "\n".join([*lines, ""])


def sha256(path: Path) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _of_rows(controle: Controle, table: Table) -> list[str]:
    """What differs in the rows; sums are not personal, so they may be told."""
    if controle.rijen is None and not controle.som:
        return []
    frame = table()
    schema = frame.collect_schema()
    differs = []
    asked: list[pl.Expr] = [pl.len().alias("rijen")]
    for name in controle.som:
        dtype = schema.get(name)
        if dtype is None:
            differs.append(f"it has no column {name}")
        elif not (dtype.is_integer() or dtype.is_decimal() or dtype == pl.String):
            differs.append(f"column {name} has type {dtype}, of which there is no sum")
        else:
            asked += _sum(name, dtype)
    found = frame.select(asked).collect().row(0, named=True)
    if controle.rijen is not None and found["rijen"] != controle.rijen:
        differs.append(f"rijen {controle.rijen}, in the file {found['rijen']}")
    for name, wanted in controle.som.items():
        if f"som {name}" not in found:
            continue
        if found[f"fout {name}"]:
            differs.append(f"column {name} has {found[f'fout {name}']} other values")
        total = Decimal(found[f"som {name}"] or 0)
        if total != wanted:
            differs.append(f"som {name} {wanted}, in the file {total.normalize():f}")
    return differs


def _sum(name: str, dtype: pl.DataType) -> list[pl.Expr]:
    """Sum of a column and how many of its values are no numbers."""
    column = pl.col(name)
    if dtype == pl.String:
        text = column.str.strip_chars().str.replace(",", ".", literal=True)
        given = text != ""
        column = text.cast(_DECIMAL, strict=False)
        fault = (given & column.is_null()).sum()
    else:
        column = column.cast(_DECIMAL if dtype.is_decimal() else pl.Int128)
        fault = pl.lit(0)
    return [column.sum().alias(f"som {name}"), fault.alias(f"fout {name}")]


def _number(path: Path, name: str, value: Any) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise InvalidOperation
        return Decimal(value)
    except InvalidOperation:
        raise InputFileError(
            f"{path}: som.{name}: expected a number, as {name} = 12."
        ) from None


def _quoted(name: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
