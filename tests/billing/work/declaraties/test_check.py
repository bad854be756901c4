"""Messages and frames of them get the same verdicts, findings and answers."""

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from dbc_grouper_data import declaraties_path, release_path, tarieven_path

import billing.memory_budget
from billing.memory_budget import MemoryBudget, MemoryBudgetError
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.check import CheckRun, check_files
from billing.work.declaraties.checkbronnen import Checkbronnen
from declarations import from_frames, read_zh308, to_frames
from declarations.checks.feiten.levering import Checkinstellingen

EXAMPLE = declaraties_path()


def run(
    given: Path, folder: Path, out: Path, budget: MemoryBudget | None = None
) -> CheckRun:
    bronnen = Checkbronnen(
        releases=[release_path()],
        tariefbronnen=Tariefbronnen(tarieven=tarieven_path(), registers=[EXAMPLE]),
        verzekeringen=tarieven_path() / "verzekeringen.csv",
        zorgprofiel=folder / "zorgprofiel.csv",
        historie=EXAMPLE / "historie.csv",
    )
    return check_files(
        given,
        bronnen,
        Checkinstellingen(ontvangen=date(2025, 2, 3)),
        out=out,
        vormen=("parquet", "zh309"),
        budget=budget,
    )


def tables_and_answers(out: Path) -> dict[str, bytes]:
    """What was written, but for records and how many seconds a check took."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.suffix in {".csv", ".parquet", ".zh309"} and path.stem != "controles"
    }


def test_frames_of_messages_are_checked_as_the_messages(tmp_path: Path):
    folder = EXAMPLE / "gebreken"
    frames = tmp_path / "frames"
    frames.mkdir()
    made = to_frames(read_zh308(folder / "levering.zip"))
    for naam, frame in made.items():
        frame.write_parquet(frames / f"{naam}.parquet")
    # What has no fields, as a line of another length, does not stand in frames.
    with ZipFile(tmp_path / "berichten.zip", "w") as archive:
        for name, content in from_frames(made).items():
            archive.writestr(name, content)
    of_messages = run(tmp_path / "berichten.zip", folder, tmp_path / "a")
    of_frames = run(frames, folder, tmp_path / "b")
    meant = tables_and_answers(tmp_path / "a")
    found = tables_and_answers(tmp_path / "b")
    assert sorted(found) == sorted(meant)
    assert [name for name in meant if found[name] != meant[name]] == []
    seconds = ["seconden"]
    assert of_frames.uitslag.controles.drop(seconds).equals(
        of_messages.uitslag.controles.drop(seconds)
    )


def test_memory_that_neither_messages_nor_frames_fit_in_is_told_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(billing.memory_budget, "memory_in_use", lambda: 0)
    monkeypatch.setattr(Checkbronnen, "read", None)
    read = read_zh308(EXAMPLE / "levering.zip")
    frames = tmp_path / "frames"
    frames.mkdir()
    for naam, frame in to_frames(read).items():
        frame.write_parquet(frames / f"{naam}.parquet")
    size = int(read.bestanden["bytes"].sum())
    for given, least in ((EXAMPLE / "levering.zip", 1.45), (frames, 0.75)):
        with pytest.raises(MemoryBudgetError, match=r"^Checking [0-9]+ MB of decl"):
            run(given, EXAMPLE, tmp_path / "out", MemoryBudget(int(least * size)))
    # Frames are not held to what the bytes of a message take.
    with pytest.raises(TypeError, match="not callable"):
        run(frames, EXAMPLE, tmp_path / "out", MemoryBudget(2 * size))


def test_messages_of_one_name_are_each_answered(tmp_path: Path) -> None:
    with ZipFile(EXAMPLE / "levering.zip") as archive:
        contents = [archive.read(name) for name in archive.namelist()[:3]]
    names = ["a/x.zh308", "b/x.zh308", "b/x.002"]
    for name, content in zip(names, contents, strict=True):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = check_files(
        [tmp_path / name for name in names],
        Checkbronnen(),
        Checkinstellingen(ontvangen=date(2025, 2, 3)),
        out=tmp_path / "uit",
        vormen=["zh309"],
    )
    answers = [path for path in found.files if path.suffix == ".zh309"]
    assert [path.name for path in answers] == ["x.zh309", "x-2.zh309", "x-3.zh309"]
    assert len({path.read_bytes() for path in answers}) == 3


def test_frames_of_the_example_make_its_messages():
    read = read_zh308(EXAMPLE / "levering.zip")
    with ZipFile(EXAMPLE / "levering.zip") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert from_frames(to_frames(read)) == contents
