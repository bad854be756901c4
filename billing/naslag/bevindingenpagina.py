"""The page of all findings and reasons, made of their declarations.

python -m billing.naslag.bevindingenpagina > docs/findings.md
"""

import sys
from collections.abc import Iterator

from billing.naslag.bevindingen import bevindingen

_KOP = """\
# Bevindingen en redenen
Deze bladzijde is gemaakt van de declaraties door
`python -m billing.naslag.bevindingenpagina`; een toets houdt beide gelijk.
`dbc-grouper show CODE` zegt er een op het scherm.

Een bevinding noemt bestand, rij en kolom (docs/files.md, docs/outputs.md).
*Afgewezen*: de rij gaat niet verder, en staat in het bestand met afgewezen rijen.
*Gemeld*: zij gaat verder, en een mens hoort te kijken. Controles op declaraties (F01 en
verder) staan in [checks.md](checks.md), redenen van overige zorgproducten in
[outcomes.md](outcomes.md).
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _KOP.rstrip()
    for titel, rows in bevindingen().items():
        has_where, has_source = any(r.waar for r in rows), any(r.bron for r in rows)
        names = (
            "code",
            "ernst",
            *["waar"] * has_where,
            "tekst",
            *["bron"] * has_source,
        )
        yield from (
            "",
            f"## {titel}",
            f"| {' | '.join(names)} |",
            "|---" * len(names) + "|",
        )
        for row in rows:
            cells = (
                *(row.code, row.ernst),
                *[row.waar] * has_where,
                row.tekst,
                *[row.bron] * has_source,
            )
            yield f"| {' | '.join(cell.replace('|', ' of ') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
