"""The files that a grouped batch goes to: the rows, the rejected ones, the findings.

Without a path of their own, rejected rows and findings stand beside the grouped rows,
``OUT.rejected.csv`` and ``OUT.findings.csv``, when there are any (DESIGN decision 1).
"""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import polars as pl

from billing.writers import FrameWriter
from grouper.engine import GroupResult


def beside(out: Path, name: str) -> Path:
    """Path of a file that goes with ``out``: ``OUT.name.csv``."""
    return out.with_name(f"{out.name}.{name}.csv")


class GroupedFiles:
    """Writes the outcome of a batch, or of its chunks, in their order.

    Use as a context manager; the files appear when the block ends well, and those of an
    earlier run that have nothing to hold now are taken away.

    Args:
        out: Where the grouped rows go.
        rejected: Where the rejected rows go; None for beside ``out``.
        findings: The same for the findings.
    """

    def __init__(
        self, out: Path, *, rejected: Path | None = None, findings: Path | None = None
    ) -> None:
        self._grouped = _File(out, keep_empty=True)
        self._rejected = _File(
            rejected or beside(out, "rejected"), keep_empty=rejected is not None
        )
        self._findings = _File(
            findings or beside(out, "findings"), keep_empty=findings is not None
        )
        self._stack = ExitStack()

    @property
    def written(self) -> list[Path]:
        """Files that were written, the grouped rows first."""
        files = (self._grouped, self._rejected, self._findings)
        return [file.path for file in files if file.is_begun]

    def write(self, result: GroupResult) -> None:
        """Add the outcome of a chunk."""
        self._grouped.write(result.grouped, self._stack)
        self._rejected.write(result.rejected, self._stack)
        self._findings.write(result.findings, self._stack)

    def __enter__(self) -> "GroupedFiles":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, fault, trace)
        if fault is None:
            for file in (self._rejected, self._findings):
                if not file.is_begun:
                    file.path.unlink(missing_ok=True)


class _File:
    """One file, begun with its first row, or at once when it may be empty."""

    def __init__(self, path: Path, *, keep_empty: bool) -> None:
        self.path = path
        self._keep_empty = keep_empty
        self._writer: FrameWriter | None = None

    @property
    def is_begun(self) -> bool:
        return self._writer is not None

    def write(self, piece: pl.DataFrame, stack: ExitStack) -> None:
        if self._writer is None and (self._keep_empty or piece.height):
            self._writer = stack.enter_context(FrameWriter(self.path, piece.schema))
        if self._writer is not None:
            self._writer.write(piece)
