"""The choices of a run: whose desk it is, on which day, with which rounding.

Nothing here is a tariff; what the NZa or a contract decides stands in the tables.
"""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from productstructure.errors import CallError
from tabellen.calltypes import checks_fields
from tabellen.notices import MAX_PER_BEVINDING

Overschrijding = Literal["WEIGER", "AFTOPPEN"]
Afrondmoment = Literal["REGEL", "EENHEID"]
Einddatum = Literal["SIGNAAL", "WEIGER"]

MAX_PER_VERZEKERDE = 500
"""Lines that one person may have in a batch; UNSOURCED[person]: a guess at a year of
dialysis with its medicines."""


def engine_version() -> str:
    """Version of the distribution, as decisions store it."""
    try:
        return version("dbc-grouper")
    except PackageNotFoundError:
        return "onbekend"


@checks_fields
@dataclass(frozen=True, kw_only=True)
class Prijsinstellingen:
    """Settings of one run of ``price_lines``.

    Attributes:
        verwerkingsdatum: Day of the run: a begindatum after it lies in the future (A3),
            and it is ``berekend_op``, so that a rerun is identical.
        bekend_op: Price with the tables as they were known on this day; by default the
            verwerkingsdatum.
        bij_overschrijding: What happens to a price above a legal ceiling. WEIGER (a
            provider's list is wrong, do not bill) or AFTOPPEN (an insurer allows the
            ceiling). docs/decisions.md 23.
        addon_afrondmoment: Round an add-on once per line (REGEL) or first per unit
            (EENHEID). UNSOURCED[addon]: REGEL is assumed (docs/rules.md).
        bij_einddatum: What happens to a line whose einddatum lies after the
            verwerkingsdatum, or is absent where it is a dbc: SIGNAAL or WEIGER.
        max_per_verzekerde: More lines of one verzekerde_id than this are a finding: it
            may stand for nobody.
        max_per_bevinding: Findings of one code that are written out, of those that
            reject nothing; the rest is counted.
        chunk: Lines priced at once; bounds memory.
        threads: Chunks priced side by side.
    """

    verwerkingsdatum: date
    bekend_op: date | None = None
    bij_overschrijding: Overschrijding = "WEIGER"
    addon_afrondmoment: Afrondmoment = "REGEL"
    bij_einddatum: Einddatum = "SIGNAAL"
    max_per_verzekerde: int = MAX_PER_VERZEKERDE
    max_per_bevinding: int = MAX_PER_BEVINDING
    chunk: int = 500_000
    threads: int = 2

    def __post_init__(self) -> None:
        for name in ("chunk", "threads", "max_per_verzekerde", "max_per_bevinding"):
            if getattr(self, name) < 1:
                raise CallError(
                    f"setting {name}: found {getattr(self, name)}. Use at least 1."
                )

    @property
    def kennisdatum(self) -> date:
        """Day on which the tables are known."""
        return self.bekend_op or self.verwerkingsdatum
