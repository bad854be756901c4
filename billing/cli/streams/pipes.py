"""What ``-`` stands for: a table on standard input, an outcome to standard output.

What comes in is laid aside first, since files are read more than once and some from
their end; what goes out is written whole, and goes to the pipe when all went well. An
outcome in a pipe has no record.
"""

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from billing.cli import screen

DASH = "-"

_OUT = "out"
_MESSAGES = "files"
"""The argument that takes declarations, whose files bear any name."""

_ENDINGS = {
    "csv": ".csv",
    "excel": ".csv",
    "xlsx": ".xlsx",
    "parquet": ".parquet",
    "ipc": ".arrow",
    "jsonl": ".jsonl",
}
_TEXTS = ("csv", "excel", "jsonl")

_MAGIC = {
    b"PAR1": ".parquet",
    b"ARROW1": ".arrow",
    b"\xff\xff\xff\xff": ".arrow",
    b"\x1f\x8b": ".csv.gz",
    b"BZh": ".csv.bz2",
    b"<": ".xml",
    b"\xef\xbb\xbf<": ".xml",
}
"""How what is no csv begins, and the ending of a file of it.

Parquet and both forms of Arrow IPC as their formats say, gzip by RFC 1952, bzip2.
"""
_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"

_BESIDE = {
    "findings": "name their file: --findings FILE",
    "regels": "name a file for OUT",
    "rejected": "name their file: --rejected FILE",
}
"""What is written beside an outcome in a file of our own name, and what keeps it."""
_MORE = {
    "group": ("ozp", "profielen", "trial", "controle"),
    "price": ("regels_out",),
    "reprice": ("regels_out",),
}
"""Outcomes and checks of a command that only a record binds to OUT."""


def dash_told(params: Sequence[Any]) -> str | None:
    """What --help says of ``-``; None where no parameter of a command takes it."""
    taking = [param for param in params if _takes_dash(param)]
    if not taking:
        return None
    names = ", ".join(map(_said, taking))
    return f"Where - may stand for standard input or output: {names}."


@contextmanager
def piped(
    command: str, params: Sequence[Any], values: dict[str, Any]
) -> Iterator[bool]:
    """Let a command read and write files where it was given ``-``.

    Args:
        command: Its name.
        params: Its parameters; those that take ``-`` say ``allow_dash``.
        values: What was given for each; ``-`` becomes the path of a file.

    Yields:
        Whether standard output is for an outcome.

    Raises:
        CallError: ``-`` stands where none is taken, for two inputs, beside other
            outcomes, or for a form that is no text on a terminal.
        OutputFileError: There is nowhere to lay rows aside.
        BrokenPipeError: The reader of standard output went away.
    """
    given = [
        param
        for param in params
        if hasattr(param.type, "allow_dash") and DASH in _texts(values, param)
    ]
    if not given:
        yield False
        return
    # Imported here: it brings along what a command without pipes can do without.
    from tabellen.sets.spilling import spill_folder

    inputs = _inputs(given, values)
    out = None
    with spill_folder() as folder, ExitStack() as stack:
        names: dict[str, str] = {}
        if len(inputs) < len(given):
            out = folder / f"stdout{_ending(command, values)}"
            for name, kept in _BESIDE.items():
                told = f"{name} ({kept})"
                names[f"{screen.WROTE}{out}.{name}.csv"] = f"Not written: {told}"
                names[f"{out}.{name}.csv"] = told
            names[str(out)] = "standard output"
            stack.callback(_give_out, out)
        for param in inputs:
            source = _taken_in(folder, is_message=param.name == _MESSAGES)
            names[str(source)] = "standard input"
            _put(values, param, str(source))
        if out is not None:
            values[_OUT] = str(out)
        stack.enter_context(
            screen.said_as(lambda text: _shown(text, names), err=out is not None)
        )
        with _told(names):
            yield out is not None


def given_paths(
    params: Sequence[Any], values: Mapping[str, Any]
) -> dict[str, list[Path]]:
    """Files and folders that a call names, by parameter."""
    return {
        param.name or "": [Path(t) for t in _texts(values, param) if t != DASH]
        for param in params
        if hasattr(param.type, "allow_dash")
    }


def _texts(values: Mapping[str, Any], param: Any) -> list[str]:
    """What was given for a parameter, once or several times."""
    value = values.get(param.name or "")
    if value is None:
        return []
    return [*map(str, value)] if isinstance(value, list | tuple) else [str(value)]


def _inputs(given: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    """The parameters that standard input is given for: one at most."""
    # Imported here: it brings along what --help can do without.
    from tabellen.errors import CallError

    for param in given:
        if param.name == _OUT and not _takes_dash(param):
            raise CallError(
                f"{_said(param)}: - found; what this command writes is more than one "
                "table, which a pipe does not hold. Name a file or folder for it, as "
                "--help says."
            )
        if not _takes_dash(param):
            raise CallError(
                f"{_said(param)} - found, where a file is needed; - is one table that "
                "is read, or OUT where it is one file. Name a file."
            )
    inputs = [param for param in given if param.name != _OUT]
    if sum(_texts(values, param).count(DASH) for param in inputs) > 1:
        named = " and ".join(_said(param) for param in inputs)
        raise CallError(
            f"{named}: - found more than once, and there is one standard input. Name "
            "a file for each of the others."
        )
    return inputs


def _takes_dash(param: Any) -> bool:
    # Typer has a click of its own, whose classes are others.
    return getattr(param.type, "allow_dash", False) is True


def _said(param: Any) -> str:
    """A parameter as the command line has it."""
    return str(param.metavar if param.param_type_name == "argument" else param.opts[-1])


def _ending(command: str, values: Mapping[str, Any]) -> str:
    """The ending of a file of the form that goes to standard output."""
    from tabellen.errors import CallError

    beside = [name for name in _MORE.get(command, ()) if values.get(name)]
    if beside:
        option = f"--{beside[0].replace('_', '-')}"
        raise CallError(
            f"-o - and {option} found; what belongs together needs a record, which a "
            f"pipe has not. Name a file for OUT, or leave {option} out."
        )
    vorm = values.get("vorm") or "csv"
    if vorm not in _TEXTS and sys.stdout.isatty():
        raise CallError(
            f"-o - with --vorm {vorm} found on a terminal; send it to a file or a "
            "command, or name a file for OUT."
        )
    return _ENDINGS[vorm]


def _taken_in(folder: Path, *, is_message: bool) -> Path:
    """Standard input as a file, with the ending of what it begins as."""
    from tabellen.sets.newfiles import new_file
    from tabellen.sets.writing import writing

    whole = folder / "stdin"
    with os.fdopen(new_file(whole), "wb") as handle, writing(whole):
        shutil.copyfileobj(sys.stdin.buffer, handle)
    with whole.open("rb") as handle:
        begin = handle.read(max(map(len, _MAGIC)))
    ending = ".txt" if is_message else ".csv"
    if begin.startswith(_ZIP):
        ending = ".xlsx" if _is_workbook(whole) else ".zip"
    for magic, known in _MAGIC.items():
        if begin.startswith(magic):
            ending = known
    return whole.rename(whole.with_suffix(ending))


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except zipfile.BadZipFile:
        # Who reads it says what is wrong with it.
        return True


def _put(values: dict[str, Any], param: Any, path: str) -> None:
    name = param.name or ""
    value = values[name]
    if isinstance(value, list | tuple):
        values[name] = type(value)(path if str(v) == DASH else v for v in value)
    else:
        values[name] = path


def _give_out(out: Path) -> None:
    """Send what was written to standard output; of a refused delivery nothing was."""
    if out.exists():
        with out.open("rb") as handle:
            shutil.copyfileobj(handle, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _shown(text: str, names: Mapping[str, str]) -> str:
    """A text with what a file is called in place of where it is laid aside."""
    for path, name in names.items():
        text = text.replace(path, name)
    return text


@contextmanager
def _told(names: Mapping[str, str]) -> Iterator[None]:
    from tabellen.errors import DbcError

    try:
        yield
    except DbcError as fault:
        fault.args = tuple(
            _shown(each, names) if isinstance(each, str) else each
            for each in fault.args
        )
        raise
