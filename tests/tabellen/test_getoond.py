"""Records of frames are shown in a line, without a row of them."""

from dataclasses import dataclass, field

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path

from grouper import Grouper, open_release
from tabellen.forms.frames import read_frame
from tabellen.getoond import Getoond
from tariffs.sources.tables import read_tabellen


@dataclass(frozen=True, repr=False)
class Voorbeeld(Getoond):
    rijen: pl.DataFrame
    naam: str = "<b>"
    geen: None = None
    veel: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(99), "x"))


def test_frames_and_long_values_are_counted():
    shown = repr(Voorbeeld(pl.DataFrame({"bsn": ["123456782"] * 1_000})))
    assert shown == (
        "Voorbeeld(rijen=<1,000 rows, 1 columns>, naam='<b>', geen=None, "
        "veel=<99 of dict>)"
    )


def test_notebook_shows_a_table_in_which_nothing_runs():
    html = Voorbeeld(pl.DataFrame())._repr_html_()
    assert html.startswith("<table><caption>Voorbeeld</caption>")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.fixture(scope="module")
def public():
    release = open_release(release_path())
    grouper = Grouper(release)
    result = grouper.group(*(read_frame(path).head(50) for path in batch_paths()))
    tabellen, _ = read_tabellen(tarieven=tarieven_path())
    return [release, grouper, result, tabellen]


def test_what_the_public_functions_give_is_shown_in_short(public):
    for each in public:
        text = repr(each)
        assert text.startswith(type(each).__name__)
        assert len(text) < 3_000
        assert "S00000" not in text
        assert "\n" not in text
