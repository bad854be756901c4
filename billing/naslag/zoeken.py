"""Which code is it? Words of people to codes of a release, in milliseconds.

A word meets words of the NZa that are equal but for accents and capitals, that begin
with it or have it in them, that differ from it in a letter or two, or that people call
otherwise (``synoniemen.csv``). Found are the codes of which the text meets every word
asked; where none does, those that meet most of them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from billing.naslag.codes import SOORTEN, is_valid_on
from grouper.compiled.structure import CompiledStructure

GEVONDEN = pl.Schema(
    {"soort": pl.String(), "code": pl.String(), "omschrijving": pl.String()}
)
"""A code that was found."""

_WORD = re.compile(r"[a-z0-9]+")
_EQUAL, _BEGINS, _SYNONYM, _HAS, _NEAR = 1.0, 0.9, 0.85, 0.7, 0.6
_SHORTEST_PART = 3
"""Letters that a word must have to be looked for within another."""
_SHORTEST_NEAR, _SHORTEST_FAR = 5, 9
"""Letters from which one, and from which two, may differ."""

Scores = npt.NDArray[np.float64]


def words_of(text: str) -> list[str]:
    """The words of a text, without accents and in small letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.lower())


@cache
def synoniemen() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """What people call a thing, in words, to what the NZa may call it."""
    text = (files(__package__) / "synoniemen.csv").read_bytes()
    rows = pl.read_csv(text, separator=";", infer_schema=False, glob=False)
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for woord, ook in rows.iter_rows():
        found.setdefault(tuple(words_of(woord)), []).append(tuple(words_of(ook)))
    return found


@dataclass(frozen=True, eq=False)
class Zoekindex:
    """The codes of a release by the words of their texts.

    Attributes:
        codes: Schema ``GEVONDEN``, each code and text once.
        words: Every word that occurs, once.
        places: Rows of ``codes`` in which each word occurs.
        lengths: How many words each row has.
    """

    codes: pl.DataFrame
    words: tuple[str, ...]
    places: tuple[npt.NDArray[np.int64], ...]
    lengths: npt.NDArray[np.int64]

    @classmethod
    def of(cls, structure: CompiledStructure, dag: date) -> Self:
        """Index what is valid on a day."""
        codes = pl.concat(_texts(structure, dag)).unique(maintain_order=True)
        places: dict[str, list[int]] = {}
        lengths = np.zeros(codes.height, np.int64)
        for row, text in enumerate(codes["tekst"]):
            words = dict.fromkeys(words_of(text))
            lengths[row] = len(words)
            for word in words:
                places.setdefault(word, []).append(row)
        return cls(
            codes.select(GEVONDEN.names()),
            tuple(places),
            tuple(np.array(rows, np.int64) for rows in places.values()),
            lengths,
        )

    def search(
        self, text: str, *, soort: str | None = None, limit: int = 20
    ) -> pl.DataFrame:
        """Codes of which the text has all words asked, or else most of them.

        Args:
            text: Words, in any order.
            soort: Only codes of this kind.
            limit: How many at most.

        Returns:
            Schema ``GEVONDEN``, the nearest first; of equal ones the shortest text.
        """
        total = np.zeros(self.codes.height)
        n_met = np.zeros(self.codes.height, np.int64)
        for group in _asked(words_of(text)):
            score = self._score(group)
            total += score
            n_met += score > 0
        is_found = (n_met > 0) & (n_met == n_met.max(initial=0))
        found = self.codes.with_columns(
            _score=pl.Series(-total), _length=pl.Series(self.lengths)
        ).filter(pl.Series(is_found))
        if soort is not None:
            found = found.filter(soort=soort)
        return (
            found.sort("_score", "_length", "soort", "code", maintain_order=True)
            .unique(["soort", "code"], keep="first", maintain_order=True)
            .head(limit)
            .select(GEVONDEN.names())
        )

    def _score(self, group: tuple[str, ...]) -> Scores:
        """How well each row meets some words that belong together."""
        own: Scores = np.minimum.reduce([self._score_of_word(word) for word in group])
        for other in synoniemen().get(group, ()):
            words = [self._score_of_word(word) for word in other]
            own = np.maximum(own, _SYNONYM * np.minimum.reduce(words))
        return own

    def _score_of_word(self, asked: str) -> Scores:
        score = np.zeros(self.codes.height)
        for number, weight in self._alike(asked):
            rows = self.places[number]
            score[rows] = np.maximum(score[rows], weight)
        return score

    def _alike(self, asked: str) -> Iterator[tuple[int, float]]:
        """Numbers of words like one, and how much alike."""
        is_met = False
        for number, word in enumerate(self.words):
            if word == asked:
                yield number, _EQUAL
            elif word.startswith(asked):
                yield number, _BEGINS
            elif len(asked) >= _SHORTEST_PART and asked in word:
                yield number, _HAS
            else:
                continue
            is_met = True
        # A word that is written right is not also looked for as a mistake.
        if is_met or len(asked) < _SHORTEST_NEAR or asked.isdecimal():
            return
        near = process.extract(
            asked,
            self.words,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(asked) >= _SHORTEST_FAR else 1,
            limit=None,
        )
        for _, distance, number in near:
            yield number, _NEAR / distance if distance else _EQUAL


def _asked(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Words one by one, or two together where people call a thing so."""
    known, at = synoniemen(), 0
    while at < len(words):
        pair = tuple(words[at : at + 2])
        many = 2 if len(pair) == 2 and pair in known else 1
        yield tuple(words[at : at + many])
        at += many


def _texts(structure: CompiledStructure, dag: date) -> Iterator[pl.DataFrame]:
    """Every code with each of its texts on a day, and its code among the words."""
    for soort in SOORTEN.values():
        rows = structure.tables[soort.table].filter(is_valid_on(dag))
        texts = [soort.omschrijving]
        texts += [name for name in soort.gegevens if name.endswith("omschrijving")]
        for name in texts:
            yield rows.select(
                soort.code(),
                soort=pl.lit(soort.naam),
                omschrijving=pl.col(soort.omschrijving).fill_null(""),
                tekst=pl.concat_str(
                    soort.code(), pl.col(name), separator=" ", ignore_nulls=True
                ),
            ).select(*GEVONDEN.names(), "tekst")
