"""Phase J of the decision table: a credit is a copy of its debit, with the sign turned.

Nothing is priced again: a correction is a credit and a new debit with a decision of
its own (tariffs.md 10). Debits are looked up among earlier decisions and among those
of this batch; a credit is tested after phase A and stops here.
"""

import polars as pl

from tariffs.reasons import Reden, mask_of

GEKOPIEERD = (
    "concern_id",
    "peildatum",
    "peildatum_grond",
    "tariefsoort",
    "contract_id",
    "versie",
    "afspraak_id",
    "nza_maximum_e6",
    "toegestaan_maximum_e6",
    "eenheidsprijs_e6",
    "aantal_m",
    "aantal_teller",
    "aantal_noemer",
    "factor_bp",
    "release_ids",
)
"""What a credit takes over as it stands."""

GEKEERD = ("bedrag_cent", "btw_cent", "toeslag_cent")
"""What a credit takes over with the sign turned."""

_STORE = ("regel_id", "bestand_id", "berekend_cent")


def credit_lines(
    credits: pl.DataFrame, besluiten: pl.DataFrame, eerdere: pl.DataFrame
) -> pl.DataFrame:
    """Decide on credit lines.

    Args:
        credits: Decisions in the making, ``dc`` C, with ``berekend_cent``.
        besluiten: Decisions on the debits of this batch.
        eerdere: Decisions of earlier batches; credits among them count as processed.

    Returns:
        The credits with their columns filled and ``mask``; a refused one has no amount.
    """
    kolommen = [*_STORE, "dc", "ref_voorgaande", *GEKEERD, *GEKOPIEERD]
    store = pl.concat([frame.select(kolommen) for frame in (eerdere, besluiten)])
    debet = (
        store.filter((pl.col("dc") == "D") & pl.col("bedrag_cent").is_not_null())
        .unique("regel_id", keep="last", maintain_order=True)
        .select(*_STORE, *GEKEERD, *GEKOPIEERD)
    )
    verwerkt = store.filter(
        (pl.col("dc") == "C") & pl.col("bedrag_cent").is_not_null()
    ).select("ref_voorgaande", is_verwerkt=pl.lit(True))
    met_debet = (
        credits.join(
            debet.rename({kolom: f"{kolom}_debet" for kolom in debet.columns}),
            left_on="ref_voorgaande",
            right_on="regel_id_debet",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .join(
            verwerkt.unique(),
            on="ref_voorgaande",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .with_columns(is_verwerkt=pl.col("is_verwerkt").fill_null(False))
    )
    getoetst = met_debet.with_columns(mask=pl.col("mask") | _refusals(met_debet))
    goed = pl.col("mask") == 0
    grondslag = pl.lit("CREDIT_KOPIE", dtype=credits.schema["grondslag"])
    return getoetst.with_columns(
        *(
            pl.when(goed).then(f"{kolom}_debet").otherwise(kolom).alias(kolom)
            for kolom in GEKOPIEERD
        ),
        *(
            pl.when(goed).then(-pl.col(f"{kolom}_debet")).alias(kolom)
            for kolom in GEKEERD
        ),
        pl.when(goed).then(grondslag).alias("grondslag"),
    ).select(credits.columns)


def _refusals(met_debet: pl.DataFrame) -> pl.Series:
    bekend = pl.col("bedrag_cent_debet").is_not_null()
    oorspronkelijk = pl.coalesce("berekend_cent_debet", "bedrag_cent_debet")
    tests = (
        (Reden.CREDIT_ZONDER_DEBET, ~bekend),
        # The first sound credit of a debit stands; a later one finds it processed.
        (Reden.CREDIT_REEDS_VERWERKT, bekend & pl.col("is_verwerkt")),
        (
            Reden.DEBET_EN_CREDIT_IN_ZELFDE_BESTAND,
            pl.col("bestand_id") == pl.col("bestand_id_debet"),
        ),
        (
            Reden.CREDITBEDRAG_WIJKT_AF,
            bekend & (pl.col("berekend_cent") != oorspronkelijk),
        ),
    )
    zonder_a = pl.col("mask") == 0
    eerste = met_debet.select(mask=pl.when(zonder_a).then(mask_of(tests)).otherwise(0))[
        "mask"
    ]
    gezond = met_debet.select(
        "ref_voorgaande", "regel_id", goed=zonder_a & (pl.lit(eerste) == 0)
    )
    eerder = gezond.select(
        pl.col("goed")
        .cast(pl.Int32)
        .cum_sum()
        .over("ref_voorgaande", order_by="regel_id")
        - pl.col("goed").cast(pl.Int32)
    )["goed"]
    reeds = pl.lit(Reden.CREDIT_REEDS_VERWERKT.bit, dtype=pl.UInt64)
    return pl.select(
        pl.when(pl.lit(gezond["goed"]) & (pl.lit(eerder) > 0))
        .then(reeds)
        .otherwise(pl.lit(eerste))
        .alias("mask")
    ).to_series()
