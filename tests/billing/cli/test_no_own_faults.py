"""Whatever an input is, it is never a fault of ours: exit code 70 is for bugs alone.

Each input of each command is replaced by each of a number of things that are not what
it should be, one at a time.
"""

import shutil
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES
from typer.testing import CliRunner

from billing.cli.app import app

DATA = Path(dbc_grouper_data.__file__).parent

BAD = {
    "nothing": b"",
    "zeros": bytes(300),
    "prose": b"Geachte heer, mevrouw,\nhierbij de bestanden.\n",
    "other header": b"naam;leeftijd\nJansen;40\n",
    "header alone": b"subtraject_nummer;begindatum\n",
    "json of a list": b"[[[[]]]]",
    "toml of another kind": b'group = "x"\nprice = 3\nout = 1\n[[tarief]]\nx = {}\n',
    "xml with entities": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "start of a zip": b"PK\x03\x04" + bytes(40),
    "empty zip": b"PK\x05\x06" + bytes(18),
    "start of Parquet": b"PAR1" + bytes(40) + b"PAR1",
    "start of Arrow": b"ARROW1\0\0" + bytes(40) + b"ARROW1",
    "start of a compiled release": b"DBCG" + bytes(400),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, release) -> Path:
    """A folder with what every command reads, and some of what they write."""
    folder = tmp_path_factory.mktemp("made")
    tables = dbc_grouper_data.batch_paths()
    rows, lines = (pl.read_csv(p, separator=";", infer_schema=False) for p in tables)
    some = rows.head(20)
    some.write_csv(folder / "s.csv", separator=";")
    lines.join(some, on="subtraject_nummer", how="semi").write_csv(
        folder / "z.csv", separator=";"
    )
    (folder / "tabellen.toml").write_text(TABLES)
    shutil.copyfile(release, folder / "release.dbc")
    shutil.copyfile(DATA / "berichten/declaratiedataset.xml", folder / "bericht.xml")
    shutil.copyfile(DATA / "tarieven/verzekeringen.csv", folder / "v.csv")
    (folder / "sleutel").write_text("0123456789abcdef" * 4)
    (folder / "sleutel").chmod(0o600)
    (folder / "nacht.toml").write_text(
        f'out = "{folder}/nacht"\nverwerkingsdatum = 2025-01-31\n'
        f'[group]\nreleases = ["{folder}/release.dbc"]\n'
        f'subtrajecten = "{folder}/s.csv"\nzorgactiviteiten = "{folder}/z.csv"\n'
    )
    return folder


BATCH = "group --release release.dbc --subtrajecten s.csv --zorgactiviteiten z.csv"
GROUP = f"{BATCH} --ozp ozp.{{0}} -o g.{{0}}"
TARIEVEN = "--tarieven tabellen.toml --verwerkingsdatum 2025-01-31"
GATES = "--max-refused 1 --max-lost 1"
PRICE = (
    "price --grouped g.{0} --ozp ozp.{0} --subtrajecten s.csv --verzekeringen v.csv "
    f"{TARIEVEN} -o p.{{0}} --regels-out r.{{0}} {GATES}"
)

# What is run once, and then each command with the inputs that are replaced in it.
FIRST = [
    GROUP.format("csv"),
    GROUP.format("parquet"),
    PRICE.format("parquet"),
    PRICE.format("parquet")
    .replace(" p.parquet", " y.csv")
    .replace(" r.parquet", " r.csv"),
]
COMMANDS = [
    (f"{BATCH} -o x.csv", ["release.dbc", "s.csv", "z.csv"]),
    (f"{BATCH} -o x.csv --pseudonymise sleutel", ["sleutel"]),
    ("compile release.dbc -o x.dbc", ["release.dbc"]),
    (
        BATCH.replace("group", "explain") + " --subtraject S000001",
        ["release.dbc", "s.csv", "z.csv"],
    ),
    ("verify g.csv", ["g.csv", "g.csv.provenance.json"]),
    ("verify g.parquet", ["g.parquet", "g.parquet.provenance.json"]),
    ("verify p.parquet", ["p.parquet", "p.parquet.provenance.json"]),
    ("answer bericht.xml -o x.zip --release release.dbc", ["bericht.xml"]),
    (
        PRICE.format("parquet").replace(" p.", " y.").replace(" r.", " z."),
        ["g.parquet", "ozp.parquet", "ozp.parquet.provenance.json", "s.csv", "v.csv"],
    ),
    (f"price --regels r.csv {TARIEVEN} {GATES} -o x.csv", ["r.csv"]),
    (f"price --regels r.parquet {TARIEVEN} {GATES} -o x.csv", ["r.parquet"]),
    (
        "reprice --regels r.parquet --besluiten p.parquet --bestand-id C "
        f"{TARIEVEN} -o x.csv",
        ["r.parquet", "p.parquet"],
    ),
    (f"settle --besluiten p.parquet {TARIEVEN} -o x.csv", ["p.parquet"]),
    ("pricelist check --tarieven tabellen.toml -o x.csv", ["tabellen.toml"]),
    ("run nacht.toml", ["nacht.toml", "s.csv"]),
]


@pytest.fixture(scope="module")
def ready(made) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        for text in FIRST:
            answer = CliRunner().invoke(app, text.split())
            assert answer.exit_code == 0, answer.stderr
    return made


@pytest.mark.parametrize(
    ("text", "replaced"),
    [(text, name) for text, names in COMMANDS for name in names],
    ids=lambda each: each.split()[0],
)
def test_bad_input_is_no_fault_of_ours(ready, command, monkeypatch, text, replaced):
    monkeypatch.chdir(ready)
    target = ready / replaced
    sound = target.read_bytes()
    answer = command(*text.split())
    assert answer.exit_code == 0, answer.err
    ended = set()
    try:
        for name, content in BAD.items():
            target.write_bytes(content)
            answer = command(*text.split())
            ended.add(answer.exit_code)
            assert answer.exit_code in (0, 1, 2, 3), (name, answer.err)
            assert "Traceback" not in answer.err
        target.unlink()
        for name, make in {
            "absent": lambda: None,
            "link to nowhere": lambda: target.symlink_to("nergens"),
            "link to itself": lambda: target.symlink_to(target.name),
        }.items():
            make()
            answer = command(*text.split())
            assert answer.exit_code in (0, 1, 2, 3), (name, answer.err)
            target.unlink(missing_ok=True)
        target.mkdir()
        answer = command(*text.split())
        assert answer.exit_code in (0, 1, 2, 3), ("folder", answer.err)
        target.rmdir()
    finally:
        if not target.is_dir():
            target.unlink(missing_ok=True)
        target.write_bytes(sound)
    assert {1, 2, 3} & ended
