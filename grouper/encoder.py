"""Turns a batch of registrations into integers for the walker.

Texts are numbered once (``_intern``) and looked up in the codebooks per distinct text;
activities are found by subtraject_nummer (``_join``); the rest is done row by row in
``_encode``. No tree is walked here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper import _encode, _join
from grouper._arrow import Strings
from grouper._intern import Interner
from grouper.checks import Bit, InputChecks
from grouper.compiled import Codebook, CompiledStructure
from grouper.compiler import GESLACHTEN
from grouper.registration import (
    CODE_COLUMNS,
    MISSING,
    Subtrajecten,
    Zorgactiviteiten,
    read_subtrajecten,
    read_zorgactiviteiten,
)
from grouper.windows import OPEN_END, day_number

STATIC_TOKENS = 8
"""Tokens a subtraject may have before those of its activities."""

GESLACHT_NOTATIONS = {
    **{"1": "1", "M": "1"},
    **{"2": "2", "V": "2", "F": "2"},
    **{"9": "9", "UN": "9"},
}
"""NEN, Dutch and HL7 notations of geslacht to NEN (grouper.md 1.3, DESIGN)."""

GEEN_BOOM_ZORGTYPEN = ("41", "51", "52")
"""Zorgtypen that never reach a tree (R12; grouper.md 4.2)."""

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class EncodedBatch:
    """A batch as integers, for one release.

    Attributes:
        n: Number of subtrajecten.
        arrays: What ``_encode`` fills: window, versie, first, size, token, count,
            leeftijd, fault, activity_fault, is_no_tree, is_irregular.
        activities: first and order: where the activities of each subtraject stand.
        columns: What ``_encode`` reads by row.
    """

    n: int
    arrays: dict[str, Array]
    activities: dict[str, Any]
    columns: dict[str, Array]


class _CodeColumn:
    """Numbers the texts of one code column; knows each text's number and mark."""

    def __init__(
        self, number: Callable[[str], int], mark: Callable[[str], int] | None = None
    ) -> None:
        self._interner = Interner()
        self._number = number
        self._mark = mark
        self._numbers: list[int] = []
        self._marks: list[int] = []

    def read(self, column: pl.Series) -> dict[str, Array]:
        """Text of each row, and number and mark of each text."""
        text = np.empty(len(column), np.uint32)
        self._interner.intern(Strings(column), text)
        for known in self._interner.texts[len(self._numbers) :]:
            # Null, and what is too long for any code (text 1), are as empty.
            stripped = (known or "").strip()
            self._numbers.append(self._number(stripped))
            too_long = len(self._numbers) == 2
            mark = self._mark("?" if too_long else stripped) if self._mark else 0
            self._marks.append(mark)
        return {
            "": text,
            "_number": np.array(self._numbers, np.uint16),
            "_mark": np.array(self._marks, np.uint8),
        }


def _padded(book: Codebook) -> Callable[[str], int]:
    return lambda text: book.index.get(text.zfill(book.width), 0) if text else 0


def _zorgtype_mark(text: str) -> int:
    code = text.zfill(2)
    return (code in GEEN_BOOM_ZORGTYPEN) | (2 if code == "51" else 0)


class Encoder:
    """Encodes batches, or the chunks of one, for one compiled release.

    Args:
        compiled: The release.
        checks: Which input checks reject, warn or are off.
    """

    def __init__(self, compiled: CompiledStructure, checks: InputChecks) -> None:
        self.compiled = compiled
        self.reject = checks.mask("reject")
        books = compiled.codebooks
        self._columns = {
            "specialisme": _CodeColumn(_padded(books["specialisme"])),
            "diagnose": _CodeColumn(_padded(books["diagnose"])),
            "zorgtype": _CodeColumn(_padded(books["zorgtype"]), _zorgtype_mark),
            "zorgvraag": _CodeColumn(
                _padded(books["zorgvraag"]), lambda text: int(not text.strip("0"))
            ),
            "geslacht": _CodeColumn(
                lambda text: GESLACHTEN.index(GESLACHT_NOTATIONS.get(text, ""))
            ),
            "zorginstelling": _CodeColumn(
                _padded(books["zorginstelling"]),
                lambda text: int(
                    not (len(text) == 8 and text.isascii() and text.isdigit())
                ),
            ),
        }
        self._activity_codes = _CodeColumn(_padded(books["zorgactiviteit"]))
        horizon = compiled.horizon
        self._horizon = OPEN_END if horizon is None else day_number(horizon)
        first_day = compiled.windows.first_day
        days = np.arange(first_day[0], first_day[-1] + 1)
        self._tables = {
            **compiled.arrays,
            "first_day": int(first_day[0]),
            "window_of_day": (
                np.searchsorted(first_day, days, "right") - 1
            ).astype(np.int16),
        }

    def start(
        self, subtrajecten: pl.DataFrame, zorgactiviteiten: pl.DataFrame
    ) -> EncodedBatch:
        """Number texts and find activities; ``encode`` does the rest, by range."""
        rows = read_subtrajecten(subtrajecten)
        lines = read_zorgactiviteiten(zorgactiviteiten)
        n, m = len(rows.nummer), len(lines.nummer)
        fault = _faults_of_columns(rows)
        activities = _find_activities(rows, lines, fault)
        columns: dict[str, Array] = {
            "begindatum": rows.begindatum.to_numpy(),
            "geboortedatum": rows.geboortedatum.to_numpy(),
            "leeftijd": rows.leeftijd.to_numpy(),
        }
        for column in CODE_COLUMNS:
            name = column.removesuffix("_code")
            for suffix, array in self._columns[name].read(rows.codes[column]).items():
                columns[name + suffix] = array
        for suffix, array in self._activity_codes.read(lines.code).items():
            activities["code" + suffix] = array
        activities["aantal"] = lines.aantal.to_numpy()
        room = STATIC_TOKENS * n + m
        arrays: dict[str, Array] = {
            "window": np.empty(n, np.int16),
            "versie": np.empty(n, np.int16),
            "first": np.empty(n, np.int64),
            "size": np.empty(n, np.int32),
            # One more than the tokens: the slot that is written before it is known
            # whether the token is one.
            "token": np.empty(room + 1, np.uint16),
            "count": np.empty(room + 1, np.int32),
            "leeftijd": np.empty(n, np.int16),
            "fault": fault,
            "activity_fault": activities.pop("fault"),
            "is_no_tree": np.empty(n, np.uint8),
            "is_irregular": np.empty(n, np.uint8),
        }
        return EncodedBatch(n, arrays, activities, columns)

    def encode(self, batch: EncodedBatch, start: int, stop: int) -> None:
        """Encode rows ``start`` to ``stop``; ranges may run on several threads."""
        n_keys = (
            self.compiled.arrays["zorgactiviteit_token"].shape[1]
            + len(batch.activities["code_number"])
        )
        _encode.encode(
            self._tables,
            batch.columns,
            batch.activities,
            {**batch.arrays, "net": np.zeros(n_keys, np.int64)},
            self._horizon,
            self.reject,
            start,
            stop,
        )


def encode_batch(
    compiled: CompiledStructure,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    checks: InputChecks | None = None,
) -> EncodedBatch:
    """Encode a whole batch for one release.

    Args:
        compiled: The release.
        subtrajecten: One row per subtraject (DESIGN.md, data contracts).
        zorgactiviteiten: One row per registered activity.
        checks: Which input checks reject, warn or are off; by default as DESIGN.md
            decides.

    Raises:
        InputFileError: A required column is missing.
    """
    encoder = Encoder(compiled, checks or InputChecks.default())
    batch = encoder.start(subtrajecten, zorgactiviteiten)
    encoder.encode(batch, 0, batch.n)
    return batch


def _faults_of_columns(rows: Subtrajecten) -> npt.NDArray[np.uint32]:
    """Faults that show without a release: numbers and dates."""
    fault = np.zeros(len(rows.nummer), np.uint32)
    for bad, bit in (
        (rows.bad_geboortedatum, Bit.GEBOORTEDATUM),
        (rows.bad_einddatum, Bit.EINDDATUM),
    ):
        if bad.any():
            fault[bad.to_numpy()] |= 1 << bit
    if rows.nummer.null_count() or (rows.nummer == "").any():
        empty = (rows.nummer.is_null() | (rows.nummer == "")).to_numpy()
        fault[empty] |= 1 << Bit.NUMMER_LEEG
    return fault


def _find_activities(
    rows: Subtrajecten, lines: Zorgactiviteiten, fault: npt.NDArray[np.uint32]
) -> dict[str, Any]:
    """Where each subtraject's activities stand; marks doubles and orphans."""
    n, m = len(rows.nummer), len(lines.nummer)
    numbers, of_lines = Strings(rows.nummer), Strings(lines.nummer)
    first = np.zeros(n + 1, np.int64)
    line_fault = np.zeros(m, np.uint32)
    order: Array | None = None
    both = _join.ascending_orders(numbers, strict=True)
    both &= _join.ascending_orders(of_lines, strict=False) if both else 0
    merged = None
    if both:
        merged = _join.merge(numbers, of_lines, 1 if both & 1 else 2, first)
    if merged is not None and len(merged) == 0:
        row_of = None
    else:
        is_double = np.zeros(n, np.uint8)
        row_of = np.empty(m, np.int64)
        order = np.empty(m, np.int64)
        _join.look_up(numbers, of_lines, is_double, row_of)
        _join.sort_by_row(row_of, first, order)
        fault[is_double == 1] |= 1 << Bit.NUMMER_DUBBEL
        line_fault[row_of < 0] |= 1 << Bit.ACTIVITEIT_LOS
    if lines.bad_uitvoerdatum.any():
        bad = np.flatnonzero(lines.bad_uitvoerdatum.to_numpy())
        line_fault[bad] |= 1 << Bit.UITVOERDATUM
        owners = (
            np.searchsorted(first, bad, "right") - 1 if row_of is None else row_of[bad]
        )
        fault[owners[owners >= 0]] |= 1 << Bit.UITVOERDATUM
    return {"first": first, "order": order, "fault": line_fault}


__all__ = ["MISSING", "EncodedBatch", "Encoder", "encode_batch"]
