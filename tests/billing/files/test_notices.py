"""What a file that is not whole tells, by every road."""

from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed, frame, nested, write_as

from billing.files.bevindingen import SHORT
from billing.files.notices import last_without
from billing.gates import Gates
from billing.work.group import group_files
from productstructure.errors import InputFileError
from tabellen.forms.batches import Table, pieces
from tabellen.forms.csvform import read_csv
from tabellen.reading.csvshape import SHEET_HEIGHTS

SUBTRAJECT = ";".join(GOOD)
ACTIVITY = ";".join(LINE)


@pytest.fixture(params=["whole", "streamed"])
def road(request, monkeypatch) -> None:
    if request.param == "streamed":
        monkeypatch.setattr("tabellen.forms.batches.WHOLE_BYTES", 0)


@pytest.fixture
def run(tmp_path: Path, release: Path):
    """Group a good subtraject with activities as given; gives the run."""

    def grouped(lines: str | bytes | Path, rows: Path | None = None):
        if rows is None:
            rows = tmp_path / "s.csv"
            frame([GOOD, changed(GOOD, subtraject_nummer="A2")], GOOD).write_csv(rows)
        path = lines if isinstance(lines, Path) else tmp_path / "z.csv"
        if not isinstance(lines, Path):
            path.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
        return group_files([release], rows, path, out=tmp_path / "out.parquet")

    return grouped


def told(run) -> list[tuple[str, str, int, int]]:
    """What is told about the files; of their keys, days and columns more is."""
    return [
        (each.table, each.code, each.row, each.count)
        for each in run.notices
        if each.code.startswith("B1")
    ]


def rows_of(tmp_path: Path) -> pl.DataFrame:
    path = tmp_path / "out.parquet.findings.csv"
    if not path.exists():
        return pl.DataFrame(schema={"code": pl.String, "row": pl.String})
    return pl.read_csv(path, separator=";", infer_schema=False)


@pytest.mark.usefixtures("road")
def test_whole_file_tells_nothing(run):
    assert told(run(f"{ACTIVITY}\nA1;060101;1;2024-05-06\n")) == []


@pytest.mark.usefixtures("road")
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("cut", ["A1", "A1;060101", "A1;060101;1"])
def test_row_that_breaks_off_is_named(run, tmp_path, newline, encoding, cut):
    text = newline.join([f"{ACTIVITY};é", "A1;060101;1;2024-05-06;x", cut, ""])
    found = run(text.encode(encoding))
    assert told(found) == [("zorgactiviteiten", "B101", 2, 1)]
    of_file = rows_of(tmp_path).filter(pl.col("code") == "B101")
    assert of_file["row"].to_list() == ["2"]
    assert of_file["tekst"].to_list() == [SHORT.tekst]
    assert found.findings.filter(code="B101")["rows"].to_list() == [1]


@pytest.mark.usefixtures("road")
def test_file_without_a_last_line_end_is_told(run, tmp_path, command):
    found = run(f"{ACTIVITY}\nA1;060101;1;2024-05-06\nA1;060101;1;2024-05-0")
    assert told(found) == [("zorgactiviteiten", "B102", 0, 1)]


def test_short_subtraject_is_named_and_rejected(tmp_path, run):
    rows = tmp_path / "s.csv"
    text = frame([GOOD], GOOD).write_csv(separator=";")
    rows.write_text(text + "A2;0303;311\n")
    found = run(f"{ACTIVITY}\nA1;060101;1;2024-05-06\n", rows)
    assert told(found) == [("subtrajecten", "B101", 2, 1)]
    assert found.balance.rejected == 1


def test_rows_that_all_break_off_are_counted(run):
    found = run(f"{ACTIVITY}\n" + "A1;060101\n" * 250)
    assert len(told(found)) == 101
    assert sum(count for *_, count in told(found)) == 250
    assert found.findings.filter(code="B101")["rows"].to_list() == [250]


def test_short_rows_of_the_shared_example_are_told(shared, run):
    folder = shared / "invoer" / "korte-rijen"
    found = run(folder / "za.csv", folder / "sub.csv")
    last = len((folder / "za.csv").read_text().splitlines()) - 1
    assert ("zorgactiviteiten", "B101", last, 1) in told(found)


@pytest.mark.usefixtures("road")
@pytest.mark.parametrize(("opens", "closes"), [(1, 1), (3, 3), (0, 0), (3, 0), (2, 3)])
@pytest.mark.parametrize("apart", [1, 1990])
def test_quote_that_swallows_rows_is_refused_with_its_row(
    tmp_path, command, release, opens, closes, apart
):
    rows = [["A1", "060101", "1", "2024-05-06"] for _ in range(2000)]
    rows[4][opens] = '"' + rows[4][opens]
    rows[4 + apart][closes] += '"'
    lines = tmp_path / "z.csv"
    lines.write_text("\n".join([ACTIVITY, *map(";".join, rows), ""]))
    frame([GOOD], GOOD).write_csv(tmp_path / "s.csv")
    for arguments in (
        ("group", "-o", tmp_path / "out.csv"),
        ("explain", "--subtraject", "A1"),
    ):
        answer = command(
            *(arguments[0], "--release", release, "--subtrajecten", tmp_path / "s.csv"),
            *("--zorgactiviteiten", lines, *arguments[1:]),
        )
        assert answer.exit_code == 3
        assert f"row 5 runs over {apart + 1} lines" in answer.err.replace("\n", " ")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.usefixtures("road")
def test_quoted_cell_over_two_lines_is_told_and_read(run):
    found = run(
        f"{ACTIVITY};tekst\nA1;060101;1;2024-05-06;x\n"
        'A1;060101;1;2024-05-06;"twee\nregels"\n'
    )
    assert told(found) == [("zorgactiviteiten", "B103", 2, 1)]
    assert found.balance.zorgactiviteiten == 2


@pytest.mark.usefixtures("road")
def test_line_ends_of_cr_cr_lf_are_read_and_told(run):
    found = run(f"{ACTIVITY}\r\r\nA1;060101;1;2024-05-06\r\r\n")
    assert told(found) == [("zorgactiviteiten", "B106", 0, 2)]
    assert (found.balance.geteld, found.balance.los) == (1, 0)
    assert set(found.findings["code"]) == {"G155"}  # Of A2, which has none.


@pytest.mark.usefixtures("road")
def test_cr_cr_lf_reads_as_cr_lf(tmp_path):
    text = f"{ACTIVITY}\nA1;060101;1;\nA2;060101;;2024-05-06\n"
    frames = []
    for newline in ("\r\n", "\r\r\n"):
        path = tmp_path / f"{len(newline)}.csv"
        path.write_bytes(text.replace("\n", newline).encode())
        frames.append(pl.concat(pieces(path, 10)))
        assert read_csv(path).equals(frames[-1])
    assert frames[0].equals(frames[1])


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize("table", ["subtrajecten", "zorgactiviteiten"])
def test_file_of_a_header_alone_is_told_and_fails_when_strict(
    tmp_path, command, release, ending, table
):
    rows, lines = frame([GOOD], GOOD), frame([LINE], LINE)
    if table == "subtrajecten":
        rows = rows.clear()
    else:
        lines = lines.clear()
    arguments = (
        *("group", "--release", release, "-o", tmp_path / "out.csv"),
        *("--subtrajecten", write_as(rows, tmp_path / "s", ending)),
        *("--zorgactiviteiten", write_as(lines, tmp_path / "z", ending)),
    )
    answer = command(*arguments)
    assert (answer.exit_code, "B105" in answer.out) == (0, True), answer.err
    assert command(*arguments, "--strict").exit_code == 1


def test_strict_passes_where_all_is_there(command, batch):
    assert command(*batch(), "--strict").exit_code == 0


def test_nested_form_has_no_file_of_activities_to_be_empty(tmp_path, release):
    path = tmp_path / "n.parquet"
    nested(frame([GOOD], GOOD), frame([LINE], LINE).clear()).write_parquet(path)
    run = group_files([release], path, out=tmp_path / "out.parquet")
    assert told(run) == []


def cut_off(height: int, *, complete: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A batch whose activities are ``height``, of all subtrajecten or but for two."""
    rows = frame([changed(GOOD, subtraject_nummer=f"A{n}") for n in range(9)], GOOD)
    of = pl.Series([f"A{n % (9 if complete else 7)}" for n in range(height)])
    lines = pl.DataFrame(
        {
            "subtraject_nummer": of.sort(),
            "zorgactiviteit_code": "060101",
            "aantal": "1",
        }
    )
    return rows, lines


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@pytest.mark.parametrize("height", [65_534, 65_535, 65_536])
@pytest.mark.parametrize("complete", [False, True])
def test_file_cut_at_the_limit_of_a_tool_is_told(
    tmp_path, release, ending, height, complete
):
    rows, lines = cut_off(height, complete=complete)
    run = group_files(
        [release],
        write_as(rows, tmp_path / "s", ".csv"),
        write_as(lines, tmp_path / "z", ending),
        out=tmp_path / "out.parquet",
    )
    # 65,534 rows of a csv are 65,535 lines.
    is_limit = height in SHEET_HEIGHTS or ending == ".csv"
    expected = [("zorgactiviteiten", "B104", 0, 2)] if is_limit and not complete else []
    assert told(run) == expected


def test_subtrajecten_cut_at_a_limit_are_told_by_the_activities_without_one(
    tmp_path, release
):
    numbers = pl.int_range(65_536, eager=True).cast(pl.String)
    rows = frame([GOOD], GOOD).drop("subtraject_nummer")
    rows = rows.select(pl.all().repeat_by(65_535).explode()).with_columns(
        numbers[:-1].alias("subtraject_nummer")
    )
    lines = pl.DataFrame(
        {"subtraject_nummer": numbers[-2:], "aantal": "1"}
        | {"zorgactiviteit_code": "060101"}
    )
    run = group_files(
        [release],
        write_as(rows, tmp_path / "s", ".parquet"),
        write_as(lines, tmp_path / "z", ".csv"),
        out=tmp_path / "out.parquet",
        gates=Gates(max_empty=1, max_uitval=1),
    )
    assert ("subtrajecten", "B104", 0, 1) in told(run)


@pytest.mark.parametrize(
    ("numbers", "has", "last"),
    [
        (["1", "2", "3"], ["1"], 2),  # The order of the file.
        (["3", "2", "1"], ["1", "2"], 1),  # The order of the numbers.
        (["10", "9", "8"], ["8", "9"], 1),  # The order of their values.
        (["1", "2", "3"], ["1", "3"], 0),
        (["1", "2"], [], 2),
    ],
)
def test_last_subtrajecten_without_activities_are_counted(tmp_path, numbers, has, last):
    pl.DataFrame({"subtraject_nummer": numbers}).write_parquet(tmp_path / "s.parquet")
    pl.DataFrame(
        {"subtraject_nummer": has}, schema={"subtraject_nummer": pl.String}
    ).write_parquet(tmp_path / "z.parquet")
    tables = (Table.open(tmp_path / name) for name in ("s.parquet", "z.parquet"))
    assert last_without(*tables) == last


def test_refusal_names_no_value(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text('a;b\nJansen;"1\n2;3"\n')
    with pytest.raises(InputFileError) as caught:
        read_csv(path)
    assert "Jansen" not in str(caught.value)
