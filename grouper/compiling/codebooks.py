"""The codes that a release knows, zero-filled and numbered."""

from collections.abc import Mapping, Sequence

import polars as pl

from grouper.compiled.structure import Array, Codebook
from grouper.compiling.attributen import Attribuut
from productstructure import ProductStructure
from productstructure.schema import CODE_WIDTHS


def codebooks(
    structure: ProductStructure, attributen: Sequence[Attribuut]
) -> Mapping[str, Codebook]:
    """Number the codes of every kind; 0 is left for 'unknown'."""
    tables = structure.tables
    agb_named = pl.Series(
        [a.onder for a in attributen if a.boomparameter == 110], dtype=pl.String
    )

    def book(name: str, *columns: pl.Series) -> Codebook:
        width = CODE_WIDTHS[f"{name}_code"]
        codes = pl.concat([c.cast(pl.String).str.zfill(width) for c in columns])
        return Codebook(("", *codes.drop_nulls().unique().sort().to_list()), width)

    activiteiten = [
        tables["zorgactiviteiten"]["zorgactiviteit_code"],
        tables["vertaalzorgactiviteiten"]["zorgactiviteit_code"],
        tables["vertaalzorgactiviteiten"]["zorgactiviteit_code_oud"],
        tables["behandelklassen"]["zorgactiviteit_code"].unique(),
    ]
    return {
        "specialisme": book("specialisme", tables["specialismen"]["specialisme_code"]),
        "diagnose": book(
            "diagnose", tables["diagnosen"]["diagnose_code"], pl.Series(["0000"])
        ),
        "zorgtype": book("zorgtype", tables["zorgtypen"]["zorgtype_code"]),
        "zorgvraag": book("zorgvraag", tables["zorgvragen"]["zorgvraag_code"]),
        "zorgactiviteit": book("zorgactiviteit", *activiteiten),
        "zorginstelling": book(
            "zorginstelling",
            tables["zorginstellingen"]["zorginstelling_code"],
            agb_named,
        ),
    }


def padded(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """A table with one code column zero-filled (docs/decisions.md 6)."""
    return table.with_columns(pl.col(column).str.zfill(CODE_WIDTHS[column]))


def column_index(table: pl.DataFrame, column: str, book: Codebook) -> Array:
    """Number of each row's code in its codebook."""
    return (
        table[column]
        .replace_strict(book.index, default=0, return_dtype=pl.Int64)
        .to_numpy()
    )
