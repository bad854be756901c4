"""verify tells each kind of change of a set, and fails closed; readers take the key."""

import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed
from support.tarieven.tarieffiles import TABLES, write_lines

from grouper.sealing.digest import DIGEST, with_digest
from grouper.sealing.provenance import FileDigest
from tabellen.forms.frames import read_frame, write_frame
from tabellen.sets.setrecord import Bestand, file_sha256, record_path, set_id

ROWS = [changed(GOOD, subtraject_nummer=f"A{number}") for number in range(1, 7)]
LINES = [
    changed(LINE, subtraject_nummer=row["subtraject_nummer"], zorgactiviteit_code=code)
    for row in ROWS
    for code in ("060101", "062501")
]
BAD = changed(GOOD, subtraject_nummer="B1", geslacht="X")


@pytest.fixture
def key(tmp_path):
    """File with a key."""
    path = tmp_path / "sleutel"
    path.write_text("0123456789abcdef" * 4 + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def group(command, batch, tmp_path):
    """Group a batch into a folder: grouped.csv, ozp.csv, rejected rows, findings."""

    def run(name: str, *options: object, rows=(*ROWS, BAD), lines=LINES) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        arguments = batch(list(rows), list(lines))
        arguments[arguments.index("-o") + 1] = str(folder / "grouped.csv")
        ozp = ("--ozp", folder / "ozp.csv")
        answer = command(*arguments, *ozp, *options)
        assert answer.exit_code == 0, answer.err
        return folder

    return run


@pytest.fixture
def verify(command):
    """Verify; gives the exit code and what was said, in one line."""

    def run(*arguments: object) -> tuple[int, str]:
        answer = command("verify", *arguments)
        # A fault of ours or a bad file would end without these words.
        assert ("Not verified." in answer.out) == (answer.exit_code == 1), answer.err
        return answer.exit_code, re.sub(r"\s+", " ", answer.out)

    return run


def change_rows(path: Path, change) -> None:
    write_frame(change(read_frame(path)), path)


def test_set_as_it_was_written_is_verified(group, verify):
    folder = group("a")
    for name in ("grouped.csv", "ozp.csv", "grouped.csv.rejected.csv"):
        code, said = verify(folder / name)
        assert code == 0, said
        assert "4 files in its set" in said
        assert "Input s.csv: the file that was read" in said


ROW_CHANGES = {
    "changed": (
        lambda rows: rows.with_columns(
            status=pl.when(pl.int_range(pl.len()) == 1)
            .then(pl.lit("no_tree"))
            .otherwise("status")
        ),
        ["row 2 gewijzigd: status"],
    ),
    "missing": (
        lambda rows: rows[:3].vstack(rows[4:]),
        ["ontbreekt. Het bestand heeft 6 rijen; er zijn er 7 geschreven: minstens 1"],
    ),
    "extra": (
        lambda rows: rows.vstack(rows[:2]),
        ["extra. Het bestand heeft 9 rijen; er zijn er 7 geschreven: minstens 2"],
    ),
    "moved": (
        lambda rows: rows.reverse(),
        ["verplaatst. De rijen staan niet in de volgorde"],
    ),
    "moved and changed": (
        lambda rows: ROW_CHANGES["changed"][0](rows.reverse()),
        ["verplaatst. De rijen", "row 2 gewijzigd "],
    ),
    "replaced": (
        lambda rows: rows[:1].vstack(rows[:1]).vstack(rows[2:]),
        ["gewijzigd. Er zijn rijen vervangen"],
    ),
    "columns": (
        lambda rows: rows.select(reversed(rows.columns)),
        ["gewijzigd. De kolommen"],
    ),
}
KINDS = ("gewijzigd", "ontbreekt", "extra", "verplaatst", "van een andere run")


@pytest.mark.parametrize("change", ROW_CHANGES)
def test_kind_of_change_of_rows_is_told(group, verify, change):
    path = group("a") / "grouped.csv"
    edit, told = ROW_CHANGES[change]
    change_rows(path, edit)
    code, said = verify(path)
    assert code == 1
    for text in told:
        assert text in said
    others = [kind for kind in KINDS if not any(kind in text for text in told)]
    assert [kind for kind in others if f" {kind}. " in said] == []


def test_bytes_that_change_no_cell_are_told(group, verify):
    path = group("a") / "grouped.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    code, said = verify(path)
    assert (code, "gewijzigd. Het bestand is niet het bestand" in said) == (1, True)


@pytest.mark.parametrize("name", ["ozp.csv", "grouped.csv.findings.csv"])
def test_other_file_of_the_set_that_was_changed_is_named(group, verify, name):
    folder = group("a")
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    code, said = verify(folder / "grouped.csv")
    assert (code, f"{name}: gewijzigd. " in said) == (1, True)


@pytest.mark.parametrize("name", ["ozp.csv", "grouped.csv", "grouped.csv.rejected.csv"])
def test_file_of_the_set_that_is_gone_is_named(group, verify, name):
    folder = group("a")
    (folder / name).unlink()
    code, said = verify(folder / "grouped.csv")
    assert (code, f"{name}: ontbreekt. " in said) == (1, True)


@pytest.mark.parametrize("place", [".", "elders"])
def test_file_of_the_set_that_was_moved_is_found(group, verify, place):
    folder = group("a")
    (folder / "elders").mkdir()
    (folder / "ozp.csv").rename(folder / place / "o.csv")
    code, said = verify(folder / "grouped.csv")
    assert code == 1
    # It is looked for in the folders of the set.
    told = "verplaatst. Het bestand staat nu als o.csv" if place == "." else "ontbreekt"
    assert f"ozp.csv: {told}" in said


def test_file_that_was_moved_with_its_record_is_told(group, verify, command):
    folder = group("a")
    for name in ("grouped.csv", "grouped.csv.provenance.json"):
        (folder / name).rename(folder / name.replace("grouped", "g"))
    code, said = verify(folder / "g.csv")
    assert code == 1
    assert "verplaatst. Het bestand staat niet onder de naam" in said


def test_files_of_one_set_that_changed_places_are_told(group, verify):
    folder = group("a")
    paths = folder / "ozp.csv", folder / "grouped.csv.findings.csv"
    contents = [path.read_bytes() for path in paths]
    for path, content in zip(paths, reversed(contents), strict=True):
        path.write_bytes(content)
    code, said = verify(folder / "grouped.csv")
    assert code == 1
    one, other = (path.name for path in paths)
    assert f"{one}: verplaatst. Onder deze naam staat wat als {other}" in said
    assert f"{other}: verplaatst. Onder deze naam staat wat als {one}" in said
    assert "verplaatst" in verify(folder / "ozp.csv")[1]


@pytest.mark.parametrize("records", [False, True])
@pytest.mark.parametrize("name", ["ozp.csv", "grouped.csv"])
def test_file_of_another_run_is_told(group, verify, name, records):
    folder, other = group("a"), group("b", rows=(*ROWS[:4], BAD))
    shutil.copy(other / name, folder)
    if records:
        shutil.copy(record_path(other / name), folder)
    code, said = verify(folder / "grouped.csv")
    assert code == 1
    # With its record the main file is right, and the others are not of its run.
    of_file = "ozp.csv: " if name == "ozp.csv" or records else ""
    assert f"{of_file}van een andere run. " in said
    # What its rows are beside those of the record says nothing then.
    assert "er zijn er 7 geschreven" not in said
    assert "van een andere run. " in verify(folder / "ozp.csv")[1]


def test_file_of_an_earlier_run_is_extra(group, verify):
    folder = group("a")
    findings = folder / "grouped.csv.findings.csv"
    kept = findings.read_bytes()
    group("a", rows=ROWS)
    assert verify(folder / "grouped.csv")[0] == 0
    findings.write_bytes(kept)
    code, said = verify(folder / "grouped.csv")
    assert (code, f"{findings.name}: extra. " in said) == (1, True)


def test_output_that_a_later_run_did_not_write_is_of_another_run(
    group, verify, command, batch, tmp_path
):
    folder = group("a")
    arguments = batch(ROWS, LINES)
    arguments[arguments.index("-o") + 1] = str(folder / "grouped.csv")
    assert command(*arguments).exit_code == 0
    code, said = verify(folder / "grouped.csv")
    assert (code, "ozp.csv: van een andere run. " in said) == (1, True)
    # One that does not fit its own record either may be of any run.
    (folder / "ozp.csv").write_text("x")
    code, said = verify(folder / "grouped.csv")
    assert (code, "ozp.csv: extra. " in said) == (1, True)


def test_nothing_is_verified_without_a_record(group, verify):
    folder = group("a")
    record_path(folder / "grouped.csv").unlink()
    code, said = verify(folder / "grouped.csv")
    assert code == 1
    assert "niet vast te stellen. Er is geen record" in said
    # Its own short record is there, that of the set is not.
    code, said = verify(folder / "ozp.csv")
    assert (code, "record van de hele set is er niet" in said) == (1, True)


DAMAGES = {
    "no json": lambda text: text[:-20],
    "hash": lambda text: '"sha256": "0'.join(text.rsplit('"sha256": "', 1)),
    "rows": lambda text: text.replace('"rijen": 7', '"rijen": 8'),
    "name": lambda text: text.replace('"naam": "ozp.csv"', '"naam": null'),
    "bytes": lambda text: re.sub(r'"bytes": [0-9]+', '"bytes": "1"', text),
    "setting": lambda text: text.replace('"geslacht": "reject"', '"geslacht": "x"'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_is_verified_by_a_damaged_record(group, verify, damage):
    path = group("a") / "grouped.csv"
    text = record_path(path).read_text()
    assert DAMAGES[damage](text) != text
    record_path(path).write_text(DAMAGES[damage](text))
    code, said = verify(path)
    assert (code, "record is beschadigd of gewijzigd" in said) == (1, True)


def forge(folder: Path) -> None:
    """Change a code in grouped.csv and write everything anew that fits it."""
    path, record = folder / "grouped.csv", record_path(folder / "grouped.csv")
    rows = read_frame(path).drop(DIGEST)
    forged = with_digest(rows.with_columns(declaratiecode=pl.lit("15X999")))
    write_frame(forged, path)
    said = json.loads(record.read_text())
    digest = FileDigest()
    digest.add(forged)
    said["bestand"] = asdict(digest.record())
    found = [Bestand(**each) for each in said["set"]["bestanden"]]
    found[0] = Bestand(
        path.name, path.stat().st_size, found[0].rijen, file_sha256(path)
    )
    said["set"] |= {"id": set_id(found), "bestanden": [asdict(each) for each in found]}
    record.write_text(json.dumps(said))
    short = json.loads(record_path(folder / "ozp.csv").read_text())
    short["set"]["id"] = set_id(found)
    record_path(folder / "ozp.csv").write_text(json.dumps(short))


def drop_seals(folder: Path) -> None:
    for record in folder.glob("*.provenance.json"):
        said = json.loads(record.read_text())
        said.pop("zegel", None)
        record.write_text(json.dumps(said))


def test_record_rewritten_with_its_files_is_not_noticed_without_a_key(group, verify):
    folder = group("a")
    forge(folder)
    assert verify(folder / "grouped.csv")[0] == 0
    assert verify(folder / "ozp.csv")[0] == 0


@pytest.mark.parametrize("name", ["grouped.csv", "ozp.csv"])
def test_record_rewritten_with_its_files_is_noticed_with_the_key(
    group, verify, key, name
):
    folder = group("a", "--sleutel-bestand", key)
    with_key = ("--sleutel-bestand", key)
    code, said = verify(folder / name, *with_key)
    assert (code, "sealed with the key" in said) == (0, True)
    forge(folder)
    code, said = verify(folder / name, *with_key)
    assert code == 1
    assert "gewijzigd nadat het met de sleutel was verzegeld" in said
    drop_seals(folder)
    code, said = verify(folder / name, *with_key)
    assert (code, "niet met een sleutel verzegeld" in said) == (1, True)
    record_path(folder / name).unlink()
    code, said = verify(folder / name, *with_key)
    assert (code, "sealed with the key" in said) == (1, False)


def test_sealed_record_is_not_confirmed_without_its_key(group, verify, key, tmp_path):
    folder = group("a", "--sleutel-bestand", key)
    code, said = verify(folder / "grouped.csv")
    assert (code, "zonder die sleutel is het niet te bevestigen" in said) == (1, True)
    other = tmp_path / "andere"
    other.write_text("f0123456789abcde" * 4)
    other.chmod(0o600)
    code, said = verify(folder / "grouped.csv", "--sleutel-bestand", other)
    assert (code, "met een andere sleutel verzegeld" in said) == (1, True)


@pytest.mark.parametrize("stripped", ["grouped.csv", "ozp.csv"])
def test_seal_taken_from_one_of_two_records_is_noticed(group, verify, key, stripped):
    folder = group("a", "--sleutel-bestand", key)
    record = record_path(folder / stripped)
    said = json.loads(record.read_text())
    del said["zegel"]
    record.write_text(json.dumps(said))
    code, told = verify(folder / "ozp.csv", "--sleutel-bestand", key)
    assert (code, "niet met een sleutel verzegeld" in told) == (1, True)
    assert "The record is sealed" not in told
    code, told = verify(folder / "ozp.csv")
    assert (code, "zonder die sleutel is het niet te bevestigen" in told) == (1, True)


def test_key_of_a_record_is_read_as_that_of_pseudonyms(group, command, key):
    folder = group("a", "--sleutel-bestand", key)
    record = record_path(folder / "grouped.csv").read_text()
    assert key.read_text().strip() not in record
    for content, mode, code, said in (
        ("short", 0o600, 2, "at least 32"),
        ("a" * 40, 0o600, 2, "over and over"),
        ("0123456789abcdef" * 4, 0o644, 2, "chmod 600"),
    ):
        key.write_text(content)
        key.chmod(mode)
        answer = command("verify", folder / "grouped.csv", "--sleutel-bestand", key)
        assert (answer.exit_code, said in answer.err) == (code, True)
    key.unlink()
    answer = command("verify", folder / "grouped.csv", "--sleutel-bestand", key)
    assert answer.exit_code == 3


def test_key_is_never_an_output(command, batch, key):
    content = key.read_bytes()
    arguments = [*batch(ROWS, LINES), "--rejected", key, "--sleutel-bestand", key]
    assert command(*arguments).exit_code == 2
    assert key.read_bytes() == content


def test_input_that_was_replaced_is_told_and_one_that_is_given_has_to_fit(
    group, verify, tmp_path
):
    path = group("a") / "grouped.csv"
    kept = tmp_path / "bewaard.csv"
    shutil.copy(tmp_path / "s.csv", kept)
    (tmp_path / "s.csv").write_text("van de volgende nacht")
    (tmp_path / "z.csv").unlink()
    code, said = verify(path)
    assert code == 0
    assert "Input s.csv: another file than was read" in said
    assert "Input z.csv: not at hand, not compared" in said
    code, said = verify(path, "--invoer", kept)
    assert (code, "Input s.csv: the file that was read" in said) == (0, True)
    code, said = verify(path, "--invoer", tmp_path / "s.csv")
    assert (code, "Input s.csv: another file than was read" in said) == (1, True)
    code, said = verify(path, "--invoer", path)
    assert (code, "Input grouped.csv: no input of this output" in said) == (1, True)


def test_folder_that_was_moved_with_its_inputs_finds_them(group, verify, tmp_path):
    group("a")
    (tmp_path / "in").mkdir()
    for name in ("a", "s.csv", "z.csv"):
        (tmp_path / name).rename(tmp_path / "in" / name)
    code, said = verify(tmp_path / "in" / "a" / "grouped.csv")
    assert (code, "Input z.csv: the file that was read" in said) == (0, True)


def test_keyed_hashes_of_inputs_are_compared_with_the_key_of_pseudonyms(
    group, verify, key
):
    path = group("a", "--pseudonymise", key) / "grouped.csv"
    code, said = verify(path)
    assert (code, "Input s.csv: not compared: its hash is keyed" in said) == (1, True)
    code, said = verify(path, "--pseudonymise", key)
    assert (code, "Input s.csv: the file that was read" in said) == (0, True)


def test_no_hash_beside_pseudonyms_is_one_that_can_be_tested(group, key):
    folder = group("a", "--pseudonymise", key)
    plain = {file_sha256(path) for path in folder.iterdir() if path.suffix == ".csv"}
    assert len(plain) == 4
    for record in folder.glob("*.json"):
        said = record.read_text()
        assert not [sha256 for sha256 in plain if sha256 in said]
    # They are keyed by the key alone: the same run gives the same record.
    other = group("b", "--pseudonymise", key)
    for record in folder.glob("*.json"):
        assert record.read_bytes() == (other / record.name).read_bytes()


@pytest.mark.parametrize("name", ["grouped.csv", "ozp.csv", "grouped.csv.findings.csv"])
def test_keyed_hashes_of_outputs_tell_a_change_with_the_key(group, verify, key, name):
    folder = group("a", "--pseudonymise", key)
    path = folder / "grouped.csv"
    assert verify(path, "--pseudonymise", key)[0] == 0
    assert verify(path, "--sleutel-bestand", key)[0] == 0
    content = (folder / name).read_bytes()
    end = content.rfind(b"\n", 0, -1) + 1
    # One sign is another one, and the size is the same.
    (folder / name).write_bytes(content[:end] + b"X" + content[end + 1 :])
    code, said = verify(path, "--pseudonymise", key)
    assert (code, "gewijzigd" in said) == (1, True), said
    (folder / name).write_bytes(content + b"x")
    code, said = verify(path)
    assert code == 1
    assert "gewijzigd" in said or "extra" in said
    (folder / name).unlink()
    code, said = verify(path, "--pseudonymise", key)
    assert (code, "ontbreekt" in said) == (1, True), said


def test_moved_and_mixed_outputs_with_keyed_hashes_are_told_with_the_key(
    group, verify, key
):
    folder = group("a", "--pseudonymise", key)
    (folder / "ozp.csv").rename(folder / "weg.csv")
    code, said = verify(folder / "grouped.csv", "--pseudonymise", key)
    assert (code, "verplaatst" in said) == (1, True), said
    other = group("b", "--pseudonymise", key, lines=LINES[:-1])
    shutil.copyfile(other / "ozp.csv", folder / "ozp.csv")
    shutil.copyfile(record_path(other / "ozp.csv"), record_path(folder / "ozp.csv"))
    code, said = verify(folder / "grouped.csv", "--pseudonymise", key)
    assert (code, "van een andere run" in said) == (1, True), said


def test_readers_check_keyed_hashes_with_the_key_and_say_so_without(
    command, group, key, tmp_path
):
    folder = group("a", "--pseudonymise", key)
    (tmp_path / "t.toml").write_text(TABLES)
    pseudonyms = read_frame(folder / "grouped.csv")["subtraject_nummer"]
    rows = [*ROWS, BAD]
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).with_columns(
        pseudonyms.alias("subtraject_nummer")
    ).write_csv(tmp_path / "ps.csv")
    (tmp_path / "v.csv").write_text("verzekerde_id;uzovi;begindatum\n")

    def price(*options):
        return command(
            *(
                "price",
                "--grouped",
                folder / "grouped.csv",
                "--ozp",
                folder / "ozp.csv",
            ),
            *("--subtrajecten", tmp_path / "ps.csv"),
            *("--verzekeringen", tmp_path / "v.csv", "--tarieven", tmp_path / "t.toml"),
            *("--verwerkingsdatum", "2024-09-01", "-o", tmp_path / "p.parquet"),
            *("--max-refused", 1, *options),
        )

    answer = price()
    assert answer.exit_code == 0, answer.err
    assert "Not confirmed, for want of the key" in answer.out
    answer = price("--sleutel-bestand", key)
    assert answer.exit_code == 0, answer.err
    assert "Not confirmed" not in answer.out
    content = (folder / "ozp.csv").read_bytes()
    (folder / "ozp.csv").write_bytes(content.replace(b"false", b"fal5e", 1))
    assert price("--sleutel-bestand", key).exit_code == 3
    # Without the key the size still tells some changes.
    (folder / "ozp.csv").write_bytes(content + b"\n")
    answer = price()
    assert (answer.exit_code, "is not the file" in answer.err) == (3, True)


def test_rows_grouped_again_name_each_row_by_its_kind(group, verify, release, tmp_path):
    path = group("a") / "grouped.csv"
    again = (path, "--release", release, "--subtrajecten", tmp_path / "s.csv")
    again = (*again, "--zorgactiviteiten", tmp_path / "z.csv")
    assert verify(*again)[0] == 0
    # Of A1 to A6 and B1: A2 is gone, A4 was changed, A6 is first, A5 is there twice.
    rows = read_frame(path)
    is_changed = pl.col("subtraject_nummer") == "A4"
    status = pl.when(is_changed).then(pl.lit("no_tree")).otherwise("status")
    order = [5, 0, 2, 3, 4, 4, 6]
    write_frame(rows[order].with_columns(status=status.alias("status")), path)
    code, said = verify(*again)
    assert code == 1
    for told in (
        "row 1 verplaatst, was row 6",
        "row 2 ontbreekt",
        "row 4 gewijzigd: status",
        "row 6 extra",
        "4 rows are not as they were written",
    ):
        assert told in said


def test_input_of_another_height_is_refused_by_name(group, command, release, tmp_path):
    path = group("a") / "grouped.csv"
    text = (tmp_path / "s.csv").read_text().splitlines(keepends=True)
    (tmp_path / "s.csv").write_text("".join(text[:-1]))
    answer = command(
        *("verify", path, "--release", release),
        *("--subtrajecten", tmp_path / "s.csv"),
        *("--zorgactiviteiten", tmp_path / "z.csv"),
    )
    assert answer.exit_code == 3
    assert "written with 7 rows; grouped again there are 6" in re.sub(
        r"\s+", " ", answer.err
    )


def price(command, folder: Path, *options: object):
    (folder.parent / "tabellen.toml").write_text(TABLES)
    insured = folder.parent / "verzekeringen.csv"
    insured.write_text("verzekerde_id;uzovi;polis;begindatum;einddatum\n")
    return command(
        *("price", "--grouped", folder / "grouped.csv", "--ozp", folder / "ozp.csv"),
        *("--subtrajecten", folder.parent / "s.csv", "--verzekeringen", insured),
        *("--tarieven", folder.parent / "tabellen.toml", "-o", folder / "p.parquet"),
        *("--regels-out", folder / "r.parquet"),
        *("--verwerkingsdatum", "2025-01-31", "--max-refused", "1", *options),
    )


def test_readers_hold_outputs_against_the_key(group, command, verify, key):
    folder = group("a", "--sleutel-bestand", key)
    with_key = ("--sleutel-bestand", key)
    answer = price(command, folder, *with_key)
    assert answer.exit_code == 0, answer.err
    assert "Not confirmed" not in answer.out
    for name in ("p.parquet", "r.parquet"):
        assert verify(folder / name, *with_key)[0] == 0
    # Without the key they are taken, and that they are not confirmed is told.
    answer = price(command, folder)
    assert answer.exit_code == 0, answer.err
    told = re.sub(r"\s+", " ", answer.out)
    assert "Not confirmed, for want of the key" in told
    assert "grouped.csv, ozp.csv" in told
    forge(folder)
    assert price(command, folder).exit_code == 0
    answer = price(command, folder, *with_key)
    assert answer.exit_code == 3
    assert "changed after it was sealed" in re.sub(r"\s+", " ", answer.err)
    drop_seals(folder)
    answer = price(command, folder, *with_key)
    assert answer.exit_code == 3
    assert "is not sealed with a key" in re.sub(r"\s+", " ", answer.err)
    for name in ("grouped.csv", "ozp.csv"):
        record_path(folder / name).unlink()
    assert price(command, folder).exit_code == 0
    answer = price(command, folder, *with_key)
    assert answer.exit_code == 3
    assert "no record beside it" in re.sub(r"\s+", " ", answer.err)


def test_settle_and_reprice_hold_decisions_against_the_key(group, command, key):
    folder = group("a", "--sleutel-bestand", key)
    with_key = ("--sleutel-bestand", key)
    assert price(command, folder).exit_code == 0
    tables = ("--tarieven", folder.parent / "tabellen.toml")
    decided = ("--besluiten", folder / "p.parquet", *tables)
    commands = (
        ("settle", *decided, "-o", folder / "v.csv"),
        (
            *("reprice", *decided, "--regels", folder / "r.parquet"),
            *("--bestand-id", "F2", "-o", folder / "again.parquet"),
        ),
    )
    for arguments in commands:
        assert command(*arguments).exit_code == 0
        assert command(*arguments, *with_key).exit_code == 3
    # Lines that somebody else may have made are held against a record that they have.
    lines = ("price", "--regels", folder / "r.parquet", *tables, *with_key)
    lines = (*lines, "--max-refused", "1", "-o", folder / "n.parquet")
    assert command(*lines).exit_code == 3
    assert price(command, folder, *with_key).exit_code == 0
    assert command(*lines).exit_code == 0
    for arguments in commands:
        out = arguments[arguments.index("-o") + 1]
        answer = command(*arguments, *with_key)
        assert answer.exit_code == 0, answer.err
        assert is_sealed(out)
        assert "Not confirmed" in command(*arguments).out
        assert not is_sealed(out)


def is_sealed(out: Path) -> bool:
    return "zegel" in json.loads(record_path(out).read_text())


def test_lines_of_somebody_else_are_taken_and_credits_are_not(command, key, tmp_path):
    with_key = ("--sleutel-bestand", key)
    write_lines(tmp_path / "lines.csv", {}, {"regel_id": "R2", "verzekerde_id": "P2"})
    (tmp_path / "tabellen.toml").write_text(TABLES)
    lines = (
        *("price", "--regels", tmp_path / "lines.csv", "--verwerkingsdatum"),
        *("2024-06-01", "--tarieven", tmp_path / "tabellen.toml", "-o"),
    )
    assert command(*lines, tmp_path / "zonder.parquet").exit_code == 0
    answer = command(*lines, tmp_path / "met.parquet", *with_key)
    assert answer.exit_code == 0, answer.err
    assert "Not checked, for want of a record: lines.csv" in answer.out
    for name, code in (("zonder", 3), ("met", 0)):
        eerdere = ("--eerdere", tmp_path / f"{name}.parquet")
        out = tmp_path / f"na_{name}.parquet"
        assert command(*lines, out, *eerdere, *with_key).exit_code == code


def test_checks_of_price_lists_and_answers_are_sealed_too(
    command, key, release, tmp_path
):
    (tmp_path / "tabellen.toml").write_text(TABLES)
    berichten = Path(dbc_grouper_data.__file__).parent / "berichten"
    for out, *arguments in (
        ("l.csv", "pricelist", "check", "--tarieven", tmp_path / "tabellen.toml"),
        ("a.zip", "answer", berichten / "declaratiedataset.xml", "--release", release),
    ):
        written = ("-o", tmp_path / out, "--sleutel-bestand", key)
        answer = command(*arguments, *written)
        assert answer.exit_code == 0, answer.err
        assert is_sealed(tmp_path / out)


@pytest.fixture
def night(command, batch, tmp_path, release, key):
    """Run a night over a small batch; gives the folder of the run."""

    def run(rows=ROWS) -> Path:
        batch(list(rows), LINES)
        (tmp_path / "tabellen.toml").write_text(TABLES)
        (tmp_path / "verzekeringen.csv").write_text(
            "verzekerde_id;uzovi;polis;begindatum;einddatum\n"
        )
        (tmp_path / "nacht.toml").write_text(
            f'out = "uit"\nverwerkingsdatum = 2025-01-31\nsleutel_bestand = "{key}"\n'
            f'[group]\nreleases = ["{release}"]\n'
            'subtrajecten = "s.csv"\nzorgactiviteiten = "z.csv"\n'
            '[price]\ntarieven = ["tabellen.toml"]\n'
            'verzekeringen = "verzekeringen.csv"\n'
            "[grenzen]\nmax_refused = 1\nmax_lost = 1\n"
        )
        answer = command("run", tmp_path / "nacht.toml")
        assert answer.exit_code == 0, answer.err
        return (tmp_path / "uit" / "laatste").resolve()

    return run


def test_folder_of_a_night_is_verified_as_a_whole(night, verify, key, tmp_path):
    first, last = night(), night(ROWS[:4])
    with_key = ("--sleutel-bestand", key)
    for path in (tmp_path / "uit" / "laatste", last, last / "grouped.parquet"):
        code, said = verify(path, *with_key)
        assert code == 0, said
        assert "Input s.csv: the file that was read" in said
    code, said = verify(first, *with_key)
    assert (code, "Input s.csv: another file than was read" in said) == (0, True)
    # Named by the record of the run and by that of group, and told once.
    (first / "ozp.parquet").unlink()
    code, said = verify(first / "grouped.parquet", *with_key)
    assert (code, said.count("ozp.parquet: ontbreekt. ")) == (1, 1)
    (last / "redenen.csv").unlink()
    (last / "notitie.txt").write_text("van een mens")
    (last / "statussen.csv").write_text("x")
    for name in ("grouped.parquet", "grouped.parquet.provenance.json"):
        shutil.copy(first / name, last)
    for path in (last, last / "grouped.parquet"):
        code, said = verify(path, *with_key)
        assert code == 1
        for told in (
            "redenen.csv: ontbreekt. ",
            "notitie.txt: extra. ",
            "statussen.csv: gewijzigd. ",
            "grouped.parquet: van een andere run. ",
        ):
            assert said.count(told) == 1
    code, said = verify(first)
    assert (code, "zonder die sleutel" in said) == (1, True)


def test_seal_taken_from_the_record_of_a_night_is_noticed(night, verify, key):
    last = night()
    record = last / "run.provenance.json"
    said = json.loads(record.read_text())
    del said["zegel"]
    record.write_text(json.dumps(said))
    for path in (last, last / "grouped.parquet"):
        code, told = verify(path, "--sleutel-bestand", key)
        assert (code, "niet met een sleutel verzegeld" in told) == (1, True)
        assert "The record is sealed" not in told


def test_outcome_that_a_refused_delivery_did_not_write_is_missing(
    verify, command, batch, tmp_path
):
    rows = [changed(BAD, subtraject_nummer=f"B{number}") for number in range(30)]
    arguments = batch(rows, LINES)
    assert command(*arguments).exit_code == 1
    code, said = verify(arguments[-1])
    assert (code, "ontbreekt. " in said) == (1, True)
    # Why it was refused is as it was written.
    assert verify(f"{arguments[-1]}.rejected.csv")[0] == 0


def test_folder_of_replies_is_verified_by_its_record(
    command, verify, release, tmp_path
):
    message = Path(dbc_grouper_data.__file__).parent / "berichten"
    out = tmp_path / "antwoorden"
    answer = command(
        *("answer", message / "declaratiedataset.xml", "--release", release),
        *("-o", out),
    )
    assert answer.exit_code == 0, answer.err
    assert verify(out)[0] == 0
    (out / "oud.xml").write_text("van gisteren")
    code, said = verify(out)
    assert (code, "antwoorden/oud.xml: extra. " in said) == (1, True)
    (out / "oud.xml").unlink()
    (reply,) = out.iterdir()
    reply.rename(out / "anders.xml")
    code, said = verify(out)
    assert code == 1
    assert "verplaatst. Het bestand staat nu als antwoorden/anders.xml" in said
    assert " extra. " not in said
    record_path(out).unlink()
    code, said = verify(out)
    assert (code, "Er is geen record" in said) == (1, True)
