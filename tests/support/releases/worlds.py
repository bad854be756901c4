"""Tiny reference tables drawn from a seed, for the strategies.

Few codes and few clusters, so that filters often hit; windows that begin and end inside
tree versions; rows of every table that the trees look at. Drawn with a plain ``Random``
and not with hypothesis: shrinking a failing case should simplify its trees and its
batch, of which a person reads the path, and leave the tables alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import cast

from dbc_grouper_data.making.release_forms import Row

Window = tuple[str, str | None]
Values = tuple[str, ...]

FIRST_DAY, MIDDLE = "2020-01-01", "2020-09-15"
ALWAYS: Window = (FIRST_DAY, None)
ODD_WINDOWS: tuple[Window, ...] = (
    (FIRST_DAY, "2020-09-14"),
    (MIDDLE, None),
    ("2020-02-29", "2021-03-31"),
)
SUCCESSIONS: tuple[tuple[Window, ...], ...] = (
    ((FIRST_DAY, "2020-09-14"), (MIDDLE, None)),
    ((FIRST_DAY, "2020-05-31"), (MIDDLE, None)),  # with a gap
)
SPECIALISMEN = ("0301", "0302", "0303", "0389")
NOT_A_POORT = "0389"
WITH_ZORGVRAGEN = "0302"
ZORGTYPEN = ("11", "13", "21", "41", "51", "52")
DIAGNOSEN = ("11", "A04", "1205", "000")
ZORGVRAGEN = ("0", "1", "22")
ACTIVITEITEN = ("030001", "030002", "030003", "030004", "030005")
SUCCESSORS = ("030006", "030007")
INSTELLINGEN = ("06990001", "06990002")
GROEPEN = ("010101", "020202", "030303", "040404")
KLASSEN = ("Z_A", "K_B")
AANSPRAAK = (None, "1601", "2601", "2701")


@dataclass(frozen=True)
class World:
    """Reference tables, and the values that occur in them.

    Attributes:
        tables: Rows by the NZa's table names, all but the trees and their products.
        values: Per boomparameter the values that a filter may name.
        klassen: Per group the behandelklassen that its tree may test.
    """

    tables: dict[str, list[Row]]
    values: dict[int, Values]
    klassen: dict[str, Values]


def draw_world(seed: int) -> World:
    """Draw the reference tables of a release."""
    tables = _Drawer(Random(seed)).tables()
    klassen = {
        groep: _distinct(
            row["BehandelKlasseCode"]
            for row in tables["BehandelKlassen"]
            if row["ZorgProductGroepCode"] == groep
        )
        for groep in GROEPEN
    }
    return World(tables, _filter_values(tables), klassen)


class _Drawer:
    def __init__(self, random: Random) -> None:
        self._random = random

    def tables(self) -> dict[str, list[Row]]:
        return {
            "Specialismen": [self._specialisme(code) for code in SPECIALISMEN],
            "ZorgTypen": [
                self._zorgtype(specialisme, code)
                for specialisme in SPECIALISMEN
                for code in ZORGTYPEN
            ],
            "ZorgVragen": [self._zorgvraag(code) for code in ZORGVRAGEN],
            "Diagnosen": [
                self._diagnose(specialisme, code)
                for specialisme in SPECIALISMEN
                for code in DIAGNOSEN
            ],
            "ZorgActiviteiten": [
                row
                for code in (*ACTIVITEITEN, *SUCCESSORS)
                for row in self._activiteit(code)
            ],
            "BehandelKlassen": list(self._klassen()),
            "AfsluitRedenen": [
                {
                    "AfsluitRedenCode": "04",
                    "AfsluitRedenOmschrijving": "Gesloten",
                    "BeginDatum": FIRST_DAY,
                }
            ],
            "Geslachten": [
                {
                    "GeslachtCodeNEN": nen,
                    "GeslachtCodeHL7": hl7,
                    "GeslachtOmschrijving": hl7,
                    "BeginDatum": FIRST_DAY,
                }
                for nen, hl7 in (("1", "M"), ("2", "F"), ("9", "UN"))
            ],
            "VertaalZorgActiviteiten": [self._vertaling(code) for code in SUCCESSORS],
            "ZorgInstellingen": [self._instelling(code) for code in INSTELLINGEN],
            "LimitatieMachtigingen": [
                self._machtiging(code) for code in ACTIVITEITEN[:3]
            ],
        }

    def _window(self) -> Window:
        """Mostly always: a subtraject on expired rows is rejected and shows little."""
        return self._random.choice((*(ALWAYS,) * 24, *ODD_WINDOWS))

    def _dates(self) -> dict[str, str | None]:
        return _as_dates(self._window())

    def _clusters(self, count: int, *codes: str) -> list[str | None]:
        return [self._random.choice((None, *codes)) for _ in range(count)]

    def _specialisme(self, code: str) -> Row:
        return {
            "SpecialismeCode": code,
            "SpecialismeOmschrijving": f"Specialisme {code}",
            "SpecialismeIndicatie": int(code != NOT_A_POORT),
            "SpecialismeCluster": self._clusters(2, "S_A", "S_B"),
            **self._dates(),
        }

    def _zorgtype(self, specialisme: str, code: str) -> Row:
        return {
            "SpecialismeCode": specialisme,
            "ZorgTypeCode": code,
            "ZorgTypeOmschrijving": f"Zorgtype {code}",
            "ZorgTypeAttribuutCode": code,
            "ZorgTypeCluster": self._clusters(2, "T_A"),
            "MaximaleLooptijd": 120,
            **self._dates(),
        }

    def _zorgvraag(self, code: str) -> Row:
        return {
            "SpecialismeCode": WITH_ZORGVRAGEN,
            "ZorgVraagCode": code,
            "ZorgVraagOmschrijving": f"Zorgvraag {code}",
            "ZorgVraagAttribuutCode": f"{WITH_ZORGVRAGEN}.{code}",
            "ZorgVraagCluster": self._clusters(2, "V_A"),
            **self._dates(),
        }

    def _diagnose(self, specialisme: str, code: str) -> Row:
        return {
            "SpecialismeCode": specialisme,
            "DiagnoseCode": code,
            "DiagnoseOmschrijving": f"Diagnose {code}",
            "DiagnoseAttribuutCode": f"{specialisme}.{code}",
            "ICD10DiagnoseCode": self._random.choice(("0", "10001", "10002")),
            "DiagnoseCluster": self._clusters(6, "D_A", "D_B"),
            **self._dates(),
        }

    def _activiteit(self, code: str) -> Iterable[Row]:
        """One row, or two that follow each other and differ."""
        succession = self._random.choice(((self._window(),), *SUCCESSIONS))
        for window in succession:
            yield {
                "ZorgActiviteitCode": code,
                "ZorgActiviteitOmschrijving": f"Activiteit {code}",
                # Z_A and Z_a: codes are case-sensitive (RZ17a).
                "ZorgActiviteitCluster": self._clusters(10, "Z_A", "Z_a", "Z_B"),
                "ZorgActiviteitWeegFactor": [
                    self._random.choice((0, 1, 2)),
                    self._random.choice((0, 5, 30)),
                ],
                "AanspraakCode": self._random.choice(AANSPRAAK),
                "Zorgprofielklassecode": 5,
                **_as_dates(window),
            }

    def _klassen(self) -> Iterable[Row]:
        for groep in GROEPEN:
            for code in ACTIVITEITEN:
                for klasse in KLASSEN:
                    if self._random.random() < 0.4:
                        yield {
                            "ZorgProductGroepCode": groep,
                            "ZorgActiviteitCode": code,
                            "BehandelKlasseCode": klasse,
                            "BehandelKlasseOmschrijving": klasse,
                            **self._dates(),
                        }

    def _vertaling(self, code: str) -> Row:
        old = self._random.choice(ACTIVITEITEN)
        return {
            "ZorgActiviteitCode": code,
            "ZorgActiviteitOmschrijving": code,
            "ZorgActiviteitCodeOud": old,
            "ZorgActiviteitOmschrijvingOud": old,
            **self._dates(),
        }

    def _instelling(self, code: str) -> Row:
        return {
            "ZorgInstellingsCode": code,
            "ZorgInstellingsOmschrijving": f"Instelling {code}",
            "ZorgInstellingsCluster": self._clusters(2, "I_A"),
            **self._dates(),
        }

    def _machtiging(self, code: str) -> Row:
        diagnose = self._random.choice(DIAGNOSEN)
        return {
            "SpecialismeCode": self._random.choice(SPECIALISMEN),
            "DiagnoseCode": diagnose,
            "DiagnoseOmschrijving": f"Diagnose {diagnose}",
            "ZorgActiviteitCode": code,
            "ZorgActiviteitOmschrijving": code,
            **self._dates(),
        }


def _filter_values(tables: dict[str, list[Row]]) -> dict[int, Values]:
    """Per boomparameter the values that occur; klassen go by group and are not here."""

    def values(table: str, read: Callable[[Row], object]) -> Values:
        return _distinct(read(row) for row in tables[table])

    def slot(table: str, cluster: str, position: int) -> Values:
        rows = tables[table]
        return _distinct(cast(list[str | None], row[cluster])[position] for row in rows)

    def slots(table: str, cluster: str, first: int, count: int) -> dict[int, Values]:
        return {first + n: slot(table, cluster, n) for n in range(count)}

    activiteit = {
        0: values("ZorgActiviteiten", lambda row: row["ZorgActiviteitCode"]),
        **slots("ZorgActiviteiten", "ZorgActiviteitCluster", 1, 10),
    }
    return {
        101: ("1", "2", "9"),
        110: (*INSTELLINGEN, "06999999"),
        **slots("ZorgInstellingen", "ZorgInstellingsCluster", 111, 2),
        200: SPECIALISMEN,
        **slots("Specialismen", "SpecialismeCluster", 201, 2),
        210: ZORGTYPEN,
        **slots("ZorgTypen", "ZorgTypeCluster", 211, 2),
        220: values("ZorgVragen", lambda row: row["ZorgVraagAttribuutCode"]),
        **slots("ZorgVragen", "ZorgVraagCluster", 221, 2),
        230: values("Diagnosen", lambda row: row["DiagnoseAttribuutCode"]),
        231: values("Diagnosen", lambda row: row["ICD10DiagnoseCode"]),
        **slots("Diagnosen", "DiagnoseCluster", 232, 6),
        **{
            weight + kind: codes
            for weight in (300, 400, 500)
            for kind, codes in activiteit.items()
        },
    }


def _as_dates(window: Window) -> dict[str, str | None]:
    return {"BeginDatum": window[0], "EindDatum": window[1]}


def _distinct(values: Iterable[object]) -> Values:
    return tuple(sorted({str(value) for value in values if value is not None}))
