"""Checks price lists from files before they are accorded.

Either a new list that is not among the tables yet, of one contract or one provider, or
all lists that are. The checks themselves are those of ``tariffs.pricelists.pricelist``.

Dutch terms: passantenlijst (prices for patients whose insurer has no contract), ernst
(how severe a finding is).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from billing.files.counts import sum_findings
from billing.files.findings import (
    conform_findings,
    count_table_findings,
    write_findings,
)
from billing.files.grouped import beside
from billing.files.records import made_of, table_files, tell_inputs
from billing.progress import Progress
from billing.tariefbronnen import Tariefbronnen
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths, write_frame
from tabellen.getoond import Getoond
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.sleutel import maybe_sleutel
from tariffs.files.findings import join_findings
from tariffs.pricelists.pricelist import check_passantenlijst, check_pricelist
from tariffs.schema import Tarieventabellen
from tariffs.sources.prijslijsten import read_contractprijslijst, read_passantenlijst

_PRIJSLIJSTEN = ("contract_prijs", "standaardprijslijst")
_ALSO_CHECKED = (
    "CODE_ONBEKEND",
    "PRIJS_UITSCHIETER",
    "PRIJS_ONWAARSCHIJNLIJK",
    "PRIJS_DUBBEL",
)


@dataclass(frozen=True, kw_only=True)
class Contractlijst:
    """The price list of one contract, in a file.

    Attributes:
        path: The file.
        contract_id: Contract it belongs to.
        versie: Version of that contract; None for its newest.
        begindatum: First day of the prices where the file does not say it; None for
            the first day of the contract.
        einddatum: The same for the last day.
    """

    path: Pad
    contract_id: str
    versie: int | None = None
    begindatum: date | None = None
    einddatum: date | None = None


@dataclass(frozen=True, kw_only=True)
class Passantenlijst:
    """The standaardprijslijst of one provider, in a file.

    Attributes:
        path: The file.
        zorginstelling_code: Provider it belongs to.
        begindatum: First day of the prices where the file does not say it.
        einddatum: The same for the last day; None is open.
    """

    path: Pad
    zorginstelling_code: str
    begindatum: date
    einddatum: date | None = None


Lijst = Contractlijst | Passantenlijst


@dataclass(frozen=True, kw_only=True)
class Lijsttoets:
    """How lists are checked.

    Attributes:
        ernst: Check to reject, warn or off, where that is not its default.
        markt_afwijking_bp: Name prices further from the standaardprijs than this part
            of it; None does not compare.
        volledig: Also name codes without a price.
    """

    ernst: Mapping[str, str] = field(default_factory=dict)
    markt_afwijking_bp: int | None = None
    volledig: bool = False


@dataclass(frozen=True, repr=False)
class PricelistRun(Getoond):
    """What checking price lists came to.

    Attributes:
        prijzen: Prices checked.
        findings: ``code, severity, tekst, rows``: findings per check.
        files: Files that were written, the findings of the lists first.
    """

    prijzen: int
    findings: pl.DataFrame
    files: list[Path]

    @property
    def afgewezen(self) -> int:
        """Findings of severity reject."""
        rejected = self.findings.filter(pl.col("severity") == "reject")
        return int(rejected["rows"].sum())


@checks_types
def check_pricelists(
    bronnen: Tariefbronnen,
    *,
    out: Pad,
    lijst: Lijst | None = None,
    toets: Lijsttoets | None = None,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
) -> PricelistRun:
    """Check a new price list, or all that stand among the tables.

    Rows of a checked list that cannot be read are findings of it; what is doubtful
    about other tables goes beside ``out``, as ``OUT.findings.csv``, when there is any.

    Args:
        bronnen: National tables, contracts and agreements, passanten lists.
        out: Where the findings go, one row each.
        lijst: The new list; None checks all contract and passanten prices of the
            tables. Its rows take the place of those of the same contract or provider.
        toets: How to check.
        progress: Told of every step.
        sleutelbestand: Key that the record is sealed with; None for one without a seal.

    Raises:
        InputFileError: A file cannot be read.
        CallError: The contract is not among the tables, or a setting is wrong.
    """
    progress = progress or Progress()
    sleutel = maybe_sleutel(sleutelbestand)
    toets = toets or Lijsttoets()
    _check_period(lijst)
    out = one_path(out)
    check_paths(
        [
            one_path(lijst.path) if lijst else None,
            maybe_path(sleutelbestand),
            *bronnen.paths,
        ],
        [out],
        [beside(out, "findings")],
    )
    with OutputSet(out, "pricelist check", sleutel=sleutel) as outputs:
        return _check(bronnen, outputs, out, lijst, toets, progress)


def _check(
    bronnen: Tariefbronnen,
    outputs: OutputSet,
    out: Path,
    lijst: Lijst | None,
    toets: Lijsttoets,
    progress: Progress,
) -> PricelistRun:
    progress.step("Reading the tables")
    gelezen = bronnen.read_and_count()
    tabellen, of_tables = gelezen.tabellen, gelezen.findings
    progress.step("Checking the prices")
    of_lists = pl.col("source").is_in(_PRIJSLIJSTEN) & pl.lit(lijst is None)
    # What the checks find with a severity that can be set is not told twice.
    of_tables = of_tables.filter(~(of_lists & pl.col("code").is_in(_ALSO_CHECKED)))
    if lijst is None:
        height = tabellen.contract_prijs.height + tabellen.standaardprijslijst.height
        parts = [
            of_tables.filter(of_lists),
            _check_contract(tabellen.contract_prijs, tabellen, toets),
            check_passantenlijst(
                tabellen.standaardprijslijst, tabellen, ernst=toets.ernst
            ),
        ]
    else:
        prijzen, unread = _read(lijst, tabellen, bronnen)
        height = prijzen.height
        parts = [
            unread,
            _check_contract(prijzen, tabellen, toets)
            if isinstance(lijst, Contractlijst)
            else check_passantenlijst(prijzen, tabellen, ernst=toets.ernst),
        ]
    findings = join_findings(parts)
    write_frame(findings, out, outputs=outputs)
    beside = write_findings(
        [conform_findings(of_tables.filter(~of_lists))], out, None, outputs=outputs
    )
    tables = table_files(bronnen, gelezen.telling["bestand"])
    read = [one_path(lijst.path) if lijst else None, *tables]
    said = made_of(
        "prijslijstbevindingen",
        findings.height,
        invoer=tell_inputs(outputs, read),
        instellingen={
            "ernst": dict(toets.ernst),
            "markt_afwijking_bp": toets.markt_afwijking_bp,
            "volledig": toets.volledig,
        },
    )
    outputs.publish({out: said})
    counted = sum_findings([count_table_findings(findings)])
    return PricelistRun(height, counted, [out, *beside])


def _check_period(lijst: Lijst | None) -> None:
    begin, eind = (lijst.begindatum, lijst.einddatum) if lijst else (None, None)
    if begin is not None and eind is not None and eind < begin:
        raise CallError(f"einddatum {eind} lies before begindatum {begin}; swap them.")


def _check_contract(
    prijzen: pl.DataFrame, tabellen: Tarieventabellen, toets: Lijsttoets
) -> pl.DataFrame:
    return check_pricelist(
        prijzen,
        tabellen,
        ernst=toets.ernst,
        markt_afwijking_bp=toets.markt_afwijking_bp,
        volledig=toets.volledig,
    )


def _read(
    lijst: Lijst,
    tabellen: Tarieventabellen,
    bronnen: Tariefbronnen,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if isinstance(lijst, Passantenlijst):
        return read_passantenlijst(
            lijst.path,
            zorginstelling_code=lijst.zorginstelling_code,
            begindatum=lijst.begindatum,
            einddatum=lijst.einddatum,
            notatie=bronnen.notatie,
            negeer=bronnen.negeer,
            leeswijze=bronnen.leeswijze,
        )
    contract = tabellen.contract.filter(
        pl.col("contract_id") == lijst.contract_id,
        True if lijst.versie is None else pl.col("versie") == lijst.versie,
    ).sort("versie")
    if contract.is_empty():
        known = ", ".join(tabellen.contract["contract_id"].unique().sort())
        raise CallError(
            f"contract {lijst.contract_id}, version {lijst.versie or 'any'}, is not "
            f"among the tables. Contracts found: {known or 'none'}."
        )
    newest = contract.row(-1, named=True)
    return read_contractprijslijst(
        lijst.path,
        contract_id=lijst.contract_id,
        versie=newest["versie"],
        begindatum=lijst.begindatum or newest["begindatum"],
        einddatum=lijst.einddatum or newest["einddatum"],
        notatie=bronnen.notatie,
        negeer=bronnen.negeer,
        leeswijze=bronnen.leeswijze,
    )
