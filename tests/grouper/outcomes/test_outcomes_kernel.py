"""Which row of Producten and which of its codes each outcome gets, value by value."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grouper.compiled.kleuren import GROEN, ONBEKEND, ORANJE, ROOD
from grouper.frames.columns import ABSENT
from grouper.outcomes import _outcomes
from grouper.outcomes.aanspraakregels import (
    GEEN,
    GEEN_ANTWOORD,
    ONVERZEKERD,
    OVERRULED,
    UNANSWERED,
    UNKNOWN,
    UNUSED,
    VERZEKERD,
    AanspraakRegels,
    J,
    N,
)

# Producten of two releases, one after another, and the last row for what has none:
# how many declaratiecodes each has.
CODES_OF = [1, 0, 2, 2, 1, 0]
ROW0, BOOM0, NO_GROEP = 2, 10, 99
# Of the second release: row by window and product; -1 where it is none.
PRODUCT_ROW = [[0, 1, -1, 2], [1, -1, 0, 2]]
NONE = len(CODES_OF) - 1


@dataclass(frozen=True)
class Found:
    """What is written for one row."""

    groep: int
    row: int
    chosen: int
    toegepast: int
    doubt: int


def looked_up(
    window: int,
    boom: int,
    product: int,
    kleur: int,
    aanspraak: int,
    *,
    regels: AanspraakRegels | None = None,
    release: int = 1,
) -> Found:
    """The outcome of one row, with rows of another release before and after it."""
    regels = regels or AanspraakRegels()
    out = [np.full(3, 77, np.uint32) for _ in range(3)]
    marks = [np.full(3, 77, np.uint8) for _ in range(2)]
    _outcomes.look_up(
        np.array(PRODUCT_ROW, np.int32),
        ROW0,
        BOOM0,
        NO_GROEP,
        np.array(CODES_OF, np.uint8),
        regels.keuzes(),
        regels.n_is_ongebruikt,
        1,
        np.array([0, release, 2], np.uint8),
        np.array([0, window, 0], np.int16),
        np.array([0, boom, 0], np.int32),
        np.array([0, product, 0], np.int32),
        np.array([0, kleur, 0], np.uint8),
        np.array([0, aanspraak, 0], np.uint8),
        *out,
        *marks,
    )
    columns = [*out, *marks]
    assert all(column[0] == column[2] == 77 for column in columns)
    return Found(*(int(column[1]) for column in columns))


@pytest.mark.parametrize(
    ("window", "product", "row"),
    [
        *((0, 0, 2), (0, 1, 3), (0, 2, NONE), (0, 3, 4)),
        *((1, 0, 3), (1, 1, NONE), (1, 2, 2), (1, 3, 4), (0, -1, NONE)),
    ],
)
def test_product_has_the_row_of_its_window(window: int, product: int, row: int) -> None:
    assert looked_up(window, 0, product, GROEN, J).row == row


@pytest.mark.parametrize(("boom", "groep"), [(0, 10), (3, 13), (-1, NO_GROEP)])
def test_tree_has_its_groep_among_those_of_all_releases(boom: int, groep: int) -> None:
    assert looked_up(0, boom, 0, GROEN, J).groep == groep


def test_row_of_another_release_is_left_as_it_is() -> None:
    assert looked_up(0, 0, 0, GROEN, J, release=0) == Found(77, 77, 77, 77, 77)


# docs/decisions.md 8. Row 2 has two codes: its verzekerde code stands at
# place 2, its onverzekerde code at place 2 behind those of all rows.
TWO, VZ, OV = (0, 0), 2, 2 + len(CODES_OF)
ONE, ONE_AT = (0, 3), 4
BY_RULE = [
    (TWO, GROEN, GEEN_ANTWOORD, (VZ, VERZEKERD, 0)),
    (TWO, GROEN, J, (VZ, VERZEKERD, 0)),
    (TWO, GROEN, N, (VZ, VERZEKERD, UNUSED)),
    (TWO, ORANJE, GEEN_ANTWOORD, (NONE, ABSENT, UNANSWERED)),
    (TWO, ORANJE, J, (VZ, VERZEKERD, 0)),
    (TWO, ORANJE, N, (OV, ONVERZEKERD, 0)),
    (TWO, ROOD, GEEN_ANTWOORD, (OV, ONVERZEKERD, 0)),
    (TWO, ROOD, J, (OV, ONVERZEKERD, OVERRULED)),
    (TWO, ROOD, N, (OV, ONVERZEKERD, 0)),
    (TWO, ROOD | ORANJE, GEEN_ANTWOORD, (OV, ONVERZEKERD, 0)),
    (TWO, ROOD | ORANJE, J, (OV, ONVERZEKERD, OVERRULED)),
    (TWO, ROOD | ORANJE, N, (OV, ONVERZEKERD, 0)),
    *(
        (TWO, ONBEKEND | other, answer, (NONE, ABSENT, UNKNOWN))
        for other in (GROEN, ORANJE, ROOD)
        for answer in (GEEN_ANTWOORD, J, N)
    ),
    *(
        (ONE, kleur, answer, (ONE_AT, VERZEKERD, 0))
        for kleur in (GROEN, ORANJE, ROOD, ROOD | ORANJE)
        for answer in (GEEN_ANTWOORD, J, N)
    ),
    *((ONE, ONBEKEND, answer, (NONE, ABSENT, UNKNOWN)) for answer in (0, J, N)),
    *(
        ((0, 2), kleur, answer, (NONE, ABSENT, 0))
        for kleur in (GROEN, ORANJE, ROOD, ONBEKEND)
        for answer in (GEEN_ANTWOORD, J, N)
    ),
]


@pytest.mark.parametrize(("product", "kleur", "answer", "expected"), BY_RULE)
def test_evidence_and_answer_choose_the_code(
    product: tuple[int, int],
    kleur: int,
    answer: int,
    expected: tuple[int, int, int],
) -> None:
    window, number = product
    found = looked_up(window, 0, number, kleur, answer)
    assert (found.chosen, found.toegepast, found.doubt) == expected


def test_uitval_has_no_code_and_no_doubt() -> None:
    """No declaratiecode at all (uitval), whatever was evident or answered."""
    codes_of = [1, 0, 1, 0, 1, 0]
    assert codes_of != CODES_OF
    for kleur in (GROEN, ORANJE, ROOD, ONBEKEND):
        for answer in (GEEN_ANTWOORD, J, N):
            found = looked_up(0, 0, 2, kleur, answer)
            assert (found.toegepast, found.doubt) == (ABSENT, 0)


def test_n_is_used_where_the_setting_says_that_it_decides() -> None:
    regels = AanspraakRegels(zonder_kleur="aanspraak")
    found = looked_up(0, 0, 0, GROEN, N, regels=regels)
    assert (found.chosen, found.toegepast, found.doubt) == (OV, ONVERZEKERD, 0)


@settings(max_examples=60)
@given(
    st.sampled_from(("verzekerd", "aanspraak")),
    st.sampled_from(("onverzekerd", "aanspraak")),
    st.sampled_from(("rood", "oranje")),
    st.sampled_from((GROEN, ORANJE, ROOD, ROOD | ORANJE)),
    st.sampled_from((GEEN_ANTWOORD, J, N)),
)
def test_setting_is_followed_to_the_code(
    zonder_kleur: str, rood: str, beide: str, kleur: int, answer: int
) -> None:
    regels = AanspraakRegels(zonder_kleur, rood, beide)  # type: ignore[arg-type]
    keuze = int(regels.keuzes()[kleur, answer])
    found = looked_up(0, 0, 0, kleur, answer, regels=regels)
    places = {VERZEKERD: (VZ, VERZEKERD), ONVERZEKERD: (OV, ONVERZEKERD)}
    assert (found.chosen, found.toegepast) == places.get(keuze, (NONE, ABSENT))
    assert (found.doubt == UNANSWERED) == (keuze == GEEN)
    assert (found.doubt == OVERRULED) == (keuze == ONVERZEKERD and answer == J)
