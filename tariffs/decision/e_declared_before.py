"""E4 over deliveries: care that an earlier delivery already declared.

A line is the same care as an earlier one at the same hospital, for the same verzekerde,
list, code, begindatum and component, and with the same subtraject number where both
have one. Several of one code a day count by their aantal: what is more than was
declared before is new. A debit that was credited no longer counts, nor does one that
is this very line, priced again.

A delivery is a ``bestand_id``. Those of earlier batches come first, those within the
batch follow by name (B2 before B10), for the order of rows says nothing; a line of an
earlier batch that is priced again is still of that.
UNSOURCED[delivery]: the table does not say what of a line makes it the same care in
another delivery.
"""

import re

import polars as pl

from tabellen.values.texts import present
from tariffs.decision.j_credit import in_force
from tariffs.lookup.periods import marked
from tariffs.reasons import Reden, is_refused_in, mask_of
from tariffs.sources.lines import looks_empty
from tariffs.together.e_doubles import ZORG, components, zorg_of

_MILJOENSTE = 10**6


def already_declared(
    regels: pl.DataFrame,
    besluit: pl.DataFrame,
    taken_back: pl.DataFrame,
    earlier: pl.DataFrame | None,
    earlier_taken: pl.Series,
) -> pl.DataFrame:
    """Find the lines whose care an earlier delivery declared.

    Args:
        regels: The batch.
        besluit: What chunks decided: ``mask``, ``teller``, ``noemer`` and
            ``peildatum_grond`` of every line.
        taken_back: ``batch_rij`` of debits that this batch credits.
        earlier: Decisions on earlier deliveries; None for none.
        earlier_taken: Which rows of those this batch credits.

    Returns:
        As ``combinations.judge``: ``batch_rij``, ``mask`` and ``andere_regel_id``, the
        line that declared it; sorted by ``batch_rij``.
    """
    has_earlier = earlier is not None and not earlier.is_empty()
    # Credits are delivered apart from the debits, and declare no care.
    files = regels["bestand_id"].filter(regels["dc"] == "D").unique()
    if not has_earlier and len(files) < 2:
        return _refused(_GEEN)
    lines = _debits_of(regels, besluit, taken_back)
    gevonden = [_GEEN]
    if earlier is not None and has_earlier:
        store = _in_force(earlier, earlier_taken)
        # Less the decisions on these very lines, which are priced again.
        fresh = store.filter(~_same_lines(store, lines))
        lines = lines.with_columns(is_eerder=_same_lines(lines, store))
        gevonden.append(_of_store(lines, fresh))
        lines = lines.join(gevonden[-1], on="batch_rij", how="anti")
    if len(files) > 1:
        gevonden.append(_of_other_files(lines))
    return _refused(pl.concat(gevonden).sort("batch_rij"))


_GEEN = pl.DataFrame(schema={"batch_rij": pl.UInt32, "andere_regel_id": pl.String})


def _refused(gevonden: pl.DataFrame) -> pl.DataFrame:
    reden = (Reden.DUBBELE_BEKOSTIGING, pl.lit(value=True))
    return gevonden.select("batch_rij", "andere_regel_id", mask=mask_of([reden]))


def _quantity(teller: pl.Expr, noemer: pl.Expr) -> pl.Expr:
    return (teller.cast(pl.Int128) * _MILJOENSTE // noemer).cast(pl.Int64)


def _debits_of(
    regels: pl.DataFrame, besluit: pl.DataFrame, taken_back: pl.DataFrame
) -> pl.DataFrame:
    """The lines that phases A to D accept, with which care they are and how much."""
    return (
        zorg_of(regels)
        .hstack(
            besluit.select(
                "mask",
                hoeveelheid=_quantity(pl.col("teller"), pl.col("noemer")),
                is_dbc=pl.col("peildatum_grond").eq_missing("OPENING"),
            )
        )
        .with_columns(regels["dc"], batch_rij=pl.int_range(pl.len(), dtype=pl.UInt32))
        .filter(
            ~is_refused_in("ABCD") & (pl.col("dc") == "D"),
            # A line without verzekerde is a patient of its own.
            pl.col("verzekerde_id").is_not_null(),
        )
        .join(taken_back, on="batch_rij", how="anti", maintain_order="left")
        .drop("mask", "dc")
        .with_columns(is_eerder=pl.lit(value=False))
    )


def _in_force(earlier: pl.DataFrame, taken: pl.Series) -> pl.DataFrame:
    """Earlier debits that were paid and that no credit takes back, as lines."""
    return (
        _with_numbers(in_force(earlier, taken))
        .with_columns(components())
        .select(
            *(column for column in ZORG if column != "begindatum"),
            "subtraject_nummer",
            "regel_id",
            "bestand_id",
            begindatum="peildatum",
            hoeveelheid=_quantity(
                pl.coalesce("aantal_teller", "aantal_m"),
                pl.coalesce("aantal_noemer", pl.lit(1_000)),
            ),
        )
    )


def _with_numbers(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines without number where a word for nothing (NULL, -, 0) stands for it."""
    number = pl.col("subtraject_nummer")
    if not lines.select(looks_empty(number).any()).item():
        return lines
    return lines.with_columns(present(number))


def _same_lines(lines: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Whether each of some lines stands among others, too.

    What either lacks the number of its subtraject is taken for the same.
    """
    key = [*ZORG, "regel_id", "bestand_id", "hoeveelheid"]
    nummer = pl.col("subtraject_nummer")
    own = lines.with_row_index("plaats")
    found = [
        own.filter(nummer.is_not_null()).join(
            others.filter(nummer.is_not_null()),
            on=[*key, "subtraject_nummer"],
            how="semi",
            nulls_equal=True,
        ),
        own.filter(nummer.is_null()).join(others, on=key, how="semi", nulls_equal=True),
        own.join(others.filter(nummer.is_null()), on=key, how="semi", nulls_equal=True),
    ]
    return marked(pl.concat(each["plaats"] for each in found), lines.height)


def _of_other_files(lines: pl.DataFrame) -> pl.DataFrame:
    """Hold each delivery of the batch against those before it; dbc's apart.

    Two dbc lines of one subtraject are doubles wherever they stand (e_doubles.py).
    """
    ozp = lines.filter(~pl.col("is_dbc"))
    if ozp.is_empty():
        return _GEEN
    # Most care stands in one delivery; only the rest is put in turn.
    herhaald = ozp.filter(pl.col("bestand_id").n_unique().over(ZORG) > 1)
    herhaald = (
        herhaald.join(
            _in_turn(herhaald["bestand_id"]),
            on="bestand_id",
            how="left",
            nulls_equal=True,
            validate="m:1",
        )
        # What an earlier batch delivered comes first, here as there.
        .with_columns(levering=pl.when("is_eerder").then(-1).otherwise("levering"))
        .with_columns(levering=pl.col("levering").rank("dense").over(ZORG))
        .sort(_VOLGORDE)
    )
    gevonden, store = _GEEN, herhaald.clear()
    # Of each care its first delivery, then its second; few have a third.
    for levering in herhaald["levering"].unique().sort():
        part = herhaald.filter(pl.col("levering") == levering)
        fresh = _of_store(part, store)
        gevonden = pl.concat([gevonden, fresh])
        rest = part.join(fresh, on="batch_rij", how="anti", maintain_order="left")
        store = pl.concat([store, rest])
    return gevonden


_VOLGORDE = ("regel_id", "batch_rij")


def _in_turn(files: pl.Series) -> pl.DataFrame:
    """Number deliveries by name, numbers in it by size; one without a name is first."""

    def parts(naam: str | None) -> tuple[list[tuple[int, str, str]], str]:
        # A number, by its length and digits, and the text behind it.
        found = re.findall("0*([0-9]*)([^0-9]*)", naam) if naam is not None else []
        return [(len(number), number, tekst) for number, tekst in found], naam or ""

    namen = sorted(files.unique().to_list(), key=parts)
    return pl.DataFrame(
        {"bestand_id": namen, "levering": range(len(namen))},
        schema={"bestand_id": pl.String, "levering": pl.UInt32},
    )


def _of_store(lines: pl.DataFrame, store: pl.DataFrame) -> pl.DataFrame:
    """The lines whose care stands in a store of earlier ones, up to its aantal.

    A dbc is one, however often it stands in either: all of its lines do.
    """
    if store.is_empty() or lines.is_empty():
        return _GEEN
    nummer = pl.col("subtraject_nummer")
    met, without = lines.filter(nummer.is_not_null()), lines.filter(nummer.is_null())
    own = _within(met, store.filter(nummer.is_not_null()), [*ZORG, "subtraject_nummer"])
    rest = met.join(own, on="batch_rij", how="anti", maintain_order="left")
    algemeen = _within(rest, store.filter(nummer.is_null()), list(ZORG))
    ongenummerd = _within(without, store, list(ZORG))
    return pl.concat([own, algemeen, ongenummerd])


def _within(lines: pl.DataFrame, store: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Lines of a dbc, and those that begin before what the store has is used up.

    Each delivery is held against all that was declared before it.
    """
    al = store.group_by(key, maintain_order=True).agg(
        pl.col("hoeveelheid").sum().alias("al"),
        pl.col("regel_id").first().alias("andere_regel_id"),
    )
    return (
        lines.join(al, on=key, how="inner", nulls_equal=True)
        .sort(_VOLGORDE)
        .with_columns(
            vooraf=pl.col("hoeveelheid").cum_sum().over(*key, "bestand_id")
            - pl.col("hoeveelheid")
        )
        .filter((pl.col("vooraf") < pl.col("al")) | pl.col("is_dbc"))
        .select("batch_rij", "andere_regel_id")
    )
