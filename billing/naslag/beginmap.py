"""Begin a folder for somebody's own work: a night's TOML and the tables it needs."""

import json
import os
from pathlib import Path

from billing.naslag.kolommen import begin_files
from productstructure.errors import CallError
from tabellen.sets.newfiles import new_file
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing

NIGHT = "nacht.toml"
"""The file that says what a night does."""

_RELEASE = b"RELEASE.zip"
"""Stands in the TOML for the release."""


def begin_folder(folder: Path, release: Path | None = None) -> list[Path]:
    """Write the files of a new folder, all or none; none that is there is replaced.

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
    if release is not None:
        # TOML knows the escapes of JSON.
        named = json.dumps(release.resolve().as_posix(), ensure_ascii=False)[1:-1]
        found[NIGHT] = found[NIGHT].replace(_RELEASE, named.encode())
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    # Of a folder that is there the one above may be of somebody else.
    main = folder / NIGHT if folder.is_dir() else folder
    with OutputSet(main, "init") as outputs:
        there = [name for name in found if (folder / name).exists()]
        if there:
            raise CallError(
                f"{folder} holds {', '.join(there)} already; name a new folder, so "
                "that nothing of yours is replaced."
            )
        staged = outputs.new_folder(folder)
        for name, content in found.items():
            path = staged / name
            with writing(folder / name), os.fdopen(new_file(path), "wb") as stream:
                stream.write(content)
        outputs.publish()
    return [folder / name for name in found]
