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
    from tariffs.decision.prijsboek import Prijsboek
    from tariffs.followup.production import simulate_contracts, value_ohw
    from tariffs.followup.repricing import Herprijzing, reprice
    from tariffs.followup.settlement import compensation, macro_limit, settle
    from tariffs.lookup.known_on import known_on
    from tariffs.pricelists.pricelist import check_passantenlijst, check_pricelist
    from tariffs.pricing import price_lines
    from tariffs.reasons import Reden
    from tariffs.schema import (
        Declaratieregels,
        Prijsbesluiten,
        Tarieventabellen,
        Verzekeringen,
    )
    from tariffs.settings import Prijsinstellingen
    from tariffs.sources.prijslijsten import (
        read_contractprijslijst,
        read_passantenlijst,
    )
    from tariffs.sources.tables import read_regels, read_tabellen, read_verzekeringen

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

__getattr__, __dir__ = lazily(
    __name__,
    {
        "Declaratieregels": "schema",
        "Herprijzing": "followup.repricing",
        "Prijsbesluiten": "schema",
        "Prijsboek": "decision.prijsboek",
        "Prijsinstellingen": "settings",
        "Reden": "reasons",
        "Tarieventabellen": "schema",
        "Verzekeringen": "schema",
        "check_passantenlijst": "pricelists.pricelist",
        "check_pricelist": "pricelists.pricelist",
        "compensation": "followup.settlement",
        "known_on": "lookup.known_on",
        "macro_limit": "followup.settlement",
        "price_lines": "pricing",
        "read_contractprijslijst": "sources.prijslijsten",
        "read_passantenlijst": "sources.prijslijsten",
        "read_regels": "sources.tables",
        "read_tabellen": "sources.tables",
        "read_verzekeringen": "sources.tables",
        "reprice": "followup.repricing",
        "settle": "followup.settlement",
        "simulate_contracts": "followup.production",
        "value_ohw": "followup.production",
    },
)
