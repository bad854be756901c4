"""Trial output never stands among declarable output."""

from support.releases.small import subtrajecten
from support.releases.small_ozp import lines, plain_release

from grouper.engine import Grouper, GroupResult
from grouper.outcomes.trial import declarable, trial

ROWS = subtrajecten(
    {"zorgtype_code": "52", "afsluitreden_code": "00"},
    {"zorgtype_code": "52", "afsluitreden_code": "18"},
    {"zorgtype_code": "11", "afsluitreden_code": "0"},
    {"zorgtype_code": "11", "afsluitreden_code": None},
)
LINES = lines((1, "190153", "2020-06-10"), (2, "190153", "2020-06-10"))


def result(*, ozp: bool) -> GroupResult:
    grouper = Grouper(plain_release(), threads=1)
    return grouper.group(ROWS, LINES, ozp=ozp, profielen=ozp)


def test_every_row_is_either_declarable_or_trial() -> None:
    found = result(ozp=True)
    kept, set_apart = declarable(found), trial(found)
    assert kept.grouped["subtraject_nummer"].to_list() == ["2", "4"]
    assert set_apart.grouped["subtraject_nummer"].to_list() == ["1", "3"]
    assert (len(kept), len(set_apart)) == (2, 2)
    assert kept.ozp is not None
    assert set_apart.ozp is not None
    assert kept.ozp["subtraject_nummer"].to_list() == ["2"]
    assert set_apart.ozp["subtraject_nummer"].to_list() == ["1"]
    assert kept.profielen is not None


def test_frames_that_were_not_asked_for_stay_none() -> None:
    kept = declarable(result(ozp=False))
    assert (kept.ozp, kept.profielen) == (None, None)


def test_outcome_of_an_open_subtraject_is_that_of_a_closed_one() -> None:
    codes = result(ozp=False).grouped["zorgproduct_code"].to_list()
    assert codes[2] == codes[3] is not None
