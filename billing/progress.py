"""What a long job tells while it runs."""

from pathlib import Path

ROWS, MIB = "rows", "MiB"
"""What the total of a step counts."""


class Progress:
    """Told of every step and of what of it is done; this one shows nothing."""

    def step(self, name: str, total: int | None = None, unit: str = ROWS) -> None:
        """A step begins.

        Args:
            name: What is done, in a few words.
            total: How much it takes; None when that is not known.
            unit: What the total counts.
        """

    def advance(self, done: int) -> None:
        """So much more of the step is done."""


class ReleaseRead:
    """Tells how much of a release is read, when it has to be; then it is compiled."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done: int | None = None

    def __call__(self, done: int, total: int) -> None:
        """So many bytes are read so far, of all."""
        if self._done is None:
            self._progress.step("Reading the release", _mib(total), MIB)
            self._done = 0
        self._progress.advance((done >> 20) - self._done)
        self._done = done >> 20
        if done == total:
            self._progress.step("Compiling the release")


class RowsOfFile:
    """Tells of rows as the part that they are of their file, whose rows are not known.

    Args:
        progress: Is told.
        path: The file.
        rows: About how many rows it has.
    """

    def __init__(self, progress: Progress, path: Path, rows: int) -> None:
        self._progress = progress
        self._size = path.stat().st_size
        self._per_row = self._size / rows
        self._rows = self._shown = 0

    def step(self, name: str) -> None:
        """A step over all rows begins."""
        self._progress.step(name, _mib(self._size), MIB)

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._rows += rows
        done = min(self._size, int(self._rows * self._per_row)) >> 20
        self._progress.advance(done - self._shown)
        self._shown = done


def _mib(size: int) -> int:
    return max(1, size >> 20)
