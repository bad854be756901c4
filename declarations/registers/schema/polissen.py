"""Tables about what an insurer agreed with its insured and bought for them."""

import dataframely as dy

from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

POLISVORM = ["NATURA", "RESTITUTIE", "COMBINATIE"]
"""Forms of a policy."""

INKOOPSOORT = ["SELECTIEF", "MINIMUMNORM", "VVT", "BUDGETPOLIS", "INSTAPVOORWAARDE"]
"""Kinds of purchase that name providers."""

BELEIDSOORT = [*INKOOPSOORT, "KWALITEITSVOORWAARDE", "DOELSTELLING"]
"""Kinds of a row of a purchasing policy; what is a goal binds nobody."""

VERGUNNINGSOORT = ["WTZI", "WTZA", "SOLIST"]
"""What lets a provider give care: toelating, vergunning, a beschikking of its own."""


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
    bedrag_cent = dy.Int64(nullable=True, min=0, max=10**12)
    per = columns.code(nullable=True)
    maximum_cent = dy.Int64(nullable=True, min=0, max=10**12)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Inkoop(dy.Schema):
    """A provider that an insurer chose for a treatment; without polis for every policy.

    Which codes a treatment has is the codeverzameling of its name.
    """

    uzovi = tarief.uzovi()
    polis = tarief.label("polis", nullable=True)
    behandeling = columns.code()
    zorginstelling_code = tarief.zorginstelling()
    soort = dy.Enum(INKOOPSOORT, nullable=False)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Inkoopbeleid(dy.Schema):
    """A treatment that is bought from some only, or a norm of who is bought from.

    Without ``behandeling`` it is about the institution as a whole, without ``uzovi`` it
    is of no insurer in particular. ``grond`` names the norm.
    """

    uzovi = columns.uzovi()
    behandeling = columns.code(nullable=True)
    soort = dy.Enum(BELEIDSOORT, nullable=False)
    grond = tarief.vrije_tekst(nullable=True)
    omschrijving = tarief.vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Polisuitsluiting(dy.Schema):
    """A treatment that a policy does not cover (Zvw art. 11 lid 5)."""

    uzovi = tarief.uzovi()
    polis = tarief.label("polis", nullable=True)
    behandeling = columns.code()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Vergunning(dy.Schema):
    """What lets a provider give medical specialist care, and when it held."""

    agb = columns.agb()
    soort = dy.Enum(VERGUNNINGSOORT, nullable=False)
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
