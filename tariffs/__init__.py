"""What may a line cost, under which agreement, and why?

The public names are imported when first used, so that importing the room is cheap.

- ``read_tabellen``: files and folders to ``Tarieventabellen``; ``known_on``: those as
  they were known on a day; ``Prijsboek``: prepared once, to price several batches.
- ``read_regels``, ``read_verzekeringen``, ``read_contractprijslijst``,
  ``read_passantenlijst``: the other files.
- ``price_lines``: lines (``Declaratieregels``) to decisions (``Prijsbesluiten``), with
  ``Prijsinstellingen``; ``Reden``: every refusal it can give.
- ``reprice``: credits and debits after a later release, as a ``Herprijzing``.
- ``settle``: omzetafspraken; ``compensation`` and ``macro_limit``: the formulas alone.
- ``check_pricelist``, ``check_passantenlijst``: a list before it is accorded.
- ``simulate_contracts``, ``value_ohw``: a production on two price lists; work in
  progress.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from tariffs.pricelist import check_passantenlijst, check_pricelist
    from tariffs.pricing import price_lines
    from tariffs.prijsboek import Prijsboek
    from tariffs.prijslijsten import read_contractprijslijst, read_passantenlijst
    from tariffs.production import simulate_contracts, value_ohw
    from tariffs.reasons import Reden
    from tariffs.releases import known_on
    from tariffs.repricing import Herprijzing, reprice
    from tariffs.schema import (
        Declaratieregels,
        Prijsbesluiten,
        Tarieventabellen,
        Verzekeringen,
    )
    from tariffs.settings import Prijsinstellingen
    from tariffs.settlement import compensation, macro_limit, settle
    from tariffs.sources import read_regels, read_tabellen, read_verzekeringen

__all__ = [
    "Declaratieregels",
    "Herprijzing",
    "Prijsbesluiten",
    "Prijsboek",
    "Prijsinstellingen",
    "Reden",
    "Tarieventabellen",
    "Verzekeringen",
    "check_passantenlijst",
    "check_pricelist",
    "compensation",
    "known_on",
    "macro_limit",
    "price_lines",
    "read_contractprijslijst",
    "read_passantenlijst",
    "read_regels",
    "read_tabellen",
    "read_verzekeringen",
    "reprice",
    "settle",
    "simulate_contracts",
    "value_ohw",
]

__getattr__ = lazily(
    __name__,
    {
        "Declaratieregels": "schema",
        "Herprijzing": "repricing",
        "Prijsbesluiten": "schema",
        "Prijsboek": "prijsboek",
        "Prijsinstellingen": "settings",
        "Reden": "reasons",
        "Tarieventabellen": "schema",
        "Verzekeringen": "schema",
        "check_passantenlijst": "pricelist",
        "check_pricelist": "pricelist",
        "compensation": "settlement",
        "known_on": "releases",
        "macro_limit": "settlement",
        "price_lines": "pricing",
        "read_contractprijslijst": "prijslijsten",
        "read_passantenlijst": "prijslijsten",
        "read_regels": "sources",
        "read_tabellen": "sources",
        "read_verzekeringen": "sources",
        "reprice": "repricing",
        "settle": "settlement",
        "simulate_contracts": "production",
        "value_ohw": "production",
    },
)
