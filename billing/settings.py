"""The settings of a grouping, where the sources leave room; defaults are documented."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from grouper.aanspraakregels import AanspraakRegels
from grouper.checks import InputChecks
from grouper.compiled import CompiledStructure
from grouper.engine import Grouper
from grouper.ozp_regels import OzpRegels


@dataclass(frozen=True)
class GroupSettings:
    """What a batch is grouped by, beside its releases.

    Attributes:
        checks: Which input checks reject, warn or are off.
        aanspraak: What decides between two declaratiecodes.
        ozp: What decides on overige zorgproducten.
    """

    checks: InputChecks = field(default_factory=InputChecks.default)
    aanspraak: AanspraakRegels = field(default_factory=AanspraakRegels)
    ozp: OzpRegels = field(default_factory=OzpRegels)

    def grouper(
        self, releases: Sequence[CompiledStructure], threads: int | None = None
    ) -> Grouper:
        """A grouper with these settings."""
        return Grouper(
            releases,
            checks=self.checks,
            aanspraak=self.aanspraak,
            ozp_regels=self.ozp,
            threads=threads,
        )
