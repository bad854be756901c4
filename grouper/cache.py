"""Keeps compiled releases, so that the second use of a release starts at once.

A compiled release is found by the content hash of its source: a changed zip has
another hash, so nothing stale is ever used. DBC_GROUPER_CACHE names the folder; an
empty value turns the cache off.
"""

import os
import re
import sys
import warnings
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from grouper.compiled import CompiledStructure
from grouper.store import FORMAT_VERSION, is_compiled, open_compiled, save_compiled
from productstructure.archive import fingerprint
from productstructure.errors import (
    CallError,
    CompiledFileError,
    OutputFileError,
    ReleaseError,
)
from tabellen.kernellock import LockHeldError


def cache_folder() -> Path | None:
    """Folder of compiled releases; None when the cache is turned off."""
    named = os.environ.get("DBC_GROUPER_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dbc-grouper"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dbc-grouper"


def open_release(
    path: Path | str, *, sha256: str | Collection[str] | None = None
) -> CompiledStructure:
    """Open a release for grouping: from the cache when it was compiled before.

    Args:
        path: The NZa zip, a folder with the two XML files, or a compiled release.
        sha256: The content hash it must have (``productstructure.fingerprint``), or
            several of which one; a compiled release may have that of its source.

    Returns:
        The compiled release. What the cache holds of it is rebuilt from the source
        when it is damaged or of another format version.

    Raises:
        UnreadableReleaseError: ``path`` is no release.
        StructureError: Its tables contradict each other.
        CompiledFileError: ``path`` is itself a compiled release that cannot be used.
        ReleaseError: It has another hash than ``sha256``.
        CallError: ``sha256`` is no hash.
    """
    path = Path(path)
    wanted = None if sha256 is None else _hashes(sha256)
    if is_compiled(path):
        compiled = open_compiled(path)
        if wanted is not None:
            _refuse_other(path, wanted, fingerprint(path), compiled.bron_sha256)
        return compiled
    source = fingerprint(path)
    if wanted is not None:
        _refuse_other(path, wanted, source)
    folder = cache_folder()
    if folder is None:
        return _compile(path, source)
    kept = folder / f"{source}-{FORMAT_VERSION}.dbc"
    if kept.is_file():
        try:
            return open_compiled(kept)
        except CompiledFileError as fault:
            warnings.warn(f"{fault} It is rebuilt from its source.", stacklevel=2)
    compiled = _compile(path, source)
    try:
        save_compiled(compiled, kept)
    except LockHeldError:
        # Another run keeps the same release at this moment.
        return compiled
    except OutputFileError as fault:
        warnings.warn(
            f"The compiled release cannot be kept in {folder}: {fault} The next use "
            "compiles it again; DBC_GROUPER_CACHE names another folder.",
            stacklevel=2,
        )
        return compiled
    return open_compiled(kept)


def _hashes(sha256: str | Collection[str]) -> list[str]:
    """Hashes as they are compared; what is none is refused."""
    given = [sha256] if isinstance(sha256, str) else sha256
    hashes = [text.strip().lower().removeprefix("sha256:") for text in given]
    for text in hashes:
        if not re.fullmatch("[0-9a-f]{64}", text):
            raise CallError(
                f"sha256 {text!r} is no hash; give 64 hexadecimal digits, as"
                " 'dbc-grouper compile' prints them."
            )
    if not hashes:
        raise CallError("sha256 holds no hash; give one, or leave it out.")
    return hashes


def _refuse_other(path: Path, wanted: list[str], *found: str | None) -> None:
    if not set(found) & set(wanted):
        raise ReleaseError(
            f"{path}: its sha256 is {found[0]}; expected {' or '.join(wanted)}. It is"
            " another release, or not as it was published."
        )


def _compile(path: Path, source: str) -> CompiledStructure:
    # Imported here: a release from the cache needs neither lxml nor the compiler.
    from grouper.compiler import compile_structure
    from productstructure.reader import read_release

    return replace(compile_structure(read_release(path)), bron_sha256=source)
