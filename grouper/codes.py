"""Codes as they are written out: zero-filled, one spelling for each.

The encoder numbers texts as they came; '60101' and '060101' are two texts and one code
(DESIGN decision 6). Columns of few distinct texts are numbers until they are written.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.compiled import Array
from grouper.encoder import LONG_TEXT
from grouper.outcomes import with_null

TOO_LONG = "?"
"""Stands for every text that is too long to be a code."""


class Codes:
    """Numbers the codes behind the texts of one column.

    Args:
        width: Length that codes are zero-filled to.
        notations: Other notations of a code, and the code.
    """

    def __init__(self, width: int, notations: Mapping[str, str] | None = None) -> None:
        self._width = width
        self._notations = notations or {}
        self._index: dict[str, int] = {}
        self._of_text: list[int] = []

    def of(self, texts: list[str | None]) -> npt.NDArray[np.uint32]:
        """Code by text; ``texts`` only grows from call to call."""
        for number in range(len(self._of_text), len(texts)):
            code = TOO_LONG if number == LONG_TEXT else self._spelled(texts[number])
            self._of_text.append(self._index.setdefault(code, len(self._index)))
        return np.array(self._of_text, np.uint32)

    def _spelled(self, text: str | None) -> str:
        stripped = (text or "").strip()
        code = stripped.zfill(self._width) if stripped else ""
        return self._notations.get(code, code)

    @property
    def texts(self) -> pl.Series:
        """Every code by its number."""
        return pl.Series(list(self._index), dtype=pl.String)


def text_column(name: str, texts: pl.Series, number: Array) -> pl.Series:
    """Column of texts by number; a negative number is null."""
    is_absent = number < 0
    if is_absent.any():
        number = np.where(is_absent, len(texts), number)
        texts = with_null(texts)
    return texts.gather(pl.Series(number.astype(np.uint32))).alias(name)
