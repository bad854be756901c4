"""Which release counts, and what becomes of rows that meet what a release has anew."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from dbc_grouper_data.making.release_language import ask, product, uitval
from support.releases.release_variants import Files
from support.releases.small import (
    ACTIVITEITEN,
    GROEP,
    WITHOUT_ACTIVITIES,
    activiteit,
    counts,
    group_one,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)
from typer.testing import CliRunner

from billing.cli.app import app
from grouper import Grouper, compile_structure, open_release, save_compiled
from grouper.compiled.capacity import NUMBERS, check_capacity
from grouper.compiled.releasekeuze import REDENEN, Keuze, tell_releases
from grouper.compiled.structure import CompiledStructure
from grouper.compiling import compiler
from grouper.compiling.beslisregels import read_beslisregels
from grouper.engine import GroupResult
from grouper.explaining.text import explanation_text
from productstructure import fingerprint, read_release
from productstructure.errors import CallError, CapacityError, ReleaseError

SUBTRAJECT = {
    "specialisme_code": "0305",
    "diagnose_code": "1102",
    "zorgtype_code": "11",
    "zorgvraag_code": None,
    "begindatum": "2024-03-01",
    "geboortedatum": "1980-06-15",
    "geslacht": "2",
    "zorginstelling_code": "06990001",
}
"""A sound subtraject of the example release."""


def read(files: Files, folder: Path) -> CompiledStructure:
    return compile_structure(read_release(files.folder(folder)))


def grouped(
    releases: CompiledStructure | list[CompiledStructure],
    *changes: dict[str, object],
    pinned: str | None = None,
) -> GroupResult:
    rows = subtrajecten(*({**SUBTRAJECT, **change} for change in changes or ({},)))
    return Grouper(releases, pinned=pinned, checks=WITHOUT_ACTIVITIES, threads=1).group(
        rows, zorgactiviteiten()
    )


def codes(result: GroupResult) -> list[str]:
    found: list[str] = result.findings["code"].to_list()
    return found


# aanspraakcodes of a new family


FLAGGED = ask(
    "Beperkt",
    counts(300, "030001"),
    restricted=True,
    yes=product("001", "15X001", "Ja"),
    no=ask(
        "Bezoek",
        counts(300, "030002"),
        yes=product("002", "15X002", "Bezoek"),
        no=uitval("003"),
    ),
)


def with_family(code: str | None) -> CompiledStructure:
    return small_release(
        {GROEP: FLAGGED, "020202": small_tree(counts(210, "11"))},
        activiteiten=[
            activiteit("030001", aanspraak=code),
            activiteit("030002", aanspraak=code),
        ],
    )


@pytest.mark.parametrize("answer", [None, "J", "N"])
@pytest.mark.parametrize("code", ["1701", "2801", "1501", "9999"])
def test_unknown_family_that_counts_leaves_no_declaratiecode(
    code: str, answer: str | None
) -> None:
    release = with_family(code)
    assert any(f"aanspraakcode(s) {code}" in notice for notice in release.notices)
    result = group_one(release, ("030001", 1), aanspraak=answer)
    row = result.grouped.row(0, named=True)
    assert (row["zorgproduct_code"], row["declaratiecode"]) == (GROEP + "001", None)
    assert (row["status"], row["is_uitval"]) == ("warning", False)
    assert row["declaratiecode_verzekerd"] == "15X001"
    assert codes(result) == ["G203"]


@pytest.mark.parametrize("code", ["1701", "2801"])
def test_unknown_family_in_a_rule_without_aanspraakbeperking_changes_nothing(
    code: str,
) -> None:
    result = group_one(with_family(code), ("030002", 1))
    assert result.grouped["declaratiecode"].to_list() == ["15X002"]
    assert codes(result) == []


@pytest.mark.parametrize(
    ("code", "expected"), [("1601", "17X001"), ("2601", None), (None, "15X001")]
)
def test_known_families_are_as_they_were(
    code: str | None, expected: str | None
) -> None:
    release = with_family(code)
    result = group_one(release, ("030001", 1))
    assert result.grouped["declaratiecode"].to_list() == [expected]
    assert not any("family" in notice for notice in release.notices)


def test_unknown_family_is_explained() -> None:
    explanation = Grouper(
        with_family("2801"), checks=WITHOUT_ACTIVITIES, threads=1
    ).explain(subtrajecten(), zorgactiviteiten(("030001", 1)), "1")
    assert "de familie van een van die aanspraakcodes is onbekend" in explanation_text(
        explanation
    )


# zorgtypen


def with_zorgtype(code: str) -> Files:
    files = Files()
    for row in files.rows("ZorgTypen", SpecialismeCode="0305", ZorgTypeCode="11"):
        dates = {
            name: text
            for name in ("BeginDatum", "EindDatum")
            if (text := row.findtext(name)) is not None
        }
        files.add(
            "ZorgTypen",
            {"SpecialismeCode": "0305", "ZorgTypeCode": "11", **dates},
            ZorgTypeCode=code,
            ZorgTypeAttribuutCode=code,
        )
    return files


def test_zorgtype_that_no_tree_tests_is_told_and_its_rows_rejected(
    tmp_path: Path,
) -> None:
    release = read(with_zorgtype("31"), tmp_path)
    assert any("zorgtypen: code(s) 31" in notice for notice in release.notices)
    result = grouped(release, {"zorgtype_code": "31"}, {})
    assert result.grouped["status"].to_list() == ["rejected", "ok"]
    assert result.grouped["declaratiecode"][0] is None
    assert codes(result) == ["G122"]


def test_zorgtype_that_a_tree_tests_is_taken(tmp_path: Path) -> None:
    files = with_zorgtype("31")
    files.change(
        "Attributen",
        {"BoomParameterNummer": "210", "OnderFilterWaarde": "21"},
        OnderFilterWaarde="31",
    )
    release = read(files, tmp_path)
    assert release.notices == ()
    result = grouped(release, {"zorgtype_code": "31"})
    assert result.grouped["status"].to_list() == ["ok"]


def test_zorgtype_of_no_tree_that_a_tree_tests_is_told(tmp_path: Path) -> None:
    files = Files()
    files.change(
        "Attributen",
        {"BoomParameterNummer": "210", "OnderFilterWaarde": "13"},
        OnderFilterWaarde="41",
    )
    release = read(files, tmp_path)
    assert any("a tree tests 41" in notice for notice in release.notices)
    result = grouped(release, {"zorgtype_code": "41"})
    assert result.grouped["status"].to_list() == ["no_tree"]


def test_geslacht_that_is_not_known_is_rejected_and_crashes_nothing(
    tmp_path: Path,
) -> None:
    files = Files()
    files.add(
        "Geslachten",
        {"GeslachtCodeNEN": "9"},
        GeslachtCodeNEN="0",
        GeslachtCodeHL7="UNK",
    )
    result = grouped(read(files, tmp_path), {"geslacht": "0"}, {"geslacht": "UNK"}, {})
    assert result.grouped["status"].to_list() == ["rejected", "rejected", "ok"]
    assert codes(result) == ["G135", "G135"]


# more than a type holds


def test_one_more_than_a_type_holds_is_refused() -> None:
    check_capacity("codes", NUMBERS, NUMBERS)
    with pytest.raises(CapacityError, match=r"65536 codes; this software holds 65535"):
        check_capacity("codes", NUMBERS + 1, NUMBERS)


@pytest.mark.parametrize(
    ("limit", "most", "found"),
    [
        ("NUMBERS", 6, "codes of zorgactiviteit"),
        ("NUMBERS", 7, "pairs of specialisme and zorgtype"),
        ("WINDOWS", 1, "windows of days without a change"),
    ],
)
def test_more_than_a_type_holds_is_refused_at_compile(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, found: str
) -> None:
    monkeypatch.setattr(compiler, limit, most)
    with pytest.raises(CapacityError, match=rf"[0-9]+ {found}; this software holds"):
        small_release(
            small_tree(counts(300, "030001")),
            activiteiten=[
                *(ACTIVITEITEN if limit == "NUMBERS" else ACTIVITEITEN[:1]),
                *(activiteit(f"0300{more}") for more in range(10, 14) if most == 6),
                *(
                    [activiteit("030009", first="2020-02-01")]
                    if limit == "WINDOWS"
                    else []
                ),
            ],
        )


def test_more_voorwaarden_than_a_type_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{read_beslisregels.__module__}.CONDITIONS", 2)
    conditions = [counts(300, f"03000{number}") for number in (1, 2, 3)]
    with pytest.raises(CapacityError, match="3 voorwaarden of one beslisregel"):
        small_release(small_tree(*conditions))


# until when a release is meant


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("20240101 {} v20231001.xml", None),
        ("20300101 {} v20231001.xml", "The file names say 2030-01-01"),
        ("20250101 {} v20231001.xml", "The file names say 2025-01-01"),
        ("20300101 {} v20291001.xml", "The file names say 2030-01-01"),
        ("{} v20231001.xml", "The file names carry no date"),
        ("{}.xml", "The file names carry no date"),
    ],
)
def test_name_is_held_against_the_newest_trees(
    tmp_path: Path, pattern: str, told: str | None
) -> None:
    release = read(Files().rename(pattern), tmp_path)
    days = ("2024-12-31", "2025-01-01", "2030-01-01")
    result = grouped(release, *({"begindatum": day} for day in days))
    assert codes(result) == ["G113", "G113"]
    assert told is None or any(told in notice for notice in release.notices)
    assert bool(release.notices) == bool(told)


def test_name_of_a_year_before_the_newest_trees_is_told(tmp_path: Path) -> None:
    release = read(Files().rename("20230101 {} v20220901.xml"), tmp_path)
    assert any("say 2023-01-01" in notice for notice in release.notices)


# gaps in tree versions


def with_gap() -> Files:
    """No tree in December 2023, nor after June 2024."""
    return (
        Files()
        .change(
            "ZorgProductGroepen", {"BeginDatum": "2023-01-01"}, EindDatum="2023-11-30"
        )
        .change(
            "ZorgProductGroepen", {"BeginDatum": "2024-01-01"}, EindDatum="2024-06-30"
        )
    )


DAYS = {
    "2021-12-31": ["G112"],
    "2023-11-30": [],
    "2023-12-01": ["G115"],
    "2023-12-31": ["G115"],
    "2024-06-30": [],
    "2024-07-01": ["G115"],
    "2031-01-01": ["G115"],
}


@pytest.mark.parametrize(("day", "expected"), DAYS.items())
def test_begindatum_without_a_tree_says_where_it_lies(
    tmp_path: Path, day: str, expected: list[str]
) -> None:
    result = grouped(read(with_gap(), tmp_path), {"begindatum": day})
    assert [code for code in codes(result) if code in ("G112", "G115")] == expected
    assert (result.grouped["status"][0] == "rejected") == bool(expected)


@pytest.mark.parametrize("swap", [False, True])
def test_release_with_a_tree_for_the_day_is_taken_before_a_newer_one_without(
    tmp_path: Path, *, swap: bool
) -> None:
    newer = with_gap().everywhere("VersieDatum", "2023-09-28")
    releases = [read(newer, tmp_path / "new"), read(Files(), tmp_path / "old")]
    names = [release.identity.name for release in releases]
    days = [*DAYS, "2024-12-31", "2025-01-01"]
    result = grouped(
        releases[::-1] if swap else releases, *({"begindatum": day} for day in days)
    )
    new, old = names
    assert result.grouped["release"].to_list() == [
        *(new, new, old, old, new, old, old),
        *(old, old),
    ]
    assert set(codes(result)) == {"G112", "G113"}


# two releases of one VersieDatum


def erratum(code: str = "14X109") -> Files:
    """The same release in which one product has another declaratiecode."""
    return Files().change(
        "Producten",
        {"DeclaratieCodeVerzekerdeZorg": "14X107"},
        DeclaratieCodeVerzekerdeZorg=code,
    )


@pytest.mark.parametrize("swap", [False, True])
def test_two_releases_of_one_versiedatum_are_refused_by_name(
    tmp_path: Path, *, swap: bool
) -> None:
    releases = [read(Files(), tmp_path / "a"), read(erratum(), tmp_path / "b")]
    with pytest.raises(CallError, match="have the same versiedatum") as raised:
        Grouper(releases[::-1] if swap else releases)
    for release in releases:
        assert release.identity.boombestanden.sha256[:8] in str(raised.value)
        assert release.identity.referenties.sha256[:8] in str(raised.value)


@pytest.mark.parametrize("swap", [False, True])
def test_of_one_versiedatum_the_later_version_in_the_names_counts(
    tmp_path: Path, *, swap: bool
) -> None:
    later = erratum().rename("20240101 {} v20231115.xml")
    releases = [read(Files(), tmp_path / "a"), read(later, tmp_path / "b")]
    winner = releases[1].identity.name
    if swap:
        releases.reverse()
    result = grouped(releases)
    assert result.grouped["release"].to_list() == [winner]
    (told,) = tell_releases(releases)
    assert all(release.identity.name in told for release in releases)
    assert f"{winner} [files" in told


def test_pin_decides_between_two_of_one_versiedatum(tmp_path: Path) -> None:
    other = erratum().rename("20240101 {} v20231115.xml")
    releases = [read(Files(), tmp_path / "a"), read(other, tmp_path / "b")]
    for pinned in (release.identity.name for release in releases):
        for order in (releases, releases[::-1]):
            result = grouped(order, {}, {"begindatum": "2022-01-01"}, pinned=pinned)
            assert set(result.grouped["release"]) == {pinned}


@pytest.mark.parametrize("swap", [False, True])
def test_pin_of_one_of_two_that_differ_in_content_alone_decides_on_every_day(
    tmp_path: Path, *, swap: bool
) -> None:
    one = Files().rename("20240101 {} v20231001.xml")
    other = erratum("14X109").rename("20230101 {} v20231001.xml")
    releases = [read(one, tmp_path / "a"), read(other, tmp_path / "b")]
    pinned = releases[1].identity.name
    days = ({"begindatum": "2023-03-01"}, {"begindatum": "2031-01-01"})
    result = grouped(releases[::-1] if swap else releases, *days, pinned=pinned)
    assert result.grouped["release"].to_list() == [pinned, pinned]


@pytest.mark.parametrize("swap", [False, True])
def test_one_wrong_versiedatum_does_not_make_a_release_the_newest(
    tmp_path: Path, *, swap: bool
) -> None:
    good = Files().everywhere("VersieDatum", "2023-09-25")
    bad = erratum().change(
        "Producten", {"ProductCode": "100909007"}, VersieDatum="9023-09-20"
    )
    releases = [read(good, tmp_path / "good"), read(bad, tmp_path / "bad")]
    name = releases[0].identity.name
    result = grouped(releases[::-1] if swap else releases)
    assert result.grouped["release"].to_list() == [name]


# why a release was taken


def test_each_reason_is_explained_counted_and_recorded(tmp_path: Path) -> None:
    old = Files().rename("20230101 {} v20220901.xml")
    paths = [old.folder(tmp_path / "old"), with_gap_later().folder(tmp_path / "new")]
    releases = [compile_structure(read_release(path)) for path in paths]
    reasons = {
        "2021-06-01": Keuze.GEEN_BOOM,
        "2023-06-01": Keuze.NIEUWSTE_GELDIG,
        "2023-12-15": Keuze.ENIGE_GELDIG,
        "2024-06-01": Keuze.ENIGE_GELDIG,
        "2025-06-01": Keuze.NIEUWSTE_MET_BOOM,
    }
    rows = subtrajecten(*({**SUBTRAJECT, "begindatum": day} for day in reasons))
    grouper = Grouper(releases, checks=WITHOUT_ACTIVITIES, threads=1)
    counted = grouper.group(rows, zorgactiviteiten()).releasekeuzes
    assert counted.total() == len(reasons)
    for number, keuze in enumerate(reasons.values(), start=1):
        explanation = grouper.explain(rows, zorgactiviteiten(), str(number))
        assert explanation.release_reden == REDENEN[keuze]
        assert f"{explanation.release}: {REDENEN[keuze]}" in explanation_text(
            explanation
        )
        assert any(found == keuze for _, found in counted)
    batch = tmp_path / "batch.csv", tmp_path / "za.csv"
    rows.write_csv(batch[0])
    zorgactiviteiten(("060101", 1)).write_csv(batch[1])
    out = tmp_path / "out.csv"
    printed = run(
        "group",
        *(part for path in paths for part in ("--release", str(path))),
        *("--subtrajecten", str(batch[0]), "--zorgactiviteiten", str(batch[1])),
        *("-o", str(out)),
    )
    record = json.loads((tmp_path / "out.csv.provenance.json").read_text())
    assert {entry["release"] for entry in record["releasekeuze"]} == {
        release.identity.name for release in releases
    }
    assert sum(entry["subtrajecten"] for entry in record["releasekeuze"]) == 5
    for keuze in set(reasons.values()):
        assert REDENEN[keuze][:40] in " ".join(printed.split())
        assert REDENEN[keuze] in {entry["reden"] for entry in record["releasekeuze"]}
    assert "Notice: 20230101 v20220901 (20230920): The file names say" in printed


def with_gap_later() -> Files:
    """A gap in December 2023, and a newer VersieDatum."""
    return (
        Files()
        .everywhere("VersieDatum", "2023-09-28")
        .change(
            "ZorgProductGroepen", {"BeginDatum": "2023-01-01"}, EindDatum="2023-11-30"
        )
    )


def test_pinned_release_says_so(tmp_path: Path) -> None:
    newer = Files().everywhere("VersieDatum", "2023-09-28")
    releases = [read(newer, tmp_path / "new"), read(Files(), tmp_path / "old")]
    name = releases[1].identity.name
    grouper = Grouper(releases, pinned=name, checks=WITHOUT_ACTIVITIES, threads=1)
    explanation = grouper.explain(subtrajecten(SUBTRAJECT), zorgactiviteiten(), "1")
    assert (explanation.release, explanation.release_reden) == (
        name,
        REDENEN[Keuze.VASTGEZET],
    )


def test_only_release_needs_no_reason(tmp_path: Path) -> None:
    release = read(Files(), tmp_path)
    explanation = Grouper(release, checks=WITHOUT_ACTIVITIES, threads=1).explain(
        subtrajecten(SUBTRAJECT), zorgactiviteiten(), "1"
    )
    assert explanation.release_reden == REDENEN[Keuze.ENIGE_GEGEVEN]
    assert f"release {release.identity.name}\n" in explanation_text(explanation)


# by its hash


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result.output


def as_folder(path: Path) -> Path:
    return Files().folder(path)


def as_zip(path: Path) -> Path:
    return Files().zip(path / "20190101 Groupertabellen v20180920 (1).zip")


def as_compiled(path: Path) -> Path:
    save_compiled(open_release(as_zip(path)), path / "release.dbc")
    return path / "release.dbc"


@pytest.mark.parametrize("form", [as_folder, as_zip, as_compiled])
def test_release_is_pinned_by_its_hash(
    tmp_path: Path, form: Callable[[Path], Path]
) -> None:
    path = form(tmp_path)
    sha256 = fingerprint(path)
    other = "0" * 64
    for given in (sha256, sha256.upper(), [other, sha256]):
        assert open_release(path, sha256=given).identity.name
    with pytest.raises(ReleaseError, match=f"sha256 is {sha256}; expected {other}"):
        open_release(path, sha256=other)
    for none in ("abc", "", []):
        with pytest.raises(CallError, match="sha256"):
            open_release(path, sha256=none)
    assert sha256 in run("compile", str(path), "--sha256", sha256)
    run("compile", str(path), "--sha256", other, code=3)
    run("compile", str(path), "--sha256", "abc", code=2)


def test_compiled_release_is_known_by_the_hash_of_its_source_too(
    tmp_path: Path,
) -> None:
    path, source = as_compiled(tmp_path), fingerprint(as_zip(tmp_path))
    assert open_release(path, sha256=source).bron_sha256 == source
    printed = run("compile", str(path))
    assert source in printed
    assert fingerprint(path) in printed


def test_group_refuses_a_release_of_another_hash(tmp_path: Path) -> None:
    release, rows = as_zip(tmp_path), tmp_path / "s.csv"
    subtrajecten(SUBTRAJECT).write_csv(rows)
    zorgactiviteiten(("060101", 1)).write_csv(tmp_path / "z.csv")
    call = (
        *("group", "--release", str(release), "--subtrajecten", str(rows)),
        *("--zorgactiviteiten", str(tmp_path / "z.csv"), "-o", str(tmp_path / "o.csv")),
    )
    run(*call, "--sha256", "0" * 64, code=3)
    run(*call, "--sha256", fingerprint(release))


def test_compile_prints_what_is_unusual(tmp_path: Path) -> None:
    path = Files().rename("20240101_{}_v20231001.xml").folder(tmp_path)
    assert "is not as the NZa writes it" in " ".join(run("compile", str(path)).split())


def test_notices_are_kept_in_a_compiled_file(tmp_path: Path) -> None:
    release = read(Files().rename("{}.xml"), tmp_path / "release")
    save_compiled(release, tmp_path / "release.dbc")
    assert open_release(tmp_path / "release.dbc").notices == release.notices != ()


def test_docs_list_the_hash_of_rz17a(shared: Path) -> None:
    content = (shared / "nza" / "20170101 Grouper Tabellen v20161117.zip").read_bytes()
    page = Path(__file__).parents[3] / "docs" / "outcomes.md"
    assert hashlib.sha256(content).hexdigest() in page.read_text("utf-8")


# forms of the zip


@pytest.mark.parametrize(
    "around", ["", "20240101 Grouper Tabellen v20231001/", "a/b/", "map\\"]
)
@pytest.mark.parametrize("system", [False, True])
def test_zip_with_folders_reads_the_same(
    tmp_path: Path, around: str, *, system: bool
) -> None:
    files = Files()
    if system:
        files.beside = {
            "__MACOSX/._20240101 BoomBestanden v20231001.xml": b"\0\5",
            "._x.xml": b"\0",
            ".DS_Store": b"\0",
        }
    path = files.zip(tmp_path / "release.zip", around)
    structure = read_release(path)
    assert structure.identity == read_release(Files().folder(tmp_path / "f")).identity
    assert structure.notices == ()
