"""F27: do dates exist, are mandatory fields filled, do codes stand on their list?

Driven by the field list of ZH308 v9.0 and by ``codelijsten.csv``: what a list holds, and
whether all of it is known. A code that is not on a list known in part is not evaluable.
Fields that another check of the form tests are left to it (validation-decisions 2).
"""

from functools import cache
from importlib.resources import files

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, Veld, kolommen, veld
from declarations.checks.formaat.dbcvelden import JA_NEE, VELDEN, is_dbc
from declarations.checks.formaat.regels import Regel, judge_by
from declarations.checks.formaat.weergave import shown_text
from declarations.checks.levering import Levering
from declarations.checks.oordeel import Oordeel, fails, together

_ELDERS = frozenset(
    {
        *("0102", "0103", "0104", "0119"),  # F04
        "0105",  # F05
        *("0202", "0402", "0602", "1602"),  # F06
        "0116",  # F11
        *("0114", "0115", "0117"),  # F12
        "0203",  # F14
        "0409",  # F17
        *("0457", "0618", "0621", "1619"),  # F20
        *VELDEN,  # F25
    }
)
"""Fields that other checks test on every row that has them."""

_GEEN_SPECIALISME = ("0613",)
"""Where 0300 is not allowed (ZH308 CS); of 0439 F25 says so."""


def veldinhoud(levering: Levering) -> Oordeel:
    """F27: one finding per record, with its first field that is wrong."""
    dates = _no_dates(levering)
    return together(
        *(_of_kind(levering, record, dates) for record in RECORDNAMEN),
        fails(dates, 0),
    )


def _of_kind(levering: Levering, record: str, dates: pl.DataFrame) -> Oordeel:
    rows = getattr(levering.declaraties, RECORDNAMEN[record])
    regels = [
        *(
            _filled(each)
            for each in kolommen(record)
            if each.verplicht == "M" and each.rubriek not in _ELDERS
        ),
        *(
            _listed(rubriek)
            for rubriek in _lists()
            if rubriek[:2] == record and (rubriek not in _ELDERS or rubriek in JA_NEE)
        ),
        *(
            Regel(rubriek, pl.col(f"r{rubriek}") == "0300", "niet 0300")
            for rubriek in _GEEN_SPECIALISME
            if rubriek[:2] == record
        ),
    ]
    # What F10 or the dates below tell of a record is not told again as empty.
    told = levering.declaraties.vorm.filter(
        pl.col("soort").is_in(["GETAL_LETTERS", "GETAL_SPATIES", "DATUM"])
    )
    if told.is_empty():
        return judge_by(rows, regels)
    place = ["bestand_nr", "record"]
    judged = judge_by(rows.join(told, on=place, how="anti"), regels)
    return Oordeel(rows.height, judged.bevindingen)


def _filled(each: Veld) -> Regel:
    field = pl.col(each.kolom)
    empty = field.is_null()
    # Nought is a value in the counts of the 99 only (validation-decisions 3).
    if each.soort in ("GETAL", "BEDRAG") and each.record != "99":
        empty |= field == 0
    return Regel(
        each.rubriek,
        empty,
        f"gevuld: {each.naam}",
        gevolg=_gevolg(each.record),
        retourcode=_retourcode(each),
    )


def _listed(rubriek: str) -> Regel:
    each = veld(rubriek)
    codes, is_whole, naam = _lists()[rubriek]
    field = pl.col(each.kolom)
    strange = field.is_not_null() & ~field.is_in(codes)
    if rubriek in JA_NEE:
        strange &= ~is_dbc()
    return Regel(
        rubriek,
        strange if is_whole else pl.lit(value=False),
        f"een code van {naam}: " + ", ".join(codes),
        gevolg=_gevolg(each.record),
        retourcode=_retourcode(each),
        ontbreekt=None if is_whole else strange,
        lacks=f"de hele codelijst {naam}",
    )


@cache
def _lists() -> dict[str, tuple[list[str], bool, str]]:
    """Codes of each field, whether those are all, and the name of the list."""
    text = files(__package__).joinpath("codelijsten.csv").read_bytes()
    rows = pl.read_csv(text, separator=";", infer_schema=False)
    grouped = rows.group_by("rubriek", maintain_order=True).agg(
        pl.col("waarde").drop_nulls(), pl.col("volledig", "codelijst").first()
    )
    return {
        rubriek: (codes, whole == "J", naam)
        for rubriek, codes, whole, naam in grouped.iter_rows()
    }


def _gevolg(record: str) -> str:
    """Of 01 and 99 the file is refused; on a commentaar record nothing is paid."""
    return {"01": "RJF", "99": "RJF", "98": "SIG"}.get(record, "RJ")


def _retourcode(each: Veld) -> str:
    """The nearest code of COD954; of most fields no code of their own was found."""
    if each.record in ("01", "99"):
        return "0001"
    if each.record == "02":
        return "0350"
    return "8007" if each.soort == "DATUM" else "8010"


def _no_dates(levering: Levering) -> pl.DataFrame:
    """A finding per record of which a date does not exist."""
    record = pl.col("rubriek").str.slice(0, 2)
    codes = {veld(each).rubriek: _retourcode(veld(each)) for each in _date_fields()}
    return (
        levering.declaraties.vorm.filter(
            pl.col("soort") == "DATUM", ~pl.col("rubriek").is_in(sorted(_ELDERS))
        )
        .unique(["bestand_nr", "record"], keep="first", maintain_order=True)
        .select(
            "bestand_nr",
            "record",
            "rubriek",
            waarde=shown_text("rubriek", "waarde"),
            verwacht=pl.lit("een bestaande datum, EEJJMMDD"),
            gevolg=pl.when(record.is_in(["01", "99"]))
            .then(pl.lit("RJF"))
            .otherwise(pl.lit("RJ")),
            retourcode=pl.col("rubriek").replace_strict(codes, return_dtype=pl.String),
        )
    )


def _date_fields() -> list[str]:
    return [
        each.rubriek
        for record in RECORDNAMEN
        for each in kolommen(record)
        if each.soort == "DATUM"
    ]


CHECKS = {"F27": veldinhoud}
