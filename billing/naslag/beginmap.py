"""Begin a folder for somebody's own work: a night's TOML and the tables it needs."""

from pathlib import Path

from billing.naslag.kolommen import begin_files
from productstructure.errors import CallError
from tabellen.sets.writing import writing

_RELEASE = b"RELEASE.zip"
"""Stands in the TOML for the release."""


def begin_folder(folder: Path, release: Path | None = None) -> list[Path]:
    """Write the files of a new folder; none that is there is replaced.

    Args:
        folder: Made when it is not there.
        release: The release that the night names; None leaves it to be filled in.

    Returns:
        The files.

    Raises:
        CallError: A file of one of the names is there, or the folder is a file.
        OutputFileError: A file cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise CallError(f"{folder} is a file; name a folder.")
    found = dict(begin_files())
    there = [name for name in found if (folder / name).exists()]
    if there:
        raise CallError(
            f"{folder} holds {', '.join(there)} already; name a new folder, so that "
            "nothing of yours is replaced."
        )
    if release is not None:
        named = release.resolve().as_posix().replace('"', '\\"').encode()
        found["nacht.toml"] = found["nacht.toml"].replace(_RELEASE, named)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in found]
    for path, content in zip(paths, found.values(), strict=True):
        with writing(path):
            path.write_bytes(content)
    return paths
