"""The figures of the law as the last part of ``docs/rules.md``.

python -m billing.naslag.wetspagina
"""

import sys
from collections.abc import Iterator
from datetime import date

import polars as pl

from declarations.eigenrisico.parameters import landelijke_parameters
from tariffs.wettelijk.waarden import wettelijke_waarden

KOP = "## Figures of the law"

_INLEIDING = """\
Rows of `tariffs/wettelijk/landelijk.csv` and `declarations/eigenrisico/landelijk.csv`:
a change of the law is a row more, with its first day and its source. `_bp` is in
hundredths of a percent, `_cent` in cents. A row of a kind of prestatie goes before one
of all. `python -m billing.naslag.wetspagina` prints this part; a test holds both equal.
"""


def part() -> str:
    """The part of the page, from its heading on."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (KOP, _INLEIDING, "| figure | days | source |", "|---|---|---|")
    for row in wettelijke_waarden():
        kind = f" of {row.soort_prestatie}" if row.soort_prestatie else ""
        figure = f"`{row.naam}`{kind} = {row.waarde}"
        yield f"| {figure} | {_days(row.begindatum, row.einddatum)} | {row.bron} |"
    alone = landelijke_parameters().filter(pl.col("waarde").str.contains(r"^\d+$"))
    for naam, van, tot, waarde, bron in alone.select(
        "naam", "begindatum", "einddatum", "waarde", "bron"
    ).iter_rows():
        yield f"| `{naam}` = {waarde} | {_days(van, tot)} | {bron} |"


def _days(van: date | None, tot: date | None) -> str:
    words = [f"from {van}"] if van else []
    words += [f"to {tot}"] if tot else []
    return " ".join(words) or "all"


if __name__ == "__main__":
    sys.stdout.write(part())
