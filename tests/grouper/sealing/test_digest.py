"""The digests of rows: by their specification, whatever the order or the threads."""

import hashlib
import random
import struct
from collections import defaultdict
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles import digest_oracle
from support.releases.example import example_batch, example_release, sample
from support.releases.small import Names, subtrajecten
from support.releases.small_ozp import lines, ozp_release, plain_release

from grouper.engine import Grouper, GroupResult
from grouper.findings.checks import InputChecks
from grouper.frames.schemas import Digests
from grouper.registration._arrow import Strings
from grouper.sealing._digest import ColumnDigest, digest_texts
from grouper.sealing.digest import DIGEST, INVOER, as_bytes, person, with_digest

ROW = {
    "zorgtype_code": "11",
    "einddatum": "2020-07-31",
    "zorgtraject_nummer": "T1",
    "hoofdtraject_nummer": "T2",
    "verzekerde_id": "V1",
    "ontvanger": "VERZEKERAAR",
    "afsluitreden_code": "04",
    "aanspraak": "J",
    "aanvrager_soort": "ANDERS",
    "zorgvraag_code": "000",
    "leeftijd_jaar": 39,
}
LINES = lines(
    ("030001", "2020-06-10", 2),
    ("030002", "2020-06-11", 1),
    aanvrager_soort="EERSTELIJN",
)


@cache
def grouper() -> Grouper:
    return Grouper(plain_release(), threads=1)


def invoer(row: dict[str, object], activities: pl.DataFrame = LINES) -> str:
    result = grouper().group(subtrajecten({**ROW, **row}), activities, digest=True)
    found: str = result.grouped[INVOER][0]
    return found


@cache
def digested() -> GroupResult:
    return Grouper(example_release(), threads=1).group(
        *example_batch(), ozp=True, profielen=True, digest=True
    )


def test_invoer_is_as_specified_for_the_example_batch() -> None:
    rows, activities = example_batch()
    of_subtraject = defaultdict(list)
    for line in activities.iter_rows(named=True):
        of_subtraject[line["subtraject_nummer"]].append(line)
    seen: set[str] = set()
    expected = []
    for row in rows.iter_rows(named=True):
        nummer = row["subtraject_nummer"]
        # The first bearer of a number has its activities.
        own = [] if nummer in seen else of_subtraject[nummer]
        seen.add(nummer)
        expected.append(digest_oracle.invoer(example_release().identity, row, own))
    assert digested().grouped[INVOER].to_list() == expected


def test_invoer_of_all_columns_is_as_specified() -> None:
    row = {
        name: str(value) for name, value in subtrajecten(ROW).row(0, named=True).items()
    }
    activities = [
        {name: str(cell) for name, cell in line.items()} for line in LINES.to_dicts()
    ]
    expected = digest_oracle.invoer(plain_release().identity, row, activities)
    assert invoer({}) == expected


@pytest.mark.parametrize("name", ["grouped", "ozp", "profielen"])
def test_digest_is_as_specified_for_the_example_batch(name: str) -> None:
    frame: pl.DataFrame = getattr(digested(), name)
    texts = frame.head(500).select(pl.all().cast(pl.String))
    expected = [digest_oracle.uitkomst(row) for row in texts.iter_rows(named=True)]
    assert texts[DIGEST].to_list() == expected


@pytest.mark.parametrize("name", ["grouped", "ozp", "profielen"])
def test_both_columns_stand_at_the_end_of_every_frame(name: str) -> None:
    frame: pl.DataFrame = getattr(digested(), name)
    assert frame.columns[-2:] == [INVOER, DIGEST]
    Digests.validate(frame.select(INVOER, DIGEST))


def test_rows_of_a_subtraject_share_its_invoer() -> None:
    result = digested()
    assert result.ozp is not None
    of_grouped = result.grouped.unique("subtraject_nummer", keep="first")
    joined = result.ozp.join(of_grouped, on="subtraject_nummer", how="left")
    assert joined[INVOER].equals(joined[f"{INVOER}_right"], check_names=False)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subtraject_nummer", "2"),
        ("specialisme_code", "0316"),
        ("diagnose_code", "200"),
        ("zorgtype_code", "21"),
        ("zorgvraag_code", None),
        ("geslacht", "1"),
        ("zorginstelling_code", "06990002"),
        ("begindatum", "2020-06-02"),
        ("einddatum", "2020-08-01"),
        ("geboortedatum", "1980-06-16"),
        ("leeftijd_jaar", 40),
        ("zorgtraject_nummer", "T9"),
        ("hoofdtraject_nummer", "T9"),
        ("verzekerde_id", "V9"),
        ("ontvanger", None),
        ("afsluitreden_code", "06"),
        ("aanspraak", "N"),
        ("aanvrager_soort", None),
    ],
)
def test_invoer_changes_with_every_column(column: str, value: object) -> None:
    activities = LINES
    if column == "subtraject_nummer":
        activities = LINES.with_columns(subtraject_nummer=pl.lit(value))
    assert invoer({column: value}, activities) != invoer({})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("zorgactiviteit_code", "030003"),
        ("aantal", 3),
        ("uitvoerdatum", "2020-06-12"),
        ("uitvoerdatum", None),
        ("aanvrager_soort", None),
    ],
)
def test_invoer_changes_with_every_column_of_an_activity(
    column: str, value: object
) -> None:
    rows = LINES.to_dicts()
    changed = pl.DataFrame([{**rows[0], column: value}, rows[1]])
    assert invoer({}, changed) != invoer({})
    assert invoer({}, LINES.head(1)) != invoer({})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("specialisme_code", "303"),
        ("diagnose_code", "0100"),
        ("geslacht", "V"),
        ("begindatum", "20200601"),
    ],
)
def test_spelling_of_codes_and_dates_does_not_matter(
    column: str, value: object
) -> None:
    assert invoer({column: value}) == invoer({})


def test_types_of_columns_do_not_matter() -> None:
    rows = subtrajecten(ROW).with_columns(
        pl.col("begindatum", "einddatum", "geboortedatum").str.to_date(),
        pl.col("specialisme_code").cast(pl.Int32),
    )
    activities = LINES.with_columns(
        pl.col("uitvoerdatum").str.to_date(), pl.col("aantal").cast(pl.String)
    )
    result = grouper().group(rows, activities, digest=True)
    assert result.grouped[INVOER].to_list() == [invoer({})]


def test_release_is_part_of_the_invoer() -> None:
    other = Grouper(ozp_release(names=Names(versiedatum="2020-08-21")), threads=1)
    result = other.group(subtrajecten(ROW), LINES, digest=True)
    assert result.grouped[INVOER].to_list() != [invoer({})]


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_rows_and_activities_changes_no_digest(seed: int) -> None:
    rows, activities = sample(1000, seed)
    straight = Grouper(example_release(), threads=1).group(
        rows, activities, digest=True
    )
    shuffled = Grouper(example_release(), threads=1).group(
        rows.sample(fraction=1, shuffle=True, seed=seed),
        activities.sample(fraction=1, shuffle=True, seed=seed),
        digest=True,
    )
    by_number = [
        result.grouped.sort("subtraject_nummer") for result in (straight, shuffled)
    ]
    assert by_number[0].equals(by_number[1])


def test_threads_change_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grouper.sealing.digest.RANGE", 999)
    batch = example_batch()
    threaded = Grouper(example_release(), threads=3).group(*batch, digest=True)
    assert threaded.grouped.equals(digested().grouped)


def test_many_activities_are_sorted_like_few() -> None:
    many = lines(*(("030001", None, 100 - n) for n in range(80)))
    digests = {
        invoer({}, many.sample(fraction=1, shuffle=True, seed=s)) for s in (1, 2)
    }
    assert digests == {invoer({}, many)}


def drawn_lines(draw: random.Random, nummer: str, size: int) -> list[dict[str, object]]:
    """Activities of which many are alike in part, as texts."""
    return [
        {
            "subtraject_nummer": nummer,
            "zorgactiviteit_code": draw.choice(("030001", "30002", "030003", "X")),
            "aantal": draw.choice(("1", "-1", "2", "0", "2147483647", "-2147483646")),
            "uitvoerdatum": draw.choice(
                (None, "2020-06-10", "2020-06-11", "1969-12-31", "1970-01-01")
            ),
            "aanvrager_soort": draw.choice((None, "EERSTELIJN", "ANDERS", "wie?")),
        }
        for _ in range(size)
    ]


@pytest.mark.parametrize("order", ["as the subtrajecten", "shuffled"])
def test_activities_go_in_sorted_by_all_that_is_read_of_them(order: str) -> None:
    """The specification in ``sealing.digest``, for few and for many of them, with days
    before 1970 and counts below zero."""
    draw = random.Random(5)
    sizes = (0, 1, 2, 3, 31, 32, 33, 34, 90)
    numbers = [f"{place:03}" for place in range(len(sizes))]
    rows = subtrajecten(*({**ROW, "subtraject_nummer": n} for n in numbers))
    own = {
        n: drawn_lines(draw, n, size) for n, size in zip(numbers, sizes, strict=True)
    }
    activities = pl.DataFrame([line for n in numbers for line in own[n]])
    if order == "shuffled":
        activities = activities.sample(fraction=1, shuffle=True, seed=3)
    result = Grouper(plain_release(), checks=InputChecks.off(), threads=1).group(
        rows, activities, digest=True
    )
    texts = [
        {name: None if cell is None else str(cell) for name, cell in row.items()}
        for row in rows.iter_rows(named=True)
    ]
    identity = plain_release().identity
    assert result.grouped[INVOER].to_list() == [
        digest_oracle.invoer(identity, row, own[n])  # type: ignore[arg-type]
        for n, row in zip(numbers, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((name, "x" * size) for name in ("verzekerde_id",) for size in (12, 13, 64)),
        *(("zorgtraject_nummer", text) for text in (None, "", "é" * 7)),
        *(("diagnose_code", text) for text in ("1", "00012", None)),
        *(("geboortedatum", text) for text in ("1969-12-31", None, "2020-02-30")),
        *(("leeftijd_jaar", text) for text in ("0", "-1", None, "oud")),
    ],
)
def test_invoer_of_any_cell_is_as_specified(column: str, value: str | None) -> None:
    row = {**subtrajecten(ROW).row(0, named=True), column: value}
    texts = {name: None if cell is None else str(cell) for name, cell in row.items()}
    frame = pl.DataFrame([texts], schema=dict.fromkeys(texts, pl.String))
    result = Grouper(plain_release(), checks=InputChecks.off(), threads=1).group(
        frame, LINES.head(0), digest=True
    )
    expected = digest_oracle.invoer(plain_release().identity, texts, [])
    assert result.grouped[INVOER].to_list() == [expected]


def test_batch_without_rows_has_empty_digests() -> None:
    result = grouper().group(subtrajecten(ROW).head(0), LINES.head(0), digest=True)
    assert result.grouped[DIGEST].to_list() == []


def test_digest_that_is_there_is_replaced() -> None:
    frame = pl.DataFrame({"a": ["x"], DIGEST: ["old"]})
    assert with_digest(frame).equals(with_digest(frame.drop(DIGEST)))


# --- the kernel is BLAKE2b ---


@settings(max_examples=50, deadline=None)
@given(
    texts=st.lists(
        st.one_of(st.none(), st.text(alphabet="aé€0", max_size=300)), max_size=8
    ),
    key=st.binary(max_size=64),
    head=st.binary(max_size=200),
)
def test_kernel_is_blake2b(texts: list[str | None], key: bytes, head: bytes) -> None:
    out = np.empty((2, 16), np.uint8)
    columns = [
        Strings(pl.Series(["first row", text], dtype=pl.String)) for text in texts
    ]
    digest_texts(columns, person(b"p"), as_bytes(key), as_bytes(head), 0, 2, out)
    encoded = [(text or "").encode() for text in texts]
    message = head + b"".join(struct.pack("<I", len(t)) + t for t in encoded)
    expected = hashlib.blake2b(message, digest_size=16, person=b"p", key=key)
    assert out[1].tobytes() == expected.digest()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 255, 256, 257, 1024, 5000])
def test_kernel_is_blake2b_around_its_block(size: int) -> None:
    out = np.empty((1, 16), np.uint8)
    head = bytes(range(256)) * 20
    digest_texts([], person(b""), as_bytes(b""), as_bytes(head[:size]), 0, 1, out)
    assert out.tobytes() == hashlib.blake2b(head[:size], digest_size=16).digest()


@pytest.mark.parametrize("cut", [0, 1, 700, 1000])
def test_digest_of_a_column_does_not_depend_on_its_pieces(cut: int) -> None:
    cells = pl.Series([None if n % 7 == 0 else "x" * (n % 40) for n in range(1000)])
    pieces = ColumnDigest(person(b"c"))
    for piece in (cells[:cut], cells[cut:]):
        pieces.add(Strings(piece))
    message = b"".join(
        struct.pack("<I", len(cell or "")) + (cell or "").encode() for cell in cells
    )
    expected = hashlib.blake2b(message, digest_size=16, person=b"c")
    assert pieces.digest() == expected.digest()
