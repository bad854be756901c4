"""M02, M04, M08: does the permission that a line names hold for what was done?

Source: Vektis COD954 0550 (number not right), 0551 (none), 0552 (withdrawn), 0553
(outside the period), 0554 (other than what was permitted); Zvw art. 14 lid 5; Zilveren
Kruis zorginkoopbeleid msz 2018, inkoopspecificaties art. 6 nr 22.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.toelating.machtiging.kaakchirurgie import kaakbehoeften
from declarations.checks.toelating.machtiging.limitatief import op_de_lijst
from declarations.checks.toelating.machtiging.vergelijking import (
    AANGEVRAAGD,
    ANDERE_CODE,
    ANDERE_DIAGNOSE,
    ANDERE_INSTELLING,
    ANDERE_VERZEKERDE,
    BEHOEFTE,
    BUITEN_PERIODE,
    INGETROKKEN,
    ONBESLIST,
    PAST,
    by_number,
    by_person,
    with_line,
)

BESLISTERMIJN: Final = 10
"""Working days within which a request is decided (art. 6 nr 22)."""

_ONJUIST: Final = "0550"
_RETOUR: Final = {
    ANDERE_VERZEKERDE: "0554",
    ANDERE_CODE: "0554",
    ANDERE_INSTELLING: "0554",
    ANDERE_DIAGNOSE: "0554",
    INGETROKKEN: "0552",
    BUITEN_PERIODE: "0553",
}
_RUBRIEK: Final = {
    ANDERE_INSTELLING: "0440",
    ANDERE_DIAGNOSE: "0431",
    BUITEN_PERIODE: "0411",
}
_VERWACHT: Final = {
    ANDERE_VERZEKERDE: "een machtiging van deze verzekerde",
    ANDERE_CODE: "een machtiging voor deze code",
    ANDERE_INSTELLING: "een machtiging voor deze zorginstelling",
    ANDERE_DIAGNOSE: "een machtiging voor dit specialisme en deze diagnose",
    INGETROKKEN: "een machtiging die is toegekend en niet is ingetrokken",
    BUITEN_PERIODE: "een machtiging die op deze dag geldt",
}


def plichtig(levering: Levering) -> pl.DataFrame:
    """All care that needs a permission, with fields of its line; by ``once``."""
    needs = [levering.once(op_de_lijst)] if levering.releases else []
    return with_line(levering, pl.concat([*needs, kaakbehoeften(levering)]))


def met_nummer(levering: Levering) -> pl.DataFrame:
    """Care of lines that name a number, with the permission that fits; by ``once``.

    A line of which no rule asks a permission stands there once, without ``code``.
    """
    needs = levering.once(plichtig)
    others = levering.prestaties.filter(
        ~pl.col("is_credit"), pl.col("r0406").is_not_null()
    ).join(needs.select("prestatie"), on="prestatie", how="anti", maintain_order="left")
    free = others.select(
        "prestatie",
        code=pl.lit(None),
        dag="r0411",
        aantal=pl.lit(1),
        grond=pl.lit(None),
    ).cast(BEHOEFTE)
    return by_number(levering, pl.concat([needs, with_line(levering, free)]))


def machtiging_geldig(levering: Levering) -> Oordeel:
    """M02: the number of 0406 is of a permission that holds for what was done.

    It tells which field does not match. Of a line that needs no permission only number,
    person, status and day are looked at, and a fault is a signal.
    """
    rows = levering.once(met_nummer)
    if levering.registers.get(MACHTIGINGEN) is None:
        return not_evaluable(rows["prestatie"].n_unique(), tabel(MACHTIGINGEN))
    covered = levering.registers.covers(MACHTIGINGEN, "dag")
    fit = pl.col("past")
    unknown = fit.is_null()
    rows = (
        rows.with_columns(
            _faalt=(fit < ONBESLIST).fill_null(covered),
            _mist=unknown | (fit == ONBESLIST),
        )
        .sort("prestatie", ~pl.col("_faalt"), ~pl.col("_mist"), "past", "code", "dag")
        .unique("prestatie", keep="first", maintain_order=True)
    )
    is_code = fit == ANDERE_CODE
    code_field = pl.when(pl.col("grond") == "LIJST").then(pl.lit("1611"))
    return judge(
        rows,
        pl.col("_faalt"),
        ontbreekt=pl.col("_mist"),
        lacks=pl.when(unknown)
        .then(pl.lit("machtigingen, dat de dag niet dekt"))
        .when(pl.col("m_status").eq_missing(pl.lit(AANGEVRAAGD)))
        .then(pl.lit("het besluit op de aanvraag"))
        .otherwise(pl.lit("verzekerde, dag of status van de machtiging")),
        rubriek=pl.when(is_code)
        .then(code_field.otherwise(pl.lit("0410")))
        .otherwise(fit.replace_strict(_RUBRIEK, default="0406")),
        waarde=pl.when(is_code)
        .then("code")
        .when(fit == ANDERE_INSTELLING)
        .then("instelling")
        .when(fit == ANDERE_DIAGNOSE)
        .then("diagnose")
        .when(fit == BUITEN_PERIODE)
        .then(pl.col("dag").dt.to_string("%Y%m%d"))
        .otherwise("r0406"),
        verwacht=fit.replace_strict(
            _VERWACHT, default="een machtigingsnummer dat bestaat"
        ),
        retourcode=fit.replace_strict(_RETOUR, default=_ONJUIST),
        gevolg=pl.when(pl.col("grond").is_null()).then(pl.lit("SIG")),
    )


def vorige_verzekeraar(levering: Levering) -> Oordeel:
    """M04: a permission of another insurer is of one that the person came from.

    Such a permission is honoured: it passes here, and is compared in M02 and M03 like
    one of the own insurer. It is doubtful where the person was not insured there in its
    time, which is inferred.
    """
    rows = (
        levering.once(met_nummer)
        .filter(pl.col("m_uzovi") != pl.col("uzovi"), pl.col("past") >= INGETROKKEN)
        .sort("prestatie", "code", "dag")
        .unique("prestatie", keep="first", maintain_order=True)
    )
    if levering.registers.get(MACHTIGINGEN) is None:
        named = levering.once(met_nummer)["prestatie"].n_unique()
        return not_evaluable(named, tabel(MACHTIGINGEN))
    polissen = levering.registers.get("verzekeringen")
    if polissen is None:
        return not_evaluable(rows.height, tabel("verzekeringen"))
    there = (
        rows.select("prestatie", "verzekerde_id", "m_uzovi", "m_begindatum", "dag")
        .join(
            polissen.select(
                "verzekerde_id", "begindatum", "einddatum", m_uzovi="uzovi"
            ),
            on=["verzekerde_id", "m_uzovi"],
        )
        .filter(
            pl.col("begindatum").is_null() | (pl.col("begindatum") <= pl.col("dag")),
            pl.col("einddatum").is_null()
            | pl.col("m_begindatum").is_null()
            | (pl.col("einddatum") >= pl.col("m_begindatum")),
        )["prestatie"]
    )
    absent = ~pl.col("prestatie").is_in(there.unique().implode())
    covered = levering.registers.covers("verzekeringen", "m_begindatum", "dag")
    known = pl.col("verzekerde_id").is_not_null() & covered
    return judge(
        rows,
        absent & known,
        ontbreekt=absent,
        lacks=pl.lit("verzekeringen, dat de tijd van de machtiging niet dekt"),
        waarde=pl.col("m_uzovi"),
        verwacht=pl.lit(
            "een machtiging van een vorige verzekeraar van deze verzekerde"
        ),
    )


def aanvraag_beslist(levering: Levering) -> Oordeel:
    """M08: a request that is not decided is no permission, however long it takes.

    UNSOURCED[aanvraagdatum]: the begindatum of a row with status AANGEVRAAGD is the day
    of the request. UNSOURCED[werkdagen]: Monday to Friday, without holidays.
    """
    needs = levering.once(plichtig)
    if levering.registers.get(MACHTIGINGEN) is None:
        return not_evaluable(needs["prestatie"].n_unique(), tabel(MACHTIGINGEN))
    asked = pl.col("m_status").eq_missing(pl.lit(AANGEVRAAGD))
    rows = (
        by_person(levering, needs)
        .filter((pl.col("past") == PAST) | (asked & (pl.col("past") == ONBESLIST)))
        .sort("prestatie", "past", "code", "dag")
        .unique("prestatie", keep="first", maintain_order=True)
    )
    until = pl.col("m_begindatum").dt.add_business_days(BESLISTERMIJN, roll="forward")
    return judge(
        rows,
        asked,
        waarde=pl.col("m_nummer"),
        verwacht=pl.format(
            "een besluit op de aanvraag, te nemen tot en met {}",
            until.dt.to_string("%Y%m%d").fill_null("een dag die niet bekend is"),
        ),
    )


CHECKS = {
    "M02": machtiging_geldig,
    "M04": vorige_verzekeraar,
    "M08": aanvraag_beslist,
}
