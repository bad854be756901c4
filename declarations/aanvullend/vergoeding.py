"""Divides bills between a supplementary insurance and who is insured by it.

What such an insurance pays is no care of the Zvw: it is never declared in a ZH308, no
eigen risico holds for it, and its terms are the insurer's own (table ``aanvullend``).
It pays an amount a day or a piece, or all, and no more than a maximum per insured and
calendar year, to the bills of earlier days first.

As documented by insurers: a zorghotel EUR 200 a day with EUR 2,000 or 2,500 a year;
extra facilities with geriatric rehabilitation EUR 50 a day, or all; conditionally
admitted care of cancer all, where the Zvw does not pay it (policies of ONVZ 2025 and of
an insurer's page on voorwaardelijk toegelaten zorg). That permission was asked, the
hotel is recognised or an indication was given, is for who takes bills in.

Dutch terms: post (bill, or a line of it), soort (kind of it), voorwaarde (term).
"""

from typing import Final

import polars as pl

from declarations.registers.geldigheid import holds_on, is_any_or
from declarations.registers.schema import AanvullendePosten
from declarations.registers.schema.polissen import Aanvullend
from tabellen.calltypes import checks_types, require_columns
from tabellen.errors import CallError

POSTEN: Final = pl.Schema(AanvullendePosten)
"""What is asked: of a post over several days ``dag`` is the first and ``aantal`` their
number; of pieces it is theirs. An empty ``aantal`` is one."""

VERGOEDING: Final = pl.Schema(
    {
        "post_id": pl.String(),
        "verzekerde_id": pl.String(),
        "dag": pl.Date(),
        "bedrag_cent": pl.Int64(),
        "vergoed_cent": pl.Int64(),
        "zelf_cent": pl.Int64(),
        "status": pl.String(),
        "reden": pl.String(),
    }
)
"""What is paid. ``status`` is VOLLEDIG, DEELS, NIETS, or NIET_BEOORDEELBAAR: then
nothing is paid until what ``reden`` says is mended."""

PER_DAG, PER_STUK, PER_POST = "DAG", "STUK", "POST"
"""What an amount is for (``per``); empty is POST."""

_KRING = ["verzekerde_id", "uzovi", "polis", "soort"]


@checks_types
def pay_aanvullend(posten: pl.DataFrame, voorwaarden: pl.DataFrame) -> pl.DataFrame:
    """What a supplementary insurance pays of each post.

    The amount of a day is shared by the posts of one insured, kind and day, by post_id.
    Posts that share a day of several, and one over New Year under a yearly maximum, are
    not divided: their bills have to be split. Terms are those of the first day; those
    of the policy, in whatever case, go before those of every policy. Where terms of one
    year have different maxima, the lowest of those that its posts meet holds:
    UNSOURCED[maximum-wijzigt].

    Args:
        posten: Columns ``POSTEN``; a row that is there twice counts once.
        voorwaarden: Table ``aanvullend``.

    Returns:
        ``VERGOEDING``, a row per post, by verzekerde_id, dag and post_id: whatever the
        order of the posts, and whoever else is in the frame.

    Raises:
        CallError: A column is absent, a post_id stands for two posts, a field that has
            to be there is empty, or an amount or number is below zero.
    """
    require_columns(posten, POSTEN, "posten")
    require_columns(voorwaarden, pl.Schema(Aanvullend), "voorwaarden")
    rows = _sound(posten)
    rows = _within_days(_with_terms(rows, voorwaarden))
    return (
        _within_years(rows)
        .with_columns(zelf_cent=pl.col("bedrag_cent") - pl.col("vergoed_cent"))
        .with_columns(status=_status(), reden=_reden())
        .select(VERGOEDING.names())
        .cast(VERGOEDING)
        .sort("verzekerde_id", "dag", "post_id")
    )


def _sound(posten: pl.DataFrame) -> pl.DataFrame:
    rows = posten.select(POSTEN.names()).cast(POSTEN).unique()
    rows = rows.with_columns(
        pl.col("aantal").fill_null(1), polis=_label(pl.col("polis"))
    )
    if rows["post_id"].is_duplicated().any():
        raise CallError(
            "aanvullend: a post_id stands for two posts; give each its own."
        )
    needed = ("post_id", "verzekerde_id", "uzovi", "soort", "dag", "bedrag_cent")
    if rows.select(needed).null_count().sum_horizontal().item():
        raise CallError(f"aanvullend: {', '.join(needed)} may not be empty.")
    if (rows["bedrag_cent"] < 0).any() or (rows["aantal"] < 1).any():
        raise CallError("aanvullend: bedrag_cent from 0 and aantal from 1 only.")
    return rows


def _label(text: pl.Expr) -> pl.Expr:
    """A label as the tables meet by it: in whatever case it is written."""
    return text.str.to_lowercase()


def _with_terms(rows: pl.DataFrame, voorwaarden: pl.DataFrame) -> pl.DataFrame:
    """Add ``per``, ``per_cent``, ``maximum_cent`` and ``is_gedekt``."""
    terms = voorwaarden.select(
        *("uzovi", "soort", "begindatum", "einddatum", "maximum_cent"),
        _polis=_label(pl.col("polis")),
        per=pl.col("per").fill_null(PER_POST),
        per_cent="bedrag_cent",
    )
    met = (
        rows.select("post_id", "uzovi", "polis", "soort", "dag")
        .join(terms, on=["uzovi", "soort"])
        .filter(is_any_or("_polis", "polis"), holds_on(pl.col("dag")))
        .sort("post_id", "_polis", "per_cent", "maximum_cent", nulls_last=True)
        .unique("post_id", keep="first")
        .select("post_id", "per", "per_cent", "maximum_cent", is_gedekt=True)
    )
    return rows.join(met, on="post_id", how="left", validate="1:1").with_columns(
        pl.col("is_gedekt").fill_null(value=False)
    )


def _within_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``gemis`` (why a post cannot be judged) and ``dagdeel_cent``: what the
    amount of a day or piece leaves of it."""
    per_day = (pl.col("per") == PER_DAG).fill_null(value=False)
    rows = rows.with_columns(
        laatste=pl.when(per_day)
        .then(pl.col("dag") + pl.duration(days=pl.col("aantal") - 1))
        .otherwise("dag")
    )
    rows = rows.join(
        _shared_days(rows.filter(per_day, pl.col("per_cent").is_not_null())),
        on=[*_KRING, "dag"],
        how="left",
        validate="m:1",
        nulls_equal=True,
    )
    over_new_year = pl.col("laatste").dt.year() != pl.col("dag").dt.year()
    known = pl.col("per").is_in([PER_DAG, PER_STUK, PER_POST])
    rows = rows.with_columns(
        gemis=pl.when(~pl.col("is_gedekt"))
        .then(None)
        .when(~known)
        .then(pl.lit("per: DAG, STUK of POST"))
        .when(pl.col("maximum_cent").is_not_null() & over_new_year)
        .then(pl.lit("een post per kalenderjaar"))
        .when(pl.col("is_gedeeld").fill_null(value=False))
        .then(pl.lit("een post per dag: dagen van twee posten vallen samen"))
    ).sort(*_KRING, "dag", "post_id")
    counts = pl.col("is_gedekt") & pl.col("gemis").is_null()
    asked = pl.when(counts).then("bedrag_cent").otherwise(0)
    times = pl.when(pl.col("per") == PER_POST).then(1).otherwise("aantal")
    most = pl.col("per_cent") * times
    until = asked.cum_sum().over(*_KRING, "dag")
    return rows.with_columns(
        dagdeel_cent=pl.when(pl.col("per_cent").is_null())
        .then(asked)
        .when(pl.col("per") == PER_DAG)
        .then(_rest(until, asked, most))
        .otherwise(pl.min_horizontal(asked, most))
    )


def _shared_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Days of posts, with ``is_gedeeld``: one over several days shares one of them."""
    days = (
        rows.group_by(*_KRING, "dag")
        .agg(
            laatste=pl.col("laatste").max(),
            _posten=pl.len(),
            _meest=pl.col("aantal").max(),
        )
        .sort(*_KRING, "dag")
    )
    before = pl.col("laatste").cum_max().shift().over(_KRING)
    after = pl.col("dag").shift(-1).over(_KRING)
    together = (pl.col("_posten") > 1) & (pl.col("_meest") > 1)
    return days.select(
        *_KRING,
        "dag",
        is_gedeeld=together
        | (before >= pl.col("dag")).fill_null(value=False)
        | (after <= pl.col("laatste")).fill_null(value=False),
    )


def _within_years(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``vergoed_cent``: what the maximum of the year leaves."""
    year = pl.col("dag").dt.year()
    of_year = [*_KRING, "_jaar"]
    part = pl.col("dagdeel_cent")
    return (
        rows.with_columns(_jaar=year)
        .sort(*of_year, "dag", "post_id")
        .with_columns(
            _totaal=part.cum_sum().over(of_year),
            _grens=pl.col("maximum_cent").min().over(of_year),
        )
        .with_columns(
            vergoed_cent=pl.when(pl.col("_grens").is_null())
            .then(part)
            .otherwise(_rest(pl.col("_totaal"), part, pl.col("_grens")))
        )
    )


def _rest(until: pl.Expr, own: pl.Expr, most: pl.Expr) -> pl.Expr:
    """What is left for a post of an amount that earlier ones took from.

    Args:
        until: What was asked, the post included.
        own: What it asks itself.
        most: The amount.
    """
    return pl.min_horizontal(until, most) - pl.min_horizontal(until - own, most)


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("gemis").is_not_null())
        .then(pl.lit("NIET_BEOORDEELBAAR"))
        .when(pl.col("is_gedekt") & (pl.col("zelf_cent") == 0))
        .then(pl.lit("VOLLEDIG"))
        .when(pl.col("vergoed_cent") > 0)
        .then(pl.lit("DEELS"))
        .otherwise(pl.lit("NIETS"))
    )


def _reden() -> pl.Expr:
    """Why not all is paid: what is wrong, or which bound was met, the year's last."""
    return (
        pl.when(pl.col("gemis").is_not_null())
        .then("gemis")
        .when(~pl.col("is_gedekt"))
        .then(pl.lit("geen dekking van deze soort op deze dag"))
        .when(pl.col("vergoed_cent") < pl.col("dagdeel_cent"))
        .then(pl.format("het maximum van {} is bereikt", "_jaar"))
        .when(pl.col("zelf_cent") > 0)
        .then(
            pl.format(
                "ten hoogste {} cent per {}",
                "per_cent",
                pl.col("per").str.to_lowercase(),
            )
        )
    )
