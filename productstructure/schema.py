"""The one declaration of every table in a release; reader, checks and docs follow it.

It says what each XML element is called, what we call it, and what may stand in it. It
does not read anything. Tables and elements are those of the NZa grouper tables
(BoomBestanden.xsd and Referenties.xsd as delivered with RZ17a).

Dutch terms: boombestanden (the trees), referenties (what the trees look up).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

import polars as pl

Bestand = Literal["boombestanden", "referenties"]


class Kind(Enum):
    """What a column holds, and so its dtype in the frame."""

    TEXT = "text"
    CODE = "code"
    ID = "id"
    COUNT = "count"
    FLAG = "flag"
    DATE = "date"

    @property
    def dtype(self) -> pl.DataType:
        """Dtype of the column in a frame."""
        return _DTYPES[self]


_DTYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.ID: pl.Int64(),
    Kind.COUNT: pl.Int32(),
    Kind.FLAG: pl.Boolean(),
    Kind.DATE: pl.Date(),
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Our name, from the glossary.
        source: Name of the XML element, as the NZa spells it.
        kind: What it holds.
        required: Whether an absent or empty element is a fault.
        item: For a nested item: the @Key that selects it; else None.
        optional_element: The element may be absent from a whole release (it is known
            from other years only).
        form: Regular expression that every code fits to its end, where its width and
            alphabet are known (counted on RZ17a).
    """

    name: str
    source: str
    kind: Kind
    required: bool = True
    item: str | None = None
    optional_element: bool = False
    form: str | None = None

    @property
    def element(self) -> str:
        """The XML element as a reader of the file finds it."""
        if self.item is None:
            return self.source
        return f"{self.source}/{self.source}Item[@Key={self.item}]"


@dataclass(frozen=True)
class Reference:
    """A promise that the values of some columns occur in another table, on any day.

    Attributes:
        columns: The columns that refer; a row where one is null refers to nothing.
        table: Name of the table referred to.
        target: Its columns, in the same order.
    """

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table of a release.

    Attributes:
        name: Our name: Dutch plural, one word.
        container: XML element that holds the rows.
        row: XML element of one row.
        bestand: Which of the two files it stands in.
        columns: Its columns, in frame order.
        key: Columns that identify a row; with ``valid``, on any one day.
        valid: Whether rows carry begindatum and einddatum.
        references: What its columns refer to.
        may_be_empty: Whether a usable release may have no row of it.
    """

    name: str
    container: str
    row: str
    bestand: Bestand
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    valid: bool = False
    references: tuple[Reference, ...] = ()
    may_be_empty: bool = False

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Name and dtype of every column."""
        return {column.name: column.kind.dtype for column in self.columns}


CODE_WIDTHS: dict[str, int] = {
    "specialisme_code": 4,
    "diagnose_code": 4,
    "zorgtype_code": 2,
    "zorgvraag_code": 3,
    "zorgactiviteit_code": 6,
    "zorginstelling_code": 8,
}
"""Widths that codes are zero-filled to before they compare (docs/decisions.md 6)."""

_SPECIALISME = "[0-9]{4}"
_ZORGTYPE = "[0-9]{2}"
_ZORGVRAAG = "[0-9A-Z]{1,3}"
_DIAGNOSE = "[0-9A-Z]{2,4}"
_ZORGACTIVITEIT = "[0-9]{6}"
_GROEP = "0|[0-9]{6}"
_PRODUCT = "[0-9]{9}|[0-9]{6}"
_DECLARATIECODE = "[0-9A-Z]{6}"


def _text(name: str, source: str, *, required: bool = True) -> Column:
    return Column(name, source, Kind.TEXT, required)


def _code(
    name: str, source: str, form: str | None = None, *, required: bool = True
) -> Column:
    return Column(name, source, Kind.CODE, required, form=form)


def _id(name: str, source: str, *, required: bool = True) -> Column:
    return Column(name, source, Kind.ID, required)


def _count(name: str, source: str) -> Column:
    return Column(name, source, Kind.COUNT)


def _unknown_in_rz17a(name: str, source: str) -> Column:
    return Column(name, source, Kind.CODE, required=False, optional_element=True)


def _items(name: str, source: str, kind: Kind, count: int) -> tuple[Column, ...]:
    required = kind is Kind.COUNT
    return tuple(
        Column(f"{name}_{key:02d}", source, kind, required, item=str(key))
        for key in range(1, count + 1)
    )


def _reference(table: str, *columns: str, target: tuple[str, ...] = ()) -> Reference:
    return Reference(columns, table, target or columns)


_VERSIEDATUM = Column("versiedatum", "VersieDatum", Kind.DATE)
_VALID = (
    Column("begindatum", "BeginDatum", Kind.DATE),
    Column("einddatum", "EindDatum", Kind.DATE, required=False),
    _VERSIEDATUM,
)

TABLES: tuple[Table, ...] = (
    Table(
        "beslisregels",
        "BeslisRegels",
        "BeslisRegel",
        "boombestanden",
        (
            _id("beslisregel_id", "BeslisRegelId"),
            _id("attribuutgroep_id", "AttribuutGroepId"),
            _id("beslisregel_waar", "BeslisRegelTrue", required=False),
            _id("beslisregel_onwaar", "BeslisRegelFalse", required=False),
            _code("label_waar", "LabelTrue", _PRODUCT, required=False),
            _code("label_onwaar", "LabelFalse", _PRODUCT, required=False),
            Column("is_aanspraakbeperking", "IndicatieAanspraakbeperking", Kind.FLAG),
            _VERSIEDATUM,
        ),
        key=("beslisregel_id",),
        references=(
            _reference("attribuutgroepen", "attribuutgroep_id"),
            _reference("beslisregels", "beslisregel_waar", target=("beslisregel_id",)),
            _reference(
                "beslisregels", "beslisregel_onwaar", target=("beslisregel_id",)
            ),
        ),
    ),
    Table(
        "attribuutgroepen",
        "AttribuutGroepen",
        "AttribuutGroep",
        "boombestanden",
        (
            _id("attribuutgroep_id", "AttribuutGroepId"),
            _text("attribuutgroep_omschrijving", "AttribuutGroepOmschrijving"),
            _count("aantal_voorwaarden_waar", "AantalVoorwaardenVoorTrue"),
            _VERSIEDATUM,
        ),
        key=("attribuutgroep_id",),
    ),
    Table(
        "attribuutgroepkoppelingen",
        "AttribuutGroepKoppelingen",
        "AttribuutGroepKoppeling",
        "boombestanden",
        (
            _id("attribuutgroepkoppeling_id", "AttribuutGroepKoppelingId"),
            _id("attribuutgroep_id", "AttribuutGroepId"),
            _id("attribuut_id", "AttribuutId"),
            _count("attribuuttoetswijze", "AttribuutToetsWijze"),
            _count("ondertoetswaarde", "OnderToetsWaarde"),
            Column("boventoetswaarde", "BovenToetsWaarde", Kind.COUNT, required=False),
            _VERSIEDATUM,
        ),
        key=("attribuutgroepkoppeling_id",),
        references=(
            _reference("attribuutgroepen", "attribuutgroep_id"),
            _reference("attributen", "attribuut_id"),
        ),
    ),
    Table(
        "attributen",
        "Attributen",
        "Attribuut",
        "boombestanden",
        (
            _id("attribuut_id", "AttribuutId"),
            _text("attribuut_omschrijving", "AttribuutOmschrijving"),
            _count("boomparameter", "BoomParameterNummer"),
            _count("filtertoetswijze", "FilterToetsWijze"),
            _count("filterwaardetype", "FilterWaardeType"),
            _code("onderfilterwaarde", "OnderFilterWaarde"),
            _code("bovenfilterwaarde", "BovenFilterWaarde", required=False),
            _VERSIEDATUM,
        ),
        key=("attribuut_id",),
    ),
    Table(
        "boomparameters",
        "BoomParameters",
        "BoomParameter",
        "boombestanden",
        (
            _count("boomparameter", "BoomParameterNummer"),
            _text("boomparameter_omschrijving", "Omschrijving"),
            _text("tabelnaam", "TabelNaam"),
            _text("veldnaam", "VeldNaam"),
            _text("attribuutwaardebepaling", "AttribuutWaardeBepaling"),
        ),
        key=("boomparameter",),
    ),
    Table(
        "specialismen",
        "Specialismen",
        "Specialisme",
        "referenties",
        (
            _code("specialisme_code", "SpecialismeCode", _SPECIALISME),
            _text("specialisme_omschrijving", "SpecialismeOmschrijving"),
            Column("is_poortspecialisme", "SpecialismeIndicatie", Kind.FLAG),
            _code("specialisme_oid", "SpecialismeOID", required=False),
            *_items("specialisme_cluster", "SpecialismeCluster", Kind.CODE, 2),
            _unknown_in_rz17a("aanspraakbeperking", "IndicatieAanspraakbeperking"),
            *_VALID,
        ),
        key=("specialisme_code",),
        valid=True,
    ),
    Table(
        "zorgproductgroepen",
        "ZorgProductGroepen",
        "ZorgProductGroep",
        "referenties",
        (
            _code("zorgproductgroep_code", "ZorgProductGroepCode", _GROEP),
            _text("zorgproductgroep_omschrijving", "ZorgProductGroepOmschrijving"),
            _id("beslisregel_start", "BeslisRegelStart"),
            *_VALID,
        ),
        key=("zorgproductgroep_code",),
        valid=True,
        references=(
            _reference("beslisregels", "beslisregel_start", target=("beslisregel_id",)),
        ),
    ),
    Table(
        "producten",
        "Producten",
        "Product",
        "referenties",
        (
            # 9 digits: a dbc-zorgproduct; 6 digits: an overig zorgproduct.
            _code("zorgproduct_code", "ProductCode", _PRODUCT),
            _text("zorgproduct_omschrijving", "ProductOmschrijving"),
            _text(
                "zorgproduct_consumentenomschrijving",
                "ConsumentenProductOmschrijving",
                required=False,
            ),
            _code(
                "declaratiecode_verzekerd",
                "DeclaratieCodeVerzekerdeZorg",
                _DECLARATIECODE,
                required=False,
            ),
            _code(
                "declaratiecode_onverzekerd",
                "DeclaratieCodeOnVerzekerdeZorg",
                _DECLARATIECODE,
                required=False,
            ),
            *_VALID,
        ),
        key=("zorgproduct_code",),
        valid=True,
    ),
    Table(
        "zorgtypen",
        "ZorgTypen",
        "ZorgType",
        "referenties",
        (
            _code("specialisme_code", "SpecialismeCode", _SPECIALISME),
            _code("zorgtype_code", "ZorgTypeCode", _ZORGTYPE),
            _text("zorgtype_omschrijving", "ZorgTypeOmschrijving"),
            _code("zorgtype_attribuutcode", "ZorgTypeAttribuutCode", _ZORGTYPE),
            *_items("zorgtype_cluster", "ZorgTypeCluster", Kind.CODE, 2),
            _count("maximale_looptijd", "MaximaleLooptijd"),
            *_VALID,
        ),
        key=("specialisme_code", "zorgtype_code"),
        valid=True,
        references=(_reference("specialismen", "specialisme_code"),),
    ),
    Table(
        "zorgvragen",
        "ZorgVragen",
        "ZorgVraag",
        "referenties",
        (
            _code("specialisme_code", "SpecialismeCode", _SPECIALISME),
            _code("zorgvraag_code", "ZorgVraagCode", _ZORGVRAAG),
            _text("zorgvraag_omschrijving", "ZorgVraagOmschrijving"),
            _code(
                "zorgvraag_attribuutcode",
                "ZorgVraagAttribuutCode",
                f"{_SPECIALISME}[.]{_ZORGVRAAG}",
            ),
            *_items("zorgvraag_cluster", "ZorgVraagCluster", Kind.CODE, 2),
            *_VALID,
        ),
        key=("specialisme_code", "zorgvraag_code"),
        valid=True,
        references=(_reference("specialismen", "specialisme_code"),),
        may_be_empty=True,
    ),
    Table(
        "diagnosen",
        "Diagnosen",
        "Diagnose",
        "referenties",
        (
            _code("specialisme_code", "SpecialismeCode", _SPECIALISME),
            _code("diagnose_code", "DiagnoseCode", _DIAGNOSE),
            _text("diagnose_omschrijving", "DiagnoseOmschrijving"),
            _code(
                "diagnose_attribuutcode",
                "DiagnoseAttribuutCode",
                f"{_SPECIALISME}[.]{_DIAGNOSE}",
            ),
            # In RZ17a not ICD-10 but a numeric DOT code, '0' for Traject. Trees compare
            # the text, so any form is read; another one is told.
            _code("icd_diagnosecode", "ICD10DiagnoseCode", required=False),
            *_items("diagnose_cluster", "DiagnoseCluster", Kind.CODE, 6),
            *_VALID,
        ),
        key=("specialisme_code", "diagnose_code"),
        valid=True,
        references=(_reference("specialismen", "specialisme_code"),),
    ),
    Table(
        "zorgactiviteiten",
        "ZorgActiviteiten",
        "ZorgActiviteit",
        "referenties",
        (
            _code("zorgactiviteit_code", "ZorgActiviteitCode", _ZORGACTIVITEIT),
            _text("zorgactiviteit_omschrijving", "ZorgActiviteitOmschrijving"),
            *_items("zorgactiviteit_cluster", "ZorgActiviteitCluster", Kind.CODE, 10),
            *_items("weegfactor", "ZorgActiviteitWeegFactor", Kind.COUNT, 2),
            _code("tarieftype", "TariefType", "[0-9]{2}", required=False),
            _count("zorgprofielklasse", "Zorgprofielklassecode"),
            _code("op_nota", "OpNota", required=False),
            _code("wbmv_code", "WBMVCode", "[0-9]{4}", required=False),
            _code("aanspraak_code", "AanspraakCode", "[0-9]{4}", required=False),
            _unknown_in_rz17a("innovatie_code", "InnovatieCode"),
            *_VALID,
        ),
        key=("zorgactiviteit_code",),
        valid=True,
    ),
    Table(
        "behandelklassen",
        "BehandelKlassen",
        "BehandelKlasse",
        "referenties",
        (
            _code("zorgproductgroep_code", "ZorgProductGroepCode", _GROEP),
            _code("zorgactiviteit_code", "ZorgActiviteitCode", _ZORGACTIVITEIT),
            _code("behandelklasse_code", "BehandelKlasseCode"),
            _text("behandelklasse_omschrijving", "BehandelKlasseOmschrijving"),
            *_VALID,
        ),
        key=("zorgproductgroep_code", "zorgactiviteit_code", "behandelklasse_code"),
        valid=True,
        references=(
            _reference("zorgproductgroepen", "zorgproductgroep_code"),
            _reference("zorgactiviteiten", "zorgactiviteit_code"),
        ),
        may_be_empty=True,
    ),
    Table(
        "afsluitredenen",
        "AfsluitRedenen",
        "AfsluitReden",
        "referenties",
        (
            _code("afsluitreden_code", "AfsluitRedenCode", "[0-9]{2}"),
            _text("afsluitreden_omschrijving", "AfsluitRedenOmschrijving"),
            *_VALID,
        ),
        key=("afsluitreden_code",),
        valid=True,
    ),
    Table(
        "geslachten",
        "Geslachten",
        "Geslacht",
        "referenties",
        (
            _code("geslacht_nen_code", "GeslachtCodeNEN"),
            _code("geslacht_hl7_code", "GeslachtCodeHL7"),
            _text("geslacht_omschrijving", "GeslachtOmschrijving"),
            *_VALID,
        ),
        key=("geslacht_nen_code",),
        valid=True,
    ),
    Table(
        "vertaalzorgactiviteiten",
        "VertaalZorgActiviteiten",
        "VertaalZorgActiviteit",
        "referenties",
        (
            _code("zorgactiviteit_code", "ZorgActiviteitCode", _ZORGACTIVITEIT),
            _text("zorgactiviteit_omschrijving", "ZorgActiviteitOmschrijving"),
            _code("zorgactiviteit_code_oud", "ZorgActiviteitCodeOud", _ZORGACTIVITEIT),
            _text("zorgactiviteit_omschrijving_oud", "ZorgActiviteitOmschrijvingOud"),
            *_VALID,
        ),
        key=("zorgactiviteit_code",),
        valid=True,
        references=(
            _reference("zorgactiviteiten", "zorgactiviteit_code"),
            _reference(
                "zorgactiviteiten",
                "zorgactiviteit_code_oud",
                target=("zorgactiviteit_code",),
            ),
        ),
        may_be_empty=True,
    ),
    Table(
        "zorginstellingen",
        "ZorgInstellingen",
        "ZorgInstelling",
        "referenties",
        (
            _code("zorginstelling_code", "ZorgInstellingsCode", "[0-9]{8}"),
            _code("zorginstelling_ura_code", "ZorgInstellingsCodeURA", required=False),
            _text("zorginstelling_omschrijving", "ZorgInstellingsOmschrijving"),
            _code("zorginstelling_quota", "ZorgInstellingsQuota", required=False),
            *_items("zorginstelling_cluster", "ZorgInstellingsCluster", Kind.CODE, 2),
            *_VALID,
        ),
        key=("zorginstelling_code",),
        valid=True,
        may_be_empty=True,
    ),
    Table(
        "limitatiemachtigingen",
        "LimitatieMachtigingen",
        "LimitatieMachtiging",
        "referenties",
        (
            _code("specialisme_code", "SpecialismeCode", _SPECIALISME),
            _code("diagnose_code", "DiagnoseCode", _DIAGNOSE),
            _text("diagnose_omschrijving", "DiagnoseOmschrijving"),
            _code("zorgactiviteit_code", "ZorgActiviteitCode", _ZORGACTIVITEIT),
            _text("zorgactiviteit_omschrijving", "ZorgActiviteitOmschrijving"),
            *_VALID,
        ),
        key=("specialisme_code", "diagnose_code", "zorgactiviteit_code"),
        valid=True,
        references=(
            _reference("diagnosen", "specialisme_code", "diagnose_code"),
            _reference("zorgactiviteiten", "zorgactiviteit_code"),
        ),
        may_be_empty=True,
    ),
)
"""All 18 tables: 5 of the boombestanden, 13 of the referenties."""

TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
