"""Runs a night's work: group, price, settle, report, as one file says it.

Each step is a public function of this room, with the files of the step before.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.records import made_of
from billing.gates import GateError
from billing.night.config import NightConfig
from billing.night.folder import NightFolder
from billing.night.jobs import CheckJob, DeclareJob, GroupJob, PriceJob, SettleJob
from billing.night.places import check_readable, refuse_installed
from billing.night.voor_mensen import write_for_people
from billing.progress import Progress
from billing.regels.sources import GroupedBatch, Regelbron
from billing.work.declaraties.check import CheckRun, check_files
from billing.work.declaraties.declare import DeclareRun, declare_files
from billing.work.group import GroupRun, group_files
from billing.work.price import PriceRun, price_files
from billing.work.settle import Omzetbronnen, settle_files
from tabellen.calltypes import checks_types
from tabellen.forms.frames import write_frame
from tabellen.getoond import Getoond
from tabellen.sets.sleutel import maybe_sleutel
from tariffs.sources.tables import Gelezen

DECLARATIES = "declaraties"
"""Folder, within that of the night, of the messages that it declares."""


@dataclass(frozen=True, repr=False)
class NightRun(Getoond):
    """What a night's work came to.

    Attributes:
        group: What grouping came to; None when nothing was grouped.
        price: What pricing came to; None when nothing was priced.
        verrekening: The settlement; None when nothing was settled.
        declare: What declaring came to; None when nothing was declared.
        check: What checking declarations came to; None when none were.
        reports: Files of reports, of the settlement, and of forms for people.
        weggelaten: Tables that a form for people does not hold.
        folder: Folder of this run; OUT/laatste points to it.
        van_eerder: Outcomes in OUT itself, of a version that wrote no folders.
    """

    group: GroupRun | None
    price: PriceRun | None
    verrekening: pl.DataFrame | None
    reports: list[Path]
    declare: DeclareRun | None = None
    check: CheckRun | None = None
    folder: Path | None = None
    van_eerder: tuple[str, ...] = ()
    weggelaten: tuple[str, ...] = ()

    @property
    def is_leeg(self) -> bool:
        """Whether a file of the batch has no rows, or nothing was there to price."""
        return any(run is not None and run.is_leeg for run in (self.group, self.price))

    @property
    def afgewezen(self) -> int:
        """Rows rejected, rows of tables lost, lines refused or not to be read."""
        rejected = 0 if self.group is None else self.group.balance.rejected
        if self.price is None:
            return rejected
        price = self.price
        return rejected + price.geweigerd + price.onleesbaar + price.verloren


@checks_types
def run_night(config: NightConfig, progress: Progress | None = None) -> NightRun:
    """Run a night's work, into a folder of its own.

    It is OUT/RUN, to which OUT/laatste points: there as a whole or not at all, and the
    run before it until then. Of a delivery that is wholly wrong it has rejected rows
    and findings alone, and OUT/laatste stays as it was.

    Files: ``grouped.parquet``, ``ozp.parquet``, ``profielen.parquet``,
    ``rejected.csv``, ``findings.csv``; ``regels.parquet``, ``prijsbesluiten.parquet``
    and their findings; ``statussen.csv``, ``grondslagen.csv``, ``redenen.csv``;
    ``verrekening.csv``; ``declaraties/`` with the messages; ``check/`` with what
    checking gives; ``run.provenance.json`` names them all.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file cannot be read.
        OutputFileError: The folder cannot be written, or another run writes there.
        GateError: The delivery is wholly wrong.
        CallError: A setting is wrong.
    """
    progress = progress or Progress()
    refuse_installed(config.out)
    sleutel = maybe_sleutel(config.sleutelbestand)
    check_readable(config.later_inputs)
    tables = None
    if config.price is not None:
        # Before grouping, which takes longer: a wrong table ends the night here.
        progress.step("Reading the tables")
        tables = config.price.bronnen.read_and_count()
    said = made_of("nacht", None, invoer={})
    with NightFolder(
        config.out, config.day, config.keep, config.inputs, sleutel
    ) as folder:
        try:
            done = _done(replace(config, out=folder.staged), tables, progress)
        except GateError as fault:
            folder.publish_refused(said)
            text = str(fault).replace(str(folder.staged), str(folder.final))
            raise GateError(text, fault.gates) from None
        folder.publish(said)
        return _in_place(done, folder)


def _in_place(done: NightRun, folder: NightFolder) -> NightRun:
    """What a night came to, with its files where they are at last."""
    group, price, check = done.group, done.price, done.check
    declare = done.declare
    return replace(
        done,
        group=group and replace(group, files=list(map(folder.at_last, group.files))),
        price=price and replace(price, files=list(map(folder.at_last, price.files))),
        declare=declare
        and replace(declare, files=list(map(folder.at_last, declare.files))),
        check=check and replace(check, files=list(map(folder.at_last, check.files))),
        reports=list(map(folder.at_last, done.reports)),
        folder=folder.final,
        van_eerder=folder.left_of_before,
    )


def _done(config: NightConfig, tables: Gelezen | None, progress: Progress) -> NightRun:
    group = price = verrekening = None
    reports: list[Path] = []
    if config.group is not None:
        group = _group(config.group, config, progress)
    if config.price is not None:
        price = _price(config.price, config, tables, progress)
        reports += _report(price, config.out)
    if price is not None and config.settle is not None:
        target = config.out / "verrekening.csv"
        verrekening = _settle(config.settle, price, target, config, progress)
        reports.append(target)
    declare = check = None
    if config.declare is not None and config.group is not None:
        declare = _declare(config.declare, config.group, config, progress)
    if config.check is not None:
        made = [] if declare is None else declare.berichten["bestand"].to_list()
        berichten = config.check.berichten or [
            config.out / DECLARATIES / name for name in made
        ]
        # Of a night that declared nothing there is nothing of its own to check.
        if berichten:
            check = _check(replace(config.check, berichten=berichten), config, progress)
    more, left_out = write_for_people(config.out, config.vormen)
    reports += more
    return NightRun(
        *(group, price, verrekening, reports, declare, check),
        weggelaten=tuple(left_out),
    )


def _group(job: GroupJob, config: NightConfig, progress: Progress) -> GroupRun:
    out = config.out
    return group_files(
        job.releases,
        job.subtrajecten,
        job.zorgactiviteiten,
        out=out / "grouped.parquet",
        ozp=out / "ozp.parquet" if job.ozp else None,
        profielen=out / "profielen.parquet" if job.profielen else None,
        rejected=out / "rejected.csv",
        findings=out / "findings.csv",
        settings=job.settings,
        met=job.met,
        gates=config.grenzen,
        threads=config.threads,
        progress=progress,
        sha256=job.sha256,
        sleutelbestand=config.sleutelbestand,
        budget=config.budget,
    )


def _price(
    job: PriceJob, config: NightConfig, tables: Gelezen | None, progress: Progress
) -> PriceRun:
    out, lines = config.out, list[Regelbron](job.regels)
    if config.group is not None and job.verzekeringen is not None:
        batch = GroupedBatch(
            grouped=out / "grouped.parquet",
            subtrajecten=config.group.subtrajecten,
            verzekeringen=job.verzekeringen,
            ozp=out / "ozp.parquet" if config.group.ozp else None,
            leeswijze=config.group.settings.leeswijze,
        )
        lines.insert(0, batch)
    return price_files(
        job.bronnen,
        lines,
        out=out / "prijsbesluiten.parquet",
        regels_out=out / "regels.parquet",
        instellingen=job.instellingen,
        eerdere=job.eerdere,
        met=job.met,
        gates=config.grenzen,
        progress=progress,
        gelezen=tables,
        sleutelbestand=config.sleutelbestand,
        budget=config.budget,
    )


def _declare(
    job: DeclareJob, group: GroupJob, config: NightConfig, progress: Progress
) -> DeclareRun:
    return declare_files(
        job.bestanden(group, config.out),
        job.aanlevering,
        factuurnummer=job.factuurnummer,
        out=config.out / DECLARATIES,
        progress=progress,
        sleutelbestand=config.sleutelbestand,
        budget=config.budget,
    )


def _check(job: CheckJob, config: NightConfig, progress: Progress) -> CheckRun:
    return check_files(
        job.berichten,
        job.bronnen,
        job.instellingen,
        out=config.out / "check",
        vormen=job.vormen,
        progress=progress,
        sleutelbestand=config.sleutelbestand,
        budget=config.budget,
    )


def _report(run: PriceRun, out: Path) -> list[Path]:
    """Write the counts of a run, as tables of their own."""
    reports = {
        "statussen": run.statussen,
        "grondslagen": run.grondslagen,
        "redenen": run.redenen,
    }
    for name, frame in reports.items():
        write_frame(frame, out / f"{name}.csv")
    return [out / f"{name}.csv" for name in reports]


def _settle(
    job: SettleJob,
    price: PriceRun,
    target: Path,
    config: NightConfig,
    progress: Progress,
) -> pl.DataFrame:
    return settle_files(
        price.tabellen,
        Omzetbronnen(
            besluiten=[price.files[0], *job.besluiten],
            ohw=job.ohw,
            betaald=job.betaald,
            verwacht=job.verwacht,
        ),
        out=target,
        instellingen=price.instellingen,
        progress=progress,
        sleutelbestand=config.sleutelbestand,
    ).verrekening
