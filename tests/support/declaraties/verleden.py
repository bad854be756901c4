"""What a situation says of the past and of profiles, as the desk reads it."""

from datetime import date

import polars as pl

from declarations.registers.schema import Historie, Zorgprofiel
from support.declaraties.basis import Situatie

_DBC = {
    "subtraject_nummer": "0419",
    "zorgtraject_nummer": "0415",
    "specialisme_code": "0439",
    "zorgtype_code": "0427",
    "diagnose_code": "0431",
    "prestatiecodelijst": "0409",
    "declaratiecode": "0410",
    "zorgproduct_code": "0414",
}


def historie_of(situatie: Situatie) -> pl.DataFrame | None:
    """The history rows: each is the line dbc, paid a month before, with its changes."""
    if "historie" in situatie.zonder:
        return None
    bericht = situatie.berichten[0]
    velden = next(iter(bericht.prestaties.values())).velden
    paid = {
        "declarant": bericht.voorloop["0112"],
        "factuurnummer": "F2024-0000",
        "ontvangen": date(2024, 6, 5),
        "status": "BETAALD",
        "referentie_prestatie": "H0001",
        "referentie_tarief": "H0001-1",
        "bsn": bericht.verzekerde["0203"],
        "uzovi": bericht.verzekerde["0204"],
        "begindatum": _day(velden["0411"]),
        "einddatum": _day(velden["0412"]),
        "aantal": 1,
        "declaratiebedrag_cent": 98_925,
        "dc": "D",
        "bestand_sha256": "0" * 64,
        **{name: velden.get(rubriek) for name, rubriek in _DBC.items()},
    }
    schema = Historie.create_empty().schema
    rows = [{**paid, **changes} for changes in situatie.historie]
    texts = {name: [row.get(name) for row in rows] for name in schema}
    return pl.DataFrame(
        [
            pl.Series(name, values, strict=False).cast(schema[name])
            for name, values in texts.items()
        ]
    )


def zorgprofiel_of(situatie: Situatie) -> pl.DataFrame | None:
    """The complete profiles, by the numbers that the lines have."""
    if "zorgprofiel" in situatie.zonder:
        return None
    lines = {
        naam: prestatie.velden
        for bericht in situatie.berichten
        for naam, prestatie in bericht.prestaties.items()
    }
    rows = [
        (lines[naam].get("0440"), lines[naam].get("0419"), code, number, day)
        for naam, activities in situatie.profiel.items()
        if naam in lines
        for code, day, number in activities
    ]
    return pl.DataFrame(rows, schema=Zorgprofiel.create_empty().schema, orient="row")


def _day(text: str) -> date:
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
