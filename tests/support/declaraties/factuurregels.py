"""Lines to declare, made of what a test wants to be other than usual."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from declarations.berichten.zh308.writer import from_frames
from declarations.factuur.facturering import Facturering, make_invoices
from declarations.factuur.records import Aanlevering
from tariffs.schema import Prijsbesluiten

JANUARI = Aanlevering(
    begin=date(2024, 1, 1), eind=date(2024, 1, 31), dagtekening=date(2024, 2, 1)
)

DBC: Mapping[str, Any] = {
    "regel_id": "S1/15A001",
    "row": 1,
    "subtraject": "S1",
    "status": "OK",
    "redenen": [],
    "dc": "D",
    "ontvanger": "VERZEKERAAR",
    "component": "INTEGRAAL",
    "is_persoon_bekend": True,
    "zorginstelling_code": "06990001",
    "uzovi": "9101",
    "verzekerde_id": "V1",
    "bsn": "111222333",
    "verzekerdennummer": "70001",
    "naam": "Duindorp",
    "voorvoegsel": "van",
    "voorletters": "AB",
    "geboortedatum": date(1980, 5, 14),
    "geslacht": "2",
    "is_overleden": False,
    "is_dbc": True,
    "prestatiecodelijst": "041",
    "prestatiecode": "15A001",
    "begindatum": date(2023, 11, 1),
    "einddatum": date(2024, 1, 15),
    "aantal": 1,
    "tarief_cent": 123_456,
    "verrekenpercentage_bp": 10_000,
    "toeslag_code": None,
    "bedrag_cent": 123_456,
    "verwijzer_soort_code": "04",
    "verwijzer_code": "01999001",
    "verwijzer_specialisme_code": None,
    "verwijzer_instelling_code": None,
    "ongeval_code": "O",
    "zorgtraject_nummer": "T1",
    "subtraject_nummer": "S1",
    "zorgtype_code": "11",
    "zorgactiviteit_nummer": None,
    "zorgproduct_code": "990001001",
    "machtiging_nummer": None,
    "afsluitreden_code": "08",
    "zorgvraag_code": "000",
    "diagnose_code": "1206",
    "specialisme_code": "0305",
    "aanspraak_toegepast": "J",
    "is_machtiging_vereist": False,
    "is_oranje_producttyperend": True,
    "hashtotaal": None,
    "hashversie": None,
    "certificaatversie": None,
    "grouper_code": "DBG",
    "grouperversie": "0.1.0",
    "tabelsetversie": "v20231001",
}
"""A dbc-zorgproduct of EUR 1,234.56 that can be declared in January."""

OZP: Mapping[str, Any] = {
    **DBC,
    "regel_id": "S1/062501/2024-01-09",
    "is_dbc": False,
    "prestatiecode": "062501",
    "begindatum": date(2024, 1, 9),
    "einddatum": date(2024, 1, 9),
    "aantal": 3,
    "tarief_cent": 1_050,
    "bedrag_cent": 3_150,
    "zorgtraject_nummer": None,
    "subtraject_nummer": None,
    "zorgtype_code": None,
    "zorgproduct_code": "062501",
    "aanspraak_toegepast": None,
}
"""An overig zorgproduct, three times EUR 10.50."""

OP_NOTA: Mapping[str, Any] = {
    "regel_id": "S1/15A001",
    "zorgactiviteit_code": "060203",
    "uitvoerdatum": date(2023, 12, 5),
    "aantal": 2,
    "zorgactiviteit_nummer": None,
}
"""An activity that the bill of the dbc names."""

_TEXTS = tuple(name for name, value in DBC.items() if value is None)
_SCHEMA = {
    **dict.fromkeys(_TEXTS, pl.String()),
    "redenen": pl.Schema(Prijsbesluiten)["redenen"],
    "geboortedatum": pl.Date(),
    "begindatum": pl.Date(),
    "einddatum": pl.Date(),
    "bedrag_cent": pl.Int64(),
    "aantal": pl.Int64(),
    "tarief_cent": pl.Int64(),
}


def frame_of(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Lines as a frame, each column of its own type also where all are null."""
    texts = {n: pl.String() for n, v in DBC.items() if isinstance(v, str)}
    return pl.DataFrame(list(rows), schema_overrides={**texts, **_SCHEMA})


def invoiced(
    *rows: Mapping[str, Any],
    op_nota: tuple[Mapping[str, Any], ...] = (),
    aanlevering: Aanlevering = JANUARI,
) -> Facturering:
    """What lines become, under number F24."""
    acts = pl.DataFrame(
        list(op_nota),
        schema={
            "regel_id": pl.String,
            "zorgactiviteit_code": pl.String,
            "uitvoerdatum": pl.Date,
            "aantal": pl.Int64,
            "zorgactiviteit_nummer": pl.String,
        },
    )
    return make_invoices(frame_of(*rows), acts, aanlevering, "F24")


def records_of(made: Facturering) -> dict[str, list[str]]:
    """The records of each message, without their line ends."""
    return {
        name: content.decode("latin-1").split("\r\n")[:-1]
        for name, content in from_frames(made.frames).items()
    }


def field(record: str, begin: int, eind: int) -> str:
    """What stands on some positions, from 1, both included."""
    return record[begin - 1 : eind]
