"""A release that is pinned, from the command line to the record and back."""

import json
from datetime import date

import polars as pl
import pytest
from support.releases.small import (
    Names,
    counts,
    small_release,
    small_tree,
    subtrajecten,
)

from billing.night.config import read_nightconfig
from billing.spark.worker import Work
from grouper.compiled.store import save_compiled
from grouper.sealing.provenance import provenance_path
from tabellen.forms.frames import read_frame, write_frame

NAMES = {"20200101": "2019-08-20", "20210101": "2020-08-20"}
LINES = pl.DataFrame(
    {"subtraject_nummer": ["1"], "zorgactiviteit_code": ["030001"], "aantal": [1]}
)


@pytest.fixture
def files(tmp_path):
    """Arguments for two releases that both cover 2020, and a batch of that year."""
    releases = []
    for ingangsdatum, versiedatum in NAMES.items():
        compiled = small_release(
            small_tree(counts(300, "030001")), names=Names(ingangsdatum, versiedatum)
        )
        path = tmp_path / f"{ingangsdatum}.dbc"
        save_compiled(compiled, path)
        releases += ["--release", path]
    rows, lines = tmp_path / "rows.csv", tmp_path / "lines.csv"
    write_frame(subtrajecten(), rows)
    write_frame(LINES, lines)
    return [*releases, "--subtrajecten", rows, "--zorgactiviteiten", lines]


def test_pinned_release_groups_and_is_named_in_the_record(command, files, tmp_path):
    out = tmp_path / "out.csv"
    assert command("group", *files, "-o", out, "--pin", "2020").exit_code == 0
    (name,) = read_frame(out)["release"]
    assert name.startswith("20200101")
    record = json.loads(provenance_path(out).read_text(encoding="utf-8"))
    assert record["instellingen"]["vastgezette_release"] == name
    again = command("verify", out, *files)
    assert (again.exit_code, again.err) == (0, "")


def test_without_a_pin_the_newest_release_groups(command, files, tmp_path):
    out = tmp_path / "out.csv"
    assert command("group", *files, "-o", out).exit_code == 0
    assert read_frame(out)["release"][0].startswith("20210101")


def test_pinned_release_explains(command, files):
    answer = command("explain", *files, "--subtraject", "1", "--pin", "2020")
    assert "release 20200101" in answer.out


def test_pin_of_a_release_that_is_not_given_is_a_bad_call(command, files, tmp_path):
    answer = command("group", *files, "-o", tmp_path / "out.csv", "--pin", "2019")
    assert answer.exit_code == 2
    assert "pinned release '2019': 0 of the releases given" in answer.err


def test_night_and_spark_take_the_pin_along(tmp_path):
    night = tmp_path / "nacht.toml"
    night.write_text(
        'out = "out"\n[group]\nreleases = ["a", "b"]\nsubtrajecten = "s.csv"\n'
        'pin = "20200101"\n'
    )
    group = read_nightconfig(night, today=date(2026, 1, 1)).group
    assert group is not None
    assert group.settings.pinned == "20200101"
    assert Work.of(group.settings).settings == group.settings
