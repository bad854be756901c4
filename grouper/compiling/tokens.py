"""Tokens: what the trees of one version can see of a registration, numbered.

Two reference rows that no tree of a version can tell apart get the same token: the same
attributen with the same weights. A subtraject becomes a short list of tokens; what no
tree asks for becomes token 0 and is dropped. Boomparameter 300 to 551 and the static
ones alike are then one thing: the sum, over a list of tokens, of weight times count.

Dutch terms: behandelklasse (class of an activity within a zorgproductgroep), weegfactor
(weight), aanspraak (entitlement; the colour of an activity).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.arrays import I32, I64, U8, U16, U64, Bools
from grouper.compiled.kleuren import ONBEKEND, ORANJE, ROOD
from grouper.compiled.windows import Windows
from grouper.compiling.attributen import Attribuut
from productstructure.errors import CapacityError

MAX_LEEFTIJD = 150
"""Ages above it count as this age; the input check refuses them by default."""

KLEUREN = {"16": ROOD, "26": ORANJE, "27": ORANJE}
"""Colour by the first two digits of an aanspraak_code.

Source: NZa's handleiding as normenkaderzorg HT5101 quotes it (docs/sources.md, NK).
"""


@dataclass(frozen=True)
class Hits:
    """Which attributen reference rows add to, and how heavily.

    Attributes:
        offset: Shape (rows + 1,): where the hits of each row begin.
        attribuut: Attribuut of each hit.
        weight: Weight of each hit, never 0.
    """

    offset: I64
    attribuut: I32
    weight: I32

    def take(self, rows: I64) -> tuple[I64, I32, I32]:
        """Hits of ``rows``: position in ``rows``, attribuut and weight of each."""
        counts = self.offset[rows + 1] - self.offset[rows]
        which = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        flat = np.repeat(self.offset[rows], counts) + within
        return which, self.attribuut[flat], self.weight[flat]


def hits_of(rows: I64, attribuut: I64, weight: I64, n_rows: int) -> Hits:
    """Collect loose hits per row; a weight of 0 adds nothing and is left out."""
    keep = weight != 0
    order = np.argsort(rows[keep], kind="stable")
    counts = np.bincount(rows[keep], minlength=n_rows)
    return Hits(
        offset=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        attribuut=attribuut[keep][order].astype(np.int32),
        weight=weight[keep][order].astype(np.int32),
    )


def reference_hits(
    table: pl.DataFrame, attributen: Sequence[Attribuut], bron: str
) -> Hits:
    """Hits of every row of a reference table on the attributen that read it."""
    rows: list[int] = []
    found: list[int] = []
    weights: list[int] = []
    asked: dict[str, list[tuple[int, Attribuut]]] = {}
    for idx, attribuut in enumerate(attributen):
        if attribuut.bron == bron:
            asked.setdefault(attribuut.parameter.kolom, []).append((idx, attribuut))
    for kolom in sorted(asked):
        having: dict[str, list[int]] = {}
        for row, value in enumerate(table[kolom].to_list()):
            if value is not None:
                having.setdefault(value, []).append(row)
        known = list(having)
        for idx, attribuut in asked[kolom]:
            at = [r for value in attribuut.values(known) for r in having.get(value, ())]
            weegfactor = attribuut.parameter.weegfactor
            rows += at
            found += [idx] * len(at)
            weights += (
                [1] * len(at)
                if weegfactor is None
                else table[weegfactor].to_numpy()[at].tolist()
            )
    return hits_of(
        np.array(rows, np.int64),
        np.array(found, np.int64),
        np.array(weights, np.int64),
        table.height,
    )


def numeric_hits(
    attributen: Sequence[Attribuut], bron: str, values: Sequence[int]
) -> Hits:
    """Hits of each of ``values`` (ages, first days) on the filters of ``bron``."""
    pairs = [
        (row, idx)
        for idx, attribuut in enumerate(attributen)
        if attribuut.bron == bron
        for lower, upper in [attribuut.bounds()]
        for row, value in enumerate(values)
        if lower <= value <= upper
    ]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return hits_of(found[:, 0], found[:, 1], np.ones(len(found), np.int64), len(values))


@dataclass(frozen=True)
class Klassen:
    """Table behandelklassen as hits per activity, with the windows they hold in.

    Attributes:
        activiteit: Index of the activity of each hit.
        attribuut: Attribuut it adds to.
        weegfactor: 0 plain count, else which weegfactor of the activity multiplies it.
        span: Windows of each hit, shape (hits, 2): from, up to.
    """

    activiteit: I64
    attribuut: I64
    weegfactor: I64
    span: I64


def klasse_hits(
    behandelklassen: pl.DataFrame,
    attributen: Sequence[Attribuut],
    activiteit_idx: Mapping[str, int],
    windows: Windows,
) -> Klassen:
    """Hits of the behandelklassen; all klassen of one (groep, activiteit) count."""
    weegfactoren = {None: 0, "weegfactor_01": 1, "weegfactor_02": 2}
    known = behandelklassen["behandelklasse_code"].unique().sort().to_list()
    wanted = pl.DataFrame(
        [
            (
                attribuut.zorgproductgroep_code,
                value,
                idx,
                weegfactoren[attribuut.parameter.weegfactor],
            )
            for idx, attribuut in enumerate(attributen)
            if attribuut.bron == "behandelklassen"
            for value in attribuut.values(known)
        ],
        schema={
            "zorgproductgroep_code": pl.String,
            "behandelklasse_code": pl.String,
            "attribuut": pl.Int64,
            "weegfactor": pl.Int64,
        },
        orient="row",
    )
    keys = pl.DataFrame(
        {
            "zorgactiviteit_code": list(activiteit_idx),
            "activiteit": list(activiteit_idx.values()),
        },
        schema={"zorgactiviteit_code": pl.String, "activiteit": pl.Int64},
    )
    joined = (
        behandelklassen.select(
            "zorgproductgroep_code",
            "zorgactiviteit_code",
            "behandelklasse_code",
            "begindatum",
            "einddatum",
        )
        .join(wanted, on=["zorgproductgroep_code", "behandelklasse_code"])
        .join(keys, on="zorgactiviteit_code")
    )
    return Klassen(
        activiteit=joined["activiteit"].to_numpy(),
        attribuut=joined["attribuut"].to_numpy(),
        weegfactor=joined["weegfactor"].to_numpy(),
        span=windows.spans(joined),
    )


class TokenNumbering:
    """Numbers contents within one tree version; equal contents share a token.

    A content is known by the 128-bit sum of random numbers, one per (attribuut,
    weight). Two of some 10,000 contents collide with a chance below 1e-30; the order of
    hits does not matter to a sum, which is what makes it cheap.
    """

    def __init__(self, n_attributen: int, used: Bools) -> None:
        self._random = np.random.default_rng(20170101)
        self._salt = self._random.integers(
            1, 2**63, size=(n_attributen, 2), dtype=np.uint64
        )
        self._kleur_salt = self._random.integers(
            1, 2**63, size=(ONBEKEND + 1, 2), dtype=np.uint64
        )
        self._used = used
        self._sums: list[U64] = [np.zeros((1, 2), np.uint64)]
        self._kleuren: list[U8] = [np.zeros(1, np.uint8)]
        self._contents: list[Callable[[I64], tuple[I64, I32, I32]]] = [
            lambda items: (
                np.empty(0, np.int64),
                np.empty(0, np.int32),
                np.empty(0, np.int32),
            )
        ]

    def sums(
        self, n_items: int, item: I64, attribuut: I32 | I64, weight: I32 | I64
    ) -> U64:
        """Content sum of each of ``n_items`` items, shape (items, 2)."""
        keep = self._used[attribuut] & (weight != 0)
        item, attribuut, weight = item[keep], attribuut[keep], weight[keep]
        odd = (2 * weight.astype(np.uint64) + 1)[:, None]
        mixed = self._salt[attribuut] * odd
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        total = np.zeros((n_items, 2), np.uint64)
        np.add.at(total, item, mixed)
        return total

    def add(
        self,
        sums: U64,
        content: Callable[[I64], tuple[I64, I32, I32]],
        kleuren: U8 | None = None,
    ) -> int:
        """Add items by their sums; returns the position of the first of them.

        Args:
            sums: Of each item, shape (items, 2).
            content: Gives the hits of chosen items, as ``Hits.take`` does.
            kleuren: Colour of each item's activity; None means groen.
        """
        first = sum(len(part) for part in self._sums)
        if kleuren is None:
            kleuren = np.zeros(len(sums), np.uint8)
        has_content = sums.any(axis=1)
        kleuren = np.where(has_content, kleuren, 0).astype(np.uint8)
        salted = sums + np.where(kleuren[:, None] > 0, self._kleur_salt[kleuren], 0)
        self._sums.append(salted.astype(np.uint64))
        self._kleuren.append(kleuren)
        self._contents.append(content)
        return first

    def number(self) -> "Tokens":
        """Give every distinct content its token; no content at all is token 0."""
        sums = np.concatenate(self._sums)
        order = np.lexsort((sums[:, 1], sums[:, 0]))
        is_new = np.concatenate(
            [[True], (sums[order][1:] != sums[order][:-1]).any(axis=1)]
        )
        token_of = np.empty(len(sums), np.int64)
        token_of[order] = np.cumsum(is_new) - 1
        representative = order[is_new]
        n_tokens = len(representative)
        if n_tokens >= np.iinfo(np.uint16).max:
            # The highest number is spare: the encoder marks invalid codes with it.
            raise CapacityError(
                f"a tree version tells {n_tokens} contents apart; the token type "
                "uint16 holds 65534. Widen it in _encode.pyx and _walk.pyx."
            )
        token, attribuut, weights = [], [], []
        first = 0
        for sums_part, content in zip(self._sums, self._contents, strict=True):
            stop = first + len(sums_part)
            mine = (representative >= first) & (representative < stop)
            which, found, weight = content(representative[mine] - first)
            token.append(np.flatnonzero(mine)[which])
            attribuut.append(found)
            weights.append(weight)
            first = stop
        tokens = np.concatenate(token)
        attributen = np.concatenate(attribuut).astype(np.int64)
        all_weights = np.concatenate(weights).astype(np.int64)
        keep = self._used[attributen]
        return Tokens(
            of_item=token_of.astype(np.uint16),
            kleur=np.concatenate(self._kleuren)[representative],
            hits=hits_of(tokens[keep], attributen[keep], all_weights[keep], n_tokens),
        )


@dataclass(frozen=True)
class Tokens:
    """The tokens of one tree version.

    Attributes:
        of_item: Token of each added item, in the order of adding.
        kleur: Colour of each token: 0 groen, 1 oranje, 2 rood, 4 unknown.
        hits: What each token adds to.
    """

    of_item: U16
    kleur: U8
    hits: Hits

    def __len__(self) -> int:
        return len(self.kleur)
