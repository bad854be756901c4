"""Check a price list before it is accorded: contract list or passanten list.

It compares prices with the national tables, with each other and with the passanten
list, and finds; it changes nothing and prices no line. The names of the checks are
those of an existing contracting portal, and ours (docs/rules.md); how
severe each is, is a setting.

``MaxTariefTotaal`` of that portal is not here: a sum of components can only be above
the sum of its maxima when one component is above its own.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from productstructure.errors import CallError
from tabellen.bevinding import by_code
from tabellen.calltypes import checks_types, require_columns
from tariffs.files.bevindingen import VAN_PRIJSLIJSTEN
from tariffs.files.findings import SEVERITY, join_findings, make_findings
from tariffs.lookup.known_on import known_on
from tariffs.lookup.periods import last_day
from tariffs.pricelists.checks import (
    codes_matching,
    common_faults,
    higher_than_passanten,
    off_market,
    unlikely,
    unpriced,
)
from tariffs.schema import ContractPrijs, Frame, Standaardprijslijst, Tarieventabellen

_COLUMNS = (
    "nr",
    "bestand",
    "row",
    "eigenaar",
    "zorginstelling_code",
    "concern_id",
    "prestatiecode",
    "component",
    "specialisme_uitvoerder_code",
    "prijs_e6",
    "per_verpakking",
    "begindatum",
    "tot",
)

_PRIJS = ("prestatiecode", "component", "prijs_e6", "begindatum", "einddatum")
_CONTRACT = ("contract_id", "versie", "specialisme_uitvoerder_code", "per_verpakking")
"""What is asked of every price, and of one of a contract."""


@checks_types
def check_pricelist(
    prijzen: Frame,
    tabellen: Tarieventabellen,
    *,
    ernst: Mapping[str, str] | None = None,
    markt_afwijking_bp: int | None = None,
    volledig: bool = False,
) -> Frame:
    """Check the price list of one contract or of several.

    Args:
        prijzen: Rows of schema ContractPrijs; with bestand and row where they were
            read from a file, else rows are counted from 1.
        tabellen: National tables, contracts and agreements, passanten lists; all
            releases count that are in it.
        ernst: Check to reject, warn or off, where that is not in ``VAN_PRIJSLIJSTEN``.
        markt_afwijking_bp: Compare with the standaardprijs of the concern, and name
            what is further away than this part of it; None does not compare.
            UNSOURCED[market]: what the portal compares with is not known.
        volledig: Also name every dbc code that is valid on the first day of a contract
            and has no price in its list.

    Returns:
        Findings (schema TariefFindings), by row; PrijsOntbreekt has no row. Lazy as
        the prices were.

    Raises:
        CallError: A column is absent, or ``ernst`` names an unknown check or severity.
    """
    if isinstance(prijzen, pl.LazyFrame):
        return check_pricelist(
            prijzen.collect(),
            tabellen,
            ernst=ernst,
            markt_afwijking_bp=markt_afwijking_bp,
            volledig=volledig,
        ).lazy()
    require_columns(prijzen, pl.Schema(ContractPrijs), "prijzen", *_PRIJS, *_CONTRACT)
    known = known_on(tabellen)
    rows = _of_contracts(prijzen, known)
    faults = common_faults(rows, known)
    faults += unlikely(rows, _others(prijzen, tabellen, "contract_prijs"))
    faults.append(higher_than_passanten(rows, known))
    faults.append(codes_matching(rows, r"^16", "Geen16Codes"))
    if markt_afwijking_bp is not None:
        faults.append(off_market(rows, known, markt_afwijking_bp))
    if volledig:
        faults.append(unpriced(rows, known))
    return _findings(faults, "contract_prijs", ernst)


def _of_contracts(prijzen: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Say whose price each row is."""
    pairs = known.contract.select(
        "contract_id", "versie", "zorginstelling_code", "concern_id"
    )
    numbered = _numbered(prijzen, "contract_prijs").join(
        pairs,
        on=["contract_id", "versie"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    owner = pl.concat_str("contract_id", pl.lit("/"), pl.col("versie"))
    return numbered.with_columns(eigenaar=owner).select(_COLUMNS)


@checks_types
def check_passantenlijst(
    lijst: Frame,
    tabellen: Tarieventabellen,
    *,
    ernst: Mapping[str, str] | None = None,
) -> Frame:
    """Check a passanten list: one price per code and day, at most the maximum.

    Max-max never covers a passantentarief (Wmg art. 35).

    Args:
        lijst: Rows of schema Standaardprijslijst.
        tabellen: National tables; all releases count that are in it.
        ernst: Check to reject, warn or off, where that is not in ``VAN_PRIJSLIJSTEN``.

    Returns:
        Findings (schema TariefFindings), by row; lazy as the list was.

    Raises:
        CallError: A column is absent, or ``ernst`` names an unknown check or severity.
    """
    if isinstance(lijst, pl.LazyFrame):
        return check_passantenlijst(lijst.collect(), tabellen, ernst=ernst).lazy()
    wanted = pl.Schema(Standaardprijslijst)
    require_columns(lijst, wanted, "lijst", *_PRIJS, "zorginstelling_code")
    rows = _numbered(lijst, "standaardprijslijst").with_columns(
        eigenaar="zorginstelling_code",
        concern_id=pl.lit(None, dtype=pl.String),
        specialisme_uitvoerder_code=pl.lit(None, dtype=pl.String),
        per_verpakking=pl.lit(None, dtype=pl.Boolean),
    )
    rows = rows.select(_COLUMNS)
    faults = common_faults(rows, known_on(tabellen))
    faults += unlikely(rows, _others(lijst, tabellen, "standaardprijslijst"))
    return _findings(faults, "standaardprijslijst", ernst)


_OWNER = {
    "contract_prijs": ["contract_id", "versie"],
    "standaardprijslijst": ["zorginstelling_code"],
}


def _others(
    checked: pl.DataFrame, tabellen: Tarieventabellen, table: str
) -> pl.DataFrame:
    """Prices of the tables that are of no list that is checked."""
    rows = pl.concat(
        [
            (
                frame.join(checked, on=_OWNER[naam], how="anti")
                if naam == table
                else frame
            ).select(
                "prestatiecode",
                pl.col("component").cast(pl.String),
                "prijs_e6",
                per_verpakking=pl.col("per_verpakking")
                if "per_verpakking" in frame.columns
                else pl.lit(value=False),
            )
            for naam, frame in (
                ("contract_prijs", tabellen.contract_prijs),
                ("standaardprijslijst", tabellen.standaardprijslijst),
            )
        ]
    )
    return rows.filter(
        pl.col("prestatiecode").is_in(checked["prestatiecode"].unique().implode())
    )


def _numbered(prijzen: pl.DataFrame, bestand: str) -> pl.DataFrame:
    """Say where each row stands, and close open periods."""
    if "row" not in prijzen.columns:
        prijzen = prijzen.with_row_index("row", offset=1)
    if "bestand" not in prijzen.columns:
        prijzen = prijzen.with_columns(bestand=pl.lit(bestand))
    return prijzen.with_row_index("nr").with_columns(
        pl.col("row").cast(pl.Int64), tot=last_day()
    )


def _findings(
    faults: list[pl.DataFrame], source: str, ernst: Mapping[str, str] | None
) -> pl.DataFrame:
    chosen = dict(ernst or {})
    known = {*SEVERITY.categories, "off"}
    for check, severity in chosen.items():
        if check not in VAN_PRIJSLIJSTEN or severity not in known:
            raise CallError(
                f"ernst: found {check!r}: {severity!r}. Use a check of "
                f"tariffs.files.bevindingen and one of {', '.join(sorted(known))}."
            )
    settings = (
        replace(each, ernst=chosen.get(check, each.ernst))
        for check, each in VAN_PRIJSLIJSTEN.items()
    )
    active = by_code(*(each for each in settings if each.ernst != "off"))
    rows = pl.concat(
        [fault.with_columns(pl.col("nr").cast(pl.UInt32)) for fault in faults]
    )
    return join_findings(
        [
            make_findings(
                rows.filter(pl.col("code").is_in(list(active)))
                .sort("nr", nulls_last=True, maintain_order=True)
                .with_columns(source=pl.lit(source), column=pl.lit("prestatiecode")),
                active,
            )
        ]
    )
