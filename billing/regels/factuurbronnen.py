"""Reads the files that messages are made of: a batch, its outcomes, its prices.

It reads and refuses files that do not belong together; what they say of each other is
joined in ``factuurregels``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files.batch.opening import batch_columns
from billing.files.besluiten import read_besluiten
from billing.files.findings import conform_findings, notice_findings
from billing.regels.gegevens import GEGEVENS, read_gegevens, sleutel_van
from billing.regels.grouped_check import check_same_batch
from billing.regels.sources import GROUPED, OZP, read_lines
from declarations.registers.reading import read_registers
from grouper.registration.columns import INSTELLING
from productstructure.errors import InputFileError
from tabellen.calltypes import checks_fields
from tabellen.forms.typed import read_typed
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.notices import Notice
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.differences import Herkomst
from tabellen.sets.readable import check_one_run, check_output
from tabellen.sets.sleutel import Sleutel
from tabellen.values.dates import day_of_text
from tabellen.values.texts import cleaned, key_text

VERWIJZING = {
    "verwijzer_soort_code": 2,
    "verwijzer_code": 8,
    "verwijzer_specialisme_code": 4,
    "verwijzer_instelling_code": 8,
}
"""Columns of a batch about the referrer, and the width they are zero-filled to."""

BEGELEIDEND = (
    *("zorgvraag_code", "diagnose_code", "machtiging_nummer", "ongeval_code"),
    *("hashtotaal", "hashversie", "certificaatversie"),
)
"""Other columns of a batch that a message takes over."""

_ACTIVITEIT = ("zorgactiviteit_code", "uitvoerdatum", "zorgactiviteit_nummer")
_CODE_WIDTH = {"zorgactiviteit_code": 6, INSTELLING: 8}

_GROUPED_OWN = {
    "is_oranje_producttyperend": pl.Boolean(),
    "is_machtiging_vereist": pl.Boolean(),
    "release": pl.String(),
}

_OZP_OWN = {"ozp_categorie": pl.String()}

PROFIELEN = {
    "subtraject_nummer": pl.String(),
    "zorgactiviteit_code": pl.String(),
    "aantal": pl.Int64(),
    "uitvoerdatum": pl.Date(),
    "is_op_nota": pl.Boolean(),
    "is_trial": pl.Boolean(),
    INSTELLING: pl.String(),
}
"""Columns of a file of profiles that bills are made of."""


@checks_fields
@dataclass(frozen=True, kw_only=True)
class Factuurbestanden:
    """Files that messages are made of.

    Attributes:
        subtrajecten: The batch that was grouped.
        zorgactiviteiten: Its activities, of which a message takes the numbers; None
            where they have none.
        grouped: Grouped rows, as ``group`` wrote them.
        ozp: Overige zorgproducten, as ``group`` wrote them; None for none.
        profielen: Notable activities, likewise: those op nota go into the message.
        regels: Lines, as ``price`` wrote them.
        besluiten: Prijsbesluiten, as ``price`` wrote them: Parquet or Arrow IPC.
        registers: Files and folders with the table ``personen``.
        leeswijze: How the batch is read, where it is not as ours.
    """

    subtrajecten: Pad
    zorgactiviteiten: Pad | None = None
    grouped: Pad
    ozp: Pad | None = None
    profielen: Pad
    regels: Pad
    besluiten: Pad
    registers: Paden
    leeswijze: Leeswijze = AS_OURS

    @property
    def paths(self) -> list[Path]:
        """All files and folders that are read."""
        return [*self.files, *all_paths(self.registers)]

    @property
    def files(self) -> list[Path]:
        """Those that are named one by one."""
        given = (
            *(self.subtrajecten, self.zorgactiviteiten, self.grouped, self.ozp),
            *(self.profielen, self.regels, self.besluiten),
        )
        return [path for path in map(maybe_path, given) if path is not None]

    def check(self, sleutel: Sleutel | None) -> list[Herkomst]:
        """Refuse outputs of ours that are not as written, or of two runs.

        Raises:
            InputFileError: They are not as their record says.
        """
        of_group = [
            check_output(path, sleutel)
            for path in map(maybe_path, (self.grouped, self.ozp, self.profielen))
            if path is not None
        ]
        check_one_run(of_group, "group")
        of_price = [
            check_output(self.besluiten, sleutel),
            check_output(self.regels, sleutel, of_ours=False),
        ]
        check_one_run(of_price, "price")
        return [*of_group, *of_price]


@dataclass(frozen=True, kw_only=True)
class Factuurbronnen:
    """What messages are made of, as read.

    Attributes:
        regels: Schema ``Declaratieregels``.
        besluiten: Schema ``Prijsbesluiten``, of those lines.
        grouped: Grouped rows: ``GROUPED`` and what a message says of the grouping.
        ozp: Overige zorgproducten: ``OZP`` and ``ozp_categorie``; None for none.
        profielen: ``PROFIELEN``.
        subtrajecten: The batch.
        zorgactiviteiten: Numbers of its activities: ``zorgactiviteit_nummer`` by the
            keys of the batch, code and day; None where they have none.
        personen: Table ``personen``.
        findings: Columns ``FINDINGS``.
        telling: Rows of each file with persons, and how many do not go on.
    """

    regels: pl.DataFrame
    besluiten: pl.DataFrame
    grouped: pl.DataFrame
    ozp: pl.DataFrame | None
    profielen: pl.DataFrame
    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame | None
    personen: pl.DataFrame
    findings: pl.DataFrame
    telling: pl.DataFrame


def read_factuurbronnen(bestanden: Factuurbestanden) -> Factuurbronnen:
    """Read all files, and see that they are of one batch.

    Raises:
        InputFileError: A file cannot be read, a table of persons is not there, or the
            subtrajecten are not those that were grouped.
    """
    told: list[Notice] = []
    batch_file = one_path(bestanden.subtrajecten)
    grouped = _outcome(bestanden.grouped, GROUPED | _GROUPED_OWN, told)
    ozp = None
    if bestanden.ozp is not None:
        ozp = _outcome(bestanden.ozp, OZP | _OZP_OWN, told)
    subtrajecten = batch_columns(
        batch_file,
        "subtrajecten",
        (*GEGEVENS, *VERWIJZING, *BEGELEIDEND),
        required=sleutel_van(grouped),
        leeswijze=bestanden.leeswijze,
    )
    check_same_batch(
        grouped,
        ozp,
        read_gegevens(subtrajecten),
        paths=(one_path(bestanden.grouped), batch_file),
    )
    personen, of_persons, telling = _personen(bestanden.registers, bestanden.leeswijze)
    lines = read_lines(bestanden.regels, None)
    return Factuurbronnen(
        regels=lines.regels,
        besluiten=read_besluiten(bestanden.besluiten),
        grouped=grouped,
        ozp=ozp,
        profielen=_outcome(bestanden.profielen, PROFIELEN, told),
        subtrajecten=subtrajecten,
        zorgactiviteiten=_activity_numbers(bestanden, sleutel_van(grouped)),
        personen=personen,
        findings=pl.concat(
            [of_persons, lines.findings, notice_findings(told, batch_file.name)]
        ),
        telling=telling,
    )


def _outcome(
    path: Pad, columns: dict[str, pl.DataType], told: list[Notice]
) -> pl.DataFrame:
    """Rows that ``group`` wrote; with their hospital where they name it."""
    optional = ("status", "begindatum", "zorgtype_code", "is_uitvoerdatum_aangenomen")
    may_be_absent = [name for name in (*optional, INSTELLING) if name in columns]
    frame = read_typed(path, columns, optional=may_be_absent, told=told)
    if frame[INSTELLING].null_count() == frame.height:
        return frame.drop(INSTELLING)
    return frame


def _personen(
    registers: Paden, leeswijze: Leeswijze
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The table of persons, what is wrong with it, and its rows per file.

    Raises:
        InputFileError: There is none.
    """
    tables, findings, telling = read_registers(
        all_paths(registers), leeswijze=leeswijze
    )
    personen = tables.get("personen")
    if personen is None:
        raise InputFileError(
            f"{', '.join(map(str, all_paths(registers)))}: no table personen found. "
            "Give the persons of the hospital as personen.csv: verzekerde_id, bsn, "
            "naam, voorletters, geboortedatum, geslacht."
        )
    of_persons = conform_findings(findings).filter(pl.col("source") == "personen")
    return personen, of_persons, telling.filter(pl.col("tabel") == "personen")


def _activity_numbers(
    bestanden: Factuurbestanden, sleutel: tuple[str, ...]
) -> pl.DataFrame | None:
    """Numbers of activities by key, code and day; None where the batch has none."""
    if bestanden.zorgactiviteiten is None:
        return None
    columns = (*sleutel, *_ACTIVITEIT)
    frame = batch_columns(
        one_path(bestanden.zorgactiviteiten),
        "zorgactiviteiten",
        columns,
        leeswijze=bestanden.leeswijze,
    )
    if set(columns) - set(frame.columns):
        return None
    return frame.select(list(_typed(frame, columns))).filter(
        pl.col("zorgactiviteit_nummer").is_not_null()
    )


def _typed(frame: pl.DataFrame, columns: tuple[str, ...]) -> Iterator[pl.Series]:
    for name in columns:
        own = frame[name]
        if name == "uitvoerdatum":
            day = pl.col(name).cast(pl.Date)
            if own.dtype == pl.String:
                day = day_of_text(pl.col(name))
            yield frame.select(day).to_series()
            continue
        text = cleaned(pl.col(name))
        if name in _CODE_WIDTH:
            text = text.str.zfill(_CODE_WIDTH[name])
        yield key_text(own, "zorgactiviteiten").to_frame().select(text).to_series()
