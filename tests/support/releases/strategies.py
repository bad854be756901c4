"""Hypothesis strategies: tiny releases in the NZa's form, and batches to group on them.

A release has one to three tree versions with a few groups each, over all
boomparameters; a batch has a few subtrajecten with activities, most of them sound. The
releases pass the load checks of productstructure. ``cases`` gives both together:

    @given(cases())
    def test_...(case: Case) -> None:
        case.release.write(folder)
        ... case.batch.subtrajecten, case.batch.zorgactiviteiten ...
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from dbc_grouper_data.making.make_release import boomparameters
from dbc_grouper_data.making.release_forms import ReleaseNames, Row, write_release
from dbc_grouper_data.making.release_language import (
    Ask,
    Attribuut,
    Koppeling,
    Node,
    Product,
    TableBuilder,
    Version,
    ask,
)
from hypothesis import strategies as st

from support.releases.worlds import (
    ACTIVITEITEN,
    DIAGNOSEN,
    FIRST_DAY,
    GROEPEN,
    INSTELLINGEN,
    MIDDLE,
    NOT_A_POORT,
    SPECIALISMEN,
    SUCCESSORS,
    WITH_ZORGVRAGEN,
    ZORGTYPEN,
    ZORGVRAGEN,
    World,
    draw_world,
)

NAMES = ReleaseNames(
    ingangsdatum="20210101",
    versie="20200901",
    versiedatum="2020-08-20",
    verantwoordelijke="Voorbeeld",
)
VERSION_STARTS = (FIRST_DAY, "2020-07-01", "2021-01-01")
INTERESTING_DAYS = (
    *(FIRST_DAY, "2020-02-28", "2020-02-29", "2020-03-01", "2020-05-31", "2020-06-30"),
    *("2020-07-01", "2020-09-14", MIDDLE, "2020-12-31", "2021-01-01", "2021-02-28"),
    *("2021-03-01", "2021-03-31", "2021-04-01", "2021-12-31"),
)
ODD_DAYS = ("2019-12-31", "2022-01-01")
KLASSE_KINDS = (351, 451, 551)


_Cells = dict[str, Any]


@dataclass(frozen=True)
class GeneratedRelease:
    """A release; its repr shows the trees, ``write`` makes the folder that is read.

    Attributes:
        seed: Of the reference tables.
        versions: Every tree version with its trees: code, text and root.
    """

    seed: int
    versions: tuple[tuple[Version, tuple[tuple[str, str, Ask], ...]], ...]

    def tables(self) -> dict[str, Sequence[Row]]:
        """Rows of all 18 tables, by the NZa's names."""
        builder = TableBuilder()
        for version, trees in self.versions:
            builder.add_version(version, trees)
        references = draw_world(self.seed).tables
        groepen = {code for _, trees in self.versions for code, _, _ in trees}
        return {
            **references,
            # The checks refuse klassen of a group that the release does not have.
            "BehandelKlassen": [
                row
                for row in references["BehandelKlassen"]
                if row["ZorgProductGroepCode"] in groepen
            ],
            **builder.tables,
            "Producten": builder.producten(),
            "BoomParameters": list(boomparameters()),
        }

    def write(self, folder: Path) -> Path:
        """Write both XML files into a folder and return it."""
        write_release(folder, NAMES, self.tables())
        return folder


@dataclass(frozen=True)
class GeneratedBatch:
    """Frames with the columns of the data contract."""

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame


@dataclass(frozen=True)
class Case:
    """A release and a batch to group on it."""

    release: GeneratedRelease
    batch: GeneratedBatch


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A release and a batch."""
    return Case(draw(releases()), draw(batches()))


# releases


@st.composite
def releases(draw: st.DrawFn) -> GeneratedRelease:
    """A release that passes the load checks."""
    seed = draw(st.integers(0, 2**16))
    world = draw_world(seed)
    count = draw(st.integers(1, len(VERSION_STARTS)))
    versions = []
    for position, start in enumerate(VERSION_STARTS[:count]):
        version = Version(
            start,
            _day_before(VERSION_STARTS[position + 1]) if position + 1 < count else None,
            # Not in the order of the versions, as in the real tables.
            regel_id=(500, 1, 900)[position],
            attribuut_id=(7_000, 2_000_000_000, 1)[position],
        )
        versions.append((version, draw(_version_trees(world))))
    return GeneratedRelease(seed, tuple(versions))


@st.composite
def _version_trees(draw: st.DrawFn, world: World) -> tuple[tuple[str, str, Ask], ...]:
    """A topboom, and a tree for each of the groups that it leads to."""
    groepen = draw(
        st.lists(st.sampled_from(GROEPEN), min_size=2, max_size=4, unique=True)
    )
    trees = [("0", "Topboom", draw(_trees(attributen(world), groepen)))]
    for groep in groepen:
        own = attributen(world, groep)
        trees.append((groep, groep, draw(_trees(own, draw(_leaves())))))
    return tuple(trees)


@st.composite
def _leaves(draw: st.DrawFn) -> tuple[Product, ...]:
    """Products with and without a declaratiecode."""
    count = draw(st.integers(2, 5))
    return tuple(
        Product(
            f"{number:03d}",
            draw(st.sampled_from((None, f"14X00{number}", f"15X00{number}"))),
            None,
        )
        for number in range(1, count + 1)
    )


@st.composite
def _trees(
    draw: st.DrawFn, attributen: st.SearchStrategy[Attribuut], leaves: Sequence[Node]
) -> Ask:
    """A binary tree over the leaves, of any shape."""

    def build(part: Sequence[Node]) -> Node:
        if len(part) == 1:
            return part[0]
        cut = draw(st.integers(1, len(part) - 1))
        tests = draw(st.lists(attributen, min_size=1, max_size=4, unique=True))
        return ask(
            f"Vraag {draw(st.integers(0, 3))}",
            *(draw(_koppelingen(attribuut)) for attribuut in tests),
            needs=draw(st.integers(1, len(tests))),
            restricted=draw(st.booleans()),
            yes=build(part[:cut]),
            no=build(part[cut:]),
        )

    tree = build(leaves)
    assert isinstance(tree, Ask)
    return tree


def _koppelingen(attribuut: Attribuut) -> st.SearchStrategy[Koppeling]:
    low = st.integers(1, 4)
    weighted = st.integers(1, 60) if attribuut.boomparameter >= 400 else low
    return st.one_of(
        st.just(attribuut.at_least(1)),
        low.map(attribuut.at_least),
        weighted.map(lambda high: attribuut.within(0, high)),
        st.tuples(weighted, weighted).map(
            lambda bounds: attribuut.within(min(bounds), max(bounds))
        ),
        st.just(attribuut.none()),
        st.integers(0, 3).map(attribuut.exactly),
    )


def attributen(world: World, groep: str | None = None) -> st.SearchStrategy[Attribuut]:
    """Attributes on any boomparameter, on klassen only for a group that has them."""
    by_value = [
        Attribuut(parameter, f"{parameter} is {value}", value)
        for parameter, values in world.values.items()
        for value in values
    ]
    # Each parameter as often as any other, however many values it has.
    parameters = sorted({attribuut.boomparameter for attribuut in by_value})
    equal = st.sampled_from(parameters).flatmap(
        lambda parameter: st.sampled_from(
            [one for one in by_value if one.boomparameter == parameter]
        )
    )
    others = [_leeftijden(), _begindata(), _ranges()]
    if groep is not None and world.klassen[groep]:
        others += [_klasse_attributen(world.klassen[groep])] * 4
    return st.one_of(*(equal,) * 4, *others)


def _klasse_attributen(klassen: tuple[str, ...]) -> st.SearchStrategy[Attribuut]:
    return st.builds(
        lambda parameter, klasse: Attribuut(parameter, f"Klasse {klasse}", klasse),
        st.sampled_from(KLASSE_KINDS),
        st.sampled_from(klassen),
    )


def _leeftijden() -> st.SearchStrategy[Attribuut]:
    ages = st.integers(0, 100)
    return st.one_of(
        st.tuples(ages, ages).map(
            lambda b: Attribuut(100, "Leeftijd", str(min(b)), str(max(b)), 2, 1)
        ),
        ages.map(lambda age: Attribuut(100, "Leeftijd", str(age), None, 1, 1)),
    )


def _begindata() -> st.SearchStrategy[Attribuut]:
    days = st.sampled_from(INTERESTING_DAYS)
    spelled = st.one_of(days, days.map(_compact))
    return st.one_of(
        st.tuples(spelled, spelled).map(
            lambda pair: Attribuut(
                241, "Begin", min(pair, key=_compact), max(pair, key=_compact), 2, 3
            )
        ),
        spelled.map(lambda day: Attribuut(241, "Begin", day, None, 1, 3)),
    )


def _ranges() -> st.SearchStrategy[Attribuut]:
    """Between filters on activity codes, as numbers and as text (unused in RZ17a)."""
    codes = st.sampled_from(ACTIVITEITEN)
    return st.builds(
        lambda parameter, pair, waardetype: Attribuut(
            parameter, "Van tot", min(pair), max(pair), 2, waardetype
        ),
        st.sampled_from((300, 400, 500)),
        st.tuples(codes, codes),
        st.sampled_from((1, 2)),
    )


def _compact(day: str) -> str:
    """A date as jjjjmmdd, the other spelling that filters may have."""
    return day.replace("-", "")


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


# batches


@st.composite
def batches(draw: st.DrawFn) -> GeneratedBatch:
    """A batch of one to ten subtrajecten; some bear the number of the one before."""
    rows = draw(st.lists(_subtrajecten(), min_size=1, max_size=10))
    subtrajecten: list[_Cells] = []
    activiteiten: list[_Cells] = []
    for position, (subtraject, lines) in enumerate(rows):
        nummer = f"S{max(0, position - draw(_mostly((0,), (1,))))}"
        subtrajecten.append({"subtraject_nummer": nummer, **subtraject})
        activiteiten += [{"subtraject_nummer": nummer, **line} for line in lines]
    return GeneratedBatch(
        pl.DataFrame(subtrajecten, schema=_SUBTRAJECTEN),
        pl.DataFrame(activiteiten, schema=_ZORGACTIVITEITEN),
    )


_SUBTRAJECTEN = {
    "subtraject_nummer": pl.String,
    "specialisme_code": pl.String,
    "diagnose_code": pl.String,
    "zorgtype_code": pl.String,
    "zorgvraag_code": pl.String,
    "begindatum": pl.Date,
    "geboortedatum": pl.Date,
    "leeftijd_jaar": pl.Int64,
    "geslacht": pl.String,
    "zorginstelling_code": pl.String,
    "aanspraak": pl.String,
}
_ZORGACTIVITEITEN = {
    "subtraject_nummer": pl.String,
    "zorgactiviteit_code": pl.String,
    "aantal": pl.Int64,
    "uitvoerdatum": pl.Date,
}


@st.composite
def _subtrajecten(draw: st.DrawFn) -> tuple[_Cells, list[_Cells]]:
    """A subtraject and its activities; about one in ten has something odd."""
    specialisme = draw(_mostly(SPECIALISMEN[:3], (NOT_A_POORT, "0399", "")))
    begindatum = draw(_mostly(INTERESTING_DAYS, ODD_DAYS).map(date.fromisoformat))
    diagnose = draw(_mostly(DIAGNOSEN, ("77", "")))
    if specialisme == WITH_ZORGVRAGEN:
        zorgvraag = draw(_mostly(ZORGVRAGEN, ("9", "")))
    else:
        zorgvraag = draw(_mostly(("", "0", "000"), ("1",)))
    subtraject = {
        "specialisme_code": draw(
            st.sampled_from((specialisme, specialisme.lstrip("0")))
        ),
        "diagnose_code": draw(st.sampled_from((diagnose, diagnose.zfill(4)))),
        "zorgtype_code": draw(_mostly((*ZORGTYPEN[:3] * 4, *ZORGTYPEN[3:]), ("31",))),
        "zorgvraag_code": zorgvraag,
        "begindatum": begindatum,
        **draw(_leeftijd(begindatum)),
        "geslacht": draw(_mostly(("1", "2", "9", "M", "V", "F", "UN"), ("X", ""))),
        "zorginstelling_code": draw(_mostly((*INSTELLINGEN, "06999999"), ("699000",))),
        "aanspraak": draw(st.sampled_from((None, "J", "N"))),
    }
    return subtraject, draw(st.lists(_activiteiten(begindatum), max_size=6))


@st.composite
def _leeftijd(draw: st.DrawFn, begindatum: date) -> _Cells:
    """Born around a birthday, on 29 February, or an age alone, or both."""
    age = draw(_mostly((0, 1, 17, 18, 40, 100), (130, 131)))
    year = begindatum.year - age
    month, day = begindatum.month, min(begindatum.day, 28)
    born = date(year, month, day) + timedelta(days=draw(st.integers(-2, 2)))
    if draw(st.integers(0, 5)) == 0:
        born = date(year - year % 4, 2, 29) if year % 100 else date(1904, 2, 29)
    form = draw(_mostly(("born", "age"), ("both", "neither")))
    return {
        "geboortedatum": born if form in ("born", "both") else None,
        "leeftijd_jaar": age if form in ("age", "both") else None,
    }


@st.composite
def _activiteiten(draw: st.DrawFn, begindatum: date) -> _Cells:
    code = draw(_mostly((*ACTIVITEITEN, *SUCCESSORS), ("039999", "")))
    return {
        "zorgactiviteit_code": draw(st.sampled_from((code, code.lstrip("0")))),
        "aantal": draw(_mostly((1, 2, 3, 5), (-1, 0, 400))),
        "uitvoerdatum": draw(
            st.sampled_from((None, begindatum, begindatum + timedelta(days=90)))
        ),
    }


def _mostly(usual: Sequence[Any], odd: Sequence[Any]) -> st.SearchStrategy[Any]:
    """A usual value, and one time in a hundred an odd one."""
    # Not a drawn percentage: hypothesis favours the ends of a range of integers.
    copies = 100 * len(odd) // len(usual)
    return st.sampled_from((*usual,) * copies + (*odd,))
