"""The main subtraject of a ZT51: what links the two, and what its add-ons become."""

import polars as pl
import pytest
from small import subtrajecten
from small_ozp import derive, lines, plain_release

from grouper.engine import Grouper
from grouper.hoofdtraject import link_hoofdtrajecten
from grouper.ozp_regels import OzpRegels

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


@pytest.mark.parametrize("spelling", ["date", "jjjjmmdd", "padding"])
def test_dates_and_codes_may_be_spelled_otherwise(spelling: str) -> None:
    rows = subtrajecten(HOOFD, IC)
    if spelling == "date":
        rows = rows.with_columns(pl.col("begindatum", "einddatum").str.to_date())
    elif spelling == "jjjjmmdd":
        rows = rows.with_columns(
            pl.col("begindatum", "einddatum").str.replace_all("-", "")
        )
    else:
        rows = rows.with_columns(zorginstelling_code=pl.lit(" 06990001 "))
    links = link_hoofdtrajecten(rows)
    assert links.rows() == [("2", "1", 1)]


def test_links_of_a_scanned_batch_serve_its_chunks() -> None:
    rows = subtrajecten(HOOFD, IC)
    links = link_hoofdtrajecten(rows.lazy())
    chunk = Grouper(plain_release(), threads=1).group(
        rows[1:], lines((2, "190153", DAY)), ozp=True, hoofdtrajecten=links
    )
    assert chunk.ozp is not None
    assert chunk.ozp["hoofdsubtraject_nummer"].to_list() == ["1"]
