"""Turn cells into rows of a table: have every cell parsed, then test every rule.

A row with a cell that cannot be read or a rule that fails becomes findings; the others
go on. It knows schemas, not files.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

import dataframely as dy
import polars as pl

from productstructure.errors import InputFileError
from tabellen.cells.cells import Cells
from tabellen.headers.headers import (
    known_names,
    match_headers,
    rows_above_header,
)
from tabellen.headers.headertext import bare_name
from tabellen.reading.columntypes import require_single_values
from tabellen.values.dayforms import day_of_serial, days_with_slashes, is_serial
from tabellen.values.decimals import Notatie
from tabellen.values.numbercells import (
    PRIJS_DECIMALEN,
    decimals_of_prices,
    in_notation,
    rounded,
)
from tariffs.files.equal_rows import one_of_equal
from tariffs.files.findings import FAULT, NO_FINDINGS, ROW, findings_in, join_findings
from tariffs.files.parsing import parse_cells
from tariffs.files.spelling import mend_cells
from tariffs.schema import Tabel

_RULE_CODES = {
    "nullability": "VERPLICHT_VELD_LEEG",
    "regex": "CODE_ONJUIST",
    "primary_key": "SLEUTEL_DUBBEL",
    "einddatum_na_begindatum": "PERIODE_ONJUIST",
    "vervangt_zichzelf_niet": "RELEASE_VERVANGT_ZICHZELF",
    "maxmax_uitsluiting_met_grond": "MAXMAX_GROND_ONJUIST",
    "bedrag_past_bij_tariefsoort": "TARIEFSOORT_BEDRAG_ONJUIST",
    "component_past_bij_jaar": "COMPONENT_ONJUIST",
    "regel_is_volledig": "OZP_REGEL_ONVOLLEDIG",
    "periode_heeft_dagen": "PERIODE_DAGEN_ONTBREKEN",
    "een_van_beide_codes": "STANDAARDPRIJS_CODE_ONJUIST",
    "percentages_passen_bij_vorm": "OMZETAFSPRAAK_PERCENTAGES_ONJUIST",
    "onderwerp_past_bij_soort": "OVEREENKOMST_ONDERWERP_ONTBREEKT",
    "beeindigd_heeft_einddatum": "CONTRACT_EINDE_ONTBREEKT",
    "basis_na_start": "EXPERIMENT_EINDE_VOOR_START",
    "basis_ten_hoogste_drie_jaar": "EXPERIMENT_LANGER_DAN_DRIE_JAAR",
    "totaal_ten_hoogste_vijf_jaar": "EXPERIMENT_LANGER_DAN_VIJF_JAAR",
    "verlenging_na_basis": "EXPERIMENT_VERLENGING_ONJUIST",
    "verlenging_ten_hoogste_twee_jaar": "EXPERIMENT_VERLENGING_TE_LANG",
    "instandlating_binnen_termijn": "EXPERIMENT_INSTANDLATING_ONJUIST",
}
"""Rule of a schema to finding; every other rule is a bound on a value."""


def load_rows(
    cells: Cells,
    table: Tabel,
    *,
    aanvulling: Mapping[str, object] | None = None,
    aliases: Mapping[str, tuple[str, bool]] | None = None,
    required: Collection[str] | None = None,
    negeer: Collection[str] = (),
    notatie: Notatie | None = None,
    alle: list[pl.DataFrame] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make rows of a table from the cells of a file.

    Args:
        cells: The cells, as read.
        table: The table they should be.
        aanvulling: Values of columns that the file does not have.
        aliases: More headers: header to column and whether it is in plain units.
        required: Columns the file must have; without it those that may not be empty.
        negeer: Headers to skip on purpose.
        notatie: Decimal sign of amounts in text, where known.
        alle: Gets all rows as far as they could be read, the good ones among them.

    Returns:
        The good rows, of ``tabel.schema``, with their ``row`` number; and the findings.

    Raises:
        InputFileError: A header is unknown, missing or double, a column that holds
            money is a float, or nothing says which is the month in a column of dates
            with slashes.
    """
    schema = table.schema
    given = aanvulling or {}
    if required is None:
        required = [
            name for name, column in schema.columns().items() if not column.nullable
        ]
    needed = [name for name in required if name not in given]
    aliases = {**_theirs(cells, schema), **(aliases or {})}
    cells = _below_titles(cells, table, needed, aliases)
    cells.vertaling.require_in(cells.headers, cells.bestand)
    positions = match_headers(
        cells.headers,
        schema,
        bestand=cells.bestand,
        required=needed,
        negeer=negeer,
        aliases=aliases,
    )
    texts = cells.frame.select(
        cells.row.alias(ROW),
        *(pl.col(str(index)).alias(name) for name, (index, _) in positions.items()),
    )
    texts = texts.with_columns(cells.vertaling.translated(texts.schema))
    _refuse_floats(cells.bestand, texts, schema)
    _refuse_lists(cells.bestand, texts, schema)
    texts, serials = _days_of_serials(texts, cells, positions, schema)
    texts, slashes = _days_with_slashes(texts, cells, schema)
    texts, mended = mend_cells(texts, schema, bestand=cells.bestand, source=table.naam)
    amounts = _settled_amounts(texts, cells, table, positions, notatie)
    read = parse_cells(
        amounts.texts,
        schema,
        {name: is_plain for name, (_, is_plain) in positions.items()},
        given=given,
        notaties=amounts.notaties,
        contrary=amounts.contrary,
        notatie=notatie,
    )
    parsed = read.rows
    if alle is not None:
        alle.append(parsed)
    unread = pl.concat([read.unread, _unworked_formulas(cells, positions)])
    if not unread.is_empty():
        parsed = parsed.join(unread, on=ROW, how="anti", maintain_order="left")
    parsed, equal = one_of_equal(parsed, table, cells.bestand)
    rows, broken_findings = check_rows(parsed, table, bestand=cells.bestand)
    of_file = cells.faults.with_columns(column=pl.lit(None))
    of_cells = pl.concat([serials, slashes, amounts.rounded, unread])
    findings = join_findings(
        [
            findings_in(of_file, cells.bestand, table.naam),
            mended,
            findings_in(of_cells, cells.bestand, table.naam),
            equal,
            broken_findings,
        ]
    )
    return rows, findings.sort("row", maintain_order=True)


def _theirs(cells: Cells, schema: type[dy.Schema]) -> dict[str, tuple[str, bool]]:
    """Headers as who gives the table calls them: column, and whether in plain units."""
    known = known_names(schema)
    return {
        theirs: known[bare_name(ours)]
        for ours, theirs in cells.vertaling.kolommen.items()
        # Two commands that read one table may each know columns of their own.
        if bare_name(ours) in known
    }


_LOOKED_AT = 30


def _below_titles(
    cells: Cells,
    table: Tabel,
    required: Collection[str],
    aliases: Mapping[str, tuple[str, bool]] | None,
) -> Cells:
    """The table without the titles that stand above its header."""
    first = cells.frame.head(_LOOKED_AT)
    if first.is_empty() or set(first.dtypes) != {pl.String}:
        return cells
    place = rows_above_header(
        first.rows(), cells.headers, table.schema, required=required, aliases=aliases
    )
    if place is None:
        return cells
    return cells.below(place).telling(("TITELREGELS", str(cells.row[place])))


def _days_of_serials(
    texts: pl.DataFrame,
    cells: Cells,
    positions: Mapping[str, tuple[int, bool]],
    schema: type[dy.Schema],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Days of number cells that a workbook counts its days by, and what tells it."""
    found = []
    for name, (index, _) in positions.items():
        is_number = cells.numbers.get(str(index))
        if is_number is None or not isinstance(schema.columns()[name], dy.Date):
            continue
        number = texts[name].cast(pl.Int64, strict=False).alias("number")
        of_day = number.to_frame().select(
            may_be=is_serial(pl.col("number"), cells.dag_nul).fill_null(value=False)
            & pl.lit(is_number),
            day=day_of_serial(pl.col("number"), cells.dag_nul).cast(pl.String),
        )
        may_be = of_day["may_be"]
        if may_be.any():
            texts = texts.with_columns(
                pl.when(may_be).then(of_day["day"]).otherwise(name).alias(name)
            )
            row = texts[ROW].filter(may_be)[0]
            found.append((row, name, "DATUM_ALS_DAGNUMMER", str(may_be.sum())))
    return texts, pl.DataFrame(found, schema=FAULT, orient="row")


def _days_with_slashes(
    texts: pl.DataFrame, cells: Cells, schema: type[dy.Schema]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Days with slashes as other days are written, and what tells of columns of them.

    Raises:
        InputFileError: Nothing says which of two numbers of a column is the month.
    """
    days = [
        name for name, column in schema.columns().items() if isinstance(column, dy.Date)
    ]
    texts, told = days_with_slashes(texts, cells.bestand, days, cells.datumvorm)
    found = [
        (None, each.column, "DATUM_MET_SCHUINE_STREPEN", str(each.count))
        for each in told
    ]
    return texts, pl.DataFrame(found, schema=FAULT, orient="row")


@dataclass(frozen=True)
class _Amounts:
    """Cells with the amounts in one notation per column.

    Attributes:
        texts: The cells.
        notaties: Decimal sign per column, where the column has one.
        contrary: Per column which cells have the other sign.
        rounded: Faults, one a column of which cells were rounded: row, column, code,
            value.
    """

    texts: pl.DataFrame
    notaties: Mapping[str, Notatie | None]
    contrary: Mapping[str, pl.Series]
    rounded: pl.DataFrame


def _settled_amounts(
    texts: pl.DataFrame,
    cells: Cells,
    table: Tabel,
    positions: Mapping[str, tuple[int, bool]],
    notatie: Notatie | None,
) -> _Amounts:
    notaties: dict[str, Notatie | None] = {}
    contrary: dict[str, pl.Series] = {}
    found: list[tuple[int, str, str, str]] = []
    for name, (index, is_plain) in positions.items():
        if not is_plain or texts.schema[name] != pl.String:
            continue
        column, is_number = texts[name], cells.numbers.get(str(index))
        if is_number is not None and name.endswith(_PRIJZEN):
            decimals = (
                decimals_of_prices(texts, table.naam)
                if name.endswith("_e6")
                else pl.repeat(PRIJS_DECIMALEN, texts.height, eager=True)
            )
            column, is_rounded = rounded(column, is_number, decimals)
            if is_rounded.any():
                row = texts[ROW].filter(is_rounded)[0]
                count = str(is_rounded.sum())
                found.append((row, name, "PRIJS_AFGEROND", count))
        if name.endswith("_bp"):
            column = column.str.replace(r"\s*%$", "")
        column, notaties[name], is_contrary = in_notation(column, is_number, notatie)
        texts = texts.with_columns(column)
        if is_contrary.any():
            contrary[name] = is_contrary
    return _Amounts(
        texts, notaties, contrary, pl.DataFrame(found, schema=FAULT, orient="row")
    )


_PRIJZEN = ("_e6", "_cent")


def _unworked_formulas(
    cells: Cells, positions: Mapping[str, tuple[int, bool]]
) -> pl.DataFrame:
    """Make one fault per cell that is read and whose formula was not worked out."""
    names = {index: name for name, (index, _) in positions.items()}
    found = [
        (each.row, names[each.column], "FORMULE_ZONDER_WAARDE", each.cel)
        for each in cells.formules
        if each.column in names and each.row > 0
    ]
    return pl.DataFrame(found, schema=FAULT, orient="row")


def check_rows(
    parsed: pl.DataFrame, table: Tabel, *, bestand: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Test every rule of a table's schema on typed rows.

    Args:
        parsed: The columns of ``tabel.schema`` and ``row``; enums may still be text.
        table: The table they should be.
        bestand: Name of the file, for the findings.

    Returns:
        The good rows with their ``row`` number, and the findings.
    """
    schema = table.schema
    result, failure = _with_row(schema).filter(parsed, cast=True)
    rows = result.select(ROW, *schema.column_names())
    if not len(failure):
        return rows, NO_FINDINGS
    broken = _broken_rules(failure.details(), parsed, schema)
    return (
        rows,
        findings_in(broken.sort(ROW, maintain_order=True), bestand, table.naam),
    )


def _refuse_floats(bestand: str, texts: pl.DataFrame, schema: type[dy.Schema]) -> None:
    columns = schema.columns()
    floats = [
        name
        for name, dtype in texts.schema.items()
        if dtype.is_float() and columns[name].dtype == pl.Int64
    ]
    if floats:
        raise InputFileError(
            f"{bestand}: column(s) {', '.join(floats)} hold binary floats, which are "
            "not exact. Write them as text, decimal or scaled integer."
        )


def _refuse_lists(bestand: str, texts: pl.DataFrame, schema: type[dy.Schema]) -> None:
    columns = schema.columns()
    single = [
        name
        for name in texts.columns
        if name in columns
        and not columns[name].dtype.is_nested()
        and columns[name].dtype != texts.schema[name]
    ]
    require_single_values(texts.schema, single, bestand)


@cache
def _with_row(schema: type[dy.Schema]) -> type[dy.Schema]:
    """Return the schema with the row number, so that failures know where they stand."""
    return type(schema.__name__, (schema,), {ROW: dy.Int64(nullable=False)})


def _broken_rules(
    details: pl.DataFrame, texts: pl.DataFrame, schema: type[dy.Schema]
) -> pl.DataFrame:
    """Make one fault per row and rule that failed: row, column, code, value."""
    columns = set(schema.column_names()) | {ROW}
    parts = [pl.DataFrame(schema=FAULT)]
    for rule in details.columns:
        if rule in columns:
            continue
        rows = details.filter(pl.col(rule) == "invalid").select(ROW)
        if rows.height == 0:
            continue
        column, _, name = rule.rpartition("|")
        code = _RULE_CODES.get(name, "WAARDE_BUITEN_BEREIK")
        value = pl.lit(None, dtype=pl.String)
        if column in texts.columns:
            rows = rows.join(
                texts.select(ROW, column), on=ROW, how="left", maintain_order="left"
            )
            value = pl.col(column).cast(pl.String)
        parts.append(
            rows.select(
                ROW,
                pl.lit(column or None, dtype=pl.String).alias("column"),
                pl.lit(code).alias("code"),
                value.alias("value"),
            )
        )
    return pl.concat(parts)
