"""Turn cells into rows of a table: parse every cell, then test every rule.

A row with a cell that cannot be read or a rule that fails becomes findings; the others
go on. It knows schemas, not files.
"""

from collections.abc import Collection, Mapping
from functools import cache

import dataframely as dy
import polars as pl

from productstructure.errors import InputFileError
from tariffs.amounts import Notatie, fault_of_decimal, parse_decimal
from tariffs.cells import Cells
from tariffs.findings import join_findings, make_findings
from tariffs.headers import SCALES, match_headers
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
    "basis_na_start": "EXPERIMENT_EINDE_VOOR_START",
    "basis_ten_hoogste_drie_jaar": "EXPERIMENT_LANGER_DAN_DRIE_JAAR",
    "totaal_ten_hoogste_vijf_jaar": "EXPERIMENT_LANGER_DAN_VIJF_JAAR",
    "verlenging_na_basis": "EXPERIMENT_VERLENGING_ONJUIST",
    "verlenging_ten_hoogste_twee_jaar": "EXPERIMENT_VERLENGING_TE_LANG",
    "instandlating_binnen_termijn": "EXPERIMENT_INSTANDLATING_ONJUIST",
}
"""Rule of a schema to finding; every other rule is a bound on a value."""

_ROW = "row"
_OPEN = pl.date(9999, 12, 31)


def load_rows(
    cells: Cells,
    tabel: Tabel,
    *,
    aanvulling: Mapping[str, object] | None = None,
    aliases: Mapping[str, tuple[str, bool]] | None = None,
    required: Collection[str] | None = None,
    negeer: Collection[str] = (),
    notatie: Notatie | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make rows of a table from the cells of a file.

    Args:
        cells: The cells, as read.
        tabel: The table they should be.
        aanvulling: Values of columns that the file does not have.
        aliases: More headers: header to column and whether it is in plain units.
        required: Columns the file must have; without it those that may not be empty.
        negeer: Headers to skip on purpose.
        notatie: Decimal sign of amounts in text, where known.

    Returns:
        The good rows, of ``tabel.schema``, with their ``row`` number; and the findings.

    Raises:
        InputFileError: A header is unknown, missing or double, or a column that holds
            money is a float.
    """
    schema = tabel.schema
    given = aanvulling or {}
    if required is None:
        required = [
            name for name, column in schema.columns().items() if not column.nullable
        ]
    positions = match_headers(
        cells.headers,
        schema,
        bestand=cells.bestand,
        required=[name for name in required if name not in given],
        negeer=negeer,
        aliases=aliases,
    )
    texts = cells.frame.select(
        cells.row.alias(_ROW),
        *(pl.col(str(index)).alias(name) for name, (index, _) in positions.items()),
    )
    _refuse_floats(cells.bestand, texts, schema)
    values: list[pl.Expr] = []
    faults: list[pl.Expr] = []
    for name, column in schema.columns().items():
        if name in positions:
            raw = pl.col(name)
            plain = positions[name][1]
            value, fault = _parse(
                raw, column, name, texts.schema[name], plain=plain, notatie=notatie
            )
            values.append(value.alias(name))
            faults.append(fault.alias(name))
        else:
            values.append(pl.lit(given.get(name), dtype=column.dtype).alias(name))
    parsed = texts.select(_ROW, *values)
    unread = _unread_cells(texts, texts.select(_ROW, *faults))
    unread_findings = _findings(unread, tabel, cells.bestand)
    rows, broken_findings = check_rows(
        parsed.join(unread, on=_ROW, how="anti"), tabel, bestand=cells.bestand
    )
    findings = join_findings([cells.findings, unread_findings, broken_findings])
    return rows, findings.sort("row", maintain_order=True)


def check_rows(
    parsed: pl.DataFrame, tabel: Tabel, *, bestand: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Test every rule of a table's schema on typed rows.

    Args:
        parsed: The columns of ``tabel.schema`` and ``row``; enums may still be text.
        tabel: The table they should be.
        bestand: Name of the file, for the findings.

    Returns:
        The good rows with their ``row`` number, and the findings.
    """
    schema = tabel.schema
    result, failure = _with_row(schema).filter(parsed, cast=True)
    broken = _broken_rules(failure.details(), parsed, schema)
    return (
        result.select(_ROW, *schema.column_names()),
        _findings(broken, tabel, bestand),
    )


def _findings(faults: pl.DataFrame, tabel: Tabel, bestand: str) -> pl.DataFrame:
    return make_findings(
        faults.sort(_ROW, maintain_order=True).with_columns(
            bestand=pl.lit(bestand), source=pl.lit(tabel.naam)
        )
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


@cache
def _with_row(schema: type[dy.Schema]) -> type[dy.Schema]:
    """Return the schema with the row number, so that failures know where they stand."""
    return type(schema.__name__, (schema,), {_ROW: dy.Int64(nullable=False)})


def _parse(
    raw: pl.Expr,
    column: dy.Column,
    name: str,
    found: pl.DataType,
    *,
    plain: bool,
    notatie: Notatie | None,
) -> tuple[pl.Expr, pl.Expr]:
    """Return the value of a cell and the code of its fault, null where it is read."""
    dtype = column.dtype
    if found == dtype != pl.String and not plain:
        return raw, pl.lit(None, dtype=pl.String)
    if found == pl.Date:
        raw = raw.dt.to_string("%Y-%m-%d")
    text = raw.cast(pl.String).str.strip_chars()
    text = pl.when(text != "").then(text)
    if dtype == pl.Int64:
        if plain:
            decimals = next(n for suffix, n in SCALES.items() if name.endswith(suffix))
            sign = "PUNT" if found.is_decimal() else notatie
            value = parse_decimal(text, decimals, sign)
            return value, fault_of_decimal(text, decimals, sign)
        digits = text.str.contains(r"^-?[0-9]{1,18}$")
        value = pl.when(digits).then(text).cast(pl.Int64)
        return value, _fault(text, value, "GETAL_ONLEESBAAR")
    if dtype == pl.Date:
        value = _date(text)
        return value, _fault(text, value, "DATUM_ONLEESBAAR")
    if dtype == pl.Boolean:
        value = text.str.to_lowercase().replace_strict(
            _BOOLEANS, default=None, return_dtype=pl.Boolean
        )
        return value, _fault(text, value, "WAARDE_ONBEKEND")
    text = _zero_filled(text, (column.metadata or {}).get("breedte", ()))
    if isinstance(dtype, pl.Enum):
        value = text.str.to_uppercase().cast(dtype, strict=False)
        return value, _fault(text, value, "WAARDE_ONBEKEND")
    if isinstance(dtype, pl.List):
        return _list(text, dtype)
    return text, pl.lit(None, dtype=pl.String)


_BOOLEANS = {
    "true": True,
    "false": False,
    "waar": True,
    "onwaar": False,
    "ja": True,
    "nee": False,
    "j": True,
    "n": False,
    "1": True,
    "0": False,
}


def _fault(text: pl.Expr, value: pl.Expr, code: str) -> pl.Expr:
    return pl.when(text.is_not_null() & value.is_null()).then(pl.lit(code))


def _date(text: pl.Expr) -> pl.Expr:
    """Read a date; a time of midnight is what a spreadsheet adds to it."""
    day = text.str.replace(r" 00:00:00(\.0+)?$", "")
    length = day.str.len_bytes()
    return (
        pl.when((length == 10) & (day.str.slice(4, 1) == "-"))
        .then(day.str.to_date("%Y-%m-%d", strict=False))
        .when(length == 10)
        .then(day.str.to_date("%d-%m-%Y", strict=False))
        .when(length == 8)
        .then(day.str.to_date("%Y%m%d", strict=False))
    )


def _list(text: pl.Expr, dtype: pl.List) -> tuple[pl.Expr, pl.Expr]:
    items = (
        text.str.to_uppercase()
        .str.replace_all(r"[\s,|]+", "|")
        .str.strip_chars("|")
        .str.split("|")
    )
    value = items.list.eval(pl.element().cast(dtype.inner, strict=False))
    unknown = value.list.eval(pl.element().is_null()).list.any()
    return (
        pl.when(~unknown).then(value),
        pl.when(unknown).then(pl.lit("WAARDE_ONBEKEND")),
    )


def _zero_filled(text: pl.Expr, widths: tuple[int, ...]) -> pl.Expr:
    """Give back the zeros that a spreadsheet takes away (DESIGN, decision 6).

    A code of digits only gets the first width that is wide enough.
    """
    digits = text.str.contains(r"^[0-9]+$")
    filled = text
    # From wide to narrow, so that the narrowest fit has the last word.
    for width in sorted(widths, reverse=True):
        fits = digits & (text.str.len_bytes() <= width)
        filled = pl.when(fits).then(text.str.zfill(width)).otherwise(filled)
    return filled


def _unread_cells(texts: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Make one fault per unread cell: row, column, code, value."""
    parts = [
        pl.DataFrame(
            schema={
                _ROW: pl.Int64,
                "column": pl.String,
                "code": pl.String,
                "value": pl.String,
            }
        )
    ]
    for name in faults.columns[1:]:
        mask = faults[name].is_not_null()
        if mask.any():
            parts.append(
                pl.DataFrame(
                    {
                        _ROW: texts[_ROW].filter(mask),
                        "code": faults[name].filter(mask),
                        "value": texts[name].filter(mask).cast(pl.String),
                    }
                ).select(_ROW, pl.lit(name).alias("column"), "code", "value")
            )
    return pl.concat(parts)


def _broken_rules(
    details: pl.DataFrame, texts: pl.DataFrame, schema: type[dy.Schema]
) -> pl.DataFrame:
    """Make one fault per row and rule that failed: row, column, code, value."""
    columns = set(schema.column_names()) | {_ROW}
    parts = [_unread_cells(texts, texts.select(_ROW))]
    for rule in details.columns:
        if rule in columns:
            continue
        rows = details.filter(pl.col(rule) == "invalid").select(_ROW)
        if rows.height == 0:
            continue
        column, _, name = rule.rpartition("|")
        code = _RULE_CODES.get(name, "WAARDE_BUITEN_BEREIK")
        value = pl.lit(None, dtype=pl.String)
        if column in texts.columns:
            rows = rows.join(
                texts.select(_ROW, column), on=_ROW, how="left", maintain_order="left"
            )
            value = pl.col(column).cast(pl.String)
        parts.append(
            rows.select(
                _ROW,
                pl.lit(column or None, dtype=pl.String).alias("column"),
                pl.lit(code).alias("code"),
                value.alias("value"),
            )
        )
    return pl.concat(parts)
