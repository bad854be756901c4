"""The catalogue: one record per check, in tables that a person can read.

The tables stand beside this module and the examples in ``voorbeelden/``, a file a
group. What a check does is code (``running``); all that is said of it stands there.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

import polars as pl

GROEPEN = ("F", "P", "R", "G", "T", "E", "V", "M", "D", "S", "K", "C")
"""Groups of checks, by the letter their ids begin with, in the order they are told."""


class Niveau(StrEnum):
    """What a check is about, which is whom its refusal hits."""

    BESTAND = "BESTAND"
    VERZEKERDE = "VERZEKERDE"
    PRESTATIE = "PRESTATIE"
    TARIEF = "TARIEF"
    ZORGACTIVITEIT = "ZORGACTIVITEIT"


class Uitvoerbaarheid(StrEnum):
    """How far a check can be run."""

    VOLLEDIG = "VOLLEDIG"
    REGISTER = "REGISTER"
    PROFIEL = "PROFIEL"
    BEREKENING = "BEREKENING"
    NIET = "NIET"


@dataclass(frozen=True)
class Check:
    """What the catalogue says of a check.

    Attributes:
        check_id: Letter of its group and two digits.
        naam: What it is called.
        niveau: What it is about.
        is_materieel: Whether it asks if care was delivered and needed; otherwise it is
            formal (Regeling zorgverzekering art. 7).
        zin: The rule as an IF..THEN sentence, in Dutch.
        rubrieken: Fields it names, the one that is told first.
        gegevens: What it needs: bericht, historie, and names of tables.
        uitvoerbaarheid: How far it can be run.
        gevolg: What a failure leads to, where no setting says otherwise.
        retourcode: Vektis COD954; empty where none is known.
        zekerheid: How sure the rule is: A read in a primary source, B in a secondary
            one, C own knowledge, I inferred.
        geldig_van: First day it holds; None for always.
        geldig_tot: Last day.
        impliceert: Checks that are not told where this one fails.
        bron: Document and article.
        tip: What to do about it, in Dutch.
    """

    check_id: str
    naam: str
    niveau: Niveau
    is_materieel: bool
    zin: str
    rubrieken: tuple[str, ...]
    gegevens: tuple[str, ...]
    uitvoerbaarheid: Uitvoerbaarheid
    gevolg: str
    retourcode: str
    zekerheid: str
    geldig_van: date | None
    geldig_tot: date | None
    impliceert: tuple[str, ...]
    bron: str
    tip: str

    @property
    def groep(self) -> str:
        """The letter of its group."""
        return self.check_id[0]


@cache
def catalogus() -> dict[str, Check]:
    """All checks by id, in the order they are told."""
    checks = [
        _check(row)
        for groep in GROEPEN
        for row in _rows("", groep).iter_rows(named=True)
    ]
    return {check.check_id: check for check in checks}


@cache
def voorbeelden() -> pl.DataFrame:
    """Examples of all groups: check_id, uitkomst, situatie, wijziging."""
    return pl.concat([_rows("voorbeelden", groep) for groep in GROEPEN])


def _rows(folder: str, groep: str) -> pl.DataFrame:
    text = (files(__package__) / folder / f"{groep}.csv").read_bytes()
    rows = pl.read_csv(text, separator=";", infer_schema=False, glob=False)
    return rows.with_columns(pl.all().fill_null(""))


def _check(row: dict[str, str]) -> Check:
    return Check(
        check_id=row["check_id"],
        naam=row["naam"],
        niveau=Niveau(row["niveau"]),
        is_materieel=row["soort"] == "MATERIEEL",
        zin=row["zin"],
        rubrieken=tuple(row["rubrieken"].split()),
        gegevens=tuple(row["gegevens"].split()),
        uitvoerbaarheid=Uitvoerbaarheid(row["uitvoerbaarheid"]),
        gevolg=row["gevolg"],
        retourcode=row["retourcode"],
        zekerheid=row["zekerheid"],
        geldig_van=_day(row["geldig_van"]),
        geldig_tot=_day(row["geldig_tot"]),
        impliceert=tuple(row["impliceert"].split()),
        bron=row["bron"],
        tip=row["tip"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
