"""M05, M06: is there a permission, or a ground, for surgery of the jaw?

Source: Zilveren Kruis zorginkoopbeleid msz 2018, inkoopspecificaties art. 6 nrs 13 to
19. Codes of this care are 230000 to 239962 (NR/CU-263). The policy names treatments,
not codes: UNSOURCED[kaak-codes], the sets KAAK_* that ship are taken from what the
NZa's texts of 2017 say of a code. A treatment that has no set is not judged.

"Tot en met 18" needs no permission at 18, but for implants.

Dutch terms: kaakchirurgie (oral surgery), implantologie (placing implants), botanker
(anchor for orthodontics), narcose (general anaesthesia).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.leeftijd import age
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN, TOEGEKEND
from declarations.checks.gemis import codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge
from declarations.checks.toelating.machtiging.vergelijking import (
    BEHOEFTE,
    has_permission,
    with_line,
)
from declarations.registers.codeverzamelingen import has_set, is_in_set
from declarations.registers.geldigheid import holds_on

KAAK: Final = "KAAK"
IMPLANTEN: Final = "KAAK_IMPLANTOLOGIE"
_KIN: Final = "KAAK_KINPLASTIEK"
_OSAS: Final = "KAAK_OSAS"
_PLICHTIG: Final = (
    IMPLANTEN,
    "KAAK_PREIMPLANTOLOGIE",
    _KIN,
    "KAAK_COSMETISCH",
    _OSAS,
)
"""Treatments that need a permission, in the order in which a code is looked up."""

_OPHOGING: Final = ("KAAK_SINUSBODEM", "KAAK_VERHOGING")
_BOTANKER: Final = "KAAK_BOTANKER"
_NARCOSE: Final = "KAAK_NARCOSE_EXTRACTIE"
_OP_GROND: Final = (*_OPHOGING, _BOTANKER, _NARCOSE)
_KIND: Final = 18
"""Last age at which no permission is needed."""


def kaakregels(levering: Levering) -> pl.DataFrame:
    """Debits of oral surgery with ``leeftijd`` and ``_machtiging``; by ``once``.

    ``_machtiging``: a number is named, or the register has a permission that fits.
    """
    people = levering.declaraties.verzekerden.select("verzekerde", "r0207")
    lines = (
        levering.prestaties.select(
            *("bestand_nr", "record", "prestatie", "verzekerde", "persoon"),
            *("verzekerde_id", "is_dbc", "is_credit", "r0406", "r0410", "r0411"),
            "r0426",
        )
        .filter(~pl.col("is_credit"), ~pl.col("is_dbc"))
        .join(people, on="verzekerde", how="left", maintain_order="left")
    )
    lines = lines.with_columns(
        is_in_set(levering.registers, lines, naam, code="r0410", dag="r0411").alias(
            naam
        )
        for naam in (*_PLICHTIG, *_OP_GROND)
    )
    of_jaw = pl.col("r0410").is_between(pl.lit("230000"), pl.lit("239962"))
    mine = lines.filter(of_jaw | pl.any_horizontal(*_PLICHTIG, *_OP_GROND))
    known = has_permission(levering, with_line(levering, _as_needs(mine)))
    return mine.with_columns(
        leeftijd=age(pl.col("r0207"), pl.col("r0411")),
        _machtiging=pl.col("r0406").is_not_null()
        | pl.col("prestatie").is_in(known.implode()),
    )


def kaakbehoeften(levering: Levering) -> pl.DataFrame:
    """Oral surgery that needs a permission (``BEHOEFTE``)."""
    rows = levering.once(kaakregels).filter(_needs().fill_null(value=False))
    return _as_needs(rows)


def kaak_machtiging(levering: Levering) -> Oordeel:
    """M05: implants, and of adults some other surgery, have a permission.

    Osteotomy needs one where it is for sleep apnoea, which no code says, and surgery of
    the chin where it stands by itself: a signal for the one, and for the other where it
    is not the only oral surgery of the person that day.
    """
    rows = levering.once(kaakregels).with_columns(
        _gat=_gap(levering, _PLICHTIG),
        _naast=pl.len().over("persoon", "r0411") > 1,
    )
    needs = _needs()
    return judge(
        rows,
        needs & ~pl.col("_machtiging"),
        ontbreekt=(
            needs.is_null()
            | (
                ~needs
                & pl.col("_gat").is_not_null()
                & _is_adult().fill_null(value=True)
            )
        )
        & ~pl.col("_machtiging"),
        lacks=pl.when(pl.col("leeftijd").is_null())
        .then(pl.lit("geboortedatum (0207)"))
        .otherwise("_gat"),
        waarde=pl.col("r0410"),
        verwacht=pl.lit("een machtigingsnummer"),
        rubriek="0406",
        gevolg=pl.when(pl.col(_OSAS) | (pl.col(_KIN) & pl.col("_naast"))).then(
            pl.lit("SIG")
        ),
    )


def kaak_grond(levering: Levering) -> Oordeel:
    """M06: raising a jaw has insured implants; anchors and narcosis have a ground.

    Always a signal. Implants are insured where a permission for them is known. A number
    in 0406 shows that the insurer saw the ground. Of a child extraction under narcosis
    is free where all milk teeth go, which no code says.
    """
    rows = levering.once(kaakregels).with_columns(_gat=_gap(levering, _OP_GROND))
    rows = rows.with_columns(
        _implantaten=pl.col("persoon").is_in(_with_implants(levering, rows).implode()),
        _dekt=levering.registers.covers(MACHTIGINGEN, "r0411"),
    )
    raised = pl.any_horizontal(*_OPHOGING) & ~pl.col("_implantaten")
    anchor = pl.col(_BOTANKER)
    narcosis = pl.col(_NARCOSE)
    child = ~_is_adult()
    needs = (raised & pl.col("_dekt")) | anchor | (narcosis & ~child)
    unsure = (raised & ~pl.col("_dekt")) | (narcosis & child.fill_null(value=True))
    free = pl.any_horizontal(*_OP_GROND).not_() & pl.col("_gat").is_not_null()
    return judge(
        rows,
        needs & ~pl.col("_machtiging"),
        ontbreekt=(unsure | free) & ~pl.col("_machtiging"),
        lacks=pl.when(raised)
        .then(pl.lit(tabel(MACHTIGINGEN)))
        .when(narcosis)
        .then(pl.lit("of het hele melkgebit is verwijderd"))
        .otherwise("_gat"),
        waarde=pl.col("r0410"),
        verwacht=pl.when(raised)
        .then(pl.lit("verzekerde implantaten bij dezelfde verzekerde"))
        .when(anchor)
        .then(pl.lit("orthodontie binnen de bijzondere tandheelkunde"))
        .otherwise(pl.lit("een zwaarwegende medische grond")),
        rubriek="0410",
    )


def _as_needs(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "prestatie",
        code="r0410",
        dag="r0411",
        aantal=pl.col("r0426").fill_null(1),
        grond=pl.lit(KAAK),
    ).cast(BEHOEFTE)


def _is_adult() -> pl.Expr:
    return pl.col("leeftijd") > _KIND


def _needs() -> pl.Expr:
    """Whether a permission is needed; null where the age is asked and not known."""
    of_adults = pl.any_horizontal(naam for naam in _PLICHTIG if naam != IMPLANTEN)
    return pl.col(IMPLANTEN) | (of_adults & _is_adult())


def _gap(levering: Levering, sets: tuple[str, ...]) -> pl.Expr:
    """The first set that is not known; null where all are."""
    for naam in sets:
        if not has_set(levering.registers, naam):
            return pl.lit(codeverzameling(naam))
    return pl.lit(None, pl.String)


def _with_implants(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """Persons with a permission for implants that holds on a day of their surgery."""
    codes = levering.registers.get("codeverzameling")
    table = levering.registers.get(MACHTIGINGEN)
    if codes is None or table is None:
        return pl.Series([], dtype=pl.String)
    named = codes.filter(pl.col("naam") == IMPLANTEN)["code"]
    granted = pl.col("status").is_null() | (pl.col("status") == TOEGEKEND)
    held = table.filter(pl.col("code").is_in(named.implode()), granted).select(
        "verzekerde_id", "begindatum", "einddatum"
    )
    return (
        rows.select("persoon", "verzekerde_id", "r0411")
        .join(held, on="verzekerde_id")
        .filter(holds_on(pl.col("r0411")))["persoon"]
        .drop_nulls()
        .unique()
    )


CHECKS = {"M05": kaak_machtiging, "M06": kaak_grond}
