"""All tables together: which there are, under which names, and one set of them."""

from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

import dataframely as dy
import polars as pl

from tabellen.calltypes import checks_fields
from tabellen.getoond import Getoond
from tariffs.schema.contracts import (
    Contract,
    ContractPrijs,
    ContractScope,
    ContractStaffel,
    MaxmaxAfspraak,
    MaxmaxReikwijdte,
    OdvPrijs,
    Omzetafspraak,
    OmzetafspraakScope,
    Prijsregel,
    Standaardopslag,
    Standaardprijs,
    Standaardprijslijst,
    UzoviConcern,
    Zorgaanbieder,
)
from tariffs.schema.national import (
    AddonTarief,
    OzpRegel,
    Prestatie,
    Tarief,
    TariefRelease,
    WerkelijkeKosten,
    ZorgproductDeclaratiecode,
)
from tariffs.schema.registers import (
    Experiment,
    ExperimentPartij,
    ExperimentVervangt,
    FpRegister,
    FpUitsluiting,
    PrestatieOvereenkomst,
)

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
"""A frame, eager or lazy: what a public function gives is as what it took."""


@dataclass(frozen=True)
class Tabel:
    """One table of the tariff layer.

    Attributes:
        naam: Its name, which is the name of its file and of its field below.
        schema: What may stand in it.
        sleutel: Natural key: at most one row per key and day (per key if no period).
        uniek_bij_laden: Rows that overlap are all refused at load. Where this is False
            they stay, and the decision refuses the lines by name (F2, F3).
        is_ranked: Rows rank by their selector: equal rows are one, and two of one rang
            that say otherwise refuse the file.
        is_een_bij_gelijk: Equal rows are one, though rows do not rank.
    """

    naam: str
    schema: type[dy.Schema]
    sleutel: tuple[str, ...]
    uniek_bij_laden: bool = True
    is_ranked: bool = False
    is_een_bij_gelijk: bool = False

    @property
    def heeft_periode(self) -> bool:
        """Whether rows carry begindatum and einddatum."""
        kolommen = self.schema.column_names()
        return "begindatum" in kolommen and "einddatum" in kolommen


_CODE = ("prestatiecode", "prestatiecodelijst")
_PAAR = ("zorginstelling_code", "concern_id")
_VERSIE = ("contract_id", "versie")

TABELLEN: tuple[Tabel, ...] = (
    Tabel("tarief_release", TariefRelease, ("release_id",)),
    Tabel("prestatie", Prestatie, ("release_id", *_CODE)),
    Tabel(
        "zorgproduct_declaratiecode",
        ZorgproductDeclaratiecode,
        ("release_id", "zorgproduct_code", "verzekerd"),
    ),
    Tabel(
        "tarief",
        Tarief,
        (
            "release_id",
            *_CODE,
            "specialisme_poort_code",
            "specialisme_uitvoerder_code",
            "component",
            "soort_honorarium",
        ),
        uniek_bij_laden=False,
    ),
    Tabel("addon_tarief", AddonTarief, ("release_id", "zi_nummer")),
    Tabel("ozp_regel", OzpRegel, ("release_id", "regel_id")),
    Tabel("werkelijke_kosten", WerkelijkeKosten, _CODE),
    Tabel("uzovi_concern", UzoviConcern, ("uzovi", "polis", "regio")),
    Tabel("zorgaanbieder", Zorgaanbieder, ("zorginstelling_code",)),
    Tabel("contract", Contract, _VERSIE),
    Tabel("contract_scope", ContractScope, (*_VERSIE, "selector"), is_ranked=True),
    Tabel(
        "contract_prijs",
        ContractPrijs,
        (*_VERSIE, "prestatiecode", "component", "specialisme_uitvoerder_code"),
        uniek_bij_laden=False,
    ),
    Tabel(
        "contract_staffel",
        ContractStaffel,
        (*_VERSIE, "selector", "vanaf_aantal"),
        is_ranked=True,
    ),
    Tabel("prijsregel", Prijsregel, ("prijsregel_id",), is_ranked=True),
    Tabel(
        "standaardprijs",
        Standaardprijs,
        ("concern_id", "zorgproduct_code", "prestatiecode", "jaar"),
    ),
    Tabel("standaardopslag", Standaardopslag, (*_PAAR, "jaar", "zorgcategorie")),
    Tabel("maxmax_afspraak", MaxmaxAfspraak, ("afspraak_id",)),
    Tabel(
        "maxmax_reikwijdte",
        MaxmaxReikwijdte,
        ("afspraak_id", "selector"),
        is_ranked=True,
    ),
    Tabel(
        "standaardprijslijst",
        Standaardprijslijst,
        ("zorginstelling_code", "prestatiecode", "component"),
    ),
    Tabel(
        "odv_prijs",
        OdvPrijs,
        ("zorginstelling_code", "opdrachtgever_code", "prestatiecode"),
    ),
    Tabel("omzetafspraak", Omzetafspraak, ("afspraak_id",)),
    Tabel(
        "omzetafspraak_scope",
        OmzetafspraakScope,
        ("afspraak_id", "selector"),
        is_ranked=True,
    ),
    Tabel("fp_register", FpRegister, ("release_id", "prestatiecode")),
    Tabel("fp_uitsluiting", FpUitsluiting, ("prestatiecode", "selector", "reikwijdte")),
    Tabel("experiment", Experiment, ("release_id", "experiment_id")),
    Tabel(
        "experiment_partij",
        ExperimentPartij,
        ("experiment_id", "partij", "partij_code"),
    ),
    Tabel("experiment_vervangt", ExperimentVervangt, ("experiment_id", "selector")),
    Tabel("prestatie_overeenkomst", PrestatieOvereenkomst, ("overeenkomst_id",)),
)
"""All tables that ``Tarieventabellen`` holds, in the order of docs/data.md."""

TABEL_VAN: dict[str, Tabel] = {tabel.naam: tabel for tabel in TABELLEN}


@checks_fields
@dataclass(frozen=True, repr=False)
class Tarieventabellen(Getoond):
    """Everything a price depends on, loaded: one frame per table of docs/data.md.

    A table that was not given is an empty frame of its schema, never None. Several
    releases may stand in it; ``tariffs.lookup.known_on.known_on`` gives the tables as
    known on a day, in which no two releases speak about the same code and day.
    """

    MADE_BY: ClassVar = "read_tabellen"

    tarief_release: pl.DataFrame = field(default_factory=TariefRelease.create_empty)
    prestatie: pl.DataFrame = field(default_factory=Prestatie.create_empty)
    zorgproduct_declaratiecode: pl.DataFrame = field(
        default_factory=ZorgproductDeclaratiecode.create_empty
    )
    tarief: pl.DataFrame = field(default_factory=Tarief.create_empty)
    addon_tarief: pl.DataFrame = field(default_factory=AddonTarief.create_empty)
    ozp_regel: pl.DataFrame = field(default_factory=OzpRegel.create_empty)
    werkelijke_kosten: pl.DataFrame = field(
        default_factory=WerkelijkeKosten.create_empty
    )
    uzovi_concern: pl.DataFrame = field(default_factory=UzoviConcern.create_empty)
    zorgaanbieder: pl.DataFrame = field(default_factory=Zorgaanbieder.create_empty)
    contract: pl.DataFrame = field(default_factory=Contract.create_empty)
    contract_scope: pl.DataFrame = field(default_factory=ContractScope.create_empty)
    contract_prijs: pl.DataFrame = field(default_factory=ContractPrijs.create_empty)
    contract_staffel: pl.DataFrame = field(default_factory=ContractStaffel.create_empty)
    prijsregel: pl.DataFrame = field(default_factory=Prijsregel.create_empty)
    standaardprijs: pl.DataFrame = field(default_factory=Standaardprijs.create_empty)
    standaardopslag: pl.DataFrame = field(default_factory=Standaardopslag.create_empty)
    maxmax_afspraak: pl.DataFrame = field(default_factory=MaxmaxAfspraak.create_empty)
    maxmax_reikwijdte: pl.DataFrame = field(
        default_factory=MaxmaxReikwijdte.create_empty
    )
    standaardprijslijst: pl.DataFrame = field(
        default_factory=Standaardprijslijst.create_empty
    )
    odv_prijs: pl.DataFrame = field(default_factory=OdvPrijs.create_empty)
    omzetafspraak: pl.DataFrame = field(default_factory=Omzetafspraak.create_empty)
    omzetafspraak_scope: pl.DataFrame = field(
        default_factory=OmzetafspraakScope.create_empty
    )
    fp_register: pl.DataFrame = field(default_factory=FpRegister.create_empty)
    fp_uitsluiting: pl.DataFrame = field(default_factory=FpUitsluiting.create_empty)
    experiment: pl.DataFrame = field(default_factory=Experiment.create_empty)
    experiment_partij: pl.DataFrame = field(
        default_factory=ExperimentPartij.create_empty
    )
    experiment_vervangt: pl.DataFrame = field(
        default_factory=ExperimentVervangt.create_empty
    )
    prestatie_overeenkomst: pl.DataFrame = field(
        default_factory=PrestatieOvereenkomst.create_empty
    )
