"""The settings of a grouping, where the sources leave room; defaults are documented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grouper.compiled.releasekeuze import pinned_position
from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.ozp.hoofdtraject import MAX_PER_VERZEKERDE
from grouper.ozp.rules import OzpRegels
from grouper.sealing.provenance import Provenance
from productstructure.errors import CallError
from tabellen.calltypes import checks_fields
from tabellen.headers.leeswijze import Leeswijze
from tabellen.notices import MAX_PER_BEVINDING


@checks_fields
@dataclass(frozen=True)
class GroupSettings:
    """What a batch is grouped by, beside its releases.

    Attributes:
        checks: Which input checks reject, warn or are off.
        aanspraak: What decides between two declaratiecodes.
        ozp: What decides on overige zorgproducten.
        pinned: Name of a release, or how it alone begins, that is taken on every date
            it covers; None for the newest.
        leeswijze: How the tables of the batch are read, where they are not as ours.
        max_per_verzekerde: Subtrajecten of one verzekerde_id from which it is told,
            where main subtrajecten are looked up (``ozp``).
        max_per_bevinding: Findings of one code that are written out, of those that
            reject nothing; the rest is counted.

    Raises:
        CallError: One of the last two is below one.
    """

    checks: InputChecks = field(default_factory=InputChecks.default)
    aanspraak: AanspraakRegels = field(default_factory=AanspraakRegels)
    ozp: OzpRegels = field(default_factory=OzpRegels)
    pinned: str | None = None
    leeswijze: Leeswijze = field(default_factory=Leeswijze)
    max_per_verzekerde: int = MAX_PER_VERZEKERDE
    max_per_bevinding: int = MAX_PER_BEVINDING

    def __post_init__(self) -> None:
        for name in ("max_per_verzekerde", "max_per_bevinding"):
            if getattr(self, name) < 1:
                raise CallError(f"{name} is {getattr(self, name)}; use 1 or more.")

    def grouper(
        self, releases: Sequence[CompiledStructure], threads: int | None = None
    ) -> Grouper:
        """A grouper with these settings."""
        return Grouper(
            releases,
            checks=self.checks,
            aanspraak=self.aanspraak,
            ozp_regels=self.ozp,
            pinned=self.pinned,
            threads=threads,
            max_per_verzekerde=self.max_per_verzekerde,
        )

    def provenance(
        self,
        releases: Sequence[CompiledStructure],
        *,
        pseudoniemen: bool,
        invoer: Mapping[str, str],
    ) -> Provenance:
        """The record of output made with these settings.

        Args:
            releases: What it was grouped on.
            pseudoniemen: Whether numbers were replaced by keyed hashes.
            invoer: SHA-256 of each input file, by its name.
        """
        position = pinned_position(releases, self.pinned)
        return Provenance(
            releases=tuple(release.identity for release in releases),
            checks=self.checks,
            aanspraak=self.aanspraak,
            ozp=self.ozp,
            pinned=None if position is None else releases[position].identity.name,
            pseudoniemen=pseudoniemen,
            invoer=invoer,
            leeswijze=self.leeswijze,
        )
