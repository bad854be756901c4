"""Write the example batch: ``python -m dbc_grouper_data.making.make_batch [FOLDER]``.

Deterministic: one seed, no clock. 10,000 subtrajecten of invented persons over the
three tree versions, mostly ordinary, with every kind of bad row among them.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from dbc_grouper_data import batch_paths
from dbc_grouper_data.making.example_faults import FAULTS, ORPHANS
from dbc_grouper_data.making.example_profiles import (
    EXTRA,
    IC_ZORG,
    LOSSE_VERRICHTINGEN,
    OPVOLGERS,
    PROFILES,
    Lines,
    Profile,
)
from dbc_grouper_data.making.example_referenties import ACTIVITEITEN, DIAGNOSEN, Window

SEED = 20240101
ROWS = 10_000
FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(2024, 12, 31)
BOUNDARIES = (
    *(FIRST_DAY, date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31)),
    *(date(2024, 1, 1), date(2024, 2, 29), date(2024, 6, 30), LAST_DAY),
)
GESLACHT_NOTATIONS = {"1": ("1", "M"), "2": ("2", "V", "F"), "9": ("9", "UN")}
ONTVANGERS = (*("VERZEKERAAR",) * 199, "NIET_VERZEKERDE")
INSTELLINGEN = ("06990001", "06990002", "06990002", "06990003", "06990004")
SUBTRAJECT_COLUMNS = (
    *("subtraject_nummer", "zorgtraject_nummer", "specialisme_code", "diagnose_code"),
    *(
        "zorgtype_code",
        "zorgvraag_code",
        "begindatum",
        "einddatum",
        "afsluitreden_code",
    ),
    *("geboortedatum", "leeftijd_jaar", "geslacht", "zorginstelling_code", "aanspraak"),
    *("verzekerde_id", "ontvanger"),
)
ACTIVITEIT_COLUMNS = (
    *("subtraject_nummer", "zorgactiviteit_code", "aantal", "uitvoerdatum"),
)
_DIAGNOSE_DAYS = {(row[0], row[1]): row[5] for row in DIAGNOSEN}
_ACTIVITEIT_DAYS = {
    activiteit.code: [row.window for row in ACTIVITEITEN if row.code == activiteit.code]
    for activiteit in ACTIVITEITEN
}


@dataclass(frozen=True)
class Person:
    """An invented insured person."""

    verzekerde_id: str
    geboortedatum: date
    geslacht: str


@dataclass
class Batch:
    """The rows of both files, in order."""

    subtrajecten: list[dict[str, str]] = field(default_factory=list)
    activiteiten: list[dict[str, str]] = field(default_factory=list)


class BatchMaker:
    """Draws subtrajecten one after the other from one source of chance."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._persons = 0
        self._zorgtrajecten = 0
        # Last subtraject of each profile, which a vervolg of the same person follows.
        self._earlier: dict[Profile, tuple[Person, dict[str, str]]] = {}
        self.batch = Batch()

    def fill(self, rows: int) -> None:
        """Draw until there are ``rows`` subtrajecten."""
        while len(self.batch.subtrajecten) < rows:
            kind = self._random.random()
            if kind < 0.04:
                self._add_losse_verrichtingen()
            elif kind < 0.05:
                self._add_ic(zorgtype="52")
            else:
                self._add_profile(room=rows - len(self.batch.subtrajecten))

    def _add_profile(self, *, room: int) -> None:
        begin, profile = self._draw()
        zorgtype = self._random.choice(profile.zorgtypen)
        person, zorgtraject = self._person(profile, begin), self._zorgtraject()
        if zorgtype == "21" and profile in self._earlier:
            earlier_person, earlier = self._earlier[profile]
            day_after = date.fromisoformat(earlier["einddatum"]) + timedelta(days=1)
            if day_after <= LAST_DAY and _is_valid(_diagnose_days(profile), day_after):
                begin, person = day_after, earlier_person
                zorgtraject = earlier["zorgtraject_nummer"]
        row = self._add_row(
            person,
            zorgtraject,
            begin,
            specialisme_code=profile.specialisme,
            diagnose_code=self._spelling(profile.diagnose),
            zorgtype_code=zorgtype,
            zorgvraag_code=self._random.choice(profile.zorgvragen),
            aanspraak=self._random.choice(profile.aanspraak),
        )
        self._earlier[profile] = (person, row)
        self._add_activiteiten(row, profile.lines + EXTRA)
        clinical = any(line[0] == "060201" and line[1] == 1 for line in profile.lines)
        if clinical and room > 1 and self._random.random() < 0.3:
            self._add_ic(zorgtype="51", main=row, person=person)

    def _add_losse_verrichtingen(self) -> None:
        begin, profile = self._draw()
        if profile.specialisme == "8418":  # has no zorgtype 41
            return
        row = self._add_row(
            self._person(profile, begin),
            self._zorgtraject(),
            begin,
            specialisme_code=profile.specialisme,
            diagnose_code=profile.diagnose,
            zorgtype_code="41",
            zorgvraag_code=self._random.choice(profile.zorgvragen),
        )
        self._add_activiteiten(row, LOSSE_VERRICHTINGEN)

    def _add_ic(
        self,
        *,
        zorgtype: str,
        main: Mapping[str, str] | None = None,
        person: Person | None = None,
    ) -> None:
        """A ZT51 beside its main subtraject, or a ZT52 that stands alone."""
        begin = date.fromisoformat(main["begindatum"]) if main else self._begindatum()
        profile = PROFILES[0]
        row = self._add_row(
            person or self._person(profile, begin),
            main["zorgtraject_nummer"] if main else self._zorgtraject(),
            begin,
            specialisme_code=main["specialisme_code"] if main else profile.specialisme,
            diagnose_code="" if main else profile.diagnose,
            zorgtype_code=zorgtype,
            zorginstelling_code=main["zorginstelling_code"] if main else "06990002",
        )
        self._add_activiteiten(row, IC_ZORG)

    def _add_row(
        self, person: Person, zorgtraject: str, begin: date, **columns: str
    ) -> dict[str, str]:
        chance = self._random
        days = chance.choice((1, 30, 42, 60, 90, 119))
        zorgtype = columns["zorgtype_code"]
        row = dict.fromkeys(SUBTRAJECT_COLUMNS, "") | {
            "subtraject_nummer": f"S{len(self.batch.subtrajecten) + 1:06d}",
            "zorgtraject_nummer": zorgtraject,
            "begindatum": begin.isoformat(),
            "einddatum": (begin + timedelta(days=days)).isoformat(),
            "afsluitreden_code": _afsluitreden(zorgtype, days),
            "geboortedatum": person.geboortedatum.isoformat(),
            "geslacht": chance.choice(GESLACHT_NOTATIONS[person.geslacht]),
            "zorginstelling_code": chance.choice(INSTELLINGEN),
            "verzekerde_id": person.verzekerde_id,
            "ontvanger": chance.choice(ONTVANGERS),
            **columns,
        }
        if chance.random() < 0.05:  # some systems send the age alone, or both
            row["leeftijd_jaar"] = str(_full_years(person.geboortedatum, begin))
            if chance.random() < 0.7:
                row["geboortedatum"] = ""
        self.batch.subtrajecten.append(row)
        return row

    def _add_activiteiten(self, row: Mapping[str, str], lines: Lines) -> None:
        chance = self._random
        drawn: list[tuple[str, int]] = []
        for code, likelihood, low, high in lines:
            if chance.random() < likelihood:
                drawn += self._spread(code, chance.randint(low, high))
        if chance.random() < 0.01:
            drawn = []
        elif chance.random() < 0.01 and drawn:
            code, aantal = chance.choice(drawn)
            undone = [(code, -aantal)]  # a line taken back
            drawn += chance.choice((undone, [(code, 1), (code, -1)]))
        begin, end = (date.fromisoformat(row[c]) for c in ("begindatum", "einddatum"))
        for code, aantal in drawn[:40]:
            day = begin + timedelta(days=chance.randint(0, (end - begin).days))
            registered = _code_on(day, code)
            if registered is None:
                continue
            if chance.random() < 0.005:
                registered = registered.lstrip("0")
            self.batch.activiteiten.append(
                {
                    "subtraject_nummer": row["subtraject_nummer"],
                    "zorgactiviteit_code": registered,
                    "aantal": str(aantal),
                    "uitvoerdatum": day.isoformat(),
                }
            )

    def _spread(self, code: str, aantal: int) -> list[tuple[str, int]]:
        """A count as one line or as several, as systems differ in it."""
        if aantal <= 36 and self._random.random() < 0.6:
            return [(code, 1)] * aantal
        if aantal > 60:
            part = aantal // 5
            return [(code, part)] * 4 + [(code, aantal - 4 * part)]
        return [(code, aantal)]

    def _begindatum(self) -> date:
        if self._random.random() < 0.03:
            return self._random.choice(BOUNDARIES)
        span = (LAST_DAY - FIRST_DAY).days
        return FIRST_DAY + timedelta(days=self._random.randint(0, span))

    def _draw(self) -> tuple[date, Profile]:
        """A day, and a profile by weight of which the diagnose is valid on that day."""
        weights = [profile.weight for profile in PROFILES]
        while True:
            begin = self._begindatum()
            profile = self._random.choices(PROFILES, weights)[0]
            if profile.begindatum:
                begin = date.fromisoformat(profile.begindatum)
            if _is_valid(_diagnose_days(profile), begin):
                return begin, profile

    def _person(self, profile: Profile, begin: date) -> Person:
        """Someone of a fitting age; some have a birthday near, some on 29 February."""
        chance = self._random
        self._persons += 1
        age = chance.randint(*profile.ages)
        kind = chance.random()
        if kind < 0.04:
            turns = begin + timedelta(days=chance.choice((-1, 0, 0, 1)))
            born = _same_day(turns, turns.year - age)
        elif kind < 0.05 and age > 4:
            year = (begin.year - age) // 4 * 4
            born = date(year, 2, 29) if year != 1900 else date(1904, 2, 29)
        else:
            born = begin - timedelta(days=age * 365 + age // 4 + chance.randint(0, 364))
        born = min(born, begin)
        geslacht = chance.choice(profile.geslachten)
        return Person(f"V{self._persons:06d}", born, geslacht)

    def _zorgtraject(self) -> str:
        self._zorgtrajecten += 1
        return f"T{self._zorgtrajecten:06d}"

    def _spelling(self, diagnose: str) -> str:
        """Now and then in another length than the typeringslijst has."""
        if self._random.random() < 0.15:
            return diagnose.zfill(4)
        return diagnose


def make_batch(seed: int = SEED, rows: int = ROWS) -> Batch:
    """The whole batch, with its faults."""
    maker = BatchMaker(seed)
    maker.fill(rows)
    chance = Random(seed + 1)
    batch = maker.batch
    # Faults change rows of the tree-bound zorgtypen, each kind in rows of its own.
    sound = [row for row in batch.subtrajecten if row["zorgtype_code"] in ("11", "21")]
    places = iter(chance.sample(sound, sum(times for _, times in FAULTS)))
    of_subtraject: dict[str, list[dict[str, str]]] = defaultdict(list)
    for activiteit in batch.activiteiten:
        of_subtraject[activiteit["subtraject_nummer"]].append(activiteit)
    for fault, times in FAULTS:
        for row in islice(places, times):
            own = of_subtraject[row["subtraject_nummer"]]
            batch.activiteiten += fault(row, own)
    batch.activiteiten += [dict(row) for row in ORPHANS]
    return batch


def write_batch(folder: Path, batch: Batch) -> None:
    """Write both files into a folder, as csv with semicolons."""
    subtrajecten, activiteiten = (folder / path.name for path in batch_paths())
    _write(subtrajecten, SUBTRAJECT_COLUMNS, batch.subtrajecten)
    _write(activiteiten, ACTIVITEIT_COLUMNS, batch.activiteiten)


def _write(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _diagnose_days(profile: Profile) -> Window:
    return _DIAGNOSE_DAYS[profile.specialisme, profile.diagnose]


def _is_valid(window: Window, day: date) -> bool:
    return window[0] <= day.isoformat() <= (window[1] or "9999-12-31")


def _code_on(day: date, code: str) -> str | None:
    """The code as a hospital registers it that day; None when there is none."""
    successor, first = OPVOLGERS.get(code, (code, "9999-12-31"))
    registered = successor if day.isoformat() >= first else code
    valid = any(_is_valid(window, day) for window in _ACTIVITEIT_DAYS[registered])
    return registered if valid else None


def _afsluitreden(zorgtype: str, days: int) -> str:
    by_zorgtype = {"13": "14", "41": "16", "51": "20", "52": "18"}
    if zorgtype in by_zorgtype:
        return by_zorgtype[zorgtype]
    return {1: "06", 30: "06", 42: "04", 60: "04", 90: "08", 119: "12"}[days]


def _full_years(born: date, day: date) -> int:
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before_birthday


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes 1 March where it must."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else batch_paths()[0].parent
    write_batch(folder, make_batch())
