"""Write the example declarations.

Run it as ``python -m dbc_grouper_data.making.make_declaraties [FOLDER]``. There is no
clock in it. A delivery of several institutions to several insurers (``levering.zip``),
all of it right; its complete profiles (``zorgprofiel.csv``); and what was declared and
paid before (``historie.csv``). The committed files equal what this writes.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from dbc_grouper_data import declaraties_path
from dbc_grouper_data.making.example_bestandsgebreken import BESTANDEN, broken
from dbc_grouper_data.making.example_gebreken import MEDE, is_plain, plant_lines
from dbc_grouper_data.making.example_prestaties import Zorg, declared
from dbc_grouper_data.making.example_records import (
    Records,
    credits,
    records,
)
from dbc_grouper_data.making.example_verzekerdgebreken import (
    MEDE_VERZEKERD,
    plant_insured,
)
from dbc_grouper_data.making.example_werkstuk import Geplant, Werkstuk
from dbc_grouper_data.making.example_zorg import privacyverklaringen
from dbc_grouper_data.making.zh308_forms import write_zip

from declarations.berichten.zh308.declaraties import Declaraties, read_zh308
from declarations.besluit.besluiten import decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.feiten.levering import Checkinstellingen, Levering
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
    write_faulty(folder / "gebreken", delivery, profielen(now, zorg), before)


def write_faulty(
    folder: Path, delivery: Records, profiel: pl.DataFrame, before: Records
) -> None:
    """Write the twin of a delivery in which faults are planted, and where they are."""
    folder.mkdir(exist_ok=True)
    werk = Werkstuk.of(delivery, profiel, before.prestaties)
    whole = {}
    planted: list[tuple[str, int, str]] = []
    for number, check_id in enumerate(BESTANDEN):
        row = werk.take(is_plain)
        own = werk.lift(row).messages(f"G{number:02d}", NU)
        (content,) = own.values()
        name = f"gebrek-{check_id}.zh308"
        whole[name], record = broken(check_id, content)
        planted.append((name, record, check_id))
    plant_lines(werk)
    plant_insured(werk)
    members = {**werk.records().messages("F2025", NU), **whole}
    write_zip(folder / "levering.zip", members)
    pl.DataFrame(werk.profiel).select(_PROFIEL).sort(_PROFIEL).write_csv(
        folder / "zorgprofiel.csv", separator=";"
    )
    planted += places(werk.geplant, read_zh308(folder / "levering.zip"))
    pl.DataFrame(
        planted, schema=["bestand", "record", "check_id"], orient="row"
    ).write_csv(folder / "geplant.csv", separator=";")
    pl.DataFrame(
        sorted({*MEDE, *MEDE_VERZEKERD}), schema=["geplant", "ook"], orient="row"
    ).write_csv(folder / "mede.csv", separator=";")


def places(
    geplant: Sequence[Geplant], declaraties: Declaraties
) -> Iterator[tuple[str, int, str]]:
    """File, record and check of each fault of a line."""
    names = dict(declaraties.bestanden.select("bestand_nr", "bestand").iter_rows())
    heads = declaraties.verzekerden.select("verzekerde", hoofd="record")
    lines = declaraties.prestaties.join(heads, on="verzekerde", maintain_order="left")
    at = {
        "02": lines.select("r0458", "bestand_nr", "hoofd"),
        "04": lines.select("r0458", "bestand_nr", "record"),
        "06": declaraties.tarieven.select("r0622", "bestand_nr", "record"),
        "16": declaraties.zorgactiviteiten.select("r1620", "bestand_nr", "record"),
    }
    for each in geplant:
        reference = pl.col(at[each.soort].columns[0])
        rows = at[each.soort].filter(reference == each.sleutel)
        _, number, record = rows.row(-1)
        yield names[number], record, each.check_id


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
