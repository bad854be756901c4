"""Which values of a reference column pass a filter of a boomparameter."""

import pytest

from productstructure.checks.filters import passing

GELIJK, TUSSEN = 1, 2
NUMERIEK, ALFANUMERIEK = 1, 2
TEXTS = ["0303", "0304", "0305", "1900"]
NUMBERS = ["5", "17", "18", "100", "A"]


@pytest.mark.parametrize(
    ("wijze", "onder", "boven", "expected"),
    [
        (GELIJK, "0304", None, ["0304"]),
        # Zero-filled on both sides (docs/decisions.md 6).
        (GELIJK, "304", None, ["0304"]),
        # An upper bound says nothing where equality is asked for.
        (GELIJK, "0304", "0304", ["0304"]),
        (GELIJK, "0304", "1900", ["0304"]),
        (GELIJK, "0306", None, []),
        (TUSSEN, "0304", "0305", ["0304", "0305"]),
        (TUSSEN, "304", "305", ["0304", "0305"]),
        (TUSSEN, "0304", "0304", ["0304"]),
        (TUSSEN, "0000", "0302", []),
        (TUSSEN, "0304", "9999", ["0304", "0305", "1900"]),
        (TUSSEN, "0304", None, ["0304"]),
    ],
)
def test_text_passes_between_both_bounds_included(
    wijze: int, onder: str, boven: str | None, expected: list[str]
) -> None:
    args = (wijze, ALFANUMERIEK, onder, boven)
    assert passing(TEXTS, "specialisme_code", *args) == expected


@pytest.mark.parametrize(
    ("wijze", "onder", "boven", "expected"),
    [
        (GELIJK, "17", None, ["17"]),
        (GELIJK, "017", None, ["17"]),
        (TUSSEN, "5", "18", ["5", "17", "18"]),
        (TUSSEN, "6", "17", ["17"]),
        (TUSSEN, "19", "99", []),
        (TUSSEN, "18", "100", ["18", "100"]),
    ],
)
def test_number_is_compared_as_number_and_a_letter_is_none(
    wijze: int, onder: str, boven: str | None, expected: list[str]
) -> None:
    args = (wijze, NUMERIEK, onder, boven)
    assert passing(NUMBERS, "icd_diagnosecode", *args) == expected


@pytest.mark.parametrize("code", ["z_1", "Z_1 ", "Z_01"])
def test_code_without_a_width_passes_to_the_letter(code: str) -> None:
    """Cluster codes are case-sensitive and not filled, as in RZ17a."""
    args = ("zorgactiviteit_cluster_01", GELIJK, ALFANUMERIEK)
    assert passing(["Z_1"], *args, code, None) == []
    assert passing(["Z_1"], *args, "Z_1", None) == ["Z_1"]
