"""What is found in messages, said in replies, and told of lines that are not declared.

The codes are ours, those of messages in a namespace of their own: of the NZa's fault
list only one example was found (3165: VECOZO). The place is named beside a text, so
that the sender can look it up.
"""

from tabellen.bevinding import by_code, rejects, warns

VAN_BERICHTEN = by_code(
    # The file as a whole.
    rejects("B-01", "Het bestand is leeg."),
    rejects("B-02", "Het bestand is groter dan een bericht mag zijn."),
    warns("B-03", "Overgeslagen: geen bestand van deze vorm."),
    rejects("B-04", "De naam wijst naar een plaats buiten de zip."),
    rejects("B-05", "De naam komt vaker voor; alleen het eerste bestand telt."),
    rejects(
        "B-06",
        "Het bestand kan niet worden gelezen of uitgepakt (beschadigd of op slot).",
    ),
    warns("B-07", "Overgeslagen: een hulpbestand van macOS of Windows."),
    rejects(
        "B-08",
        "Een archief in de levering wordt niet gelezen; pak het uit, of geef het zelf.",
    ),
    warns(
        "B-09",
        "De naam is te lang voor een antwoord; dat staat onder een kortere naam.",
    ),
    # The message as a whole.
    rejects("B-10", "Geen geldige XML."),
    rejects("B-11", "Een documenttype (DOCTYPE) of entiteit is niet toegestaan."),
    rejects("B-12", "Geen bericht van de verwachte soort en naamruimte."),
    rejects("B-13", "Het bericht bevat niet precies een Declaratiedataset."),
    rejects("B-14", "De declaratiedataset bevat geen subtraject."),
    rejects("B-15", "Het antwoord bevat geen Declaratieresultset."),
    rejects(
        "B-16",
        "Een verwacht onderdeel ontbreekt of staat onder een andere naam of op een "
        "andere plaats.",
    ),
    warns("B-17", "Het bericht bevat een onderdeel dat niet wordt gelezen."),
    # Its values.
    rejects("B-20", "Verplicht gegeven ontbreekt."),
    rejects("B-21", "Gegeven komt vaker voor, met verschillende waarden."),
    rejects("B-22", "Geen bestaande datum in de verwachte vorm."),
    rejects("B-23", "Geen geheel getal."),
    rejects("B-24", "De leeftijd staat niet in jaren."),
    rejects("B-25", "Het subtrajectnummer komt vaker voor."),
    warns("B-26", "Geen bestaande datum in de verwachte vorm; niet overgenomen."),
    warns(
        "B-27",
        "Het tijdstip is een ander uur dan middernacht; de dag in Nederland telt.",
    ),
    warns(
        "B-28",
        "Alle tijdstippen zonder tijdzone staan op 22:00 of 23:00 uur; gelezen als "
        "UTC, dus als de volgende dag in Nederland.",
    ),
    # The OHW form.
    rejects("B-30", "Er is geen regel waar dit gegeven naar verwijst."),
    rejects("B-31", "De sleutel waarnaar wordt verwezen komt vaker voor."),
    warns("B-32", "De regel hoort bij geen subtraject in deze levering."),
    warns("B-33", "Er staan kolommen in het bestand die niet worden gelezen."),
    rejects("B-34", "De regel breekt af: er ontbreken waarden."),
    warns(
        "B-35", "Het bestand eindigt zonder regeleinde; controleer of het geheel is."
    ),
    warns(
        "B-36",
        "Spaties of onzichtbare tekens om of in een sleutel of code zijn weggelaten.",
    ),
    warns("B-37", "De kolom heet anders dan de opmaak zegt; gelezen als die."),
    # What a message says is not so.
    warns(
        "B-50",
        "Niet meegeteld: volgens het bericht is de zorgactiviteit niet verricht "
        "(ontkend, gepland, geannuleerd of ingetrokken).",
    ),
    warns(
        "B-51",
        "Niet meegeteld: volgens het bericht is een gegeven van de zorgactiviteit "
        "onbekend (nullFlavor).",
    ),
    warns(
        "B-52",
        "Niet meegeteld: de code van de zorgactiviteit is van een ander codestelsel.",
    ),
    warns(
        "B-53",
        "Niet overgenomen: volgens het bericht geldt dit gegeven niet of is het "
        "onbekend.",
    ),
    warns("B-54", "Het codestelsel van dit gegeven is niet bekend; overgenomen."),
    warns(
        "B-55", "Dezelfde zorgactiviteit staat vaker in het bericht; elke regel telt."
    ),
    warns("B-56", "De zorgactiviteit is nog niet voltooid (active); meegeteld."),
    rejects(
        "B-60",
        "Volgens het bericht is dit onderdeel niet zo (ontkend, gepland, geannuleerd "
        "of ingetrokken).",
    ),
    rejects("B-61", "Volgens het bericht is dit gegeven onbekend (nullFlavor)."),
    rejects("B-62", "De code is van een ander codestelsel."),
    # Messages of one delivery among each other.
    warns("B-70", "Herhaling van een ander bericht; alleen dat wordt beantwoord."),
    warns("B-71", "Vervangen door een later bericht met dezelfde declaratiedataset."),
    warns(
        "B-72",
        "Dezelfde declaratiedataset staat ook in een ander bericht; declareer eenmaal.",
    ),
)

WITHOUT_REPLY = frozenset({"B-03", "B-04", "B-05", "B-07", "B-08"})
"""Faults of files that are no message of their own, so that nothing is replied."""

NO_MESSAGE = frozenset({"B-03", "B-07"})
"""Faults of files that were passed over: they count as no message."""

INFORMATION = frozenset({"B-17", "B-27", "B-28", "B-54"})
"""Warnings that say how a message was read; in a reply they are information (I)."""

VAN_ANTWOORDEN = by_code(
    warns("B-40", "Afgewezen door de invoercontroles."),
    warns("B-41", "Afgeleid, maar zonder declaratiecode: de aanspraak Zvw is nodig."),
    warns("B-42", "Niet afgeleid: een ander subtraject van deze dataset is afgewezen."),
    warns("B-43", "Uitval: het afgeleide zorgproduct heeft geen declaratiecode."),
    warns("B-44", "Zorgtype 41, 51 of 52 geeft geen dbc-zorgproduct."),
)
"""Those that stand in a reply only."""

NIET_GEDECLAREERD = by_code(
    rejects(
        "BESLUIT_NIET_OK",
        "Niet gedeclareerd: het prijsbesluit is niet OK of heeft geen bedrag; de "
        "waarde noemt status en redenen. Herstel de reden en prijs opnieuw.",
    ),
    rejects(
        "CREDIT",
        "Niet gedeclareerd: een credit noemt het debet dat het terugneemt, en dat "
        "wordt hier niet gekend. Crediteer in het eigen systeem.",
    ),
    rejects(
        "ONTVANGER_ANDERS",
        "Niet gedeclareerd: de nota is niet voor een verzekeraar. Factureer haar aan "
        "de ontvanger.",
    ),
    rejects(
        "ONVERZEKERD",
        "Niet gedeclareerd: het is geen verzekerde zorg (code 16 of 17, of aanspraak "
        "N). Factureer haar aan de patient.",
    ),
    rejects(
        "BUITEN_DECLARATIEPERIODE",
        "Niet gedeclareerd: de einddatum ligt niet in de declaratieperiode. "
        "Declareer de regel met de periode waarin zij valt.",
    ),
    rejects(
        "TARIEFCOMPONENT",
        "Niet gedeclareerd: kosten en honorarium van voor 2015 staan in een bericht "
        "van een andere vorm.",
    ),
    rejects(
        "AFZENDER_OF_ONTVANGER_ONBEKEND",
        "Niet gedeclareerd: de zorgaanbieder is geen AGB-code van acht cijfers, of de "
        "verzekeraar geen UZOVI-nummer van vier. Vul de instelling in de registratie, "
        "of de verzekering van die dag.",
    ),
    rejects(
        "PERSOON_ONBEKEND",
        "Niet gedeclareerd: de verzekerde staat niet in de tabel personen. Vul haar "
        "aan.",
    ),
    rejects(
        "PERSOON_ZONDER_NUMMER",
        "Niet gedeclareerd: de verzekerde heeft geen BSN en geen verzekerdennummer. "
        "Vul een van beide in de tabel personen.",
    ),
    rejects(
        "BSN_ONJUIST",
        "Niet gedeclareerd: het BSN voldoet niet aan de 11-proef. Controleer het bij "
        "de verzekerde of via SBV-Z.",
    ),
    rejects(
        "AANTAL_NIET_HEEL",
        "Niet gedeclareerd: het aantal is geen geheel getal boven nul, zoals het "
        "bericht vraagt.",
    ),
    rejects(
        "BEDRAG_NIET_UIT_TARIEF",
        "Niet gedeclareerd: het bedrag is geen tarief in hele centen maal het aantal "
        "maal het verrekenpercentage. Leg met de verzekeraar vast hoe het wordt "
        "gedeclareerd.",
    ),
    rejects(
        "AANTAL_NIET_TE_SPLITSEN",
        "Niet gedeclareerd: een aantal boven 9999 wordt gesplitst, maar niet met een "
        "toeslag of een verrekenpercentage. Splits de regel in de registratie.",
    ),
    rejects(
        "DATUMS_ONJUIST",
        "Niet gedeclareerd: de begindatum ligt voor de geboorte of na de einddatum. "
        "Herstel de datums.",
    ),
    rejects(
        "VERWIJZER_ONBEKEND",
        "Niet gedeclareerd: de soort verwijzer (0421) ontbreekt of staat niet op de "
        "lijst 01 tot en met 09. Vul verwijzer_soort_code bij het subtraject.",
    ),
    rejects(
        "VELD_LEEG",
        "Niet gedeclareerd: het bericht vraagt dit veld. Vul het in de bron; "
        "docs/messages.md zegt waar het vandaan komt.",
    ),
    rejects(
        "VELD_TE_LANG",
        "Niet gedeclareerd: de tekst past niet in het veld. Kort haar in.",
    ),
    rejects(
        "VELD_TEKENS",
        "Niet gedeclareerd: het veld heeft een teken dat het bericht niet kan "
        "bevatten (buiten ISO 8859-1, of geen cijfer in een nummer). Schrijf het "
        "anders.",
    ),
    rejects(
        "VELD_WAARDE", "Niet gedeclareerd: de code staat niet op de lijst van dit veld."
    ),
    rejects(
        "ACTIVITEIT_BUITEN_PERIODE",
        "Niet gedeclareerd: een zorgactiviteit op de nota ligt niet tussen begin en "
        "einde van het subtraject. Herstel de registratie en groepeer opnieuw.",
    ),
    rejects(
        "VOLGNUMMER_OP",
        "Niet gedeclareerd: het bericht heeft plaats voor 99 gelijke prestaties van "
        "een verzekerde op een dag. Declareer de rest in een volgend bericht.",
    ),
    warns(
        "NAAM_AFGEKAPT",
        "De naam, het voorvoegsel of de voorletters zijn langer dan het veld en zijn "
        "afgekapt.",
    ),
)
"""In the order in which reasons go before each other."""
