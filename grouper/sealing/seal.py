"""Seals a result: numbers become pseudonyms, then every row gets its digests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.outcomes.result import GroupResult
from grouper.sealing.digest import InvoerDigest, with_digest
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.walking.walked import WalkedBatch


class Seal:
    """Seals results on one or more releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        threads: How many to use.
    """

    def __init__(self, releases: Sequence[CompiledStructure], threads: int) -> None:
        self._invoer = InvoerDigest(releases, threads)
        self._threads = threads

    def sealed(
        self,
        result: GroupResult,
        done: WalkedBatch,
        rows: Mapping[str, pl.Series | None],
        *,
        digest: bool,
        pseudonymiser: Pseudonymiser | None,
    ) -> GroupResult:
        """The result with pseudonyms and digests, as asked.

        Args:
            result: What grouping came to.
            done: The batch that was grouped.
            rows: For each frame of the result: the subtraject of each of its rows,
                None when they are the subtrajecten themselves.
            digest: Whether to add digests.
            pseudonymiser: Replaces numbers; its key also keys the digest over the
                registration, which else would betray a number to who guesses it.
        """
        frames = {name: getattr(result, name) for name in (*rows, "findings")}
        if pseudonymiser is not None:
            frames = {
                name: pseudonymiser.frame(frame) for name, frame in frames.items()
            }
        if digest:
            invoer = self._invoer.column(
                done.encoder,
                done.batch,
                done.subtrajecten,
                done.zorgactiviteiten,
                key=b"" if pseudonymiser is None else pseudonymiser.key,
            )
            for name, row in rows.items():
                own = invoer if row is None else invoer.gather(row)
                frames[name] = with_digest(
                    frames[name].with_columns(own), self._threads
                )
        return replace(result, **frames)
