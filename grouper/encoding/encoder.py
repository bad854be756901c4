"""Turns a batch of registrations into integers for the walker.

Texts are numbered once (``_intern``) and looked up in the codebooks per distinct text;
activities are found by subtraject_nummer (``_join``); the rest is done row by row in
``_encode``. No tree is walked here.
"""

import threading
from collections.abc import Callable, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U16, U32, U64, Bools
from grouper.compiled.releasekeuze import choose_release
from grouper.compiled.structure import GESLACHTEN, Array, CompiledStructure
from grouper.compiled.windows import day_number
from grouper.compiled.zorgtypen import GEEN_BOOM_ZORGTYPEN
from grouper.encoding import _encode
from grouper.encoding._intern import Interner
from grouper.encoding.batch import (
    Activities,
    Days,
    EncodedBatch,
    EncodedRows,
    PerCode,
    TokenRoom,
)
from grouper.encoding.codetables import CodeTables
from grouper.findings.bevindingen import CODE_SCHOON, KLEIN
from grouper.findings.checks import Bit, InputChecks
from grouper.registration import _join
from grouper.registration._arrow import Strings
from grouper.registration.columns import NUMMER
from grouper.registration.intake import clean_keys, take_in
from grouper.registration.merging import check_first, first_of_rows
from grouper.registration.reading import (
    CODE_COLUMNS,
    MISSING,
    UNKNOWN,
    Subtrajecten,
    Zorgactiviteiten,
    read_subtrajecten,
    read_zorgactiviteiten,
)
from tabellen.bevinding import Bevinding
from tabellen.calltypes import checks_types
from tabellen.notices import Notice
from tabellen.values.texts import bare_text, cleaned

LONG_TEXT = 1
"""Number that ``_intern`` gives to every text over 12 characters."""

MARK_BIT = 16
"""First bit of the mark of a text, behind its number."""

GESLACHT_NOTATIONS = {
    spelling: nen
    for nen, texts in {"1": "1M", "2": "2VF", "9": ("9", "UN")}.items()
    for text in texts
    for spelling in (text, text.lower())
}
"""NEN, Dutch and HL7 notations of geslacht to NEN (table Geslachten; docs/data.md)."""


WITH_LETTERS = ("diagnose", "zorgvraag")
"""Columns whose codes in national tables may have letters."""


Number = Callable[[str], int]
IsNoted = Callable[[str], bool]


class _Lookup:
    """Number and entry, in one release, of every text of one column so far.

    An entry is what the encoder reads: the number, and behind it the mark.
    """

    def __init__(self, number: Number, mark: Number | None = None) -> None:
        self._number = number
        self._mark = mark or (lambda text: 0)
        self._number_of = np.empty(0, np.uint16)
        self._entry_of = np.empty(0, np.uint32)

    def is_known(self, text: str) -> bool:
        """Whether the release has this code."""
        return self._number(text) != 0

    def of(self, texts: list[str | None]) -> tuple[U16, U32]:
        """Number and entry by text; ``texts`` only grows from call to call."""
        known = len(self._number_of)
        if known < len(texts):
            # Text 1 stands for all that are too long to be a code of any kind.
            fresh = [
                "?" if idx == LONG_TEXT else (texts[idx] or "").strip()
                for idx in range(known, len(texts))
            ]
            number = np.array([self._number(text) for text in fresh], np.uint16)
            mark = np.array([self._mark(text) for text in fresh], np.uint32)
            self._number_of = np.append(self._number_of, number)
            self._entry_of = np.append(self._entry_of, number | mark << MARK_BIT)
        return self._number_of, self._entry_of


def _zorgtype_mark(text: str) -> int:
    code = text.zfill(2)
    return int(code in GEEN_BOOM_ZORGTYPEN) | (2 if code == "51" else 0)


def _is_no_agb(text: str) -> int:
    return int(not (len(text) == 8 and text.isascii() and text.isdigit()))


def _lookups(compiled: CompiledStructure, is_noted: IsNoted) -> dict[str, _Lookup]:
    books = compiled.codebooks
    return {
        "specialisme": _Lookup(books["specialisme"].number),
        "diagnose": _Lookup(books["diagnose"].number),
        "zorgtype": _Lookup(books["zorgtype"].number, _zorgtype_mark),
        "zorgvraag": _Lookup(
            books["zorgvraag"].number, lambda text: int(not text.strip("0"))
        ),
        "geslacht": _Lookup(
            lambda text: GESLACHTEN.index(GESLACHT_NOTATIONS.get(text, ""))
        ),
        "zorginstelling": _Lookup(books["zorginstelling"].number, _is_no_agb),
        "zorgactiviteit": _Lookup(
            books["zorgactiviteit"].number, lambda text: int(is_noted(text))
        ),
    }


class Encoder:
    """Encodes batches, or the chunks of one, for one or more compiled releases.

    Args:
        releases: Compiled releases.
        checks: Which input checks reject, warn or are off.
        pinned: Position of the release that is pinned; None for none.
        is_noted: Which activities, by their text, are looked for beside the trees; the
            rows that have one are noted (``is_noted``). By default all: a row that is
            not noted is not looked at.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        checks: InputChecks,
        pinned: int | None = None,
        is_noted: IsNoted = lambda text: True,
    ) -> None:
        self.releases = releases
        self._pinned = pinned
        self._is_noted = is_noted
        self.reject = checks.mask("reject")
        self._begin()
        self._tables = [CodeTables.of(release) for release in releases]
        self._rooms = threading.local()
        self._horizons = [day_number(release.horizon) for release in releases]

    def _begin(self) -> None:
        """Forget all texts."""
        self._lookups = [_lookups(r, self._is_noted) for r in self.releases]
        self._interners = {name: Interner() for name in self._lookups[0]}

    def beside(self) -> "Encoder":
        """An encoder for another thread, that numbers texts by itself."""
        other = copy(self)
        other._begin()
        return other

    @property
    def room(self) -> TokenRoom:
        """Room of the thread that asks."""
        if not hasattr(self._rooms, "own"):
            self._rooms.own = TokenRoom()
        own: TokenRoom = self._rooms.own
        return own

    def start(
        self,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame,
        first: Array | None = None,
        doubles: Array | None = None,
    ) -> EncodedBatch:
        """Number texts and find activities; ``encode`` does the rest, by range.

        Args:
            subtrajecten: One row per subtraject (docs/data.md).
            zorgactiviteiten: One row per registered activity.
            first: Where the activities of each subtraject begin (``first_of_rows``),
                when that is known.
            doubles: For a part of a batch: 1 for every subtraject whose number stands
                elsewhere in it too.

        Raises:
            InputFileError: A required column is missing.
            CallError: ``first`` cannot be that of these activities.
        """
        rows = read_subtrajecten(subtrajecten)
        lines = read_zorgactiviteiten(zorgactiviteiten)
        n = len(rows.nummer)
        fault = _faults_of_columns(rows)
        notices: list[Notice] = list(rows.notices)
        found = _find_activities(rows, lines, fault, first, notices)
        if doubles is not None:
            fault[doubles == 1] |= Bit.NUMMER_DUBBEL.mask
        _mark_empty(found.first, fault)
        _mark_distant(rows, lines, found, fault)
        aantal = lines.aantal.to_numpy()
        days = Days(
            begindatum=rows.begindatum.to_numpy(),
            einddatum=rows.einddatum.to_numpy(),
            geboortedatum=rows.geboortedatum.to_numpy(),
            leeftijd=rows.leeftijd.to_numpy(),
            uitvoerdatum=lines.uitvoerdatum.to_numpy(),
        )
        texts = {
            "zorgactiviteit": self._intern(
                "zorgactiviteit", lines.code, "zorgactiviteiten", notices
            )
        }
        order, count = found.order, int(found.first[-1])
        by_row = slice(count) if order is None else order[:count]
        activities = Activities(
            first=found.first,
            order=order,
            fault=found.fault,
            aantal=aantal,
            text_by_row=texts["zorgactiviteit"][by_row],
            aantal_by_row=aantal[by_row],
        )
        for column in CODE_COLUMNS:
            name = column.removesuffix("_code")
            texts[name] = self._intern(
                name, rows.codes[column], "subtrajecten", notices
            )
        numbers, entries = self._numbers()
        return EncodedBatch(
            n,
            EncodedRows.of(
                release=choose_release(self.releases, days.begindatum, self._pinned),
                fault=fault,
                aanspraak=rows.aanspraak.to_numpy(),
            ),
            activities,
            days,
            PerCode(**texts),
            numbers,
            entries,
            is_trial=rows.is_trial,
            notices=tuple(notices),
        )

    def texts(self, name: str) -> list[str | None]:
        """Every text seen in a code column, by the number it has in batches.

        Number 0 is null and number 1 stands for all texts that are too long to be a
        code; the list only grows.
        """
        return self._interners[name].texts

    def _intern(
        self, name: str, column: pl.Series, table: str, notices: list[Notice]
    ) -> Array:
        """Number of the text of each row, of codes without what nobody sees."""
        interner = self._interners[name]
        text, met_long = _interned(interner, column)
        mended: list[tuple[Bevinding, Bools]] = []
        if met_long:
            # A code may have become longer than any code by what nobody sees.
            bare = pl.select(cleaned(pl.lit(column))).to_series()
            unclean = (column.ne_missing(bare) & (column != "")).to_numpy()
            mended.append((CODE_SCHOON, unclean))
            text, _ = _interned(interner, bare)
        elif interner.has_odd:
            text = _read_as(interner, text, bare_text, CODE_SCHOON, mended)
        if interner.has_lower and name in WITH_LETTERS:
            text = _read_as(interner, text, self._in_capitals(name), KLEIN, mended)
        for bevinding, rows in mended:
            if rows.any():
                row, count = int(rows.argmax()) + 1, int(rows.sum())
                notices.append(Notice(table, bevinding, column.name, row, count))
        return text

    def _in_capitals(self, name: str) -> Callable[[str], str]:
        """How a code is read that no release knows but in capitals."""

        def is_known(text: str) -> bool:
            return any(lookups[name].is_known(text) for lookups in self._lookups)

        def read(text: str) -> str:
            capitals = text.upper() if text.isascii() else text
            mends = capitals != text and not is_known(text) and is_known(capitals)
            return capitals if mends else text

        return read

    def _numbers(self) -> tuple[list[PerCode[U16]], list[PerCode[U32]]]:
        """Numbers and entries of all texts, per release."""
        numbers: list[PerCode[U16]] = []
        entries: list[PerCode[U32]] = []
        for lookups in self._lookups:
            found = {
                name: lookup.of(self._interners[name].texts)
                for name, lookup in lookups.items()
            }
            numbers.append(PerCode(**{name: own[0] for name, own in found.items()}))
            entries.append(PerCode(**{name: own[1] for name, own in found.items()}))
        return numbers, entries

    def encode(self, batch: EncodedBatch, release: int, start: int, stop: int) -> None:
        """Encode the rows of one release from ``start`` to ``stop``.

        Ranges may run on several threads.

        Args:
            batch: A started batch that has room for the tokens of these rows.
            release: Whose rows.
            start: First row.
            stop: Up to which row.
        """
        tables = self._tables[release]
        n_keys = tables.zorgactiviteit_cell.shape[1] + len(
            batch.numbers[release].zorgactiviteit
        )
        _encode.encode(
            tables,
            batch.days,
            batch.texts,
            batch.entries[release],
            batch.activities,
            batch.rows,
            batch.tokens,
            np.zeros(n_keys, np.int64),
            self._horizons[release],
            self.reject,
            release,
            start,
            stop,
        )


def _read_as(
    interner: Interner,
    text: Array,
    read: Callable[[str], str],
    bevinding: Bevinding,
    mended: list[tuple[Bevinding, Bools]],
) -> Array:
    """Number of the text that each row is read as; adds to ``mended`` which changed."""
    bare = [None if text is None else read(text) for text in interner.texts]
    number = np.arange(len(bare), dtype=np.uint32)
    others = [n for n, text in enumerate(bare) if text != interner.texts[n]]
    if others:
        found, _ = _interned(
            interner, pl.Series([bare[n] for n in others], dtype=pl.String)
        )
        number[others] = found
    mended.append((bevinding, number[text] != text))
    return number[text]


def _interned(interner: Interner, column: pl.Series) -> tuple[Array, bool]:
    """Number of the text of each row, and whether some are too long for a code."""
    text = np.empty(len(column), np.uint32)
    begin, met_long = 0, False
    for piece in column.get_chunks():
        end = begin + len(piece)
        interner.intern(Strings(piece), text[begin:end])
        met_long |= interner.met_long
        begin = end
    return text, met_long


@checks_types
def encode_batch(
    compiled: CompiledStructure,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    checks: InputChecks | None = None,
) -> EncodedBatch:
    """Encode a whole batch for one release.

    Args:
        compiled: The release.
        subtrajecten: One row per subtraject (docs/data.md).
        zorgactiviteiten: One row per registered activity.
        checks: Which input checks reject, warn or are off; by default as
            docs/decisions.md 2 and 3 have it.

    Raises:
        InputFileError: A required column is missing.
    """
    encoder = Encoder([compiled], checks or InputChecks.default())
    taken = take_in(subtrajecten, zorgactiviteiten)
    assert taken.zorgactiviteiten is not None
    batch = encoder.start(taken.subtrajecten, taken.zorgactiviteiten).with_tokens()
    encoder.encode(batch, 0, 0, batch.n)
    return batch


def _faults_of_columns(rows: Subtrajecten) -> U64:
    """Faults that show without a release: numbers and dates."""
    fault = np.zeros(len(rows.nummer), np.uint64)
    for bad, bit in (
        (rows.bad_geboortedatum, Bit.GEBOORTEDATUM),
        (rows.bad_einddatum, Bit.EINDDATUM),
        (rows.bad_afsluitreden, Bit.AFSLUITREDEN),
        (rows.aanspraak == UNKNOWN, Bit.AANSPRAAK),
    ):
        if bad.any():
            fault[bad.to_numpy()] |= bit.mask
    if rows.nummer.null_count() or (rows.nummer == "").any():
        empty = (rows.nummer.is_null() | (rows.nummer == "")).to_numpy()
        fault[empty] |= Bit.NUMMER_LEEG.mask
    if rows.einddatum.max() != MISSING:
        _encode.mark_einddatum(
            rows.begindatum.to_numpy(), rows.einddatum.to_numpy(), OPEN_AFTER, fault
        )
    return fault


OPEN_AFTER = 3653
"""Days after begindatum from which an einddatum means that there is none: ten years. A
subtraject lasts 365 days at most (Regeling msz art. 13 and 14)."""

FIRST_DAY, LAST_DAY = -366, 731
"""Days from begindatum within which an activity is to lie: from a year before, since a
first contact may precede the subtraject, to two years after. UNSOURCED."""


def _mark_distant(
    rows: Subtrajecten,
    lines: Zorgactiviteiten,
    found: "_Found",
    fault: U64,
) -> None:
    """Mark activities that lie years from their subtraject."""
    day = lines.uitvoerdatum.to_numpy()
    if len(day) == 0 or lines.uitvoerdatum.max() == MISSING:
        return
    _encode.mark_distant(
        rows.begindatum.to_numpy(),
        day,
        found.first,
        found.order,
        FIRST_DAY,
        LAST_DAY,
        found.fault,
        fault,
    )


def _mark_empty(first: Array, fault: U64) -> None:
    """Mark subtrajecten without any activity."""
    empty = np.flatnonzero(first[1:] == first[:-1])
    # Of a double number the activities stand with one bearer; whose they are is not
    # known, so that none of the bearers has none.
    empty = empty[fault[empty] & Bit.NUMMER_DUBBEL.mask == 0]
    fault[empty] |= Bit.GEEN_ACTIVITEIT.mask


class _Found(NamedTuple):
    """``first``, ``order`` and ``fault`` of ``Activities``."""

    first: I64
    order: I64 | None
    fault: U16


def _find_activities(
    rows: Subtrajecten,
    lines: Zorgactiviteiten,
    fault: U64,
    first: Array | None,
    notices: list[Notice],
) -> _Found:
    """Where each subtraject's activities stand; marks doubles and orphans."""
    n, m = len(rows.nummer), len(lines.nummer)
    numbers = Strings(rows.nummer)
    line_fault = np.zeros(m, np.uint16)
    order: Array | None = None
    row_of: Array | None = None
    if first is not None:
        check_first(first, n, m)
    elif _join.ascending_orders(numbers, strict=True):
        first = first_of_rows(numbers, lines.nummer.get_chunks())
    if first is None:
        first = np.zeros(n + 1, np.int64)
        # Numbers that did not meet as they were.
        clean, told = clean_keys(
            lines.nummer.alias(NUMMER).to_frame(), "zorgactiviteiten"
        )
        notices += told
        of_lines = Strings(clean.to_series())
        is_double = np.zeros(n, np.uint8)
        row_of = np.empty(m, np.int64)
        order = np.empty(m, np.int64)
        _join.look_up(numbers, of_lines, is_double, row_of)
        _join.sort_by_row(row_of, first, order)
        fault[is_double == 1] |= Bit.NUMMER_DUBBEL.mask
        line_fault[row_of < 0] |= Bit.ACTIVITEIT_LOS.line_mask
        if lines.is_elsewhere.any():
            elsewhere = lines.is_elsewhere.to_numpy() & (row_of < 0)
            line_fault[elsewhere] = Bit.ACTIVITEIT_ELDERS.line_mask
    if lines.bad_uitvoerdatum.any():
        bad = np.flatnonzero(lines.bad_uitvoerdatum.to_numpy())
        line_fault[bad] |= Bit.UITVOERDATUM.line_mask
        owners = (
            np.searchsorted(first, bad, "right") - 1 if row_of is None else row_of[bad]
        )
        fault[owners[owners >= 0]] |= Bit.UITVOERDATUM.mask
    return _Found(first, order, line_fault)
