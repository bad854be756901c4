"""How often is paramedical care insured, and was that passed? (E25)

The limits stand in ``limieten.csv``, dated: of which code set, for which ages, how many
in which window (JAAR a calendar year, TWAALF_MAANDEN from the first treatment, ALLES
ever). What is declared counts by aantal (0426), in order of day.

Source: Bzv art. 2.6 as the list of the basic package of 2018 and 2019 told it (the
page of the patients' association NVLE on the Zvw).
UNSOURCED[limieten-na-2019]: the limits are taken to hold on after 2019.
UNSOURCED[dieet-per-jaar]: the page says three hours; they are counted per year.

Dutch terms: fysiotherapie, PAV (claudication), bekkenfysiotherapie (of the pelvis).
"""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from declarations.checks.feiten.leeftijd import age, with_person
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, lijnen, with_names
from declarations.checks.gemis import HISTORIE, codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.registers.codeverzamelingen import has_set, is_in_set

JAAR: Final = "JAAR"
TWAALF_MAANDEN: Final = "TWAALF_MAANDEN"

FYSIO: Final = "FYSIO_ZITTING"
FYSIO_UITGEZONDERD: Final = ("FYSIO_PAV", "BEKKENFYSIO", "FYSIO_COPD")
"""Kinds of fysiotherapie that an adult gets from the first treatment."""

ZELF_BETAALD: Final = 20
"""Treatments of a chronic condition that an adult pays himself."""

VOLWASSEN: Final = 18


@cache
def limieten() -> list[dict[str, Any]]:
    """The limits, a record each."""
    text = (files(__package__) / "limieten.csv").read_bytes()
    rows = pl.read_csv(
        text,
        separator=";",
        schema_overrides={
            "leeftijd_van": pl.Int64,
            "leeftijd_tot": pl.Int64,
            "begindatum": pl.Date,
            "einddatum": pl.Date,
        },
        glob=False,
    )
    return rows.to_dicts()


def paramedisch(levering: Levering) -> Oordeel:
    """E25: no more paramedical care than is insured.

    A line of which every treatment is above the limit fails as the limit has it; one
    that passes it half way, or that falls after the window, is looked at. For
    fysiotherapie under 18 a person looks: the limit is per condition, which a line does
    not tell. Of an adult's first twenty treatments nothing can be said, for they are
    not declared to the insurer; those behind twenty that were are insured.
    """
    parts = [_limited(levering, limiet) for limiet in limieten()]
    parts.append(_first_twenty(levering))
    gaps = sorted({part.reden for part in parts if part.reden})
    judged = together(*parts)
    # A set that lacks hides nothing where another limit judges.
    reden = ", ".join(gaps) if not judged.beoordeeld else ""
    return Oordeel(judged.beoordeeld, judged.bevindingen, reden)


def _lines(levering: Levering, naam: str, without: list[str]) -> pl.DataFrame:
    """Lines that are no dbc, of a set and of none of some others, with the age."""
    lines = levering.once(lijnen).filter(pl.col("zorgproduct").is_null())
    inside = is_in_set(
        levering.registers, lines, naam, code="declaratiecode", dag="begin"
    )
    for other in without:
        inside &= ~is_in_set(
            levering.registers, lines, other, code="declaratiecode", dag="begin"
        )
    return with_person(levering, lines.filter(inside)).with_columns(
        leeftijd=age(pl.col("geboren"), pl.col("begin")),
        aantal=pl.col("aantal").fill_null(1),
    )


def _limited(levering: Levering, limiet: dict[str, Any]) -> Oordeel:
    naam = limiet["verzameling"]
    if not has_set(levering.registers, naam):
        return not_evaluable(0, codeverzameling(naam))
    day, years = pl.col("begin"), pl.col("leeftijd")
    rows = _lines(levering, naam, (limiet["uitzondering"] or "").split()).filter(
        day >= limiet["begindatum"],
        day <= limiet["einddatum"] if limiet["einddatum"] else True,
    )
    of_age = pl.lit(value=True)
    if limiet["leeftijd_van"] is not None:
        of_age &= (years >= limiet["leeftijd_van"]).fill_null(value=True)
    if limiet["leeftijd_tot"] is not None:
        of_age &= (years <= limiet["leeftijd_tot"]).fill_null(value=True)
    is_aged = limiet["leeftijd_van"] is not None or limiet["leeftijd_tot"] is not None
    counted = _counted(in_order(rows.filter(of_age), "persoon", "begin"), limiet)
    most = limiet["aantal"]
    own = with_names(
        levering,
        counted.filter(~pl.col("is_historie")).sort("bestand_nr", "record"),
        "vorige",
    )
    above = pl.col("totaal") > most
    whole = pl.col("totaal") - pl.col("aantal") >= most
    late = pl.col("is_te_laat")
    unknown_age = pl.lit(is_aged) & years.is_null()
    known = levering.history_covers("sinds", "begin")
    return judge(
        own,
        (above | late) & ~unknown_age,
        rubriek="0426",
        waarde=pl.format("{} met deze", "totaal"),
        verwacht=limiet["zin"],
        gevolg=pl.when(whole & above)
        .then(pl.lit(limiet["gevolg"]))
        .otherwise(pl.lit("SIG")),
        ontbreekt=unknown_age | ~known,
        lacks=pl.when(unknown_age)
        .then(pl.lit("geboortedatum (0207)"))
        .otherwise(pl.lit(HISTORIE)),
        andere=pl.col("andere_records"),
    )


def _counted(rows: pl.DataFrame, limiet: dict[str, Any]) -> pl.DataFrame:
    """Add ``totaal`` in the window with the line itself, ``vorige`` and ``sinds``.

    ``sinds`` is the first day of which all has to be known, ``is_te_laat`` that the
    window of twelve months from the first treatment had closed.
    """
    person = ["persoon"]
    if limiet["venster"] == JAAR:
        rows = rows.with_columns(_jaar=pl.col("begin").dt.year())
        person = ["persoon", "_jaar"]
    first = pl.col("begin").min().over(person)
    since = {
        JAAR: pl.col("begin").dt.truncate("1y"),
        TWAALF_MAANDEN: pl.col("begin").dt.offset_by("-12mo"),
    }.get(limiet["venster"], pl.col("geboren"))
    closed = pl.lit(limiet["venster"] == TWAALF_MAANDEN) & (
        pl.col("begin") >= first.dt.offset_by("12mo")
    )
    return rows.with_columns(
        totaal=pl.col("aantal").cum_sum().over(person),
        vorige=pl.col("lijn").shift().over(person),
        sinds=since,
        is_te_laat=closed,
    )


def _first_twenty(levering: Levering) -> Oordeel:
    """Fysiotherapie of adults: known to be insured behind twenty that were declared."""
    if not has_set(levering.registers, FYSIO):
        return not_evaluable(0, codeverzameling(FYSIO))
    rows = _lines(levering, FYSIO, list(FYSIO_UITGEZONDERD)).filter(
        (pl.col("leeftijd") >= VOLWASSEN).fill_null(value=False)
    )
    before = pl.col("aantal").cum_sum().over("persoon") - pl.col("aantal")
    own = (
        in_order(rows, "persoon", "begin")
        .with_columns(eerder=before)
        .filter(~pl.col("is_historie"))
        .sort("bestand_nr", "record")
    )
    return judge(
        own,
        pl.lit(value=False),
        ontbreekt=pl.col("eerder") < ZELF_BETAALD,
        lacks="de eerste 20 behandelingen, die de verzekerde zelf betaalt",
    )


CHECKS = {"E25": paramedisch}
