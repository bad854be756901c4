"""May these overige zorgproducten be declared beside each other? (T17, T19 to T24)

Source: Regeling medisch specialistische zorg NR/CU-263 (2016) art. 27, 28, 33, 33b,
33d.

Dutch terms: ordertarief (cost of an order to a laboratory), kaakchirurgie (oral
surgery), opname (admission).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen, in_order, lijnen, with_names
from declarations.checks.feiten.opnamen import OPNAMEN, stays
from declarations.checks.gemis import HISTORIE, codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.checks.tarief.dagregels import (
    DAG,
    judge_beside,
    judge_quantity,
    lines_in,
)
from declarations.checks.tarief.herprijzing import with_reasons
from declarations.registers.codeverzamelingen import has_set
from declarations.registers.geldigheid import holds_on

CONSULT_DAGEN = 30
"""Days from the first consult that its tariff is for (art. 33d lid 5b)."""


def ordertarieven(levering: Levering) -> Oordeel:
    """T17: which order tariffs go together (art. 33b lid 3 and 4).

    Not the laboratory's own beside an INR; the surcharge for sampling elsewhere only
    beside the order tariff, and not beside a house call.
    """
    own = together(
        judge_beside(levering, "ORDERTARIEF_LAB", forbidden=("ORDERTARIEF_INR",)),
        judge_beside(
            levering,
            "ORDERTARIEF_DECENTRAAL",
            forbidden=("ORDERTARIEF_HUISBEZOEK",),
            required=("ORDERTARIEF_BASIS",),
        ),
    )
    return with_reasons(levering, "T17", own)


def naast_geopend_zorgtraject(levering: Levering) -> Oordeel:
    """T19: first-line diagnostics not on the day a zorgtraject for it is opened.

    UNSOURCED[zelfde-zorgvraag]: a line does not say for which zorgvraag it was asked;
    the same institution and day are taken for it, so a person has to look.

    Source: NR/CU-263 art. 9 lid 2 and 33 lid 3.
    """
    codes = _diagnostics(levering)
    own = eigen_lijnen(levering).filter(pl.col("declaratiecode").is_in(codes.implode()))
    if codes.is_empty():
        return with_reasons(
            levering, "T19", not_evaluable(0, "prestaties van eerstelijnsdiagnostiek")
        )
    same_day = levering.once(lijnen).join(own, on=DAG, how="semi")
    opened = in_order(
        same_day.filter(pl.col("zorgproduct").is_not_null(), pl.col("zorgtype") == "11")
    ).select(*DAG, dbc="lijn")
    rows = own.join(
        opened.unique(DAG, keep="first", maintain_order=True),
        on=DAG,
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    known = levering.history_covers("begin")
    judged = judge(
        with_names(levering, rows, "dbc"),
        pl.col("dbc").is_not_null(),
        waarde=pl.col("declaratiecode"),
        verwacht="niet op de dag waarop een zorgtraject is geopend",
        ontbreekt=~known,
        lacks=HISTORIE,
        andere=pl.col("andere_records"),
    )
    return with_reasons(levering, "T19", judged)


def _diagnostics(levering: Levering) -> pl.Series:
    """Codes of first-line diagnostics: the tariffs' category ELD."""
    if levering.tabellen is None:
        return pl.Series(dtype=pl.String)
    eld = pl.col("ozp_categorie").cast(pl.String) == "ELD"
    return levering.tabellen.prestatie.filter(eld)["prestatiecode"].unique().sort()


def fysiotherapie_tijdens_opname(levering: Levering) -> Oordeel:
    """T20: fysiotherapie during an admission is no overig zorgproduct.

    Source: NR/CU-263 art. 33 lid 4.
    """
    rows = lines_in(levering, "FYSIOTHERAPIE").filter(~pl.col("is_historie"))
    if not has_set(levering.registers, "FYSIOTHERAPIE"):
        return not_evaluable(rows.height, codeverzameling("FYSIOTHERAPIE"))
    rows = _with_stay(levering, rows)
    return judge(
        rows,
        pl.col("is_opgenomen"),
        waarde=pl.col("declaratiecode"),
        verwacht="niet tijdens een opname",
        ontbreekt=~levering.registers.covers(OPNAMEN, "begin"),
        lacks=tabel(OPNAMEN),
    )


def _with_stay(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``is_opgenomen``: the person stayed on the day, by the register."""
    inside = (
        rows.select("lijn", "persoon", "begin")
        .join(levering.once(stays), on="persoon")
        .filter(holds_on(pl.col("begin"), "van", "tot"))["lijn"]
    )
    return rows.with_columns(is_opgenomen=pl.col("lijn").is_in(inside.implode()))


def kaakchirurgie(levering: Levering) -> Oordeel:
    """T21: what of oral surgery does not go together (art. 33d lid 5).

    Also told here: other rules between lines that the tariffs have (``ozp_regel``).
    UNSOURCED[kaak-groepen]: the prestaties of groups 3 to 8 (bijlage 6) are no public
    table; a consult is held against the codes that the article itself names.
    """
    own = together(
        judge_beside(
            levering,
            "KAAK_CONSULT",
            forbidden=("KAAK_DAGVERPLEGING", "KAAK_VERPLEEGDAG", "KAAK_FRACTUUR"),
        ),
        judge_beside(levering, "KAAK_DAGVERPLEGING", forbidden=("KAAK_VERPLEEGDAG",)),
        judge_beside(levering, "KAAK_FIXATIE", forbidden=("KAAK_FRACTUUR",)),
        _second_consult(levering),
    )
    return with_reasons(levering, "T21", own)


def _second_consult(levering: Levering) -> Oordeel:
    """A consult within 30 days of the one that began the case; that it is the same
    case is for a person to see (SIG)."""
    consults = in_order(
        lines_in(levering, "KAAK_CONSULT"), "persoon", "instelling", "begin"
    )
    group = ["persoon", "instelling"]
    rows = consults.with_columns(
        vorige=pl.col("lijn").shift().over(group),
        dagen=pl.col("begin").diff().dt.total_days().over(group),
    ).filter(~pl.col("is_historie"))
    since = pl.col("begin").dt.offset_by(f"-{CONSULT_DAGEN}d")
    return judge(
        with_names(levering, rows, "vorige"),
        (pl.col("dagen") <= CONSULT_DAGEN).fill_null(value=False),
        waarde=pl.col("declaratiecode"),
        verwacht=f"een consult per {CONSULT_DAGEN} dagen voor een ziektegeval",
        ontbreekt=~levering.history_covers(since),
        lacks=HISTORIE,
        gevolg="SIG",
        andere=pl.col("andere_records"),
    )


def regiefunctie_wondzorg(levering: Levering) -> Oordeel:
    """T22: not for who stays in an institution, and by written contract only.

    A stay is known by the register of admissions or by a day of nursing that was
    declared. Minutes of nursing at home (art. 33d lid 6) are in no message.

    Source: NR/CU-263 art. 33d lid 2.
    """
    rows = lines_in(levering, "WONDZORG_REGIE").filter(~pl.col("is_historie"))
    nursed = lines_in(levering, "VERPLEEGDAG").select("persoon", "begin").unique()
    rows = _with_stay(levering, rows).join(
        nursed.with_columns(is_verpleegd=pl.lit(value=True)),
        on=["persoon", "begin"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    own = judge(
        rows,
        pl.col("is_opgenomen") | pl.col("is_verpleegd").fill_null(value=False),
        waarde=pl.col("declaratiecode"),
        verwacht="niet tijdens een opname",
        ontbreekt=~levering.registers.covers(OPNAMEN, "begin"),
        lacks=tabel(OPNAMEN),
    )
    return with_reasons(levering, "T22", own)


def bijbetaling_onverzekerd(levering: Levering) -> Oordeel:
    """T23: the share of care that is not insured is no claim on an insurer.

    Source: NR/CU-263 art. 28 lid 1.
    """
    naam = "BIJBETALING_ONVERZEKERD"
    if not has_set(levering.registers, naam):
        return not_evaluable(0, codeverzameling(naam))
    met = lines_in(levering, naam).filter(~pl.col("is_historie"))["lijn"]
    return judge(
        eigen_lijnen(levering),
        pl.col("lijn").is_in(met.implode()),
        waarde=pl.col("declaratiecode"),
        verwacht="geen bijbetaling van de patiënt",
    )


def somatropine_en_rijbewijs(levering: Levering) -> Oordeel:
    """T24: the pen only with somatropine by contract; surcharges of an examination.

    Source: NR/CU-263 art. 33d lid 3 and 4: four times 119030 at most, and twice 119029.
    """
    own = together(
        judge_beside(levering, "SOMATROPINE_PEN", required=("SOMATROPINE",)),
        judge_quantity(levering, "RIJBEWIJS_TOESLAG_VORDERING", 4),
        judge_quantity(levering, "RIJBEWIJS_TOESLAG_EIGEN_VERKLARING", 2),
    )
    return with_reasons(levering, "T24", own)


CHECKS = {
    "T17": ordertarieven,
    "T19": naast_geopend_zorgtraject,
    "T20": fysiotherapie_tijdens_opname,
    "T21": kaakchirurgie,
    "T22": regiefunctie_wondzorg,
    "T23": bijbetaling_onverzekerd,
    "T24": somatropine_en_rijbewijs,
}
