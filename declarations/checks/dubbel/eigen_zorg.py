"""D05 and D06: has a parallel traject care of its own?

Source: NR/CU-263 art. 5a lid 1 and 2, in the text of 2016. Where only the records 16
show that care is absent, not a complete profile, a person looks (SIG).
"""

import polars as pl

from declarations.checks.dubbel.overlap import (
    eigen_dbc,
    facts,
    two_trajects,
    with_known,
)
from declarations.checks.dubbel.uitspraak import (
    GEEN_PROFIEL,
    GEEN_TRAJECT,
    by_profile,
    judge_lines,
)
from declarations.checks.feiten.activiteiten import (
    CONTACT,
    DAY_CARE,
    OPERATIVE,
    PARAMEDICAL,
    STAY,
    THERAPY,
    registered,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel

_lacks = (
    pl.when(pl.col("ander_traject").is_null())
    .then(pl.lit(GEEN_TRAJECT))
    .otherwise(pl.lit(GEEN_PROFIEL))
)
"""What lacks to say of a pair whether it fails."""


def zonder_typerende_zorg(levering: Levering) -> Oordeel:
    """D05: a parallel traject, the later of two, without care that makes it one.

    That is zorgprofielklasse 1, 2 or 3, operative care, or an activity of the
    codeverzameling PARALLEL_TYPEREND: dialysis, ventilation at home, oncological
    medication, fertility or audiology.
    """
    pairs = with_known(
        levering,
        two_trajects(levering).filter(pl.col("eigen") == pl.col("tweede")),
        registered(
            levering,
            (CONTACT, DAY_CARE, STAY, OPERATIVE),
            "PARALLEL_TYPEREND",
            (THERAPY, PARAMEDICAL),
        ),
    )
    fails = ~pl.col("heeft_tweede") & pl.col("ander_traject")
    return judge_lines(
        levering,
        eigen_dbc(levering),
        pairs.filter(fails).select(
            "eigen",
            "ander",
            gevolg=by_profile(pl.col("volledig_tweede")),
            verwacht=pl.lit("een eigen typerende zorgactiviteit"),
        ),
        pairs.filter(fails.is_null()).select("eigen", "ander", verwacht=_lacks),
    )


def dubbelzijdig(levering: Levering) -> Oordeel:
    """D06: two trajects of one diagnose of which not both sides were operated on.

    UNSOURCED[dubbelzijdig]: no field tells a side; two trajects of one specialisme and
    one diagnose at the same time are taken for the two sides.
    """
    pairs = facts(levering, two_trajects(levering), "diagnose").filter(
        pl.col("diagnose_eerste") == pl.col("diagnose_tweede")
    )
    pairs = with_known(levering, pairs, registered(levering, (OPERATIVE,)))
    both = pl.col("heeft_eerste") & pl.col("heeft_tweede")
    fails = ~both & pl.col("ander_traject")
    # Whichever traject is known to lack it decides how sure that is.
    is_whole = (
        pl.when(~pl.col("heeft_tweede"))
        .then("volledig_tweede")
        .otherwise("volledig_eerste")
    )
    return judge_lines(
        levering,
        eigen_dbc(levering),
        pairs.filter(fails).select(
            "eigen",
            "ander",
            waarde="diagnose_tweede",
            gevolg=by_profile(is_whole),
            verwacht=pl.lit("een operatieve zorgactiviteit aan beide zijden"),
        ),
        pairs.filter(fails.is_null()).select("eigen", "ander", verwacht=_lacks),
    )


CHECKS = {"D05": zonder_typerende_zorg, "D06": dubbelzijdig}
