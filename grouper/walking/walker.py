"""Runs encoder and walker over ranges of a batch, on as many threads as asked."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder
from grouper.walking._walk import walk
from grouper.walking.reference import Reference
from grouper.walking.walked import Walked
from productstructure.errors import DbcError

RANGE = 32_768
"""Rows encoded and walked at a time: few enough for the caches, and so many that the
tables of a tree serve several rows."""

SELF_CHECK_EVERY = 100_000
"""One row in so many is walked again rule by rule; some 0.005 microseconds a row."""

Array = npt.NDArray[Any]

_REFERENCES: WeakKeyDictionary[Encoder, dict[int, Reference]] = WeakKeyDictionary()


class SelfCheckError(DbcError, RuntimeError):
    """The two walkers disagree: a fault of this project or of the machine."""


def available_threads() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def encode_and_walk(encoder: Encoder, batch: EncodedBatch, threads: int) -> Walked:
    """Encode every row of a started batch and walk it.

    The outcome does not depend on the number of threads: rows are independent.

    Args:
        encoder: What started the batch.
        batch: The batch; its tokens are kept where it has room for them.
        threads: How many.

    Raises:
        SelfCheckError: A row that was walked a second time, rule by rule, came out
            otherwise.
    """
    walked = Walked(
        release=batch.rows.release,
        window=batch.rows.window,
        boom=np.full(batch.n, -1, np.int32),
        product=np.full(batch.n, -1, np.int32),
        kleur=np.zeros(batch.n, np.uint8),
    )

    def work(start: int) -> None:
        stop = min(start + RANGE, batch.n)
        own = batch
        if batch.made_tokens is None:
            own = batch.with_tokens(start, stop, encoder.room)
        for release, compiled in enumerate(encoder.releases):
            encoder.encode(own, release, start, stop)
            walk_range(compiled, release, own, walked, start, stop)
        _walk_irregular(encoder, own, walked, start, stop)
        _check_sample(encoder, own, walked, start, stop)

    starts = range(0, batch.n, RANGE)
    if threads == 1 or len(starts) <= 1:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            # list() so that what a worker raises is raised here.
            list(pool.map(work, starts))
    return walked


def walk_range(
    compiled: CompiledStructure,
    release: int,
    batch: EncodedBatch,
    walked: Walked,
    start: int,
    stop: int,
) -> None:
    """Walk the encoded rows of one release from ``start`` to ``stop``."""
    arrays, rows, tokens = compiled.arrays, batch.rows, batch.tokens
    walk(
        arrays["bomen"],
        arrays["nodes"],
        arrays["tests"],
        arrays["conditions"],
        arrays["classes"],
        arrays["bits"],
        arrays["weights"],
        arrays["versie_boom0"],
        arrays["versie_token0"],
        arrays["token_kleur"],
        walked.release,
        release,
        rows.versie,
        rows.first,
        rows.size,
        tokens.token,
        tokens.count,
        start,
        stop,
        np.empty(stop - start, np.int32),
        np.empty(len(arrays["bomen"]) + 1, np.int32),
        np.empty(int(arrays["bomen"]["words"].max()), np.uint64),
        np.empty(max(1, int(rows.size[start:stop].max(initial=0))), np.uint16),
        np.empty(int(arrays["bomen"]["nodes"].max()), np.int32),
        walked.boom,
        walked.product,
        walked.kleur,
    )


def reference_of(encoder: Encoder, release: int) -> Reference:
    """Reference walker of a release, made when it is first asked for."""
    own = _REFERENCES.setdefault(encoder, {})
    if release not in own:
        own[release] = Reference(encoder.releases[release])
    return own[release]


def _walk_irregular(
    encoder: Encoder, batch: EncodedBatch, walked: Walked, start: int, stop: int
) -> None:
    """Walk rows with a count below zero again, by the rules as published.

    Such rows exist only where the check on negative counts does not reject them; bits
    that say 'at least one' do not hold for them.
    """
    is_irregular = batch.rows.is_irregular[start:stop]
    for row in (start + np.flatnonzero(is_irregular)).tolist():
        if walked.boom[row] < 0:
            continue
        path = reference_of(encoder, int(walked.release[row])).walk(batch, row)
        walked.boom[row] = path.boom
        walked.product[row] = path.product
        walked.kleur[row] = path.kleur


def _check_sample(
    encoder: Encoder, batch: EncodedBatch, walked: Walked, start: int, stop: int
) -> None:
    """Walk a few rows, always the same ones, by the rules as published and compare."""
    first = start + (SELF_CHECK_EVERY // 5 - start) % SELF_CHECK_EVERY
    for row in range(first, stop, SELF_CHECK_EVERY):
        if walked.boom[row] < 0:
            continue
        path = reference_of(encoder, int(walked.release[row])).walk(batch, row)
        found = walked.boom[row], walked.product[row], walked.kleur[row]
        if found != (path.boom, path.product, path.kleur):
            raise SelfCheckError(
                f"subtrajecten row {row + 1}: the walker and the rules as published "
                "give different products. Do not use this outcome; compile the "
                "release again, and report it if that does not help."
            )
