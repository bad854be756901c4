"""What grouping a batch comes to: its frames and its balance."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from grouper.compiled.releasekeuze import Releasekeuzes
from grouper.outcomes.balance import Balance
from grouper.outcomes.delivery import Delivery
from grouper.outcomes.ozp_balance import OzpBalance
from tabellen.getoond import Getoond
from tabellen.notices import Notice


@dataclass(frozen=True, repr=False)
class GroupResult(Getoond):
    """What became of a batch.

    Attributes:
        grouped: One row per subtraject, in input order; schema ``Grouped``.
        findings: One row per fault or doubt; schema ``Findings``.
        balance: What became of every row, subtrajecten and activities apart.
        ozp: The overige zorgproducten, schema ``Ozp``; None when not asked for.
        ozp_balance: What became of every activity as overig zorgproduct; likewise.
        profielen: The notable activities of profiles, schema ``Profielen``; likewise.
        delivery: Counts by which a wholly wrong delivery is known.
        notices: What there is to tell of how the batch was read.
        releasekeuzes: How many subtrajecten took which release, and why.
    """

    grouped: pl.DataFrame
    findings: pl.DataFrame
    balance: Balance
    ozp: pl.DataFrame | None = None
    ozp_balance: OzpBalance | None = None
    profielen: pl.DataFrame | None = None
    delivery: Delivery = field(default_factory=Delivery)
    notices: tuple[Notice, ...] = ()
    releasekeuzes: Releasekeuzes = field(default_factory=Counter)

    @property
    def rejected(self) -> pl.DataFrame:
        """The rejected rows of ``grouped``."""
        if self.balance.rejected == 0:
            return self.grouped.clear()
        return self.grouped.filter(pl.col("status") == "rejected")
