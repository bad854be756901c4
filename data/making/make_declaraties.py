"""Write the example declarations.

Run it as ``python -m dbc_grouper_data.making.make_declaraties [FOLDER]``. There is no
clock in it. A delivery of several institutions to several insurers (``levering.zip``),
all of it right; its complete profiles (``zorgprofiel.csv``); and what was declared and
paid before (``historie.csv``). The committed files equal what this writes.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from dbc_grouper_data import declaraties_path
from dbc_grouper_data.making.example_prestaties import Zorg, declared
from dbc_grouper_data.making.example_records import (
    Records,
    credits,
    records,
)
from dbc_grouper_data.making.example_zorg import privacyverklaringen
from dbc_grouper_data.making.zh308_forms import write_zip

from declarations.berichten.zh308.declaraties import read_zh308
from declarations.besluit.besluiten import decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.levering import Checkinstellingen, Levering
from declarations.factuur.records import Aanlevering
from declarations.rapport.historie import historie
from declarations.registers.registers import Registers

EERDER = Aanlevering(
    begin=date(2022, 1, 1), eind=date(2023, 12, 31), dagtekening=date(2024, 1, 31)
)
EERDER_ONTVANGEN = date(2024, 2, 5)
NU = Aanlevering(
    begin=date(2024, 1, 1), eind=date(2024, 12, 31), dagtekening=date(2025, 1, 31)
)
CREDITS = 8

_PROFIEL = (
    "zorginstelling_code",
    "subtraject_nummer",
    "zorgactiviteit_code",
    "aantal",
    "uitvoerdatum",
)


def main(folder: Path) -> None:
    """Write every file of the example declarations."""
    folder.mkdir(parents=True, exist_ok=True)
    zorg = declared()
    is_now = pl.col("einddatum") >= NU.begin
    now = zorg.regels.filter(is_now)
    before = records(zorg.regels.filter(~is_now), zorg)
    taken_back = credits(before, credited(before, now))
    delivery = records(now, zorg).with_credits(taken_back)
    write_zip(folder / "levering.zip", delivery.messages("F2025", NU))
    profielen(now, zorg).write_csv(folder / "zorgprofiel.csv", separator=";")
    paid(before).write_csv(folder / "historie.csv", separator=";")


def profielen(regels: pl.DataFrame, zorg: Zorg) -> pl.DataFrame:
    """The complete profiles of the dbc's that are declared, of private ones none."""
    private = [row["referentienummer"] for row in privacyverklaringen()]
    reference = pl.format("R{}", pl.col("subtraject_nummer").str.slice(1))
    own = regels.filter("is_dbc", ~reference.is_in(private)).select(
        "subtraject_nummer", "zorginstelling_code"
    )
    return (
        zorg.profiel.join(own, on="subtraject_nummer", maintain_order="left")
        .group_by([name for name in _PROFIEL if name != "aantal"], maintain_order=True)
        .agg(pl.col("aantal").sum())
        .select(_PROFIEL)
        .sort("subtraject_nummer", "uitvoerdatum", "zorgactiviteit_code")
    )


def credited(before: Records, now: pl.DataFrame) -> list[str]:
    """References of some earlier lines that nothing follows, to take back."""
    followed = now["verzekerde_id"].implode()
    lonely = before.prestaties.filter(~pl.col("verzekerde_id").is_in(followed))
    return lonely["r0458"].gather_every(max(lonely.height // CREDITS, 1)).to_list()


def paid(before: Records) -> pl.DataFrame:
    """The history of an earlier delivery that was paid in full."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "eerder.zip")
        write_zip(path, before.messages("E2024", EERDER))
        levering = Levering(
            declaraties=read_zh308(path),
            registers=Registers(),
            instellingen=Checkinstellingen(ontvangen=EERDER_ONTVANGEN),
        )
    gevolgen = Gevolgen.of(None, EERDER_ONTVANGEN)
    return historie(levering, decide(levering, [], gevolgen, None))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else declaraties_path())
