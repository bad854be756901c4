"""Refuse a file in which two rows of one rang say otherwise about one prestatie.

The most specific selector wins; where two are equally specific (``CODE:A`` and
``CODE:A,B``) nothing says which row holds, and the file is to be mended. Rows of equal
rang and equal value are one row. What a row ranks among and what it says is declared
per table; the reach of a line (its zorgcategorie) is no rang.

Source: docs/decisions.md 28.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from productstructure.errors import InputFileError
from tariffs.lookup.periods import OPEN, last_day
from tariffs.lookup.selectors import with_values
from tariffs.schema import Tarieventabellen

Frames = Mapping[str, pl.DataFrame]
"""Table name to its rows; bestand and row beside the schema's columns where known."""

_SHOWN = ("contract_id", "versie", "afspraak_id", "prioriteit")


@dataclass(frozen=True)
class Rangorde:
    """How rows of a table rank.

    Attributes:
        binnen: Columns of the rows among which a row ranks.
        waarde: What a row says, as one text; equal texts are one row.
        voor: Adds the columns that ``waarde`` and ``binnen`` need.
    """

    binnen: tuple[str, ...]
    waarde: pl.Expr
    voor: Callable[[pl.DataFrame, Frames], pl.DataFrame] = lambda rows, _: rows


def _says(*columns: str) -> pl.Expr:
    return pl.concat_str(
        [pl.col(column).cast(pl.String).fill_null("") for column in columns],
        separator=" ",
    )


def _with_percentage(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """A row without percentage has that of its agreement."""
    own = frames["maxmax_afspraak"].select("afspraak_id", algemeen_bp="percentage_bp")
    return rows.join(
        own.unique("afspraak_id", keep="first", maintain_order=True),
        on="afspraak_id",
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(percentage_bp=pl.coalesce("percentage_bp", "algemeen_bp"))


def _with_terugval(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The last resort of a contract ranks below its rules, whatever its prioriteit."""
    last = frames["contract"].select(
        "contract_id",
        "versie",
        prijsregel_id="terugvalregel_id",
        is_terugval=pl.lit(value=True),
    )
    key = ["contract_id", "versie", "prijsregel_id"]
    return rows.join(
        last.unique(key, keep="first", maintain_order=True),
        on=key,
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(pl.col("is_terugval").fill_null(value=False))


def _with_tiers(rows: pl.DataFrame, _: Frames) -> pl.DataFrame:
    """A selector says all its tiers; two that begin alike tie by themselves."""
    trede = _says("vanaf_aantal", "prijs_e6", "variant")
    van_selector = ["contract_id", "versie", "selector"]
    begin = [*van_selector, "vanaf_aantal"]
    return rows.with_columns(
        tredes=trede.unique().sort().str.join("|").over(van_selector)
    ).with_columns(
        # The same tier at two prices: each row speaks for itself.
        tredes=pl.when(trede.n_unique().over(begin) > 1)
        .then(pl.concat_str(trede, "tredes", separator="|"))
        .otherwise("tredes")
    )


RANGORDEN: dict[str, Rangorde] = {
    "contract_scope": Rangorde(("contract_id", "versie"), _says("in_scope")),
    "contract_staffel": Rangorde(
        ("contract_id", "versie"), pl.col("tredes"), _with_tiers
    ),
    "prijsregel": Rangorde(
        ("contract_id", "versie", "is_terugval", "prioriteit"),
        _says("basis", "factor_bp", "aftoppen_op_maximum"),
        _with_terugval,
    ),
    "maxmax_reikwijdte": Rangorde(
        ("afspraak_id",), _says("percentage_bp"), _with_percentage
    ),
    "omzetafspraak_scope": Rangorde(("afspraak_id",), _says("telt_mee")),
}
"""How the rows of each table rank that says so of itself (``Tabel.is_ranked``)."""


def tables_of(tabellen: Tarieventabellen) -> Frames:
    """The tables that rank, and those that say how, as ``refuse_ties`` takes them."""
    return {
        naam: getattr(tabellen, naam)
        for naam in (*RANGORDEN, "contract", "maxmax_afspraak")
    }


def refuse_ties(frames: Frames, *tables: str) -> None:
    """Refuse tables in which two rows of one rang say otherwise.

    Args:
        frames: Tables by name: those that rank, contract and maxmax_afspraak.
        tables: Which to look at; by default all of ``RANGORDEN``.

    Raises:
        InputFileError: Two rows tie.
    """
    for naam in tables or RANGORDEN:
        rangorde = RANGORDEN[naam]
        rows = frames[naam]
        if rows.height < 2:
            continue
        ties = _ties(rangorde.voor(rows, frames), rangorde)
        if not ties.is_empty():
            raise InputFileError(_told(ties, naam))


def _ties(rows: pl.DataFrame, rangorde: Rangorde) -> pl.DataFrame:
    """Pairs of rows of one rang that say otherwise, on a day and in a category."""
    if "row" not in rows.columns:
        rows = rows.with_columns(row=pl.lit(None, dtype=pl.Int64))
    if "bestand" not in rows.columns:
        rows = rows.with_columns(bestand=pl.lit(None, dtype=pl.String))
    binnen = [*rangorde.binnen, "_kind", "_waarde"]
    spoken = with_values(rows.with_columns(_zegt=rangorde.waarde), "selector")
    spoken = spoken.filter(pl.col("_zegt").n_unique().over(binnen) > 1)
    if spoken.is_empty():
        return spoken
    spoken = spoken.sort(
        *binnen, "selector", "bestand", "row", "_zegt", nulls_last=False
    ).with_row_index("_plaats")
    pairs = spoken.join(
        spoken, on=binnen, how="inner", suffix="_ander", nulls_equal=True
    ).filter(
        pl.col("_plaats") < pl.col("_plaats_ander"),
        pl.col("_zegt") != pl.col("_zegt_ander"),
    )
    if "begindatum" in rows.columns:
        pairs = pairs.filter(
            pl.col("begindatum") <= pl.col("einddatum_ander").fill_null(OPEN),
            pl.col("begindatum_ander") <= last_day(),
        )
    if "zorgcategorie" in rows.columns:
        # Two categories meet on a line that names none only: then the line lacks what
        # its contract needs (F3), and the file is in order.
        pairs = pairs.filter(
            (pl.col("zorgcategorie") == pl.col("zorgcategorie_ander")).fill_null(
                value=True
            )
        )
    return pairs.sort("_plaats", "_plaats_ander")


def _told(ties: pl.DataFrame, naam: str) -> str:
    first = ties.row(0, named=True)
    where = ", ".join(
        f"{kolom} {first[kolom]}" for kolom in _SHOWN if first.get(kolom) is not None
    )
    rows = [_named(first, side) for side in ("", "_ander")]
    files = [
        first[kolom]
        for kolom in ("bestand", "bestand_ander")
        if first[kolom] is not None
    ]
    others = ties.select("_plaats", "_plaats_ander").unique().height - 1
    more = f" Other pairs that do: {others}." if others else ""
    return (
        f"{' and '.join(dict.fromkeys(files)) or 'tables'}: {naam}, {where}: selectors "
        f"{rows[0]} and {rows[1]} are equally specific for one prestatie and say "
        f"otherwise.{more} Name each code in one of them, or let both say the same."
    )


def _named(pair: Mapping[str, object], side: str) -> str:
    """A row of a pair by its selector, and by its name and place where it has them."""
    wie = [
        f"{kolom} {pair[kolom + side]}"
        for kolom in ("prijsregel_id", "row")
        if pair.get(kolom + side) is not None
    ]
    return f"{pair['selector' + side]}" + (f" ({', '.join(wie)})" if wie else "")
