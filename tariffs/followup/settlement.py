"""Phase K: settle the turnover of a contract, never a single line.

One formula covers every form of agreement: below the richtpunt a share of the shortfall
is still paid, above it a share of the excess (docs/decisions.md 43). P x q pays
neither less nor more than was delivered, a plafond stops at the richtpunt, an
aanneemsom is the richtpunt, a transitieafspraak lies between. What the agreement does
not count is paid in full.
"""

import polars as pl

from tabellen.calltypes import checks_types, require_alike, require_columns
from tariffs.lookup.known_on import known_on
from tariffs.lookup.national import Landelijk
from tariffs.lookup.numbers import Nummering, lijst_number
from tariffs.lookup.periods import days
from tariffs.lookup.selectors import KENMERKEN, match_selectors, most_specific
from tariffs.money import BP, percentage_of, round_half_up
from tariffs.schema import Frame, Prijsbesluiten, Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.ties import refuse_ties, tables_of

PLAFOND_BEREIKT = "OMZETPLAFOND_BEREIKT"
PLAFOND_NADERT = "OMZETPLAFOND_NADERT"

_AFSPRAAK = ["contract_id", "jaar"]

_GETELD = (
    *("contract_id", "prestatiecodelijst", "prestatiecode", "zorgproduct_code"),
    *("peildatum", "bedrag_cent"),
)
"""What is asked of a decision."""


@checks_types
def settle(
    besluiten: Frame,
    tabellen: Tarieventabellen,
    instellingen: Prijsinstellingen,
    *,
    ohw: Frame | None = None,
    verwacht: Frame | None = None,
    betaald: Frame | None = None,
) -> Frame:
    """Settle every omzetafspraak, with its use and forecast.

    Args:
        besluiten: Prijsbesluiten; lines without amount count nothing, credits negative.
            Lazy frames give a lazy result.
        tabellen: Agreements and prestaties.
        instellingen: The day as known on which prestaties are read.
        ohw: Prijsbesluiten of open subtrajecten (``production.value_ohw``).
        verwacht: Expected openings: ``contract_id``, ``jaar``, ``verwacht_cent``, in
            scope. Rows of one contract and year add up.
        betaald: What was paid so far: ``contract_id``, ``jaar``, ``betaald_cent``; by
            default the amounts of the besluiten. Rows add up.

    Returns:
        One row per omzetafspraak: ``afspraak_id``, ``contract_id``, ``concern_id``,
        ``jaar`` (of opening), ``vorm``, ``richtpunt_cent``, ``omzet_cent`` in scope,
        ``buiten_cent``, ``vergoeding_cent``, ``betaald_cent``, ``verrekening_cent``
        (still to pay, or negative), ``gebruik_bp`` of the richtpunt, ``ohw_cent``,
        ``verwacht_cent``, ``prognose_cent`` in scope, ``prognose_gebruik_bp``,
        ``prognose_vergoeding_cent`` and ``signaal``.

    Raises:
        InputFileError: Rows of one rang contradict each other.
        CallError: A column is absent, or holds no days where they should stand.

    Source: docs/decisions.md 43.
    """
    require_alike(besluiten=besluiten, ohw=ohw, verwacht=verwacht, betaald=betaald)
    if isinstance(besluiten, pl.LazyFrame):
        return settle(
            besluiten.collect(),
            tabellen,
            instellingen,
            ohw=None if ohw is None else ohw.collect(),
            verwacht=None if verwacht is None else verwacht.collect(),
            betaald=None if betaald is None else betaald.collect(),
        ).lazy()
    refuse_ties(tables_of(tabellen), "omzetafspraak_scope")
    afspraken = tabellen.omzetafspraak.join(
        # Versions of a contract are of one concern; the newest says which.
        tabellen.contract.sort("versie", maintain_order=True)
        .select("contract_id", "concern_id")
        .unique("contract_id", keep="last", maintain_order=True),
        on="contract_id",
        how="left",
        validate="m:1",
    )
    for what, besloten in (("besluiten", besluiten), ("ohw", ohw)):
        if besloten is not None:
            require_columns(besloten, pl.Schema(Prijsbesluiten), what, *_GETELD)
    counted = _counted(besluiten, tabellen, instellingen)
    if ohw is None:
        ohw = besluiten.clear()
    open_ = _counted(ohw, tabellen, instellingen).select(
        "afspraak_id", ohw_cent="omzet_cent"
    )
    kaal = pl.DataFrame(schema={"contract_id": pl.String, "jaar": pl.Int64})
    if verwacht is None:
        verwacht = kaal.with_columns(verwacht_cent=pl.lit(None, dtype=pl.Int64))
    if betaald is None:
        betaald = kaal.with_columns(betaald_cent=pl.lit(None, dtype=pl.Int64))
    tellers = ["omzet_cent", "buiten_cent", "ohw_cent", "verwacht_cent"]
    return (
        afspraken.join(counted, on="afspraak_id", how="left", validate="1:1")
        .join(open_, on="afspraak_id", how="left", validate="1:1")
        .join(_summed(verwacht, "verwacht"), on=_AFSPRAAK, how="left", validate="m:1")
        .join(_summed(betaald, "betaald"), on=_AFSPRAAK, how="left", validate="m:1")
        .with_columns(pl.col(tellers).fill_null(0))
        .pipe(_settled)
        .sort("afspraak_id")
    )


def _summed(bedragen: pl.DataFrame, what: str) -> pl.DataFrame:
    wanted = {"contract_id": pl.String, "jaar": pl.Int64, f"{what}_cent": pl.Int64}
    require_columns(bedragen, wanted, what)
    # An amount that is not given is not known, so the default holds; never 0.
    return bedragen.drop_nulls().group_by(_AFSPRAAK).agg(pl.exclude(_AFSPRAAK).sum())


@checks_types
def compensation(
    omzet_cent: pl.Expr, richtpunt_cent: pl.Expr, below_bp: pl.Expr, above_bp: pl.Expr
) -> pl.Expr:
    """What is paid for a turnover: R + a (P - R) below P, P + b (R - P) above.

    Source: docs/decisions.md 43, worked examples 37 to 39.
    """
    tekort = percentage_of(richtpunt_cent - omzet_cent, below_bp)
    overschot = percentage_of(omzet_cent - richtpunt_cent, above_bp)
    return (
        pl.when(omzet_cent <= richtpunt_cent)
        .then(omzet_cent + tekort)
        .otherwise(richtpunt_cent + overschot)
    )


@checks_types
def macro_limit(
    omzet_cent: pl.Expr, totaal_cent: pl.Expr, macrogrens_cent: pl.Expr
) -> pl.Expr:
    """Upper limit of one provider when all together exceed the macrogrens.

    Below the macrogrens the limit is the turnover itself.

    Source: Aanwijzing integrale tarifering msz 2015 IV.3.
    """
    aandeel = round_half_up(omzet_cent.cast(pl.Int128) * macrogrens_cent, totaal_cent)
    return pl.when(totaal_cent > macrogrens_cent).then(aandeel).otherwise(omzet_cent)


def _settled(afspraken: pl.DataFrame) -> pl.DataFrame:
    richtpunt = pl.col("richtpunt_cent")
    percentages = (pl.col("pct_onder_bp"), pl.col("pct_boven_bp"))
    prognose = pl.col("omzet_cent") + pl.col("ohw_cent") + pl.col("verwacht_cent")
    counted = afspraken.with_columns(
        betaald_cent=pl.coalesce(
            "betaald_cent", pl.col("omzet_cent") + pl.col("buiten_cent")
        ),
        prognose_cent=prognose,
        vergoeding_cent=compensation(pl.col("omzet_cent"), richtpunt, *percentages)
        + pl.col("buiten_cent"),
        gebruik_bp=_use("omzet_cent"),
    )
    bereikt = pl.col("omzet_cent") >= richtpunt
    nadert = pl.max_horizontal("gebruik_bp", "prognose_gebruik_bp") >= (
        pl.col("signaal_bp")
    )
    return counted.with_columns(
        verrekening_cent=pl.col("vergoeding_cent") - pl.col("betaald_cent"),
        prognose_gebruik_bp=_use("prognose_cent"),
        prognose_vergoeding_cent=compensation(
            pl.col("prognose_cent"), richtpunt, *percentages
        )
        + pl.col("buiten_cent"),
    ).select(
        "afspraak_id",
        "contract_id",
        "concern_id",
        "jaar",
        "vorm",
        "richtpunt_cent",
        "omzet_cent",
        "buiten_cent",
        "vergoeding_cent",
        "betaald_cent",
        "verrekening_cent",
        "gebruik_bp",
        "ohw_cent",
        "verwacht_cent",
        "prognose_cent",
        "prognose_gebruik_bp",
        "prognose_vergoeding_cent",
        signaal=pl.when(bereikt & (pl.col("vorm") != "PXQ"))
        .then(pl.lit(PLAFOND_BEREIKT))
        .when(nadert & (pl.col("vorm") != "PXQ"))
        .then(pl.lit(PLAFOND_NADERT)),
    )


def _use(omzet: str) -> pl.Expr:
    richtpunt = pl.col("richtpunt_cent")
    gebruik = round_half_up(pl.col(omzet).cast(pl.Int128) * BP, richtpunt)
    return pl.when(richtpunt > 0).then(gebruik)


def with_kenmerken(
    besluiten: pl.DataFrame, tabellen: Tarieventabellen, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Add to decisions what selectors look at: group, tarieftype and kind of prestatie.

    Args:
        besluiten: Prijsbesluiten.
        tabellen: Prestaties.
        instellingen: The day as known on which they are read.
    """
    known = known_on(tabellen, instellingen.kennisdatum)
    numbers = Nummering.of(known)
    landelijk = Landelijk.of(known, numbers)
    key = numbers.add_to(besluiten.select("prestatiecode")).with_columns(
        besluiten.select(
            lijst=lijst_number(pl.col("prestatiecodelijst")),
            dag=days(pl.col("peildatum")),
        )
    )
    row = landelijk.prestatie.find(key["code"], key["dag"], key["lijst"])
    return besluiten.with_columns(
        landelijk.prestatie.take(
            row, "zorgproductgroep_code", "tarieftype", "soort_prestatie"
        )
    )


def _counted(
    besluiten: pl.DataFrame, tabellen: Tarieventabellen, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Turnover of each agreement, in and out of its scope."""
    sums = (
        with_kenmerken(besluiten, tabellen, instellingen)
        .with_columns(jaar=pl.col("peildatum").dt.year().cast(pl.Int64))
        .group_by(*_AFSPRAAK, *KENMERKEN)
        .agg(pl.col("bedrag_cent").sum())
    )
    telt_mee = pl.col("telt_mee")
    return (
        with_telt_mee(sums, tabellen)
        .group_by("afspraak_id")
        .agg(
            omzet_cent=pl.col("bedrag_cent").filter(telt_mee).sum(),
            buiten_cent=pl.col("bedrag_cent").filter(~telt_mee).sum(),
        )
    )


def with_telt_mee(zorg: pl.DataFrame, tabellen: Tarieventabellen) -> pl.DataFrame:
    """Care under an omzetafspraak, and whether it counts for that.

    Args:
        zorg: ``contract_id``, ``jaar`` (of opening) and what ``with_kenmerken`` adds.
        tabellen: Agreements.

    Returns:
        The rows whose contract has an agreement in that year, with ``afspraak_id`` and
        ``telt_mee``.
    """
    rows = zorg.with_row_index("som").join(
        tabellen.omzetafspraak.select("afspraak_id", *_AFSPRAAK),
        on=_AFSPRAAK,
        how="inner",
        maintain_order="left",
    )
    key = ["som", "afspraak_id"]
    judged = (
        most_specific(
            match_selectors(rows, tabellen.omzetafspraak_scope, on=["afspraak_id"]),
            key,
        )
        .select(*key, "telt_mee")
        .unique()
    )
    # Without a row about it, care counts (as a contract is about everything).
    return (
        rows.join(judged, on=key, how="left", validate="1:1", maintain_order="left")
        .with_columns(pl.col("telt_mee").fill_null(True))
        .drop("som")
    )
