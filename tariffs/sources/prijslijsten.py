"""Read price lists as insurers and hospitals write them: contract and passanten.

A price list carries codes and prices; whose list it is and for which period often
stands in the letter, not in the file, so those are arguments. Layouts: docs/sources.md
P11, C3. Lists with kosten and honorarium columns (to 2014) are given as tables with a
column ``component``.
"""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from tabellen.calltypes import checks_types
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import only_table
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad
from tabellen.values.decimals import Notatie
from tariffs.files.rows import load_rows
from tariffs.schema import TABEL_VAN

_PRIJS = dict.fromkeys(
    (
        "Tarief",
        "Integraal tarief",
        "Totaalprijs",
        "Totaal tarief",
        "Totaal-tarief",
        "Passantentarief",
    ),
    ("prijs_e6", True),
)
# Lists that show of what a price is made up beside it (Regeling msz art. 18, 37): the
# total is what is billed. Prices by component (to 2014) have a column ``component``.
_DELEN = (
    "Soort overig zorgproduct",
    "Kostenbedrag zorginstelling",
    "Honorariumbedrag",
)
ALIASES: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "contract_prijs": _PRIJS,
    "standaardprijslijst": {
        **_PRIJS,
        "Omschrijving declaratiecode": ("omschrijving", False),
        "Consumentenomschrijving": ("omschrijving", False),
        "Zorgproduct": ("omschrijving", False),
        "Behandeling": ("omschrijving", False),
    },
}
"""Table to the headers its lists carry, beside our own names."""

NEGEER: Mapping[str, tuple[str, ...]] = {
    "contract_prijs": (
        "Zorgproductcode",
        "Zorgproduct",
        "Omschrijving",
        "Omschrijving declaratiecode",
        "Behandeling",
        *_DELEN,
    ),
    "standaardprijslijst": ("Zorgproductcode", *_DELEN),
}
"""Table to the headers that say nothing about a price."""


@checks_types
def read_contractprijslijst(
    path: Pad,
    *,
    contract_id: str,
    versie: int,
    begindatum: date,
    einddatum: date | None,
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the price list of one contract.

    Args:
        path: csv, xlsx or Parquet with a declaratiecode and a price (euros, or
            ``prijs_e6``); periods, component and volume where the file has them.
        contract_id: Contract the list belongs to.
        versie: Version of that contract.
        begindatum: First day of the prices, where the file does not say it.
        einddatum: Last day, where the file does not say it; None is open.
        notatie: Decimal sign, where known.
        negeer: Headers to skip on purpose.
        leeswijze: How they are read, where they are not as ours.

    Returns:
        Rows of schema ContractPrijs with bestand and row, and the findings.

    Raises:
        InputFileError: A header is unknown, missing or double.
    """
    given = {
        "contract_id": contract_id,
        "versie": versie,
        "begindatum": begindatum,
        "einddatum": einddatum,
    }
    cells = only_table(path, leeswijze.bladen).read_as("contract_prijs", leeswijze)
    return load_prijzen(cells, "contract_prijs", given, notatie, negeer)


@checks_types
def read_passantenlijst(
    path: Pad,
    *,
    zorginstelling_code: str,
    begindatum: date,
    einddatum: date | None,
    gepubliceerd_op: date | None = None,
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
    leeswijze: Leeswijze = AS_OURS,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the standaardprijslijst of one provider (Regeling msz art. 18 and 37).

    Args:
        path: csv, xlsx or Parquet with a declaratiecode and a price.
        zorginstelling_code: AGB code of the provider.
        begindatum: First day of the prices, where the file does not say it.
        einddatum: Last day, where the file does not say it; None is open.
        gepubliceerd_op: Day of publication, where known.
        notatie: Decimal sign, where known.
        negeer: Headers to skip on purpose.
        leeswijze: How they are read, where they are not as ours.

    Returns:
        Rows of schema Standaardprijslijst with bestand and row, and the findings.

    Raises:
        InputFileError: A header is unknown, missing or double.
    """
    given = {
        "zorginstelling_code": zorginstelling_code,
        "begindatum": begindatum,
        "einddatum": einddatum,
        "gepubliceerd_op": gepubliceerd_op,
    }
    cells = only_table(path, leeswijze.bladen).read_as("standaardprijslijst", leeswijze)
    return load_prijzen(cells, "standaardprijslijst", given, notatie, negeer)


def load_prijzen(
    cells: Cells,
    table: str,
    added: Mapping[str, object],
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make rows of a price table from cells; a list without component is integral."""
    rows, findings = load_rows(
        cells,
        TABEL_VAN[table],
        aanvulling={"component": "INTEGRAAL", **added},
        aliases=ALIASES[table],
        negeer=(*NEGEER[table], *negeer),
        notatie=notatie,
    )
    return rows.with_columns(bestand=pl.lit(cells.bestand)), findings
