"""Which tables do checks ask, and what may stand in their columns?

Each table is declared once. Both ends of a period are inclusive; an empty begindatum
means always, where it may be empty, and an empty einddatum that it goes on. Amounts are
``_cent``. Names and forms of columns follow those of the tables of the tariff layer.

Dutch terms: verzekerde (insured person), machtiging (prior permission), opname
(admission), polis (policy), dekking (what a register covers).
"""

from declarations.registers.schema.bijlagen import (
    CHECKGEVOLG,
    HISTORIESTATUS,
    PARAMETERBEDRAGEN,
    PARAMETERWOORDEN,
    AanvullendePosten,
    Checks,
    Historie,
    Parameters,
    Posten,
    Verzekerden,
    Vrijgaven,
    Zorgprofiel,
)
from declarations.registers.schema.tables import REGISTER_VAN, REGISTERTABELLEN

__all__ = [
    "CHECKGEVOLG",
    "HISTORIESTATUS",
    "PARAMETERBEDRAGEN",
    "PARAMETERWOORDEN",
    "REGISTERTABELLEN",
    "REGISTER_VAN",
    "AanvullendePosten",
    "Checks",
    "Historie",
    "Parameters",
    "Posten",
    "Verzekerden",
    "Vrijgaven",
    "Zorgprofiel",
]
