"""The small language in which the example trees are written, and its translation.

A tree is nested questions ending in leaves:

    ask("Bezoek", POLI, yes=product("002", "15X001", "Bezoek"), no=uitval("001"))

``TableBuilder`` turns the trees of one version into the rows of the NZa's tables. It
applies two rules of the real tables: a flagged rule that answers True flags every rule
below it, and a product has a second declaratiecode exactly when it is declarable, the
rule that carries its label is flagged and a flagged rule on its path answered True
(counted on RZ17a). Ids are shared within a version and never between versions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dbc_grouper_data.making.release_forms import Row

OPEN_ENDED = 999_999
ONVERZEKERD = {"14": "16", "15": "17"}
"""Tariefgroep of the twin code: gereguleerd 14-16, vrij segment 15-17."""


@dataclass(frozen=True)
class Koppeling:
    """A condition: the value of an attribute lies within bounds."""

    attribuut: "Attribuut"
    toetswijze: int
    onder: int
    boven: int | None


@dataclass(frozen=True)
class Attribuut:
    """What is counted: the records or activities that pass a filter."""

    boomparameter: int
    omschrijving: str
    onder: str
    boven: str | None = None
    filtertoetswijze: int = 1
    filterwaardetype: int = 2

    def at_least(self, low: int) -> Koppeling:
        """The value is ``low`` or more."""
        return Koppeling(self, 2, low, OPEN_ENDED)

    def within(self, low: int, high: int) -> Koppeling:
        """The value lies from ``low`` to ``high``, both included."""
        return Koppeling(self, 2, low, high)

    def none(self) -> Koppeling:
        """Nothing passes the filter: the range [0,0]."""
        return self.within(0, 0)

    def exactly(self, value: int) -> Koppeling:
        """AttribuutToetsWijze 1 (UNSOURCED: taken to mean equal)."""
        return Koppeling(self, 1, value, None)


def equals(boomparameter: int, value: str, omschrijving: str) -> Attribuut:
    """Alphanumeric equality, the filter of nearly every attribute."""
    return Attribuut(boomparameter, omschrijving, value)


def number(low: int, high: int, omschrijving: str) -> Attribuut:
    """Leeftijd within bounds: boomparameter 100 filters on a numeric range."""
    return Attribuut(100, omschrijving, str(low), str(high), 2, 1)


def period(first: str, last: str, omschrijving: str) -> Attribuut:
    """Begindatum within bounds: boomparameter 241 filters on a range of dates."""
    return Attribuut(241, omschrijving, first, last, 2, 3)


@dataclass(frozen=True)
class Product:
    """A leaf of a group's tree; without declaratiecode it is uitval."""

    suffix: str
    declaratiecode: str | None
    consumententekst: str | None


@dataclass(frozen=True)
class Ask:
    """A node: a question, its conditions, how many must hold, and both ways on."""

    omschrijving: str
    koppelingen: tuple[Koppeling, ...]
    needs: int
    is_restricted: bool
    yes: "Node"
    no: "Node"


Node = Ask | Product | str
"""A leaf of the topboom is the code of a group."""


def ask(
    omschrijving: str,
    *conditions: Attribuut | Koppeling,
    yes: Node,
    no: Node,
    needs: int = 1,
    restricted: bool = False,
) -> Ask:
    """A question; a bare attribute means that at least one passes its filter."""
    koppelingen = tuple(
        condition if isinstance(condition, Koppeling) else condition.at_least(1)
        for condition in conditions
    )
    return Ask(omschrijving, koppelingen, needs, restricted, yes, no)


def product(suffix: str, declaratiecode: str, consumententekst: str) -> Product:
    """A product that can be declared."""
    return Product(suffix, declaratiecode, consumententekst)


def uitval(suffix: str) -> Product:
    """A product that cannot be declared."""
    return Product(suffix, None, None)


@dataclass(frozen=True)
class Version:
    """A tree version: its days, and where its ids start.

    Attributes:
        begindatum: First day, jjjj-mm-dd.
        einddatum: Last day; None for the version still in force.
        regel_id: First id of its rules and attribute groups.
        attribuut_id: First id of its attributes.
    """

    begindatum: str
    einddatum: str | None
    regel_id: int
    attribuut_id: int

    @property
    def dates(self) -> dict[str, str | None]:
        """BeginDatum and EindDatum of a row that is valid throughout the version."""
        return {"BeginDatum": self.begindatum, "EindDatum": self.einddatum}


@dataclass(frozen=True)
class _Path:
    answers: tuple[str, ...] = ()
    is_inherited: bool = False

    def taken(self, node: Ask, *, outcome: bool, is_flagged: bool) -> "_Path":
        answer = node.omschrijving if outcome else f"GEEN {node.omschrijving}"
        inherited = self.is_inherited or (outcome and is_flagged)
        return replace(self, answers=(*self.answers, answer), is_inherited=inherited)


class TableBuilder:
    """Rows of the NZa's tables for the trees of all versions."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {
            "BeslisRegels": [],
            "AttribuutGroepen": [],
            "AttribuutGroepKoppelingen": [],
            "Attributen": [],
            "ZorgProductGroepen": [],
        }
        self._products: list[dict[str, str | None]] = []

    def add_version(
        self, version: Version, trees: Iterable[tuple[str, str, Ask]]
    ) -> None:
        """Add the trees of a version: triples of group code, text and root."""
        writer = _VersionWriter(self.tables, self._products, version)
        for code, omschrijving, root in trees:
            start = writer.add_tree(code, omschrijving, root)
            self.tables["ZorgProductGroepen"].append(
                {
                    "ZorgProductGroepCode": code,
                    "ZorgProductGroepOmschrijving": omschrijving,
                    "BeslisRegelStart": start,
                    **version.dates,
                }
            )

    def producten(self) -> Sequence[Row]:
        """Products of all versions, equal rows of successive versions joined."""
        rows: list[dict[str, str | None]] = []
        for row in sorted(self._products, key=lambda r: r["ProductCode"] or ""):
            if rows and _continues(rows[-1], row):
                rows[-1]["EindDatum"] = row["EindDatum"]
            else:
                rows.append(dict(row))
        return rows


def _continues(last: dict[str, str | None], row: dict[str, str | None]) -> bool:
    """Whether a row says the same as the last one and starts the day after it."""
    if last["EindDatum"] is None or row["BeginDatum"] is None:
        return False
    next_day = date.fromisoformat(last["EindDatum"]) + timedelta(days=1)
    same = all(last[name] == row[name] for name in row if not name.endswith("Datum"))
    return same and next_day.isoformat() == row["BeginDatum"]


class _VersionWriter:
    """Writes the trees of one version; equal attributes and groups share an id."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        products: list[dict[str, str | None]],
        version: Version,
    ) -> None:
        self._tables = tables
        self._products = products
        self._version = version
        self._regels = 0
        self._groepen: dict[tuple[str, int, tuple[Koppeling, ...]], int] = {}
        self._attributen: dict[Attribuut, int] = {}

    def add_tree(self, groep: str, omschrijving: str, root: Ask) -> int:
        """Write the rules of a tree; return the id of its first."""
        return self._add_regel(groep, omschrijving, root, _Path())

    def _add_regel(self, groep: str, tree: str, node: Ask, path: _Path) -> int:
        regel_id = self._version.regel_id + self._regels
        self._regels += 1
        is_flagged = node.is_restricted or path.is_inherited
        row: dict[str, str | int | None] = {
            "BeslisRegelId": regel_id,
            "AttribuutGroepId": self._groep_id(node),
            "IndicatieAanspraakbeperking": int(is_flagged),
        }
        self._tables["BeslisRegels"].append(row)
        for side, outcome, child in (
            ("True", True, node.yes),
            ("False", False, node.no),
        ):
            taken = path.taken(node, outcome=outcome, is_flagged=is_flagged)
            if isinstance(child, Ask):
                row["BeslisRegel" + side] = self._add_regel(groep, tree, child, taken)
            elif isinstance(child, Product):
                row["Label" + side] = groep + child.suffix
                is_dual = is_flagged and taken.is_inherited
                self._add_product(groep, tree, child, taken, is_dual=is_dual)
            else:
                row["Label" + side] = child
        return regel_id

    def _add_product(
        self, groep: str, tree: str, leaf: Product, path: _Path, *, is_dual: bool
    ) -> None:
        code = leaf.declaratiecode
        soort = tree if code else f"Uitval | {tree}"
        twin = ONVERZEKERD[code[:2]] + code[2:] if code and is_dual else None
        self._products.append(
            {
                "ProductCode": groep + leaf.suffix,
                "ProductOmschrijving": f"{soort} | {', '.join(path.answers)}",
                "ConsumentenProductOmschrijving": leaf.consumententekst,
                "DeclaratieCodeVerzekerdeZorg": code,
                "DeclaratieCodeOnVerzekerdeZorg": twin,
                **self._version.dates,
            }
        )

    def _groep_id(self, node: Ask) -> int:
        key = (node.omschrijving, node.needs, node.koppelingen)
        if key in self._groepen:
            return self._groepen[key]
        groep_id = self._version.regel_id + len(self._groepen)
        self._groepen[key] = groep_id
        self._tables["AttribuutGroepen"].append(
            {
                "AttribuutGroepId": groep_id,
                "AttribuutGroepOmschrijving": node.omschrijving,
                "AantalVoorwaardenVoorTrue": node.needs,
            }
        )
        for koppeling in node.koppelingen:
            rows = self._tables["AttribuutGroepKoppelingen"]
            rows.append(
                {
                    "AttribuutGroepKoppelingId": 900_000 + len(rows),
                    "AttribuutGroepId": groep_id,
                    "AttribuutId": self._attribuut_id(koppeling.attribuut),
                    "AttribuutToetsWijze": koppeling.toetswijze,
                    "OnderToetsWaarde": koppeling.onder,
                    "BovenToetsWaarde": koppeling.boven,
                }
            )
        return groep_id

    def _attribuut_id(self, attribuut: Attribuut) -> int:
        if attribuut in self._attributen:
            return self._attributen[attribuut]
        attribuut_id = self._version.attribuut_id + len(self._attributen)
        self._attributen[attribuut] = attribuut_id
        self._tables["Attributen"].append(
            {
                "AttribuutId": attribuut_id,
                "AttribuutOmschrijving": attribuut.omschrijving,
                "BoomParameterNummer": attribuut.boomparameter,
                "FilterToetsWijze": attribuut.filtertoetswijze,
                "FilterWaardeType": attribuut.filterwaardetype,
                "OnderFilterWaarde": attribuut.onder,
                "BovenFilterWaarde": attribuut.boven,
            }
        )
        return attribuut_id
