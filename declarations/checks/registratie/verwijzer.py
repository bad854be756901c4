"""Who referred the patient, and may that be? (R34, R35, R36)

Type verwijzer (0421): 1 came to the emergency room by himself, 2 came elsewhere by
himself, 3 referred to the emergency room, 4 from primary care, 5 from another
specialisme of the institution, 6 from another institution, 7 own patient, 8 from
primary care by who has no AGB code, 9 care that needs no referral (COD327).

Source: NR/CU-263 art. 35.1 l to n; Zvw art. 14.2.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.registratie.beoordeelbaar import (
    debits,
    judge_debits,
)
from declarations.registers.codeverzamelingen import has_set, is_in_set
from declarations.registers.geldigheid import holds_on, is_any_or

BEVOEGD: Final = "VERWIJZER_BEVOEGD"
"""Set of kinds of providers (COD016) whose referral counts."""

PERSOON: Final = "PERSOON"
"""Kind of a row of ``agb`` that names a natural person."""

RELATIE: Final = "8632"
"""Retourcode: the referrer does not go with the kind of referral."""

_NAMED: Final = ["3", "4", "6"]
_PERSON: Final = ["5", "7"]
_SPECIALISME: Final = ["5", "6", "7"]
_KNOWN: Final = ["1", "2", *_NAMED, *_PERSON, "8"]


def verwijzer_rubrieken(levering: Levering) -> Oordeel:
    """R34: the fields that the kind of referral asks for are there, and fit.

    A referrer of type 5 or 7 is a natural person, which the register ``agb`` says. Its
    specialisme is not held against 0423.
    """
    rows = _with_type(levering)
    rows = rows.join(
        _kind_of_referrer(levering, rows), on="prestatie", how="left", validate="1:1"
    ).with_columns(
        _covers=levering.registers.covers("agb", "r0411"),
    )
    soort, persoon = pl.col("_type"), pl.col("r0422")
    named = soort.is_in(_NAMED) & persoon.is_null() & pl.col("r0424").is_null()
    no_person = soort.is_in(_PERSON) & persoon.is_null()
    no_specialisme = soort.is_in(_SPECIALISME) & pl.col("r0423").is_null()
    asks_person = soort.is_in(_PERSON) & persoon.is_not_null()
    other_kind = asks_person & (pl.col("_soort") != PERSOON)
    not_there = asks_person & pl.col("_soort").is_null() & pl.col("_covers")
    unknown = asks_person & pl.col("_soort").is_null()
    strange = ~soort.is_in(_KNOWN) & ~((soort == "9") & ~pl.col("is_dbc"))
    return judge_debits(
        levering,
        rows,
        pl.any_horizontal(
            part.fill_null(value=False)
            for part in (named, no_person, no_specialisme, other_kind, not_there)
        ),
        ontbreekt=soort.is_null() | strange | unknown,
        lacks=pl.when(unknown)
        .then(pl.lit("agb"))
        .otherwise(pl.lit("een bekende waarde in 0421")),
        rubriek=pl.when(no_specialisme & ~no_person)
        .then(pl.lit("0423"))
        .otherwise(pl.lit("0422")),
        waarde=pl.when(no_specialisme & ~no_person).then("r0423").otherwise("r0422"),
        verwacht=pl.when(no_specialisme & ~no_person)
        .then(pl.lit("het specialisme van de verwijzer"))
        .when(soort.is_in(_PERSON))
        .then(pl.lit("de AGB-code van een natuurlijk persoon"))
        .otherwise(pl.lit("de AGB-code van de verwijzer in 0422 of 0424")),
        retourcode=pl.when(other_kind & ~no_specialisme).then(pl.lit(RELATIE)),
    )


def verwijzing_vereist(levering: Levering) -> Oordeel:
    """R35: who is no emergency has a referral.

    It is refused where the policy of the insured is known, and else a signal.
    UNSOURCED[polis-verwijzing]: that a policy of table ``polisvoorwaarde`` asks for a
    referral; the table does not say so, Zvw art. 14.2 has every policy ask it.
    """
    rows = _with_type(levering)
    known = _with_policy(levering, rows)
    rows = rows.with_columns(
        _polis=pl.col("prestatie").is_in(known["prestatie"].implode())
    )
    return judge_debits(
        levering,
        rows,
        pl.col("_type") == "2",
        lacks="rubriek 0421",
        waarde=pl.col("r0421"),
        verwacht="een verwijzing",
        gevolg=pl.when("_polis").then(pl.lit("RJ")).otherwise(pl.lit("SIG")),
    )


def verwijzer_bevoegd(levering: Levering) -> Oordeel:
    """R36: who refers from outside is of a profession that may.

    The profession is 0423, else that of the referrer in the register ``agb``.
    """
    rows = _with_type(levering).filter(pl.col("_type").is_in(["3", "4", "8"]))
    if not has_set(levering.registers, BEVOEGD):
        return not_evaluable(rows.height, codeverzameling(BEVOEGD))
    rows = rows.join(
        _kind_of_referrer(levering, rows), on="prestatie", how="left", validate="1:1"
    ).with_columns(_beroep=pl.coalesce("r0423", "_specialisme"))
    may = is_in_set(levering.registers, rows, BEVOEGD, code="_beroep", dag="r0411")
    return judge_debits(
        levering,
        rows.with_columns(_may=may),
        ~pl.col("_may") & pl.col("_beroep").is_not_null(),
        ontbreekt=pl.col("_beroep").is_null(),
        lacks="het beroep van de verwijzer",
        rubriek="0423",
        waarde=pl.col("_beroep"),
        verwacht="een beroep dat mag verwijzen",
    )


def _with_type(levering: Levering) -> pl.DataFrame:
    return levering.once(debits).with_columns(
        _type=pl.col("r0421").str.strip_chars_start("0")
    )


def _kind_of_referrer(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """``_soort`` and ``_specialisme`` by prestatie of 0422, as ``agb`` has them.

    A code that names a person is one, whatever else it names.
    """
    agb = levering.registers.get("agb")
    if agb is None:
        none = pl.lit(None, pl.String)
        return rows.select("prestatie", _soort=none, _specialisme=none)
    named = agb.select(
        "begindatum",
        "einddatum",
        r0422="agb",
        _soort=pl.col("soort").cast(pl.String),
        _specialisme="specialisme_code",
    ).sort(pl.col("_soort") != PERSOON, "_specialisme", nulls_last=True)
    return (
        rows.select("prestatie", "r0411", "r0422")
        .join(named, on="r0422", maintain_order="left_right")
        .filter(holds_on(pl.col("r0411")))
        .unique("prestatie", keep="first", maintain_order=True)
        .select("prestatie", "_soort", "_specialisme")
    )


def _with_policy(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """``prestatie`` whose insured has a policy on the day that conditions name."""
    polissen = levering.registers.get("verzekeringen")
    voorwaarden = levering.registers.get("polisvoorwaarde")
    if polissen is None or voorwaarden is None:
        return rows.select("prestatie").clear()
    day = pl.col("r0411")
    mine = (
        rows.filter(pl.col("_type") == "2")
        .select("prestatie", "verzekerde_id", "uzovi", "r0411")
        .join(
            polissen.select(
                "verzekerde_id", "uzovi", "polis", van="begindatum", tot="einddatum"
            ),
            on=["verzekerde_id", "uzovi"],
        )
        .filter(holds_on(day, "van", "tot"))
    )
    return (
        mine.join(
            voorwaarden.select(
                "uzovi", "begindatum", "einddatum", voorwaarde_polis="polis"
            ),
            on="uzovi",
        )
        .filter(holds_on(day), is_any_or("voorwaarde_polis", "polis"))
        .select(pl.col("prestatie").unique())
    )


CHECKS = {
    "R34": verwijzer_rubrieken,
    "R35": verwijzing_vereist,
    "R36": verwijzer_bevoegd,
}
