"""Which form has a file, by the ending of its name and, of text, by how it begins?"""

from pathlib import Path
from typing import Literal

Form = Literal["csv", "parquet", "ipc"]

ENDINGS: dict[str, Form] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".ipc": "ipc",
}
"""Form of a file by the ending of its name, in lower case."""

OUTPUTS: dict[str, str] = {**ENDINGS, ".xlsx": "xlsx", ".jsonl": "jsonl"}
"""Form of a file that is written, by its ending."""

TEXTS = (".csv", ".txt", ".tsv")
"""Endings of files of text in columns, whatever stands between those."""

PACKED = (".gz", ".bz2")
"""Endings of one file that is packed; what it holds is told by the ending before."""

WORKBOOKS = (".xlsx", ".xlsm")

INPUTS = (*ENDINGS, *TEXTS[1:], *WORKBOOKS)
"""Endings that are read; those of text packed too."""

NOT_READ = {
    ".xls": "a workbook of before 2007; save it as .xlsx",
    ".ods": "a workbook of OpenDocument; save it as .xlsx",
    ".xlsb": "a binary workbook; save it as .xlsx",
    ".zip": "a zip, which may hold several; unpack it",
    ".7z": "packed; unpack it",
    ".rar": "packed; unpack it",
    ".zst": "packed; unpack it, or pack it as .gz",
    ".xz": "packed; unpack it, or pack it as .gz",
}
"""Endings that people have and that are not read, with what to do."""

LOCK = "~$"
"""How the file begins that Excel keeps beside a workbook that is open."""


def form_of(path: Path) -> Form | None:
    """Form of a file by its ending; None when it is none that programs write."""
    return ENDINGS.get(path.suffix.lower())


def ending_of(path: Path) -> tuple[str, str]:
    """The ending of a file and that by which it is packed, in lower case.

    Either is empty where there is none: x.csv.gz has ``.csv`` and ``.gz``.
    """
    suffix = path.suffix.lower()
    if suffix not in PACKED:
        return suffix, ""
    return Path(path.stem).suffix.lower(), suffix


def stem_of(path: Path) -> str:
    """The name of a file without its endings."""
    return Path(path.stem).stem if ending_of(path)[1] else path.stem


def is_input(path: Path) -> bool:
    """Whether files of this ending are read."""
    ending, packed = ending_of(path)
    return ending in (TEXTS if packed else INPUTS)


def unread_ending(path: Path) -> str:
    """Why a file of its ending is not read."""
    ending = path.suffix.lower()
    if ending in NOT_READ:
        return f"found the ending {ending!r}: {NOT_READ[ending]}."
    known = f"{', '.join(INPUTS)} or a packed text ({' or '.join(PACKED)})"
    return f"found the ending {path.suffix!r}; expected {known}."
