"""What is wanted of a grouping, beside the outcome of every subtraject."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Wanted:
    """What a chunk of a batch is grouped for.

    Attributes:
        ozp: Whether to derive the overige zorgproducten too.
        profielen: Whether to list the notable activities of profiles too.
        digest: Whether to add the two digest columns to every row.
        coded: Whether columns of few texts may stay numbers of them.
        instellingen: Whether outcomes name the hospital.
        hoofdtrajecten: With ``ozp``: the main subtrajecten of the whole batch, as
            ``link_hoofdtrajecten`` gives them; None looks for them in the chunk.
    """

    ozp: bool = False
    profielen: bool = False
    digest: bool = False
    coded: bool = False
    instellingen: bool = False
    hoofdtrajecten: pl.DataFrame | None = None
