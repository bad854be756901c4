"""Read the Tarieven Tabel csv that comes with a release of the NZa.

It turns each row into a tarief: scale, tariefsoort, component. What a price is, it does
not decide. Source: header of the packages 2014, 2016 and 2017 (docs/sources.md, C4;
S for what 0 means).

Dutch terms: schaal (what the whole numbers of the amount column count), waardenlijst
(what the codes in other columns mean).
"""

from collections.abc import Collection
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from productstructure.errors import CallError, InputFileError
from tabellen.cells.tablecells import only_table
from tabellen.paths import Pad
from tabellen.values.decimals import (
    Notatie,
    fault_of_decimal,
    notatie_of,
    parse_decimal,
)
from tariffs.files.findings import findings_in, findings_of, join_findings
from tariffs.files.rows import check_rows, load_rows
from tariffs.money import E6_PER_CENT
from tariffs.schema import SCHAAL, TABEL_VAN, Tabel, columns
from tariffs.sources.waardenlijst import Waardenlijst
from tariffs.wettelijk.waarden import per_component

MEDIAAN_GRENS_CENT = 2_500_000
"""A table with a median maximum above EUR 25,000 is wrongly scaled (decisions page)."""

_LIJST = "041"
"""The Tarieven Tabel is the list of dbc-zorgproducten and OZP (ZH308 0409)."""

EIGENSCHAPPEN: dict[str, pl.DataType] = {
    "release_id": pl.Int64(),
    "prestatiecodelijst": pl.String(),
    "prestatiecode": pl.String(),
    "begindatum": pl.Date(),
    "einddatum": pl.Date(),
    "omschrijving": pl.String(),
    "tarieftype": pl.String(),
    "eenheid": pl.String(),
    "zorgproductgroep_code": pl.String(),
}
"""What a Tarieven Tabel says about a code beside its tariff."""


def cell_text(
    *bron: str, width: tuple[int, ...] = (), soort: str | None = None
) -> dy.String:
    """A text of an official table as it stands there, under any of these headers."""
    metadata = {"bron": bron, "breedte": width, "soort": soort}
    return dy.String(nullable=True, metadata=metadata)


class TarieventabelRij(dy.Schema):
    """The 17 columns as they stand in the file; bron lists the headers of each.

    The first name of each is that of 2014 to 2017, the others are the alias map for
    other years (UNSOURCED[other-years]).
    """

    specialisme_poort_code = cell_text("AGB Specialisme", width=(4,))
    specialisme_uitvoerder_code = cell_text("AGB Uitvoerder", width=(4,))
    prestatiecode = columns.prestatiecode()
    zorgproductgroep_code = cell_text(
        "Productgroepcode", "Zorgproductgroepcode", "Zorgproductgroep Code", width=(6,)
    )
    bedrag = dy.String(
        nullable=False,
        metadata={
            "bron": (
                "Tarief",
                "Tarief (geheel getal in centen)",
                "Maximumtarief",
                "Maximum tarief",
            )
        },
    )
    kostensoort = cell_text("Kostensoort")
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    omschrijving = cell_text(
        "Omschrijving declaratiecode", "Prestatiebeschrijving", soort="tekst"
    )
    tarieftype = cell_text("Tarieftype", width=(2,))
    eenheid = cell_text("Declaratie eenheid", "Declaratie-eenheid")
    soort_tarief = cell_text("Soort Tarief", "Tariefsoort")
    segment = cell_text("Segment aanduiding", "Segment")
    soort_honorarium = cell_text("Soort Honorarium")
    mutatie_toelichting = cell_text("Mutatie Toelichting", soort="tekst")
    declaratieregel = cell_text("Declaratie regel", soort="tekst")
    mutatie = cell_text("Mutatie")
    einddatum_na_begindatum = columns.einddatum_na_begindatum


_REQUIRED = ("prestatiecode", "bedrag", "begindatum", "einddatum")
_TABEL = Tabel("tarieventabel", TarieventabelRij, ("prestatiecode",))


@dataclass(frozen=True, kw_only=True)
class Tarieventabel:
    """A Tarieven Tabel, read.

    Attributes:
        tarief: Rows of schema Tarief, with bestand and row.
        eigenschappen: Columns of ``EIGENSCHAPPEN``; ``derived_prestaties`` derives
            from them.
        findings: What is wrong with its rows.
        bestand: Name of the file, as the findings have it.
        rijen: How many rows it has.
    """

    tarief: pl.DataFrame
    eigenschappen: pl.DataFrame
    findings: pl.DataFrame
    bestand: str
    rijen: int


def read_tarieventabel(
    path: Pad,
    *,
    schaal: str,
    waardenlijst: Waardenlijst = Waardenlijst(),  # noqa: B008 - frozen
    release_id: int,
    werkelijke_kosten: Collection[str] = (),
    notatie: Notatie | None = None,
    negeer: Collection[str] = (),
) -> Tarieventabel:
    """Read a Tarieven Tabel.

    A tariff of 0 becomes WERKELIJKE_KOSTEN for the codes listed as such and VRIJ for
    all others, both without amount, so that nothing is ever priced 0.00 because it is
    free (Wegwijzer 2025). Up to 2014 a row is a component; from 2015 on it is INTEGRAAL
    whatever Kostensoort says, since the columns outlived the split (docs/rules.md).

    Args:
        path: The csv (``;``, latin-1); other endings of ``read_cells`` work too.
        schaal: CENT (whole eurocents) or EURO; a wrong guess is a factor 100, so it is
            never guessed.
        waardenlijst: What the coded values mean.
        release_id: Release the rows belong to.
        werkelijke_kosten: Codes billed at what they cost (238062, 230000).
        notatie: Decimal sign for EURO, where known.
        negeer: Headers to skip on purpose.

    Returns:
        The tariffs, what else the file says, and the findings.

    Raises:
        CallError: ``schaal`` is not CENT or EURO.
        InputFileError: A header is unknown or missing, a coded value is unknown, or the
            amounts cannot be of this scale.
    """
    if schaal not in SCHAAL.categories:
        raise CallError(f"schaal: found {schaal!r}. Say CENT or EURO; see the release.")
    cells = only_table(path)
    rows, read_findings = load_rows(cells, _TABEL, required=_REQUIRED, negeer=negeer)
    waardenlijst.refuse_unknown(rows, cells.bestand)
    rows, amount_findings = _with_amount(rows, cells.bestand, schaal, notatie)
    _refuse_implausible(rows, cells.bestand, schaal)
    rows = rows.with_columns(
        component=pl.when(per_component().fill_null(value=True))
        .then(waardenlijst.translate("kostensoort").fill_null("INTEGRAAL"))
        .otherwise(pl.lit("INTEGRAAL")),
        soort=waardenlijst.translate("soort_tarief"),
        soort_honorarium=waardenlijst.translate("soort_honorarium"),
        segment=waardenlijst.translate("segment"),
        eenheid=waardenlijst.translate("eenheid").fill_null("STUK"),
        release_id=pl.lit(release_id, dtype=pl.Int64),
        prestatiecodelijst=pl.lit(_LIJST),
    )
    contradictory = (pl.col("bedrag_e6") > 0) & pl.col("soort").is_in(
        ["VRIJ", "WERKELIJKE_KOSTEN"]
    )
    zero = pl.col("bedrag_e6") == 0
    good = rows.filter(~contradictory.fill_null(False)).select(
        "row",
        "release_id",
        "prestatiecodelijst",
        "prestatiecode",
        "specialisme_poort_code",
        "specialisme_uitvoerder_code",
        "component",
        "soort_honorarium",
        "begindatum",
        "einddatum",
        "segment",
        "declaratieregel",
        tariefsoort=pl.when(zero & pl.col("prestatiecode").is_in(werkelijke_kosten))
        .then(pl.lit("WERKELIJKE_KOSTEN"))
        .when(zero)
        .then(pl.lit("VRIJ"))
        .otherwise(pl.coalesce("soort", pl.lit("MAXIMUM"))),
        bedrag_e6=pl.when(~zero).then("bedrag_e6"),
        soort_tarief_bron=pl.col("soort_tarief"),
    )
    tarief, rule_findings = check_rows(good, TABEL_VAN["tarief"], bestand=cells.bestand)
    contradictions = findings_of(
        rows.filter(contradictory),
        "tarief",
        "TARIEFSOORT_TEGENSTRIJDIG",
        column="soort_tarief",
        value="soort_tarief",
        bestand=cells.bestand,
    )
    return Tarieventabel(
        tarief=tarief.with_columns(bestand=pl.lit(cells.bestand)),
        eigenschappen=rows.join(tarief.select("row"), on="row", how="semi").select(
            list(EIGENSCHAPPEN)
        ),
        findings=join_findings(
            [read_findings, amount_findings, contradictions, rule_findings]
        ),
        bestand=cells.bestand,
        rijen=cells.rijen,
    )


def _with_amount(
    rows: pl.DataFrame, bestand: str, schaal: str, notatie: Notatie | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parse the amount to micro-euros; rows where that fails become findings."""
    text = pl.col("bedrag")
    separated = rows.filter(text.str.contains(r"[.,]")).height
    if schaal == "CENT" and separated:
        raise InputFileError(
            f"{bestand}: schaal is CENT, but {separated} amount(s) hold a decimal "
            "sign. Say EURO, or check the export."
        )
    # Whole cents (docs/rules.md), parsed to micro-euros at once: a product could wrap.
    allowed, scaled = (0, 4) if schaal == "CENT" else (2, 6)
    if notatie is None:
        notatie, _ = notatie_of(rows["bedrag"])
    rows = rows.with_columns(
        bedrag_e6=parse_decimal(text, scaled, notatie),
        fault=pl.coalesce(
            fault_of_decimal(text, allowed, notatie),
            fault_of_decimal(text, scaled, notatie),
        ),
    )
    faults = rows.filter(pl.col("fault").is_not_null()).select(
        "row", column=pl.lit("bedrag"), code="fault", value=text
    )
    return rows.filter(pl.col("fault").is_null()).drop("fault"), findings_in(
        faults, bestand, "tarief"
    )


def _refuse_implausible(rows: pl.DataFrame, bestand: str, schaal: str) -> None:
    amounts = rows["bedrag_e6"].filter(rows["bedrag_e6"] > 0).sort()
    if amounts.len() == 0:
        return
    # The lower middle, as an integer: no float touches money, not even here.
    median = int(amounts[(amounts.len() - 1) // 2]) // E6_PER_CENT
    if median > MEDIAAN_GRENS_CENT:
        raise InputFileError(
            f"{bestand}: with schaal {schaal} half of the tariffs are EUR "
            f"{median // 100:,} or more, above EUR {MEDIAAN_GRENS_CENT // 100:,}. The "
            "scale is wrong by a factor 100; say CENT."
        )
