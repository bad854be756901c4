"""The beslisregels of a release as integers, and the trees they form.

This is the straight translation of the tables: one record per rule, one test per
attribuutgroep (per zorgproductgroep where behandelklassen are counted). The reference
walker and ``explain`` read it; ``classes`` derives the fast form from it.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from grouper.compiled._records import BESLISREGEL, CONDITION, OPEN_BOVEN, TEST
from grouper.compiled.capacity import CONDITIONS, check_capacity
from grouper.compiled.windows import validity
from grouper.compiling.attributen import GELIJK, Attribuut, distinct_attributen
from grouper.compiling.chains import Boom, lay_out
from productstructure import ProductStructure

TOPBOOM = "0"

PUBLISHED_OPEN_BOVEN = 999_999
"""Upper bound that means open-ended (docs/decisions.md 7)."""


KOPPELING = (
    "attribuutgroep_id",
    "attribuut_id",
    "attribuuttoetswijze",
    "ondertoetswaarde",
    "boventoetswaarde",
)
"""Columns of attribuutgroepkoppelingen that say which condition a group has."""


@dataclass(frozen=True)
class Versie:
    """One tree version: the trees that are valid from one day on.

    Attributes:
        begin: First day number.
        eind: Last day number.
        bomen: Position of its trees in ``Beslisregels.bomen``; the topboom first.
    """

    begin: int
    eind: int
    bomen: range


@dataclass(frozen=True)
class Beslisregels:
    """All rules, tests and trees of a release.

    Attributes:
        regels: Record per row of table beslisregels; dtype ``BESLISREGEL``.
        tests: Record per test; dtype ``TEST``; none is on bits.
        conditions: Conditions of the tests; dtype ``CONDITION``; index: attribuut.
        attributen: The attributen that conditions refer to.
        labels: All labels: codes of groups and products.
        versies: Tree versions in order of time.
        bomen: Every tree laid out, version by version.
        groepen: zorgproductgroep_code of each tree.
    """

    regels: npt.NDArray[np.void]
    tests: npt.NDArray[np.void]
    conditions: npt.NDArray[np.void]
    attributen: list[Attribuut]
    labels: list[str]
    versies: list[Versie]
    bomen: list[Boom]
    groepen: list[str]


class _TestNumbering:
    """Numbers distinct tests: conditions, and how many of them must hold."""

    def __init__(self, structure: ProductStructure) -> None:
        tables = structure.tables
        self.attributen, index = distinct_attributen(tables["attributen"])
        self._attribuut_idx = {a: idx for idx, a in enumerate(self.attributen)}
        self._koppelingen: dict[int, list[tuple[int, int, int]]] = {}
        for groep, attribuut, wijze, onder, boven in (
            tables["attribuutgroepkoppelingen"].select(KOPPELING).iter_rows()
        ):
            # UNSOURCED: toetswijze 1 occurs in no release at hand; taken to mean equal
            # to OnderToetsWaarde (docs/decisions.md 7).
            upper = onder if wijze == GELIJK else boven
            if upper is None or upper == PUBLISHED_OPEN_BOVEN:
                upper = OPEN_BOVEN
            self._koppelingen.setdefault(groep, []).append(
                (index[attribuut], onder, upper)
            )
        self._nodig = dict(
            tables["attribuutgroepen"]
            .select("attribuutgroep_id", "aantal_voorwaarden_waar")
            .iter_rows()
        )
        self._of_groep: dict[tuple[int, str], int] = {}
        self._of_content: dict[tuple[int, tuple[tuple[int, int, int], ...]], int] = {}

    def number(self, attribuutgroep_id: int, zorgproductgroep_code: str) -> int:
        """Number of the test of an attribuutgroep within the tree of a group."""
        key = (attribuutgroep_id, zorgproductgroep_code)
        if key not in self._of_groep:
            conditions = sorted(
                (self._within(attribuut, zorgproductgroep_code), onder, boven)
                for attribuut, onder, boven in self._koppelingen[attribuutgroep_id]
            )
            content = (self._nodig[attribuutgroep_id], tuple(conditions))
            self._of_groep[key] = self._of_content.setdefault(
                content, len(self._of_content)
            )
        return self._of_groep[key]

    def _within(self, attribuut_idx: int, zorgproductgroep_code: str) -> int:
        attribuut = self.attributen[attribuut_idx]
        if attribuut.bron != "behandelklassen":
            return attribuut_idx
        own = replace(attribuut, zorgproductgroep_code=zorgproductgroep_code)
        idx = self._attribuut_idx.setdefault(own, len(self.attributen))
        if idx == len(self.attributen):
            self.attributen.append(own)
        return idx

    def records(self) -> tuple[npt.NDArray[np.void], npt.NDArray[np.void]]:
        """Records of all tests, and of all their conditions."""
        tests = np.zeros(len(self._of_content), TEST)
        conditions: list[tuple[int, int, int]] = []
        for record, (needed, content) in zip(tests, self._of_content, strict=True):
            check_capacity("voorwaarden of one beslisregel", len(content), CONDITIONS)
            record["condition0"] = len(conditions)
            record["conditions"] = len(content)
            record["needed"] = needed
            conditions.extend(content)
        return tests, np.array(conditions, CONDITION)


def read_beslisregels(structure: ProductStructure) -> Beslisregels:
    """Translate the tree tables of a checked release to integers."""
    table = structure.tables["beslisregels"]
    row_of = {id_: row for row, id_ in enumerate(table["beslisregel_id"].to_list())}
    waar = [row_of.get(id_, -1) for id_ in table["beslisregel_waar"].to_list()]
    onwaar = [row_of.get(id_, -1) for id_ in table["beslisregel_onwaar"].to_list()]
    versies, starts, groepen = _versies(structure, row_of)
    bomen = [lay_out(start, waar, onwaar) for start in starts]

    numbering = _TestNumbering(structure)
    groep_ids = table["attribuutgroep_id"].to_list()
    test = [-1] * table.height
    for groep, boom in zip(groepen, bomen, strict=True):
        for regel in boom.beslisregels:
            test[regel] = numbering.number(groep_ids[regel], groep)

    labels: dict[str, int] = {}
    regels = np.zeros(table.height, BESLISREGEL)
    for side, rows in (("waar", waar), ("onwaar", onwaar)):
        regels[side] = [
            row if row >= 0 else ~labels.setdefault(label, len(labels))
            for row, label in zip(rows, table[f"label_{side}"].to_list(), strict=True)
        ]
    regels["test"] = test
    regels["is_beperkt"] = table["is_aanspraakbeperking"].to_numpy()
    tests, conditions = numbering.records()
    return Beslisregels(
        regels=regels,
        tests=tests,
        conditions=conditions,
        attributen=numbering.attributen,
        labels=list(labels),
        versies=versies,
        bomen=bomen,
        groepen=groepen,
    )


def _versies(
    structure: ProductStructure, row_of: dict[int, int]
) -> tuple[list[Versie], list[int], list[str]]:
    """Tree versions, and start row and group of every tree in their order."""
    table = structure.tables["zorgproductgroepen"]
    begin, end = validity(table)
    codes = table["zorgproductgroep_code"].to_list()
    start = table["beslisregel_start"].to_list()
    by_begin: dict[int, list[int]] = {}
    for row in sorted(
        range(table.height), key=lambda r: (codes[r] != TOPBOOM, codes[r])
    ):
        by_begin.setdefault(int(begin[row]), []).append(row)
    versies: list[Versie] = []
    starts: list[int] = []
    groepen: list[str] = []
    for first_day in sorted(by_begin):
        rows = by_begin[first_day]
        versies.append(
            Versie(
                begin=first_day,
                eind=int(end[rows[0]]),
                bomen=range(len(starts), len(starts) + len(rows)),
            )
        )
        starts += [row_of[start[row]] for row in rows]
        groepen += [codes[row] for row in rows]
    return versies, starts, groepen
