"""Overige zorgproducten as an independent reading of the articles has them."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import release_path
from support.oracles.ozp_oracle import OzpOracle
from support.releases.example import example_release, sample
from support.releases.small import subtrajecten
from support.releases.small_ozp import (
    OZP,
    PROFIEL,
    VERPLEEGDAG,
    lines,
    ozp_activiteit,
    ozp_product,
    ozp_release,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.frames.ozp_reasons import REDENEN
from grouper.outcomes.wanted import Wanted
from grouper.ozp.hoofdtraject import link_hoofdtrajecten
from grouper.registration.chunks import Chunk

COLUMNS = (
    *("subtraject_nummer", "zorgproduct_code", "uitvoerdatum", "aantal"),
    *("reden", "is_declarabel", "hoofdsubtraject_nummer"),
)
KEY = COLUMNS[:3]
FIRST = date(2020, 6, 1)


def found(
    release: CompiledStructure, rows: pl.DataFrame, activities: pl.DataFrame
) -> tuple[list[tuple[object, ...]], set[str]]:
    """Rows of the engine, and the numbers it rejected."""
    result = Grouper(release, threads=1).group(rows, activities, ozp=True)
    assert result.ozp is not None
    rejected = set(result.rejected["subtraject_nummer"])
    return result.ozp.sort(KEY).select(COLUMNS).rows(), rejected


def as_texts(frame: pl.DataFrame) -> list[dict[str, str | None]]:
    return frame.select(pl.all().cast(pl.String)).to_dicts()


@pytest.mark.parametrize("seed", [1, 2])
def test_example_batch_gives_what_the_articles_say(seed: int) -> None:
    rows, activities = sample(1500, seed)
    derived, rejected = found(example_release(), rows, activities)
    oracle = OzpOracle(release_path())
    expected = oracle.derive(rows.to_dicts(), activities.to_dicts(), rejected)
    assert derived == sorted(expected, key=lambda row: row[:3])
    assert len(derived) > 200


def windowed_release(folder: Path) -> CompiledStructure:
    """All activities of ``small_ozp``; some not valid on every day, some no product."""
    folder.mkdir()
    windowed = {"062001": {"last": "2020-06-06"}, "061101": {"first": "2020-06-03"}}
    return ozp_release(
        [
            ozp_activiteit(code, tt, **windowed.get(code, {}))
            for code, tt in OZP.items()
        ],
        [
            ozp_product(code, last="2020-06-08" if code == "190129" else None)
            for code, tarieftype in OZP.items()
            if tarieftype in ("11", "15", "16")
        ],
        folder=folder,
    )


def random_batch(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Subtrajecten of few patients and days, so that they meet, with mixed profiles."""
    draw = random.Random(seed)
    codes = (*OZP, *OZP, PROFIEL, VERPLEEGDAG, "999999")
    changes: list[dict[str, object]] = []
    profile: list[tuple[object, ...]] = []
    for number in range(1, 301):
        begin = FIRST + timedelta(draw.randrange(8))
        zorgtype = draw.choice(("11", "21", "13", "41", "51", "51", "52"))
        changes.append(
            {
                "zorgtype_code": zorgtype,
                "specialisme_code": draw.choice(("0303", "0303", "0327", "8418")),
                "begindatum": begin.isoformat(),
                "einddatum": draw.choice(
                    (None, (begin + timedelta(draw.randrange(6))).isoformat())
                ),
                "zorgtraject_nummer": f"T{draw.randrange(60)}",
                "verzekerde_id": draw.choice((None, f"V{draw.randrange(60)}")),
                "zorginstelling_code": draw.choice(("06990001", "06990002")),
            }
        )
        for _ in range(draw.randrange(7)):
            day = draw.choice((None, begin, FIRST + timedelta(draw.randrange(9))))
            aantal = draw.choice((1, 1, 1, 2, 3, 0, -1))
            text = None if day is None else day.isoformat()
            profile.append((number, draw.choice(codes), text, aantal))
    return subtrajecten(*changes), lines(*profile)


@pytest.mark.parametrize("seed", range(6))
def test_random_batch_gives_what_the_articles_say(tmp_path: Path, seed: int) -> None:
    release = windowed_release(tmp_path / "release")
    rows, activities = random_batch(seed)
    derived, rejected = found(release, rows, activities)
    expected = OzpOracle(tmp_path / "release").derive(
        as_texts(rows), as_texts(activities), rejected
    )
    assert derived == sorted(expected, key=lambda row: row[:3])


def test_random_batches_reach_every_reason_but_those_of_requests(
    tmp_path: Path,
) -> None:
    release = windowed_release(tmp_path / "release")
    reasons = {
        row[4] for seed in range(6) for row in found(release, *random_batch(seed))[0]
    }
    # These need an aanvrager_soort, a setting or an unknown tarieftype (test_ozp_rules,
    # test_ozp_lines).
    others = {
        *("OP_VERZOEK", "GEEN_VERZOEK_NODIG", "ZELFDE_DAG_ALS_OPENING"),
        "TARIEFTYPE_ONBEKEND",
    }
    assert reasons == {reden.code for reden in REDENEN} - others


@pytest.mark.parametrize("cut", [1, 150, 299])
def test_splitting_a_batch_changes_nothing(tmp_path: Path, cut: int) -> None:
    release = windowed_release(tmp_path / "release")
    rows, activities = random_batch(7)
    grouper = Grouper(release, threads=1)
    links = link_hoofdtrajecten(rows)
    parts = []
    for part in (rows[:cut], rows[cut:]):
        own = activities.join(part, on="subtraject_nummer", how="semi")
        wanted = Wanted(ozp=True, hoofdtrajecten=links)
        result = grouper.group_chunk(Chunk(part, own), wanted)
        assert result.ozp is not None
        parts.append(result.ozp)
    whole = grouper.group(rows, activities, ozp=True).ozp
    assert whole is not None
    assert pl.concat(parts).equals(whole)
