"""Is care declared by who had it done, and early closing undone in time? (R37, R39)

Source: NR/CU-263 art. 31 and 34 (2016).

Dutch terms: onderlinge dienstverlening (one institution treats on behalf of another),
terugvaloptie (closing early for want of an agreement).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen, lijnen, with_names
from declarations.checks.feiten.overeenkomsten import OVEREENKOMST, has_agreement
from declarations.checks.formaat.prestatie import TERUGVAL
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import (
    dbcs,
    debits,
    judge_debits,
)

_TRAJECT: Final = ["persoon", "instelling", "zorgtraject"]
_ACTIVITEIT: Final = ["persoon", "instelling", "code", "dag"]


def terugvaloptie(levering: Levering) -> Oordeel:
    """R37: closed early only without an agreement, and not gone on with before its end.

    It went on where a next subtraject of the zorgtraject opens until the closing day
    that was named, or the profile has an activity after the declaration was written.
    """
    rows = levering.once(dbcs).filter(pl.col("r0418").is_in(list(TERUGVAL)))
    rows = rows.with_columns(_overeenkomst=has_agreement(levering, rows)).join(
        _resumed(levering, rows),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    resumed = pl.col("hervat").is_not_null()
    agreed = pl.col("_overeenkomst")
    return judge_debits(
        levering,
        with_names(levering, rows, "ander"),
        resumed | agreed.fill_null(value=False),
        ontbreekt=agreed.is_null() | ~levering.history_covers("r0411", "r0412"),
        lacks=pl.when(agreed.is_null())
        .then(pl.lit(OVEREENKOMST))
        .otherwise(pl.lit(HISTORIE)),
        waarde=pl.coalesce(pl.col("hervat").cast(pl.String), "r0418"),
        verwacht=pl.when(resumed)
        .then(pl.format("geen behandeling tot en met {}", "r0412"))
        .otherwise(pl.lit("geen overeenkomst met de verzekeraar")),
        andere=pl.col("andere_records"),
    )


def onderlinge_dienstverlening(levering: Levering) -> Oordeel:
    """R39: who treats on behalf of another institution declares it not itself.

    The line of the executing institution fails. Where that was declared before, the
    line that names it does.
    """
    claims = _claims(levering)
    pairs = claims.join(_executed(levering, claims), on=_ACTIVITEIT)
    of_executor = pairs.filter(pl.col("uitvoerende_prestatie").is_not_null())
    found = (
        pl.concat(
            [
                of_executor.select(
                    "code", "dag", prestatie="uitvoerende_prestatie", ander="lijn"
                ),
                pairs.filter(pl.col("uitvoerende_prestatie").is_null()).select(
                    "code", "dag", "prestatie", ander="uitvoerende_lijn"
                ),
            ]
        )
        .sort("prestatie", "dag", "code", "ander")
        .unique("prestatie", keep="first", maintain_order=True)
    )
    about = pl.concat([claims["prestatie"], found["prestatie"]]).unique()
    uncovered = claims.filter(~levering.history_covers("dag"))["prestatie"]
    rows = (
        levering.once(debits)
        .filter(pl.col("prestatie").is_in(about.implode()))
        .join(found, on="prestatie", how="left", validate="1:1", maintain_order="left")
    )
    return judge_debits(
        levering,
        with_names(levering, rows, "ander"),
        pl.col("ander").is_not_null(),
        ontbreekt=pl.col("prestatie").is_in(uncovered.implode()),
        lacks=HISTORIE,
        waarde=pl.format("{} {}", "code", "dag"),
        verwacht="alleen gedeclareerd door de instelling van de patiënt",
        andere=pl.col("andere_records"),
    )


def _resumed(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Per prestatie the first day that care went on, and the line that shows it."""
    own = eigen_lijnen(levering).join(rows, on="prestatie", how="semi")
    following = (
        own.join(levering.once(lijnen), on=_TRAJECT, suffix="_ander")
        .filter(
            # An add-on goes with the subtraject and begins within it.
            pl.col("zorgproduct_ander").is_not_null(),
            pl.col("begin_ander") > pl.col("begin"),
            pl.col("begin_ander") <= pl.col("eind"),
        )
        .select("prestatie", hervat="begin_ander", ander="lijn_ander")
    )
    parts = [following]
    if levering.profiel is not None:
        dated = levering.voorloop.group_by("bestand_nr").agg(pl.first("r0117"))
        parts.append(
            levering.profiel.join(
                rows.select("prestatie", "bestand_nr"), on="prestatie"
            )
            .join(dated, on="bestand_nr", validate="m:1")
            .filter(pl.col("uitvoerdatum") > pl.col("r0117"))
            .select("prestatie", hervat="uitvoerdatum", ander=pl.lit(None, pl.UInt32))
        )
    return (
        pl.concat(parts)
        .sort("prestatie", "hervat", "ander")
        .unique("prestatie", keep="first", maintain_order=True)
    )


def _claims(levering: Levering) -> pl.DataFrame:
    """Activities that another institution (1616) carried out."""
    lines = eigen_lijnen(levering).select("prestatie", "lijn", "persoon")
    return (
        levering.zorgactiviteiten.filter(pl.col("r1616").is_not_null())
        .join(lines, on="prestatie", maintain_order="left")
        .select(
            "prestatie",
            "lijn",
            "persoon",
            instelling="r1616",
            code=pl.col("r1611").str.zfill(6),
            dag="r1612",
        )
    )


def _executed(levering: Levering, claims: pl.DataFrame) -> pl.DataFrame:
    """The same activities as the executing institution declares them."""
    lines = levering.once(lijnen).join(claims, on=["persoon", "instelling"], how="semi")
    ozp = lines.filter(pl.col("zorgproduct").is_null()).with_columns(
        code="declaratiecode", dag="begin"
    )
    on_bill = (
        levering.zorgactiviteiten.select("prestatie", "r1611", "r1616", dag="r1612")
        .filter(pl.col("r1616").is_null())
        .join(lines, on="prestatie", maintain_order="left")
        .with_columns(code=pl.col("r1611").str.zfill(6))
    )
    columns = [*_ACTIVITEIT, "lijn", "prestatie"]
    parts = [ozp.select(columns), on_bill.select(columns)]
    if levering.profiel is not None:
        in_profile = (
            levering.profiel.join(lines, on="prestatie", how="semi")
            .select("prestatie", code="zorgactiviteit_code", dag="uitvoerdatum")
            .join(lines, on="prestatie", maintain_order="left")
        )
        parts.append(in_profile.select(columns))
    return pl.concat(parts).rename(
        {"lijn": "uitvoerende_lijn", "prestatie": "uitvoerende_prestatie"}
    )


CHECKS = {"R37": terugvaloptie, "R39": onderlinge_dienstverlening}
