"""The main subtraject of a ZT51: what links the two, and what its add-ons become."""

import polars as pl
import pytest
from support.releases.small import subtrajecten
from support.releases.small_ozp import derive, lines, plain_release

from grouper.engine import Grouper, GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.ozp.hoofdtraject import link_hoofdtrajecten
from grouper.ozp.rules import OzpRegels
from grouper.registration.chunks import Chunk
from tabellen.errors import InputFileError

DAY = "2020-06-10"
HOOFD = {
    "zorgtype_code": "11",
    "einddatum": "2020-07-31",
    "zorgtraject_nummer": "T1",
    "verzekerde_id": "V1",
    "hoofdtraject_nummer": None,
}
IC = {
    "zorgtype_code": "51",
    "diagnose_code": None,
    "begindatum": "2020-06-09",
    "einddatum": "2020-06-20",
    "zorgtraject_nummer": "T2",
    "verzekerde_id": "V1",
    "hoofdtraject_nummer": None,
}


def addon(
    *rows: dict[str, object], regels: OzpRegels | None = None
) -> tuple[object, ...]:
    """reden, hoofdsubtraject_nummer and finding codes of an add-on of row 2, a ZT51."""
    result = derive(subtrajecten(*rows), lines((2, "190153", DAY)), regels=regels)
    assert result.ozp is not None
    ((reden, hoofd),) = result.ozp.select("reden", "hoofdsubtraject_nummer").rows()
    findings = result.findings.filter(pl.col("code").str.starts_with("G3"))
    return reden, hoofd, findings["code"].to_list()


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(pl.col("begindatum").str.to_date(), id="date"),
        pytest.param(pl.col("begindatum").str.to_datetime("%Y-%m-%d"), id="datetime"),
        pytest.param(pl.col("begindatum").cast(pl.Categorical), id="category"),
        pytest.param(
            pl.col("begindatum").str.replace_all("-", "").cast(pl.Int64), id="integer"
        ),
    ],
)
def test_dates_of_any_type_that_is_grouped_link_a_zt51(read: pl.Expr) -> None:
    rows = subtrajecten(HOOFD, IC).with_columns(read)
    found = derive(rows, lines((2, "190153", DAY))).ozp
    assert found is not None
    assert found["hoofdsubtraject_nummer"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("hoofd", "ic"),
    [
        pytest.param({}, {}, id="same verzekerde"),
        pytest.param(
            {"verzekerde_id": None}, {"zorgtraject_nummer": "T1"}, id="same zorgtraject"
        ),
        pytest.param(
            {"verzekerde_id": None}, {"hoofdtraject_nummer": "T1"}, id="named"
        ),
        pytest.param({"zorgtype_code": "21"}, {}, id="vervolg"),
        pytest.param({"einddatum": None}, {}, id="main not closed"),
        pytest.param({"begindatum": "2020-06-20"}, {}, id="begins on the last day"),
        pytest.param({"einddatum": "2020-06-09"}, {}, id="ends on the first day"),
    ],
)
def test_addon_of_a_zt51_is_billed_under_its_main_subtraject(
    hoofd: dict[str, object], ic: dict[str, object]
) -> None:
    found = addon({**HOOFD, **hoofd}, {**IC, **ic})
    assert found == ("IC_BIJ_HOOFDTRAJECT", "1", [])


@pytest.mark.parametrize(
    ("hoofd", "ic"),
    [
        pytest.param({"verzekerde_id": "V2"}, {}, id="another verzekerde"),
        pytest.param({"zorgtype_code": "13"}, {}, id="a consult"),
        pytest.param({"zorgtype_code": "52"}, {}, id="another IC"),
        pytest.param({"zorginstelling_code": "06990002"}, {}, id="another provider"),
        pytest.param({"begindatum": "2020-06-21"}, {}, id="begins a day too late"),
        pytest.param({"einddatum": "2020-06-08"}, {}, id="ends a day too early"),
        pytest.param({}, {"hoofdtraject_nummer": "T9"}, id="names another"),
        pytest.param(
            {"verzekerde_id": None}, {"verzekerde_id": None}, id="nothing in common"
        ),
        pytest.param({"verzekerde_id": ""}, {"verzekerde_id": ""}, id="both empty"),
    ],
)
def test_addon_of_a_zt51_without_main_subtraject_is_not_billable(
    hoofd: dict[str, object], ic: dict[str, object]
) -> None:
    found = addon({**HOOFD, **hoofd}, {**IC, **ic})
    assert found == ("GEEN_HOOFDTRAJECT", None, ["G303"])


def test_batch_without_linking_columns_has_no_main_subtraject() -> None:
    rows = subtrajecten({"zorgtype_code": "11"}, {"zorgtype_code": "51"})
    result = derive(rows, lines((2, "190153", DAY)))
    assert result.ozp is not None
    assert result.ozp["reden"].to_list() == ["GEEN_HOOFDTRAJECT"]


def test_periods_need_not_meet_when_the_setting_says_so() -> None:
    found = addon(
        {**HOOFD, "einddatum": "2020-06-08"},
        IC,
        regels=OzpRegels(hoofdtraject_overlapt=False),
    )
    assert found == ("IC_BIJ_HOOFDTRAJECT", "1", [])


def test_same_zorgtraject_goes_before_same_verzekerde() -> None:
    found = addon(
        HOOFD,
        {**IC, "zorgtraject_nummer": "T3"},
        {
            **HOOFD,
            "zorgtraject_nummer": "T3",
        },
    )
    assert found == ("IC_BIJ_HOOFDTRAJECT", "3", [])


def test_one_that_runs_on_the_begindatum_goes_before_one_that_begins_later() -> None:
    later = {**HOOFD, "begindatum": "2020-06-15", "zorgtraject_nummer": "T3"}
    assert addon(later, IC, HOOFD) == ("IC_BIJ_HOOFDTRAJECT", "3", [])


def test_several_main_subtrajecten_leave_the_number_open_with_a_finding() -> None:
    found = addon(HOOFD, IC, {**HOOFD, "zorgtraject_nummer": "T3"})
    assert found == ("IC_BIJ_HOOFDTRAJECT", None, ["G304"])


def test_zt52_stands_alone_under_its_own_number() -> None:
    found = addon(HOOFD, {**IC, "zorgtype_code": "52", "diagnose_code": "100"})
    assert found == ("IC_ZONDER_HOOFDTRAJECT", "2", [])


def test_rejected_zt51_has_no_finding_of_its_main_subtraject() -> None:
    rows = subtrajecten({**IC, "geslacht": "X"})
    result = derive(rows, lines((1, "190153", DAY)))
    assert result.findings["code"].to_list() == ["G135"]


@pytest.mark.parametrize("spelling", ["date", "jjjjmmdd", "padding", "number"])
def test_dates_and_codes_may_be_spelled_otherwise(spelling: str) -> None:
    rows = subtrajecten(HOOFD, IC)
    if spelling == "date":
        rows = rows.with_columns(pl.col("begindatum", "einddatum").str.to_date())
    elif spelling == "jjjjmmdd":
        rows = rows.with_columns(
            pl.col("begindatum", "einddatum").str.replace_all("-", "")
        )
    elif spelling == "number":
        # Whole numbers have lost their zeros, of one row or of both.
        agb = pl.Series([6990001, 6990001])
        rows = rows.with_columns(zorginstelling_code=agb)
    else:
        rows = rows.with_columns(zorginstelling_code=pl.lit(" 06990001 "))
    links = link_hoofdtrajecten(rows)
    assert links.rows() == [("2", "1", 1)]


@pytest.mark.parametrize(
    ("hoofdtraject", "zorgtraject"),
    [
        (pl.lit(12), pl.lit("0012")),
        (pl.lit(12.0), pl.lit("0012")),
        (pl.lit("12"), pl.lit("0012")),
        (pl.lit("12.0"), pl.lit("12")),
        (pl.lit("0012"), pl.lit(12)),
        (pl.lit("t12"), pl.lit("T12")),
    ],
)
def test_a_hoofdtraject_in_another_notation_is_refused(
    hoofdtraject: pl.Expr, zorgtraject: pl.Expr
) -> None:
    is_ic = pl.col("zorgtype_code") == "51"
    rows = subtrajecten(HOOFD, IC).with_columns(
        hoofdtraject_nummer=pl.when(is_ic).then(hoofdtraject),
        zorgtraject_nummer=pl.when(~is_ic).then(zorgtraject),
        verzekerde_id=pl.lit(None),
    )
    with pytest.raises(InputFileError, match="names as hoofdtraject_nummer"):
        derive(rows, lines((2, "190153", DAY)))


def test_links_of_a_scanned_batch_serve_its_chunks() -> None:
    rows = subtrajecten(HOOFD, IC)
    links = link_hoofdtrajecten(rows.lazy())
    chunk = Grouper(plain_release(), threads=1).group_chunk(
        Chunk(rows[1:], lines((2, "190153", DAY))),
        Wanted(ozp=True, hoofdtrajecten=links),
    )
    assert chunk.ozp is not None
    assert chunk.ozp["hoofdsubtraject_nummer"].to_list() == ["1"]


NUMBERS = ("zorgtraject_nummer", "hoofdtraject_nummer", "verzekerde_id")
WORDS = ("NULL", "nan", "None", "n.v.t.", "nvt", "-", "0", "00", " ", "\u200b", " NaN ")


def told(result: GroupResult, *codes: str) -> list[tuple[str, str, int, int]]:
    return [
        (notice.code, notice.column, notice.row, notice.count)
        for notice in result.notices
        if notice.code in codes
    ]


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("word", WORDS)
def test_word_for_nothing_of_a_zt51_is_told_and_links_nothing(
    column: str, word: str
) -> None:
    nobody = dict.fromkeys(NUMBERS)
    result = derive(
        # A word in a row that is no ZT51 links nothing, and is not told.
        subtrajecten({**HOOFD, **nobody, column: word}, {**IC, **nobody, column: word}),
        lines((2, "190153", DAY)),
    )
    assert result.ozp is not None
    assert result.ozp["reden"].to_list() == ["GEEN_HOOFDTRAJECT"]
    assert told(result, "B215", "B217") == [("B215", column, 2, 1)]


def test_words_are_counted_by_column() -> None:
    nobody = {**IC, "hoofdtraject_nummer": "-", "verzekerde_id": "NULL"}
    result = derive(
        subtrajecten(HOOFD, nobody, nobody, {**nobody, "verzekerde_id": "V1"}),
        lines((2, "190153", DAY)),
    )
    assert told(result, "B215") == [
        ("B215", "hoofdtraject_nummer", 2, 3),
        ("B215", "verzekerde_id", 2, 2),
    ]


@pytest.mark.parametrize("absent", [None, ""])
def test_empty_number_and_batch_without_ozp_are_told_nothing(absent: object) -> None:
    rows = subtrajecten(HOOFD, {**IC, "hoofdtraject_nummer": absent})
    assert told(derive(rows, lines((2, "190153", DAY))), "B215") == []
    word = subtrajecten(HOOFD, {**IC, "hoofdtraject_nummer": "-"})
    result = Grouper(plain_release(), threads=1).group(word, lines((2, "190153", DAY)))
    assert told(result, "B215", "B216", "B217") == []


@pytest.mark.parametrize("dirt", [" {}", "{} ", "\ufeff{}", "{}\u00a0", "\t{}"])
def test_number_with_invisible_characters_links_and_is_told(dirt: str) -> None:
    rows = subtrajecten(HOOFD, {**IC, "verzekerde_id": dirt.format("V1")})
    result = derive(rows, lines((2, "190153", DAY)))
    assert result.ozp is not None
    assert result.ozp["hoofdsubtraject_nummer"].to_list() == ["1"]
    assert told(result, "B215", "B217") == [("B217", "verzekerde_id", 2, 1)]


@pytest.mark.parametrize(
    ("number", "dtype"),
    [
        *((n, pl.Float64) for n in (7.5, 2.0**53 + 2, float("nan"), float("inf"))),
        # Of 32 bits: 123456789 and its neighbours are one number.
        (123456789.0, pl.Float32),
    ],
)
def test_float_that_is_no_certain_number_links_nothing(
    number: float, dtype: type[pl.DataType]
) -> None:
    rows = subtrajecten(HOOFD, IC).with_columns(verzekerde_id=pl.lit(number, dtype))
    result = derive(rows, lines((2, "190153", DAY)))
    assert result.ozp is not None
    assert result.ozp["reden"].to_list() == ["GEEN_HOOFDTRAJECT"]
    assert told(result, "B215") == [("B215", "verzekerde_id", 2, 1)]


@pytest.mark.parametrize("number", [7.0, 2.0**53])
def test_float_that_is_a_whole_number_links(number: float) -> None:
    rows = subtrajecten(HOOFD, IC).with_columns(verzekerde_id=pl.lit(number))
    result = derive(rows, lines((2, "190153", DAY)))
    assert result.ozp is not None
    assert result.ozp["hoofdsubtraject_nummer"].to_list() == ["1"]


@pytest.mark.parametrize(("others", "is_told"), [(2, False), (3, True)])
def test_verzekerde_of_more_subtrajecten_than_a_person_has_is_told(
    others: int, is_told: bool
) -> None:
    other = {**HOOFD, "verzekerde_id": "V2"}  # Shares nothing with a ZT51.
    rows = subtrajecten(*[other] * 9, *[HOOFD] * others, IC)
    batch = rows, lines((10 + others, "190153", DAY))
    grouper = Grouper(plain_release(), threads=1, max_per_verzekerde=3)
    expected = [("B216", "verzekerde_id", 10, others + 1)] if is_told else []
    assert told(grouper.group(*batch, ozp=True), "B216") == expected
    assert told(grouper.group(*batch), "B216") == []
    assert told(derive(*batch), "B216") == []  # By default 500.


@pytest.mark.parametrize(
    "spelled", ["\ufeff{}", "{}\u200b", " {}\u00a0", "{}.0", "0{}"]
)
def test_zorgtype_in_any_spelling_that_is_grouped_links(spelled: str) -> None:
    rows = subtrajecten(
        {**HOOFD, "zorgtype_code": spelled.format("11")},
        {**IC, "zorgtype_code": spelled.format("51")},
    )
    if spelled[0] == "0":  # Three digits are no zorgtype.
        assert link_hoofdtrajecten(rows).is_empty()
    else:
        assert link_hoofdtrajecten(rows)["hoofdsubtraject_nummer"].to_list() == ["1"]
