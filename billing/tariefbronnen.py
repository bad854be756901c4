"""Where the tables of the tariff layer stand, and reading them for a run.

Dutch terms: passanten (patients whose insurer has no contract), register (conditional
prestaties and the agreements about them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from productstructure.errors import CallError
from tariffs.amounts import Notatie
from tariffs.schema import Tarieventabellen
from tariffs.sources import read_tabellen

Paden = Path | str | Sequence[Path | str]
"""A file or folder, or several."""


@dataclass(frozen=True, kw_only=True)
class Tariefbronnen:
    """Files and folders with tables; each table is known by the name of its file.

    Attributes:
        tarieven: National tables.
        contracten: Parties, contracts, prices and agreements.
        passanten: Standaardprijslijsten.
        registers: Conditional prestaties, experiments, rules between lines.
        notatie: Decimal sign of amounts in text, where known.
    """

    tarieven: Paden = ()
    contracten: Paden = ()
    passanten: Paden = ()
    registers: Paden = ()
    notatie: Notatie | None = None

    def read(self) -> tuple[Tarieventabellen, pl.DataFrame]:
        """Read all tables; gives them with the findings (schema TariefFindings).

        Raises:
            CallError: No file or folder is given at all.
            InputFileError: A file cannot be read as the table it says it is.
        """
        given = (self.tarieven, self.contracten, self.passanten, self.registers)
        tarieven, contracten, passanten, registers = map(_paths, given)
        if not (tarieven or contracten or passanten or registers):
            raise CallError(
                "no tables are given; name at least the folder or files with tarieven."
            )
        return read_tabellen(
            tarieven=tarieven,
            contracten=contracten,
            passanten=passanten,
            registers=registers,
            notatie=self.notatie,
        )


def _paths(given: Paden) -> list[Path]:
    if isinstance(given, Path | str):
        given = [given]
    return [Path(path) for path in given]
