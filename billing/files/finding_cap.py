"""Writes out so many findings of each code, and counts the rest: code B219.

What rejects a row is written out always. Of what does not, a hundred thousand of one
code are a matter of the delivery, not of its rows; twelve million were 6.3 GiB.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from billing.files.bevindingen import REST
from billing.files.counts import count_findings
from tabellen.notices import MAX_PER_BEVINDING


def left_out_said(left_out: Mapping[str, int]) -> dict[str, Any]:
    """What the record of a set says of findings that were not written, if any."""
    return {"bevindingen_niet_geschreven": dict(left_out)} if left_out else {}


class FindingCap:
    """Lets through the first findings of each code, over all parts of a run.

    Args:
        most: How many of one code, of those that reject nothing.

    Attributes:
        left_out: How many of each code were not let through.
    """

    def __init__(self, most: int = MAX_PER_BEVINDING) -> None:
        self._most = most
        self._seen: Counter[str] = Counter()
        self._first: list[pl.DataFrame] = []
        self.left_out: dict[str, int] = {}

    def kept(
        self, findings: pl.DataFrame, counted: pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """Those of a part that are written out, in their order.

        Args:
            findings: All of the part.
            counted: What ``count_findings`` gives of them, where that is known.
        """
        kept = np.ones(findings.height, np.bool_)
        if counted is None:
            counted = count_findings(findings)
        for code, severity, _, count in counted.iter_rows():
            free = max(0, self._most - self._seen[code])
            self._seen[code] += count
            if severity == "reject" or count <= free:
                continue
            rest = (findings["code"].cast(pl.String) == code).arg_true()[free:]
            kept[rest.to_numpy()] = False
            if code not in self.left_out:
                self._first.append(findings[int(rest[0])])
            self.left_out[code] = self.left_out.get(code, 0) + count - free
        return findings if kept.all() else findings.filter(pl.lit(pl.Series(kept)))

    def rest(self) -> list[pl.DataFrame]:
        """A finding for each code that was cut off, at the first that is not written.

        The column names the code, and the value says how many are not written.
        """
        return [
            first.with_columns(
                pl.lit(text).cast(first.schema[name]).alias(name)
                for name, text in (
                    ("column", cut),
                    ("code", REST.code),
                    ("value", str(count)),
                    ("tekst", REST.tekst),
                )
            )
            for first, (cut, count) in zip(
                self._first, self.left_out.items(), strict=True
            )
        ]
