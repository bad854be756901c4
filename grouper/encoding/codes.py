"""Codes as they are written out: zero-filled, one spelling for each.

The encoder numbers texts as they came; '60101' and '060101' are two texts and one code
(docs/decisions.md 6).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from grouper.compiled.arrays import U32
from grouper.encoding.encoder import LONG_TEXT

TOO_LONG = "?"
"""Stands for every text that is too long to be a code."""

NOT_ASKED = 0xFFFFFFFF


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
        self._of_text = np.empty(0, np.uint32)

    def of(self, texts: list[str | None], asked: U32 | None = None) -> U32:
        """Code by text; ``texts`` only grows from call to call.

        Args:
            texts: Texts by their number.
            asked: Numbers of those whose code is wanted, which others need not have;
                by default all.
        """
        more = len(texts) - len(self._of_text)
        self._of_text = np.append(self._of_text, np.full(more, NOT_ASKED, np.uint32))
        if asked is None:
            asked = np.arange(len(texts), dtype=np.uint32)
        for number in np.unique(asked[self._of_text[asked] == NOT_ASKED]).tolist():
            code = TOO_LONG if number == LONG_TEXT else self._spelled(texts[number])
            self._of_text[number] = self._index.setdefault(code, len(self._index))
        return self._of_text

    def _spelled(self, text: str | None) -> str:
        stripped = (text or "").strip()
        code = stripped.zfill(self._width) if stripped else ""
        return self._notations.get(code, code)

    @property
    def texts(self) -> pl.Series:
        """Every code by its number."""
        return pl.Series(list(self._index), dtype=pl.String)
