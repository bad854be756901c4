"""Which activities may be there without standing on the bill?

Dutch terms: op nota (an activity that has to stand on the bill), verborgen (hidden).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import validity
from grouper.completing.demands import Activities


@dataclass(frozen=True)
class Hidden:
    """What activities that do not stand on the bill can add in one window.

    Attributes:
        codes: An activity for each distinct thing that they can be.
        activities: What each adds to each attribuut.
        free: All attributen that any of them adds to.
        is_sound: No weight is below zero; the search does not hold for those.
    """

    codes: tuple[str, ...]
    activities: Activities
    free: frozenset[int]
    is_sound: bool


def hidden_in(compiled: CompiledStructure, window: int, last_window: int) -> Hidden:
    """Activities with a row that is not op nota in one of some windows.

    Args:
        compiled: The release.
        window: Window of the begindatum, in which the trees see an activity.
        last_window: Window of the einddatum.
    """
    arrays, book = compiled.arrays, compiled.codebooks["zorgactiviteit"]
    table = compiled.tables["zorgactiviteiten"]
    begin, end = validity(table)
    first_day = compiled.windows.first_day
    is_hidden = table["op_nota"].ne_missing("J").to_numpy()
    holds = (begin <= first_day[last_window]) & (end >= first_day[window])
    rows = table.filter(pl.Series(is_hidden & holds))
    numbers = sorted({book.number(code) for code in rows["zorgactiviteit_code"]} - {0})
    versie = int(arrays["window_versie"][window])
    base = int(arrays["versie_token0"][versie])
    tokens = arrays["zorgactiviteit_token"][window][numbers].tolist()
    by_token: dict[int, str] = {}
    for number, token in zip(numbers, tokens, strict=True):
        if token:
            by_token.setdefault(token, book.codes[number])
    vectors = tuple(token_adds(compiled, base + token) for token in by_token)
    return Hidden(
        codes=tuple(by_token.values()),
        activities=Activities(vectors),
        free=frozenset(attribuut for vector in vectors for attribuut in vector),
        is_sound=all(weight > 0 for vector in vectors for weight in vector.values()),
    )


def token_adds(compiled: CompiledStructure, token: int) -> dict[int, int]:
    """What one of a token adds to each attribuut, by its number in the release."""
    arrays = compiled.arrays
    first, stop = arrays["hit_offset"][token : token + 2]
    added: dict[int, int] = {}
    for attribuut, weight in zip(
        arrays["hit_attribuut"][first:stop].tolist(),
        arrays["hit_weight"][first:stop].astype(np.int64).tolist(),
        strict=True,
    ):
        added[attribuut] = added.get(attribuut, 0) + weight
    return added
