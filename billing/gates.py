"""The gates: a wholly wrong delivery is an error, not a result (docs/decisions.md 16).

Each gate is the largest share of something that a delivery may have. They judge a whole
delivery, never a chunk or a partition of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grouper.outcomes.delivery import FEWEST, Delivery
from productstructure.errors import CallError, DbcError


class GateError(DbcError):
    """A delivery is wholly wrong; its outcome is not published (exit code 1).

    Attributes:
        gates: Names of the gates that tripped.
    """

    def __init__(self, sentence: str, gates: tuple[str, ...]) -> None:
        self.gates = gates
        super().__init__(sentence)

    def because(self, cause: str) -> "GateError":
        """The same, with what is behind it, where that is known."""
        return GateError(f"{self} {cause}" if cause else str(self), self.gates)

    def beside(self, files: Sequence[Path]) -> "GateError":
        """The same, with where to look."""
        where = ", ".join(map(str, files))
        return GateError(f"{self} See {where}." if files else str(self), self.gates)


@dataclass(frozen=True)
class Gates:
    """The largest share of each, from 0 to 1; 1 turns a gate off.

    Attributes:
        max_rejected: Of the subtrajecten: rejected.
        max_empty: Of the subtrajecten: without any activity.
        max_unlinked: Of the activities: without a subtraject. It trips only where
            ``max_empty`` does: a full extract beside a nightly increment is legitimate.
        max_unknown: Of the activities: of an unknown code.
        max_uitval: Of the subtrajecten: uitval.
        max_lost: Of the rows of a table: those that could not be read.
        max_refused: Of the lines: refused.
    """

    max_rejected: float = 0.5
    max_empty: float = 0.5
    max_unlinked: float = 0.5
    max_unknown: float = 0.5
    max_uitval: float = 0.5
    max_lost: float = 0.1
    max_refused: float = 0.9

    def __post_init__(self) -> None:
        for name, limit in vars(self).items():
            if not 0 <= limit <= 1:
                raise CallError(
                    f"{name} is {limit}; give a share from 0 to 1, where 1 is no limit."
                )

    def strict(self) -> "Gates":
        """The same, with no row rejected or lost."""
        return replace(self, max_rejected=0, max_lost=0)

    def check_delivery(self, delivery: Delivery) -> None:
        """Refuse a delivery of subtrajecten and activities.

        Raises:
            GateError: A share is larger than its gate lets through.
        """
        rows, lines = delivery.subtrajecten, delivery.zorgactiviteiten
        of_rows, of_lines = "subtrajecten", "zorgactiviteiten"
        empty = _Share("max_empty", delivery.empty, rows, of_rows, "have no activities")
        unlinked = _Share(
            *("max_unlinked", delivery.unlinked, lines, of_lines),
            "belong to no subtraject",
        )
        shares = [
            _Share("max_rejected", delivery.rejected, rows, of_rows, "are rejected"),
            empty,
            _Share(
                *("max_unknown", delivery.unknown, lines, of_lines),
                "have a code that no release knows",
            ),
            _Share("max_uitval", delivery.uitval, rows, of_rows, "are uitval"),
        ]
        if empty.exceeds(self):
            shares.insert(2, unlinked)
        self._check(shares)

    def check_lost(self, lost: int, rows: int, table: str) -> None:
        """Refuse a table of which too many rows could not be read.

        Raises:
            GateError: The share is larger than ``max_lost`` lets through.
        """
        self._check(
            [_Share("max_lost", lost, rows, f"rows of {table}", "could not be read")]
        )

    def check_refused(self, refused: int, lines: int) -> None:
        """Refuse lines of which too many are refused.

        Raises:
            GateError: The share is larger than ``max_refused`` lets through.
        """
        self._check([_Share("max_refused", refused, lines, "lines", "are refused")])

    def _check(self, shares: "list[_Share]") -> None:
        tripped = [share for share in shares if share.exceeds(self)]
        if not tripped:
            return
        raise GateError(
            f"{'; '.join(_sentences(tripped, self))}. The outcome is not written; mend "
            "the delivery, or let it through with a higher limit.",
            tuple(share.gate for share in tripped),
        )


@dataclass(frozen=True)
class _Share:
    gate: str
    part: int
    whole: int
    what: str
    are: str

    def exceeds(self, gates: Gates) -> bool:
        limit: float = getattr(gates, self.gate)
        # Of a few rows a share says nothing; that none may be is said of few as well.
        return self.part > limit * self.whole and (self.whole >= FEWEST or limit == 0)


def _sentences(shares: "list[_Share]", gates: Gates) -> Iterator[str]:
    for share in shares:
        option = "--" + share.gate.replace("_", "-")
        yield (
            f"{share.part:,} of {share.whole:,} {share.what} {share.are}, more than "
            f"{option} {getattr(gates, share.gate):g} lets through"
        )
