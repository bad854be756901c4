"""Where the tables of the tariff layer stand, and reading them for a run.

Dutch terms: passanten (patients whose insurer has no contract), register (conditional
prestaties and the agreements about them).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from productstructure.errors import CallError, InputFileError
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Paden, all_paths
from tabellen.values.decimals import Notatie
from tariffs.sources.tables import Gelezen, read_and_count
from tariffs.sources.zorgproductentabel import (
    Zorgproductentabel,
    products_of_release,
)


@dataclass(frozen=True, kw_only=True)
class Tariefbronnen:
    """Files and folders with tables; each table is known by the name of its file.

    Attributes:
        tarieven: National tables.
        contracten: Parties, contracts, prices and agreements.
        passanten: Standaardprijslijsten.
        registers: Conditional prestaties, experiments, rules between lines.
        notatie: Decimal sign of amounts in text, where known.
        negeer: Columns of any table that are not read, on purpose.
        leeswijze: How they are read, where they are not as ours.
        releases: Of the productstructuur: the newest says which declaratiecodes a
            zorgproduct has, where no table does.
    """

    tarieven: Paden = ()
    contracten: Paden = ()
    passanten: Paden = ()
    registers: Paden = ()
    notatie: Notatie | None = None
    negeer: tuple[str, ...] = ()
    leeswijze: Leeswijze = AS_OURS
    releases: Paden = ()

    @property
    def paths(self) -> list[Path]:
        """All files and folders that are read."""
        given = (
            *(self.tarieven, self.contracten, self.passanten, self.registers),
            self.releases,
        )
        return [path for each in given for path in all_paths(each)]

    def read_and_count(self) -> Gelezen:
        """Read all tables, and count the rows of each file.

        Raises:
            CallError: No file or folder is given at all.
            InputFileError: A file cannot be read as the table it says it is, or there
                is no table at all.
        """
        named = replace(self, releases=()).paths
        if not named:
            raise CallError(
                "no tables are given; name at least the folder or files with tarieven."
            )
        releases = map(open_release, all_paths(self.releases))
        gelezen = self.read_what_is_there(newest_products(releases))
        if gelezen.telling.is_empty():
            raise InputFileError(
                f"{', '.join(map(str, named))}: no table found. Each table is a file "
                "with its name, such as tarief.csv; docs/pricing.md names them."
            )
        return gelezen

    def read_what_is_there(self, producten: Zorgproductentabel | None) -> Gelezen:
        """Read all tables, of which there may be none, and count the rows of each file.

        Args:
            producten: Declaratiecodes of products, for when no file has them.

        Raises:
            InputFileError: A file cannot be read as the table it says it is.
        """
        return read_and_count(
            tarieven=self.tarieven,
            contracten=self.contracten,
            passanten=self.passanten,
            registers=self.registers,
            notatie=self.notatie,
            negeer=self.negeer,
            leeswijze=self.leeswijze,
            producten=producten,
        )


def newest_products(
    releases: Iterable[CompiledStructure],
) -> Zorgproductentabel | None:
    """Declaratiecodes of products in the newest release, which has those of before too.

    None without releases.
    """
    age = attrgetter("identity.versiedatum")
    newest = max(releases, key=age, default=None)
    if newest is None:
        return None
    return products_of_release(newest.tables["producten"], newest.identity.name)
