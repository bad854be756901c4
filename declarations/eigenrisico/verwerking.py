"""Takes a delivery into the ledger: what is known with it, and what differs.

A delivery and a ``Stand`` in, an ``Uitkomst`` out; no file is read here.
"""

from dataclasses import dataclass, replace

import polars as pl

from declarations.eigenrisico.stand import Stand, not_known
from declarations.eigenrisico.verdeling import VERDELING, divide

_CENTEN = [name for name in VERDELING.names() if name.endswith("_cent")]
_PLACE = ["post_id", "uzovi", "jaar"]


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
    """

    verdeling: pl.DataFrame
    mutaties: pl.DataFrame
    standen: pl.DataFrame
    nieuw: Stand


def process(
    stand: Stand,
    posten: pl.DataFrame,
    personen: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    *,
    vrijstelling: pl.DataFrame,
    parameters: pl.DataFrame | None = None,
) -> Uitkomst:
    """Take a delivery in.

    Args:
        stand: What was known.
        posten: Schema ``Posten``, each ``post_id`` once.
        personen: ``verzekerde_id, geboortedatum``, each person once.
        verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``; of the persons
            that it names it replaces what was known.
        vrijstelling: Schema ``Vrijstelling``.
        parameters: Schema ``Parameters``; None for what ships.
    """
    ontvangst = not_known(stand, posten, personen, verzekeringen)
    known = stand.plus(ontvangst.nieuw)
    positie = divide(
        known.posten,
        known.personen,
        known.verzekeringen,
        vrijstelling=vrijstelling,
        parameters=parameters,
    )
    changed = positie.verdeling.join(
        stand.verdeling,
        on=positie.verdeling.columns,
        how="anti",
        nulls_equal=True,
        maintain_order="left",
    )
    touched = _touched(positie.verdeling, posten, changed)
    refused = _refused(ontvangst.geweigerd)
    of_touched = ["verzekerde_id", "jaar"]
    verdeling = pl.concat(
        [
            refused,
            positie.verdeling.join(
                touched,
                on=of_touched,
                how="semi",
                nulls_equal=True,
                maintain_order="left",
            ),
        ]
    )
    return Uitkomst(
        verdeling,
        _differences(stand.verdeling, changed),
        positie.standen.join(touched, on=of_touched, how="semi", maintain_order="left"),
        replace(ontvangst.nieuw, verdeling=changed),
    )


def _touched(
    verdeling: pl.DataFrame, posten: pl.DataFrame, changed: pl.DataFrame
) -> pl.DataFrame:
    """``verzekerde_id, jaar`` of posts given, of those that they name, and changes."""
    given = pl.concat(
        [posten.select("post_id"), posten.select(post_id="ref_voorgaande")]
    )
    named = verdeling.join(given, on="post_id", how="semi")
    pair = ["verzekerde_id", "jaar"]
    return pl.concat([named.select(pair), changed.select(pair)]).unique()


def _refused(posten: pl.DataFrame) -> pl.DataFrame:
    zero = pl.lit(0, pl.Int64)
    return posten.select(
        "verzekerde_id",
        "post_id",
        uzovi=pl.lit(None, pl.String),
        jaar=pl.col("peildatum").dt.year(),
        **dict.fromkeys(_CENTEN, zero),
        status=pl.lit("GEWEIGERD").cast(VERDELING["status"]),
        reden=pl.lit("ANDERE_INHOUD"),
    )


def _differences(told: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """What changed less what was told before, per post, insurer and year."""
    before = told.join(changed, on="post_id", how="semi")
    gone = before.join(
        changed, on=_PLACE, how="anti", nulls_equal=True, maintain_order="left"
    )
    state = changed.select("post_id", "status", "reden")
    minus = (
        gone.drop("status", "reden")
        .join(state, on="post_id", how="left", maintain_order="left")
        .with_columns(-pl.col(_CENTEN))
    )
    plus = changed.join(
        before.select(*_PLACE, *(pl.col(name).alias(f"_{name}") for name in _CENTEN)),
        on=_PLACE,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).with_columns(pl.col(name) - pl.col(f"_{name}").fill_null(0) for name in _CENTEN)
    return pl.concat([minus, plus.select(minus.columns)]).sort(
        "post_id", maintain_order=True
    )
