"""Every fault a message can have: our code, its severity and its Dutch text.

The codes are ours, in a namespace of their own: of the NZa's fault list only one
example was found (3165: VECOZO). Texts carry no value of a patient; the place
is named so that the sender can look it up.
"""

from typing import Literal

Severity = Literal["reject", "warn"]

TEXTS: dict[str, tuple[Severity, str]] = {
    # The file as a whole.
    "B-01": ("reject", "Het bestand is leeg."),
    "B-02": ("reject", "Het bestand is groter dan een bericht mag zijn."),
    "B-03": ("warn", "Overgeslagen: geen bestand van deze vorm."),
    "B-04": ("reject", "De naam wijst naar een plaats buiten de zip."),
    "B-05": ("reject", "De naam komt vaker voor; alleen het eerste bestand telt."),
    "B-06": (
        "reject",
        "Het bestand kan niet worden gelezen of uitgepakt (beschadigd of op slot).",
    ),
    "B-07": ("warn", "Overgeslagen: een hulpbestand van macOS of Windows."),
    "B-08": (
        "reject",
        "Een archief in de levering wordt niet gelezen; pak het uit, of geef het zelf.",
    ),
    "B-09": (
        "warn",
        "De naam is te lang voor een antwoord; dat staat onder een kortere naam.",
    ),
    # The message as a whole.
    "B-10": ("reject", "Geen geldige XML."),
    "B-11": ("reject", "Een documenttype (DOCTYPE) of entiteit is niet toegestaan."),
    "B-12": ("reject", "Geen bericht van de verwachte soort en naamruimte."),
    "B-13": ("reject", "Het bericht bevat niet precies een Declaratiedataset."),
    "B-14": ("reject", "De declaratiedataset bevat geen subtraject."),
    "B-15": ("reject", "Het antwoord bevat geen Declaratieresultset."),
    "B-16": (
        "reject",
        "Een verwacht onderdeel ontbreekt of staat onder een andere naam of op een "
        "andere plaats.",
    ),
    "B-17": ("warn", "Het bericht bevat een onderdeel dat niet wordt gelezen."),
    # Its values.
    "B-20": ("reject", "Verplicht gegeven ontbreekt."),
    "B-21": ("reject", "Gegeven komt vaker voor, met verschillende waarden."),
    "B-22": ("reject", "Geen bestaande datum in de verwachte vorm."),
    "B-23": ("reject", "Geen geheel getal."),
    "B-24": ("reject", "De leeftijd staat niet in jaren."),
    "B-25": ("reject", "Het subtrajectnummer komt vaker voor."),
    "B-26": ("warn", "Geen bestaande datum in de verwachte vorm; niet overgenomen."),
    "B-27": (
        "warn",
        "Het tijdstip is een ander uur dan middernacht; de dag in Nederland telt.",
    ),
    "B-28": (
        "warn",
        "Alle tijdstippen zonder tijdzone staan op 22:00 of 23:00 uur; gelezen als "
        "UTC, dus als de volgende dag in Nederland.",
    ),
    # The OHW form.
    "B-30": ("reject", "Er is geen regel waar dit gegeven naar verwijst."),
    "B-31": ("reject", "De sleutel waarnaar wordt verwezen komt vaker voor."),
    "B-32": ("warn", "De regel hoort bij geen subtraject in deze levering."),
    "B-33": ("warn", "Er staan kolommen in het bestand die niet worden gelezen."),
    "B-34": ("reject", "De regel breekt af: er ontbreken waarden."),
    "B-35": (
        "warn",
        "Het bestand eindigt zonder regeleinde; controleer of het geheel is.",
    ),
    "B-36": (
        "warn",
        "Spaties of onzichtbare tekens om of in een sleutel of code zijn weggelaten.",
    ),
    "B-37": ("warn", "De kolom heet anders dan de opmaak zegt; gelezen als die."),
    # What a message says is not so.
    "B-50": (
        "warn",
        "Niet meegeteld: volgens het bericht is de zorgactiviteit niet verricht "
        "(ontkend, gepland, geannuleerd of ingetrokken).",
    ),
    "B-51": (
        "warn",
        "Niet meegeteld: volgens het bericht is een gegeven van de zorgactiviteit "
        "onbekend (nullFlavor).",
    ),
    "B-52": (
        "warn",
        "Niet meegeteld: de code van de zorgactiviteit is van een ander codestelsel.",
    ),
    "B-53": (
        "warn",
        "Niet overgenomen: volgens het bericht geldt dit gegeven niet of is het "
        "onbekend.",
    ),
    "B-54": ("warn", "Het codestelsel van dit gegeven is niet bekend; overgenomen."),
    "B-55": (
        "warn",
        "Dezelfde zorgactiviteit staat vaker in het bericht; elke regel telt.",
    ),
    "B-56": ("warn", "De zorgactiviteit is nog niet voltooid (active); meegeteld."),
    "B-60": (
        "reject",
        "Volgens het bericht is dit onderdeel niet zo (ontkend, gepland, geannuleerd "
        "of ingetrokken).",
    ),
    "B-61": ("reject", "Volgens het bericht is dit gegeven onbekend (nullFlavor)."),
    "B-62": ("reject", "De code is van een ander codestelsel."),
    # Messages of one delivery among each other.
    "B-70": ("warn", "Herhaling van een ander bericht; alleen dat wordt beantwoord."),
    "B-71": (
        "warn",
        "Vervangen door een later bericht met dezelfde declaratiedataset.",
    ),
    "B-72": (
        "warn",
        "Dezelfde declaratiedataset staat ook in een ander bericht; declareer eenmaal.",
    ),
}

WITHOUT_REPLY = frozenset({"B-03", "B-04", "B-05", "B-07", "B-08"})
"""Faults of files that are no message of their own, so that nothing is replied."""

NO_MESSAGE = frozenset({"B-03", "B-07"})
"""Faults of files that were passed over: they count as no message."""

INFORMATION = frozenset({"B-17", "B-27", "B-28", "B-54"})
"""Warnings that say how a message was read; in a reply they are information (I)."""

REPLY_TEXTS: dict[str, str] = {
    "B-40": "Afgewezen door de invoercontroles.",
    "B-41": "Afgeleid, maar zonder declaratiecode: de aanspraak Zvw is nodig.",
    "B-42": "Niet afgeleid: een ander subtraject van deze dataset is afgewezen.",
    "B-43": "Uitval: het afgeleide zorgproduct heeft geen declaratiecode.",
    "B-44": "Zorgtype 41, 51 of 52 geeft geen dbc-zorgproduct.",
}
"""Texts that stand in a reply only."""
