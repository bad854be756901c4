"""The page of all tables and columns, made of their declarations: ``docs/data.md``.

python -m billing.naslag.datapagina > docs/data.md
"""

import sys
from collections.abc import Iterator

from billing.naslag.kolommen import DELEN, MINIMUM, Invoertabel, invoertabellen

_KOP = """\
# Tabellen en kolommen
Deze bladzijde is gemaakt van de declaraties door `python -m billing.naslag.datapagina`;
een toets houdt beide gelijk. `dbc-grouper columns TABEL` zegt hetzelfde op het scherm,
en `dbc-grouper init MAP` begint een map met de kleinste verzameling tabellen, elk met
een voorbeeldrij.

Een tabel is een bestand met haar naam: csv (`;`, `,`, tab of `|`; utf-8, utf-16 of
cp1252; ook als .txt of .tsv, en verpakt als .gz of .bz2), xlsx (een blad per tabel),
Parquet (een bestand, of een map met delen), Arrow IPC, en voor tabellen van prijzen ook
TOML. Namen van kolommen mogen in hoofdletters en met spaties staan; heten zij of hun
waarden anders, dan zegt `--kolommen BESTAND.toml` hoe:

    [subtrajecten]
    begindatum = "Start DBC"

    [subtrajecten.waarden.zorgtype_code]
    R = "11"

Rij 1 is de eerste onder de kop: een rekenprogramma toont haar als rij 2. Wat niet
gelezen kan worden staat met rij en kolom in het bestand met bevindingen.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _KOP
    yield "## Wat ten minste nodig is"
    for what, tables in MINIMUM.items():
        yield f"- **{what}**: {', '.join(f'`{name}`' for name in tables)}"
    yield ""
    yield (
        "Daarnaast een release van de NZa. De officiële Tarieven Tabel mag in de plaats"
        " van `prestatie` en `tarief` staan. De zorgactiviteiten mogen ook in het"
        " bestand met subtrajecten staan: genest (Parquet), of plat met een rij per"
        " zorgactiviteit."
    )
    yield ""
    for part, title in DELEN.items():
        yield f"## {title}"
        for table in invoertabellen():
            if table.deel == part:
                yield from _table(table)


def _table(table: Invoertabel) -> Iterator[str]:
    yield f"### {table.naam}"
    yield "| kolom | nodig | vorm | betekenis | ook gelezen als |"
    yield "|---|---|---|---|---|"
    for row in table.kolommen.iter_rows(named=True):
        cells = (
            f"`{row['kolom']}`",
            "ja" if row["verplicht"] else "",
            row["vorm"].replace("|", "\\|"),
            row["betekenis"],
            row["ook_gelezen_als"],
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
