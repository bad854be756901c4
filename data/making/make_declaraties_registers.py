"""Write the registers that example declarations are held against.

Run it as ``python -m dbc_grouper_data.making.make_declaraties_registers [FOLDER]``.
Deterministic: no clock, and nothing drawn but what the example batch drew. Sets of the
example's own codes stand in ``codeverzameling.csv`` beside this module, by hand. The
committed files equal what this writes.
"""

import sys
from importlib.resources import files
from pathlib import Path

from dbc_grouper_data import declaraties_path
from dbc_grouper_data.making import (
    example_personen,
    example_registers,
    example_voorbestemd,
    example_zorg,
)
from dbc_grouper_data.making.tarief_forms import Row, columns_of, write_table

NATIONAAL = files("declarations.registers") / "nationaal"
VEKTIS = NATIONAAL / "codeverzameling_vektis.csv"
"""Sets that are given replace all that ship, so those of Vektis are repeated."""
VRIJSTELLING = NATIONAAL / "vrijstelling.csv"
"""The kinds of care that are exempt are the nation's."""
EIGEN = Path(__file__).with_name("codeverzameling.csv")


def tables() -> dict[str, list[Row]]:
    """Every register by name."""
    registers = {
        "personen": example_personen.personen(),
        "agb": example_registers.agb(),
        "uzovi": example_registers.uzovi(),
        "detentie": example_zorg.detenties(),
        "wlz": example_zorg.wlz(),
        "diagnose_combinaties": example_registers.diagnose_combinaties(),
        "privacyverklaringen": example_zorg.privacyverklaringen(),
        "machtigingen": example_zorg.machtigingen(),
        "opnamen": example_zorg.opnamen(),
        "bilateraal": example_registers.bilateraal(),
        "polisvoorwaarde": example_registers.polisvoorwaarden(),
        "marktconform": example_registers.marktconform(),
        "aanvullend": example_registers.aanvullend(),
        "inkoop": example_registers.inkoop(),
        "polisuitsluiting": example_registers.polisuitsluitingen(),
        "vergunning": example_registers.vergunningen(),
        "preferentie": example_registers.preferentie(),
        "persoonseis": example_registers.persoonseisen(),
        "aandachtslijst": example_registers.aandachtslijst(),
        "dekking": example_registers.dekking(),
        **example_zorg.toelating(),
    }
    return registers | {
        naam: registers[naam] + rows
        for naam, rows in example_voorbestemd.rows().items()
    }


def main(folder: Path) -> None:
    """Write every register."""
    folder.mkdir(parents=True, exist_ok=True)
    for naam, rows in tables().items():
        write_table(folder / f"{naam}.csv", columns_of(rows), rows)
    own, of_vektis = EIGEN.read_text("utf-8"), VEKTIS.read_text("utf-8")
    (folder / EIGEN.name).write_text(own + of_vektis.partition("\n")[2], "utf-8")
    (folder / VRIJSTELLING.name).write_bytes(VRIJSTELLING.read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else declaraties_path())
