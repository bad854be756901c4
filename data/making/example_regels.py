"""A few invented declaratieregels: one of each kind that the example batch lacks.

They show how a line is written; ``billing`` makes the lines of the batch itself.
"""

from dbc_grouper_data.making.example_contracten import (
    DUINHOF,
    HEUVELDAL,
    IGO,
    MEERWIJK,
    ZEEZICHT,
)
from dbc_grouper_data.making.example_tarieven import (
    FP_CODE,
    GEBOORTEZORG_CODE,
    INNOVATIE_CODE,
    ODV_CODE,
    WERKELIJKE_KOSTEN_CODE,
    WMG58_CODE,
)
from dbc_grouper_data.making.tarief_forms import Row

COLUMNS = (
    "regel_id",
    "bestand_id",
    "zorginstelling_code",
    "uzovi",
    "ontvanger",
    "opdrachtgever_code",
    "verzekerde_id",
    "prestatiecodelijst",
    "prestatiecode",
    "zorgproduct_code",
    "begindatum",
    "einddatum",
    "aantal",
    "afleveringseenheid",
    "inkoopbedrag",
    "tarief",
    "berekend",
    "dc",
    "fase",
)


def declaratieregels() -> list[Row]:
    """Lines in the order in which the README of the folder explains them."""
    return [
        _regel("L01", MEERWIJK, "9101", "15X032", zorgproduct_code="030909002"),
        _regel("L02", MEERWIJK, "9301", "15X032", zorgproduct_code="030909002"),
        _regel("L03", DUINHOF, "9102", "14X002", zorgproduct_code="019999002"),
        _regel("L04", MEERWIJK, "9101", FP_CODE),
        _regel("L05", DUINHOF, "9101", FP_CODE),
        _regel("L06", MEERWIJK, "9102", INNOVATIE_CODE),
        _regel("L07", HEUVELDAL, "9201", INNOVATIE_CODE),
        _regel("L08", ZEEZICHT, "9101", INNOVATIE_CODE),
        _regel("L09", ZEEZICHT, "9101", WMG58_CODE, prestatiecodelijst="990"),
        _regel(
            "L10",
            MEERWIJK,
            "9201",
            "99000002",
            prestatiecodelijst="001",
            aantal="3",
            afleveringseenheid="ST",
        ),
        _regel("L11", MEERWIJK, "9201", WERKELIJKE_KOSTEN_CODE, inkoopbedrag="87,35"),
        _regel("L12", MEERWIJK, "9201", WERKELIJKE_KOSTEN_CODE),
        _regel("L13", MEERWIJK, "", "062001", ontvanger="NIET_VERZEKERDE"),
        _regel(
            "L14",
            MEERWIJK,
            "",
            ODV_CODE,
            prestatiecodelijst="990",
            ontvanger="EIGEN_ZORGVERLENER",
            opdrachtgever_code=DUINHOF,
        ),
        _regel("L15", MEERWIJK, "9101", "061502", tarief="3173,73", berekend="3173,73"),
        _regel("L16", MEERWIJK, "9101", "99X999"),
        _geboortezorg("L17", IGO),
        _geboortezorg("L18", MEERWIJK),
    ]


def _geboortezorg(regel_id: str, zorginstelling: str) -> Row:
    return _regel(
        regel_id,
        zorginstelling,
        "9101",
        GEBOORTEZORG_CODE,
        prestatiecodelijst="990",
        fase="NATAAL",
    )


def _regel(
    regel_id: str, zorginstelling: str, uzovi: str, code: str, **more: str
) -> Row:
    return {
        "regel_id": regel_id,
        "bestand_id": "VOORBEELD",
        "zorginstelling_code": zorginstelling,
        "uzovi": uzovi,
        "ontvanger": "VERZEKERAAR",
        "verzekerde_id": f"W{regel_id[1:]}",
        "prestatiecodelijst": "041",
        "prestatiecode": code,
        "begindatum": "2024-05-13",
        "einddatum": "2024-05-13",
        "aantal": "1",
        "dc": "D",
        **more,
    }
