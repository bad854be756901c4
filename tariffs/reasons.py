"""The reasons of the decision table: one bit each, one Dutch text each.

It names reasons and turns masks into them; it tests nothing. The members stand in the
order of the table (docs/decisions.md 23): nummer is its first column, the letter is the
phase. Retourcodes live in declarations/, not here.

A line carries two masks, both UInt64. ``signalen`` has a bit for each signal.
``mask`` has the refusals: the first phase that refuses ends a line, so its upper bits
say which stage that is and the others which refusals of that stage; 56 fit in each.
Phases G and H share a stage, for a line that was capped in G is still tested in H.

Dutch terms: klasse H hard legal (Wmg, no contract can waive it), C contract, D data or
reference, S signal (says something, refuses nothing).
"""

from collections.abc import Iterable
from enum import Enum
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np
import polars as pl

from tabellen.bevinding import Bevinding
from tariffs.schema import KLASSE


class _Rij(NamedTuple):
    nummer: str
    klasse: str
    artikel: str
    tekst: str
    parameters: tuple[str, ...] = ()


_MAXMAX = "Beleidsregel prestaties en tarieven msz art. 13"
_NR = "Regeling msz NR/CU-263"
_BOVEN = ("eenheidsprijs_e6", "nza_maximum_e6", "toegestaan_maximum_e6")
_REGEL = ("ozp_regel_id", "andere_regel_id")


class Reden(Enum):
    """A refusal: its name is the code, its value the row of the decision table."""

    # A. Input.
    PRESTATIECODELIJST_ONJUIST = _Rij(
        "A1",
        "D",
        "Vektis prestatiecodelijst (ZH308 0409)",
        "De prestatiecodelijst is onbekend of hoort niet bij deze prestatie.",
        ("prestatiecodelijst",),
    )
    PRESTATIECODE_ONBEKEND = _Rij(
        "A2",
        "D",
        "Tarieventabel en registers",
        "De prestatiecode komt in geen enkele release voor.",
        ("prestatiecode",),
    )
    PRESTATIEDATUM_ONJUIST = _Rij(
        "A3",
        "D",
        _NR + " art. 32 en 33",
        "De begindatum ontbreekt, ligt na de einddatum of in de toekomst.",
        ("peildatum", "berekend_op"),
    )
    AANTAL_ONJUIST = _Rij(
        "A4",
        "D",
        _NR + " art. 33",
        "Het aantal ontbreekt, is niet positief, niet deelbaar of te groot.",
        ("aantal_m", "aantal_teller", "aantal_noemer"),
    )
    DEBETCREDIT_ONJUIST = _Rij(
        "A5",
        "D",
        "Vektis ZH308 (retourcode 8064)",
        "Debet en credit verschillen, of een bedrag is negatief of onmogelijk groot.",
        ("dc",),
    )
    ZORGAANBIEDER_ONBEKEND = _Rij(
        "A6",
        "D",
        "AGB-register",
        "De zorgaanbieder is onbekend of niet geldig op de peildatum.",
        ("zorginstelling_code", "peildatum"),
    )
    VERZEKERAAR_ONBEKEND = _Rij(
        "A7",
        "D",
        "UZOVI-register",
        "De verzekeraar is onbekend of niet geldig op de peildatum.",
        ("uzovi", "peildatum"),
    )
    RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST = _Rij(
        "A8",
        "D",
        "Zorgproducten Tabel; " + _NR + " art. 17.1e",
        "Zorgproduct, declaratiecode en aanspraak horen niet bij elkaar.",
        ("zorgproduct_code", "prestatiecode", "peildatum"),
    )
    WAARDE_BUITEN_LIJST = _Rij(
        "A9",
        "D",
        "Vektis ZH308, gesloten codelijsten",
        "Een veld met een gesloten lijst heeft een waarde die daar niet op staat.",
    )
    EINDDATUM_NA_VERWERKINGSDATUM = _Rij(
        "A10",
        "S",
        _NR + " art. 33 en 34",
        "De einddatum ligt na de verwerkingsdatum; is de zorg wel afgesloten?",
        ("berekend_op",),
    )
    EINDDATUM_ONTBREEKT = _Rij(
        "A11",
        "S",
        _NR + " art. 33 en 34",
        "De einddatum van het dbc-zorgproduct ontbreekt; is het wel afgesloten?",
    )
    # J. Credits.
    CREDIT_ZONDER_DEBET = _Rij(
        "J1",
        "D",
        "Vektis retourcode 8017",
        "Bij deze creditregel is geen toegekende debetregel bekend.",
        ("ref_voorgaande",),
    )
    CREDIT_REEDS_VERWERKT = _Rij(
        "J1",
        "D",
        "Vektis retourcode 8084",
        "De debetregel is al eerder gecrediteerd.",
        ("ref_voorgaande",),
    )
    DEBET_EN_CREDIT_IN_ZELFDE_BESTAND = _Rij(
        "J1",
        "D",
        "Vektis retourcode 8062",
        "Debet en identieke credit staan in hetzelfde bestand.",
        ("ref_voorgaande", "bestand_id"),
    )
    CREDITBEDRAG_WIJKT_AF = _Rij(
        "J1",
        "D",
        "Vektis retourcode 0611",
        "Het creditbedrag is niet het bedrag van de debetregel.",
        ("ref_voorgaande", "berekend_cent"),
    )
    # B. Is there a prestatie on the peildatum?
    GEEN_PRESTATIEBESCHRIJVING = _Rij(
        "B1",
        "H",
        "Wmg art. 35 lid 1c",
        "Voor deze code bestaat geen prestatiebeschrijving.",
        ("prestatiecode",),
    )
    PRESTATIE_NIET_GELDIG_OP_PEILDATUM = _Rij(
        "B2",
        "H",
        "Wmg art. 35 lid 1c; " + _NR + " art. 40",
        "De prestatie is niet geldig op de peildatum.",
        ("prestatiecode", "peildatum"),
    )
    FACULTATIEVE_PRESTATIE_BEEINDIGD = _Rij(
        "B3",
        "H",
        "Beschikking van de facultatieve prestatie",
        "De facultatieve prestatie is beëindigd, ook als het contract nog loopt.",
        ("prestatiecode", "peildatum"),
    )
    EXPERIMENT_NIET_GESTART = _Rij(
        "B4",
        "H",
        "Beleidsregel innovatie; Wmg art. 58",
        "Het experiment is op de peildatum nog niet gestart.",
        ("prestatiecode", "peildatum"),
    )
    EXPERIMENT_VERLOPEN = _Rij(
        "B5",
        "H",
        "BR/REG-17164 art. 3.4 en 3.5; Wmg art. 58 lid 5",
        "Het experiment is afgelopen, verlenging en instandlating meegerekend.",
        ("prestatiecode", "peildatum"),
    )
    UITVALPRODUCT_NIET_DECLARABEL = _Rij(
        "B6",
        "H",
        _NR + " art. 29",
        "Het zorgproduct is uitval en heeft geen declaratiecode.",
        ("zorgproduct_code",),
    )
    ZELFSTANDIG_NIET_DECLARABEL = _Rij(
        "B7",
        "H",
        _NR + " bijlage 3 en 4",
        "De zorgactiviteit is niet zelfstandig declarabel.",
        ("prestatiecode",),
    )
    # C. May this provider bill this recipient?
    ONDERLINGE_DIENSTVERLENING = _Rij(
        "C1",
        "H",
        _NR + " art. 31 lid 3",
        "Onderlinge dienstverlening gaat alleen naar de eigen zorgverlener, "
        "en andere zorg nooit.",
        ("prestatiecode",),
    )
    VERGUNNING_ONTBREEKT = _Rij(
        "C2",
        "H",
        "WBMV; " + _NR + " art. 28 lid 6",
        "De zorgaanbieder heeft de vereiste vergunning niet.",
        ("zorginstelling_code", "peildatum"),
    )
    CENTRUM_NIET_AANGEWEZEN = _Rij(
        "C2",
        "H",
        _NR + " art. 25 lid 4a",
        "De zorgaanbieder is geen aangewezen hemofiliecentrum.",
        ("zorginstelling_code", "peildatum"),
    )
    GEEN_IGO = _Rij(
        "C3",
        "H",
        "Beleidsregel integrale geboortezorg",
        "Integrale geboortezorg is voorbehouden aan een IGO.",
        ("zorginstelling_code",),
    )
    # D. Conditional on agreement.
    SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT = _Rij(
        "D1",
        "H",
        "Beleidsregel prestaties en tarieven msz art. 12; " + _NR + " art. 33d",
        "De vereiste schriftelijke overeenkomst ontbreekt op de peildatum.",
        ("zorginstelling_code", "concern_id", "peildatum"),
    )
    GEEN_EXPERIMENTOVEREENKOMST = _Rij(
        "D2",
        "H",
        "Regeling innovatie (BWBR0036121) art. 5.3",
        "Voor dit paar geldt geen experiment- of aansluitersovereenkomst.",
        ("zorginstelling_code", "concern_id", "peildatum"),
    )
    GEEN_BESCHIKKING_AANSLUITER = _Rij(
        "D3",
        "H",
        "Regeling innovatie (BWBR0036121) art. 5.3",
        "De overeenkomst is niet gedekt door een individuele beschikking.",
        ("zorginstelling_code", "concern_id", "peildatum"),
    )
    IC_ZWAARTE_NIET_OVEREENGEKOMEN = _Rij(
        "D4",
        "H",
        _NR + " art. 33a lid 7",
        "Deze IC-zwaarte is niet overeengekomen; alleen 190153 is mogelijk.",
        ("prestatiecode", "contract_id"),
    )
    REGULIERE_PRESTATIE_UITGESLOTEN_DOOR_EXPERIMENT = _Rij(
        "D5",
        "H",
        "Wmg art. 58; Wegwijzer innovatie en preventie msz 2025",
        "Dit paar neemt deel aan een experiment dat deze prestatie vervangt.",
        ("prestatiecode", "peildatum"),
    )
    # E. Combination and frequency.
    COMBINATIE_NIET_TOEGESTAAN = _Rij(
        "E1",
        "H",
        _NR + " art. 25, 26, 33a tot en met 33d",
        "Deze combinatie van prestaties is niet toegestaan.",
        _REGEL,
    )
    VEREISTE_COMBINATIE_ONTBREEKT = _Rij(
        "E2",
        "H",
        _NR + " art. 33a tot en met 33d",
        "De prestatie waar deze bij hoort ontbreekt.",
        ("ozp_regel_id",),
    )
    FACULTATIEVE_PRESTATIE_SLUIT_UIT = _Rij(
        "E3",
        "H",
        "Beschikking van de facultatieve prestatie",
        "Een facultatieve prestatie sluit deze prestatie uit.",
        ("andere_regel_id",),
    )
    DUBBELE_BEKOSTIGING = _Rij(
        "E4",
        "H",
        "Regeling innovatie (BWBR0036121) art. 5.1",
        "Dezelfde zorg is al bekostigd.",
        ("andere_regel_id",),
    )
    NIET_DECLARABEL_NAAST_DBC = _Rij(
        "E5",
        "H",
        _NR + " art. 33 lid 3",
        "Dit overig zorgproduct mag niet naast het dbc-zorgproduct.",
        _REGEL,
    )
    BEGREPEN_IN_ANDERE_PRESTATIE = _Rij(
        "E6",
        "H",
        _NR + " art. 28 lid 4 en 33d lid 5",
        "De prestatie is begrepen in een andere prestatie.",
        _REGEL,
    )
    MAXIMUM_AANTAL_OVERSCHREDEN = _Rij(
        "E7",
        "H",
        _NR + " art. 26 tot en met 28",
        "Het toegestane aantal is overschreden.",
        ("ozp_regel_id", "aantal_m"),
    )
    TERMIJN_NIET_VERSTREKEN = _Rij(
        "E8",
        "H",
        _NR + " art. 28 lid 8",
        "De termijn na de vorige prestatie is nog niet verstreken.",
        _REGEL,
    )
    # F. Find the price.
    TARIEF_ONTBREEKT_IN_TABEL = _Rij(
        "F1",
        "D",
        "Wmg art. 50",
        "Er is geen tarief in de geldende release.",
        ("prestatiecode", "peildatum"),
    )
    MEERDERE_TARIEVEN = _Rij(
        "F2",
        "D",
        "Wmg art. 50",
        "De geldende release heeft meer dan een tarief.",
        ("prestatiecode", "peildatum"),
    )
    MEERDERE_CONTRACTEN = _Rij(
        "F3",
        "D",
        "Contractregister",
        "Meer dan een contract of prijs past bij deze regel.",
        ("zorginstelling_code", "concern_id", "peildatum"),
    )
    CONTRACT_NIET_GEACCORDEERD = _Rij(
        "F4",
        "S",
        "Contractregister",
        "Er is alleen een niet geaccordeerd of niet schriftelijk contract.",
        ("zorginstelling_code", "concern_id", "peildatum"),
    )
    GEEN_CONTRACTPRIJS = _Rij(
        "F5",
        "C",
        "Contract",
        "Het contract geeft voor deze prestatie geen prijs.",
        ("contract_id", "versie", "prestatiecode"),
    )
    PRESTATIE_NIET_GECONTRACTEERD = _Rij(
        "F6",
        "C",
        "Contract",
        "De prestatie valt buiten het contract.",
        ("contract_id", "versie", "prestatiecode"),
    )
    GEEN_OVEREENGEKOMEN_PRIJS = _Rij(
        "F7",
        "C",
        "Overeenkomst",
        "De overeenkomst over deze prestatie noemt geen prijs.",
        ("prestatiecode", "peildatum"),
    )
    GEEN_PASSANTENTARIEF = _Rij(
        "F8",
        "D",
        _NR + " art. 37",
        "De standaardprijslijst heeft geen prijs op de peildatum.",
        ("zorginstelling_code", "prestatiecode", "peildatum"),
    )
    INKOOPBEDRAG_ONTBREEKT = _Rij(
        "F9",
        "D",
        _NR + " art. 28 lid 4n",
        "Werkelijke kosten zonder inkoopbedrag.",
        ("prestatiecode",),
    )
    ADDON_EENHEID_ONBEKEND = _Rij(
        "F10",
        "D",
        "G-Standaard",
        "Inkoophoeveelheid of eenheid van het geneesmiddel is onbekend.",
        ("prestatiecode",),
    )
    PRIJS_ONWAARSCHIJNLIJK = _Rij(
        "F11",
        "S",
        "Geen; vergelijking met andere prijzen van de code",
        "De prijs van deze vrije prestatie is een factor tien anders dan gebruikelijk, "
        "of een rij negens.",
        ("eenheidsprijs_e6",),
    )
    # G. Legal ceiling.
    TARIEF_WIJKT_AF_VAN_VAST_TARIEF = _Rij(
        "G1",
        "H",
        "Wmg art. 35 lid 1a",
        "De prijs is niet het vaste tarief.",
        _BOVEN,
    )
    TARIEF_BOVEN_MAXIMUM = _Rij(
        "G2",
        "H",
        "Wmg art. 35 lid 1b",
        "De prijs is hoger dan het maximumtarief.",
        _BOVEN,
    )
    MAXMAX_UITGESLOTEN = _Rij(
        "G3", "H", _MAXMAX, "Deze prestatie is uitgesloten van het max-maxtarief."
    )
    MAXMAX_NIET_VOOR_PASSANT = _Rij(
        "G4", "H", _MAXMAX, "Voor passanten geldt geen max-maxtarief."
    )
    MAXMAX_OVEREENKOMST_ONTBREEKT = _Rij(
        "G5", "H", _MAXMAX, "Dit paar heeft geen max-maxovereenkomst."
    )
    MAXMAX_NIET_SCHRIFTELIJK = _Rij(
        "G6",
        "H",
        _MAXMAX,
        "De max-maxovereenkomst is niet schriftelijk.",
        ("afspraak_id",),
    )
    MAXMAX_NIET_GELDIG_OP_PEILDATUM = _Rij(
        "G7",
        "H",
        _MAXMAX,
        "De max-maxovereenkomst geldt niet op de peildatum.",
        ("afspraak_id", "peildatum"),
    )
    MAXMAX_BUITEN_REIKWIJDTE = _Rij(
        "G8",
        "H",
        _MAXMAX,
        "De prestatie valt buiten de max-maxovereenkomst.",
        ("afspraak_id", "prestatiecode"),
    )
    TARIEF_BOVEN_MAXMAX = _Rij(
        "G9",
        "H",
        _MAXMAX,
        "De prijs is hoger dan het overeengekomen max-maxtarief.",
        ("afspraak_id", *_BOVEN),
    )
    WERKELIJKE_KOSTEN_OVERSCHREDEN = _Rij(
        "G10",
        "H",
        _NR + " art. 28 lid 4n",
        "Er is meer in rekening gebracht dan de werkelijke kosten.",
        ("toegestaan_maximum_e6", "toegestaan_bedrag_cent"),
    )
    VERREKENPERCENTAGE_NIET_TOEGESTAAN = _Rij(
        "G11",
        "H",
        "Tariefbeschikking kaakchirurgie 2013 (BWBR0032890); ZH308 0615",
        "Het verrekenpercentage is hoger dan toegestaan.",
        ("factor_bp",),
    )
    # H. Sum over a period.
    PERIODEMAXIMUM_OVERSCHREDEN = _Rij(
        "H1",
        "H",
        "Wmg art. 50 lid 2; tariefbeschikking kaakchirurgie 2013",
        "Het maximum over de periode is overschreden.",
        ("ozp_regel_id", "toegestaan_bedrag_cent"),
    )
    # I. Compare with what was declared.
    GEDECLAREERD_TARIEF_WIJKT_AF = _Rij(
        "I1",
        "C",
        "Contract; ZH308 0614",
        "Het gedeclareerde tarief is niet het tarief dat geldt.",
        ("eenheidsprijs_e6",),
    )
    BEREKEND_BEDRAG_ONJUIST = _Rij(
        "I2",
        "D",
        "ZH308 0617 (retourcode 8032)",
        "Het berekende bedrag is niet tarief maal aantal.",
        ("berekend_cent", "toegestaan_bedrag_cent"),
    )
    BEREKEND_LAGER_DAN_GEDECLAREERD = _Rij(
        "I3",
        "D",
        "ZH308 0620 (retourcode 8063)",
        "Het declaratiebedrag is hoger dan het berekende bedrag.",
        ("berekend_cent",),
    )
    BTW_ONJUIST = _Rij(
        "I4",
        "D",
        "Wet OB 1968; ZH308 (retourcode 8016)",
        "De btw past niet bij de prestatie of is verkeerd berekend.",
        ("btw_cent",),
    )

    @property
    def code(self) -> str:
        """The name the output carries."""
        return self.name

    @property
    def bevinding(self) -> Bevinding:
        """What it says, as the catalogue has it."""
        nummer, klasse, artikel, tekst, _ = self.value
        return Bevinding(self.name, klasse, nummer, tekst, artikel)

    @property
    def fase(self) -> str:
        """The phase, a letter of the decision table."""
        return self.value.nummer[0]

    @property
    def is_signaal(self) -> bool:
        """Whether it is said without refusing."""
        return self.value.klasse == "S"

    @property
    def bit(self) -> int:
        """Its value in the mask of refusals, which a setting may put a signal in."""
        return _BITS[self.name]

    @property
    def signaal(self) -> int:
        """Its value in the mask of signals; 0 for a refusal."""
        return _SIGNALEN[self.name]


_STADIA = ("A", "J", "B", "C", "D", "E", "F", "GH", "I")
"""Phases that may refuse one line together; all but G and H are alone."""

_STADIUM_VANAF = 56
"""From this bit on a mask of refusals says its stage, counted from 1."""

_MASKER = pl.UInt64()


def _refusal_bits() -> dict[str, int]:
    bits = dict.fromkeys(Reden.__members__, 0)
    for nummer, fasen in enumerate(_STADIA, 1):
        stage = (reden for reden in Reden if reden.fase in fasen)
        for place, reden in enumerate(stage):
            bits[reden.name] = (nummer << _STADIUM_VANAF) | (1 << place)
    return bits


def _signal_bits() -> dict[str, int]:
    signalen = (reden.name for reden in Reden if reden.is_signaal)
    bits = {name: 1 << place for place, name in enumerate(signalen)}
    return dict.fromkeys(Reden.__members__, 0) | bits


_BITS = _refusal_bits()
_SIGNALEN = _signal_bits()

Test = tuple[Reden, pl.Expr]
"""A row of the decision table: say this reason where the expression is true."""


def mask_of(tests: Iterable[Test]) -> pl.Expr:
    """Collect the refusals of a stage in one UInt64; an unknown outcome is none."""
    return _collected((reden.bit, test) for reden, test in tests)


def signals_of(tests: Iterable[Test]) -> pl.Expr:
    """Collect signals in one UInt64; an unknown outcome is none."""
    return _collected((reden.signaal, test) for reden, test in tests)


def _collected(bits: Iterable[tuple[int, pl.Expr]]) -> pl.Expr:
    nul = pl.lit(0, dtype=_MASKER)
    return reduce(
        or_,
        (
            pl.when(test).then(pl.lit(bit, dtype=_MASKER)).otherwise(nul)
            for bit, test in bits
        ),
        nul,
    )


def without(redenen: Iterable[Reden]) -> pl.Expr:
    """The mask of refusals less some; 0 where no other is left."""
    plaatsen = (1 << _STADIUM_VANAF) - 1
    weg = reduce(or_, (reden.bit for reden in redenen)) & plaatsen
    over = pl.col("mask") & pl.lit(~weg & ((1 << 64) - 1), dtype=_MASKER)
    return (
        pl.when((over & pl.lit(plaatsen, dtype=_MASKER)) != 0)
        .then(over)
        .otherwise(pl.lit(0, dtype=_MASKER))
    )


def is_refused() -> pl.Expr:
    """Whether a line was refused."""
    return pl.col("mask") != 0


def is_refused_in(fasen: str) -> pl.Expr:
    """Whether a line was refused in one of some stages, given by their phases.

    Of G and H both are asked or neither.
    """
    numbers = [nummer for nummer, stage in enumerate(_STADIA, 1) if stage[0] in fasen]
    stage = pl.col("mask") // pl.lit(1 << _STADIUM_VANAF, dtype=_MASKER)
    return reduce(or_, (stage == nummer for nummer in numbers))


def reasons_of(masks: pl.Series, signalen: pl.Series) -> pl.Series:
    """Spell out masks as lists of reasons, once per distinct pair.

    Args:
        masks: Refusals per line, UInt64.
        signalen: Signals per line, UInt64.

    Returns:
        ``redenen`` as ``Prijsbesluiten`` declares them, in the order of the table; an
        empty list for a line without.
    """
    pairs = pl.DataFrame({"mask": masks, "signalen": signalen})
    # Most lines have none.
    hit = pairs.select(((pl.col("mask") != 0) | (pl.col("signalen") != 0)).arg_true())
    met = pairs[hit["mask"]]
    distinct = met.unique().with_row_index("nummer", offset=1)
    spelled = pl.Series(
        [[], *(_spelled(*pair) for _, *pair in distinct.iter_rows())],
        dtype=REDENEN_DTYPE,
    )
    nummer = np.zeros(len(masks), dtype=np.uint32)
    nummer[hit["mask"].to_numpy()] = met.join(
        distinct,
        on=["mask", "signalen"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )["nummer"].to_numpy()
    return spelled.gather(pl.Series(nummer)).alias("redenen")


REDENEN_DTYPE = pl.List(
    pl.Struct(
        {
            "code": pl.String,
            "fase": pl.String,
            "klasse": KLASSE,
            "artikel": pl.String,
            "tekst": pl.String,
            "parameters": pl.List(pl.String),
        }
    )
)


def _spelled(mask: int, signalen: int) -> list[dict[str, object]]:
    return [
        {
            "code": reden.code,
            "fase": reden.fase,
            # A signal that refuses is a setting about data.
            "klasse": "D"
            if reden.is_signaal and _holds(mask, reden.bit)
            else reden.value.klasse,
            "artikel": reden.value.artikel,
            "tekst": reden.value.tekst,
            "parameters": list(reden.value.parameters),
        }
        for reden in Reden
        if _holds(mask, reden.bit) or signalen & reden.signaal
    ]


def _holds(mask: int, bit: int) -> bool:
    """Whether a mask of refusals is of the stage of one and holds it."""
    plaats = (1 << _STADIUM_VANAF) - 1
    return mask & ~plaats == bit & ~plaats and mask & bit & plaats != 0
