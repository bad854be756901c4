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

    tarieven: Sequence[Path] = ()
    contracten: Sequence[Path] = ()
    passanten: Sequence[Path] = ()
    registers: Sequence[Path] = ()
    notatie: Notatie | None = None

    def read(self) -> tuple[Tarieventabellen, pl.DataFrame]:
        """Read all tables; gives them with the findings (schema TariefFindings).

        Raises:
            CallError: No file or folder is given at all.
            InputFileError: A file cannot be read as the table it says it is.
        """
        paths = (self.tarieven, self.contracten, self.passanten, self.registers)
        if not any(paths):
            raise CallError(
                "no tables are given; name at least the folder or files with tarieven."
            )
        tarieven, contracten, passanten, registers = paths
        return read_tabellen(
            tarieven=tarieven,
            contracten=contracten,
            passanten=passanten,
            registers=registers,
            notatie=self.notatie,
        )
