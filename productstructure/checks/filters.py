"""Check that what attributen look for exists (counted on RZ17a).

A filter that no row of its reference table passes would never match, and the trees
would quietly lead elsewhere. Boomparameter 110 is exempt: its AGB codes are not in
zorginstellingen (docs/decisions.md 7). Of a filter of two bounds something must lie
between them; the bounds themselves need not exist.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from productstructure.boomparameters import BOOMPARAMETERS
from productstructure.checks.boomparameters import used_attributen
from productstructure.checks.faults import MIXED, NEWER, describe_rows
from productstructure.checks.keys import fill_code
from productstructure.checks.rows import ALFANUMERIEK, GELIJK, NUMERIEK
from productstructure.checks.treewalk import TreeWalk
from productstructure.schema import CODE_WIDTHS

_KLASSEN = "behandelklassen"
_FIELDS = ("boomparameter", "onderfilterwaarde")
_RANGE = ("boomparameter", "filterwaardetype", "onderfilterwaarde", "bovenfilterwaarde")


def passing(
    known: Sequence[str],
    kolom: str,
    wijze: int,
    waardetype: int,
    onder: str,
    boven: str | None,
) -> list[str]:
    """Which of the ``known`` values of a reference column pass a filter.

    Args:
        known: Values, zero-filled where the column has a width.
        kolom: The column.
        wijze: FilterToetsWijze: 1 equal to ``onder``, 2 between ``onder`` and
            ``boven``.
        waardetype: FilterWaardeType: 1 compares numbers, 2 texts.
        onder: Filter value or lower bound, as published.
        boven: Upper bound, as published.
    """
    boven = onder if wijze == GELIJK or boven is None else boven
    if waardetype == NUMERIEK:
        lower, upper = int(onder), int(boven)
        return [v for v in known if v.isdecimal() and lower <= int(v) <= upper]
    width = CODE_WIDTHS.get(kolom, 0)
    lower_text, upper_text = onder.zfill(width), boven.zfill(width)
    return [v for v in known if lower_text <= v <= upper_text]


def check_filters(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per attribuut of a tree whose filter names an unknown code.

    The trees must be proper trees.
    """
    attributen = tables["attributen"]
    # All of these are on a known boomparameter (``check_boomparameters``).
    tested = attributen.with_row_index().filter(used_attributen(tables))
    is_named = (pl.col("filtertoetswijze") == GELIJK) & (
        pl.col("filterwaardetype") == ALFANUMERIEK
    )
    named = tested.filter(is_named)
    for nummer, rows in sorted(_of_unknown_codes(tables, named).items()):
        parameter = BOOMPARAMETERS[nummer]
        yield from describe_rows(
            "attributen",
            attributen,
            pl.Series(rows),
            _FIELDS,
            f"No row of {parameter.tabel} has that {parameter.kolom}. {MIXED}",
        )
    yield from _check_klassen(tables, named)
    yield from _check_ranges(tables, tested.filter(~is_named))


def _of_unknown_codes(
    tables: Mapping[str, pl.DataFrame], named: pl.DataFrame
) -> dict[int, list[int]]:
    """Rows of attributen that name a code no row has, by boomparameter.

    Not of behandelklassen: those belong to a group.
    """
    known: dict[tuple[str, str], set[str]] = {}
    unknown: dict[int, list[int]] = {}
    for index, nummer, code in named.select("index", *_FIELDS).iter_rows():
        parameter = BOOMPARAMETERS[nummer]
        if parameter.tabel is None or parameter.tabel == _KLASSEN:
            continue
        column = parameter.tabel, parameter.kolom
        if column not in known:
            filled = tables[parameter.tabel].select(fill_code(parameter.kolom))
            known[column] = set(filled.to_series())
        if code.zfill(CODE_WIDTHS.get(parameter.kolom, 0)) not in known[column]:
            unknown.setdefault(nummer, []).append(index)
    return unknown


def _check_ranges(
    tables: Mapping[str, pl.DataFrame], ranges: pl.DataFrame
) -> Iterator[str]:
    """Filters by number or between bounds: on codes that can be compared so."""
    empty, letters = [], []
    for index, nummer, wijze, waardetype, onder, boven in ranges.select(
        "index", "boomparameter", "filtertoetswijze", *_RANGE[1:]
    ).iter_rows():
        parameter = BOOMPARAMETERS[nummer]
        if parameter.tabel is None:
            continue
        column = tables[parameter.tabel].select(fill_code(parameter.kolom)).to_series()
        known = column.drop_nulls().unique().to_list()
        if waardetype == NUMERIEK and not all(value.isdecimal() for value in known):
            letters.append(index)
        elif not passing(known, parameter.kolom, wijze, waardetype, onder, boven):
            empty.append(index)
    for rows, problem in (
        (letters, f"Codes of that column have letters; expected no number. {NEWER}"),
        (empty, f"No row of the reference table passes that filter. {MIXED}"),
    ):
        yield from describe_rows(
            "attributen", tables["attributen"], pl.Series(rows), _RANGE, problem
        )


def _check_klassen(
    tables: Mapping[str, pl.DataFrame], named: pl.DataFrame
) -> Iterator[str]:
    """A behandelklasse belongs to a group: each group that tests it must have it."""
    regels, groepen = tables["beslisregels"], tables["zorgproductgroepen"]
    numbers = [n for n, known in BOOMPARAMETERS.items() if known.tabel == _KLASSEN]
    testing = (
        regels.select(
            "attribuutgroep_id",
            zorgproductgroep_code=groepen["zorgproductgroep_code"].gather(
                TreeWalk(regels, groepen).find_trees()
            ),
        )
        .unique()
        .join(tables["attribuutgroepkoppelingen"], on="attribuutgroep_id")
        .join(
            named.filter(pl.col("boomparameter").is_in(numbers)),
            on="attribuut_id",
            validate="m:1",
        )
    )
    klasse = ["zorgproductgroep_code", "behandelklasse_code"]
    strange = testing.rename({"onderfilterwaarde": "behandelklasse_code"}).join(
        tables[_KLASSEN], on=klasse, how="anti"
    )
    strange = strange.unique(["index", "zorgproductgroep_code"]).sort("index")
    problem = pl.format(
        f"The tree of zorgproductgroep {{}} tests it, but {_KLASSEN} has no row with"
        f" that group and behandelklasse_code. {MIXED}",
        "zorgproductgroep_code",
    )
    yield from describe_rows(
        "attributen",
        tables["attributen"],
        strange["index"],
        _FIELDS,
        strange.select(problem).to_series(),
    )
