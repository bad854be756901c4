"""Puts the files that a command writes in place: all of them, or none.

Every file is first written beside its place under a name of its own, and reaches the
disk. What happens then is short and on one thread: a record that says ``wordt
vervangen`` takes the place of the old one, the files are renamed, and the whole record
comes last. A run that is killed in between leaves all of the old, all of the new, or a
set that every reader refuses (docs/decisions.md 15).

What is not yet in place is locked by its owner; what a killed run left is taken away by
the next one that writes there.
"""

import ctypes
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tabellen.errors import OutputFileError
from tabellen.reading.controle import controle_path
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.interruption import disown, own, uninterrupted
from tabellen.sets.kernellock import KernelLock, LockHeldError, is_under, locked_if_free
from tabellen.sets.newfiles import (
    new_file,
    new_folder,
    require_room,
    sync,
    sync_open,
    write_all,
)
from tabellen.sets.setrecord import (
    HEEL,
    INVOERPADEN,
    VERVANGEN,
    Bestand,
    Set,
    record_path,
    record_text,
    set_id,
)
from tabellen.sets.sleutel import Sleutel
from tabellen.sets.spilling import is_laid_aside
from tabellen.sets.writing import writing

STAGED = ".dbc-grouper.tmp"
"""How the name of a file or folder ends that is not in place yet."""
LOCK = ".dbc-grouper.lock"
"""How the name of a lock ends."""

_LONGEST = 255 - len(STAGED) - 24
_TRIES = 100
_INSIDE = f".uitvoer{STAGED}"
"""Name, within a folder that is there already, of what is to go into it."""

_HASHERS = 2
"""Files that are hashed beside each other."""

_SINGLY = 64
"""Files up to this number are each waited for; of more, the file system is."""

Said = Mapping[str, Any]


@dataclass
class _Staged:
    """A file that is not in place yet."""

    path: Path
    place: Path
    fd: int
    rows: int | None = None


class OutputSet:
    """The files that one command writes, as a context manager.

    ``new`` gives the name to write a file under; ``publish`` puts all of them in place.
    What was not published when the block ends is taken away.

    Args:
        main: The first of them; its name locks the set, and its record is that of all.
        command: That writes them, as the record tells.
        inputs: Files and folders that it reads; no file of a folder takes the place of
            one.
        sleutel: Key that the records are sealed with; None for records without a seal.
        gesleuteld: Whether the hashes of the files are keyed with it, too.

    Raises:
        LockHeldError: Another run writes there.
        OutputFileError: Nothing can be written there.
    """

    def __init__(
        self,
        main: Path | str,
        command: str = "group",
        *,
        inputs: Sequence[Path] = (),
        sleutel: Sleutel | None = None,
        gesleuteld: bool = False,
        for_excel: bool = False,
    ) -> None:
        self.for_excel = for_excel
        self._main = Path(main)
        self._command = command
        self._inputs = inputs
        self._sleutel = sleutel
        self._is_keyed = gesleuteld and sleutel is not None
        self._made_of: dict[str, Path] = {}
        self._files: dict[Path, _Staged] = {}
        self._absent: list[Path] = []
        self._folders: list[_Folder] = []
        self._swept: set[Path] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        place = self._main.resolve()
        require_room(place.parent, of=self._main)
        self._stack.enter_context(
            KernelLock(
                place.with_name(_beside(place.name, LOCK)),
                f"{self._main} is in use: another run writes there. Wait until it has "
                "ended, or write elsewhere.",
                of=self._main,
            )
        )
        self.sweep(place.parent)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            self.drop()

    def new(self, path: Path | str) -> Path:
        """Name under which to write a file; it is there, empty, for nobody else.

        Raises:
            LockHeldError: Another run writes that file.
            OutputFileError: It cannot be made there.
        """
        path = Path(path)
        place = path.resolve()
        staged = place.with_name(_beside(place.name, STAGED))
        self.sweep(place.parent)
        fd = _own_file(staged, path)
        self._files[place] = _Staged(staged, place, fd)
        return staged

    def sweep(self, folder: Path) -> None:
        """Take away, once, what killed runs left in a folder that files may go to."""
        place = folder.resolve()
        if place not in self._swept:
            self._swept.add(place)
            sweep(place)

    def new_folder(self, path: Path | str) -> Path:
        """Name of a folder to write the files of a folder into.

        It becomes the folder where that is not there yet; else its files go into it.
        """
        place = Path(path).resolve()
        if place.is_dir():
            # Against the sweep of another command that writes in that folder.
            lock = place / _INSIDE.replace(STAGED, LOCK)
            taken = f"{path} is in use: another run writes there."
            self._stack.enter_context(KernelLock(lock, taken, of=place))
        folder = _Folder.of(place)
        self._folders.append(folder)
        return folder.staged

    def staged(self, path: Path | str) -> Path:
        """Name under which a file of the set stands while it is not in place."""
        return self._files[Path(path).resolve()].path

    def count(self, path: Path | str, rows: int) -> None:
        """Say how many rows a file has."""
        self._files[Path(path).resolve()].rows = rows

    def made_of(self, invoer: Mapping[str, Path]) -> None:
        """Say where the inputs stand that the record names."""
        self._made_of = dict(invoer)

    def add_text(self, path: Path | str, text: str) -> None:
        """Add a small file."""
        staged = self.new(path)
        with writing(path):
            staged.write_text(text, encoding="utf-8")

    def take_away(self, path: Path | str) -> None:
        """Say that a file of an earlier run is not of this set, nor its record."""
        self._absent += [Path(path), record_path(path)]

    def drop(self, *paths: Path) -> None:
        """Take away what is not in place yet; without ``paths`` all of it."""
        chosen = {path.resolve() for path in paths} or set(self._files)
        for place in chosen & set(self._files):
            staged = self._files.pop(place)
            with suppress(OSError):
                staged.path.unlink(missing_ok=True)
            disown(staged.path)
            os.close(staged.fd)
        if not paths:
            self._absent.clear()
            for folder in self._folders:
                shutil.rmtree(folder.staged, ignore_errors=True)
                disown(folder.staged)
            self._folders.clear()

    def publish(
        self, said: Mapping[Path, Said] | None = None, *, toestand: str = HEEL
    ) -> None:
        """Put all files in place.

        Args:
            said: What the record says of how the first file was made, by ``main``, and
                what short records say of others. Without it the set has no record.
            toestand: State of the set.

        Raises:
            OutputFileError: It cannot be done; says which file, and why.
            CallError: A file of a folder would take the place of an input.
        """
        files = list(self._files.values())
        for folder in self._folders if self._inputs else ():
            check_distinct(self._inputs, folder.targets())
        if said is None:
            self._sync()
            with uninterrupted():
                self._put(files)
            return
        main = record_path(self._main).resolve()
        # Hashing takes a processor and syncing the disk: they go together.
        with ThreadPoolExecutor(_HASHERS) as pool:
            hashed = pool.map(lambda staged: _sha256(staged.path), files)
            inside = [folder.bestanden(main.parent, pool) for folder in self._folders]
            self._sync()
            known = {
                staged.place: self._keyed(_bestand(staged, main.parent, sha256))
                for staged, sha256 in zip(files, hashed, strict=True)
            }
            of_folders = [self._keyed(each) for some in inside for each in some]
        records = self._records(main, known, of_folders, said, toestand)
        last = self._files[main]
        first = self._stage_text(main, self._being_replaced(), "wordt-vervangen")
        with uninterrupted():
            self._rename(first)
            sync(main.parent)
            # Before the files: without one, a file would seem to be somebody else's.
            self._put([*records, *files])
            self._put([last])

    def _sync(self) -> None:
        """Wait until all that was written is on disk."""
        for staged in self._files.values():
            with writing(staged.place):
                sync_open(staged.fd)
        for folder in self._folders:
            folder.sync()

    def _records(
        self,
        main: Path,
        known: Mapping[Path, Bestand],
        of_folders: Sequence[Bestand],
        said: Mapping[Path, Said],
        toestand: str,
    ) -> list[_Staged]:
        """Stage the record of the set last, and the short ones; gives the latter."""
        found = (*known.values(), *of_folders)
        set_of = set_id(found)
        short = []
        for path, content in said.items():
            place = path.resolve()
            record = record_path(path).resolve()
            if record == main or place not in known:
                continue
            to_main = os.path.relpath(main, record.parent)
            naam = os.path.relpath(place, record.parent)
            bestand = replace(known[place], naam=naam)
            pointer = self._set(toestand, set_of, to_main, (bestand,))
            short.append(
                self._stage_text(record, {**content, "set": pointer.to_dict()})
            )
        whole = self._set(toestand, set_of, None, found)
        content = said.get(self._main, {})
        if self._made_of:
            content = {**content, INVOERPADEN: self._places(main.parent)}
        self._stage_text(main, {**content, "set": whole.to_dict()})
        return short

    def _set(
        self, toestand: str, own: str, record: str | None, files: tuple[Bestand, ...]
    ) -> Set:
        return Set(toestand, self._command, own, record, files, self._is_keyed)

    def _keyed(self, bestand: Bestand) -> Bestand:
        """A file with the hash that the record has of it."""
        if self._sleutel is None or not self._is_keyed:
            return bestand
        return replace(bestand, sha256=self._sleutel.of_file(bestand.sha256))

    def _places(self, folder: Path) -> dict[str, str]:
        """Paths of the inputs from the folder of the record, which may be moved.

        What came through a pipe stands nowhere.
        """
        return {
            name: os.path.relpath(path.resolve(), folder)
            for name, path in self._made_of.items()
            if not is_laid_aside(path)
        }

    def _being_replaced(self) -> Said:
        return {"engine": "dbc-grouper", "set": Set(VERVANGEN, self._command).to_dict()}

    def _stage_text(self, place: Path, said: Said, name: str = "") -> _Staged:
        staged = place.with_name(_beside(f"{place.name}{name}", STAGED))
        record = _Staged(staged, place, _own_file(staged, place))
        # Under a key of its own: two records are staged for one place.
        self._files[place.with_name(place.name + name)] = record
        with writing(place):
            write_all(record.fd, record_text(said, self._sleutel).encode())
            sync_open(record.fd)
        return record

    def _put(self, files: Iterable[_Staged]) -> None:
        """Rename files to their places, and wait until their names are on disk."""
        folders: dict[Path, None] = {}
        for staged in files:
            self._rename(staged)
            folders[staged.place.parent] = None
        for folder in self._folders:
            folder.put()
            disown(folder.staged)
            folders |= dict.fromkeys(folder.changed)
        self._folders.clear()
        for path in self._absent:
            # Of a name of the greatest length, whose record has none, unlink raises.
            with writing(path):
                if os.path.lexists(path):
                    path.unlink(missing_ok=True)
            folders[path.resolve().parent] = None
        self._absent.clear()
        for each in folders:
            sync(each)

    def _rename(self, staged: _Staged) -> None:
        place = staged.place
        with writing(place):
            if not is_under(staged.fd, staged.path):
                raise OutputFileError(
                    f"{place}: what was written for it is gone. Write again, where no "
                    "other program takes files away."
                )
            staged.path.replace(place)
            # That of an earlier file would say that this one is damaged.
            control = controle_path(place)
            # Of a name of the greatest length, which has none, Path.exists raises.
            if control not in self._files and os.path.lexists(control):
                control.unlink(missing_ok=True)
        disown(staged.path)
        self._files = {k: each for k, each in self._files.items() if each is not staged}
        os.close(staged.fd)


class _Folder:
    """A folder whose files are not in place yet."""

    def __init__(self, place: Path, staged: Path) -> None:
        self.place = place
        self.staged = staged
        self.is_new = staged.parent == place.parent
        self.changed: list[Path] = []

    @classmethod
    def of(cls, place: Path) -> "_Folder":
        """Made afresh; what a killed run left is taken away under the lock of the set.

        Files go into a folder that is there from within it: it may be a file system of
        its own.
        """
        beside = place.with_name(_beside(place.name, STAGED))
        inside = place / _INSIDE
        for left in (beside, inside):
            shutil.rmtree(left, ignore_errors=True)
        staged = inside if place.is_dir() else beside
        new_folder(staged)
        own(staged)
        return cls(place, staged)

    def _files(self) -> Iterator[Path]:
        for root, _, names in os.walk(self.staged):
            yield from (Path(root) / name for name in sorted(names))

    def targets(self) -> Iterator[Path]:
        """Where its files go."""
        for path in self._files():
            yield self.place / path.relative_to(self.staged)

    def sync(self) -> None:
        files = list(self._files())
        if len(files) > _SINGLY and _sync_file_system(self.staged):
            return
        for path in files:
            sync(path)

    def bestanden(self, record_folder: Path, pool: Executor) -> Iterator[Bestand]:
        """Its files as the record names them; hashing them begins at once."""
        files = list(self._files())
        hashes = pool.map(_sha256, files)
        return (
            Bestand(
                os.path.relpath(
                    self.place / path.relative_to(self.staged), record_folder
                ),
                path.stat().st_size,
                None,
                sha256,
            )
            for path, sha256 in zip(files, hashes, strict=True)
        )

    def put(self) -> None:
        with writing(self.place):
            if self.is_new:
                self.staged.replace(self.place)
                self.changed = [self.place.parent]
                return
            folders: dict[Path, None] = {}
            for path in list(self._files()):
                target = self.place / path.relative_to(self.staged)
                if not target.parent.is_dir():
                    target.parent.mkdir(mode=0o700, parents=True)
                path.replace(target)
                folders[target.parent] = None
            shutil.rmtree(self.staged)
            self.changed = list(folders)


def sweep(folder: Path) -> None:
    """Take away what killed runs left in a folder; never what a living one has."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if path.name.startswith(".") and path.name.endswith(STAGED):
                _take_if_left(path)


def _take_if_left(path: Path) -> None:
    with suppress(OSError, OutputFileError):
        if stat.S_ISDIR(path.stat(follow_symlinks=False).st_mode):
            # The owner of a folder holds the lock of its place.
            with KernelLock(path.with_name(path.name.removesuffix(STAGED) + LOCK), ""):
                shutil.rmtree(path, ignore_errors=True)
            return
        fd = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if locked_if_free(fd):
                path.unlink(missing_ok=True)
        finally:
            os.close(fd)


def _own_file(staged: Path, path: Path) -> int:
    """Make and lock a file that is not in place yet; gives its descriptor."""
    for _ in range(_TRIES):
        try:
            fd = new_file(staged, of=path)
        except FileExistsError:
            _take_if_left(staged)
            if staged.exists():
                raise LockHeldError(
                    f"{path} is in use: another run writes it. Wait until it has "
                    f"ended, or write elsewhere. (It has {staged.name} there.)"
                ) from None
            continue
        # Another run may have taken it for one that was left, just before this.
        if locked_if_free(fd) and is_under(fd, staged):
            own(staged)
            return fd
        os.close(fd)
    raise OutputFileError(
        f"{path}: cannot be locked there. Write to a file system that knows locks."
    )


def _beside(name: str, ending: str) -> str:
    """Name of our own for what belongs to a name; long ones are cut to a hash."""
    if len(name.encode()) > _LONGEST:
        name = hashlib.sha256(name.encode()).hexdigest()
    return f".{name}{ending}"


def _bestand(staged: _Staged, record_folder: Path, sha256: str) -> Bestand:
    naam = os.path.relpath(staged.place, record_folder)
    size = os.fstat(staged.fd).st_size
    return Bestand(naam, size, staged.rows, sha256)


def _sha256(path: Path) -> str:
    with writing(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_file_system(folder: Path) -> bool:
    """Wait until all of a file system is on disk, where the system can."""
    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    fd = os.open(folder, os.O_RDONLY)
    try:
        if call(fd):
            number = ctypes.get_errno()
            with writing(folder):
                raise OSError(number, os.strerror(number))
    finally:
        os.close(fd)
    return True
