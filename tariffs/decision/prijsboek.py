"""The tables of the tariff layer, numbered and sorted once, to price many chunks with.

It decides nothing; it puts together what the phases look things up in.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

import polars as pl

from productstructure.errors import CapacityError
from tabellen.calltypes import checks_types
from tabellen.getoond import Getoond
from tariffs.decision.unlikely import Prijsvergelijking
from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.known_on import known_on
from tariffs.lookup.national import Landelijk
from tariffs.lookup.numbers import Nummering
from tariffs.lookup.registers import Registerboek
from tariffs.lookup.uitspraken import speaking
from tariffs.money import MAX_AANTAL, MAX_FACTOR_BP, ONE_M
from tariffs.prices.by_rule import Prijsregelboek
from tariffs.prices.maxmax import Maxmaxboek
from tariffs.prices.staffel import Staffelboek
from tariffs.schema import MAX_PRIJS_E6, Tarieventabellen
from tariffs.sources.ties import refuse_ties, tables_of
from tariffs.together.rules import Combinatieboek

_PRIJZEN = (
    ("tarief", "bedrag_e6"),
    ("addon_tarief", "nza_max_incl_btw_e6"),
    ("contract_prijs", "prijs_e6"),
    ("contract_staffel", "prijs_e6"),
    ("standaardprijs", "prijs_e6"),
    ("standaardprijslijst", "prijs_e6"),
    ("odv_prijs", "prijs_e6"),
    ("prestatie_overeenkomst", "prijs_e6"),
)
_GRENZEN = (
    *((table, column, MAX_PRIJS_E6) for table, column in _PRIJZEN),
    ("addon_tarief", "inkoophoeveelheid_m", MAX_AANTAL * ONE_M),
    ("prijsregel", "factor_bp", MAX_FACTOR_BP),
    ("standaardopslag", "opslag_bp", MAX_FACTOR_BP),
    ("prestatie", "verrekenpercentage_max_bp", MAX_FACTOR_BP),
)
"""Table, column and the largest value that keeps every product inside Int128."""


@dataclass(frozen=True, repr=False)
class Prijsboek(Getoond):
    """Tables ready to price with; make one with ``prepare``.

    Attributes:
        bekend_op: The day as known on which the tables are.
        nummers: Numbers of all codes.
        landelijk: What the NZa published.
        contracten: Parties, contracts and price lists.
        registers: Conditional prestaties and the agreements about them.
        combinaties: Rules between lines of one patient.
        prijsregels: Prices by formula.
        staffels: Volume tiers.
        maxmax: Agreements to go above a maximum.
        vergelijking: What is usual for a code.
        uitspraken: Which release speaks about what.
    """

    bekend_op: date
    nummers: Nummering
    landelijk: Landelijk
    contracten: Contractboek
    registers: Registerboek
    combinaties: Combinatieboek
    prijsregels: Prijsregelboek
    staffels: Staffelboek
    maxmax: Maxmaxboek
    vergelijking: Prijsvergelijking
    uitspraken: pl.DataFrame

    @classmethod
    @checks_types
    def prepare(cls, tabellen: Tarieventabellen, *, bekend_op: date) -> Self:
        """Number and sort the tables as they were known on a day.

        Raises:
            CapacityError: A number or a table is too large for its type.
            InputFileError: Rows of one rang contradict each other.
        """
        _check_bounds(tabellen)
        refuse_ties(tables_of(tabellen))
        known = known_on(tabellen, bekend_op)
        nummers = Nummering.of(known)
        landelijk = Landelijk.of(known, nummers)
        contracten = Contractboek.of(known, nummers)
        return cls(
            bekend_op=bekend_op,
            nummers=nummers,
            landelijk=landelijk,
            contracten=contracten,
            registers=Registerboek.of(known, nummers),
            combinaties=Combinatieboek.of(known, landelijk, nummers),
            prijsregels=Prijsregelboek.of(known, nummers, contracten),
            staffels=Staffelboek.of(known, contracten),
            maxmax=Maxmaxboek.of(known, nummers),
            vergelijking=Prijsvergelijking.of(known, nummers),
            uitspraken=speaking(known),
        )


def _check_bounds(tabellen: Tarieventabellen) -> None:
    for table, column, bound in _GRENZEN:
        hoogste = getattr(tabellen, table)[column].max()
        if isinstance(hoogste, int) and hoogste > bound:
            raise CapacityError(
                f"{table}: found {column} {hoogste}; at most {bound} fits. Check the "
                "scale of the file."
            )
