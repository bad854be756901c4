"""The example release, compiled once, and the example batch as frames of text."""

from functools import cache

import polars as pl
from dbc_grouper_data import batch_paths, release_path

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.compiler import compile_structure
from productstructure import read_release


@cache
def example_release() -> CompiledStructure:
    """The example release; compiled here and not taken from any cache."""
    return compile_structure(read_release(release_path()))


@cache
def example_batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    """subtrajecten and zorgactiviteiten, every column text."""
    subtrajecten, zorgactiviteiten = (
        pl.read_csv(path, separator=";", infer_schema=False) for path in batch_paths()
    )
    return subtrajecten, zorgactiviteiten


def unique_batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The example batch without the subtrajecten that share a number."""
    subtrajecten, zorgactiviteiten = example_batch()
    unique = subtrajecten.filter(pl.col("subtraject_nummer").is_unique())
    return unique, zorgactiviteiten.join(unique, on="subtraject_nummer", how="semi")


def sample(size: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some subtrajecten with unique numbers, and their activities."""
    unique, zorgactiviteiten = unique_batch()
    subtrajecten = unique.sample(size, seed=seed)
    return subtrajecten, zorgactiviteiten.join(
        subtrajecten, on="subtraject_nummer", how="semi"
    )
