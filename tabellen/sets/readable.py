"""Whether a command may read outputs: as they were written, and of one run."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tabellen.errors import InputFileError
from tabellen.sets.differences import Afwijking, Herkomst, examine, stamp_of
from tabellen.sets.sleutel import Sleutel


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
