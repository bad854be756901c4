"""What was done, and what a nota may hide, on the days that it could."""

import polars as pl
import pytest

from declarations.checks.aanspraak.kleuren import gekleurd, verricht
from declarations.checks.aanspraak.uitsluitingen import tandarts_specialist

SET = "zonder zorgprofiel / tabel codeverzameling +: naam=TANDARTS_SPECIALIST, code="
# Neither stands on the nota; the one ended when the other began, with 2024.
OLD, NEW = f"{SET}060310 / dbc: ", f"{SET}060312 / dbc: "


@pytest.mark.parametrize(
    ("words", "is_hidden"),
    [
        (f"{OLD}0411=20231231, 0412=20240330", True),
        (f"{OLD}0411=20240101, 0412=20240330", False),
        (f"{NEW}0411=20231001, 0412=20231231", False),
        (f"{NEW}0411=20231001, 0412=20240101", True),
        (f"{NEW}0411=20231001, 0412=", False),
        (f"{SET}060203", False),  # It stands on the nota.
    ],
)
def test_what_a_nota_may_hide(deliver, words, is_hidden):
    made = tandarts_specialist(deliver(words))
    assert (made.reden == "zorgprofiel") is is_hidden
    assert made.beoordeeld == int(is_hidden)


def codes(levering, make=verricht):
    return levering.once(make)["code"].sort().to_list()


def test_a_complete_profile_goes_before_the_nota(deliver):
    words = "profiel dbc: 060101 2024-03-04 1, 060101 2024-03-05 1"
    assert codes(deliver(words)) == ["060101", "060101"]
    assert codes(deliver("zonder zorgprofiel")) == ["060802"]
    assert codes(deliver("dbc.16: 1614=0000 / zonder zorgprofiel")) == []


def test_nothing_is_looked_at_that_is_kept_from_the_insurer(deliver):
    private = "tabel privacyverklaringen +: zorginstelling_code=06990002"
    assert codes(deliver(f"{private}, referentienummer=R0001")) == []


def test_aanspraakcode_of_the_day_else_of_the_opening(deliver):
    words = "dbc: 0411=20241201, 0412=20250228 / profiel dbc: 060701 {} 1, 060802 {} 1"
    for day in ("2024-12-31", "2025-01-01"):
        levering = deliver(words.format(day, day))
        assert codes(levering, gekleurd) == ["060701"]
    without = deliver("zonder release / profiel dbc: 060701 2024-03-18 1")
    assert codes(without, gekleurd) == []
    assert levering.once(gekleurd)["aanspraak_code"].dtype == pl.String
