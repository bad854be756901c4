"""Compiles a checked release to the flat arrays of ``CompiledStructure``.

Arrays, by name (w windows, v tree versions; 0 is 'unknown' in every codebook):

- ``window_first_day`` (w,) int32; ``window_versie`` (w,) int16, -1 without a tree.
- ``bomen``, ``nodes``, ``tests``, ``conditions``, ``classes``, ``bits``, ``weights``:
  the trees as the fast walker reads them (``classes``).
- ``regels``, ``regel_tests``, ``regel_conditions``, ``boom_start`` (tree,): the trees
  as published (``beslisregels``); ``versie_boom0`` (v + 1,): trees of each version, the
  topboom first; ``label_target`` (v, labels): tree or product a label stands for;
  ``attribuut_row`` (attribuut,): row of table attributen that first defines it.
- ``versie_token0`` (v + 1,): tokens of each version; ``token_kleur``, ``hit_offset``,
  ``hit_attribuut``, ``hit_weight``: what each token adds to.
- ``X_token`` (w, number) uint16 and ``X_state`` (w, number) uint8 for specialisme,
  diagnose, zorgtype, zorgvraag, zorgactiviteit; state 0 is not valid in that window.
  specialisme: 1 valid, 2 poortspecialisme, 3 poortspecialisme with zorgvragen;
  diagnose: 1 valid, 2 Traject.
- ``X_pair`` (specialisme, number) uint16 for diagnose, zorgtype and zorgvraag: what
  ``X_token`` is indexed by, since these codes live within a specialisme.
- ``zorginstelling_token`` (w, number), ``geslacht_token`` (w, 4: none, 1, 2, 9),
  ``leeftijd_token`` (v, age), ``begindatum_token`` (w,): uint16.
- ``zorgactiviteit_oud`` (w, number) uint16: the activity after translation.
- ``product_row`` (w, product) int32: row of table producten, -1 when not valid.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from grouper.compiled.arrays import I16, I64, Bools
from grouper.compiled.capacity import NUMBERS, WINDOWS, check_capacity
from grouper.compiled.horizon import tell_horizon
from grouper.compiled.kleuren import ONBEKEND
from grouper.compiled.structure import GESLACHTEN, KEPT_TABLES, Array, CompiledStructure
from grouper.compiled.windows import Windows, elementary_windows
from grouper.compiled.zorgtypen import DBC_ZORGTYPEN, GEEN_BOOM_ZORGTYPEN
from grouper.compiling.attributen import Attribuut, published_rows
from grouper.compiling.beslisregels import Beslisregels, read_beslisregels
from grouper.compiling.classes import build_tables
from grouper.compiling.codebooks import codebooks, column_index, padded
from grouper.compiling.contents import Activities, Source
from grouper.compiling.notices import tell_unknown
from grouper.compiling.tokens import (
    KLEUREN,
    MAX_LEEFTIJD,
    Hits,
    TokenNumbering,
    Tokens,
    klasse_hits,
    numeric_hits,
    reference_hits,
)
from productstructure import ProductStructure
from productstructure.schema import CODE_WIDTHS
from tabellen.calltypes import checks_types


@checks_types
def compile_structure(structure: ProductStructure) -> CompiledStructure:
    """Compile a checked release.

    Args:
        structure: As ``read_release`` gives it.

    Returns:
        The release as arrays; the same release always gives the same arrays.

    Raises:
        CapacityError: The release outgrew an index type.
        StructureError: It uses a filter that is known but not supported.
    """
    regels = read_beslisregels(structure)
    return _Compilation(structure, regels).compiled()


class _Compilation:
    """The steps of compiling one release."""

    def __init__(self, structure: ProductStructure, regels: Beslisregels) -> None:
        tables = structure.tables
        self.structure = structure
        self.regels = regels
        self.windows = elementary_windows(
            (table for table in tables.values() if "begindatum" in table.columns),
            _begindatum_bounds(regels.attributen),
        )
        check_capacity("windows of days without a change", len(self.windows), WINDOWS)
        self.versie_of = _versie_of_window(self.windows, regels)
        self.books = codebooks(structure, regels.attributen)
        for name, book in self.books.items():
            check_capacity(f"codes of {name}", len(book.codes) - 1, NUMBERS)
        # Zorgtypen that no tree takes; those of none that a tree tests all the same.
        self.zonder_boom: list[str] = []
        self.getoetst: list[str] = []
        self.arrays: dict[str, Array] = {
            "window_first_day": self.windows.first_day,
            "window_versie": self.versie_of,
        }

    def compiled(self) -> CompiledStructure:
        sources = self._static_sources()
        activities = self._activities()
        tokens = [
            self._number_tokens(versie, sources, activities)
            for versie in range(len(self.regels.versies))
        ]
        products = [label for label in self.regels.labels if len(label) == 9]
        target = self._label_target(products)
        self._add_tokens(tokens)
        self._add_trees(target)
        self.arrays.update(build_tables(self.regels, tokens, target))
        self.arrays["product_row"] = self._product_row(products)
        compiled = CompiledStructure(
            identity=self.structure.identity,
            arrays=self.arrays,
            codebooks=self.books,
            labels=tuple(self.regels.labels),
            groepen=tuple(self.regels.groepen),
            tables={
                name: self.structure.tables[name].drop("versiedatum", strict=False)
                for name in KEPT_TABLES
            },
            notices=(
                *self.structure.notices,
                *tell_unknown(self.structure, self.zonder_boom, self.getoetst),
            ),
        )
        late = tell_horizon(compiled.identity, compiled.newest_tree)
        return replace(compiled, notices=(*compiled.notices, *([late] if late else [])))

    def _static_sources(self) -> list[Source]:
        """Everything but activities, with the array its tokens go to."""
        tables = self.structure.tables
        attributen = self.regels.attributen
        specialismen = padded(tables["specialismen"], "specialisme_code")
        keys = column_index(specialismen, "specialisme_code", self.books["specialisme"])
        row_at = self.windows.row_at(
            specialismen, keys, len(self.books["specialisme"].codes)
        )
        self._add_specialisme_state(row_at, specialismen)
        sources = [
            Source(
                "specialisme_token",
                reference_hits(specialismen, attributen, "specialismen"),
                row_at,
            )
        ]
        for name, table in (
            ("diagnose", "diagnosen"),
            ("zorgtype", "zorgtypen"),
            ("zorgvraag", "zorgvragen"),
        ):
            sources.append(self._pair_source(name, table))
        sources.append(self._zorginstelling_source())
        # Others are no registration's (G135), and no tree tests them.
        geslachten = tables["geslachten"].filter(
            pl.col("geslacht_nen_code").is_in(GESLACHTEN[1:])
        )
        keys = np.array(
            [GESLACHTEN.index(c) for c in geslachten["geslacht_nen_code"].to_list()]
        )
        sources.append(
            Source(
                "geslacht_token",
                reference_hits(geslachten, attributen, "geslachten"),
                self.windows.row_at(geslachten, keys, len(GESLACHTEN)),
            )
        )
        ages = np.arange(MAX_LEEFTIJD + 1, dtype=np.int32)
        sources.append(
            Source(
                "leeftijd_token",
                numeric_hits(attributen, "leeftijd_jaar", ages.tolist()),
                np.broadcast_to(ages, (len(self.windows), len(ages))),
            )
        )
        days = self.windows.first_day.tolist()
        sources.append(
            Source(
                "begindatum_token",
                numeric_hits(attributen, "begindatum", days),
                np.arange(len(days), dtype=np.int32)[:, None],
            )
        )
        return sources

    def _add_specialisme_state(self, row_at: Array, specialismen: pl.DataFrame) -> None:
        is_poort = specialismen["is_poortspecialisme"].to_numpy()
        state = np.where(row_at >= 0, 1 + is_poort[row_at], 0)
        zorgvragen = padded(self.structure.tables["zorgvragen"], "specialisme_code")
        keys = column_index(zorgvragen, "specialisme_code", self.books["specialisme"])
        has_any = self.windows.row_at(zorgvragen, keys, state.shape[1]) >= 0
        state = np.where((state == 2) & has_any, 3, state)
        self.arrays["specialisme_state"] = state.astype(np.uint8)

    def _pair_source(self, name: str, table: str) -> Source:
        """A table whose codes live within a specialisme."""
        book = self.books[name]
        column = f"{name}_code"
        frame = padded(self.structure.tables[table], "specialisme_code")
        frame = padded(frame, column)
        specialisme = column_index(frame, "specialisme_code", self.books["specialisme"])
        code = column_index(frame, column, book)
        n_codes = len(book.codes)
        pairs, pair = np.unique(specialisme * n_codes + code, return_inverse=True)
        check_capacity(f"pairs of specialisme and {name}", len(pairs), NUMBERS)
        pair_of = np.zeros((len(self.books["specialisme"].codes), n_codes), np.uint16)
        pair_of.flat[pairs] = np.arange(1, len(pairs) + 1)
        self.arrays[f"{name}_pair"] = pair_of
        row_at = self.windows.row_at(frame, pair + 1, len(pairs) + 1)
        state = (row_at >= 0).astype(np.uint8)
        hits = reference_hits(frame, self.regels.attributen, table)
        if name == "zorgtype":
            state *= self._is_taken(frame, hits)[row_at]
        if name == "diagnose":
            # 000, 00 and 0000 are 'Traject', a technical diagnose (Diagnosen).
            is_traject = np.concatenate(
                [[False], pairs % n_codes == book.index["0000"]]
            )
            state[:, is_traject] *= 2
        self.arrays[f"{name}_state"] = state
        return Source(f"{name}_token", hits, row_at)

    def _is_taken(self, zorgtypen: pl.DataFrame, hits: Hits) -> Bools:
        """Which rows of zorgtypen a tree takes, or are known to go through none.

        A zorgtype whose code no tree tests would come out at whatever is left when
        every test fails; a cluster in common with others does not tell that trees mean
        it. That holds of 41, 51 and 52 too, which therefore go through no tree
        (docs/decisions.md 5); what another one is for is not known.
        """
        asked = np.array(
            [
                a.parameter.kolom == "zorgtype_attribuutcode"
                for a in self.regels.attributen
            ]
        )
        used = [self._used(versie) for versie in range(len(self.regels.versies))]
        asked &= np.any(used, axis=0)
        rows = np.repeat(np.arange(zorgtypen.height), np.diff(hits.offset))
        is_tested = np.zeros(zorgtypen.height, bool)
        is_tested[rows[asked[hits.attribuut]]] = True
        code = zorgtypen["zorgtype_code"]
        of_none = pl.Series(is_tested) & code.is_in(GEEN_BOOM_ZORGTYPEN)
        self.getoetst = code.filter(of_none).unique().sort().to_list()
        is_known = code.is_in((*DBC_ZORGTYPEN, *GEEN_BOOM_ZORGTYPEN)).to_numpy()
        is_taken = is_known | is_tested
        self.zonder_boom = code.filter(~is_taken).unique().sort().to_list()
        # One more, for row -1: the table may be empty.
        return np.append(is_taken, False)

    def _zorginstelling_source(self) -> Source:
        """Institutions: of the table, and those boomparameter 110 names."""
        book = self.books["zorginstelling"]
        frame = padded(self.structure.tables["zorginstellingen"], "zorginstelling_code")
        named = pl.DataFrame({"zorginstelling_code": list(book.codes[1:])})
        # The AGB code itself counts whether or not the table knows it (boomparameter
        # 110); the clusters come from the table.
        code_hits = reference_hits(named, self.regels.attributen, "zorginstelling_code")
        cluster_hits = reference_hits(frame, self.regels.attributen, "zorginstellingen")
        keys = column_index(frame, "zorginstelling_code", book)
        row_at = self.windows.row_at(frame, keys, len(book.codes))
        return Source("zorginstelling_token", code_hits, None, (cluster_hits, row_at))

    def _activities(self) -> Activities:
        """Activities: rows, klassen and translation by window."""
        tables = self.structure.tables
        book = self.books["zorgactiviteit"]
        frame = padded(tables["zorgactiviteiten"], "zorgactiviteit_code")
        keys = column_index(frame, "zorgactiviteit_code", book)
        row_at = self.windows.row_at(frame, keys, len(book.codes))
        familie = frame["aanspraak_code"].str.slice(0, 2)
        kleur = familie.replace_strict(
            KLEUREN, default=ONBEKEND, return_dtype=pl.UInt8
        ).set(familie.is_null(), 0)
        vertaal = padded(tables["vertaalzorgactiviteiten"], "zorgactiviteit_code")
        oude_code = pl.col("zorgactiviteit_code_oud")
        vertaal = vertaal.with_columns(
            oude_code.str.zfill(CODE_WIDTHS["zorgactiviteit_code"])
        )
        oud = np.tile(np.arange(len(book.codes)), (len(self.windows), 1))
        new_idx = column_index(vertaal, "zorgactiviteit_code", book)
        old_idx = column_index(vertaal, "zorgactiviteit_code_oud", book)
        translated = self.windows.row_at(vertaal, new_idx, len(book.codes))
        # One entry more, for row -1: the table may be empty.
        oud = np.where(translated >= 0, np.append(old_idx, 0)[translated], oud)
        self.arrays["zorgactiviteit_oud"] = oud.astype(np.uint16)
        valid = np.take_along_axis(row_at >= 0, oud, axis=1)
        self.arrays["zorgactiviteit_state"] = valid.astype(np.uint8)
        return Activities(
            hits=reference_hits(frame, self.regels.attributen, "zorgactiviteiten"),
            row_at=row_at,
            kleur=kleur.to_numpy(),
            weights=np.stack(
                [
                    np.ones(frame.height, np.int64),
                    frame["weegfactor_01"].to_numpy(),
                    frame["weegfactor_02"].to_numpy(),
                ]
            ),
            klassen=klasse_hits(
                padded(tables["behandelklassen"], "zorgactiviteit_code"),
                self.regels.attributen,
                book.index,
                self.windows,
            ),
        )

    def _number_tokens(
        self, versie: int, sources: Sequence[Source], activities: Activities
    ) -> Tokens:
        """Number the contents of one version and fill its part of the tables."""
        windows = np.flatnonzero(self.versie_of == versie)
        numbering = TokenNumbering(len(self.regels.attributen), self._used(versie))
        places = [source.add_to(numbering, windows) for source in sources]
        first_activity = activities.add_to(numbering, windows)
        tokens = numbering.number()
        for source, place in zip(sources, places, strict=True):
            found = tokens.of_item[place]
            self._table(source.name, found.shape[1])[windows] = found
        n_codes = activities.row_at.shape[1]
        flat = tokens.of_item[first_activity : first_activity + len(windows) * n_codes]
        self._table("zorgactiviteit_token", n_codes)[windows] = np.take_along_axis(
            flat.reshape(len(windows), n_codes),
            self.arrays["zorgactiviteit_oud"][windows].astype(np.int64),
            axis=1,
        )
        return tokens

    def _table(self, name: str, width: int) -> Array:
        if name not in self.arrays:
            self.arrays[name] = np.zeros((len(self.windows), width), np.uint16)
        return self.arrays[name]

    def _used(self, versie: int) -> Bools:
        """Which attributen the trees of a version ask for."""
        regels = self.regels
        rows = [
            r
            for b in regels.versies[versie].bomen
            for r in regels.bomen[b].beslisregels
        ]
        tests = np.unique(regels.regels["test"][rows])
        first = regels.tests["condition0"][tests]
        counts = regels.tests["conditions"][tests]
        flat = np.concatenate(
            [np.arange(f, f + c) for f, c in zip(first, counts, strict=True)]
        )
        used = np.zeros(len(regels.attributen), bool)
        used[regels.conditions["index"][flat]] = True
        return used

    def _label_target(self, products: list[str]) -> I64:
        product_idx = {code: idx for idx, code in enumerate(products)}
        targets = []
        for versie in self.regels.versies:
            tree_of = {self.regels.groepen[tree]: tree for tree in versie.bomen}
            targets.append(
                [
                    product_idx.get(label, tree_of.get(label, -1))
                    for label in self.regels.labels
                ]
            )
        return np.array(targets, np.int64)

    def _add_tokens(self, tokens: list[Tokens]) -> None:
        sizes = [len(part) for part in tokens]
        bases = np.cumsum([0, *(part.hits.offset[-1] for part in tokens)])
        self.arrays["versie_token0"] = np.cumsum([0, *sizes])
        self.arrays["token_kleur"] = np.concatenate([part.kleur for part in tokens])
        self.arrays["hit_offset"] = np.concatenate(
            [
                *(p.hits.offset[:-1] + b for p, b in zip(tokens, bases, strict=False)),
                bases[-1:],
            ]
        )
        self.arrays["hit_attribuut"] = np.concatenate(
            [p.hits.attribuut for p in tokens]
        )
        self.arrays["hit_weight"] = np.concatenate([p.hits.weight for p in tokens])

    def _add_trees(self, target: I64) -> None:
        regels = self.regels
        self.arrays["regels"] = regels.regels
        self.arrays["regel_tests"] = regels.tests
        self.arrays["regel_conditions"] = regels.conditions
        self.arrays["boom_start"] = np.array(
            [boom.beslisregels[0] for boom in regels.bomen], np.int32
        )
        ends = [versie.bomen.stop for versie in regels.versies]
        self.arrays["versie_boom0"] = np.array([0, *ends], np.int32)
        self.arrays["label_target"] = target.astype(np.int32)
        self.arrays["attribuut_row"] = np.array(
            published_rows(self.structure.tables["attributen"], regels.attributen),
            np.int32,
        )

    def _product_row(self, products: list[str]) -> Array:
        table = self.structure.tables["producten"]
        index = {code: idx for idx, code in enumerate(products)}
        codes = table["zorgproduct_code"].to_list()
        # Overige zorgproducten are no leaf of any tree; they share one spare column.
        keys = np.array([index.get(code, len(products)) for code in codes])
        return self.windows.row_at(table, keys, len(products) + 1)[:, :-1].copy()


def _begindatum_bounds(attributen: Sequence[Attribuut]) -> list[int]:
    """Days on which a filter on begindatum begins to hold or has just ended."""
    days = []
    for attribuut in attributen:
        if attribuut.bron == "begindatum":
            lower, upper = attribuut.bounds()
            days += [lower, upper + 1]
    return days


def _versie_of_window(windows: Windows, regels: Beslisregels) -> I16:
    versie_of = np.full(len(windows), -1, np.int16)
    for idx, versie in enumerate(regels.versies):
        within = (windows.first_day >= versie.begin) & (
            windows.first_day <= versie.eind
        )
        versie_of[within] = idx
    return versie_of
