"""The folder of a night: OUT/RUN appears by one rename, then OUT/laatste points to it.

Who reads OUT/laatste so always finds the files of one night. The runs before it stay,
as many as a setting says.

Dutch terms: laatste (the last one).
"""

import os
import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from productstructure.errors import CallError
from tabellen.sets.interruption import disown, own, uninterrupted
from tabellen.sets.kernellock import KernelLock
from tabellen.sets.newfiles import new_folder, require_room, sync
from tabellen.sets.publishing import LOCK, STAGED, OutputSet, sweep
from tabellen.sets.setrecord import (
    ENDING,
    GEWEIGERD,
    HEEL,
    OF_A_RUN,
    Bestand,
    Set,
    file_sha256,
    read_set,
    record_text,
    set_id,
)
from tabellen.sets.sleutel import Sleutel
from tabellen.sets.writing import writing

LAATSTE = "laatste"
"""Link to the last run that came to an outcome."""

KEEP = 5
"""Runs that are kept."""

_RUN = re.compile(r"([0-9]{6,})-[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ABOUT_ROWS = re.compile(r"(^|\.)(rejected|findings)\.csv$")
_OF_BEFORE = ("grouped.parquet", "prijsbesluiten.parquet")
"""Outcomes that stood in OUT itself before runs had folders."""


class NightFolder:
    """Folder of one run, as a context manager; without ``publish`` nothing stays of it.

    Args:
        out: Folder of all runs; it is made when it is not there.
        day: Day of the run, which its name ends in.
        keep: How many runs to keep.
        inputs: Files of the run; a run that holds one of them is kept as well.
        sleutel: Key that its record is sealed with; None for one without a seal.

    Attributes:
        staged: Where the files of the run are to be written.
        final: Where they are once published.

    Raises:
        CallError: ``out`` is a file, or what stands at OUT/laatste is no link.
        LockHeldError: Another run writes there.
        OutputFileError: Nothing can be written there.
    """

    def __init__(
        self,
        out: Path,
        day: date,
        keep: int = KEEP,
        inputs: Sequence[Path] = (),
        sleutel: Sleutel | None = None,
    ) -> None:
        self._out = out
        self._day = day
        self._keep = keep
        self._inputs = inputs
        self._sleutel = sleutel
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        out = self._out
        link = out / LAATSTE
        if out.exists() and not out.is_dir():
            raise CallError(f"{out} is a file; name a folder for out.")
        if link.exists() and not link.is_symlink():
            raise CallError(f"{link} is no link to a run; name another folder for out.")
        if not out.is_dir():
            with writing(out):
                out.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                new_folder(out)
        require_room(out, of=out)
        self._stack.enter_context(
            KernelLock(
                out / f".{LAATSTE}{LOCK}",
                f"{out} is in use: another run writes there. Wait until it has ended, "
                "or name another folder for out.",
                of=out,
            )
        )
        sweep(out)
        self._take_left_away()
        number = max(self._numbers(), default=0) + 1
        self.final = out / f"{number:06}-{self._day}"
        self.staged = out / f".{self.final.name}{STAGED}"
        # Of the folder itself: another command that writes in OUT takes away what is
        # not locked.
        own_lock = out / f".{self.final.name}{LOCK}"
        self._stack.enter_context(KernelLock(own_lock, f"{self.final} is in use."))
        new_folder(self.staged)
        own(self.staged)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            shutil.rmtree(self.staged, ignore_errors=True)
            disown(self.staged)

    @property
    def left_of_before(self) -> tuple[str, ...]:
        """Outcomes in OUT itself, which are older than any run that has a folder."""
        return tuple(name for name in _OF_BEFORE if (self._out / name).exists())

    def at_last(self, path: Path) -> Path:
        """Where a file of the run is once published."""
        return self.final / path.relative_to(self.staged)

    def publish(self, said: dict[str, Any]) -> None:
        """Put the run in place and point to it; says in its record how it was made."""
        self._write_record(said, HEEL)
        with uninterrupted():
            self._rename()
            self._point()
            sync(self._out)
        self._take_old_away()

    def _point(self) -> None:
        """Let OUT/laatste point to the run, at once or not at all."""
        fresh = self._out / f".{LAATSTE}{STAGED}"
        with writing(self._out / LAATSTE):
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.final.name)
            try:
                fresh.replace(self._out / LAATSTE)
            except OSError:
                fresh.unlink(missing_ok=True)
                raise

    def publish_refused(self, said: dict[str, Any]) -> None:
        """Put rejected rows and findings of a refused run in place, and nothing else.

        OUT/laatste still points to the run before it.
        """
        for path in _files(self.staged):
            if not _ABOUT_ROWS.search(path.name):
                path.unlink()
        self._write_record(said, GEWEIGERD)
        with uninterrupted():
            self._rename()
        self._take_old_away()

    def _write_record(self, said: dict[str, Any], toestand: str) -> None:
        known = _known(self.staged)
        for path in _files(self.staged):
            # A lock that could not be taken away is not of the run.
            if path.name.startswith("."):
                with suppress(OSError):
                    path.unlink()
        names = {
            path.relative_to(self.staged).as_posix(): path
            for path in _files(self.staged)
            if not path.name.startswith(".")
        }
        found = tuple(
            known.get(name)
            or Bestand(name, path.stat().st_size, None, file_sha256(path))
            for name, path in names.items()
        )
        whole = Set(toestand, "run", set_id(found), None, found)
        record = self.staged / OF_A_RUN
        with OutputSet(record, "run") as outputs:
            text = record_text({**said, "set": whole.to_dict()}, self._sleutel)
            outputs.add_text(record, text)
            outputs.publish()

    def _rename(self) -> None:
        with writing(self.final):
            self.staged.replace(self.final)
        sync(self._out)

    def _take_left_away(self) -> None:
        """Take away what killed nights left here; none lives, for OUT is locked."""
        for path in list(self._out.iterdir()):
            if not path.name.startswith("."):
                continue
            name = path.name[1:]
            if _RUN.fullmatch(name.removesuffix(STAGED)):
                shutil.rmtree(path, ignore_errors=True)
            elif _RUN.fullmatch(name.removesuffix(LOCK)):
                with suppress(OSError):
                    path.unlink()

    def _numbers(self) -> list[int]:
        return [int(path.name.partition("-")[0]) for path in self._runs()]

    def _runs(self) -> list[Path]:
        """Runs that are in place, the oldest first."""
        found = [p for p in self._out.iterdir() if _RUN.fullmatch(p.name)]
        return sorted(found, key=lambda path: (len(path.name), path.name))

    def _take_old_away(self) -> None:
        link = self._out / LAATSTE
        last = link.readlink().name if link.is_symlink() else ""
        kept = {folder for path in self._inputs for folder in path.resolve().parents}
        old = [path for path in self._runs()[: -self._keep] if path.name != last]
        for path in old:
            if path.resolve() in kept:
                continue
            # Not in part under its name, should this be cut off.
            gone = path.with_name(f".{path.name}{STAGED}")
            with suppress(OSError):
                path.replace(gone)
                shutil.rmtree(gone)


def _files(folder: Path) -> list[Path]:
    """All files of a run, also those of a step that has a folder of its own."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _known(folder: Path) -> dict[str, Bestand]:
    """Files that the records in a folder name, by their places in it."""
    known: dict[str, Bestand] = {}
    for record in folder.rglob(f"*{ENDING}"):
        found = read_set(record)
        place = record.parent.relative_to(folder)
        for each in () if found is None else found[0].bestanden:
            name = os.path.normpath(place / each.naam)
            known[name] = replace(each, naam=name)
    return known
