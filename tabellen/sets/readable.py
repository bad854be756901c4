"""Whether a command may read outputs: as they were written, and of one run."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tabellen.errors import InputFileError
from tabellen.sets.differences import (
    Afwijking,
    Herkomst,
    examine,
    judge_record,
    stamp_of,
)
from tabellen.sets.setrecord import VERVANGEN, file_sha256, read_set, record_path
from tabellen.sets.sleutel import Sleutel
from tabellen.sets.wholeset import examine_set


def check_output(
    path: Path | str, sleutel: Sleutel | None = None, *, of_ours: bool = True
) -> Herkomst:
    """Refuse an output of ours that is not as its record says.

    Args:
        path: The file.
        sleutel: Key that its record has to be sealed with; None when that is not asked.
        of_ours: Whether it can only be an output of ours, so that with a key it has to
            have a record.

    Returns:
        Where it comes from. A file without a record was made by somebody else, or by an
        earlier version, and is not checked.

    Raises:
        InputFileError: It was changed, is of another run than the files beside it, its
            set was being replaced, or its record is not sealed with the key.
    """
    path = Path(path)
    found = examine(path, sleutel)
    if found.whole is None and sleutel is not None and of_ours:
        raise InputFileError(
            f"{path}: no record beside it that is sealed with the key; take back the "
            "one that was written with it, or do without --sleutel-bestand."
        )
    # A file that was given another name with its record is what it was.
    if found.afwijking not in (None, Afwijking.VERPLAATST):
        raise InputFileError(f"{path}: {found.sentence}.")
    return found.herkomst


def check_whole(main: Path, sleutel: Sleutel | None = None) -> Herkomst | None:
    """Refuse a set that only we write, unless all of its files are as written.

    Args:
        main: Its first file.
        sleutel: Key that its record has to be sealed with; None when that is not asked.

    Returns:
        Where it comes from; None of a set that a run was putting in place when it was
        cut off, so that it is not there.

    Raises:
        InputFileError: It has no record, a file of it is gone or was changed, or the
            record is not sealed with the key.
    """
    record = record_path(main)
    found = read_set(record)
    again = "take back that folder as it was written"
    if found is None:
        raise InputFileError(f"{main}: has no record {record.name} beside it; {again}.")
    whole, said = found
    if whole.toestand == VERVANGEN:
        return None
    afwijking = judge_record(whole, said, sleutel)
    is_confirmed = afwijking is not Afwijking.ONBEVESTIGD
    if afwijking is not None and is_confirmed:
        raise InputFileError(
            f"{record}: is not sealed with the key that was given; give that key."
        )
    known = {main.resolve(): file_sha256(main)} if main.is_file() else {}
    for each in examine_set(record, whole, known=known, sleutel=sleutel):
        raise InputFileError(
            f"{record.parent / each.naam}: is not as {record.name} says that it was "
            f"written ({each.afwijking.wijziging}); {again}."
        )
    return Herkomst(
        main,
        known[main.resolve()],
        whole.id,
        stamp=stamp_of(main),
        is_confirmed=is_confirmed,
    )


def check_one_run(outputs: Sequence[Herkomst], command: str) -> None:
    """Refuse files of one batch that are of two runs.

    Args:
        outputs: What is read together.
        command: What makes them.

    Raises:
        InputFileError: They are of two runs.
    """
    known = [each for each in outputs if each.set_id is not None]
    for each in known[1:]:
        if each.set_id != known[0].set_id:
            raise InputFileError(
                f"{each.path} and {known[0].path} are of two runs; give those of one, "
                f"or run dbc-grouper {command} again."
            )


def check_unchanged(outputs: Iterable[Herkomst]) -> None:
    """Refuse files that another run put in place while they were read.

    Raises:
        InputFileError: Another file stands there than was checked.
    """
    for each in outputs:
        if stamp_of(each.path) != each.stamp:
            raise InputFileError(
                f"{each.path}: was replaced while it was read; give it again when the "
                "other run has ended."
            )


def unchecked(outputs: Iterable[Herkomst]) -> tuple[str, ...]:
    """Names of files that no record says anything of."""
    return tuple(dict.fromkeys(o.path.name for o in outputs if o.set_id is None))


def unconfirmed(outputs: Iterable[Herkomst]) -> tuple[str, ...]:
    """Names of files whose record is sealed, where no key was given."""
    return tuple(dict.fromkeys(o.path.name for o in outputs if not o.is_confirmed))
