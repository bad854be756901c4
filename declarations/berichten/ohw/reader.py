"""Read the OHW form (onderhanden werk): text files of one delivery, joined by number.

Everything in it is trial work: subtrajecten that are still open, grouped to value
them. Which column stands where is in ``layout``, and is a setting.

NEVENDIAGNOSE, HONORARIUM, OVERIGE_VERRICHTING and PAKBON have to be there or may be
there; no column of theirs is known, so nothing is read from them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import polars as pl

from declarations.berichten.berichten import Berichten
from declarations.berichten.bestanden import iter_bestanden, names_in
from declarations.berichten.ohw.layout import (
    MANDATORY,
    OPTIONAL,
    OPTIONAL_COLUMNS,
    OhwLayout,
)
from declarations.berichten.ohw.tables import BREAKS_OFF, read_table
from declarations.berichten.soundness import (
    BERICHT_COLUMNS,
    SUBTRAJECT_COLUMNS,
    ZORGACTIVITEIT_COLUMNS,
    Fault,
    RawBerichten,
    settle,
)
from declarations.bevindingen import VAN_BERICHTEN
from productstructure.errors import InputFileError

MAX_OHW_FILE_BYTES = 1 << 30
"""Largest of the files that is read; a delivery is read as a whole."""

_ROW = "SUBTRAJECT.#row"
_ZORGPROFIEL = "GELEVERD_ZORGPROFIEL"


@dataclass(frozen=True)
class OhwReader:
    """Reader of the OHW form: a zip or a folder of text files.

    Attributes:
        layout: Where the columns stand.
    """

    layout: OhwLayout = field(default_factory=OhwLayout)

    def recognises(self, path: Path) -> bool:
        """Whether the delivery has a SUBTRAJECT.txt."""
        return "SUBTRAJECT.TXT" in {name.upper() for name in names_in(path)}

    def read(self, path: Path) -> Iterator[Berichten]:
        """Yield the delivery as one batch; every declaratiedataset is a message.

        Raises:
            InputFileError: A mandatory file or column is absent, or a file cannot be
                read as separated text.
        """
        files, faults = _read_files(path)
        layout = self.layout
        tables: dict[str, pl.DataFrame] = {}
        for name in dict.fromkeys(place.partition(".")[0] for place in layout.places):
            table = read_table(path, name, files[name], layout)
            tables[name] = table.rows
            faults += table.faults
        joined = tables["SUBTRAJECT"]
        broken: list[pl.DataFrame] = []
        for child, parent in layout.links.items():
            joined, bad_links = _join(path, joined, tables, child, parent)
            broken += bad_links
        subtrajecten = _subtrajecten(path, joined, layout)
        broken += _broken_off(joined)
        numbers = subtrajecten.select("bericht_idx", "row")
        for bad in broken:
            faults += _link_faults(path, bad.join(numbers, on="row", validate="m:1"))
        zorgactiviteiten, loose = _zorgactiviteiten(path, tables, subtrajecten, layout)
        faults += loose
        raw = RawBerichten(
            subtrajecten,
            zorgactiviteiten,
            faults,
            subtrajecten["bericht_idx"].n_unique(),
        )
        yield settle(raw, layout.columns, date_format=layout.date_format)


def _read_files(path: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """The known files by their name without ending, and a fault per other file."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for bestand in iter_bestanden(path, ".txt", max_bytes=MAX_OHW_FILE_BYTES):
        if bestand.fault == "B-07":
            faults.append(Fault(None, bestand.name, "B-07"))
            continue
        # A zip may be made of a folder.
        name = PurePosixPath(bestand.name).name.upper().removesuffix(".TXT")
        known = name in MANDATORY or name in OPTIONAL
        if known and name in files:
            raise InputFileError(
                f"{path.name}, {name}.txt: found twice. Deliver each file once; give "
                "several deliveries one by one."
            )
        if known and bestand.fault is not None:
            text = VAN_BERICHTEN[bestand.fault].tekst
            raise InputFileError(
                f"{path.name}, {bestand.name}: cannot be read ({text}) Have it "
                "delivered again."
            )
        if known:
            files[name] = bestand.content
        else:
            skipped = bestand.fault if bestand.fault == "B-08" else "B-03"
            faults.append(Fault(None, bestand.name, skipped))
    missing = [f"{name}.txt" for name in MANDATORY if name not in files]
    if missing:
        raise InputFileError(
            f"{path.name}: {', '.join(missing)} not found. An OHW delivery holds "
            f"{', '.join(f'{name}.txt' for name in MANDATORY)}."
        )
    return files, faults


def _join(
    path: Path,
    joined: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    child: str,
    parent: str,
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Add the columns of the file that ``child`` refers to, and find broken links."""
    name = parent.partition(".")[0]
    left, right = _known(path, joined, child), _known(path, tables[name], parent)
    key = pl.col(right)
    twice = tables[name].filter(key.is_duplicated()).select(right).unique()
    once = tables[name].unique(right, keep="first", maintain_order=True)
    wide = joined.join(
        once.with_columns(key.alias("#key")), left_on=left, right_on="#key", how="left",
        validate="m:1", maintain_order="left",
    )  # fmt: skip
    column = pl.lit(child).alias("locatie")
    row = pl.col(_ROW).cast(pl.Int64).alias("row")
    no_parent = wide.filter(key.is_null())
    two_parents = joined.join(twice, left_on=left, right_on=right, how="semi")
    return wide, [
        no_parent.select(row, column, pl.lit("B-30").alias("code")),
        two_parents.select(row, column, pl.lit("B-31").alias("code")),
    ]


def _broken_off(joined: pl.DataFrame) -> list[pl.DataFrame]:
    """Subtrajecten of which a row, or one that it refers to, breaks off."""
    row = pl.col(_ROW).cast(pl.Int64).alias("row")
    return [
        joined.filter(column).select(
            row,
            pl.lit(column.partition(".")[0]).alias("locatie"),
            pl.lit("B-34").alias("code"),
        )
        for column in joined.columns
        if column.endswith(BREAKS_OFF)
    ]


def _known(path: Path, table: pl.DataFrame, place: str) -> str:
    """The name of a column in the joined table."""
    file, _, column = place.partition(".")
    name = f"{file}.{column.lower()}"
    if name not in table.columns:
        raise InputFileError(
            f"{path.name}, {file}.txt: column '{column}' not found. Deliver it, or say "
            "in the layout which column has it."
        )
    return name


def _subtrajecten(path: Path, joined: pl.DataFrame, layout: OhwLayout) -> pl.DataFrame:
    columns = {
        column: _value(path, joined, layout, column)
        for column in (*BERICHT_COLUMNS, *SUBTRAJECT_COLUMNS, "geboortedatum")
    }
    absent = [
        column
        for column in ("geboortedatum", "leeftijd_jaar")
        if not columns[column].meta.root_names()
    ]
    if len(absent) == 2:
        raise InputFileError(
            f"{path.name}: neither the geboortedatum nor the leeftijd was found. "
            "Deliver one, or say in the layout which column has it."
        )
    if "geboortedatum" in absent:
        del columns["geboortedatum"]
    # What is grouped as onderhanden werk is open: reason 00 (docs/sources.md, VEC).
    columns["afsluitreden_code"] = columns["afsluitreden_code"].fill_null("00")
    columns["verwerking_code"] = pl.lit("T")
    return joined.select(
        _value(path, joined, layout, "declaratiedataset_id")
        .rank("dense")
        .fill_null(0)
        .cast(pl.UInt32)
        .alias("bericht_idx"),
        pl.lit(path.name).alias("bestand"),
        pl.col(_ROW).cast(pl.Int64).alias("row"),
        **columns,
    )


def _zorgactiviteiten(
    path: Path,
    tables: Mapping[str, pl.DataFrame],
    subtrajecten: pl.DataFrame,
    layout: OhwLayout,
) -> tuple[pl.DataFrame, list[Fault]]:
    """The zorgactiviteiten of the subtrajecten, and a fault per loose one."""
    table = tables[_ZORGPROFIEL]
    rows = table.select(
        pl.lit(path.name).alias("bestand"),
        pl.col(f"{_ZORGPROFIEL}.#row").cast(pl.Int64).alias("row"),
        pl.col(_known(path, table, layout.zorgprofiel_link)).alias("subtraject_id"),
        **{
            column: _value(path, table, layout, column)
            for column in ZORGACTIVITEIT_COLUMNS
        },
    )
    owners = subtrajecten.select("subtraject_id", "bericht_idx").unique("subtraject_id")
    owned = rows.join(
        owners, on="subtraject_id", how="left", validate="m:1", maintain_order="left"
    )
    loose = owned.filter(pl.col("bericht_idx").is_null())
    found = [
        Fault(
            None, path.name, "B-32", layout.zorgprofiel_link, "subtraject_nummer",
            "zorgactiviteiten", row,
        )
        for row in loose["row"]
    ]  # fmt: skip
    of_owned = owned.drop_nulls("bericht_idx")
    broken = f"{_ZORGPROFIEL}{BREAKS_OFF}"
    if broken in table.columns:
        short = table.filter(broken).select(
            pl.col(f"{_ZORGPROFIEL}.#row").cast(pl.Int64).alias("row")
        )
        found += [
            Fault(idx, path.name, "B-34", _ZORGPROFIEL, None, "zorgactiviteiten", row)
            for idx, row in of_owned.join(short, on="row", how="semi")
            .select("bericht_idx", "row")
            .iter_rows()
        ]
    return of_owned, found


def _value(path: Path, table: pl.DataFrame, layout: OhwLayout, column: str) -> pl.Expr:
    """A column of ours out of the delivery; null where it may be absent and is."""
    nothing = pl.lit(None, pl.String)
    place = layout.columns.get(column)
    if place is None:
        return nothing
    file, _, name = place.partition(".")
    if f"{file}.{name.lower()}" not in table.columns and column in OPTIONAL_COLUMNS:
        return nothing
    return pl.col(_known(path, table, place))


def _link_faults(path: Path, broken: pl.DataFrame) -> list[Fault]:
    return [
        Fault(idx, path.name, code, locatie, None, "subtrajecten", row)
        for row, locatie, code, idx in broken.iter_rows()
    ]
