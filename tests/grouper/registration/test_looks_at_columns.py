"""What is found by a look at a column as a whole: nothing at all, zeros that were lost,
numbers in another notation."""

import polars as pl
import pytest
from support.releases.small import (
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.engine import Grouper
from grouper.findings.bevindingen import KOLOM_LEEG, NUMMER_GEDEELD
from grouper.registration.columns import FIRST_ROWS, with_known_names
from grouper.registration.hospitals import with_hospital_zeros
from productstructure.errors import InputFileError


@pytest.mark.parametrize("height", [1, FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1])
@pytest.mark.parametrize("value", [None, "", "V"])
def test_a_column_is_empty_if_no_row_of_it_has_a_value(height: int, value: str | None):
    rows = pl.DataFrame(
        {
            "subtraject_nummer": [str(number) for number in range(height)],
            "ontvanger": [None] * (height - 1) + [value],
        },
        schema_overrides={"ontvanger": pl.String},
    )
    _, notices = with_known_names(rows, "subtrajecten", ())
    empty = [each.column for each in notices if each.bevinding == KOLOM_LEEG]
    assert empty == ([] if value else ["ontvanger"])


@pytest.mark.parametrize("empty", [1, FIRST_ROWS])
def test_the_first_code_without_its_zero_is_named(empty: int) -> None:
    codes = [None] * empty + ["", "6010101", "6010102"]
    rows = pl.DataFrame({"zorginstelling_code": codes})
    mended, (notice,) = with_hospital_zeros(rows, "subtrajecten")
    assert mended["zorginstelling_code"].to_list()[-2:] == ["06010101", "06010102"]
    assert (notice.row, notice.count) == (empty + 2, 2)


@pytest.mark.parametrize("whole", [1, FIRST_ROWS])
def test_codes_that_begin_with_no_zero_hide_none_that_lost_it(whole: int) -> None:
    """Of a column read as numbers, 22010101 keeps its eight digits and 06010101 not."""
    rows = pl.DataFrame({"zorginstelling_code": ["22010101"] * whole + ["6010101"]})
    mended, (notice,) = with_hospital_zeros(rows, "subtrajecten")
    assert mended["zorginstelling_code"].to_list()[-2:] == ["22010101", "06010101"]
    assert (notice.row, notice.count) == (whole + 1, 1)


@pytest.mark.parametrize("codes", [[], [None], [""], ["06010101", "6010102"], ["1234"]])
def test_codes_of_which_some_have_their_zero_stay(codes: list[str | None]) -> None:
    rows = pl.DataFrame({"zorginstelling_code": pl.Series(codes, dtype=pl.String)})
    mended, notices = with_hospital_zeros(rows, "subtrajecten")
    assert mended.equals(rows)
    assert notices == ()


@pytest.mark.parametrize("number", ["01", "1.0"])
def test_numbers_that_meet_in_another_notation_are_refused(number: str) -> None:
    release = small_release(small_tree(counts(300, "030001")))
    batch = subtrajecten(), zorgactiviteiten(("1", "030001", 1), (number, "030001", 1))
    with pytest.raises(InputFileError, match=r"zorgactiviteiten: 1 row\(s\) bear the"):
        Grouper(release, threads=1).group(*batch)


@pytest.mark.parametrize(
    ("hospitals", "told"), [(("06010101", "06010102"), 1), (("06010101",) * 2, 0)]
)
def test_a_number_of_two_hospitals_is_told_where_lines_do_not_say_whose_they_are(
    hospitals: tuple[str, str], told: int
) -> None:
    release = small_release(small_tree(counts(300, "030001")))
    rows = subtrajecten(
        *({"subtraject_nummer": "1", "zorginstelling_code": agb} for agb in hospitals)
    )
    grouper = Grouper(release, threads=1)
    lines = zorgactiviteiten(("1", "030001", 1))
    notices = grouper.group(rows, lines).notices
    assert [each.bevinding for each in notices].count(NUMMER_GEDEELD) == told
