"""Keeps trial output from declarable output.

A subtraject with afsluitreden 00 is not closed: it is grouped like any other, to see
what it would become (onderhanden werk), and nothing of it may be declared. Every row of
output says so in ``is_trial``; files hold the one or the other.

Source: Regeling msz 2016 art. 29.3f; table AfsluitRedenen, 00.
"""

from dataclasses import dataclass

import polars as pl

from grouper.outcomes.result import GroupResult


@dataclass(frozen=True)
class Output:
    """The rows of one kind, declarable or trial.

    Attributes:
        grouped: Rows of ``GroupResult.grouped``, in input order.
        ozp: Rows of ``GroupResult.ozp``; None when it was not asked for.
        profielen: Rows of ``GroupResult.profielen``; likewise.
    """

    grouped: pl.DataFrame
    ozp: pl.DataFrame | None
    profielen: pl.DataFrame | None

    def __len__(self) -> int:
        return self.grouped.height


def declarable(result: GroupResult) -> Output:
    """The rows of closed subtrajecten: what may be declared, or was rejected."""
    return _chosen(result, is_trial=False)


def trial(result: GroupResult) -> Output:
    """The rows of open subtrajecten: never to be declared."""
    return _chosen(result, is_trial=True)


def _chosen(result: GroupResult, *, is_trial: bool) -> Output:
    wanted = pl.col("is_trial") == is_trial
    return Output(
        grouped=result.grouped.filter(wanted),
        ozp=None if result.ozp is None else result.ozp.filter(wanted),
        profielen=None if result.profielen is None else result.profielen.filter(wanted),
    )
