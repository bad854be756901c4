"""Care that the law names as not insured, or as insured elsewhere. (E06, E10, E11)

The law texts are those of 2015 to 2017 (Rzv art. 2.1) and of 2025 (Bzv art. 2.4).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.kleuren import dbcs_met, verricht
from declarations.checks.aanspraak.machtigingen import besluiten
from declarations.checks.aanspraak.ozp import ozps
from declarations.checks.aanspraak.typering import is_verzekerd, with_typering
from declarations.checks.aanspraak.uitspraak import DOSSIER, judge_dbcs
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.registers.codeverzamelingen import codes_of, has_set, is_in_set

UITGESLOTEN: Final = "RZV_UITGESLOTEN"
"""Set of activities that are never insured."""

INDICATIE: Final = "RZV_INDICATIE"
"""Set of those that are insured for a medical need only."""

SNURKEN: Final = "RZV_SNURKEN"
"""Set of those that are not insured against snoring."""

DIAGNOSE_SNURKEN: Final = "DIAGNOSE_SNURKEN"
"""Set of diagnoses of snoring: specialisme and diagnose, four places each."""

TANDARTS_SPECIALIST: Final = "TANDARTS_SPECIALIST"
GRIEPVACCINATIE: Final = "GRIEPVACCINATIE"


def uitgesloten_verrichting(levering: Levering) -> Oordeel:
    """E06: what Rzv art. 2.1 excludes is not declared as insured.

    About insured dbc's and overige zorgproducten with an activity that it names. Of
    what is never insured the prestatie is refused where a complete profile shows that
    it determined the product; beside other care a person looks (SIG), as with an
    operation of the palate for snoring, and with an overig zorgproduct. What a medical
    need makes insured passes with a machtiging, and is else for the file of the
    patient.

    Source: Rzv art. 2.1.
    """
    sets = (UITGESLOTEN, INDICATIE, SNURKEN, DIAGNOSE_SNURKEN)
    for naam in sets:
        if not has_set(levering.registers, naam):
            rows = levering.once(dbcs).height + levering.once(ozps).height
            return not_evaluable(rows, codeverzameling(naam))
    return together(_dbc_uitgesloten(levering), _ozp_uitgesloten(levering))


def _dbc_uitgesloten(levering: Levering) -> Oordeel:
    known = levering.registers
    done = levering.once(verricht)
    done = done.join(
        levering.once(dbcs).select(
            "prestatie",
            _diagnose=pl.col("r0439").str.zfill(4) + pl.col("r0431").str.zfill(4),
        ),
        on="prestatie",
        how="left",
        maintain_order="left",
    )
    never, need, snore = (
        is_in_set(known, done, naam, code="code", dag="dag")
        for naam in (UITGESLOTEN, INDICATIE, SNURKEN)
    )
    is_snoring = is_in_set(
        known, done, DIAGNOSE_SNURKEN, code="_diagnose", dag="opening"
    )
    done = besluiten(
        levering,
        done.with_columns(
            never=never, snurken=snore & is_snoring, need=need, _mine=snore
        ).filter(pl.any_horizontal("never", "need", "_mine")),
    )
    found = done.group_by("prestatie").agg(
        fout=pl.col("code")
        .filter(pl.col("never") | pl.col("snurken"))
        .unique()
        .sort()
        .str.join(", "),
        nooit=pl.col("never").any(),
        onbekend=(pl.col("need") & ~pl.col("toegekend")).any(),
    )
    named = [*codes_of(known, UITGESLOTEN), *codes_of(known, INDICATIE)]
    soort = pl.col("zorgactiviteit_code").is_in([*named, *codes_of(known, SNURKEN)])
    rows = dbcs_met(levering, done, soort).join(
        found, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    unknown = pl.when("onbekend").then(pl.lit(DOSSIER))
    rows = with_typering(levering, rows).filter(is_verzekerd())
    rows = rows.with_columns(gemis=pl.coalesce("gemis", unknown))
    decides = pl.col("nooit") & pl.col("is_rood") & pl.col("volledig")
    return judge_dbcs(
        levering,
        rows.filter(pl.col("codes").is_not_null() | pl.col("gemis").is_not_null()),
        pl.col("fout") != "",
        rubriek=pl.lit("1611"),
        waarde=pl.when(pl.col("fout") != "").then("fout").otherwise("codes"),
        verwacht="geen verrichting die Rzv art. 2.1 uitsluit",
        gevolg=pl.when(decides).then(pl.lit("RJ")).otherwise(pl.lit("SIG")),
    )


def _ozp_uitgesloten(levering: Levering) -> Oordeel:
    rows = levering.once(ozps)
    never = is_in_set(levering.registers, rows, UITGESLOTEN, code="r0410", dag="r0411")
    return judge(
        rows.filter(never),
        (pl.col("bedrag_cent") > 0) & pl.col("r0434").ne_missing(pl.lit("N")),
        rubriek="0410",
        waarde=pl.col("r0410"),
        verwacht="geen verrichting die Rzv art. 2.1 uitsluit",
        gevolg="SIG",
    )


def tandarts_specialist(levering: Levering) -> Oordeel:
    """E10: care of a dental surgeon is mondzorg, and no part of a dbc.

    About dbc's with an activity of the set ``TANDARTS_SPECIALIST``, where a person
    looks, and overige zorgproducten by a code of it, which pass.

    Source: Bzv art. 2.4 lid 1 onder a 5° and art. 2.7.
    """
    own = levering.once(dbcs)
    if not has_set(levering.registers, TANDARTS_SPECIALIST):
        return not_evaluable(own.height, codeverzameling(TANDARTS_SPECIALIST))
    done = levering.once(verricht)
    jaw = is_in_set(
        levering.registers, done, TANDARTS_SPECIALIST, code="code", dag="dag"
    )
    soort = pl.col("zorgactiviteit_code").is_in(
        codes_of(levering.registers, TANDARTS_SPECIALIST)
    )
    rows = dbcs_met(levering, done.filter(jaw), soort)
    hit = pl.col("codes").is_not_null()
    of_dbc = judge_dbcs(
        levering,
        rows.filter(hit | pl.col("gemis").is_not_null()),
        hit,
        rubriek=pl.lit("1611"),
        waarde=pl.col("codes"),
        verwacht="een overig zorgproduct van mondzorg (Bzv art. 2.7)",
    )
    others = levering.once(ozps)
    named = is_in_set(
        levering.registers, others, TANDARTS_SPECIALIST, code="r0410", dag="r0411"
    )
    return together(of_dbc, judge(others.filter(named), pl.lit(value=False)))


def griepvaccinatie(levering: Levering) -> Oordeel:
    """E11: vaccination against influenza is no care of medisch specialisten.

    Asked of overige zorgproducten. No code of it is known to the national sets.

    Source: Bzv art. 2.4 lid 1 onder a 1°.
    """
    rows = levering.once(ozps)
    if not has_set(levering.registers, GRIEPVACCINATIE):
        return not_evaluable(rows.height, codeverzameling(GRIEPVACCINATIE))
    named = is_in_set(
        levering.registers, rows, GRIEPVACCINATIE, code="r0410", dag="r0411"
    )
    return judge(
        rows.with_columns(_vaccin=named),
        pl.col("_vaccin") & (pl.col("bedrag_cent") > 0),
        rubriek="0410",
        waarde=pl.col("r0410"),
        verwacht="geen griepvaccinatie",
    )


CHECKS = {
    "E06": uitgesloten_verrichting,
    "E10": tandarts_specialist,
    "E11": griepvaccinatie,
}
