"""Write the example: ``python -m dbc_grouper_data.making.make_release [FOLDER]``.

Deterministic: the committed files equal what this writes (a test compares them).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from dbc_grouper_data import release_path
from dbc_grouper_data.making import example_referenties
from dbc_grouper_data.making.example_trees import trees
from dbc_grouper_data.making.release_forms import ReleaseNames, Row, write_release
from dbc_grouper_data.making.release_language import TableBuilder, Version

NAMES = ReleaseNames(
    ingangsdatum="20240101",
    versie="20231001",
    versiedatum="2023-09-20",
    verantwoordelijke="Voorbeeld, niet van de Nederlandse Zorgautoriteit",
)

# As in the real tables, ids do not follow the order of the versions, and those of
# attributen may have ten digits (RZ17a).
VERSIONS = (
    Version("2022-01-01", "2022-12-31", regel_id=310_001, attribuut_id=170_001),
    Version("2023-01-01", "2023-12-31", regel_id=990_001, attribuut_id=970_001),
    Version("2024-01-01", None, regel_id=450_001, attribuut_id=1_000_001_843),
)


def example_tables() -> dict[str, list[Row]]:
    """All 18 tables of the example release."""
    builder = TableBuilder()
    for version in VERSIONS:
        builder.add_version(version, trees(int(version.begindatum[:4])))
    return {
        **builder.tables,
        "BoomParameters": list(boomparameters()),
        **example_referenties.tables(),
        "Producten": [*builder.producten(), *example_referenties.ozp_producten()],
    }


def boomparameters() -> Iterator[Row]:
    """The list of boomparameters: numbers and fields are the NZa's, texts are ours."""
    eenmalig = "aantal records"
    for number, text, table, field in (
        (100, "Leeftijd in jaren", "declaratiedataset", "leeftijd"),
        (101, "Geslacht", "declaratiedataset", "geslacht"),
        (110, "Instelling", _INSTELLINGEN, "zorginstellingscode"),
        (111, "Instelling, cluster 1", _INSTELLINGEN, "zorginstellingscluster_1"),
        (112, "Instelling, cluster 2", _INSTELLINGEN, "zorginstellingscluster_2"),
        (200, "Specialisme", _SPECIALISMEN, "specialismecode"),
        (201, "Specialisme, cluster 1", _SPECIALISMEN, "specialismecluster_1"),
        (202, "Specialisme, cluster 2", _SPECIALISMEN, "specialismecluster_2"),
        (210, "Zorgtype", _ZORGTYPEN, "zorgtype_attribuutwaarde"),
        (211, "Zorgtype, cluster 1", _ZORGTYPEN, "zorgtypecluster_1"),
        (212, "Zorgtype, cluster 2", _ZORGTYPEN, "zorgtypecluster_2"),
        (220, "Zorgvraag", _ZORGVRAGEN, "zorgvraag_attribuutwaarde"),
        (221, "Zorgvraag, cluster 1", _ZORGVRAGEN, "zorgvraagcluster_1"),
        (222, "Zorgvraag, cluster 2", _ZORGVRAGEN, "zorgvraagcluster_2"),
        (230, "Diagnose", _DIAGNOSEN, "diagnose_attribuutwaarde"),
        (231, "Diagnose, DOT-code", _DIAGNOSEN, "icd_diagnosecode"),
        *(
            (
                231 + slot,
                f"Diagnose, cluster {slot}",
                _DIAGNOSEN,
                f"diagnosecluster_{slot}",
            )
            for slot in range(1, 7)
        ),
        (241, "Begindatum van het subtraject", "subtrajecten", "begindatum"),
    ):
        yield _boomparameter(number, text, table, field, eenmalig)
    for first, weight, how in (
        (300, "", "SUM(uza.aantal)"),
        (400, ", maal weegfactor 1", "SUM(uza.aantal*weegfactor_1)"),
        (500, ", maal weegfactor 2", "SUM(uza.aantal*weegfactor_2)"),
    ):
        kinds = [
            (0, "Activiteit", "zorgactiviteiten", "zorgactiviteitcode"),
            *(
                (
                    slot,
                    f"Activiteit, cluster {slot}",
                    "zorgactiviteiten",
                    f"zorgactiviteitcluster_{slot}",
                )
                for slot in range(1, 11)
            ),
            (51, "Behandelklasse", "behandelklassen", "behandelklassecode"),
        ]
        for kind, text, table, field in kinds:
            via = f"uitgevoerde_zorgactiviteiten via {table}"
            yield _boomparameter(first + kind, text + weight, via, field, how)


_INSTELLINGEN = "declaratiedataset via zorginstellingen"
_SPECIALISMEN = "subtrajecten via specialismen"
_ZORGTYPEN = "subtrajecten via zorgtypes"
_ZORGVRAGEN = "subtrajecten via zorgvragen"
_DIAGNOSEN = "subtrajecten via diagnosen"


def _boomparameter(number: int, text: str, table: str, field: str, how: str) -> Row:
    return {
        "BoomParameterNummer": number,
        "Omschrijving": text,
        "TabelNaam": table,
        "VeldNaam": field,
        "AttribuutWaardeBepaling": how,
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else release_path()
    folder.mkdir(parents=True, exist_ok=True)
    write_release(folder, NAMES, example_tables())
