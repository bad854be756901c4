"""Is a stay claimed that goes with no insured care? (E19, E20, S04)

Source: Bzv art. 2.12 lid 1 and 2.4; polisvoorwaarden ONVZ 2025, zorghotel; binding
advice SKGZ 202501216 (7.2 to 7.5): who stayed in a resort after an operation, on a bill
of stay and consumptions without care, had no stay in connection with medical care,
and the resort was no zorghotel that the insurer recognised.

Dutch terms: zorghotel (hotel to recover in), verblijf (stay).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.verblijf.dagen import VERPLEEGDAG
from declarations.checks.aanspraak.verblijf.los import (
    ZONDER_ZORG,
    ZORGHOTEL,
    has_sets,
    stay_lines,
)
from declarations.checks.feiten.activiteiten import activiteiten
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN
from declarations.checks.gemis import (
    HISTORIE,
    PRIVACYVERKLARING,
    ZORGPROFIEL,
    codeverzameling,
    tabel,
)
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.registers.codeverzamelingen import has_set, is_in_set

DOSSIER: Final = "dossier: de medische noodzaak van het verblijf"


def verblijf_zonder_zorg(levering: Levering) -> Oordeel:
    """E19: who claims a stay also claims the care that it is for.

    It fails where the institution declared no care of the person on a day of the stay
    and nothing says that it was needed: no permission in the register, none named in
    the line (0406). With care beside it the need for the stay stands in the patient's
    file: only a permission passes.
    """
    rows = levering.once(stay_lines)
    if not has_sets(levering):
        return not_evaluable(rows.height, codeverzameling(ZONDER_ZORG))
    alone = ~pl.col("zorg_hier") & ~pl.col("is_toegestaan")
    named = pl.col("nummer").is_not_null()
    lists = pl.lit(levering.registers.get(MACHTIGINGEN) is not None)
    stated = named & ~(lists & levering.registers.covers(MACHTIGINGEN, "begin"))
    return judge(
        rows,
        alone & pl.col("is_bekend") & ~stated,
        rubriek="0410",
        waarde=pl.col("declaratiecode"),
        verwacht="zorg van deze aanbieder in dezelfde periode",
        ontbreekt=~pl.col("is_toegestaan"),
        lacks=pl.when(~alone)
        .then(pl.lit(DOSSIER))
        .when(stated)
        .then(pl.lit(tabel(MACHTIGINGEN)))
        .otherwise(pl.lit(HISTORIE)),
    )


def zorghotel(levering: Levering) -> Oordeel:
    """E20: a zorghotel is never of the basic insurance, only of a supplementary one.

    It is known by its code or AGB code (set ZORGHOTEL). What a supplementary insurance
    pays (table ``aanvullend``) is asked for in another way than by this line.
    """
    registers = levering.registers
    lines = levering.prestaties.filter(~pl.col("is_credit"), ~pl.col("is_dbc"))
    if not has_set(registers, ZORGHOTEL):
        return not_evaluable(0, codeverzameling(ZORGHOTEL))
    known = lines.with_columns(
        is_zorghotel=is_in_set(registers, lines, ZORGHOTEL, code="r0410", dag="r0411")
        | is_in_set(registers, lines, ZORGHOTEL, code="instelling", dag="r0411")
    )
    stays = pl.col("prestatie").is_in(levering.once(stay_lines)["prestatie"].implode())
    return judge(
        known.filter(stays | pl.col("is_zorghotel")),
        pl.col("is_zorghotel") & (pl.col("bedrag_cent") > 0),
        rubriek="0410",
        waarde=pl.format("{}, {} cent", "r0410", "bedrag_cent"),
        verwacht="niet ten laste van de basisverzekering",
    )


def medische_noodzaak(levering: Levering) -> Oordeel:
    """S04: a stay is for care of art. 2.4 or 2.7 that needs it.

    A stay by itself is refused where nobody declared care of the person on a day of it
    (art. 2.12 lid 1), and looked at where only another provider did. A dbc with
    verpleegdagen passes where anything else is known to be done in it; nursing alone
    may be the care, which only the patient's file tells, as it tells whether care that
    is there needed the stay.
    """
    return together(_alone(levering), _nursed(levering))


def _alone(levering: Levering) -> Oordeel:
    rows = levering.once(stay_lines)
    if not has_sets(levering):
        return not_evaluable(rows.height, codeverzameling(ZONDER_ZORG))
    here, elsewhere = pl.col("zorg_hier"), pl.col("zorg_elders")
    permitted = pl.col("is_toegestaan")
    return judge(
        rows,
        ~here & ~permitted & (elsewhere | pl.col("is_bekend")),
        rubriek="0410",
        waarde=pl.col("declaratiecode"),
        verwacht="verblijf bij zorg die het nodig maakt",
        gevolg=pl.when(elsewhere).then(pl.lit("SIG")).otherwise(pl.lit("RJ")),
        ontbreekt=~permitted,
        lacks=pl.when(here).then(pl.lit(DOSSIER)).otherwise(pl.lit(HISTORIE)),
    )


def _nursed(levering: Levering) -> Oordeel:
    """Dbc's with verpleegdagen: is anything else done in them?"""
    if not has_set(levering.registers, VERPLEEGDAG):
        return not_evaluable(0, codeverzameling(VERPLEEGDAG))
    done = levering.once(activiteiten)
    is_day = is_in_set(levering.registers, done, VERPLEEGDAG, code="code", dag="dag")
    nursed = done.filter(is_day)["prestatie"].implode()
    treated = done.filter(~is_day)["prestatie"].implode()
    rows = levering.dbc.filter(
        ~pl.col("is_credit"), pl.col("prestatie").is_in(nursed)
    ).with_columns(
        is_behandeld=pl.col("prestatie").is_in(treated),
        volledig=levering.is_volledig(),
    )
    return judge(
        rows,
        pl.lit(value=False),
        rubriek="0414",
        waarde=pl.lit("alleen verpleegdagen"),
        ontbreekt=~pl.col("is_behandeld"),
        lacks=pl.when("volledig")
        .then(pl.lit(DOSSIER))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .otherwise(pl.lit(ZORGPROFIEL)),
    )


CHECKS = {
    "E19": verblijf_zonder_zorg,
    "E20": zorghotel,
    "S04": medische_noodzaak,
}
