"""Laws of doubles: neither cuts by person nor any order change a verdict."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.declaraties.typed import typed

from declarations.checks.dubbel import gedeclareerd, parallel, samen, vervolg
from declarations.registers.schema import Historie

CHECKS = {
    **gedeclareerd.CHECKS,
    **parallel.CHECKS,
    **samen.CHECKS,
    **vervolg.CHECKS,
}
FIRST = date(2022, 1, 1)
PAIRS = pl.DataFrame(
    {
        "specialisme_code": ["0305", "0320"],
        "diagnose_code_1": ["1205", "1"],
        "diagnose_code_2": ["1206", "2"],
        "begindatum": [None, date(2022, 1, 20)],
        "einddatum": [None, None],
    },
    schema_overrides={"einddatum": pl.Date},
)
SETS = pl.DataFrame(
    [
        ("SAMEN_AICD", "100000"),
        ("KINDERONCO_GROEP", "100000"),
        ("KINDERONCO_TOPREFERENT", "100000001"),
    ],
    schema=["naam", "code"],
    orient="row",
).with_columns(begindatum=pl.lit(None, pl.Date), einddatum=pl.lit(None, pl.Date))
TABELLEN = {"diagnose_combinaties": PAIRS, "codeverzameling": SETS}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def dbc(draw: st.DrawFn) -> dict[str, object]:
    begin = draw(st.integers(0, 40))
    return {
        "r0403": draw(st.sampled_from(["111222333", "123456782", "999999990"])),
        "r0404": draw(st.sampled_from(["9101", "9301"])),
        "r0410": "15X135",
        "r0411": day(begin),
        # Some close before they open, which F18 refuses.
        "r0412": day(begin + draw(st.integers(-2, 15))),
        "r0414": draw(st.sampled_from(["100000001", "100000002", "200000001"])),
        "r0415": draw(st.sampled_from(["T1", "T2", None])),
        "r0419": draw(st.sampled_from(["S1", "S2", "S3", None])),
        "r0427": draw(st.sampled_from(["11", "21"])),
        "r0431": draw(st.sampled_from(["1205", "1206", "1", "2"])),
        "r0439": draw(st.sampled_from(["0305", "0320", "8418"])),
        "bestand": draw(st.integers(0, 2)),
        "bedrag": draw(st.sampled_from([10_000, 20_000])),
    }


@st.composite
def other(draw: st.DrawFn) -> dict[str, object]:
    begin = day(draw(st.integers(0, 2)))
    return {
        "r0403": draw(st.sampled_from(["111222333", "123456782"])),
        "r0410": draw(st.sampled_from(["062001", "062002"])),
        "r0411": begin,
        "r0412": begin,
        "r0419": draw(st.sampled_from(["S1", None])),
        "r0426": draw(st.integers(1, 2)),
        "bestand": draw(st.integers(0, 2)),
    }


@st.composite
def deliveries(draw: st.DrawFn) -> list[dict[str, object]]:
    lines = draw(st.lists(st.one_of(dbc(), other()), min_size=2, max_size=30))
    numbers = draw(st.permutations(range(7, 7 + len(lines))))
    named = [
        {**line, "r0458": f"{number}"}
        for line, number in zip(lines, numbers, strict=True)
    ]
    taken_back = draw(st.sets(st.sampled_from(range(len(named))), max_size=2))
    return named + [
        {
            **named[place],
            "r0457": "C",
            "r0459": named[place]["r0458"],
            "r0458": f"C{place}",
            "bestand": 2,
        }
        for place in sorted(taken_back)
    ]


def verdicts(lines, historie=None, only=tuple(CHECKS)) -> Counter[tuple[object, ...]]:
    levering = typed(lines, historie=historie, tabellen=TABELLEN)
    said: Counter[tuple[object, ...]] = Counter()
    for check_id in only:
        oordeel = CHECKS[check_id](levering)
        rows = oordeel.bevindingen.join(
            levering.prestaties, on=["bestand_nr", "record"], how="left"
        )
        said.update(
            (check_id, *row) for row in rows.select("r0458", "uitkomst").iter_rows()
        )
    return said


def as_historie(lines) -> pl.DataFrame:
    schema = Historie.create_empty().schema
    rows = [
        {
            "declarant": "06990002",
            "status": "BETAALD",
            "referentie_prestatie": f"H{line['r0458']}",
            "referentie_tarief": f"H{line['r0458']}-1",
            "bsn": line["r0403"],
            "uzovi": line.get("r0404", "9101"),
            "subtraject_nummer": line["r0419"],
            "zorgtraject_nummer": line.get("r0415"),
            "specialisme_code": line.get("r0439"),
            "zorgtype_code": line.get("r0427"),
            "diagnose_code": line.get("r0431"),
            "prestatiecodelijst": "041",
            "declaratiecode": line["r0410"],
            "zorgproduct_code": line.get("r0414"),
            "begindatum": line["r0411"],
            "einddatum": line["r0412"],
            "aantal": line.get("r0426", 1),
            "declaratiebedrag_cent": line.get("bedrag", 10_000),
            "dc": "D",
            "bestand_sha256": "f" * 64,
        }
        for line in lines
        if line.get("r0457", "D") == "D"
    ]
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=schema
    )


@given(deliveries(), deliveries(), st.randoms(), st.permutations(range(3)))
@settings(max_examples=15)
def test_verdict_hangs_neither_on_other_persons_nor_on_the_order_of_anything(
    lines, before, chance, files
):
    """The order of records, of files and of history."""
    historie = as_historie(before)
    one = chance.choice(["111222333", "123456782", "999999990"])
    apart: Counter[tuple[object, ...]] = Counter()
    for is_of in (True, False):
        own = [line for line in lines if (line["r0403"] == one) is is_of]
        apart += verdicts(own, historie)
    mixed = [{**line, "bestand": files[line["bestand"]]} for line in lines]
    chance.shuffle(mixed)
    turned = historie.sample(fraction=1, shuffle=True, seed=chance.randrange(99))
    assert verdicts(mixed, turned) == apart


def counting(lines):
    """The debits of dbc's that no credit of this delivery takes back."""
    credited = {
        (line["r0459"], line.get("bedrag")) for line in lines if "r0459" in line
    }
    return sorted(
        (
            line
            for line in lines
            if "r0414" in line
            and line.get("r0457") != "C"
            and (line["r0458"], line["bedrag"]) not in credited
        ),
        key=lambda line: int(line["r0458"]),
    )


@given(deliveries())
@settings(max_examples=20)
def test_doubles_are_those_that_a_person_finds_pair_by_pair(lines):
    expected = set()
    for first, second in combinations(counting(lines), 2):
        if first["r0403"] != second["r0403"]:
            continue
        numbers = first["r0419"], second["r0419"]
        if None not in numbers:
            same = numbers[0] == numbers[1]
        else:
            same = all(
                first[name] == second[name] for name in ("r0439", "r0411", "r0414")
            )
        if same:
            expected.add(second["r0458"])
    assert {row[1] for row in verdicts(lines, only=["D01"])} == expected


@given(deliveries())
@settings(max_examples=20)
def test_overlaps_are_those_that_a_person_finds_pair_by_pair(lines):
    expected: dict[str, set[str]] = {"D08": set(), "D09": set(), "D11": set()}
    for pair in combinations(counting(lines), 2):
        first, second = sorted(
            pair, key=lambda each: (each["r0411"], int(each["r0458"]))
        )
        closes = max(first["r0411"], first["r0412"])
        if first["r0403"] != second["r0403"] or second["r0411"] > closes:
            continue
        if first["r0439"] == second["r0439"] == "0320":
            expected["D08"].add(first["r0458"])
        if first["r0439"] == second["r0439"] == "8418":
            expected["D09"].add(second["r0458"])
        if first["r0415"] is not None and first["r0415"] == second["r0415"]:
            expected["D11"].add(second["r0458"])
    found = verdicts(lines, only=list(expected))
    told = {
        check_id: {row[1] for row in found if row[0] == check_id}
        for check_id in expected
    }
    assert told == expected


@pytest.mark.parametrize("check_id", CHECKS)
def test_delivery_without_lines_gives_no_findings(check_id: str):
    oordeel = CHECKS[check_id](typed([], historie=as_historie([]), tabellen=TABELLEN))
    assert (oordeel.beoordeeld, oordeel.bevindingen.height) == (0, 0)
