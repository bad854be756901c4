"""A column twice or of lists is refused by name, by every command and in every form."""

from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, frame, nested, write_as

from grouper.registration.columns import KNOWN_COLUMNS
from grouper.registration.reading import read_subtrajecten, read_zorgactiviteiten
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame, schema_of
from tabellen.reading.arrowheader import column_names
from tabellen.reading.columnar import read_columnar
from tabellen.reading.endings import ENDINGS
from tariffs.sources.tables import read_regels, read_verzekeringen

COMMANDS = ("group", "explain")


def twice(path: Path, stream: bool = False) -> Path:
    """An Arrow file with the column ``aantal`` twice, which Polars does not write."""
    rows = pl.DataFrame(
        {"subtraject_nummer": ["A1"], "zorgactiviteit_code": ["060101"]}
        | {"aantal": ["1"], "aantak": ["1"]}
    )
    rows.write_ipc_stream(path) if stream else rows.write_ipc(path)
    path.write_bytes(path.read_bytes().replace(b"aantak", b"aantal"))
    return path


def parquet_twice(path: Path) -> Path:
    rows = pl.DataFrame(
        {"subtraject_nummer": ["A1"], "zorgactiviteit_code": ["060101"]}
        | {"aantal": ["1"], "aantak": ["1"]}
    )
    rows.write_parquet(path)
    # What ARROW:schema says stands in base64, out of reach; without it the names of
    # Parquet itself hold.
    content = path.read_bytes().replace(b"aantak", b"aantal")
    path.write_bytes(content.replace(b"ARROW:schema", b"ARROX:schema"))
    return path


def csv_twice(path: Path) -> Path:
    path.write_text(
        "subtraject_nummer;zorgactiviteit_code;aantal;aantal\nA1;060101;1;1\n"
    )
    return path


def files(folder: Path) -> dict[str, Path]:
    return {
        "csv": csv_twice(folder / "twice.csv"),
        "parquet": parquet_twice(folder / "twice.parquet"),
        "arrow": twice(folder / "twice.arrow"),
        "stream": twice(folder / "stream.arrow", stream=True),
    }


@pytest.mark.parametrize("form", ["csv", "parquet", "arrow", "stream"])
@pytest.mark.parametrize("name", COMMANDS)
def test_column_twice_is_exit_3_with_its_name(tmp_path, command, release, form, name):
    frame([GOOD], GOOD).write_csv(tmp_path / "s.csv")
    last = {"group": ("-o", tmp_path / "out.csv"), "explain": ("--subtraject", "A1")}
    answer = command(
        *(name, "--release", release, "--subtrajecten", tmp_path / "s.csv"),
        *("--zorgactiviteiten", files(tmp_path)[form], *last[name]),
    )
    assert answer.exit_code == 3
    assert "aantal" in answer.err
    assert str(files(tmp_path)[form]) in answer.err
    assert "damaged" not in answer.err


@pytest.mark.parametrize("form", ["csv", "parquet", "arrow"])
def test_column_twice_in_lines_and_insurances_is_named(tmp_path, form):
    with pytest.raises(InputFileError, match="aantal"):
        read_regels(files(tmp_path)[form])
    if form != "csv":  # Its columns are other ones, and so are not known.
        with pytest.raises(InputFileError, match="aantal"):
            read_verzekeringen(files(tmp_path)[form])


@pytest.mark.parametrize(
    "name", ["za_twice.arrow", "za_twice.parquet", "za_list.parquet"]
)
def test_columns_of_the_shared_example_are_named(
    shared, tmp_path, command, release, name
):
    folder = shared / "invoer" / "kolom-dubbel"
    answer = command(
        *("group", "--release", release, "--subtrajecten", folder / "sub.csv"),
        *("--zorgactiviteiten", folder / name, "-o", tmp_path / "out.csv"),
    )
    assert answer.exit_code == 3
    assert ("uitvoerdatum" if "list" in name else "aantal") in answer.err


def test_names_of_an_arrow_file_are_read_as_they_stand(tmp_path):
    names = ["a", "b" * 300, "é", ""]
    rows = pl.DataFrame({name: [1] for name in names})
    for path, write in (
        (tmp_path / "f.arrow", rows.write_ipc),
        (tmp_path / "s.arrow", rows.write_ipc_stream),
    ):
        write(path)
        assert column_names(path) == names


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_header_that_is_damaged_gives_no_names_or_others_but_never_raises(
    tmp_path, stream
):
    path = twice(tmp_path / "f.arrow", stream)
    content = path.read_bytes()
    for place in range(0, len(content), 3):
        for value in (0, 0x7F, 0xFF):
            path.write_bytes(content[:place] + bytes([value]) + content[place + 1 :])
            column_names(path)
    for size in range(0, len(content), 7):
        path.write_bytes(content[:size])
        column_names(path)


@pytest.mark.parametrize(
    "value", [["1"], {"x": "1"}, b"1"], ids=["list", "struct", "bytes"]
)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("subtrajecten", name) for name in KNOWN_COLUMNS["subtrajecten"]),
        *(("zorgactiviteiten", name) for name in KNOWN_COLUMNS["zorgactiviteiten"]),
    ],
)
def test_value_that_is_not_one_is_refused_in_every_column_of_a_frame(
    table, column, value
):
    row, read = (
        (GOOD, read_subtrajecten)
        if table == "subtrajecten"
        else (LINE, read_zorgactiviteiten)
    )
    rows = frame([row], row).with_columns(pl.Series(column, [value]))
    with pytest.raises(InputFileError, match=f"{table}: column {column} has type"):
        read(rows)


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
@pytest.mark.parametrize("column", ["uitvoerdatum", "aantal"])
def test_list_in_a_file_of_the_batch_is_refused_by_name(
    tmp_path, command, release, ending, column
):
    frame([GOOD], GOOD).write_csv(tmp_path / "s.csv")
    lines = frame([LINE], LINE).with_columns(pl.Series(column, [["1"]]))
    path = write_as(lines, tmp_path / "z", ending)
    answer = command(
        *("group", "--release", release, "--subtrajecten", tmp_path / "s.csv"),
        *("--zorgactiviteiten", path, "-o", tmp_path / "out.csv"),
    )
    assert answer.exit_code == 3
    assert f"{path}: column {column} has type" in answer.err.replace("\n", "")


def test_nested_form_is_no_column_of_lists_that_is_refused(tmp_path):
    path = tmp_path / "n.parquet"
    nested(frame([GOOD], GOOD), frame([LINE], LINE)).write_parquet(path)
    schema = schema_of(path, single=KNOWN_COLUMNS["subtrajecten"])
    assert schema["zorgactiviteiten"].is_nested()


def test_list_in_a_column_that_a_reader_asks_for_is_refused(tmp_path):
    path = tmp_path / "f.parquet"
    pl.DataFrame({"a": ["1"], "einddatum": [["2024"]]}).write_parquet(path)
    with pytest.raises(InputFileError, match="column einddatum has type"):
        read_frame(path, required=["a"], columns=["a", "einddatum"])


@pytest.mark.parametrize("column", ["regel_id", "aantal_m", "begindatum"])
def test_list_in_lines_is_refused_by_name(tmp_path, column):
    rows = {"regel_id": ["1"], "aantal_m": [1000], "begindatum": ["2024-01-01"]}
    path = tmp_path / "regels.parquet"
    pl.DataFrame({**rows, column: [[value] for value in rows[column]]}).write_parquet(
        path
    )
    with pytest.raises(InputFileError, match=f"column {column} has type List"):
        read_regels(path)


# A name is a name, whatever signs it has.

PATTERNS = ("za[1]", "za*", "za?", "{za,zb}", "za[!x]", "**", "~za", "za%20b")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("stem", PATTERNS)
def test_file_named_as_a_pattern_is_read_alone(tmp_path, ending, stem):
    for other in ("za1", "zax", "za", "zb"):
        write_as(pl.DataFrame({"a": ["other"]}), tmp_path / other, ending)
    path = write_as(pl.DataFrame({"a": ["own"]}), tmp_path / stem, ending)
    assert path.name == f"{stem}{ending}"
    assert read_frame(path)["a"].to_list() == ["own"]
    assert schema_of(path) == {"a": pl.String}


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".csv"])
@pytest.mark.parametrize("stem", PATTERNS)
def test_table_of_prices_named_as_a_pattern_is_read_alone(tmp_path, ending, stem):
    from tabellen.cells.tablecells import read_cells

    for other in ("za1", "zax", "za", "zb"):
        write_as(pl.DataFrame({"a": ["other"]}), tmp_path / other, ending)
    path = write_as(pl.DataFrame({"a": ["own"]}), tmp_path / stem, ending)
    (cells,) = read_cells(path)
    assert cells.frame["0"].to_list() == ["own"]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize("whole", [True, False])
def test_batch_named_as_a_pattern_is_grouped_alone(
    tmp_path, command, release, monkeypatch, ending, whole
):
    if not whole:
        monkeypatch.setattr("tabellen.forms.batches.WHOLE_BYTES", 0)
    rows, lines = frame([GOOD], GOOD), frame([LINE], LINE)
    for stem in ("s1", "z1"):
        write_as(rows if stem == "s1" else lines, tmp_path / stem, ending)
    s = write_as(rows, tmp_path / "s[1]", ending)
    z = write_as(pl.concat([lines] * 3), tmp_path / "z[1]", ending)
    out = tmp_path / "out[1]*.parquet"
    answer = command(
        *("group", "--release", release, "--subtrajecten", s),
        *("--zorgactiviteiten", z, "-o", out),
    )
    assert answer.exit_code == 0, answer.err
    assert "zorgactiviteiten: 3" in answer.out
    assert read_frame(out).height == 1
    verified = command("verify", out)
    assert verified.exit_code == 0, verified.err


ROOMS = (
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_reader_of_polars_takes_a_name_for_a_name(room):
    sources = (Path(__file__).parents[3] / room).rglob("*.py")
    text = "\n".join(source.read_text() for source in sources)
    for name in ("read_csv", "scan_csv", "scan_parquet", "scan_ipc", "read_parquet"):
        for call in text.split(f"pl.{name}(")[1:]:
            assert "glob=False" in call.split(")\n")[0] or "encode()" in call, name
    # They have no such argument and read patterns, or are given what is no path.
    assert "pl.read_ipc(path" not in text


def test_folder_that_looks_like_a_partition_adds_no_column(tmp_path):
    (tmp_path / "jaar=2024").mkdir()
    path = tmp_path / "jaar=2024" / "f.parquet"
    pl.DataFrame({"a": ["1"]}).write_parquet(path)
    assert schema_of(path) == {"a": pl.String}
    assert read_columnar(path, "parquet").columns == ["a"]
