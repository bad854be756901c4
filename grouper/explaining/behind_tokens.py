"""The activities of an encoded subtraject, and which stand behind each of its tokens.

An encoded row is one list of tokens: first those of the subtraject itself, then those
of its activities, less what no tree asks for. ``explain`` needs the way back. It
follows ``_encode`` step for step; a row where the two differ raises.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from grouper.compiled.arrays import U16
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.explaining.explanation import ExplainedActivity
from grouper.explaining.rule_texts import valid_row
from grouper.registration.reading import MISSING
from grouper.walking.walker import SelfCheckError

_EPOCH = date(1970, 1, 1)


def begindatum_of(batch: EncodedBatch, row: int) -> date:
    """begindatum of a row with a window."""
    return date_of(int(batch.days.begindatum[row]))


def date_of(day: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=day)


def lines_of_row(batch: EncodedBatch, row: int) -> list[int]:
    """Positions, among the zorgactiviteiten as they came, of the lines of a row."""
    first, order = batch.activities.first, batch.activities.order
    places = range(int(first[row]), int(first[row + 1]))
    return list(places) if order is None else [int(order[place]) for place in places]


def lines_of_tokens(
    compiled: CompiledStructure, batch: EncodedBatch, row: int
) -> list[list[int]]:
    """Lines behind each token of an encoded row; none for those of the subtraject.

    Args:
        compiled: The release of the row.
        batch: An encoded batch.
        row: A row with a window.

    Returns:
        By token: positions among the zorgactiviteiten as they came.

    Raises:
        SelfCheckError: The way back does not lead to the tokens that were encoded.
    """
    lines = lines_of_row(batch, row)
    numbers = _numbers(batch, row, lines)
    window = batch.rows.window[row]
    tokens = compiled.arrays["zorgactiviteit_token"][window, numbers].tolist()
    codes = compiled.arrays["zorgactiviteit_oud"][window, numbers].tolist()
    aantallen = batch.activities.aantal[lines].tolist()
    registered = list(zip(codes, tokens, aantallen, lines, strict=True))
    if all(aantal >= 1 for aantal in aantallen):
        counted = [(token, [line]) for _, token, _, line in registered if token]
    else:
        counted = _netted(registered)
    first, size = int(batch.rows.first[row]), int(batch.rows.size[row])
    of_subtraject = size - len(counted)
    encoded = batch.tokens.token[first + of_subtraject : first + size]
    if not np.array_equal(encoded, [token for token, _ in counted]):
        raise SelfCheckError(
            "explain: the activities of a subtraject do not lead back to what the "
            "trees were given. This is a fault of the engine; report it."
        )
    return [*([] for _ in range(of_subtraject)), *(behind for _, behind in counted)]


def _netted(
    registered: Sequence[tuple[int, int, int, int]],
) -> list[tuple[int, list[int]]]:
    """Token and lines of each translated code whose counts do not add up to zero."""
    net: dict[int, int] = {}
    parts: dict[int, tuple[int, list[int]]] = {}
    for code, token, aantal, line in registered:
        _, behind = parts.setdefault(code, (token, []))
        net.setdefault(code, 0)
        if aantal != MISSING:
            net[code] += aantal
            behind.append(line)
    return [part for code, part in parts.items() if net[code] and part[0]]


def explained_activities(
    compiled: CompiledStructure,
    batch: EncodedBatch,
    row: int,
    zorgactiviteiten: pl.DataFrame,
    source_lines: Sequence[int],
    *,
    has_tree: bool = True,
) -> dict[int, ExplainedActivity]:
    """Every activity of an encoded row, by its position as it came.

    Args:
        compiled: The release of the row.
        batch: An encoded batch.
        row: Any of its rows.
        zorgactiviteiten: The activities as they came.
        source_lines: Where each of them stood in the table it came from, from 0.
        has_tree: Whether the zorgtype goes through a tree. Where none does, codes are
            not translated and nothing is asked on begindatum; each activity is named
            as on its own day.
    """
    lines = lines_of_row(batch, row)
    window = int(batch.rows.window[row]) if has_tree else -1
    begin = int(batch.days.begindatum[row])
    day = None if begin == MISSING else date_of(begin)
    registered = zorgactiviteiten["zorgactiviteit_code"].cast(pl.String)[lines]
    book = compiled.codebooks["zorgactiviteit"]
    found = {}
    for line, text, number in zip(
        lines, registered, _numbers(batch, row, lines).tolist(), strict=True
    ):
        oud, is_geldig = number, None
        if window >= 0:
            oud = int(compiled.arrays["zorgactiviteit_oud"][window, number])
            is_geldig = bool(compiled.arrays["zorgactiviteit_state"][window, number])
        code = book.codes[oud] or (text or "").strip().zfill(book.width)
        aantal = int(batch.activities.aantal[line])
        uitvoering = int(batch.days.uitvoerdatum[line])
        of_day = day
        if not has_tree and uitvoering != MISSING:
            of_day = date_of(uitvoering)
        reference = activity_row(compiled.tables["zorgactiviteiten"], code, of_day)
        found[line] = ExplainedActivity(
            row=source_lines[line] + 1,
            zorgactiviteit_code=text,
            zorgactiviteit_code_geteld=code,
            omschrijving=reference.get("zorgactiviteit_omschrijving"),
            aantal=None if aantal == MISSING else aantal,
            uitvoerdatum=None if uitvoering == MISSING else date_of(uitvoering),
            aanspraak_code=reference.get("aanspraak_code") if is_geldig else None,
            is_geldig=is_geldig,
        )
    return found


def _numbers(batch: EncodedBatch, row: int, lines: Sequence[int]) -> U16:
    """Number of each line's code in the codebook of the row's release."""
    release = int(batch.rows.release[row])
    texts = batch.texts.zorgactiviteit[lines]
    return batch.numbers[release].zorgactiviteit[texts]


def activity_row(table: pl.DataFrame, code: str, day: date | None) -> dict[str, Any]:
    """The row of an activity on a day; for its text, its last row when none is."""
    if day is not None and (
        valid := valid_row(table, "zorgactiviteit_code", code, day)
    ):
        return valid
    known = table.filter(pl.col("zorgactiviteit_code") == code).sort("begindatum")
    return known.row(-1, named=True) if known.height else {}
