"""Price again what a later tariff release changed: a credit and a debit per line.

A decision keeps the releases it was made on. When a release that was made known since
gives a line another amount, or none (it withdraws the tariff, the prestatie or the code
of a zorgproduct, or changes a rule between lines), the line is taken back with a copy
and what may still be billed is billed anew; nothing that was decided is ever changed in
place. Other agreements, price lists or settings are no reason to.

Source: docs/decisions.md 42; WB/REG-2024-06.
"""

from dataclasses import dataclass
from typing import Generic

import polars as pl

from productstructure.errors import CallError
from tabellen.calltypes import checks_types, require_alike, require_columns
from tabellen.getoond import Getoond
from tariffs.decision.j_credit import OVEREENKOMSTIG, in_force, stood
from tariffs.decision.prijsboek import Prijsboek
from tariffs.lookup.uitspraken import releases_of
from tariffs.pricing import prepared, price_lines
from tariffs.schema import Frame, Prijsbesluiten, Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.lines import ONBEKENDE_WAARDE, conform

_VERGELEKEN = (
    *OVEREENKOMSTIG,
    "btw_cent",
    "redenen",
    "ozp_regel_id",
    "release_ids",
)
"""What a decision and the one of today are compared in, the amount apart."""

_JUDGED_TOGETHER = pl.Series(["E", "H"])
"""Phases that judge a line by other lines of its patient."""

CREDIT, DEBET = "-C", "-D"
"""What is put behind the name of a corrected line, and the name of the correction."""


@dataclass(frozen=True, repr=False)
class Herprijzing(Getoond, Generic[Frame]):
    """The correction of lines.

    Attributes:
        regels: Lines to send: per corrected line a credit and, if it may still be
            billed, a debit; ``Declaratieregels``.
        besluiten: The decisions on them, and on debits that may no longer be billed;
            ``Prijsbesluiten``.
    """

    regels: Frame
    besluiten: Frame


@checks_types
def reprice(
    regels: Frame,
    besluiten: Frame,
    tabellen: Tarieventabellen | Prijsboek,
    instellingen: Prijsinstellingen,
    *,
    bestand_id: str,
    findings: list[pl.DataFrame] | None = None,
) -> Herprijzing[Frame]:
    """Find lines whose tariff was superseded and correct them.

    Args:
        regels: The lines as they were priced, with the companions of phase E.
        besluiten: The decisions on them; credits among them take their debit out.
        tabellen: The tables as they are known now.
        instellingen: Settings of this run.
        bestand_id: Name of the file that the correction goes into; debit and credit may
            not stand in one file (Vektis 8062).
        findings: Gets what was mended of the lines, counted (schema
            ``TariefFindings``).

    Raises:
        CallError: ``bestand_id`` is empty or that of an earlier file, decisions lack a
            column or are given twice, or lines are of other care than was decided on.

    Returns:
        The correction, lazy as what was given. UNSOURCED[same-amount]: a line whose
        amount stays the same under the newer release is left as it is.
    """
    require_alike(regels=regels, besluiten=besluiten)
    if isinstance(regels, pl.LazyFrame):
        # mypy binds Frame once, of a function that a decorator handed on.
        eager = reprice(
            regels.collect(),  # type: ignore[arg-type]
            besluiten.collect(),  # type: ignore[arg-type]
            tabellen,
            instellingen,
            bestand_id=bestand_id,
            findings=findings,
        )
        return Herprijzing(eager.regels.lazy(), eager.besluiten.lazy())
    if not bestand_id.strip():
        raise CallError(
            "reprice: bestand_id is empty. Name the file of the correction."
        )
    require_columns(besluiten, pl.Schema(Prijsbesluiten), "besluiten")
    if besluiten.filter(pl.col("bestand_id") == bestand_id).height:
        raise CallError(
            f"reprice: bestand_id {bestand_id} found in the decisions to correct. "
            "Name a new file."
        )
    geldend = in_force(besluiten)
    if geldend["regel_id"].is_duplicated().any():
        raise CallError(
            f"reprice: {geldend['regel_id'].is_duplicated().sum()} decisions in force "
            "share their regel_id with another. Give each file of decisions once."
        )
    boek = prepared(tabellen, instellingen)
    regels = _without_refused_credits(conform(regels, findings), besluiten)
    again = price_lines(_undeclared(regels), boek, instellingen)
    regels, again = _one_per_line(regels, again, geldend)
    gewijzigd = _changed(geldend, again, boek.uitspraken)
    credits = _credits(gewijzigd, regels, bestand_id)
    debets = _debets(gewijzigd, regels, bestand_id)
    fresh = again.join(
        gewijzigd.select("regel_id"), on="regel_id", how="semi", maintain_order="left"
    )
    fresh = fresh.with_columns(
        release_ids=_with_named(fresh, boek.uitspraken),
    ).with_columns(
        regel_id=pl.col("regel_id") + DEBET,
        bestand_id=pl.lit(bestand_id),
        ref_voorgaande=pl.lit(None, dtype=pl.String),
        berekend_cent="bedrag_cent",
    )
    taken = price_lines(credits, boek, instellingen, eerdere=besluiten)
    return Herprijzing(
        regels=pl.concat([credits, debets]).drop(ONBEKENDE_WAARDE),
        besluiten=pl.concat([taken, fresh]),
    )


def _without_refused_credits(
    regels: pl.DataFrame, besluiten: pl.DataFrame
) -> pl.DataFrame:
    """Leave out credits that did not stand: undeclared, some of them would."""
    good = stood(besluiten, "C")["regel_id"].implode()
    return regels.filter(
        (pl.col("dc") == "C").fill_null(value=False).not_()
        | pl.col("regel_id").is_in(good)
    )


def _undeclared(regels: pl.DataFrame) -> pl.DataFrame:
    # What was declared was declared under the old tariff.
    return regels.with_columns(
        pl.lit(None, dtype=pl.Int64).alias(column)
        for column in ("tarief_cent", "berekend_cent", "declaratie_cent", "btw_cent")
    )


def _one_per_line(
    regels: pl.DataFrame, again: pl.DataFrame, geldend: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep one bearer of each regel_id: a later one is refused as its double (E4).

    The one that was decided on is of the care of the decision in force.
    """
    if not regels["regel_id"].is_duplicated().any():
        return regels, again
    place = (
        again.select("regel_id", "bedrag_cent", *OVEREENKOMSTIG)
        .with_row_index("plaats")
        .join(
            geldend.select(
                "regel_id",
                *(pl.col(column).alias(f"{column}_nu") for column in OVEREENKOMSTIG),
            ),
            on="regel_id",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .sort(_differs(), pl.col("bedrag_cent").is_null(), maintain_order=True)
        .unique("regel_id", keep="first", maintain_order=True)["plaats"]
        .sort()
    )
    return regels[place], again[place]


def _differs() -> pl.Expr:
    """Whether a line is of other care than a decision, where both have a value."""
    return pl.any_horizontal(
        (
            pl.col(column).cast(pl.String) != pl.col(f"{column}_nu").cast(pl.String)
        ).fill_null(value=False)
        for column in OVEREENKOMSTIG
    )


def _changed(
    geldend: pl.DataFrame, again: pl.DataFrame, uitspraken: pl.DataFrame
) -> pl.DataFrame:
    """Decisions in force that another release changes, with the new amount.

    A release changes a decision where prestatie or tariff are of another release, where
    it left none (B2, F1) or another rule (E, H), and where it so changed a line that
    this one is judged with (E, H).
    """
    fresh = again.select(
        "regel_id",
        *(pl.col(column).alias(f"{column}_nu") for column in _VERGELEKEN),
        nieuw_cent="bedrag_cent",
    )
    pairs = geldend.join(
        fresh, on="regel_id", how="inner", validate="1:1", maintain_order="left"
    )
    _refuse_other_lines(pairs)
    otherwise = pairs.filter(
        pl.col("bedrag_cent").ne_missing(pl.col("nieuw_cent"))
        | pl.col("btw_cent").ne_missing(pl.col("btw_cent_nu"))
    )
    if otherwise.is_empty():
        return otherwise
    toen = releases_of(otherwise, uitspraken)
    nu = otherwise.with_columns(
        redenen="redenen_nu",
        ozp_regel_id="ozp_regel_id_nu",
        release_ids="release_ids_nu",
    )
    named = releases_of(nu, uitspraken)
    erbij = pl.lit(toen).list.set_union(named).list.set_difference("release_ids")
    is_release = otherwise.select(
        (pl.col("release_ids") != pl.col("release_ids_nu")) | (erbij.list.len() > 0)
    ).to_series()
    together = _JUDGED_TOGETHER.implode()
    is_together = pl.any_horizontal(
        pl.col(redenen)
        .list.eval(pl.element().struct.field("fase").is_in(together))
        .list.any()
        for redenen in ("redenen", "redenen_nu")
    )
    verzekerden = otherwise["verzekerde_id"].filter(is_release).drop_nulls().implode()
    return otherwise.filter(
        pl.lit(is_release) | (is_together & pl.col("verzekerde_id").is_in(verzekerden))
    )


def _with_named(besluiten: pl.DataFrame, uitspraken: pl.DataFrame) -> pl.Series:
    """The releases of decisions, with those that their refusals rest on."""
    named = releases_of(besluiten, uitspraken)
    return besluiten["release_ids"].list.set_union(named).list.sort()


def _refuse_other_lines(pairs: pl.DataFrame) -> None:
    """Lines of other care than was decided on would credit one and bill the other."""
    other = pairs.select(_differs().sum()).item()
    if other:
        raise CallError(
            f"reprice: {other} lines found that differ from their decision in "
            f"{', '.join(OVEREENKOMSTIG)}. Give the lines as they were priced."
        )


def _credits(
    gewijzigd: pl.DataFrame, regels: pl.DataFrame, bestand_id: str
) -> pl.DataFrame:
    bedragen = gewijzigd.select(
        "regel_id", credit_cent=pl.coalesce("berekend_cent", "bedrag_cent")
    )
    origineel = regels.join(
        bedragen, on="regel_id", how="inner", validate="1:1", maintain_order="left"
    )
    credit = pl.lit("C", dtype=regels.schema["dc"])
    return origineel.with_columns(
        ref_voorgaande="regel_id",
        regel_id=pl.col("regel_id") + CREDIT,
        bestand_id=pl.lit(bestand_id),
        dc=credit,
        dc_berekend=credit,
        dc_declaratie=credit,
        berekend_cent="credit_cent",
        declaratie_cent="credit_cent",
    ).select(regels.columns)


def _debets(
    gewijzigd: pl.DataFrame, regels: pl.DataFrame, bestand_id: str
) -> pl.DataFrame:
    bedragen = gewijzigd.select("regel_id", "nieuw_cent").drop_nulls("nieuw_cent")
    return (
        _undeclared(regels)
        .join(
            bedragen, on="regel_id", how="inner", validate="1:1", maintain_order="left"
        )
        .with_columns(
            regel_id=pl.col("regel_id") + DEBET,
            bestand_id=pl.lit(bestand_id),
            berekend_cent="nieuw_cent",
            declaratie_cent="nieuw_cent",
        )
        .select(regels.columns)
    )
