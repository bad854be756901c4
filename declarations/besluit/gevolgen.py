"""What does a failed check lead to, for this insurer and on this day?

The catalogue says it, unless the desk's own table (``--checks``) says otherwise. What
that table changes is printed with its reason.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.oordeel import GEVOLG
from declarations.registers.geldigheid import holds_on
from productstructure.errors import CallError

UIT = "UIT"


@dataclass(frozen=True)
class Gevolgen:
    """The desk's own choices, of those the rows that hold on the day of receipt.

    Attributes:
        keuzes: Columns check_id, gevolg (of ``GEVOLG`` or UIT; may be empty), verplicht
            (bool), uzovi (empty for all), reden.
    """

    keuzes: pl.DataFrame

    @classmethod
    def of(cls, table: pl.DataFrame | None, ontvangen: date) -> "Gevolgen":
        """Take those in force from the table as read; None for no table.

        UNSOURCED[checks-period]: the period of a choice is about the day of receipt, as
        it is the desk that changes what it does from a day on.

        Raises:
            CallError: It names a check that the catalogue lacks, or has two choices
                for one that hold on one day: which of them is meant is not guessed.
        """
        if table is None:
            return cls(pl.DataFrame(schema=_KEUZES))
        unknown = table["check_id"].unique().drop_nulls()
        unknown = unknown.filter(~unknown.is_in(list(catalogus()))).sort()
        if len(unknown):
            raise CallError(
                f"checks: no check {', '.join(unknown)}. check --list has them all."
            )
        held = table.filter(holds_on(pl.lit(ontvangen)))
        held = held.select(list(_KEUZES)).cast(_KEUZES)
        choices = held.drop("reden").unique()
        double = choices.filter(pl.struct("check_id", "uzovi").is_duplicated())
        if not double.is_empty():
            check_id = min(double["check_id"])
            raise CallError(
                f"checks: {check_id} has two choices that hold on {ontvangen} and "
                "differ. Let one end before the other begins, or remove one."
            )
        return cls(held)

    @property
    def off(self) -> frozenset[str]:
        """Checks that are off for every insurer: they are not run."""
        rows = self.keuzes.filter((pl.col("gevolg") == UIT) & pl.col("uzovi").is_null())
        return frozenset(rows["check_id"])

    def applied(self, found: pl.DataFrame) -> pl.DataFrame:
        """Findings with ``gevolg``, ``retourcode``, ``verplicht`` as they hold.

        A row of one UZOVI goes before one of all. Findings of a check that is off are
        left out.

        Args:
            found: Located findings of all checks, with ``check_id`` and ``uzovi``.
        """
        defaults = pl.DataFrame(
            [
                (check.check_id, check.gevolg, check.retourcode or None)
                for check in catalogus().values()
            ],
            schema={"check_id": pl.String, "_gevolg": pl.String, "_code": pl.String},
            orient="row",
        )
        own = self.keuzes.filter(pl.col("uzovi").is_not_null())
        every = self.keuzes.filter(pl.col("uzovi").is_null()).drop("uzovi")
        met = (
            found.join(defaults, on="check_id", how="left", maintain_order="left")
            .join(
                own.select(
                    "check_id", "uzovi", _eigen="gevolg", _moet="verplicht"
                ).unique(["check_id", "uzovi"], keep="first", maintain_order=True),
                on=["check_id", "uzovi"],
                how="left",
                maintain_order="left",
            )
            .join(
                every.select("check_id", _alle="gevolg", _moeten="verplicht").unique(
                    "check_id", keep="first", maintain_order=True
                ),
                on="check_id",
                how="left",
                maintain_order="left",
            )
        )
        chosen = pl.coalesce(
            "_eigen", "_alle", pl.col("gevolg").cast(pl.String), "_gevolg"
        )
        return (
            met.with_columns(
                _keuze=chosen,
                retourcode=pl.coalesce("retourcode", "_code"),
                verplicht=pl.coalesce("_moet", "_moeten").fill_null(value=False),
            )
            .filter(pl.col("_keuze") != UIT)
            .with_columns(gevolg=pl.col("_keuze").cast(GEVOLG))
            .drop("_keuze", "_gevolg", "_code", "_eigen", "_alle", "_moet", "_moeten")
        )


_KEUZES = pl.Schema(
    {
        "check_id": pl.String(),
        "gevolg": pl.String(),
        "verplicht": pl.Boolean(),
        "uzovi": pl.String(),
        "reden": pl.String(),
    }
)
