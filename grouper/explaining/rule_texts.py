"""The texts of a release's trees, found back for rules and conditions of a path.

Compiling keeps conditions by content, sorted, and shared by all rules that say the
same; here each is matched with the koppeling of the rule's own attribuutgroep, so that
texts and order are those the NZa published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from grouper.compiled._records import OPEN_BOVEN
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.attributen import DEFINITION, GELIJK
from grouper.compiling.beslisregels import KOPPELING, PUBLISHED_OPEN_BOVEN
from grouper.walking.reference import ConditionResult, Step

_OPEN = (PUBLISHED_OPEN_BOVEN, OPEN_BOVEN)


@dataclass(frozen=True)
class Koppeling:
    """One condition of an attribuutgroep, as published.

    Attributes:
        attribuut_id: The NZa's number of what is counted.
        omschrijving: Its text.
        definition: Its columns ``DEFINITION``; the boomparameter first.
        onder: Lower bound.
        boven: Upper bound; None when open-ended.
    """

    attribuut_id: int
    omschrijving: str
    definition: tuple[Any, ...]
    onder: int
    boven: int | None

    @property
    def boomparameter(self) -> int:
        """What the attribuut looks at."""
        return int(self.definition[0])

    def tests(self, definition: tuple[Any, ...], result: ConditionResult) -> bool:
        """Whether ``result``, on an attribuut of this definition, is of this one."""
        return (self.definition, self.onder, self.boven) == (
            definition,
            result.onder,
            result.boven,
        )


class RuleTexts:
    """Texts of one release, by what a path names."""

    def __init__(self, compiled: CompiledStructure) -> None:
        self._tables = compiled.tables
        self._attribuut_row = compiled.arrays["attribuut_row"]

    def tree(self, zorgproductgroep_code: str, day: date) -> dict[str, Any]:
        """The row of zorgproductgroepen of a group that is valid on a day."""
        return valid_row(
            self._tables["zorgproductgroepen"],
            "zorgproductgroep_code",
            zorgproductgroep_code,
            day,
        )

    def rule(self, step: Step) -> tuple[int, str]:
        """beslisregel_id of a rule, and the text of its attribuutgroep."""
        regel = self._tables["beslisregels"].row(step.regel, named=True)
        return regel["beslisregel_id"], self._groepen[regel["attribuutgroep_id"]]

    def conditions(self, step: Step) -> Iterator[tuple[Koppeling, ConditionResult]]:
        """Each condition of a rule with its koppeling, in the published order."""
        groep = self._tables["beslisregels"]["attribuutgroep_id"][step.regel]
        left = list(step.conditions)
        for koppeling in self._koppelingen[groep]:
            for result in left:
                row = int(self._attribuut_row[result.attribuut])
                if koppeling.tests(self._definitions[row], result):
                    left.remove(result)
                    yield koppeling, result
                    break

    @cached_property
    def _groepen(self) -> dict[int, str]:
        columns = "attribuutgroep_id", "attribuutgroep_omschrijving"
        return dict(self._tables["attribuutgroepen"].select(columns).iter_rows())

    @cached_property
    def _definitions(self) -> list[tuple[Any, ...]]:
        """Definition of each row of attributen."""
        return self._tables["attributen"].select(DEFINITION).rows()

    @cached_property
    def _koppelingen(self) -> dict[int, list[Koppeling]]:
        """Koppelingen of each attribuutgroep."""
        attributen = self._tables["attributen"]
        row_of = {id_: row for row, id_ in enumerate(attributen["attribuut_id"])}
        texts = attributen["attribuut_omschrijving"].to_list()
        found: dict[int, list[Koppeling]] = {}
        for groep, attribuut_id, wijze, onder, boven in (
            self._tables["attribuutgroepkoppelingen"].select(KOPPELING).iter_rows()
        ):
            upper = onder if wijze == GELIJK else boven
            row = row_of[attribuut_id]
            found.setdefault(groep, []).append(
                Koppeling(
                    attribuut_id=attribuut_id,
                    omschrijving=texts[row],
                    definition=self._definitions[row],
                    onder=onder,
                    boven=None if upper in _OPEN else upper,
                )
            )
        return found


def holds_on(day: date) -> pl.Expr:
    """Whether a row of a reference table is valid on a day."""
    is_open = pl.col("einddatum").is_null()
    return (pl.col("begindatum") <= day) & (is_open | (pl.col("einddatum") >= day))


def valid_row(table: pl.DataFrame, column: str, code: str, day: date) -> dict[str, Any]:
    """The row of a code that is valid on a day; empty when there is none."""
    rows = table.filter(pl.col(column) == code, holds_on(day))
    return rows.row(0, named=True) if rows.height else {}
