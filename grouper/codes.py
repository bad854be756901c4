"""Codes as they are written out: zero-filled, one spelling for each.

The encoder numbers texts as they came; '60101' and '060101' are two texts and one code
(DESIGN decision 6).
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.encoder import LONG_TEXT

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
