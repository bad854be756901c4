"""Phase J of the decision table: a credit is a copy of its debit, with the sign turned.

Nothing is priced again: a correction is a credit and a new debit with a decision of
its own (docs/decisions.md 38). Debits are looked up among earlier decisions and those
of this batch; a credit is tested after phase A and stops here. It is judged on its
debit as if nothing were taken back, and only one that stands takes its debit back
(docs/decisions.md 38).
"""

from dataclasses import dataclass

import polars as pl

from tariffs.reasons import Reden, mask_of, without

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

OVEREENKOMSTIG = (
    "zorginstelling_code",
    "verzekerde_id",
    "prestatiecodelijst",
    "prestatiecode",
    "component",
)
"""What a credit and its debit agree in where both have a value; else the reference is
to another line (CREDIT_ZONDER_DEBET)."""

_STORE = ("regel_id", "bestand_id", "berekend_cent", "zorgproduct_code")

_VAN_VANDAAG = (
    Reden.PRESTATIECODELIJST_ONJUIST,
    Reden.PRESTATIECODE_ONBEKEND,
    Reden.AANTAL_ONJUIST,
    Reden.RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST,
)
"""What phase A finds in national tables; a release may have withdrawn it since."""

_HETZELFDE = ("zorgproduct_code", "aantal_m", "aantal_teller", "aantal_noemer")
"""What a copy has as its debit, beside ``OVEREENKOMSTIG``."""


@dataclass(frozen=True)
class Creditbesluit:
    """What is decided on credits.

    Attributes:
        credits: The decisions: columns filled, and ``mask``; a refused one has no
            amount.
        batch_rij: Which debits of this batch are taken back.
        eerdere_rij: Which rows of the earlier decisions are.
    """

    credits: pl.DataFrame
    batch_rij: pl.Series
    eerdere_rij: pl.Series


def credit_lines(
    credits: pl.DataFrame, debets: pl.DataFrame, eerdere: pl.DataFrame
) -> Creditbesluit:
    """Decide on credit lines.

    Args:
        credits: Decisions in the making, ``dc`` C, with ``berekend_cent``.
        debets: Decisions on the debits of this batch that credits name, with
            ``batch_rij``.
        eerdere: Decisions of earlier batches; credits among them count as processed.
    """
    columns = [*_STORE, *OVEREENKOMSTIG, *GEKEERD, *GEKOPIEERD]
    # Few of the earlier decisions are named.
    namen = credits["ref_voorgaande"].drop_nulls().unique().implode()
    eerdere = eerdere.with_row_index("eerdere_rij").filter(
        pl.any_horizontal(
            pl.col(column).is_in(namen) for column in ("regel_id", "ref_voorgaande")
        )
    )
    store = pl.concat(
        [
            stood(frame, "D")
            .select(*columns, *plaats)
            .with_columns(pl.col("batch_rij", "eerdere_rij").cast(pl.UInt32))
            for frame, plaats in (
                (eerdere, (pl.lit(None).alias("batch_rij"), "eerdere_rij")),
                (debets, ("batch_rij", pl.lit(None).alias("eerdere_rij"))),
            )
        ]
    )
    debet = store.with_row_index("debet")
    verwerkt = taken_back(
        stood(eerdere, "C"), debet.filter(pl.col("eerdere_rij").is_not_null())
    )
    is_verwerkt = pl.col("debet").is_in(verwerkt.implode())
    # A name may be used again once its debit was taken back: "price --grouped" does.
    nog_open = debits_of(credits, debet.filter(~is_verwerkt))
    met_debet = (
        credits.with_row_index("credit")
        .with_columns(debet=pl.coalesce(nog_open, debits_of(credits, debet)))
        .join(
            debet.rename({column: f"{column}_debet" for column in store.columns}),
            on="debet",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .with_columns(
            mask=_as_of_the_debit(),
            is_verwerkt=is_verwerkt,
        )
    )
    getoetst = met_debet.with_columns(mask=pl.col("mask") | _refusals(met_debet))
    good = pl.col("mask") == 0
    taken = getoetst.filter(good)
    grondslag = pl.lit("CREDIT_KOPIE", dtype=credits.schema["grondslag"])
    besluiten = getoetst.with_columns(
        *(
            pl.when(good).then(f"{column}_debet").otherwise(column).alias(column)
            for column in GEKOPIEERD
        ),
        *(
            pl.when(good).then(-pl.col(f"{column}_debet")).alias(column)
            for column in GEKEERD
        ),
        pl.when(good).then(grondslag).alias("grondslag"),
    ).select(credits.columns)
    return Creditbesluit(
        besluiten,
        batch_rij=taken["batch_rij_debet"].drop_nulls(),
        eerdere_rij=taken["eerdere_rij_debet"].drop_nulls(),
    )


def _as_of_the_debit() -> pl.Expr:
    """The refusals of phase A that a copy of an earlier debit keeps.

    What was paid under a code, or a quantity, that the tables of today know no more can
    still be taken back: a credit is a copy, never judged anew (docs/decisions.md 38).
    """
    is_kopie = pl.col("eerdere_rij_debet").is_not_null() & pl.all_horizontal(
        pl.col(column).eq_missing(pl.col(f"{column}_debet")) for column in _HETZELFDE
    )
    return pl.when(is_kopie).then(without(_VAN_VANDAAG)).otherwise("mask")


def stood(besluiten: pl.DataFrame, dc: str) -> pl.DataFrame:
    """The debits (D) or credits (C) among decisions that have an amount."""
    return besluiten.filter((pl.col("dc") == dc) & pl.col("bedrag_cent").is_not_null())


def in_force(besluiten: pl.DataFrame, taken: pl.Series | None = None) -> pl.DataFrame:
    """Debits with an amount that no credit takes back.

    Args:
        besluiten: Decisions; credits among them count.
        taken: Rows of those that other credits take back.
    """
    debets = stood(besluiten.with_row_index("debet"), "D")
    terug = taken_back(stood(besluiten, "C"), debets)
    if taken is not None:
        terug = pl.concat([terug, taken])
    return debets.filter(~pl.col("debet").is_in(terug.implode())).drop("debet")


def taken_back(credits: pl.DataFrame, debets: pl.DataFrame) -> pl.Series:
    """Find the debits that credits which stood took back, each of them one.

    A credit that stood is a copy: of the debits of its name it took one that agrees
    with it, of its amount and peildatum; of several the first. One that is no such copy
    (decisions of elsewhere) took the last that is left.

    Args:
        credits: As of ``debits_of``, with ``peildatum`` and ``bedrag_cent``.
        debets: The same.

    Returns:
        Each ``debet`` that was taken back.
    """
    named = _with_pattern(
        credits.with_columns(
            regel_id="ref_voorgaande", bedrag_cent=-pl.col("bedrag_cent")
        )
        .select("regel_id", *OVEREENKOMSTIG, *_KOPIE)
        .with_row_index("credit")
    )
    namen = named["regel_id"].drop_nulls().unique().implode()
    gezocht = _with_pattern(
        debets.filter(pl.col("regel_id").is_in(namen)).select(
            "debet", "regel_id", *OVEREENKOMSTIG, *_KOPIE
        )
    )
    taken = []
    for credit in named["leeg"].unique().sort():
        for debet in gezocht["leeg"].unique().sort():
            equal = ["regel_id", *_both_have(credit, debet), *_KOPIE]
            copies = _in_turn(named.filter(leeg=credit), equal).join(
                _in_turn(gezocht.filter(leeg=debet), equal),
                on=[*equal, "beurt"],
                nulls_equal=True,
            )
            taken.append(copies["debet"])
            named = named.join(copies, on="credit", how="anti", maintain_order="left")
            gezocht = gezocht.join(
                copies, on="debet", how="anti", maintain_order="left"
            )
    rest = debits_of(credits[named["credit"]], gezocht)
    return pl.concat([*taken, rest.drop_nulls()]).unique()


_KOPIE = ("peildatum", "bedrag_cent")
"""What tells a copy from the copy of another debit of the same name."""


def _in_turn(lines: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Number the lines that agree in a key, in their order."""
    return lines.with_columns(beurt=pl.int_range(pl.len()).over(key))


def debits_of(credits: pl.DataFrame, debets: pl.DataFrame) -> pl.Series:
    """Find the debit of each credit: the last of its name that agrees with it.

    Args:
        credits: ``ref_voorgaande`` and the columns ``OVEREENKOMSTIG``.
        debets: Debits with an amount: ``debet``, a number, ``regel_id`` and the columns
            ``OVEREENKOMSTIG``.

    Returns:
        A ``debet`` per credit, null where there is none.
    """
    named = _with_pattern(
        credits.select("ref_voorgaande", *OVEREENKOMSTIG)
        .rename({"ref_voorgaande": "regel_id"})
        .with_row_index("credit")
    )
    gezocht = _with_pattern(debets.select("debet", "regel_id", *OVEREENKOMSTIG))
    found = [
        _last_debits(named.filter(leeg=credit), gezocht.filter(leeg=debet))
        for credit in named["leeg"].unique()
        for debet in gezocht["leeg"].unique()
    ]
    none = pl.DataFrame(schema={"credit": pl.UInt32, "debet": pl.UInt32})
    last = pl.concat([none, *found])
    return named.join(
        last.group_by("credit").agg(pl.col("debet").max()),
        on="credit",
        how="left",
        validate="1:1",
        maintain_order="left",
    )["debet"]


def _with_pattern(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with which of ``OVEREENKOMSTIG`` they lack, as bits: ``empty``."""
    return lines.with_columns(
        *(pl.col(column).cast(pl.String) for column in OVEREENKOMSTIG),
        leeg=pl.sum_horizontal(
            pl.col(column).is_null().cast(pl.UInt32) * 2**place
            for place, column in enumerate(OVEREENKOMSTIG)
        ),
    )


def _both_have(credit: int, debet: int) -> list[str]:
    """The columns ``OVEREENKOMSTIG`` that lines of two patterns both have."""
    return [
        column
        for place, column in enumerate(OVEREENKOMSTIG)
        if not (credit | debet) >> place & 1
    ]


def _last_debits(credits: pl.DataFrame, debets: pl.DataFrame) -> pl.DataFrame:
    """``credit`` and the last ``debet`` that agrees; all of either lack the same.

    A name that many lines share (0, onbekend) would join each with each; what they
    agree in is the same for all of them, so the last of each kind is enough.
    """
    equal = _both_have(credits["leeg"][0], debets["leeg"][0])
    last = debets.group_by("regel_id", *equal).agg(pl.col("debet").max())
    return credits.join(last, on=["regel_id", *equal]).select("credit", "debet")


def _refusals(met_debet: pl.DataFrame) -> pl.Series:
    known = pl.col("debet").is_not_null()
    oorspronkelijk = pl.coalesce("berekend_cent_debet", "bedrag_cent_debet")
    tests = (
        (Reden.CREDIT_ZONDER_DEBET, ~known),
        # The first sound credit of a debit stands; a later one finds it processed.
        (Reden.CREDIT_REEDS_VERWERKT, known & pl.col("is_verwerkt")),
        (
            Reden.DEBET_EN_CREDIT_IN_ZELFDE_BESTAND,
            pl.col("bestand_id") == pl.col("bestand_id_debet"),
        ),
        (
            Reden.CREDITBEDRAG_WIJKT_AF,
            known & (pl.col("berekend_cent") != oorspronkelijk),
        ),
    )
    without_a = pl.col("mask") == 0
    first = met_debet.select(mask=pl.when(without_a).then(mask_of(tests)).otherwise(0))[
        "mask"
    ]
    good = pl.col("goed").cast(pl.Int32)
    earlier = met_debet.select(
        "debet",
        "regel_id",
        "bestand_id",
        "berekend_cent",
        "credit",
        goed=without_a & (pl.lit(first) == 0),
    ).select(
        "goed",
        # Credits of one name that differ in nothing here are one and the same.
        eerder=good.cum_sum().over(
            "debet", order_by=["regel_id", "bestand_id", "berekend_cent", "credit"]
        )
        - good,
    )
    reeds = pl.lit(Reden.CREDIT_REEDS_VERWERKT.bit, dtype=pl.UInt64)
    return earlier.select(
        pl.when(pl.col("goed") & (pl.col("eerder") > 0))
        .then(reeds)
        .otherwise(pl.lit(first))
        .alias("mask")
    ).to_series()
