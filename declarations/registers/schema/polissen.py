"""Tables about what an insurer agreed with its insured and bought for them."""

import dataframely as dy

from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

POLISVORM = ["NATURA", "RESTITUTIE", "COMBINATIE"]
"""Forms of a policy."""

INKOOPSOORT = ["SELECTIEF", "MINIMUMNORM", "VVT", "BUDGETPOLIS", "INSTAPVOORWAARDE"]
"""Kinds of purchase that name providers."""


class Polisvoorwaarde(dy.Schema):
    """What a policy pays of care at a provider without a contract (Zvw art. 13)."""

    uzovi = tarief.uzovi()
    polis = tarief.label("polis", nullable=True)
    vorm = dy.Enum(POLISVORM, nullable=False)
    percentage_bp = dy.Int64(nullable=True, min=0, max=10_000)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Marktconform(dy.Schema):
    """The price that is usual in the market, as the insurer holds it (Bzv art. 2.2)."""

    uzovi = tarief.uzovi()
    declaratiecode = tarief.prestatiecode(bron=("prestatiecode",))
    prijs_cent = dy.Int64(nullable=False, min=0)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Aanvullend(dy.Schema):
    """What a supplementary insurance pays, which never is care of the Zvw."""

    uzovi = tarief.uzovi()
    polis = tarief.label("polis", nullable=True)
    soort = columns.code()
    bedrag_cent = dy.Int64(nullable=True, min=0)
    per = columns.code(nullable=True)
    maximum_cent = dy.Int64(nullable=True, min=0)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Inkoop(dy.Schema):
    """A provider that an insurer chose for a treatment."""

    uzovi = tarief.uzovi()
    behandeling = columns.code()
    zorginstelling_code = tarief.zorginstelling()
    soort = dy.Enum(INKOOPSOORT, nullable=False)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Preferentie(dy.Schema):
    """A medicine that an insurer prefers."""

    uzovi = tarief.uzovi()
    code = tarief.prestatiecode()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Bilateraal(dy.Schema):
    """A code that an insurer takes by agreement, on list 990 (ZH308 0409)."""

    uzovi = tarief.uzovi()
    prestatiecodelijst = dy.String(
        nullable=False, regex=r"^[0-9]{3}$", metadata={"breedte": (3,)}
    )
    declaratiecode = tarief.prestatiecode(bron=("prestatiecode",))
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum
