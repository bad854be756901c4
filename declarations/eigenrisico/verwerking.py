"""Takes a delivery into the ledger: what is known with it, and what differs.

A delivery and a ``Stand`` in, an ``Uitkomst`` out; no file is read here.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from declarations.eigenrisico.orde import op_getal, rang_van
from declarations.eigenrisico.plaatsen import plaatsen
from declarations.eigenrisico.stand import Ontvangst, Stand
from declarations.eigenrisico.verdeling import VERDELING, Positie, divide

_CENTEN = [name for name in VERDELING.names() if name.endswith("_cent")]
_PLACE = ["uzovi", "jaar"]
_ANDERE_INHOUD = "ANDERE_INHOUD"


@dataclass(frozen=True, eq=False)
class Uitkomst:
    """What a delivery came to.

    Attributes:
        verdeling: Schema ``VERDELING`` and ``verzekerde_id``: every post of the persons
            and years that the delivery touched, given again ones among them; a post
            that was refused for its other content stands before the one that is known.
        mutaties: Those columns: amounts as they differ from before. A post that moved
            to another insurer has a row at both.
        standen: Schema ``STANDEN``, of the persons and years touched.
        nieuw: What the state gains.
        gewijzigd: Which of the posts of the state, and then those that it gains, each
            row of ``nieuw.verdeling`` is of.
    """

    verdeling: pl.DataFrame
    mutaties: pl.DataFrame
    standen: pl.DataFrame
    nieuw: Stand
    gewijzigd: pl.Series


def take_in(
    stand: Stand,
    posten: pl.DataFrame,
    ontvangst: Ontvangst,
    *,
    vrijstelling: pl.DataFrame,
    parameters: pl.DataFrame | None = None,
) -> Uitkomst:
    """Take in what is not known.

    Args:
        stand: What was known, of persons and years at least that are touched.
        posten: All posts of the delivery.
        ontvangst: What of the delivery is not known.
        vrijstelling: Schema ``Vrijstelling``.
        parameters: Schema ``Parameters``; None for what ships.
    """
    known = stand.plus(ontvangst.nieuw)
    positie = divide(
        known.posten,
        known.personen,
        known.verzekeringen,
        vrijstelling=vrijstelling,
        parameters=parameters,
        anderen=stand.anderen,
    )
    if stand.verdeling.is_empty():
        return _first(positie, ontvangst)
    told = _told(positie, stand)
    is_changed = ~_are_equal(positie.verdeling, told)
    changed = positie.verdeling.filter(is_changed)
    verdeling, standen = _touched(positie, posten, is_changed)
    return Uitkomst(
        pl.concat([_refused(ontvangst.geweigerd), verdeling]),
        _differences(told.filter(is_changed), changed, positie.rang.filter(is_changed)),
        standen,
        replace(ontvangst.nieuw, verdeling=changed),
        positie.plaats.filter(is_changed),
    )


def _first(positie: Positie, ontvangst: Ontvangst) -> Uitkomst:
    """What comes of a delivery before which nothing was told: all of it is new."""
    told = positie.verdeling
    return Uitkomst(
        told,
        told.select(pl.all().gather(rang_van(positie.rang))),
        positie.standen,
        replace(ontvangst.nieuw, verdeling=told),
        positie.plaats,
    )


def _told(positie: Positie, stand: Stand) -> pl.DataFrame:
    """What was told before of each post; nulls of one of which nothing was."""
    told = stand.verdeling
    if told["post_id"].equals(stand.posten["post_id"]):
        # Of every post that was known, in their order.
        place = positie.plaats.set(positie.plaats >= told.height, None)
    else:
        ids = positie.verdeling.select("post_id")
        place = plaatsen(ids, told.select("post_id"))
    return told.select(pl.all().gather(place))


def _are_equal(verdeling: pl.DataFrame, told: pl.DataFrame) -> pl.Series:
    names = [name for name in verdeling.columns if name != "verzekerde_id"]
    return pl.select(
        pl.all_horizontal(verdeling[name].eq_missing(told[name]) for name in names)
    ).to_series()


def _touched(
    positie: Positie, posten: pl.DataFrame, is_changed: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is told of persons and years of posts given or named, and of changes."""
    given = pl.concat([posten["post_id"], posten["ref_voorgaande"].drop_nulls()])
    is_named = plaatsen(
        positie.verdeling.select("post_id"), given.unique().to_frame("post_id")
    ).is_not_null()
    is_touched = np.zeros(int(positie.paar.max(initial=-1)) + 1, dtype=bool)
    is_touched[positie.paar[(is_named | is_changed).to_numpy()]] = True
    return (
        positie.verdeling.filter(pl.Series(is_touched[positie.paar])),
        positie.standen.filter(pl.Series(is_touched[positie.paar_van_stand])),
    )


def _refused(posten: pl.DataFrame) -> pl.DataFrame:
    zero = pl.lit(0, pl.Int64)
    return posten.select(
        "verzekerde_id",
        "post_id",
        uzovi=pl.lit(None, pl.String),
        jaar=pl.col("peildatum").dt.year(),
        **dict.fromkeys(_CENTEN, zero),
        status=pl.lit("GEWEIGERD").cast(VERDELING["status"]),
        reden=pl.lit(_ANDERE_INHOUD),
    )


def _differences(
    told: pl.DataFrame, changed: pl.DataFrame, rang: pl.Series
) -> pl.DataFrame:
    """What changed less what was told before, per post, insurer and year.

    Args:
        told: What was told of each row of ``changed``.
        changed: Rows that differ.
        rang: By which they are ordered.
    """
    was_told = told["post_id"].is_not_null()
    moved = (
        was_told
        & ~pl.select(
            pl.all_horizontal(told[name].eq_missing(changed[name]) for name in _PLACE)
        ).to_series()
    )
    before = [pl.when(~moved).then(told[name]).fill_null(0) for name in _CENTEN]
    plus = changed.with_columns(
        pl.col(name) - was for name, was in zip(_CENTEN, before, strict=True)
    )
    minus = (
        told.with_columns(changed["status"], changed["reden"])
        .filter(moved)
        .with_columns(-pl.col(_CENTEN))
    )
    # What is taken back stands before what came in its place.
    order = op_getal(pl.concat([rang.filter(moved), rang]))
    return pl.concat([minus, plus]).select(pl.all().gather(order))
