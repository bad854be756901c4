"""Which tables and columns does a person give, and what stands in them?"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import dataframely as dy
import polars as pl

from declarations.registers.schema import REGISTER_VAN, REGISTERTABELLEN
from grouper.registration.columns import ALIASES, DAYS, KNOWN
from tabellen.headers.headers import known_names
from tabellen.headers.headertext import bare_name
from tabellen.values.scales import SCALES, plain_name
from tariffs.schema import TABELLEN, Declaratieregels

DELEN = {
    "batch": "Wat `group` groepeert",
    "tarieven": "Wat `price` prijst, en de tabellen waarmee",
    "registers": "Wat `check`, `eigenrisico`, `verblijf` en `aanvullend` raadplegen",
}
"""Parts of the tables, by what asks for them."""

MINIMUM = {
    "groeperen": ("subtrajecten", "zorgactiviteiten"),
    "prijzen tegen een contract": (
        *("verzekeringen", "tarief_release", "prestatie", "tarief"),
        *("uzovi_concern", "zorgaanbieder", "contract", "contract_prijs"),
    ),
    "prijzen zonder contract": (
        *("verzekeringen", "tarief_release", "prestatie", "tarief"),
        *("zorgaanbieder", "standaardprijslijst"),
    ),
}
"""Tables without which a job comes to nothing; a release stands beside them, which also
says which declaratiecodes a zorgproduct has."""

VORMEN = pl.Schema(
    {
        "tabel": pl.String(),
        "kolom": pl.String(),
        "verplicht": pl.Boolean(),
        "vorm": pl.String(),
        "betekenis": pl.String(),
        "ook_gelezen_als": pl.String(),
    }
)
"""What is told of each column."""


@dataclass(frozen=True)
class Invoertabel:
    """A table that a person gives.

    Attributes:
        naam: Its name, which is that of its file.
        deel: Which of ``DELEN`` it is of.
        kolommen: Columns ``VORMEN``.
    """

    naam: str
    deel: str
    kolommen: pl.DataFrame

    @property
    def nodig(self) -> list[str]:
        """Columns that it must have."""
        return self.kolommen.filter("verplicht")["kolom"].to_list()


@cache
def invoertabellen() -> tuple[Invoertabel, ...]:
    """All tables that are read, in the order of the jobs that ask for them."""
    of_prices: list[tuple[str, type[dy.Schema]]] = [
        ("declaratieregels", Declaratieregels),
        ("verzekeringen", REGISTER_VAN["verzekeringen"].schema),
        *((each.naam, each.schema) for each in TABELLEN),
    ]
    of_desk = [
        (each.naam, each.schema)
        for each in REGISTERTABELLEN
        if each.naam not in dict(of_prices)
    ]
    return (
        *(Invoertabel(name, "batch", _of_batch(name)) for name in KNOWN),
        *(Invoertabel(name, "tarieven", _of_schema(name, s)) for name, s in of_prices),
        *(Invoertabel(name, "registers", _of_schema(name, s)) for name, s in of_desk),
    )


def _of_batch(table: str) -> pl.DataFrame:
    required, optional = KNOWN[table]
    rows = [
        (
            *(table, name, name in required, _BATCH.get(name, "tekst")),
            betekenis(table, name),
            ", ".join(alias for alias, ours in ALIASES.items() if ours == name),
        )
        for name in (*required, *optional)
    ]
    return pl.DataFrame(rows, schema=VORMEN, orient="row")


_DATUM = "datum (jjjj-mm-dd, jjjjmmdd of d-m-jjjj)"
_BATCH = {
    **dict.fromkeys(DAYS, _DATUM),
    "aantal": "geheel getal",
    "leeftijd_jaar": "geheel getal",
    "aanspraak": "J of N (ook ja, waar, true, 1)",
    "ontvanger": "VERZEKERAAR, VERZEKERDE, NIET_VERZEKERDE, EIGEN_ZORGVERLENER, OVERIG",
    "aanvrager_soort": "EERSTELIJN, BUITEN_DBC, GEEN_VERZOEK_NODIG, ANDERS",
}


def _of_schema(table: str, schema: type[dy.Schema]) -> pl.DataFrame:
    names = known_names(schema)
    rows = []
    for name, column in schema.columns().items():
        own = {bare_name(name), bare_name(plain_name(name) or name)}
        others = [
            alias
            for alias, (meant, _) in names.items()
            if meant == name and alias not in own
        ]
        plain = plain_name(name)
        rows.append(
            (
                *(table, plain or name, not column.nullable, _vorm(name, column)),
                betekenis(table, name),
                ", ".join([*([name] if plain else []), *others]),
            )
        )
    return pl.DataFrame(rows, schema=VORMEN, orient="row")


_EENHEDEN = {
    "_e6": "bedrag in euro's, tot zes decimalen",
    "_cent": "bedrag in euro's, tot twee decimalen",
    "_m": "getal, tot drie decimalen",
    "_bp": "percentage, tot twee decimalen",
}


def _vorm(name: str, column: dy.Column) -> str:
    for suffix in SCALES:
        if name.endswith(suffix):
            return _EENHEDEN[suffix]
    if isinstance(column, dy.Enum):
        return ", ".join(column.categories)
    if isinstance(column, dy.List):
        inner = column.dtype.inner  # type: ignore[attr-defined]
        values = getattr(inner, "categories", None)
        return (
            f"lijst, | ertussen: {', '.join(values)}" if values is not None else "lijst"
        )
    return _SOORTEN.get(type(column.dtype), "tekst")


_SOORTEN: dict[type[pl.DataType], str] = {
    pl.Int64: "geheel getal",
    pl.Date: _DATUM,
    pl.Time: "uur (uu:mm)",
    pl.Boolean: "J of N (ook ja, waar, true, 1)",
}


def betekenis(table: str, column: str) -> str:
    """What a column of a table holds, in Dutch; empty where nothing says it."""
    return _betekenissen().get((table, column)) or _betekenissen().get(("", column), "")


@cache
def _betekenissen() -> dict[tuple[str, str], str]:
    text = (files(__package__) / "betekenissen.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {(row["tabel"], row["kolom"]): row["betekenis"] for row in rows}


def begin_files() -> Iterator[tuple[str, bytes]]:
    """The files that a new folder begins with: name and content."""
    folder = files(__package__) / "begin"
    for each in sorted(folder.iterdir(), key=lambda file: file.name):
        if each.name.endswith((".csv", ".toml")):
            yield each.name, each.read_bytes()
