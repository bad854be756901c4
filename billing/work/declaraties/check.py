"""Checks declarations from files: messages and tables in, verdicts out.

read_zh308, read_registers, open_release -> Levering -> check -> the tables of DIR: each
hop is one public function of a room; nothing is decided here.

Dutch terms: levering (a delivery of messages), historie (what was declared before),
vrijgave (a finding that a person released), posten (what the eigen risico takes).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from billing.files.checked import (
    ENDINGS,
    take_old_answers_away,
    write_answers,
    write_tables,
)
from billing.files.findings import conform_findings, write_findings
from billing.files.records import hashes, made_of
from billing.machine_memory import give_back_memory
from billing.memory_budget import MemoryBudget
from billing.progress import Progress
from billing.regels.lost_rows import LOST, lost_of
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.checkbronnen import Checkbronnen
from declarations.berichten.zh308.antwoorden import read_zh309
from declarations.berichten.zh308.declaraties import Declaraties, read_zh308
from declarations.checking import TABLES, Uitslag, check
from declarations.checks.levering import Checkinstellingen, Levering
from declarations.rapport.antwoorden import antwoorden
from declarations.rapport.historie import without_rerun
from declarations.registers.bijlagen import (
    Bijlage,
    read_checks,
    read_historie,
    read_vrijgaven,
    read_zorgprofiel,
)
from declarations.registers.reading import read_registers
from declarations.registers.registers import Registers
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.sealing.pseudonymise import Pseudonymiser
from productstructure.errors import CallError
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.invoer import named_inputs
from tabellen.sets.newfiles import new_folder
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import Sleutel, maybe_sleutel
from tabellen.sets.writing import writing
from tariffs.files.tablenames import TARIEFTABELLEN
from tariffs.schema import Tarieventabellen
from tariffs.sources.tables import read_and_count

PER_BYTE = 3
"""Bytes of memory that checking takes per byte of a message, with all its checks."""

REGELS = "regels.csv"
"""The first file of the outcome, whose record is that of all."""

OF_TABLES = "tabelbevindingen.csv"
"""What is wrong with the tables that were read."""

RETOUR = "retour"
"""Folder, within that of the outcome, of the answers per message."""


@dataclass(frozen=True)
class CheckRun:
    """What checking files came to.

    Attributes:
        uitslag: The verdicts.
        instellingen: How it was asked for.
        onleesbaar: Files that could not be read, and why; the others went on.
        lost: ``tabel, bestand, rijen, verloren``: rows of tables that do not go on.
        keuzes: What --checks changed: check, gevolg, verplicht, uzovi, reden.
        vrijgegeven: What was released: check, wie, datum, reden, lines.
        files: Files that were written, regels first.
        seconds: From the first byte read to the last one written.
    """

    uitslag: Uitslag
    instellingen: Checkinstellingen
    onleesbaar: list[tuple[str, str]]
    lost: pl.DataFrame
    keuzes: list[tuple[str, ...]]
    vrijgegeven: list[tuple[str, ...]]
    files: list[Path]
    seconds: float

    @property
    def besluiten_telling(self) -> pl.DataFrame:
        """``besluit``, lines, and the four amounts of each; every line is in one."""
        amounts = [name for name in self.uitslag.regels.columns if "_cent" in name]
        return (
            self.uitslag.regels.group_by("besluit")
            .agg(pl.len(), pl.col(amounts).sum())
            .sort("besluit")
        )

    @property
    def is_broken(self) -> bool:
        """Whether a check broke."""
        return bool(self.uitslag.controles["fout"].sum())

    @property
    def is_paid_in_full(self) -> bool:
        """Whether every line is paid as claimed."""
        return bool((self.uitslag.regels["besluit"] == "VOLLEDIG").all())


def check_files(
    files: Paden,
    bronnen: Checkbronnen,
    instellingen: Checkinstellingen,
    *,
    out: Pad,
    vormen: Sequence[str] = (),
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    budget: MemoryBudget | None = None,
) -> CheckRun:
    """Check declarations, and write what every line gets.

    Args:
        files: ZH308 messages, zips of them, or folders with the frames of messages.
        bronnen: What they are held against.
        instellingen: How the run is asked for.
        out: Folder for the outcome; what an earlier run wrote there is replaced.
        vormen: Forms beside csv: xlsx, parquet, json, zh309.
        progress: Told of every step.
        sleutelbestand: Key of ``verzekerde_sleutel``, and of the seal of the record.
        budget: Memory that the run may take; by default what there is.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A table cannot be read; of a message that cannot, ``CheckRun``
            tells.
        OutputFileError: An output cannot be written, or is in use.
        MemoryBudgetError: The messages would not fit in the budget.
        CallError: An output cannot be written as asked.
    """
    begun = time.perf_counter()
    progress = progress or Progress()
    out = one_path(out)
    messages = all_paths(files)
    read = [*messages, *bronnen.paths, maybe_path(sleutelbestand)]
    main = out / REGELS
    names = (*TABLES, "antwoorden")
    check_distinct(
        [path for path in read if path is not None],
        [out / f"{name}{ending}" for name in names for ending in ENDINGS.values()],
        [record_path(main), out / OF_TABLES],
    )
    if out.is_file():
        raise CallError(f"{out} is a file; name a folder.")
    if not out.parent.is_dir():
        raise CallError(f"{out.parent} does not exist; make that folder first.")
    sleutel = maybe_sleutel(sleutelbestand)
    size = sum(_size(path) for path in messages)
    (budget or MemoryBudget()).require(
        size * PER_BYTE,
        f"Checking {size / 1e6:,.0f} MB of declarations",
        "Give fewer files at a time, all of a person together",
    )
    known = _Known.read(bronnen, instellingen, progress)
    progress.step("Reading the messages")
    declaraties = read_zh308(messages)
    give_back_memory()
    progress.step("Checking", rows=declaraties.prestaties.height)
    levering = known.levering(declaraties, instellingen)
    uitslag = check(
        levering,
        keuzes=known.rows("checks"),
        vrijgaven=known.rows("vrijgaven"),
        sleutel=None
        if sleutelbestand is None
        else Pseudonymiser.from_file(one_path(sleutelbestand)),
    )
    progress.advance(declaraties.prestaties.height)
    progress.step("Writing")
    if not out.is_dir():
        with writing(out):
            new_folder(out)
    written = _publish(
        levering,
        uitslag,
        known,
        bronnen,
        vormen,
        out,
        sleutel,
        [path for path in read if path is not None and path.is_file()],
    )
    return CheckRun(
        uitslag=uitslag,
        instellingen=instellingen,
        onleesbaar=declaraties.onleesbaar.rows(),
        lost=known.lost,
        keuzes=_told_choices(known.rows("checks")),
        vrijgegeven=_told_releases(uitslag),
        files=written,
        seconds=time.perf_counter() - begun,
    )


def _publish(
    levering: Levering,
    uitslag: Uitslag,
    known: "_Known",
    bronnen: Checkbronnen,
    vormen: Sequence[str],
    out: Path,
    sleutel: Sleutel | None,
    inputs: Sequence[Path],
) -> list[Path]:
    """Write all files of the outcome as one set; gives them, regels first."""
    main, instellingen = out / REGELS, levering.instellingen
    tables = dict(uitslag.tables)
    if instellingen.is_proef:
        del tables["historie"]
    if all_paths(bronnen.retour):
        tables["antwoorden"] = antwoorden(levering, read_zh309(bronnen.retour))
    with OutputSet(main, "check", sleutel=sleutel) as outputs:
        written = write_tables(tables, out, vormen, outputs)
        for name in {*TABLES, "antwoorden"} - set(tables):
            # Of an earlier run that had them.
            for ending in ENDINGS.values():
                outputs.take_away(out / f"{name}{ending}")
        answers = []
        if "zh309" in vormen:
            answers = write_answers(levering, uitslag, out / RETOUR, outputs)
        take_old_answers_away(out / RETOUR, answers, outputs)
        written += answers
        written += write_findings(
            known.findings, main, out / OF_TABLES, outputs=outputs
        )
        named = named_inputs(inputs)
        outputs.made_of(named)
        said = made_of(
            "regels",
            uitslag.regels.height,
            invoer=hashes(named),
            instellingen=_settings(instellingen),
        )
        outputs.publish({main: said})
    return written


@dataclass(frozen=True)
class _Known:
    """What is known beside the messages, as read.

    Attributes:
        bijlagen: Rows of each file that an option named, by its name.
        findings: What is wrong with tables.
        lost: ``tabel, bestand, rijen, verloren``.
    """

    releases: tuple[CompiledStructure, ...]
    tabellen: Tarieventabellen | None
    registers: Registers
    bijlagen: dict[str, pl.DataFrame]
    findings: list[pl.DataFrame]
    lost: pl.DataFrame

    @classmethod
    def read(
        cls, bronnen: Checkbronnen, instellingen: Checkinstellingen, progress: Progress
    ) -> "_Known":
        progress.step("Opening the release")
        releases = tuple(open_release(path) for path in all_paths(bronnen.releases))
        progress.step("Reading the tables")
        registers, findings, telling = read_registers(
            bronnen.tariefbronnen.registers,
            bronnen.verzekeringen,
            bronnen.tariefbronnen.notatie,
        )
        found, tellingen = [findings], [telling]
        tabellen = None
        prices = _without_registers(bronnen.tariefbronnen)
        if prices.paths:
            gelezen = read_and_count(
                tarieven=prices.tarieven,
                contracten=prices.contracten,
                passanten=prices.passanten,
                registers=prices.registers,
                notatie=prices.notatie,
                negeer=prices.negeer,
            )
            # Without any national tariff nothing can be said of an amount.
            if gelezen.tabellen.tarief.height or gelezen.tabellen.addon_tarief.height:
                tabellen = gelezen.tabellen
            found.append(gelezen.findings)
            tellingen.append(gelezen.telling)
        bijlagen = {}
        for name, bijlage in _bijlagen(bronnen, instellingen):
            bijlagen[name], findings, telling = bijlage
            found.append(findings)
            tellingen.append(telling)
        lost = pl.concat([each.select(list(LOST)) for each in tellingen])
        short = lost.filter(pl.col("verloren") > 0)["tabel"]
        return cls(
            releases=releases,
            tabellen=tabellen,
            registers=registers.without_cover(short),
            bijlagen=bijlagen,
            findings=[conform_findings(each) for each in found],
            lost=lost_of(lost),
        )

    def rows(self, name: str) -> pl.DataFrame | None:
        """Rows of a file that an option named; None where it was not given."""
        return self.bijlagen.get(name)

    def levering(
        self, declaraties: Declaraties, instellingen: Checkinstellingen
    ) -> Levering:
        historie = self.rows("historie")
        return Levering(
            declaraties=declaraties,
            registers=self.registers,
            instellingen=instellingen,
            releases=self.releases,
            tabellen=self.tabellen,
            historie=None
            if historie is None
            else without_rerun(historie, declaraties.bestanden, instellingen.ontvangen),
            zorgprofiel=self.rows("zorgprofiel"),
        )


def _without_registers(bronnen: Tariefbronnen) -> Tariefbronnen:
    """The tables of prices: files that were named as tables of checks are not of them.

    Of a folder each reader takes its own.
    """
    ours = [
        path
        for path in all_paths(bronnen.registers)
        if path.is_dir() or not TARIEFTABELLEN.is_elsewhere(path.stem)
    ]
    return replace(bronnen, registers=ours)


def _bijlagen(
    bronnen: Checkbronnen, instellingen: Checkinstellingen
) -> Iterator[tuple[str, Bijlage]]:
    if bronnen.zorgprofiel is not None:
        yield "zorgprofiel", read_zorgprofiel(bronnen.zorgprofiel)
    # A test run knows nothing of what was declared.
    if all_paths(bronnen.historie) and not instellingen.is_proef:
        yield "historie", read_historie(bronnen.historie)
    if bronnen.keuzes is not None:
        yield "checks", read_checks(bronnen.keuzes)
    if bronnen.vrijgaven is not None:
        yield "vrijgaven", read_vrijgaven(bronnen.vrijgaven)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(each.stat().st_size for each in path.iterdir() if each.is_file())
    return path.stat().st_size if path.exists() else 0


def _settings(instellingen: Checkinstellingen) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(instellingen).items()
    }


def _told_choices(keuzes: pl.DataFrame | None) -> list[tuple[str, ...]]:
    if keuzes is None:
        return []
    return [
        (check_id, gevolg or "-", "J" if verplicht else "N", uzovi or "-", reden or "-")
        for check_id, gevolg, verplicht, uzovi, reden in keuzes.select(
            "check_id", "gevolg", "verplicht", "uzovi", "reden"
        ).iter_rows()
    ]


def _told_releases(uitslag: Uitslag) -> list[tuple[str, ...]]:
    released = uitslag.besluiten.vrijgegeven.join(
        uitslag.besluiten.bevindingen.select("nummer", "check_id"), on="nummer"
    )
    return [
        (check_id, wie, f"{datum or '-'}", reden or "-", f"{lines}")
        for check_id, wie, datum, reden, lines in released.group_by(
            "check_id", "wie", "datum", "reden", maintain_order=True
        )
        .len()
        .iter_rows()
    ]
