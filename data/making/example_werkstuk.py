"""A delivery in which faults are planted: its records one by one, and who is used.

A fault takes the line of somebody who has that line alone, so that no fault meets
another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from dbc_grouper_data.making.example_contracten import MEERWIJK
from dbc_grouper_data.making.example_records import Records

Rij = dict[str, object]
GEEN_DAG = date(1, 1, 1)


@dataclass(frozen=True)
class Geplant:
    """A fault: which check finds it, at which record.

    Attributes:
        check_id: The check.
        soort: Kind of the record: 01, 02, 04, 06, 16 or 99.
        sleutel: Reference of the prestatie, or of the 06 or 16 itself; of a 01 or 99
            the name of the file.
    """

    check_id: str
    soort: str
    sleutel: str


@dataclass
class Werkstuk:
    """Records that can be changed.

    Attributes:
        lijnen: Fields of 02 and 04 with columns of the care, by reference.
        tarieven: Fields of 06.
        activiteiten: Fields of 16.
        profiel: Rows of complete profiles.
        geplant: What was planted so far.
        bekend: People who may not be taken: those with more lines, or a history.
        like: The records as they were, for their columns.
        eerder: References of Meerwijk that were used before.
        genomen: Lines of people with several that were taken.
    """

    lijnen: dict[str, Rij]
    tarieven: list[Rij]
    activiteiten: list[Rij]
    profiel: list[Rij]
    bekend: set[object]
    like: Records
    eerder: list[str]
    geplant: list[Geplant] = field(default_factory=list)
    genomen: set[object] = field(default_factory=set)

    @classmethod
    def of(
        cls, records: Records, profiel: pl.DataFrame, before: pl.DataFrame
    ) -> "Werkstuk":
        """Records of a delivery, with what was declared before it."""
        bekend = set(before["verzekerde_id"])
        own = before.filter(pl.col("zorginstelling_code") == MEERWIJK)
        people = records.prestaties["verzekerde_id"]
        return cls(
            {row["sleutel"]: row for row in records.prestaties.iter_rows(named=True)},
            list(records.tarieven.iter_rows(named=True)),
            list(records.activiteiten.iter_rows(named=True)),
            list(profiel.iter_rows(named=True)),
            bekend | set(people.filter(people.is_duplicated())),
            records,
            own["r0458"].to_list(),
        )

    def records(self) -> Records:
        """The records as they are now."""
        return self._records([*self.lijnen.values()], self.tarieven, self.activiteiten)

    def lift(self, row: Rij) -> Records:
        """Take a line out, to declare it by itself."""
        sleutel = row["sleutel"]
        own = self._records(
            [self.lijnen.pop(str(sleutel))], [self.fee(row)], list(self.acts(row))
        )
        self.tarieven = [e for e in self.tarieven if e["sleutel"] != sleutel]
        self.activiteiten = [e for e in self.activiteiten if e["sleutel"] != sleutel]
        return own

    def _records(self, lines: list[Rij], fees: list[Rij], acts: list[Rij]) -> Records:
        like = self.like
        return Records(
            pl.DataFrame(lines, schema=like.prestaties.schema),
            pl.DataFrame(fees, schema=like.tarieven.schema),
            pl.DataFrame(acts, schema=like.activiteiten.schema),
        )

    def take(self, fits: Callable[[Rij], bool]) -> Rij:
        """The first line that fits, of somebody who has no other.

        Raises:
            LookupError: None is left.
        """
        for row in self.lijnen.values():
            if row["verzekerde_id"] not in self.bekend and fits(row):
                self.bekend.add(row["verzekerde_id"])
                return row
        raise LookupError("no line is left for this fault")

    def take_any(self, fits: Callable[[Rij], bool]) -> Rij:
        """The first line that fits and was not taken; its person may have others.

        Raises:
            LookupError: None is left.
        """
        for row in self.lijnen.values():
            if row["sleutel"] not in self.genomen and fits(row):
                self.genomen.add(row["sleutel"])
                self.bekend.add(row["verzekerde_id"])
                return row
        raise LookupError("no line is left for this fault")

    def plant(self, check_id: str, row: Rij, soort: str = "04") -> None:
        """Note that a check finds a fault in a record of this line."""
        sleutel = str(row["sleutel"])
        if soort == "06":
            sleutel = str(self.fee(row)["r0622"])
        elif soort == "16":
            sleutel = str(next(self.acts(row))["r1620"])
        elif soort in ("02", "04"):
            sleutel = str(row["r0458"])
        self.geplant.append(Geplant(check_id, soort, sleutel))

    def fee(self, row: Rij) -> Rij:
        """The 06 of a line."""
        return next(fee for fee in self.tarieven if fee["sleutel"] == row["sleutel"])

    def acts(self, row: Rij) -> Iterator[Rij]:
        """The 16 records of a line."""
        return (act for act in self.activiteiten if act["sleutel"] == row["sleutel"])

    def charge(self, row: Rij, cents: int) -> None:
        """Claim another price for a line."""
        fee = self.fee(row)
        fee |= dict.fromkeys(("r0614", "r0617", "r0620"), str(cents))

    def copy(self, row: Rij, letter: str = "K") -> Rij:
        """A copy of a line with references and numbers of its own."""
        sleutel = f"{row['sleutel']}{letter}"
        fresh = {**row, "sleutel": sleutel, "r0458": sleutel}
        self.lijnen[sleutel] = fresh
        fee = self.fee(row)
        self.tarieven.append({**fee, "sleutel": sleutel, "r0622": f"{sleutel}-T"})
        for number, act in enumerate(list(self.acts(row)), 1):
            self.activiteiten.append(
                {
                    **act,
                    "sleutel": sleutel,
                    "r1610": f"{act['r1610']}{letter}",
                    "r1620": f"{sleutel}-{number}",
                }
            )
        return fresh

    def move(self, row: Rij, *, begin: date | None = None, eind: date) -> None:
        """Give a line other days."""
        if begin is not None:
            row["begindatum"], row["r0411"] = begin, f"{begin:%Y%m%d}"
        row["einddatum"], row["r0412"] = eind, f"{eind:%Y%m%d}"

    def register(self, row: Rij, code: str, day: date, count: int = 1) -> None:
        """Add an activity to the profile of a line."""
        self.profiel.append(
            {
                "zorginstelling_code": row["zorginstelling_code"],
                "subtraject_nummer": row["subtraject_nummer"],
                "zorgactiviteit_code": code,
                "aantal": count,
                "uitvoerdatum": day,
            }
        )

    def days(self, row: Rij, *codes: str) -> list[date]:
        """Days on which the profile of a line has one of some activities."""
        return [
            each["uitvoerdatum"]
            for each in self.profiel
            if each["subtraject_nummer"] == row["subtraject_nummer"]
            and each["zorgactiviteit_code"] in codes
            and isinstance(each["uitvoerdatum"], date)
        ]


def later(day: object, number: int) -> date:
    """A day some days after another."""
    return (day if isinstance(day, date) else GEEN_DAG) + timedelta(days=number)
