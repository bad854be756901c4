"""Runs a night's work: group, price, settle, report, as one file says it.

Each step is a public function of this room, with the files of the step before.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files import write_frame
from billing.nightconfig import GroupJob, NightConfig, PriceJob, SettleJob
from billing.pipeline import GroupRun, group_files
from billing.pricing import PriceRun, price_files
from billing.progress import Progress
from billing.regelfiles import GroupedBatch, Regelbron
from billing.settling import Omzetbronnen, settle_files
from productstructure.errors import CallError


@dataclass(frozen=True)
class NightRun:
    """What a night's work came to.

    Attributes:
        group: What grouping came to; None when nothing was grouped.
        price: What pricing came to; None when nothing was priced.
        verrekening: The settlement; None when nothing was settled.
        reports: Files of reports, and of the settlement.
    """

    group: GroupRun | None
    price: PriceRun | None
    verrekening: pl.DataFrame | None
    reports: list[Path]

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


def run_night(config: NightConfig, progress: Progress | None = None) -> NightRun:
    """Run a night's work; its folder is made when it is not there.

    Files: ``grouped.parquet``, ``ozp.parquet``, ``profielen.parquet``,
    ``rejected.csv``, ``findings.csv``; ``regels.parquet``, ``prijsbesluiten.parquet``
    and their findings; ``statussen.csv``, ``grondslagen.csv``, ``redenen.csv``;
    ``verrekening.csv``.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file cannot be read.
        CallError: A setting is wrong, or an output cannot be written.
    """
    progress = progress or Progress()
    _make_folder(config.out)
    group = price = verrekening = None
    reports: list[Path] = []
    if config.group is not None:
        group = _group(config.group, config, progress)
    if config.price is not None:
        price = _price(config.price, config, progress)
        reports += _report(price, config.out)
    if price is not None and config.settle is not None:
        target = config.out / "verrekening.csv"
        verrekening = _settle(config.settle, price, target, progress)
        reports.append(target)
    return NightRun(group, price, verrekening, reports)


def _make_folder(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise CallError(f"{path} is a file; name a folder for out.")
    path.mkdir(parents=True, exist_ok=True)


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
        gates=config.grenzen,
        threads=config.threads,
        progress=progress,
        sha256=job.sha256,
    )


def _price(job: PriceJob, config: NightConfig, progress: Progress) -> PriceRun:
    out, lines = config.out, list[Regelbron](job.regels)
    if config.group is not None and job.verzekeringen is not None:
        batch = GroupedBatch(
            grouped=out / "grouped.parquet",
            subtrajecten=config.group.subtrajecten,
            verzekeringen=job.verzekeringen,
            ozp=out / "ozp.parquet" if config.group.ozp else None,
        )
        lines.insert(0, batch)
    return price_files(
        job.bronnen,
        lines,
        out=out / "prijsbesluiten.parquet",
        regels_out=out / "regels.parquet",
        instellingen=job.instellingen,
        eerdere=job.eerdere,
        gates=config.grenzen,
        progress=progress,
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
    job: SettleJob, price: PriceRun, target: Path, progress: Progress
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
    ).verrekening
