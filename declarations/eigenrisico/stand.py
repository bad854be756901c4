"""The state of the ledger: what was delivered, and what was told of it.

A state is a folder to which each delivery that brings something new adds files,
numbered from 1; none is ever written again. What is known is all of them together.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from declarations.eigenrisico.verdeling import VERDELING
from declarations.registers.schema import REGISTER_VAN, Posten, Verzekerden
from tabellen.forms.frames import read_frame

PERSONEN = ["verzekerde_id", "geboortedatum"]
"""Columns of persons that are asked."""
VERZEKERINGEN = ["verzekerde_id", "uzovi", "begindatum", "einddatum", "vrijwillig_cent"]
"""Columns of insurances that are asked."""
_POLIS = REGISTER_VAN["verzekeringen"].schema
_ENDING = ".parquet"


@dataclass(frozen=True, eq=False)
class Stand:
    """All that is known, or what one delivery adds to it.

    Attributes:
        posten: Schema ``Posten``, each ``post_id`` once.
        personen: ``PERSONEN``, each person once.
        verzekeringen: ``VERZEKERINGEN``.
        verdeling: Schema ``VERDELING`` with ``verzekerde_id``: what was last told of
            each post.
    """

    posten: pl.DataFrame
    personen: pl.DataFrame
    verzekeringen: pl.DataFrame
    verdeling: pl.DataFrame

    @classmethod
    def empty(cls) -> "Stand":
        """Nothing is known."""
        told = {"verzekerde_id": pl.String(), **VERDELING}
        return cls(
            Posten.create_empty(),
            Verzekerden.create_empty().select(PERSONEN),
            _POLIS.create_empty().select(VERZEKERINGEN),
            pl.DataFrame(schema=told),
        )

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables of it that have rows, by name."""
        tables = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: table for name, table in tables.items() if table.height}

    def plus(self, later: "Stand") -> "Stand":
        """This, and what a later delivery adds; of a person it names that counts."""
        named = later.verzekeringen.select("verzekerde_id").unique()
        kept = self.verzekeringen.join(named, on="verzekerde_id", how="anti")
        return Stand(
            pl.concat([self.posten, later.posten]),
            _last(self.personen, later.personen, "verzekerde_id"),
            pl.concat([kept, later.verzekeringen]),
            _last(self.verdeling, later.verdeling, "post_id"),
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


def not_known(
    stand: Stand,
    posten: pl.DataFrame,
    personen: pl.DataFrame,
    verzekeringen: pl.DataFrame,
) -> Ontvangst:
    """What a delivery says that is not known; a post keeps its first content."""
    known = posten.join(stand.posten, on="post_id", how="semi", maintain_order="left")
    same = known.join(
        stand.posten, on=posten.columns, how="semi", nulls_equal=True
    ).select("post_id")
    new = posten.join(stand.posten, on="post_id", how="anti", maintain_order="left")
    persons = personen.select(PERSONEN)
    insured = verzekeringen.select(VERZEKERINGEN)
    named = insured.select("verzekerde_id").unique()
    before = stand.verzekeringen.join(named, on="verzekerde_id", how="semi")
    # A person of whom any row differs, on either side, is given anew.
    changed = pl.concat([_without(insured, before), _without(before, insured)]).select(
        "verzekerde_id"
    )
    return Ontvangst(
        Stand(
            new,
            _without(persons, stand.personen),
            insured.join(
                changed.unique(), on="verzekerde_id", how="semi", maintain_order="left"
            ),
            stand.verdeling.clear(),
        ),
        known.join(same, on="post_id", how="anti", maintain_order="left"),
    )


def read_stand(folder: Path) -> tuple[Stand, int, list[Path]]:
    """All that a folder knows, the number of its last delivery, and its files.

    Raises:
        InputFileError: A file of it cannot be read.
    """
    found = sorted(folder.glob(f"[0-9]*_*{_ENDING}"))
    stand, last = Stand.empty(), 0
    tables: dict[int, dict[str, pl.DataFrame]] = {}
    for path in found:
        number, _, name = path.stem.partition("_")
        table = getattr(stand, name, None)
        if isinstance(table, pl.DataFrame):
            frame = read_frame(path, required=table.columns, columns=table.columns)
            tables.setdefault(int(number), {})[name] = frame.select(
                pl.col(column).cast(dtype) for column, dtype in table.schema.items()
            )
    nothing = Stand.empty()
    for last in sorted(tables):
        stand = stand.plus(
            Stand(
                **{
                    each.name: tables[last].get(each.name, getattr(nothing, each.name))
                    for each in fields(Stand)
                }
            )
        )
    return stand, last, found


def stand_path(folder: Path, number: int, name: str) -> Path:
    """Where a table of a delivery stands."""
    return folder / f"{number:06}_{name}{_ENDING}"


def _last(before: pl.DataFrame, later: pl.DataFrame, key: str) -> pl.DataFrame:
    return pl.concat([before.join(later, on=key, how="anti"), later])


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(
        others, on=rows.columns, how="anti", nulls_equal=True, maintain_order="left"
    )
