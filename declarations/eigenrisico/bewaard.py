"""The state of the ledger on disk, of which a delivery reads what it touches.

A state is a folder to which each delivery that brings something new adds a set of files
with a record, numbered from 1; none is ever written again. Posts are numbered as they
came, from 0: what is told of one later goes by that number. What is known is all of
them together; the last that is told of a post or person counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from declarations.eigenrisico.orde import Getallen, rang_van
from declarations.eigenrisico.plaatsen import is_among, plaatsen
from declarations.eigenrisico.stand import (
    Ontvangst,
    Stand,
    last_of,
    not_known_of_persons,
    with_posten,
)
from declarations.eigenrisico.verdeling import VERDELING
from declarations.eigenrisico.verwerking import Uitkomst
from declarations.eigenrisico.verwijzingen import GENOEMD
from tabellen.errors import InputFileError
from tabellen.forms.frames import read_frame, replacing
from tabellen.sets.differences import Herkomst
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_whole
from tabellen.sets.setrecord import read_set, record_path
from tabellen.sets.sleutel import Sleutel
from tabellen.sets.writing import writing

FIRST = "posten"
"""Table of a delivery whose record is that of all of it."""
REGELS = "regels"
"""Setting in that record: which parameters and exemptions all was told by."""

_ENDING = ".parquet"
_DIGITS = 6
_FILES = "[0-9]" * _DIGITS + "_*"
_VERWIJZINGEN = ["post_id", "verzekerde_id", "peildatum", "ref_voorgaande"]
_VAN_JAAR = (pl.col("verzekerde_id"), pl.col("peildatum").dt.year().alias("jaar"))
"""Whom a post is of, and in which year it counts."""
_SUM = "patient_cent"
_VERTELD = {
    name: dtype for name, dtype in VERDELING.items() if name not in ("post_id", _SUM)
}
"""What was told of a post, without what adds up."""
_EMPTY = {
    "posten": pl.DataFrame(schema={**Stand.empty().posten.schema, **_VERTELD}),
    "personen": Stand.empty().personen,
    "verzekeringen": Stand.empty().verzekeringen,
    "verdeling": pl.DataFrame(schema={"nummer": pl.UInt32(), **_VERTELD}),
}
"""The tables of a delivery; its posts with what was told of them when they came."""


@dataclass(frozen=True, eq=False)
class Betrokken:
    """What a delivery touches.

    Attributes:
        stand: What is known of the persons and years that it touches.
        ontvangst: What of it is not known.
        nummers: Number of each post of ``stand`` and then of those that are new.
    """

    stand: Stand
    ontvangst: Ontvangst
    nummers: Getallen


@dataclass(frozen=True, eq=False)
class Bewaard:
    """What a folder knows.

    Attributes:
        folder: Of the state; None where none is kept.
        herkomst: Where the files of each delivery come from.
        regels: What its last delivery was told by; empty where that is not known.
        van_personen: What was last told of persons: no posts.
        verwijzingen: Of every post its own id, whom it is of, and which one it names.
    """

    folder: Path | None = None
    herkomst: tuple[Herkomst, ...] = ()
    regels: str = ""
    van_personen: Stand = field(default_factory=Stand.empty)
    verwijzingen: pl.DataFrame = field(
        default_factory=lambda: _EMPTY["posten"].select(_VERWIJZINGEN)
    )

    @property
    def paths(self) -> dict[str, Path]:
        """Where the tables of the next delivery go, by name."""
        assert self.folder is not None
        return _paths(self.folder, len(self.herkomst) + 1)

    def touched_by(
        self,
        posten: pl.DataFrame,
        personen: pl.DataFrame,
        verzekeringen: pl.DataFrame,
        regels: str,
    ) -> Betrokken:
        """Read what a delivery touches: all that is told by other rules is.

        Args:
            posten: Schema ``Posten``, each ``post_id`` once.
            personen: ``verzekerde_id, geboortedatum``, each person once.
            verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``.
            regels: What it is told by.

        Raises:
            InputFileError: A file cannot be read.
        """
        persons, known = self.van_personen, self.verwijzingen
        of_persons = not_known_of_persons(persons, personen, verzekeringen)
        is_touched = pl.repeat(self.regels != regels, known.height, eager=True)
        if self.regels == regels:
            changed = (of_persons.personen, of_persons.verzekeringen)
            is_touched = _are_touched(known, posten, changed)
        refs = known["ref_voorgaande"].filter(is_touched).drop_nulls()
        is_asked = is_touched | is_among(known["post_id"], refs)
        asked = self._some("posten", known, is_asked)
        of_them = asked.filter(is_touched.filter(is_asked))
        numbers = np.flatnonzero(is_touched.to_numpy())
        told = self._told(of_them, numbers)
        of_them = of_them.drop(list(_VERTELD))
        who = pl.concat([of_them["verzekerde_id"], posten["verzekerde_id"]])
        personen, verzekeringen = (
            rows.filter(is_among(rows["verzekerde_id"], who))
            for rows in (persons.personen, persons.verzekeringen)
        )
        others = asked.filter(~is_touched.filter(is_asked)).select(GENOEMD)
        stand = Stand(of_them, personen, verzekeringen, told, others)
        ontvangst = with_posten(stand, posten, of_persons)
        added = np.arange(ontvangst.nieuw.posten.height) + known.height
        return Betrokken(stand, ontvangst, np.concatenate([numbers, added]))

    def _told(self, posten: pl.DataFrame, numbers: Getallen) -> pl.DataFrame:
        """What was last told of posts of these numbers, which ascend."""
        later = _columns_of(
            self.folder, len(self.herkomst), "verdeling", _EMPTY["verdeling"].columns
        )
        later = later.filter(pl.col("nummer").is_in(pl.Series(numbers).implode()))
        rows = np.arange(numbers.size)
        # Of one number several times the last stays.
        rows[np.searchsorted(numbers, later["nummer"].to_numpy())] = (
            np.arange(later.height) + numbers.size
        )
        told = pl.concat([posten.select(list(_VERTELD)), later.select(list(_VERTELD))])[
            rows
        ]
        told = told.with_columns(
            posten["verzekerde_id"],
            posten["post_id"],
            (pl.col("verplicht_cent") + pl.col("vrijwillig_cent")).alias(_SUM),
        )
        return told.select(Stand.empty().verdeling.columns)

    def _some(
        self, name: str, known: pl.DataFrame, is_asked: pl.Series
    ) -> pl.DataFrame:
        """Rows of a table of which some columns are known; a column at a time.

        So not more is held at once than a column of all of them.
        """
        columns = _EMPTY[name].columns
        rest = [column for column in columns if column not in known.columns]
        deliveries = len(self.herkomst)
        found = [
            _columns_of(self.folder, deliveries, name, [column]).filter(is_asked)
            for column in rest
        ]
        rows = pl.concat([known.filter(is_asked), *found], how="horizontal")
        return rows.select(columns).rechunk()


def _columns_of(
    folder: Path | None, deliveries: int, name: str, columns: list[str]
) -> pl.DataFrame:
    """Some columns of a table, of all deliveries."""
    return pl.concat(_each(folder, deliveries, name, columns))


def _each(
    folder: Path | None, deliveries: int, name: str, columns: list[str] | None = None
) -> list[pl.DataFrame]:
    """A table of each delivery, or some columns of it; of none an empty one."""
    like, found = _EMPTY[name].select(columns or pl.all()), []
    for number in range(1, deliveries + 1):
        assert folder is not None
        path = _paths(folder, number)[name]
        frame = read_frame(path, required=like.columns, columns=like.columns)
        found.append(frame.select(like.columns).cast(like.schema))
    return found or [like]


def _are_touched(
    known: pl.DataFrame, posten: pl.DataFrame, changed: Iterable[pl.DataFrame]
) -> pl.Series:
    """Which posts are of a person and year of which the position may become another.

    Those are the years of posts that are given, or that name or are named by one, and
    all years of whom birth or insurance is given anew. What is known of a year says
    nothing of another one, unless a post of it names one of the other: of such persons
    it is all years, too. By hash, so that it may be some more.
    """
    given, refs = posten["post_id"], known["ref_voorgaande"]
    named = pl.concat([given, posten["ref_voorgaande"].drop_nulls()])
    naming = known.filter(refs.is_not_null())
    meeting = (
        known.filter(is_among(known["post_id"], named)),
        naming.filter(is_among(naming["ref_voorgaande"], given)),
    )
    met = pl.concat([rows.select(_VAN_JAAR) for rows in (posten, *meeting)])
    anew = pl.concat([rows["verzekerde_id"] for rows in changed])
    is_of = is_among(
        known["verzekerde_id"], pl.concat([met["verzekerde_id"], anew])
    ).to_numpy()
    of_them = known.filter(is_of)
    is_met = is_among(of_them.select(_VAN_JAAR).hash_rows(), met.hash_rows())
    is_whole = is_among(
        of_them["verzekerde_id"], pl.concat([anew, _over_years(of_them)])
    )
    touched = is_of.copy()
    touched[is_of] = (is_met | is_whole).to_numpy()
    return pl.Series(touched)


def _over_years(posten: pl.DataFrame) -> pl.Series:
    """Persons of whom a post names one of another year."""
    naming = posten.filter(pl.col("ref_voorgaande").is_not_null())
    place = plaatsen(naming.select(post_id="ref_voorgaande"), posten.select("post_id"))
    named = posten.select(_VAN_JAAR).select(pl.all().gather(place).name.suffix("_"))
    return (
        naming.select(_VAN_JAAR)
        .hstack(named)
        .filter(
            pl.col("verzekerde_id").eq_missing(pl.col("verzekerde_id_")),
            pl.col("jaar") != pl.col("jaar_"),
        )["verzekerde_id"]
    )


def read_stand(folder: Path, sleutel: Sleutel | None = None) -> Bewaard:
    """What a folder knows; of its posts only what every delivery asks of them.

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
    herkomst: list[Herkomst] = []
    for number in range(1, last + 1):
        main = _paths(folder, number)[FIRST]
        own = check_whole(main, sleutel)
        if own is None and number == last:
            break
        if own is None:
            raise InputFileError(
                f"{main}: is of a delivery that was cut off, and others came after it; "
                "take back that folder as it was written."
            )
        _check_follows(own, herkomst)
        herkomst.append(own)
    personen, verzekeringen = (
        last_of(_each(folder, len(herkomst), name), "verzekerde_id")
        for name in ("personen", "verzekeringen")
    )
    return Bewaard(
        folder,
        tuple(herkomst),
        _regels(herkomst),
        replace(Stand.empty(), personen=personen, verzekeringen=verzekeringen),
        _columns_of(folder, len(herkomst), FIRST, _VERWIJZINGEN),
    )


def _check_follows(own: Herkomst, earlier: Sequence[Herkomst]) -> None:
    """Refuse a delivery that was added to other ones than those before it.

    Each names the posts of all before it among its inputs; one of another folder, or
    under another number, does not.

    Raises:
        InputFileError: It was.
    """
    found = read_set(record_path(own.path))
    read = found[1].get("invoer") if found else None
    known = set(map(str, read.values())) if isinstance(read, dict) else set()
    for each in earlier:
        if each.sha256 not in known:
            raise InputFileError(
                f"{own.path}: was not added to {each.path.name} of this folder, but to "
                "another; take back that folder as it was written."
            )


def _regels(herkomst: Sequence[Herkomst]) -> str:
    """What the last delivery was told by, as its record says."""
    found = read_set(record_path(herkomst[-1].path)) if herkomst else None
    settings = found[1].get("instellingen") if found else None
    return str(settings.get(REGELS, "")) if isinstance(settings, dict) else ""


def write_levering(
    paths: Mapping[str, Path], betrokken: Betrokken, uitkomst: Uitkomst, kept: OutputSet
) -> None:
    """Write what a delivery adds to the state, as files of a set of its own.

    Raises:
        OutputFileError: A file cannot be written.
    """
    new = uitkomst.nieuw
    at = uitkomst.gewijzigd.cast(pl.Int64) - betrokken.stand.posten.height
    told = new.verdeling.select(list(_VERTELD))
    of_new = told.filter(at >= 0).select(pl.all().gather(rang_van(at.filter(at >= 0))))
    numbers = pl.Series("nummer", betrokken.nummers).gather(uitkomst.gewijzigd)
    tables = {
        "posten": new.posten.hstack(of_new),
        "personen": new.personen,
        "verzekeringen": new.verzekeringen,
        "verdeling": told.hstack([numbers.cast(pl.UInt32)]).filter(at < 0),
    }
    for name, frame in tables.items():
        rows = frame.select(_EMPTY[name].columns)
        with replacing(paths[name], kept) as fresh, writing(paths[name]):
            # Written once and read again and again, a part at a time.
            rows.write_parquet(fresh, compression="lz4", statistics=False)
        kept.count(paths[name], rows.height)


def _paths(folder: Path, number: int) -> dict[str, Path]:
    """Where the tables of a delivery stand, by name; that of FIRST has the record."""
    return {name: folder / f"{number:0{_DIGITS}}_{name}{_ENDING}" for name in _EMPTY}
