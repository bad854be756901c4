"""Where the answers to messages go: replies in a folder or zip, or rows in a file."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

import polars as pl

from declarations import Berichten, ResultaatWriter, add_keys
from declarations.berichten.herhalingen import ZELFDE_DATASET
from grouper.compiled.structure import CompiledStructure
from grouper.engine import GroupResult
from tabellen.forms.writers import FrameWriter
from tabellen.reading.endings import ENDINGS
from tabellen.sets.publishing import OutputSet


class AnswerWriter(Protocol):
    """Writes what became of messages."""

    def write(
        self, batch: Berichten, result: GroupResult, herhalingen: pl.DataFrame
    ) -> int:
        """Write the answers to a batch; gives the number of replies.

        Args:
            batch: The messages that were grouped.
            result: What became of them.
            herhalingen: Messages of the batch that another one answers.
        """
        ...


@contextmanager
def answer_writer(
    out: Path, releases: Sequence[CompiledStructure], outputs: OutputSet
) -> Iterator[AnswerWriter]:
    """Yield the writer that suits the ending of ``out``.

    Args:
        out: A csv, Parquet or Arrow IPC file for rows; else a .zip or folder for
            replies.
        releases: What was grouped on; a reply names their versiedatum.
        outputs: The set that they are of; they are in place when it is published.
    """
    if out.suffix.lower() in ENDINGS:
        with ExitStack() as stack:
            yield _Rows(out, outputs, stack)
        return
    dates = {each.identity.name: each.identity.versiedatum for each in releases}
    with ResultaatWriter(out, tabelsetdatums=dates, outputs=outputs) as writer:
        yield _Replies(writer)


class _Replies:
    """Writes a reply to every message."""

    def __init__(self, writer: ResultaatWriter) -> None:
        self._writer = writer

    def write(
        self, batch: Berichten, result: GroupResult, herhalingen: pl.DataFrame
    ) -> int:
        return self._writer.write(
            add_keys(result.grouped, batch.subtrajecten),
            zorgactiviteiten=batch.zorgactiviteiten,
            ozp=_to_declare(result.ozp),
            redenen=result.findings,
            findings=batch.findings,
            herhalingen=herhalingen,
        )


class _Rows:
    """Writes the grouped rows of all batches, with the keys of their messages."""

    def __init__(self, out: Path, outputs: OutputSet, stack: ExitStack) -> None:
        self._out = out
        self._outputs = outputs
        self._stack = stack
        self._file: FrameWriter | None = None

    def write(
        self, batch: Berichten, result: GroupResult, herhalingen: pl.DataFrame
    ) -> int:
        # A dataset that was asked about twice is one row to bill, not two.
        again = batch.findings.filter(code=ZELFDE_DATASET)
        rows = add_keys(result.grouped, batch.subtrajecten).join(
            again, on="bestand", how="anti", maintain_order="left"
        )
        if self._file is None:
            self._file = self._stack.enter_context(
                FrameWriter(self._out, rows.schema, outputs=self._outputs)
            )
        self._file.write(rows)
        return 0


def _to_declare(ozp: pl.DataFrame | None) -> pl.DataFrame | None:
    """Overige zorgproducten that a grouper declares: each once per subtraject.

    The others are billed by the provider without the grouper (docs/outcomes.md).
    """
    if ozp is None:
        return None
    return (
        ozp.filter("is_declarabel", pl.col("afleiding") == "grouper")
        .select("subtraject_nummer", "declaratiecode")
        .unique(maintain_order=True)
    )
