"""What each part of a night has to do: group, price, settle, declare, check."""

from dataclasses import dataclass
from pathlib import Path

from billing.regels.factuurbronnen import Factuurbestanden
from billing.settings import GroupSettings
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.checkbronnen import Checkbronnen
from declarations.checks.feiten.levering import Checkinstellingen
from declarations.factuur.records import Aanlevering
from tariffs.settings import Prijsinstellingen


@dataclass(frozen=True, kw_only=True)
class GroupJob:
    """What to group; attributes as the arguments of ``group_files``."""

    releases: list[Path]
    subtrajecten: Path
    zorgactiviteiten: Path | None
    ozp: bool
    profielen: bool
    settings: GroupSettings
    sha256: list[str] | None = None
    met: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PriceJob:
    """What to price, and with which tables.

    Attributes:
        bronnen: The tables.
        verzekeringen: Who is insured where; needed to price what was grouped.
        regels: Files of lines to price with those of the grouped batch.
        eerdere: Prijsbesluiten of earlier nights, which credits refer to.
        instellingen: Settings of the run.
        met: What prijsbesluiten get for people, as of ``price_files``.
    """

    bronnen: Tariefbronnen
    verzekeringen: Path | None
    regels: list[Path]
    eerdere: list[Path]
    instellingen: Prijsinstellingen
    met: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SettleJob:
    """What to settle beside the lines of this night.

    Attributes:
        besluiten: Prijsbesluiten of earlier nights that count too.
        ohw: Prijsbesluiten of open subtrajecten.
        betaald: What was paid so far.
        verwacht: Expected openings.
    """

    besluiten: list[Path]
    ohw: list[Path]
    betaald: Path | None
    verwacht: Path | None


@dataclass(frozen=True, kw_only=True)
class CheckJob:
    """Which declarations to check, and against what.

    Attributes:
        berichten: ZH308 messages, zips of them, or folders with frames of messages;
            empty for those that the night itself declares.
        bronnen: What they are held against; releases and tables are those of the
            night where it names none of its own.
        instellingen: How the check is asked for.
        vormen: Forms beside csv.
    """

    berichten: list[Path]
    bronnen: Checkbronnen
    instellingen: Checkinstellingen
    vormen: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeclareJob:
    """What to declare of the lines that the night priced.

    Attributes:
        registers: Files and folders with the table of persons; by default those of the
            prices.
        factuurnummer: Begins all numbers of invoices and references.
        aanlevering: When and for which days it is declared.
    """

    registers: list[Path]
    factuurnummer: str
    aanlevering: Aanlevering

    def bestanden(self, group: GroupJob, out: Path) -> Factuurbestanden:
        """The files of the night that messages are made of.

        Args:
            group: What was grouped.
            out: Folder of the night.
        """
        return Factuurbestanden(
            subtrajecten=group.subtrajecten,
            zorgactiviteiten=group.zorgactiviteiten,
            grouped=out / "grouped.parquet",
            ozp=out / "ozp.parquet" if group.ozp else None,
            profielen=out / "profielen.parquet",
            regels=out / "regels.parquet",
            besluiten=out / "prijsbesluiten.parquet",
            registers=self.registers,
            leeswijze=group.settings.leeswijze,
        )
