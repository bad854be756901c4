"""A tiny set of tariff tables as one TOML file, and files of lines to price with it.

One provider, one contract with 9001, none with 9003. 15A001 is free, 14B001 has a
maximum of 1,000.00 that a release of May 2024 lowered to 900.00 from April on.
"""

from pathlib import Path

TABLES = """\
[[tarief_release]]
release_id = 1
bron = "FIXTURE"
kenmerk = "TB-1"
bekendgemaakt_op = 2023-10-01
ingangsdatum = 2024-01-01

[[tarief_release]]
release_id = 2
bron = "FIXTURE"
kenmerk = "WB-2"
bekendgemaakt_op = 2024-05-01
ingangsdatum = 2024-04-01
vervangt_release_id = 1

[[tarief]]
release_id = 1
prestatiecode = "15A001"
prestatiecodelijst = "041"
component = "INTEGRAAL"
begindatum = 2024-01-01
tariefsoort = "VRIJ"

[[tarief]]
release_id = 1
prestatiecode = "14B001"
prestatiecodelijst = "041"
component = "INTEGRAAL"
begindatum = 2024-01-01
tariefsoort = "MAXIMUM"
bedrag_e6 = 1000000000

[[tarief]]
release_id = 2
prestatiecode = "14B001"
prestatiecodelijst = "041"
component = "INTEGRAAL"
begindatum = 2024-04-01
tariefsoort = "MAXIMUM"
bedrag_e6 = 900000000

[[uzovi_concern]]
uzovi = "9001"
concern_id = "V1"
begindatum = 2024-01-01

[[uzovi_concern]]
uzovi = "9003"
concern_id = "V3"
begindatum = 2024-01-01

[[zorgaanbieder]]
zorginstelling_code = "06010101"
naam = "Ziekenhuis Voorbeeld"
soort = "ZIEKENHUIS"
begindatum = 2024-01-01

[[contract]]
contract_id = "C1"
versie = 1
zorginstelling_code = "06010101"
concern_id = "V1"
contractvorm = "PXQ"
status = "ONDERTEKEND"
schriftelijk = true
buiten_scope = "PASSANT"
begindatum = 2024-01-01

[[contract_prijs]]
contract_id = "C1"
versie = 1
prestatiecode = "15A001"
component = "INTEGRAAL"
prijs = "4215,75"
begindatum = 2024-01-01
einddatum = 2024-12-31

[[contract_prijs]]
contract_id = "C1"
versie = 1
prestatiecode = "14B001"
component = "INTEGRAAL"
prijs = "950,00"
begindatum = 2024-01-01
einddatum = 2024-12-31

[[standaardprijslijst]]
zorginstelling_code = "06010101"
prestatiecode = "15A001"
component = "INTEGRAAL"
prijs = "5120,00"
begindatum = 2024-01-01
einddatum = 2024-12-31
"""

Line = dict[str, str]

LINE: Line = {
    "regel_id": "R1",
    "bestand_id": "B1",
    "zorginstelling_code": "06010101",
    "uzovi": "9001",
    "ontvanger": "VERZEKERAAR",
    "verzekerde_id": "P1",
    "prestatiecodelijst": "041",
    "prestatiecode": "15A001",
    "begindatum": "2024-05-10",
    "einddatum": "2024-05-31",
    "aantal": "1",
    "berekend": "",
    "dc": "D",
    "ref_voorgaande": "",
}
"""A line that comes to 4,215.75 under the contract."""


def write_tables(folder: Path) -> Path:
    """Write the tables; gives their file."""
    path = folder / "tabellen.toml"
    path.write_text(TABLES, encoding="utf-8")
    return path


def write_lines(path: Path, *lines: Line) -> Path:
    """Write lines as csv; each is ``LINE`` with these changes."""
    rows = [LINE, *({**LINE, **line} for line in lines)][1:] or [LINE]
    text = [";".join(LINE), *(";".join(row.values()) for row in rows)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path
