"""Refuses to write what is read: an input is never an output.

Files are compared as files, by device and inode, so that a link or another spelling of
a path is no other file. What is not there yet is compared by its folder and name, and
where a folder does not tell capitals from small letters, neither do we.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from tabellen.errors import CallError, DbcError
from tabellen.sets.setrecord import ENDING, read_set

Key = tuple[int, int, str]
"""Device and inode of a file that is there, with an empty text; of another those of
its folder, with its name."""


def check_distinct(
    inputs: Iterable[Path | None],
    outputs: Iterable[Path | None],
    beside: Iterable[Path] = (),
) -> None:
    """Refuse outputs that are an input or another output; nothing is opened to write.

    Args:
        inputs: Files and folders that are read. Of a folder each file is, but for what
            a record in it names as output of ours.
        outputs: Files to write, by the names that were asked for.
        beside: Files that are written beside them, by names of our own.

    Raises:
        CallError: A file is named twice.
    """
    read = [path for path in inputs if path is not None]
    asked = [path for path in outputs if path is not None]
    taken = {file_key(path) for path in read}
    for path in asked:
        key = file_key(path)
        if key in taken:
            raise CallError(f"{path} is named twice; give each file its own name.")
        taken.add(key)
    own = list(beside)
    for path in own:
        key = file_key(path)
        if key in taken:
            raise CallError(
                f"{path} is the name of a file that is written beside another; give "
                "the file that is named so another name."
            )
        taken.add(key)
    refuse_of_folders(read, [*asked, *own])


def refuse_of_folders(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Refuse outputs that are a file of a folder that is read.

    Raises:
        CallError: One is.
    """
    keys = {file_key(path): path for path in outputs}
    written = {key: path for key, path in keys.items() if is_there(key)}
    folders = [path for path in inputs if path.is_dir()] if written else []
    for folder in folders:
        for path in files_in(folder):
            found = written.get(file_key(path))
            if found is not None:
                raise CallError(
                    f"{found} is a file of {folder}, which is read; name another "
                    "place for the output."
                )


def file_key(path: Path) -> Key:
    """What tells one file from another, under whichever name.

    Raises:
        CallError: The path is a link that leads to itself.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - of a path that may be anything
    except (OSError, ValueError):
        return _key_of_absent(path)
    return (found.st_dev, found.st_ino, "")


def is_there(key: Key) -> bool:
    """Whether the key is that of a file that is there."""
    return not key[2]


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders, but for outputs of ours."""
    for root, _, names in os.walk(folder):
        records = [name for name in names if name.endswith(ENDING)]
        ours = set(records)
        for record in records:
            ours |= _named_in(Path(root, record))
        yield from (Path(root, name) for name in names if name not in ours)


def _named_in(record: Path) -> set[str]:
    try:
        found = read_set(record)
    except (OSError, DbcError):
        return set()
    return set() if found is None else {each.naam for each in found[0].bestanden}


def _key_of_absent(path: Path) -> Key:
    try:
        place = Path(path).resolve()
    except (OSError, RuntimeError) as error:
        raise CallError(
            f"{path}: is a link that leads to itself; name another file."
        ) from error
    try:
        folder = place.parent.stat()
    except (OSError, ValueError):
        return (0, 0, str(place))
    name = place.name
    if _ignores_case(place.parent):
        name = unicodedata.normalize("NFC", name).casefold()
    return (folder.st_dev, folder.st_ino, name)


def _ignores_case(folder: Path) -> bool:
    """Whether one of the files of a folder has its name in other letters, too."""
    try:
        with os.scandir(folder) as entries:
            names = (entry.name for entry in entries)
            name = next((name for name in names if name != name.swapcase()), None)
        if name is None:
            return False
        return os.path.samestat(
            Path(folder, name).lstat(), Path(folder, name.swapcase()).lstat()
        )
    except OSError:
        return False
