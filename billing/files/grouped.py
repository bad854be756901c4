"""The files that a grouped batch goes to: one set, with one record.

Rejected rows and findings that have no path of their own stand beside the grouped rows,
``OUT.rejected.csv`` and ``OUT.findings.csv``, when there are any (docs/decisions.md 1).
The record of the set is ``OUT.provenance.json``; a short one stands beside each other
file of outcomes.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import polars as pl

from billing.files.batch.herstel import Afgewezen
from billing.files.counts import count_findings
from billing.files.finding_cap import FindingCap, left_out_said
from billing.files.toegevoegd import Toegevoegd
from billing.gates import GateError
from grouper.compiled.releasekeuze import Releasekeuzes
from grouper.engine import CODED
from grouper.findings.writer import CODED_FINDINGS
from grouper.outcomes.result import GroupResult
from grouper.outcomes.trial import Output, declarable, trial
from grouper.sealing.digest import without_added
from grouper.sealing.provenance import (
    FileDigest,
    FileRecord,
    Provenance,
    provenance_path,
    provenance_said,
)
from tabellen.forms.batches import Table
from tabellen.forms.frames import controle_of
from tabellen.forms.writers import FrameWriter
from tabellen.reading.controle import controle_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import GEWEIGERD


@dataclass(frozen=True)
class Targets:
    """Where the outcome of a batch goes.

    Attributes:
        out: The grouped rows.
        rejected: The rejected rows; None for beside ``out``.
        findings: The findings; None for beside ``out``.
        ozp: The overige zorgproducten; None when they are not asked for.
        profielen: The notable activities of profiles; likewise.
        trial: The grouped rows of open subtrajecten, with their overige zorgproducten
            and profielen beside it; None when they stay among the others, where
            ``is_trial`` tells them.
    """

    out: Path
    rejected: Path | None = None
    findings: Path | None = None
    ozp: Path | None = None
    profielen: Path | None = None
    trial: Path | None = None

    @property
    def named(self) -> list[Path | None]:
        """All that were named."""
        return [
            *(self.out, self.rejected, self.findings),
            *(self.ozp, self.profielen, self.trial),
        ]

    @property
    def beside(self) -> list[Path]:
        """All that are written beside those, by names of our own."""
        outcomes = [path for _, _, path in self.outcomes()]
        return [
            *(path for path in outcomes if path not in self.named),
            *(provenance_path(path) for path in outcomes),
            *([] if self.rejected else [beside(self.out, "rejected")]),
            *([] if self.findings else [beside(self.out, "findings")]),
        ]

    def outcomes(self) -> Iterator[tuple[str, bool | None, Path]]:
        """Files of outcomes: which frame, whether of open subtrajecten, and where."""
        is_trial = None if self.trial is None else False
        for soort, path in (
            ("grouped", self.out),
            ("ozp", self.ozp),
            ("profielen", self.profielen),
        ):
            if path is not None:
                yield soort, is_trial, path
                if self.trial is not None:
                    own = self.trial if path is self.out else beside(self.trial, soort)
                    yield soort, True, own


def beside(out: Path, name: str) -> Path:
    """Path of a file that goes with ``out``: ``OUT.name.csv``."""
    return out.with_name(f"{out.name}.{name}.csv")


class GroupedFiles:
    """Writes the outcome of a batch, or of its chunks, in their order.

    Use as a context manager; the set is published when the block ends well, without
    files of an earlier run that have nothing to hold now. When it ends in a
    ``GateError``, rejected rows and findings are published alone.

    Args:
        targets: Where to.
        provenance: How the outcome was made.
        outputs: The set that they are.
        digest: Whether the records hold a digest of every column.
        controle: Whether each file of outcomes gets a control file.
        cap: How many findings are written out.
        toegevoegd: What grouped rows get behind their columns; None for nothing.

    Attributes:
        releasekeuzes: Which release the subtrajecten so far took, and why.
    """

    def __init__(
        self,
        targets: Targets,
        provenance: Provenance,
        outputs: OutputSet,
        *,
        digest: bool = False,
        controle: bool = False,
        cap: FindingCap | None = None,
        toegevoegd: Toegevoegd | None = None,
    ) -> None:
        self._outcomes = [
            _OutcomeFile(path, outputs, soort, is_trial, digest=digest)
            for soort, is_trial, path in targets.outcomes()
        ]
        self._rejected = _by_default(targets, "rejected", outputs)
        self._findings = _by_default(targets, "findings", outputs)
        self._targets = targets
        self._outputs = outputs
        self._controle = controle
        self._cap = cap or FindingCap()
        self._toegevoegd = toegevoegd
        self._provenance = provenance
        self.releasekeuzes: Releasekeuzes = Counter()
        self._afgewezen = Afgewezen()
        self._is_split = targets.trial is not None
        self._stack = ExitStack()
        self._controles: list[Path] = []
        self._is_refused = False

    @property
    def written(self) -> list[Path]:
        """Files that were written, the grouped rows first."""
        outcomes = [] if self._is_refused else self._outcomes
        files = [*outcomes, self._rejected, self._findings]
        return [file.path for file in files if file.is_begun] + self._controles

    def write(self, result: GroupResult) -> pl.DataFrame:
        """Add the outcome of a chunk; gives what its findings count to, by kind."""
        self.releasekeuzes += result.releasekeuzes
        shown = result
        if self._toegevoegd is not None:
            shown = replace(result, grouped=self._toegevoegd.behind(result.grouped))
        parts: dict[bool | None, GroupResult | Output] = {None: shown}
        if self._is_split:
            parts |= {False: declarable(shown), True: trial(shown)}
        for file in self._outcomes:
            file.add(getattr(parts[file.is_trial], file.soort), self._stack)
        self._afgewezen.add(result)
        counted = count_findings(result.findings)
        self._findings.write(self._cap.kept(result.findings, counted), self._stack)
        return counted

    def reject(self, originals: Table | None) -> None:
        """Write the rejected rows, each with its place, reasons and original row.

        Args:
            originals: The table that was given; None where nothing of it may be shown.
        """
        for piece in self._afgewezen.frames(originals):
            self._rejected.write(piece, self._stack)

    def tell(self, findings: pl.DataFrame) -> None:
        """Add findings that are of no chunk, and how many were not written out."""
        for told in (findings, *self._cap.rest()):
            self._tell(told)

    def _tell(self, findings: pl.DataFrame) -> None:
        if findings.height:
            own = self._findings.schema or findings.schema
            absent = [
                pl.lit(None, dtype).alias(name)
                for name, dtype in own.items()
                if name not in findings.columns
            ]
            self._findings.write(findings.with_columns(absent), self._stack)

    def __enter__(self) -> "GroupedFiles":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_refused = isinstance(fault, GateError)
        if fault is not None and not self._is_refused:
            self._stack.__exit__(kind, fault, trace)
            self._outputs.drop()
            return
        self._stack.close()
        for file in (self._rejected, self._findings):
            if not file.is_begun:
                self._outputs.take_away(file.path)
        provenance = self._provenance.with_choices(self.releasekeuzes)
        left_out = left_out_said(self._cap.left_out)
        said = {
            outcome.path: provenance_said(provenance, outcome.record()) | left_out
            for outcome in self._outcomes
        }
        if self._is_refused:
            # Of a delivery that is refused as a whole, why is published.
            self._outputs.drop(*(outcome.path for outcome in self._outcomes))
            self._outputs.publish(said, toestand=GEWEIGERD)
            return
        for outcome in self._outcomes if self._controle else ():
            path = controle_path(outcome.path)
            text = controle_of(self._outputs.staged(outcome.path), outcome.path)
            self._outputs.add_text(path, text)
            self._controles.append(path)
        self._outputs.publish(said)


class _File:
    """One file, begun with its first piece, or with its first row."""

    def __init__(
        self, path: Path, outputs: OutputSet, *, keep_empty: bool = True
    ) -> None:
        self.path = path
        self._outputs = outputs
        self._keep_empty = keep_empty
        self._writer: FrameWriter | None = None
        self.schema: pl.Schema | None = None

    @property
    def is_begun(self) -> bool:
        return self._writer is not None

    def write(self, piece: pl.DataFrame, stack: ExitStack) -> None:
        self.schema = self.schema or piece.schema
        if self._writer is None and (self._keep_empty or piece.height):
            self._writer = stack.enter_context(
                FrameWriter(
                    self.path,
                    piece.schema,
                    texts=_texts(piece.schema),
                    outputs=self._outputs,
                )
            )
        if self._writer is not None:
            self._writer.write(piece)


def _texts(schema: pl.Schema) -> list[str]:
    """Columns that are numbers to save time, and text by their schema."""
    coded = (*CODED, *CODED_FINDINGS)
    return [n for n in coded if isinstance(schema.get(n), pl.Enum | pl.Categorical)]


class _OutcomeFile(_File):
    """A file of outcomes, and what its record says of its rows."""

    def __init__(
        self,
        path: Path,
        outputs: OutputSet,
        soort: str,
        is_trial: bool | None,
        *,
        digest: bool,
    ) -> None:
        super().__init__(path, outputs)
        self.soort = soort
        self.is_trial = is_trial
        self._digest = FileDigest(soort, is_trial=is_trial) if digest else None
        self._height = 0

    def add(self, piece: pl.DataFrame, stack: ExitStack) -> None:
        self._height += piece.height
        if self._digest is not None:
            self._digest.add(without_added(piece))
        self.write(piece, stack)

    def record(self) -> FileRecord:
        if self._digest is not None:
            return self._digest.record()
        return FileRecord(self.soort, self.is_trial, self._height, {})


def _by_default(targets: Targets, name: str, outputs: OutputSet) -> _File:
    asked: Path | None = getattr(targets, name)
    path = asked or beside(targets.out, name)
    return _File(path, outputs, keep_empty=asked is not None)
