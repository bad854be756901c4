"""Which tables are there, and what may stand in them? Each is declared once.

It says what each column is called and what may stand in it. It reads nothing and
decides nothing. Readers, checks, the decision and the docs follow it.

Conventions: ``_cent`` eurocents, ``_e6`` micro-euro, ``_m`` thousandths, ``_bp``
1/100 % (10000 is 100 %), all Int64, so that no product of two columns wraps at 32
bits. Both ends of a period are inclusive; an empty einddatum is open. The ``bron``
metadata of a column lists the other names it has in files (docs/data.md),
``soort`` what its text is where case or blanks in it do not matter: ``code`` (of a
national table, in capitals), ``label`` with the name of what it labels, ``tekst`` (for
people; it is kept as it is). Tables whose rows rank by their selector have no primary
key: equal rows are one and others tie (ties.py).

Source: docs/decisions.md 21 and 22; fields as the NZa and Vektis name them.

Dutch terms: prestatie (what may be billed), contract (agreement of a provider and an
insurer), passant (patient whose insurer has no contract), peildatum (day that decides).
"""

from tariffs.schema.columns import (
    MAX_PRIJS_E6,
    PRESTATIECODE,
    SELECTOR_VOLGORDE,
)
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
from tariffs.schema.enums import (
    AANSPRAAK,
    AANVRAGER_SOORT,
    BTW_BEHANDELING,
    COMPONENT,
    DC,
    EENHEID,
    FASE,
    GRONDSLAG,
    KLASSE,
    ONTVANGER,
    PEILDATUM_GROND,
    PRESTATIECODELIJST,
    SCHAAL,
    SOORT_PRESTATIE,
    STATUS,
    TARIEFSOORT,
    VERGUNNING,
)
from tariffs.schema.lines import Declaratieregels, Prijsbesluiten, Verzekeringen
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
from tariffs.schema.tables import TABEL_VAN, TABELLEN, Frame, Tabel, Tarieventabellen

__all__ = [
    "AANSPRAAK",
    "AANVRAGER_SOORT",
    "BTW_BEHANDELING",
    "COMPONENT",
    "DC",
    "EENHEID",
    "FASE",
    "GRONDSLAG",
    "KLASSE",
    "MAX_PRIJS_E6",
    "ONTVANGER",
    "PEILDATUM_GROND",
    "PRESTATIECODE",
    "PRESTATIECODELIJST",
    "SCHAAL",
    "SELECTOR_VOLGORDE",
    "SOORT_PRESTATIE",
    "STATUS",
    "TABELLEN",
    "TABEL_VAN",
    "TARIEFSOORT",
    "VERGUNNING",
    "AddonTarief",
    "Contract",
    "ContractPrijs",
    "ContractScope",
    "ContractStaffel",
    "Declaratieregels",
    "Experiment",
    "ExperimentPartij",
    "ExperimentVervangt",
    "FpRegister",
    "FpUitsluiting",
    "Frame",
    "MaxmaxAfspraak",
    "MaxmaxReikwijdte",
    "OdvPrijs",
    "Omzetafspraak",
    "OmzetafspraakScope",
    "OzpRegel",
    "Prestatie",
    "PrestatieOvereenkomst",
    "Prijsbesluiten",
    "Prijsregel",
    "Standaardopslag",
    "Standaardprijs",
    "Standaardprijslijst",
    "Tabel",
    "Tarief",
    "TariefRelease",
    "Tarieventabellen",
    "UzoviConcern",
    "Verzekeringen",
    "WerkelijkeKosten",
    "Zorgaanbieder",
    "ZorgproductDeclaratiecode",
]
