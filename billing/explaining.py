"""Explains one subtraject of a batch of files."""

from collections.abc import Sequence
from pathlib import Path

from billing.batchfiles import open_batch
from billing.settings import GroupSettings
from grouper.cache import open_release
from grouper.explanation import Explanation


def explain_subtraject(
    releases: Sequence[Path | str],
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    subtraject_nummer: str,
    settings: GroupSettings | None = None,
    sha256: Sequence[str] | None = None,
) -> Explanation:
    """Explain what one subtraject of a batch of files came to, and why.

    Args:
        releases: As for ``group_files``.
        subtrajecten: As for ``group_files``.
        zorgactiviteiten: As for ``group_files``.
        subtraject_nummer: Which one.
        settings: As for ``group_files``.
        sha256: As for ``group_files``.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        CallError: The batch has no such subtraject.
    """
    lines = None if zorgactiviteiten is None else Path(zorgactiviteiten)
    batch = open_batch(Path(subtrajecten), lines).whole()
    structures = [open_release(path, sha256=sha256) for path in releases]
    grouper = (settings or GroupSettings()).grouper(structures)
    return grouper.explain(*batch, subtraject_nummer)
