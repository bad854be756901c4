"""Chunks that are laid aside meet by their numbers, so both columns of it are clean."""

import polars as pl
import pytest

from grouper.registration.chunks import KEY, NUMMER, clean_keys_of


@pytest.mark.parametrize("column", [NUMMER, KEY])
def test_numbers_laid_aside_have_no_blanks_and_nothing_unseen(column: str) -> None:
    rows = pl.DataFrame({column: [" 1", "2 ", "3\u200b", "\ufeff4", "5"]})
    assert clean_keys_of(rows)[column].to_list() == ["1", "2", "3", "4", "5"]
