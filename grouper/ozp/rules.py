"""The rules that make a registered activity billable by itself: one table.

By tarieftype, zorgtype of the subtraject and who asked. What depends on other lines of
the subtraject is applied by ``derive``; what depends on other subtrajecten of the
patient, on the provider or on a contract belongs to the tariff layer.

Source, unless a rule says otherwise: Regeling medisch-specialistische zorg 2016
(NR/CU-263), by article. Rules without a source are marked UNSOURCED.
"""

from dataclasses import dataclass

import numpy as np

from grouper.compiled.arrays import U8
from grouper.frames.ozp_reasons import AANVRAGERS, ONBEKEND, REDEN_NUMMER, TARIEFTYPEN
from productstructure.errors import CallError

ZORGTYPEN = ("DBC", "41", "51", "52")
"""Zorgtypen that the rules tell apart; DBC are 11, 13, 21 and all that a tree takes."""

VRAGERS = (ONBEKEND, *AANVRAGERS)
"""Values of aanvrager_soort by number; 0 is not given."""

ELD = ("10", "11", "20")
MET_VERZOEK = ("EERSTELIJN", "BUITEN_DBC")


@dataclass(frozen=True)
class Regel:
    """One rule; the first that fits a row holds.

    Attributes:
        tarieftypen: For which tarieftypen.
        zorgtypen: For which zorgtypen, as in ``ZORGTYPEN``; empty for all.
        reden: Code of the reason it gives.
        bron: Where it is written.
        vragers: For which values of aanvrager_soort; empty for all.
        alleen_bij: Setting of ``OzpRegels`` that must be on for this rule to hold.
    """

    tarieftypen: tuple[str, ...]
    zorgtypen: tuple[str, ...]
    reden: str
    bron: str
    vragers: tuple[str, ...] = ()
    alleen_bij: str | None = None


REGELS: tuple[Regel, ...] = (
    # Supplementary products.
    Regel(("12",), (), "NAAST_DBC", "art. 25.3a, 33a.1"),
    Regel(("15",), ("51",), "IC_BIJ_HOOFDTRAJECT", "art. 11.2, 25.1a-b, 33a.1-3"),
    Regel(("15",), ("52",), "IC_ZONDER_HOOFDTRAJECT", "art. 11.3, 25.1a, 33a.6"),
    Regel(
        ("15",),
        ("DBC",),
        "NAAST_DBC",
        "art. 33a.1, against art. 25.1b",
        alleen_bij="addon_ic_in_dbc",
    ),
    Regel(("15",), ("DBC", "41"), "IC_BUITEN_IC_SUBTRAJECT", "art. 25.1b"),
    Regel(("16",), ("DBC", "51"), "NAAST_DBC", "art. 25.2, 33a.1"),
    # An add-on goes with a zorgtraject, and a ZT52 has one of its own.
    Regel(("16",), ("52",), "NAAST_DBC", "art. 25.2; UNSOURCED for ZT52"),
    Regel(("16",), ("41",), "ADDON_ZONDER_DBC", "art. 3a; UNSOURCED for ZT41"),
    Regel(("17",), (), "NAAST_DBC", "art. 25.4, 33a.1"),
    # Overige verrichtingen are never part of a profile.
    Regel(("13",), (), "OVERIGE_VERRICHTING", "art. 9.2, 33d.1"),
    # Diagnostics and paramedic care in the profile of a dbc-zorgproduct.
    Regel(
        (*ELD, "25"),
        ("DBC",),
        "OP_VERZOEK",
        "art. 33.3; UNSOURCED for an activity that is linked to a dbc (art. 23.4)",
        vragers=MET_VERZOEK,
        alleen_bij="verzoek_gaat_voor_profiel",
    ),
    Regel((*ELD, "25"), ("DBC",), "IN_DBC_PROFIEL", "art. 23.4, 33.3"),
    # Support is merged into the profile of the main subtraject.
    Regel((*ELD, "25"), ("51",), "ONDERSTEUNING_HOOFDTRAJECT", "art. 13, 14"),
    # ZT41 is opened on request; only another answer takes that back.
    Regel(ELD, ("41",), "OP_VERZOEK", "art. 9.1, 33.3", vragers=MET_VERZOEK),
    Regel(
        ELD,
        ("41",),
        "GEEN_VERZOEK_NODIG",
        "art. 33b.6-8",
        vragers=("GEEN_VERZOEK_NODIG",),
    ),
    Regel(ELD, ("41",), "ZORGTYPE_41", "art. 9.1", vragers=(ONBEKEND,)),
    Regel(ELD, ("41",), "GEEN_VERZOEK", "art. 33.3", vragers=("ANDERS",)),
    Regel(("25",), ("41",), "PARAMEDISCH_BUITEN_DBC", "art. 27.1, 33.3"),
    # A ZT52 has no dbc-zorgproduct; diagnostics there still need a request.
    Regel(("11",), ("52",), "ALLEEN_ZORGTYPE_41", "art. 9.1"),
    Regel(("10", "20", "25"), ("52",), "OP_VERZOEK", "art. 33.3", vragers=MET_VERZOEK),
    Regel(
        ("10", "20", "25"),
        ("52",),
        "GEEN_VERZOEK_NODIG",
        "art. 27.1, 33b.6-8",
        vragers=("GEEN_VERZOEK_NODIG",),
    ),
    Regel(("10", "20", "25"), ("52",), "GEEN_VERZOEK", "art. 33.3; UNSOURCED for 25"),
    # Preassessment belongs to the profile of the surgeon.
    Regel(("30",), ("DBC",), "IN_DBC_PROFIEL", "art. 24 lid 38"),
    Regel(("30",), ("51",), "ONDERSTEUNING_HOOFDTRAJECT", "art. 13"),
    Regel(("30",), ("41",), "ZORGTYPE_41", "UNSOURCED"),
    Regel(("30",), ("52",), "GEEN_VERZOEK", "UNSOURCED"),
)
"""All rules; every tarieftype, zorgtype and aanvrager_soort meets one."""

TOESLAGEN: dict[str, tuple[str, ...]] = {
    # Dialysis on the IC, beside a day of treatment there (art. 25.1d, 33a.4).
    "190156": ("190153", "190154", "190155"),
    # ECMO, of a patient on the neonatal or paediatric IC (art. 25.1d, 33a.8).
    "039611": ("190150", "190151"),
}
"""Supplements, each with the days on the IC one of which must stand on its day."""

FYSIOTHERAPIE: tuple[str, ...] = tuple(
    f"{code:06d}"
    for first, last in (
        *((193001, 193010), (193015, 193020), (193025, 193030)),
        *((193081, 193081), (193087, 193088)),
    )
    for code in range(first, last + 1)
)
"""Activities of fysiotherapie (art. 27 lid 2d)."""

REVALIDATIE = ("0327", "8418")
"""Specialismen whose fysiotherapie is part of the dbc (art. 33.4): revalidatie, and the
specialist ouderengeneeskunde for geriatrische revalidatiezorg."""


@dataclass(frozen=True)
class OzpRegels:
    """What decides on overige zorgproducten where the sources leave room.

    Attributes:
        verzoek_gaat_voor_profiel: Bill diagnostics and paramedic care that stand in the
            profile of a dbc, but were asked by the eerstelijn, by themselves, unless
            done on the day of opening (art. 9.2). Off: what is in a profile is paid by
            the dbc-zorgproduct.
        addon_ic_in_dbc: Bill an add-on IC that is registered in the subtraject of a
            dbc. Off: it needs a subtraject of its own (art. 25.1b).
        hoofdtraject_overlapt: Take only a subtraject as main one of a ZT51 whose period
            meets that of the ZT51. Off: any of the same zorgtraject or verzekerde.
        fysiotherapie: Activities that may be billed beside a dbc when poliklinisch
            (art. 33.4); empty for none.

    Raises:
        CallError: A code of fysiotherapie has not 6 digits.
    """

    verzoek_gaat_voor_profiel: bool = False
    addon_ic_in_dbc: bool = False
    hoofdtraject_overlapt: bool = True
    fysiotherapie: tuple[str, ...] = FYSIOTHERAPIE

    def __post_init__(self) -> None:
        for code in self.fysiotherapie:
            if not (len(code) == 6 and code.isascii() and code.isdigit()):
                raise CallError(
                    f"ozp setting fysiotherapie: {code!r} found; use codes of 6 digits."
                )

    def redenen(self) -> U8:
        """Number of the reason by tarieftype, zorgtype and vrager.

        Tarieftypen as in ``TARIEFTYPEN`` with one more at the end for all others.
        """
        shape = (len(TARIEFTYPEN) + 1, len(ZORGTYPEN), len(VRAGERS))
        table = np.full(shape, REDEN_NUMMER["TARIEFTYPE_ONBEKEND"], np.uint8)
        numbers = {tarieftype.code: n for n, tarieftype in enumerate(TARIEFTYPEN)}
        # The first rule that fits holds, so it is written last.
        for regel in reversed(REGELS):
            if regel.alleen_bij is not None and not getattr(self, regel.alleen_bij):
                continue
            at = np.ix_(
                [numbers[code] for code in regel.tarieftypen],
                [ZORGTYPEN.index(code) for code in regel.zorgtypen or ZORGTYPEN],
                [VRAGERS.index(soort) for soort in regel.vragers or VRAGERS],
            )
            table[at] = REDEN_NUMMER[regel.reden]
        return table
