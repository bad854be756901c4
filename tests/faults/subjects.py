"""Files of every kind that a command reads, each with a command that reads it."""

import re
import shutil
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import parsed
import polars as pl
from inject import DATA, make_inputs, succeed
from support.files.batchfiles import nested
from support.files.ohw_samples import delivery
from support.tarieven.tarieffiles import write_lines
from xlsxwriter import Workbook

from declarations import read_zh308, to_frames

Rule = Literal["read", "refuse", "same", "any"]
"""What may come of a change: what its readers say (``parsed``); no more than that it is
refused; the outcome of before; or anything but a fault of ours."""


@dataclass(frozen=True)
class Subject:
    """A file to change, and a command that reads it.

    Attributes:
        kind: Of the file, for the account.
        damaged: The file, under the folder of the run.
        files: All files and folders of the run, by where they stand under its folder.
        arguments: Of the command; what it writes goes under ``out``.
        share: How many of all changes it gets, beside the others.
        reader: Reads the file by itself.
        rule: What may come of a change.
        guarded: Names of values that no change may be taken of in silence.
        repair: Gives a changed file the checksum that it should have.
        members: Files in it; a message that names one of them names it.
        environment: Variables of the command.
    """

    kind: str
    damaged: str
    files: dict[str, Path]
    arguments: list[str]
    share: int
    reader: parsed.Reader | None = None
    rule: Rule = "read"
    guarded: re.Pattern[str] | None = None
    repair: Callable[[bytes], bytes] = bytes
    members: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Kind, file and command."""
        return f"{self.kind}, {self.damaged} of {self.arguments[0]}"

    @property
    def original(self) -> Path:
        """The file as it was."""
        top, _, rest = self.damaged.partition("/")
        return self.files[top] / rest


def make(made: Path) -> None:
    """Write the files of all subjects; the same bytes at each time."""
    make_inputs(made)
    new = made / "nieuw"
    _write_batch(new)
    _write_prices(made, new)
    for name, paths in {
        "R.zip": sorted((DATA / "release").iterdir()),
        "berichten.zip": [new / "berichten" / "a.xml"],
    }.items():
        with zipfile.ZipFile(new / name, "w") as packed:
            for path in paths:
                member = zipfile.ZipInfo(path.name)
                packed.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    shutil.copy(DATA / "berichten" / "layout.toml", new)
    (new / "ohw").mkdir()
    for name, content in delivery().items():
        # Days on which the trees of the example release hold.
        (new / "ohw" / name).write_bytes(content.replace(b"2017", b"2024"))
    succeed(["compile", f"{new}/R.zip"], made, DBC_GROUPER_CACHE=f"{made}/cache")
    succeed(["run", f"{new}/nacht.toml"], made)
    _write_declarations(made, new)
    # Links are followed, so that what is changed is a copy.
    shutil.copytree(new / "uit" / "laatste", new / "nacht")


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator=";", infer_schema=False)


def _write_batch(new: Path) -> None:
    """The batch in every form, with the types that a program gives it."""
    days = pl.col("^(begin|eind|geboorte|uitvoer)datum$").str.to_date()
    s = _read(new / "s.csv").with_columns(days)
    z = _read(new / "z.csv").with_columns(days, pl.col("aantal").cast(pl.Int64))
    s.write_parquet(new / "s.parquet")
    z.write_parquet(new / "z.parquet", compression="uncompressed")
    s.write_ipc(new / "s.arrow")
    z.write_ipc(new / "z.arrow", compression="zstd")
    z.write_ipc_stream(new / "stroom.arrow")
    nested(s, z).write_parquet(new / "genest.parquet")
    total = z["aantal"].sum()
    (new / "z.csv.controle.toml").write_text(
        f"rijen = {z.height}\n\n[som]\naantal = {total}\n"
    )
    insured = _read(new.parent / "verzekeringen.csv")
    insured.join(s, on="verzekerde_id", how="semi").write_csv(
        new / "verzekeringen.csv", separator=";"
    )


def _write_prices(made: Path, new: Path) -> None:
    """Lines and tables in every form, and what was decided on those lines before."""
    lines = [{"regel_id": f"R{n}", "verzekerde_id": f"P{n}"} for n in range(1, 6)]
    lines += [{"regel_id": "R6", "prestatiecode": "14B001", "uzovi": "9003"}]
    write_lines(new / "regels.csv", *lines)
    regels = _read(new / "regels.csv")
    regels.write_parquet(new / "regels.parquet")
    regels.write_ipc(new / "regels.arrow", compression="lz4")
    with _workbook(new / "regels.xlsx") as book:
        regels.write_excel(book, "regels")
    (new / "tarieven").mkdir()
    tables = tomllib.loads((made / "tabellen.toml").read_text())
    with _workbook(new / "tabellen.xlsx") as book:
        for name, rows in tables.items():
            texts = [{key: str(value) for key, value in row.items()} for row in rows]
            frame = pl.DataFrame(texts, infer_schema_length=None)
            frame.write_csv(new / "tarieven" / f"{name}.csv", separator=";")
            frame.write_excel(book, name)
    arguments = ["price", "--regels", "regels.csv", "--max-refused", "1"]
    arguments += ["--tarieven", f"{made}/tabellen.toml", "-o", "besluiten.parquet"]
    succeed([*arguments, "--verwerkingsdatum", "2025-01-01"], new)
    # Without its record it is a file of somebody else.
    shutil.copy(new / "besluiten.parquet", new / "eerder.parquet")


def _write_declarations(made: Path, new: Path) -> None:
    """A message in every form, the answer to it, its history and its posts."""
    message = new / "bericht1.zh308"
    with zipfile.ZipFile(new / "levering.zip", "w") as packed:
        packed.writestr(zipfile.ZipInfo(message.name), message.read_bytes())
    (new / "frames").mkdir()
    for name, frame in to_frames(read_zh308(message)).items():
        frame.write_csv(new / "frames" / f"{name}.csv", separator=";")
    succeed(
        [*("check", f"{message}", "-o", f"{new}/gecontroleerd", "--vorm", "zh309"),
         *("--release", f"{made}/release.dbc", "--ontvangen", "2024-07-05")],
        made,
    )  # fmt: skip
    # Without its record it is a file of somebody else.
    for name in ("historie.csv", "posten.csv", "retour/bericht1.zh309"):
        shutil.copy(new / "gecontroleerd" / name, new)
    (new / "polissen.csv").write_text(
        "verzekerde_id;uzovi;begindatum;einddatum;vrijwillig_cent\n"
        "P0001;0101;2020-01-01;;0\n"
    )
    (new / "personen.csv").write_text("verzekerde_id;geboortedatum\nP0001;1980-01-01\n")


def _workbook(path: Path) -> Workbook:
    """A workbook that says nothing of the moment at which it was made."""
    book = Workbook(path)
    book.set_properties({"created": datetime(2025, 1, 1)})
    return book


def subjects(made: Path) -> list[Subject]:
    """All subjects."""
    new = made / "nieuw"
    release = ["--release", f"{made}/release.dbc"]
    tables = ["--tarieven", f"{made}/tabellen.toml"]
    rows = ["--subtrajecten", f"{new}/s.csv", "--zorgactiviteiten", f"{new}/z.csv"]
    grouped = ["--grouped", f"{new}/g.parquet", "--subtrajecten", f"{new}/s.csv"]
    insured = ["--verzekeringen", f"{new}/verzekeringen.csv"]
    lines = ["--regels", f"{new}/regels.csv"]

    def group(*own: str) -> list[str]:
        return [*("group", "-o", "out/g.csv", "--no-digest", "--threads", "1"), *own]

    def price(*own: str) -> list[str]:
        return [
            *("price", "-o", "out/p.csv", "--threads", "1", "--max-refused", "1"),
            *("--max-lost", "1", "--verwerkingsdatum", "2025-01-31", *own),
        ]

    def answer(*own: str) -> list[str]:
        return ["answer", *own, "-o", "out/antwoorden.zip", "--threads", "1"]

    def check(*own: str) -> list[str]:
        return [
            *("check", "-o", "out", *release, *tables, "--ontvangen", "2024-07-05"),
            *("--vorm", "zh309", *own),
        ]

    def one(kind: str, name: str, arguments: list[str], share: int) -> Subject:
        """A file that one option names."""
        read = READERS[Path(name).suffix]
        return Subject(kind, name, {name: new / name}, arguments, share, read)

    def s(name: str) -> list[str]:
        return group(*release, "--subtrajecten", name, *rows[2:])

    def z(name: str) -> list[str]:
        return group(*release, *rows[:2], "--zorgactiviteiten", name)

    boom, referenties = sorted(path.name for path in (DATA / "release").iterdir())
    folder = {"R": DATA / "release"}
    # A short record whose set is elsewhere still says what its own file should be.
    record = re.compile(r"^\.set\.(?!opdracht|record)")
    night = {"nacht": new / "nacht"}
    g, ozp = (
        {name: new / name for name in (each, f"{each}.provenance.json")}
        for each in ("g.parquet", "ozp.parquet")
    )
    read_json, read_toml = parsed.read_json, parsed.read_toml
    # What verify asks for: all files of the set, and what it was made of.
    whole = {path.name: path for path in new.iterdir() if SET.match(path.name)}
    found = [
        replace(
            one("zip", "R.zip", group("--release", "R.zip", *rows), 20),
            members=(boom, referenties),
        ),
        *(
            Subject(
                "XML", f"R/{each}", folder, group("--release", "R", *rows), 10,
                parsed.read_xml_folder,
            )
            for each in (boom, referenties)
        ),
        one("csv", "s.csv", s("s.csv"), 6),
        one("csv", "z.csv", z("z.csv"), 6),
        one("csv", "regels.csv", price("--regels", "regels.csv", *tables), 4),
        one(
            "csv", "verzekeringen.csv",
            price(*grouped, "--verzekeringen", "verzekeringen.csv", *tables), 3,
        ),
        *(
            Subject(
                "csv", f"tarieven/{each}.csv", {"tarieven": new / "tarieven"},
                price(*lines, "--tarieven", "tarieven"), 1, parsed.read_csv,
            )
            for each in (
                *("tarief_release", "tarief", "uzovi_concern"),
                *("contract", "contract_prijs"),
            )
        ),
        one("Parquet", "s.parquet", s("s.parquet"), 7),
        one("Parquet", "z.parquet", z("z.parquet"), 7),
        one(
            "Parquet", "genest.parquet",
            group(*release, "--subtrajecten", "genest.parquet"), 7,
        ),
        one(
            "Parquet", "s.parquet",
            price(*grouped[:2], "--subtrajecten", "s.parquet", *insured, *tables), 4,
        ),
        one(
            "Parquet", "eerder.parquet",
            price(*lines, "--eerdere", "eerder.parquet", *tables), 3,
        ),
        one(
            "Parquet", "regels.parquet",
            price("--regels", "regels.parquet", *tables), 4,
        ),
        one("Arrow IPC", "s.arrow", s("s.arrow"), 8),
        one("Arrow IPC", "z.arrow", z("z.arrow"), 6),
        one("Arrow IPC", "stroom.arrow", z("stroom.arrow"), 8),
        one("Arrow IPC", "regels.arrow", price("--regels", "regels.arrow", *tables), 4),
        Subject(
            "compiled", "r.dbc", {"r.dbc": made / "release.dbc"},
            group("--release", "r.dbc", *rows), 8, rule="refuse",
        ),
        Subject(
            "compiled, checksum mended", "r.dbc", {"r.dbc": made / "release.dbc"},
            group("--release", "r.dbc", *rows), 10, rule="any", repair=_summed,
        ),
        Subject(
            "compiled, in the cache", _kept(made), {"cache": made / "cache"},
            group("--release", f"{new}/R.zip", *rows), 5, rule="same",
            environment={"DBC_GROUPER_CACHE": "cache"},
        ),
        Subject(
            "HL7", "berichten/a.xml", {"berichten": new / "berichten"},
            answer("berichten/a.xml", *release), 9, parsed.read_xml,
        ),
        Subject(
            "HL7", "berichten/a.xml", {"berichten": new / "berichten"},
            answer("berichten", *release), 6, parsed.read_xml,
        ),
        one("HL7", "berichten.zip", answer("berichten.zip", *release), 5),
        *(
            Subject(
                "OHW", f"ohw/{each}.txt", {"ohw": new / "ohw"},
                [*("answer", "ohw", "-o", "out/g.csv", "--threads", "1"), *release], 2,
                parsed.read_csv,
            )
            for each in ("SUBTRAJECT", "GELEVERD_ZORGPROFIEL")
        ),
        Subject(
            "TOML", "nacht.toml",
            {name: new / name for name in ("nacht.toml", "s.csv", "z.csv")},
            ["run", "nacht.toml", "-o", "out"], 6, read_toml,
        ),
        Subject(
            "TOML", "tabellen.toml", {"tabellen.toml": made / "tabellen.toml"},
            price(*lines, "--tarieven", "tabellen.toml"), 5, read_toml,
        ),
        Subject(
            "TOML", "layout.toml", {"layout.toml": new / "layout.toml"},
            answer(f"{new}/berichten/a.xml", "--layout", "layout.toml", *release), 4,
            read_toml,
        ),
        Subject(
            "TOML", "z.csv.controle.toml",
            {name: new / name for name in ("z.csv", "z.csv.controle.toml")},
            z("z.csv"), 4, read_toml,
        ),
        Subject(
            "record", "g.parquet.provenance.json", whole, ["verify", "g.parquet"], 5,
            read_json, guarded=record,
        ),
        Subject(
            "record", "g.parquet.provenance.json", g,
            price("--grouped", "g.parquet", *grouped[2:], *insured, *tables), 4,
            read_json, guarded=record,
        ),
        Subject(
            "record", "ozp.parquet.provenance.json", {**g, **ozp},
            price(
                *("--grouped", "g.parquet", *grouped[2:], "--ozp", "ozp.parquet"),
                *(*insured, *tables),
            ),
            3, read_json, guarded=record,
        ),
        Subject(
            "record", "nacht/prijsbesluiten.parquet.provenance.json", night,
            ["verify", "nacht/prijsbesluiten.parquet"], 3, read_json, guarded=record,
        ),
        Subject(
            "output", "g.parquet", whole, ["verify", "g.parquet"], 4, rule="refuse",
        ),
        Subject(
            "output", "g.parquet", g,
            price("--grouped", "g.parquet", *grouped[2:], *insured, *tables), 2,
            rule="refuse",
        ),
        *(
            Subject("ZH308", name, {name: new / name}, check(name), share, rule="any")
            for name, share in (("bericht1.zh308", 12), ("levering.zip", 4))
        ),
        Subject(
            "ZH308", "frames/prestaties.csv", {"frames": new / "frames"},
            check("frames"), 4, rule="any",
        ),
        Subject(
            "ZH309", "bericht1.zh309", {"bericht1.zh309": new / "bericht1.zh309"},
            check(
                *(f"{new}/bericht1.zh308", "--retour", "bericht1.zh309"),
                *("--rol", "zorgaanbieder"),
            ),
            6, rule="any",
        ),
        one("csv", "historie.csv",
            check(f"{new}/bericht1.zh308", "--historie", "historie.csv"), 3),
        one("csv", "posten.csv",
            ["eigenrisico", "--posten", "posten.csv", "-o", "out",
             "--personen", f"{new}/personen.csv",
             "--verzekeringen", f"{new}/polissen.csv"], 3),
        one("csv", "aanvullend.csv",
            ["aanvullend", "--posten", "aanvullend.csv", "-o", "out.csv",
             "--voorwaarden", f"{DATA}/declaraties/aanvullend.csv"], 3),
        one("xlsx", "regels.xlsx", price("--regels", "regels.xlsx", *tables), 5),
        one("xlsx", "tabellen.xlsx", price(*lines, "--tarieven", "tabellen.xlsx"), 5),
    ]  # fmt: skip
    return found


SET = re.compile(r"(?:g|ozp|pr)\.parquet|[sz]\.csv$")

READERS: dict[str, parsed.Reader] = {
    ".csv": parsed.read_csv,
    ".parquet": parsed.read_columnar,
    ".arrow": parsed.read_columnar,
    ".zip": parsed.read_zip,
    ".xlsx": parsed.read_zip,
    ".toml": parsed.read_toml,
}


def _kept(made: Path) -> str:
    """The compiled release that the cache holds of the zip."""
    (kept,) = (made / "cache").glob("*.dbc")
    return f"cache/{kept.name}"


def _summed(content: bytes) -> bytes:
    """A compiled release with the checksum that its head should have."""
    head = content[:16]
    checksum = zlib.crc32(content[20:], zlib.crc32(head))
    return head + struct.pack("<I", checksum) + content[20:]
