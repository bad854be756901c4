"""The figures of the law as the last part of ``docs/rules.md``.

python -m billing.naslag.wetspagina
"""

import sys
from collections.abc import Iterator

import polars as pl

from declarations.eigenrisico.parameters import landelijke_parameters
from tariffs.wettelijk.waarden import wettelijke_waarden

KOP = "## Figures of the law"

_INLEIDING = """\
Rows of `tariffs/wettelijk/landelijk.csv` and `declarations/eigenrisico/landelijk.csv`: a change of the
law is a row more, with its first day and its source. `_bp` is in hundredths of a percent, `_cent` in
cents. A row of a kind of prestatie goes before one of all. `python -m billing.naslag.wetspagina` prints
this part; a test holds both equal.
"""


def part() -> str:
    """The part of the page, from its heading on."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (KOP, _INLEIDING, "| figure | days | source |", "|---|---|---|")
    alone = landelijke_parameters().filter(pl.col("waarde").str.contains(r"^\d+$"))
    for rows in (wettelijke_waarden(), alone):
        for row in rows.iter_rows(named=True):
            kind = row.get("soort_prestatie")
            of_kind = f" of {kind}" if kind else ""
            days = f"{row['begindatum'] or ''} to {row['einddatum'] or ''}"
            days = "all" if days == " to " else days.strip().removesuffix(" to")
            yield f"| `{row['naam']}`{of_kind} = {row['waarde']} | {days} | {row['bron']} |"


if __name__ == "__main__":
    sys.stdout.write(part())
