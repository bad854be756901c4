"""Does the turnover of a contract pass what was agreed for the year? (C02, C03)

What was agreed stands in ``omzetafspraak`` of the tariff layer, and what does not count
for it (of a UMC dear care that cannot be planned, such as transplants) in its scope.
Counted is what was claimed: by the history of the year of opening, and by this
delivery, line by line in the order of ``lijnen``. A line beyond is a signal; what is
paid in the end ``dbc-grouper settle`` computes.

A turnover is of all persons together, so here a verdict does hang on what else is in a
delivery. UNSOURCED[omzet-gedeclareerd]: of a line that was paid in part the history has
the claimed amount alone, which counts. Policies of persons in the history are not
asked: their contract is the one for every policy.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import (
    VOLGORDE,
    eigen_lijnen,
    historie_van_allen,
    in_order,
)
from declarations.checks.gemis import CONTRACTEN, HISTORIE, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.tarief.herprijzing import herprijzen, instellingen, prijsboek
from declarations.checks.tarief.regels import debetregels
from tariffs import price_lines
from tariffs.followup.settlement import with_kenmerken, with_telt_mee
from tariffs.schema import Tarieventabellen

PLAFOND = ("PLAFOND", "AANNEEMSOM")
"""Forms of contract beyond whose richtpunt nothing is paid."""

TRANSITIE = ("TRANSITIE",)
"""Beyond whose richtpunt a part is paid."""

_AFSPRAAK = ["contract_id", "jaar"]
_OF_LINE = ("prestatie", "bestand_nr", "record", "begin", "bedrag_cent")
_OF_CARE = ("declaratiecode", "lijst", "zorgproduct")
"""What is asked of a line, and what scopes of agreements are about."""

_jaar = pl.col("begin").dt.year().cast(pl.Int64)


def omzetplafond(levering: Levering) -> Oordeel:
    """C02: with this line the turnover stays within the ceiling.

    Source: Zilveren Kruis inkoopbeleid msz 2018, section 4: what passes a ceiling is
    not paid.
    """
    return _judge_turnover(levering, PLAFOND)


def transitieafspraak(levering: Levering) -> Oordeel:
    """C03: with this line the turnover stays within the richtpunt of a
    transitieafspraak; what passes it is paid in part, at the settlement.

    Source: Zilveren Kruis inkoopbeleid msz 2018, section 4.
    """
    return _judge_turnover(levering, TRANSITIE)


def _judge_turnover(levering: Levering, vormen: tuple[str, ...]) -> Oordeel:
    lines = levering.once(omzet)
    if lines is None:
        return not_evaluable(debetregels(levering)["prestatie"].n_unique(), CONTRACTEN)
    rows = lines.filter(
        pl.col("vorm").is_in(vormen), pl.col("telt_mee").fill_null(value=True)
    )
    total, limit = pl.col("omzet_cent"), pl.col("richtpunt_cent")
    first = pl.date(pl.col("begin").dt.year(), 1, 1)
    known = levering.history_covers(first, "begin")
    agreed = limit.is_not_null()
    return judge(
        rows,
        (total > limit).fill_null(value=False),
        waarde=total.cast(pl.String),
        verwacht=pl.format("ten hoogste {} in {} ({})", limit, "jaar", "afspraak_id"),
        ontbreekt=~agreed | ~known,
        lacks=pl.when(agreed)
        .then(pl.lit(HISTORIE))
        .otherwise(pl.lit(tabel("omzetafspraak"))),
    )


def omzet(levering: Levering) -> pl.DataFrame | None:
    """Own debits under a contract that has a richtpunt, with the turnover up to each.

    Ask it through ``levering.once``.

    Returns:
        Per prestatie ``bestand_nr``, ``record``, ``begin``, ``jaar``, ``vorm``,
        ``telt_mee``, ``afspraak_id``, ``richtpunt_cent`` and ``omzet_cent``: what
        counts, the line itself included. The last four are null where the contract has
        no omzetafspraak for the year. None without tables.
    """
    prices = levering.once(herprijzen)
    tabellen = levering.tabellen
    if prices is None or tabellen is None:
        return None
    contracts = (
        prices.filter("is_eerste", pl.col("contract_id").is_not_null())
        .select("prestatie", "contract_id", "versie")
        .join(
            tabellen.contract.select(
                "contract_id", "versie", vorm=pl.col("contractvorm").cast(pl.String)
            ).filter(pl.col("vorm").is_in([*PLAFOND, *TRANSITIE])),
            on=["contract_id", "versie"],
        )
    )
    own = in_order(
        eigen_lijnen(levering)
        .select(*dict.fromkeys((*VOLGORDE, *_OF_LINE, *_OF_CARE)))
        .join(contracts, on="prestatie", maintain_order="left")
    ).select(*_OF_LINE, *_OF_CARE, "contract_id", "vorm", jaar=_jaar)
    before = _turnover_before(levering, own.select(_AFSPRAAK).unique(), tabellen)
    counted = _counted(levering, own, tabellen).select(
        "prestatie", "afspraak_id", "telt_mee"
    )
    counting = pl.when("telt_mee").then("bedrag_cent").otherwise(0)
    afspraken = tabellen.omzetafspraak.select(
        "afspraak_id", "richtpunt_cent", _vorm=pl.col("vorm").cast(pl.String)
    )
    return (
        own.join(counted, on="prestatie", how="left", maintain_order="left")
        .join(afspraken, on="afspraak_id", how="left", maintain_order="left")
        .join(before, on="afspraak_id", how="left", maintain_order="left")
        .with_columns(
            # The agreement of the year says how it is settled.
            vorm=pl.coalesce("_vorm", "vorm"),
            omzet_cent=counting.cum_sum().over("afspraak_id")
            + pl.col("eerder_cent").fill_null(0),
        )
        .drop("_vorm", "eerder_cent", *_OF_CARE)
    )


def _turnover_before(
    levering: Levering, asked: pl.DataFrame, tabellen: Tarieventabellen
) -> pl.DataFrame:
    """What counts by the history: ``afspraak_id, eerder_cent``."""
    years = asked["jaar"].unique()
    rows = historie_van_allen(levering).with_columns(jaar=_jaar)
    rows = rows.filter(pl.col("jaar").is_in(years.implode()))
    boek = levering.once(prijsboek)
    empty = pl.DataFrame(schema={"afspraak_id": pl.String, "eerder_cent": pl.Int64})
    if rows.is_empty() or boek is None:
        return empty
    plaats = pl.int_range(pl.len()).cast(pl.String)
    besluiten = price_lines(
        rows.select(
            regel_id=plaats,
            zorginstelling_code="instelling",
            uzovi="uzovi",
            ontvanger=pl.lit("VERZEKERAAR"),
            # Each of nobody else: no other line counts against it.
            verzekerde_id=plaats,
            prestatiecodelijst="lijst",
            prestatiecode="declaratiecode",
            zorgproduct_code="zorgproduct",
            begindatum="begin",
            einddatum=pl.coalesce("eind", "begin"),
            aantal_m=pl.lit(1000, pl.Int64),
            dc=pl.lit("D"),
        ),
        boek,
        instellingen(levering),
    )
    named = rows.with_columns(besluiten["contract_id"])
    return (
        _counted(levering, named, tabellen)
        .filter("telt_mee")
        .group_by("afspraak_id")
        .agg(eerder_cent=pl.col("bedrag_cent").sum())
    )


def _counted(
    levering: Levering, rows: pl.DataFrame, tabellen: Tarieventabellen
) -> pl.DataFrame:
    """Lines whose contract has an agreement in their year, and whether they count."""
    named = rows.with_columns(
        prestatiecode="declaratiecode",
        prestatiecodelijst="lijst",
        zorgproduct_code="zorgproduct",
        peildatum="begin",
    )
    known = with_kenmerken(named, tabellen, instellingen(levering))
    return with_telt_mee(known, tabellen)


CHECKS = {"C02": omzetplafond, "C03": transitieafspraak}
