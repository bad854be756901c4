"""Is care declared as insured that its aanspraakcode excludes? (E01, E02, E04)

Dutch terms: rood (excluded from the basic package), bijbetaling (what a patient pays
for more than is insured).
"""

import polars as pl

from declarations.checks.aanspraak.kleuren import ROOD, dbcs_met, gekleurd, is_kleur
from declarations.checks.aanspraak.ozp import KEURING, judge_rood, ozps
from declarations.checks.aanspraak.typering import is_verzekerd, with_typering
from declarations.checks.aanspraak.uitspraak import judge_dbcs
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import RELEASE, ZORGPROFIEL, codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.registers.codeverzamelingen import has_set, is_in_set

BIJBETALING = "BIJBETALING_ONVERZEKERD"
"""Set of activities by which a patient pays himself for more than is insured."""


def rood_typeert(levering: Levering) -> Oordeel:
    """E01: what a rode activity determines is not declared as insured.

    About dbc's whose product has a code for care that is not insured, or whose
    derivation a rode activity determined; and about overige zorgproducten that are rood
    themselves, but for what others asked (E24). Without a complete profile what can be
    seen has to lead to the declared product, and a person looks (SIG).

    Source: NZa Referenties, AanspraakCode 16xx; NR/CU-263 art. 35 lid 1e.
    """
    if not levering.releases:
        lines = levering.once(dbcs).height + levering.once(ozps).height
        return not_evaluable(lines, RELEASE)
    rows = _with_rood(levering, levering.once(gekleurd))
    is_rood = pl.col("is_rood").fill_null(value=False)
    typed = is_rood & (pl.col("volledig") | pl.col("zelfde"))
    unsure = (
        pl.when(pl.col("codes").is_null())
        .then(pl.lit(None, pl.String))
        .when(~pl.col("volledig"))
        .then(pl.lit(ZORGPROFIEL))
        .when(pl.col("is_rood").is_null())
        .then(pl.lit("de grouper weigert deze typering"))
    )
    rows = rows.filter("keuze" | is_rood).with_columns(
        gemis=pl.when(is_verzekerd()).then(pl.coalesce("gemis", unsure))
    )
    of_dbc = judge_dbcs(
        levering,
        rows,
        is_verzekerd() & typed,
        rubriek=pl.lit("0410"),
        waarde=pl.format("{}: {}", "r0410", "codes"),
        verwacht="de declaratiecode van niet verzekerde zorg, met aanspraak N",
        gevolg=pl.when(~pl.col("volledig")).then(pl.lit("SIG")),
    )
    return together(of_dbc, judge_rood(levering, pl.col("aanspraak_code") != KEURING))


def rood_in_profiel(levering: Levering) -> Oordeel:
    """E02: a rode activity beside insured care is paid by the patient himself.

    About insured dbc's with a rode activity that did not determine the product. One of
    the set ``BIJBETALING_ONVERZEKERD`` says that it is; of any other a person looks.

    Source: NR/CU-263 art. 28 lid 1, in the text of 2016; that other rode activities
    should not weigh in insured care is inferred.
    """
    rows = _with_rood(levering, levering.once(gekleurd)).filter(is_verzekerd())
    if not levering.releases:
        return not_evaluable(rows.height, RELEASE)
    if not has_set(levering.registers, BIJBETALING):
        return not_evaluable(rows.height, codeverzameling(BIJBETALING))
    done = levering.once(gekleurd)
    paid = is_in_set(levering.registers, done, BIJBETALING, code="code", dag="dag")
    other = (
        done.filter(is_kleur(ROOD) & ~paid)
        .group_by("prestatie", maintain_order=True)
        .agg(anders=pl.col("code").unique().sort().str.join(", "))
    )
    rows = rows.join(
        other, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    typed = pl.col("is_rood") & (pl.col("volledig") | pl.col("zelfde"))
    typed = typed.fill_null(value=False)
    return judge_dbcs(
        levering,
        rows.filter(
            (pl.col("codes").is_not_null() & ~typed) | pl.col("gemis").is_not_null()
        ),
        pl.col("anders").is_not_null() & ~typed,
        rubriek=pl.lit("1611"),
        waarde=pl.col("anders"),
        verwacht="de patiënt betaalt deze zorgactiviteit zelf",
    )


def _with_rood(levering: Levering, done: pl.DataFrame) -> pl.DataFrame:
    rood = is_kleur(ROOD)
    return with_typering(levering, dbcs_met(levering, done.filter(rood), rood))


def aanspraak_nee(levering: Levering) -> Oordeel:
    """E04: for care without entitlement (0434 = N) nothing is claimed of an insurer.

    Source: ZH308 0434; NR/CU-263 art. 35 lid 1e.
    """
    rows = levering.prestaties.filter(pl.col("r0434") == "N", ~pl.col("is_credit"))
    return judge(
        rows,
        pl.col("bedrag_cent") > 0,
        rubriek="0434",
        waarde=pl.format("N, {} cent", "bedrag_cent"),
        verwacht="geen bedrag aan de verzekeraar",
    )


CHECKS = {"E01": rood_typeert, "E02": rood_in_profiel, "E04": aanspraak_nee}
