"""Which activities a profile has on a day, after corrections: one rule for all.

Negative lines are netted per code within the subtraject, and a net of zero or less is
absence (docs/decisions.md 4); codes are netted as the trees count them, translated on
begindatum. Of a code that is present, the lines of one day add up, and a day on which
they add up to zero or less has none of it.

UNSOURCED: which day a correction on another day is meant for (docs/outcomes.md). Days
with a count above zero keep it.

Dutch terms: zorgprofiel (the activities of a subtraject).
"""

from dataclasses import dataclass

import numpy as np

from grouper.compiled.arrays import I64, U8, U32, Bools
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.codes import Codes
from grouper.encoding.encoder import Encoder
from grouper.registration.reading import MISSING
from grouper.uitvoering.dated_lines import (
    Lines,
    Uitvoering,
    Uitvoeringen,
    lines_of,
    lines_of_rows,
    netted,
)


@dataclass(frozen=True)
class Present:
    """Activities that are there: one entry per subtraject, code and day.

    Lines of one code and day are read alike, but where one is translated and another is
    not: those are two entries.

    Attributes:
        lines: The line that bears each.
        when: Their days, with the code that is valid on the day that is read.
        code: Their codes as registered, as ``Zorgprofiel.codes`` numbers them.
        aantal: Net count of the day, 1 or more.
    """

    lines: Lines
    when: Uitvoeringen
    code: U32
    aantal: I64


class Zorgprofiel:
    """Finds the activities that profiles have.

    Args:
        uitvoering: Finds days in the releases.

    Attributes:
        codes: Codes of activities as registered.
    """

    def __init__(self, uitvoering: Uitvoering) -> None:
        self._uitvoering = uitvoering
        self.codes = Codes(6)

    def present(
        self, encoder: Encoder, batch: EncodedBatch, wanted: U8, skipped: U8
    ) -> Present:
        """Activities of some codes that are there, by subtraject, code and day.

        Args:
            encoder: What encoded the batch.
            batch: The batch.
            wanted: By text of zorgactiviteit: 1 to look for its lines; all spellings of
                a code are alike in this.
            skipped: By subtraject: 1 to take none. Those without a window must be.
        """
        lines = lines_of(batch, wanted, skipped)
        lines = lines.take(batch.activities.aantal[lines.line] != MISSING)
        when = self._uitvoering.locate(batch, lines, translate=True)
        texts = encoder.texts("zorgactiviteit")
        text = batch.texts.zorgactiviteit[lines.line]
        code = self.codes.of(texts, text)[text]
        first, aantal = netted(
            batch,
            lines,
            code,
            when,
            kind=when.is_vertaald.view(np.uint8),
        )
        first, aantal = first[aantal > 0], aantal[aantal > 0]
        is_there = self._is_present(batch, lines.take(first), texts)
        first, aantal = first[is_there], aantal[is_there]
        return Present(lines.take(first), when.take(first), code[first], aantal)

    def _is_present(
        self, batch: EncodedBatch, lines: Lines, texts: list[str | None]
    ) -> Bools:
        """Whether the code of each line counts above zero in its subtraject."""
        present = np.ones(len(lines), bool)
        if len(lines) == 0 or batch.activities.aantal.min() > 0:
            return present
        own = lines_of_rows(batch, np.unique(lines.row).astype(np.int64))
        aantal = batch.activities.aantal[own.line]
        doubtful = np.isin(lines.row, own.row[aantal <= 0])
        if not doubtful.any():
            return present
        own = own.take(np.isin(own.row, lines.row[doubtful]) & (aantal != MISSING))
        counted = self._counted_as(batch, own, texts)
        keys, net = np.unique(counted, return_inverse=True)
        total = np.bincount(net, weights=batch.activities.aantal[own.line])
        asked = self._counted_as(batch, lines.take(doubtful), texts)
        present[doubtful] = total[np.searchsorted(keys, asked)] > 0
        return present

    def _counted_as(
        self, batch: EncodedBatch, lines: Lines, texts: list[str | None]
    ) -> I64:
        """Subtraject and translated code of each line, as one number.

        A code that the release of the begindatum does not know is no other code: it
        counts as itself.
        """
        text = batch.texts.zorgactiviteit[lines.line]
        of_text = self.codes.of(texts, text)
        number = np.empty(len(lines), np.int64)
        of_row = batch.rows.release[lines.row]
        for position, compiled in enumerate(self._uitvoering.releases):
            mine = of_row == position
            window = batch.rows.window[lines.row[mine]]
            numbers = batch.numbers[position].zorgactiviteit[text[mine]]
            oud = compiled.arrays["zorgactiviteit_oud"][window, numbers]
            itself = -1 - of_text[text[mine]].astype(np.int64)
            number[mine] = np.where(numbers == 0, itself, oud)
        row: I64 = lines.row.astype(np.int64) << 32
        return row + number
