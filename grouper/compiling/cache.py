"""Keeps compiled releases, so that the second use of a release starts at once.

A compiled release is looked for by the content hash of its source, and believed for
what it says itself: of which source it was made, by which compiler. What is damaged, of
another release or of another compiler is made anew. DBC_GROUPER_CACHE names the folder;
an empty value turns the cache off.

The cache only saves time, so nothing that is wrong with it stops a command. One that
cannot be read or written is passed by, as is one of another user: who may write there
decides what hospitals bill. One warning tells it.
"""

import os
import re
import sys
import warnings
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from grouper.compiled.bounds import check_bounds
from grouper.compiled.store import (
    FORMAT_VERSION,
    is_compiled,
    open_compiled,
    save_compiled,
)
from grouper.compiled.structure import CompiledStructure
from productstructure.errors import (
    CallError,
    CompiledFileError,
    OutputFileError,
    ReleaseError,
    StaleFileError,
)
from productstructure.files.archive import fingerprint
from tabellen.calltypes import checks_types
from tabellen.paths import one_path
from tabellen.sets.kernellock import LockHeldError
from tabellen.sets.writing import errno_of


def cache_folder() -> Path | None:
    """Folder of compiled releases; None when the cache is turned off.

    Raises:
        RuntimeError: Nothing names one, and there is no home folder.
    """
    named = os.environ.get("DBC_GROUPER_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dbc-grouper"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dbc-grouper"


@checks_types
def open_release(
    path: Path | str,
    *,
    sha256: str | Collection[str] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> CompiledStructure:
    """Open a release for grouping: from the cache when it was compiled before.

    Args:
        path: The NZa zip, a folder with the two XML files, or a compiled release.
        sha256: The content hash it must have (``productstructure.fingerprint``), or
            several of which one; a compiled release may have that of its source.
        told: Told how many bytes are read so far, and how many there are, of a release
            that has to be compiled.

    Returns:
        The compiled release. What the cache holds of it is rebuilt from the source
        when it is damaged, or of another release, format version or compiler.

    Raises:
        UnreadableReleaseError: ``path`` is no release.
        StructureError: Its tables contradict each other.
        CompiledFileError: ``path`` is itself a compiled release that cannot be used.
        ReleaseError: It has another hash than ``sha256``.
        CallError: ``sha256`` is no hash.
    """
    path = one_path(path)
    wanted = None if sha256 is None else _hashes(sha256)
    if is_compiled(path):
        compiled = open_compiled(path)
        if wanted is not None:
            _refuse_other(path, wanted, fingerprint(path), compiled.bron_sha256)
        return compiled
    source = fingerprint(path)
    if wanted is not None:
        _refuse_other(path, wanted, source)
    try:
        folder = cache_folder()
    except RuntimeError:
        _tell(
            "There is no home folder to keep compiled releases in, so each is compiled"
            " at each use; DBC_GROUPER_CACHE names a folder."
        )
        folder = None
    if folder is None:
        return _compile(path, source, told)
    return _through_cache(path, source, folder, told)


class _UselessCacheError(Exception):
    """The cache cannot serve; its text says why."""


class _UnbelievedError(Exception):
    """What the cache holds of a release is not that; its text says why."""


def _through_cache(
    path: Path, source: str, folder: Path, told: Callable[[int, int], None] | None
) -> CompiledStructure:
    """The release as it is kept, or compiled and, where that is possible, kept."""
    kept = folder / f"{source}-{FORMAT_VERSION}.dbc"
    said = []
    found = None
    try:
        found = _kept(kept, source)
    except _UnbelievedError as fault:
        said.append(f"{fault} It is rebuilt from its source.")
    except _UselessCacheError as fault:
        _tell(_useless(folder, fault))
        return _compile(path, source, told)
    if found is not None:
        return found
    compiled = _compile(path, source, told)
    try:
        _keep(compiled, kept)
        # As it is kept, processes share its arrays.
        found = _kept(kept, source)
    except _UnbelievedError:
        # Another program wrote there since.
        pass
    except _UselessCacheError as fault:
        said.append(_useless(folder, fault))
    if said:
        _tell(" ".join(said))
    return found or compiled


def _useless(folder: Path, fault: _UselessCacheError) -> str:
    return (
        f"The compiled release cannot be kept in {folder}: {fault}. The next use "
        "compiles it again; DBC_GROUPER_CACHE names another folder."
    )


def _kept(kept: Path, source: str) -> CompiledStructure | None:
    """What the cache holds of a release; None where it holds nothing.

    Raises:
        _UselessCacheError: The folder is another user's or cannot be read.
        _UnbelievedError: It holds another file under the name of that release.
    """
    user = os.geteuid()
    try:
        if (owner := kept.parent.stat().st_uid) != user:
            raise _UselessCacheError(f"it belongs to another user (uid {owner})")
        if (owner := kept.stat().st_uid) != user:
            raise _UnbelievedError(f"{kept}: belongs to another user (uid {owner}).")
        if not kept.is_file():
            raise _UselessCacheError(f"{kept.name} is no file")
        compiled = open_compiled(kept)
    except (FileNotFoundError, StaleFileError):
        # What another version of this software kept is as good as nothing.
        return None
    except OSError as fault:
        raise _UselessCacheError(_reason(fault)) from fault
    except CompiledFileError as fault:
        raise _UnbelievedError(str(fault)) from fault
    if compiled.bron_sha256 != source:
        raise _UnbelievedError(f"{kept}: holds another release.")
    return compiled


def _keep(compiled: CompiledStructure, kept: Path) -> None:
    """Keep a release, unless another run keeps it at this moment.

    Raises:
        _UselessCacheError: It cannot be written there.
    """
    try:
        # For its owner alone: what another user wrote there would not be believed.
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_compiled(compiled, kept)
    except LockHeldError:
        return
    except (OutputFileError, OSError) as fault:
        raise _UselessCacheError(_reason(fault)) from fault


def _reason(fault: Exception) -> str:
    """Why the cache cannot be used; without the file, which differs by release."""
    number = errno_of(fault) or errno_of(fault.__cause__ or fault)
    return str(fault) if number is None else os.strerror(number)


def _tell(text: str) -> None:
    # From one place, so that a second release brings no second warning.
    warnings.warn(text, stacklevel=1)


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


def _compile(
    path: Path, source: str, told: Callable[[int, int], None] | None
) -> CompiledStructure:
    # Imported here: a release from the cache needs neither lxml nor the compiler.
    from grouper.compiling.compiler import compile_structure
    from productstructure.reader import read_release

    compiled = compile_structure(read_release(path, told))
    if fingerprint(path) != source:
        raise ReleaseError(
            f"{path}: changed while it was read. Try again when nobody writes it."
        )
    # One that fails here is a fault of the compiler; grouping with it might not end.
    check_bounds(compiled)
    return replace(compiled, bron_sha256=source)
