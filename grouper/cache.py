"""Keeps compiled releases, so that the second use of a release starts at once.

A compiled release is found by the content hash of its source: a changed zip has
another hash, so nothing stale is ever used. DBC_GROUPER_CACHE names the folder; an
empty value turns the cache off.
"""

import os
import sys
import warnings
from pathlib import Path

from grouper.compiled import CompiledStructure
from grouper.store import FORMAT_VERSION, is_compiled, open_compiled, save_compiled
from productstructure.archive import fingerprint
from productstructure.errors import CompiledFileError


def cache_folder() -> Path | None:
    """Folder of compiled releases; None when the cache is turned off."""
    named = os.environ.get("DBC_GROUPER_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dbc-grouper"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dbc-grouper"


def open_release(path: Path | str) -> CompiledStructure:
    """Open a release for grouping: from the cache when it was compiled before.

    Args:
        path: The NZa zip, a folder with the two XML files, or a compiled release.

    Returns:
        The compiled release. What the cache holds of it is rebuilt from the source
        when it is damaged or of another format version.

    Raises:
        UnreadableReleaseError: ``path`` is no release.
        StructureError: Its tables contradict each other.
        CompiledFileError: ``path`` is itself a compiled release that cannot be used.
    """
    path = Path(path)
    if is_compiled(path):
        return open_compiled(path)
    source = fingerprint(path)
    folder = cache_folder()
    if folder is None:
        return _compile(path)
    kept = folder / f"{source}-{FORMAT_VERSION}.dbc"
    if kept.is_file():
        try:
            return open_compiled(kept)
        except CompiledFileError as fault:
            warnings.warn(f"{fault} It is rebuilt from its source.", stacklevel=2)
    compiled = _compile(path)
    try:
        save_compiled(compiled, kept)
    except OSError as fault:
        warnings.warn(
            f"The compiled release cannot be kept in {folder} ({fault.strerror}); the "
            "next use compiles it again. Set DBC_GROUPER_CACHE to a writable folder.",
            stacklevel=2,
        )
        return compiled
    return open_compiled(kept)


def _compile(path: Path) -> CompiledStructure:
    # Imported here: a release from the cache needs neither lxml nor the compiler.
    from grouper.compiler import compile_structure
    from productstructure.reader import read_release

    return compile_structure(read_release(path))
