"""What the ledger knows: what was delivered, and what was told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from declarations.eigenrisico.plaatsen import is_among, plaatsen
from declarations.eigenrisico.verdeling import PERSONEN, VERDELING, VERZEKERINGEN
from declarations.registers.schema import REGISTER_VAN, Posten, Verzekerden

_POLIS = REGISTER_VAN["verzekeringen"].schema


@dataclass(frozen=True, eq=False)
class Stand:
    """All that is known, of everybody or of some, or what one delivery adds to it.

    Attributes:
        posten: Schema ``Posten``, each ``post_id`` once.
        personen: ``PERSONEN``, each person once.
        verzekeringen: ``VERZEKERINGEN``.
        verdeling: Schema ``VERDELING`` with ``verzekerde_id``: what was last told of
            each post.
        anderen: ``GENOEMD`` of posts that ``posten`` names, of persons of whom it has
            none.
    """

    posten: pl.DataFrame
    personen: pl.DataFrame
    verzekeringen: pl.DataFrame
    verdeling: pl.DataFrame
    anderen: pl.DataFrame | None = None

    @classmethod
    def empty(cls) -> "Stand":
        """Nothing is known."""
        # Without a query: modules hold one, and threads are lost to who forks later.
        persons, polissen = pl.Schema(Verzekerden), pl.Schema(_POLIS)
        schemas = (
            pl.Schema(Posten),
            {name: persons[name] for name in PERSONEN},
            {name: polissen[name] for name in VERZEKERINGEN},
            {"verzekerde_id": pl.String(), **VERDELING},
        )
        return cls(*(pl.DataFrame(schema=schema) for schema in schemas))

    @property
    def is_empty(self) -> bool:
        """Whether no table has rows."""
        tables = (self.posten, self.personen, self.verzekeringen, self.verdeling)
        return not any(table.height for table in tables)

    def plus(self, later: "Stand") -> "Stand":
        """This, and what a later delivery adds; of a person it names that counts."""
        return Stand(
            pl.concat([self.posten, later.posten]),
            _last(self.personen, later.personen, "verzekerde_id"),
            _last(self.verzekeringen, later.verzekeringen, "verzekerde_id"),
            _last(self.verdeling, later.verdeling, "post_id"),
            self.anderen,
        )


@dataclass(frozen=True, eq=False)
class Ontvangst:
    """What a delivery adds, and what of it is refused.

    Attributes:
        nieuw: What is not known yet; its ``verdeling`` is empty.
        geweigerd: Posts that are known with other content (schema ``Posten``).
    """

    nieuw: Stand
    geweigerd: pl.DataFrame


def not_known_of_persons(
    stand: Stand, personen: pl.DataFrame, verzekeringen: pl.DataFrame
) -> Stand:
    """What is said of persons that is not known, without posts.

    A person of whom any insurance differs, on either side, is given anew.
    """
    insured, persons = verzekeringen.select(VERZEKERINGEN), personen.select(PERSONEN)
    before, known = (
        rows.filter(is_among(rows["verzekerde_id"], given["verzekerde_id"]))
        for rows, given in ((stand.verzekeringen, insured), (stand.personen, persons))
    )
    new, gone = _without(insured, before), _without(before, insured)
    if new.height < insured.height:
        changed = pl.concat([new, gone])
        new = insured.join(
            changed, on="verzekerde_id", how="semi", maintain_order="left"
        )
    return Stand(
        stand.posten.clear(),
        _without(persons, known),
        new,
        stand.verdeling.clear(),
    )


def with_posten(stand: Stand, posten: pl.DataFrame, of_persons: Stand) -> Ontvangst:
    """What is not known of persons, and of posts."""
    place = plaatsen(posten.select("post_id"), stand.posten.select("post_id"))
    is_new = place.is_null()
    if is_new.all():
        return Ontvangst(replace(of_persons, posten=posten), posten.clear())
    known = posten.filter(~is_new)
    before = stand.posten.select(pl.all().gather(place.drop_nulls()))
    is_same = pl.select(
        pl.all_horizontal(
            known[name].eq_missing(before[name]) for name in known.columns
        )
    ).to_series()
    return Ontvangst(
        replace(of_persons, posten=posten.filter(is_new)), known.filter(~is_same)
    )


def _last(before: pl.DataFrame, later: pl.DataFrame, key: str) -> pl.DataFrame:
    """Rows of before of whom there is nothing later, and what is later."""
    if before.is_empty() or later.is_empty():
        return pl.concat([before, later])
    kept = before.join(later, on=key, how="anti", maintain_order="left")
    return pl.concat([kept, later])


def last_of(deliveries: Sequence[pl.DataFrame], key: str) -> pl.DataFrame:
    """What was said last of each, of at least one delivery.

    The first delivery is the largest, so the others are put together before it.
    """
    first, *others = deliveries
    if not others:
        return first
    later = pl.concat(
        rows.with_columns(_levering=pl.lit(number, pl.Int64))
        for number, rows in enumerate(others)
    )
    is_last = pl.col("_levering") == pl.col("_levering").max().over(key)
    return _last(first, later.filter(is_last).drop("_levering"), key)


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    if others.is_empty():
        return rows
    if rows.equals(others):
        return rows.clear()
    return rows.filter(plaatsen(rows, others).is_null())
