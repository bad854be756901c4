"""Settles omzetafspraken from files of prijsbesluiten.

Dutch terms: omzetafspraak (agreement on the turnover of a contract in a year), ohw
(work in progress: open subtrajecten, valued).
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from billing.files.besluiten import read_besluiten
from billing.files.findings import conform_findings, write_findings
from billing.files.grouped import beside
from billing.files.records import made_of, price_settings, table_files, tell_inputs
from billing.gates import GateError, Gates
from billing.progress import Progress
from billing.regels.lost_rows import LOST, check_lost, lost_of
from billing.tariefbronnen import Tariefbronnen
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths, write_frame
from tabellen.forms.typed import read_typed
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output, check_unchanged, unchecked, unconfirmed
from tabellen.sets.setrecord import GEWEIGERD
from tabellen.sets.sleutel import Sleutel, maybe_sleutel
from tariffs.followup.settlement import settle
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

_JAAR = {"contract_id": pl.String(), "jaar": pl.Int64()}
BETAALD = {**_JAAR, "betaald_cent": pl.Int64()}
"""Columns of a file of what was paid so far."""
VERWACHT = {**_JAAR, "verwacht_cent": pl.Int64()}
"""Columns of a file of expected openings."""


@dataclass(frozen=True, kw_only=True)
class Omzetbronnen:
    """Where the turnover stands.

    Attributes:
        besluiten: Prijsbesluiten, Parquet or Arrow IPC.
        ohw: Prijsbesluiten of open subtrajecten.
        betaald: What was paid so far, per contract and year; None for what was billed.
        verwacht: Expected openings, per contract and year.
    """

    besluiten: Paden
    ohw: Paden = ()
    betaald: Pad | None = None
    verwacht: Pad | None = None

    @property
    def paths(self) -> list[Path | None]:
        """All its files; None where an optional one is not given."""
        return [
            *all_paths(self.besluiten),
            *all_paths(self.ohw),
            maybe_path(self.betaald),
            maybe_path(self.verwacht),
        ]


@dataclass(frozen=True, repr=False)
class SettleRun(Getoond):
    """What settling came to.

    Attributes:
        verrekening: What was written; the columns of
        ``tariffs.followup.settlement.settle``. files: Files that were written, the
        settlement first. lost: ``tabel, bestand, rijen, verloren``: rows of tables that
        were read here
            and do not go on.
        ongecontroleerd: Prijsbesluiten that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
    """

    verrekening: pl.DataFrame
    files: list[Path]
    lost: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOST))
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()


@checks_types
def settle_files(
    tabellen: Tariefbronnen | Tarieventabellen,
    omzet: Omzetbronnen,
    *,
    out: Pad,
    instellingen: Prijsinstellingen,
    progress: Progress | None = None,
    gates: Gates | None = None,
    sleutelbestand: Pad | None = None,
    for_excel: bool = False,
) -> SettleRun:
    """Settle every omzetafspraak of the tables, with its use and forecast.

    Args:
        tabellen: The tables, with the omzetafspraken, or where they stand.
        omzet: The turnover.
        out: Where the settlement goes, one row per agreement; findings of tables that
            are read here go beside it, as ``OUT.findings.csv``, when there are any.
        instellingen: The day as known on which prestaties are read.
        progress: Told of every step.
        gates: The largest share of lost rows of tables that are read here; the
            defaults of ``Gates`` without it.
        sleutelbestand: Key that the records are sealed with, and those of outputs that
            are read have to be; None for neither.
        for_excel: Whether each csv is one for a Dutch Excel.

    Raises:
        InputFileError: A file cannot be read.
        GateError: Too many rows of a table are lost; the findings are written, but no
            settlement.
        CallError: The output cannot be written as asked, or decisions are given twice.

    Source: docs/decisions.md 43.
    """
    progress = progress or Progress()
    sleutel = maybe_sleutel(sleutelbestand)
    out = one_path(out)
    tables = tabellen.paths if isinstance(tabellen, Tariefbronnen) else []
    inputs = [*omzet.paths, *tables, maybe_path(sleutelbestand)]
    check_paths(inputs, [out], [beside(out, "findings")])
    with OutputSet(out, "settle", sleutel=sleutel, for_excel=for_excel) as outputs:
        return _settle(
            *(tabellen, omzet, outputs, out, instellingen, progress, gates or Gates()),
            sleutel=sleutel,
        )


def _settle(
    tabellen: Tariefbronnen | Tarieventabellen,
    omzet: Omzetbronnen,
    outputs: OutputSet,
    out: Path,
    instellingen: Prijsinstellingen,
    progress: Progress,
    gates: Gates,
    *,
    sleutel: Sleutel | None,
) -> SettleRun:
    files, lost = [out], pl.DataFrame(schema=LOST)
    herkomst = [
        check_output(path, sleutel)
        for path in (*all_paths(omzet.besluiten), *all_paths(omzet.ohw))
    ]
    tables: list[Path] = []
    said = made_of(
        "verrekening", None, invoer={}, instellingen=price_settings(instellingen)
    )
    if isinstance(tabellen, Tariefbronnen):
        progress.step("Reading the tables")
        tabelbronnen = tabellen
        gelezen = tabelbronnen.read_and_count()
        tabellen, lost = gelezen.tabellen, lost_of(gelezen.telling)
        tables = table_files(tabelbronnen, gelezen.telling["bestand"])
        parts = [conform_findings(gelezen.findings)]
        files += write_findings(parts, out, None, outputs=outputs)
        try:
            check_lost(gates, lost)
        except GateError:
            outputs.publish({out: said}, toestand=GEWEIGERD)
            raise
    progress.step("Settling")
    besluiten, ohw = read_besluiten(omzet.besluiten), read_besluiten(omzet.ohw)
    check_unchanged(herkomst)
    _check_once(besluiten)
    verrekening = settle(
        besluiten,
        tabellen,
        instellingen,
        ohw=ohw,
        betaald=None if omzet.betaald is None else read_typed(omzet.betaald, BETAALD),
        verwacht=(
            None if omzet.verwacht is None else read_typed(omzet.verwacht, VERWACHT)
        ),
    )
    write_frame(verrekening, out, outputs=outputs)
    said |= {
        "invoer": tell_inputs(outputs, [*omzet.paths, *tables], herkomst),
        "bestand": {"soort": "verrekening", "rijen": verrekening.height},
    }
    outputs.publish({out: said})
    return SettleRun(
        verrekening, files, lost, unchecked(herkomst), unconfirmed(herkomst)
    )


def _check_once(besluiten: pl.DataFrame) -> None:
    """Refuse decisions that stand in the files twice: they would count twice."""
    betaald = besluiten.filter(pl.col("bedrag_cent").is_not_null())
    dubbel = betaald.select("regel_id", "bestand_id").is_duplicated().sum()
    if dubbel:
        raise CallError(
            f"{dubbel} decisions share their regel_id and bestand_id with another. "
            "Give each file of decisions once."
        )
