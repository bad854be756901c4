"""Digests that let anyone verify a row later: ours, and not the NZa's hash.

Two columns, both BLAKE2b (RFC 7693) of 16 bytes, in hexadecimal:

- ``dbc_grouper_invoer`` over the release and the registration: both files of the
  release, the columns of the subtraject and its activities in canonical order, as far
  as the grouper reads them. The order of rows and the spelling of codes and dates make
  no difference.
- ``dbc_grouper_digest`` over the other columns of an output row, that of the invoer
  among them.

They tell that something was changed, and where. They are no signature: whoever changes
a row on purpose can write its digest too. Speed decided against hashlib (see
``_blake2b``), collision resistance against anything faster.

Specification. Numbers are little-endian. A text is its length in bytes (uint32) and
its UTF-8, null the empty text; a code is its length (uint8) and its UTF-8. Persons
(RFC 7693 2.8) are ``PERSON_INVOER`` and ``PERSON_UITKOMST``, filled with zeros; the key
is empty, or that of a pseudonymised run. Invoer: the BLAKE2b-128 of the SHA-256 of both
files of the release; the texts of ``TEXTS`` as they stand; the codes of ``CODES``,
zero-filled; day numbers since 1970-01-01 of ``DAYS`` and leeftijd_jaar as int32, -2**31
where there is none and one more where a leeftijd is no integer; the number of
activities (uint32); of each activity, sorted by these, its code, uitvoerdatum, aantal
(int32) and the place of aanvrager_soort in ``VRAGERS`` (uint8). Uitkomst: the
BLAKE2b-128 of the column names, each a text; then every cell as text, as Polars writes
it to csv.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U8, U32, U64
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.codes import Codes
from grouper.encoding.encoder import GESLACHT_NOTATIONS, Encoder
from grouper.ozp.entries import AANVRAGER, vrager_numbers
from grouper.registration._arrow import Strings
from grouper.sealing._digest import digest_registrations, digest_texts

INVOER = "dbc_grouper_invoer"
DIGEST = "dbc_grouper_digest"

PERSON_INVOER = b"dbc-invoer-1"
PERSON_UITKOMST = b"dbc-uitkomst-1"
PERSON_KOLOM = b"dbc-kolom-1"

TEXTS = (
    "subtraject_nummer",
    "zorgtraject_nummer",
    "hoofdtraject_nummer",
    "verzekerde_id",
    "ontvanger",
    "afsluitreden_code",
    "aanspraak",
    AANVRAGER,
)
CODES = {
    "specialisme": 4,
    "diagnose": 4,
    "zorgtype": 2,
    "zorgvraag": 3,
    "geslacht": 0,
    "zorginstelling": 8,
    "zorgactiviteit": 6,
}
"""Code columns and the widths they are filled to; the last one is of activities."""

ACTIVITEIT = "zorgactiviteit"

DAYS = ("begindatum", "einddatum", "geboortedatum", "leeftijd")
"""Number columns, in order."""

WORDS = 4
"""Words of eight characters in a digest."""

MOST_CODE = 15
"""Bytes of a code that go in; texts of more than 12 characters are no codes."""

SIZE = 16
RANGE = 65_536
"""Rows a thread digests at a time."""


def as_bytes(data: bytes) -> U8:
    """Bytes as the kernels take them."""
    return np.frombuffer(data, np.uint8)


def person(name: bytes) -> U8:
    """A person of 16 bytes."""
    return as_bytes(name.ljust(SIZE, b"\0"))


def hexadecimal(name: str, digests: U8) -> pl.Series:
    """Digests, 16 bytes a row, as a column of texts."""
    binary = pl.Series(name, digests).cast(pl.List(pl.UInt8)).cast(pl.Binary)
    return binary.bin.encode("hex")


@dataclass(frozen=True)
class Ranked:
    """What activities are sorted by, and are digested as.

    Attributes:
        text: By activity: number of the text of its code.
        vrager: By activity: place in ``VRAGERS``.
        rank: By text: place of its code among the codes as their bytes sort.
        code: By rank: place of the code among all that are digested.
    """

    text: U32
    vrager: U8
    rank: U32
    code: I64


class InvoerDigest:
    """Digests registrations as the grouper reads them.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        threads: How many to use.
    """

    def __init__(self, releases: Sequence[CompiledStructure], threads: int) -> None:
        self._heads = np.stack([as_bytes(_head(release)) for release in releases])
        self._threads = threads
        notations = {"geslacht": GESLACHT_NOTATIONS}
        self._codes = {
            name: Codes(width, notations.get(name)) for name, width in CODES.items()
        }

    def column(
        self,
        encoder: Encoder,
        batch: EncodedBatch,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame,
        key: bytes = b"",
    ) -> pl.Series:
        """``dbc_grouper_invoer`` of every row of a batch.

        Args:
            encoder: What encoded the batch.
            batch: The batch; rows need a release only, no walk.
            subtrajecten: As they came.
            zorgactiviteiten: As they came.
            key: Key of a pseudonymised run, at most 64 bytes.
        """
        of_text = {
            name: own.of(encoder.texts(name)) for name, own in self._codes.items()
        }
        spelled = [
            [code.encode()[:MOST_CODE] for code in own.texts]
            for own in self._codes.values()
        ]
        first = np.cumsum([0, *map(len, spelled)])
        codes = [
            of_text[name][getattr(batch.texts, name)] + np.uint32(begin)
            for begin, name in zip(first, CODES, strict=False)
            if name != ACTIVITEIT
        ]
        # Activities stand in the order of their codes' bytes.
        activiteiten = spelled[list(CODES).index(ACTIVITEIT)]
        by_bytes = sorted(range(len(activiteiten)), key=activiteiten.__getitem__)
        rank = np.empty(len(by_bytes), np.uint32)
        rank[by_bytes] = np.arange(len(by_bytes), dtype=np.uint32)
        of_activities = first[list(CODES).index(ACTIVITEIT)]
        ranked = Ranked(
            text=batch.texts.zorgactiviteit,
            vrager=_vragers(zorgactiviteiten),
            rank=rank[of_text[ACTIVITEIT]],
            code=of_activities + np.array(by_bytes, np.int64),
        )
        out = np.empty((batch.n, SIZE), np.uint8)
        kernel = partial(
            digest_registrations,
            [Strings(_text(subtrajecten, name)) for name in TEXTS],
            np.stack(codes),
            np.stack([getattr(batch.days, name) for name in DAYS]),
            _slots([code for codes in spelled for code in codes]),
            batch.activities,
            batch.days.uitvoerdatum,
            ranked,
            person(PERSON_INVOER),
            as_bytes(key),
            self._heads,
            batch.rows.release,
        )
        _in_ranges(kernel, out, self._threads)
        return hexadecimal(INVOER, out)


def with_digest(frame: pl.DataFrame, threads: int = 1) -> pl.DataFrame:
    """A frame with its ``dbc_grouper_digest`` as last column; one there is replaced.

    Args:
        frame: Rows of any columns that a csv can hold.
        threads: How many to use.
    """
    return frame.drop(DIGEST, strict=False).with_columns(row_digests(frame, threads))


def row_digests(frame: pl.DataFrame, threads: int = 1) -> pl.Series:
    """``dbc_grouper_digest`` of every row, over all columns but that one."""
    cells = texts_of(frame.drop(DIGEST, strict=False))
    head = hashlib.blake2b(digest_size=SIZE)
    for column in cells:
        name = column.name.encode()
        head.update(len(name).to_bytes(4, "little") + name)
    out = np.empty((frame.height, SIZE), np.uint8)
    kernel = partial(
        digest_texts,
        [Strings(column) for column in cells],
        person(PERSON_UITKOMST),
        as_bytes(b""),
        as_bytes(head.digest()),
    )
    _in_ranges(kernel, out, threads)
    return hexadecimal(DIGEST, out)


def without_added(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame without the columns behind its digest: those are for people."""
    if DIGEST not in frame.columns:
        return frame
    return frame.select(frame.columns[: frame.columns.index(DIGEST) + 1])


def digest_sum(digests: pl.Series) -> U64:
    """Sum of digests, which no order of rows changes; what is none counts as zero.

    Of the four words of eight characters (little-endian) each modulo 2**64.
    """
    words = digests.cast(pl.String).cast(pl.Binary)
    of_ours = pl.Array(pl.UInt64, WORDS)
    found = words.bin.reinterpret(dtype=of_ours, endianness="little").drop_nulls()
    total: U64 = found.to_numpy().sum(axis=0, dtype=np.uint64)
    return total


def texts_of(frame: pl.DataFrame) -> list[pl.Series]:
    """Every column as the texts that stand in a csv of the frame."""
    return [column.cast(pl.String) for column in frame.get_columns()]


def _head(release: CompiledStructure) -> bytes:
    identity = release.identity
    both = bytes.fromhex(identity.boombestanden.sha256 + identity.referenties.sha256)
    return hashlib.blake2b(both, digest_size=SIZE).digest()


def _slots(codes: Sequence[bytes]) -> U8:
    """Codes as the kernel takes them: 16 bytes each, the first one their length."""
    filled = (bytes([len(code)]) + code.ljust(MOST_CODE, b"\0") for code in codes)
    return as_bytes(b"".join(filled)).reshape(len(codes), SIZE)


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    return frame[name].cast(pl.String)


def _vragers(zorgactiviteiten: pl.DataFrame) -> U8:
    if AANVRAGER not in zorgactiviteiten.columns:
        return np.zeros(zorgactiviteiten.height, np.uint8)
    return vrager_numbers(zorgactiviteiten[AANVRAGER])


def _in_ranges(kernel: Callable[[int, int, U8], None], out: U8, threads: int) -> None:
    """Run ``kernel(start, stop, out)`` over all rows of ``out`` on some threads."""
    n = len(out)
    ranges = [(start, min(start + RANGE, n)) for start in range(0, n, RANGE)]
    if threads == 1 or len(ranges) <= 1:
        for start, stop in ranges:
            kernel(start, stop, out)
        return
    with ThreadPoolExecutor(threads) as pool:
        # list() so that what a worker raises is raised here.
        list(pool.map(lambda pair: kernel(pair[0], pair[1], out), ranges))
