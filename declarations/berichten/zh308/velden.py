"""Which fields does a ZH308 message have, where do they stand and what do they hold?

All is in ``velden.csv``, made from the field list of ZH308 v9.0 (Vektis, 12-07-2013):
reader, writer and checks take it from here. A rubriek is the number of a field, its
first two digits the kind of record that it stands in.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

RECORD_BYTES = 610
"""Bytes of a record, without its line end."""

RECORDNAMEN = {
    "01": "voorloop",
    "02": "verzekerden",
    "04": "prestaties",
    "06": "tarieven",
    "16": "zorgactiviteiten",
    "98": "commentaar",
    "99": "sluit",
}
"""The name of the frame of each kind of record. Of record 03, the debiteur, no fields
are known: it must not go to an insurer."""


@dataclass(frozen=True)
class Veld:
    """One field of a record.

    Attributes:
        rubriek: Its number, four digits.
        record: The kind of record, two digits.
        naam: Its name in the field list.
        type: ``N`` (digits, filled up with zeros in front) or ``AN`` (text, filled up
            with spaces behind).
        begin: Its first position, from 1.
        eind: Its last position, inclusive.
        verplicht: ``M`` mandatory, ``C`` on condition, ``O`` optional, ``S`` reserved:
            to be empty.
        soort: What it holds: ``DATUM`` (EEJJMMDD), ``GETAL`` (a count, running number
            or percentage in hundredths), ``BEDRAG`` (cents), ``CODE`` (digits that are
            no number), ``TEKST`` or ``RESERVE``.
        nul_telt: Whether zeros are a code of their own, where they mean that a code is
            absent in others.
    """

    rubriek: str
    record: str
    naam: str
    type: str
    begin: int
    eind: int
    verplicht: str
    soort: str
    nul_telt: bool

    @property
    def kolom(self) -> str:
        """The name of its column."""
        return f"r{self.rubriek}"

    @property
    def breedte(self) -> int:
        """How many positions it has."""
        return self.eind - self.begin + 1

    @property
    def dtype(self) -> pl.DataType:
        """The type of its column."""
        match self.soort:
            case "DATUM":
                return pl.Date()
            case "GETAL" | "BEDRAG":
                return pl.Int64()
        return pl.String()


def read_velden(name: str) -> dict[str, tuple[Veld, ...]]:
    """The fields that a file beside this module declares, by kind of record."""
    text = files("declarations.berichten.zh308").joinpath(name).read_text()
    velden: dict[str, tuple[Veld, ...]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter=";"):
        veld = Veld(
            row["rubriek"],
            row["record"],
            row["naam"],
            row["type"],
            int(row["begin"]),
            int(row["eind"]),
            row["verplicht"],
            row["soort"],
            row["nul_telt"] == "J",
        )
        velden[veld.record] = (*velden.get(veld.record, ()), veld)
    return velden


VELDEN = read_velden("velden.csv")
"""The fields of each kind of record, in order."""


@cache
def _by_rubriek() -> dict[str, Veld]:
    return {veld.rubriek: veld for fields in VELDEN.values() for veld in fields}


def veld(rubriek: str) -> Veld:
    """The field of a rubriek.

    Raises:
        KeyError: There is none of that number.
    """
    return _by_rubriek()[rubriek]


def signed(bedrag: str, dc: str) -> pl.Expr:
    """An amount with the sign that its D/C field gives it, both by their columns."""
    return pl.when(pl.col(dc) == "C").then(-pl.col(bedrag)).otherwise(pl.col(bedrag))


def kolommen(record: str) -> tuple[Veld, ...]:
    """The fields of a kind of record that have a column: all but the reserve."""
    return tuple(each for each in VELDEN[record] if each.soort != "RESERVE")
