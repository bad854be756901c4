"""Inputs that were once read wrongly, as the folder beside ours has them.

``../shared/invoer/README.md`` says of each folder what must come. Folders that another
room is about have their tests there; the last test knows them all.
"""

from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest

from billing.settings import GroupSettings
from billing.work.group import GroupRun, group_files
from declarations import read_resultaten
from grouper.compiled.store import save_compiled
from grouper.compiled.structure import CompiledStructure
from grouper.outcomes.aanspraakregels import AanspraakRegels
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def rz17a_file(rz17a: CompiledStructure, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("release") / "rz17a.dbc"
    save_compiled(rz17a, path)
    return path


class Group:
    """Groups files of one folder; what was written of it."""

    def __init__(self, release: Path, folder: Path, out: Path) -> None:
        self.release = release
        self.folder = folder
        self.out = out

    def __call__(
        self, rows: str | Path, lines: str | Path, **asked: object
    ) -> tuple[GroupRun, pl.DataFrame]:
        paths = [self.folder / name for name in (rows, lines)]
        run = group_files([self.release], *paths, out=self.out, digest=False, **asked)
        return run, read_frame(self.out)

    @property
    def findings(self) -> pl.DataFrame:
        path = Path(f"{self.out}.findings.csv")
        if not path.exists():
            return pl.DataFrame(schema={"code": pl.String})
        return read_frame(path)


def kinds(run: GroupRun) -> dict[str, int]:
    return dict(run.findings.select("code", "rows").iter_rows())


PRODUCTEN = ["109599008", "011101008", "991630041", "040401028"]


@pytest.mark.parametrize("rows", ["sub.csv", "sub.parquet"])
@pytest.mark.parametrize("lines", ["za.csv", "za.parquet"])
def test_key_as_a_fraction_meets_or_is_refused(
    rz17a_file, shared, tmp_path, rows, lines
):
    folder = shared / "invoer" / "sleutel-als-breuk"
    group = Group(rz17a_file, folder, tmp_path / "out.csv")
    if lines == "za.csv":
        # 1001.0 as text is no number that anybody wrote, and is never guessed at.
        with pytest.raises(InputFileError, match=r"13 row.*fraction.*Write the num"):
            group(rows, lines)
        assert not group.out.exists()
        return
    run, grouped = group(rows, lines)
    assert grouped["zorgproduct_code"].to_list() == PRODUCTEN
    assert grouped["declaratiecode"].to_list() == ["15C480", None, "14E665", "15E294"]
    assert run.balance.los == 0


def test_key_as_a_fraction_is_read_as_the_whole_number_in_a_csv(
    rz17a_file, shared, tmp_path
):
    """The same activities with whole numbers: what the float must be read as."""
    folder = shared / "invoer" / "sleutel-als-breuk"
    lines = tmp_path / "za.csv"
    lines.write_text((folder / "za.csv").read_text().replace(".0;", ";"))
    group = Group(rz17a_file, folder, tmp_path / "out.csv")
    _, grouped = group("sub.csv", lines)
    assert grouped["zorgproduct_code"].to_list() == PRODUCTEN


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("sub.csv", {}),
        ("sub_amsterdam.parquet", {}),
        ("sub_utc.parquet", {}),
        # INT96 bears no zone; all of it at 23:00 is told, and read as UTC.
        ("sub_int96.parquet", {"B202": 2}),
    ],
)
def test_a_moment_is_the_day_that_it_is_in_amsterdam(
    rz17a_file, shared, tmp_path, rows, codes
):
    folder = shared / "invoer" / "datum-met-tijdzone"
    run, grouped = Group(rz17a_file, folder, tmp_path / "out.csv")(rows, "za.csv")
    found = grouped.select("zorgproduct_code", "declaratiecode", "status").rows()
    assert found == [("990026021", "15D234", "ok")]
    assert kinds(run) == codes


def test_a_time_of_day_is_told(rz17a_file, shared, tmp_path):
    folder = shared / "invoer" / "datum-met-tijdzone"
    rows = pl.read_parquet(folder / "sub_amsterdam.parquet")
    path = tmp_path / "sub.parquet"
    rows.with_columns(pl.col("begindatum").dt.offset_by("9h")).write_parquet(path)
    run, grouped = Group(rz17a_file, folder, tmp_path / "out.csv")(path, "za.csv")
    assert grouped["declaratiecode"].to_list() == ["15D234"]
    assert kinds(run) == {"B201": 1}


LINK = ("zorgtraject_nummer", "verzekerde_id", "hoofdtraject_nummer")


@pytest.mark.parametrize(
    ("rows", "told"), [("plain.csv", []), ("space.csv", sorted(LINK))]
)
def test_a_blank_links_nobody(shared, tmp_path, rows, told):
    folder = shared / "invoer" / "blanco-koppeling"
    group = Group(dbc_grouper_data.release_path(), folder, tmp_path / "out.csv")
    run, _ = group(rows, "za.csv", ozp=tmp_path / "ozp.csv")
    (addon,) = read_frame(tmp_path / "ozp.csv").to_dicts()
    assert addon["subtraject_nummer"] == "3002"
    assert addon["hoofdsubtraject_nummer"] is None
    assert (addon["is_declarabel"], addon["reden"]) == ("false", "GEEN_HOOFDTRAJECT")
    assert kinds(run)["G303"] == 1
    notices = [n for n in run.notices if n.code == "B215"]
    assert sorted(notice.column for notice in notices) == told


def test_spellings_of_aanspraak_are_read_alike(rz17a_file, shared, tmp_path):
    folder = shared / "invoer" / "aanspraak-spelling"
    settings = GroupSettings(aanspraak=AanspraakRegels(zonder_kleur="aanspraak"))
    group = Group(rz17a_file, folder, tmp_path / "out.csv")
    run, grouped = group("sub2.csv", "za2.csv", settings=settings)
    assert grouped["declaratiecode"].to_list() == [*["17D870"] * 5, "15D870"]
    assert grouped["aanspraak_toegepast"].to_list() == [*"NNNNN", "J"]
    assert kinds(run) == {}


@pytest.mark.parametrize("word", ["nope", "X", "2", "JN", "onbekend", "?"])
def test_another_word_for_aanspraak_rejects_the_row_and_is_named(
    rz17a_file, shared, tmp_path, word
):
    folder = shared / "invoer" / "aanspraak-spelling"
    rows = tmp_path / "sub.csv"
    rows.write_text((folder / "sub2.csv").read_text().replace(";Nee", f";{word}"))
    group = Group(rz17a_file, folder, tmp_path / "out.csv")
    _, grouped = group(rows, "za2.csv")
    assert grouped.filter(status="rejected")["subtraject_nummer"].to_list() == ["4104"]
    (found,) = group.findings.filter(severity="reject").to_dicts()
    assert (found["column"], found["value"], found["row"]) == ("aanspraak", word, "4")


NUMMER = "S000004"
OURS, THEIRS = "06990001", "06990099"


@pytest.mark.parametrize(
    ("rows", "lines", "codes", "told"),
    [
        ("one", "one", {OURS: "14X483"}, {}),
        ("one", "both", {OURS: "14X483"}, {"G154": 11}),
        ("both", "both", {OURS: "14X483", THEIRS: "14X483"}, {}),
        ("both", "one", {OURS: "14X483", THEIRS: None}, {"G155": 1}),
    ],
)
def test_a_number_is_of_its_hospital(shared, tmp_path, rows, lines, codes, told):
    folder = shared / "invoer" / "twee-ziekenhuizen"
    group = Group(dbc_grouper_data.release_path(), folder, tmp_path / "out.csv")
    run, grouped = group(f"sub_{rows}.csv", f"za_{lines}.csv")
    assert grouped["declaratiecode"].to_list() == list(codes.values())
    if len(codes) > 1:
        assert grouped["zorginstelling_code"].to_list() == list(codes)
    assert kinds(run) == told
    if "G154" in told:
        # Each by its own hospital, under which nobody knows the number.
        found = group.findings.select("source", "subtraject_nummer", "value").unique()
        assert found.rows() == [("zorgactiviteiten", NUMMER, THEIRS)]


@pytest.mark.parametrize("rows", ["one", "both"])
def test_activities_that_name_no_hospital_are_nobodys_of_two(shared, tmp_path, rows):
    folder = shared / "invoer" / "twee-ziekenhuizen"
    lines = tmp_path / "za.csv"
    given = read_frame(folder / "za_one.csv").drop("zorginstelling_code")
    given.write_csv(lines, separator=";")
    group = Group(dbc_grouper_data.release_path(), folder, tmp_path / "out.csv")
    run, grouped = group(f"sub_{rows}.csv", lines)
    if rows == "one":
        assert grouped["declaratiecode"].to_list() == ["14X483"]
        return
    assert grouped["status"].to_list() == ["rejected", "rejected"]
    assert kinds(run)["G102"] == 2
    assert [n.count for n in run.notices if n.code == "B214"] == [1]


@pytest.mark.parametrize("is_ended", [True, False])
def test_rows_that_break_off_are_told(rz17a_file, shared, tmp_path, is_ended):
    folder = shared / "invoer" / "korte-rijen"
    text = (folder / "za.csv").read_text()
    lines = tmp_path / "za.csv"
    lines.write_text(text if is_ended else text.rstrip("\n"))
    group = Group(rz17a_file, folder, tmp_path / "out.csv")
    run, grouped = group("sub.csv", lines)
    told = [(n.code, n.row) for n in run.notices if n.code in ("B101", "B102")]
    ends = [] if is_ended else [("B102", 0)]
    assert told == [("B101", 2), ("B101", 3), ("B101", 5), *ends]
    # Without their count the activities are none: what has them is not billed.
    assert grouped["declaratiecode"].to_list() == [None] * 4
    assert group.findings.filter(code="B101")["row"].to_list() == ["2", "3", "5"]


def test_replies_that_a_mac_zipped_along_are_read_as_replies(shared):
    """o.zip: what was once answered, with a reply to ``._m1.xml``, a whole one."""
    replies = read_resultaten(shared / "invoer" / "mac-zip" / "o.zip")
    found = replies.antwoorden.select("antwoord", "acknowledgement_code").rows()
    assert sorted(found) == [
        ("._m1.resultaat.xml", "AE"),
        ("m1.resultaat.xml", "AA"),
    ]


TESTED = {
    "aanspraak-spelling": ("golden/test_invoer.py", "sub2.csv za2.csv"),
    "blanco-koppeling": ("golden/test_invoer.py", "plain.csv space.csv za.csv"),
    "datum-met-tijdzone": (
        "golden/test_invoer.py billing/work/test_price_shared.py",
        "regels.csv regels_ams.parquet sub.csv sub_amsterdam.parquet sub_int96.parquet "
        "sub_utc.parquet za.csv",
    ),
    "hl7": (
        "billing/work/test_answer_deliveries.py",
        "goed.xml map-in-zip.zip tijdstip-14-cijfers.xml",
    ),
    "hl7-niet-gedaan": (
        "billing/work/test_answer_deliveries.py",
        "absent.xml cancelled.xml debitnegated.xml dxnegated.xml negated.xml "
        "nullflavor.xml nullified.xml othersystem.xml plain.xml planned.xml "
        "subnegated.xml",
    ),
    "kolom-dubbel": (
        "billing/files/test_file_columns.py",
        "sub.csv za_list.parquet za_twice.arrow za_twice.parquet",
    ),
    "korte-rijen": (
        "golden/test_invoer.py billing/files/test_notices.py",
        "sub.csv za.csv",
    ),
    "mac-zip": (
        "billing/work/test_answer_deliveries.py golden/test_invoer.py",
        "flatmac.zip mac.zip o.zip",
    ),
    "prijslijsten": (
        "billing/work/test_price_spelling.py",
        "bedragvormen.csv behandeling-prijs.csv titelregels.csv "
        "totaal-kosten-honorarium.csv twee-bladen.xlsx",
    ),
    "schrijfwijze-codes": (
        "billing/work/test_price_spelling.py billing/work/test_price_shared.py",
        "prijs_letterO.csv prijs_lower.csv prijs_ok.csv prijs_zwsp.csv regels.csv "
        "regels_regio.csv",
    ),
    "sleutel-als-breuk": (
        "golden/test_invoer.py",
        "sub.csv sub.parquet za.csv za.parquet",
    ),
    "tweemaal-gedeclareerd": (
        "billing/work/test_price_shared.py",
        "r1.csv r2.csv r3.csv r4.csv r5.csv",
    ),
    "twee-ziekenhuizen": (
        "golden/test_invoer.py",
        "sub_both.csv sub_one.csv za_both.csv za_one.csv",
    ),
    "uitleg": ("golden/test_uitleg.py", "s.csv z.csv"),
}
"""Of each folder the modules that test it, and the files that they read."""


def test_every_input_has_a_test(shared):
    folder = shared / "invoer"
    found = {
        each.name: " ".join(sorted(path.name for path in each.iterdir()))
        for each in folder.iterdir()
        if each.is_dir()
    }
    assert found == {name: files for name, (_, files) in TESTED.items()}
    for name, (modules, _) in TESTED.items():
        for module in modules.split():
            assert f'"{name}"' in (TESTS / module).read_text(), (name, module)
