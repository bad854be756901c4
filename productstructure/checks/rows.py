"""Check what each row of a release promises by itself, and that no table lacks.

The rules are data: an expression that is true for a faulty row, and what was expected.
Rules that need another row or table stand in the other ``check_`` modules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from productstructure.checks.faults import DAMAGED, NEWER, describe_rows
from productstructure.schema import TABLES, Kind

GELIJK, TUSSEN = 1, 2
NUMERIEK, ALFANUMERIEK, DATUM = 1, 2, 3


@dataclass(frozen=True)
class RowRule:
    """A promise of one row.

    Attributes:
        table: Name of the table.
        fields: Columns shown when the promise is broken.
        broken: True for a faulty row; null counts as kept.
        expected: What was expected and what to do.
    """

    table: str
    fields: tuple[str, ...]
    broken: pl.Expr
    expected: str


def _one_of(column: str, known: tuple[int, ...], expected: str, table: str) -> RowRule:
    broken = ~pl.col(column).is_in(known)
    return RowRule(table, (column,), broken, f"Expected {expected}. {NEWER}")


def _one_way_on(side: str) -> RowRule:
    regel, label = f"beslisregel_{side}", f"label_{side}"
    return RowRule(
        "beslisregels",
        (regel, label),
        pl.col(regel).is_null() == pl.col(label).is_null(),
        f"Expected exactly one of the two. {DAMAGED}",
    )


def _not_negative(table: str, column: str) -> RowRule:
    expected = f"Expected 0 or more. {DAMAGED}"
    return RowRule(table, (column,), pl.col(column) < 0, expected)


def _day(column: str) -> pl.Expr:
    """Filter value as a date, in both spellings of the NZa (docs/decisions.md 7)."""
    text = pl.col(column).str.replace_all("-", "", literal=True)
    return text.str.to_date("%Y%m%d", strict=False)


_HAS_BOVEN = pl.col("bovenfilterwaarde").is_not_null()
# Leeftijd counts years and begindatum is a day, whatever type the attribute claims.
_IS_DATE = (pl.col("filterwaardetype") == DATUM) | (pl.col("boomparameter") == 241)
_IS_NUMBER = (pl.col("filterwaardetype") == NUMERIEK) | (pl.col("boomparameter") == 100)
_NUMBER = "^[0-9]{1,9}$"
_FILTER = ("boomparameter", "filterwaardetype", "onderfilterwaarde")
_BOUNDS = ("filterwaardetype", "onderfilterwaarde", "bovenfilterwaarde")

ROW_RULES: tuple[RowRule, ...] = (
    _one_way_on("waar"),
    _one_way_on("onwaar"),
    RowRule(
        "attribuutgroepen",
        ("aantal_voorwaarden_waar",),
        pl.col("aantal_voorwaarden_waar") < 1,
        f"Expected 1 or more: the rule would hold whatever happens. {DAMAGED}",
    ),
    _one_of(
        "attribuuttoetswijze",
        (GELIJK, TUSSEN),
        "1 (equal) or 2 (between)",
        "attribuutgroepkoppelingen",
    ),
    RowRule(
        "attribuutgroepkoppelingen",
        ("attribuuttoetswijze", "boventoetswaarde"),
        (pl.col("attribuuttoetswijze") == TUSSEN)
        & pl.col("boventoetswaarde").is_null(),
        f"Expected an upper bound (999999 when open). {DAMAGED}",
    ),
    RowRule(
        "attribuutgroepkoppelingen",
        ("ondertoetswaarde", "boventoetswaarde"),
        pl.col("ondertoetswaarde") > pl.col("boventoetswaarde"),
        f"Expected the lower bound not above the upper. {DAMAGED}",
    ),
    _not_negative("attribuutgroepkoppelingen", "ondertoetswaarde"),
    RowRule(
        "attribuutgroepkoppelingen",
        ("attribuuttoetswijze", "ondertoetswaarde", "boventoetswaarde"),
        (pl.col("attribuuttoetswijze") == GELIJK)
        & (pl.col("boventoetswaarde") != pl.col("ondertoetswaarde")),
        f"Expected no other upper bound where a test asks for equality. {NEWER}",
    ),
    _one_of(
        "filtertoetswijze", (GELIJK, TUSSEN), "1 (equal) or 2 (between)", "attributen"
    ),
    _one_of(
        "filterwaardetype",
        (NUMERIEK, ALFANUMERIEK, DATUM),
        "1 (numeric), 2 (alphanumeric) or 3 (date)",
        "attributen",
    ),
    RowRule(
        "attributen",
        ("filtertoetswijze", "bovenfilterwaarde"),
        (pl.col("filtertoetswijze") == TUSSEN) & ~_HAS_BOVEN,
        f"Expected an upper bound. {DAMAGED}",
    ),
    RowRule(
        "attributen",
        (*_FILTER, "bovenfilterwaarde"),
        _IS_NUMBER
        & ~_IS_DATE
        & (
            ~pl.col("onderfilterwaarde").str.contains(_NUMBER)
            | ~pl.col("bovenfilterwaarde").fill_null("0").str.contains(_NUMBER)
        ),
        f"Expected whole numbers for this type or boomparameter. {NEWER}",
    ),
    RowRule(
        "attributen",
        (*_FILTER, "bovenfilterwaarde"),
        _IS_DATE
        & (
            _day("onderfilterwaarde").is_null()
            | (_HAS_BOVEN & _day("bovenfilterwaarde").is_null())
        ),
        f"Expected dates, JJJJ-MM-DD or JJJJMMDD. {NEWER}",
    ),
    RowRule(
        "attributen",
        _BOUNDS,
        pl.when(_IS_DATE)
        .then(_day("onderfilterwaarde") > _day("bovenfilterwaarde"))
        .when(_IS_NUMBER)
        .then(
            pl.col("onderfilterwaarde").cast(pl.Int64, strict=False)
            > pl.col("bovenfilterwaarde").cast(pl.Int64, strict=False)
        )
        .otherwise(pl.col("onderfilterwaarde") > pl.col("bovenfilterwaarde")),
        f"Expected the lower bound not above the upper. {DAMAGED}",
    ),
    RowRule(
        "attributen",
        ("filtertoetswijze", "onderfilterwaarde", "bovenfilterwaarde"),
        (pl.col("filtertoetswijze") == GELIJK)
        & (pl.col("bovenfilterwaarde") != pl.col("onderfilterwaarde")),
        f"Expected no other upper bound where a filter asks for equality. {NEWER}",
    ),
    RowRule(
        "attributen",
        ("boomparameter", "filterwaardetype"),
        (pl.col("filterwaardetype") == DATUM) & (pl.col("boomparameter") != 241),
        f"Expected dates for begindatum (241) alone. {NEWER}",
    ),
    _not_negative("zorgactiviteiten", "weegfactor_01"),
    _not_negative("zorgactiviteiten", "weegfactor_02"),
    _not_negative("zorgtypen", "maximale_looptijd"),
)
"""The promises that are particular to one table (productstructure/FORMAT.md)."""


def check_tables(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per table that is absent, of another schema, or wrongly empty."""
    for table in TABLES:
        where = f"{table.bestand}: {table.name}"
        if table.name not in tables:
            yield f"{where} was not found. {DAMAGED}"
        elif tables[table.name].schema != pl.Schema(table.dtypes):
            yield (
                f"{where} has columns {dict(tables[table.name].schema)}; expected"
                f" {table.dtypes}. Read the release with read_release."
            )
        elif tables[table.name].is_empty() and not table.may_be_empty:
            yield (
                f"{where} has no row, but no grouping can do without. It is an addendum"
                " or incomplete; take the NZa's own zip."
            )


def check_rows(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per row that breaks a promise of its own."""
    rules = (*ROW_RULES, *_form_rules(), *_validity_rules())
    for name, frame in tables.items():
        of_table = [rule for rule in rules if rule.table == name]
        verdicts = frame.select(
            rule.broken.any().alias(str(number)) for number, rule in enumerate(of_table)
        )
        for rule, is_broken in zip(of_table, verdicts.row(0), strict=True):
            if is_broken:
                rows = frame.select(rule.broken.fill_null(False).arg_true()).to_series()
                yield from describe_rows(name, frame, rows, rule.fields, rule.expected)


def _form_rules() -> Iterator[RowRule]:
    for table in TABLES:
        for column in table.columns:
            if column.required:
                missing = pl.col(column.name).is_null()
                yield RowRule(
                    table.name, (column.name,), missing, f"Expected a value. {DAMAGED}"
                )
            if column.kind is Kind.CODE and column.form is not None:
                fits = pl.col(column.name).str.contains(f"^(?:{column.form})$")
                yield RowRule(
                    table.name,
                    (column.name,),
                    ~fits,
                    f"Expected a code of the form {column.form}. {NEWER}",
                )


def _validity_rules() -> Iterator[RowRule]:
    for table in TABLES:
        if table.valid:
            yield RowRule(
                table.name,
                ("begindatum", "einddatum"),
                pl.col("begindatum") > pl.col("einddatum"),
                f"Expected begindatum not after einddatum. {DAMAGED}",
            )
