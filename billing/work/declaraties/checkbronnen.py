"""Which files a delivery of declarations is held against."""

from dataclasses import dataclass, field
from pathlib import Path

from billing.tariefbronnen import Tariefbronnen
from tabellen.paths import Pad, Paden, all_paths, maybe_path


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
    def paths(self) -> list[Path]:
        """All files and folders that are read."""
        single = (self.verzekeringen, self.zorgprofiel, self.keuzes, self.vrijgaven)
        named = [path for path in map(maybe_path, single) if path is not None]
        several = (self.releases, self.historie, self.retour)
        return [
            *named,
            *(path for each in several for path in all_paths(each)),
            *self.tariefbronnen.paths,
        ]
