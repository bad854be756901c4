"""Doubts that are known after the walk: on aanspraak (G2..) and on OZP (G3..).

Each is a code and its Dutch text; what may be wrong with a row as it came stands in
``checks``.

Dutch terms: aanspraak (entitlement under the Zvw), OZP (overig zorgproduct).
"""

from grouper.frames.ozp_reasons import AANVRAGERS

# "Telde mee": contributed to a flagged rule that was true, which is the evidence of
# docs/decisions.md 8. Whether the product would be another without it is not asked.
AANSPRAAK_NODIG = (
    "G201",
    "Zorg met een aanspraakcode telde mee in een regel met aanspraakbeperking die waar "
    "was, en de aanspraak Zvw is niet gegeven; zonder antwoord is er geen "
    "declaratiecode. Vul J of N in.",
)
N_ONGEBRUIKT = (
    "G202",
    "Aanspraak N is gegeven, maar geen rode of oranje zorgactiviteit telde mee in een "
    "regel met aanspraakbeperking die waar was; de verzekerde declaratiecode geldt.",
)
AANSPRAAK_ONBEKEND = (
    "G203",
    "Een zorgactiviteit met een aanspraakcode van een onbekende familie telt mee in "
    "een regel met aanspraakbeperking; welke declaratiecode geldt is niet bekend. "
    "Beoordeel het zelf.",
)
# The registration says excluded care, the answer says insured care: one is wrong. The
# code follows the registration (docs/decisions.md 8: rood beats the answer).
J_TEGEN_ROOD = (
    "G204",
    "Aanspraak J is gegeven, maar een rode zorgactiviteit (uitgesloten van het "
    "basispakket) telde mee in een regel met aanspraakbeperking die waar was; rood "
    "gaat voor het antwoord en de onverzekerde declaratiecode geldt. Controleer beide.",
)
NIET_GELDIG = (
    "G301",
    "De zorgactiviteit is op haar uitvoerdatum (of zonder die: op de begindatum) niet "
    "geldig; er is geen overig zorgproduct afgeleid.",
)
NEGATIEF = (
    "G302",
    "Het aantal op deze uitvoerdatum telt op tot minder dan nul; deze zorgactiviteit "
    "is in dit subtraject niet los declarabel. Corrigeer op de dag van de verrichting.",
)
GEEN_HOOFDTRAJECT = (
    "G303",
    "Bij dit subtraject met zorgtype 51 staat geen hoofdtraject (zorgtype 11 of 21) in "
    "de aanlevering; zijn add-ons IC zijn niet declarabel.",
)
HOOFDTRAJECT_ONZEKER = (
    "G304",
    "Bij dit subtraject met zorgtype 51 passen meer hoofdtrajecten. Vul "
    "hoofdtraject_nummer in, want de declaratie noemt het subtraject.",
)
AANVRAGER_ONBEKEND = (
    "G305",
    f"De aanvrager_soort is geen van {', '.join(AANVRAGERS)}; zij telt als ANDERS.",
)
