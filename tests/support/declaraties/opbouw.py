"""Makes a delivery to check of a situation, on the example release and tariffs."""

from collections.abc import Iterable
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import dbc_grouper_data
import polars as pl

from declarations.berichten.zh308.declaraties import Declaraties, read_zh308
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.registers.reading import read_registers
from declarations.registers.registers import Registers
from declarations.registers.schema import REGISTER_VAN, Historie, Zorgprofiel
from grouper import CompiledStructure, open_release
from support.declaraties.basis import Record, Situatie
from support.declaraties.oplevering import deformed, to_bytes
from tariffs import Tarieventabellen, read_tabellen


def write_messages(situatie: Situatie, folder: Path) -> list[Path]:
    """The messages as files."""
    return _written(_contents(situatie), folder)


def _contents(situatie: Situatie) -> tuple[bytes, ...]:
    eerste, *andere = map(to_bytes, situatie.berichten)
    return deformed(eerste, situatie.bestand), *andere


def _written(contents: Iterable[bytes], folder: Path) -> list[Path]:
    paths = []
    for number, content in enumerate(contents, 1):
        path = folder / f"bericht{number}.zh308"
        path.write_bytes(content)
        paths.append(path)
    return paths


@lru_cache(maxsize=64)
def _read(contents: tuple[bytes, ...]) -> Declaraties:
    """Messages, read once: many situations differ in their tables alone."""
    with TemporaryDirectory() as folder:
        return read_zh308(_written(contents, Path(folder)))


def levering_of(situatie: Situatie) -> Levering:
    """A delivery; ``zonder release``, ``tarieven``, ``historie`` leave those out."""
    read = _read(_contents(situatie))
    # Frames of its own: what a test sets in them is not in the next delivery.
    declaraties = Declaraties(
        **{veld.name: getattr(read, veld.name).clone() for veld in fields(read)}
    )
    zonder = situatie.zonder
    return Levering(
        declaraties=declaraties,
        registers=registers_of(situatie),
        instellingen=Checkinstellingen(**_settings(situatie.instellingen)),
        releases=() if "release" in zonder else (example_release(),),
        tabellen=None if "tarieven" in zonder else example_tarieven(),
        historie=None if "historie" in zonder else historie_of(situatie, declaraties),
        zorgprofiel=None if "zorgprofiel" in zonder else _profiel(situatie),
    )


def registers_of(situatie: Situatie) -> Registers:
    """The tables of the situation, and the code sets of the example."""
    tabellen = dict(example_registers().tabellen)
    for naam, rows in situatie.tabellen.items():
        tabellen[naam] = _typed(rows, REGISTER_VAN[naam].schema.create_empty().schema)
    return Registers(
        {naam: frame for naam, frame in tabellen.items() if naam not in situatie.zonder}
    )


def historie_of(situatie: Situatie, declaraties: Declaraties) -> pl.DataFrame:
    """Rows of history: the dbc of the base as it was paid before, with changes."""
    schema = Historie.create_empty().schema
    rows = []
    for changes in situatie.historie:
        row: dict[str, object] = {**_eerder(situatie), **changes}
        rows.append(row)
    return _typed(rows, schema)


def _eerder(situatie: Situatie) -> dict[str, object]:
    bericht = situatie.berichten[0]
    dbc: Record = bericht.prestaties["dbc"].velden
    return {
        "declarant": "06990002",
        "factuurnummer": "F2024-0000",
        "ontvangen": "2024-06-15",
        "status": "BETAALD",
        "referentie_prestatie": "R0000",
        "referentie_tarief": "R0000-1",
        "referentie_voorgaand": None,
        "bsn": bericht.verzekerde["0203"],
        "verzekerdennummer": None,
        "uzovi": "9101",
        "subtraject_nummer": dbc["0419"],
        "zorgtraject_nummer": dbc["0415"],
        "specialisme_code": dbc["0439"],
        "zorgtype_code": dbc["0427"],
        "diagnose_code": dbc["0431"],
        "prestatiecodelijst": dbc["0409"],
        "declaratiecode": dbc["0410"],
        "zorgproduct_code": dbc["0414"],
        "begindatum": _day(dbc["0411"]),
        "einddatum": _day(dbc["0412"]),
        "aantal": "1",
        "declaratiebedrag_cent": "98925",
        "dc": "D",
    }


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def _profiel(situatie: Situatie) -> pl.DataFrame:
    bericht = situatie.berichten[0]
    rows: list[dict[str, object]] = [
        {
            "zorginstelling_code": bericht.prestaties[name].velden["0440"],
            "subtraject_nummer": bericht.prestaties[name].velden["0419"],
            "zorgactiviteit_code": code,
            "aantal": aantal,
            "uitvoerdatum": day,
        }
        for name, activiteiten in situatie.profiel.items()
        if name in bericht.prestaties
        for code, day, aantal in activiteiten
    ]
    return _typed(rows, Zorgprofiel.create_empty().schema)


def _typed(rows: list[dict[str, object]], schema: pl.Schema) -> pl.DataFrame:
    """Rows as texts, cast to what a table holds; what is not given is empty."""
    unknown = {naam for row in rows for naam in row} - set(schema)
    if unknown:
        raise ValueError(f"no columns of the table: {sorted(unknown)}")
    texts = (
        tuple(None if (row.get(naam)) is None else str(row[naam]) for row in rows)
        for naam in schema
    )
    return _cast_table(tuple(texts), tuple(schema.items())).clone()


@lru_cache(maxsize=256)
def _cast_table(
    texts: tuple[tuple[str | None, ...], ...],
    schema: tuple[tuple[str, pl.DataType], ...],
) -> pl.DataFrame:
    """Columns of texts as the columns of a table; most tables are those of the base."""
    columns = {naam: list(own) for (naam, _), own in zip(schema, texts, strict=True)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return frame.with_columns(_cast(naam, dtype) for naam, dtype in schema)


def _cast(naam: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Boolean:
        return pl.col(naam).is_in(["J", "True"])
    if dtype == pl.Date:
        return pl.col(naam).str.to_date()
    if dtype == pl.Time:
        return pl.col(naam).str.to_time("%H:%M")
    return pl.col(naam).cast(dtype)


def _settings(given: dict[str, object]) -> dict[str, object]:
    made = dict(given)
    for naam in ("is_proef", "is_zorgaanbieder"):
        if naam in made:
            made[naam] = made[naam] == "J"
    if isinstance(made.get("uzovi"), str):
        made["uzovi"] = tuple(str(made["uzovi"]).split("+"))
    if "termijn_maanden" in made:
        made["termijn_maanden"] = int(str(made["termijn_maanden"]))
    return made


@cache
def example_release() -> CompiledStructure:
    """The example release, compiled."""
    return open_release(dbc_grouper_data.release_path())


@cache
def example_tarieven() -> Tarieventabellen:
    """All example tariffs and contracts."""
    return read_tabellen(tarieven=dbc_grouper_data.tarieven_path())[0]


@cache
def example_registers() -> Registers:
    """National lists and the code sets of the example."""
    folder = dbc_grouper_data.tarieven_path().parent / "declaraties"
    sets = sorted(folder.glob("codeverzameling*.csv"))
    return read_registers(sets)[0]
