"""The main subtrajecten of many ZT51, against each pair of rows looked at by itself."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grouper.ozp.hoofdtraject import MEERDERE, link_hoofdtrajecten

Row = dict[str, str | None]
FIRST = date(2020, 1, 1)
NUMBERS = ("T1", "T2")


def day(number: int | None) -> str | None:
    return None if number is None else str(FIRST + timedelta(number))


days = st.one_of(st.none(), st.integers(0, 12)).map(day)
numbers = st.sampled_from((None, *NUMBERS))
rows = st.fixed_dictionaries(
    {
        # Few numbers, so that some are double.
        "subtraject_nummer": st.integers(1, 25).map(str),
        "zorginstelling_code": st.sampled_from(("06990001", "06990001", "06990002")),
        "zorgtype_code": st.sampled_from(("51", "11", "21", "13")),
        "begindatum": days,
        "einddatum": days,
        "zorgtraject_nummer": numbers,
        "verzekerde_id": numbers,
        "hoofdtraject_nummer": st.sampled_from((None, None, None, *NUMBERS)),
    }
)


def runs(ic: Row, hoofd: Row) -> bool:
    """Whether the main subtraject runs on the first day of the ZT51."""
    first, begin, last = ic["begindatum"], hoofd["begindatum"], hoofd["einddatum"]
    if first is None or begin is None:
        return False
    return begin <= first and (last is None or first <= last)


def meets(ic: Row, hoofd: Row) -> bool:
    """Whether the periods of both have a day in common, as far as days are known."""
    first, last = ic["begindatum"], ic["einddatum"]
    begin, end = hoofd["begindatum"], hoofd["einddatum"]
    goes_on = end is None or (first is not None and first <= end)
    starts = last is None or (begin is not None and begin <= last)
    return goes_on and starts


def oracle(batch: list[Row], *, overlapt: bool) -> dict[str, tuple[str | None, int]]:
    """Of each ZT51 its main subtraject, and how many fit, by looking at every pair."""
    best: dict[str, tuple[int, set[str]]] = {}
    for ic, hoofd in product(batch, batch):
        if ic["zorgtype_code"] != "51" or hoofd["zorgtype_code"] not in ("11", "21"):
            continue
        if ic["zorginstelling_code"] != hoofd["zorginstelling_code"]:
            continue
        named = ic["hoofdtraject_nummer"]
        links = [
            named is not None and named == hoofd["zorgtraject_nummer"],
            *(
                named is None and ic[name] is not None and ic[name] == hoofd[name]
                for name in ("zorgtraject_nummer", "verzekerde_id")
            ),
        ]
        if not any(links) or (overlapt and not meets(ic, hoofd)):
            continue
        rank = 2 * links.index(True) + (not runs(ic, hoofd))
        own, of_hoofd = ic["subtraject_nummer"], hoofd["subtraject_nummer"]
        assert own is not None
        assert of_hoofd is not None
        least, found = best.get(own, (rank, set()))
        if rank < least:
            least, found = rank, set()
        if rank == least:
            best[own] = least, found | {of_hoofd}
    return {
        own: (found.pop(), 1) if len(found) == 1 else (None, MEERDERE)
        for own, (_, found) in best.items()
    }


@settings(max_examples=80)
@given(batch=st.lists(rows, max_size=40), overlapt=st.booleans())
def test_links_are_those_of_all_pairs(batch: list[Row], overlapt: bool) -> None:
    frame = pl.DataFrame(batch, schema=dict.fromkeys(LINKED, pl.String))
    links = link_hoofdtrajecten(frame, overlapt=overlapt)
    found = {own: (hoofd, kandidaten) for own, hoofd, kandidaten in links.rows()}
    assert found == oracle(batch, overlapt=overlapt)
    assert links.height == len(found)


LINKED = (
    "subtraject_nummer",
    "zorginstelling_code",
    "zorgtype_code",
    "begindatum",
    "einddatum",
    "zorgtraject_nummer",
    "verzekerde_id",
    "hoofdtraject_nummer",
)

PLACEHOLDER = """
import resource, sys, time
import polars as pl
from grouper.ozp.hoofdtraject import link_hoofdtrajecten
resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
n = int(sys.argv[1])
row = pl.int_range(2 * n, eager=True)
begin = pl.date(2020, 1, 1) + pl.duration(days=(row * 7919) % 365)
rows = pl.select(
    subtraject_nummer=row.cast(pl.String),
    zorginstelling_code=pl.lit("06990001"),
    zorgtype_code=pl.when(row < n).then(pl.lit("11")).otherwise(pl.lit("51")),
    begindatum=begin,
    einddatum=begin + pl.duration(days=row % 90),
    verzekerde_id=pl.lit("onbekend"),
)
link_hoofdtrajecten(rows[:0].vstack(rows.gather_every(n // 4)))
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
assert link_hoofdtrajecten(rows).height == n
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024, time.monotonic() - began)
"""


@pytest.mark.parametrize("n", [8_000, 30_000])
def test_placeholder_for_a_verzekerde_takes_memory_as_its_rows(n: int) -> None:
    """Each pair of rows took 110 bytes: 7.1 GB for 8,000 of either, no end for 30,000.

    It may not take as much as one byte a pair.
    """
    found = subprocess.run(
        [sys.executable, "-c", PLACEHOLDER, str(n)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    megabytes = int(found.stdout.split()[0])
    assert megabytes < 60
