"""Is said, and may be said, that care is indicated? (E03, E05)

Whether a patient has an indication stands in his file, which nobody delivers; what can
be judged without it is whether it was answered, and what the insurer itself decided.

Dutch terms: oranje (insured under conditions), machtiging (permission), limitatieve
lijst (of activities that need one for a specialisme and diagnose).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.kleuren import ORANJE, dbcs_met, gekleurd, is_kleur
from declarations.checks.aanspraak.machtigingen import besluiten
from declarations.checks.aanspraak.typering import is_verzekerd, with_typering
from declarations.checks.aanspraak.uitspraak import DOSSIER, judge_dbcs
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN
from declarations.checks.gemis import ZORGPROFIEL, codeverzameling
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.registers.codeverzamelingen import codes_of, has_set, is_in_set
from grouper.compiled.rows_on_day import rows_on

PLASTISCH: Final = "AANSPRAAK_PLASTISCH"
"""Set of aanspraakcodes of treatments of plastisch-chirurgische aard."""


def oranje_beantwoord(levering: Levering) -> Oordeel:
    """E03: where an oranje activity determined the product, 0434 says J or N.

    About dbc's whose product has a code for care that is not insured, or of which 0438
    or the derivation says that oranje determined it. An empty 0434 is refused; where
    the profile is not complete and 0438 does not say so, a person looks (SIG). With J
    an indication has to be recorded, which only the file of the patient says.

    Source: NR/CU-263 art. 23 lid 1, in the text of 2016; ZH308 0434 and 0438.
    """
    oranje = is_kleur(ORANJE)
    done = levering.once(gekleurd).filter(oranje)
    rows = with_typering(levering, dbcs_met(levering, done, oranje))
    said = (pl.col("r0438") == "J").fill_null(value=False)
    seen = pl.col("is_oranje").fill_null(value=False)
    sure = said | (seen & pl.col("volledig"))
    typed = sure | (seen & pl.col("zelfde"))
    blank = pl.col("r0434").is_null()
    unsure = pl.when(pl.col("codes").is_not_null() & ~pl.col("volledig"))
    # Without a release nobody knows which products have such a code.
    keuze = pl.col("keuze").fill_null(value=not levering.releases)
    rows = rows.filter(keuze | typed).with_columns(
        gemis=pl.when(pl.col("r0434") == "N")
        .then(pl.lit(None, pl.String))
        .when(typed)
        .then(pl.lit(DOSSIER))
        .otherwise(pl.coalesce("gemis", unsure.then(pl.lit(ZORGPROFIEL))))
    )
    return judge_dbcs(
        levering,
        rows,
        blank & typed,
        rubriek=pl.lit("0434"),
        verwacht="J of N",
        gevolg=pl.when(~sure).then(pl.lit("SIG")),
    )


def plastische_chirurgie(levering: Levering) -> Oordeel:
    """E05: plastic surgery is insured on grounds of Bzv art. 2.4 lid 1 onder b only.

    About insured dbc's with an activity whose aanspraakcode is of the set
    ``AANSPRAAK_PLASTISCH``. A person looks where the insurer refused its machtiging, or
    gave none where the limitatieve lijst asks it (SIG). With a machtiging it passes;
    anything else is for the file of the patient.

    UNSOURCED[machtiging-indicatie]: that a machtiging says one of the grounds was met.

    Source: Bzv art. 2.4 lid 1 onder b; Rzv art. 2.1.
    """
    own = levering.once(dbcs)
    if not has_set(levering.registers, PLASTISCH):
        return not_evaluable(own.height, codeverzameling(PLASTISCH))
    done = levering.once(gekleurd)
    plastic = is_in_set(
        levering.registers, done, PLASTISCH, code="aanspraak_code", dag="dag"
    )
    done = _judged(levering, done.filter(plastic))
    soort = pl.col("aanspraak_code").is_in(codes_of(levering.registers, PLASTISCH))
    found = done.group_by("prestatie").agg(
        fout=pl.col("code").filter("_fout").unique().sort().str.join(", "),
        onbekend=(~pl.col("toegekend")).any(),
    )
    rows = dbcs_met(levering, done, soort).join(
        found, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    unknown = pl.when("onbekend").then(pl.lit(DOSSIER))
    rows = rows.filter(is_verzekerd()).with_columns(gemis=pl.coalesce("gemis", unknown))
    return judge_dbcs(
        levering,
        rows.filter(pl.col("codes").is_not_null() | pl.col("gemis").is_not_null()),
        pl.col("fout") != "",
        rubriek=pl.lit("1611"),
        waarde=pl.when(pl.col("fout") != "").then("fout").otherwise("codes"),
        verwacht="een machtiging: een van de gronden van Bzv art. 2.4 lid 1b",
    )


def _judged(levering: Levering, done: pl.DataFrame) -> pl.DataFrame:
    """Activities with ``toegekend``, and ``_fout`` where the insurer says no."""
    done = besluiten(levering, done).join(
        levering.dbc.select(
            "prestatie",
            "verzekerde_id",
            specialisme_code="r0439",
            diagnose_code="r0431",
        ),
        on="prestatie",
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    listed = rows_on(
        levering.releases,
        "limitatiemachtigingen",
        done.select(
            "specialisme_code", "diagnose_code", "dag", zorgactiviteit_code="code"
        ),
    )["is_valid"]
    none = (
        listed
        & done["verzekerde_id"].is_not_null()
        & done.select(_=levering.registers.covers(MACHTIGINGEN, "dag"))["_"]
    )
    refused = done["afgewezen"] | none
    return done.with_columns(_fout=refused & ~done["toegekend"])


CHECKS = {"E03": oranje_beantwoord, "E05": plastische_chirurgie}
