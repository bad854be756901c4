"""The state of the ledger: what was delivered, and what was told of it.

A state is a folder to which each delivery that brings something new adds a set of files
with a record, numbered from 1; none is ever written again. What is known is all of them
together.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from declarations.eigenrisico.verdeling import VERDELING
from declarations.registers.schema import REGISTER_VAN, Posten, Verzekerden
from tabellen.errors import InputFileError
from tabellen.forms.frames import read_frame
from tabellen.sets.differences import Herkomst
from tabellen.sets.readable import check_whole
from tabellen.sets.sleutel import Sleutel

PERSONEN = ["verzekerde_id", "geboortedatum"]
"""Columns of persons that are asked."""
VERZEKERINGEN = ["verzekerde_id", "uzovi", "begindatum", "einddatum", "vrijwillig_cent"]
"""Columns of insurances that are asked."""
_POLIS = REGISTER_VAN["verzekeringen"].schema
_ENDING = ".parquet"
_DIGITS = 6
_FILES = "[0-9]" * _DIGITS + "_*"
FIRST = "posten"
"""Table of a delivery whose record is that of all of it."""


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
        """The tables of it, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def is_empty(self) -> bool:
        """Whether no table has rows."""
        return not any(table.height for table in self.tables.values())

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


@dataclass(frozen=True, eq=False)
class Bewaard:
    """What a folder knows.

    Attributes:
        stand: All of it together.
        leveringen: How many deliveries it was told in.
        herkomst: Where the files of each come from.
    """

    stand: Stand
    leveringen: int
    herkomst: tuple[Herkomst, ...]


def read_stand(folder: Path, sleutel: Sleutel | None = None) -> Bewaard:
    """All that a folder knows.

    A delivery that a run was putting there when it was cut off is not known: that run
    told nobody that it had ended, and the next one takes its number.

    Args:
        folder: Of the state.
        sleutel: Key that its records have to be sealed with; None when that is not
            asked.

    Raises:
        InputFileError: A file of it cannot be read, is gone, or is not as it was
            written.
    """
    last = max((int(path.name[:_DIGITS]) for path in folder.glob(_FILES)), default=0)
    stand, herkomst = Stand.empty(), []
    nothing = stand.tables
    for number in range(1, last + 1):
        paths = stand_paths(folder, number)
        own = check_whole(paths[FIRST], sleutel)
        if own is None and number == last:
            break
        if own is None:
            raise InputFileError(
                f"{paths[FIRST]}: is of a delivery that was cut off, and others came "
                "after it; take back that folder as it was written."
            )
        herkomst.append(own)
        later = {name: _read_table(paths[name], nothing[name]) for name in paths}
        stand = stand.plus(Stand(**later))
    return Bewaard(stand, len(herkomst), tuple(herkomst))


def stand_paths(folder: Path, number: int) -> dict[str, Path]:
    """Where the tables of a delivery stand, by name; that of FIRST has the record."""
    return {
        name: folder / f"{number:0{_DIGITS}}_{name}{_ENDING}"
        for name in Stand.empty().tables
    }


def _read_table(path: Path, like: pl.DataFrame) -> pl.DataFrame:
    frame = read_frame(path, required=like.columns, columns=like.columns)
    return frame.select(
        pl.col(column).cast(dtype) for column, dtype in like.schema.items()
    )


def _last(before: pl.DataFrame, later: pl.DataFrame, key: str) -> pl.DataFrame:
    return pl.concat([before.join(later, on=key, how="anti"), later])


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(
        others, on=rows.columns, how="anti", nulls_equal=True, maintain_order="left"
    )
