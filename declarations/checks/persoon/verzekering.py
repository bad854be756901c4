"""P03, P04, P06, P07: was this person insured with this insurer on that day?

Source: NR/CU-263 art. 32 lid 1 (a dbc is of the insurer on its begindatum) and art. 33
lid 1 (other care: of the day itself); Zvw art. 24 (detention); Vektis COD954 (0320,
0423, 0018); docs/decisions.md 47 and 49 (``--uzovi``, dekking).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.formaat.velden.records import with_voorloop
from declarations.checks.formaat.velden.regels import Regel, judge_by, with_gap
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.persoon.identiteit import ONBEKEND

_GEVRAAGD = [
    *("bestand_nr", "record", "is_credit", "verzekerde_id", "uzovi"),
    *("r0404", "r0411"),
]


def verzekerd_dbc(levering: Levering) -> Oordeel:
    """P03: on the begindatum of a dbc its person was insured with its UZOVI."""
    return _insured(levering, pl.col("is_dbc"))


def verzekerd_overig(levering: Levering) -> Oordeel:
    """P04: on the uitvoerdatum of other care its person was insured with its UZOVI."""
    return _insured(levering, ~pl.col("is_dbc"))


def _insured(levering: Levering, which: pl.Expr) -> Oordeel:
    rows = (
        levering.prestaties.select(*_GEVRAAGD, "is_dbc")
        .filter(which, ~pl.col("is_credit"))
        .drop("is_dbc")
    )
    registers = levering.registers
    polissen = registers.get("verzekeringen")
    if polissen is None:
        return not_evaluable(rows.height, tabel("verzekeringen"))
    rows = rows.with_columns(
        is_verzekerd=in_period(rows, polissen, ["verzekerde_id", "uzovi"], "r0411")
    )
    unknown = pl.col("verzekerde_id").is_null()
    # Who is not in a complete register of persons is insured by nobody in it.
    covered = registers.covers("verzekeringen", "r0411") & (
        ~unknown
        | (
            registers.covers("personen", "r0411")
            & pl.lit(registers.get("personen") is not None)
        )
    )
    uninsured = ~pl.col("is_verzekerd")
    return judge(
        rows,
        uninsured & covered,
        rubriek="0404",
        waarde=pl.col("r0404"),
        verwacht=pl.format(
            "verzekerd bij deze UZOVI op {}", pl.col("r0411").dt.to_string("%Y%m%d")
        ),
        ontbreekt=uninsured,
        lacks=pl.when(pl.col("r0411").is_null())
        .then(pl.lit("0411 is leeg of bestaat niet"))
        .when(unknown)
        .then(pl.lit(ONBEKEND))
        .otherwise(pl.lit("geen polis op deze dag, die verzekeringen niet dekt")),
    )


def detentie(levering: Levering) -> Oordeel:
    """P06: the insurance was not suspended by detention on the begindatum."""
    rows = levering.prestaties.select(_GEVRAAGD).filter(~pl.col("is_credit"))
    periods = levering.registers.get("detentie")
    if periods is None:
        return not_evaluable(rows.height, tabel("detentie"))
    rows = rows.with_columns(
        is_geschorst=in_period(rows, periods, ["verzekerde_id"], "r0411")
    )
    return judge(
        rows,
        pl.col("is_geschorst"),
        rubriek="0411",
        waarde=pl.col("r0411").dt.to_string("%Y%m%d"),
        verwacht="een dag buiten detentie",
        ontbreekt=pl.any_horizontal(pl.col("verzekerde_id", "r0411").is_null()),
        lacks=ONBEKEND,
    )


def uzovi(levering: Levering) -> Oordeel:
    """P07: 0204, and a filled 0108, are of this desk and stand for an insurer.

    Told at the 02, since it refuses its lines. A number is in use when the register has
    it on the dagtekening: it stays there as long as may be declared under it.
    """
    rows = with_voorloop(levering, levering.declaraties.verzekerden, "r0108", "r0117")
    own = list(levering.instellingen.uzovi)
    regels = []
    if own:
        desk = "een UZOVI van dit loket: " + ", ".join(own)
        for rubriek, code in (("0204", "0423"), ("0108", "0018")):
            field = pl.col(f"r{rubriek}")
            other = field.is_not_null() & ~field.is_in(own)
            regels.append(Regel(rubriek, other, desk, retourcode=code))
    register = levering.registers.get("uzovi")
    if register is None:
        reden = tabel("uzovi")
        if not regels:
            return not_evaluable(rows.height, reden)
        return with_gap(judge_by(rows, regels), reden)
    covered = levering.registers.covers("uzovi", "r0117")
    for rubriek, code in (("0204", "0423"), ("0108", "0018")):
        field = pl.col(f"r{rubriek}")
        asked = rows.select("r0117", uzovi=field)
        active = pl.Series(in_period(asked, register, ["uzovi"], "r0117"))
        name = f"actief_{rubriek}"
        rows = rows.with_columns(active.alias(name))
        strange = field.is_not_null() & ~pl.col(name)
        regels.append(
            Regel(
                rubriek,
                strange & covered,
                "een UZOVI die op de dagtekening in gebruik is",
                ontbreekt=strange,
                lacks="UZOVI staat niet in uzovi, dat de dagtekening niet dekt",
                retourcode=code,
            )
        )
    return judge_by(rows, regels)


CHECKS = {
    "P03": verzekerd_dbc,
    "P04": verzekerd_overig,
    "P06": detentie,
    "P07": uzovi,
}
