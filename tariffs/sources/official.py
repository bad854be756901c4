"""Read the official NZa tables, each as the release that names it.

``tarief_release`` says which file a release was read from, its scale and when it was
made known; beside a Tarieven Tabel stands ``waardenlijst.toml`` with what its codes
mean.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from productstructure.errors import InputFileError
from tabellen.values.decimals import Notatie
from tariffs.files.findings import NO_FINDINGS, join_findings
from tariffs.files.tablefiles import Tabelbestand
from tariffs.files.tablenames import TARIEVENTABEL
from tariffs.sources.tarieventabel import EIGENSCHAPPEN, read_tarieventabel
from tariffs.sources.waardenlijst import Waardenlijst, read_waardenlijst
from tariffs.sources.zorgproductentabel import read_zorgproductentabel

WAARDENLIJST = "waardenlijst.toml"


@dataclass(frozen=True, kw_only=True)
class Officieel:
    """The official tables of all releases, read.

    Attributes:
        rows: Table name to its rows, with bestand and row.
        eigenschappen: Columns of ``EIGENSCHAPPEN``.
        wbmv: Codes that need a WBMV permit: prestatiecode, wbmv_code.
        findings: What is wrong with the rows.
        rijen: File, table and number of rows of each.
    """

    rows: dict[str, list[pl.DataFrame]]
    eigenschappen: pl.DataFrame
    wbmv: pl.DataFrame
    findings: pl.DataFrame
    rijen: list[tuple[str, str, int]]


def read_official(
    files: Sequence[Tabelbestand],
    releases: pl.DataFrame,
    *,
    werkelijke_kosten: Collection[str],
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
) -> Officieel:
    """Read the official tables among the files.

    Args:
        files: All table files; the others are passed over.
        releases: Rows of ``tarief_release``.
        werkelijke_kosten: Codes billed at what they cost.
        notatie: Decimal sign of amounts in euros, where known.
        negeer: Headers to skip on purpose.

    Raises:
        InputFileError: No release or several name a file, the file is another version
            than its release says, or it cannot be read.
    """
    rows: dict[str, list[pl.DataFrame]] = {
        "tarief": [],
        "zorgproduct_declaratiecode": [],
    }
    eigenschappen = [pl.DataFrame(schema=EIGENSCHAPPEN)]
    wbmv = [pl.DataFrame(schema={"prestatiecode": pl.String, "wbmv_code": pl.String})]
    findings: list[pl.DataFrame] = [NO_FINDINGS]
    rijen: list[tuple[str, str, int]] = []
    for bestand in files:
        if bestand.cells is not None:
            continue
        path = bestand.path
        release_id, schaal = _release_of(path, releases)
        if bestand.naam != TARIEVENTABEL:
            producten = read_zorgproductentabel(
                path, release_id=release_id, negeer=negeer
            )
            rijen.append((producten.bestand, bestand.naam, producten.rijen))
            rows["zorgproduct_declaratiecode"].append(producten.declaratiecodes)
            wbmv.append(producten.wbmv)
            findings.append(producten.findings)
            continue
        lijst = path.parent / WAARDENLIJST
        if schaal is None:
            raise InputFileError(
                f"{path.name}: its row of tarief_release has no bedrag_schaal. Say "
                "CENT or EURO; a wrong guess is a factor 100."
            )
        tarieven = read_tarieventabel(
            path,
            schaal=schaal,
            waardenlijst=read_waardenlijst(lijst)
            if lijst.is_file()
            else Waardenlijst(),
            release_id=release_id,
            werkelijke_kosten=werkelijke_kosten,
            notatie=notatie,
            negeer=negeer,
        )
        rijen.append((tarieven.bestand, bestand.naam, tarieven.rijen))
        rows["tarief"].append(tarieven.tarief)
        findings.append(tarieven.findings)
        eigenschappen.append(tarieven.eigenschappen)
    return Officieel(
        rows=rows,
        eigenschappen=pl.concat(eigenschappen),
        wbmv=pl.concat(wbmv),
        findings=join_findings(findings),
        rijen=rijen,
    )


def eigenschappen_of(tarief: pl.DataFrame) -> pl.DataFrame:
    """Say of tariffs in a table of our own what they tell about their codes."""
    known = tarief.with_columns(
        pl.col("prestatiecodelijst").cast(pl.String), eenheid=pl.lit("STUK")
    )
    return known.select(
        name if name in known.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in EIGENSCHAPPEN.items()
    )


def _release_of(path: Path, releases: pl.DataFrame) -> tuple[int, str | None]:
    """Find the release a file belongs to, and check that it is that file."""
    rows = releases.filter(pl.col("bronbestand") == path.name)
    if rows.height != 1:
        raise InputFileError(
            f"{path.name}: {rows.height} rows of tarief_release name this file; "
            "expected 1. Add a row with this bronbestand and its bedrag_schaal."
        )
    release_id, expected, schaal = rows.select(
        "release_id", "sha256", pl.col("bedrag_schaal").cast(pl.String)
    ).row(0)
    found = sha256(path.read_bytes()).hexdigest()
    if expected not in (None, found):
        raise InputFileError(
            f"{path.name}: sha256 is {found}, but tarief_release says {expected}. "
            "It is another version of the file."
        )
    return release_id, schaal
