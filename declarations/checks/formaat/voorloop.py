"""F04, F05, F12, F13, F28: what the voorloop says of the file and of its sender.

Source: ZH308 v9.0 (01, 0440); Vektis COD954 (0010-0031) and COD833;
docs/decisions.md 49 (``--proef``, F13, F28).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.regels import Regel, judge_by, with_gap
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, together

_CONSTANTEN = (
    ("0102", "101", "0010"),
    ("0103", "09", "0011"),
    ("0104", "00", "0011"),
    ("0119", "EUR", "0031"),
)
"""Field, its one value, code of the retour."""


def constanten(levering: Levering) -> Oordeel:
    """F04: kind of message 101, version 09.00, amounts in EUR."""
    return judge_by(
        levering.voorloop,
        [
            Regel(
                rubriek,
                pl.col(f"r{rubriek}").ne_missing(pl.lit(waarde)),
                waarde,
                retourcode=code,
            )
            for rubriek, waarde, code in _CONSTANTEN
        ],
    )


def soort_bericht(levering: Levering) -> Oordeel:
    """F05: 0105 is P; in a test run it is T."""
    verwacht = "T" if levering.instellingen.is_proef else "P"
    return judge(
        levering.voorloop,
        pl.col("r0105").ne_missing(pl.lit(verwacht)),
        waarde=pl.col("r0105"),
        verwacht=verwacht,
    )


def declaratieperiode(levering: Levering) -> Oordeel:
    """F12: 0114 <= 0115 <= 0117 <= the day of receipt, and all three exist."""
    ontvangen = levering.instellingen.ontvangen
    missing = levering.declaraties.vorm.filter(pl.col("soort") == "DATUM")
    rows = levering.voorloop
    for rubriek in ("0114", "0115", "0117"):
        rows = rows.join(
            missing.filter(pl.col("rubriek") == rubriek).select(
                "bestand_nr", "record", pl.col("waarde").alias(f"w{rubriek}")
            ),
            on=["bestand_nr", "record"],
            how="left",
            maintain_order="left",
        ).with_columns(
            pl.coalesce(
                pl.col(f"r{rubriek}").dt.to_string("%Y%m%d"), f"w{rubriek}"
            ).alias(f"w{rubriek}")
        )
    begin, eind, dag = pl.col("r0114"), pl.col("r0115"), pl.col("r0117")
    return judge_by(
        rows,
        [
            _datumregel("0114", begin.is_null(), "een bestaande datum", "0020"),
            _datumregel("0115", eind.is_null(), "een bestaande datum", "0021"),
            _datumregel("0115", eind < begin, "niet voor 0114", "0021"),
            _datumregel("0117", dag.is_null(), "een bestaande datum", "0025"),
            _datumregel("0117", dag < eind, "niet voor 0115", "0025"),
            _datumregel(
                "0117",
                dag > ontvangen,
                f"niet na de dag van ontvangst, {ontvangen:%Y%m%d}",
                "0025",
            ),
        ],
    )


def _datumregel(rubriek: str, faalt: pl.Expr, verwacht: str, code: str) -> Regel:
    return Regel(
        rubriek, faalt, verwacht, waarde=pl.col(f"w{rubriek}"), retourcode=code
    )


def declarant(levering: Levering) -> Oordeel:
    """F13: an institution, or else a practice or person, that the AGB register knows.

    Of the register any row of a code will do: whether somebody might treat on a day is
    asked of the line (C07).
    """
    zorgverlener, praktijk = pl.col("r0110"), pl.col("r0111")
    instelling = pl.col("r0112").is_not_null()
    other = zorgverlener.is_not_null() | praktijk.is_not_null()
    either = "0112, of anders 0111 en 0110"
    regels = [
        Regel("0112", ~instelling & ~other, either, retourcode="0017"),
        Regel("0111", instelling & praktijk.is_not_null(), either, retourcode="0016"),
        Regel("0110", instelling & other, either, retourcode="0014"),
    ]
    agb = levering.registers.get("agb")
    rows = levering.voorloop
    if agb is None:
        return with_gap(judge_by(rows, regels), tabel("agb"))
    covered = levering.registers.covers("agb", "r0117")
    known = agb["agb"].unique().implode()
    for rubriek, code in (("0112", "0017"), ("0111", "0016"), ("0110", "0014")):
        field = pl.col(f"r{rubriek}")
        unknown = field.is_not_null() & ~field.is_in(known)
        regels.append(
            Regel(
                rubriek,
                unknown & covered,
                "een AGB-code die het register kent",
                ontbreekt=unknown & ~covered,
                lacks="AGB-code staat niet in agb, en dekking noemt de dag niet",
                retourcode=code,
            )
        )
    return judge_by(rows, regels)


def betaling_aan(levering: Levering) -> Oordeel:
    """F28: 0113 points at a filled field, and 0440 is the institution of the file."""
    payee = judge(
        levering.voorloop,
        pl.col("declarant").is_null(),
        rubriek="0113",
        waarde=pl.col("r0113"),
        verwacht="01, 02, 03 of 04, waar 0109, 0110, 0111 of 0112 gevuld is",
    )
    files = levering.voorloop.group_by("bestand_nr").agg(pl.col("r0112").first())
    lines = (
        levering.declaraties.prestaties.select("bestand_nr", "record", "r0440")
        .filter(pl.col("r0440").is_not_null())
        .join(files, on="bestand_nr", how="left", maintain_order="left")
        .filter(pl.col("r0112").is_not_null())
    )
    institution = judge(
        lines,
        pl.col("r0440") != pl.col("r0112"),
        rubriek="0440",
        waarde=pl.col("r0440"),
        verwacht=pl.format("{}: 0112", "r0112"),
        gevolg="RJ",
    )
    return together(payee, institution)


CHECKS = {
    "F04": constanten,
    "F05": soort_bericht,
    "F12": declaratieperiode,
    "F13": declarant,
    "F28": betaling_aan,
}
