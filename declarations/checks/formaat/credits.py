"""F21: does a credit take back one debit, whole, that was declared before?

Source: ZH308 v9.0 (0459, 0623, 1621); Vektis COD954 (0651, 8017, 8084). That the debit
is to have been paid, whole or in part, is inferred: of another one nothing was booked
that could be taken back.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import PAID, by_reference
from declarations.checks.formaat.factuur import with_historie_asked
from declarations.checks.formaat.velden.records import taken_from, with_plaats
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel, together

_GEBOEKT = ["BETAALD", "DEELS", "GECREDITEERD"]
"""What became of a debit that can be taken back: the others were never booked."""


def creditreferentie(levering: Levering) -> Oordeel:
    """F21: a credit names a debit that is known, not taken back, and of its amount.

    Debits are those of the history and of this call. Of two credits of one debit in
    this call the higher reference fails. What the history does not cover is not
    evaluable.
    """
    lines = _credited_lines(levering)
    oordeel = together(
        judge_by(
            lines,
            [
                _named("0459"),
                Regel(
                    "0459",
                    pl.col("is_eerder") | pl.col("is_dubbel"),
                    "een debet dat nog niet is gecrediteerd",
                    retourcode="8084",
                ),
                _known("0459"),
            ],
            andere=pl.when(pl.col("is_eerder"))
            .then("historie:" + pl.col("r0459"))
            .when(pl.col("is_dubbel"))
            .then("eerste"),
        ),
        _credited_amounts(levering, lines),
        judge_by(
            taken_from(
                levering.zorgactiviteiten,
                levering.prestaties,
                "prestatie",
                {"is_credit": "is_credit"},
            ).filter("is_credit"),
            [_named("1621")],
        ),
    )
    return with_historie_asked(levering, oordeel)


def niet_geboekt(levering: Levering, geweigerd: pl.Series) -> pl.DataFrame:
    """F21 of credits whose debit stands in this very call and is refused there.

    It is known once all checks have spoken: what is refused is never booked, so that
    there is nothing to take back.

    Args:
        levering: The delivery.
        geweigerd: The prestaties of which nothing is paid.

    Returns:
        Schema ``BEVINDING``; none for a credit that is refused itself.
    """
    is_refused = pl.col("prestatie").is_in(geweigerd.implode())
    lines = levering.prestaties.select(
        *("bestand_nr", "record", "declarant", "is_credit", "r0458", "r0459"),
        is_refused=is_refused,
    )
    credits = lines.filter(pl.col("is_credit") & ~pl.col("is_refused"))
    debits = lines.filter(~pl.col("is_credit")).select(
        "declarant", "is_refused", r0459="r0458"
    )
    booked = _booked(levering.once(_before))
    key = ["declarant", "r0459"]
    found = (
        credits.join(debits.filter("is_refused"), on=key, how="semi")
        .join(debits.filter(~pl.col("is_refused")), on=key, how="anti")
        .join(booked, on=key, how="anti", maintain_order="left")
    )
    return judge_by(
        found.with_columns(is_bekend=False, is_gedekt=True), [_known("0459")]
    ).bevindingen


def _booked(before: pl.DataFrame) -> pl.DataFrame:
    """The debits before that can be taken back, by what credits name them."""
    return before.filter(pl.col("dc") == "D", pl.col("status").is_in(_GEBOEKT)).select(
        "declarant", r0459="referentie_prestatie"
    )


def _named(rubriek: str) -> Regel:
    return Regel(
        rubriek,
        pl.col(f"r{rubriek}").is_null(),
        "de referentie van het debet",
        retourcode="0651",
    )


def _known(rubriek: str) -> Regel:
    unknown = ~pl.col("is_bekend")
    return Regel(
        rubriek,
        unknown & pl.col("is_gedekt"),
        "de referentie van een debet dat is geboekt",
        retourcode="8017",
        ontbreekt=unknown,
        lacks="het debet: niet in de historie, die deze dag niet dekt",
    )


def _before(levering: Levering) -> pl.DataFrame:
    """What was declared up to the day of receipt; no rows where no history is given."""
    texts = (
        *("declarant", "status", "dc", "referentie_prestatie"),
        *("referentie_tarief", "referentie_voorgaand"),
    )
    if levering.historie is None:
        return pl.DataFrame(
            schema={
                **dict.fromkeys(texts, pl.String),
                "declaratiebedrag_cent": pl.Int64,
            }
        )
    # The history is long and credits are few: only what they name is looked at.
    before = levering.historie.filter(
        pl.col("ontvangen") <= levering.instellingen.ontvangen
    )
    named = levering.once(_named_by_credits)
    debits = before.filter(pl.col("referentie_prestatie").is_in(named.implode()))
    named = pl.concat([named, debits["referentie_tarief"].rename(named.name)]).unique()
    about = pl.any_horizontal(
        pl.col(column).is_in(named.drop_nulls().implode()) for column in texts[3:]
    )
    return before.filter(about).with_columns(pl.col("status", "dc").cast(pl.String))


def _named_by_credits(levering: Levering) -> pl.Series:
    """The references that credits of this call say they take back."""
    lines = levering.prestaties.select("is_credit", "r0459").filter("is_credit")
    return pl.concat(
        [
            frame.select(referentie=column).filter(pl.col("referentie").is_not_null())
            for frame, column in ((lines, "r0459"), (levering.tarieven, "r0623"))
        ]
    )["referentie"].unique()


def _credited_lines(levering: Levering) -> pl.DataFrame:
    """The credits, with what is known of the debit that 0459 names."""
    lines = levering.prestaties
    before = levering.once(_before)
    debits = before.filter(pl.col("dc") == "D")
    known = pl.concat(
        [
            _booked(before),
            lines.select("declarant", "is_credit", r0459="r0458")
            .filter(
                ~pl.col("is_credit"),
                pl.col("r0459").is_in(levering.once(_named_by_credits).implode()),
            )
            .drop("is_credit"),
        ]
    )
    credits = before.filter(pl.col("dc") == "C", pl.col("status").is_in(PAID))
    # The history names the 04 or the 06 that was taken back.
    taken_back = pl.concat(
        [
            debits.filter(pl.col("status") == "GECREDITEERD").select(
                "declarant", r0459="referentie_prestatie"
            ),
            credits.select("declarant", r0459="referentie_voorgaand"),
            debits.join(
                credits.select("declarant", referentie_tarief="referentie_voorgaand"),
                on=["declarant", "referentie_tarief"],
                how="semi",
            ).select("declarant", r0459="referentie_prestatie"),
        ]
    )
    key = ["declarant", "r0459"]
    rows = lines.filter("is_credit")
    for name, found in (("is_bekend", known), ("is_eerder", taken_back)):
        rows = rows.join(
            found.unique().with_columns(pl.lit(value=True).alias(name)),
            on=key,
            how="left",
            maintain_order="left",
        ).with_columns(pl.col(name).fill_null(value=False))
    order = (
        with_plaats(levering, rows)
        .filter(pl.col("r0459").is_not_null())
        .sort(*by_reference("r0458"), "bestand_nr", "record")
        .select(
            "prestatie",
            eerste=pl.col("plaats").first().over(key),
            is_dubbel=pl.int_range(pl.len()).over(key) > 0,
        )
    )
    return rows.join(
        order, on="prestatie", how="left", maintain_order="left"
    ).with_columns(
        pl.col("is_dubbel").fill_null(value=False),
        is_gedekt=levering.history_covers("r0411"),
    )


def _credited_amounts(levering: Levering, lines: pl.DataFrame) -> Oordeel:
    """The 06 of the credits against the 06 that their 0623 names."""
    credits = lines.select("prestatie", "declarant", "is_gedekt")
    debits = levering.prestaties.select("prestatie", "declarant", "is_credit").filter(
        ~pl.col("is_credit")
    )
    named = levering.once(_named_by_credits)
    known = pl.concat(
        [
            levering.once(_before)
            .filter(pl.col("dc") == "D", pl.col("status").is_in(_GEBOEKT))
            .select(
                "declarant", r0623="referentie_tarief", debet="declaratiebedrag_cent"
            ),
            levering.tarieven.select("prestatie", "r0622", "r0620")
            .filter(pl.col("r0622").is_in(named.implode()))
            .join(debits, on="prestatie")
            .select("declarant", r0623="r0622", debet="r0620"),
        ]
    ).unique(["declarant", "r0623"], keep="first", maintain_order=True)
    rows = (
        levering.tarieven.join(credits, on="prestatie", maintain_order="left")
        .join(known, on=["declarant", "r0623"], how="left", maintain_order="left")
        .with_columns(is_bekend=pl.col("debet").is_not_null())
    )
    return judge_by(
        rows,
        [
            _named("0623"),
            _known("0623"),
            Regel(
                "0620",
                pl.col("r0620") != pl.col("debet"),
                pl.format("{} cent, het bedrag van het debet", "debet"),
                retourcode="0651",
            ),
        ],
    )


CHECKS = {"F21": creditreferentie}
