"""Posts, persons and insurances of the eigen risico in few words."""

from datetime import date
from typing import Any

import polars as pl

from declarations.registers.schema import REGISTER_VAN, Parameters, Posten

Rij = dict[str, Any]
VERZEKERINGEN = ["verzekerde_id", "uzovi", "begindatum", "einddatum", "vrijwillig_cent"]


def day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


def post(post_id: str, cent: int, peildatum: str, ontvangen: str = "", **more) -> Rij:
    return {
        "post_id": post_id,
        "verzekerde_id": "p",
        "soort": "DBC",
        "dc": "D",
        "verzekerd_cent": cent,
        "peildatum": day(peildatum),
        "ontvangstdatum": day(ontvangen or peildatum),
        **more,
    }


def credit(post_id: str, of: str, cent: int, peildatum: str, ontvangen: str) -> Rij:
    return post(post_id, cent, peildatum, ontvangen, dc="C", ref_voorgaande=of)


def posten(*rows: Rij) -> pl.DataFrame:
    schema = Posten.create_empty().schema
    return pl.DataFrame(list(rows), schema=schema)


def personen(born: str = "1980-05-05", person: str = "p") -> pl.DataFrame:
    return pl.DataFrame({"verzekerde_id": [person], "geboortedatum": [day(born)]})


def verzekerd(*rows: tuple, person: str = "p") -> pl.DataFrame:
    """Rows of ``uzovi, begin, eind, vrijwillig_cent``."""
    schema = REGISTER_VAN["verzekeringen"].schema.create_empty()
    return pl.DataFrame(
        [(person, uzovi, day(a), day(z), v) for uzovi, a, z, v in rows],
        schema=schema.select(VERZEKERINGEN).schema,
        orient="row",
    )


ALTIJD = verzekerd(("0101", "2000-01-01", None, None))


def parameters(**waarden: str) -> pl.DataFrame:
    rows = [{"naam": naam, "waarde": waarde} for naam, waarde in waarden.items()]
    return pl.DataFrame(rows, schema=Parameters.create_empty().schema)
