"""What there is to tell of the files of a batch, and of lines before they are priced.

The batch is grouped and the lines go on all the same; what cannot be decided is refused
by name where it is decided on.
"""

from tabellen.bevinding import by_code, warns

SHORT = warns(
    "B101",
    "De rij heeft minder velden dan de kop en breekt misschien af; wat "
    "ontbreekt is leeg gelezen.",
)
UNENDED = warns(
    "B102",
    "Het bestand houdt op midden in een regel: na de laatste rij staat geen "
    "regeleinde. Is het heel?",
)
SPANNING = warns(
    "B103",
    "Een veld tussen aanhalingstekens loopt over meer dan een regel; hoort "
    "het aanhalingsteken daar?",
)
CUT = warns(
    "B104",
    "Het bestand is precies zo lang als een blad van een rekenprogramma, en het "
    "andere bestand loopt verder. Is het afgekapt?",
)
EMPTY = warns("B105", "Het bestand heeft een kop en geen rijen.")
DOUBLE_CR = warns("B106", "De regels eindigen op CR CR LF; dat is gelezen als CR LF.")
PLAT = warns(
    "B110",
    "Het bestand heeft een rij per zorgactiviteit; de subtrajecten zijn daaruit "
    "gehaald, en rijnummers van bevindingen tellen die.",
)
REST = warns(
    "B219",
    "Van de bevinding die de kolom noemt zijn er meer dan er worden uitgeschreven "
    "(max_per_bevinding); de waarde zegt hoeveel er niet staan.",
)
GEEN_SLEUTEL = warns(
    "B237",
    "Een woord voor niets (NULL, nan, None, n.v.t., -, 0) is gelezen als leeg; zulke "
    "rijen horen niet bij elkaar.",
)
TEKENS = warns("B238", "Onzichtbare tekens en spaties rond de waarde zijn weggelaten.")
SUBTRAJECT_ONBEKEND = warns(
    "SUBTRAJECT_ONBEKEND",
    "Het subtraject van deze regel staat niet of meer dan eens bij de subtrajecten; "
    "zorgaanbieder, datum en patiënt zijn onbekend.",
)
ONTVANGER_ONBEKEND = warns(
    "ONTVANGER_ONBEKEND",
    "De ontvanger van het subtraject bestaat niet. Kies VERZEKERAAR, VERZEKERDE, "
    "NIET_VERZEKERDE, EIGEN_ZORGVERLENER of OVERIG.",
)
VERZEKERAAR_ONBEKEND = warns(
    "VERZEKERAAR_ONBEKEND",
    "Op de datum van deze regel is geen verzekering bekend. Vul de verzekering aan, of "
    "geef met ontvanger aan dat de patiënt niet verzekerd is.",
)
VERZEKERAAR_NIET_EENDUIDIG = warns(
    "VERZEKERAAR_NIET_EENDUIDIG",
    "Op de datum van deze regel gelden meer verzekeringen. Laat er één gelden.",
)
AANSPRAAK_ONBEKEND = warns(
    "AANSPRAAK_ONBEKEND",
    "De aanspraak van het subtraject is J noch N; alleen wat de grouper toepaste telt.",
)
EINDDATUM_OPEN = warns(
    "EINDDATUM_OPEN",
    "De einddatum ligt zo ver weg dat hij open betekent; een regel is pas te "
    "declareren als de zorg is afgesloten.",
)
VERZEKERDE_VAAK = warns(
    "VERZEKERDE_VAAK",
    "Meer regels delen deze verzekerde_id dan een mens kan hebben; staat hij voor "
    "onbekend, dan tellen zijn regels ten onrechte samen.",
)
GEEN_COMPONENTEN = warns(
    "GEEN_COMPONENTEN",
    "De tarieventabel noemt geen componenten van deze code op de openingsdatum; tot en "
    "met 2014 wordt een dbc per component gedeclareerd.",
)

VAN_BATCH = by_code(
    *(SHORT, UNENDED, SPANNING, CUT, EMPTY, DOUBLE_CR, PLAT, REST, GEEN_SLEUTEL, TEKENS)
)

VAN_REGELS = by_code(
    *(SUBTRAJECT_ONBEKEND, ONTVANGER_ONBEKEND, VERZEKERAAR_ONBEKEND),
    *(VERZEKERAAR_NIET_EENDUIDIG, AANSPRAAK_ONBEKEND, EINDDATUM_OPEN),
    *(VERZEKERDE_VAAK, GEEN_COMPONENTEN),
)
