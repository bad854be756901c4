"""F27: do dates exist, are mandatory fields filled, do codes stand on their list?

Driven by the field list of ZH308 v9.0 and by ``codelijsten.csv``: what a list holds,
and whether all of it is known. A code that is not on a list known in part is not
evaluable. Fields that another check of the form tests are left to it
(docs/decisions.md 47).
"""

from dataclasses import replace
from functools import cache
from importlib.resources import files

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, Veld, kolommen, veld
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.dbcvelden import JA_NEE, VELDEN, is_dbc
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.formaat.velden.weergave import shown_text
from declarations.checks.oordeel import Oordeel, together

_PLACE = ["bestand_nr", "record"]

_ELDERS = frozenset(
    {
        *(f"{record}01" for record in RECORDNAMEN),  # What the reader goes by.
        *("0102", "0103", "0104", "0119"),  # F04
        "0105",  # F05
        *("0202", "0402", "0602", "1602"),  # F06
        "0116",  # F11
        *("0114", "0115", "0117"),  # F12
        "0203",  # F14
        *("0403", "0404", "0408", "0603", "0604", "0606", "0608", "0609"),  # F15
        *("0610", "1603", "1604", "1606", "1607", "1608", "1609"),  # F15
        "0409",  # F17
        *("0457", "0618", "0621", "1619"),  # F20
        *VELDEN,  # F25
    }
)
"""Fields that other checks test on every row that has them. Those of F15 are equal to a
field above them, of which it is told when it is empty."""

_GEEN_SPECIALISME = ("0613",)
"""Where 0300 is not allowed (ZH308 CS); of 0439 F25 says so."""


def veldinhoud(levering: Levering) -> Oordeel:
    """F27: one finding per record, with its first field that is wrong."""
    return together(*(_of_kind(levering, record) for record in RECORDNAMEN))


def _of_kind(levering: Levering, record: str) -> Oordeel:
    rows = levering.declaraties.records[RECORDNAMEN[record]]
    regels = [
        *(
            _filled(each)
            for each in kolommen(record)
            if each.verplicht == "M" and each.rubriek not in _ELDERS
        ),
        *(
            _listed(rubriek)
            for rubriek in codelijsten()
            if rubriek[:2] == record and (rubriek not in _ELDERS or rubriek in JA_NEE)
        ),
        *(
            Regel(rubriek, pl.col(f"r{rubriek}") == "0300", "niet 0300")
            for rubriek in _GEEN_SPECIALISME
            if rubriek[:2] == record
        ),
    ]
    unread = levering.once(_unread)
    touched = rows.join(unread, on=_PLACE, maintain_order="left")
    if touched.is_empty():
        return judge_by(rows, regels)
    # A field that could not be read is null, which is not the same as left empty.
    readable = [
        replace(
            regel,
            faalt=regel.faalt & ~pl.col("onleesbaar").list.contains(regel.rubriek),
        )
        for regel in regels
    ]
    dates = [
        _exists(each)
        for each in kolommen(record)
        if each.soort == "DATUM" and each.rubriek not in _ELDERS
    ]
    return together(
        judge_by(rows.join(unread, on=_PLACE, how="anti"), regels),
        judge_by(touched, [*dates, *readable]),
    )


def _unread(levering: Levering) -> pl.DataFrame:
    """Records with a field that holds no date or number.

    Returns:
        ``bestand_nr, record, onleesbaar`` (those fields), and ``datums`` and
        ``teksten``: fields that hold digits but no date, and what stands there.
    """
    no_date = pl.col("soort") == "DATUM"
    return (
        levering.declaraties.vorm.filter(
            no_date | pl.col("soort").is_in(["GETAL_LETTERS", "GETAL_SPATIES"])
        )
        .group_by(_PLACE, maintain_order=True)
        .agg(
            onleesbaar="rubriek",
            datums=pl.col("rubriek").filter(no_date),
            teksten=pl.col("waarde").filter(no_date),
        )
    )


def _exists(each: Veld) -> Regel:
    place = pl.col("datums").list.eval(pl.element() == each.rubriek).list.arg_max()
    return Regel(
        each.rubriek,
        pl.col("datums").list.contains(each.rubriek),
        "een bestaande datum, EEJJMMDD",
        waarde=shown_text(pl.lit(each.rubriek), pl.col("teksten").list.get(place)),
        gevolg=_gevolg(each.record),
        retourcode=_retourcode(each),
    )


def _filled(each: Veld) -> Regel:
    field = pl.col(each.kolom)
    empty = field.is_null()
    # Nought is a value in the counts of the 99 only (docs/decisions.md 49).
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
    codes, is_whole, naam = codelijsten()[rubriek]
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
def codelijsten() -> dict[str, tuple[list[str], bool, str]]:
    """Codes of each field, whether those are all, and the name of the list."""
    text = files(__package__).joinpath("codelijsten.csv").read_bytes()
    rows = pl.read_csv(text, separator=";", infer_schema=False, glob=False)
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


CHECKS = {"F27": veldinhoud}
