"""F17, F18, F19, F20: code list, days and direction of a prestatie.

Source: ZH308 v9.0 (0409, 0411, 0412, 0457, 0618, 0621, 1612, 1613, 1619); Vektis COD954
(0581, 8007, 8176-8178, 0631); NR/CU-263 art. 34 (terugvaloptie).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import taken_from, with_voorloop
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel, judge, together
from declarations.registers.geldigheid import holds_on

TERUGVAL = ("80", "82", "84", "86")
"""Afsluitredenen of a dbc that is declared before its end, for want of a contract; its
einddatum may lie ahead (NR/CU-263 art. 34)."""

NZA_LIJST = "041"
"""The prestatiecodelijst of the NZa."""

BILATERAAL = "990"
"""The prestatiecodelijst of codes that two parties agree on."""

_LIJSTEN = (NZA_LIJST, "016", BILATERAAL)


def prestatiecodelijst(levering: Levering) -> Oordeel:
    """F17: 0409 is 041, 016 or 990, and with the insurer the code of 990 was agreed."""
    lijst = pl.col("r0409")
    rows = levering.declaraties.prestaties
    registers = levering.registers
    agreed = registers.get("bilateraal")
    bilateral = lijst == BILATERAAL
    if agreed is None:
        known, covered = pl.lit(value=False), pl.lit(value=False)
    else:
        hits = (
            rows.filter(bilateral)
            .select("prestatie", "r0411", uzovi="r0404", declaratiecode="r0410")
            .join(
                agreed.filter(pl.col("prestatiecodelijst") == BILATERAAL),
                on=["uzovi", "declaratiecode"],
            )
            .filter(holds_on(pl.col("r0411")))
        )
        known = pl.col("prestatie").is_in(hits["prestatie"].unique().implode())
        covered = registers.covers("bilateraal", "r0411")
    return judge_by(
        rows,
        [
            Regel(
                "0409",
                ~lijst.is_in(_LIJSTEN).fill_null(value=False),
                "041, 016 of 990",
            ),
            Regel(
                "0409",
                bilateral & ~known & covered,
                "een code die met deze verzekeraar is afgesproken",
                ontbreekt=bilateral & ~known,
                lacks="of de code is afgesproken: tabel bilateraal met dekking",
            ),
        ],
    )


def datums(levering: Levering) -> Oordeel:
    """F18: begin <= end <= dagtekening, and nobody is treated before birth.

    Only the end of a dbc of the terugvaloptie may lie behind the dagtekening.
    """
    rows = with_voorloop(levering, levering.declaraties.prestaties, "r0117")
    begin, eind, dag = pl.col("r0411"), pl.col("r0412"), pl.col("r0117")
    ahead = pl.col("r0418").is_in(TERUGVAL).fill_null(value=False)
    unknown = pl.any_horizontal(pl.col("r0411", "r0412", "r0117", "r0408").is_null())
    return judge_by(
        rows,
        [
            Regel("0412", eind < begin, "niet voor 0411", retourcode="8007"),
            Regel(
                "0411",
                begin < pl.col("r0408"),
                "niet voor de geboorte (0408)",
                retourcode="8007",
            ),
            Regel("0411", begin > dag, "niet na 0117", retourcode="8177"),
            Regel(
                "0412",
                (eind > dag) & ~ahead,
                "niet na 0117",
                retourcode="8178",
                ontbreekt=unknown,
                lacks="een van 0408, 0411, 0412 en 0117 is leeg of bestaat niet",
            ),
        ],
    )


def datum_zorgactiviteit(levering: Levering) -> Oordeel:
    """F19: 1613 equals 1612, a day of the prestatie."""
    d = levering.declaraties
    rows = taken_from(
        d.zorgactiviteiten.select(
            "bestand_nr", "record", "prestatie", "r1612", "r1613"
        ).filter(pl.col("prestatie").is_not_null()),
        d.prestaties,
        "prestatie",
        {"begin": "r0411", "eind": "r0412"},
    )
    day = pl.col("r1612")
    unknown = pl.any_horizontal(pl.col("r1612", "r1613", "begin", "eind").is_null())
    period = pl.format(
        "{} tot en met {}",
        pl.col("begin").dt.to_string("%Y%m%d"),
        pl.col("eind").dt.to_string("%Y%m%d"),
    )
    return judge_by(
        rows,
        [
            Regel("1613", pl.col("r1613") != day, "gelijk aan 1612"),
            Regel(
                "1612",
                (day < pl.col("begin")) | (day > pl.col("eind")),
                period,
                ontbreekt=unknown,
                lacks="een van 1612, 1613, 0411 en 0412 is leeg of bestaat niet",
            ),
        ],
    )


def debet_credit(levering: Levering) -> Oordeel:
    """F20: D or C, and the same one in all records of a prestatie.

    An amount of nought is D by the field list, also in a credit.
    """
    d = levering.declaraties
    lines = judge(
        d.prestaties,
        ~_is_dc("r0457"),
        rubriek="0457",
        waarde=pl.col("r0457"),
        verwacht="D of C",
    )
    parts = (
        (d.tarieven, (("0618", "r0617"), ("0621", "r0620"))),
        (d.zorgactiviteiten, (("1619", None),)),
    )
    return together(
        lines,
        *(
            judge_by(
                taken_from(
                    frame.filter(pl.col("prestatie").is_not_null()),
                    d.prestaties,
                    "prestatie",
                    {"dc": "r0457"},
                ),
                [_same_direction(*field) for field in fields],
            )
            for frame, fields in parts
        ),
    )


def _same_direction(rubriek: str, bedrag: str | None) -> Regel:
    field = pl.col(f"r{rubriek}")
    other = _is_dc("dc") & (field != pl.col("dc"))
    if bedrag is not None:
        other &= ~((pl.col(bedrag) == 0) & (field == "D")).fill_null(value=False)
    return Regel(
        rubriek,
        ~_is_dc(f"r{rubriek}") | other,
        pl.when(_is_dc("dc"))
        .then(pl.format("{}, als 0457", "dc"))
        .otherwise(pl.lit("D of C")),
    )


def _is_dc(column: str) -> pl.Expr:
    return pl.col(column).is_in(["D", "C"]).fill_null(value=False)


CHECKS = {
    "F17": prestatiecodelijst,
    "F18": datums,
    "F19": datum_zorgactiviteit,
    "F20": debet_credit,
}
