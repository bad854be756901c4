"""The files that a grouped batch goes to.

Rejected rows and findings that have no path of their own stand beside the grouped rows,
``OUT.rejected.csv`` and ``OUT.findings.csv``, when there are any (DESIGN decision 1).
"""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import polars as pl

from billing.writers import FrameWriter
from grouper.engine import GroupResult


@dataclass(frozen=True)
class Targets:
    """Where the outcome of a batch goes.

    Attributes:
        out: The grouped rows.
        rejected: The rejected rows; None for beside ``out``.
        findings: The findings; None for beside ``out``.
        ozp: The overige zorgproducten; None when they are not asked for.
        profielen: The notable activities of profiles; likewise.
    """

    out: Path
    rejected: Path | None = None
    findings: Path | None = None
    ozp: Path | None = None
    profielen: Path | None = None

    @property
    def named(self) -> list[Path | None]:
        """All that were named."""
        return [self.out, self.rejected, self.findings, self.ozp, self.profielen]


def beside(out: Path, name: str) -> Path:
    """Path of a file that goes with ``out``: ``OUT.name.csv``."""
    return out.with_name(f"{out.name}.{name}.csv")


class GroupedFiles:
    """Writes the outcome of a batch, or of its chunks, in their order.

    Use as a context manager; the files appear when the block ends well, and those of an
    earlier run that have nothing to hold now are taken away.

    Args:
        targets: Where to.
    """

    def __init__(self, targets: Targets) -> None:
        self._grouped = _File(targets.out)
        self._rejected = _by_default(targets.rejected, targets.out, "rejected")
        self._findings = _by_default(targets.findings, targets.out, "findings")
        self._ozp = None if targets.ozp is None else _File(targets.ozp)
        self._profielen = (
            None if targets.profielen is None else _File(targets.profielen)
        )
        self._stack = ExitStack()

    @property
    def written(self) -> list[Path]:
        """Files that were written, the grouped rows first."""
        files = (
            *(self._grouped, self._ozp, self._profielen),
            *(self._rejected, self._findings),
        )
        return [file.path for file in files if file is not None and file.is_begun]

    def write(self, result: GroupResult) -> None:
        """Add the outcome of a chunk."""
        self._grouped.write(result.grouped, self._stack)
        self._rejected.write(result.rejected, self._stack)
        self._findings.write(result.findings, self._stack)
        if self._ozp is not None and result.ozp is not None:
            self._ozp.write(result.ozp, self._stack)
        if self._profielen is not None and result.profielen is not None:
            self._profielen.write(result.profielen, self._stack)

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
    """One file, begun with its first piece, or with its first row."""

    def __init__(self, path: Path, *, keep_empty: bool = True) -> None:
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


def _by_default(asked: Path | None, out: Path, name: str) -> _File:
    return _File(asked or beside(out, name), keep_empty=asked is not None)
