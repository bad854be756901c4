"""What the grouper finds in rows, what it doubts, and what it tells of a batch.

What may be wrong with a row as it came is a ``Check`` (G1..). Doubts, on aanspraak
(G2..) and on OZP (G3..), are known after the walk. B2.. are of a batch as a whole.

Dutch terms: aanspraak (entitlement under the Zvw), OZP (overig zorgproduct).
"""

from grouper.findings.checks import CHECKS
from grouper.frames.ozp_reasons import AANVRAGERS
from tabellen.bevinding import by_code, warns

# "Telde mee": contributed to a flagged rule that was true, which is the evidence of
# docs/decisions.md 8. Whether the product would be another without it is not asked.
AANSPRAAK_NODIG = warns(
    "G201",
    "Zorg met een aanspraakcode telde mee in een regel met aanspraakbeperking die waar "
    "was, en de aanspraak Zvw is niet gegeven; zonder antwoord is er geen "
    "declaratiecode. Vul J of N in.",
)
N_ONGEBRUIKT = warns(
    "G202",
    "Aanspraak N is gegeven, maar geen rode of oranje zorgactiviteit telde mee in een "
    "regel met aanspraakbeperking die waar was; de verzekerde declaratiecode geldt.",
)
AANSPRAAK_ONBEKEND = warns(
    "G203",
    "Een zorgactiviteit met een aanspraakcode van een onbekende familie telt mee in "
    "een regel met aanspraakbeperking; welke declaratiecode geldt is niet bekend. "
    "Beoordeel het zelf.",
)
# The registration says excluded care, the answer says insured care: one is wrong. The
# code follows the registration (docs/decisions.md 8: rood beats the answer).
J_TEGEN_ROOD = warns(
    "G204",
    "Aanspraak J is gegeven, maar een rode zorgactiviteit (uitgesloten van het "
    "basispakket) telde mee in een regel met aanspraakbeperking die waar was; rood "
    "gaat voor het antwoord en de onverzekerde declaratiecode geldt. Controleer beide.",
)
NIET_GELDIG = warns(
    "G301",
    "De zorgactiviteit is op haar uitvoerdatum (of zonder die: op de begindatum) niet "
    "geldig; er is geen overig zorgproduct afgeleid.",
)
NEGATIEF = warns(
    "G302",
    "Het aantal op deze uitvoerdatum telt op tot minder dan nul; deze zorgactiviteit "
    "is in dit subtraject niet los declarabel. Corrigeer op de dag van de verrichting.",
)
GEEN_HOOFDTRAJECT = warns(
    "G303",
    "Bij dit subtraject met zorgtype 51 staat geen hoofdtraject (zorgtype 11 of 21) in "
    "de aanlevering; zijn add-ons IC zijn niet declarabel.",
)
HOOFDTRAJECT_ONZEKER = warns(
    "G304",
    "Bij dit subtraject met zorgtype 51 passen meer hoofdtrajecten. Vul "
    "hoofdtraject_nummer in, want de declaratie noemt het subtraject.",
)
AANVRAGER_ONBEKEND = warns(
    "G305",
    f"De aanvrager_soort is geen van {', '.join(AANVRAGERS)}; zij telt als ANDERS.",
)
SLEUTEL_SCHOON = warns(
    "B211",
    "Onzichtbare tekens of spaties om het nummer zijn weggelaten; zonder die is het "
    "gelezen en geschreven.",
)
NULLEN_TERUG = warns(
    "B212",
    "Het andere bestand heeft nullen voor de nummers die in dit bestand, als getal, "
    "ontbreken; zij zijn teruggezet.",
)
CODE_SCHOON = warns(
    "B213",
    "Onzichtbare tekens of spaties om de code zijn weggelaten; zonder die is zij "
    "gelezen.",
)
NUMMER_GEDEELD = warns(
    "B214",
    "Deze nummers komen bij meer dan een zorginstelling voor en de zorgactiviteiten "
    "zeggen niet van welke zij zijn; de subtrajecten zijn afgewezen. Geef het bestand "
    "met zorgactiviteiten de kolom zorginstelling_code.",
)
KOPPELING_LEEG = warns(
    "B215",
    "Dit nummer is een woord voor geen waarde (spaties, NULL, nan, n.v.t., -, 0) of "
    "geen zeker geheel getal; bij zorgtype 51 is het leeg gelezen en koppelt niets.",
)
VERZEKERDE_VAAK = warns(
    "B216",
    "Bij een verzekerde_id staan meer subtrajecten dan een mens kan hebben; staat het "
    "nummer voor onbekend? Een subtraject met zorgtype 51 kan er aan een ander mens "
    "mee zijn gekoppeld.",
)
KOPPELING_SCHOON = warns(
    "B217",
    "Onzichtbare tekens of spaties om dit nummer zijn weggelaten; zonder die koppelt "
    "het een subtraject met zorgtype 51 aan een ander.",
)
KLEIN = warns(
    "B218",
    "Kleine letters in de code zijn als hoofdletters gelezen; zoals zij er staat kent "
    "geen release haar.",
)
NULLEN_VOORAAN = warns(
    "B220", "In de hele kolom ontbreken de nullen vooraan; zij zijn teruggezet."
)
DUBBEL_AANGELEVERD = warns(
    "B221",
    "Van meer dan de helft van de bekeken subtrajecten staat elke zorgactiviteit een "
    "even aantal keren in het bestand, regel voor regel gelijk. Controleer of de "
    "aanlevering dubbel is; er is niets ontdubbeld.",
)
GEBOORTEDATUM_GEDEELD = warns(
    "B222",
    "Honderden subtrajecten delen een geboortedatum. Controleer of het een datum is "
    "die voor onbekend staat; de leeftijd bepaalt mee welk product volgt.",
)
KOLOM_LIJKT = warns(
    "B231", "Deze kolom lijkt op een bekende kolom die ontbreekt, en is niet gelezen."
)
KOLOM_ONBEKEND = warns("B232", "Deze kolommen zijn niet bekend en niet gelezen.")
KOLOM_AFWEZIG = warns("B233", "Deze kolommen mogen ontbreken, en ontbreken.")
KOLOM_GELEZEN = warns(
    "B234", "Deze kolom is gelezen als de bekende kolom die bedoeld is."
)
KOLOM_LEEG = warns(
    "B235", "Deze kolommen mogen ontbreken; zij zijn er, zonder waarden."
)
ANDER_IN_RIJ = warns(
    "B236",
    "Zorgactiviteiten noemen een ander nummer of een andere zorginstelling dan de rij "
    "waarin zij staan; zij horen bij die rij.",
)

VAN_RIJEN = by_code(
    *CHECKS,
    *(AANSPRAAK_NODIG, N_ONGEBRUIKT, AANSPRAAK_ONBEKEND, J_TEGEN_ROOD, NIET_GELDIG),
    *(NEGATIEF, GEEN_HOOFDTRAJECT, HOOFDTRAJECT_ONZEKER, AANVRAGER_ONBEKEND),
)

VAN_BATCH = by_code(
    *(SLEUTEL_SCHOON, NULLEN_TERUG, CODE_SCHOON, NUMMER_GEDEELD, KOPPELING_LEEG),
    *(VERZEKERDE_VAAK, KOPPELING_SCHOON, KLEIN, NULLEN_VOORAAN, DUBBEL_AANGELEVERD),
    *(GEBOORTEDATUM_GEDEELD, KOLOM_LIJKT, KOLOM_ONBEKEND, KOLOM_AFWEZIG),
    *(KOLOM_GELEZEN, KOLOM_LEEG, ANDER_IN_RIJ),
)
