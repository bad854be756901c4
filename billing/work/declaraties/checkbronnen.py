"""Which files a delivery of declarations is held against, and reading them for a run.

Dutch terms: bijlage (a file that an option names), historie (what was declared before),
vrijgave (a finding that a person released).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from billing.files.findings import conform_findings
from billing.progress import Progress
from billing.regels.lost_rows import LOST
from billing.tariefbronnen import Tariefbronnen, newest_products
from declarations.berichten.zh308.declaraties import Declaraties
from declarations.checks.feiten.levering import Checkinstellingen, Levering
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
from tabellen.calltypes import checks_fields
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, maybe_path
from tariffs.files.tablenames import TARIEFTABELLEN
from tariffs.schema import Tarieventabellen


@dataclass(frozen=True, repr=False)
class Bekend(Getoond):
    """What is known beside the messages, as read.

    Attributes:
        releases: The compiled releases.
        tabellen: Tables of the tariff layer; None without any national tariff.
        registers: Tables that checks ask.
        bijlagen: Rows of each file that an option named: zorgprofiel, historie, checks,
            vrijgaven.
        findings: What is wrong with tables.
        telling: ``tabel, bestand, rijen, verloren``: rows of every file.
    """

    releases: tuple[CompiledStructure, ...]
    tabellen: Tarieventabellen | None
    registers: Registers
    bijlagen: Mapping[str, pl.DataFrame]
    findings: list[pl.DataFrame]
    telling: pl.DataFrame

    def levering(
        self, declaraties: Declaraties, instellingen: Checkinstellingen
    ) -> Levering:
        """Messages beside all that is known; a rerun does not meet its own history."""
        historie = self.bijlagen.get("historie")
        if historie is not None:
            historie = without_rerun(
                historie, declaraties.bestanden, instellingen.ontvangen
            )
        return Levering(
            declaraties=declaraties,
            registers=self.registers,
            instellingen=instellingen,
            releases=self.releases,
            tabellen=self.tabellen,
            historie=historie,
            zorgprofiel=self.bijlagen.get("zorgprofiel"),
        )


@checks_fields
@dataclass(frozen=True, kw_only=True)
class Checkbronnen:
    """What a delivery is held against; every part may be absent.

    Attributes:
        releases: NZa zips, folders with the two XML files, or compiled releases.
        tariefbronnen: Tables of the tariff layer; its registers hold those of checks.
        verzekeringen: A file that goes before a table of that name.
        zorgprofiel: Complete profiles.
        historie: What was declared before.
        keuzes: The desk's choices per check.
        vrijgaven: Findings that a person released.
        retour: ZH309 files that came back.
    """

    releases: Paden = ()
    tariefbronnen: Tariefbronnen = field(default_factory=Tariefbronnen)
    verzekeringen: Pad | None = None
    zorgprofiel: Pad | None = None
    historie: Paden = ()
    keuzes: Pad | None = None
    vrijgaven: Pad | None = None
    retour: Paden = ()

    @property
    def files(self) -> list[Path]:
        """Files that options name, but for releases and tables in folders."""
        single = (self.verzekeringen, self.zorgprofiel, self.keuzes, self.vrijgaven)
        named = [path for path in map(maybe_path, single) if path is not None]
        return [*named, *all_paths(self.historie), *all_paths(self.retour)]

    @property
    def paths(self) -> list[Path]:
        """All files and folders that are read."""
        return [*self.files, *all_paths(self.releases), *self.tariefbronnen.paths]

    def read(self, progress: Progress, *, with_historie: bool) -> Bekend:
        """Open the releases and read every table.

        Args:
            progress: Told of every step.
            with_historie: Whether history is read; a test run knows nothing of it.

        Raises:
            ReleaseError: A release cannot be used.
            InputFileError: A file cannot be read as the table it should be.
        """
        progress.step("Opening the release")
        releases = tuple(open_release(path) for path in all_paths(self.releases))
        progress.step("Reading the tables")
        registers, *told = read_registers(
            self.tariefbronnen.registers,
            self.verzekeringen,
            self.tariefbronnen.notatie,
            self.tariefbronnen.leeswijze,
        )
        parts = [told]
        tabellen = None
        prices = self._of_prices()
        if prices.paths:
            # Products as the night that priced them took them.
            gelezen = prices.read_what_is_there(newest_products(releases))
            # Without any national tariff nothing can be said of an amount.
            if gelezen.tabellen.tarief.height or gelezen.tabellen.addon_tarief.height:
                tabellen = gelezen.tabellen
            parts.append([gelezen.findings, gelezen.telling])
        bijlagen = {}
        for name, (rows, *told) in self._bijlagen(with_historie=with_historie):
            bijlagen[name] = rows
            parts.append(told)
        telling = pl.concat([telling.select(list(LOST)) for _, telling in parts])
        short = telling.filter(pl.col("verloren") > 0)["tabel"]
        return Bekend(
            releases=releases,
            tabellen=tabellen,
            registers=registers.without_cover(short),
            bijlagen=bijlagen,
            findings=[conform_findings(findings) for findings, _ in parts],
            telling=telling,
        )

    def _of_prices(self) -> Tariefbronnen:
        """The tables of prices: a file that is named as a table of checks is not one.

        Of a folder each reader takes its own.
        """
        ours = [
            path
            for path in all_paths(self.tariefbronnen.registers)
            if path.is_dir() or not TARIEFTABELLEN.is_elsewhere(path.stem)
        ]
        return replace(self.tariefbronnen, registers=ours)

    def _bijlagen(self, *, with_historie: bool) -> Iterator[tuple[str, Bijlage]]:
        leeswijze = self.tariefbronnen.leeswijze
        if self.zorgprofiel is not None:
            yield "zorgprofiel", read_zorgprofiel(self.zorgprofiel, leeswijze)
        if with_historie and all_paths(self.historie):
            yield "historie", read_historie(self.historie)
        if self.keuzes is not None:
            yield "checks", read_checks(self.keuzes, leeswijze)
        if self.vrijgaven is not None:
            yield "vrijgaven", read_vrijgaven(self.vrijgaven, leeswijze)
