"""Write the tariffs: ``python -m dbc_grouper_data.making.make_tarieven [FOLDER]``.

Deterministic: one seed, no clock. The codes are those of the example release; the
committed files equal what this writes.
"""

import sys
from pathlib import Path

from dbc_grouper_data import release_path as example_release
from dbc_grouper_data import (
    tarieven_path,
)
from dbc_grouper_data.making import (
    example_contracten,
    example_regels,
    example_tarieven,
)
from dbc_grouper_data.making.tarief_forms import Row, columns_of, write_table

from productstructure import read_release

TARIEVENTABEL_COLUMNS = (
    "AGB Specialisme",
    "AGB Uitvoerder",
    "Declaratiecode",
    "Productgroepcode",
    "Tarief (geheel getal in centen)",
    "Kostensoort",
    "Ingangsdatum",
    "Einddatum",
    "Omschrijving declaratiecode",
    "Tarieftype",
    "Declaratie eenheid",
    "Soort Tarief",
    "Segment aanduiding",
    "Soort Honorarium",
    "Mutatie Toelichting",
    "Declaratie regel",
    "Mutatie",
)
ZORGPRODUCTENTABEL_COLUMNS = (
    "Zorgproductcode",
    "Zorgproductomschrijving",
    "Zorgproduct latijnse omschrijving",
    "Zorgproduct consumentenomschrijving",
    "Declaratiecode verzekerde zorg",
    "Declaratiecode onverzekerde zorg",
    "Zorgproduct WBMV code",
    "Zorgproductgroep Code",
    "Ingangsdatum",
    "Einddatum",
    "Mutatie",
)
WAARDENLIJST = """\
# What the coded values of the example Tarieven Tabel mean. The values of a real one are
# not published with it: map each value of your file here. An unknown value is named
# when the file is read, and nothing is guessed.

[soort_tarief]
M = "MAXIMUM"

[eenheid]
ST = "STUK"
DG = "DAG"

[segment]
G = "gereguleerd"
V = "vrij"
"""


def main(folder: Path) -> None:
    """Write every file of the example tariffs."""
    folder.mkdir(parents=True, exist_ok=True)
    producten = _producten()
    codes = example_tarieven.codes(producten)
    # What the NZa publishes comes in latin-1.
    write_table(
        folder / example_tarieven.TARIEVENTABEL,
        TARIEVENTABEL_COLUMNS,
        example_tarieven.tarieventabel(codes),
        encoding="latin-1",
    )
    write_table(
        folder / example_tarieven.ZORGPRODUCTENTABEL,
        ZORGPRODUCTENTABEL_COLUMNS,
        example_tarieven.zorgproductentabel(producten),
        encoding="latin-1",
    )
    (folder / "waardenlijst.toml").write_text(WAARDENLIJST, encoding="utf-8")
    contracten = example_contracten
    tables: dict[str, list[Row]] = {
        "tarief_release": example_tarieven.releases(),
        "tarief": example_tarieven.correction(),
        "prestatie": example_tarieven.prestaties(),
        "addon_tarief": example_tarieven.addons(),
        "ozp_regel": example_tarieven.ozp_regels(),
        "werkelijke_kosten": example_tarieven.werkelijke_kosten(),
        "uzovi_concern": contracten.uzovi_concern(),
        "zorgaanbieder": contracten.zorgaanbieders(),
        "contract": contracten.contracten(),
        "contract_scope": contracten.contract_scopes(),
        "contract_prijs": contracten.contract_prijzen(codes),
        "contract_staffel": contracten.contract_staffels(),
        "prijsregel": contracten.prijsregels(),
        "standaardprijs": contracten.standaardprijzen(codes),
        "standaardopslag": contracten.standaardopslagen(),
        "maxmax_afspraak": contracten.maxmax_afspraken(),
        "maxmax_reikwijdte": contracten.maxmax_reikwijdten(),
        "standaardprijslijst": contracten.standaardprijslijsten(codes),
        "odv_prijs": contracten.odv_prijzen(),
        "omzetafspraak": contracten.omzetafspraken(),
        "omzetafspraak_scope": contracten.omzetafspraak_scopes(),
        "fp_register": contracten.fp_register(),
        "fp_uitsluiting": contracten.fp_uitsluitingen(),
        "experiment": contracten.experimenten(),
        "experiment_partij": contracten.experiment_partijen(),
        "experiment_vervangt": contracten.experiment_vervangt(),
        "prestatie_overeenkomst": contracten.overeenkomsten(),
        "verzekeringen": contracten.verzekeringen(),
    }
    for naam, rows in tables.items():
        write_table(folder / f"{naam}.csv", columns_of(rows), rows)
    write_table(
        folder / "declaratieregels.csv",
        example_regels.COLUMNS,
        example_regels.declaratieregels(),
    )


def _producten() -> list[Row]:
    frame = read_release(example_release()).tables["producten"]
    return [
        {
            "zorgproduct_code": row["zorgproduct_code"],
            "omschrijving": row["zorgproduct_omschrijving"],
            "verzekerd": row["declaratiecode_verzekerd"] or "",
            "onverzekerd": row["declaratiecode_onverzekerd"] or "",
            "begindatum": row["begindatum"].isoformat(),
            "einddatum": row["einddatum"].isoformat() if row["einddatum"] else "",
        }
        for row in frame.iter_rows(named=True)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else tarieven_path())
