"""Explains one subtraject of a batch of files."""

from collections.abc import Sequence
from pathlib import Path

from billing.pipeline import read_batch
from grouper.cache import open_release
from grouper.checks import InputChecks
from grouper.engine import Grouper
from grouper.explanation import Explanation


def explain_subtraject(
    releases: Sequence[Path | str],
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    subtraject_nummer: str,
    checks: InputChecks | None = None,
) -> Explanation:
    """Explain what one subtraject of a batch of files came to, and why.

    Args:
        releases: As for ``group_files``.
        subtrajecten: As for ``group_files``.
        zorgactiviteiten: As for ``group_files``.
        subtraject_nummer: Which one.
        checks: As for ``group_files``.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        CallError: The batch has no such subtraject.
    """
    batch = read_batch(Path(subtrajecten), zorgactiviteiten)
    structures = [open_release(path) for path in releases]
    return Grouper(structures, checks=checks).explain(*batch, subtraject_nummer)
